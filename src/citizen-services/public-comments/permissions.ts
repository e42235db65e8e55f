import { definePermissions } from '../../kernel/permissions/permissions.ts';

export const permissions = definePermissions({
  'public-comments.write': { label: { ja: '意見公募を作り、意見を整理する', en: 'Prepare consultations' }, note: '案と期間を書き、届いた意見を入力・整理し、結果をまとめます。対象を所属に限れます（department:所属記号）。公表するには、別の人の承認が要ります。', scope: 'department', suggested: ['department', 'office-clerk'] },
  'public-comments.approve': { label: { ja: '意見公募の公表と結果を承認する', en: 'Approve consultations' }, note: '自分が書いたものは承認できません。制限した意見も読めます。', scope: 'department', suggested: ['head', 'office-head'] },
  'public-comments.setup': { label: { ja: '意見公募の要綱の数字を変える', en: 'Set the rules of consultations' }, note: '意見を受け付ける日数、氏名・住所を残す年数などを、適用日を決めて変えます。', suggested: ['admin', 'general-affairs'] },
});

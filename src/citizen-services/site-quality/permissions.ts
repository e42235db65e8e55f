import { definePermissions } from '../../kernel/permissions/permissions.ts';

export const permissions = definePermissions({
  'site-quality.work': { label: { ja: 'ウェブサイトの品質を管理する', en: 'Look after the quality of the site' }, note: '方針・試験・取組確認評価表を作り、リンク切れと見直しを追います。公開するには、別の人の承認が要ります。', suggested: ['publicity'] },
  'site-quality.requests': { label: { ja: '別の形での提供の求めに答える', en: 'Answer requests for another form' }, note: '求めた人の名前と連絡先を見ます。対象を所属に限れます（department:所属記号）。所属に限ってページを書く人は、この権限がなくても、その所属のものに答えられます。', scope: 'department', suggested: ['publicity'] },
  'site-quality.approve': { label: { ja: '方針・試験結果・評価表の公開を承認する', en: 'Approve policy, test results and assessments' }, note: '自分が書いたものは承認できません。', suggested: ['office-head'] },
});

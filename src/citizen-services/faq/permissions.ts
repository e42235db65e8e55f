import { definePermissions } from '../../kernel/permissions/permissions.ts';

export const permissions = definePermissions({
  'faq.write': { label: { ja: 'よくある質問を作る・直す', en: 'Write FAQs' }, note: '対象を所属に限れます（department:所属記号）。公開するには、別の人の承認が要ります。', scope: 'department', suggested: ['department', 'office-clerk'] },
  'faq.approve': { label: { ja: 'よくある質問の公開を承認する', en: 'Approve FAQs' }, note: '自分が書いたものは承認できません。公開終了もできます。', scope: 'department', suggested: ['head', 'office-head'] },
  'faq.arrange': { label: { ja: 'よくある質問の分類を整える', en: 'Arrange FAQ categories' }, note: '分類を作り、並べ、しまいます。どの課の質問の所管も直せます。', suggested: ['department', 'publicity'] },
});

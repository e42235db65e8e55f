import { definePermissions } from '../../kernel/permissions/permissions.ts';

export const permissions = definePermissions({
  'website.write': { label: { ja: 'ページを作る・直す', en: 'Write pages' }, note: '対象を所属に限れます（department:所属記号）。公開するには、別の人の承認が要ります。', scope: 'department', suggested: ['office-clerk'] },
  'website.approve': { label: { ja: 'ページの公開を承認する', en: 'Approve pages' }, note: '決裁規程にウェブ公開の定めがない市で使います。自分が書いたものは承認できません。公開終了もできます。', scope: 'department', suggested: ['office-head'] },
  'website.edit': { label: { ja: 'サイト全体を整える（広報）', en: 'Keep the whole site' }, note: 'フォルダー・分類・問い合わせ先・転送・辞書・取込み、どの課のページの直しもできます。', suggested: ['publicity'] },
  'website.emergency': { label: { ja: '緊急に発信する・災害モードを切り替える', en: 'Emergency publishing and disaster mode' }, note: '一人で、承認を待たずに公開できます。あとで別の人が確かめます。', suggested: ['disaster', 'publicity'] },
});

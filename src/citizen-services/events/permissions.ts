import { definePermissions } from '../../kernel/permissions/permissions.ts';

export const permissions = definePermissions({
  'events.write': { label: { ja: 'イベントを登録する・直す', en: 'Write events' }, note: '対象を所属に限れます（department:所属記号）。公開するには、別の人の承認が要ります。1回だけの中止・日時の変更は、すぐに公開されます。', scope: 'department', suggested: ['department', 'office-clerk'] },
  'events.approve': { label: { ja: 'イベントの公開を承認する', en: 'Approve events' }, note: '対象を所属に限れます。自分が書いたものは承認できません。掲載終了もできます。', scope: 'department', suggested: ['head', 'office-head'] },
});

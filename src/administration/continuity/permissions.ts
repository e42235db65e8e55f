import { definePermissions } from '../../kernel/permissions/permissions.ts';

export const permissions = definePermissions({
  'continuity.view': { label: { ja: '業務継続計画を見る', en: 'See the continuity plan' }, note: '台帳・手順書・訓練・計画の版を見て、印刷します。個人の電話番号は見えません。', suggested: ['admin', 'disaster', 'head', 'audit'] },
  'continuity.edit': { label: { ja: '業務継続計画を直す', en: 'Edit the continuity plan' }, note: '台帳・手順書・電源・訓練を直し、承認を求めます。自分が書いたものは承認できません。', suggested: ['admin'] },
  'continuity.approve': { label: { ja: '手順書と計画の版を承認する', en: 'Approve runbooks and editions' }, note: '書いた人とは別の人が承認します。', suggested: ['head'] },
  'continuity.contacts': { label: { ja: '連絡網の個人の電話番号を見る・直す', en: 'See and edit private phone numbers' }, note: '見たことは記録されます。停電の夜に使うため、二段階の確認は求めません。', suggested: ['admin', 'disaster'] },
});

import { definePermissions } from '../permissions/permissions.ts';

/** Acting in a route needs no permission of its own: the post does. These are for the office around it. */
export const approvalPermissions = definePermissions({
  'approval.read': { label: { ja: '一般の決裁を閲覧する', en: 'Read ordinary cases' }, note: '限定・秘の案件は含みません。', suggested: ['records', 'audit'] },
  'approval.audit': { label: { ja: '番号を示して決裁の記録を監査する', en: 'Audit a case by its number' }, note: '限定・秘の案件も、案件番号を示したときだけ見られます。閲覧は記録されます。', strong: true, suggested: ['audit'] },
  'approval.rules': { label: { ja: '決裁規程を起案する', en: 'Draft approval rules' }, note: '決裁規程の表の案を作ります。', suggested: ['general-affairs'] },
  'approval.publish': { label: { ja: '決裁規程を審査して施行する', en: 'Review and publish approval rules' }, note: '案を作った本人は審査できません。', strong: true, suggested: ['general-affairs-head'] },
  'approval.office': { label: { ja: '決裁の事務（不在・代決順位・口頭決裁の記録）', en: 'Approval office' }, note: '不在の登録、代決者の順位、口頭決裁の記録、欠員の知らせを受けます。', suggested: ['general-affairs'] },
  'approval.disaster': { label: { ja: '災害モードを切り替える', en: 'Switch the disaster mode' }, note: '口頭の決裁と、定められた事項の代決を認めます。', strong: true, suggested: ['disaster'] },
  'approval.seal': { label: { ja: '公印を審査する', en: 'Check seals' }, note: '決裁後の文書に公印を押してよいかを確かめます。', suggested: ['general-affairs'] },
});

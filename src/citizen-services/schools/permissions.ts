import { definePermissions } from '../../kernel/permissions/permissions.ts';

export const permissions = definePermissions({
  'schools.work': { label: { ja: '学校のサイトを書く', en: 'Write a school’s site' }, note: '自分の学校のニュース・行事・給食・同意書を扱います。対象を学校の所属に限れます（department:所属記号）。公開には、ページの承認（website.approve）を持つ別の人（教頭など）が要ります。', scope: 'department', suggested: ['office-clerk'] },
  'schools.head': { label: { ja: '子どもの名前を載せることを認める（校長）', en: 'Let a child’s name stand' }, note: '表彰など、本人と保護者の同意があるときに、理由を書いて認めます。', scope: 'department', suggested: ['office-head'] },
  'schools.board': { label: { ja: 'すべての学校のサイトをみる（教育委員会）', en: 'Keep all schools’ sites' }, note: '学校を加える・閉じる、更新のようすを見る、給食をまとめて入れる、臨時休校を一度に知らせる。学校を加えるには website.edit、休校の知らせには website.emergency も要ります。', suggested: ['publicity'] },
});

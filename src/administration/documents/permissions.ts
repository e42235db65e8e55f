import { definePermissions } from '../../kernel/permissions/permissions.ts';

export const permissions = definePermissions({
  'documents.work': { label: { ja: '文書を収受・起案・編てつする', en: 'Receive, draft and file documents' }, note: '対象を所属に限れます（department:所属記号）。庁内の一般の文書は、ほかの課のものも見られます。', scope: 'department', suggested: ['office-clerk'] },
  'documents.secret': { label: { ja: '秘の文書を開く', en: 'Open secret documents' }, note: '対象を所属に限れます。開いたことは記録されます。', scope: 'department', suggested: ['office-head'] },
  'documents.records': { label: { ja: '文書管理を総括する（文書係）', en: 'Keep the records of the whole hall' }, note: '番号・基準表・書庫・所管替え・廃棄の手続。部限・秘の文書は、件名などの登録事項だけが見えます。', suggested: ['records'] },
  'documents.approvePlan': { label: { ja: 'ファイル基準表を承認する', en: 'Approve file plans' }, note: '承認を求めた本人は承認できません。', suggested: ['general-affairs-head'] },
  'documents.archive': { label: { ja: '歴史公文書を選び、移管を受ける', en: 'Select and receive historical documents' }, suggested: ['archivist'] },
  'documents.dispose': { label: { ja: '決裁された廃棄・移管を実行する', en: 'Carry out decided disposals' }, note: 'リストを作った人とは別の人が実行します。元に戻せません。', strong: true, suggested: ['records-head'] },
  'documents.seal': { label: { ja: '公印を押し、記録する', en: 'Press the official seals' }, suggested: ['general-affairs'] },
  'documents.disclosure': { label: { ja: '情報公開請求を扱う', en: 'Handle requests for disclosure' }, note: '請求した人の氏名と住所が見えます。見たことは記録されます。', suggested: ['records', 'disclosure'] },
});

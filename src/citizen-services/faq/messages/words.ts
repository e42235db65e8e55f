/** The words of states and sources, in both languages. */
import type { Text } from '../../../kernel/view.ts';
import type { EditionsRow, FaqsRow, HistoryRow } from '../rows.ts';

export const sources = ['enquiry', 'search', 'call', 'other'] as const satisfies readonly FaqsRow['source'][];
export const sourceWords: Readonly<Record<FaqsRow['source'], Text>> = {
  enquiry: { ja: '問い合わせ', en: 'Enquiry' }, search: { ja: '答えのなかった検索', en: 'Search without result' }, call: { ja: '電話・窓口の記録', en: 'Call-centre note' }, other: { ja: 'その他', en: 'Other' },
};
export const editionWords: Readonly<Record<EditionsRow['state'], Text>> = {
  draft: { ja: '下書き', en: 'Draft' }, waiting: { ja: '承認待ち', en: 'Waiting' }, public: { ja: '公開中', en: 'Public' }, past: { ja: '前の版', en: 'Past' }, dropped: { ja: '取りやめ', en: 'Dropped' },
};
export const historyWords: Readonly<Record<HistoryRow['what'], Text>> = {
  made: { ja: '作った', en: 'Made' }, started: { ja: '書き直しを始めた', en: 'New draft' }, submitted: { ja: '承認を求めた', en: 'Submitted' }, recalled: { ja: '引き戻した', en: 'Recalled' }, returned: { ja: '差し戻した', en: 'Returned' },
  published: { ja: '承認して公開した', en: 'Published' }, kept: { ja: '変更がないことを確かめた', en: 'Still correct' }, withdrawn: { ja: '公開を終えた', en: 'Withdrawn' }, restored: { ja: '公開を再開した', en: 'Public again' }, dropped: { ja: '下書きをやめた', en: 'Draft dropped' }, moved: { ja: '所管を変えた', en: 'Office changed' },
};

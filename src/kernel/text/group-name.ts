import { foldForSearch } from './search.ts';

/** Legal forms and their abbreviations after NFKC folding (㈱ has become (株)). Longer ones first. */
const legalForms = [
  '特定非営利活動法人', '公益社団法人', '公益財団法人', '一般社団法人', '一般財団法人', '社会福祉法人', '学校法人', '医療法人', '宗教法人', '株式会社', '有限会社',
  '合同会社', '合資会社', '合名会社', 'npo法人', '(特非)', '(公社)', '(公財)', '(一社)', '(一財)', '(社福)', '(学)', '(医)', '(宗)', '(株)', '(有)', '(同)', '(資)', '(名)',
  '(社)', '(財)',
];

/**
 * A group's name for finding duplicates, never for showing: width, spaces, punctuation, legal forms (㈱, NPO法人),
 * kana and character families make no difference. Falls back to the folded name when nothing else is left.
 */
export function groupName(name: string): string {
  const folded = foldForSearch(name).replace(/\s+/g, '').replace(/[〔［【]/g, '(').replace(/[〕］】]/g, ')');
  const bare = legalForms.reduce((rest, form) => rest.replaceAll(form, ''), folded);
  const letters = bare.replace(/[^\p{L}\p{N}\p{M}ー]/gu, '');
  return letters === '' ? folded : letters;
}

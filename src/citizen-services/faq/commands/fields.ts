/** The fields that commands of this system share. */
import type { z } from 'zod';
import { codeField, dateField, field, idField, intField, type Label, listField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { isRecord } from '../../../kernel/text/json.ts';

export const labels = {
  faq: { ja: 'よくある質問', en: 'FAQ' }, edition: { ja: '版', en: 'Edition' }, department: { ja: '所管する課', en: 'Office' }, question: { ja: '質問', en: 'Question' }, variants: { ja: 'ほかの聞き方', en: 'Other ways to ask' },
  category: { ja: '分類', en: 'Category' }, reason: { ja: '理由', en: 'Reason' }, note: { ja: '意見', en: 'Remark' },
} as const satisfies Record<string, Label>;

export const faqField = idField(labels.faq);
export const editionField = idField(labels.edition);
export const versionField = intField({ ja: '開いたときの版', en: 'Version' }, { min: 1, max: 10_000_000 });
export const numberField = intField({ ja: '番号', en: 'Number' }, { min: 1, max: 9_999_999 });
export const words = (label: Label, max: number, lines = false) => withDefault(textField(label, { max, min: 0, lines }), '');
/** What somebody looks for: long numbers are looked for too, and never kept. */
export const queryField = withDefault(textField({ ja: 'さがすことば', en: 'Words' }, { max: 100, min: 0, numbers: true }), '');
export const MOST_VARIANTS = 20;
const VARIANT = 60;

const checked = textField(labels.variants, { max: 2000, min: 0, lines: true });

/** One way to ask per line, or a list from the API; each once. */
const variantsField: z.ZodType<readonly string[]> = field(labels.variants, { type: 'array', maxItems: MOST_VARIANTS, items: { type: 'string', maxLength: VARIANT } }, (raw) => {
  const bad = (ja: string, en: string) => ({ ok: false as const, message: { ja, en } });
  const list: readonly unknown[] = Array.isArray(raw) ? raw : [];
  const parsed = checked.safeParse(Array.isArray(raw) ? (list.every((one) => typeof one === 'string') ? list.join('\n') : { wrong: true }) : raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const said: unknown = issue && 'params' in issue && isRecord(issue.params) ? issue.params['text'] : null;
    return isRecord(said) ? bad(String(said['ja']), String(said['en'])) : bad('「ほかの聞き方」は、1行に1つずつ入力してください。', 'Please give one way to ask per line.');
  }
  const ways = [...new Set(parsed.data.split('\n').map((line) => line.replace(/\s+/gu, ' ').trim()).filter((line) => line !== ''))];
  const long = ways.find((way) => [...way].length > VARIANT);
  if (long !== undefined) return bad(`「ほかの聞き方」は1つ${VARIANT}文字までです：${[...long].slice(0, 20).join('')}…`, `Each way to ask may have at most ${VARIANT} characters.`);
  if (ways.length > MOST_VARIANTS) return bad(`「ほかの聞き方」は${MOST_VARIANTS}個までです（いま${ways.length}個）。`, `At most ${MOST_VARIANTS} ways to ask (now ${ways.length}).`);
  return { ok: true, value: ways };
}, true);

/** A draft as it is typed: what is still missing is asked for when approval is. */
export const draftFields = {
  question: textField(labels.question, { max: 60 }), questionEn: words({ ja: '質問（英語）', en: 'Question in English' }, 120), variants: variantsField,
  answer: words({ ja: '答え', en: 'Answer' }, 4000, true), answerEn: words({ ja: '答え（英語）', en: 'Answer in English' }, 6000, true),
  categories: listField(labels.category, codeField(labels.category, 32), { max: 5 }), reviewOn: optional(dateField({ ja: '見直す日', en: 'Review on' })), changeNote: words({ ja: '変更の説明', en: 'What changes' }, 300),
};

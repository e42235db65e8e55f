/** The fields that commands of this system share. */
import { choiceField, field, idField, intField, type Label, textField, withDefault } from '../../../kernel/fields.ts';
import type { z } from 'zod';
import { TEST_KEY } from '../rules/correction.ts';

export const levelField = choiceField({ ja: '適合レベル', en: 'Level' }, ['A', 'AA'] as const);
export const publicationField = idField({ ja: '文書', en: 'Document' });
export const versionField = intField({ ja: '開いたときの版', en: 'Version' }, { min: 1, max: 10_000_000 });
export const words = (label: Label, max: number, lines = false) => withDefault(textField(label, { max, min: 0, lines, numbers: true }), '');
export const said = (label: Label, max: number, lines = false) => textField(label, { max, lines, numbers: true });
export const criterionField = textField({ ja: '達成基準', en: 'Criterion' }, { max: 8, numbers: true, pattern: { test: /^\d\.\d\.\d{1,2}$/, say: { ja: '「達成基準」は、1.1.1 のような番号です。', en: '“Criterion” is a number such as 1.1.1.' } } });

/** '3': a test, as it stands; '3-1': its first edition. */
export const testKeyField = textField({ ja: '試験の番号', en: 'Number' }, { max: 9, numbers: true, pattern: { test: TEST_KEY, say: { ja: '「試験の番号」は、3 か 3-1（第3回の第1版）の形です。一覧から選び直してください。', en: 'A test’s number looks like 3, or 3-1 for its first edition. Please choose from the list.' } } });

/** Several lines as a list, or a list; blank lines are left out. */
export function linesField(label: Label, options: { readonly most: number; readonly max: number }): z.ZodType<readonly string[]> {
  const text = textField(label, { max: options.most * (options.max + 1), min: 0, lines: true, numbers: true });
  return field(label, { type: 'array', maxItems: options.most, items: { type: 'string', maxLength: options.max } }, (raw) => {
    const list: readonly unknown[] = Array.isArray(raw) ? raw : [];
    const parsed = text.safeParse(Array.isArray(raw) ? (list.every((one) => typeof one === 'string') ? list.join('\n') : {}) : raw);
    const bad = (ja: string, en: string) => ({ ok: false as const, message: { ja, en } });
    if (!parsed.success) return bad(`「${label.ja}」は、1行に1つずつ入力してください。`, `Please give one of “${label.en}” per line.`);
    const lines = [...new Set(parsed.data.split('\n').map((line) => line.trim()).filter((line) => line !== ''))];
    if (lines.length > options.most) return bad(`「${label.ja}」は${options.most}個までです（いま${lines.length}個）。`, `At most ${options.most} of “${label.en}” (now ${lines.length}).`);
    const long = lines.find((line) => [...line].length > options.max);
    return long === undefined ? { ok: true, value: lines } : bad(`「${label.ja}」は1つ${options.max}文字までです。`, `Each of “${label.en}” may have at most ${options.max} characters.`);
  }, true);
}

/** The fields that commands of this system share. */
import { z } from 'zod';
import { choiceField, codeField, dateField, field, idField, intField, type Label, textField, withDefault } from '../../../kernel/fields.ts';
import { seenKinds } from '../messages/words.ts';

export const labels = { school: { ja: '学校', en: 'School' }, edition: { ja: 'ニュース', en: 'News' }, photo: { ja: '写真', en: 'Photograph' }, title: { ja: '題名', en: 'Title' }, words: { ja: '本文', en: 'Words' } } as const satisfies Record<string, Label>;
export const words = (label: Label, max: number, lines = false) => withDefault(textField(label, { max, min: 0, lines, numbers: true }), '');
export const schoolField = textField(labels.school, { max: 32, numbers: true, pattern: { test: /^[a-z][a-z0-9-]{0,31}$/, say: { ja: '学校の記号は、半角の英小文字で始め、英小文字・数字・ハイフンで入力してください（例：nihonmatsu-kita）。', en: 'Please use lower-case letters, digits and hyphens.' } } });
export const editionField = idField(labels.edition);
export const blockField = idField(labels.photo);
export const versionField = intField({ ja: '開いたときの版', en: 'Version' }, { min: 1, max: 10_000_000 });
export const dayField = (ja: string, en: string) => dateField({ ja, en });
export const areaField = withDefault(codeField({ ja: '地域', en: 'Area' }, 40), '');

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const MAX_BYTES = 12 * 1024 * 1024;

/** A photograph's bytes: from a form as they are, from the API as Base64. */
export const contentField = field<Uint8Array>(labels.photo, { type: 'string', contentEncoding: 'base64' }, (raw) => {
  if (raw instanceof Uint8Array && raw.byteLength > 0 && raw.byteLength <= MAX_BYTES) return { ok: true, value: raw };
  if (typeof raw !== 'string' || raw === '' || raw.length > MAX_BYTES * 1.4 || raw.length % 4 !== 0 || !BASE64.test(raw)) return { ok: false, message: { ja: '「写真」を読み取れません。選び直してください（APIでは Base64 で送ってください）。', en: 'The photograph cannot be read. Please choose it again (through the API: as Base64).' } };
  return { ok: true, value: Buffer.from(raw, 'base64') };
});

export const altField = textField({ ja: '写真の説明', en: 'Words for the photograph' }, { max: 120, numbers: true });
export const seenField = choiceField({ ja: '写っている人', en: 'Who is to be seen' }, seenKinds);
/** One child in a line. The words are read once and not kept. */
export const childrenField = words({ ja: '写っている子ども', en: 'Children to be seen' }, 2000, true);
export const photoShape = z.object({ name: textField({ ja: 'ファイルの名前', en: 'File name' }, { max: 200, numbers: true }), content: contentField, alt: altField, seen: seenField, children: childrenField });
export const csvField = textField({ ja: 'CSVファイル', en: 'CSV file' }, { max: 400_000, lines: true, numbers: true });

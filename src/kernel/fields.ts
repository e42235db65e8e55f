/**
 * The fields that commands and queries take. Each accepts what a form sends (text) and what the API sends (JSON),
 * gives the typed value, and answers nonsense with a sentence that names the field, what is wrong and what would be right.
 * zod carries them, but zod's own words never reach a person.
 */
import { z } from 'zod';
import { parseDate, parseTime } from './calendar/calendar.ts';
import { yen, type Yen } from './money/money.ts';
import { parseEmail } from './text/email.ts';
import { parseKana } from './text/kana.ts';
import { containsMyNumber, myNumberRefusal } from './text/my-number.ts';
import { parseName } from './text/name.ts';
import type { Parsed } from './text/parsed.ts';
import { parsePhone } from './text/phone.ts';
import { parsePostcode } from './text/postcode.ts';
import type { FieldError, Lang, Text } from './view.ts';

export type Label = Text;
type Json = Readonly<Record<string, unknown>>;

interface FieldMeta {
  readonly label: Label;
  readonly json: Json;
  /** May be left out. */
  readonly optional?: boolean;
}
const fieldMeta = z.registry<FieldMeta>();

function bad(ja: string, en: string): { readonly ok: false; readonly message: Text } {
  return { ok: false, message: { ja, en } };
}

/** Takes anything, and nothing at all: without `optional`, zod refuses a key that was not sent before its parser, which knows what to say, sees it. */
const sentOrNot = z.any().optional();

/** A field from a parser. The parser gets whatever was sent and never throws. `mayBeLeftOut`: nothing sent is an answer too. */
export function field<T>(label: Label, json: Json, parse: (raw: unknown) => Parsed<T>, mayBeLeftOut = false): z.ZodType<T> {
  const schema: z.ZodType<T> = sentOrNot.transform((raw, ctx): T => {
    const parsed = parse(raw);
    if (parsed.ok) return parsed.value;
    ctx.addIssue({ code: 'custom', message: parsed.message.en, params: { text: parsed.message } });
    return z.NEVER;
  });
  fieldMeta.add(schema, { label, json, optional: mayBeLeftOut });
  return schema;
}

const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/u;
const PRIVATE_USE = /[\ue000-\uf8ff\u{f0000}-\u{10ffff}]/u;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function sentText(raw: unknown, label: Label): Parsed<string> {
  if (raw === undefined || raw === null) return { ok: true, value: '' };
  if (typeof raw === 'number' || typeof raw === 'boolean') return { ok: true, value: String(raw) };
  if (typeof raw !== 'string') return bad(`「${label.ja}」は、文字で入力してください。`, `“${label.en}” must be text.`);
  if (LONE_SURROGATE.test(raw) || CONTROL.test(raw)) return bad(`「${label.ja}」に、使えない文字（制御文字など）が入っています。消してから入力し直してください。`, `“${label.en}” contains characters that cannot be used.`);
  if (PRIVATE_USE.test(raw)) return bad(`「${label.ja}」に外字が入っています。標準の文字で入力してください。`, `“${label.en}” contains private-use characters. Please use standard ones.`);
  return { ok: true, value: raw.normalize('NFC').replaceAll('\r\n', '\n') };
}

function missing(label: Label) {
  return bad(`「${label.ja}」を入力してください。`, `Please enter “${label.en}”.`);
}

export interface TextOptions {
  readonly max?: number;
  readonly min?: number;
  /** May hold several lines. */
  readonly lines?: boolean;
  /** Leave out the My Number scan (番号法15条・20条), for fields that hold other long numbers. */
  readonly numbers?: boolean;
  readonly pattern?: { readonly test: RegExp; readonly say: Text };
}

/** One line of text, trimmed; or several with `lines`. Counted in characters as people count them. */
export function textField(label: Label, options: TextOptions = {}): z.ZodType<string> {
  const { max = 100, min = 1 } = options;
  return field(label, { type: 'string', maxLength: max, ...(min > 0 ? { minLength: min } : {}) }, (raw) => {
    const sent = sentText(raw, label);
    if (!sent.ok) return sent;
    const value = options.lines ? sent.value.trim() : sent.value.replace(/\s+/gu, ' ').trim();
    if (value === '' && min > 0) return missing(label);
    const length = value.length <= max ? value.length : [...value].length;
    if (length > max) return bad(`「${label.ja}」は${max}文字までです（いま${length.toLocaleString('ja-JP')}文字）。短くしてください。`, `“${label.en}” may have at most ${max} characters (now ${length}).`);
    if (length < min) return bad(`「${label.ja}」は${min}文字以上で入力してください。`, `“${label.en}” needs at least ${min} characters.`);
    if (options.pattern && value !== '' && !options.pattern.test.test(value)) return { ok: false, message: options.pattern.say };
    if (!options.numbers && containsMyNumber(value)) return myNumberRefusal;
    return { ok: true, value };
  });
}

function normalised(label: Label, json: Json, max: number, normalise: (text: string) => Parsed<string>): z.ZodType<string> {
  return field(label, { type: 'string', maxLength: max, ...json }, (raw) => {
    const sent = sentText(raw, label);
    if (!sent.ok) return sent;
    if (sent.value.trim() === '') return missing(label);
    if (sent.value.length > max * 2) return bad(`「${label.ja}」が長すぎます（${max}文字まで）。`, `“${label.en}” is too long (at most ${max} characters).`);
    const parsed = normalise(sent.value);
    if (parsed.ok && [...parsed.value].length > max) return bad(`「${label.ja}」が長すぎます（${max}文字まで）。`, `“${label.en}” is too long (at most ${max} characters).`);
    return parsed;
  });
}

export const nameField = (label: Label): z.ZodType<string> => normalised(label, {}, 100, parseName);
export const kanaField = (label: Label): z.ZodType<string> => normalised(label, {}, 100, parseKana);
export const emailField = (label: Label): z.ZodType<string> => normalised(label, { format: 'email' }, 254, parseEmail);
export const phoneField = (label: Label): z.ZodType<string> => normalised(label, {}, 30, parsePhone);
export const postcodeField = (label: Label): z.ZodType<string> => normalised(label, { pattern: '^[0-9]{7}$' }, 20, parsePostcode);

/** A password as typed: no trimming, at least `min` characters, at most 200. */
export function passwordField(label: Label, min = 1): z.ZodType<string> {
  return field(label, { type: 'string', format: 'password', minLength: min, maxLength: 200 }, (raw) => {
    if (typeof raw !== 'string' || raw === '') return missing(label);
    const value = raw.normalize('NFKC');
    if ([...value].length < min) return bad(`「${label.ja}」は${min}文字以上にしてください。`, `“${label.en}” needs at least ${min} characters.`);
    if (value.length > 200) return bad(`「${label.ja}」は200文字までです。`, `“${label.en}” may have at most 200 characters.`);
    return { ok: true, value };
  });
}

export interface NumberOptions {
  readonly min?: number;
  readonly max?: number;
  readonly unit?: Text;
}

function wholeNumber(raw: unknown, label: Label, options: NumberOptions): Parsed<number> {
  const { min = 0, max = 1_000_000_000 } = options;
  const unit = options.unit ?? { ja: '', en: '' };
  const text = typeof raw === 'number' ? String(raw) : typeof raw === 'string' ? raw.normalize('NFKC').replaceAll(/[,\s]/g, '').replace(/円$|人$|名$/, '') : '';
  if (raw === undefined || raw === null || raw === '') return missing(label);
  if (!/^[+-]?[0-9]{1,15}$/.test(text)) return bad(`「${label.ja}」は、整数で入力してください（例 ${Math.max(min, 1)}）。`, `“${label.en}” must be a whole number (e.g. ${Math.max(min, 1)}).`);
  const value = Number(text);
  if (value < min) return bad(`「${label.ja}」は${min.toLocaleString('ja-JP')}${unit.ja}以上で入力してください。`, `“${label.en}” must be at least ${min} ${unit.en}`.trim() + '.');
  if (value > max) return bad(`「${label.ja}」は${max.toLocaleString('ja-JP')}${unit.ja}以下で入力してください。`, `“${label.en}” must be at most ${max} ${unit.en}`.trim() + '.');
  return { ok: true, value };
}

export function intField(label: Label, options: NumberOptions = {}): z.ZodType<number> {
  return field(label, { type: 'integer', minimum: options.min ?? 0, maximum: options.max ?? 1_000_000_000 }, (raw) => wholeNumber(raw, label, options));
}

/** Whole yen. */
export function yenField(label: Label, options: NumberOptions = {}): z.ZodType<Yen> {
  return field(label, { type: 'integer', minimum: options.min ?? 0 }, (raw) => {
    const parsed = wholeNumber(raw, label, { ...options, unit: { ja: '円', en: 'yen' } });
    return parsed.ok ? { ok: true, value: yen(parsed.value) } : parsed;
  });
}

// Only used to read two-figure years of old eras; which day is "today" does not matter for a full date.
const REFERENCE_DAY = Temporal.PlainDate.from('2026-01-01');

/** 和暦 or 西暦 from a form, ISO from the API. */
export function dateField(label: Label): z.ZodType<Temporal.PlainDate> {
  return field(label, { type: 'string', format: 'date' }, (raw) => {
    if (raw instanceof Temporal.PlainDate) return { ok: true, value: raw };
    const sent = sentText(raw, label);
    if (!sent.ok) return sent;
    if (sent.value.trim() === '') return missing(label);
    if (sent.value.length > 40) return bad(`「${label.ja}」の日付を読み取れません。例 令和8年11月23日 または 2026-11-23`, `“${label.en}” is not a date. Example: 2026-11-23`);
    const parsed = parseDate(sent.value, REFERENCE_DAY);
    return parsed.ok ? parsed : { ok: false, message: { ja: `「${label.ja}」：${parsed.message.ja}`, en: `“${label.en}”: ${parsed.message.en}` } };
  });
}

/** Minutes from the business day's midnight, 0–2880; "24:00" and "翌2:00" are times here. */
export function timeField(label: Label): z.ZodType<number> {
  return field(label, { type: 'string', examples: ['9:00', '24:00'] }, (raw) => {
    if (typeof raw === 'number') return wholeNumber(raw, label, { min: 0, max: 2880 });
    const sent = sentText(raw, label);
    if (!sent.ok) return sent;
    if (sent.value.trim() === '') return missing(label);
    const parsed = parseTime(sent.value.slice(0, 20));
    return parsed.ok ? parsed : { ok: false, message: { ja: `「${label.ja}」：${parsed.message.ja}`, en: `“${label.en}”: ${parsed.message.en}` } };
  });
}

/** A moment in ISO 8601 with offset, e.g. 2027-02-01T09:00+09:00. */
export function instantField(label: Label): z.ZodType<Temporal.Instant> {
  return field(label, { type: 'string', format: 'date-time' }, (raw) => {
    if (raw instanceof Temporal.Instant) return { ok: true, value: raw };
    try {
      if (typeof raw === 'string' && raw.length < 50) return { ok: true, value: Temporal.Instant.from(raw) };
    } catch {
      // answered below
    }
    return bad(`「${label.ja}」の日時を読み取れません。例 2027-02-01T09:00+09:00`, `“${label.en}” is not a moment in time. Example: 2027-02-01T09:00+09:00`);
  });
}

/** A tick box: sent or not sent. */
export function boolField(label: Label): z.ZodType<boolean> {
  return field(label, { type: 'boolean' }, (raw) => {
    if (raw === undefined || raw === null || raw === '' || raw === false || raw === 'false' || raw === 'no' || raw === 0) return { ok: true, value: false };
    if (raw === true || raw === 'on' || raw === 'true' || raw === 'yes' || raw === '1' || raw === 1) return { ok: true, value: true };
    return bad(`「${label.ja}」は、はい・いいえで答えてください。`, `“${label.en}” must be yes or no.`);
  }, true);
}

/** A tick box that must be ticked. */
export function consentField(label: Label): z.ZodType<true> {
  return field(label, { const: true }, (raw) =>
    raw === true || raw === 'on' || raw === 'true' ? { ok: true, value: true } : bad(`「${label.ja}」に同意いただけるときは、印を付けてください。`, `Please tick “${label.en}” to continue.`));
}

export function choiceField<const T extends string>(label: Label, choices: readonly T[]): z.ZodType<T> {
  return field(label, { type: 'string', enum: choices }, (raw) => {
    if (raw === undefined || raw === null || raw === '') return bad(`「${label.ja}」を選んでください。`, `Please choose “${label.en}”.`);
    const found = choices.find((choice) => choice === raw);
    return found === undefined ? bad(`「${label.ja}」は、一覧の中から選んでください。`, `Please choose “${label.en}” from the list.`) : { ok: true, value: found };
  });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The id of a row. */
export function idField(label: Label): z.ZodType<string> {
  return field(label, { type: 'string', format: 'uuid' }, (raw) => {
    if (raw === undefined || raw === null || raw === '') return bad(`「${label.ja}」を選んでください。`, `Please choose “${label.en}”.`);
    return typeof raw === 'string' && UUID.test(raw) ? { ok: true, value: raw } : bad(`「${label.ja}」の番号の形が違います。一覧から選び直してください。`, `“${label.en}” is not a valid id. Please choose it from the list again.`);
  });
}

/** A short code of the city's own data: letters, digits, hyphens. */
export function codeField(label: Label, max = 60): z.ZodType<string> {
  return textField(label, { max, numbers: true, pattern: { test: /^[\p{L}\p{N}._:-]+$/u, say: { ja: `「${label.ja}」は、文字・数字・ハイフンで入力してください。`, en: `“${label.en}” may have letters, digits and hyphens only.` } } });
}

/** Nothing sent (or only blanks) is null. */
export function optional<T>(inner: z.ZodType<T>): z.ZodType<T | null> {
  const meta = fieldMeta.get(inner);
  const schema: z.ZodType<T | null> = sentOrNot.transform((raw, ctx): T | null => {
    if (raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '')) return null;
    const parsed = inner.safeParse(raw);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) ctx.addIssue({ code: 'custom', message: issue.message, path: [...issue.path], params: 'params' in issue && issue.params ? issue.params : {} });
    return z.NEVER;
  });
  fieldMeta.add(schema, { label: meta?.label ?? { ja: '', en: '' }, json: { ...meta?.json, nullable: true }, optional: true });
  return schema;
}

/** What is not sent counts as `value`. */
export function withDefault<T>(inner: z.ZodType<T>, value: T): z.ZodType<T> {
  const maybe = optional(inner);
  const schema = maybe.transform((found): T => found ?? value);
  const meta = fieldMeta.get(maybe);
  if (meta) fieldMeta.add(schema, meta);
  return schema;
}

/** A list; a form that sends one value of a kind sends a list of one. */
export function listField<T>(label: Label, item: z.ZodType<T>, options: { readonly min?: number; readonly max: number }): z.ZodType<T[]> {
  const { min = 0, max } = options;
  const list = z.array(item);
  const schema: z.ZodType<T[]> = (min === 0 ? sentOrNot : z.any()).transform((raw, ctx): T[] => {
    const values: unknown = raw === undefined || raw === null || raw === '' ? [] : Array.isArray(raw) ? raw : [raw];
    const count = Array.isArray(values) ? values.length : 0;
    const say = (message: Text) => {
      ctx.addIssue({ code: 'custom', message: message.en, params: { text: message } });
      return z.NEVER;
    };
    if (count < min) return say(min === 1 ? { ja: `「${label.ja}」を1つ以上選んでください。`, en: `Please choose at least one “${label.en}”.` } : { ja: `「${label.ja}」は${min}件以上必要です。`, en: `“${label.en}” needs at least ${min}.` });
    if (count > max) return say({ ja: `「${label.ja}」は${max}件までです（いま${count}件）。`, en: `“${label.en}” may have at most ${max} (now ${count}).` });
    const parsed = list.safeParse(values);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) ctx.addIssue({ code: 'custom', message: issue.message, path: [...issue.path], params: 'params' in issue && issue.params ? issue.params : {} });
    return z.NEVER;
  });
  const inner = fieldMeta.get(item);
  fieldMeta.add(schema, { label, optional: min === 0, json: { type: 'array', minItems: min, maxItems: max, items: inner?.json ?? z.toJSONSchema(item, jsonOptions) } });
  return schema;
}

const jsonOptions = {
  io: 'input' as const,
  unrepresentable: 'any' as const,
  override(context: { zodSchema: unknown; jsonSchema: Record<string, unknown> }) {
    if (context.zodSchema instanceof z.ZodObject) {
      const required = Object.entries(context.zodSchema.shape).filter(([, inner]) => inner instanceof z.ZodType && fieldMeta.get(inner)?.optional === false).map(([key]) => key);
      const known = Array.isArray(context.jsonSchema['required']) ? context.jsonSchema['required'].map(String) : [];
      if (required.length + known.length > 0) context.jsonSchema['required'] = [...new Set([...known, ...required])];
    }
    const meta = context.zodSchema instanceof z.ZodType ? fieldMeta.get(context.zodSchema) : undefined;
    if (!meta) return;
    for (const key of Object.keys(context.jsonSchema)) delete context.jsonSchema[key];
    const { nullable, ...json } = meta.json;
    Object.assign(context.jsonSchema, nullable && 'type' in json ? { ...json, type: [json['type'], 'null'] } : json, { title: meta.label.ja, description: meta.label.en });
  },
};

/** The JSON Schema of an input, for OpenAPI. */
export function inputSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, jsonOptions);
  return json;
}

/** zod's issues as sentences in the asker's language, one per field. */
export function explainIssues(error: z.ZodError, lang: Lang): FieldError[] {
  const seen = new Set<string>();
  const errors: FieldError[] = [];
  for (const issue of error.issues) {
    const path = issue.path.map(String).join('.');
    if (seen.has(path)) continue;
    seen.add(path);
    errors.push({ path, message: sentence(issue, lang) });
  }
  return errors;
}

function sentence(issue: z.core.$ZodIssue, lang: Lang): string {
  if (issue.code === 'custom' && issue.params && typeof issue.params === 'object' && 'text' in issue.params) {
    const text: unknown = issue.params['text'];
    if (typeof text === 'object' && text !== null && 'ja' in text && 'en' in text) return String(text[lang]);
  }
  const name = issue.path.length > 0 ? String(issue.path.at(-1)) : '';
  switch (issue.code) {
    case 'unrecognized_keys':
      return lang === 'ja' ? `知らない項目があります: ${issue.keys.slice(0, 5).map((key) => key.slice(0, 40)).join('、')}。取り除いてください。` : `Unknown fields: ${issue.keys.slice(0, 5).map((key) => key.slice(0, 40)).join(', ')}. Please remove them.`;
    case 'invalid_type':
      return lang === 'ja' ? `${name ? `「${name}」` : '送られた内容'}の形が違います（${issue.expected} が必要です）。` : `${name ? `“${name}”` : 'The input'} has the wrong shape (expected ${issue.expected}).`;
    default:
      return lang === 'ja' ? `${name ? `「${name}」` : '送られた内容'}を読み取れません。形を確かめてください。` : `${name ? `“${name}”` : 'The input'} could not be read. Please check its form.`;
  }
}

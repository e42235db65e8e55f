/** The fields that commands of this system share. */
import type { z } from 'zod';
import { choiceField, field, idField, intField, type Label, optional, textField, withDefault } from '../../../kernel/fields.ts';
import type { Parsed } from '../../../kernel/text/parsed.ts';
import type { Text } from '../../../kernel/view.ts';
import { parseDuration } from '../rules/duration.ts';
import { drillKinds } from '../rules/plan.ts';

const MAX_SECONDS = 6_000_000;

/** "3時間" from a form, minutes from the API. */
export function durationField(label: Label, max = 100_000): z.ZodType<number> {
  const name = (parsed: Parsed<number>): Parsed<number> => (parsed.ok ? parsed : { ok: false, message: { ja: `「${label.ja}」：${parsed.message.ja}`, en: `“${label.en}”: ${parsed.message.en}` } });
  return field(label, { type: 'string', examples: ['15分', '3時間', '2日'] }, (raw) => {
    if (raw === undefined || raw === null || raw === '') return { ok: false, message: { ja: `「${label.ja}」を入力してください（例 3時間）。`, en: `Please enter “${label.en}”.` } };
    return name(parseDuration(typeof raw === 'number' || typeof raw === 'string' ? String(raw).slice(0, 60) : '?', max));
  });
}

/** Litres and the like with at most one decimal, kept as text so that nothing is rounded. */
export function tenthsField(label: Label, max: number): z.ZodType<string> {
  return field(label, { type: 'number', minimum: 0, maximum: max }, (raw) => {
    const text = typeof raw === 'number' ? String(raw) : typeof raw === 'string' ? raw.normalize('NFKC').replaceAll(',', '').trim() : '';
    const bad: Text = { ja: `「${label.ja}」は、0から${max}までの数で入力してください（小数は1けたまで）。`, en: `“${label.en}” must be a number from 0 to ${max}, one decimal at most.` };
    return /^\d{1,7}(?:\.\d)?$/.test(text) && Number(text) <= max ? { ok: true, value: text } : { ok: false, message: bad };
  });
}

/** Measured seconds. A machine measures fractions; a second that was begun counts whole. */
export function secondsField(label: Label): z.ZodType<number> {
  return field(label, { type: 'number', minimum: 0, maximum: MAX_SECONDS }, (raw) => {
    const value = typeof raw === 'number' ? raw : typeof raw === 'string' && /^\d{1,7}(?:\.\d{1,6})?$/.test(raw.normalize('NFKC').trim()) ? Number(raw.normalize('NFKC')) : Number.NaN;
    if (value >= 0 && value <= MAX_SECONDS) return { ok: true, value: Math.ceil(value) };
    return { ok: false, message: { ja: `「${label.ja}」は、0から${MAX_SECONDS.toLocaleString('ja-JP')}までの秒数で入力してください。`, en: `“${label.en}” must be seconds from 0 to ${MAX_SECONDS}.` } };
  });
}

export const labels = {
  key: { ja: '記号', en: 'Key' }, name: { ja: '名称', en: 'Name' }, asset: { ja: 'システム', en: 'System' }, version: { ja: '開いたときの版', en: 'Version' },
  post: { ja: '担当の職', en: 'Post' }, note: { ja: '備考', en: 'Note' }, tier: { ja: '区分', en: 'Tier' }, place: { ja: '場所', en: 'Place' }, contact: { ja: '連絡先', en: 'Contact' },
  reason: { ja: '理由', en: 'Reason' }, order: { ja: '順番', en: 'Order' }, runbook: { ja: '手順書', en: 'Runbook' }, drill: { ja: '訓練', en: 'Drill' }, edition: { ja: '計画の版', en: 'Edition' },
} as const satisfies Record<string, Label>;

export const keyField = (max: number) => textField(labels.key, { max, numbers: true, pattern: { test: /^[A-Z0-9][A-Z0-9-]*$/, say: { ja: '「記号」は、英大文字・数字・ハイフンで入力してください（例 JUMIN-1）。', en: '“Key” may have capital letters, digits and hyphens.' } } });
export const versionField = intField(labels.version, { min: 1, max: 1_000_000 });
/** Left out for something new. */
export const versionIfAny = optional(versionField);
export const tierField = intField(labels.tier, { min: 0, max: 5 });
export const words = (label: Label, max: number, lines = false) => withDefault(textField(label, { max, min: 0, lines, numbers: true }), '');
export const drillKindField = choiceField({ ja: '訓練の種類', en: 'Kind of drill' }, drillKinds);
export const assetField = idField(labels.asset);

/** 宿泊: one use over several nights, from arrival to departure; every night is priced by its own day. */
import { formatDate, formatTimeRange } from '../../../kernel/calendar/calendar.ts';
import { addYen, taxIncluded } from '../../../kernel/money/money.ts';
import type { Lang, Text } from '../../../kernel/view.ts';
import { openingOf } from './calendar.ts';
import { type Fee, feeFor, type FeeProblem, type FeeRequest, type TraceLine } from './fee.ts';
import type { FacilityPolicy, FeePolicy, Unit } from './policy.ts';
import { refusal, type Refusal } from './refusal.ts';
import { offeredSlots, type RequestedUse, type RequestProblem, requestSlots, type Slot } from './slots.ts';

const DAY = 1440;

/**
 * Fits a stay: every night must be offered on its own day, and what lies between two nights belongs to the guest.
 * Answers one continuous use with one part for each night; names the night that is not lent.
 */
export function requestNights(policy: FacilityPolicy, unit: Unit, arrival: Temporal.PlainDate, nights: number, now: Temporal.Instant): RequestedUse | Refusal<RequestProblem> {
  const { stay } = unit;
  if (stay === undefined) return refusal('too_long', 'ここでは、続けての宿泊をお受けしていません。一泊ずつお申し込みください。', 'Several nights in a row are not offered here. Please book them one by one.');
  if (nights > stay.maxNights) return refusal('too_long', `続けて泊まれるのは${stay.maxNights}泊までです。`, `You can stay at most ${stay.maxNights} nights in a row.`);
  const first = requestSlots(policy, unit, arrival, [stay.slot], now);
  if (!first.ok) return first;
  const parts: Slot[] = [];
  for (let night = 0; night < nights; night++) {
    const date = arrival.add({ days: night });
    const slot = offeredSlots(policy, unit, date).find((one) => one.code === stay.slot);
    if (!slot) return notOffered(policy, unit, date);
    parts.push({ ...slot, start: slot.start + night * DAY, end: slot.end + night * DAY, night });
  }
  return { ok: true, date: arrival, start: first.start, end: parts.at(-1)?.end ?? first.end, parts };
}

function notOffered(policy: FacilityPolicy, unit: Unit, date: Temporal.PlainDate): Refusal<RequestProblem> {
  const opening = openingOf(policy.calendar, date, unit.space);
  const why: Text = opening.open ? { ja: '宿泊をお受けしない日', en: 'no stays on that day' } : opening.reason;
  return refusal('closed', `${formatDate(date, 'ja', 'monthDay')}の夜は泊まれません（${why.ja}）。泊数か日を変えてください。`, `The night of ${formatDate(date, 'en', 'monthDay')} is not available (${why.en}). Please change the nights or the day.`);
}

function nightOf(part: Slot): number {
  return part.night ?? 0;
}

/** How many nights a use is; a use of one day is one. */
export function nightsIn(use: Pick<RequestedUse, 'parts'>): number {
  return 1 + Math.max(0, ...use.parts.map(nightOf));
}

/** What stands once under all nights, or would only repeat the line above it. */
const summed: readonly TraceLine['step'][] = ['basic_total', 'total', 'tax'];

/**
 * The fee of a use that may last several nights: each night by the day it begins on (繁忙期 counts for its nights only).
 * What is charged once (an item, a reduction by a fixed amount) is charged with the first night.
 */
export function feeForNights(policy: FeePolicy, request: FeeRequest): Fee | Refusal<FeeProblem> {
  const nights = nightsIn(request);
  if (nights === 1) return feeFor(policy, request);
  const fees: Fee[] = [];
  const trace: TraceLine[] = [];
  for (let night = 0; night < nights; night++) {
    const fee = feeOfNight(policy, request, night);
    if (!fee.ok) return fee;
    fees.push(fee);
    const date = request.useDate.add({ days: night });
    const day: Text = { ja: formatDate(date, 'ja', 'monthDay'), en: formatDate(date, 'en', 'monthDay') };
    trace.push(...fee.trace.filter((line) => !summed.includes(line.step)).map((line) => ({ ...line, label: { ja: `${day.ja}の夜　${line.label.ja}`, en: `Night of ${day.en}: ${line.label.en}` } })));
  }
  const total = addYen(...fees.map((fee) => fee.total));
  const { version, taxRatePercent } = fees[0] ?? { version: '', taxRatePercent: 0 };
  const tax = taxIncluded(total, taxRatePercent);
  trace.push(
    { step: 'total', label: { ja: `合計（${nights}泊）`, en: `Total (${nights} nights)` }, subtotal: String(total), ground: '' },
    { step: 'tax', label: { ja: `うち消費税（${taxRatePercent}％）`, en: `Of which consumption tax (${taxRatePercent}%)` }, amount: String(tax), subtotal: String(total), ground: '消費税法' },
  );
  return { ok: true, version, gross: addYen(...fees.map((fee) => fee.gross)), reduced: addYen(...fees.map((fee) => fee.reduced)), total, tax, taxRatePercent, trace };
}

/** One night as a use of its own day. */
function feeOfNight(policy: FeePolicy, request: FeeRequest, night: number): Fee | Refusal<FeeProblem> {
  const parts = request.parts.filter((part) => nightOf(part) === night).map((part) => ({ code: part.code, name: part.name, start: part.start - night * DAY, end: part.end - night * DAY }));
  const extras = night === 0 ? request.extras : request.extras.filter((extra) => !chargedOnce(policy, extra.code));
  const reduction = night > 0 && isFixed(policy, request.reduction) ? null : request.reduction;
  return feeFor(policy, { ...request, useDate: request.useDate.add({ days: night }), parts, extras, reduction });
}

function chargedOnce(policy: FeePolicy, code: string): boolean {
  return policy.versions.some((version) => version.extras.some((extra) => extra.code === code && 'per' in extra.charge && extra.charge.per === 'item'));
}

function isFixed(policy: FeePolicy, code: string | null): boolean {
  return code !== null && policy.versions.some((version) => version.reductions.some((one) => one.code === code && 'yen' in one.reduce));
}

/** 9:00～12:00; 14:00～翌10:00; a stay: 14:00～3日後の10:00（3泊）. */
export function formatTimes(start: number, end: number, lang: Lang): string {
  if (end <= 2 * DAY) return formatTimeRange(start, end, lang);
  const nights = Math.floor(end / DAY);
  const [from = '', to = ''] = [start, end % DAY].map((minutes) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`);
  return lang === 'ja' ? `${from}～${nights}日後の${to}（${nights}泊）` : `${from}–${to}, ${nights} days later (${nights} nights)`;
}

/** The pieces of time a unit lends on a day, and whether what somebody asks for fits them. */
import { formatTimeRange, toInstant } from '../../../kernel/calendar/calendar.ts';
import type { Text } from '../../../kernel/view.ts';
import { inSeason, openingOf } from './calendar.ts';
import type { TimeRange } from './calendar.ts';
import { minutesOf, schemeOf } from './policy.ts';
import type { FacilityPolicy, NamedSlot, SlotScheme, Unit } from './policy.ts';
import { refusal } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/** A piece of time on a business day; minutes from its 0:00, half-open. */
export interface Slot extends TimeRange {
  readonly code: string;
  readonly name: Text;
  /** Of a stay: which night it is, from 0; its minutes still count from the arrival's 0:00. */
  readonly night?: number;
}

/** A moment range, half-open. */
export interface Span {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

export type RequestProblem = 'end_before_start' | 'closed' | 'off_boundary' | 'gap' | 'too_short' | 'too_long' | 'past' | 'too_late';

/** What was asked for, fitted to slots: the whole range, and the parts that are paid for. A free gap belongs to the range only. */
export interface RequestedUse extends TimeRange {
  readonly ok: true;
  readonly date: Temporal.PlainDate;
  readonly parts: readonly Slot[];
}

/** The code of the single part of a use that is lent by the hour. */
export const HOURLY_PART = 'HOUR';

/** The slots of a unit on a day: those of its scheme that lie wholly within the opening hours. Empty on a closed day. */
export function offeredSlots(policy: FacilityPolicy, unit: Unit, date: Temporal.PlainDate): readonly Slot[] {
  const opening = openingOf(policy.calendar, date, unit.space);
  return opening.open ? slotsWithin(policy, unit, date, opening.hours) : [];
}

/** The same, for hours that the caller has looked up already. */
export function slotsWithin(policy: FacilityPolicy, unit: Unit, date: Temporal.PlainDate, hours: readonly TimeRange[]): readonly Slot[] {
  const scheme = schemeOf(policy, unit);
  const slots = scheme.kind === 'hourly' ? gridSlots(hours, scheme.gridMinutes) : namedOrFrames(scheme, date, hours);
  return slots.filter((slot) => hours.some((range) => range.start <= slot.start && slot.end <= range.end));
}

function namedOrFrames(scheme: Exclude<SlotScheme, { kind: 'hourly' }>, date: Temporal.PlainDate, hours: readonly TimeRange[]): readonly Slot[] {
  const season = scheme.seasons.find((candidate) => inSeason(candidate.from, candidate.to, date));
  if (season !== undefined) return season.slots.map(toSlot);
  if (scheme.kind === 'kubun') return scheme.slots.map(toSlot);
  const first = scheme.start === undefined ? null : minutesOf(scheme.start);
  return hours.flatMap((range) => cut({ start: Math.max(first ?? range.start, range.start), end: range.end }, scheme.lengthMinutes));
}

function gridSlots(hours: readonly TimeRange[], grid: number): readonly Slot[] {
  return hours.flatMap((range) => cut({ start: Math.ceil(range.start / grid) * grid, end: range.end }, grid));
}

function cut(range: TimeRange, length: number): Slot[] {
  const count = Math.max(0, Math.floor((range.end - range.start) / length));
  return Array.from({ length: count }, (_, index) => timedSlot(range.start + index * length, range.start + (index + 1) * length));
}

function timedSlot(start: number, end: number): Slot {
  const code = `T${String(Math.floor(start / 60)).padStart(2, '0')}${String(start % 60).padStart(2, '0')}`;
  return { code, start, end, name: { ja: formatTimeRange(start, end, 'ja'), en: formatTimeRange(start, end, 'en') } };
}

function toSlot(slot: NamedSlot): Slot {
  return { code: slot.code, name: slot.name, start: minutesOf(slot.start), end: minutesOf(slot.end) };
}

/** Fits slot codes (午前・午後) to one continuous use. */
export function requestSlots(policy: FacilityPolicy, unit: Unit, date: Temporal.PlainDate, codes: readonly string[], now: Temporal.Instant): RequestedUse | Refusal<RequestProblem> {
  const offered = offeredSlots(policy, unit, date);
  const chosen = offered.filter((slot) => codes.includes(slot.code));
  const [first] = chosen;
  const last = chosen.at(-1);
  if (first === undefined || last === undefined || chosen.length < new Set(codes).size) return closedOr(policy, unit, date, offBoundary(offered));
  const between = offered.filter((slot) => slot.start >= first.start && slot.end <= last.end);
  if (between.length > chosen.length) {
    return refusal('gap', '離れた時間は一度に予約できません。続いた時間を選ぶか、分けて予約してください。', 'These times are not next to each other. Please book them separately.');
  }
  return requestRange(policy, unit, date, { start: first.start, end: last.end }, now);
}

/**
 * Fits a range of minutes to the unit's slots: it must begin and end with slots, lie ahead, and keep the unit's limits.
 * Times past 24:00 belong to the business day on which the use begins.
 */
export function requestRange(policy: FacilityPolicy, unit: Unit, date: Temporal.PlainDate, range: TimeRange, now: Temporal.Instant): RequestedUse | Refusal<RequestProblem> {
  if (range.end <= range.start) return refusal('end_before_start', '終わりの時刻を始まりより後にしてください。', 'The end must be later than the start.');
  const offered = offeredSlots(policy, unit, date);
  const within = offered.filter((slot) => slot.start >= range.start && slot.end <= range.end);
  const [first] = within;
  const last = within.at(-1);
  if (first?.start !== range.start || last?.end !== range.end) return closedOr(policy, unit, date, offBoundary(offered));
  const scheme = schemeOf(policy, unit);
  if (hasGap(within) && !(scheme.kind === 'kubun' && scheme.joinGapFree)) {
    return refusal('gap', '間の時間はお貸ししていないため、続けて予約できません。分けて予約してください。', 'The time in between is not lent. Please book the two times separately.');
  }
  const problem = lengthProblem(scheme, unit, within) ?? timeProblem(unit, date, range, now);
  if (problem !== null) return problem;
  const parts = scheme.kind === 'hourly' ? [{ ...timedSlot(range.start, range.end), code: HOURLY_PART }] : within;
  return { ok: true, date, ...range, parts };
}

function hasGap(slots: readonly Slot[]): boolean {
  return slots.some((slot, index) => index > 0 && slots[index - 1]?.end !== slot.start);
}

function offBoundary(offered: readonly Slot[]): Refusal<RequestProblem> {
  const shown = offered.slice(0, 6);
  const more = offered.length > shown.length;
  return refusal(
    'off_boundary',
    `お貸しする時間の区切りに合っていません。選べる時間: ${shown.map((slot) => formatTimeRange(slot.start, slot.end, 'ja')).join('、')}${more ? ' など' : ''}`,
    `This does not match the times we lend: ${shown.map((slot) => formatTimeRange(slot.start, slot.end, 'en')).join(', ')}${more ? ' …' : ''}`,
  );
}

/** On a closed day the reason is that, whatever else is wrong. */
function closedOr(policy: FacilityPolicy, unit: Unit, date: Temporal.PlainDate, otherwise: Refusal<RequestProblem>): Refusal<RequestProblem> {
  const opening = openingOf(policy.calendar, date, unit.space);
  return opening.open ? otherwise : { ok: false, code: 'closed', message: opening.reason };
}

function lengthProblem(scheme: SlotScheme, unit: Unit, slots: readonly Slot[]): Refusal<RequestProblem> | null {
  const minutes = slots.reduce((sum, slot) => sum + slot.end - slot.start, 0);
  if (scheme.kind === 'hourly' && minutes < scheme.minMinutes) {
    return refusal('too_short', `${scheme.minMinutes}分以上でお申し込みください。`, `Please book at least ${scheme.minMinutes} minutes.`);
  }
  const longest = Math.min(unit.maxMinutesPerDay ?? Infinity, scheme.kind === 'hourly' ? (scheme.maxMinutes ?? Infinity) : Infinity);
  if (minutes > longest) return refusal('too_long', `一日に使えるのは${longest}分までです。`, `At most ${longest} minutes can be booked per day.`);
  return null;
}

function timeProblem(unit: Unit, date: Temporal.PlainDate, range: TimeRange, now: Temporal.Instant): Refusal<RequestProblem> | null {
  const start = toInstant(date, range.start);
  if (Temporal.Instant.compare(start, now) <= 0) return refusal('past', 'すでに始まっているか、過ぎた時間です。', 'This time has already begun or passed.');
  if (Temporal.Instant.compare(start, now.add({ minutes: unit.minLeadMinutes })) < 0) {
    return refusal('too_late', `利用の${leadWords(unit.minLeadMinutes)}前で受付を終わりました。窓口にお問い合わせください。`, 'It is too late to book this time online. Please ask at the counter.');
  }
  return null;
}

function leadWords(minutes: number): string {
  if (minutes % 1440 === 0) return `${minutes / 1440}日`;
  return minutes % 60 === 0 ? `${minutes / 60}時間` : `${minutes}分`;
}

const DAY_MINUTES = 1440;

/** A minute counted from a day's 0:00, also where it lies some days later (宿泊). */
export function momentOf(date: Temporal.PlainDate, minutes: number): Temporal.Instant {
  const days = Math.floor(minutes / DAY_MINUTES);
  return toInstant(date.add({ days }), minutes - days * DAY_MINUTES);
}

/** The moments of use; fees and deadlines look at these. */
export function useSpan(date: Temporal.PlainDate, range: TimeRange): Span {
  return { from: momentOf(date, range.start), to: momentOf(date, range.end) };
}

/** The moments that are occupied: the use widened by preparing and cleaning. Collisions look at these. */
export function claimSpan(unit: Unit, date: Temporal.PlainDate, range: TimeRange): Span {
  const use = useSpan(date, range);
  return { from: use.from.subtract({ minutes: unit.buffers.before }), to: use.to.add({ minutes: unit.buffers.after }) };
}

export function overlaps(a: Span, b: Span): boolean {
  return Temporal.Instant.compare(a.from, b.to) < 0 && Temporal.Instant.compare(b.from, a.to) < 0;
}

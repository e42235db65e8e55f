/** From when, until when and how often somebody may book a unit for a day of use. */
import { addMonthsAnniversary, daysBefore, daysBetween, formatInstant, toInstant, toInstantAt } from '../../../kernel/calendar/calendar.ts';
import type { Text } from '../../../kernel/view.ts';
import { openDayOnOrAfter } from './calendar.ts';
import { matchesAny } from './policy.ts';
import type { CalendarRule, Caps, Channel, FacilityPolicy, MomentBefore, Unit, WindowRule } from './policy.ts';
import { refusal } from './refusal.ts';
import type { Refusal } from './refusal.ts';

/**
 * The moment that a rule like "the 1st, two months before, at 9:00" means for a day of use. A day that the month does not
 * have becomes its last day (民法 第143条第2項).
 */
export function momentBefore(moment: MomentBefore, useDate: Temporal.PlainDate, calendar: readonly CalendarRule[], space?: string): Temporal.Instant {
  const nominal = 'daysBefore' in moment ? daysBefore(useDate, moment.daysBefore) : dayInMonth(addMonthsAnniversary(useDate, -moment.monthsBefore), moment.day);
  const date = moment.ifClosed === 'next_open_day' ? (openDayOnOrAfter(calendar, nominal, space) ?? nominal) : nominal;
  return toInstantAt(date, Temporal.PlainTime.from(moment.time));
}

/** `anniversary` is the corresponding day in the month meant. */
function dayInMonth(anniversary: Temporal.PlainDate, day: number | 'last' | 'same'): Temporal.PlainDate {
  if (day === 'same') return anniversary;
  return anniversary.with({ day: day === 'last' ? anniversary.daysInMonth : Math.min(day, anniversary.daysInMonth) });
}

export interface Seeker {
  readonly userClass: string;
  readonly channel: Channel;
  /** How the class is called to the person: 市外の方 / non-residents. */
  readonly className?: Text;
}

export type WindowVerdict =
  | { readonly state: 'open'; readonly phase: WindowRule['phase']; readonly rule: WindowRule | null; readonly opened: Temporal.Instant | null; readonly closes: Temporal.Instant | null }
  | { readonly state: 'not_yet'; readonly phase: WindowRule['phase']; readonly opens: Temporal.Instant; readonly message: Text }
  | { readonly state: 'closed'; readonly closedAt: Temporal.Instant; readonly message: Text }
  | { readonly state: 'not_for_you'; readonly message: Text };

interface Interval {
  readonly rule: WindowRule;
  readonly opens: Temporal.Instant;
  readonly closes: Temporal.Instant | null;
}

/**
 * Whether a class may book a unit through a channel for a day of use, at a moment. A window without a legal basis is
 * not in force. A unit whose facility has no window at all is always open.
 */
export function windowFor(policy: FacilityPolicy, unit: Unit, seeker: Seeker, useDate: Temporal.PlainDate, now: Temporal.Instant): WindowVerdict {
  const concerning = policy.windows.filter((rule) => isInForce(rule) && matchesAny(rule.units, unit.code));
  const mine = concerning.filter((rule) => matchesAny(rule.classes, seeker.userClass) && (rule.channels === undefined || rule.channels.includes(seeker.channel)));
  const converted = afterConversion(unit, useDate, now);
  if (converted !== null) return converted;
  if (concerning.length === 0) return beforeSplitRelease(unit, useDate, now, seeker) ?? { state: 'open', phase: 'first_come', rule: null, opened: null, closes: null };
  if (mine.length === 0) {
    return { state: 'not_for_you', message: { ja: 'この部屋は、ご登録の区分または受付方法では予約できません。窓口にお問い合わせください。', en: 'This room cannot be booked with your registration or in this way. Please ask at the counter.' } };
  }
  const intervals = mine.map((rule): Interval => ({
    rule,
    opens: momentBefore(rule.open, useDate, policy.calendar, unit.space),
    closes: rule.close === undefined ? null : momentBefore(rule.close, useDate, policy.calendar, unit.space),
  }));
  return choose(intervals, unit, seeker, useDate, now);
}

function choose(intervals: readonly Interval[], unit: Unit, seeker: Seeker, useDate: Temporal.PlainDate, now: Temporal.Instant): WindowVerdict {
  const current = intervals.find(({ opens, closes }) => Temporal.Instant.compare(opens, now) <= 0 && (closes === null || Temporal.Instant.compare(now, closes) <= 0));
  if (current !== undefined) {
    const waiting = current.rule.phase === 'first_come' ? beforeSplitRelease(unit, useDate, now, seeker) : null;
    return waiting ?? { state: 'open', phase: current.rule.phase, rule: current.rule, opened: current.opens, closes: current.closes };
  }
  const [next] = intervals.filter(({ opens }) => Temporal.Instant.compare(opens, now) > 0).toSorted((a, b) => Temporal.Instant.compare(a.opens, b.opens));
  if (next !== undefined) return notYet(next.opens, next.rule.phase, seeker);
  const last = intervals.flatMap(({ closes }) => (closes === null ? [] : [closes])).toSorted(Temporal.Instant.compare).at(-1) ?? now;
  return {
    state: 'closed', closedAt: last,
    message: { ja: `この日の受付は${formatInstant(last, 'ja')}に終わりました。`, en: `Booking for this day ended on ${formatInstant(last, 'en')}.` },
  };
}

function notYet(opens: Temporal.Instant, phase: WindowRule['phase'], seeker: Seeker): WindowVerdict {
  const who = seeker.className === undefined ? { ja: '', en: '' } : { ja: `（${seeker.className.ja}は）`, en: ` for ${seeker.className.en}` };
  const what = phase === 'lottery' ? { ja: '抽選の申込', en: 'Lottery entry' } : { ja: '予約', en: 'Booking' };
  return {
    state: 'not_yet', phase, opens,
    message: { ja: `この部屋の${what.ja}は${who.ja}${formatInstant(opens, 'ja')}から始まります。`, en: `${what.en} of this room${who.en} starts on ${formatInstant(opens, 'en')}.` },
  };
}

/** Parts of a hall that are lent late, so that they do not spoil the whole. Null when the unit is not such a part or its day has come. */
function beforeSplitRelease(unit: Unit, useDate: Temporal.PlainDate, now: Temporal.Instant, seeker: Seeker): WindowVerdict | null {
  const released = splitReleaseAt(unit, useDate);
  return released !== null && Temporal.Instant.compare(now, released) < 0 ? notYet(released, 'first_come', seeker) : null;
}

/** A room that nobody wanted is lent in another way from a day on (グループ学習室が自由席に、全面が半面に): this way of lending has then ended. */
function afterConversion(unit: Unit, useDate: Temporal.PlainDate, now: Temporal.Instant): WindowVerdict | null {
  if (unit.convertDays === undefined) return null;
  const ended = toInstant(daysBefore(useDate, unit.convertDays), 0);
  if (Temporal.Instant.compare(now, ended) < 0) return null;
  return { state: 'closed', closedAt: ended, message: { ja: `この貸し方の受付は${formatInstant(ended, 'ja')}に終わり、別の貸し方に変わりました。空き状況から選び直してください。`, en: `This way of lending ended on ${formatInstant(ended, 'en')}; the room is now lent differently. Please choose again from the openings.` } };
}

/** The moment from which a part may be booked on its own, or null when it is not held back. */
export function splitReleaseAt(unit: Unit, useDate: Temporal.PlainDate): Temporal.Instant | null {
  return unit.splitReleaseDays === undefined ? null : toInstant(daysBefore(useDate, unit.splitReleaseDays), 0);
}

/** A limit on people's use without a basis in law is not in force (地方自治法 第244条第2項・第3項). */
export function isInForce(rule: { readonly legalBasis: string }): boolean {
  return rule.legalBasis.trim() !== '';
}

export type CapReached = 'openBookings' | 'perMonth' | 'perWeek' | 'perDay' | 'consecutiveDays';

/**
 * Whether one more booking stays within the caps. `useDates` are the days of the active bookings that count
 * (of the patron, or of the natural person when `countedPer` says so).
 */
export function withinCaps(caps: Caps | undefined, useDates: readonly Temporal.PlainDate[], wanted: Temporal.PlainDate, today: Temporal.PlainDate): { readonly ok: true } | Refusal<CapReached> {
  if (caps === undefined) return { ok: true };
  const upcoming = useDates.filter((date) => Temporal.PlainDate.compare(date, today) >= 0).length;
  const inMonth = useDates.filter((date) => date.year === wanted.year && date.month === wanted.month).length;
  const inWeek = useDates.filter((date) => mondayOf(date).equals(mondayOf(wanted))).length;
  const onDay = useDates.filter((date) => date.equals(wanted)).length;
  if (caps.openBookings !== undefined && upcoming >= caps.openBookings) return capRefusal('openBookings', `これからの予約は${caps.openBookings}件までです。`, `You can have ${caps.openBookings} upcoming bookings.`);
  if (caps.perMonth !== undefined && inMonth >= caps.perMonth) {
    const month = wanted.year === today.year && wanted.month === today.month ? '今月' : `${wanted.month}月`;
    return capRefusal('perMonth', `${month}の予約は${caps.perMonth}件までです。`, `You can have ${caps.perMonth} bookings in that month.`);
  }
  if (caps.perWeek !== undefined && inWeek >= caps.perWeek) return capRefusal('perWeek', `同じ週の予約は${caps.perWeek}件までです。`, `You can have ${caps.perWeek} bookings in that week.`);
  if (caps.perDay !== undefined && onDay >= caps.perDay) return capRefusal('perDay', `同じ日の予約は${caps.perDay}件までです。`, `You can have ${caps.perDay} bookings on that day.`);
  if (caps.consecutiveDays !== undefined && runLength(useDates, wanted) > caps.consecutiveDays) {
    return capRefusal('consecutiveDays', `続けて使えるのは${caps.consecutiveDays}日までです。`, `You can book at most ${caps.consecutiveDays} days in a row.`);
  }
  return { ok: true };
}

function capRefusal(code: CapReached, ja: string, en: string): Refusal<CapReached> {
  return refusal(code, `${ja}取り消すと新しく予約できます。`, `${en} Cancel one to book another.`);
}

function mondayOf(date: Temporal.PlainDate): Temporal.PlainDate {
  return date.subtract({ days: date.dayOfWeek - 1 });
}

/** The number of days in a row that contain the wanted day once it is booked. */
function runLength(useDates: readonly Temporal.PlainDate[], wanted: Temporal.PlainDate): number {
  const offsets = new Set(useDates.map((date) => daysBetween(wanted, date)));
  let length = 1;
  for (let offset = 1; offsets.has(offset); offset += 1) length += 1;
  for (let offset = -1; offsets.has(offset); offset -= 1) length += 1;
  return length;
}

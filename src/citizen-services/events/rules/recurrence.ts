/** 繰り返しの行事: from a rule, the holidays and what was changed by hand to the days on which something takes place. */
import { daysBetween } from '../../../kernel/calendar/calendar.ts';

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface ByDay {
  readonly weekday: Weekday;
  /** 2: the second of the month, -1: the last. Null: every one. */
  readonly nth: number | null;
}

/** The part of RFC 5545 §3.3.10 that a city's calendar needs. Lists are sorted and hold nothing twice. */
export interface Rule {
  readonly freq: 'DAILY' | 'WEEKLY' | 'MONTHLY';
  readonly interval: number;
  readonly byDay: readonly ByDay[];
  /** 1–31, or -1 for the last day of the month. A month without the day is passed over. */
  readonly byMonthDay: readonly number[];
  /** With which day a week begins; it only matters every second, third … week. */
  readonly weekStart: 'MO' | 'SU';
  /** Both count days of the rule: a day that a holiday moves or takes away is counted all the same. */
  readonly end: { readonly count: number } | { readonly until: Temporal.PlainDate } | null;
}

/** What a national holiday does to a day of the rule. The next day, and the next weekday, are the first that are no holidays themselves. */
export type HolidayRule = 'as_is' | 'skip' | 'next_day' | 'next_weekday';

/** Local time of the city. The last day belongs to the event; a moment of end does not. */
export type When =
  | { readonly allDay: true; readonly first: Temporal.PlainDate; readonly last: Temporal.PlainDate }
  | { readonly allDay: false; readonly from: Temporal.PlainDateTime; readonly to: Temporal.PlainDateTime | null };

export type EventStatus = 'scheduled' | 'postponed' | 'cancelled' | 'moved_online';

/** One occurrence that is not as the others. */
export interface Change {
  /** The day the rule names, whatever a holiday makes of it. */
  readonly id: Temporal.PlainDate;
  readonly status: EventStatus;
  /** Null: when it was planned. */
  readonly when: When | null;
  readonly note: string;
  /** How often it was changed, from 1. */
  readonly sequence: number;
  readonly updatedAt: Temporal.Instant;
}

export interface Series {
  /** The first time; with a rule, the day from which the rule holds. */
  readonly when: When;
  readonly rule: Rule | null;
  readonly holidayRule: HolidayRule;
  /** Nothing takes place on these days, be they named by the rule or reached because of a holiday. */
  readonly exdates: readonly Temporal.PlainDate[];
  /** Besides the rule; a day that somebody named is kept on a holiday too. */
  readonly rdates: readonly Temporal.PlainDate[];
  readonly changes: readonly Change[];
}

export interface Occurrence {
  /** The day before holidays and changes. It names the occurrence for good (RECURRENCE-ID). */
  readonly id: Temporal.PlainDate;
  readonly when: When;
  /** When it would have been without a change by hand. */
  readonly planned: When;
  readonly change: Change | null;
}

export interface Window {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

export interface Expansion {
  /** Those that touch the window, in their order. */
  readonly occurrences: readonly Occurrence[];
  /** Changes of occurrences that the rule no longer knows. Somebody was told of them once, so they are not dropped in silence. */
  readonly lost: readonly Change[];
}

export type IsHoliday = (day: Temporal.PlainDate) => boolean;

/** Occurrences are kept this far ahead. */
export const HORIZON = { months: 13 } as const;
export const horizon = (today: Temporal.PlainDate): Window => ({ from: today, to: today.add(HORIZON) });

/** No row of holidays is longer; a day that finds none free within it is left out. */
const LONGEST_SHIFT = 31;

// Days are counted from 1970-01-01, a Thursday: a series of years is walked in plain numbers.
const EPOCH = Temporal.PlainDate.from('1970-01-01');
const numberOf = (date: Temporal.PlainDate) => daysBetween(EPOCH, date);
/** The same few hundred days are asked for by every event of a calendar. */
const knownDates = new Map<number, Temporal.PlainDate>();
const MOST_KNOWN = 20_000;
function dateOf(day: number): Temporal.PlainDate {
  const known = knownDates.get(day);
  if (known) return known;
  const date = EPOCH.add({ days: day });
  if (knownDates.size < MOST_KNOWN) knownDates.set(day, date);
  return date;
}
const mod = (value: number, by: number) => ((value % by) + by) % by;
/** 0 is Monday. */
const weekdayOf = (day: number) => mod(day + 3, 7);

export const firstDay = (when: When) => (when.allDay ? when.first : when.from.toPlainDate());
/** A night that ends at 0:00 does not touch the next day. */
export const lastDay = (when: When) => {
  if (when.allDay) return when.last;
  if (when.to === null || Temporal.PlainDateTime.compare(when.to, when.from) <= 0) return when.from.toPlainDate();
  return when.to.subtract({ nanoseconds: 1 }).toPlainDate();
};

/** The same time and length on another day. */
export function movedTo(when: When, day: Temporal.PlainDate): When {
  const days = daysBetween(firstDay(when), day);
  if (days === 0) return when;
  return when.allDay
    ? { allDay: true, first: when.first.add({ days }), last: when.last.add({ days }) }
    : { allDay: false, from: when.from.add({ days }), to: when.to?.add({ days }) ?? null };
}

export function sameWhen(a: When, b: When): boolean {
  if (a.allDay) return b.allDay && a.first.equals(b.first) && a.last.equals(b.last);
  return !b.allDay && a.from.equals(b.from) && (a.to === null ? b.to === null : b.to !== null && a.to.equals(b.to));
}

function inMonth(rule: Rule, startDay: number, first: Temporal.PlainDate): readonly number[] {
  const length = first.daysInMonth;
  const all = Array.from({ length }, (_, index) => index + 1);
  const named = new Set(rule.byMonthDay.map((day) => (day > 0 ? day : length + 1 + day)));
  const weekdays = new Set(rule.byDay.flatMap(({ weekday, nth }) => {
    const days = all.filter((day) => mod(first.dayOfWeek - 2 + day, 7) === WEEKDAYS.indexOf(weekday));
    return nth === null ? days : [days.at(nth > 0 ? nth - 1 : nth) ?? 0];
  }));
  if (named.size === 0 && weekdays.size === 0) return all.filter((day) => day === startDay);
  return all.filter((day) => (named.size === 0 || named.has(day)) && (weekdays.size === 0 || weekdays.has(day)));
}

/** Days that fit the rule but for its end, in order, from some period that begins at `low` or earlier. */
function* fitting(rule: Rule, start: Temporal.PlainDate, low: number, high: number): Generator<number> {
  const first = numberOf(start);
  if (rule.freq === 'MONTHLY') {
    const months = (date: Temporal.PlainDate) => date.year * 12 + date.month - 1;
    const skipped = Math.max(0, Math.floor((months(dateOf(low)) - months(start)) / rule.interval));
    for (let month = start.with({ day: 1 }).add({ months: skipped * rule.interval }); numberOf(month) <= high; month = month.add({ months: rule.interval })) {
      for (const day of inMonth(rule, start.day, month)) yield numberOf(month) + day - 1;
    }
    return;
  }
  const weekdays = new Set(rule.byDay.map(({ weekday }) => WEEKDAYS.indexOf(weekday)));
  if (rule.freq === 'DAILY') {
    const skipped = Math.max(0, Math.floor((low - first) / rule.interval));
    for (let day = first + skipped * rule.interval; day <= high; day += rule.interval) {
      const date = dateOf(day);
      if ((weekdays.size === 0 || weekdays.has(weekdayOf(day))) && (rule.byMonthDay.length === 0 || rule.byMonthDay.some((one) => date.day === (one > 0 ? one : date.daysInMonth + 1 + one)))) yield day;
    }
    return;
  }
  if (weekdays.size === 0) weekdays.add(weekdayOf(first));
  const week = first - mod(weekdayOf(first) - WEEKDAYS.indexOf(rule.weekStart), 7);
  const step = 7 * rule.interval;
  for (let monday = week + Math.max(0, Math.floor((low - week) / step)) * step; monday <= high; monday += step) {
    for (let day = monday; day < monday + 7; day += 1) if (weekdays.has(weekdayOf(day))) yield day;
  }
}

function* ruleDays(series: Series, low: number, high: number): Generator<number> {
  const start = firstDay(series.when);
  const first = numberOf(start);
  if (series.rule === null) {
    if (low <= first && first <= high) yield first;
    return;
  }
  const { end } = series.rule;
  const until = end !== null && 'until' in end ? Math.min(high, numberOf(end.until)) : high;
  const count = end !== null && 'count' in end ? end.count : null;
  let counted = 0;
  for (const day of fitting(series.rule, start, count === null ? low : first, until)) {
    if (day < first) continue;
    counted += 1;
    if (day > until || (count !== null && counted > count)) return;
    if (day >= low) yield day;
  }
}

/** The days the rule itself names inside the window, before holidays, exceptions and additions; without a rule the one day. */
export function ruleDates(series: Series, window: Window): readonly Temporal.PlainDate[] {
  return Array.from(ruleDays(series, numberOf(window.from), numberOf(window.to)), dateOf);
}

/** The day the rule begins with, which need not be the day from which it holds. Null: no day fits before `latest`. */
export function firstRuleDate(series: Series, latest: Temporal.PlainDate): Temporal.PlainDate | null {
  const start = firstDay(series.when);
  for (const day of ruleDays(series, numberOf(start), numberOf(latest))) return dateOf(day);
  return null;
}

/** Where a day of the rule goes. Null: it falls away. */
function afterHoliday(day: number, rule: HolidayRule, isHoliday: IsHoliday): number | null {
  if (rule === 'as_is' || !isHoliday(dateOf(day))) return day;
  if (rule === 'skip') return null;
  for (let next = day + 1; next <= day + LONGEST_SHIFT; next += 1) {
    if ((rule === 'next_day' || weekdayOf(next) < 5) && !isHoliday(dateOf(next))) return next;
  }
  return null;
}

/** Every occurrence's own day, and the day it is planned for. Two never share a day: whoever a holiday moves gives way, and the earlier comes first. */
function plannedDays(series: Series, low: number, high: number, isHoliday: IsHoliday): Map<number, number> {
  const without = new Set(series.exdates.map(numberOf));
  const moved: (readonly [number, number])[] = [];
  const days = new Map<number, number>();
  for (const day of series.rdates.map(numberOf)) if (!without.has(day) && day >= low && day <= high) days.set(day, day);
  for (const day of ruleDays(series, low, high)) {
    const goal = series.rule === null ? day : afterHoliday(day, series.holidayRule, isHoliday);
    if (goal === null || without.has(day) || without.has(goal) || days.has(day)) continue;
    if (goal === day) days.set(day, day);
    else moved.push([day, goal]);
  }
  const taken = new Set(days.values());
  for (const [day, goal] of moved) {
    if (taken.has(goal)) continue;
    days.set(day, goal);
    taken.add(goal);
  }
  return days;
}

const touches = (when: When, { from, to }: Window) => Temporal.PlainDate.compare(lastDay(when), from) >= 0 && Temporal.PlainDate.compare(firstDay(when), to) <= 0;

function occurrences(series: Series, low: number, high: number, isHoliday: IsHoliday): readonly Occurrence[] {
  const changes = new Map(series.changes.map((change) => [numberOf(change.id), change]));
  const found: Occurrence[] = [];
  // Whoever gives way to another gives way wherever the window begins.
  for (const [day, goal] of plannedDays(series, low - LONGEST_SHIFT, high, isHoliday)) {
    if (day < low) continue;
    const planned = movedTo(series.when, dateOf(goal));
    const change = changes.get(day) ?? null;
    found.push({ id: dateOf(day), when: change?.when ?? planned, planned, change });
  }
  const moment = ({ when }: Occurrence) => (when.allDay ? when.first.toPlainDateTime() : when.from);
  return found.toSorted((a, b) => Temporal.PlainDateTime.compare(moment(a), moment(b)) || Temporal.PlainDate.compare(a.id, b.id));
}

/** The occurrences whose own days lie in the window, wherever a holiday or a change by hand has put them. */
export function named(series: Series, window: Window, isHoliday: IsHoliday): readonly Occurrence[] {
  return occurrences(series, numberOf(window.from), numberOf(window.to), isHoliday);
}

/** What takes place in the window. */
export function expand(series: Series, window: Window, isHoliday: IsHoliday): Expansion {
  // One that was moved into the window may come from far away.
  const near = series.changes.filter((change) => change.when !== null && touches(change.when, window)).map((change) => numberOf(change.id));
  const length = daysBetween(firstDay(series.when), lastDay(series.when));
  const low = Math.min(numberOf(window.from) - LONGEST_SHIFT - length, ...near);
  const high = Math.max(numberOf(window.to), ...near);
  const all = occurrences(series, low, high, isHoliday);
  const known = new Set(all.map(({ id }) => numberOf(id)));
  return {
    occurrences: all.filter(({ when }) => touches(when, window)),
    lost: series.changes.filter(({ id }) => numberOf(id) >= low && numberOf(id) <= high && !known.has(numberOf(id))),
  };
}

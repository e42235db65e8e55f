/** 定期利用: dates that repeat, with exceptions, reported date by date and editable from one date on. */
import { daysBetween } from '../../../kernel/calendar/calendar.ts';

export interface SeriesRule {
  readonly from: Temporal.PlainDate;
  /** The last day that may belong to the series. */
  readonly until: Temporal.PlainDate;
  /** 1 = Monday … 7 = Sunday, as Temporal counts. */
  readonly weekdays: readonly number[];
  /** 1 = every week, 2 = every other … */
  readonly everyWeeks: number;
  /** A day of the week that "every other" is counted from; without it, the first named weekday of the series. */
  readonly countedFrom?: Temporal.PlainDate;
  /** Only the first, third … such weekday of the month; empty for all. */
  readonly nthOfMonth: readonly number[];
  /** Dates left out, and dates added although the rule does not name them. */
  readonly skipped: readonly Temporal.PlainDate[];
  readonly added: readonly Temporal.PlainDate[];
}

/** All dates of a series, in order, each once. */
export function datesOf(rule: SeriesRule): readonly Temporal.PlainDate[] {
  const regular: Temporal.PlainDate[] = [];
  const firstMonday = mondayOf(rhythmStart(rule));
  for (let date = rule.from; Temporal.PlainDate.compare(date, rule.until) <= 0; date = date.add({ days: 1 })) {
    const week = Math.floor(daysBetween(firstMonday, date) / 7);
    const named = rule.weekdays.includes(date.dayOfWeek) && week % rule.everyWeeks === 0;
    if (named && (rule.nthOfMonth.length === 0 || rule.nthOfMonth.includes(Math.ceil(date.day / 7)))) regular.push(date);
  }
  const skipped = new Set(rule.skipped.map(String));
  const all = new Map([...regular.filter((date) => !skipped.has(date.toString())), ...rule.added].map((date) => [date.toString(), date]));
  return [...all.values()].toSorted(Temporal.PlainDate.compare);
}

function rhythmStart(rule: SeriesRule): Temporal.PlainDate {
  if (rule.countedFrom !== undefined) return rule.countedFrom;
  const week = Array.from({ length: 7 }, (_, offset) => rule.from.add({ days: offset }));
  return week.find((date) => rule.weekdays.includes(date.dayOfWeek)) ?? rule.from;
}

function mondayOf(date: Temporal.PlainDate): Temporal.PlainDate {
  return date.subtract({ days: date.dayOfWeek - 1 });
}

export type SeriesDateResult = 'booked' | 'closed' | 'conflict';

/** What would happen on each date. Every date stands for itself: one conflict does not spoil the others. */
export function planSeries(
  rule: SeriesRule,
  ask: { readonly isClosed: (date: Temporal.PlainDate) => boolean; readonly isTaken: (date: Temporal.PlainDate) => boolean },
): readonly { readonly date: Temporal.PlainDate; readonly result: SeriesDateResult }[] {
  return datesOf(rule).map((date) => ({ date, result: ask.isClosed(date) ? 'closed' : ask.isTaken(date) ? 'conflict' : 'booked' }));
}

/** Ends a series the day before a date and begins a changed one on it: 「この日から変更」. */
export function changeFrom(rule: SeriesRule, date: Temporal.PlainDate, change: Partial<Omit<SeriesRule, 'from'>>): { readonly before: SeriesRule; readonly after: SeriesRule } {
  const isBefore = (other: Temporal.PlainDate): boolean => Temporal.PlainDate.compare(other, date) < 0;
  const before: SeriesRule = { ...rule, until: date.subtract({ days: 1 }), skipped: rule.skipped.filter(isBefore), added: rule.added.filter(isBefore) };
  const after: SeriesRule = { ...rule, from: date, countedFrom: rhythmStart(rule), skipped: rule.skipped.filter((day) => !isBefore(day)), added: rule.added.filter((day) => !isBefore(day)), ...change };
  return { before, after };
}

/** Spans of days that people ask for, and whether one can still apply. */
import type { Window } from './recurrence.ts';

export const periods = ['all', 'today', 'weekend', 'month', 'deadline'] as const;
export type Period = (typeof periods)[number];

/** A deadline is near from here on. */
export const NEAR = { days: 14 } as const;

/** The days that are asked for. 今週末 is this week's Saturday and Sunday, on a Sunday the Sunday alone; 今月 is what is left of it. */
export function windowOf(period: Exclude<Period, 'deadline'>, today: Temporal.PlainDate, horizon: Temporal.PlainDate): Window {
  switch (period) {
    case 'today': return { from: today, to: today };
    case 'weekend': {
      const sunday = today.add({ days: 7 - today.dayOfWeek });
      const saturday = sunday.subtract({ days: 1 });
      return { from: Temporal.PlainDate.compare(today, saturday) > 0 ? today : saturday, to: sunday };
    }
    case 'month': return { from: today, to: today.with({ day: today.daysInMonth }) };
    case 'all': return { from: today, to: horizon };
  }
}

export type Application =
  | { readonly state: 'none' }
  /** No days are given; the method says how. */
  | { readonly state: 'any' }
  | { readonly state: 'before'; readonly from: Temporal.Instant }
  | { readonly state: 'open'; readonly until: Temporal.Instant | null; readonly near: boolean }
  | { readonly state: 'closed'; readonly since: Temporal.Instant };

interface Applying {
  readonly applyFrom: Temporal.Instant | null;
  readonly applyUntil: Temporal.Instant | null;
  readonly applyMethod: string;
  readonly applyUrl: string;
}

/** Whether one can apply now. The moment of the deadline itself still counts. */
export function applicationOf({ applyFrom, applyUntil, applyMethod, applyUrl }: Applying, now: Temporal.Instant): Application {
  if (applyUntil !== null && Temporal.Instant.compare(now, applyUntil) > 0) return { state: 'closed', since: applyUntil };
  if (applyFrom !== null && Temporal.Instant.compare(now, applyFrom) < 0) return { state: 'before', from: applyFrom };
  if (applyFrom === null && applyUntil === null) return applyMethod === '' && applyUrl === '' ? { state: 'none' } : { state: 'any' };
  return { state: 'open', until: applyUntil, near: applyUntil !== null && Temporal.Instant.compare(applyUntil, now.add({ hours: NEAR.days * 24 })) <= 0 };
}

/** A month as rows of seven days, from Sunday; null: a day of another month. */
export function monthGrid(month: Temporal.PlainYearMonth): readonly (readonly (Temporal.PlainDate | null)[])[] {
  const first = month.toPlainDate({ day: 1 });
  const before = first.dayOfWeek % 7;
  const cells: (Temporal.PlainDate | null)[] = [...Array.from({ length: before }, () => null), ...Array.from({ length: month.daysInMonth }, (_, index) => first.add({ days: index }))];
  while (cells.length % 7 !== 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

/** When the next drill and the next review are due. Quarters are those of the fiscal year: Q1 is April to June (地方自治法208条1項). */
import { type FiscalYear, fiscalYearOf, fiscalYearStart } from '../../../kernel/calendar/calendar.ts';

export interface Quarter {
  readonly year: FiscalYear;
  readonly quarter: number;
}

export function quarterOf(date: Temporal.PlainDate): Quarter {
  return { year: fiscalYearOf(date), quarter: Math.floor(((date.month + 8) % 12) / 3) + 1 };
}

export function quarterStart({ year, quarter }: Quarter): Temporal.PlainDate {
  return fiscalYearStart(year).add({ months: (quarter - 1) * 3 });
}

export function quarterEnd(quarter: Quarter): Temporal.PlainDate {
  return quarterStart(quarter).add({ months: 3 }).subtract({ days: 1 });
}

function after(quarter: Quarter): Quarter {
  return quarterOf(quarterEnd(quarter).add({ days: 1 }));
}

export type Every = 'quarter' | 'year' | 'never';

export interface DrillDue {
  /** The last day on which it is in time. */
  readonly by: Temporal.PlainDate;
  readonly quarter: Quarter;
  /** The period before this one went by without one. */
  readonly missed: boolean;
}

/** The next one that must be held. `held`: the days on which this kind was held. Null: no rule asks for it. */
export function nextDrillDue(every: Every, held: readonly Temporal.PlainDate[], today: Temporal.PlainDate): DrillDue | null {
  if (every === 'never') return null;
  const inPeriod = (from: Temporal.PlainDate, to: Temporal.PlainDate) => held.some((day) => Temporal.PlainDate.compare(day, from) >= 0 && Temporal.PlainDate.compare(day, to) <= 0);
  if (every === 'quarter') {
    const now = quarterOf(today);
    const before = quarterOf(quarterStart(now).subtract({ days: 1 }));
    const done = inPeriod(quarterStart(now), quarterEnd(now));
    const due = done ? after(now) : now;
    return { by: quarterEnd(due), quarter: due, missed: !done && !inPeriod(quarterStart(before), quarterEnd(before)) };
  }
  const year = fiscalYearOf(today);
  const start = fiscalYearStart(year);
  const done = inPeriod(start, start.add({ years: 1 }).subtract({ days: 1 }));
  const due: Quarter = { year: done ? fiscalYearOf(start.add({ years: 1 })) : year, quarter: 4 };
  return { by: quarterEnd(due), quarter: due, missed: !done && !inPeriod(start.subtract({ years: 1 }), start.subtract({ days: 1 })) };
}

/** In which quarters the rule wants a drill to stand in the calendar. A yearly one stands in the second quarter, after the change of posts and before the snow; one that was not held by then in the quarter that runs. */
export function quartersToPlan(every: Every, heldThisYear: boolean, today: Temporal.PlainDate): readonly Quarter[] {
  const now = quarterOf(today);
  if (every === 'quarter') return [now, after(now)];
  return every === 'never' || heldThisYear ? [] : [{ year: now.year, quarter: Math.max(2, now.quarter) }];
}

/** The first day of the quarter's last month, or two weeks from now where that has passed, but not after the quarter. */
export function dayToPlan(quarter: Quarter, today: Temporal.PlainDate): Temporal.PlainDate {
  const usual = quarterStart(quarter).add({ months: 2 });
  if (Temporal.PlainDate.compare(usual, today) > 0) return usual;
  const [soon, last] = [today.add({ days: 14 }), quarterEnd(quarter)];
  return Temporal.PlainDate.compare(soon, last) < 0 ? soon : last;
}

/** A review is due a year after the last one; never reviewed is due at once. */
export function reviewDue(last: Temporal.PlainDate | null, today: Temporal.PlainDate): { readonly on: Temporal.PlainDate; readonly due: boolean } {
  const on = last === null ? today : last.add({ years: 1 });
  return { on, due: Temporal.PlainDate.compare(on, today) <= 0 };
}

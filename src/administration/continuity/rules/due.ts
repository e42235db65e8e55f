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

/** A review is due a year after the last one; never reviewed is due at once. */
export function reviewDue(last: Temporal.PlainDate | null, today: Temporal.PlainDate): { readonly on: Temporal.PlainDate; readonly due: boolean } {
  const on = last === null ? today : last.add({ years: 1 });
  return { on, due: Temporal.PlainDate.compare(on, today) <= 0 };
}

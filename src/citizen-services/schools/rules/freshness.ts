/** How many school days a school has said nothing. School day: neither weekend nor national holiday nor a day the school itself is closed (学校教育法施行規則 第61条). */
import { isHoliday, isWeekend } from '../../../kernel/calendar/calendar.ts';

export interface Span {
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

export type Colour = 'green' | 'yellow' | 'red';

export const REMIND_AT = [5, 10] as const;
/** Older than this is as old as it can be. */
const MOST_DAYS = 400;

export function isSchoolDay(day: Temporal.PlainDate, closed: readonly Span[]): boolean {
  return !isWeekend(day) && !isHoliday(day) && !closed.some((span) => Temporal.PlainDate.compare(span.from, day) <= 0 && Temporal.PlainDate.compare(day, span.to) <= 0);
}

/** School days after the last post, up to and including today. Null: it has never posted. */
export function ageOf(last: Temporal.PlainDate | null, today: Temporal.PlainDate, closed: readonly Span[]): number | null {
  if (last === null) return null;
  let age = 0;
  let day = last.add({ days: 1 });
  for (let count = 0; count < MOST_DAYS && Temporal.PlainDate.compare(day, today) <= 0; count += 1, day = day.add({ days: 1 })) if (isSchoolDay(day, closed)) age += 1;
  return age;
}

export const colourOf = (age: number | null): Colour => (age === null || age > 10 ? 'red' : age > 5 ? 'yellow' : 'green');

/** The step a school of this age is to be reminded of; null: none yet. Whoever never posted is at the last one. */
export function stepOf(age: number | null): 5 | 10 | null {
  if (age === null) return 10;
  return age >= 10 ? 10 : age >= 5 ? 5 : null;
}

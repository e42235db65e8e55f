/**
 * How long opinions are taken (行政手続法 第39条第3項, as the city's own 要綱 follows it): so many days, counted from the day of
 * publication itself; shorter only for a reason that is made public (第40条第1項). A period ends at 24:00 in Japan.
 */
import { daysBetween, isAfter, isBefore, toInstant } from '../../../kernel/calendar/calendar.ts';

const MIDNIGHT = 1440;

export interface Period {
  readonly publishedOn: Temporal.PlainDate;
  readonly closesOn: Temporal.PlainDate;
}

/** Days of the period, both ends included. */
export function periodDays({ publishedOn, closesOn }: Period): number {
  return daysBetween(publishedOn, closesOn) + 1;
}

/** The first last day that needs no reason. */
export function earliestClose(publishedOn: Temporal.PlainDate, minDays: number): Temporal.PlainDate {
  return publishedOn.add({ days: minDays - 1 });
}

export type PeriodProblem = 'EndsBeforeItBegins' | 'ReasonNeeded';

/** What is wrong with a period; null: nothing. */
export function periodProblem(period: Period & { readonly reason: string }, minDays: number): PeriodProblem | null {
  if (isBefore(period.closesOn, period.publishedOn)) return 'EndsBeforeItBegins';
  return isBefore(period.closesOn, earliestClose(period.publishedOn, minDays)) && period.reason.trim() === '' ? 'ReasonNeeded' : null;
}

/** The moment from which an opinion is late: 24:00 of the last day, which is 0:00 of the next. */
export function closesAt(closesOn: Temporal.PlainDate): Temporal.Instant {
  return toInstant(closesOn, MIDNIGHT);
}

export function isLate(received: Temporal.Instant, closesOn: Temporal.PlainDate): boolean {
  return Temporal.Instant.compare(received, closesAt(closesOn)) >= 0;
}

/** Days on which opinions are still taken, today among them; 0 when it is over. */
export function daysLeft(closesOn: Temporal.PlainDate, today: Temporal.PlainDate): number {
  return Math.max(0, daysBetween(today, closesOn) + 1);
}

export type PostRule = 'arrival' | 'postmark';

/** The day that decides whether something on paper is late. With 消印有効 the postmark does, where there is one. */
export function decidingDay(arrived: { readonly receivedOn: Temporal.PlainDate; readonly postmarkedOn: Temporal.PlainDate | null }, rule: PostRule): Temporal.PlainDate {
  if (rule !== 'postmark' || arrived.postmarkedOn === null) return arrived.receivedOn;
  // A postmark after the arrival is a slip of the pen.
  return isAfter(arrived.postmarkedOn, arrived.receivedOn) ? arrived.receivedOn : arrived.postmarkedOn;
}

/**
 * 開示決定等の期限. The ordinance's own days and how they may be longer are data of the city (情報公開条例; 国は30日: 情報公開法10条、
 * 個人情報は個人情報の保護に関する法律83条). Days of 補正 do not count; the first day does not (民法140条).
 */
import { businessDayOnOrAfter } from '../../../kernel/calendar/calendar.ts';

export interface DeadlineRule {
  readonly days: number;
  /** 延長: at most so many days more, in the same letter that says why. */
  readonly extension: number;
  /** Whether a deadline on a day off moves to the next business day (民法142条); only where the ordinance leaves it so. */
  readonly movesOffHolidays: boolean;
}

export interface Correction {
  /** The day the applicant was asked to complete the request. */
  readonly asked: Temporal.PlainDate;
  /** The day it came back complete; null: not yet, and the clock stands still. */
  readonly answered: Temporal.PlainDate | null;
}

/** The last day for the decision; null while a correction is awaited. 2026-11-04 with 15 days: 2026-11-19. */
export function decideBy(rule: DeadlineRule, acceptedOn: Temporal.PlainDate, corrections: readonly Correction[], extendedDays = 0): Temporal.PlainDate | null {
  if (corrections.some((one) => one.answered === null)) return null;
  const paused = corrections.reduce((days, one) => days + (one.answered ? one.asked.until(one.answered).days : 0), 0);
  const last = acceptedOn.add({ days: rule.days + paused + Math.min(extendedDays, rule.extension) });
  return rule.movesOffHolidays ? businessDayOnOrAfter(last) : last;
}

/** 第三者の意見: between the notice of the decision and the disclosure stand at least two weeks (情報公開法13条3項). */
export function earliestDisclosure(noticeOn: Temporal.PlainDate, thirdPartyObjects: boolean): Temporal.PlainDate {
  return thirdPartyObjects ? noticeOn.add({ days: 14 }) : noticeOn;
}

/** 教示: the last day for an appeal (行政不服審査法18条1項: three months from the day after it was known). */
export function appealBy(knownOn: Temporal.PlainDate): Temporal.PlainDate {
  return knownOn.add({ months: 3 });
}

/** 教示: the last day to go to court (行政事件訴訟法14条1項: six months from the day it was known). */
export function sueBy(knownOn: Temporal.PlainDate): Temporal.PlainDate {
  return knownOn.add({ months: 6 });
}

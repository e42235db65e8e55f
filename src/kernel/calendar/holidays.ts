/** 国民の祝日に関する法律, and the days on which an office is closed (条例で定める休日). */
import type { Lang } from '../view.ts';
import { holidayTable } from './holiday-table.ts';

const names: Readonly<Record<string, string>> = {
  元日: "New Year's Day", 成人の日: 'Coming of Age Day', 建国記念の日: 'National Foundation Day', 天皇誕生日: "The Emperor's Birthday",
  春分の日: 'Vernal Equinox Day', 昭和の日: 'Showa Day', 憲法記念日: 'Constitution Memorial Day', みどりの日: 'Greenery Day',
  こどもの日: "Children's Day", 海の日: 'Marine Day', 山の日: 'Mountain Day', 敬老の日: 'Respect for the Aged Day',
  秋分の日: 'Autumnal Equinox Day', スポーツの日: 'Sports Day', 体育の日: 'Health and Sports Day', 文化の日: 'Culture Day',
  勤労感謝の日: 'Labour Thanksgiving Day', 振替休日: 'Substitute holiday', 国民の休日: 'National holiday',
};

/**
 * The name of a national holiday, substitute holidays (振替休日) and days between two holidays (国民の休日) included;
 * null on every other day.
 */
export function holidayName(date: Temporal.PlainDate, lang: Lang = 'ja'): string | null {
  const name = holidayTable.get(date.toString()) ?? null;
  if (name === null || lang === 'ja') return name;
  return names[name] ?? 'National holiday';
}

export function isHoliday(date: Temporal.PlainDate): boolean {
  return holidayTable.has(date.toString());
}

/** 年末年始 12/29–1/3: the days a city's ordinance usually closes its offices. */
export function isYearEnd(date: Temporal.PlainDate): boolean {
  return (date.month === 12 && date.day >= 29) || (date.month === 1 && date.day <= 3);
}

const SATURDAY = 6;

/** Saturday or Sunday. */
export function isWeekend(date: Temporal.PlainDate): boolean {
  return date.dayOfWeek >= SATURDAY;
}

/** A day on which the town hall works: no weekend, no national holiday, not 12/29–1/3. */
export function isBusinessDay(date: Temporal.PlainDate): boolean {
  return !isWeekend(date) && !isHoliday(date) && !isYearEnd(date);
}

/** The first business day after this day. */
export function nextBusinessDay(date: Temporal.PlainDate): Temporal.PlainDate {
  return businessDayOnOrAfter(date.add({ days: 1 }));
}

/** This day if the office works, else the next one that it does. Tax due dates move so (地方税法 第20条の5第2項). */
export function businessDayOnOrAfter(date: Temporal.PlainDate): Temporal.PlainDate {
  let day = date;
  while (!isBusinessDay(day)) day = day.add({ days: 1 });
  return day;
}

/** The n-th business day after this day (標準処理期間); with 0 the day itself. */
export function addBusinessDays(date: Temporal.PlainDate, days: number): Temporal.PlainDate {
  let day = date;
  for (let counted = 0; counted < days; counted += 1) day = nextBusinessDay(day);
  return day;
}

/** Business days after `from`, up to and including `to`. */
export function businessDaysBetween(from: Temporal.PlainDate, to: Temporal.PlainDate): number {
  let count = 0;
  for (let day = nextBusinessDay(from); Temporal.PlainDate.compare(day, to) <= 0; day = nextBusinessDay(day)) count += 1;
  return count;
}

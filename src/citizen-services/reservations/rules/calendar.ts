/** Whether a space is open on a business day, from when to when, and if not, why. */
import { isHoliday } from '../../../kernel/calendar/calendar.ts';
import type { Text } from '../../../kernel/view.ts';
import { minutesOf, weekdays } from './policy.ts';
import type { CalendarRule } from './policy.ts';

/** Minutes from 0:00 of the business day, half-open. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

export type Opening =
  | { readonly open: true; readonly hours: readonly TimeRange[]; readonly label: Text | null }
  | { readonly open: false; readonly reason: Text; readonly rule: CalendarRule['type'] | 'no_hours' };

/** Special days beat everything; a closed day beats ordinary and seasonal hours, so Monday stays closed in summer too. */
const defaultPriority: Readonly<Record<CalendarRule['type'], number>> = {
  special_open: 40, special_closed: 40, seasonal_closed: 30, weekly_closed: 20, nth_closed: 20, monthly_closed: 20, listed_closed: 20, holiday_closed: 20, fixed_closed: 20,
  seasonal_open: 15, open: 10,
};

const weekdayWords = { mon: ['月', 'Mondays'], tue: ['火', 'Tuesdays'], wed: ['水', 'Wednesdays'], thu: ['木', 'Thursdays'], fri: ['金', 'Fridays'], sat: ['土', 'Saturdays'], sun: ['日', 'Sundays'] } as const;

/** What the rules say about one space on one day. Without a space, rules that name spaces do not count. */
export function openingOf(rules: readonly CalendarRule[], date: Temporal.PlainDate, space?: string): Opening {
  const deciding = decidingRule(rules, date, space);
  if (deciding === null) return { open: false, rule: 'no_hours', reason: { ja: '開館時間が定められていない日です。', en: 'No opening hours are set for this day.' } };
  if ('hours' in deciding) {
    const hours = deciding.hours.map(([start, end]) => ({ start: minutesOf(start), end: minutesOf(end) })).toSorted((a, b) => a.start - b.start);
    return { open: true, hours, label: deciding.label ?? null };
  }
  return { open: false, rule: deciding.type, reason: deciding.label ?? closedReason(deciding, date) };
}

export function isOpenDay(rules: readonly CalendarRule[], date: Temporal.PlainDate, space?: string): boolean {
  return openingOf(rules, date, space).open;
}

const LONGEST_CLOSURE_DAYS = 400;

/** This day if it is open, else the next one that is. Null when nothing opens within 400 days. */
export function openDayOnOrAfter(rules: readonly CalendarRule[], date: Temporal.PlainDate, space?: string): Temporal.PlainDate | null {
  for (let offset = 0; offset <= LONGEST_CLOSURE_DAYS; offset += 1) {
    const day = date.add({ days: offset });
    if (isOpenDay(rules, day, space)) return day;
  }
  return null;
}

/** The strongest rule that speaks about the day. Among equals a closed day wins, then the one written first. */
function decidingRule(rules: readonly CalendarRule[], date: Temporal.PlainDate, space: string | undefined): CalendarRule | null {
  let best: CalendarRule | null = null;
  for (const rule of rules) {
    if (!concerns(rule, date, space)) continue;
    if (best === null || strength(rule) > strength(best)) best = rule;
  }
  return best;
}

function strength(rule: CalendarRule): number {
  const closes = 'hours' in rule ? 0 : 0.5;
  return (rule.priority ?? defaultPriority[rule.type]) + closes;
}

function concerns(rule: CalendarRule, date: Temporal.PlainDate, space: string | undefined): boolean {
  const iso = date.toString();
  if (rule.spaces !== undefined && (space === undefined || !rule.spaces.includes(space))) return false;
  if ((rule.validFrom !== undefined && iso < rule.validFrom) || (rule.validTo !== undefined && iso > rule.validTo)) return false;
  return speaksAbout(rule, date);
}

function speaksAbout(rule: CalendarRule, date: Temporal.PlainDate): boolean {
  const iso = date.toString();
  switch (rule.type) {
    case 'open': return onWeekday(rule.days, date);
    case 'seasonal_open': return inSeason(rule.from, rule.to, date) && onWeekday(rule.days, date);
    case 'seasonal_closed':
    case 'fixed_closed': return inSeason(rule.from, rule.to, date);
    case 'special_open':
    case 'special_closed': return rule.from <= iso && iso <= rule.to;
    case 'holiday_closed': return isHoliday(date);
    case 'listed_closed': return isListed(rule, iso);
    case 'monthly_closed': return rule.day === 'last' ? date.day === date.daysInMonth : date.day === rule.day;
    case 'weekly_closed': return closedWithShift((day) => isWeekday(rule.dow, day), rule.ifHoliday, date);
    case 'nth_closed': return closedWithShift((day) => isWeekday(rule.dow, day) && isNth(rule.n, day), rule.ifHoliday, date);
  }
}

/** 友引 and the like come from a table (the lunisolar calendar has no safe formula); which of them close, the n-th of its month says. */
function isListed(rule: Extract<CalendarRule, { type: 'listed_closed' }>, iso: string): boolean {
  if (!rule.dates.includes(iso)) return false;
  if (rule.nth === undefined || rule.nth.length === 0) return true;
  const ofMonth = rule.dates.filter((one) => one.startsWith(iso.slice(0, 7))).toSorted();
  return rule.nth.includes(ofMonth.indexOf(iso) + 1);
}

const LONGEST_HOLIDAY_RUN_DAYS = 14;

/** A regular closed day, or the day that stands in for it: the first day after a holiday that is no holiday itself. */
function closedWithShift(isRegular: (day: Temporal.PlainDate) => boolean, ifHoliday: 'closed' | 'open' | 'shift_next_non_holiday', date: Temporal.PlainDate): boolean {
  const holiday = isHoliday(date);
  if (isRegular(date)) return !holiday || ifHoliday === 'closed';
  if (ifHoliday !== 'shift_next_non_holiday' || holiday) return false;
  for (let back = 1; back <= LONGEST_HOLIDAY_RUN_DAYS; back += 1) {
    const earlier = date.subtract({ days: back });
    if (!isHoliday(earlier)) return false;
    if (isRegular(earlier)) return true;
  }
  return false;
}

/** Whether a day of the year lies in a season; 12-29 to 01-03 runs over the new year. */
export function inSeason(from: string, to: string, date: Temporal.PlainDate): boolean {
  const day = date.toString().slice(5);
  return from <= to ? from <= day && day <= to : day >= from || day <= to;
}

function onWeekday(days: readonly (typeof weekdays)[number][] | undefined, date: Temporal.PlainDate): boolean {
  return days === undefined || days.some((day) => isWeekday(day, date));
}

function isWeekday(weekday: (typeof weekdays)[number], date: Temporal.PlainDate): boolean {
  return weekdays.indexOf(weekday) + 1 === date.dayOfWeek;
}

function isNth(n: number | 'last', date: Temporal.PlainDate): boolean {
  return n === 'last' ? date.day + 7 > date.daysInMonth : Math.ceil(date.day / 7) === n;
}

function closedReason(rule: CalendarRule, date: Temporal.PlainDate): Text {
  switch (rule.type) {
    case 'weekly_closed': {
      const [ja, en] = weekdayWords[rule.dow];
      return isWeekday(rule.dow, date)
        ? { ja: `毎週${ja}曜日は休館日です。`, en: `Closed on ${en}.` }
        : { ja: `${ja}曜日が祝日のため、この日が休館日です。`, en: 'Closed today because the usual closed day was a holiday.' };
    }
    case 'nth_closed': {
      const [ja] = weekdayWords[rule.dow];
      return { ja: rule.n === 'last' ? `毎月最後の${ja}曜日は休館日です。` : `毎月第${rule.n}${ja}曜日は休館日です。`, en: 'This is a monthly closed day.' };
    }
    case 'monthly_closed': return { ja: rule.day === 'last' ? '毎月末日は休館日です。' : `毎月${rule.day}日は休館日です。`, en: 'This is a monthly closed day.' };
    case 'holiday_closed': return { ja: '祝日は休館日です。', en: 'Closed on national holidays.' };
    case 'seasonal_closed': return { ja: 'この季節は休止しています。', en: 'Closed in this season.' };
    case 'special_closed': return { ja: '臨時の休館日です。', en: 'Closed specially on this day.' };
    default: return { ja: '休館日です。', en: 'Closed.' };
  }
}

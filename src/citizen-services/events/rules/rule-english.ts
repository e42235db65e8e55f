/** A rule as people read it in English; `ruleWords` says the same in Japanese. */
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { type ByDay, type HolidayRule, type Rule, WEEKDAYS } from './recurrence.ts';

const NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const ORDINALS = ['first', 'second', 'third', 'fourth'];
const nameOf = ({ weekday }: ByDay) => NAMES[WEEKDAYS.indexOf(weekday)] ?? '';
const nthOf = (nth: number) => (nth === -1 ? 'last' : nth < 0 ? `${ORDINALS[-nth - 1] ?? -nth} last` : (ORDINALS[nth - 1] ?? String(nth)));
const list = (words: readonly string[]) => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`);
const dayOf = (day: number) => (day === -1 ? 'the last day' : day < 0 ? `${-day - 1} days before the last day` : `day ${day}`);
const often = (interval: number, unit: string) => (interval === 1 ? `Every ${unit}` : `Every ${interval} ${unit}s`);

const HOLIDAYS: Readonly<Record<HolidayRule, string>> = { as_is: '', skip: ' (not on national holidays)', next_day: ' (the next day when it is a national holiday)', next_weekday: ' (the next weekday when it is a national holiday)' };

export function ruleEnglish(rule: Rule, first: Temporal.PlainDate, holidays: HolidayRule): string {
  const end = rule.end === null ? '' : 'count' in rule.end ? `, ${rule.end.count} times` : `, until ${formatDate(rule.end.until, 'en')}`;
  const days = rule.byDay.map((day) => (day.nth === null ? nameOf(day) : `${nthOf(day.nth)} ${nameOf(day)}`));
  const words = ((): string => {
    if (rule.freq === 'DAILY') return `${often(rule.interval, 'day')}${days.length > 0 ? ` (${list(days)} only)` : ''}`;
    if (rule.freq === 'WEEKLY') return `${often(rule.interval, 'week')} on ${days.length > 0 ? list(days) : (NAMES[first.dayOfWeek - 1] ?? '')}`;
    const dates = days.length > 0 && rule.byMonthDay.length === 0 ? [] : rule.byMonthDay.length > 0 ? rule.byMonthDay : [first.day];
    if (dates.length === 0) return `${often(rule.interval, 'month')} on ${rule.byDay.some(({ nth }) => nth !== null) ? 'the ' : ''}${list(days)}`;
    return `${often(rule.interval, 'month')} on ${list(dates.map(dayOf))}${days.length > 0 ? ` when it is ${list(days)}` : ''}`;
  })();
  return `${words}${HOLIDAYS[holidays]}${end}`;
}

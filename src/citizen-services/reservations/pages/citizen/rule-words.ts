/** A facility's rules as sentences for citizens. Pure: policy and language in, words out. */
import { formatTimeRange } from '../../../../kernel/calendar/calendar.ts';
import type { Lang } from '../../../../kernel/view.ts';
import { minutesOf } from '../../rules/policy.ts';
import type { CalendarRule, CancelPolicy, FacilityPolicy, MomentBefore } from '../../rules/policy.ts';
import { words } from './words.ts';

const dayNames = { mon: ['月', 'Monday'], tue: ['火', 'Tuesday'], wed: ['水', 'Wednesday'], thu: ['木', 'Thursday'], fri: ['金', 'Friday'], sat: ['土', 'Saturday'], sun: ['日', 'Sunday'] } as const;
type DayCode = keyof typeof dayNames;

export function dayName(day: DayCode, lang: Lang): string {
  return dayNames[day][lang === 'ja' ? 0 : 1];
}

function clock(time: string, lang: Lang): string {
  const [hours = '0', minutes = '0'] = time.split(':');
  if (lang === 'en') return `${Number(hours)}:${minutes}`;
  return Number(minutes) === 0 ? `${Number(hours)}時` : `${Number(hours)}時${Number(minutes)}分`;
}

/** 利用日の3日前の23時59分 */
export function momentWords(moment: MomentBefore, lang: Lang): string {
  const w = words(lang).facility;
  const time = clock(moment.time, lang);
  if ('daysBefore' in moment) return w.days(moment.daysBefore, time);
  const day = moment.day === 'last' ? w.lastDay : moment.day === 'same' ? w.sameDay : w.monthDay(moment.day);
  return w.months(moment.monthsBefore, day, time);
}

function monthDay(text: string, lang: Lang): string {
  const [month, day] = text.split('-').map(Number);
  return lang === 'ja' ? `${month}月${day}日` : `${day}/${month}`;
}

function hoursWords(hours: readonly (readonly [string, string])[], lang: Lang): string {
  return hours.map(([start, end]) => formatTimeRange(minutesOf(start), minutesOf(end), lang)).join(lang === 'ja' ? '、' : ', ');
}

export interface CalendarLine {
  readonly kind: 'open' | 'closed';
  readonly when: string;
  readonly what: string;
}

/** One line per rule; what is long past is left out. */
export function calendarLines(rules: readonly CalendarRule[], today: Temporal.PlainDate, lang: Lang): readonly CalendarLine[] {
  return rules.filter((rule) => !('to' in rule && /^\d{4}-/.test(rule.to) && rule.to < today.toString())).map((rule) => calendarLine(rule, lang));
}

function ifHoliday(rule: { readonly ifHoliday: string }, lang: Lang): string {
  const w = words(lang).facility;
  if (rule.ifHoliday === 'open') return w.ifHolidayOpen;
  return rule.ifHoliday === 'shift_next_non_holiday' ? w.ifHolidayShift : '';
}

function calendarLine(rule: CalendarRule, lang: Lang): CalendarLine {
  const w = words(lang).facility;
  const label = rule.label?.[lang] ?? '';
  const days = (list: readonly DayCode[] | undefined) => (list === undefined ? w.everyDay : list.map((day) => dayName(day, lang)).join(lang === 'ja' ? '・' : ', '));
  switch (rule.type) {
    case 'open': return { kind: 'open', when: days(rule.days), what: hoursWords(rule.hours, lang) };
    case 'seasonal_open': return { kind: 'open', when: `${w.season(monthDay(rule.from, lang), monthDay(rule.to, lang))} ${rule.days ? days(rule.days) : ''}`.trim(), what: hoursWords(rule.hours, lang) };
    case 'special_open': return { kind: 'open', when: w.between(rule.from, rule.to), what: `${hoursWords(rule.hours, lang)} ${label}`.trim() };
    case 'weekly_closed': return { kind: 'closed', when: `${w.weekly(dayName(rule.dow, lang))}${ifHoliday(rule, lang)}`, what: label };
    case 'nth_closed': return { kind: 'closed', when: `${rule.n === 'last' ? w.lastNth(dayName(rule.dow, lang)) : w.nth(String(rule.n), dayName(rule.dow, lang))}${ifHoliday(rule, lang)}`, what: label };
    case 'monthly_closed': return { kind: 'closed', when: w.monthly(rule.day === 'last' ? w.lastDay : w.monthDay(rule.day)), what: label };
    case 'listed_closed': return { kind: 'closed', when: lang === 'ja' ? '暦で定めた日' : 'Listed days', what: label };
    case 'holiday_closed': return { kind: 'closed', when: w.holidays, what: label };
    case 'fixed_closed':
    case 'seasonal_closed': return { kind: 'closed', when: w.between(monthDay(rule.from, lang), monthDay(rule.to, lang)), what: label };
    case 'special_closed': return { kind: 'closed', when: w.between(rule.from, rule.to), what: label };
  }
}

/** What cancelling costs, the earliest days first. */
export function cancelLines(policy: CancelPolicy, lang: Lang): readonly string[] {
  const w = words(lang).facility;
  const tiers = policy.tiers.toSorted((a, b) => b.daysBeforeMin - a.daysBeforeMin);
  const last = tiers.at(-1);
  return [
    ...tiers.map((tier) => (tier.chargePercent === 0 ? w.tierFree(tier.daysBeforeMin) : w.tier(tier.daysBeforeMin, tier.chargePercent))),
    ...(last && last.daysBeforeMin > 0 ? [w.tierAfter] : []),
  ];
}

export function deadlineLines(policy: FacilityPolicy, lang: Lang): readonly string[] {
  const w = words(lang).facility;
  const { deadlines } = policy;
  return [
    w.hold(deadlines.holdMinutes),
    ...(policy.fee ? [deadlines.pay ? w.payBy(momentWords(deadlines.pay, lang)) : w.noPayBy] : []),
    ...(policy.fee && deadlines.deposit ? [`${words(lang).parts.rule(deadlines.deposit.percent, momentWords(deadlines.deposit.balance, lang))}${deadlines.deposit.permitAfter === 'all' ? words(lang).parts.ruleAll : ''}`] : []),
    deadlines.change ? w.change(momentWords(deadlines.change.until, lang), deadlines.change.maxTimes) : w.changeDesk,
    ...(deadlines.cancelUntil ? [w.cancelBy(momentWords(deadlines.cancelUntil, lang))] : []),
  ];
}


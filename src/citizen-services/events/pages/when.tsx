/** Days and times as people read them, on all pages of this system. */
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import type { Lang } from '../../../kernel/view.ts';
import { useUi } from '../../../ui/index.ts';
import { firstDay, type HolidayRule, lastDay, type Rule, type When as Span } from '../rules/recurrence.ts';
import { ruleEnglish } from '../rules/rule-english.ts';
import { ruleWords } from '../rules/rrule.ts';

const dash = (lang: Lang) => (lang === 'ja' ? '～' : '–');
const clock = (at: Temporal.PlainDateTime) => `${at.hour}:${String(at.minute).padStart(2, '0')}`;

/** 10:00～12:00, up to 24:00; empty for a whole day. */
export function hoursText(when: Span, lang: Lang): string {
  if (when.allDay) return '';
  const end = when.to === null ? '' : when.to.hour === 0 && when.to.minute === 0 ? '24:00' : clock(when.to);
  return `${clock(when.from)}${dash(lang)}${end}`;
}

/** 令和8年12月12日（土）10:00～12:00 / Sat, 12 Dec 2026, 10:00～12:00 */
export function whenText(when: Span, lang: Lang, style: 'withWeekday' | 'monthDay' = 'withWeekday'): string {
  const [first, last] = [firstDay(when), lastDay(when)];
  const day = (date: Temporal.PlainDate) => formatDate(date, lang, date.equals(first) || date.year !== first.year ? style : 'monthDay');
  const gap = lang === 'en' ? ', ' : '';
  const to = dash(lang);
  if (when.allDay) return first.equals(last) ? day(first) : `${day(first)}${to}${day(last)}`;
  if (first.equals(last)) return `${day(first)}${gap}${hoursText(when, lang)}`;
  return `${day(first)}${gap}${clock(when.from)}${to}${day(last)}${gap}${when.to === null ? '' : (hoursText(when, lang).split(to)[1] ?? '')}`;
}

export function WhenText({ when, style = 'withWeekday' }: { readonly when: Span; readonly style?: 'withWeekday' | 'monthDay' }) {
  const { lang } = useUi();
  const start = when.allDay ? when.first.toString() : `${when.from.toString({ smallestUnit: 'minute' })}+09:00`;
  return <time datetime={start}>{whenText(when, lang, style)}</time>;
}

/** How an event repeats; empty when it does not. */
export function ruleText(rule: Rule | null, first: Temporal.PlainDate, holidays: HolidayRule, lang: Lang): string {
  if (rule === null) return '';
  return lang === 'ja' ? ruleWords(rule, first, holidays) : ruleEnglish(rule, first, holidays);
}

/** Text of several lines. */
export function Lines({ text }: { readonly text: string }) {
  return <>{text.split('\n').map((line, index) => <span key={index}>{index > 0 && <br />}{line}</span>)}</>;
}

/** An event of the sample city, and short ways to write days, rules and times. */
import type { CalendarEvent } from './event.ts';
import type { Series, When } from './recurrence.ts';
import { readRule } from './rrule.ts';

export const day = (text: string) => Temporal.PlainDate.from(text);
export const at = (text: string) => Temporal.Instant.from(`${text}+09:00`);
export const allDay = (first: string, last = first): When => ({ allDay: true, first: day(first), last: day(last) });
export const timed = (from: string, to: string | null): When => ({ allDay: false, from: Temporal.PlainDateTime.from(from), to: to === null ? null : Temporal.PlainDateTime.from(to) });

export function rule(text: string, first = '1990-01-01') {
  const read = readRule(text, day(first), null);
  if (!read.ok) throw new Error(read.message);
  return read.value;
}

export function series(when: When, given: Partial<Series> = {}): Series {
  return { when, rule: null, holidayRule: 'as_is', exdates: [], rdates: [], changes: [], ...given };
}

export const event = (given: Partial<CalendarEvent> = {}): CalendarEvent => ({
  ...series(timed('2026-09-01T10:00', '2026-09-01T12:00')), id: 'ev-204', title: 'こころの健康相談', description: '保健師が相談に応じます。', categories: ['相談'],
  place: { name: '保健センター', address: '福島県二本松市金色403-1', at: { lat: 37.5848, lng: 140.4311 } }, onlineUrl: null, url: 'https://www.city.example.jp/p/0000204', image: null, organiser: '二本松市健康増進課',
  fee: 0, feeNote: '', capacity: 20, applyFrom: null, applyUntil: null, status: 'scheduled', sequence: 2, updatedAt: at('2026-08-01T09:00:00'), ...given,
});

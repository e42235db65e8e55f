/** The addresses of the citizens' pages. Codes and days only: nothing personal ever stands in an address. */
import { formatTime } from '../../../../kernel/calendar/calendar.ts';

export interface ChosenTime {
  readonly facility: string;
  readonly unit: string;
  readonly date: Temporal.PlainDate;
  readonly slots?: readonly string[];
  /** Minutes, for what is lent by the hour. */
  readonly from?: number;
  readonly to?: number;
  /** Of a stay. */
  readonly nights?: number;
}

/** Where a chosen time leads: to booking it, or (with `page`) to another page about the same time. */
export function bookAddress(time: ChosenTime, page = '/book'): string {
  const search = new URLSearchParams({ facility: time.facility, unit: time.unit, date: time.date.toString() });
  for (const slot of time.slots ?? []) search.append('slot', slot);
  if (time.from !== undefined) search.set('from', formatTime(time.from));
  if (time.to !== undefined) search.set('to', formatTime(time.to));
  if (time.nights !== undefined && time.nights > 1) search.set('nights', String(time.nights));
  return `${page}?${search.toString()}`;
}

export interface OpeningsView {
  readonly unit?: string;
  /** The Monday of the week. */
  readonly week?: Temporal.PlainDate;
  /** All units of one day instead of one unit's week. */
  readonly day?: Temporal.PlainDate;
  readonly userClass?: string;
}

export function openingsAddress(facility: string, view: OpeningsView = {}): string {
  const search = new URLSearchParams();
  if (view.unit) search.set('unit', view.unit);
  if (view.week) search.set('week', view.week.toString());
  if (view.day) search.set('day', view.day.toString());
  if (view.userClass) search.set('class', view.userClass);
  const query = search.toString();
  return `/facilities/${facility}/openings${query ? `?${query}` : ''}`;
}

export function mondayOf(date: Temporal.PlainDate): Temporal.PlainDate {
  return date.subtract({ days: date.dayOfWeek - 1 });
}

/** A day in an address; null when it is none. */
export function dayFrom(text: string): Temporal.PlainDate | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    return null;
  }
}

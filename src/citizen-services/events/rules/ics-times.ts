/** Moments and days of an iCalendar file, as the clock of the city shows them. */
import { daysBetween, TOKYO } from '../../../kernel/calendar/calendar.ts';
import type { Line } from './ics-lines.ts';
import { firstDay, lastDay, type When } from './recurrence.ts';
import { refused, type Read } from './rrule.ts';

export interface Component {
  /** The line of the file on which it begins. */
  readonly at: number;
  readonly lines: Line[];
}

/** The offsets of the time zones a file explains itself. */
export type Offsets = ReadonlyMap<string, ReadonlySet<string>>;

export const first = (component: Component, name: string) => component.lines.find((line) => line.name === name);

/** Whatever lasts longer, or lies outside these years, is a mistake of the file. */
const MOST_DAYS = 5 * 366;
const YEARS = { first: 1900, last: 2199 };

const TOKYO_NAMES = new Set([TOKYO, 'Japan', 'JST', 'Tokyo Standard Time']);

/** The name Temporal knows a zone by; a name of the file's own for what is always nine hours ahead is Tokyo. */
function zoneOf(name: string | undefined, zones: Offsets): string {
  if (name === undefined) return TOKYO;
  const offsets = zones.get(name);
  const always = offsets?.size === 1 && [...offsets].every((offset) => offset === '+0900' || offset === '+090000');
  return TOKYO_NAMES.has(name) || always || name.endsWith(`/${TOKYO}`) ? TOKYO : name;
}

type Moment = { readonly allDay: true; readonly date: Temporal.PlainDate } | { readonly allDay: false; readonly at: Temporal.PlainDateTime };

/** DATE or DATE-TIME, as the clock of the city shows it. */
export function momentOf(value: string, line: Line, zones: Offsets): Moment | null {
  const found = /^(\d{4})-?(\d{2})-?(\d{2})(?:T(\d{2}):?(\d{2}):?(\d{2})?(Z?))?$/.exec(value.trim().toUpperCase());
  if (!found) return null;
  const [, year, month, day, hour, minute, second = '00', utc] = found;
  if (Number(year) < YEARS.first || Number(year) > YEARS.last) return null;
  try {
    if (hour === undefined) return { allDay: true, date: Temporal.PlainDate.from(`${year}-${month}-${day}`) };
    const clock = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
    if (utc === 'Z') return { allDay: false, at: Temporal.Instant.from(`${clock}Z`).toZonedDateTimeISO(TOKYO).toPlainDateTime() };
    const zone = zoneOf(line.params.get('TZID'), zones);
    const local = Temporal.PlainDateTime.from(clock);
    return { allDay: false, at: zone === TOKYO ? local : local.toZonedDateTime(zone).withTimeZone(TOKYO).toPlainDateTime() };
  } catch {
    return null;
  }
}

export function unreadable(line: Line): { readonly ok: false; readonly message: string } {
  const zone = line.params.get('TZID');
  return refused(`「${line.name}」の日時「${line.value.slice(0, 40)}」${zone === undefined ? '' : `（時間帯 ${zone}）`}を読み取れません。「20261004」か「20261004T100000」のように書き、時間帯は Asia/Tokyo にしてください。`);
}

const backwards = refused('終わりが、始まりより前です。どちらかを直してください。');

/** Weeks, days and less (RFC 5545 §3.3.6): months have no length of their own. */
function durationOf(value: string): Temporal.Duration | null {
  try {
    const read = Temporal.Duration.from(value.trim().toUpperCase());
    const days = read.weeks * 7 + read.days + (read.hours + read.minutes / 60 + read.seconds / 3600) / 24;
    return read.years === 0 && read.months === 0 && Math.abs(days) <= MOST_DAYS ? read : null;
  } catch {
    return null;
  }
}

/** When an event takes place: DTSTART with DTEND, with DURATION, or alone. */
export function whenOf(component: Component, zones: Offsets): Read<When> {
  const when = unlimited(component, zones);
  if (!when.ok || daysBetween(firstDay(when.value), lastDay(when.value)) <= MOST_DAYS) return when;
  return refused('5年より長く続いています。始まりと終わりの日を確かめてください。');
}

function unlimited(component: Component, zones: Offsets): Read<When> {
  const startLine = first(component, 'DTSTART');
  if (!startLine) return refused('始まりの日時（DTSTART）がありません。');
  const endLine = first(component, 'DTEND');
  const lengthLine = first(component, 'DURATION');
  const start = momentOf(startLine.value, startLine, zones);
  if (!start) return unreadable(startLine);
  const end = endLine ? momentOf(endLine.value, endLine, zones) : null;
  if (endLine && !end) return unreadable(endLine);
  const length = !endLine && lengthLine ? durationOf(lengthLine.value) : null;
  if (!endLine && lengthLine && !length) return refused(`長さ「${lengthLine.value.slice(0, 40)}」を読み取れません。`);
  if (end && start.allDay !== end.allDay) return refused('始まりと終わりの、一方だけに時刻があります。両方に時刻を入れるか、両方とも日付だけにしてください。');
  if (start.allDay) {
    const after = end?.allDay ? end.date : length ? start.date.add(length) : start.date.add({ days: 1 });
    if (Temporal.PlainDate.compare(after, start.date) < 0) return backwards;
    // Some programs take the end for the last day itself.
    return { ok: true, value: { allDay: true, first: start.date, last: after.equals(start.date) ? after : after.subtract({ days: 1 }) } };
  }
  const to = end && !end.allDay ? end.at : length ? start.at.add(length) : null;
  if (to && Temporal.PlainDateTime.compare(to, start.at) < 0) return backwards;
  const midnight = (at: Temporal.PlainDateTime | null) => at !== null && at.hour === 0 && at.minute === 0;
  if (first(component, 'X-MICROSOFT-CDO-ALLDAYEVENT')?.value.toUpperCase() === 'TRUE' && midnight(start.at) && to !== null && midnight(to) && !to.equals(start.at)) {
    return { ok: true, value: { allDay: true, first: start.at.toPlainDate(), last: to.toPlainDate().subtract({ days: 1 }) } };
  }
  return { ok: true, value: { allDay: false, from: start.at, to: to?.equals(start.at) ? null : to } };
}

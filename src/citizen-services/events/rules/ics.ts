/** The city's events as an iCalendar file (RFC 5545) that people subscribe to. */
import { TOKYO } from '../../../kernel/calendar/calendar.ts';
import { type CalendarEvent, statusOf, STATUS_WORDS } from './event.ts';
import { escaped, folded, uri } from './ics-lines.ts';
import { type EventStatus, firstDay, firstRuleDate, type IsHoliday, movedTo, named, type Occurrence, type Rule, ruleDates, sameWhen, type When, type Window } from './recurrence.ts';
import { writeRule } from './rrule.ts';

export interface CalendarHead {
  readonly name: string;
  readonly host: string;
  /** Holidays are worked out inside of it; a rule that depends on them ends with it, and goes on in the next file. */
  readonly window: Window;
  readonly isHoliday: IsHoliday;
}

const compact = (text: string) => text.replaceAll(/[-:]/g, '');
const utc = (moment: Temporal.Instant) => compact(moment.toString({ smallestUnit: 'second' }));
const local = (moment: Temporal.PlainDateTime) => compact(moment.toString({ smallestUnit: 'second' }));
const day = (date: Temporal.PlainDate) => compact(date.toString());

const ZONE = ['BEGIN:VTIMEZONE', `TZID:${TOKYO}`, 'BEGIN:STANDARD', 'DTSTART:19700101T000000', 'TZOFFSETFROM:+0900', 'TZOFFSETTO:+0900', 'TZNAME:JST', 'END:STANDARD', 'END:VTIMEZONE'];

/** What was postponed has no new day yet: nobody should rely on the old one. */
const STATUSES: Readonly<Record<EventStatus, string>> = { scheduled: 'CONFIRMED', postponed: 'TENTATIVE', cancelled: 'CANCELLED', moved_online: 'CONFIRMED' };

/** Moments of one kind: `NAME;TZID=Asia/Tokyo:…`, or days. */
function starts(name: string, whens: readonly When[]): readonly string[] {
  if (whens.length === 0) return [];
  return whens.every((when) => when.allDay)
    ? [`${name};VALUE=DATE:${whens.map((when) => day(firstDay(when))).join(',')}`]
    : [`${name};TZID=${TOKYO}:${whens.map((when) => (when.allDay ? '' : local(when.from))).join(',')}`];
}

function times(when: When): readonly string[] {
  // The end of a day-long event is the day after it (RFC 5545 §3.6.1).
  if (when.allDay) return [...starts('DTSTART', [when]), `DTEND;VALUE=DATE:${day(when.last.add({ days: 1 }))}`, 'TRANSP:TRANSPARENT'];
  return [...starts('DTSTART', [when]), ...(when.to ? [`DTEND;TZID=${TOKYO}:${local(when.to)}`] : [])];
}

function* said(event: CalendarEvent, occurrence: Occurrence | null): Generator<string> {
  const status = statusOf(event, occurrence);
  const changed = occurrence?.change ?? null;
  const updated = changed && Temporal.Instant.compare(changed.updatedAt, event.updatedAt) > 0 ? changed.updatedAt : event.updatedAt;
  // A file without METHOD: both say when this was last revised, and the same events are the same bytes (RFC 5545 §3.8.7.2).
  yield `DTSTAMP:${utc(updated)}`;
  yield `LAST-MODIFIED:${utc(updated)}`;
  // A change of one always counts higher than the event it belongs to, and both only grow.
  yield `SEQUENCE:${event.sequence + (changed?.sequence ?? 0)}`;
  yield `STATUS:${STATUSES[status]}`;
  yield `SUMMARY:${escaped(STATUS_WORDS[status] === '' ? event.title : `【${STATUS_WORDS[status]}】${event.title}`)}`;
  const description = [changed?.note ?? '', event.description].filter((text) => text !== '').join('\n\n');
  if (description !== '') yield `DESCRIPTION:${escaped(description)}`;
  if (status === 'moved_online' && event.onlineUrl) yield `LOCATION:${escaped(event.onlineUrl)}`;
  else if (event.place) {
    yield `LOCATION:${escaped([event.place.name, event.place.address].filter((text) => text !== '').join(' '))}`;
    if (event.place.at) yield `GEO:${event.place.at.lat.toFixed(6)};${event.place.at.lng.toFixed(6)}`;
  }
  if (event.url !== '') yield `URL:${uri(event.url)}`;
  if (event.categories.length > 0) yield `CATEGORIES:${event.categories.map(escaped).join(',')}`;
}

/** Readers of the file know no holidays: a rule that depends on them must not go on where they were not worked out. */
function writtenRule(event: CalendarEvent, rule: Rule, window: Window): Rule {
  if (event.holidayRule === 'as_is') return rule;
  const after = ruleDates(event, { from: window.to.add({ days: 1 }), to: window.to.add({ months: 12 * rule.interval + 12 }) });
  return after.length === 0 ? rule : { ...rule, end: { until: window.to } };
}

function eventLines(event: CalendarEvent, head: CalendarHead): readonly string[] {
  const { rule, when } = event;
  const { window, isHoliday } = head;
  const uid = `UID:${escaped(`${event.id}@${head.host}`)}`;
  const on = (date: Temporal.PlainDate) => movedTo(when, date);
  const without = new Set(event.exdates.map(String));
  const additions = event.rdates.filter((date) => !without.has(date.toString())).toSorted(Temporal.PlainDate.compare);
  const first = rule ? firstRuleDate(event, window.to) : without.has(firstDay(when).toString()) ? null : firstDay(when);
  const begin = first ?? additions[0];
  if (begin === undefined) return [];
  const others = additions.filter((date) => !date.equals(begin));
  // What was changed before the window stays told: whoever subscribed long ago still has it on the old day.
  const from = event.changes.reduce((earliest, { id }) => (Temporal.PlainDate.compare(id, earliest) < 0 ? id : earliest), window.from);
  const repeats = rule !== null && first !== null;
  const own = repeats ? named(event, { from, to: window.to }, isHoliday) : named(event, { from: begin, to: others.at(-1) ?? begin }, isHoliday);
  if (!repeats && others.length === 0) {
    return own.flatMap((occurrence) => ['BEGIN:VEVENT', uid, ...times(occurrence.when), ...said(event, occurrence), 'END:VEVENT']);
  }
  const takesPlace = new Set(own.map(({ id }) => id.toString()));
  const fallen = repeats ? ruleDates(event, { from, to: window.to }).filter((date) => !takesPlace.has(date.toString())) : [];
  const exceptions = new Map([...fallen, ...(repeats ? event.exdates : [])].map((date) => [date.toString(), date]));
  const lines = [
    'BEGIN:VEVENT', uid, ...times(on(begin)),
    ...(repeats ? [`RRULE:${writeRule(writtenRule(event, rule, window), when.allDay ? null : when.from.toPlainTime())}`] : []),
    ...starts('RDATE', others.map(on)), ...starts('EXDATE', [...exceptions.values()].toSorted(Temporal.PlainDate.compare).map(on)),
    ...said(event, null), 'END:VEVENT',
  ];
  for (const occurrence of own) {
    const usual = on(occurrence.id);
    if (occurrence.change === null && sameWhen(usual, occurrence.when)) continue;
    lines.push('BEGIN:VEVENT', uid, ...starts('RECURRENCE-ID', [usual]), ...times(occurrence.when), ...said(event, occurrence), 'END:VEVENT');
  }
  return lines;
}

/** One file. The same events are the same bytes, whenever it is asked for. */
export function calendarFile(head: CalendarHead, events: readonly CalendarEvent[]): string {
  const lines = [
    'BEGIN:VCALENDAR', 'VERSION:2.0', `PRODID:-//${escaped(head.host)}//Events//JA`, 'CALSCALE:GREGORIAN', `NAME:${escaped(head.name)}`, `X-WR-CALNAME:${escaped(head.name)}`, `X-WR-TIMEZONE:${TOKYO}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'X-PUBLISHED-TTL:PT1H', ...ZONE, ...events.flatMap((event) => eventLines(event, head)), 'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

/** Events out of another program's iCalendar file. What cannot be taken over is said event by event; the rest comes in. */
import { TOKYO } from '../../../kernel/calendar/calendar.ts';
import { STATUS_WORDS } from './event.ts';
import { type Line, linesIn, unescaped, unescapedList } from './ics-lines.ts';
import { type Component, first, momentOf, type Offsets, unreadable, whenOf } from './ics-times.ts';
import { type Change, type EventStatus, firstDay, sameWhen, type Series, type When, movedTo, named } from './recurrence.ts';
import { japaneseDate, readRule, refused, type Read } from './rrule.ts';

export interface ImportedEvent {
  readonly uid: string;
  readonly sequence: number;
  readonly title: string;
  readonly description: string;
  readonly location: string;
  readonly at: { readonly lat: number; readonly lng: number } | null;
  /** Only http and https. */
  readonly url: string | null;
  readonly categories: readonly string[];
  readonly status: EventStatus;
  readonly series: Series;
  readonly updatedAt: Temporal.Instant | null;
  /** The line of the file on which it begins. */
  readonly line: number;
}

export interface ImportProblem {
  readonly line: number;
  readonly title: string;
  readonly message: string;
}

export interface Imported {
  readonly events: readonly ImportedEvent[];
  readonly problems: readonly ImportProblem[];
}

const text = (component: Component, name: string) => unescaped(first(component, name)?.value ?? '').replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '').trim();
const titleOf = (component: Component) => text(component, 'SUMMARY') || '（名前のない予定）';

/** Events, and the offsets of the time zones the file explains itself. */
function componentsIn(lines: readonly Line[]): { readonly events: readonly Component[]; readonly zones: Offsets; readonly whole: boolean } {
  const events: Component[] = [];
  const zones = new Map<string, Set<string>>();
  const open: string[] = [];
  let event: Component | null = null;
  let zone = '';
  let whole = false;
  for (const line of lines) {
    const name = line.value.trim().toUpperCase();
    if (line.name === 'BEGIN') {
      open.push(name);
      if (name === 'VEVENT') event = { at: line.at, lines: [] };
    } else if (line.name === 'END') {
      if (name === 'VEVENT' && event) {
        events.push(event);
        event = null;
      }
      whole ||= name === 'VCALENDAR';
      open.pop();
    } else if (event && open.at(-1) === 'VEVENT') event.lines.push(line);
    else if (open.includes('VTIMEZONE')) {
      if (line.name === 'TZID') zones.set((zone = line.value.trim()), new Set());
      if (line.name === 'TZOFFSETTO') zones.get(zone)?.add(line.value.trim());
    }
  }
  return { events, zones, whole };
}

function datesOf(component: Component, name: string, zones: Offsets): Read<readonly Temporal.PlainDate[]> {
  const found: Temporal.PlainDate[] = [];
  for (const line of component.lines.filter((one) => one.name === name)) {
    for (const value of line.value.split(',').filter((one) => one.trim() !== '')) {
      const moment = momentOf(value, line, zones);
      if (!moment) return unreadable(line);
      found.push(moment.allDay ? moment.date : moment.at.toPlainDate());
    }
  }
  return { ok: true, value: found };
}

function seriesOf(component: Component, when: When, zones: Offsets): Read<Series> {
  const begin = firstDay(when);
  const once: Series = { when, rule: null, holidayRule: 'as_is', exdates: [], rdates: [], changes: [] };
  const exdates = datesOf(component, 'EXDATE', zones);
  if (!exdates.ok) return exdates;
  const rdates = datesOf(component, 'RDATE', zones);
  if (!rdates.ok) return rdates;
  const several = { ...once, exdates: exdates.value, rdates: rdates.value };
  const rules = component.lines.filter((line) => line.name === 'RRULE');
  const [line] = rules;
  if (!line) return { ok: true, value: several };
  if (rules.length > 1) return refused('繰り返しの決まりが2つ以上あります。1つずつの行事に分けてください。');
  const rule = readRule(line.value, begin, when.allDay ? null : when.from.toPlainTime());
  if (!rule.ok) return rule;
  const repeated = { ...several, rule: rule.value };
  if (named({ ...once, rule: rule.value }, { from: begin, to: begin }, () => false).length > 0) return { ok: true, value: repeated };
  // The first day always counts for other programs, even where the rule does not name it; for us the rule decides.
  const { end } = rule.value;
  const rest = end !== null && 'count' in end ? { ...rule.value, end: { count: end.count - 1 } } : rule.value;
  const none = rest.end !== null && 'count' in rest.end && rest.end.count === 0;
  return { ok: true, value: none ? several : { ...repeated, rule: rest, rdates: [begin, ...repeated.rdates] } };
}

const OUR_WORDS = new Map(Object.entries(STATUS_WORDS).filter(([, word]) => word !== '').map(([status, word]) => [word, status]));

/** STATUS, or what the title says in front (「【中止】…」), as our own files do. */
function statusOf(component: Component): { readonly title: string; readonly status: EventStatus } {
  const whole = text(component, 'SUMMARY');
  const marked = /^【([^】]+)】\s*/.exec(whole);
  const said = OUR_WORDS.get(marked?.[1] ?? '');
  const title = said === undefined ? whole : whole.slice(marked?.[0].length);
  if (said === 'postponed' || said === 'moved_online' || said === 'cancelled') return { title, status: said };
  return { title, status: text(component, 'STATUS').toUpperCase() === 'CANCELLED' ? 'cancelled' : 'scheduled' };
}

function webAddress(value: string): string | null {
  const url = URL.parse(value.trim());
  return url && (url.protocol === 'http:' || url.protocol === 'https:') ? url.href : null;
}

function geoOf(value: string): ImportedEvent['at'] {
  const [lat, lng] = value.split(';').map((one) => (one.trim() === '' ? Number.NaN : Number(one)));
  return lat !== undefined && lng !== undefined && Math.abs(lat) <= 90 && Math.abs(lng) <= 180 && (lat !== 0 || lng !== 0) ? { lat, lng } : null;
}

function instantOf(component: Component, name: string): Temporal.Instant | null {
  const line = first(component, name);
  const moment = line ? momentOf(line.value, line, new Map()) : null;
  return moment && !moment.allDay ? moment.at.toZonedDateTime(TOKYO).toInstant() : null;
}

const sequenceOf = (component: Component) => (/^\d{1,9}$/.test(text(component, 'SEQUENCE')) ? Number(text(component, 'SEQUENCE')) : 0);

function eventOf(component: Component, zones: Offsets): Read<ImportedEvent> {
  const { title, status } = statusOf(component);
  if (title === '') return refused('行事の名前（SUMMARY）がありません。');
  const when = whenOf(component, zones);
  if (!when.ok) return when;
  const series = seriesOf(component, when.value, zones);
  if (!series.ok) return series;
  return {
    ok: true,
    value: {
      uid: text(component, 'UID'), sequence: sequenceOf(component), title, status, series: series.value, description: text(component, 'DESCRIPTION'), location: text(component, 'LOCATION'),
      at: geoOf(first(component, 'GEO')?.value ?? ''), url: webAddress(first(component, 'URL')?.value ?? ''), line: component.at, updatedAt: instantOf(component, 'LAST-MODIFIED') ?? instantOf(component, 'DTSTAMP'),
      categories: [...new Set(component.lines.filter((line) => line.name === 'CATEGORIES').flatMap((line) => unescapedList(line.value)))],
    },
  };
}

/** What is said of this occurrence alone: our own files write it before what is said of all. */
const noteOf = (one: string, all: string) => (one === all ? '' : all !== '' && one.endsWith(all) ? one.slice(0, -all.length).trim() : one);

function changeOf(component: Component, master: ImportedEvent, zones: Offsets): Read<Change> {
  const line = first(component, 'RECURRENCE-ID');
  if (!line) return refused('どの回の変更か（RECURRENCE-ID）がありません。');
  if (line.params.has('RANGE')) return refused('「この回より後すべて」の変更は扱えません。2つの行事に分けてください。');
  const moment = momentOf(line.value, line, zones);
  if (!moment) return unreadable(line);
  const id = moment.allDay ? moment.date : moment.at.toPlainDate();
  if (named(master.series, { from: id, to: id }, () => false).length === 0) return refused(`${japaneseDate(id)}の回は、繰り返しの中にありません。`);
  const when = whenOf(component, zones);
  if (!when.ok) return when;
  return {
    ok: true,
    value: {
      id, status: statusOf(component).status, when: sameWhen(when.value, movedTo(master.series.when, id)) ? null : when.value, note: noteOf(text(component, 'DESCRIPTION'), master.description),
      sequence: Math.max(1, sequenceOf(component) - master.sequence), updatedAt: instantOf(component, 'LAST-MODIFIED') ?? instantOf(component, 'DTSTAMP') ?? master.updatedAt ?? Temporal.Instant.fromEpochMilliseconds(0),
    },
  };
}

export interface Revision {
  readonly sequence: number;
  readonly updatedAt: Temporal.Instant | null;
}

function newer(a: Revision, b: Revision): boolean {
  if (a.sequence !== b.sequence) return a.sequence > b.sequence;
  return a.updatedAt !== null && b.updatedAt !== null && Temporal.Instant.compare(a.updatedAt, b.updatedAt) > 0;
}

const revisionOf = (component: Component): Revision => ({ sequence: sequenceOf(component), updatedAt: instantOf(component, 'LAST-MODIFIED') ?? instantOf(component, 'DTSTAMP') });

/** Of several states of one event, or of one occurrence, the newest; among equals the first. */
function newest(components: readonly Component[], key: (component: Component) => string): readonly Component[] {
  const kept = new Map<string, Component>();
  for (const component of components) {
    const before = kept.get(key(component));
    if (!before || newer(revisionOf(component), revisionOf(before))) kept.set(key(component), component);
  }
  return [...kept.values()].toSorted((a, b) => a.at - b.at);
}

/** Reads a file. Never throws; what it cannot take is among the problems. */
export function readCalendar(file: Uint8Array | string): Imported {
  const lines = linesIn(file);
  const nothing = (message: string): Imported => ({ events: [], problems: [{ line: 1, title: '', message }] });
  if (lines === null) return nothing('このファイルの文字コードは UTF-8 ではありません。UTF-8 で保存し直してください。');
  const { events: components, zones, whole } = componentsIn(lines);
  if (lines[0]?.name !== 'BEGIN' || lines[0].value.trim().toUpperCase() !== 'VCALENDAR') return nothing('このファイルは iCalendar（.ics）ではありません。カレンダーから書き出したファイルを選んでください。');
  const problems: ImportProblem[] = [];
  const say = (component: Component, message: string) => problems.push({ line: component.at, title: titleOf(component), message });
  if (!whole) problems.push({ line: lines.at(-1)?.at ?? 1, title: '', message: 'ファイルが途中で切れています。もう一度書き出してください。' });
  const uidOf = (component: Component) => text(component, 'UID');
  const single = (component: Component) => first(component, 'RECURRENCE-ID') !== undefined;
  for (const component of components) if (uidOf(component) === '') say(component, '予定の番号（UID）がありません。番号がないと、同じ予定を二重に取り込むおそれがあります。');
  const numbered = components.filter((component) => uidOf(component) !== '');
  const events = new Map<string, ImportedEvent>();
  const failed = new Set<string>();
  for (const component of newest(numbered.filter((one) => !single(one)), uidOf)) {
    const event = eventOf(component, zones);
    if (event.ok) events.set(event.value.uid, event.value);
    else {
      failed.add(uidOf(component));
      say(component, event.message);
    }
  }
  for (const component of newest(numbered.filter(single), (one) => `${first(one, 'RECURRENCE-ID')?.value ?? ''} ${uidOf(one)}`)) {
    const event = events.get(uidOf(component));
    if (!event) {
      // Of a whole event that failed it was told already.
      if (!failed.has(uidOf(component))) say(component, '1回分の変更だけがあり、元の繰り返しの予定がこのファイルにありません。元の予定も一緒に書き出してください。');
      continue;
    }
    const change = changeOf(component, event, zones);
    if (change.ok) events.set(event.uid, { ...event, series: { ...event.series, changes: [...event.series.changes, change.value] } });
    else say(component, change.message);
  }
  return { events: [...events.values()], problems: problems.toSorted((a, b) => a.line - b.line) };
}

/** What was taken in before: the event, and its changed occurrences by their day (2026-10-12). */
export interface Known extends Revision {
  readonly changes: ReadonlyMap<string, Revision>;
}

/** What an import does with an event: a second time the same file does nothing, and an old one takes nothing back (RFC 5546 §2.1.5). */
export function importStep(event: ImportedEvent, known: Known | undefined): 'new' | 'update' | 'same' | 'older' {
  if (!known) return 'new';
  if (newer(event, known)) return 'update';
  if (newer(known, event)) return 'older';
  const changed = event.series.changes.some((change) => {
    const before = known.changes.get(change.id.toString());
    return !before || newer(change, before);
  });
  return changed ? 'update' : 'same';
}

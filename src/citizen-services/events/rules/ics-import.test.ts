import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isHoliday } from '../../../kernel/calendar/holidays.ts';
import type { CalendarEvent } from './event.ts';
import { allDay, at, day, event, rule } from './event.fixture.ts';
import { type Imported, type ImportedEvent, importStep, type Known, readCalendar } from './ics-import.ts';
import { calendarFile } from './ics.ts';
import { expand, type Series } from './recurrence.ts';

const window = { from: day('2026-09-01'), to: day('2027-03-31') };
const file = (...events: readonly CalendarEvent[]) => calendarFile({ name: '行事', host: 'www.city.example.jp', window, isHoliday }, events);
const calendar = (...lines: readonly string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const vevent = (...lines: readonly string[]) => ['BEGIN:VEVENT', ...(lines.some((line) => line.startsWith('UID')) ? [] : ['UID:a@x']), ...(lines.some((line) => line.startsWith('SUMMARY')) ? [] : ['SUMMARY:講座']), ...lines, 'END:VEVENT'].join('\r\n');
const one = (...lines: readonly string[]): ImportedEvent => {
  const { events: [found], problems } = readCalendar(calendar(vevent(...lines)));
  assert.deepEqual(problems, []);
  assert.ok(found);
  return found;
};
const problem = (...lines: readonly string[]) => readCalendar(calendar(vevent(...lines))).problems.map(({ message }) => message).join('|');
const when = (found: ImportedEvent) => JSON.stringify(Object.values(found.series.when).slice(1));
const happening = (it: Series, holidays: (date: Temporal.PlainDate) => boolean) => JSON.stringify(expand(it, window, holidays).occurrences.map((occurrence) => [occurrence.id, occurrence.when, occurrence.change?.status ?? 'scheduled']));

test('our own file comes back as the same days and words', () => {
  const cancelled = { id: day('2026-11-09'), status: 'cancelled' as const, when: null, note: '台風のため', sequence: 1, updatedAt: at('2026-11-08T17:00:00') };
  const sent = event({ rule: rule('FREQ=MONTHLY;BYDAY=2MO'), holidayRule: 'next_day', changes: [cancelled], rdates: [day('2026-09-20')], exdates: [day('2026-12-14')], title: '講座; 「A, B」\\', description: '1行目\n2行目', categories: ['講座,教室', '相談'] });
  const { events: [found], problems } = readCalendar(file(sent));
  assert.deepEqual(problems, []);
  assert.ok(found);
  assert.equal(happening(found.series, () => false), happening(sent, isHoliday));
  assert.deepEqual([found.uid, found.title, found.description, found.categories, found.sequence, found.url, found.at, found.status], ['ev-204@www.city.example.jp', sent.title, sent.description, sent.categories, 2, sent.url, { lat: 37.5848, lng: 140.4311 }, 'scheduled']);
  const change = found.series.changes.find(({ status }) => status === 'cancelled');
  assert.deepEqual([change?.note, change?.sequence], ['台風のため', 1]);
  const [gone] = readCalendar(file(event({ when: allDay('2026-10-04', '2026-10-05'), status: 'cancelled' }))).events;
  assert.deepEqual([gone?.title, gone?.status, gone && when(gone)], ['こころの健康相談', 'cancelled', '["2026-10-04","2026-10-05"]']);
});

const knownOf = (found: ImportedEvent): Known => ({ sequence: found.sequence, updatedAt: found.updatedAt, changes: new Map(found.series.changes.map((change) => [change.id.toString(), change])) });

test('the same file again does nothing; a higher sequence updates, a lower one is passed over', () => {
  const weekly = event({ rule: rule('FREQ=WEEKLY') });
  const read = (given: Partial<CalendarEvent>) => {
    const [found] = readCalendar(file({ ...weekly, ...given })).events;
    assert.ok(found);
    return found;
  };
  const known = knownOf(read({}));
  assert.equal(importStep(read({}), undefined), 'new');
  assert.equal(importStep(read({}), known), 'same');
  assert.equal(importStep(read({ sequence: 3 }), known), 'update');
  assert.equal(importStep(read({ sequence: 1 }), known), 'older');
  assert.equal(importStep(read({ updatedAt: at('2026-08-02T09:00:00') }), known), 'update');
  const first = { id: day('2026-09-08'), status: 'cancelled' as const, when: null, note: '', sequence: 1, updatedAt: at('2026-08-03T09:00:00') };
  const cancelled = read({ changes: [first] });
  assert.equal(importStep(cancelled, known), 'update');
  assert.equal(importStep(cancelled, knownOf(cancelled)), 'same');
  assert.equal(importStep(read({ changes: [first, { ...first, id: day('2026-09-15') }] }), knownOf(cancelled)), 'update');
});

test('one event twice in a file: the newest stands', () => {
  const { events, problems } = readCalendar(calendar(vevent('DTSTART:20260901T010000Z', 'SEQUENCE:1', 'SUMMARY:新'), vevent('DTSTART:20260901T010000Z', 'SUMMARY:旧'), vevent('DTSTART:20260901T010000Z', 'SEQUENCE:1', 'SUMMARY:別')));
  assert.deepEqual([events.map(({ title }) => title), problems], [['新'], []]);
});

test('times are those of the city, in whatever zone they were written', () => {
  assert.equal(when(one('DTSTART:20260901T010000Z', 'DTEND:20260901T030000Z')), '["2026-09-01T10:00:00","2026-09-01T12:00:00"]');
  assert.equal(when(one('DTSTART;TZID=Asia/Tokyo:20260901T100000', 'DURATION:PT1H30M')), '["2026-09-01T10:00:00","2026-09-01T11:30:00"]');
  assert.equal(when(one('DTSTART;TZID="Tokyo Standard Time":20260901T100000')), '["2026-09-01T10:00:00",null]');
  assert.equal(when(one('DTSTART:20260901T100000')), '["2026-09-01T10:00:00",null]');
  assert.equal(when(one('DTSTART;TZID=America/New_York:20260901T100000')), '["2026-09-01T23:00:00",null]');
  const custom = calendar('BEGIN:VTIMEZONE', 'TZID:大阪、札幌、東京', 'BEGIN:STANDARD', 'DTSTART:16010101T000000', 'TZOFFSETFROM:+0900', 'TZOFFSETTO:+0900', 'END:STANDARD', 'END:VTIMEZONE', vevent('DTSTART;TZID=大阪、札幌、東京:20260901T100000'));
  assert.equal(when(readCalendar(custom).events[0] ?? one()), '["2026-09-01T10:00:00",null]');
});

test('days, also of programs that take the end for the last day', () => {
  assert.equal(when(one('DTSTART;VALUE=DATE:20261004', 'DTEND;VALUE=DATE:20261006')), '["2026-10-04","2026-10-05"]');
  assert.equal(when(one('DTSTART;VALUE=DATE:20261004', 'DTEND;VALUE=DATE:20261004')), '["2026-10-04","2026-10-04"]');
  assert.equal(when(one('DTSTART;VALUE=DATE:20261004')), '["2026-10-04","2026-10-04"]');
  assert.equal(when(one('DTSTART;VALUE=DATE:20261004', 'DURATION:P2D')), '["2026-10-04","2026-10-05"]');
  assert.equal(when(one('DTSTART;TZID=Asia/Tokyo:20261004T000000', 'DTEND;TZID=Asia/Tokyo:20261005T000000', 'X-MICROSOFT-CDO-ALLDAYEVENT:TRUE')), '["2026-10-04","2026-10-04"]');
});

test('a first day that the rule does not name counts all the same, as other programs have it', () => {
  const found = one('DTSTART;VALUE=DATE:20260901', 'RRULE:FREQ=MONTHLY;BYDAY=2MO;COUNT=3');
  assert.deepEqual(expand(found.series, window, isHoliday).occurrences.map(({ id }) => id.toString()), ['2026-09-01', '2026-09-14', '2026-10-12']);
  assert.equal(one('DTSTART;VALUE=DATE:20260901', 'RRULE:FREQ=MONTHLY;BYDAY=2MO;COUNT=1').series.rule, null);
});

test('lines however they were broken: bare LF, a byte order mark, cuts inside a character, alarms inside an event', () => {
  const text = calendar(vevent('DTSTART:20260901T010000Z', 'SUMMARY:健康相談', 'BEGIN:VALARM', 'SUMMARY:お知らせ', 'TRIGGER:-PT15M', 'END:VALARM'));
  const bytes = Buffer.from(`\ufeff${text}`);
  const cut = bytes.indexOf('康') + 1;
  const broken = Buffer.concat([bytes.subarray(0, cut), Buffer.from('\r\n '), bytes.subarray(cut)]);
  for (const input of [text, text.replaceAll('\r\n', '\n'), bytes, broken, text.replaceAll('BEGIN:V', 'begin:v')]) assert.deepEqual([readCalendar(input).events.map(({ title }) => title), readCalendar(input).problems], [['健康相談'], []]);
});

test('what cannot be taken is told event by event, and the others come in', () => {
  const { events, problems } = readCalendar(calendar(vevent('UID:1', 'SUMMARY:逆', 'DTSTART:20260901T030000Z', 'DTEND:20260901T010000Z'), vevent('UID:2', 'DTSTART:20260901T010000Z')));
  assert.deepEqual(events.map(({ uid }) => uid), ['2']);
  assert.deepEqual(problems, [{ line: 3, title: '逆', message: '終わりが、始まりより前です。どちらかを直してください。' }]);
  assert.match(problem('DTSTART:2026090'), /「DTSTART」の日時「2026090」を読み取れません/);
  assert.match(problem('DTSTART:20260931T010000Z'), /読み取れません/);
  assert.match(problem('DTSTART;TZID=Mars/Base:20260901T010000'), /時間帯 Mars\/Base/);
  for (const length of ['P99999999999D', 'P300000Y', 'P9999999D', 'P1Y', 'x']) assert.match(problem('DTSTART:20260901T010000Z', `DURATION:${length}`), /長さ「.+」を読み取れません/);
  assert.match(problem('DTSTART;VALUE=DATE:20260901', 'DURATION:-P1D'), /終わりが、始まりより前/);
  assert.match(problem('DTSTART;VALUE=DATE:20260901', 'DTEND;VALUE=DATE:20960901'), /5年より長く/);
  assert.match(problem('DTSTART;VALUE=DATE:99991231'), /読み取れません/);
  assert.match(problem('LOCATION:x'), /始まりの日時（DTSTART）がありません/);
  assert.match(problem('DTSTART;VALUE=DATE:20261004', 'DTEND:20261004T010000Z'), /一方だけに時刻/);
  assert.match(problem('SUMMARY:', 'DTSTART:20260901T010000Z'), /名前（SUMMARY）がありません/);
  assert.match(problem('UID:', 'DTSTART:20260901T010000Z'), /UID/);
  assert.match(problem('DTSTART:20260901T010000Z', 'RRULE:FREQ=YEARLY'), /毎年の繰り返し/);
  assert.match(problem('DTSTART:20260901T010000Z', 'RRULE:FREQ=DAILY', 'RRULE:FREQ=WEEKLY'), /2つ以上/);
  assert.match(problem('DTSTART:20260901T010000Z', 'RECURRENCE-ID:20260901T010000Z'), /元の繰り返しの予定がこのファイルにありません/);
  const change = (...lines: readonly string[]) => readCalendar(calendar(vevent('DTSTART:20260901T010000Z', 'RRULE:FREQ=WEEKLY'), vevent('DTSTART:20260908T010000Z', ...lines))).problems.map(({ message }) => message).join();
  assert.equal(change('RECURRENCE-ID:20260908T010000Z'), '');
  assert.match(change('RECURRENCE-ID:20260909T010000Z'), /2026年9月9日の回は、繰り返しの中にありません/);
  assert.match(change('RECURRENCE-ID;RANGE=THISANDFUTURE:20260908T010000Z'), /この回より後すべて/);
});

test('what is no calendar is said to be none', () => {
  const said = (it: Imported) => it.problems.map(({ message }) => message).join();
  assert.match(said(readCalendar('PK\u0003\u0004')), /iCalendar（.ics）ではありません/);
  assert.match(said(readCalendar('')), /ではありません/);
  assert.match(said(readCalendar(Buffer.concat([Buffer.from('BEGIN:VCALENDAR\r\nX-WR-CALNAME:'), Buffer.from([0x8d, 0x73, 0x8e, 0x96]), Buffer.from('\r\nEND:VCALENDAR')]))), /UTF-8 ではありません/);
  assert.match(said(readCalendar(`BEGIN:VCALENDAR\r\n${vevent('DTSTART:20260901T010000Z')}\r\n`)), /途中で切れています/);
});

test('addresses that would run a script and impossible places are left out', () => {
  const found = one('DTSTART:20260901T010000Z', 'URL:javascript:alert(1)', 'GEO:137;999', 'CATEGORIES:講座,\\,x', 'CATEGORIES:講座');
  assert.deepEqual([found.url, found.at, found.categories], [null, null, ['講座', ',x']]);
});

test('no file makes the reader throw', () => {
  const piece = fc.constantFrom('BEGIN:VCALENDAR\r\n', 'BEGIN:VEVENT\r\n', 'END:VEVENT\r\n', 'END:VCALENDAR\r\n', 'UID:a\r\n', 'SUMMARY:x\r\n', 'DTSTART:20260901T010000Z\r\n', 'DTSTART;VALUE=DATE:20260901\r\n', 'DTEND:20260901\r\n', 'DURATION:P1Y-\r\n', 'DURATION:-P1D\r\n', 'DURATION:P99999999999D\r\n', 'RRULE:FREQ=DAILY\r\n', 'RRULE:FREQ=MONTHLY;BYDAY=2MO;COUNT=2\r\n', 'RECURRENCE-ID:20260901T010000Z\r\n', 'EXDATE:\r\n', 'RDATE;VALUE=PERIOD:20260901T010000Z/PT1H\r\n', ' \r\n', ';=:\r\n', 'DTSTART:00000000\r\n', 'DTSTART:99991231T235959Z\r\n');
  fc.assert(fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 40 }), (parts) => {
    const { events, problems } = readCalendar(`BEGIN:VCALENDAR\r\n${parts.join('')}`);
    assert.ok(events.every(({ uid, title }) => uid !== '' && title !== '') && problems.every(({ message }) => message !== ''));
  }), { numRuns: 500 });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isHoliday } from '../../../kernel/calendar/holidays.ts';
import type { CalendarEvent } from './event.ts';
import { allDay, at, day, event, rule, timed } from './event.fixture.ts';
import { escaped, folded, linesIn, unescaped } from './ics-lines.ts';
import { calendarFile } from './ics.ts';

const window = { from: day('2026-09-01'), to: day('2027-03-31') };
const file = (...events: readonly CalendarEvent[]) => calendarFile({ name: '二本松市の行事', host: 'www.city.example.jp', window, isHoliday }, events);
const unfolded = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');
/** The components of a file, as their lines. */
const eventsIn = (text: string) => unfolded(text).join('\n').split('BEGIN:VEVENT\n').slice(1).map((one) => (one.split('\nEND:VEVENT')[0] ?? '').split('\n'));
const only = (lines: readonly string[] | undefined, ...names: readonly string[]) => (lines ?? []).filter((line) => names.some((name) => line.startsWith(name)));
const monthly = event({ rule: rule('FREQ=MONTHLY;BYDAY=2MO') });

test('a file is whole: version, zone, one event with its end, place and category', () => {
  const text = file(event());
  assert.deepEqual(unfolded(text), [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//www.city.example.jp//Events//JA', 'CALSCALE:GREGORIAN', 'NAME:二本松市の行事', 'X-WR-CALNAME:二本松市の行事', 'X-WR-TIMEZONE:Asia/Tokyo',
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H', 'X-PUBLISHED-TTL:PT1H',
    'BEGIN:VTIMEZONE', 'TZID:Asia/Tokyo', 'BEGIN:STANDARD', 'DTSTART:19700101T000000', 'TZOFFSETFROM:+0900', 'TZOFFSETTO:+0900', 'TZNAME:JST', 'END:STANDARD', 'END:VTIMEZONE',
    'BEGIN:VEVENT', 'UID:ev-204@www.city.example.jp', 'DTSTART;TZID=Asia/Tokyo:20260901T100000', 'DTEND;TZID=Asia/Tokyo:20260901T120000', 'DTSTAMP:20260801T000000Z', 'LAST-MODIFIED:20260801T000000Z',
    'SEQUENCE:2', 'STATUS:CONFIRMED', 'SUMMARY:こころの健康相談', 'DESCRIPTION:保健師が相談に応じます。', 'LOCATION:保健センター 福島県二本松市金色403-1', 'GEO:37.584800;140.431100', 'URL:https://www.city.example.jp/p/0000204', 'CATEGORIES:相談', 'END:VEVENT',
    'END:VCALENDAR', '',
  ]);
  assert.equal(file(event()), text);
});

test('the end of a day-long event is the day after it', () => {
  assert.deepEqual(only(eventsIn(file(event({ when: allDay('2026-10-04') })))[0], 'DTSTART', 'DTEND'), ['DTSTART;VALUE=DATE:20261004', 'DTEND;VALUE=DATE:20261005']);
  assert.deepEqual(only(eventsIn(file(event({ when: allDay('2026-10-04', '2026-10-05'), status: 'cancelled' })))[0], 'DTSTART', 'DTEND', 'STATUS', 'SUMMARY'), ['DTSTART;VALUE=DATE:20261004', 'DTEND;VALUE=DATE:20261006', 'STATUS:CANCELLED', 'SUMMARY:【中止】こころの健康相談']);
});

test('one occurrence is cancelled: it has the day of the rule, a higher sequence, and the others are as they were', () => {
  const cancelled = event({ rule: rule('FREQ=MONTHLY;BYDAY=2MO'), changes: [{ id: day('2026-11-09'), status: 'cancelled', when: null, note: '台風のため', sequence: 1, updatedAt: at('2026-11-08T17:00:00') }] });
  const [master, change, ...rest] = eventsIn(file(cancelled));
  assert.deepEqual(master, eventsIn(file(monthly))[0]);
  assert.deepEqual(rest, []);
  assert.deepEqual(only(change, 'UID', 'RECURRENCE-ID', 'DTSTART', 'STATUS', 'SEQUENCE', 'LAST-MODIFIED', 'SUMMARY', 'DESCRIPTION'), [
    'UID:ev-204@www.city.example.jp', 'RECURRENCE-ID;TZID=Asia/Tokyo:20261109T100000', 'DTSTART;TZID=Asia/Tokyo:20261109T100000', 'LAST-MODIFIED:20261108T080000Z', 'SEQUENCE:3', 'STATUS:CANCELLED',
    'SUMMARY:【中止】こころの健康相談', 'DESCRIPTION:台風のため\\n\\n保健師が相談に応じます。',
  ]);
});

test('a rule that no holiday touches is written as it is, from the first day that fits it', () => {
  assert.deepEqual(only(eventsIn(file(monthly))[0], 'DTSTART', 'RRULE', 'EXDATE'), ['DTSTART;TZID=Asia/Tokyo:20260914T100000', 'RRULE:FREQ=MONTHLY;BYDAY=2MO']);
});

test('what holidays do is worked out, and the rule goes no further than that', () => {
  const [master, ...moved] = eventsIn(file({ ...monthly, holidayRule: 'next_day' }));
  assert.deepEqual(only(master, 'RRULE', 'EXDATE'), ['RRULE:FREQ=MONTHLY;BYDAY=2MO;UNTIL=20270331T010000Z']);
  assert.deepEqual(moved.map((one) => only(one, 'RECURRENCE-ID', 'DTSTART', 'SEQUENCE')), [
    ['RECURRENCE-ID;TZID=Asia/Tokyo:20261012T100000', 'DTSTART;TZID=Asia/Tokyo:20261013T100000', 'SEQUENCE:2'],
    ['RECURRENCE-ID;TZID=Asia/Tokyo:20270111T100000', 'DTSTART;TZID=Asia/Tokyo:20270112T100000', 'SEQUENCE:2'],
  ]);
  const [skipping, ...none] = eventsIn(file({ ...monthly, holidayRule: 'skip', exdates: [day('2026-12-14')] }));
  assert.deepEqual(only(skipping, 'EXDATE'), ['EXDATE;TZID=Asia/Tokyo:20261012T100000,20261214T100000,20270111T100000']);
  assert.deepEqual(none, []);
  const ended = eventsIn(file({ ...monthly, holidayRule: 'skip', rule: rule('FREQ=MONTHLY;BYDAY=2MO;COUNT=3') }));
  assert.deepEqual(only(ended[0], 'RRULE'), ['RRULE:FREQ=MONTHLY;BYDAY=2MO;COUNT=3']);
});

test('additions and exceptions of a day-long event are days', () => {
  const [master] = eventsIn(file(event({ when: allDay('2026-09-01'), rule: rule('FREQ=WEEKLY'), rdates: [day('2026-09-03')], exdates: [day('2026-09-08')] })));
  assert.deepEqual(only(master, 'DTSTART', 'RRULE', 'RDATE', 'EXDATE'), ['DTSTART;VALUE=DATE:20260901', 'RRULE:FREQ=WEEKLY', 'RDATE;VALUE=DATE:20260903', 'EXDATE;VALUE=DATE:20260908']);
  assert.deepEqual(only(eventsIn(file(event({ rdates: [day('2026-09-03'), day('2026-09-05')] })))[0], 'RRULE', 'RDATE'), ['RDATE;TZID=Asia/Tokyo:20260903T100000,20260905T100000']);
});

test('what happens once is moved as a whole; what never happens is not written', () => {
  const [once, ...rest] = eventsIn(file(event({ changes: [{ id: day('2026-09-01'), status: 'scheduled', when: timed('2026-09-02T13:00', null), note: '', sequence: 1, updatedAt: at('2026-08-02T09:00:00') }] })));
  assert.deepEqual(only(once, 'RECURRENCE-ID', 'DTSTART', 'DTEND', 'SEQUENCE'), ['DTSTART;TZID=Asia/Tokyo:20260902T130000', 'SEQUENCE:3']);
  assert.deepEqual(rest, []);
  assert.deepEqual(eventsIn(file(event({ exdates: [day('2026-09-01')] }))), []);
});

/** No line is longer than 75 octets, and each is UTF-8 by itself. */
function assertPhysical(text: string): void {
  for (const line of text.split('\r\n')) {
    assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.equal(Buffer.from(line).toString(), line);
    assert.equal(/[\r\n]/.test(line), false);
    assert.equal(line.isWellFormed(), true);
  }
}

test('a summary of forty characters is folded between characters, and unfolds to itself', () => {
  const title = '二本松市岩代地域防災訓練避難所運営講習会消防団合同水防演習及び救命講習会のご案内';
  assert.ok(Array.from(title).length >= 40);
  const text = file(event({ title, description: '🐻'.repeat(100) }));
  assertPhysical(text);
  assert.ok(unfolded(text).includes(`SUMMARY:${title}`));
  assert.equal(text.replaceAll('\r\n', '').includes('\n'), false);
});

test('folding and escaping lose nothing, whatever the text', () => {
  const unit = fc.constantFrom('a', ' ', 'é', '字', '🐻', '\\', ';', ',', '\n', ':', '"', 'n', '\t');
  fc.assert(fc.property(fc.array(unit, { maxLength: 300 }).map((parts) => parts.join('')), (text) => {
    const line = folded(`DESCRIPTION:${escaped(text)}`);
    assertPhysical(line);
    assert.equal(unescaped(line.replaceAll('\r\n ', '').slice('DESCRIPTION:'.length)), text);
    const [read, ...more] = linesIn(line) ?? [];
    assert.equal(unescaped(read?.value ?? ''), text);
    assert.deepEqual(more, []);
  }));
});

test('nothing anybody types becomes a line of its own', () => {
  const evil = 'x\r\nEND:VEVENT\nBEGIN:VALARM\r\u0000\u2028\ud800';
  const text = file(event({ title: evil, description: evil, url: `https://x/\r\nATTACH:${evil}`, categories: [evil], organiser: evil, place: { name: evil, address: evil, at: null } }));
  assertPhysical(text);
  assert.equal(eventsIn(text).length, 1);
  assert.deepEqual(unfolded(text).filter((line) => /^(?:ATTACH|BEGIN:VALARM)/.test(line)), []);
});

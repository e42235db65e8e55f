import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isHoliday } from '../../../kernel/calendar/holidays.ts';
import { type CalendarEvent, occurrencesOf } from './event.ts';
import { allDay, at, day, event, rule, timed } from './event.fixture.ts';
import { eventJson, scriptJson } from './event-json.ts';
import type { Change } from './recurrence.ts';

const all = (it: CalendarEvent) => occurrencesOf(it, { from: day('2026-09-01'), to: day('2026-10-31') }, isHoliday).occurrences.map((occurrence) => eventJson(it, occurrence));
const change = (given: Partial<Change>): Change => ({ id: day('2026-09-08'), status: 'scheduled', when: null, note: '', sequence: 1, updatedAt: at('2026-08-02T09:00:00'), ...given });
const weekly = event({ rule: rule('FREQ=WEEKLY;COUNT=3') });

test('an event with place, price and times of the city', () => {
  assert.deepEqual(all(event({ fee: 500, feeNote: '教材費', applyFrom: at('2026-08-01T09:00:00'), applyUntil: at('2026-08-31T17:00:00') })), [{
    '@context': 'https://schema.org', '@type': 'Event', '@id': 'https://www.city.example.jp/p/0000204#2026-09-01', name: 'こころの健康相談', url: 'https://www.city.example.jp/p/0000204', inLanguage: 'ja', description: '保健師が相談に応じます。',
    startDate: '2026-09-01T10:00:00+09:00', endDate: '2026-09-01T12:00:00+09:00', eventStatus: 'https://schema.org/EventScheduled', eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
    location: { '@type': 'Place', name: '保健センター', address: { '@type': 'PostalAddress', addressCountry: 'JP', streetAddress: '福島県二本松市金色403-1' }, geo: { '@type': 'GeoCoordinates', latitude: 37.5848, longitude: 140.4311 } },
    organizer: { '@type': 'Organization', name: '二本松市健康増進課' }, maximumAttendeeCapacity: 20, isAccessibleForFree: false,
    offers: { '@type': 'Offer', price: 500, priceCurrency: 'JPY', url: 'https://www.city.example.jp/p/0000204', description: '教材費', validFrom: '2026-08-01T09:00:00+09:00', validThrough: '2026-08-31T17:00:00+09:00' },
  }]);
});

test('one occurrence is cancelled, the others are not touched', () => {
  const before = all(weekly);
  const after = all({ ...weekly, changes: [change({ status: 'cancelled' })] });
  assert.deepEqual(after.map((one) => one['eventStatus']), ['https://schema.org/EventScheduled', 'https://schema.org/EventCancelled', 'https://schema.org/EventScheduled']);
  assert.deepEqual([after[0], after[2]], [before[0], before[2]]);
});

test('moved, postponed and online', () => {
  const [, moved] = all({ ...weekly, changes: [change({ when: timed('2026-09-09T13:00', null) })] });
  assert.deepEqual([moved?.['eventStatus'], moved?.['startDate'], moved?.['previousStartDate'], moved?.['endDate']], ['https://schema.org/EventRescheduled', '2026-09-09T13:00:00+09:00', '2026-09-08T10:00:00+09:00', undefined]);
  const [, postponed] = all({ ...weekly, changes: [change({ status: 'postponed' })] });
  assert.equal(postponed?.['eventStatus'], 'https://schema.org/EventPostponed');
  const [online] = all(event({ status: 'moved_online', onlineUrl: 'https://meet.example.jp/a' }));
  assert.deepEqual([online?.['eventStatus'], online?.['eventAttendanceMode'], online?.['location']], ['https://schema.org/EventMovedOnline', 'https://schema.org/OnlineEventAttendanceMode', { '@type': 'VirtualLocation', url: 'https://meet.example.jp/a' }]);
  const [both] = all(event({ onlineUrl: 'https://meet.example.jp/a' }));
  assert.equal(both?.['eventAttendanceMode'], 'https://schema.org/MixedEventAttendanceMode');
  assert.deepEqual(all({ ...weekly, status: 'cancelled', changes: [change({})] }).map((one) => one['eventStatus']), Array.from({ length: 3 }, () => 'https://schema.org/EventCancelled'));
});

test('the last day belongs to a day-long event; a holiday is no change of plan', () => {
  const [festival] = all(event({ when: allDay('2026-10-04', '2026-10-05') }));
  assert.deepEqual([festival?.['startDate'], festival?.['endDate']], ['2026-10-04', '2026-10-05']);
  const [october] = all(event({ when: allDay('2026-10-12'), rule: rule('FREQ=MONTHLY;BYDAY=2MO'), holidayRule: 'next_day' }));
  assert.deepEqual([october?.['startDate'], october?.['eventStatus'], october?.['previousStartDate']], ['2026-10-13', 'https://schema.org/EventScheduled', undefined]);
});

test('nothing in it ends the script element, and it is still the same JSON', () => {
  const evil = '</script><script>alert(1)</script><!--\u2028&';
  const [found] = all(event({ title: evil }));
  assert.ok(found);
  const text = scriptJson(found);
  assert.equal(/[<>&\u2028\u2029]/.test(text), false);
  assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(found)));
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (value) => {
    assert.equal(JSON.parse(scriptJson(value)), value);
    assert.equal(scriptJson(value).includes('<'), false);
  }));
});

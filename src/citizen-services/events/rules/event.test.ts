import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isHoliday } from '../../../kernel/calendar/holidays.ts';
import { type CalendarEvent, eventProblems, readCapacity, readWhen, type Typed } from './event.ts';
import { allDay, at, day, event, rule, timed } from './event.fixture.ts';

const said = (given: Partial<CalendarEvent>) => eventProblems(event(given), isHoliday).map(({ field, message }) => `${field}: ${message}`).join('|');
const typed = (given: Partial<Typed>) => {
  const read = readWhen({ allDay: false, firstDay: day('2026-10-04'), firstTime: Temporal.PlainTime.from('10:00'), lastDay: null, lastTime: null, ...given });
  return read.ok ? JSON.stringify(Object.values(read.value).slice(1)) : read.message;
};
const time = (text: string) => Temporal.PlainTime.from(text);

test('a good event has nothing wrong with it', () => {
  assert.equal(said({}), '');
  assert.equal(said({ rule: rule('FREQ=MONTHLY;BYDAY=2MO'), holidayRule: 'next_day', applyFrom: at('2026-08-01T09:00:00'), applyUntil: at('2030-01-01T00:00:00') }), '');
  assert.equal(said({ applyUntil: at('2026-09-01T09:00:00') }), '');
});

test('what is wrong is said with what would be right', () => {
  assert.match(said({ title: '　' }), /^title: 行事の名前/);
  assert.match(said({ when: timed('2026-09-01T12:00', '2026-09-01T10:00') }), /^when: 終わりが、始まりより前です/);
  assert.match(said({ when: allDay('2026-09-02', '2026-09-01') }), /^when: /);
  assert.match(said({ rule: { ...rule('FREQ=MONTHLY;BYDAY=2MO'), byDay: [{ weekday: 'MO', nth: 5 }] } }), /^rule: 第5月曜日は、ない月があります/);
  assert.match(said({ rule: { ...rule('FREQ=WEEKLY'), end: { until: day('2026-08-01') } } }), /^rule: 繰り返しの終わり（2026年8月1日）が、最初の日（2026年9月1日）より前です/);
  assert.match(said({ rule: rule('FREQ=WEEKLY;BYDAY=TU;UNTIL=20260901'), exdates: [day('2026-09-01')] }), /^rule: この決まりに合う日が/);
  assert.match(said({ applyUntil: at('2026-09-02T17:00:00') }), /^applyUntil: 申込みの締切（2026年9月2日）が、行事の終わり（2026年9月1日）より後です/);
  assert.match(said({ rule: rule('FREQ=WEEKLY;COUNT=3'), applyUntil: at('2026-09-16T00:00:00') }), /行事の終わり（2026年9月15日）/);
  assert.match(said({ applyFrom: at('2026-08-20T09:00:00'), applyUntil: at('2026-08-10T09:00:00') }), /締切が、申込みの始まりより前/);
  assert.match(said({ applyFrom: at('2026-09-20T09:00:00') }), /^applyFrom: /);
  assert.match(said({ place: { name: 'x', address: '', at: { lat: 140.43, lng: 37.58 } } }), /入れ替わっています/);
  assert.match(said({ place: { name: 'x', address: '', at: { lat: 0, lng: 0 } } }), /日本の中ではありません/);
  assert.match(said({ fee: -1 }), /^fee: /);
  assert.match(said({ changes: [{ id: day('2026-09-01'), status: 'scheduled', when: timed('2026-09-02T12:00', '2026-09-02T10:00'), note: '', sequence: 1, updatedAt: at('2026-08-01T09:00:00') }] }), /^changes: 2026年9月1日の回: 終わりが/);
});

test('day and time as a form has them', () => {
  assert.equal(typed({ lastTime: time('12:00') }), '["2026-10-04T10:00:00","2026-10-04T12:00:00"]');
  assert.equal(typed({}), '["2026-10-04T10:00:00",null]');
  assert.equal(typed({ allDay: true, firstTime: null, lastDay: day('2026-10-05') }), '["2026-10-04","2026-10-05"]');
  assert.match(typed({ allDay: true }), /「終日」の行事に、時刻が入っています/);
  assert.match(typed({ lastDay: day('2026-10-03') }), /終わりの日（2026年10月3日）が、始まりの日（2026年10月4日）より前です/);
  assert.match(typed({ lastTime: time('09:00') }), /夜中をまたぐときは、終わりの日を翌日に/);
  assert.match(typed({ firstTime: null }), /始まる時刻を入力/);
  assert.match(typed({ lastDay: day('2026-10-05') }), /終わる時刻を入力/);
});

test('a capacity is a number of people and what stands beside it', () => {
  assert.deepEqual(['20名（先着）', '先着２０名', '定員20人程度', '1,000人', '20～30名', '各回10組', 'なし', '', '0名'].map((text) => Object.values(readCapacity(text))), [
    [20, '先着'], [20, '先着'], [20, '程度'], [1000, ''], [null, '20～30名'], [null, '各回10組'], [null, 'なし'], [null, ''], [null, '0名'],
  ]);
});

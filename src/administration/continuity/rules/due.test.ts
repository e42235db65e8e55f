import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayToPlan, nextDrillDue, quarterEnd, quarterOf, quartersToPlan, quarterStart, reviewDue } from './due.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

test('quarters of the fiscal year', () => {
  for (const [date, year, quarter] of [['2026-04-01', 2026, 1], ['2026-06-30', 2026, 1], ['2026-07-01', 2026, 2], ['2026-12-31', 2026, 3], ['2027-01-01', 2026, 4], ['2027-03-31', 2026, 4]] as const) {
    assert.deepEqual(quarterOf(day(date)), { year, quarter }, date);
  }
  assert.equal(quarterEnd(quarterOf(day('2027-02-10'))).toString(), '2027-03-31');
});

test('held this quarter: the next one is due at the end of the next', () => {
  const due = nextDrillDue('quarter', [day('2026-10-20'), day('2026-08-03')], day('2026-11-23'));
  assert.deepEqual([due?.by.toString(), due?.missed], ['2027-03-31', false]);
});

test('not yet this quarter but last quarter: due at the end of this one', () => {
  const due = nextDrillDue('quarter', [day('2026-08-03')], day('2026-11-23'));
  assert.deepEqual([due?.by.toString(), due?.missed], ['2026-12-31', false]);
});

test('a whole quarter went by without one: missed', () => {
  assert.equal(nextDrillDue('quarter', [day('2026-05-03')], day('2026-11-23'))?.missed, true);
});

test('yearly drills are due by 31 March', () => {
  assert.deepEqual(nextDrillDue('year', [day('2025-09-01')], day('2026-11-23'))?.by.toString(), '2027-03-31');
  assert.equal(nextDrillDue('year', [day('2026-04-01')], day('2026-11-23'))?.by.toString(), '2028-03-31');
  assert.equal(nextDrillDue('year', [], day('2026-11-23'))?.missed, true);
  assert.equal(nextDrillDue('never', [], day('2026-11-23')), null);
});

test('the calendar: quarterly ones in this and the next quarter, yearly ones in the second or as soon as they are late', () => {
  const quarters = (...args: Parameters<typeof quartersToPlan>) => quartersToPlan(...args).map(({ year, quarter }) => `${year}-${quarter}`);
  assert.deepEqual(quarters('quarter', true, day('2026-11-23')), ['2026-3', '2026-4']);
  assert.deepEqual(quarters('quarter', false, day('2027-02-01')), ['2026-4', '2027-1']);
  assert.deepEqual(quarters('year', false, day('2026-04-10')), ['2026-2']);
  assert.deepEqual(quarters('year', false, day('2026-11-23')), ['2026-3']);
  assert.deepEqual(quarters('year', true, day('2026-11-23')), []);
  assert.deepEqual(quarters('never', false, day('2026-11-23')), []);
  assert.deepEqual([dayToPlan(quarterOf(day('2026-11-23')), day('2026-11-23')), dayToPlan(quarterOf(day('2026-12-10')), day('2026-12-10')), dayToPlan(quarterOf(day('2026-12-25')), day('2026-12-25'))].map(String), ['2026-12-01', '2026-12-24', '2026-12-31']);
});

test('a review is due a year after the last, on 29 February as on other days', () => {
  assert.deepEqual(reviewDue(day('2025-11-24'), day('2026-11-23')), { on: day('2026-11-24'), due: false });
  assert.equal(reviewDue(day('2025-11-23'), day('2026-11-23')).due, true);
  assert.equal(reviewDue(day('2028-02-29'), day('2029-02-28')).due, true);
  assert.equal(reviewDue(null, day('2026-11-23')).due, true);
});

test('every day lies in its quarter', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 20_000 }), (days) => {
    const date = day('2000-01-01').add({ days });
    const quarter = quarterOf(date);
    assert.ok(Temporal.PlainDate.compare(quarterStart(quarter), date) <= 0 && Temporal.PlainDate.compare(date, quarterEnd(quarter)) <= 0);
  }));
});

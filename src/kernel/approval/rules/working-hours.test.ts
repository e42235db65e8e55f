import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { addWorkingMinutes, workingMinutes } from './working-hours.ts';

const at = (text: string) => Temporal.Instant.from(`${text}:00+09:00`);
const plus = (text: string, minutes: number) => addWorkingMinutes(at(text), minutes).toZonedDateTimeISO('Asia/Tokyo').toPlainDateTime().toString({ smallestUnit: 'minute' });

test('Friday 17:00 and an hour is Monday 9:15: 15 minutes on Friday, 45 from 8:30', () => {
  assert.equal(plus('2026-11-27T17:00', 60), '2026-11-30T09:15');
});

test('nights, weekends, holidays and the year’s end do not count', () => {
  assert.equal(plus('2026-11-20T17:14', 2), '2026-11-24T08:31'); // Mon 23 November is 勤労感謝の日
  assert.equal(plus('2026-12-28T17:15', 1), '2027-01-04T08:31');
  assert.equal(plus('2026-11-28T03:00', 30), '2026-11-30T09:00');
  assert.equal(plus('2026-11-26T08:30', 525), '2026-11-26T17:15');
  assert.equal(plus('2026-11-26T06:00', 0), '2026-11-26T08:30');
});

test('adding and measuring agree', () => {
  const start = fc.integer({ min: 0, max: 500_000 }).map((minutes) => at('2026-01-05T00:00').add({ minutes }));
  fc.assert(fc.property(start, fc.integer({ min: 1, max: 6000 }), (from, minutes) => {
    assert.equal(workingMinutes(from, addWorkingMinutes(from, minutes)), minutes);
  }), { numRuns: 300 });
});

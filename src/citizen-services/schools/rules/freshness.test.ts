import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageOf, colourOf, isSchoolDay, stepOf } from './freshness.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

test('Schools 4: the last post on Friday 2027-03-12, looked at on Tuesday 23: 15, 16, 17, 18, 19 and 23', () => {
  assert.equal(ageOf(day('2027-03-12'), day('2027-03-23'), []), 6);
  assert.equal(colourOf(6), 'yellow');
  assert.equal(ageOf(day('2027-03-12'), day('2027-03-19'), []), 5);
  assert.equal(stepOf(5), 5);
  assert.equal(colourOf(5), 'green');
});

test('weekends, holidays and the school’s own days do not count', () => {
  assert.equal(ageOf(day('2027-03-19'), day('2027-03-24'), []), 2, '21 is 春分の日, 22 the substitute holiday');
  assert.equal(ageOf(day('2026-07-17'), day('2026-08-24'), [{ from: day('2026-07-18'), to: day('2026-08-23') }]), 1, 'summer');
  assert.equal(isSchoolDay(day('2026-05-18'), [{ from: day('2026-05-18'), to: day('2026-05-18') }]), false);
  assert.equal(ageOf(day('2026-11-27'), day('2026-11-27'), []), 0);
});

test('who never posted is red and reminded at the last step', () => {
  assert.equal(colourOf(ageOf(null, day('2026-11-27'), [])), 'red');
  assert.equal(stepOf(null), 10);
  assert.equal(colourOf(10), 'yellow');
  assert.equal(colourOf(11), 'red');
  assert.equal(stepOf(4), null);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isOld, pictureYear, youngSince } from './old-pictures.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

test('three school years: a picture of 27 May 2026 stands until 31 March 2030', () => {
  const year = pictureYear(day('2026-05-27'), day('2026-05-26'));
  assert.equal(year, 2026);
  assert.equal(isOld(year, day('2030-03-31'), 3), false);
  assert.equal(isOld(year, day('2030-04-01'), 3), true);
  assert.equal(youngSince(day('2030-04-01'), 3).toString(), '2027-04-01');
});

test('a picture that was put on an old page later is as young as itself; one that waited for 1 April belongs to the new year', () => {
  assert.equal(pictureYear(day('2024-05-01'), day('2026-05-01')), 2026);
  assert.equal(pictureYear(day('2027-04-01'), day('2027-03-31')), 2027);
});

test('what was put there before the line is old exactly when its year is', () => {
  const days = fc.integer({ min: 0, max: 5000 }).map((count) => day('2020-01-01').add({ days: count }));
  fc.assert(fc.property(days, days, fc.integer({ min: 1, max: 20 }), (put, today, years) => isOld(pictureYear(put, put), today, years) === (Temporal.PlainDate.compare(put, youngSince(today, years)) < 0)));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { changeFrom, datesOf, planSeries } from './series.ts';
import type { SeriesRule } from './series.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const tuesdays: SeriesRule = { from: day('2026-04-01'), until: day('2027-03-31'), weekdays: [2], everyWeeks: 1, nthOfMonth: [], skipped: [], added: [] };

test('毎週火曜、4月から3月までは52日。休館3日と先約3日を日ごとに知らせ、46日を予約する', () => {
  const dates = datesOf(tuesdays);
  assert.equal(dates.length, 52);
  assert.deepEqual([dates[0]?.toString(), dates.at(-1)?.toString()], ['2026-04-07', '2027-03-30']);
  const closed = new Set(['2026-05-05', '2026-12-29', '2027-02-23']);
  const taken = new Set(['2026-06-02', '2026-06-09', '2026-07-07', '2026-12-29']);
  const plan = planSeries(tuesdays, { isClosed: (date) => closed.has(date.toString()), isTaken: (date) => taken.has(date.toString()) });
  const count = (result: string) => plan.filter((one) => one.result === result).length;
  assert.deepEqual([count('booked'), count('closed'), count('conflict')], [46, 3, 3]);
});

test('隔週、第1・第3、除く日と加える日', () => {
  assert.deepEqual(datesOf({ ...tuesdays, everyWeeks: 2, until: day('2026-05-05') }).map(String), ['2026-04-07', '2026-04-21', '2026-05-05']);
  assert.deepEqual(datesOf({ ...tuesdays, nthOfMonth: [1, 3], until: day('2026-05-31') }).map(String), ['2026-04-07', '2026-04-21', '2026-05-05', '2026-05-19']);
  const changed = datesOf({ ...tuesdays, until: day('2026-04-21'), skipped: [day('2026-04-14')], added: [day('2026-04-15'), day('2026-04-07')] });
  assert.deepEqual(changed.map(String), ['2026-04-07', '2026-04-15', '2026-04-21']);
});

test('ある日から先だけを変える', () => {
  const { before, after } = changeFrom(tuesdays, day('2026-10-01'), { weekdays: [4] });
  assert.equal(datesOf(before).at(-1)?.toString(), '2026-09-29');
  assert.equal(datesOf(after)[0]?.toString(), '2026-10-01');
  assert.ok(datesOf(after).every((date) => date.dayOfWeek === 4));
});

test('変えずに分けても、日は減りも増えもしない', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 364 }), fc.integer({ min: 1, max: 4 }), fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }), (offset, everyWeeks, weekdays) => {
    const rule = { ...tuesdays, everyWeeks, weekdays, skipped: [day('2026-06-02')], added: [day('2026-08-12')] };
    const { before, after } = changeFrom(rule, rule.from.add({ days: offset }), {});
    assert.deepEqual([...datesOf(before), ...datesOf(after)].map(String), datesOf(rule).map(String));
  }));
});

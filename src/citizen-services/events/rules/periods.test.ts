import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at, day } from './event.fixture.ts';
import { applicationOf, monthGrid, windowOf } from './periods.ts';

const span = (period: Parameters<typeof windowOf>[0], today: string) => Object.values(windowOf(period, day(today), day('2028-01-01'))).map(String).join(' ');

test('today, this weekend, this month', () => {
  assert.equal(span('today', '2026-12-02'), '2026-12-02 2026-12-02');
  assert.equal(span('weekend', '2026-12-02'), '2026-12-05 2026-12-06', 'from a Wednesday');
  assert.equal(span('weekend', '2026-12-04'), '2026-12-05 2026-12-06', 'on a Friday');
  assert.equal(span('weekend', '2026-12-05'), '2026-12-05 2026-12-06', 'on the Saturday itself');
  assert.equal(span('weekend', '2026-12-06'), '2026-12-06 2026-12-06', 'on a Sunday what is left of it');
  assert.equal(span('weekend', '2026-12-07'), '2026-12-12 2026-12-13', 'on a Monday the next one');
  assert.equal(span('month', '2026-12-30'), '2026-12-30 2026-12-31');
  assert.equal(span('all', '2026-12-02'), '2026-12-02 2028-01-01');
});

test('whether one can apply, to the second', () => {
  const it = { applyFrom: at('2026-12-01T09:00'), applyUntil: at('2026-12-20T17:00'), applyMethod: '電話', applyUrl: '' };
  const state = (moment: string, more: Partial<typeof it> | { applyFrom: null } | { applyUntil: null } = {}) => applicationOf({ ...it, ...more }, at(moment)).state;
  assert.equal(state('2026-12-01T08:59:59'), 'before');
  assert.equal(state('2026-12-01T09:00:00'), 'open');
  assert.equal(state('2026-12-20T17:00:00'), 'open');
  assert.equal(state('2026-12-20T17:00:01'), 'closed');
  assert.equal(state('2026-12-30T00:00:00', { applyUntil: null }), 'open');
  assert.equal(state('2026-01-01T00:00:00', { applyFrom: null }), 'open');
  assert.deepEqual(applicationOf({ applyFrom: null, applyUntil: null, applyMethod: '', applyUrl: '' }, at('2026-12-01T09:00')), { state: 'none' });
  assert.deepEqual(applicationOf({ applyFrom: null, applyUntil: null, applyMethod: '窓口', applyUrl: '' }, at('2026-12-01T09:00')), { state: 'any' });
  const near = (moment: string) => {
    const application = applicationOf(it, at(moment));
    return application.state === 'open' && application.near;
  };
  assert.deepEqual([near('2026-12-06T16:59:59'), near('2026-12-06T17:00:00')], [false, true], 'fourteen days before the deadline');
});

test('a month begins on its own weekday and ends on it; every day stands once', () => {
  const grid = monthGrid(Temporal.PlainYearMonth.from('2026-12'));
  assert.deepEqual(grid[0]?.map((one) => one?.day ?? 0), [0, 0, 1, 2, 3, 4, 5]);
  assert.deepEqual(grid.at(-1)?.map((one) => one?.day ?? 0), [27, 28, 29, 30, 31, 0, 0]);
  for (let month = 1; month <= 12; month += 1) {
    const days = monthGrid(Temporal.PlainYearMonth.from({ year: 2027, month })).flat().filter((one) => one !== null);
    assert.equal(new Set(days.map(String)).size, Temporal.PlainYearMonth.from({ year: 2027, month }).daysInMonth);
    assert.ok(monthGrid(Temporal.PlainYearMonth.from({ year: 2027, month })).every((week) => week.length === 7 && week.every((one, index) => one === null || one.dayOfWeek % 7 === index)));
  }
  assert.equal(monthGrid(Temporal.PlainYearMonth.from('2026-02')).length, 4, 'a February that begins on a Sunday');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byOffice, isOverdue, type PageState, soundness, weekOf } from './health.ts';

const today = Temporal.PlainDate.from('2026-11-25');
const page = (more: Partial<PageState> = {}): PageState => ({ officeCode: 'LIFE', office: '生活環境課', reviewOn: Temporal.PlainDate.from('2027-03-01'), contact: true, categories: true, blocks: 0, confirms: 0, heavy: false, broken: 0, ...more });

test('weeks begin on Monday', () => {
  assert.equal(weekOf(today).toString(), '2026-11-23');
  assert.equal(weekOf(Temporal.PlainDate.from('2026-11-29')).toString(), '2026-11-23');
  assert.equal(weekOf(Temporal.PlainDate.from('2026-11-23')).toString(), '2026-11-23');
});

test('the day of review itself is not late; no day at all is', () => {
  assert.ok(!isOverdue(today, today));
  assert.ok(isOverdue(today.subtract({ days: 1 }), today));
  assert.ok(isOverdue(null, today));
});

test('offices with the most to do stand first', () => {
  const offices = byOffice([page(), page({ officeCode: 'TAX', office: '税務課', reviewOn: today.subtract({ days: 9 }), broken: 2, confirms: 1 }), page({ officeCode: 'TAX', office: '税務課', contact: false })], today);
  assert.deepEqual(offices.map((one) => [one.officeCode, one.pages, one.overdue, one.broken, one.confirms, one.noContact]), [['TAX', 2, 1, 2, 1, 1], ['LIFE', 1, 0, 0, 0, 0]]);
});

test('two sound pages of three are 66 of a hundred', () => {
  assert.equal(soundness([page(), page(), page({ broken: 1 })], today), 66);
  assert.equal(soundness([], today), null);
});

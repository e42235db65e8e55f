/** Two 別表 compared. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareSchedules } from './schedule-diff.ts';

const columns = ['番号', '事項', '決裁者', '合議'];

test('a row that comes, one that goes, and one whose decider changes', () => {
  const before = { columns, rows: [['1', '工事', '課長', '－'], ['2', '工事', '部長', '財政課長'], ['3', '休暇', '課長', '－']] };
  const after = { columns, rows: [['1', '工事', '課長', '－'], ['2', '工事', '副市長', '財政課長'], ['4', '旅行', '部長', '－']] };
  assert.deepEqual(compareSchedules(before, after), [
    { no: '2', kind: 'changed', cells: [{ column: '決裁者', before: '部長', after: '副市長' }] },
    { no: '4', kind: 'added', cells: [{ column: '事項', before: '', after: '旅行' }, { column: '決裁者', before: '', after: '部長' }] },
    { no: '3', kind: 'removed', cells: [{ column: '事項', before: '休暇', after: '' }, { column: '決裁者', before: '課長', after: '' }] },
  ]);
});

const table = fc.uniqueArray(fc.record({ no: fc.integer({ min: 1, max: 9 }), decider: fc.constantFrom('課長', '部長') }), { selector: (row) => row.no })
  .map((rows) => ({ columns: ['番号', '決裁者'], rows: rows.map((row) => [String(row.no), row.decider]) }));

test('a table differs from itself in nothing; swapping the two turns comings into goings', () => {
  fc.assert(fc.property(table, table, (a, b) => {
    assert.deepEqual(compareSchedules(a, a), []);
    const numbers = (kind: string, changes: ReturnType<typeof compareSchedules>) => changes.filter((one) => one.kind === kind).map((one) => one.no).toSorted();
    const [there, back] = [compareSchedules(a, b), compareSchedules(b, a)];
    assert.deepEqual(numbers('added', there), numbers('removed', back));
    assert.deepEqual(numbers('changed', there), numbers('changed', back));
  }));
});

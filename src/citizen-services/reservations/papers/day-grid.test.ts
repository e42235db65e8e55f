import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { gridCells } from './day-grid.ts';

const columns = [{ label: '午前', start: 540, end: 720 }, { label: '午後', start: 780, end: 1020 }, { label: '夜間', start: 1080, end: 1260 }];
const spans = (entries: readonly { start: number; end: number }[]) => gridCells(columns, entries).cells.map((cell) => [cell.span, cell.entries.length]);

test('続けて使う予約は、間の時間をまたいで一つのます目になる', () => {
  assert.deepEqual(spans([{ start: 780, end: 1260 }]), [[1, 0], [2, 1]]);
});

test('短い予約は、同じます目に並ぶ', () => {
  assert.deepEqual(spans([{ start: 600, end: 660 }, { start: 540, end: 600 }]), [[1, 2], [1, 0], [1, 0]]);
});

test('翌2:00までの予約が夜間だけに触れ、翌1:00からの予約は表の外になる', () => {
  const { cells, outside } = gridCells(columns, [{ start: 1080, end: 1560 }, { start: 1500, end: 1560 }]);
  assert.deepEqual(cells.map((cell) => cell.entries.length), [0, 0, 1]);
  assert.deepEqual(outside, [{ start: 1500, end: 1560 }]);
});

test('どの列もちょうど一度ずつ埋まり、どの予約も失われない', () => {
  const booking = fc.tuple(fc.integer({ min: 0, max: 1700 }), fc.integer({ min: 1, max: 900 })).map(([start, length]) => ({ start, end: start + length }));
  fc.assert(fc.property(fc.array(booking, { maxLength: 12 }), (entries) => {
    const { cells, outside } = gridCells(columns, entries);
    assert.equal(cells.reduce((sum, cell) => sum + cell.span, 0), columns.length);
    assert.equal(cells.reduce((sum, cell) => sum + cell.entries.length, outside.length), entries.length);
  }));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeNumber, yearFigure } from './number.ts';

test('2026年度 二総 123: 8二総第123号。番号のないうちは空', () => {
  assert.equal(writeNumber({ fiscalYear: 2026, symbol: '二総', number: 123 }), '8二総第123号');
  assert.equal(writeNumber({ fiscalYear: 2026, symbol: '二総', number: null }), '');
});

test('改元した年度は新しい元号で数える: 2019年度は1、2018年度は30', () => {
  assert.deepEqual([2018, 2019, 2026, 2027].map(yearFigure), [30, 1, 8, 9]);
});

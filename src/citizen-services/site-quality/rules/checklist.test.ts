import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checklist, claimOf, levelMet, openCells, type Result } from './checklist.ts';
import { additions, criteria, criteriaAt } from './criteria.ts';

test('38 criteria, 25 of A and 13 of AA; with what WCAG 2.2 adds and without 4.1.1 they are 55', () => {
  assert.equal(criteria.length, 38);
  assert.equal(criteriaAt('A').length, 25);
  assert.equal(criteria.filter((one) => one.level === 'AA').length, 13);
  const all = [...criteria, ...additions].map((one) => one.number);
  assert.equal(new Set(all).size, all.length);
  assert.equal(all.filter((number) => number !== '4.1.1').length, 55);
});

const all = (pages: readonly number[], more: (ordinal: number, criterion: string) => Partial<Result> = () => ({})): readonly Result[] =>
  pages.flatMap((ordinal) => criteria.map((one) => ({ ordinal, criterion: one.number, applies: true, passed: true, note: '', ...more(ordinal, one.number) })));

test('one page that fails makes its criterion fail, with the page in the remark', () => {
  const results = all([1, 2], (ordinal, criterion) => (ordinal === 2 && criterion === '1.4.3' ? { passed: false, note: '表の見出しの色' } : {}));
  const lines = checklist(criteria, [1, 2], results);
  const line = lines.find((one) => one.criterion.number === '1.4.3');
  assert.deepEqual([line?.applies, line?.passed, line?.failing, line?.remark], [true, false, [2], 'ページ2：表の見出しの色']);
  assert.equal(claimOf(lines), 'partly');
  assert.equal(levelMet('AA', [1, 2], results), 'A', 'contrast is of level AA: A is met');
});

test('what applies nowhere has no result and does no harm', () => {
  const results = all([1], (_, criterion) => (criterion.startsWith('1.2.') ? { applies: false, passed: null } : {}));
  const lines = checklist(criteria, [1], results);
  assert.equal(lines.find((one) => one.criterion.number === '1.2.4')?.passed, null);
  assert.equal(claimOf(lines), 'conforms');
  assert.equal(levelMet('AA', [1], results), 'AA');
});

test('a cell that nobody answered keeps the whole open', () => {
  const results = all([1, 2]).filter((one) => !(one.ordinal === 2 && one.criterion === '2.1.1'));
  const lines = checklist(criteria, [1, 2], results);
  assert.equal(openCells(lines), 1);
  assert.equal(claimOf(lines), 'open');
  assert.equal(levelMet('AA', [1, 2], results), null);
});

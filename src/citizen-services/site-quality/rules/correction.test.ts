import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { resultChanges, statementChanges, testKey } from './correction.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const result = (criterion: string, ordinal: number, passed: boolean | null, note = '') => ({ criterion, ordinal, applies: passed !== null, passed, note });

test('what changed of the results: verdicts and remarks, by criterion and page; what is the same is not named', () => {
  const before = [result('1.4.10', 1, true), result('1.4.3', 2, true), result('1.4.3', 1, true), result('2.4.7', 1, false, '枠')];
  const after = [result('1.4.10', 1, null), result('1.4.3', 2, false, '薄い文字'), result('1.4.3', 1, true), result('2.4.7', 1, false, '枠が出ない')];
  assert.deepEqual(resultChanges(before, after).map((one) => [one.criterion, one.ordinal, one.before.verdict, one.after.verdict, one.after.note]), [['1.4.3', 2, 'met', 'not_met', '薄い文字'], ['1.4.10', 1, 'met', 'absent', ''], ['2.4.7', 1, 'not_met', 'not_met', '枠が出ない']]);
  assert.deepEqual(resultChanges(before, before), []);
});

test('each change named once, and back again is the same number of changes', () => {
  const results = fc.uniqueArray(fc.record({ criterion: fc.constantFrom('1.1.1', '1.4.3', '1.4.10'), ordinal: fc.integer({ min: 1, max: 5 }), applies: fc.constant(true), passed: fc.boolean(), note: fc.constantFrom('', 'a') }), { selector: (one) => `${one.criterion} ${one.ordinal}` });
  fc.assert(fc.property(results, results, (x, y) => resultChanges(x, y).length === resultChanges(y, x).length));
});

test('what changed of the statement', () => {
  const one = { scope: '市のサイト', technologies: ['HTML5', 'CSS3'], tester: '広報', from: day('2026-10-01'), to: day('2026-10-09') };
  assert.deepEqual(statementChanges(one, { ...one, tester: '広報と会社', to: day('2026-10-10') }), [{ part: 'tester', before: '広報', after: '広報と会社' }, { part: 'period', before: '2026-10-01～2026-10-09', after: '2026-10-01～2026-10-10' }]);
});

test('an address names a test, or one of its editions', () => {
  assert.deepEqual([testKey('3'), testKey('3-2'), testKey('03'), testKey('3-0'), testKey('3-'), testKey('3-2-1')], [{ number: 3, edition: null }, { number: 3, edition: 2 }, null, null, null, null]);
});

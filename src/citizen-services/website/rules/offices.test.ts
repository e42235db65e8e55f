import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { officeProblems, successorOf } from './offices.ts';

test('商工課 and 観光課 become 商工観光課: allowed; an office twice, into itself, or into one that goes as well: not', () => {
  assert.deepEqual(officeProblems([{ from: '4020', to: '4050' }, { from: '4030', to: '4050' }]), []);
  assert.equal(officeProblems([{ from: '4020', to: '4020' }]).length, 1);
  assert.equal(officeProblems([{ from: '4020', to: '4050' }, { from: '4020', to: '4060' }]).length, 1);
  assert.match(officeProblems([{ from: '4020', to: '4030' }, { from: '4030', to: '4050' }])[0]?.ja ?? '', /残る課/);
});

test('changes of many years lead to the office that stands today, and a circle does not hang', () => {
  const successions = new Map([['A', 'B'], ['B', 'C'], ['X', 'Y'], ['Y', 'X']]);
  assert.deepEqual(['A', 'B', 'C', 'Z'].map((code) => successorOf(code, successions)), ['C', 'C', 'C', 'Z']);
  assert.ok(['X', 'Y'].includes(successorOf('X', successions)));
  fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C', 'D'), fc.constantFrom('A', 'B', 'C', 'D'))), (pairs) => { successorOf('A', new Map(pairs)); }));
});

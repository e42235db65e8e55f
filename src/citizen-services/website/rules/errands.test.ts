import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agesIn, conditionsOf, errandsFor, type Household } from './errands.ts';

const list = [
  { code: 'tennyu', conditions: [] }, { code: 'kokuho', conditions: conditionsOf([{ fact: 'uninsured' }]) }, { code: 'jidoteate', conditions: conditionsOf([{ fact: 'child', from: 0, to: 18 }]) },
  { code: 'tenko', conditions: conditionsOf([{ fact: 'child', from: 6, to: 15 }]) }, { code: 'yobou', conditions: conditionsOf([{ fact: 'child', to: 6 }]) }, { code: 'kuruma', conditions: conditionsOf([{ fact: 'car' }]) },
];
const household = (children: readonly number[], ...yes: readonly ('car' | 'uninsured')[]): Household => ({ adults: 2, children, yes: new Set(yes) });
const codes = (home: Household) => errandsFor(list, home).map((one) => one.code);

test('two adults, a child of eight and a car: their errands and no others', () => {
  assert.deepEqual(codes(household([8], 'car')), ['tennyu', 'jidoteate', 'tenko', 'kuruma']);
  assert.deepEqual(codes(household([8], 'car', 'uninsured')), ['tennyu', 'kokuho', 'jidoteate', 'tenko', 'kuruma']);
  assert.deepEqual(codes(household([])), ['tennyu']);
  assert.deepEqual(codes(household([6])), ['tennyu', 'jidoteate', 'tenko', 'yobou']);
});

test('ages are read as people type them, and conditions nobody knows are nobody’s', () => {
  assert.deepEqual(agesIn('８歳と３歳'), [8, 3]);
  assert.deepEqual(agesIn('8,3 45'), [8, 3]);
  assert.deepEqual(agesIn('なし'), []);
  assert.deepEqual(conditionsOf([{ fact: 'moon' }, 'car', { fact: 'car' }]), [{ fact: 'car' }]);
});

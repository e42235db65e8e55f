import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classesThatDiffer, diffPlans, type PlanEntry } from './plan.ts';

const entry = (code: string, more: Partial<PlanEntry> = {}): PlanEntry => ({ code, large: '総務', medium: '文書', small: '収受', title: `簿冊${code}`, retention: '5', confidentiality: 'general', disclosure: 'open', expiryAction: 'destroy', carrier: 'electronic', continuous: false, ...more });

test('新しいもの・なくなったもの・変わったものを、記号で見分ける', () => {
  const diff = diffPlans([entry('1-1-1-1'), entry('1-1-1-2'), entry('1-1-1-3')], [entry('1-1-1-1'), entry('1-1-1-3', { retention: '10', title: '改めた名' }), entry('1-1-1-4')]);
  assert.deepEqual([diff.added.map((one) => one.code), diff.dropped.map((one) => one.code), diff.changed, diff.same], [['1-1-1-4'], ['1-1-1-2'], [{ code: '1-1-1-3', title: '改めた名', fields: ['title', 'retention'] }], 1]);
});

test('同じ分類の記号に、二つの名は付けられない', () => {
  assert.deepEqual(classesThatDiffer([entry('1-1-1-1'), entry('1-1-2-1', { small: '起案' }), entry('1-2-1-1', { medium: '公印' })]), []);
  assert.deepEqual(classesThatDiffer([entry('1-1-1-1'), entry('1-1-1-2', { small: '発送' }), entry('1-2-1-1', { large: '企画', medium: '公印' })]), ['1', '1-1-1']);
});

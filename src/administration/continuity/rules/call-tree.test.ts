import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Call, callTree, type Person } from './call-tree.ts';

// 課長 → 係長 → (担当A, 担当B), 課長 → 危機管理 → 業者
const people: readonly Person[] = [{ id: '課長', deputy: '補佐' }, { id: '補佐', deputy: null }, { id: '係長', deputy: '担当A' }, { id: '担当A', deputy: null }, { id: '担当B', deputy: null }, { id: '危機管理', deputy: null }, { id: '業者', deputy: null }];
const call = (caller: string | null, callee: string, ordinal: number, minutes = 3): Call => ({ caller, callee, ordinal, minutes });
const calls = [call(null, '課長', 1), call('課長', '係長', 1), call('課長', '危機管理', 2), call('係長', '担当A', 1), call('係長', '担当B', 2), call('危機管理', '業者', 1)];
const minuteOf = (result: ReturnType<typeof callTree>, id: string) => result.people.find((one) => one.id === id)?.minute;

test('everybody answers: the branches are called side by side', () => {
  const result = callTree(people, calls, []);
  assert.deepEqual(['課長', '係長', '担当A', '担当B', '危機管理', '業者'].map((id) => minuteOf(result, id)), [0, 3, 6, 9, 6, 9]);
  assert.equal(result.lastMinute, 9);
  assert.deepEqual(result.notReached, []);
});

test('係長が出ないとき、代理の担当Aが係長の分を引き継ぐ', () => {
  const result = callTree(people, calls, ['係長']);
  assert.equal(minuteOf(result, '担当A'), 6, '3分鳴らして、次の3分で代理に');
  assert.equal(minuteOf(result, '担当B'), 9, '代理は自分を飛ばし、担当Bにかける');
  assert.equal(result.people.find((one) => one.id === '係長')?.insteadBy, '担当A');
  assert.deepEqual(result.notReached, ['係長']);
});

test('代理のいない危機管理が出ないとき、課長が業者にもかける', () => {
  const result = callTree(people, calls, ['危機管理']);
  assert.deepEqual([minuteOf(result, '業者'), result.people.find((one) => one.id === '業者')?.by], [9, '課長']);
});

test('最初の人も代理も出なければ、だれにも届かない', () => {
  assert.equal(callTree(people, calls, ['課長', '補佐']).notReached.length, 6);
  assert.equal(minuteOf(callTree(people, calls, ['課長']), '補佐'), 3);
});

test('whoever is unreachable, everybody else in the tree is reached as long as the first or the first one’s deputy answers', () => {
  const ids = people.map((person) => person.id);
  fc.assert(fc.property(fc.subarray(ids), (gone) => {
    const result = callTree(people, calls, gone);
    if (gone.includes('課長') && gone.includes('補佐')) return;
    for (const one of result.people) assert.equal(one.minute === null, gone.includes(one.id), one.id);
  }));
});

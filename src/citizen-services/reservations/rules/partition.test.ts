import assert from 'node:assert/strict';
import { test } from 'node:test';
import { civicCenter } from './civic-center.fixture.ts';
import { setupTasks } from './partition.ts';
import { useSpan } from './slots.ts';

const [whole, half] = civicCenter.units;
assert.ok(whole && half);
const saturday = Temporal.PlainDate.from('2027-02-06');
const use = (reference: string, start: number, end: number, partition: 'open' | 'closed', unit = whole) => ({
  reference, unit: { ...unit, setup: { partition, minutes: 30, claim: false } }, ...useSpan(saturday, { start, end }),
});

test('前の利用と間仕切りが違えば、動かす仕事ができる', () => {
  const tasks = setupTasks([use('夜', 1080, 1260, 'open'), use('朝', 540, 720, 'open'), use('昼', 740, 1020, 'closed', half)]);
  assert.deepEqual(tasks.map(({ before, after, partition, isTight }) => [before, after, partition, isTight]), [['朝', '昼', 'closed', true], ['昼', '夜', 'open', false]]);
  assert.deepEqual(setupTasks([use('朝', 540, 720, 'open'), use('昼', 780, 1020, 'open')]), []);
});

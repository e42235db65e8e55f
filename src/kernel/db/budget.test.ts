import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConnectionBudget, type Lender } from './budget.ts';

const pool = (more: Partial<Lender> = {}): Lender => ({ physical: 0, idle: 0, lentAt: 0, closeOneIdle: () => {}, ...more });

/** Work that ends when told, and notes when it began. */
function job(budget: ConnectionBudget, city: string, begun: string[]): { end: () => void; done: Promise<void> } {
  let end = () => {};
  const open = new Promise<void>((done) => (end = done));
  return { end: () => end(), done: budget.within(city, pool(), async () => {
    begun.push(city);
    await open;
  }) };
}
const settled = () => new Promise<void>((done) => setImmediate(done));

test('一つの市は、決められた分より多くを持てない', async () => {
  const budget = new ConnectionBudget(10);
  const begun: string[] = [];
  const jobs = Array.from({ length: 20 }, () => job(budget, 'a', begun));
  await settled();
  assert.equal(begun.length, 6);
  const other = job(budget, 'b', begun);
  await settled();
  assert.equal(begun.at(-1), 'b', 'another city starts at once');
  for (const one of [...jobs, other]) one.end();
  await Promise.all([...jobs, other].map((one) => one.done));
  assert.equal(budget.inUse, 0);
});

test('待つ市は順番に一つずつ受け取る', async () => {
  const budget = new ConnectionBudget(4, { perCity: 4 });
  const begun: string[] = [];
  const first = Array.from({ length: 4 }, () => job(budget, 'a', begun));
  await settled();
  const waiting = ['a', 'a', 'a', 'b', 'c', 'b'].map((city) => job(budget, city, begun));
  await settled();
  assert.equal(begun.length, 4);
  for (const one of first) one.end();
  await settled();
  assert.deepEqual(begun.slice(4), ['a', 'b', 'c', 'a']);
  for (const one of waiting) one.end();
  await Promise.all([...first, ...waiting].map((one) => one.done));
  assert.deepEqual(begun.slice(4), ['a', 'b', 'c', 'a', 'b', 'a']);
});

test('一つ持つ仕事は、もう一つを待たされずに受け取る', async () => {
  const budget = new ConnectionBudget(4, { perCity: 4 });
  let inner = 0;
  await Promise.all(Array.from({ length: 12 }, () => budget.within('a', pool(), async () => {
    await settled();
    await budget.within('a', pool(), async () => {
      inner++;
      assert.ok(budget.inUse <= budget.limit + budget.reserve);
      await settled();
    });
  })));
  assert.equal(inner, 12);
});

test('上限では、いちばん長く休んでいる接続を閉じて場所を空ける', async () => {
  const budget = new ConnectionBudget(4);
  const closed: string[] = [];
  const resting = (name: string, lentAt: number) => pool({ physical: 3, idle: 3, lentAt, closeOneIdle: () => void closed.push(name) });
  for (const lender of [resting('new', 20), resting('old', 10)]) budget.join(lender);
  await budget.within('b', pool(), async () => {});
  assert.deepEqual(closed, ['old']);
  await budget.within('b', pool({ idle: 1 }), async () => {});
  assert.deepEqual(closed, ['old'], 'a pool with a resting connection needs no place');
});

test('休ませておける分があれば、上限の分を貸していても、ほかの市の接続は閉じない', async () => {
  const budget = new ConnectionBudget(4, { resting: 10 });
  const closed: string[] = [];
  const lenders = Array.from({ length: 5 }, (_, index) => pool({ physical: 3, idle: 3, lentAt: index, closeOneIdle: () => void closed.push(`${index}`) }));
  for (const lender of lenders) budget.join(lender);
  await budget.within('b', pool(), async () => {});
  assert.deepEqual(closed, [], '15 are there, 4 and the reserve of 2 and 10 may be');
  budget.join(pool({ physical: 1 }));
  await budget.within('b', pool(), async () => {});
  assert.deepEqual(closed, ['0']);
});

test('失敗した仕事も場所を返す', async () => {
  const budget = new ConnectionBudget(4);
  await assert.rejects(budget.within('a', pool(), () => Promise.reject(new Error('no'))), /no/);
  assert.equal(budget.inUse, 0);
});

test('上限は小さすぎてはいけない', () => {
  for (const limit of [0, 3, 4.5, Number.NaN]) assert.throws(() => new ConnectionBudget(limit), /YAKUBA_CONNECTIONS/);
});

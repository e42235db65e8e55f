import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Readers } from './readers.ts';

/** Lends numbered connections; says how many are out, and with what each came back. */
function lender() {
  let lent = 0;
  const back: unknown[] = [];
  const readers = new Readers<number>(async (work) => {
    const number = ++lent;
    try {
      await work(number);
      back.push(number);
    } catch (error) {
      back.push(error);
      throw error;
    }
  });
  return { readers, back, lent: () => lent };
}
const settled = () => new Promise<void>((done) => setImmediate(done));

test('同時の四つまでは一本の接続を分け合い、五つめは次の接続を借りる', async () => {
  const { readers, back, lent } = lender();
  const ends: (() => void)[] = [];
  const over: number[] = [];
  const asked = Array.from({ length: 5 }, () => readers.read((connection) => new Promise<number>((done) => {
    over.push(connection);
    ends.push(() => done(connection));
  })));
  await settled();
  assert.deepEqual(over, [1, 1, 1, 1, 2]);
  ends[0]?.();
  assert.equal(await asked[0], 1, '後の人を待たずに答えが出る');
  assert.deepEqual(back, []);
  for (const end of ends) end();
  assert.deepEqual(await Promise.all(asked), [1, 1, 1, 1, 2]);
  await settled();
  assert.deepEqual(back.toSorted(), [1, 2]);
  assert.equal(await readers.read(async (connection) => connection), 3, '返したものには、だれも加わらない');
  assert.equal(lent(), 3);
});

test('しくじった一つは、ほかの答えを変えない。その接続には、もうだれも加わらない', async () => {
  const { readers, back } = lender();
  const lost = new Error('lost');
  let end = (_: number) => {};
  const good = readers.read((connection) => new Promise<number>((done) => (end = () => done(connection))));
  const bad = readers.read(async () => Promise.reject(lost));
  await assert.rejects(bad, lost);
  assert.equal(await readers.read(async (connection) => connection), 2);
  end(1);
  assert.equal(await good, 1);
  await settled();
  assert.deepEqual(back, [2, lost], '貸した人は、接続がどうなったかを知る');
});

test('借りられなければ、それが答え', async () => {
  const readers = new Readers<number>(async () => Promise.reject(new Error('full')));
  await assert.rejects(readers.read(async () => 1), /full/);
});

test('よそへ移ったら、前の接続にはだれも加わらない', async () => {
  const { readers } = lender();
  let end = () => {};
  const before = readers.read((connection) => new Promise<number>((done) => (end = () => done(connection))));
  await settled();
  readers.leave();
  assert.equal(await readers.read(async (connection) => connection), 2);
  end();
  assert.equal(await before, 1);
});

/** Whose turn it is when several cities ask at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { City } from '../city.ts';
import { Turns } from './turns.ts';

// Only their being two different cities matters here.
const city = (name: string): City => ({ name }) as unknown as City;

/** Work that ends when it is told to, and counts how much of it runs at once. */
function workshop() {
  const running: (() => void)[] = [];
  let most = 0;
  return {
    get running() {
      return running.length;
    },
    get most() {
      return most;
    },
    work: () => new Promise<void>((done) => {
      running.push(done);
      most = Math.max(most, running.length);
    }),
    finishOne: () => running.shift()?.(),
  };
}
const settle = () => new Promise((done) => setImmediate(done));

test('a city alone has everything under way at once', async () => {
  const one = city('独り');
  const alone = new Turns();
  const own = workshop();
  const asked = Array.from({ length: 30 }, () => alone.within(one, own.work));
  await settle();
  assert.equal(own.running, 30);
  while (own.running > 0) own.finishOne();
  await Promise.all(asked);
});

test('as soon as another asks, a flood has two under way; the other gets in at once; everything is done in the end', async () => {
  const turns = new Turns();
  const [flood, quiet] = [city('洪水'), city('静か')];
  const [floodShop, quietShop] = [workshop(), workshop()];
  const first = turns.within(quiet, quietShop.work);
  await settle();
  const all = Array.from({ length: 20 }, () => turns.within(flood, floodShop.work));
  await settle();
  assert.equal(floodShop.running, 2);
  const second = turns.within(quiet, quietShop.work);
  await settle();
  assert.equal(quietShop.running, 2);
  while (quietShop.running > 0) quietShop.finishOne();
  await Promise.all([first, second]);
  for (let i = 0; i < 20; i++) {
    floodShop.finishOne();
    await settle();
  }
  await Promise.all(all);
  assert.equal(floodShop.most, 2);
});

test('work that fails gives its place back', async () => {
  const turns = new Turns();
  const [one, other] = [city('一'), city('二')];
  const shop = workshop();
  const kept = turns.within(other, shop.work);
  await settle();
  for (let i = 0; i < 5; i++) await assert.rejects(turns.within(one, () => Promise.reject(new Error('壊れた'))), /壊れた/);
  const after = turns.within(one, async () => 'できた');
  assert.equal(await after, 'できた');
  shop.finishOne();
  await kept;
});

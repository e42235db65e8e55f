/** How long a page lies in memory: as long as nothing was written, wherever it was written, and the time it shows is true. */
import assert from 'node:assert/strict';
import { after, afterEach, before, mock, test } from 'node:test';
import type { Actor } from '../actor.ts';
import { sealVisit } from '../audit/keeper.ts';
import type { City } from '../city.ts';
import type { Freshness } from '../page.ts';
import { add, probeCity } from '../probe.fixture.ts';
import type { TestCity } from '../testing.ts';
import { type SharedPage, SharedPages } from './shared-pages.ts';

const visitor: Actor = { kind: 'visitor', device: 'test' };
let house: TestCity;
let time = 0;
let drawn = 0;
let pages = new SharedPages();
const page = (): SharedPage => ({ status: 200, type: 'text/html', body: Buffer.from(`${++drawn}`), gzip: Buffer.alloc(0), etag: `"${drawn}"` });
before(async () => {
  house = await probeCity();
});
after(() => house.close());
afterEach(() => mock.restoreAll());

/** The same city as another process has it open: that something was changed here is not heard there. */
const elsewhere = (): City => ({ ...house.city, clock: house.city.clock, version: () => 0 });
const get = async (city: City, freshness: Freshness) => Buffer.from((await pages.get({ city, system: 'probe', key: freshness, freshness, walked: false }, async () => page()))?.body ?? []).toString();
const kept = (city: City, freshness: Freshness) => pages.kept(city, freshness, performance.now()) !== null;
/** The look that nobody waits for is over. */
const looked = (city: City) => pages.stillness.underway(city);
function begin() {
  mock.method(performance, 'now', () => time);
  pages = new SharedPages();
  drawn = 0;
}

test('何も変わらなければ、一日の間は変わらないページは一分もつ。一分ごとに変わるものは、その分の終わりまで', async () => {
  begin();
  const city = elsewhere();
  house.clock.set('2026-04-10T09:00:20+09:00');
  await get(city, 'day');
  time += 2_001;
  assert.equal(kept(city, 'day'), false, 'それまでに何かが書かれたかは、だれも見ていなかった');
  const [day, minute, moment] = [await get(city, 'day'), await get(city, 'minute'), await get(city, 'moment')];
  time += 900;
  assert.deepEqual([kept(city, 'day'), kept(city, 'minute'), kept(city, 'moment')], [true, true, true]);
  time += 2_200;
  assert.deepEqual([kept(city, 'day'), kept(city, 'moment')], [false, false], '三秒たったら、見てから');
  assert.equal(await get(city, 'day'), day);
  assert.deepEqual([kept(city, 'day'), kept(city, 'minute'), kept(city, 'moment')], [true, true, false], '一度見れば、ほかのページの分も済む');
  assert.notEqual(await get(city, 'moment'), moment);
  time += 38_000;
  assert.equal(await get(city, 'day'), day);
  assert.notEqual(await get(city, 'minute'), minute, '九時一分になった');
  time += 20_000;
  assert.notEqual(await get(city, 'day'), day, '一分を過ぎた');
});

test('日付が変われば、一日の間は変わらないページも作り直される', async () => {
  begin();
  const city = elsewhere();
  house.clock.set('2026-04-10T23:59:50+09:00');
  await get(city, 'day');
  time += 2_001;
  const before = await get(city, 'day');
  time += 9_000;
  assert.equal(await get(city, 'day'), before);
  time += 1_001;
  assert.notEqual(await get(city, 'day'), before);
});

test('見に行くあいだも、三秒までは待たせない', async () => {
  begin();
  const city = elsewhere();
  house.clock.set('2026-04-10T09:00:00+09:00');
  await get(city, 'day');
  time += 2_001;
  await get(city, 'day');
  for (let look = 0; look < 20; look += 1) {
    time += 1_500;
    assert.ok(kept(city, 'day'));
    await looked(city);
  }
});

test('ほかのプロセスが書いて封じられたものは、三秒のうちに気づく', async () => {
  begin();
  const city = elsewhere();
  house.clock.set('2026-04-10T09:00:00+09:00');
  await get(city, 'day');
  time += 2_001;
  const before = await get(city, 'day');
  await house.must(visitor, add, { name: '別のプロセスから' });
  assert.ok((await sealVisit(house.city)) > 0);
  time += 1_500;
  assert.equal(await get(city, 'day'), before);
  await looked(city);
  assert.notEqual(await get(city, 'day'), before);
});

test('見ることもできないときは、作るほうに任せる', async () => {
  begin();
  const citizenDb = Object.assign(Object.create(house.city.citizenDb) as City['citizenDb'], { use: () => Promise.reject(new Error('no')) });
  const city: City = { ...elsewhere(), citizenDb };
  const before = await get(city, 'day');
  assert.equal(await get(city, 'day'), before);
  time += 2_001;
  assert.notEqual(await get(city, 'day'), before);
});

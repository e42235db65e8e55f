/** The shelf for a bad day: what the walk saw outlives the database and the process, and what is gone is not kept. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { City } from '../city.ts';
import { noteLoss } from '../db/presence.ts';
import { probeCity } from '../probe.fixture.ts';
import { type SharedPage, SharedPages } from './shared-pages.ts';
import { Shelf } from './shelf.ts';

let dir = '';
let city: City;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'yakuba-shelf-'));
  city = { filesDir: join(dir, 'files'), facts: { code: 't' } } as City;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const page = (words: string): SharedPage => ({ status: 200, type: 'text/html; charset=utf-8', body: Buffer.from(words), gzip: gzipSync(words), etag: `"${words.length}-${words.slice(0, 5)}"` });
const files = () => readdirSync(join(dir, 'shelf'));
const said = (found: SharedPage | null) => (found ? Buffer.from(found.body).toString() : null);

test('what is put there is taken down the same, by another process too; a key of another run is the same address', async () => {
  await new Shelf().put(city, '1 http://city /a', page('あいうえお'), 'day p');
  const found = await new Shelf().take(city, '7 http://city /a');
  assert.equal(said(found), 'あいうえお');
  assert.deepEqual([found?.type, found?.etag], ['text/html; charset=utf-8', page('あいうえお').etag]);
  assert.equal(await new Shelf().take(city, '1 http://city /b'), null);
  assert.equal(await new Shelf().take(city, '1 http://town /a'), null);
});

test('the same page is not written again; one drawn from something else is not the same', async () => {
  const shelf = new Shelf();
  await shelf.put(city, '1 o /a', page('x'), 'day p');
  const [file = ''] = files();
  const before = statSync(join(dir, 'shelf', file)).ino;
  await shelf.put(city, '1 o /a', page('x'), 'day q');
  assert.equal(statSync(join(dir, 'shelf', file)).ino, before);
  assert.equal(await shelf.unchanged(city, '1 o /a', 'day p'), null);
  assert.equal(said(await shelf.unchanged(city, '1 o /a', 'day q')), 'x');
  assert.equal(await shelf.unchanged(city, '1 o /a', null), null);
});

test('what was removed, and what a whole walk did not see, is gone; a damaged file is no page', async () => {
  const shelf = new Shelf();
  for (const name of ['a', 'b', 'c']) await shelf.put(city, `1 o /${name}`, page(name), null);
  await shelf.remove(city, '1 o /a');
  assert.equal(await shelf.take(city, '1 o /a'), null);
  writeFileSync(join(dir, 'shelf', 'f'.repeat(64)), 'left by another process');
  await shelf.sweep(city, new Set(['1 o /c']));
  assert.equal(await shelf.take(city, '1 o /b'), null);
  assert.equal(said(await shelf.take(city, '1 o /c')), 'c');
  const [only = '', ...more] = files();
  assert.deepEqual(more, []);
  writeFileSync(join(dir, 'shelf', only), '{"etag":"x","type":"text/html"}\n\x1f\x8b');
  assert.equal(await shelf.take(city, '1 o /c'), null);
});

test('a folder that cannot be made keeps nobody from the walk', async () => {
  const shelf = new Shelf();
  writeFileSync(join(dir, 'shelf'), 'a file stands in the way');
  assert.equal(shelf.room(city), true);
  await shelf.put(city, '1 o /a', page('x'), null);
  assert.equal(shelf.room(city), false);
  assert.equal(await shelf.take(city, '1 o /a'), null);
});

test('a house opened anew while the database is away answers with what an earlier one walked, and not with what had gone', async () => {
  const house = await probeCity();
  try {
    const wanted = (path: string, walked: boolean) => ({ city: house.city, system: 'probe', key: `1 o ${path}`, freshness: 'day' as const, walked });
    const first = new SharedPages();
    await first.get(wanted('/a', true), async () => page('walked'));
    await first.get(wanted('/gone', true), async () => page('gone'));
    house.city.changed('probe');
    await first.get(wanted('/gone', false), async () => null);
    await first.get(wanted('/visited', false), async () => page('visited'));
    const broken = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    await assert.rejects(house.city.citizenDb.use(() => Promise.reject(broken)), broken);
    assert.ok(noteLoss(house.city.citizenDb, broken, house.clock.now()));
    const second = new SharedPages();
    const away = async () => Promise.reject(new Error('the database is away'));
    assert.equal(second.kept(house.city, '1 o /a', performance.now()), null);
    assert.equal(said(await second.get(wanted('/a', false), away)), 'walked');
    assert.equal(said(second.kept(house.city, '1 o /a', performance.now())), 'walked');
    for (const path of ['/gone', '/visited']) await assert.rejects(second.get(wanted(path, false), away), /is away/, path);
  } finally {
    await house.close();
  }
});

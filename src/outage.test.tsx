/** The database goes away under an open house, and comes back: a real server, really ended. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { anyone } from './kernel/actor.ts';
import { newId, systemClock, systemRandom } from './kernel/clock.ts';
import { connectAs, type Installation, openInstallation } from './kernel/db/installation.ts';
import { lostSince } from './kernel/db/presence.ts';
import { type OpenCity, openCity } from './kernel/house.ts';
import { act, page, to } from './kernel/page.ts';
import { add, count, probeSystem, PROBE_TABLES } from './kernel/probe.fixture.ts';
import { registerSystems } from './kernel/registry.ts';
import { testFacts } from './kernel/testing.ts';
import { renderPage } from './ui/context.tsx';
import { problemPage } from './ui/problem.tsx';
import { Page } from './ui/page.tsx';
import { buildIslands } from '../bin/islands.ts';
import { makeAssets } from './assets.ts';
import { type RunningServer, startServer } from './kernel/http/server.ts';
import { type Client, testClient } from './kernel/http/testing-client.ts';

const freshId = () => newId(systemClock.now(), systemRandom);
let farMade = 0;
const open = [anyone('試験のため')];
const first = page({ path: '/', title: { ja: 'はじめ', en: 'First' }, allow: open, shared: 'day', load: (ctx) => ctx.ask(count, {}), view: (found) => <Page title="はじめ"><p>{`${found}件`}</p><a href="/far">遠く</a> <a href="/add">加える</a></Page> });
const far = page({ path: '/far', title: { ja: '遠く', en: 'Far' }, allow: open, shared: 'day', load: async (ctx) => ({ found: await ctx.ask(count, {}), made: ++farMade }), view: () => <Page title="遠く"><p>歩いて見つかる</p></Page> });
const form = page({ path: '/add', title: { ja: '加える', en: 'Add' }, allow: open, load: (ctx) => ctx.ask(count, {}), view: () => <Page title="加える"><p>書く</p></Page>, actions: { add: act(add, { done: () => to('/') }) } });

const dir = mkdtempSync(join(tmpdir(), 'yakuba-outage-'));
const systems = [probeSystem({ pages: [first, far, form] })];
let installation: Installation;
let city: OpenCity;
let server: RunningServer;
let client: Client;

before(async () => {
  registerSystems(systems);
  installation = await openInstallation(dir, { throwAway: true });
  city = await openCity(installation, systems, { facts: testFacts, database: 'outage', dataDir: dir, origin: 'http://localhost', sample: false, poolSize: 4 });
  const owner = new pg.Client(connectAs(installation, 'outage', 'owner'));
  await owner.connect();
  await owner.query(PROBE_TABLES);
  await owner.end();
  const assets = makeAssets(testFacts, await buildIslands());
  server = await startServer({ cityOf: () => city, systems, faces: ['citizen', 'staff'], assets, drawing: { renderPage, problemPage }, port: 0, rate: null, walk: true });
  client = testClient(server.port, freshId);
});
after(async () => {
  await server.stop();
  await city.close();
  await installation.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** The text without tags and the places where a heading may break. */
const wordsOf = (html: string) => html.replaceAll(/<[^>]*>|\u200b/g, '');

const until = async (what: () => Promise<boolean> | boolean) => {
  while (!(await what())) await new Promise((done) => setImmediate(done));
};

test('the database goes away: public pages stay, what changes is refused with a sentence and kept, nothing is a fault of ours; it comes back', async () => {
  assert.match((await client.get('/')).text, /0件/);
  assert.equal((await client.post('/add', { _action: 'add', name: '前' })).status, 303);
  assert.match((await client.get('/')).text, /1件/);
  // Nobody asked for the far page; the house walks there by itself.
  await until(() => farMade > 0);

  await installation.stop();
  const typed = { _action: 'add', _request: '01890000-0000-7000-8000-0000000000aa', name: '消えない' };
  const sent = await client.post('/add', typed);
  assert.equal(sent.status, 423);
  assert.match(wordsOf(sent.text), /記録の保管先につながりません/);
  assert.match(sent.text, /name="name" value="消えない"/);
  assert.match(sent.text, /name="_request" value="01890000-0000-7000-8000-0000000000aa"/);
  assert.equal(sent.headers['retry-after'], '60');
  assert.notEqual(lostSince(city.citizenDb), null);

  for (const [path, status, says] of [['/', 200, /1件/], ['/far', 200, /歩いて見つかる/], ['/en', 200, /1件/], ['/add', 423, /1分ほど/], ['/en/add', 423, /We cannot reach our records/], ['/nowhere', 404, /見つかりません/]] as const) {
    const answer = await client.get(path);
    assert.equal(answer.status, status, path);
    assert.match(wordsOf(answer.text), says, path);
  }
  const signedIn = testClient(server.port, freshId);
  signedIn.cookies.set('yakuba_citizen', 'yc_somebody-with-a-session');
  assert.equal((await signedIn.get('/')).status, 200, 'a public page for somebody who was signed in');
  const program = await client.api('probe.add', { name: '機械' });
  assert.equal(program.status, 423);
  assert.match(program.text, /"code":"Unreachable"/);
  assert.equal((await client.query('probe.count')).status, 423);

  installation = await openInstallation(dir, { throwAway: true });
  await until(() => lostSince(city.citizenDb) === null);
  assert.equal((await client.post('/add', typed)).status, 303);
  assert.equal((await client.post('/add', typed)).status, 303);
  const counted = await client.query('probe.count', { name: '消えない' });
  assert.match(counted.text, /"value":1/);
});

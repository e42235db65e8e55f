/** The short way out answers with the same bytes as the long way, and lets nobody through who is somebody. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { render } from 'preact-render-to-string';
import { anyone } from '../actor.ts';
import { page } from '../page.ts';
import { count, probeCity, probeSystem } from '../probe.fixture.ts';
import type { TestCity } from '../testing.ts';
import { Assets } from './assets.ts';
import type { Drawing } from './render.ts';
import { type RunningServer, startServer } from './server.ts';
import { testClient } from './testing-client.ts';

const drawing: Drawing = { renderPage: (view, ui) => `<!doctype html><html lang="${ui.lang}">${render(view)}</html>`, problemPage: (kind) => <p>{kind}</p> };
let made = 0;
const shown = page({ path: '/shown', title: { ja: '見せる', en: 'Shown' }, allow: [anyone('試験のため')], shared: 'day', load: async (ctx) => ({ found: await ctx.ask(count, {}), made: ++made, visitor: ctx.actor.kind }), view: (model) => <h1>{`${model.found} ${model.visitor} ${'長い'.repeat(600)}`}</h1> });

let house: TestCity;
let server: RunningServer;
before(async () => {
  house = await probeCity();
  server = await startServer({ cityOf: () => house.city, systems: [probeSystem({ pages: [shown] })], faces: ['citizen', 'staff'], assets: new Assets(), drawing, port: 0, rate: { reads: { perMinute: 60, burst: 12 }, writes: { perMinute: 60, burst: 60 } } });
});
after(async () => {
  await server.stop();
  await house.close();
});
const stranger = () => testClient(server.port, house.id);

test('the second asker gets the first one’s bytes and headers; a change ends it', async () => {
  const [first, second] = [await stranger().get('/shown'), await stranger().get('/shown')];
  assert.equal(made, 1);
  assert.equal(second.text, first.text);
  for (const name of ['content-type', 'etag', 'cache-control', 'vary', 'content-security-policy', 'x-content-type-options', 'content-encoding', 'referrer-policy']) assert.equal(second.headers[name], first.headers[name], name);
  assert.equal((await stranger().get('/shown', { headers: { 'if-none-match': String(first.headers.etag) } })).status, 304);
  assert.equal((await stranger().get('/shown', { headers: { 'accept-encoding': 'identity' } })).text, first.text);
  assert.match((await stranger().get('/en/shown')).text, /lang="en"/);
  await stranger().api('probe.add', { name: '変わる' });
  assert.match((await stranger().get('/shown')).text, /<h1>1 visitor/);
});

test('whoever brings a session, a token or a form goes the long way', async () => {
  const somebody = stranger();
  somebody.cookies.set('yakuba_citizen', 'yc_not-a-session-of-anybody');
  const answer = await somebody.get('/shown');
  assert.equal(answer.status, 200);
  assert.ok(answer.headers['x-request-id'], 'the long way gives a request id');
  assert.equal((await stranger().raw('POST', '/shown', '', { headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status, 404);
});

test('a flood of a page from memory is slowed down as well', async () => {
  const statuses = (await Promise.all(Array.from({ length: 30 }, () => stranger().get('/shown')))).map((one) => one.status);
  assert.ok(statuses.includes(429));
});

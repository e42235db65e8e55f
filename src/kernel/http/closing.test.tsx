/** Closing without a failed request, and what monitoring is told. */
import assert from 'node:assert/strict';
import { get } from 'node:http';
import { after, before, test } from 'node:test';
import { render } from 'preact-render-to-string';
import { anyone } from '../actor.ts';
import { startMetrics } from '../metrics.ts';
import { page } from '../page.ts';
import { probeCity, probeSystem } from '../probe.fixture.ts';
import type { TestCity } from '../testing.ts';
import { Assets } from './assets.ts';
import type { Drawing } from './render.ts';
import { startServer } from './server.ts';
import { testClient } from './testing-client.ts';

const drawing: Drawing = { renderPage: (view) => render(view), problemPage: (kind) => <p>{kind}</p> };
let entered: () => void = () => {};
let leave: () => void = () => {};
const slow = page({
  path: '/slow', title: { ja: '遅い', en: 'Slow' }, allow: [anyone('試験のため')],
  load: async () => {
    entered();
    await new Promise<void>((done) => (leave = done));
    return {};
  },
  view: () => <h1>終わりました</h1>,
});

let house: TestCity;
before(async () => {
  house = await probeCity();
});
after(() => house.close());
const open = () => startServer({ cityOf: () => house.city, systems: [probeSystem({ pages: [slow] })], faces: ['citizen', 'staff'], assets: new Assets(), drawing, port: 0, rate: null });

test('a server that closes says so, goes on serving, finishes what was begun and takes nobody new', async () => {
  const server = await open();
  const client = testClient(server.port, house.id);
  assert.equal((await client.get('/readyz')).status, 200);
  const inside = new Promise<void>((done) => (entered = done));
  const begun = client.get('/slow');
  await inside;
  server.drain();
  assert.equal((await client.get('/readyz')).status, 503);
  assert.equal((await client.get('/healthz')).status, 200);
  const served = await client.query('probe.count');
  assert.deepEqual([served.status, served.headers['connection']], [200, 'close']);
  const stopping = server.stop();
  await assert.rejects(client.get('/healthz'), /ECONNREFUSED|socket hang up|ECONNRESET/);
  leave();
  const finished = await begun;
  assert.deepEqual([finished.status, /終わりました/.test(finished.text)], [200, true]);
  await stopping;
});

test('monitoring is told of routes, commands and outcomes, and of nobody', async () => {
  const metrics = await startMetrics('127.0.0.1', 0);
  const server = await open();
  try {
    const client = testClient(server.port, house.id);
    await client.api('probe.add', { name: '秘密の名前' });
    await client.api('probe.add', { name: '秘密の名前' });
    await client.query('probe.count', { name: '秘密の名前' });
    const [status, text] = await read(metrics.port, '/metrics');
    assert.equal(status, 200);
    assert.match(text, /yakuba_commands_total\{command="probe.add",outcome="done"\} 1/);
    assert.match(text, /yakuba_commands_total\{command="probe.add",outcome="NameTaken"\} 1/);
    assert.match(text, /yakuba_http_request_seconds_count\{face="citizen",route="\/api\/probe.count",status="2xx"\} 1/);
    assert.doesNotMatch(text, /秘密|%E7/);
    assert.equal((await read(metrics.port, '/'))[0], 404);
  } finally {
    await server.stop();
    await metrics.stop();
  }
});

function read(port: number, path: string): Promise<readonly [number, string]> {
  return new Promise((done, fail) => {
    get({ port, host: '127.0.0.1', path, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => done([answer.statusCode ?? 0, text]));
    }).on('error', fail);
  });
}

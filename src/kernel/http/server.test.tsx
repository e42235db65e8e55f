/** The doors themselves, over a real socket: floods, forged forms, broken bodies, caches, languages. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { render } from 'preact-render-to-string';
import { z } from 'zod';
import { anyone } from '../actor.ts';
import { act, page, problem, to } from '../page.ts';
import { add, count, probeCity, probeSystem } from '../probe.fixture.ts';
import type { TestCity } from '../testing.ts';
import { Assets } from './assets.ts';
import type { Drawing } from './render.ts';
import { startServer, type RunningServer } from './server.ts';
import { testClient, type Client } from './testing-client.ts';

const drawing: Drawing = {
  renderPage: (view, ui) => `<!doctype html><html lang="${ui.lang}"><body>${ui.toast ? `<p class="toast">${ui.toast.message}</p>` : ''}${ui.form?.refusal ? `<p class="refused">${ui.form.refusal.message}</p>` : ''}${(ui.form?.errors ?? []).map((error) => `<p class="error">${error.path}</p>`).join('')}<input value="${String(ui.form?.values['name'] ?? '')}"/>${render(view)}</body></html>`,
  problemPage: (kind, message, incident) => <p class={kind}>{message}{incident}</p>,
};

const open = [anyone('試験のため')];
const formPage = page({
  path: '/add', title: { ja: '加える', en: 'Add' }, allow: open,
  load: async () => ({}),
  view: (_, ctx) => <h1>{ctx.lang === 'ja' ? '加える' : 'Add'}</h1>,
  actions: { add: act(add, { done: () => to('/count', '加えました。') }), say: async () => problem('だめです。', 'name') },
});
const uploadPage = page({ path: '/upload', title: { ja: '送る', en: 'Send' }, allow: open, uploads: true, load: async () => ({}), view: () => <h1>送る</h1>, actions: { send: async (_, form) => to(`/count?size=${form.file('file')?.bytes.byteLength ?? -1}`) } });
const countPage = page({ path: '/count', title: { ja: '数', en: 'Count' }, allow: open, shared: 'day', search: z.object({ page: z.coerce.number().int().min(1).max(9).catch(1) }), load: (ctx) => ctx.ask(count, {}), view: (found, ctx, at) => <h1>{`${found} ${at.search.page} ${ctx.lang}`}</h1> });
const broken = page({ path: '/broken', title: { ja: '壊れ', en: 'Broken' }, allow: open, load: async () => { throw new TypeError('the name 安達 太郎 broke it'); }, view: () => <h1>never</h1> });

let house: TestCity;
let server: RunningServer;
let limited: RunningServer;
let client: Client;
before(async () => {
  const pages = [formPage, uploadPage, countPage, broken];
  house = await probeCity();
  const assets = new Assets();
  assets.add('ui.css', Buffer.from('body{color:#000}'.repeat(200)));
  const options = { cityOf: (host: string) => (host.startsWith('elsewhere') ? null : house.city), systems: [probeSystem({ pages })], faces: ['citizen', 'staff'] as const, assets, drawing, port: 0 };
  server = await startServer({ ...options, rate: null });
  limited = await startServer({ ...options, rate: { reads: { perMinute: 60, burst: 10 }, writes: { perMinute: 6, burst: 2 } } });
  client = testClient(server.port, house.id);
});
after(async () => {
  await server.stop();
  await limited.stop();
  await house.close();
});

test('a form: post, redirect, get; the words after it are said once', async () => {
  const posted = await client.post('/add', { _action: 'add', name: '一つ目' });
  assert.deepEqual([posted.status, posted.location], [303, '/count']);
  assert.match((await client.get('/count')).text, /class="toast">加えました。</);
  assert.doesNotMatch((await client.get('/count')).text, /toast/);
});

test('a double click is one effect; a refusal shows the page again with what was typed', async () => {
  const form = { _action: 'add', name: '二度押し', _request: house.id() };
  const [one, two] = await Promise.all([client.post('/add', form), client.post('/add', form)]);
  assert.deepEqual([one.status, two.status], [303, 303]);
  const again = await client.post('/add', { _action: 'add', name: '二度押し' });
  assert.equal(again.status, 409);
  assert.match(again.text, /class="refused">その名前は/);
  assert.match(again.text, /value="二度押し"/);
  const wrong = await client.post('/add', { _action: 'add', name: '' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /class="error">name</);
});

test('a form from elsewhere is refused, however it says so', async () => {
  const forged: Record<string, string>[] = [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { 'sec-fetch-site': 'none' }, { 'sec-fetch-site': 'same-origin, cross-site' }];
  for (const headers of forged) assert.equal((await client.post('/add', { _action: 'add', name: '偽' }, { headers })).status, 403, JSON.stringify(headers));
  for (const headers of [{}, { origin: 'https://evil.example' }, { origin: 'null' }, { origin: `http://127.0.0.1:${server.port}.evil.example` }]) {
    const bare = await rawRequest(`POST /add HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n${Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`).join('')}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\nConnection: close\r\n\r\n_action=add&name=abc`);
    assert.match(bare, /^HTTP\/1\.1 403/, JSON.stringify(headers));
  }
  const own = await rawRequest(`POST /add HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nOrigin: http://127.0.0.1:${server.port}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 20\r\nConnection: close\r\n\r\n_action=add&name=own`);
  assert.match(own, /^HTTP\/1\.1 303/);
});

/** Bytes as they are, for what no client would send. */
function rawRequest(text: string): Promise<string> {
  return new Promise((done, fail) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text));
    let said = '';
    socket.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    socket.on('end', () => done(said));
    socket.on('close', () => done(said));
    socket.on('error', fail);
    socket.setTimeout(5000, () => socket.destroy());
  });
}

test('bodies have limits, in both faces of the door', async () => {
  assert.equal((await client.post('/add', { _action: 'add', name: 'x'.repeat(600_000) })).status, 413);
  assert.equal((await client.api('probe.add', { name: 'x'.repeat(1_200_000) })).status, 413);
  const boundary = 'xyz';
  const part = (bytes: number) => `--${boundary}\r\nContent-Disposition: form-data; name="_action"\r\n\r\nsend\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\n${'x'.repeat(bytes)}\r\n--${boundary}--\r\n`;
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
  assert.equal((await client.raw('POST', '/upload', part(2_000_000), { headers })).location, '/count?size=2000000');
  assert.equal((await client.raw('POST', '/upload', part(13_000_000), { headers })).status, 413);
  assert.equal((await client.raw('POST', '/add', part(600_000), { headers })).status, 413);
});

test('broken bodies are the sender’s mistake, not ours', async () => {
  const tries: [string, string, string, number][] = [
    ['/add', 'multipart/form-data; boundary=x', '--x\r\nContent-Disposition: form-data; name="a', 400],
    ['/add', 'multipart/form-data', 'nothing', 400],
    ['/add', 'text/plain', 'name=x', 400],
    ['/add', 'application/x-www-form-urlencoded', '%E3%81&&&===%%%', 404],
    ['/add', 'application/x-www-form-urlencoded', Array.from({ length: 3000 }, (_, i) => `f${i}=1`).join('&'), 400],
    ['/api/probe.add', 'application/json', '{"name":', 400],
    ['/api/probe.add', 'application/json', '"\ud800', 400],
    ['/api/probe.add', 'text/xml', '<name/>', 415],
  ];
  for (const [path, type, body, status] of tries) {
    const reply = await client.raw('POST', path, body, { headers: { 'content-type': type } });
    assert.equal(reply.status, status, `${path} ${type} ${body.slice(0, 30)}: ${reply.status}`);
  }
  assert.equal((await client.raw('POST', '/api/probe.add', Buffer.from([0x22, 0xff, 0xfe, 0x22]), { headers: { 'content-type': 'application/json' } })).status, 400);
});

test('headers that contradict each other are refused before anything happens', async () => {
  const head = `POST /add HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n`;
  for (const wrong of ['Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', 'Transfer-Encoding: chunked, identity\r\n\r\nhello', 'Content-Length: -1\r\n\r\n', 'X: a\nb\r\n\r\n']) {
    assert.doesNotMatch(await rawRequest(head + wrong), /^HTTP\/1\.1 (?:2|3|5)/, wrong);
  }
  assert.match(await rawRequest('GET / HTTP/1.1\r\n\r\n'), /^HTTP\/1\.1 400|^$/);
});

test('an idempotency key of nonsense is refused, a good one gives the first answer again', async () => {
  assert.equal((await client.api('probe.add', { name: 'ア' }, { key: 'short' })).status, 422);
  const first = await client.api('probe.add', { name: '鍵つき' }, { key: 'key-00000001' });
  const second = await client.api('probe.add', { name: '鍵つき' }, { key: 'key-00000001' });
  assert.deepEqual([first.status, second.status], [201, 200]);
  assert.equal(second.text, first.text);
  assert.equal((await client.api('probe.nest', { name: '鍵つき' }, { key: 'key-00000001' })).status, 409);
});

test('what did not change is not sent again; what changed is', async () => {
  const first = await testClient(server.port, house.id).get('/count');
  const etag = String(first.headers.etag);
  assert.equal((await client.get('/count', { headers: { 'if-none-match': etag } })).status, 304);
  await client.api('probe.add', { name: '変わった' });
  const changed = await client.get('/count', { headers: { 'if-none-match': etag } });
  assert.equal(changed.status, 200);
  assert.notEqual(changed.headers.etag, etag);
});

test('English stands under /en, an odd filter turns nobody away, and unknown addresses are 404 in the right form', async () => {
  assert.match((await client.get('/en/count')).text, /<html lang="en">.*\d+ 1 en/);
  assert.match((await client.get('/count?page=abc')).text, /\d+ 1 ja/);
  assert.match((await client.get('/count?page=3')).text, /\d+ 3 ja/);
  assert.equal((await client.post('/en/add', { _action: 'add', name: '英語' })).location, '/en/count');
  for (const path of ['/nothing', '/en/nothing', '/staff/nothing', '/count/../../etc/passwd', '/%00', '/assets/none.css']) assert.equal((await client.get(path)).status, 404, path);
  assert.match(String((await client.get('/api/nothing')).headers['content-type']), /problem\+json/);
  assert.equal((await client.post('/add', { _action: 'nobody' })).status, 404);
  assert.equal((await client.post('/add', { _action: 'constructor' })).status, 404);
});

test('a city that is not here', async () => {
  assert.equal((await client.get('/count', { headers: { host: 'elsewhere.example' } })).status, 404);
});

test('a defect says a number and nothing about what broke', async () => {
  const { quietly } = await import('../probe.fixture.ts');
  const [reply, lines] = await quietly(() => client.get('/broken'));
  assert.equal(reply.status, 500);
  assert.doesNotMatch(reply.text, /安達|TypeError|at \w+/);
  const incident = /class="broken">(\w+)</.exec(reply.text)?.[1] ?? '';
  assert.ok(incident.length >= 8 && lines.some((line) => line.includes(incident)));
});

test('a flood is slowed down with the seconds to wait; reading and writing are counted apart', async () => {
  const flood = testClient(limited.port, house.id);
  const reads = await Promise.all(Array.from({ length: 20 }, () => flood.get('/count')));
  assert.equal(reads.filter((reply) => reply.status === 200).length, 10);
  const late = reads.find((reply) => reply.status === 429);
  assert.ok(Number(late?.headers['retry-after']) >= 1);
  const writes = await Promise.all(Array.from({ length: 5 }, (_, i) => flood.api('probe.add', { name: `洪水 ${i}` })));
  assert.deepEqual(writes.map((reply) => reply.status).toSorted(), [201, 201, 429, 429, 429]);
  assert.equal((await flood.get('/healthz')).status, 200);
});

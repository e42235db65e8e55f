/** What somebody who means harm sends: quick answers of their own fault, bounded memory, and everybody else served meanwhile. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { openTestServer, type TestServer } from './testing-server.ts';
import { lostSince } from './kernel/db/presence.ts';
import { storeFile } from './kernel/files/files.ts';
import { testCity, type TestCity } from './kernel/testing.ts';

let house: TestCity;
let server: TestServer;
before(async () => {
  house = await testCity();
  server = await openTestServer(house, { patience: { headersTimeout: 600, requestTimeout: 1200, connectionsCheckingInterval: 100 } });
});
after(async () => {
  await server.stop();
  await house.close();
});

interface Heard {
  readonly text: string;
  readonly sentBytes: number;
}

/** Speaks raw to the door; `speak` may go on writing until the door hangs up. */
function speak(work: (socket: Socket) => void): Promise<Heard> {
  return new Promise((done) => {
    let text = '';
    const socket = connect(server.port, '127.0.0.1', () => work(socket));
    socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk)).on('error', () => {}).on('close', () => done({ text, sentBytes: socket.bytesWritten }));
  });
}
/** Says it, and hangs up if nobody answers or closes. */
const say = (text: string | Uint8Array) => speak((socket) => void socket.setTimeout(4000, () => socket.destroy()).write(text));
const statusOf = ({ text }: Heard) => Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
const served = async () => assert.equal((await server.get('/facilities')).status, 200);
const head = (line: string, ...headers: string[]) => [line, 'Host: localhost', 'Connection: close', ...headers, '', ''].join('\r\n');

test('a hundred who send their headers a letter at a time are shown out, and others are served meanwhile', async () => {
  const slow = Array.from({ length: 100 }, () => speak((socket) => {
    socket.write('GET /facilities HTTP/1.1\r\nHost: localhost\r\nX-Slow: ');
    const drip = setInterval(() => (socket.destroyed || socket.writableEnded ? clearInterval(drip) : socket.write('a')), 50);
    socket.on('close', () => clearInterval(drip));
  }));
  await served();
  for (const heard of await Promise.all(slow)) assert.ok([0, 408].includes(statusOf(heard)), heard.text.slice(0, 80));
});

test('who sends a body a letter at a time is shown out as well', async () => {
  const heard = await speak((socket) => {
    socket.write(`POST /api/reservations.reserve HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{`);
    const drip = setInterval(() => (socket.destroyed ? clearInterval(drip) : socket.write(' ')), 50);
    socket.on('close', () => clearInterval(drip));
  });
  assert.ok(statusOf(heard) < 500, heard.text.slice(0, 80));
  await served();
  // A visitor's broken line is no reason to think that the database is away.
  assert.equal(lostSince(house.city.citizenDb), null);
  assert.equal((await server.api('reservations.reserve', {})).status, 401);
});

test('a body that is declared enormous is refused unread; one without an end is cut off', async () => {
  const declared = await speak((socket) => void socket.write(`POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 99999999999\r\nConnection: close\r\n\r\nemail=a`));
  assert.equal(statusOf(declared), 413);
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const endless = await speak((socket) => {
    socket.write('POST /sign-in HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n');
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const pour = () => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      while (!socket.destroyed && socket.bytesWritten < 400_000_000 && socket.write(chunk)) { /* until the pipe is full */ }
    };
    socket.on('drain', pour);
    pour();
  });
  // Whoever still pours when the line is cut may lose the answer with it (a reset discards what was not read).
  assert.ok([413, 0].includes(statusOf(endless)), String(statusOf(endless)));
  assert.ok(endless.sentBytes < 100_000_000, `${endless.sentBytes} bytes were taken`);
  assert.ok(most < 100_000_000, `${most} bytes were held`);
  await served();
});

test('headers too large or too many, addresses too long', async () => {
  assert.equal(statusOf(await say(head('GET / HTTP/1.1', `X-Large: ${'x'.repeat(40_000)}`))), 431);
  assert.equal(statusOf(await say(head('GET / HTTP/1.1', ...Array.from({ length: 3000 }, (_, i) => `X-${i}: 1`)))), 431);
  assert.equal(statusOf(await say(head(`GET /${'x'.repeat(60_000)} HTTP/1.1`))), 431);
  assert.equal(statusOf(await say(head('GET / HTTP/1.1', `Cookie: ${Array.from({ length: 400 }, (_, i) => `yakuba_citizen=${i}`).join('; ')}`))), 200);
});

test('what is not HTTP, or another HTTP, or another method, is answered in kind', async () => {
  const tries: [string, readonly number[]][] = [
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [0, 400, 505]], ['\x16\x03\x01\x02\x00\x01\x00', [0, 400]], ['SSH-2.0-OpenSSH_9.2\r\n', [0, 400]],
    [head('GET / HTTP/9.9'), [400, 505]], [head('TRACE / HTTP/1.1'), [400, 403, 404, 405]], [head('CONNECT evil.example:443 HTTP/1.1'), [0, 400, 404, 405]], [head('BREW /pot HTTP/1.1'), [400, 403, 404, 405]],
    [head('DELETE /facilities HTTP/1.1', 'Sec-Fetch-Site: same-origin'), [404, 405]], [head('PUT /facilities HTTP/1.1', 'Sec-Fetch-Site: same-origin', 'Content-Length: 0'), [404, 405]],
    [head('GET / HTTP/1.1', 'Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Key: x'), [200, 400, 426]], [head('GET /facilities HTTP/1.1', 'Range: bytes=0-0,1-1,2-2'), [200]],
    ['GET / HTTP/1.1\nHost: localhost\nConnection: close\n\n', [200, 400]], [' GET / HTTP/1.1\r\n\r\n', [400]],
  ];
  for (const [text, statuses] of tries) {
    const heard = await say(Buffer.from(text, 'latin1'));
    assert.ok(statuses.includes(statusOf(heard)), `${JSON.stringify(text.slice(0, 40))}: ${heard.text.slice(0, 60)}`);
  }
  await served();
});

test('broken encodings in addresses, cookies and forms', async () => {
  for (const path of ['/%E3%81', '/facilities?q=%FF%FE', '/facilities?%', '/%c0%ae%c0%ae/etc/passwd', '/facilities/%00', '/en/%', '/..%2f..%2fetc', '//evil.example/x', '/facilities?a=1&a=2&a[b]=3&__proto__[x]=1']) {
    const heard = await say(head(`GET ${path} HTTP/1.1`));
    assert.ok(statusOf(heard) >= 200 && statusOf(heard) < 500, `${path}: ${heard.text.slice(0, 60)}`);
    assert.doesNotMatch(heard.text, /location: (?:https?:)?\/\/evil/i);
  }
  assert.ok(statusOf(await say(Buffer.concat([Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nCookie: yakuba_citizen='), Buffer.from([0xff, 0xfe, 0xe3, 0x81]), Buffer.from('; yakuba_toast=%%%%; a=b=c;;;=;\r\n\r\n')]))) < 500);
  const form = await server.raw('POST', '/sign-in', Buffer.from('email=%FF%FE%00%E3%81&password=%ED%A0%80&_action=password', 'latin1'), { headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  assert.ok(form.status >= 400 && form.status < 500, String(form.status));
  const squeezed = await server.raw('POST', '/api/reservations.reserve', gzipSync(Buffer.alloc(5_000_000, '{')), { headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } });
  assert.equal(squeezed.status, 400);
});

test('a body that is nested a hundred thousand deep, or names what objects are made of', async () => {
  for (const body of [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, '{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}', '{"unit":1e999,"date":-0,"slots":{"length":4294967295}}']) {
    const reply = await server.raw('POST', '/api/reservations.reserve', body, { headers: { 'content-type': 'application/json' } });
    assert.ok(reply.status >= 400 && reply.status < 500, `${body.slice(0, 20)}: ${reply.status}`);
  }
  const polluted: Record<string, unknown> = {};
  assert.equal(polluted['admin'], undefined);
  const fields = Array.from({ length: 1500 }, (_, i) => `a.${i}.b.${i}.c.${i}=${i}`).join('&');
  assert.ok((await server.raw('POST', '/sign-in', fields, { headers: { 'content-type': 'application/x-www-form-urlencoded' } })).status < 500);
});

test('a forged host reaches no link, no cookie and no redirect', async () => {
  for (const host of ['evil.example', 'localhost:1@evil.example', '127.0.0.1.evil.example', 'evil.example\t']) {
    const heard = await say(`GET /sign-in HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nForwarded: host=evil.example\r\nConnection: close\r\n\r\n`);
    assert.ok(statusOf(heard) < 500);
    assert.doesNotMatch(heard.text, /evil\.example/);
  }
  const cross = await say(head('POST /sign-in HTTP/1.1', 'Origin: https://evil.example', 'Content-Type: application/x-www-form-urlencoded', 'Content-Length: 1').concat('a'));
  assert.equal(statusOf(cross), 403);
  const away = await server.get('/sign-in?next=https://evil.example/');
  assert.doesNotMatch(away.text, /href="https:\/\/evil|action="https:\/\/evil/);
});

test('a thousand requests on one line are answered in order, and a line of rubbish between them ends it', async () => {
  const many = await say(`${'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(1000)}${head('GET /healthz HTTP/1.1')}`);
  assert.equal(many.text.match(/HTTP\/1\.1 200/g)?.length, 1001);
  const broken = await say(`GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n\x00\x01rubbish\r\n\r\n`);
  assert.match(broken.text, /HTTP\/1\.1 400/);
  await served();
});

test('archives that swell, entities that multiply, pictures that are none: not taken as files, whatever their name says', async () => {
  const zip = Buffer.concat([Buffer.from('PK\x03\x04\x14\x00\x00\x00\x08\x00', 'latin1'), deflateRawSync(Buffer.alloc(20_000_000))]);
  const laughs = Buffer.from(`<?xml version="1.0"?><!DOCTYPE l [${Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')}]><l>&l9;</l>`);
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
  const types = ['image/jpeg', 'image/png', 'application/pdf'];
  for (const bytes of [zip, laughs, svg, gzipSync(Buffer.alloc(20_000_000)), Buffer.from('GIF89a'), Buffer.from('%!PS-Adobe'), Buffer.from('MZ'), new Uint8Array()]) {
    const stored = await storeFile(house.city, bytes, { limit: 10_000_000, types });
    assert.ok('refused' in stored && stored.refused === 'FileKind', Buffer.from(bytes).subarray(0, 12).toString('latin1'));
  }
});

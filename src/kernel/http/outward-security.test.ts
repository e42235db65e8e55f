/** Asking outside: what is answered, what is refused, and that a redirect or a name leads nowhere a direct address may not. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, before, test } from 'node:test';
import { askOutside, isPublicAddress } from './outward.ts';

const seen: string[] = [];
let server: Server;
let port = 0;
before(async () => {
  server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers['user-agent'] ?? ''}`);
    const { url = '' } = request;
    if (url === '/silent') return;
    if (url === '/loop') response.writeHead(302, { location: '/loop' });
    else if (url === '/far') response.writeHead(301, { location: '/there' });
    else if (url === '/inside') response.writeHead(302, { location: 'http://10.0.0.1/secret' });
    else if (url === '/file') response.writeHead(302, { location: 'file:///etc/passwd' });
    else if (url === '/no-head') response.writeHead(request.method === 'HEAD' ? 405 : 200);
    else response.writeHead(url === '/there' ? 200 : 404);
    response.end(request.method === 'HEAD' ? undefined : 'x'.repeat(100_000));
  });
  await new Promise<void>((open) => void server.listen(0, '127.0.0.1', open));
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const here = (path: string) => `http://127.0.0.1:${port}${path}`;
const only = { agent: 'Yakuba-link-check', allowed: (address: string) => address === '127.0.0.1', patienceMilliseconds: 500 };

test('a page that is there, one that is not, one behind a redirect, one that knows no HEAD', async () => {
  assert.deepEqual(await askOutside(here('/there'), only), { status: 200, why: '' });
  assert.deepEqual(await askOutside(here('/far'), only), { status: 200, why: '' });
  assert.deepEqual(await askOutside(here('/no-head'), only), { status: 200, why: '' });
  assert.deepEqual(await askOutside(here('/gone'), only), { status: 404, why: '' });
  assert.ok(seen.includes('GET /gone Yakuba-link-check') && seen.every((line) => line.endsWith('Yakuba-link-check')));
});

test('a redirect that goes round, into the inner network or to a file is told, and nobody is asked there', async () => {
  assert.deepEqual(await askOutside(here('/loop'), only), { status: null, why: '転送が続いて終わりません' });
  assert.deepEqual(await askOutside(here('/inside'), only), { status: null, why: '公開されていないネットワークのアドレスです' });
  assert.deepEqual(await askOutside(here('/file'), only), { status: null, why: 'http か https のアドレスではありません' });
});

test('who does not answer is not waited for; a closed door is told', async () => {
  assert.deepEqual(await askOutside(here('/silent'), only), { status: null, why: '時間内に応答がありません' });
  assert.deepEqual(await askOutside('http://127.0.0.1:1/', only), { status: null, why: 'つながりません' });
});

test('without a judge of its own: this machine, private networks, odd ports, names and passwords are refused', async () => {
  const before = seen.length;
  for (const address of ['http://127.0.0.1/', 'http://localhost/', 'http://[::1]/', 'http://[::ffff:127.0.0.1]/', 'http://2130706433/', 'http://0x7f.1/', 'http://169.254.169.254/latest/meta-data/', 'https://192.168.0.1/']) {
    assert.deepEqual(await askOutside(address, { agent: 'x' }), { status: null, why: '公開されていないネットワークのアドレスです' }, address);
  }
  assert.deepEqual(await askOutside(here('/there'), { agent: 'x' }), { status: null, why: '通常と違うポートのアドレスは調べません' });
  for (const address of ['http://name:word@example.com/', 'ftp://example.com/', 'javascript:alert(1)', 'not an address']) assert.equal((await askOutside(address, { agent: 'x' })).why, 'http か https のアドレスではありません', address);
  assert.equal(seen.length, before);
});

test('which addresses are public', () => {
  for (const address of ['8.8.8.8', '203.0.114.1', '172.32.0.1', '2606:4700::1', '2400:cb00::1']) assert.ok(isPublicAddress(address), address);
  for (const address of ['0.0.0.0', '10.255.0.1', '100.64.0.1', '172.31.255.255', '192.0.2.1', '198.19.0.1', '224.0.0.1', '255.255.255.255', '::', '::1', '::ffff:8.8.8.8', '64:ff9b::a00:1', 'fc00::1', 'fe80::1', 'ff02::1', '2001::1', '2001:db8::1', '2002:a00:1::1', 'x']) assert.ok(!isPublicAddress(address), address);
});

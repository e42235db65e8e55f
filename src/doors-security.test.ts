/** What every answer carries out of the house: headers, cookies, kinds of contents; and what never leaves it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openGuardedTown, openRealTown, type GuardedTown } from './doors-security.fixture.ts';
import { logTo } from './kernel/log.ts';
import type { Client, Reply } from './testing-server.ts';

let made: GuardedTown;
before(async () => {
  made = await openGuardedTown();
});
after(() => made.close());

const POLICY: readonly RegExp[] = [/default-src 'none'/, /object-src 'none'/, /base-uri 'none'/, /frame-ancestors 'none'/, /form-action 'self'/, /script-src 'self'(?:;|$)/, /style-src 'self' 'sha256-[A-Za-z0-9+/]{43}='(?:;|$)/];

function assertGuarded(reply: Reply, what: string): void {
  const policy = String(reply.headers['content-security-policy']);
  for (const part of POLICY) assert.match(policy, part, `${what}: ${String(part)}`);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval|https?:|\*/, what);
  assert.equal(reply.headers['x-content-type-options'], 'nosniff', what);
  assert.equal(reply.headers['referrer-policy'], 'same-origin', what);
  assert.equal(reply.headers['cross-origin-resource-policy'], 'same-origin', what);
  assert.equal(reply.headers['cross-origin-opener-policy'], 'same-origin', what);
  assert.equal(reply.headers['access-control-allow-origin'], undefined, what);
  for (const name of ['server', 'x-powered-by']) assert.equal(reply.headers[name], undefined, `${what}: ${name}`);
}

test('pages, redirects, refusals, files and API answers all carry the guard’s headers', async () => {
  const { server, citizen, staff } = made;
  const own = { 'content-type': 'application/x-www-form-urlencoded' };
  const answers: [string, number, Reply][] = [
    ['a page', 200, await server.get('/facilities')], ['the same from memory', 200, await server.get('/facilities')], ['in English', 200, await server.get('/en/facilities')],
    ['an own page', 200, await citizen.get('/my')], ['an office page', 200, await staff.get('/staff')], ['a way to the sign-in', 303, await server.get('/my')], ['to the office’s', 303, await server.get('/staff')],
    ['nothing there', 404, await server.get('/nothing-here')], ['an office page, to a citizen', 303, await citizen.get('/staff/operations/accounts')], ['a form from elsewhere', 403, await server.raw('POST', '/sign-in', 'a=1', { headers: { ...own, 'sec-fetch-site': 'cross-site' } })],
    ['a form too large', 413, await server.raw('POST', '/sign-in', `email=${'x'.repeat(600_000)}`, { headers: own })], ['a form nobody can read', 400, await server.raw('POST', '/sign-in', 'x', { headers: { 'content-type': 'text/plain' } })],
    ['a refused form', 422, await server.post('/sign-in', { _action: 'signIn', email: 'nobody@example.jp', password: 'ちがう合言葉です' })],
    ['an API answer', 200, await server.query('reservations.facilityList')], ['not signed in', 401, await server.api('identity.signOutEverywhere')], ['not permitted', 403, await citizen.api('identity.createStaff')],
    ['not understood', 422, await server.api('identity.signUp')], ['no such command', 404, await server.api('identity.nothing')], ['no JSON', 415, await server.raw('POST', '/api/identity.signUp', 'x', { headers: { 'content-type': 'text/plain' } })],
    ['a file', 200, await staff.get('/staff/operations/accounts.csv')],
  ];
  for (const [what, status, reply] of answers) {
    assert.equal(reply.status, status, `${what}: ${reply.text.slice(0, 200)}`);
    assertGuarded(reply, what);
  }
});

test('health, the description of the API and assets carry them as well; over https every answer asks for https from then on', async () => {
  const { server } = made;
  const https = made.overHttps();
  const page = (await https.get('/facilities')).text;
  for (const path of ['/healthz', '/readyz', '/api/openapi.json', assetIn(page, 'css'), assetIn(page, 'js'), '/assets/none.css', '/facilities', '/facilities', '/nothing-here', '/api/identity.nothing', '/my']) {
    assertGuarded(await server.get(path), path);
    const safe = await https.get(path);
    assertGuarded(safe, `https ${path}`);
    // The health checks ask for no city, so they cannot know its address.
    if (path !== '/healthz' && path !== '/readyz') assert.equal(safe.headers['strict-transport-security'], 'max-age=31536000; includeSubDomains', path);
  }
});

test('pages of somebody who is signed in are kept by no browser, and signing out clears what one keeps', async () => {
  const { server, citizen, staff } = made;
  for (const reply of [await citizen.get('/my'), await citizen.get('/facilities'), await staff.get('/staff'), await staff.get('/staff/me')]) {
    assert.equal(reply.status, 200);
    assert.equal(reply.headers['cache-control'], 'private, no-store');
  }
  const leaving = await server.asStaff(await server.newStaff([]));
  const left = await leaving.post('/staff/me', { _action: 'everywhere' });
  assert.deepEqual([left.status, left.location, left.headers['clear-site-data']], [303, '/staff/sign-in', '"storage"']);
  assert.equal((await leaving.get('/staff/me')).location?.startsWith('/staff/sign-in'), true);
});

test('the gallery of components is there in a sample city and in no other', async () => {
  const { staff, server } = made;
  assert.equal((await staff.get('/staff/gallery')).status, 200);
  const real = await openRealTown();
  try {
    for (const path of ['/staff/gallery', '/gallery']) assert.equal((await real.staff.get(path)).status, 404, path);
  } finally {
    await real.close();
  }
  assert.equal((await server.get('/gallery')).status, 200);
});

test('what is sent says what it is, with its characters', async () => {
  const { server, citizen, staff } = made;
  const kinds: [Reply, RegExp][] = [
    [await server.get('/facilities'), /^text\/html; charset=utf-8$/i], [await server.get('/nothing-here'), /^text\/html; charset=utf-8$/i], [await citizen.get('/my'), /^text\/html; charset=utf-8$/i],
    [await server.query('reservations.facilityList'), /^application\/json/], [await server.api('identity.signUp'), /^application\/problem\+json/], [await staff.get('/staff/operations/accounts.csv'), /^text\/csv; charset=utf-8$/i],
    [await server.get(assetIn((await server.get('/facilities')).text, 'css')), /^text\/css; charset=utf-8$/i], [await server.get(assetIn((await server.get('/facilities')).text, 'js')), /^text\/javascript; charset=utf-8$/i],
  ];
  for (const [reply, kind] of kinds) assert.match(String(reply.headers['content-type']), kind);
  const asset = await server.get(assetIn((await server.get('/facilities')).text, 'js'));
  assert.equal(asset.headers['x-content-type-options'], 'nosniff');
  assert.equal(asset.headers['cross-origin-resource-policy'], 'same-origin');
});

function assetIn(html: string, ending: 'css' | 'js'): string {
  const found = new RegExp(`(?:href|src)="(/assets/[^"]+\\.${ending})"`).exec(html)?.[1];
  assert.ok(found, `the page asks for a ${ending}`);
  return found;
}

test('a file is offered for saving under an encoded name, and nobody keeps it', async () => {
  const file = await made.staff.get('/staff/operations/accounts.csv');
  assert.match(String(file.headers['content-disposition']), /^attachment; filename\*=UTF-8''[\w.%-]+$/);
  assert.equal(file.headers['cache-control'], 'private, no-store');
});

test('no shared cache may keep what somebody signed in sees, nor any API answer', async () => {
  const { server, citizen, staff } = made;
  for (const reply of [await citizen.get('/my'), await citizen.get('/my/security'), await staff.get('/staff'), await server.get('/sign-in')]) {
    assert.match(String(reply.headers['cache-control']), /^private, no-(?:cache|store)$/);
    assert.match(String(reply.headers['vary']), /cookie/);
  }
  for (const reply of [await server.query('reservations.facilityList'), await citizen.query('identity.myProfile'), await server.api('identity.signUp')]) assert.equal(reply.headers['cache-control'], 'no-store');
  assert.equal((await server.get('/my')).headers['cache-control'], 'no-store');
});

test('cookies: for the server alone, for our own pages alone, and over https for https alone', async () => {
  for (const [client, secure] of [[made.server.visitor(), false], [made.overHttps(), true]] as const) {
    const signedIn = await signInAt(client);
    assert.equal(signedIn.status, 303, signedIn.text.slice(0, 300));
    const lines = signedIn.headers['set-cookie'] ?? [];
    const prefix = secure ? '__Host-' : '';
    assert.ok(lines.some((line) => line.startsWith(`${prefix}yakuba_citizen=yc_`)), String(lines));
    for (const line of lines) {
      assert.equal(line.startsWith('__Host-'), secure, line);
      assert.match(line, /; HttpOnly(?:;|$)/);
      assert.match(line, /; SameSite=Lax(?:;|$)/);
      assert.match(line, /; Path=\/(?:;|$)/);
      assert.doesNotMatch(line, /domain=/i);
      assert.equal(/; Secure(?:;|$)/.test(line), secure, line);
      assert.ok(line.length < 4096);
    }
    assert.doesNotMatch(signedIn.text, /yc_/, 'the token travels in the cookie alone');
    const left = await client.post('/my/sign-out', { _action: 'signOut' });
    assert.ok((left.headers['set-cookie'] ?? []).some((line) => line.startsWith(`${prefix}yakuba_citizen=; `) && line.includes('Max-Age=0')), String(left.headers['set-cookie']));
  }
});

test('who is known and may not see a page, a file or an answer is on record: which, who, which request; a visitor is sent to the door', async () => {
  const lines: { event?: string; path?: string; query?: string; actor?: string; request?: string }[] = [];
  logTo((line) => void lines.push(JSON.parse(line)));
  try {
    for (const client of [made.staff, made.server.visitor()]) for (const path of ['/staff/operations/audit?who=%E5%AE%89%E9%81%94', '/staff/operations/audit.csv', '/api/operations.jobList']) await client.get(path);
  } finally {
    logTo((line) => void process.stderr.write(line));
  }
  const refused = lines.filter((line) => line.event === 'refused');
  assert.deepEqual(refused.map((line) => line.path ?? line.query), ['/staff/operations/audit', '/staff/operations/audit.csv', 'operations.jobList']);
  assert.equal(new Set(refused.map((line) => line.actor)).size, 1);
  assert.match(refused[0]?.actor ?? '', /^[0-9a-f-]{36}$/);
  assert.match(refused[0]?.request ?? '', /^[0-9a-f-]{36}$/);
});

test('over https a session cookie that anybody could have planted (without __Host-) is nobody’s', async () => {
  const client = made.overHttps();
  assert.equal((await signInAt(client)).status, 303);
  assert.equal((await client.get('/my')).status, 200);
  const token = client.cookies.get('__Host-yakuba_citizen') ?? '';
  assert.match(token, /^yc_/);
  client.cookies.delete('__Host-yakuba_citizen');
  for (const planted of ['yakuba_citizen', '__Secure-yakuba_citizen', '__host-yakuba_citizen', '__Host-__Host-yakuba_citizen']) {
    client.cookies.set(planted, token);
    assert.equal((await client.get('/my')).status, 303, planted);
  }
  // Signing in anew ends what this browser had, at once.
  client.cookies.set('__Host-yakuba_citizen', token);
  assert.equal((await signInAt(client)).status, 303);
  assert.equal((await client.get('/my')).status, 200);
  const renewed = client.cookies.get('__Host-yakuba_citizen') ?? '';
  client.cookies.set('__Host-yakuba_citizen', token);
  assert.equal((await client.get('/my')).status, 303);
  // Planted beside the true one, it changes nothing.
  client.cookies.set('__Host-yakuba_citizen', renewed);
  client.cookies.set('yakuba_citizen', 'yc_somebody-else');
  assert.equal((await client.get('/my')).status, 200);
});

const signInAt = (client: Client) => client.post('/sign-in', { _action: 'signIn', email: made.email, password: made.password });

test('who is signed in sees the way out on every page, and passwords are typed hidden', async () => {
  for (const [client, paths, out] of [[made.citizen, ['/my', '/my/inbox', '/my/security', '/facilities'], '/my/sign-out'], [made.staff, ['/staff', '/staff/me', '/staff/search'], '/staff/sign-out']] as const) {
    for (const path of paths) assert.ok((await client.get(path)).text.includes(`action="${out}"`), `${path} has no way out`);
  }
  for (const [client, path] of [[made.server, '/sign-in'], [made.server, '/sign-up'], [made.server, '/staff/sign-in'], [made.citizen, '/my/security'], [made.staff, '/staff/me']] as const) {
    const { text } = await client.get(path);
    const inputs = [...text.matchAll(/<input[^>]*name="(?:password|current)"[^>]*>/g)].map((match) => match[0]);
    assert.ok(inputs.length > 0, path);
    for (const input of inputs) {
      assert.match(input, /type="(?:password|hidden)"/, path);
      if (input.includes('type="password"')) assert.match(input, /autocomplete="(?:current|new)-password"/, path);
      assert.doesNotMatch(input, /onpaste|maxlength="[1-5]?\d"/, path);
    }
  }
});

test('nothing of the workshop is served: sources, settings, folders', async () => {
  for (const path of ['/.git/config', '/.env', '/package.json', '/package-lock.json', '/src/main.ts', '/data/key', '/assets/', '/assets', '/node_modules/pg/package.json', '/metrics', '/assets/..%2fpackage.json', '/server-status', '/debug']) {
    const reply = await made.server.get(path);
    assert.equal(reply.status, 404, path);
    assert.doesNotMatch(reply.text, /"dependencies"|\[core\]|Index of/, path);
  }
});

test('what changes something is never done by opening an address', async () => {
  for (const name of ['identity.signOutEverywhere', 'identity.closeAccount', 'identity.signUp']) {
    const { status } = await made.citizen.get(`/api/${name}?confirm=true`);
    assert.ok(status === 404 || status === 405, name);
  }
  assert.equal((await made.citizen.get('/my/security?_action=everywhere')).status, 200);
  assert.equal((await made.citizen.get('/my/sign-out?_action=signOut', { follow: false })).status, 303);
  assert.equal((await made.citizen.get('/my')).status, 200, 'まだサインインしている');
});

test('a forged page in another city’s or nobody’s name gets nothing across origins', async () => {
  const asked = await made.server.raw('OPTIONS', '/api/identity.signUp', '', { headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' } });
  assert.ok(asked.status >= 400);
  for (const name of Object.keys(asked.headers)) assert.doesNotMatch(name, /^access-control-/);
  const read = await made.citizen.query('identity.myProfile', {}, { headers: { origin: 'https://evil.example' } });
  assert.equal(read.headers['access-control-allow-origin'], undefined);
});

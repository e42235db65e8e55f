/** Every door of every system, tried by those who may, those who may not, and those who send nonsense. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { Allow } from './kernel/actor.ts';
import { LIGHT_STYLE } from './kernel/light-style.ts';
import { inputSchema } from './kernel/fields.ts';
import { allPermissions } from './kernel/registry.ts';
import { testCity, type TestCity } from './kernel/testing.ts';
import { isRecord } from './kernel/text/json.ts';
import { systems } from './main-systems.ts';
import { type Client, openTestServer, type Reply, type TestServer } from './testing-server.ts';
import { wrongHtml } from './testing-html.ts';

const commands = systems.flatMap((system) => system.commands);
const queries = systems.flatMap((system) => system.queries);
const pages = systems.flatMap((system) => system.pages);
const routes = systems.flatMap((system) => system.routes ?? []);

let house: TestCity;
let server: TestServer;
let citizenId = '';
let everything = '';
let nothing = '';
before(async () => {
  house = await testCity({ poolSize: 12, sample: true });
  server = await openTestServer(house);
  citizenId = await server.newCitizen();
  everything = await server.newStaff(Object.keys(allPermissions()), '全権 職員');
  nothing = await server.newStaff([], '無権 職員');
});
after(async () => {
  await server.stop();
  await house.close();
});

/** Somebody whom the list lets in; null: only the house itself may. A new one each time, for a command may end the session or the account. */
async function allowedBy(allow: readonly Allow[]): Promise<Client | null> {
  if (allow.some((line) => line.who === 'staff' || line.who === 'any-staff')) return server.asStaff(everything);
  if (allow.some((line) => line.who === 'citizen')) return server.asCitizen(await server.newCitizen());
  return allow.some((line) => line.who === 'anyone') ? server.visitor() : null;
}

const deep = { a: { b: { c: { d: [{ e: 1 }] } } } };
const LONG = 'あ'.repeat(20_000);
const NONSENSE: readonly (readonly [string, unknown])[] = [
  ['nothing', null], ['a truth', true], ['a number', 12345], ['a huge number', 1e308], ['a negative fraction', -0.5], ['a number as text', '007'],
  ['a long text', LONG], ['rare characters', '𠮷野家👨‍👩‍👧‍👦e\u0301'], ['half of a character', 'a\ud800b'], ['control characters', 'a\u0000b\u001b[31m'], ['a script', '<script>alert(1)</script>'], ['SQL', `'; drop table kernel.citizens; --`],
  ['something nested', deep], ['a list', [1, 'x', null, deep]], ['an empty list', []], ['a day that is not', '2026-02-30'], ['a moment far away', '+999999-12-31T23:59:59Z'], ['an id of nothing', '00000000-0000-7000-8000-000000000000'],
];

function bodyOf(schema: Record<string, unknown>, value: unknown): Record<string, unknown> {
  const properties = isRecord(schema['properties']) ? Object.keys(schema['properties']) : [];
  const names = [...properties, 'unknown'];
  // All fields together stay under what the door takes at all.
  const sent = value === LONG ? LONG.slice(0, Math.floor(250_000 / names.length)) : value;
  return Object.fromEntries(names.map((name) => [name, sent]));
}

function assertProblem(reply: Reply, what: string): void {
  assert.ok(reply.status >= 400 && reply.status < 500, `${what}: ${reply.status} ${reply.text.slice(0, 300)}`);
  assert.match(String(reply.headers['content-type']), /^application\/problem\+json/, what);
  const problem = reply.json();
  assert.ok(isRecord(problem) && typeof problem['code'] === 'string' && typeof problem['title'] === 'string' && problem['status'] === reply.status, `${what}: ${reply.text.slice(0, 300)}`);
  assert.doesNotMatch(reply.text, /Invalid input|expected \w+, received|invalid_type|pg_|SELECT |at \w+ \(/, `${what} speaks a machine’s language`);
}

for (const command of commands) {
  test(`nonsense is refused politely: ${command.name}`, async () => {
    const schema = inputSchema(command.input);
    const tries: (readonly [string, unknown])[] = [['an empty object', {}], ...NONSENSE.map(([what, value]) => [what, bodyOf(schema, value)] as const), ['a bare list', []], ['a bare text', 'x'], ['bare null', null]];
    let client = await allowedBy(command.allow);
    for (const [what, body] of tries) {
      if (!client) return;
      const readable = command.input.safeParse(body).success;
      const reply = await client.api(command.name, body);
      if (!readable) assert.equal(reply.status, 422, `${what}: ${reply.status} ${reply.text.slice(0, 300)}`);
      if (!readable || reply.status >= 400) assertProblem(reply, what);
      else assert.ok(reply.status === 200 || reply.status === 201, `${what}: ${reply.status}`);
      // What was understood may have ended the session.
      if (readable) client = await allowedBy(command.allow);
    }
  });

  test(`who may not is turned away: ${command.name}`, async () => {
    const open = command.allow.some((line) => line.who === 'anyone');
    if (!open) {
      const reply = await server.visitor().api(command.name, {});
      assert.equal(reply.status, 401);
      assertProblem(reply, 'a visitor');
    }
    if (!open && !command.allow.some((line) => line.who === 'citizen')) {
      const reply = await (await server.asCitizen(citizenId)).api(command.name, {});
      assert.equal(reply.status, 403);
      assertProblem(reply, 'a citizen');
    }
    if (!open && !command.allow.some((line) => line.who === 'any-staff')) {
      const reply = await (await server.asStaff(nothing)).api(command.name, {});
      assert.equal(reply.status, 403);
      assertProblem(reply, 'staff without permission');
    }
  });

  test(`the same key gives the same answer: ${command.name}`, async () => {
    const client = await allowedBy(command.allow);
    if (!client) return;
    const cookies = new Map(client.cookies);
    const first = await client.api(command.name, {}, { key: 'contract-same-key' });
    for (const [name, value] of cookies) client.cookies.set(name, value);
    const second = await client.api(command.name, {}, { key: 'contract-same-key' });
    if (first.status === 201 && second.status !== 401) {
      assert.equal(second.status, 200);
      assert.equal(second.text, first.text);
    } else if (second.status !== 401) assert.equal(second.status, first.status);
  });
}

for (const query of queries) {
  test(`any question is answered or refused politely: ${query.name}`, async () => {
    const names = Object.keys(bodyOf(inputSchema(query.input), ''));
    const tries: Record<string, string | readonly string[]>[] = [{}, ...['', 'x', '𠮷', '0', '-1', '1e308', '2026-02-30', `'; drop table kernel.citizens; --`, '<b>', 'あ'.repeat(Math.floor(700 / names.length)), '00000000-0000-7000-8000-000000000000'].map((value) => Object.fromEntries(names.map((name) => [name, value]))), Object.fromEntries(names.map((name) => [name, ['a', 'b']]))];
    const client = await allowedBy(query.allow);
    for (const search of tries) {
      if (!client) return;
      const reply = await client.query(query.name, search);
      if (reply.status !== 200) assertProblem(reply, JSON.stringify(search).slice(0, 100));
      else assert.ok(isRecord(reply.json()));
    }
    if (!query.allow.some((line) => line.who === 'anyone')) assert.equal((await server.visitor().query(query.name)).status, 401);
  });
}

/** Pages found good: many a visitor is told the same “not found”. */
const good = new Set<string>();

/** Two pages that differ in the numbers of their requests, and in where their links lead, are right or wrong together. */
const alike = (html: string) => html.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID').replaceAll(/ href="[^"]+"/g, ' href="to"');

async function assertGoodPage(reply: Reply, what: string): Promise<void> {
  const page = alike(reply.text);
  if (good.has(page)) return;
  // The page of the worst hour brings its one style along, allowed by its hash.
  const text = reply.text.replace(`<style>${LIGHT_STYLE}</style>`, '');
  assert.deepEqual(await wrongHtml(text), [], what);
  assert.equal([...text.matchAll(/<h1[\s>]/g)].length, 1, `${what}: one h1`);
  assert.match(text, /<html lang="(?:ja|en)"/, what);
  assert.match(text, /<title>[^<]+<\/title>/, what);
  assert.match(text, /<main[\s>]/, what);
  assert.doesNotMatch(text, /<[^>]+\sstyle=|<style[\s>]|<[^>]+\son[a-z]+="|javascript:/, `${what}: nothing inline`);
  for (const [, attributes = '', body] of text.matchAll(/<script([^>]*)>(.*?)<\/script>/gs)) {
    assert.ok(/\ssrc="\/assets\//.test(attributes) ? body === '' : /type="application\/(?:ld\+)?json"/.test(attributes), `${what}: inline script`);
  }
  const ids = [...text.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
  assert.equal(new Set(ids).size, ids.length, `${what}: an id stands twice`);
  assert.doesNotMatch(text, />\s*(?:undefined|NaN|null|\[object Object\])\s*</, `${what}: a value leaked`);
  good.add(page);
}

/** By an address that carries the hash of what lies there. */
const weights = new Map<string, number>();

async function weightOfAsset(path: string): Promise<number> {
  const known = weights.get(path);
  if (known !== undefined) return known;
  const { status, weight } = await server.get(path);
  assert.equal(status, 200, path);
  weights.set(path, weight);
  return weight;
}

/** The page, its style sheets and the islands it asks for, as they travel. */
async function weightOf(reply: Reply): Promise<number> {
  const assets = [...reply.text.matchAll(/(?:href|src)="(\/assets\/[^"]+\.(?:css|js))"/g)].map((match) => match[1] ?? '');
  const parts = await Promise.all([...new Set(assets)].map(weightOfAsset));
  return gzipSync(reply.text).byteLength + parts.reduce((sum, part) => sum + part, 0);
}

const WIRE_LIMIT = 60 * 1024;

for (const page of pages) {
  const addresses = page.path.includes(':') ? ['x', '00000000-0000-7000-8000-000000000000', '%F0%A0%AE%B7', '..%2f..%2fetc'].map((value) => page.path.replaceAll(/:\w+(?:\{[^}]*\})?/g, value)) : [page.path];
  test(`the page answers everybody: ${page.path}`, async () => {
    const visitors = { visitor: server.visitor(), citizen: await server.asCitizen(citizenId), staff: await server.asStaff(everything), 'staff without permission': await server.asStaff(nothing) };
    for (const address of addresses) {
      for (const [who, client] of Object.entries(visitors)) {
        for (const path of page.face === 'citizen' ? [address, address === '/' ? '/en' : `/en${address}`] : [address]) {
          const reply = await client.get(path);
          const what = `${who} at ${path}`;
          assert.ok(reply.status < 500, `${what}: ${reply.status}`);
          if (reply.status >= 300 && reply.status < 400) continue;
          await assertGoodPage(reply, what);
          if (page.face !== 'citizen') continue;
          const weight = await weightOf(reply);
          assert.ok(weight < WIRE_LIMIT, `${what} weighs ${weight} bytes`);
        }
      }
      const strange = await visitors.visitor.get(`${address}?page=-1&from=2026-02-30&q=${encodeURIComponent('𠮷\u0000<script>')}&q=2&__proto__=1`);
      assert.ok(strange.status < 500, `odd query at ${address}: ${strange.status}`);
    }
  });

  for (const action of Object.keys(page.actions ?? {})) {
    test(`the form takes nonsense in stride: ${page.path} ${action}`, async () => {
      for (const address of addresses.slice(0, 2)) {
        const forms: Record<string, string>[] = [{}, { name: 'あ'.repeat(5000), email: '<b>', password: '𠮷', 'lines.0.count': '-1', '__proto__.x': '1', 'a.b.c.d.e.f.g.h': '1' }];
        for (const form of forms) {
          const client = page.face === 'staff' ? await server.asStaff(everything) : ((await allowedBy(page.allow.filter((line) => line.who !== 'anyone'))) ?? server.visitor());
          const reply = await client.post(address, { ...form, _action: action });
          assert.ok(reply.status < 500, `${address} ${action}: ${reply.status} ${reply.text.slice(0, 200)}`);
          if (reply.status === 200 || reply.status === 422) await assertGoodPage(reply, `${address} ${action}`);
        }
      }
    });
  }
}

for (const route of routes) {
  test(`the address answers everybody: ${route.path}`, async () => {
    for (const value of ['x', '00000000-0000-7000-8000-000000000000']) {
      const address = route.path.replaceAll(/:\w+(?:\{[^}]*\})?/g, value);
      for (const client of [server.visitor(), await server.asCitizen(citizenId), await server.asStaff(everything)]) {
        const reply = await client.get(address);
        assert.ok(reply.status < 500, `${address}: ${reply.status}`);
      }
    }
  });
}

test('what stands around every page: security headers, and nothing about the machinery', async () => {
  for (const path of ['/', '/en', '/staff', '/nothing-here', '/api/openapi.json']) {
    const reply = await server.get(path);
    assert.ok(reply.status < 500, path);
    assert.equal(reply.headers['x-powered-by'], undefined);
    if (path.startsWith('/api/') || (reply.status >= 300 && reply.status < 400)) continue;
    assert.match(String(reply.headers['content-security-policy']), /default-src 'none'/, path);
    assert.equal(reply.headers['x-content-type-options'], 'nosniff', path);
  }
});

/** What every system promises by being on the list: declared permissions, words in both languages, tables that are closed unless opened. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import pg from 'pg';
import type { Allow } from './kernel/actor.ts';
import { allRows } from './kernel/db/rows-generator.ts';
import { migrationsOf } from './kernel/house.ts';
import { openApi } from './kernel/http/api.ts';
import { allPermissions } from './kernel/registry.ts';
import type { System } from './kernel/system.ts';
import { testCity, type TestCity } from './kernel/testing.ts';
import { isRecord } from './kernel/text/json.ts';
import type { Text } from './kernel/view.ts';
import { systems } from './main-systems.ts';

const each = <T>(pick: (system: System) => readonly T[]) => systems.flatMap((system) => pick(system).map((one) => ({ system, one })));
const commands = each((system) => system.commands);
const queries = each((system) => system.queries);
const pages = each((system) => system.pages);
const routes = each((system) => system.routes ?? []);
const inBoth = (text: Text) => text.ja.trim() !== '' && text.en.trim() !== '' && !/[ぁ-んァ-ン一-龥]/.test(text.en);

test('every way in says who may use it, with permissions that somebody declared', () => {
  const known = allPermissions();
  const declared: { name: string; allow: readonly Allow[] }[] = [...commands, ...queries].map(({ one }) => one);
  for (const { one } of [...pages, ...routes]) declared.push({ name: one.path, allow: one.allow });
  for (const { name, allow } of declared) {
    assert.ok(allow.length > 0, `${name} allows nobody`);
    for (const line of allow) {
      if (line.who === 'staff') assert.ok(known[line.permission], `${name} asks for ${line.permission}, which no system declares`);
      if (line.who === 'anyone' || line.who === 'any-staff') assert.ok(line.why.trim().length >= 4, `${name} is open and does not say why`);
    }
  }
});

test('staff pages stand under /staff and let nobody else in; citizen pages stand outside', () => {
  for (const { one } of [...pages, ...routes]) {
    const staffPath = one.path === '/staff' || one.path.startsWith('/staff/');
    for (const line of one.allow) {
      if (line.who === 'staff' || line.who === 'any-staff') assert.ok(staffPath, `${one.path} is for staff but not under /staff`);
      if (line.who === 'citizen') assert.ok(!staffPath, `${one.path} is for citizens but under /staff`);
    }
  }
});

test('names are used once and begin with a system’s or a kernel room’s own', () => {
  const twice = (names: readonly string[]) => names.filter((name, index) => names.indexOf(name) !== index);
  assert.deepEqual(twice(systems.map((system) => system.name)), []);
  assert.deepEqual(twice([...commands, ...queries].map(({ one }) => one.name)), []);
  assert.deepEqual(twice([...pages, ...routes].map(({ one }) => one.path)), []);
  assert.deepEqual(twice(each((system) => system.jobs ?? []).map(({ one }) => one.name)), []);
  for (const { one } of [...commands, ...queries]) assert.match(one.name, /^[a-z][\w-]*\.[a-z]\w*$/i, one.name);
  const rooms = new Set([...systems.map((system) => system.name), 'identity', 'payments', 'notices', 'files', 'jobs', 'search', 'approval', 'audit', 'backup', 'operations']);
  for (const { system, one } of [...commands, ...queries]) assert.ok(rooms.has(one.name.slice(0, one.name.indexOf('.'))), `${system.name}: ${one.name}`);
  for (const name of Object.keys(allPermissions())) assert.ok(rooms.has(name.slice(0, name.indexOf('.'))), name);
});

test('everything that people read stands in Japanese and in English', () => {
  for (const system of systems) assert.ok(inBoth(system.title), system.name);
  for (const { one } of [...commands, ...queries]) assert.ok(inBoth(one.title), one.name);
  for (const { one } of [...pages, ...routes]) assert.ok(inBoth(one.title), one.path);
  for (const { one } of each((system) => system.menu)) assert.ok(inBoth(one.label), one.to);
  for (const { one } of each((system) => system.jobs ?? [])) assert.ok(inBoth(one.title), one.name);
  for (const [name, permission] of Object.entries(allPermissions())) assert.ok(inBoth(permission.label), name);
  for (const { one } of commands) {
    for (const [code, text] of Object.entries(one.refusals)) assert.ok(text.ja({}).length > 5 && text.en({}).length > 5, `${one.name} ${code}`);
  }
});

test('every menu entry leads to a page its readers can open', () => {
  for (const { system, one } of each((own) => own.menu)) {
    const path = one.to.split('?')[0] ?? '';
    const target = pages.find((page) => page.one.path === path);
    assert.ok(target, `${system.name}: no page ${one.to}`);
    assert.equal(target.one.face, one.for, one.to);
    for (const needed of [one.needs ?? []].flat()) assert.ok(allPermissions()[needed], `${one.to} needs ${needed}`);
  }
});

test('separation of duties names real permissions, and no first role is suggested both', () => {
  const known = allPermissions();
  for (const [name, permission] of Object.entries(known)) {
    for (const other of permission.notWith ?? []) {
      assert.ok(known[other], `${name} is not with ${other}, which no system declares`);
      assert.notEqual(other, name);
    }
  }
  // It takes one side to say it: the role editor looks at both.
  for (const [name, permission] of Object.entries(known)) for (const other of permission.notWith ?? []) assert.ok(!(known[other]?.suggested ?? []).some((bundle) => permission.suggested?.includes(bundle)), `${name} and ${other} are suggested for one role`);
});

test('events that are heard are emitted by somebody, and dependencies exist', () => {
  const emitted = new Set(each((system) => system.emits ?? []).map(({ one }) => one.name));
  for (const { system, one } of each((own) => own.hears ?? [])) assert.ok(emitted.has(one.event) || !systems.some((other) => one.event.startsWith(`${other.name}.`)), `${system.name} waits for ${one.event}`);
  for (const { system, one } of each((own) => own.dependsOn)) assert.ok(systems.some((other) => other.name === one), `${system.name} depends on ${one}`);
});

test('OpenAPI describes every command and query, and stands on its own feet', () => {
  const described: unknown = openApi(systems, 'Yakuba');
  assert.ok(isRecord(described) && isRecord(described['paths']));
  assert.equal(described['openapi'], '3.1.0');
  const paths = described['paths'];
  assert.equal(Object.keys(paths).length, commands.length + queries.length);
  for (const [path, item] of Object.entries(paths)) {
    assert.match(path, /^\/api\/[\w.-]+$/);
    assert.ok(isRecord(item));
    const [method = '', operation] = Object.entries(item)[0] ?? [];
    assert.ok(method === 'get' || method === 'post', path);
    assert.ok(isRecord(operation) && isRecord(operation['responses']) && Object.keys(operation['responses']).length > 0, path);
    assert.ok(typeof operation['summary'] === 'string' && typeof operation['operationId'] === 'string', path);
  }
  const references = [...JSON.stringify(described).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => (match[1] ?? '').split('/'));
  for (const reference of references) assert.ok(reference.reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), described), reference.join('/'));
});

let house: TestCity;
let owner: pg.Client;
before(async () => {
  house = await testCity();
  owner = new pg.Client(house.connect('owner'));
  await owner.connect();
});
after(async () => {
  await owner.end();
  await house.close();
});

const VERBS = ['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger'] as const;
const schemas = ['kernel', ...systems.map((system) => system.name.replaceAll('-', '_'))];

interface TableGrants {
  readonly name: string;
  readonly kind: string;
  readonly promised: boolean;
  readonly citizen: readonly string[];
  readonly staff: readonly string[];
}

async function grants(): Promise<readonly TableGrants[]> {
  const held = (role: string) => `array(select v from unnest($2::text[]) v where has_table_privilege('${role}', c.oid, v))`;
  const found = await owner.query<TableGrants>(
    `select n.nspname || '.' || c.relname as name, c.relkind::text as kind, p.table_name is not null as promised, ${held('yakuba_citizen')} as citizen, ${held('yakuba_staff')} as staff
       from pg_class c join pg_namespace n on n.oid = c.relnamespace left join kernel.protected_tables p on p.table_name = n.nspname || '.' || c.relname
      where n.nspname = any($1) and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') order by 1`, [schemas, VERBS]);
  return found.rows;
}

test('every table is protected, and PostgreSQL’s own answer is the promise', async () => {
  const promised = await owner.query<{ table_name: string; citizen: string[]; staff: string[] }>('select table_name, citizen, staff from kernel.protected_tables');
  const promises = new Map(promised.rows.map((row) => [row.table_name, row]));
  const tables = await grants();
  assert.ok(tables.length > 20);
  for (const table of tables) {
    const promise = promises.get(table.name);
    // A table nobody opened (the kernel's own book-keeping, sequences) must be closed to both.
    const wanted = promise ?? { citizen: [], staff: [] };
    if (!promise) assert.ok(table.kind === 'S' || ['kernel.migrations', 'kernel.protected_tables'].includes(table.name), `${table.name} is not protected: call kernel.protect`);
    assert.deepEqual(table.citizen.toSorted(), wanted.citizen.toSorted(), `${table.name} for yakuba_citizen`);
    assert.deepEqual(table.staff.toSorted(), wanted.staff.toSorted(), `${table.name} for yakuba_staff`);
  }
  const there = new Set(tables.map((table) => table.name));
  for (const name of promises.keys()) assert.ok(there.has(name), `${name} is promised but not there`);
});

for (const face of ['citizen', 'staff'] as const) {
  test(`PostgreSQL says no when the ${face} face reads what is not its own`, async () => {
    const client = new pg.Client(house.connect(face));
    await client.connect();
    try {
      const closed = (await grants()).filter((table) => table.kind !== 'S' && !table[face].includes('select'));
      assert.ok(closed.length > 0);
      for (const { name } of closed) await assert.rejects(client.query(`select 1 from ${name} limit 1`), /permission denied/, name);
      await assert.rejects(client.query('create table kernel.mine (id int)'), /permission denied/);
      await assert.rejects(client.query('create schema mine'), /permission denied/);
    } finally {
      await client.end();
    }
  });
}

test('append-only tables refuse change and truncation, and no face is offered it', async () => {
  const found = await owner.query<{ name: string; triggers: string[] }>(
    `select c.oid::regclass::text as name, array_agg(t.tgname::text order by t.tgname) as triggers from pg_trigger t join pg_class c on c.oid = t.tgrelid
      join pg_proc p on p.oid = t.tgfoid where p.pronamespace = 'kernel'::regnamespace and p.proname like 'refuse\\_%change%' group by 1`);
  const names = found.rows.map((row) => row.name);
  for (const wanted of ['kernel.audit_entries', 'kernel.looks', 'kernel.receipts', 'kernel.log_leaves', 'kernel.log_salts', 'kernel.approval_actions']) assert.ok(names.includes(wanted), wanted);
  const all = await grants();
  for (const { name, triggers } of found.rows) {
    assert.deepEqual(triggers, ['append_only', 'append_only_truncate'], name);
    const table = all.find((one) => one.name === name);
    // A tile may go only while no leaf stands below it; its own trigger says so.
    for (const verb of name === 'kernel.log_tiles' ? ['update', 'truncate'] : ['update', 'delete', 'truncate']) assert.ok(!table?.citizen.includes(verb) && !table?.staff.includes(verb), `${name} ${verb}`);
    await assert.rejects(owner.query(`truncate ${name} cascade`), /append-only/, name);
  }
});

/** What may: each opens less than a grant would, and its own test shows that it does nothing else. */
const WITH_OWNERS_POWERS = [
  'kernel.erase_from_log(bigint)', // lawful erasure: only what an entry already sealed into the log names (src/kernel/audit/acceptance.test.ts)
];

test('no function runs with its owner’s powers but those named here, and none of these is open to a citizen or to everybody', async () => {
  const found = await owner.query<{ name: string }>(`select oid::regprocedure::text as name from pg_proc where prosecdef and pronamespace::regnamespace::text = any($1)`, [schemas]);
  assert.deepEqual(found.rows.map((row) => row.name), WITH_OWNERS_POWERS);
  for (const name of WITH_OWNERS_POWERS) {
    const open = await owner.query<{ citizen: boolean; everybody: boolean }>(`select has_function_privilege('yakuba_citizen', $1, 'execute') as citizen, exists (select from pg_proc p, aclexplode(p.proacl) a where p.oid = $1::regprocedure and a.grantee = 0) as everybody`, [name]);
    assert.deepEqual(open.rows, [{ citizen: false, everybody: false }], name);
  }
});

test('foreign keys point into the kernel or stay at home', async () => {
  const found = await owner.query<{ from: string; to: string }>(
    `select f.relnamespace::regnamespace::text as from, t.relnamespace::regnamespace::text as to from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid where k.contype = 'f'`);
  assert.ok(found.rows.length > 0);
  for (const { from, to } of found.rows) assert.ok(to === from || to === 'kernel', `${from} → ${to}`);
});

test('rows.ts is what the migrated database says', async () => {
  for (const { file, text } of await allRows(house.connect('owner'), migrationsOf(systems))) {
    assert.ok(existsSync(file), `${file} is missing: run ./yakuba rows`);
    assert.equal(readFileSync(file, 'utf8'), text, `${file} is stale: run ./yakuba rows`);
  }
});

/** A whole city in one file and back: on the same server, on an older one, encrypted, and not when a byte was changed. */
import assert from 'node:assert/strict';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { citizenIn, factsOf, fewSystems, openTown, type Town } from './cities.fixture.ts';
import { newId, systemRandom } from './kernel/clock.ts';
import { BadArchive, pack, unpack } from './kernel/cities/archive.ts';
import { exportCity } from './kernel/cities/export.ts';
import { importCity, type ImportOptions } from './kernel/cities/import.ts';
import { findCity, listCities, RegistryRefused, registryAs, withClient } from './kernel/cities/registry.ts';
import { onServer, writeServer } from './kernel/cities/servers.ts';
import { type EmbeddedServer, startEmbedded } from './kernel/db/embedded.ts';
import { fingerprintDifferences, tableFingerprints } from './kernel/db/fingerprint.ts';
import { connectAs, databaseExists } from './kernel/db/installation.ts';
import { loadFile, storeFile } from './kernel/files/files.ts';
import { migrationsOf, type OpenCity } from './kernel/house.ts';
import { savePayee } from './kernel/payments/commands.ts';
import { execute } from './kernel/run.ts';

const OLD = '/usr/lib/postgresql/15/bin';
const folders = migrationsOf(fewSystems);

let town: Town;
let city: OpenCity;
let working: string;
let old: EmbeddedServer | null = null;
let file: string;
const ids = { citizen: '', sha256: '' };

before(async () => {
  working = mkdtempSync(join(tmpdir(), 'yakuba-export-'));
  town = await openTown({ systems: fewSystems });
  city = await town.make('origin', factsOf('元町', 'Origin Town', '#123a7a'));
  ids.citizen = newId(city.clock.now(), systemRandom);
  await citizenIn(city, ids.citizen, 'tab@example.jp', '葛󠄀城\t𠮷野\\改行\n髙橋');
  const saved = await execute({ city, actor: { kind: 'system', id: 'test' }, lang: 'ja' }, savePayee, { code: 'CITY', name: '元町' }, newId(city.clock.now(), systemRandom));
  assert.ok(saved.ok);
  const stored = await storeFile(city, Buffer.from('%PDF-1.7 kept'), { limit: 1000, types: ['application/pdf'] });
  assert.ok('sha256' in stored);
  ids.sha256 = stored.sha256;
  file = join(working, 'origin.yakuba');
  await exportOf(file);
});
after(async () => {
  await town.close();
  await old?.stop();
  rmSync(working, { recursive: true, force: true });
});

async function exportOf(to: string, recipients: readonly string[] = []) {
  const row = await findCity(registryAs(town.installation), 'origin');
  assert.ok(row);
  return exportCity(town.installation, town.dataDir, row, { to, recipients, now: Temporal.Instant.from('2026-11-23T01:00:00Z') });
}

function importOf(more: Partial<ImportOptions>) {
  return importCity(town.installation, town.dataDir, { file, identity: null, name: null, hosts: null, server: 'main', folders, ...more });
}

async function same(name: string): Promise<void> {
  const registry = registryAs(town.installation);
  const [a, b] = [await findCity(registry, 'origin'), await findCity(registry, name)];
  assert.ok(a && b);
  const owner = (row: typeof a) => connectAs(onServer(town.installation, town.dataDir, row.server), row.database, 'owner');
  assert.deepEqual(fingerprintDifferences(await tableFingerprints(owner(a)), await tableFingerprints(owner(b))), []);
}

test('読み込んだ市は、行もファイルも鍵も名乗りも同じで、すぐ開く', async () => {
  const done = await importOf({ name: 'copy', hosts: ['copy.test'] });
  assert.equal(done.files, 1);
  assert.ok(done.rows > 10);
  await same('copy');
  const copy = await town.city('copy');
  assert.deepEqual(copy.key, city.key);
  assert.equal(copy.facts.name.ja, '元町');
  assert.equal(Buffer.from(await loadFile(copy, ids.sha256)).toString(), '%PDF-1.7 kept');
  assert.match((await town.at('copy').get('/')).text, /元町/);
  const names = await copy.staffDb.use((connection) => connection.run<{ name: string }>('select name from kernel.citizens where id = $1', [ids.citizen]));
  assert.equal(names.rows[0]?.name, '葛󠄀城\t𠮷野\\改行\n髙橋');
});

test('読み込んだ市でも、外部キーと追記だけの表のきまりが生きている', async () => {
  const row = await findCity(registryAs(town.installation), 'copy');
  assert.ok(row);
  await withClient(connectAs(town.installation, row.database, 'owner'), 'test', async (client) => {
    await assert.rejects(client.query(`insert into kernel.notices (id, citizen_id, kind, title, body, at) values (gen_random_uuid(), gen_random_uuid(), 'x', 'x', 'x', now())`), /foreign key/);
    await assert.rejects(client.query('delete from kernel.audit_entries'), /append-only/);
    const constraints = (database: string) => withClient(connectAs(town.installation, database, 'owner'), 'test', async (one) => (await one.query<{ line: string }>(`select conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) as line from pg_constraint where conrelid <> 0 and connamespace::regnamespace::text !~ '^(pg_|information_schema)' order by 1`)).rows.map((found) => found.line));
    assert.deepEqual(await constraints(row.database), await constraints(city.database));
  });
});

test('PostgreSQL 15 へも読み込める', { skip: existsSync(OLD) ? false : 'no PostgreSQL 15 here' }, async () => {
  old = await startEmbedded({ dataDir: join(working, 'old'), throwAway: true, binDir: OLD });
  writeServer(town.dataDir, 'old', `postgres://${old.adminUser}:${old.adminPassword}@localhost/postgres?host=${encodeURIComponent(old.socketDir)}`);
  await importOf({ name: 'older', hosts: ['older.test'], server: 'old' });
  await same('older');
  await town.cities.look();
  assert.match((await town.at('older').get('/')).text, /元町/);
});

test('暗号化した書き出しは、相手の鍵だけで開く', async () => {
  const [mine, other] = [await generateX25519Identity(), await generateX25519Identity()];
  const sealed = join(working, 'sealed.yakuba');
  await exportOf(sealed, [await identityToRecipient(mine)]);
  assert.equal(statSync(sealed).mode & 0o777, 0o600);
  assert.ok(!readFileSync(sealed).includes('manifest.json'));
  await assert.rejects(importOf({ file: sealed, name: 'sealed', hosts: ['sealed.test'] }), /暗号化されています/);
  await assert.rejects(importOf({ file: sealed, name: 'sealed', hosts: ['sealed.test'], identity: other }), /この秘密鍵では開けません/);
  await importOf({ file: sealed, name: 'sealed', hosts: ['sealed.test'], identity: mine });
  await same('sealed');
  const bytes = readFileSync(sealed);
  const at = Math.floor(bytes.length * 0.7);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(join(working, 'touched.yakuba'), bytes);
  await assert.rejects(importOf({ file: join(working, 'touched.yakuba'), name: 'touched', hosts: [], identity: mine }), BadArchive);
  await assert.rejects(exportOf(join(working, 'x.yakuba'), ['not a key']), BadArchive);
});

/** The export taken apart, changed by hand and put together again. */
type Manifest = Record<string, object[]>;

function firstOf(manifest: Manifest, list: string): object {
  return manifest[list]?.[0] ?? assert.fail(`the manifest has no ${list}`);
}

async function rewritten(name: string, change: (folder: string, manifest: Manifest) => void): Promise<string> {
  const folder = mkdtempSync(join(working, 'apart-'));
  await unpack(file, folder, null);
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  change(folder, manifest);
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const into = join(working, `${name}.yakuba`);
  await pack(paths.map((path) => ({ path: path.slice(folder.length + 1), from: { file: path } })), into, []);
  return into;
}

test('書き換えられたもの・足されたもの・切れたもの・知らない移行は断り、何も残さない', async () => {
  const bytes = readFileSync(file);
  writeFileSync(join(working, 'cut.yakuba'), bytes.subarray(0, bytes.length - 200));
  writeFileSync(join(working, 'text.yakuba'), 'hello');
  const cases: readonly (readonly [string, RegExp])[] = [
    [join(working, 'none.yakuba'), /がありません/],
    [join(working, 'text.yakuba'), /書き出した市のファイルではありません/],
    [join(working, 'cut.yakuba'), /切れています|壊れている/],
    [await rewritten('row', (folder) => writeFileSync(join(folder, 'tables/0.copy'), 'x\n', { flag: 'a' })), /目録と合いません/],
    [await rewritten('key', (folder) => writeFileSync(join(folder, 'key'), Buffer.alloc(32))), /目録と合いません/],
    [await rewritten('more', (folder) => writeFileSync(join(folder, 'tables/9999.copy'), '')), /目録にない/],
    [await rewritten('future', (_, manifest) => Object.assign(manifest, { migrations: [{ system: 'kernel', name: '9999-later.sql', sha256: 'a'.repeat(64) }] })), /知らない移行/],
    [await rewritten('other', (_, manifest) => Object.assign(firstOf(manifest, 'migrations'), { sha256: 'a'.repeat(64) })), /書き出したところと違います/],
    [await rewritten('print', (_, manifest) => Object.assign(firstOf(manifest, 'tables'), { fingerprint: '1:1' })), /同じになりません/],
    [await rewritten('format', (_, manifest) => Object.assign(manifest, { version: 2 })), /この版では読めません/],
  ];
  for (const [path, said] of cases) await assert.rejects(importOf({ file: path, name: 'bad', hosts: ['bad.test'] }), said, path);
  await assert.rejects(pack([{ path: '../../etc/evil', from: { bytes: Buffer.from('x') } }], join(working, 'evil.yakuba'), []).then(() => unpack(join(working, 'evil.yakuba'), join(working, 'evil'), null)), /はずのないもの/);
  assert.equal(await findCity(registryAs(town.installation), 'bad'), null);
  assert.equal(await databaseExists(town.installation, 'yakuba_bad'), false);
  assert.ok(!existsSync(join(town.dataDir, 'cities', 'bad')));
  assert.deepEqual(readdirSync(join(town.dataDir, 'cities')).filter((name) => name.startsWith('.import')), []);
  assert.ok(!existsSync(join(town.dataDir, 'cities', 'origin', 'working')), 'nothing half-written stays behind');
});

test('もうある名前には読み込まない', async () => {
  await assert.rejects(importOf({}), RegistryRefused);
  assert.equal((await listCities(registryAs(town.installation))).filter((row) => row.name === 'origin').length, 1);
});

test('壊れた保存ファイルのある市は書き出さず、どれかを言う', async () => {
  const path = join(city.filesDir, ids.sha256.slice(0, 2), ids.sha256);
  const bytes = readFileSync(path);
  writeFileSync(path, 'damaged');
  await assert.rejects(exportOf(join(working, 'damaged.yakuba')), new RegExp(ids.sha256));
  assert.ok(!existsSync(join(working, 'damaged.yakuba')) && !existsSync(join(working, 'damaged.yakuba.part')));
  writeFileSync(path, bytes);
});

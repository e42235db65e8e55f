/** An upgrade is whole or not at all: real databases, a migration that breaks, a process that is killed. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';
import { fingerprintDifferences, tableFingerprints } from '../db/fingerprint.ts';
import { connectAs, type Installation, openInstallation, prepareDatabase } from '../db/installation.ts';
import { kernelMigrations, type MigrationFolder } from '../db/migrate.ts';
import { dropCopies, keepUpgrade, takeBack, unfinishedUpgrade, upgradeDatabases } from './databases.ts';

const dir = mkdtempSync(join(tmpdir(), 'yakuba-upgrade-'));
let installation: Installation;
let version = 0;

/** A version of a small system: these files in this order. */
function folder(files: Readonly<Record<string, string>>): readonly MigrationFolder[] {
  const path = join(dir, `version-${++version}`);
  mkdirSync(path);
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(path, name), sql);
  return [kernelMigrations, { system: 'shop', folder: pathToFileURL(`${path}/`) }];
}

const first = { '0001-goods.sql': `create table shop.goods (id int primary key, name text not null); insert into shop.goods values (1, '米'), (2, '味噌'); select kernel.protect('shop.goods');` };
const prices = { ...first, '0002-prices.sql': 'alter table shop.goods add column yen int not null default 100;' };
const broken = { ...prices, '0003-broken.sql': `update shop.goods set yen = 0; alter table shop.goods add constraint goods_priced check (yen > 0);` };
const contents = (database: string) => tableFingerprints(connectAs(installation, database, 'owner'));
const quiet = () => {};

before(async () => {
  installation = await openInstallation(join(dir, 'data'), { throwAway: true });
  for (const database of ['town_a', 'town_b']) await prepareDatabase(installation, database, folder(first));
});
after(async () => {
  await installation.stop();
  rmSync(dir, { recursive: true, force: true });
});

test('a migration that fails in the second city: both cities are as they were before', async () => {
  const before = [await contents('town_a'), await contents('town_b')];
  await run('town_b', `insert into shop.goods values (3, '塩')`);
  const withSalt = await contents('town_b');
  const toBroken = folder(broken);
  await assert.rejects(upgradeDatabases(installation, dir, [{ database: 'town_a', folders: folder(prices) }, { database: 'town_b', folders: toBroken }], quiet), /shop\/0003-broken\.sql/);
  assert.deepEqual(fingerprintDifferences(before[0] ?? new Map(), await contents('town_a')), []);
  assert.deepEqual(fingerprintDifferences(withSalt, await contents('town_b')), []);
  assert.equal(unfinishedUpgrade(dir), false);
});

test('a process killed in the middle of it: the next try begins from what was before', async () => {
  const before = await contents('town_a');
  const script = join(dir, 'killed.ts');
  const slow = folder({ ...prices, '0003-slow.sql': 'select pg_sleep(600);' });
  writeFileSync(script, `
    import { upgradeDatabases } from ${JSON.stringify(fileURLToPath(new URL('./databases.ts', import.meta.url)))};
    const installation = ${JSON.stringify({ admin: installation.admin, passwords: installation.passwords })};
    await upgradeDatabases({ ...installation, key: new Uint8Array(32), stop: async () => {} }, ${JSON.stringify(dir)}, [{ database: 'town_a', folders: ${JSON.stringify(slow.map((one) => ({ ...one, folder: one.folder.href })))}.map((one) => ({ ...one, folder: new URL(one.folder) })) }], console.log);`);
  const child = spawn(process.execPath, [script], { stdio: 'ignore' });
  while ((await runOn(installation.admin, `select 1 from pg_stat_activity where query like '%pg_sleep(600)%' and pid <> pg_backend_pid()`)) === 0) await new Promise((done) => setImmediate(done));
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGKILL');
  await gone;
  assert.equal(unfinishedUpgrade(dir), true);
  await takeBack(installation, dir, quiet);
  await takeBack(installation, dir, quiet);
  assert.deepEqual(fingerprintDifferences(before, await contents('town_a')), []);
});

test('an upgrade that works is kept, and the copies can be dropped', async () => {
  const folders = folder(prices);
  assert.equal(await upgradeDatabases(installation, dir, [{ database: 'town_a', folders }, { database: 'town_b', folders }], quiet), 2);
  keepUpgrade(dir);
  await takeBack(installation, dir, quiet);
  assert.equal(await run('town_a', 'select 1 from shop.goods where yen = 100'), 2);
  // The faces may still come in, and nobody else.
  assert.equal(await runOn(connectAs(installation, 'town_a', 'staff'), 'select 1'), 1);
  assert.equal(await dropCopies(installation, ['town_a', 'town_b']), 2);
  assert.equal(await dropCopies(installation, ['town_a', 'town_b']), 0);
});

async function runOn(to: pg.ClientConfig, sql: string): Promise<number> {
  const client = new pg.Client(to);
  await client.connect();
  try {
    return (await client.query(sql)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

function run(database: string, sql: string): Promise<number> {
  return runOn(connectAs(installation, database, 'owner'), sql);
}

/** The private server: one holder per data folder, and a death by kill -9 costs nothing that was committed. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEmbedded, type EmbeddedServer } from './embedded.ts';
import { createDatabase, migrate, prepareRoles, refuseStrongRole, rolePasswords } from './migrate.ts';
import { FolderHeld, holdFolder } from './lock.ts';

const dir = mkdtempSync(join(tmpdir(), 'yakuba-embedded-'));
const dataDir = join(dir, 'data');
let child: ChildProcess | null = null;
before(() => {
  const here = (file: string) => JSON.stringify(fileURLToPath(new URL(file, import.meta.url)));
  writeFileSync(join(dir, 'holder.ts'), `
    import { holdFolder } from ${here('./lock.ts')};
    import { startEmbedded } from ${here('./embedded.ts')};
    await holdFolder(process.argv[2], './yakuba start', '2026-11-23T10:00:00');
    const server = await startEmbedded({ dataDir: process.argv[2] });
    console.log('ready ' + server.pid);
    setInterval(() => {}, 1000);`);
});
after(() => {
  child?.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

function startHolder(): Promise<{ process: ChildProcess; serverPid: number }> {
  return new Promise((done, fail) => {
    const started = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(dir, 'holder.ts'), dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
    child = started;
    started.stdout.on('data', (chunk: Buffer) => {
      const found = /ready (\d+)/.exec(chunk.toString('utf8'));
      if (found) done({ process: started, serverPid: Number(found[1]) });
    });
    started.once('exit', (code) => fail(new Error(`the holder ended with ${String(code)}`)));
  });
}

function clientOf(server: Pick<EmbeddedServer, 'socketDir'>): pg.Client {
  return new pg.Client({ host: server.socketDir, user: 'postgres', database: 'postgres', password: readFileSync(join(dataDir, 'postgres.secret'), 'utf8').trim() });
}

test('one process holds the folder; another is refused by name; after kill -9 everything committed is there', async () => {
  const holder = await startHolder();
  await assert.rejects(holdFolder(dataDir, 'test', 'now'), (error: unknown) => error instanceof FolderHeld && error.holder?.pid === holder.process.pid && error.message.includes(String(holder.process.pid)) && error.message.includes('./yakuba start'));
  const socketDir = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[4]?.trim() ?? '';
  const client = clientOf({ socketDir });
  client.on('error', () => {}); // it is about to lose its server
  await client.connect();
  await client.query('create table kept (n int)');
  await client.query('insert into kept select generate_series(1, 1000)');

  const gone = new Promise((done) => holder.process.once('exit', done));
  holder.process.kill('SIGKILL');
  await gone;
  child = null;
  await client.end().catch(() => {});

  // The operating system gave the folder back; the server is ending or ended already.
  const release = await holdFolder(dataDir, 'test', 'now');
  const server = await startEmbedded({ dataDir });
  try {
    assert.notEqual(server.pid, holder.serverPid);
    const again = clientOf(server);
    await again.connect();
    assert.deepEqual((await again.query('select count(*)::int as n from kept')).rows, [{ n: 1000 }]);
    assert.equal((await again.query(`select current_setting('fsync') as fsync`)).rows[0]?.fsync, 'on');
    await again.end();
    const admin = { host: server.socketDir, user: 'postgres', database: 'postgres', password: server.adminPassword };
    await rolesAndMigrations(admin);
  } finally {
    await server.stop();
    release();
  }
});

test('a server killed with -9 is started again by itself, with everything committed, and stays down when it is stopped', async () => {
  const server = await startEmbedded({ dataDir });
  const first = server.pid;
  const before = clientOf(server);
  before.on('error', () => {}); // it is about to lose its server
  await before.connect();
  await before.query('create table if not exists revived (n int)');
  await before.query('insert into revived values (1)');
  const lost = new Promise((done) => before.once('end', done));
  process.kill(first, 'SIGKILL');
  await lost;
  const rows = await answered(() => server.pid !== first, async () => {
    const client = clientOf(server);
    client.on('error', () => {});
    try {
      await client.connect();
      return (await client.query('select n from revived')).rows;
    } finally {
      await client.end();
    }
  });
  assert.deepEqual(rows, [{ n: 1 }]);
  await server.stop();
  assert.throws(() => process.kill(server.pid, 0), /ESRCH/);
});

test('the mark of a server that was killed together with its town hall does not pass for a ready one', async () => {
  const holder = await startHolder();
  const mark = readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
  assert.match(mark, /ready/);
  holder.process.removeAllListeners('exit');
  const gone = new Promise((done) => holder.process.once('exit', done));
  process.kill(holder.serverPid, 'SIGKILL');
  holder.process.kill('SIGKILL');
  await gone;
  child = null;
  writeFileSync(join(dataDir, 'postgres', 'postmaster.pid'), mark);
  const server = await startEmbedded({ dataDir });
  try {
    assert.notEqual(server.pid, holder.serverPid);
    const client = clientOf(server);
    await client.connect();
    await client.end();
  } finally {
    await server.stop();
  }
});

/** Asks until there is an answer. */
async function answered<T>(due: () => boolean, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    if (due()) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error;
      }
    }
    await pause(20);
  }
}

async function rolesAndMigrations(admin: { host: string; user: string; database: string; password: string }): Promise<void> {
  const passwords = rolePasswords(new Uint8Array(32));
  await prepareRoles(admin, passwords);
  await assert.rejects(refuseStrongRole(admin), /権限が強すぎます/);
  assert.equal(await createDatabase(admin, 'probe_city'), true);
  assert.equal(await createDatabase(admin, 'probe_city'), false);
  await assert.rejects(createDatabase(admin, 'x; drop database postgres'), /database name/);
  const owner = { ...admin, database: 'probe_city', user: 'yakuba_owner', password: passwords.owner };
  const folder = join(dir, 'migrations/');
  const { mkdirSync } = await import('node:fs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '0001-a.sql'), 'create table probe.a (id int);');
  const folders = [{ system: 'probe', folder: new URL(`file://${folder}`) }];
  assert.deepEqual(await migrate(owner, folders), ['probe/0001-a.sql']);
  assert.deepEqual(await migrate(owner, folders), []);
  writeFileSync(join(folder, '0002-b.sql'), 'create table probe.b (id int); select 1 / 0;');
  await assert.rejects(migrate(owner, folders), /probe\/0002-b\.sql.*division by zero/);
  writeFileSync(join(folder, '0002-b.sql'), 'create table probe.b (id int);');
  assert.deepEqual((await Promise.all([migrate(owner, folders), migrate(owner, folders)])).flat(), ['probe/0002-b.sql'], 'two at once: one runs it');
  writeFileSync(join(folder, '0001-a.sql'), 'create table probe.a (id bigint);');
  await assert.rejects(migrate(owner, folders), /書き換えられています/);
}

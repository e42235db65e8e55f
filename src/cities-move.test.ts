/** A city goes to another PostgreSQL server, of another version, while people use it; and a mover is killed at every step. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { citizenIn, factsOf, fewSystems, openTown, type Town } from './cities.fixture.ts';
import { storeFile } from './kernel/files/files.ts';
import { newId, systemRandom } from './kernel/clock.ts';
import { type MoveStep, moveCity } from './kernel/cities/move.ts';
import { type CityRow, findCity, registryAs, withClient } from './kernel/cities/registry.ts';
import { onServer, readServers, writeServer } from './kernel/cities/servers.ts';
import type { ConnectTo } from './kernel/db/database.ts';
import { type EmbeddedServer, startEmbedded } from './kernel/db/embedded.ts';
import { connectAs } from './kernel/db/installation.ts';
import { migrationsOf, type OpenCity } from './kernel/house.ts';
import { savePayee } from './kernel/payments/commands.ts';
import { execute } from './kernel/run.ts';

const OLD = '/usr/lib/postgresql/15/bin';
const house = { kind: 'system', id: 'test' } as const;
// The kernel's own tables: a move copies every table, and this file moves a dozen times.
const kernelOnly = fewSystems.filter((system) => system.name !== 'reservations');
const folders = migrationsOf(kernelOnly);

let town: Town;
let city: OpenCity;
let second: EmbeddedServer;
let secondDir: string;

before(async () => {
  secondDir = mkdtempSync(join(tmpdir(), 'yakuba-second-'));
  [town, second] = await Promise.all([openTown({ loop: false, systems: kernelOnly }), startEmbedded({ dataDir: secondDir, throwAway: true, ...(existsSync(OLD) ? { binDir: OLD } : {}) })]);
  writeServer(town.dataDir, 'second', `postgres://${second.adminUser}:${second.adminPassword}@localhost/postgres?host=${encodeURIComponent(second.socketDir)}`);
  city = await town.make('mover', factsOf('移動町', 'Moving Town', '#123a7a'));
});
after(async () => {
  await town.close();
  await second.stop();
  rmSync(secondDir, { recursive: true, force: true });
});

const urlOf = (to: ConnectTo) => `postgres://${to.user}:${to.password}@localhost/postgres?host=${encodeURIComponent(to.host)}`;

async function row(): Promise<CityRow> {
  const found = await findCity(registryAs(town.installation), 'mover');
  assert.ok(found);
  return found;
}

/** What the register's server really holds, past every pool. */
async function payees(): Promise<readonly string[]> {
  const at = await row();
  const there = connectAs(onServer(town.installation, town.dataDir, at.server), at.database, 'owner');
  return withClient(there, 'test', async (client) => (await client.query<{ code: string }>('select code from kernel.payees order by code')).rows.map((one) => one.code));
}

function save(code: string) {
  return execute({ city, actor: house, lang: 'ja' }, savePayee, { code, name: '試験' }, newId(city.clock.now(), systemRandom));
}

async function move(to: string, step?: (step: MoveStep) => Promise<void> | void): Promise<void> {
  await moveCity(town.installation, town.dataDir, await row(), { to, folders, now: Temporal.Now.instant(), ...(step ? { step } : {}) });
}

test('住所のファイルは持ち主だけが読める', () => {
  assert.equal(statSync(join(town.dataDir, 'servers.json')).mode & 0o777, 0o600);
  assert.deepEqual(Object.keys(readServers(town.dataDir)), ['second']);
});

test('書き込みが続くなかで移しても、受け付けたものは一つも失われない', async () => {
  const accepted: string[] = [];
  const refused = new Set<string>();
  const reads: number[] = [];
  let running = true;
  await citizenIn(city, newId(city.clock.now(), systemRandom), 'stay@example.jp');
  await storeFile(city, Buffer.from('%PDF-1.7 stays'), { limit: 1000, types: ['application/pdf'] });
  const writers = [1, 2, 3].map(async (writer) => {
    for (let i = 1; running; i++) {
      const code = `W${writer}-${String(i).padStart(5, '0')}`;
      const answer = await save(code);
      if (answer.ok) accepted.push(code);
      else refused.add(answer.refused);
      await pause(1); // a refusal may cost no input or output at all, and this loop must leave the others their turn
    }
  });
  const reader = (async () => {
    while (running) reads.push((await town.at('mover').query('search.public', { q: `町${reads.length}` })).status);
  })();
  const seen: MoveStep[] = [];
  await move('second', (step) => void seen.push(step));
  await town.cities.look();
  const late = await save('AFTER-THE-MOVE');
  running = false;
  await Promise.all([...writers, reader]);
  assert.ok(late.ok, JSON.stringify(late));
  assert.deepEqual(seen, ['read-only', 'copied', 'locked', 'compared', 'closed', 'switched']);
  assert.equal((await row()).server, 'second');
  assert.equal((await row()).state, 'open');
  const there = new Set(await payees());
  assert.deepEqual(accepted.filter((code) => !there.has(code)), [], 'accepted and lost');
  assert.ok(accepted.length > 0 && there.has('AFTER-THE-MOVE'));
  for (const word of refused) assert.match(word, /^(?:Busy|ReadOnly\w*)$/);
  assert.deepEqual(reads.filter((status) => status !== 200), [], 'reading never stopped');
});

test('元のデータベースには、もうだれも入れない', async () => {
  const old = connectAs(town.installation, city.database, 'owner');
  await assert.rejects(withClient(old, 'test', (client) => client.query('select 1')), /not currently accepting connections/);
});

test('戻すこともでき、残っていた古い写しは使われない', async () => {
  const made = await save('BEFORE-GOING-BACK');
  assert.ok(made.ok);
  await move('main');
  await town.cities.look();
  assert.equal((await row()).server, 'main');
  assert.ok((await payees()).includes('BEFORE-GOING-BACK'));
  assert.ok((await save('BACK-AGAIN')).ok);
});

for (const failing of ['read-only', 'copied', 'locked', 'compared', 'closed'] as const) {
  test(`${failing} の後で失敗すると、市は元の所で開いたまま`, async () => {
    await assert.rejects(move('second', (step) => {
      if (step === failing) throw new Error('the cable was cut');
    }), /the cable was cut/);
    await town.cities.look();
    const now = await row();
    assert.deepEqual([now.server, now.state], ['main', 'open']);
    const code = `AFTER-FAILED-${failing.toUpperCase()}`;
    const made = await save(code);
    assert.ok(made.ok, JSON.stringify(made));
    assert.ok((await payees()).includes(code));
  });
}

for (const step of ['copied', 'locked', 'closed'] as const) {
  test(`${step} の後で移すプロセスが殺されても、市は元の所で開く`, async () => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', fileURLToPath(new URL('../bin/tsx.ts', import.meta.url)), fileURLToPath(new URL('cities-move.fixture.ts', import.meta.url)), town.dataDir, 'mover', 'second', step, urlOf(town.installation.admin), JSON.stringify(folders)], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<void>((done) => child.once('exit', () => done()));
    const reached = new Promise<string>((done) => child.stdout.once('data', (chunk: Buffer) => done(chunk.toString('utf8').trim())));
    assert.equal(await Promise.race([reached, ended.then(() => 'ended')]), step);
    assert.equal((await row()).state, 'read_only');
    child.kill('SIGKILL');
    await ended;
    // The dead mover's lock goes when PostgreSQL sees that the line is cut.
    for (let i = 0; (await row()).state !== 'open' && i < 200; i++) {
      await town.cities.look();
      await pause(25);
    }
    const now = await row();
    assert.deepEqual([now.server, now.state], ['main', 'open']);
    await town.cities.look();
    const code = `AFTER-KILLED-${step.toUpperCase()}`;
    const made = await save(code);
    assert.ok(made.ok, JSON.stringify(made));
    assert.ok((await payees()).includes(code));
    assert.equal((await town.at('mover').query('search.public', { q: '町' })).status, 200);
  });
}

test('死んだ移動の残りは片付けて、もう一度移せる', async () => {
  await move('second');
  await town.cities.look();
  assert.equal((await row()).server, 'second');
  assert.ok((await payees()).includes('AFTER-KILLED-CLOSED'));
});

test('移す先にある知らないデータベースには触らない', async () => {
  await move('main');
  await town.cities.look();
  await withClient({ ...onServer(town.installation, town.dataDir, 'second').admin, database: 'postgres' }, 'test', (client) => client.query(`comment on database ${city.database} is 'somebody else’s'`));
  await assert.rejects(move('second'), /がもうあります/);
  assert.deepEqual([(await row()).server, (await row()).state], ['main', 'open']);
});

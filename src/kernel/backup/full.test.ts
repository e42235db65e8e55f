/** A place that is really full: said in words, the town hall goes on, nothing waiting is lost, and room mends it. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { systemClock } from '../clock.ts';
import { holdFolder } from '../db/lock.ts';
import { USUAL } from './keep-rule.ts';
import { runLoop } from './loop.ts';
import { type TownHall, townHall } from './town.fixture.ts';

const MEGABYTE = 1024 * 1024;
let hall: TownHall;
let place = '';
let release = () => {};
let cannot: string | false = 'まだ調べていません';
before(async () => {
  hall = await townHall();
  release = await holdFolder(hall.dataDir, './yakuba start', systemClock.now().toString());
  place = join(hall.dir, 'small-disk');
  mkdirSync(place);
  const mounted = process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', place]).status === 0;
  cannot = mounted ? false : '小さなディスク（tmpfs）を用意できる利用者（root）ではないので';
});
after(async () => {
  release();
  if (cannot === false) spawnSync('umount', [place]);
  await hall.close();
});

const resize = (megabytes: number) => assert.equal(spawnSync('mount', ['-o', `remount,size=${megabytes}m`, place]).status, 0);

interface State {
  readonly problem: string | null;
  readonly spooled: number;
  readonly covers_to: Temporal.Instant | null;
}

async function stateWhen(wanted: (state: State) => boolean): Promise<State> {
  for (;;) {
    const [state] = (await hall.city.staffDb.use((connection) => connection.run<State>('select problem, spooled, covers_to from kernel.backup_state'))).rows;
    if (state && wanted(state)) return state;
    await pause(50);
  }
}

test('いっぱいの置き場所は言葉で分かり、町役場は続き、控えは手元に残り、空きができたら追いつく', { timeout: 280_000 }, async (t) => {
  if (cannot) return t.skip(cannot);
  const stop = new AbortController();
  const loop = runLoop(hall.installed, { to: place, everySeconds: 3600, keep: USUAL }, { clock: systemClock, stop: stop.signal, progress: () => {}, say: () => {}, shipSeconds: 1 });
  try {
    const vault = await hall.reading(place);
    while ((await vault.names('sets')).length === 0) await pause(50);
    const [made] = await vault.names('sets');
    await hall.insert(1);
    // Somebody else's bytes take what is left, but for a little.
    const { bavail, bsize } = statfsSync(place);
    writeFileSync(join(place, 'ballast'), randomBytes(Math.max(0, bavail * bsize - MEGABYTE / 2)));
    hall.store(randomBytes(3 * MEGABYTE));
    await hall.insert(2);
    const full = await stateWhen((state) => state.problem !== null && state.spooled > 0);
    assert.match(full.problem ?? '', /small-disk がいっぱいです。容量を増やすか、残す世代/);

    // The town hall itself notices nothing.
    const paper = await hall.keepPaper('いっぱいのあいだの書類\n');
    await hall.insert(3);
    assert.equal((await hall.db.query('select 1 from kept')).rowCount, 3);

    const byHand = spawn(process.execPath, ['--import', fileURLToPath(new URL('../../../bin/tsx.ts', import.meta.url)), fileURLToPath(new URL('../../../bin/yakuba.ts', import.meta.url)), 'backup', '--to', place, '--data', hall.dataDir], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    byHand.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    const [code] = await once(byHand, 'close');
    assert.equal(code, 1);
    assert.match(said.trim(), /^.*small-disk がいっぱいです。[^\n]*$/, '一つの文で、プログラムの言葉はない');
    assert.deepEqual(await vault.names('sets'), [made], '半端な世代は並ばない');

    const before = await stateWhen((state) => state.problem !== null);
    resize(160);
    await stateWhen((state) => state.problem === null && state.spooled === 0 && state.covers_to !== null && (before.covers_to === null || Temporal.Instant.compare(state.covers_to, before.covers_to) > 0));
    await hall.restored(place, async (found, db) => {
      assert.equal(found.setName, made, '取り直さずに追いつく: 控えに穴はない');
      assert.deepEqual(await hall.numbers(db), [1, 2, 3]);
      const city = new pg.Client({ ...found.admin, database: hall.database });
      await city.connect();
      assert.equal((await city.query('select 1 from kernel.files where sha256 = $1', [paper])).rowCount, 1);
      await city.end();
    });
  } finally {
    stop.abort();
    await loop;
  }
});

test('いっぱいで取れなかった世代の半端なものと、もう残さなくてよい世代は、その場で片付き、次が取れる', { timeout: 280_000 }, async (t) => {
  if (cannot) return t.skip(cannot);
  rmSync(join(place, 'ballast'), { force: true });
  // Three sets of random bytes that share nothing; then less is to be kept, and a fourth does not fit beside them.
  const session = await hall.session(place);
  const replace = async (before: string | null) => {
    if (before) rmSync(join(hall.dataDir, 'files', 'town', before.slice(0, 2), before));
    return hall.store(randomBytes(12 * MEGABYTE));
  };
  let file = await replace(null);
  for (let n = 0; n < 3; n++) {
    await hall.set(session);
    file = await replace(file);
  }
  const sets = await session.vault.names('sets');
  await session.close();
  const { blocks, bavail, bsize } = statfsSync(place);
  resize(Math.ceil(((blocks - bavail) * bsize) / MEGABYTE) + 4);
  const stop = new AbortController();
  const keep = { hourly: 1, daily: 1, weekly: 1, monthly: 1 };
  const told: string[] = [];
  const loop = runLoop(hall.installed, { to: place, everySeconds: 3600, keep }, { clock: systemClock, stop: stop.signal, progress: () => {}, say: (line) => told.push(line), shipSeconds: 1, retrySeconds: 1 });
  try {
    while (!told.some((line) => line.startsWith('バックアップを取りました'))) await pause(50);
  } finally {
    stop.abort();
    await loop;
  }
  assert.ok(told.some((line) => /いっぱいです/.test(line)), told.join('\n'));
  const vault = await hall.reading(place);
  const left = await vault.names('sets');
  assert.ok(left.length < sets.length && left.at(-1) !== sets.at(-1), left.join());
  await hall.restored(place, async (_found, db) => assert.ok((await hall.numbers(db)).length >= 3));
});

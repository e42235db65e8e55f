/** A town on somebody else's PostgreSQL: backed up over the network by its own programs, and brought back as a private server. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { systemClock } from '../../clock.ts';
import { fingerprintDifferences, tableFingerprints } from '../../db/fingerprint.ts';
import { connectAs, openInstallation } from '../../db/installation.ts';
import { drillRestore } from '../drill.ts';
import { USUAL } from '../keep-rule.ts';
import { runLoop } from '../loop.ts';
import { BackupProblem } from '../problem.ts';
import { stopWantingOutside } from '../session.ts';
import { ownerOf, type TownHall, townHall } from '../town.fixture.ts';
import { lacksDebians, outsideServer, type OutsideServer } from './outside.fixture.ts';
import { outsideFacts } from './server.ts';
import { outsideSource, spoolsOf } from './source.ts';

let server: OutsideServer;
let hall: TownHall;
before(async () => {
  if (lacksDebians !== false) return;
  server = await outsideServer();
  hall = await townHall({ databaseUrl: server.databaseUrl });
});
after(async () => {
  if (lacksDebians !== false) return;
  await hall.close();
  await server.stop();
});

const quiet = { clock: systemClock, migrations: [], progress: () => {}, say: () => {} };

test('最後の瞬間まで戻すと、すべての表の指紋が同じ。戻したものは、この機械だけの PostgreSQL として開く', { skip: lacksDebians, timeout: 120_000 }, async () => {
  const place = join(hall.dir, 'place');
  const session = await hall.session(place);
  const papers = [await hall.keepPaper('番号\n1\n')];
  await hall.insert(1);
  const made = await hall.set(session);
  assert.equal(made.value.server, 'outside');
  assert.equal(made.value.adminUser, 'shihai', '写しのなかで何でもできる人の名前');
  papers.push(await hall.keepPaper('番号\n2\n'));
  await hall.insert(2);
  await session.shipper.ship();
  papers.push(await hall.keepPaper('番号\n3\n'));
  await hall.insert(3);
  await session.shipper.ship();
  const expected = await tableFingerprints(ownerOf(hall));
  await session.close();

  const { target, binDir } = await hall.restored(place, async (found, db, dataDir) => {
    assert.deepEqual(await hall.numbers(db), [1, 2, 3]);
    assert.ok(expected.size > 30);
    assert.deepEqual(fingerprintDifferences(expected, await tableFingerprints({ ...found.admin, database: hall.database })), []);
    for (const name of papers) assert.deepEqual(readFileSync(join(dataDir, hall.storedPath(name).slice(hall.dataDir.length))), readFileSync(hall.storedPath(name)));
    return { target: dataDir, binDir: found.binDir };
  });
  assert.match(binDir ?? '', /15/, '版が合うのは、この機械の PostgreSQL 15');
  const again = await openInstallation(target, binDir ? { binDir } : {});
  try {
    const staff = new pg.Client(connectAs(again, hall.database, 'staff'));
    await staff.connect();
    assert.equal((await staff.query('select 1 from kernel.files')).rowCount, 3);
    await staff.end();
  } finally {
    await again.stop();
  }
});

test('--at は、二つの変更のあいだに戻る', { skip: lacksDebians, timeout: 120_000 }, async () => {
  const place = join(hall.dir, 'between');
  const session = await hall.session(place);
  await hall.set(session);
  const first = await hall.keepPaper('前\n');
  const between = systemClock.now();
  const second = await hall.keepPaper('後\n');
  await session.shipper.ship();
  await session.close();
  await hall.restored(place, async (found) => {
    const city = new pg.Client({ ...found.admin, database: hall.database });
    await city.connect();
    const names = (await city.query<{ sha256: string }>('select sha256 from kernel.files')).rows.map((row) => row.sha256);
    await city.end();
    assert.ok(names.includes(first) && !names.includes(second));
  }, { at: between });
});

test('だれもいないあいだの変更も、スロットが残していて、続きから送られる', { skip: lacksDebians, timeout: 120_000 }, async () => {
  const place = join(hall.dir, 'away');
  const session = await hall.session(place);
  await hall.set(session);
  await session.close();
  for (const n of [101, 102, 103]) {
    await hall.insert(n);
    await server.run('select pg_switch_wal()');
  }
  const later = await hall.session(place);
  assert.deepEqual(later.source.notes, [], 'スロットは前からある');
  await later.shipper.ship();
  // Torn off in the middle: it goes on from where the server knows it to be.
  await server.run('select pg_terminate_backend(pid) from pg_stat_replication');
  await hall.insert(104);
  await shippedAtLast(() => later.shipper.ship());
  await later.close();
  await hall.restored(place, async (_found, db) => assert.deepEqual((await hall.numbers(db)).slice(-4), [101, 102, 103, 104]));
});

/** A receiver that was torn off says so once; the next turn begins it anew. */
async function shippedAtLast<T>(ship: () => Promise<T>): Promise<T> {
  try {
    return await ship();
  } catch (error) {
    assert.ok(error instanceof BackupProblem && error.kind === 'Busy', String(error));
    assert.match(error.message, /変更の控え（WAL）を受け取れません/);
    return ship();
  }
}

test('スロットは、なければ作られ、上限のないことが言葉になり、やめるときに消せる。使われているあいだは消さない', { skip: lacksDebians, timeout: 120_000 }, async () => {
  assert.equal(await stopWantingOutside(hall.installed), true);
  assert.equal((await outsideFacts(server.admin)).slot, null);
  const session = await hall.session(join(hall.dir, 'slot'));
  assert.match(session.source.notes.join(), /yakuba_backup.*max_slot_wal_keep_size.*--drop-slot/s);
  await session.source.keepUp();
  assert.equal((await outsideFacts(server.admin)).slot?.active, true);
  await assert.rejects(stopWantingOutside(hall.installed), (error: unknown) => error instanceof BackupProblem && error.kind === 'Busy' && /いま使われています/.test(error.message));
  await session.close();
  assert.equal(await stopWantingOutside(hall.installed), true);
  assert.equal(await stopWantingOutside(hall.installed), false);
  assert.equal(existsSync(join(spoolsOf(hall.dataDir), 'steady')), false);
});

test('一度だけのバックアップは、何も残さない', { skip: lacksDebians, timeout: 120_000 }, async () => {
  const place = join(hall.dir, 'once');
  const session = await hall.session(place, true);
  assert.equal((await server.ask(`select 1 from pg_replication_slots where temporary`)).length, 1);
  await hall.set(session);
  await session.close();
  assert.deepEqual(await server.ask('select slot_name from pg_replication_slots'), []);
  assert.deepEqual(await server.ask('select pid from pg_stat_replication'), []);
  await hall.restored(place, async (_found, db) => assert.ok((await hall.numbers(db)).includes(1)));
});

test('置き場所が受け取らず、手元がいっぱいになったら、スロットを手放し、次は丸ごと取る', { skip: lacksDebians, timeout: 120_000 }, async () => {
  const source = await outsideSource({ admin: hall.installed.admin, dataDir: hall.dataDir, reader: 'small', once: false, spoolFiles: 3 });
  try {
    await source.keepUp();
    for (let n = 0; n < 4; n++) {
      await hall.insert(200 + n);
      await server.run('select pg_switch_wal()');
    }
    for (let tries = 0; source.spool.files().length < 3 && tries < 400; tries++) await pause(25);
    await source.keepUp();
    assert.equal(source.spool.gap, true);
    assert.equal((await outsideFacts(server.admin)).slot, null, 'PostgreSQL のディスクも、いっぱいにしない');
    await source.keepUp();
    assert.equal((await outsideFacts(server.admin)).slot, null, 'いっぱいのあいだは、始めない');
    source.spool.drop(source.spool.files());
    source.spool.clearGap();
    await source.keepUp();
    assert.equal((await outsideFacts(server.admin)).slot?.active, true);
    assert.equal(source.spool.gap, true, 'あいだの控えはない');
  } finally {
    await source.close(true);
    await stopWantingOutside(hall.installed);
  }
});

test('続けてのバックアップの横で訓練をすると、違いはなく、失われたはずの時間は一分に満たない', { skip: lacksDebians, timeout: 240_000 }, async () => {
  const place = join(hall.dir, 'drill');
  const stop = new AbortController();
  const told: string[] = [];
  const loop = runLoop(hall.installed, { to: place, everySeconds: 3600, keep: USUAL }, { ...quiet, stop: stop.signal, say: (line) => told.push(line), shipSeconds: 1 });
  try {
    const vault = await hall.reading(place);
    while ((await vault.names('sets')).length === 0) await pause(50);
    await hall.keepPaper('訓練の前\n');
    const result = await drillRestore(hall.installed, vault, null, quiet);
    assert.deepEqual(result.differences, []);
    assert.ok(result.tables > 30 && result.files > 3, JSON.stringify(result));
    assert.ok(result.rpoSeconds <= 60, `RPO ${result.rpoSeconds}`);
  } finally {
    stop.abort();
    await loop;
  }
  assert.match(told.join('\n'), /レプリケーションスロット/, '枠を作ったことを言う');
  const state = await hall.city.staffDb.use((connection) => connection.run<{ problem: string | null }>('select problem from kernel.backup_state'));
  assert.equal(state.rows[0]?.problem, null);
});

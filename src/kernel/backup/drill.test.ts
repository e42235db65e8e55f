/** The drill beside a city that goes on: compared at one exact moment, measured, recorded, heard of. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { newId, systemClock, systemRandom } from '../clock.ts';
import { execute } from '../run.ts';
import { USUAL } from './keep-rule.ts';
import { drillRestore } from './drill.ts';
import { recordDrill } from './drill-record.ts';
import { runLoop } from './loop.ts';
import { type TownHall, townHall } from './town.fixture.ts';

let hall: TownHall;
before(async () => {
  hall = await townHall();
});
after(() => hall.close());

const quiet = { clock: systemClock, migrations: [], progress: () => {}, say: () => {} };

/** Papers are kept for as long as it is let. */
function writing(stop: AbortSignal): Promise<unknown> {
  return Promise.all(Array.from({ length: 2 }, async (_, writer) => {
    for (let n = 0; !stop.aborted; n++) {
      await hall.keepPaper(`番号,${writer},${n}\n`, `writer-${writer}`);
      await pause(250);
    }
  }));
}

test('書き込みの続くなかで戻しても、同じ瞬間どうしなら、すべての表とファイルが同じ', { timeout: 240_000 }, async () => {
  const place = join(hall.dir, 'place');
  const stop = new AbortController();
  const loop = runLoop(hall.installed, { to: place, everySeconds: 3600, keep: USUAL }, { clock: systemClock, stop: stop.signal, progress: () => {}, say: () => {}, shipSeconds: 1 });
  const writers = new AbortController();
  const busy = writing(writers.signal);
  try {
    const vault = await hall.reading(place);
    while ((await vault.names('sets')).length === 0) await systemTick();
    const result = await drillRestore(hall.installed, vault, null, quiet);
    assert.deepEqual(result.differences, []);
    assert.equal(result.allEqual, true);
    assert.ok(result.tables > 30 && result.files > 10, JSON.stringify(result));
    assert.ok(result.rpoSeconds <= 60, `RPO ${result.rpoSeconds}`);
    assert.ok(!existsSync(join(hall.dataDir, 'backup', `drill-${process.pid}`)), '戻したものは残らない');
    const answer = await execute({ city: hall.city, actor: { kind: 'system', id: 'drill' }, lang: 'ja' }, recordDrill, result, newId(systemClock.now(), systemRandom));
    assert.ok(answer.ok);
    const heard = await hall.city.staffDb.use((connection) => connection.run<{ payload: { kind: string; allEqual: boolean; rtoSeconds: number } }>(`select payload from kernel.outbox where event = 'kernel.drillHeld'`));
    assert.equal(heard.rows[0]?.payload.kind, 'restore');
    assert.equal(heard.rows[0]?.payload.rtoSeconds, result.rtoSeconds);
  } finally {
    writers.abort();
    await busy;
    stop.abort();
    await loop;
  }
  const state = await hall.city.staffDb.use((connection) => connection.run<{ problem: string | null; covers_to: Temporal.Instant }>('select problem, covers_to from kernel.backup_state'));
  assert.equal(state.rows[0]?.problem, null);
  const sets = await hall.city.staffDb.use((connection) => connection.run<{ manifest: string; bytes: number }>('select manifest, bytes from kernel.backup_sets'));
  assert.ok(sets.rows.length === 1 && (sets.rows[0]?.bytes ?? 0) > 1000);
});

test('続けてのバックアップがなければ自分で取り、戻らないものがあれば、どの表かを言う', { timeout: 120_000 }, async () => {
  // What PostgreSQL itself does not write to its log cannot come back: a stand-in for any loss.
  await hall.city.staffDb.use((connection) => connection.run('select 1'));
  const pg = await import('pg');
  const owner = new pg.default.Client({ ...hall.installation.admin, database: hall.database });
  await owner.connect();
  await owner.query('create unlogged table public.volatile (n int); insert into public.volatile values (1), (2); grant usage on schema public to yakuba_owner; grant select on public.volatile to yakuba_owner');
  await owner.end();
  const place = join(hall.dir, 'other-place');
  const session = await hall.session(place, true);
  const result = await drillRestore(hall.installed, await hall.reading(place), session, quiet);
  await session.close();
  assert.equal(result.allEqual, false);
  assert.equal(result.differences.length, 1, result.differences.join(' / '));
  assert.match(result.differences[0] ?? '', /volatile（もと 2 行、戻したもの 0 行）/);
});

/** Looking again and again would take the processor from those who are looked at. */
const systemTick = () => pause(50);

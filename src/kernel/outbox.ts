/**
 * Delivers what commands left behind: events to their hearers, notices to inboxes and mail, jobs to the runner.
 * At least once, and each hearer marks what it has heard in its own transaction, so the effect is exactly once.
 */
import { sql } from 'kysely';
import type { City } from './city.ts';
import type { Connection } from './db/database.ts';
import { logProblem } from './log.ts';
import { storeNotices } from './notices/store.ts';
import { execute } from './run.ts';
import type { System } from './system.ts';

const BATCH = 100;
const MAX_ATTEMPTS = 12;

interface Waiting {
  readonly id: string;
  readonly event: string;
  readonly payload: unknown;
  readonly attempts: number;
  readonly at: Temporal.Instant;
}

/** Delivers a batch; the number says how many were moved. */
export async function deliverEvents(city: City, systems: readonly System[]): Promise<number> {
  const now = city.clock.now();
  return city.staffDb.use(async (connection) => {
    const found = await connection.run<Waiting>(
      `select id, event, payload, attempts, at from kernel.outbox where delivered_at is null and (next_try_at is null or next_try_at <= $1) and attempts < ${MAX_ATTEMPTS} order by at, id limit ${BATCH}`, [now]);
    if (found.rows.length === 0) return 0;
    const notices = found.rows.filter((row) => row.event === 'kernel.notice');
    const jobs = found.rows.filter((row) => row.event === 'kernel.job');
    const events = found.rows.filter((row) => row.event !== 'kernel.notice' && row.event !== 'kernel.job');
    let moved = 0;
    if (notices.length > 0) moved += await together(connection, notices, now, (rows) => storeNotices(connection, city, rows));
    if (jobs.length > 0) moved += await together(connection, jobs, now, async (rows) => {
      for (const row of rows) await storeJob(connection, row.payload);
    });
    // Most events nobody hears yet: they are done in one statement.
    const known = new Set(systems.flatMap((system) => system.hears ?? []).map((hearer) => hearer.event));
    const unheard = events.filter((row) => !known.has(row.event)).map((row) => row.id);
    if (unheard.length > 0) moved += (await connection.run('update kernel.outbox set delivered_at = $1 where id = any($2) and delivered_at is null', [now, unheard])).rowCount ?? 0;
    for (const row of events.filter((one) => known.has(one.event))) moved += await hear(city, connection, systems, row, now);
    return moved;
  });
}

/** Rows that only turn into other rows: one transaction for all, and one by one when a row is bad. */
async function together(connection: Connection, rows: readonly Waiting[], now: Temporal.Instant, store: (rows: readonly Waiting[]) => Promise<void>): Promise<number> {
  const attempt = async (some: readonly Waiting[]): Promise<boolean> => {
    await connection.run('begin');
    try {
      const locked = await connection.run<{ id: string }>('select id from kernel.outbox where id = any($1) and delivered_at is null for update skip locked', [some.map((row) => row.id)]);
      const mine = new Set(locked.rows.map((row) => row.id));
      await store(some.filter((row) => mine.has(row.id)));
      await connection.run('update kernel.outbox set delivered_at = $1 where id = any($2)', [now, [...mine]]);
      await connection.run('commit');
      return true;
    } catch (error) {
      await connection.run('rollback').catch(() => {});
      if (some.length === 1 && some[0]) {
        logProblem('outbox', error, { what: some[0].event });
        await setBack(connection, some[0], now, error);
      }
      return false;
    }
  };
  if (await attempt(rows)) return rows.length;
  let moved = 0;
  for (const row of rows) if (await attempt([row])) moved++;
  return moved;
}

async function setBack(connection: Connection, row: Waiting, now: Temporal.Instant, error: unknown): Promise<void> {
  const wait = Math.min(2 ** row.attempts, 3600);
  await connection.run('update kernel.outbox set attempts = attempts + 1, next_try_at = $1, problem = $2 where id = $3', [now.add({ seconds: wait }), error instanceof Error ? error.name : 'problem', row.id]);
}

async function storeJob(connection: Connection, payload: unknown): Promise<void> {
  await connection.run(
    `insert into kernel.jobs (id, name, key, input, state, run_at, total_count, started_by)
     select (p->>'id')::uuid, p->>'name', p->>'key', p->'input', 'waiting', (p->>'at')::timestamptz, (p->>'total')::int, p->>'startedBy' from (select $1::jsonb as p) as given
     on conflict do nothing`, [JSON.stringify(payload)]);
}

async function hear(city: City, connection: Connection, systems: readonly System[], row: Waiting, now: Temporal.Instant): Promise<number> {
  const hearers = systems.flatMap((system) => system.hears ?? []).filter((hearer) => hearer.event === row.event);
  const heard = await connection.run<{ handler: string }>('select handler from kernel.deliveries where event_id = $1', [row.id]);
  const done = new Set(heard.rows.map((delivery) => delivery.handler));
  for (const hearer of hearers.filter((one) => !done.has(one.name))) {
    try {
      // The event's id is the request id: a hearer that did its work but was not marked does nothing the second time.
      const answer = await execute({ city, actor: { kind: 'system', id: hearer.name }, lang: 'ja' }, hearer.command, row.payload, `event:${row.id}`);
      if (!answer.ok) throw new Error(`${hearer.name}: ${answer.refused}`);
      await connection.run('insert into kernel.deliveries (event_id, handler, at) values ($1, $2, $3) on conflict do nothing', [row.id, hearer.name, now]);
    } catch (error) {
      logProblem('outbox', error, { what: row.event, hearer: hearer.name });
      await setBack(connection, row, now, error);
      return 0;
    }
  }
  await connection.run('update kernel.outbox set delivered_at = $1 where id = $2', [now, row.id]);
  return 1;
}

/** Events that no try could deliver; shown on the operations page. */
export function deadEvents(db: City['staffDb']): Promise<readonly { id: string; event: string; problem: string | null }[]> {
  return sql<{ id: string; event: string; problem: string | null }>`select id, event, problem from kernel.outbox where delivered_at is null and attempts >= ${MAX_ATTEMPTS} order by at limit 200`.execute(db.kysely).then((result) => result.rows);
}

/**
 * One moment at which several databases and the WAL agree: what the snapshots show is exactly what a recovery up to the
 * position restores, so the two can be compared row by row although the city goes on. Looked for without disturbing anybody
 * first; where writing never pauses, commands are held back for some milliseconds while the moment is taken.
 */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { ConnectTo } from '../db/database.ts';
import { BackupProblem } from './problem.ts';

export interface QuietMoment {
  readonly lsn: string;
  readonly at: Temporal.Instant;
  /** A client for each database, with the moment's snapshot open. */
  readonly clients: ReadonlyMap<string, pg.Client>;
  close(): Promise<void>;
}

const GENTLE_TRIES = 40;
const TRIES = 200;

export async function quietMoment(databases: readonly ConnectTo[]): Promise<QuietMoment> {
  if (databases.length === 0) throw new BackupProblem('NothingThere', '町のデータベースがないので、比べられません。');
  const open: pg.Client[] = [];
  const connect = async (to: ConnectTo) => {
    const client = new pg.Client({ ...to, application_name: 'yakuba-drill' });
    client.on('error', () => {});
    await client.connect();
    open.push(client);
    return client;
  };
  const close = async () => {
    for (const client of open) await client.end().catch(() => {});
  };
  try {
    const clients = new Map<string, pg.Client>();
    const holders: pg.Client[] = [];
    for (const to of databases) {
      clients.set(to.database, await connect(to));
      holders.push(await connect(to));
    }
    const probe = await connect(databases[0] ?? { host: '', database: '', user: '', password: '' });
    // A transaction of our own, so that something is to be shipped even in a city that sleeps.
    await probe.query('select pg_current_xact_id()');
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const found = await taken(probe, [...clients.values()], attempt < GENTLE_TRIES ? [] : holders);
      if (found) return { ...found, clients, close };
      await pause(5 + (attempt % 20));
    }
    throw new BackupProblem('Busy', '書き込みが途切れないので、比べる瞬間を取れませんでした。すいている時間に、もう一度実行してください。');
  } catch (error) {
    await close();
    throw error;
  }
}

/** Every command writes its request, so a share lock on that table holds commands back before they commit. The register of cities has none. */
const HOLD = `begin; set local lock_timeout = '3s'; do $$ begin if to_regclass('kernel.requests') is not null then lock table kernel.requests in share mode; end if; end $$`;

async function taken(probe: pg.Client, clients: readonly pg.Client[], holders: readonly pg.Client[]): Promise<{ lsn: string; at: Temporal.Instant } | null> {
  try {
    await Promise.all(holders.map((holder) => holder.query(HOLD)));
    return await look(probe, clients);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === '55P03') return null; // somebody's long transaction: later
    throw error;
  } finally {
    await Promise.all(holders.map((holder) => holder.query('rollback')));
  }
}

/**
 * The snapshots first, then the position, then who holds a transaction number, then a snapshot again. Somebody who has a
 * number may have written a commit before the position that no snapshot shows yet, unless they wait for a lock or for their
 * client. If all such people wait and the snapshots are the same before and after, nobody committed between them.
 */
async function look(probe: pg.Client, clients: readonly pg.Client[]): Promise<{ lsn: string; at: Temporal.Instant } | null> {
  const text = 'select pg_current_snapshot()::text as s';
  const snapshots = await Promise.all(clients.map(async (client) => {
    await client.query('begin isolation level repeatable read read only');
    return (await client.query<{ s: string }>(text)).rows[0]?.s;
  }));
  const moment = (await probe.query<{ lsn: string; at: string }>(`select pg_current_wal_insert_lsn()::text as lsn, to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`)).rows[0];
  const committing = (await probe.query<{ n: number }>(`select count(*)::int as n from pg_stat_activity where backend_xid is not null and wait_event_type is distinct from 'Lock' and state is distinct from 'idle in transaction'`)).rows[0]?.n;
  const after = (await probe.query<{ s: string }>(text)).rows[0]?.s;
  if (moment && committing === 0 && snapshots.every((one) => one !== undefined && one === after)) return { lsn: moment.lsn, at: Temporal.Instant.from(moment.at) };
  await Promise.all(clients.map((client) => client.query('rollback')));
  return null;
}

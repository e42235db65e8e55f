/**
 * One moment at which several databases and the WAL agree: every transaction that has a number has ended, and none took one
 * while we looked. What the snapshots show is then exactly what a recovery up to the position restores, so the two can be
 * compared row by row although the city goes on.
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

const TRIES = 2000;

export async function quietMoment(databases: readonly ConnectTo[]): Promise<QuietMoment> {
  const clients = new Map<string, pg.Client>();
  const probe = new pg.Client({ ...databases[0], application_name: 'yakuba-drill' });
  probe.on('error', () => {});
  const close = async () => {
    for (const client of [probe, ...clients.values()]) await client.end().catch(() => {});
  };
  try {
    for (const to of databases) {
      const client = new pg.Client({ ...to, application_name: 'yakuba-drill' });
      client.on('error', () => {});
      await client.connect();
      clients.set(to.database, client);
    }
    const [to] = databases;
    if (!to) throw new BackupProblem('NothingThere', '町のデータベースがないので、比べられません。');
    // A transaction of our own, so that something is to be shipped even in a city that sleeps.
    await probe.connect();
    await probe.query('select pg_current_xact_id()');
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const found = await look(probe, [...clients.values()]);
      if (found) return { ...found, clients, close };
      await pause(5 + (attempt % 20));
    }
    throw new BackupProblem('Busy', '書き込みが途切れないので、比べる瞬間を取れませんでした。すいている時間に、もう一度実行してください。');
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * The snapshots first, then the position, then whether anybody holds a transaction number, then the numbers again. Whoever
 * committed before the position without being in the snapshots either still holds a number or has moved the numbers on.
 */
async function look(probe: pg.Client, clients: readonly pg.Client[]): Promise<{ lsn: string; at: Temporal.Instant } | null> {
  const numbers = `select pg_snapshot_xmin(s)::text as low, pg_snapshot_xmax(s)::text as high from pg_current_snapshot() as s`;
  const snapshots = await Promise.all(clients.map(async (client) => {
    await client.query('begin isolation level repeatable read read only');
    return (await client.query<{ low: string; high: string }>(numbers)).rows[0];
  }));
  const moment = (await probe.query<{ lsn: string; at: string }>(`select pg_current_wal_insert_lsn()::text as lsn, to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`)).rows[0];
  const busy = (await probe.query<{ n: number }>('select count(*)::int as n from pg_stat_activity where backend_xid is not null')).rows[0]?.n;
  const after = (await probe.query<{ high: string }>(numbers)).rows[0]?.high;
  if (moment && busy === 0 && snapshots.every((one) => one?.low === one?.high && one?.high === after)) return { lsn: moment.lsn, at: Temporal.Instant.from(moment.at) };
  await Promise.all(clients.map((client) => client.query('rollback')));
  return null;
}

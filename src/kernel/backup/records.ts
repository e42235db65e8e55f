/** Writes how backups stand into every city's database, where the operations page reads it. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { ConnectTo } from '../db/database.ts';
import type { RolePasswords } from '../db/migrate.ts';
import type { MadeSet } from './set.ts';

export interface RecordsOf {
  readonly admin: ConnectTo;
  readonly passwords: RolePasswords;
}

export interface StateNote {
  readonly place: string;
  readonly everySeconds: number;
  readonly keep: string;
  readonly checkedAt: Temporal.Instant;
  readonly coversTo: Temporal.Instant | null;
  readonly freeBytes: number | null;
  readonly spooled: number;
  readonly problem: string | null;
}

/** Every database of ours on this server: those of the cities, and the register of cities. */
export async function ourDatabases(of: RecordsOf): Promise<readonly ConnectTo[]> {
  const client = new pg.Client({ ...of.admin, database: 'postgres', application_name: 'yakuba-backup' });
  client.on('error', () => {}); // its next statement fails
  await client.connect();
  try {
    const found = await client.query<{ name: string }>(`select datname as name from pg_database where not datistemplate and datallowconn and datname <> 'postgres' and pg_get_userbyid(datdba) = 'yakuba_owner' order by 1`);
    return found.rows.map(({ name }) => ({ ...of.admin, database: name, user: 'yakuba_owner', password: of.passwords.owner }));
  } finally {
    await client.end();
  }
}

/** Something in each city's database: those whose tables for backups are there. */
async function inEachCity<T>(of: RecordsOf, work: (client: pg.Client, to: ConnectTo) => Promise<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for (const to of await ourDatabases(of)) {
    const client = new pg.Client({ ...to, application_name: 'yakuba-backup' });
    client.on('error', () => {});
    try {
      await client.connect();
      const ready = await client.query<{ there: boolean }>(`select to_regclass('kernel.backup_state') is not null as there`);
      if (ready.rows[0]?.there) found.push(await work(client, to));
    } finally {
      await client.end().catch(() => {});
    }
  }
  return found;
}

/** The cities on this server. */
export function cityDatabases(of: RecordsOf): Promise<readonly ConnectTo[]> {
  return inEachCity(of, (_client, to) => Promise.resolve(to));
}

/** One statement in each city's database. Returns how many wrote: each took one transaction number. */
async function inEach(of: RecordsOf, text: string, values: readonly unknown[]): Promise<number> {
  return (await inEachCity(of, (client) => client.query(text, [...values]))).filter((result) => (result.rowCount ?? 0) > 0).length;
}

export function noteState(of: RecordsOf, note: StateNote): Promise<number> {
  return inEach(of,
    `insert into kernel.backup_state (place, every_seconds, keep, checked_at, covers_to, free_bytes, spooled, problem, problem_since) values ($1, $2, $3, $4, $5, $6, $7, $8, case when $8::text is not null then $4::timestamptz end)
     on conflict (only_one) do update set place = excluded.place, every_seconds = excluded.every_seconds, keep = excluded.keep, checked_at = excluded.checked_at, covers_to = coalesce(excluded.covers_to, kernel.backup_state.covers_to),
       free_bytes = excluded.free_bytes, spooled = excluded.spooled, problem = excluded.problem, problem_since = case when excluded.problem is null then null else coalesce(kernel.backup_state.problem_since, excluded.checked_at) end`,
    [note.place, note.everySeconds, note.keep, note.checkedAt.toString(), note.coversTo?.toString() ?? null, note.freeBytes, note.spooled, note.problem]);
}

export function noteSet(of: RecordsOf, place: string, made: MadeSet): Promise<number> {
  const { value } = made;
  return inEach(of,
    `insert into kernel.backup_sets (id, manifest, place, started_at, consistent_at, finished_at, bytes, new_bytes, files, databases, damaged_files) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`,
    [randomUUID(), made.name, place, value.startedAt, value.consistentAt, value.finishedAt, value.bytes, value.newBytes, made.files, value.databases.length, made.damaged.length]);
}

export function noteFailedSet(of: RecordsOf, place: string, startedAt: Temporal.Instant, finishedAt: Temporal.Instant, problem: string): Promise<number> {
  return inEach(of, 'insert into kernel.backup_sets (id, place, started_at, finished_at, problem) values ($1, $2, $3, $4, $5)', [randomUUID(), place, startedAt.toString(), finishedAt.toString(), problem]);
}

export function noteRemoved(of: RecordsOf, manifests: readonly string[], at: Temporal.Instant): Promise<number> {
  return manifests.length === 0 ? Promise.resolve(0) : inEach(of, 'update kernel.backup_sets set removed_at = $2 where manifest = any($1) and removed_at is null', [[...manifests], at.toString()]);
}

/**
 * A copy of a running cluster's folder, by PostgreSQL's low-level base backup ("Making a Non-Exclusive Low-Level Backup"):
 * pg_backup_start, copy the files while they change, pg_backup_stop, add backup_label. What changed meanwhile is put right by
 * the WAL between the two.
 */
import { createReadStream, existsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { ConnectTo } from '../db/database.ts';
import { isMissing } from '../files/durable.ts';
import type { GroupWriter } from './group.ts';
import { BackupProblem } from './problem.ts';

/** Folders whose contents the documentation says to leave out; the folders themselves are needed. */
const EMPTIED = new Set(['pg_wal', 'pg_replslot', 'pg_dynshmem', 'pg_notify', 'pg_serial', 'pg_snapshots', 'pg_stat_tmp', 'pg_subtrans']);
const LEFT_OUT = new Set(['postmaster.pid', 'postmaster.opts', 'recovery.signal', 'standby.signal', 'backup_label', 'backup_label.old', 'tablespace_map', 'tablespace_map.old', 'backup_manifest', 'wal-spool', 'restore-wal', 'wal-archive.sh', 'current_logfiles', 'postgresql.auto.conf.tmp']);
const READ_BYTES = 1024 * 1024;

export interface ClusterCopy {
  readonly startLsn: string;
  readonly stopLsn: string;
  readonly startWal: string;
  readonly stopWal: string;
  readonly consistentAt: Temporal.Instant;
}

/** Whether a path below the cluster's folder is left out of a copy. */
export function leftOut(path: string): boolean {
  const parts = path.split('/');
  const [first = ''] = parts;
  const last = parts.at(-1) ?? '';
  if (LEFT_OUT.has(first) || (parts.length > 1 && EMPTIED.has(first) && !(first === 'pg_wal' && path === 'pg_wal/archive_status'))) return true;
  return last.startsWith('pgsql_tmp') || last.startsWith('pg_internal.init');
}

/** Copies into the group and calls `underway` with bytes as it goes. The group is not finished here. */
export async function copyCluster(admin: ConnectTo, cluster: string, group: GroupWriter, underway: (bytes: number) => void): Promise<ClusterCopy> {
  const client = new pg.Client({ ...admin, database: 'postgres', application_name: 'yakuba-backup' });
  client.on('error', () => {});
  await client.connect();
  try {
    await requireArchiving(client);
    const started = await client.query<{ lsn: string }>(`select pg_backup_start('yakuba', true)::text as lsn`);
    const start = started.rows[0];
    if (!start) throw new Error('pg_backup_start said nothing');
    await copyFolder(cluster, '', group, underway);
    const stopped = await client.query<{ lsn: string; labelfile: string; spcmapfile: string }>('select lsn::text, labelfile, spcmapfile from pg_backup_stop(false)');
    const stop = stopped.rows[0];
    if (!stop) throw new Error('pg_backup_stop said nothing');
    if (stop.spcmapfile.trim() !== '') throw new BackupProblem('CannotCopy', '表領域（tablespace）を使うデータベースは、この方法では写せません。表領域をなくすか、DATABASE_URL の先で pg_basebackup を使ってください。');
    const label = Buffer.from(stop.labelfile);
    await group.file('backup_label', 0o600, once(label));
    const wal = await client.query<{ wal: string; at: string }>(`select pg_walfile_name($1::pg_lsn - 1) as wal, to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`, [stop.lsn]);
    const row = wal.rows[0];
    if (!row) throw new Error('no WAL file name');
    return { startLsn: start.lsn, stopLsn: stop.lsn, startWal: startWalIn(stop.labelfile), stopWal: row.wal, consistentAt: Temporal.Instant.from(row.at) };
  } finally {
    await client.end().catch(() => {});
  }
}

/** "START WAL LOCATION: 0/2000028 (file 000000010000000000000002)". */
export function startWalIn(label: string): string {
  const found = /^START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)$/m.exec(label)?.[1];
  if (found === undefined) throw new Error('backup_label names no WAL file');
  return found;
}

async function requireArchiving(client: pg.Client): Promise<void> {
  const found = await client.query<{ mode: string; command: string }>(`select current_setting('archive_mode') as mode, current_setting('archive_command') as command`);
  const row = found.rows[0];
  if (row?.mode !== 'on' || !row.command.includes('wal-archive.sh')) {
    throw new BackupProblem('CannotCopy', 'いま動いているデータベースは、変更の控え（WAL）を残さない設定で始まっています。町役場を一度閉じて開き直してから、もう一度実行してください。');
  }
}

export async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function copyFolder(cluster: string, path: string, group: GroupWriter, underway: (bytes: number) => void): Promise<void> {
  const names = (await readdir(join(cluster, path))).toSorted();
  for (const name of names) {
    const below = path === '' ? name : `${path}/${name}`;
    if (leftOut(below)) continue;
    const found = await lstat(join(cluster, below)).catch((error: unknown) => {
      if (isMissing(error)) return null; // dropped while we look: the WAL knows
      throw error;
    });
    if (!found) continue;
    if (found.isDirectory()) {
      group.folder(below, found.mode & 0o777);
      await copyFolder(cluster, below, group, underway);
    } else if (found.isFile()) await group.file(below, found.mode & 0o777, upTo(join(cluster, below), found.size, underway));
    else if (found.isSymbolicLink()) throw new BackupProblem('CannotCopy', `データベースのフォルダーに、ほかの場所へのリンク（${below}）があるので、写せません。`);
  }
}

/** The first `size` bytes as they are now; a file that was cut or dropped meanwhile ends early. */
export async function* upTo(path: string, size: number, underway: (bytes: number) => void = () => {}): AsyncGenerator<Buffer> {
  if (size === 0 || !existsSync(path)) return;
  try {
    for await (const chunk of createReadStream(path, { end: size - 1, highWaterMark: READ_BYTES })) {
      if (!Buffer.isBuffer(chunk)) continue;
      underway(chunk.byteLength);
      yield chunk;
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Makes a set: database, files and configuration as of one moment. The manifest is written last, so a set is whole or is not there. */
import pg from 'pg';
import type { Clock } from '../clock.ts';
import type { ConnectTo } from '../db/database.ts';
import { nextWal } from './choose.ts';
import type { ClusterCopy } from './cluster.ts';
import { GroupWriter } from './group.ts';
import { type BackupSet, type Group, hashInName, type Named, type WalFile } from './manifest.ts';
import { BackupProblem } from './problem.ts';
import type { Shipper } from './shipper.ts';
import type { Source } from './source.ts';
import { copyConfiguration, copyStored, noFiles } from './stored.ts';
import type { Vault } from './vault.ts';

export const CLUSTER = 'cluster';
export const PRODUCT = '0.1.0';
const DRAIN_MS = 10_000;

export interface SetOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly progress: (label: string, done: number, total: number) => void;
}

export interface MadeSet extends Named<BackupSet> {
  readonly files: number;
  /** Stored files that are not what their name says: not put away, and worth a look. */
  readonly damaged: readonly string[];
}

export async function makeSet(vault: Vault, source: Source, shipper: Shipper, options: SetOptions): Promise<MadeSet> {
  const startedAt = options.clock.now();
  await vault.claim();
  await vault.learn();
  const writtenBefore = vault.written;
  const facts = await serverFacts(source.admin);
  const previous = (await vault.names('sets')).at(-1);
  const tell = progressOf(facts.bytes, options.progress);

  const { copy, clusterGroup, report } = await drained(source, shipper, async () => {
    const cluster = new GroupWriter(vault, CLUSTER);
    const done = await source.copy(cluster, tell.more);
    const group = await cluster.finish();
    // Files after the database: whatever the copy names was stored before it was named.
    const files = noFiles();
    await copyStored(vault, options.dataDir, files, tell.more);
    await copyConfiguration(vault, options.dataDir, files);
    return { copy: done, clusterGroup: group, report: files };
  });
  const wal = await shipper.walBetween(copy.startWal, copy.stopWal);
  if (!reaches(wal, copy, facts.walBytes)) throw new BackupProblem('Busy', '写しているあいだに、変更の控え（WAL）の一部が残せなかったので、この写しは使えません。もう一度取ってください。');
  const groups = [clusterGroup, ...report.groups];
  const made = await vault.putManifest<BackupSet>({
    kind: 'set', format: 1, product: PRODUCT, postgres: facts.version, server: source.kind, adminUser: source.superuser, databases: facts.databases,
    startedAt: startedAt.toString(), consistentAt: copy.consistentAt.toString(), finishedAt: options.clock.now().toString(),
    startLsn: copy.startLsn, stopLsn: copy.stopLsn, startWal: copy.startWal, walBytes: facts.walBytes, groups, wal,
    bytes: await sealedBytes(vault, groups) + wal.reduce((sum, file) => sum + file.pieces.reduce((all, piece) => all + piece.bytes, 0), 0),
    newBytes: vault.written - writtenBefore, previous: previous ? hashInName(previous) : null,
  });
  tell.end();
  return { ...made, files: report.files, damaged: report.damaged };
}

/** The WAL of a single set is put away while it comes; nobody else empties its spool, and a full one would cost the set. */
async function drained<T>(source: Source, shipper: Shipper, work: () => Promise<T>): Promise<T> {
  if (!source.once) return work();
  // What fails here fails again, and in words, where the set's own bytes go.
  const timer = setInterval(() => void shipper.drain().catch(() => {}), DRAIN_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** Whether the WAL leads from the copy's beginning to its end; without it the copy is a heap of pages of different moments. */
function reaches(wal: readonly WalFile[], copy: ClusterCopy, walBytes: number): boolean {
  const there = new Set(wal.map((file) => file.name));
  for (let name = copy.startWal; there.has(name); name = nextWal(name, walBytes)) if (name >= copy.stopWal) return true;
  return false;
}

async function sealedBytes(vault: Vault, groups: readonly Group[]): Promise<number> {
  let sum = 0;
  for (const group of groups) for (const line of await vault.getList(group.list.sha256)) sum += Number(line.split(' ')[1]);
  return sum;
}

interface ServerFacts {
  readonly version: string;
  readonly databases: string[];
  readonly walBytes: number;
  readonly bytes: number;
}

async function serverFacts(admin: ConnectTo): Promise<ServerFacts> {
  const client = new pg.Client({ ...admin, database: 'postgres', application_name: 'yakuba-backup' });
  client.on('error', () => {}); // its next statement fails
  await client.connect();
  try {
    const facts = await client.query<{ version: string; wal: string; bytes: string }>(`select current_setting('server_version') as version, (select setting from pg_settings where name = 'wal_segment_size') as wal, (select sum(pg_database_size(oid)) from pg_database where datallowconn and has_database_privilege(oid, 'connect'))::text as bytes`);
    const databases = await client.query<{ name: string }>(`select datname as name from pg_database where not datistemplate order by 1`);
    const row = facts.rows[0];
    return { version: row?.version ?? '', walBytes: Number(row?.wal ?? 0), bytes: Number(row?.bytes ?? 0), databases: databases.rows.map((one) => one.name) };
  } finally {
    await client.end();
  }
}

function progressOf(total: number, progress: SetOptions['progress']) {
  let done = 0;
  const label = 'バックアップ';
  return {
    more(bytes: number) {
      done += bytes;
      progress(label, Math.min(done, total - 1), total);
    },
    end: () => progress(label, total, total),
  };
}

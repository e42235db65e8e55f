/** Makes a set: database, files and configuration as of one moment. The manifest is written last, so a set is whole or is not there. */
import pg from 'pg';
import type { Clock } from '../clock.ts';
import type { ConnectTo } from '../db/database.ts';
import { GroupWriter } from './group.ts';
import { type BackupSet, type Group, hashInName, type Named } from './manifest.ts';
import type { Shipper } from './shipper.ts';
import type { Source } from './source.ts';
import { copyConfiguration, copyStored, noFiles } from './stored.ts';
import type { Vault } from './vault.ts';

export const CLUSTER = 'cluster';
export const PRODUCT = '0.1.0';

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

  const cluster = new GroupWriter(vault, CLUSTER);
  const copy = await source.copy(cluster, tell.more);
  const clusterGroup = await cluster.finish();
  // Files after the database: whatever the copy names was stored before it was named.
  const report = noFiles();
  await copyStored(vault, options.dataDir, report, tell.more);
  await copyConfiguration(vault, options.dataDir, report);
  const wal = await shipper.walBetween(copy.startWal, copy.stopWal);
  const groups = [clusterGroup, ...report.groups];
  const made = await vault.putManifest<BackupSet>({
    kind: 'set', format: 1, product: PRODUCT, postgres: facts.version, server: source.kind, adminUser: source.admin.user, databases: facts.databases,
    startedAt: startedAt.toString(), consistentAt: copy.consistentAt.toString(), finishedAt: options.clock.now().toString(),
    startLsn: copy.startLsn, stopLsn: copy.stopLsn, startWal: copy.startWal, walBytes: facts.walBytes, groups, wal,
    bytes: await sealedBytes(vault, groups) + wal.reduce((sum, file) => sum + file.pieces.reduce((all, piece) => all + piece.bytes, 0), 0),
    newBytes: vault.written - writtenBefore, previous: previous ? hashInName(previous) : null,
  });
  tell.end();
  return { ...made, files: report.files, damaged: report.damaged };
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
  await client.connect();
  try {
    const facts = await client.query<{ version: string; wal: string; bytes: string }>(`select current_setting('server_version') as version, (select setting from pg_settings where name = 'wal_segment_size') as wal, (select sum(pg_database_size(oid)) from pg_database where datallowconn)::text as bytes`);
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

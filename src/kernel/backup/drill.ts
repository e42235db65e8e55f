/**
 * The restore drill: brings the last set back beside the running city, up to one exact moment, and compares every table and
 * every file with what the city held at that moment. What it measures: RTO, from the first byte fetched to a database that
 * answers and keeps its constraints; RPO, how long after a change the change was safe at the place.
 */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { lstat, mkdir, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Clock } from '../clock.ts';
import { fingerprintDifferences, fingerprintsIn, type TableFingerprint, tableFingerprints } from '../db/fingerprint.ts';
import type { MigrationFolder } from '../db/migrate.ts';
import { momentWords } from './choose.ts';
import { timeInName } from './manifest.ts';
import { BackupProblem } from './problem.ts';
import { type QuietMoment, quietMoment } from './quiet-moment.ts';
import { ourDatabases } from './records.ts';
import { restore } from './restore.ts';
import type { DrillHeld } from './drill-record.ts';
import type { Installed, Session } from './session.ts';
import { makeSet } from './set.ts';
import { shardFiles, treeOf } from './tree.ts';
import type { Vault } from './vault.ts';
import { verifyCities } from './verify/verify.ts';

export interface DrillOptions {
  readonly clock: Clock;
  readonly migrations: readonly MigrationFolder[];
  readonly progress: (label: string, done: number, total: number) => void;
  readonly say: (line: string) => void;
  /** How long a steady backup may take to ship the marker. */
  readonly patienceSeconds?: number;
}

export interface DrillResult extends DrillHeld {
  readonly place: string;
  readonly manifest: string;
  readonly differences: readonly string[];
}

/** `session`: null while a steady backup runs, which is then what is measured; otherwise the drill makes the set itself. */
export async function drillRestore(installed: Installed, reading: Vault, session: Session | null, options: DrillOptions): Promise<DrillResult> {
  const at = options.clock.now();
  const before = await newest(reading);
  if (session) {
    options.say('続けてのバックアップが動いていないので、いま一つ取ります。');
    await makeSet(session.vault, session.source, session.shipper, { dataDir: installed.dataDir, clock: options.clock, progress: options.progress });
  }
  const moment = await quietMoment(await ourDatabases(installed));
  try {
    const live = await storedFiles(installed.dataDir);
    const safe = safeMoment(session, reading, moment.at, options);
    safe.catch(() => {});
    const tables = new Map<string, ReadonlyMap<string, TableFingerprint>>();
    for (const [database, client] of moment.clients) tables.set(database, await fingerprintsIn(client));
    const safeAt = await safe;
    // With a steady backup: until the change was safe. Without one: all that came after the backup before this drill would be lost.
    const rpo = session ? (before ? at.since(before).total('seconds') : 0) : safeAt.since(moment.at).total('seconds');
    const beside = join(installed.dataDir, 'backup', `drill-${process.pid}`);
    await rm(beside, { recursive: true, force: true });
    await mkdir(join(installed.dataDir, 'backup'), { recursive: true, mode: 0o700 });
    try {
      return await compare(installed, reading, { ...options, at, rpo, moment, live, tables, beside, first: before === null && session !== null });
    } finally {
      await removeRestored(beside);
    }
  } finally {
    await moment.close();
  }
}

/** The newest moment that is safe at the place. */
async function newest(vault: Vault): Promise<Temporal.Instant | null> {
  const all = [...await vault.names('sets'), ...await vault.names('shipments')].map(timeInName);
  return all.toSorted((a, b) => Temporal.Instant.compare(b, a))[0] ?? null;
}

/** When the marker was safe at the place. */
async function safeMoment(session: Session | null, reading: Vault, marker: Temporal.Instant, options: DrillOptions): Promise<Temporal.Instant> {
  await (session ? session.shipper.ship(true) : arrival(reading, marker, options));
  return options.clock.now();
}

async function arrival(vault: Vault, marker: Temporal.Instant, options: DrillOptions): Promise<void> {
  const until = options.clock.now().add({ seconds: options.patienceSeconds ?? 180 });
  for (;;) {
    const last = (await vault.names('shipments')).at(-1);
    if (last !== undefined && Temporal.Instant.compare(Temporal.Instant.from((await vault.shipment(last)).value.coversTo), marker) >= 0) return;
    if (Temporal.Instant.compare(options.clock.now(), until) > 0) throw new BackupProblem('Missing', `いまの変更が、いつまでも ${vault.place.shown} に届きません。「バックアップ」の画面で、続けてのバックアップの様子を確かめてください。`);
    await pause(500);
  }
}

/** Paths of all stored files by hash. */
async function storedFiles(dataDir: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const { path, shards } of (await treeOf(dataDir)).stores) {
    for (const shard of shards) for (const name of await shardFiles(dataDir, path, shard)) found.set(`${path}/${shard}/${name}`, name);
  }
  return found;
}

interface Comparing extends DrillOptions {
  readonly at: Temporal.Instant;
  readonly rpo: number;
  readonly moment: Pick<QuietMoment, 'at' | 'lsn'>;
  readonly live: ReadonlyMap<string, string>;
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, TableFingerprint>>;
  readonly beside: string;
  readonly first: boolean;
}

async function compare(installed: Installed, reading: Vault, what: Comparing): Promise<DrillResult> {
  const began = what.clock.now();
  // From the set before the moment: a steady backup may have finished another one since.
  const restored = await restore(reading, { dataDir: what.beside, at: what.moment.at, targetLsn: what.moment.lsn, progress: what.progress });
  const differences: string[] = [];
  let tables = 0;
  try {
    const { admin } = restored;
    await answers(admin);
    const rto = what.clock.now().since(began).total('seconds');
    what.say('戻せました。もとと比べています…');
    for (const [database, expected] of what.tables) {
      const found = await tableFingerprints({ ...admin, database });
      tables += found.size;
      differences.push(...fingerprintDifferences(expected, found).map((one) => `${database} ${one.table}（もと ${one.rows ?? 'なし'} 行、戻したもの ${one.otherRows ?? 'なし'} 行）`));
    }
    for (const city of await verifyCities({ dataDir: what.beside, admin, migrations: what.migrations, now: what.clock.now(), only: [...what.tables.keys()] })) {
      differences.push(...city.findings.filter((one) => one.level === 'damaged').map((one) => `${city.database} ${one.area}: ${one.said}`));
    }
    let files = 0;
    for (const [path, name] of what.live) {
      const full = join(what.beside, path);
      if (!existsSync(full)) differences.push(`${path} がありません`);
      else if ((await hashOf(full)) !== name) differences.push(`${path} の中身が違います`);
      files++;
      what.progress('訓練: ファイル', files, what.live.size);
    }
    return {
      kind: 'restore', at: what.at.toString(), rtoSeconds: rto, rpoSeconds: what.rpo, tables, files, allEqual: differences.length === 0, place: reading.place.shown, manifest: restored.setName, differences: differences.slice(0, 200),
      note: `${momentWords(Temporal.Instant.from(restored.set.consistentAt))} のバックアップから${what.first ? '（この訓練のために初めて取ったもの）' : ''}`,
    };
  } finally {
    await restored.server.stop();
  }
}

async function answers(admin: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(admin);
  await client.connect();
  try {
    await client.query('select 1');
  } finally {
    await client.end();
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) if (Buffer.isBuffer(chunk)) hash.update(chunk);
  return hash.digest('hex');
}

/** The cluster may stand elsewhere (see db/embedded.ts), with a link in the folder. */
async function removeRestored(folder: string): Promise<void> {
  const cluster = join(folder, 'postgres');
  const found = await lstat(cluster).catch(() => null);
  if (found?.isSymbolicLink()) await rm(await readlink(cluster), { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}

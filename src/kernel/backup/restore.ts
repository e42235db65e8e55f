/** Restores onto an empty machine: fetch, check every hash before use, place, replay the WAL, look whether all is well. */
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ConnectTo } from '../db/database.ts';
import { bundledVersion, clusterOf, type EmbeddedOptions, type EmbeddedServer, startEmbedded, UNFINISHED_RESTORE } from '../db/embedded.ts';
import { type Chosen, choose } from './choose.ts';
import { unpack } from './group.ts';
import { Lanes } from './lanes.ts';
import type { BackupSet, Group } from './manifest.ts';
import { binariesFor, type Guest, guestCluster } from './postgres-versions.ts';
import { BackupProblem } from './problem.ts';
import { CLUSTER } from './set.ts';
import type { Vault } from './vault.ts';
import type { Owner } from './wal-spool.ts';

const WAL_FOLDER = 'restore-wal';
const REPLAY_PATIENCE_SECONDS = 6 * 3600;

export interface RestoreOptions {
  readonly dataDir: string;
  readonly at: Temporal.Instant | null;
  /** Stop exactly here instead (a drill's marker). */
  readonly targetLsn?: string;
  readonly progress: (label: string, done: number, total: number) => void;
}

export interface Restored {
  readonly set: BackupSet;
  readonly setName: string;
  readonly coversTo: Temporal.Instant;
  readonly files: number;
  readonly server: EmbeddedServer;
  readonly admin: ConnectTo;
  /** The machine's own PostgreSQL that was needed; null: npm's serves. */
  readonly binDir: string | null;
}

/** Fills an empty data folder and starts its server, caught up. The caller looks at it and stops it. */
export async function restore(vault: Vault, options: RestoreOptions): Promise<Restored> {
  const dataDir = resolve(options.dataDir);
  refuseFilled(dataDir);
  const chosen = await choose(vault, options.at);
  const binDir = binariesFor(chosen.set.value.postgres, bundledVersion());
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(join(dataDir, UNFINISHED_RESTORE), `${chosen.set.name}\n`, { mode: 0o600 });
  const { cluster, owner } = clusterOf(dataDir);
  const files = await placeAll(vault, chosen, dataDir, cluster, owner, options);
  await placeWal(vault, chosen, cluster, owner, options);
  const guest = guestCluster(dataDir, cluster, owner, chosen.set.value);
  const replayed = await replay(dataDir, cluster, owner, options, { ...(binDir ? { binDir } : {}), settings: guest?.settings ?? {} });
  rmSync(join(cluster, WAL_FOLDER), { recursive: true, force: true });
  const whole = () => rmSync(join(dataDir, UNFINISHED_RESTORE));
  const server = guest ? await settled(guest, replayed, whole, { dataDir, ...(binDir ? { binDir } : {}) }) : replayed;
  if (!guest) whole();
  return {
    set: chosen.set.value, setName: chosen.set.name, coversTo: chosen.coversTo, files, server, binDir,
    admin: { host: server.socketDir, database: 'postgres', user: server.adminUser, password: server.adminPassword },
  };
}

/** Starts it anew as it will be opened from now on, so that what comes up here comes up tomorrow. */
async function settled(guest: Guest, replayed: EmbeddedServer, whole: () => void, how: EmbeddedOptions): Promise<EmbeddedServer> {
  try {
    await guest.settle(replayed);
  } finally {
    await replayed.stop();
  }
  whole();
  return startEmbedded(how);
}

function refuseFilled(dataDir: string): void {
  const found = existsSync(dataDir) ? readdirSync(dataDir) : [];
  if (found.length === 0) return;
  if (found.includes(UNFINISHED_RESTORE)) throw new BackupProblem('NotEmpty', `${dataDir} には、途中で止まった復元が残っています。このフォルダーを消してから、もう一度実行してください。`);
  throw new BackupProblem('NotEmpty', `${dataDir} は空ではありません（${found.slice(0, 3).join('、')}${found.length > 3 ? ' など' : ''}）。上書きはしません。--data で、空のフォルダーか、まだないフォルダーを指定してください。`);
}

async function placeAll(vault: Vault, chosen: Chosen, dataDir: string, cluster: string, owner: Owner | null, options: RestoreOptions): Promise<number> {
  const { groups } = chosen.set.value;
  const total = [...groups, ...chosen.newFiles].reduce((sum, group) => sum + group.plainBytes, 0);
  let done = 0;
  const progress = (bytes: number) => {
    done += bytes;
    options.progress('復元: ファイル', Math.min(done, Math.max(total - 1, 0)), total);
  };
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  if (owner) chownSync(cluster, owner.uid, owner.gid);
  let files = 0;
  const outside = (path: string) => (path.split('/')[0] === 'postgres' ? null : join(dataDir, path));
  for (const group of groups) {
    if (group.name === CLUSTER) await unpack(vault, group, { to: (path) => join(cluster, path), owner, sync: false, progress });
    else files += await unpack(vault, group, { to: outside, owner: null, sync: true, progress });
  }
  for (const group of chosen.newFiles) files += await unpack(vault, group, { to: outside, owner: null, sync: true, progress });
  if (!existsSync(join(cluster, 'PG_VERSION')) || !existsSync(join(cluster, 'backup_label'))) throw new BackupProblem('Damaged', `${chosen.set.name} にデータベースが入っていません。ほかの世代から復元してください。`);
  options.progress('復元: ファイル', total, total);
  return files;
}

async function placeWal(vault: Vault, chosen: Chosen, cluster: string, owner: Owner | null, options: RestoreOptions): Promise<void> {
  const folder = join(cluster, WAL_FOLDER);
  mkdirSync(folder, { mode: 0o700 });
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const lanes = new Lanes(2);
  let done = 0;
  for (const file of chosen.wal) {
    await lanes.add(async () => {
      const pieces = [];
      for (const piece of file.pieces) pieces.push(await vault.get(piece));
      const path = join(folder, file.name);
      await writeFile(path, pieces, { mode: 0o600 });
      if (owner) chownSync(path, owner.uid, owner.gid);
      options.progress('復元: 変更の控え', ++done, chosen.wal.length);
    });
  }
  await lanes.settle();
}

/** What PostgreSQL says when the WAL ends before a commit later than the target: then everything there is belongs to before it. */
const ENDED_BEFORE = /recovery ended before configured recovery target was reached/;

async function replay(dataDir: string, cluster: string, owner: Owner | null, options: RestoreOptions, how: Pick<EmbeddedOptions, 'binDir' | 'settings'>): Promise<EmbeddedServer> {
  const signal = join(cluster, 'recovery.signal');
  const start = (target: Readonly<Record<string, string>>) => {
    writeFileSync(signal, '', { mode: 0o600 });
    if (owner) chownSync(signal, owner.uid, owner.gid);
    return startEmbedded({
      ...how, dataDir, patienceSeconds: REPLAY_PATIENCE_SECONDS,
      settings: { restore_command: `cp ${WAL_FOLDER}/%f "%p"`, recovery_target_timeline: 'current', recovery_target_action: 'promote', hot_standby: 'off', ...how.settings, ...target },
    });
  };
  // Exactly up to the end of a replayed log is what everything there means; PostgreSQL takes no target for it.
  if (options.targetLsn !== undefined) return start({ recovery_target_lsn: options.targetLsn, recovery_target_inclusive: 'off' });
  if (options.at === null) return start({});
  const log = join(dataDir, 'postgres.log');
  try {
    return await start({ recovery_target_time: options.at.toString({ smallestUnit: 'microsecond' }).replace('T', ' ').replace('Z', '+00') });
  } catch (error) {
    const said = existsSync(log) ? readFileSync(log, 'utf8') : '';
    if (!ENDED_BEFORE.test(said)) throw error;
    renameSync(log, `${log}.first`);
    return start({});
  }
}

/** For people: groups that hold stored files. */
export function storedGroups(groups: readonly Group[]): readonly Group[] {
  return groups.filter((group) => group.name !== CLUSTER);
}

/** Stored files into groups: read only when their bytes are not put away yet, and checked against their names when they are read. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { installationKey } from '../db/installation.ts';
import { isMissing } from '../files/durable.ts';
import { once, upTo } from './cluster.ts';
import { GroupWriter } from './group.ts';
import { Lanes } from './lanes.ts';
import type { Group, Piece } from './manifest.ts';
import { sha256Of } from './seal.ts';
import { shardFiles, treeOf } from './tree.ts';
import type { Vault } from './vault.ts';

/** A stored file up to this size is one piece, so that its name alone says whether it is put away. */
const WHOLE_BYTES = 16 * 1024 * 1024;
/** A store with more files than this is a group for each of its 256 folders: what did not change is not listed anew. */
const ONE_GROUP = 2000;
const AT_ONCE = 12;
export const CONFIGURATION = 'configuration';

export interface FilesReport {
  readonly groups: Group[];
  files: number;
  /** Paths whose bytes are not what their name says. */
  readonly damaged: string[];
}

export function noFiles(): FilesReport {
  return { groups: [], files: 0, damaged: [] };
}

/** All stored files of the installation. */
export async function copyStored(vault: Vault, dataDir: string, report: FilesReport, underway: (bytes: number) => void): Promise<void> {
  for (const { path, shards } of (await treeOf(dataDir)).stores) {
    let count = 0;
    for (const shard of shards) count += (await shardFiles(dataDir, path, shard)).length;
    let group = new GroupWriter(vault, path);
    for (const shard of shards) {
      if (count > ONE_GROUP) group = new GroupWriter(vault, `${path}/${shard}`);
      await copyInto(group, vault, dataDir, (await shardFiles(dataDir, path, shard)).map((name) => `${path}/${shard}/${name}`), report, underway);
      if (count > ONE_GROUP) report.groups.push(await group.finish());
    }
    if (count <= ONE_GROUP) report.groups.push(await group.finish());
  }
}

/** These stored files, as one group; none: no group. */
export async function copyThese(vault: Vault, dataDir: string, paths: readonly string[], report: FilesReport): Promise<void> {
  if (paths.length === 0) return;
  const group = new GroupWriter(vault, 'new-files');
  await copyInto(group, vault, dataDir, paths, report, () => {});
  report.groups.push(await group.finish());
}

interface Ready {
  readonly path: string;
  readonly mode: number;
  readonly bytes: number;
  /** Null: too large for one piece. */
  readonly piece: Piece | null;
}

/** Several are read and put away at once; the group lists them in the given order, so that the same files make the same list. */
async function copyInto(group: GroupWriter, vault: Vault, dataDir: string, paths: readonly string[], report: FilesReport, underway: (bytes: number) => void): Promise<void> {
  const lanes = new Lanes(AT_ONCE);
  const begun: Promise<Ready | null>[] = [];
  for (const path of paths) begun.push((await lanes.add(() => prepare(vault, dataDir, path, report, underway))).started);
  await lanes.settle();
  for (const ready of await Promise.all(begun)) {
    if (!ready) continue;
    if (ready.piece) group.known(ready.path, ready.mode, [ready.piece]);
    else await group.file(ready.path, ready.mode, upTo(join(dataDir, ready.path), ready.bytes, underway));
    report.files++;
  }
}

async function prepare(vault: Vault, dataDir: string, path: string, report: FilesReport, underway: (bytes: number) => void): Promise<Ready | null> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const full = join(dataDir, path);
  try {
    const found = await stat(full);
    const ready = { path, mode: found.mode & 0o777, bytes: found.size };
    if (found.size > WHOLE_BYTES) return { ...ready, piece: null };
    const known = vault.known(name, found.size);
    if (known) return { ...ready, piece: known };
    const bytes = await readFile(full);
    underway(bytes.byteLength);
    if (sha256Of(bytes) === name) return { ...ready, piece: await vault.put(bytes) };
    report.damaged.push(path);
    return null;
  } catch (error) {
    if (isMissing(error)) return null; // swept away while we looked: nobody names it
    throw error;
  }
}

/** Keys and settings: everything in the data folder that is neither the database nor a stored file. */
export async function copyConfiguration(vault: Vault, dataDir: string, report: FilesReport): Promise<void> {
  const group = new GroupWriter(vault, CONFIGURATION);
  const { plain } = await treeOf(dataDir);
  for (const file of plain) {
    await group.file(file.path, file.mode, upTo(join(dataDir, file.path), file.bytes));
    report.files++;
  }
  // The key may lie elsewhere (YAKUBA_KEY_FILE); without it nobody could open the restored database.
  if (!plain.some((file) => file.path === 'key')) await group.file('key', 0o600, once(Buffer.from(installationKey(dataDir))));
  report.groups.push(await group.finish());
}

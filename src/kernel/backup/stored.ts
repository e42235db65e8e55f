/** Stored files into groups: read only when their bytes are not put away yet, and checked against their names when they are read. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { installationKey } from '../db/installation.ts';
import { once, upTo } from './cluster.ts';
import { GroupWriter } from './group.ts';
import type { Group } from './manifest.ts';
import { isMissing } from './places/folder.ts';
import { sha256Of } from './seal.ts';
import { shardFiles, treeOf } from './tree.ts';
import type { Vault } from './vault.ts';

/** A stored file up to this size is one piece, so that its name alone says whether it is put away. */
const WHOLE_BYTES = 16 * 1024 * 1024;
/** A store with more files than this is a group for each of its 256 folders: what did not change is not listed anew. */
const ONE_GROUP = 2000;
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
      for (const name of await shardFiles(dataDir, path, shard)) await copyOne(vault, dataDir, `${path}/${shard}/${name}`, group, report, underway);
      if (count > ONE_GROUP) report.groups.push(await group.finish());
    }
    if (count <= ONE_GROUP) report.groups.push(await group.finish());
  }
}

/** These stored files, as one group; none: no group. */
export async function copyThese(vault: Vault, dataDir: string, paths: readonly string[], report: FilesReport): Promise<void> {
  if (paths.length === 0) return;
  const group = new GroupWriter(vault, 'new-files');
  for (const path of paths) await copyOne(vault, dataDir, path, group, report, () => {});
  report.groups.push(await group.finish());
}

async function copyOne(vault: Vault, dataDir: string, path: string, group: GroupWriter, report: FilesReport, underway: (bytes: number) => void): Promise<void> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const full = join(dataDir, path);
  try {
    const found = await stat(full);
    if (found.size > WHOLE_BYTES) await group.file(path, found.mode & 0o777, upTo(full, found.size, underway));
    else {
      let piece = vault.known(name, found.size);
      if (!piece) {
        const bytes = await readFile(full);
        underway(bytes.byteLength);
        if (sha256Of(bytes) !== name) {
          report.damaged.push(path);
          return;
        }
        piece = await vault.put(bytes);
      }
      group.known(path, found.mode & 0o777, [piece]);
    }
    report.files++;
  } catch (error) {
    if (!isMissing(error)) throw error; // swept away while we looked: nobody names it
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

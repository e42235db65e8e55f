/**
 * Removes what an upload left behind: writing that never ended (`.part`), and stored files that no row names, because the
 * command was refused, its process died, or the rows were lawfully erased. Only what is old goes. A file is first taken aside
 * by one rename and looked at again: whoever stores the same bytes meanwhile has either made it young again, and then it is
 * put back, or finds nothing and writes anew. So a command that is still running never loses its file.
 */
import { link, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { City } from '../city.ts';
import { isMissing } from './durable.ts';
import { type Asked, namedAmong } from './names.ts';

/** How long bytes may wait for the row that names them. A command ends within seconds. */
export const SAFE_HOURS = 24;

const STORED = /^[0-9a-f]{64}$/;
const PART = /^[0-9a-f]{64}\.[0-9a-f]{16}\.part$/;
const ASIDE = /^([0-9a-f]{64})\.[0-9a-f]{16}\.swept$/;
/** Taken aside at once; small, so that each is back within a moment. */
const AT_ONCE = 20;

export interface Leftovers {
  /** Hashes of stored files that no row names. */
  readonly orphans: readonly string[];
  /** Paths of writing that never ended. */
  readonly parts: readonly string[];
  readonly bytes: number;
}

/** A city, as far as its files go. */
export type Store = Pick<City, 'filesDir' | 'random'> & Asked;

/** What may go. Puts back first what a sweep that died had taken aside. */
export async function findLeftovers(city: Store): Promise<Leftovers> {
  const before = (await diskNow(city)) - SAFE_HOURS * 3600 * 1000;
  const sizes = new Map<string, number>();
  const parts: string[] = [];
  let bytes = 0;
  for (const folder of (await readdir(city.filesDir)).filter((name) => /^[0-9a-f]{2}$/.test(name))) {
    for (const name of await readdir(join(city.filesDir, folder))) {
      const path = join(city.filesDir, folder, name);
      const aside = ASIDE.exec(name)?.[1];
      if (aside !== undefined) await putBack(path, join(dirname(path), aside));
      const found = await stat(path).catch(() => null);
      if (!found || found.mtimeMs >= before) continue;
      if (STORED.test(name)) sizes.set(name, found.size);
      else if (PART.test(name)) {
        parts.push(path);
        bytes += found.size;
      }
    }
  }
  const named = sizes.size === 0 ? new Set<string>() : await namedAmong(city, [...sizes.keys()]);
  const orphans = [...sizes.keys()].filter((name) => !named.has(name));
  return { orphans, parts, bytes: bytes + orphans.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0) };
}

/** Removes what was found, but for what has become young or has been named since. Gives how many went. */
export async function removeLeftovers(city: Store, found: Leftovers): Promise<number> {
  const before = (await diskNow(city)) - SAFE_HOURS * 3600 * 1000;
  for (const path of found.parts) await rm(path, { force: true });
  let removed = found.parts.length;
  for (let at = 0; at < found.orphans.length; at += AT_ONCE) removed += await removeSome(city, found.orphans.slice(at, at + AT_ONCE), before);
  return removed;
}

async function removeSome(city: Store, hashes: readonly string[], before: number): Promise<number> {
  const aside = new Map<string, string>();
  let removed = 0;
  try {
    for (const hash of hashes) {
      const path = join(city.filesDir, hash.slice(0, 2), hash);
      const taken = `${path}.${Buffer.from(city.random(8)).toString('hex')}.swept`;
      if (await moved(path, taken)) aside.set(hash, taken);
    }
    const named = await namedAmong(city, [...aside.keys()]);
    for (const [hash, path] of aside) {
      const look = await stat(path).catch(() => null);
      if (look === null || look.mtimeMs >= before || named.has(hash)) continue;
      await rm(path, { force: true });
      aside.delete(hash);
      removed++;
    }
  } finally {
    for (const [hash, path] of aside) await putBack(path, join(dirname(path), hash));
  }
  return removed;
}

async function moved(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (isMissing(error)) return false; // another sweep was here
    throw error;
  }
}

/** Gives the name back, unless the same bytes were stored anew meanwhile. */
async function putBack(aside: string, path: string): Promise<void> {
  try {
    await link(aside, path);
  } catch (error) {
    if (!isMissing(error) && !(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  await rm(aside, { force: true });
}

/** The time by which the disk dates its files; it need not be this machine's, where the store is mounted. Milliseconds. */
async function diskNow(city: Store): Promise<number> {
  const probe = join(city.filesDir, `${Buffer.from(city.random(8)).toString('hex')}.tmp`);
  try {
    await writeFile(probe, '');
    return (await stat(probe)).mtimeMs;
  } finally {
    await rm(probe, { force: true });
  }
}

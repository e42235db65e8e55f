/** A folder: another disk, a mounted share. Written beside, made durable, then renamed. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, opendir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing, syncFolder, writeDurably } from '../../files/durable.ts';
import { checkedName, type Listed, type Place, placeProblem } from './place.ts';

const PART = '.part';
/** An unfinished object so old belongs to nobody any more. */
const FORGOTTEN_MS = 24 * 3600 * 1000;

export function folderPlace(root: string): Place {
  const at = (name: string) => join(root, checkedName(name));
  const changed = new Set<string>();
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw placeProblem(root, error);
    }
  };
  return {
    shown: root,
    put: (name, bytes) => guarded(async () => {
      const path = at(name);
      const folder = dirname(path);
      if (!existsSync(folder)) changed.add(dirname(folder));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const unfinished = `${path}.${randomBytes(6).toString('hex')}${PART}`;
      try {
        await writeDurably(unfinished, bytes);
        await rename(unfinished, path);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
      changed.add(folder);
    }),
    // The bytes are durable before they get their name; that the name is, is asked once for all.
    settle: () => guarded(async () => {
      const folders = [...changed];
      changed.clear();
      await Promise.all(folders.map(syncFolder));
    }),
    get: (name) => guarded(async () => {
      try {
        return await readFile(at(name));
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    }),
    async *list(folder) {
      try {
        yield* walk(root, folder.replace(/\/$/, ''));
      } catch (error) {
        throw placeProblem(root, error);
      }
    },
    remove: (names) => guarded(async () => {
      for (const name of names) await rm(at(name), { force: true });
    }),
    free: () => guarded(async () => {
      let folder = root;
      while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    }),
    close: async () => {},
  };
}

async function* walk(root: string, folder: string): AsyncGenerator<Listed> {
  let entries;
  try {
    entries = await opendir(join(root, folder));
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  for await (const entry of entries) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, name);
    else if (entry.isFile()) {
      const found = await stat(join(root, name)).catch(() => null);
      if (!found) continue;
      if (!name.endsWith(PART)) yield { name, bytes: found.size };
      else if (Temporal.Now.instant().epochMilliseconds - found.mtimeMs > FORGOTTEN_MS) await rm(join(root, name), { force: true });
    }
  }
}

/** What lies in a data folder besides the cluster: stored files, named by their bytes, and everything else (keys, settings). */
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** At the top of a data folder: the cluster, what only this machine needs, what is unfinished. */
const NOT_KEPT = new Set(['postgres', 'backup', 'restore.unfinished', 'tmp', 'cache']);
const NOT_KEPT_NAME = /\.(?:log|part|pid|sock|new|tmp)$|^\.s\.PGSQL/;

export interface PlainFile {
  readonly path: string;
  readonly mode: number;
  readonly bytes: number;
}

/** Folders of stored files, e.g. 'files/yakuba_nihonmatsu' or 'cities/nihonmatsu/files'. */
export interface Store {
  readonly path: string;
  readonly shards: readonly string[];
}

export interface Tree {
  readonly stores: readonly Store[];
  readonly plain: readonly PlainFile[];
}

const isShard = (name: string) => /^[0-9a-f]{2}$/.test(name);
export const isStoredName = (name: string) => /^[0-9a-f]{64}$/.test(name);

export async function treeOf(dataDir: string): Promise<Tree> {
  const stores: Store[] = [];
  const plain: PlainFile[] = [];
  const visit = async (path: string): Promise<void> => {
    const entries = (await readdir(join(dataDir, path), { withFileTypes: true })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const shards = path === '' ? [] : entries.filter((entry) => entry.isDirectory() && isShard(entry.name)).map((entry) => entry.name);
    if (shards.length > 0) stores.push({ path, shards });
    for (const entry of entries) {
      const below = path === '' ? entry.name : `${path}/${entry.name}`;
      if ((path === '' && NOT_KEPT.has(entry.name)) || NOT_KEPT_NAME.test(entry.name) || (path !== '' && isShard(entry.name))) continue;
      if (entry.isDirectory()) await visit(below);
      else if (entry.isFile()) {
        const found = await lstat(join(dataDir, below)).catch(() => null);
        if (found) plain.push({ path: below, mode: found.mode & 0o777, bytes: found.size });
      }
    }
  };
  await visit('');
  return { stores, plain };
}

/** The stored files of one shard, sorted. */
export async function shardFiles(dataDir: string, store: string, shard: string): Promise<readonly string[]> {
  return (await readdir(join(dataDir, store, shard)).catch(() => [])).filter(isStoredName).toSorted();
}

/** Finds stored files that are new since it last looked; folders that have not changed are not read again. */
export class NewFiles {
  readonly #dataDir: string;
  readonly #seen = new Map<string, { readonly changed: number; readonly names: ReadonlySet<string> }>();

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  async find(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const { path, shards } of (await treeOf(this.#dataDir)).stores) {
      for (const shard of shards) {
        const folder = `${path}/${shard}`;
        const changed = (await stat(join(this.#dataDir, folder)).catch(() => null))?.mtimeMs ?? 0;
        const before = this.#seen.get(folder);
        if (before?.changed === changed) continue;
        const names = await shardFiles(this.#dataDir, path, shard);
        found.push(...names.filter((name) => !before?.names.has(name)).map((name) => `${folder}/${name}`));
        // A folder changed within the last seconds may change again without its time moving.
        const settled = Temporal.Now.instant().epochMilliseconds - changed > 2000;
        this.#seen.set(folder, { changed: settled ? changed : -1, names: new Set(names) });
      }
    }
    return found;
  }

  /** The next `find` gives everything again. */
  forget(): void {
    this.#seen.clear();
  }
}

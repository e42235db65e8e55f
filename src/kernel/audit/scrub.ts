/**
 * The weekly scrub of stored files: every file is read again and its bytes compared with its name, every row that names one must find
 * it. A seventh of the folders each night, with rests in between, so that nobody notices; where it was cut short it goes on.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import type { City } from '../city.ts';
import { isMissing } from '../files/durable.ts';
import type { BadFile } from './alarm.ts';
import type { Asks } from './store.ts';

export const SHARES = 7;
/** Works so long and rests as long: half of one disk at most, at night. */
const STRETCH_MILLISECONDS = 100;

/** The folders of a share, in order. */
export function foldersOf(share: number): readonly string[] {
  return Array.from({ length: 256 }, (_, number) => number).filter((number) => number % SHARES === share).map((number) => number.toString(16).padStart(2, '0'));
}

/** Tables whose rows name stored files: they keep a hash beside a media type, and staff may read them. */
async function namingTables(asks: Asks): Promise<readonly string[]> {
  const found = await asks.run<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^pg_'
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'sha256' and has_schema_privilege(n.oid, 'usage') and has_column_privilege(c.oid, a.attnum, 'select'))
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'media_type') order by 1`);
  return found.rows.map((row) => row.name);
}

/** Every hash that a row names and that belongs into the folder, with the tables that name it. */
async function namedIn(asks: Asks, tables: readonly string[], folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const named = new Map<string, string[]>();
  for (const table of tables) {
    const rows = await asks.run<{ sha256: string }>(`select distinct sha256::text as sha256 from ${table} where sha256::text >= $1 and sha256::text < $2`, [folder, `${folder}g`]);
    for (const { sha256 } of rows.rows) if (/^[0-9a-f]{64}$/.test(sha256)) named.set(sha256, [...(named.get(sha256) ?? []), table]);
  }
  return named;
}

export interface FolderScrub {
  readonly files: number;
  readonly bytes: number;
  readonly bad: readonly BadFile[];
}

class Reader {
  #since = performance.now();
  bytes = 0;

  async hashOf(path: string): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) {
      if (!Buffer.isBuffer(chunk)) continue;
      hash.update(chunk);
      this.bytes += chunk.byteLength;
      await this.#breathe();
    }
    return hash.digest('hex');
  }

  async #breathe(): Promise<void> {
    const worked = performance.now() - this.#since;
    if (worked < STRETCH_MILLISECONDS) return;
    await rest(worked);
    this.#since = performance.now();
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => /^[0-9a-f]{64}$/.test(name));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Reads one folder of the store. What a sweep or an upload moves at this moment is looked at once more before it is called missing. */
export async function scrubFolder(city: Pick<City, 'filesDir' | 'staffDb'>, folder: string): Promise<FolderScrub> {
  const path = join(city.filesDir, folder);
  const read = () => city.staffDb.use(async (asks) => namedIn(asks, await namingTables(asks), folder));
  const named = await read();
  const reader = new Reader();
  const there = new Set<string>();
  const bad: BadFile[] = [];
  for (const name of await namesIn(path)) {
    const found = await reader.hashOf(join(path, name)).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (found === null) continue;
    there.add(name);
    if (found !== name) bad.push({ sha256: name, what: 'changed', named: [...(named.get(name) ?? [])] });
  }
  const missing = [...named.keys()].filter((hash) => !there.has(hash));
  if (missing.length > 0) {
    const [later, still] = [new Set(await namesIn(path)), await read()];
    for (const hash of missing) if (!later.has(hash) && still.has(hash)) bad.push({ sha256: hash, what: 'missing', named: [...(still.get(hash) ?? [])] });
  }
  return { files: there.size, bytes: reader.bytes, bad };
}

/** Number and size of what lies in a folder, unread: for the sum of a scrub that goes on where it was cut short. */
export async function weighFolder(city: Pick<City, 'filesDir'>, folder: string): Promise<Pick<FolderScrub, 'files' | 'bytes'>> {
  const path = join(city.filesDir, folder);
  let [files, bytes] = [0, 0];
  for (const name of await namesIn(path)) {
    const found = await stat(join(path, name)).catch(() => null);
    files += found ? 1 : 0;
    bytes += found?.size ?? 0;
  }
  return { files, bytes };
}

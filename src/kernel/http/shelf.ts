/**
 * Public pages on disk, for the day the database is away: memory holds the pages people ask for, this shelf the rest of the site.
 * The house's walk puts them there, and they are taken down only when the database cannot be reached. It is a cache: nothing is
 * lost with it, and a folder that cannot be written to only means that fewer pages outlive their database.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { City } from '../city.ts';
import { log } from '../log.ts';
import { isRecord } from '../text/json.ts';
import type { SharedPage } from './shared-pages.ts';

/** What a page was drawn from: the same pulse of its system on the same day gives the same page. Null: cannot be told, it is drawn again. */
export type DrawnFrom = string | null;

interface Shelved {
  readonly etag: string;
  readonly from: DrawnFrom;
  readonly bytes: number;
}

/** What this process put on a city's shelf. */
class Known {
  readonly #pages = new Map<string, Shelved>();
  bytes = 0;

  get(name: string): Shelved | undefined {
    return this.#pages.get(name);
  }

  set(name: string, page: Shelved): void {
    this.bytes += page.bytes - (this.#pages.get(name)?.bytes ?? 0);
    this.#pages.set(name, page);
  }

  delete(name: string): boolean {
    this.bytes -= this.#pages.get(name)?.bytes ?? 0;
    return this.#pages.delete(name);
  }

  names(): readonly string[] {
    return [...this.#pages.keys()];
  }
}

/** Larger answers (photographs, files) are not kept. */
const MAX_PAGE_BYTES = 300 * 1024;
const MAX_CITY_BYTES = 512 * 1024 * 1024;
const FILE = /^[0-9a-f]{64}$/;
const unzip = promisify(gunzip);

const folderOf = (city: Pick<City, 'filesDir'>) => join(dirname(city.filesDir), 'shelf');
/** Without the mark in front, which means a city as this process has it open. */
const nameOf = (key: string) => createHash('sha256').update(key.slice(key.indexOf(' ') + 1)).digest('hex');

function headOf(line: string): { readonly etag: string; readonly type: string } | null {
  try {
    const head: unknown = JSON.parse(line);
    return isRecord(head) && typeof head['etag'] === 'string' && typeof head['type'] === 'string' ? { etag: head['etag'], type: head['type'] } : null;
  } catch {
    return null;
  }
}

export class Shelf {
  readonly #known = new WeakMap<City, Known>();
  readonly #unwritable = new WeakSet<City>();

  /** False: what is walked from here on could not be kept. */
  room(city: City): boolean {
    return !this.#unwritable.has(city) && this.#of(city).bytes < MAX_CITY_BYTES;
  }

  async put(city: City, key: string, page: SharedPage, from: DrawnFrom): Promise<void> {
    const name = nameOf(key);
    const known = this.#of(city);
    if (page.gzip.byteLength > MAX_PAGE_BYTES || this.#unwritable.has(city)) return;
    if (known.get(name)?.etag !== page.etag) {
      const file = join(folderOf(city), name);
      const part = `${file}.${process.pid}`;
      try {
        await mkdir(folderOf(city), { recursive: true, mode: 0o700 });
        await writeFile(part, Buffer.concat([Buffer.from(`${JSON.stringify({ etag: page.etag, type: page.type })}\n`), page.gzip]));
        await rename(part, file);
      } catch (error) {
        this.#unwritable.add(city);
        log('no shelf', { city: city.facts.code, why: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' });
        return;
      }
    }
    known.set(name, { etag: page.etag, from, bytes: page.gzip.byteLength });
  }

  /** The page as it was last put here; null: it is not here, or what lies here is damaged. */
  async take(city: City, key: string): Promise<SharedPage | null> {
    const name = nameOf(key);
    try {
      const bytes = await readFile(join(folderOf(city), name));
      const end = bytes.indexOf(10);
      const head = headOf(bytes.toString('utf8', 0, end));
      const zipped = bytes.subarray(end + 1);
      if (head) return { status: 200, ...head, gzip: zipped, body: await unzip(zipped) };
    } catch {
      // not here, or cut off in the middle by a full disk
    }
    this.#of(city).delete(name);
    return null;
  }

  /** The page when it was drawn from the same as now. */
  async unchanged(city: City, key: string, from: DrawnFrom): Promise<SharedPage | null> {
    return from !== null && this.#of(city).get(nameOf(key))?.from === from ? this.take(city, key) : null;
  }

  /** The address answers something else now. */
  async remove(city: City, key: string): Promise<void> {
    const name = nameOf(key);
    if (this.#of(city).delete(name)) await rm(join(folderOf(city), name), { force: true });
  }

  /** After a walk that saw everything: what it did not put here is no page of the site any more. */
  async sweep(city: City, walked: ReadonlySet<string>): Promise<void> {
    const known = this.#of(city);
    const names = new Set([...walked].map(nameOf));
    for (const name of known.names()) if (!names.has(name)) known.delete(name);
    for (const file of await readdir(folderOf(city)).catch(() => [])) {
      if (FILE.test(file) && !known.get(file)) await rm(join(folderOf(city), file), { force: true });
    }
  }

  #of(city: City): Known {
    const found = this.#known.get(city) ?? new Known();
    this.#known.set(city, found);
    return found;
  }
}

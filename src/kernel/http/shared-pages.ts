/**
 * Public pages that visitors are answered from memory. An entry lives until something of its system changes in this
 * process, and never longer than a few seconds, which bounds what another process may have changed meanwhile.
 */
import type { City } from '../city.ts';
import { lostSince } from '../db/presence.ts';

export interface SharedPage {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
  readonly gzip: Uint8Array;
  readonly etag: string;
}

interface Entry {
  readonly page: SharedPage;
  readonly system: string;
  readonly version: number;
  readonly until: number;
  readonly pinned: boolean;
}

const KEEP_MILLISECONDS = 5_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** Of these, what was walked and must outlast whatever else visitors ask for. */
const MAX_PINNED_BYTES = 48 * 1024 * 1024;

const marks = new WeakMap<City, number>();
let markedCities = 0;

/** A city by what it is at run time: two cities of the same name, or one opened twice, share nothing. */
function markOf(city: City): number {
  let mark = marks.get(city);
  if (mark === undefined) marks.set(city, (mark = ++markedCities));
  return mark;
}

/** Where a page of this city at this path (with what follows the question mark) lies. */
export function sharedKey(city: City, target: string): string {
  return `${markOf(city)} ${city.origin} ${target}`;
}

export class SharedPages {
  readonly #entries = new Map<string, Entry>();
  /** Concurrent askers of the same stale page wait for one rendering. */
  readonly #making = new Map<string, Promise<SharedPage | null>>();
  #bytes = 0;

  #pinnedBytes = 0;

  /**
   * The page from memory, or made now; null from `make` is passed on and not kept. While the city's database cannot be
   * reached, what lies in memory is good at any age. `walked`: keep it for that day, whatever visitors ask for meanwhile.
   */
  async get(city: City, system: string, key: string, make: () => Promise<SharedPage | null>, walked = false): Promise<SharedPage | null> {
    const version = city.version(system);
    const found = this.#entries.get(key);
    if (found && lostSince(city.citizenDb)) return found.page;
    if (found && found.version === version && found.until > performance.now() && (found.pinned || !walked)) return found.page;
    const pendingKey = `${version} ${key}`;
    const making = this.#making.get(pendingKey) ?? make().finally(() => this.#making.delete(pendingKey));
    this.#making.set(pendingKey, making);
    let page: SharedPage | null;
    try {
      page = await making;
    } catch (error) {
      if (found && lostSince(city.citizenDb)) return found.page;
      throw error;
    }
    // Null while the database is there: the page is gone, and must not come back on a bad day.
    if (page) this.#keep(key, { page, system, version, until: performance.now() + KEEP_MILLISECONDS, pinned: found?.pinned === true || (walked && this.roomToPin()) });
    else if (!lostSince(city.citizenDb)) this.#drop(key);
    else if (found) return found.page;
    return page;
  }

  /** The page when it lies here and is good; null: it must be made, or is nobody's yet. */
  kept(city: City, key: string, nowMilliseconds: number): SharedPage | null {
    const found = this.#entries.get(key);
    if (!found) return null;
    return (found.version === city.version(found.system) && found.until > nowMilliseconds) || lostSince(city.citizenDb) ? found.page : null;
  }

  /** Whether more pages may be kept for a bad day. */
  roomToPin(): boolean {
    return this.#pinnedBytes < MAX_PINNED_BYTES;
  }

  #keep(key: string, entry: Entry): void {
    this.#drop(key);
    this.#entries.set(key, entry);
    this.#count(entry, 1);
    for (const [oldest, { pinned }] of this.#entries) {
      if (this.#bytes <= MAX_BYTES) break;
      if (!pinned) this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const old = this.#entries.get(key);
    if (!old) return;
    this.#count(old, -1);
    this.#entries.delete(key);
  }

  #count({ page, pinned }: Entry, sign: 1 | -1): void {
    const bytes = sign * (page.body.byteLength + page.gzip.byteLength);
    this.#bytes += bytes;
    if (pinned) this.#pinnedBytes += bytes;
  }
}

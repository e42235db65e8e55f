/**
 * Public pages that visitors are answered from memory. An entry lives until something of its system changes in this
 * process, or anything at all in another one, and never longer than what it shows of the time is true.
 */
import type { City } from '../city.ts';
import { EveryConnectionLent } from '../db/lent.ts';
import { lostSince } from '../db/presence.ts';
import { type Freshness } from '../page.ts';
import { type DrawnFrom, Shelf } from './shelf.ts';
import { Stillness } from './stillness.ts';

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
  /** In milliseconds of `performance.now()`: until `fresh` it is good by its age, until `until` while the city is still. */
  readonly fresh: number;
  readonly until: number;
  readonly mark: string | null;
  readonly pinned: boolean;
}

const FRESH_MILLISECONDS = 1_500;
/** In a still city, too: what changed without a command, a restored database say, shows after this. */
const LONGEST_MILLISECONDS = 60_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** Of these, what was walked and must outlast whatever else visitors ask for. */
const MAX_PINNED_BYTES = 48 * 1024 * 1024;

/** A page that is good while nothing better can be had. */
function old(system: string, page: SharedPage): Entry {
  return { page, system, version: -1, mark: null, until: 0, fresh: 0, pinned: false };
}

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

/** How long a page drawn now may be kept in a still city. */
function longest(freshness: Freshness, now: Temporal.Instant): number {
  if (freshness === 'moment') return FRESH_MILLISECONDS;
  const local = now.toZonedDateTimeISO('Asia/Tokyo');
  const next = freshness === 'minute' ? local.round({ smallestUnit: 'minute', roundingMode: 'floor' }).add({ minutes: 1 }) : local.startOfDay().add({ days: 1 });
  return Math.min(LONGEST_MILLISECONDS, next.epochMilliseconds - local.epochMilliseconds);
}

export interface Wanted {
  readonly city: City;
  readonly system: string;
  readonly key: string;
  /** The same page as everybody sees it, where `key` is one for a reader's wishes: good enough on a bad day. */
  readonly plain?: string;
  readonly freshness: Freshness;
  /** Keep it for a bad day, in memory while there is room, whatever visitors ask for meanwhile, and on the shelf. */
  readonly walked: boolean;
}

export class SharedPages {
  readonly #entries = new Map<string, Entry>();
  /** Concurrent askers of the same stale page wait for one rendering. */
  readonly #making = new Map<string, Promise<SharedPage | null>>();
  readonly stillness = new Stillness();
  readonly shelf = new Shelf();
  #bytes = 0;
  #pinnedBytes = 0;

  /**
   * The page from memory, or made now; null from `make` is passed on and not kept. While the city's database cannot be
   * reached, or is asked more than it answers in time, what lies in memory is good at any age.
   */
  async get({ city, system, key, plain = key, freshness, walked }: Wanted, make: () => Promise<SharedPage | null>): Promise<SharedPage | null> {
    const version = city.version(system);
    const found = this.#entries.get(key);
    if (lostSince(city.citizenDb)) {
      const left = found?.page ?? (await this.#left(city, system, plain));
      if (left) return left;
    }
    const from = walked ? await this.#drawnFrom(city, system, freshness) : null;
    const same = walked ? await this.shelf.unchanged(city, key, from) : null;
    if (same) {
      if (!found?.pinned && this.roomToPin()) this.#keep(key, { ...old(system, same), pinned: true });
      return same;
    }
    if (found && (found.pinned || !walked) && (await this.#stillGood(city, found))) return found.page;
    const pendingKey = `${version} ${key}`;
    const mark = this.stillness.mark(city);
    const making = this.#making.get(pendingKey) ?? make().finally(() => this.#making.delete(pendingKey));
    this.#making.set(pendingKey, making);
    let page: SharedPage | null;
    try {
      page = await making;
    } catch (error) {
      const left = error instanceof EveryConnectionLent || lostSince(city.citizenDb) ? (found?.page ?? (await this.#left(city, system, plain))) : null;
      if (left) return left;
      throw error;
    }
    // Null while the database is there: the page is gone, and must not come back on a bad day.
    if (page) {
      const now = performance.now();
      const until = now + longest(freshness, city.clock.now());
      this.#keep(key, { page, system, version, mark, until, fresh: Math.min(until, now + FRESH_MILLISECONDS), pinned: found?.pinned === true || (walked && this.roomToPin()) });
      if (walked) await this.shelf.put(city, key, page, from);
    } else if (!lostSince(city.citizenDb)) {
      this.#drop(key);
      await this.shelf.remove(city, key);
    } else if (found) return found.page;
    return page;
  }

  /** What is left of a page while the database is away: in memory, or put aside by the walk and in memory from then on. */
  async #left(city: City, system: string, key: string): Promise<SharedPage | null> {
    const kept = this.#entries.get(key)?.page;
    if (kept) return kept;
    const page = await this.shelf.take(city, key);
    if (page) this.#keep(key, old(system, page));
    return page;
  }

  /** Read before a page is drawn, so that what it shows is at least as new. */
  async #drawnFrom(city: City, system: string, freshness: Freshness): Promise<DrawnFrom> {
    await this.stillness.look(city).catch(() => {}); // whoever draws the page meets the same trouble
    const pulse = this.stillness.pulse(city, system);
    return pulse === null || freshness !== 'day' ? null : `${city.clock.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate().toString()} ${pulse}`;
  }

  /** The page when it lies here and is good; null: it must be made, or somebody must look whether it is good. */
  kept(city: City, key: string, nowMilliseconds: number): SharedPage | null {
    const found = this.#entries.get(key);
    if (!found) return null;
    return this.#good(city, found, nowMilliseconds) || lostSince(city.citizenDb) ? found.page : null;
  }

  #good(city: City, { version, system, fresh, until, mark }: Entry, now: number): boolean {
    return version === city.version(system) && (fresh > now || (until > now && this.stillness.still(city, mark, now)));
  }

  async #stillGood(city: City, entry: Entry): Promise<boolean> {
    const now = performance.now();
    if (this.#good(city, entry, now)) return true;
    if (entry.until <= now || entry.version !== city.version(entry.system)) return false;
    try {
      await this.stillness.look(city);
    } catch {
      return false; // whoever draws it meets the same trouble, and knows what to do about it
    }
    return this.#good(city, entry, now);
  }

  /** Whether more pages may be kept for a bad day, here or on the shelf. */
  roomFor(city: City): boolean {
    return this.roomToPin() || this.shelf.room(city);
  }

  /** The whole site was walked: what is not among these paths any more outlives nothing. */
  sweep(city: City, paths: ReadonlySet<string>): Promise<void> {
    return this.shelf.sweep(city, new Set([...paths].map((path) => sharedKey(city, path))));
  }

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

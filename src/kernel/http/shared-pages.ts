/**
 * Public pages that visitors are answered from memory. An entry lives until something of its system changes in this
 * process, and never longer than a few seconds, which bounds what another process may have changed meanwhile.
 */
import type { City } from '../city.ts';

export interface SharedPage {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
  readonly gzip: Uint8Array;
  readonly etag: string;
}

interface Entry {
  readonly page: SharedPage;
  readonly version: number;
  readonly until: number;
}

const KEEP_MILLISECONDS = 5_000;
const MAX_BYTES = 64 * 1024 * 1024;

export class SharedPages {
  readonly #entries = new Map<string, Entry>();
  /** Concurrent askers of the same stale page wait for one rendering. */
  readonly #making = new Map<string, Promise<SharedPage | null>>();
  #bytes = 0;

  /** The page from memory, or made now; null from `make` is passed on and not kept. */
  async get(city: City, system: string, key: string, make: () => Promise<SharedPage | null>): Promise<SharedPage | null> {
    const version = city.version(system);
    const found = this.#entries.get(key);
    const now = performance.now();
    if (found && found.version === version && found.until > now) return found.page;
    const pendingKey = `${version} ${key}`;
    const pending = this.#making.get(pendingKey);
    if (pending) return pending;
    const making = make().finally(() => this.#making.delete(pendingKey));
    this.#making.set(pendingKey, making);
    const page = await making;
    if (page) this.#keep(key, { page, version, until: performance.now() + KEEP_MILLISECONDS });
    return page;
  }

  #keep(key: string, entry: Entry): void {
    this.#drop(key);
    this.#entries.set(key, entry);
    this.#bytes += entry.page.body.byteLength + entry.page.gzip.byteLength;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= MAX_BYTES) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const old = this.#entries.get(key);
    if (!old) return;
    this.#bytes -= old.page.body.byteLength + old.page.gzip.byteLength;
    this.#entries.delete(key);
  }
}

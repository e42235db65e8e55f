/**
 * Walks a city's public pages as a visitor would, link by link, so that they lie in memory when the database goes away.
 * Only a city that is being visited is walked; one page at a time, for nobody waits for it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { City } from '../city.ts';

export interface Walked {
  /** The page's text when it is one that visitors get from memory; null: not such a page. */
  readonly html: string | null;
}

export interface WalkOptions {
  readonly fetch: (city: City, host: string, path: string) => Promise<Walked>;
  /** False: this city has had its share of the memory. */
  readonly room: (city: City) => boolean;
}

const AGAIN_MILLISECONDS = 10 * 60_000;
const FIRST_MILLISECONDS = 2_000;
const STEP_MILLISECONDS = 15;
const MAX_PAGES = 800;

/** The addresses of this house that a page links to; those with a question mark lead to ever more weeks and are left out. */
export function linksIn(html: string): readonly string[] {
  const found = new Set<string>();
  for (const match of html.matchAll(/<(?:a|link rel="alternate"|img)\b[^>]*\b(?:href|src)="(\/[^"?#]*)(?:#[^"]*)?"/g)) {
    const path = match[1] ?? '';
    if (!/^\/(?:assets|api|staff)(?:\/|$)/.test(path) && !path.startsWith('//') && path.length < 300) found.add(path);
  }
  return [...found];
}

export class PublicWalk {
  readonly #options: WalkOptions;
  readonly #next = new WeakMap<City, number>();
  readonly #walking = new Set<Promise<void>>();
  #stopped = false;

  constructor(options: WalkOptions) {
    this.#options = options;
  }

  /** Somebody visits the city: it is walked soon, and again after a while. */
  visited(city: City, host: string, nowMilliseconds: number): void {
    if (this.#stopped || nowMilliseconds < (this.#next.get(city) ?? 0)) return;
    this.#next.set(city, nowMilliseconds + AGAIN_MILLISECONDS);
    const walking = this.#walk(city, host).catch(() => {}).finally(() => this.#walking.delete(walking));
    this.#walking.add(walking);
  }

  async #walk(city: City, host: string): Promise<void> {
    await pause(FIRST_MILLISECONDS, undefined, { ref: false });
    const known = new Set(['/', '/en']);
    for (const path of known) {
      if (this.#stopped || !this.#options.room(city)) return;
      const { html } = await this.#options.fetch(city, host, path);
      for (const link of html === null ? [] : linksIn(html)) if (known.size < MAX_PAGES) known.add(link);
      await pause(STEP_MILLISECONDS, undefined, { ref: false });
    }
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#walking);
  }
}

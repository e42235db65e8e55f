/**
 * Walks a city's public pages as a visitor would, link by link, so that they lie in memory when the database goes away.
 * Only a city that is being visited is walked; one page at a time, for nobody waits for it, and it gives way to those who do.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { City } from '../city.ts';
import { lostSince } from '../db/presence.ts';

export interface Walked {
  /** The page's text when it is one that visitors get from memory; null: not such a page. */
  readonly html: string | null;
}

export interface WalkOptions {
  readonly fetch: (city: City, host: string, path: string) => Promise<Walked>;
  /** False: this city has had its share of the memory. */
  readonly room: (city: City) => boolean;
  /** A walk that saw everything, and what it saw. */
  /** How busy this process was since the last time it was asked, 0 … 1. */
  readonly busy?: () => number;
  readonly walked?: (city: City, paths: ReadonlySet<string>) => Promise<void>;
}

const AGAIN_MILLISECONDS = 10 * 60_000;
const FIRST_MILLISECONDS = 2_000;
/** The front of the site first and quickly; what lies further in may take its time. */
const STEP_MILLISECONDS = 15;
const FRONT_PAGES = 800;
const FURTHER_STEP_MILLISECONDS = 50;
const MAX_PAGES = 20_000;
/** A page that takes its time to draw stands before everybody who is answered from memory: while there are many of them the walk waits … */
const BUSY = 0.4;
const GIVE_WAY_MILLISECONDS = 100;
/** … but not for ever: on the busiest day of all the rest of the site must come to lie somewhere, too. */
const GIVES_WAY_AT_MOST = 20;

/** The share of time in which this process did not wait, since it was last asked. */
function busySince(): () => number {
  let last = performance.eventLoopUtilization();
  return () => {
    const { utilization } = performance.eventLoopUtilization(last);
    last = performance.eventLoopUtilization();
    return utilization;
  };
}

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
  readonly #busy = new WeakSet<City>();
  #stopped = false;

  constructor(options: WalkOptions) {
    this.#options = options;
  }

  /** Somebody visits the city: it is walked soon, and again after a while. */
  visited(city: City, host: string, nowMilliseconds: number): void {
    if (this.#stopped || nowMilliseconds < (this.#next.get(city) ?? 0) || this.#busy.has(city)) return;
    this.#next.set(city, nowMilliseconds + AGAIN_MILLISECONDS);
    this.#busy.add(city);
    const walking = this.#walk(city, host).catch(() => {}).finally(() => {
      this.#walking.delete(walking);
      this.#busy.delete(city);
    });
    this.#walking.add(walking);
  }

  async #walk(city: City, host: string): Promise<void> {
    await pause(FIRST_MILLISECONDS, undefined, { ref: false });
    const known = new Set(['/', '/en']);
    const busy = this.#options.busy ?? busySince();
    let seen = 0;
    for (const path of known) {
      if (this.#stopped || !this.#options.room(city) || lostSince(city.citizenDb)) return;
      const { html } = await this.#options.fetch(city, host, path);
      for (const link of html === null ? [] : linksIn(html)) if (known.size < MAX_PAGES) known.add(link);
      busy(); // what the walk itself did does not count
      await pause(++seen < FRONT_PAGES ? STEP_MILLISECONDS : FURTHER_STEP_MILLISECONDS, undefined, { ref: false });
      for (let left = GIVES_WAY_AT_MOST; left > 0 && busy() > BUSY && !this.#stopped; left -= 1) await pause(GIVE_WAY_MILLISECONDS, undefined, { ref: false });
    }
    if (known.size < MAX_PAGES) await this.#options.walked?.(city, known);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#walking);
  }
}

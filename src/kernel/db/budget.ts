/**
 * One limit on database connections for a whole process, shared by all its cities: lending goes round the cities that wait,
 * one city never holds more than its part, and an idle connection of one city is closed when another city needs the place.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { EveryConnectionLent } from './lent.ts';

/** What the budget asks of a pool. */
export interface Lender {
  readonly physical: number;
  readonly idle: number;
  /** When a connection of it was last lent, in milliseconds of `performance.now()`. */
  readonly lentAt: number;
  closeOneIdle(): void;
}

interface Waiter {
  readonly start: (leave: () => void) => void;
  readonly fail: (error: Error) => void;
}

/** Waiting longer than this is answered as a busy server is. */
const WAIT_MILLISECONDS = 10_000;

const inside = new AsyncLocalStorage<true>();

export class ConnectionBudget {
  /** Connections lent to work that holds none yet. */
  readonly limit: number;
  /** On top of `limit`, for work that already holds one and needs a second: it must never wait for somebody who waits for it. */
  readonly reserve: number;
  readonly perCity: number;
  /** Physical connections, lent or resting: many cities rest on more than are ever lent at once, or each visit would open one and close another's. */
  readonly physicalLimit: number;
  readonly #lenders = new Set<Lender>();
  readonly #held = new Map<string, number>();
  /** Cities in the order in which they are served next, each with its own line. */
  readonly #lines = new Map<string, Waiter[]>();
  readonly #second: Waiter[] = [];
  #inUse = 0;

  constructor(limit: number, { perCity = Math.ceil(limit * 0.6), resting = 0 }: { readonly perCity?: number; readonly resting?: number } = {}) {
    if (!Number.isInteger(limit) || limit < 4) throw new Error('接続の上限（YAKUBA_CONNECTIONS）は 4 以上の整数です。');
    this.limit = limit;
    this.reserve = Math.max(2, Math.ceil(limit / 5));
    this.perCity = Math.max(1, Math.min(perCity, limit));
    this.physicalLimit = limit + this.reserve + resting;
  }

  get inUse(): number {
    return this.#inUse;
  }

  /** Physical connections of all pools, lent or idle. */
  get physical(): number {
    let sum = 0;
    for (const lender of this.#lenders) sum += lender.physical;
    return sum;
  }

  join(lender: Lender): void {
    this.#lenders.add(lender);
  }

  part(lender: Lender): void {
    this.#lenders.delete(lender);
  }

  /** Whether whoever asks does so inside work that holds a connection. */
  holding(): boolean {
    return inside.getStore() === true;
  }

  /** Runs the work when this city's turn has come. */
  async within<T>(city: string, lender: Lender, work: () => Promise<T>): Promise<T> {
    const leave = await this.#enter(city, this.holding());
    try {
      if (lender.idle === 0) this.#makeRoom(lender);
      return await inside.run(true, work);
    } finally {
      leave();
    }
  }

  #enter(city: string, second: boolean): Promise<() => void> {
    if (second ? this.#inUse < this.limit + this.reserve : this.#mayStart(city) && this.#lines.size === 0) return Promise.resolve(this.#lend(city));
    return new Promise((done, fail) => {
      const line = second ? this.#second : (this.#lines.get(city) ?? []);
      if (!second) this.#lines.set(city, line);
      const timer = setTimeout(() => {
        line.splice(line.indexOf(waiter), 1);
        if (!second && line.length === 0) this.#lines.delete(city);
        fail(new EveryConnectionLent());
      }, WAIT_MILLISECONDS);
      const waiter: Waiter = {
        fail,
        start: (leave) => {
          clearTimeout(timer);
          done(leave);
        },
      };
      line.push(waiter);
      // Somebody may wait for a full city only, with places free for this one.
      if (!second) this.#serve();
    });
  }

  #mayStart(city: string): boolean {
    return this.#inUse < this.limit && (this.#held.get(city) ?? 0) < this.perCity;
  }

  #lend(city: string): () => void {
    this.#inUse++;
    this.#held.set(city, (this.#held.get(city) ?? 0) + 1);
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#inUse--;
      const held = (this.#held.get(city) ?? 1) - 1;
      if (held > 0) this.#held.set(city, held);
      else this.#held.delete(city);
      this.#serve();
    };
  }

  /** Hands free places out: first to those who hold one already, then one to each waiting city in turn. */
  #serve(): void {
    while (this.#inUse < this.limit + this.reserve) {
      const waiter = this.#second.shift();
      if (!waiter) break;
      waiter.start(this.#lend(''));
    }
    for (const [city, line] of this.#lines) {
      if (this.#inUse >= this.limit) return;
      if (!this.#mayStart(city)) continue;
      const waiter = line.shift();
      this.#lines.delete(city);
      // Served cities go to the end, so the next place is somebody else's.
      if (line.length > 0) this.#lines.set(city, line);
      waiter?.start(this.#lend(city));
    }
  }

  /** A pool is about to open a connection: at the limit, the pool that rested longest closes one first. */
  #makeRoom(forWhom: Lender): void {
    if (this.physical < this.physicalLimit) return;
    let oldest: Lender | null = null;
    for (const lender of this.#lenders) if (lender !== forWhom && lender.idle > 0 && (!oldest || lender.lentAt < oldest.lentAt)) oldest = lender;
    oldest?.closeOneIdle();
  }
}

/** Time and chance enter the house here and nowhere else, so that a city's year can be replayed. */
import { randomBytes } from 'node:crypto';

export interface Clock {
  now(): Temporal.Instant;
}

export const systemClock: Clock = { now: () => Temporal.Now.instant() };

/** A clock that stands until it is moved: for tests, the sample city and replays. */
export class ManualClock implements Clock {
  #now: Temporal.Instant;
  constructor(start: Temporal.Instant | string) {
    this.#now = typeof start === 'string' ? Temporal.Instant.from(start) : start;
  }
  now(): Temporal.Instant {
    return this.#now;
  }
  set(to: Temporal.Instant | string): void {
    this.#now = typeof to === 'string' ? Temporal.Instant.from(to) : to;
  }
  advance(duration: Temporal.DurationLike | string): void {
    this.#now = this.#now.add(duration);
  }
}

/** Where random bytes come from. */
export type Random = (bytes: number) => Uint8Array;

const POOL_BYTES = 8192;
let pool = new Uint8Array();
let used = 0;

/** From the operating system, a pool at a time: ids alone would otherwise ask it ten times a booking. Handed-out bytes are never handed out again. */
export const systemRandom: Random = (bytes) => {
  if (bytes > POOL_BYTES / 4) return randomBytes(bytes);
  if (used + bytes > pool.length) {
    pool = randomBytes(POOL_BYTES);
    used = 0;
  }
  // A Buffer's own slice() would share its memory with the pool, which is wiped on the next line.
  const slice = Uint8Array.from(pool.subarray(used, used + bytes));
  pool.fill(0, used, used + bytes);
  used += bytes;
  return slice;
};

/** Time-ordered id (UUID version 7, RFC 9562 §5.7) for the given moment. */
export function newId(now: Temporal.Instant, random: Random): string {
  const hex = Buffer.from(random(10)).toString('hex');
  const time = now.epochMilliseconds.toString(16).padStart(12, '0');
  const variant = ((Number.parseInt(hex.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`;
}

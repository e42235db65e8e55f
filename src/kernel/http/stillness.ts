/**
 * Whether anything was written in a city of late, by any process. The sealed log grows with every command, so its size
 * answers for the price of one row; a page that is asked for all day is drawn again only when there was something to draw.
 */
import type { City } from '../city.ts';
import { registeredSystems } from '../registry.ts';

/** A look is repeated after this, while nobody waits for it … */
const LOOK_MILLISECONDS = 1_000;
/** … and good for this: what another process changed shows after that, where a system has a pulse, else when it is sealed as well. */
const GOOD_MILLISECONDS = 3_000;

interface Seen {
  /** The log's size and the pulses when somebody last looked; a page drawn since knows at least what was sealed by then. */
  size: string;
  pulses: ReadonlyMap<string, string>;
  at: number;
  looking: Promise<void> | null;
}

export class Stillness {
  readonly #seen = new WeakMap<City, Seen>();

  /** What is known without looking: a mark for a page that is about to be drawn. Null: nobody has looked yet. */
  mark(city: City): string | null {
    return this.#seen.get(city)?.size ?? null;
  }

  /** The pulse of a system when somebody last looked; null: it has none, or nobody has looked. */
  pulse(city: City, system: string): string | null {
    return this.#seen.get(city)?.pulses.get(system) ?? null;
  }

  /** Nothing was sealed since the mark, as far as somebody looked a moment ago; the next look begins before this one is too old. */
  still(city: City, mark: string | null, nowMilliseconds: number): boolean {
    const seen = this.#seen.get(city);
    if (seen === undefined || mark !== seen.size) return false;
    const age = nowMilliseconds - seen.at;
    if (age >= LOOK_MILLISECONDS && !seen.looking) this.look(city).catch(() => {}); // whoever waits for a look will know
    return age < GOOD_MILLISECONDS;
  }

  /** Looks, unless somebody did a moment ago; whoever comes meanwhile waits for the same look. Throws what the database throws. */
  async look(city: City): Promise<void> {
    const now = performance.now();
    const seen = this.#seen.get(city) ?? { size: '', pulses: new Map<string, string>(), at: -Infinity, looking: null };
    this.#seen.set(city, seen);
    if (now - seen.at < LOOK_MILLISECONDS) return;
    seen.looking ??= this.#ask(city, seen, now).finally(() => (seen.looking = null));
    await seen.looking;
  }

  /** The look that is under way, if one is. */
  underway(city: City): Promise<void> {
    return this.#seen.get(city)?.looking ?? Promise.resolve();
  }

  async #ask(city: City, seen: Seen, now: number): Promise<void> {
    const beating = registeredSystems().flatMap(({ name, pulse }) => (pulse === undefined ? [] : [{ name, pulse }]));
    const found = await city.citizenDb.use((connection) => connection.run<Record<string, string | null>>(`select (select coalesce(max(size), 0)::text from kernel.log_checkpoints) as size${beating.map(({ pulse }, index) => `, (${pulse})::text as p${index}`).join('')}`));
    const row = found.rows[0] ?? {};
    seen.pulses = new Map(beating.map(({ name }, index) => [name, row[`p${index}`] ?? '']));
    seen.size = [row['size'], ...seen.pulses.values()].join(' ');
    seen.at = now;
  }
}

/**
 * Many cities share one process. While only one of them asks, it may have all of it; as soon as others ask as well, each
 * has a few requests under way at a time and the rest of a flood waits in its own line, so that a neighbour's flood costs
 * the others a little and not everything.
 */
import type { City } from '../city.ts';

/** Requests of one city under way while others ask too. */
const EACH = 2;
/** A city counts as asking for this long after it did. */
const RECENT_MILLISECONDS = 1_000;

interface Line {
  underWay: number;
  askedAt: number;
  readonly waiting: (() => void)[];
}

export class Turns {
  readonly #lines = new Map<City, Line>();

  /** Runs the work when it is this city's turn. */
  async within<T>(city: City, work: () => Promise<T>): Promise<T> {
    const line = this.#lineOf(city);
    line.askedAt = performance.now();
    if (line.waiting.length > 0 || (line.underWay >= EACH && this.#crowded(city, line.askedAt))) await new Promise<void>((go) => line.waiting.push(go));
    line.underWay++;
    try {
      return await work();
    } finally {
      line.underWay--;
      this.#next(city, line);
    }
  }

  #lineOf(city: City): Line {
    let line = this.#lines.get(city);
    if (!line) this.#lines.set(city, (line = { underWay: 0, askedAt: 0, waiting: [] }));
    return line;
  }

  /** Whether another city asks as well; those that have not for long are forgotten. */
  #crowded(city: City, now: number): boolean {
    for (const [other, line] of this.#lines) {
      if (other === city) continue;
      if (line.underWay > 0 || line.waiting.length > 0 || now - line.askedAt < RECENT_MILLISECONDS) return true;
      this.#lines.delete(other);
    }
    return false;
  }

  #next(city: City, line: Line): void {
    const free = this.#crowded(city, performance.now()) ? EACH - line.underWay : line.waiting.length;
    for (const go of line.waiting.splice(0, Math.max(0, free))) go();
  }
}

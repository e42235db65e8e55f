/** Hears what other processes say through the register's database: cities changed, a city has work waiting, or a system of it changed something. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { ConnectTo } from '../db/database.ts';
import { logProblem } from '../log.ts';

/** A notice can be lost with a connection; the slow look finds what it said. */
const POLL_MILLISECONDS = 5_000;
const RETRY_MILLISECONDS = 1_000;
/** Many commands of one moment leave one notice … */
const GATHER_MILLISECONDS = 50;
/** … and where a hall is booked fifty times a second, the others draw its page anew five times and not fifty. */
const GATHER_CHANGES_MILLISECONDS = 200;

/** Gathers words for a while and says them together. */
class Gathering {
  readonly #milliseconds: number;
  readonly #say: (words: readonly string[]) => void;
  readonly #words = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(milliseconds: number, say: (words: readonly string[]) => void) {
    this.#milliseconds = milliseconds;
    this.#say = say;
  }

  add(word: string): void {
    this.#words.add(word);
    this.#timer ??= setTimeout(() => {
      const words = [...this.#words];
      this.stop();
      this.#say(words);
    }, this.#milliseconds);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#words.clear();
  }
}

export interface WatchOptions {
  /** The register may have changed. Called one at a time. */
  readonly register: () => Promise<void>;
  /** Another process left work behind in this city. */
  readonly poked: (city: string) => void;
  /** Another process changed something of this system in this city. A process does not hear itself. */
  readonly changed: (city: string, system: string) => void;
}

export interface Watch {
  /** Tells the other processes that this city has work waiting. */
  poke(city: string): void;
  /** Tells the other processes that this system changed something here, so that what they keep in memory of it is stale. */
  tell(city: string, system: string): void;
  stop(): Promise<void>;
}

/** Watches until stopped, through one connection. A lost connection is made again. */
export function watchRegistry(to: ConnectTo, options: WatchOptions): Watch {
  let stopped = false;
  let client: pg.Client | null = null;
  let again: NodeJS.Timeout | undefined;
  let looking = Promise.resolve();
  const own = randomBytes(6).toString('hex');
  const look = () => {
    looking = looking.then(options.register).catch((error: unknown) => logProblem('cities', error));
    return looking;
  };
  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({ ...to, application_name: 'yakuba-watch', keepAlive: true });
    let gone = false;
    const lost = () => {
      if (gone) return;
      gone = true;
      if (client === fresh) client = null;
      if (!stopped) again = setTimeout(() => void connect(), RETRY_MILLISECONDS);
    };
    fresh.on('error', () => {});
    fresh.once('end', lost);
    fresh.on('notification', ({ channel, payload }) => {
      if (channel === 'yakuba_cities') void look();
      else if (channel === 'yakuba_changed') {
        const [mark, city, system] = payload?.split(' ') ?? [];
        if (mark !== own && city && system) options.changed(city, system);
      } else if (payload) options.poked(payload);
    });
    try {
      await fresh.connect();
      await fresh.query('listen yakuba_cities; listen yakuba_poke; listen yakuba_changed');
      client = fresh;
      if (stopped) await fresh.end();
      else await look(); // what was said while nobody listened
    } catch {
      lost();
      await fresh.end().catch(() => {});
    }
  };
  const poll = setInterval(() => void look(), POLL_MILLISECONDS);
  void connect();
  const say = (channel: string) => (words: readonly string[]) => void client?.query('select pg_notify($1, word) from unnest($2::text[]) as word', [channel, words]).catch(() => {});
  const pokes = new Gathering(GATHER_MILLISECONDS, say('yakuba_poke'));
  const changes = new Gathering(GATHER_CHANGES_MILLISECONDS, say('yakuba_changed'));
  return {
    poke: (city) => pokes.add(city),
    tell: (city, system) => changes.add(`${own} ${city} ${system}`),
    async stop() {
      stopped = true;
      clearInterval(poll);
      clearTimeout(again);
      pokes.stop();
      changes.stop();
      await client?.end().catch(() => {});
      await looking;
    },
  };
}

/**
 * What runs by itself: the outbox, notices, mail, jobs and schedules. One loop visits the cities in turn, so a hundred
 * cities need no hundred pollers; a command that leaves something behind pokes the loop at once. A visit is one bounded
 * round, so a city with much work goes to the end of the line after it; a long job holds up no other city's messages,
 * because jobs stand in a line of their own; so does the sealing of the log, which gathers for a moment instead of waking for each
 * command, and the asking of its witnesses, who may be slow.
 */
import { sealVisit, witnessVisit } from './audit/keeper.ts';
import { deliverEvents } from './outbox.ts';
import { runDueJobs, startSchedules } from './jobs/runner.ts';
import { sendWaiting, type Mailer } from './notices/mail.ts';
import type { OpenCity } from './house.ts';
import type { System } from './system.ts';
import { logProblem } from './log.ts';

/** A city where something happened lately is looked at this often, one at rest less and less often. */
const BUSY_MILLISECONDS = 1_000;
const REST_MILLISECONDS = 20_000;
/** Visits that run at the same time, for each of the lines. */
const AT_ONCE = 2;

/** In milliseconds: how long a poke gathers others, and how soon a city is looked at again without one. */
interface Pace {
  readonly gather: number;
  readonly busy: number;
  /** Looks at cities nobody spoke of. One line does and wakes the others, so that a resting city is asked everything over one connection. */
  readonly patrols: boolean;
}

const PATROL: Pace = { gather: 0, busy: BUSY_MILLISECONDS, patrols: true };
const PROMPT: Pace = { ...PATROL, patrols: false };
const SEALING: Pace = { gather: 200, busy: 200, patrols: false };
/** A line that will come this soon may use the connection that another one leaves. */
const SOON_MILLISECONDS = 1_000;

export interface Background {
  /** Does everything that is due now and comes back when nothing is left. For tests and the sample. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export interface BackgroundOptions {
  readonly mailer: Mailer;
  /** False: only `settle()` moves things. */
  readonly loop: boolean;
}

/** Cities that come and go while the loop runs. */
export interface CitySource {
  readonly names: () => readonly string[];
  /** Null: it takes no changes just now, or has gone. */
  readonly open: (name: string) => Promise<OpenCity | null>;
  /** Nothing is left to do there for now. */
  readonly rested?: (name: string) => void;
  /** Calls back when a city has work waiting, or appears. */
  readonly onPoke: (listener: (name: string) => void) => void;
  /** Calls back when something was written there by this process. */
  readonly onWrote?: (listener: (name: string) => void) => void;
}

type Visit = (city: OpenCity) => Promise<number>;

function sourceOf(cities: readonly OpenCity[]): CitySource {
  const byName = new Map(cities.map((city) => [city.database, city]));
  return {
    names: () => [...byName.keys()],
    open: async (name) => byName.get(name) ?? null,
    onPoke: (listener) => cities.forEach((city) => city.onPoke(() => listener(city.database))),
    onWrote: (listener) => cities.forEach((city) => city.onWrote(() => listener(city.database))),
  };
}

interface Turn {
  /** In milliseconds of `performance.now()`. */
  due: number;
  wait: number;
  running: boolean;
}

/** One line of cities: a few are visited at a time, the longest due first, and each goes to the end after its visit. */
class Line {
  readonly #source: CitySource;
  readonly #visit: (name: string) => Promise<number>;
  readonly #turns = new Map<string, Turn>();
  readonly #running = new Set<Promise<void>>();
  readonly #pace: Pace;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(source: CitySource, visit: (name: string) => Promise<number>, pace: Pace) {
    this.#source = source;
    this.#visit = visit;
    this.#pace = pace;
  }

  poke(name: string): void {
    const known = this.#turns.get(name);
    const turn = known ?? { due: 0, wait: this.#pace.busy, running: false };
    this.#turns.set(name, turn);
    turn.wait = this.#pace.busy;
    const due = performance.now() + this.#pace.gather;
    if (known && due >= turn.due) return; // somebody comes before that anyway
    turn.due = Math.min(turn.due, due);
    this.go();
  }

  /** Whether a visit to the city is under way or about to be. */
  busyWith(name: string): boolean {
    const turn = this.#turns.get(name);
    return turn !== undefined && (turn.running || turn.due < performance.now() + SOON_MILLISECONDS);
  }

  go(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    const names = new Set(this.#source.names());
    for (const name of this.#turns.keys()) if (!names.has(name)) this.#turns.delete(name);
    for (const name of names) if (!this.#turns.has(name)) this.#turns.set(name, { due: this.#pace.patrols ? 0 : Infinity, wait: this.#pace.busy, running: false });
    const waiting = [...this.#turns].filter(([, turn]) => !turn.running).toSorted(([, a], [, b]) => a.due - b.due);
    for (const [name, turn] of waiting) {
      if (this.#running.size >= AT_ONCE) return; // whoever ends calls again
      const early = turn.due - performance.now();
      if (early === Infinity) return;
      if (early > 0) {
        this.#timer = setTimeout(() => this.go(), early);
        return;
      }
      this.#start(name, turn);
    }
    // Everybody is being visited or nobody is there: a new city shows itself by a poke.
  }

  #start(name: string, turn: Turn): void {
    turn.running = true;
    turn.due = Infinity;
    const visited = (async () => {
      let moved = 0;
      try {
        moved = await this.#visit(name);
      } catch (error) {
        logProblem('background', error, { city: name });
      }
      turn.running = false;
      turn.wait = moved > 0 ? this.#pace.busy : Math.min(turn.wait * 1.5, REST_MILLISECONDS);
      // A poke during the visit has set an earlier moment.
      turn.due = Math.min(turn.due, performance.now() + (moved > 0 ? this.#pace.gather : this.#pace.patrols ? turn.wait : Infinity));
      if (moved === 0) this.#source.rested?.(name);
    })();
    this.#running.add(visited);
    void visited.finally(() => {
      this.#running.delete(visited);
      this.go();
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#running);
  }
}

export function startBackground(cities: readonly OpenCity[] | CitySource, systems: readonly System[], options: BackgroundOptions): Background {
  const given = 'names' in cities ? cities : sourceOf(cities);
  const lines: Line[] = [];
  // The last line to leave a city lets its connections go.
  const source: CitySource = { ...given, rested: (name) => void (lines.some((line) => line.busyWith(name)) || given.rested?.(name)) };
  const messages: Visit = async (city) => (await deliverEvents(city, systems)) + (await startSchedules(city, systems)) + (await sendWaiting(city, options.mailer));
  const jobs: Visit = (city) => runDueJobs(city, systems);
  // A city's own visits of one kind follow one another, whoever asks for them.
  const chains = new Map<string, Promise<unknown>>();
  const inTurn = (kind: string, name: string, visit: Visit): Promise<number> => {
    const key = `${kind} ${name}`;
    const next = (chains.get(key) ?? Promise.resolve()).then(async () => {
      const city = await source.open(name);
      return !city || city.readOnly() ? 0 : visit(city);
    });
    chains.set(key, next.catch(() => {}));
    return next;
  };
  const workLine = new Line(source, (name) => inTurn('jobs', name, jobs), PROMPT);
  const witnessLine = new Line(source, (name) => inTurn('witness', name, witnessVisit), PROMPT);
  const sealLine = new Line(source, (name) => inTurn('seal', name, (city) => sealVisit(city, () => witnessLine.poke(name))), SEALING);
  const messageLine = new Line(source, async (name) => {
    const moved = await inTurn('messages', name, messages);
    // What was delivered may be a job; and somebody has to look at what other processes left.
    for (const line of [workLine, sealLine, witnessLine]) line.poke(name);
    return moved;
  }, PATROL);
  if (options.loop) lines.push(messageLine, workLine, sealLine, witnessLine);
  source.onPoke((name) => lines.forEach((line) => line.poke(name)));
  if (options.loop) source.onWrote?.((name) => sealLine.poke(name));
  for (const line of lines) line.go();
  return {
    async settle() {
      for (let i = 0; i < 1000; i++) {
        let moved = 0;
        for (const name of source.names()) moved += (await inTurn('messages', name, messages)) + (await inTurn('jobs', name, jobs));
        if (moved === 0) return;
      }
      throw new Error('background work does not come to rest');
    },
    async stop() {
      for (const line of lines) await line.stop();
      await Promise.all(chains.values());
    },
  };
}

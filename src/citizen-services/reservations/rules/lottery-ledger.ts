import type { LotteryEntry, LotteryGround, LotteryOptions, LotteryOutcome } from './lottery.ts';

/** Minutes since 1970-01-01 in local time, half-open. */
interface Interval {
  readonly start: number;
  readonly end: number;
}

/** What has been given away during one draw, by cell and by applicant. */
export class Ledger {
  readonly #ground: LotteryGround;
  readonly #options: LotteryOptions;
  readonly #taken = new Map<string, Interval[]>();
  readonly #wins = new Map<string, Interval[]>();
  readonly #intervals = new Map<string, Interval>();

  constructor(ground: LotteryGround, options: LotteryOptions) {
    this.#ground = ground;
    this.#options = options;
    for (const { cell, slot } of ground.occupied ?? []) listAt(this.#taken, cell).push(this.#intervalOf(slot));
  }

  /** Decides one entry and, if it wins, takes its cells. The reason that concerns the applicant is told before "full". */
  decide(entry: LotteryEntry): LotteryOutcome {
    const cells = this.#ground.cellsOf[entry.unit];
    if (cells === undefined || cells.length === 0) throw new RangeError(`Unit ${entry.unit} of entry ${entry.id} has no cells`);
    if (entry.withdrawn === true) return 'withdrawn';
    if (entry.eligible === false) return 'ineligible';
    const mine = listAt(this.#wins, entry.applicant);
    const winsBefore = this.#ground.winsBefore?.[entry.applicant] ?? 0;
    if (this.#options.capWins !== undefined && mine.length + winsBefore >= this.#options.capWins) return 'cap';
    const interval = this.#intervalOf(entry.slot);
    if (this.#options.noOverlap && mine.some((won) => meet(won, interval))) return 'overlap';
    if (cells.some((cell) => listAt(this.#taken, cell).some((taken) => meet(taken, interval)))) return 'full';
    for (const cell of cells) listAt(this.#taken, cell).push(interval);
    mine.push(interval);
    return 'won';
  }

  #intervalOf(slot: string): Interval {
    const known = this.#intervals.get(slot);
    if (known !== undefined) return known;
    // A slot that is no time (a course, a site) collides with itself only: it gets a minute of its own before all time.
    const interval = readInterval(slot) ?? { start: -10_000_000 - this.#intervals.size, end: -9_999_999 - this.#intervals.size };
    this.#intervals.set(slot, interval);
    return interval;
  }
}

function listAt(lists: Map<string, Interval[]>, key: string): Interval[] {
  const existing = lists.get(key);
  if (existing !== undefined) return existing;
  const created: Interval[] = [];
  lists.set(key, created);
  return created;
}

function meet(a: Interval, b: Interval): boolean {
  return a.start < b.end && b.start < a.end;
}

function readInterval(slot: string): Interval | null {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})\/(\d{2}):(\d{2})$/.exec(slot);
  if (match === null) return null;
  const [, date = '', startHour, startMinute, endHour, endMinute] = match;
  const day = Temporal.PlainDate.from('1970-01-01').until(date).days * 1440;
  const interval = { start: day + Number(startHour) * 60 + Number(startMinute), end: day + Number(endHour) * 60 + Number(endMinute) };
  if (interval.end <= interval.start) throw new RangeError(`Slot ${slot} ends before it starts; write 26:00 for 2:00 of the next day`);
  return interval;
}

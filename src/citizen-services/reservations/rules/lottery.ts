/**
 * The draw `emuni-lottery/1`: fixed beforehand by a commitment, mixed with a public number nobody knew at the cut-off,
 * repeatable by everybody at home. The hash comes in as an argument, so that the same file runs on the server
 * and in the page that citizens verify with.
 */
import { Ledger } from './lottery-ledger.ts';
import { matchesAny } from './pattern.ts';

export const LOTTERY_ALGORITHM = 'emuni-lottery/1';

/** SHA-256 of a text's UTF-8 bytes as lower-case hex. */
export type Sha256Hex = (text: string) => string;

export interface LotteryEntry {
  readonly id: string;
  /** The published alias, never the name. */
  readonly applicant: string;
  readonly unit: string;
  /** Business day and times, '2027-01-16T18:00/21:00' (also /26:00); anything else is a slot of its own, e.g. a course. */
  readonly slot: string;
  /** A whole number from 1: how many tickets are drawn, the smallest counts. */
  readonly weight: number;
  /** Needed only where stages name classes. */
  readonly userClass?: string;
  /** Order of preference, from 1; only in ranked draws, where it is frozen with the entry. */
  readonly rank?: number;
  /** Stays in the frozen list and is skipped. */
  readonly withdrawn?: boolean;
  /** False when the applicant lost the right to use since entering. */
  readonly eligible?: boolean;
}

export interface LotteryOptions {
  readonly mode: 'entries' | 'ranked';
  readonly capWins?: number;
  readonly noOverlap: boolean;
  readonly oneEachRound: boolean;
  /** Classes served first; empty: everybody at once. */
  readonly stages: readonly { readonly code: string; readonly classes: readonly string[]; readonly units?: readonly string[] }[];
}

export interface LotteryGround {
  readonly cellsOf: Readonly<Record<string, readonly string[]>>;
  /** Cells that are not to be had: official use, earlier bookings. */
  readonly occupied?: readonly { readonly cell: string; readonly slot: string }[];
  /** Wins that already count towards the cap, by applicant. */
  readonly winsBefore?: Readonly<Record<string, number>>;
}

export type LotteryOutcome = 'won' | 'full' | 'cap' | 'overlap' | 'ineligible' | 'withdrawn';

export interface DrawnEntry {
  readonly entry: LotteryEntry;
  readonly ticket: string;
  /** Place in the order of tickets, from 1. */
  readonly position: number;
  readonly outcome: LotteryOutcome;
}

/** The commitment published when entry opens: the hash of the secret's hex text. */
export function commitOf(secretHex: string, sha256hex: Sha256Hex): string {
  return sha256hex(secretHex);
}

/** The frozen list: one line per entry, sorted by id, '\n' after every line. A ranked draw freezes the rank too, as a sixth column. */
export function canonicalLines(entries: readonly LotteryEntry[]): string {
  const sorted = entries.toSorted((a, b) => compareText(a.id, b.id));
  return sorted.map((entry) => `${canonicalLine(entry)}\n`).join('');
}

function canonicalLine(entry: LotteryEntry): string {
  if (!Number.isSafeInteger(entry.weight) || entry.weight < 1) throw new RangeError(`Entry ${entry.id} has no whole weight from 1: ${entry.weight}`);
  const columns = [entry.id, entry.applicant, entry.unit, entry.slot, String(entry.weight), ...(entry.rank === undefined ? [] : [String(entry.rank)])];
  if (columns.some((column) => /[,\n\r]/.test(column))) throw new RangeError(`Entry ${entry.id} has a comma or a line break in it`);
  return columns.join(',');
}

/** The hash of the frozen list, published at the cut-off. */
export function rootOf(entries: readonly LotteryEntry[], sha256hex: Sha256Hex): string {
  return sha256hex(canonicalLines(entries));
}

export interface SeedParts {
  readonly lotteryId: string;
  readonly root: string;
  readonly secretHex: string;
  readonly publicValue: string;
}

export function seedOf(parts: SeedParts, sha256hex: Sha256Hex): string {
  return sha256hex(`${LOTTERY_ALGORITHM}\n${parts.lotteryId}\n${parts.root}\n${parts.secretHex}\n${parts.publicValue}\n`);
}

/** The smallest of `weight` draws: the chance to come first is exactly proportional to the weight, with whole numbers only. */
export function ticketOf(seed: string, id: string, weight: number, sha256hex: Sha256Hex): string {
  let ticket = sha256hex(`${seed}:${id}:1`);
  for (let index = 2; index <= weight; index += 1) {
    const another = sha256hex(`${seed}:${id}:${index}`);
    if (another < ticket) ticket = another;
  }
  return ticket;
}

/** Draws: the same inputs always give the same result. Throws `RangeError` for a unit without cells or an id used twice. */
export function draw(entries: readonly LotteryEntry[], seed: string, ground: LotteryGround, options: LotteryOptions, sha256hex: Sha256Hex): readonly DrawnEntry[] {
  refuseDoubles(entries);
  const order = options.mode === 'ranked' ? rankedOrder(entries, seed, sha256hex) : entryOrder(entries, seed, sha256hex);
  const outcomes = new Map<string, LotteryOutcome>();
  const ledger = new Ledger(ground, options);
  for (const stage of options.stages.length === 0 ? [null] : options.stages) {
    const mine = order.filter(({ entry }) => !outcomes.has(entry.id) && (stage === null || inStage(entry, stage)));
    allocate(mine, ledger, options, outcomes);
  }
  return order.map(({ entry, ticket }, index) => ({ entry, ticket, position: index + 1, outcome: outcomes.get(entry.id) ?? 'ineligible' }));
}

interface Ticketed {
  readonly entry: LotteryEntry;
  readonly ticket: string;
}

function entryOrder(entries: readonly LotteryEntry[], seed: string, sha256hex: Sha256Hex): Ticketed[] {
  const ticketed = entries.map((entry) => ({ entry, ticket: ticketOf(seed, entry.id, entry.weight, sha256hex) }));
  return ticketed.sort((a, b) => compareText(a.ticket, b.ticket) || compareText(a.entry.id, b.entry.id));
}

/** One ticket per applicant, with the largest weight among the applicant's entries; then the applicant's own order of preference. */
function rankedOrder(entries: readonly LotteryEntry[], seed: string, sha256hex: Sha256Hex): Ticketed[] {
  const weights = new Map<string, number>();
  for (const entry of entries) weights.set(entry.applicant, Math.max(entry.weight, weights.get(entry.applicant) ?? 1));
  const tickets = new Map([...weights].map(([applicant, weight]) => [applicant, ticketOf(seed, applicant, weight, sha256hex)]));
  const ticketed = entries.map((entry) => ({ entry, ticket: tickets.get(entry.applicant) ?? '' }));
  return ticketed.sort((a, b) => compareText(a.ticket, b.ticket) || compareText(a.entry.applicant, b.entry.applicant)
    || (a.entry.rank ?? 0) - (b.entry.rank ?? 0) || compareText(a.entry.id, b.entry.id));
}

/**
 * Goes through the order. When everybody shall win once before anybody wins twice (`oneEachRound`, and always in ranked
 * draws), the further entries of a winner wait until all others have had their turn.
 */
function allocate(order: readonly Ticketed[], ledger: Ledger, options: LotteryOptions, outcomes: Map<string, LotteryOutcome>): void {
  const inRounds = options.oneEachRound || options.mode === 'ranked';
  let waiting: readonly Ticketed[] = order;
  while (waiting.length > 0) {
    const wonThisRound = new Set<string>();
    const later: Ticketed[] = [];
    for (const ticketed of waiting) {
      const { entry } = ticketed;
      if (inRounds && wonThisRound.has(entry.applicant)) {
        later.push(ticketed);
        continue;
      }
      const outcome = ledger.decide(entry);
      outcomes.set(entry.id, outcome);
      if (outcome === 'won') wonThisRound.add(entry.applicant);
    }
    waiting = later;
  }
}

function inStage(entry: LotteryEntry, stage: LotteryOptions['stages'][number]): boolean {
  return matchesAny(stage.classes, entry.userClass ?? '') && (stage.units === undefined || matchesAny(stage.units, entry.unit));
}

function refuseDoubles(entries: readonly LotteryEntry[]): void {
  const ids = new Set(entries.map((entry) => entry.id));
  if (ids.size < entries.length) throw new RangeError('Two entries have the same id');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Who waits for cells that become free in a slot, in the order of the draw: everybody who wanted a unit within these cells at
 * that time and did not get it. Whether somebody is still under the cap is asked when the place is offered.
 */
export function waitingOrder(drawn: readonly DrawnEntry[], freed: { readonly slot: string; readonly cells: readonly string[] }, cellsOf: LotteryGround['cellsOf']): readonly DrawnEntry[] {
  const lost: readonly LotteryOutcome[] = ['full', 'cap', 'overlap'];
  return drawn.filter(({ entry, outcome }) => lost.includes(outcome) && entry.slot === freed.slot && (cellsOf[entry.unit] ?? []).every((cell) => freed.cells.includes(cell)));
}

/** The weight of somebody who has lost so many months in a row; a win starts again at 1. */
export function weightAfterLosses(losses: number, bonus: { readonly perLoss: number; readonly max: number } | undefined): number {
  return bonus === undefined ? 1 : Math.min(1 + losses * bonus.perLoss, bonus.max);
}

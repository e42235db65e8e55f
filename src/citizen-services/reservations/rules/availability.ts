/** The grid of what is free: one mark for each unit and slot, the same for screens, signs and the API. */
import { toInstant } from '../../../kernel/calendar/calendar.ts';
import type { Text } from '../../../kernel/view.ts';
import { openingOf } from './calendar.ts';
import type { Opening } from './calendar.ts';
import type { FacilityPolicy, Unit } from './policy.ts';
import { slotsWithin } from './slots.ts';
import type { Slot, Span } from './slots.ts';
import { windowFor } from './windows.ts';
import type { Seeker, WindowVerdict } from './windows.ts';

export interface Claim extends Span {
  readonly cell: string;
  /** 'draw': given back and being drawn for (小さな抽選). */
  readonly kind: 'hold' | 'booking' | 'block' | 'shelter' | 'draw';
  /** For holds: from this moment on they no longer count. */
  readonly holdUntil?: Temporal.Instant;
}

/** A room's noise over time; different classes in one zone do not go together. */
export interface ZoneClaim extends Span {
  readonly zone: string;
  readonly noiseClass: string;
}

/** The wall of a space among the zones: a use needs it in one place, and time to move it afterwards. */
export function wallZone(space: string): string {
  return `wall ${space}`;
}

export type Mark = 'free' | 'part' | 'taken' | 'closed' | 'lottery' | 'not_yet' | 'not_for_you' | 'official' | 'past';

/** Never colour alone: a sign, and a name for those who hear the page. */
export const markSigns: Readonly<Record<Mark, { readonly sign: string; readonly name: Text }>> = {
  free: { sign: '○', name: { ja: '空き', en: 'Free' } },
  part: { sign: '△', name: { ja: '一部空き', en: 'Partly free' } },
  taken: { sign: '×', name: { ja: '予約済み', en: 'Booked' } },
  closed: { sign: '休', name: { ja: '休館', en: 'Closed' } },
  lottery: { sign: '抽', name: { ja: '抽選受付中', en: 'Lottery open' } },
  not_yet: { sign: '前', name: { ja: '受付前', en: 'Not open yet' } },
  not_for_you: { sign: 'ー', name: { ja: '対象外', en: 'Not available to you' } },
  official: { sign: '公', name: { ja: '公用', en: 'Official use' } },
  past: { sign: 'ー', name: { ja: '終了', en: 'Over' } },
};

export interface GridSlot {
  readonly slot: Slot;
  readonly mark: Mark;
  /** Free, and this person may book it now through this channel. */
  readonly bookable: boolean;
  /** Lottery entries so far, while a lottery is open. */
  readonly entries: number | null;
  readonly freeCells: number;
}

export interface GridDay {
  readonly unit: string;
  readonly date: Temporal.PlainDate;
  /** Why nothing is offered, on closed days. */
  readonly closed: Text | null;
  readonly slots: readonly GridSlot[];
  /** What the windows say about this person and day; null when nobody in particular asks. */
  readonly window: WindowVerdict | null;
}

export interface GridQuestion {
  readonly policy: FacilityPolicy;
  readonly units: readonly Unit[];
  readonly dates: readonly Temporal.PlainDate[];
  readonly claims: readonly Claim[];
  readonly zoneClaims?: readonly ZoneClaim[];
  /** Entries by `entryKey`. */
  readonly lotteryEntries?: ReadonlyMap<string, number>;
  readonly seeker: Seeker | null;
  readonly now: Temporal.Instant;
}

export function entryKey(unit: string, date: Temporal.PlainDate, slot: string): string {
  return `${unit} ${date.toString()} ${slot}`;
}

/** Marks of all units on all dates. */
export function gridOf(question: GridQuestion): readonly GridDay[] {
  const occupancy = new Occupancy(question.claims, question.zoneClaims ?? [], question.now);
  const openings = new Map<string, Opening>();
  const days = question.dates.map((date) => ({ date, midnight: toInstant(date, 0).epochMilliseconds }));
  return question.units.flatMap((unit) => days.map((day) => {
    // Units of one space share their opening hours; looking them up is the dearer half of a grid.
    const key = `${unit.space} ${day.midnight}`;
    const opening = openings.get(key) ?? openingOf(question.policy.calendar, day.date, unit.space);
    openings.set(key, opening);
    return gridDay(question, occupancy, unit, day, opening);
  }));
}

interface Day {
  readonly date: Temporal.PlainDate;
  /** 0:00 in milliseconds; without summer time every minute of the day lies at the same distance from it. */
  readonly midnight: number;
}

function gridDay(question: GridQuestion, occupancy: Occupancy, unit: Unit, day: Day, opening: Opening): GridDay {
  const { policy, seeker, now } = question;
  const { date } = day;
  if (!opening.open) return { unit: unit.code, date, closed: opening.reason, slots: [], window: null };
  const window = seeker === null ? null : windowFor(policy, unit, seeker, date, now);
  const slots = slotsWithin(policy, unit, date, opening.hours).map((slot) => gridSlot(question, occupancy, unit, day, slot, window));
  return { unit: unit.code, date, closed: null, slots, window };
}

function gridSlot(question: GridQuestion, occupancy: Occupancy, unit: Unit, day: Day, slot: Slot, window: WindowVerdict | null): GridSlot {
  const from = day.midnight + slot.start * MINUTE;
  const state = occupancy.look(unit, { from: from - unit.buffers.before * MINUTE, to: day.midnight + (slot.end + unit.buffers.after) * MINUTE });
  const mark = from <= question.now.epochMilliseconds ? 'past' : state.official ? 'official' : state.drawn ? 'lottery' : state.blocked ? 'taken' : windowMark(window);
  const openToAll = question.seeker?.channel !== 'web' || unit.visibility === 'public_book';
  return {
    slot, mark, freeCells: state.freeCells,
    bookable: mark === 'free' && window?.state === 'open' && openToAll,
    entries: mark === 'lottery' ? (question.lotteryEntries?.get(entryKey(unit.code, day.date, slot.code)) ?? 0) : null,
  };
}

/** A slot in an open lottery is not booked first come, first served. A window that is over leaves the slot to the counter. */
function windowMark(window: WindowVerdict | null): Mark {
  if (window === null) return 'free';
  if (window.state === 'open') return window.phase === 'lottery' ? 'lottery' : 'free';
  return window.state === 'not_yet' ? 'not_yet' : 'not_for_you';
}

const MINUTE = 60_000;

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly official: boolean;
  readonly drawn: boolean;
}

interface ZoneStretch {
  readonly from: number;
  readonly to: number;
  readonly noiseClass: string;
}

/** Claims by cell as plain numbers: a month's grid asks thousands of times. */
class Occupancy {
  readonly #cells: ReadonlyMap<string, readonly Stretch[]>;
  readonly #zones: ReadonlyMap<string, readonly ZoneStretch[]>;

  constructor(claims: readonly Claim[], zoneClaims: readonly ZoneClaim[], now: Temporal.Instant) {
    const counting = claims.filter((claim) => claim.holdUntil === undefined || Temporal.Instant.compare(now, claim.holdUntil) < 0);
    this.#cells = Map.groupBy(counting.map((claim) => ({ cell: claim.cell, ...milliseconds(claim), official: claim.kind === 'block' || claim.kind === 'shelter', drawn: claim.kind === 'draw' })), ({ cell }) => cell);
    this.#zones = Map.groupBy(zoneClaims.map((claim) => ({ zone: claim.zone, ...milliseconds(claim), noiseClass: claim.noiseClass })), ({ zone }) => zone);
  }

  #busy(cell: string, from: number, minutes: number): boolean {
    return (this.#cells.get(cell) ?? []).some((stretch) => stretch.from < from + minutes * MINUTE && from < stretch.to);
  }

  look(unit: Unit, { from, to }: { readonly from: number; readonly to: number }): { readonly blocked: boolean; readonly official: boolean; readonly drawn: boolean; readonly freeCells: number } {
    const meeting = unit.cells.map((cell) => (this.#cells.get(cell) ?? []).filter((stretch) => stretch.from < to && from < stretch.to));
    const { noise } = unit;
    const clashes = (zone: string, own: string, until: number) => (this.#zones.get(zone) ?? []).some((stretch) => stretch.from < until && from < stretch.to && stretch.noiseClass !== own);
    const { setup } = unit;
    const noisy = (noise !== undefined && clashes(noise.zone, noise.class, to)) || (setup?.claim === true && clashes(wallZone(unit.space), setup.partition, to + setup.minutes * MINUTE));
    const tiedFull = unit.tied.some((tied) => !tied.onRequest && tied.anyOf.every((cell) => this.#busy(cell, from + (unit.buffers.before + tied.startsAfter) * MINUTE, tied.minutes)));
    const freeCells = meeting.filter((stretches) => stretches.length === 0).length;
    const inTheWay = meeting.flat();
    return { blocked: noisy || tiedFull || freeCells < unit.cells.length, drawn: !noisy && inTheWay.length > 0 && inTheWay.every((stretch) => stretch.drawn), official: meeting.some((stretches) => stretches.some((stretch) => stretch.official)), freeCells };
  }
}

function milliseconds(span: Span): { readonly from: number; readonly to: number } {
  return { from: span.from.epochMilliseconds, to: span.to.epochMilliseconds };
}

/** One mark for many: a room with its parts, or a whole day. △ when something is free and something is not. */
export function summaryOf(marks: readonly Mark[]): Mark {
  const [first] = marks;
  if (first === undefined) return 'closed';
  if (marks.every((mark) => mark === first)) return first;
  if (marks.some((mark) => mark === 'free' || mark === 'part')) return marks.some(isOccupied) ? 'part' : 'free';
  const order: readonly Mark[] = ['lottery', 'not_yet', 'taken', 'official', 'not_for_you', 'closed', 'past'];
  return order.find((mark) => marks.includes(mark)) ?? first;
}

function isOccupied(mark: Mark): boolean {
  return mark === 'taken' || mark === 'official' || mark === 'part';
}

/** Bookable slots near a wish that could not be met: the same time in another unit, then the nearest times; at most `limit`. */
export function alternativesTo(grid: readonly GridDay[], wish: { readonly unit: string; readonly date: Temporal.PlainDate; readonly start: number }, limit: number): readonly { readonly unit: string; readonly date: Temporal.PlainDate; readonly slot: Slot }[] {
  const distance = (day: GridDay, slot: Slot): number =>
    Math.abs(wish.date.until(day.date, { largestUnit: 'days' }).days * 1440 + slot.start - wish.start) + (day.unit === wish.unit ? 0 : 30);
  return grid.flatMap((day) => day.slots.filter((one) => one.bookable).map(({ slot }) => ({ unit: day.unit, date: day.date, slot, distance: distance(day, slot) })))
    .toSorted((a, b) => a.distance - b.distance).slice(0, limit).map(({ unit, date, slot }) => ({ unit, date, slot }));
}

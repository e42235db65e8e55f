/**
 * The pattern report: evidence for staff to look into, never an automatic verdict.
 * A cancellation taken over within a minute, one device behind many patrons, somebody who nearly always wins.
 */

export interface BookingTrace {
  readonly kind: 'cancel' | 'book';
  readonly patron: string;
  readonly at: Temporal.Instant;
  /** Hash of the device or network; null at the counter. */
  readonly device: string | null;
  readonly cells: readonly string[];
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly reference: string;
}

export interface QuickRebooking {
  readonly cancelled: BookingTrace;
  readonly booked: BookingTrace;
  readonly seconds: number;
  /** The two share a member, a representative or a device. Unrelated pairs are shown too: a stolen win looks like that. */
  readonly related: boolean;
}

export interface SharedDevice {
  readonly device: string;
  readonly patrons: readonly string[];
}

export interface WinOutlier {
  readonly patron: string;
  readonly entries: number;
  readonly wins: number;
}

export interface PatternSource {
  readonly traces: readonly BookingTrace[];
  readonly lottery: readonly WinOutlier[];
  readonly related: (patron: string, other: string) => boolean;
}

export interface PatternLimits {
  readonly withinSeconds: number;
  readonly patronsPerDevice: number;
  /** A win rate above this many percent stands out … */
  readonly winPercent: number;
  /** … from this many entries on: one win out of one says nothing. */
  readonly minEntries: number;
}

export const usualLimits: PatternLimits = { withinSeconds: 60, patronsPerDevice: 3, winPercent: 90, minEntries: 5 };

export interface PatternReport {
  readonly quickRebookings: readonly QuickRebooking[];
  readonly sharedDevices: readonly SharedDevice[];
  readonly winOutliers: readonly WinOutlier[];
}

export function patternReport(source: PatternSource, limits: PatternLimits = usualLimits): PatternReport {
  return {
    quickRebookings: quickRebookings(source, limits.withinSeconds),
    sharedDevices: sharedDevices(source.traces, limits.patronsPerDevice),
    winOutliers: source.lottery.filter(({ entries, wins }) => entries >= limits.minEntries && wins * 100 > limits.winPercent * entries),
  };
}

/** Walks through the traces in time, remembering the cancellations of the last minute. */
function quickRebookings(source: PatternSource, withinSeconds: number): QuickRebooking[] {
  const found: QuickRebooking[] = [];
  let recent: BookingTrace[] = [];
  for (const trace of source.traces.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at))) {
    recent = recent.filter((cancelled) => secondsBetween(cancelled, trace) <= withinSeconds);
    if (trace.kind === 'cancel') recent.push(trace);
    else found.push(...recent.filter((cancelled) => tookOver(cancelled, trace)).map((cancelled) => pair(source, cancelled, trace)));
  }
  return found;
}

function tookOver(cancelled: BookingTrace, booked: BookingTrace): boolean {
  return cancelled.patron !== booked.patron && cancelled.cells.some((cell) => booked.cells.includes(cell))
    && Temporal.Instant.compare(cancelled.from, booked.to) < 0 && Temporal.Instant.compare(booked.from, cancelled.to) < 0;
}

function pair(source: PatternSource, cancelled: BookingTrace, booked: BookingTrace): QuickRebooking {
  const sameDevice = cancelled.device !== null && cancelled.device === booked.device;
  return { cancelled, booked, seconds: secondsBetween(cancelled, booked), related: sameDevice || source.related(cancelled.patron, booked.patron) };
}

function secondsBetween(earlier: BookingTrace, later: BookingTrace): number {
  return Math.floor((later.at.epochMilliseconds - earlier.at.epochMilliseconds) / 1000);
}

function sharedDevices(traces: readonly BookingTrace[], allowed: number): SharedDevice[] {
  const patrons = new Map<string, Set<string>>();
  for (const { device, patron } of traces) {
    if (device === null) continue;
    const seen = patrons.get(device) ?? new Set();
    patrons.set(device, seen.add(patron));
  }
  return [...patrons].filter(([, seen]) => seen.size > allowed).map(([device, seen]) => ({ device, patrons: [...seen].toSorted() }));
}

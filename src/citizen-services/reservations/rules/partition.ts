/** 可動間仕切り: the wall between two bookings must be moved, and somebody has to do it. */
import type { Unit } from './policy.ts';
import type { Span } from './slots.ts';

export interface PartitionUse extends Span {
  readonly unit: Unit;
  readonly reference: string;
}

export interface SetupTask {
  readonly before: string;
  readonly after: string;
  readonly partition: 'open' | 'closed';
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  /** The time between the two is shorter than moving the wall takes. */
  readonly isTight: boolean;
}

/** Every change of the wall between uses of units that share a cell, in order of time. */
export function setupTasks(uses: readonly PartitionUse[]): readonly SetupTask[] {
  const sorted = uses.filter(({ unit }) => unit.setup !== undefined).toSorted((a, b) => Temporal.Instant.compare(a.from, b.from));
  return sorted.flatMap((after, index) => {
    const before = sorted.slice(0, index).findLast((earlier) => earlier.unit.cells.some((cell) => after.unit.cells.includes(cell)));
    const task = before === undefined ? null : taskBetween(before, after);
    return task === null ? [] : [task];
  });
}

function taskBetween(before: PartitionUse, after: PartitionUse): SetupTask | null {
  const [old, wanted] = [before.unit.setup, after.unit.setup];
  if (old === undefined || wanted === undefined || old.partition === wanted.partition) return null;
  const minutes = Math.floor((after.from.epochMilliseconds - before.to.epochMilliseconds) / 60_000);
  return { before: before.reference, after: after.reference, partition: wanted.partition, from: before.to, until: after.from, isTight: minutes < wanted.minutes };
}

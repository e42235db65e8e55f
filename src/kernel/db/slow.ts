/** The slowest statements since this process started, without their values: for the operations page, not for a log. */

export interface SlowStatement {
  /** The statement's text; values stand in it as $1, $2 …. */
  readonly text: string;
  readonly times: number;
  readonly slowestMilliseconds: number;
}

const SLOW_MILLISECONDS = 300;
const KEPT = 100;
const kept = new Map<string, { times: number; slowest: number }>();

/** Notes a statement that took this long; quick ones cost a comparison. */
export function noteDuration(text: string, milliseconds: number): void {
  if (milliseconds < SLOW_MILLISECONDS) return;
  const known = kept.get(text);
  if (known) {
    known.times++;
    known.slowest = Math.max(known.slowest, milliseconds);
    return;
  }
  if (kept.size >= KEPT) {
    const [least] = [...kept].toSorted(([, a], [, b]) => a.slowest - b.slowest);
    if (least) kept.delete(least[0]);
  }
  kept.set(text, { times: 1, slowest: milliseconds });
}

/** Slowest first. */
export function slowStatements(): readonly SlowStatement[] {
  return [...kept].map(([text, { times, slowest }]) => ({ text, times, slowestMilliseconds: Math.round(slowest) })).toSorted((a, b) => b.slowestMilliseconds - a.slowestMilliseconds);
}

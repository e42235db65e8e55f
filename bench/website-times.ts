/** What is told of many measured times, in milliseconds. */
import { percentile } from './load.ts';

export interface Times {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export function timesOf(measured: readonly number[]): Times {
  const sorted = measured.toSorted((a, b) => a - b);
  return { count: sorted.length, p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), p99: percentile(sorted, 0.99), max: sorted.at(-1) ?? 0 };
}

export const HEADS = ['', '毎秒', 'p50 ms', 'p95 ms', 'p99 ms', '最大 ms', '目標', '', 'ほか'] as const;

export interface Told {
  readonly perSecond?: number;
  readonly also?: string;
  readonly goal?: string;
  /** Whether the goal was met. */
  readonly met?: boolean;
}

export const wholeOr = (value: number) => (value >= 100 ? value.toFixed(0) : value.toFixed(1));

export const MISSED = '未達';

/** One line of the report. */
export function lineOf(name: string, times: Times | null, { perSecond, also = '', goal = '', met }: Told = {}): readonly string[] {
  const told = times === null ? ['', '', '', ''] : [times.p50, times.p95, times.p99, times.max].map(wholeOr);
  return [name, perSecond === undefined ? '' : perSecond.toFixed(0), ...told, goal, met === undefined ? '' : met ? '達成' : MISSED, also];
}

export const headline = (name: string): readonly string[] => lineOf(`**${name}**`, null);

/** How much of a time this process had the processor: well under 1, and somebody else was at work on the machine. */
export function shareOf(): () => number {
  const [used, began] = [process.cpuUsage(), performance.now()];
  return () => {
    const { user, system } = process.cpuUsage(used);
    return (user + system) / 1000 / (performance.now() - began);
  };
}

/** What every benchmark shares: tables with the machine's facts, percentiles, an HTTP load from another process, memory. */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Load, LoadResult } from './load-client.ts';

export type { Load, LoadResult } from './load-client.ts';

/** One line that says on what the numbers were measured. */
export function machineFacts(): string {
  const model = cpus()[0]?.model.trim() ?? process.arch;
  return `${model} × ${cpus().length}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}

/** Prints a Markdown table; numbers stand on the right. */
export function table(title: string, head: readonly string[], body: readonly (readonly (string | number)[])[]): void {
  const text = body.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en', { maximumFractionDigits: 3 }) : cell)));
  const right = head.map((_, column) => body.every((row) => typeof row[column] === 'number'));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  console.log(`\n## ${title}\n\n${line(head)}\n${line(right.map((yes) => (yes ? '---:' : '---')))}\n${text.map(line).join('\n')}\n\n${machineFacts()}`);
}

/** The value below which this share (0–1) of the sorted values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/** Milliseconds of each of `times` runs, after `warm` runs that do not count. */
export async function measure(times: number, work: (i: number) => Promise<unknown> | unknown, warm = Math.ceil(times / 10)): Promise<readonly number[]> {
  for (let i = 0; i < warm; i++) await work(i);
  const spent: number[] = [];
  for (let i = 0; i < times; i++) {
    const started = performance.now();
    await work(warm + i);
    spent.push(performance.now() - started);
  }
  return spent;
}

/** Sends this load from a process of its own, so that client and server do not share a thread. */
export function load(what: Load): Promise<LoadResult> {
  return new Promise((done, fail) => {
    const child = fork(fileURLToPath(new URL('load-client.ts', import.meta.url)), { execArgv: ['--disable-warning=ExperimentalWarning'] });
    child.once('message', (result: LoadResult) => {
      done(result);
      child.disconnect();
    });
    child.once('error', fail);
    child.once('exit', (code) => code !== 0 && fail(new Error(`load client ended with ${String(code)}`)));
    child.send(what);
  });
}

/** Resident memory of a process in MiB (Linux); of this one everywhere. */
export function memoryOf(pid = process.pid): number {
  if (pid === process.pid) return process.memoryUsage.rss() / 2 ** 20;
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024;
  } catch {
    return Number.NaN;
  }
}

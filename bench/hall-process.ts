/** The town hall of a measurement as a process of its own, so that it can be killed and opened again on the same folder and port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ConnectTo } from '../src/kernel/db/database.ts';

export interface HallSize {
  readonly facilities?: number;
  readonly patrons?: number;
}

export interface HallFacts {
  readonly port: number;
  readonly units: readonly { readonly id: string; readonly code: string; readonly facility: string; readonly cells: readonly number[] }[];
  /** Only from the first opening of a folder, as is `staff`. */
  readonly patrons: readonly { readonly id: string; readonly token: string }[];
  readonly staff: string;
  readonly owner: ConnectTo;
}

export interface HallProcess {
  readonly child: ChildProcess;
  readonly facts: HallFacts;
}

/** Opens the hall; port 0: any. Comes back when its doors are open. */
export function openHall(dir: string, port: number, size: HallSize): Promise<HallProcess> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const child = spawn(process.execPath, ['--import', join(root, 'bin/tsx.ts'), fileURLToPath(new URL('./hall.ts', import.meta.url)), dir, String(port), String(size.facilities ?? 6), String(size.patrons ?? 60)], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((done, fail) => {
    const ended = (code: number | null) => fail(new Error(`the hall ended with ${String(code)}`));
    child.once('exit', ended);
    createInterface({ input: child.stdout }).once('line', (line) => {
      child.off('exit', ended);
      const facts: HallFacts = JSON.parse(line);
      done({ child, facts });
    });
  });
}

/** Ends it by a signal and waits until it has gone. */
export async function endHall(child: ChildProcess, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill(signal);
  await gone;
}

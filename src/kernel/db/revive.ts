/** Keeps a server running: one that ended by itself is started again, until somebody asks for its end. */
import type { ChildProcess } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { log, logProblem } from '../log.ts';

export interface Running {
  readonly child: ChildProcess;
  readonly pid: number;
}

const FIRST_WAIT_MILLISECONDS = 100;
const LONGEST_WAIT_MILLISECONDS = 5_000;

export class Revived {
  readonly #start: () => Promise<Running>;
  #running: Running;
  #asked = false;
  /** A start under way after an unexpected end. */
  #reviving: Promise<void> | null = null;

  constructor(running: Running, start: () => Promise<Running>) {
    this.#running = running;
    this.#start = start;
    this.#watch();
  }

  get pid(): number {
    return this.#running.pid;
  }

  /** No more starts; what runs after that is for the caller to end. */
  async release(): Promise<Running> {
    this.#asked = true;
    await this.#reviving;
    return this.#running;
  }

  #watch(): void {
    const { child } = this.#running;
    const ended = () => {
      if (!this.#asked) this.#reviving = this.#revive();
    };
    if (child.exitCode !== null || child.signalCode !== null) ended();
    else child.once('exit', ended);
  }

  async #revive(): Promise<void> {
    log('postgres-ended', { pid: this.#running.pid });
    for (let wait = FIRST_WAIT_MILLISECONDS; !this.#asked; wait = Math.min(wait * 2, LONGEST_WAIT_MILLISECONDS)) {
      try {
        this.#running = await this.#start();
        log('postgres-again', { pid: this.#running.pid });
        this.#watch();
        return;
      } catch (error) {
        // Processes of the dead server may hold its memory for a moment; a disk that is full may have room again.
        logProblem('postgres-start', error);
        if (!this.#asked) await pause(wait);
      }
    }
  }
}

/** The town hall's own steady backup, in a thread of its own: compressing and hashing must not keep a citizen waiting. */
import { Worker } from 'node:worker_threads';
import type { Installation } from '../db/installation.ts';
import { logProblem } from '../log.ts';
import { readConfig } from './config.ts';

export interface Backups {
  stop(): Promise<void>;
}

export interface ThreadOrder {
  readonly dataDir: string;
  readonly key: Uint8Array;
  readonly admin: Installation['admin'];
  readonly passwords: Installation['passwords'];
  readonly outside: boolean;
}

/** Begins when `backup.json` stands in the data folder; otherwise does nothing. What is wrong with it is said and the town hall opens all the same. */
export function startBackups(installation: Installation, dataDir: string, say: (line: string) => void): Backups {
  const none = { stop: async () => {} };
  try {
    if (readConfig(dataDir) === null) return none;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return none;
  }
  const order: ThreadOrder = { dataDir, key: installation.key, admin: installation.admin, passwords: installation.passwords, outside: Boolean(process.env['DATABASE_URL']) };
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: order });
  worker.on('message', (line: unknown) => say(String(line)));
  worker.on('error', (error: unknown) => logProblem('backup', error));
  const ended = new Promise<void>((done) => worker.once('exit', () => done()));
  return {
    async stop() {
      worker.postMessage('stop');
      await ended;
    },
  };
}

/** Real programs for a while: they are started, waited for and ended, whatever happens to whoever wanted them. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface Running {
  readonly name: string;
  readonly pid: number;
  /** What it said so far, on both channels. */
  readonly said: () => string;
  readonly ended: Promise<number | null>;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

const SAID_LIMIT = 200_000;

/** Everything a test started; `endAll` leaves nothing behind. */
export class Programs {
  readonly #running = new Set<ChildProcess>();

  constructor() {
    process.once('exit', () => this.#kill());
  }

  #kill(): void {
    for (const child of this.#running) child.kill('SIGKILL');
  }

  start(name: string, command: string, words: readonly string[], env: Readonly<Record<string, string | undefined>> = process.env): Running {
    const child = spawn(command, words, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#running.add(child);
    let said = '';
    const keep = (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-SAID_LIMIT));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const ended = new Promise<number | null>((done) => {
      child.once('error', (error) => {
        said += error.message;
        done(null);
      });
      child.once('exit', done);
    }).finally(() => this.#running.delete(child));
    return {
      name, pid: child.pid ?? 0, said: () => said, ended,
      async stop(signal = 'SIGTERM') {
        child.kill(signal);
        return ended;
      },
    };
  }

  async endAll(): Promise<void> {
    const gone = [...this.#running].map((child) => new Promise((done) => child.once('exit', done)));
    this.#kill();
    await Promise.all(gone);
  }
}

/** Asks until the answer is yes. Throws with `what` when it takes too long: nothing else ends the waiting for another program. */
export async function until(what: string, seconds: number, ask: () => Promise<boolean> | boolean, instead: () => string = () => ''): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await ask())) {
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s\n${instead()}`);
    await pause(50);
  }
}

/** Waits until a program has said this; its early end is told at once. */
export async function saying(program: Running, words: RegExp, seconds: number): Promise<RegExpExecArray> {
  let over = false;
  void program.ended.then(() => (over = true));
  const look = () => words.exec(program.said());
  await until(`${program.name} says ${String(words)}`, seconds, () => over || look() !== null, program.said);
  const found = look();
  if (!found) throw new Error(`${program.name} ended:\n${program.said()}`);
  return found;
}

/** A port of the loopback that nobody has just now. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? done(address.port) : fail(new Error('no port'))));
    });
  });
}

const FOLDERS = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];

/** Where a program lies. Throws with the packages to install when it is missing. */
export function programAt(name: string, packages: string): string {
  const found = FOLDERS.map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (!found) throw new Error(`${name} がありません。次を実行してください: apt-get install ${packages}`);
  return found;
}

/** An example of `deploy/`, with what its comments tell an operator to change. Throws when the example has not what is to be changed. */
export function example(path: string, changes: readonly (readonly [string | RegExp, string])[]): string {
  let text = readFileSync(new URL(`../../deploy/${path}`, import.meta.url), 'utf8');
  for (const [from, to] of changes) {
    const wanted = typeof from === 'string' ? from : new RegExp(from.source, 'gm');
    if (text.replaceAll(wanted, '') === text) throw new Error(`deploy/${path} has no ${String(from)}`);
    text = text.replaceAll(wanted, to);
  }
  return text;
}

/** Runs a program to its end. */
export function ran(command: string, words: readonly string[], input = ''): { readonly code: number | null; readonly said: string } {
  const done = spawnSync(command, words, { encoding: 'utf8', input });
  return { code: done.status, said: `${done.stdout}${done.stderr}${done.error?.message ?? ''}` };
}

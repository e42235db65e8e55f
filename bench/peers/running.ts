/** A peer that runs: how to ask it, what it weighs, how to end it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface Peer {
  readonly name: string;
  readonly port: number;
  readonly path: string;
  /** Proportional memory of all its processes, bytes. */
  memory(): number;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((open) => server.listen(0, '127.0.0.1', open));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === 'object' && address ? address.port : 0;
}

/** Starts a program in a group of its own and waits until the path answers 200. */
export async function start(name: string, command: readonly [string, ...string[]], port: number, path: string, options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string; readonly matches: RegExp }): Promise<Peer> {
  const [program, ...words] = command;
  const child = spawn(program, words, { detached: true, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...options.env }, ...(options.cwd ? { cwd: options.cwd } : {}) });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString('utf8')).slice(-3000)));
  for (let tries = 0; ; tries++) {
    const answer = await ask(port, path);
    if (answer?.status === 200) {
      if (!options.matches.test(answer.text)) throw new Error(`${name} の ${path} に、比べる行がありません。\n${answer.text.slice(0, 500)}`);
      break;
    }
    if (tries > 240 || child.exitCode !== null) {
      end(child);
      throw new Error(`${name} が開きません（${answer?.status ?? '応答なし'}）。\n${said}`);
    }
    await pause(250);
  }
  return {
    name, port, path,
    memory: () => groupMemory(child.pid ?? 0),
    async stop() {
      const gone = new Promise((done) => child.once('exit', done));
      end(child);
      await Promise.race([gone, pause(3000)]);
    },
  };
}

function end(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // gone already
  }
}

/** PSS of every process whose group or ancestor is this one. */
function groupMemory(group: number): number {
  let sum = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
      if (Number(fields[2]) !== group) continue;
      sum += memoryOf(Number(pid));
    } catch {
      // ended meanwhile
    }
  }
  return sum;
}

/** Proportional set size of one process, bytes. */
export function memoryOf(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0) * 1024;
}

export function ask(port: number, path: string): Promise<{ status: number; text: string; bytes: Buffer } | null> {
  return new Promise((done) => {
    const call = request({ port, host: '127.0.0.1', path, agent: false, headers: { host: 'localhost' } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => parts.push(chunk)).on('end', () => {
        const bytes = Buffer.concat(parts);
        done({ status: answer.statusCode ?? 0, text: bytes.toString('utf8'), bytes });
      });
    });
    call.on('error', () => done(null));
    call.setTimeout(20_000, () => call.destroy());
    call.end();
  });
}

/**
 * A load client that costs little: raw keep-alive sockets, one request at a time on each, in a process of its own so that
 * it measures the server and not itself. Parent: `runLoad(plan)`. Child: this same file with an IPC channel.
 */
import { fork } from 'node:child_process';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';

export interface LoadPlan {
  readonly port: number;
  readonly connections: number;
  /** Ends after so many requests in all. */
  readonly requests: number;
  /** Whole requests as text; each connection takes the next one, round and round. */
  readonly texts: readonly string[];
  /** Not counted, to warm up. */
  readonly warmUp?: number;
  /** Ends after so long, however many requests are left. */
  readonly seconds?: number;
  /** Each connection rests so long after an answer: a trickle instead of a flood. */
  readonly restMilliseconds?: number;
}

export interface LoadResult {
  readonly seconds: number;
  readonly requests: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly bytes: number;
}

export function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const child = fork(fileURLToPath(import.meta.url), ['load-child'], { execArgv: [] });
  return new Promise((done, fail) => {
    child.once('message', (result: LoadResult) => {
      child.kill();
      done(result);
    });
    child.once('error', fail);
    child.once('exit', (code) => code && fail(new Error(`the load client ended with ${code}`)));
    child.send(plan);
  });
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

async function act(plan: LoadPlan): Promise<LoadResult> {
  const texts = plan.texts.map((text) => Buffer.from(text, 'utf8'));
  let next = 0;
  const phase = async (total: number): Promise<{ times: number[]; statuses: Record<string, number>; bytes: number; seconds: number }> => {
    const times: number[] = [];
    const statuses: Record<string, number> = {};
    let bytes = 0;
    let sent = 0;
    const begin = performance.now();
    await Promise.all(Array.from({ length: plan.connections }, () => new Promise<void>((done, fail) => {
      let buffer: Buffer = Buffer.alloc(0);
      let started = 0;
      let asked: Buffer | null = null;
      let ended = false;
      // A server may end a kept line after any answer; whoever had asked already asks again on a new one, and the clock runs on.
      const line = () => {
        const socket = connect({ port: plan.port, host: '127.0.0.1', noDelay: true });
        const send = () => {
          if (sent >= total || performance.now() - begin > (plan.seconds ?? Infinity) * 1000) {
            ended = true;
            socket.end();
            done();
            return;
          }
          sent++;
          started = performance.now();
          asked = texts[next++ % texts.length] ?? null;
          socket.write(asked ?? '');
        };
        socket.on('connect', () => (asked ? socket.write(asked) : send()));
        socket.on('error', (error) => ('code' in error && error.code === 'ECONNREFUSED' ? fail(error) : socket.destroy()));
        socket.on('close', () => {
          if (ended) return;
          buffer = Buffer.alloc(0);
          line();
        });
        socket.on('data', (chunk: Buffer) => {
          buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
          const head = buffer.indexOf('\r\n\r\n');
          if (head < 0) return;
          const text = buffer.toString('latin1', 0, head);
          const chunked = /transfer-encoding: chunked/i.test(text);
          const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
          if (chunked ? !buffer.subarray(head).includes('\r\n0\r\n\r\n') && !buffer.subarray(head).includes('\r\n\r\n0\r\n\r\n') : buffer.length < head + 4 + length) return;
          const status = text.slice(9, 12);
          statuses[status] = (statuses[status] ?? 0) + 1;
          bytes += buffer.length;
          times.push(performance.now() - started);
          buffer = Buffer.alloc(0);
          asked = null;
          if (/connection: close/i.test(text)) socket.destroy();
          else if (plan.restMilliseconds) setTimeout(send, plan.restMilliseconds);
          else send();
        });
      };
      line();
    })));
    return { times, statuses, bytes, seconds: (performance.now() - begin) / 1000 };
  };
  if (plan.warmUp) await phase(plan.warmUp);
  const { times, statuses, bytes, seconds } = await phase(plan.requests);
  times.sort((a, b) => a - b);
  return { seconds, requests: times.length, perSecond: times.length / seconds, p50: percentile(times, 0.5), p99: percentile(times, 0.99), max: times.at(-1) ?? 0, statuses, bytes };
}

if (process.argv[2] === 'load-child') {
  process.once('message', (plan: LoadPlan) => {
    act(plan).then((result) => process.send?.(result), (error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
}

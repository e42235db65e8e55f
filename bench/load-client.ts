/** The other side of `load`: N keep-alive connections that ask one after another until the time is over. */
import { Agent, request } from 'node:http';

export interface Load {
  readonly port: number;
  /** Asked in turn. */
  readonly paths: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** '{n}' becomes a number of its own in each request, in body and headers. */
  readonly body?: string;
}

export interface LoadResult {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds of every answer. */
  readonly spent: readonly number[];
  /** How often each status was answered; 0: no answer. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly bytes: number;
}

async function run(what: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: what.connections });
  const spent: number[] = [];
  const statuses: Record<string, number> = {};
  let bytes = 0;
  let n = 0;
  const once = () => new Promise<void>((done) => {
    const mine = ++n;
    const own = (text: string) => text.replaceAll('{n}', String(mine));
    const body = what.body === undefined ? null : own(what.body);
    const headers = Object.fromEntries(Object.entries(what.headers ?? {}).map(([name, value]) => [name, own(value)]));
    const began = performance.now();
    const finish = (status: number) => {
      spent.push(performance.now() - began);
      statuses[status] = (statuses[status] ?? 0) + 1;
      done();
    };
    const asked = request({ host: '127.0.0.1', port: what.port, path: own(what.paths[mine % what.paths.length] ?? '/'), method: what.method ?? 'GET', agent, headers: { ...headers, ...(body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }) } }, (answer) => {
      answer.on('data', (chunk: Buffer) => (bytes += chunk.byteLength));
      answer.on('end', () => finish(answer.statusCode ?? 0));
      answer.on('error', () => finish(0));
    });
    asked.on('error', () => finish(0));
    asked.end(body ?? undefined);
  });
  const started = performance.now();
  const until = started + what.seconds * 1000;
  await Promise.all(Array.from({ length: what.connections }, async () => {
    while (performance.now() < until) await once();
  }));
  agent.destroy();
  return { requests: spent.length, seconds: (performance.now() - started) / 1000, spent, statuses, bytes };
}

process.once('message', (what: Load) => {
  run(what).then((result) => process.send?.(result), (error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});

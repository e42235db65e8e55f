/** The load of the soak, in a process of its own: as many requests a second as the plan says, measured minute by minute. */
import { Agent, request } from 'node:http';
import { percentile } from './load.ts';

export interface Wish {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
}

export interface Plan {
  readonly port: number;
  readonly wishes: readonly Wish[];
  /** Requests a second; 0: as many as can be. */
  readonly perSecond: number;
  readonly seconds: number;
}

export interface Slice {
  readonly requests: number;
  readonly p50: number;
  readonly p99: number;
  readonly statuses: Readonly<Record<string, number>>;
}

const AT_ONCE = 32;
const SLICE_SECONDS = 60;

async function act(plan: Plan): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  let times: number[] = [];
  let statuses: Record<string, number> = {};
  let next = 0;
  const once = () => new Promise<void>((done) => {
    const wish = plan.wishes[next++ % plan.wishes.length];
    if (!wish) return done();
    const body = wish.body === undefined ? null : JSON.stringify(wish.body);
    const started = performance.now();
    const call = request({ port: plan.port, host: '127.0.0.1', method: wish.method, path: wish.path, agent, headers: { host: 'localhost', 'accept-encoding': 'gzip', ...(wish.token ? { cookie: `yakuba_citizen=${wish.token}` } : {}), ...(body ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), 'sec-fetch-site': 'same-origin' } : {}) } }, (answer) => {
      answer.resume().on('end', () => {
        times.push(performance.now() - started);
        const kind = `${Math.floor((answer.statusCode ?? 0) / 100)}xx`;
        statuses[kind] = (statuses[kind] ?? 0) + 1;
        done();
      }).on('error', () => done());
    });
    call.on('error', () => {
      statuses['lost'] = (statuses['lost'] ?? 0) + 1;
      done();
    });
    call.end(body);
  });
  const report = () => {
    const sorted = times.toSorted((a, b) => a - b);
    process.send?.({ requests: sorted.length, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), statuses });
    times = [];
    statuses = {};
  };
  const begin = performance.now();
  const ends = begin + plan.seconds * 1000;
  let nextReport = begin + SLICE_SECONDS * 1000;
  const worker = async () => {
    while (performance.now() < ends) await once();
  };
  if (plan.perSecond === 0) await Promise.all(Array.from({ length: AT_ONCE }, worker));
  else {
    const open = new Set<Promise<void>>();
    let sent = 0;
    while (performance.now() < ends) {
      const due = Math.floor(((performance.now() - begin) / 1000) * plan.perSecond);
      while (sent < due) {
        sent++;
        const one = once().finally(() => open.delete(one));
        open.add(one);
      }
      if (performance.now() >= nextReport) {
        report();
        nextReport += SLICE_SECONDS * 1000;
      }
      await new Promise((done) => setTimeout(done, 10));
    }
    await Promise.all(open);
  }
  report();
  process.send?.('end');
}

process.once('message', (plan: Plan) => void act(plan));

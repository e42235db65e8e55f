/**
 * The load client of the website's measurement, in a process of its own: raw kept lines, as many requests as can be (`perSecond` 0)
 * or so many a second at moments of chance (Poisson). A request's clock runs from the moment it was due, whether a line was free or
 * not, so a server that stands still is not let off (no coordinated omission). A line is kept no longer than the server said it
 * would keep it (`Keep-Alive: timeout`, RFC 9112 §9.3 as browsers and agents read it): whoever asks on a line at the moment when it
 * is closed for having been idle gets no answer, and that is nobody's failure but this client's. Parent: `runWebLoad(plan)`; child: this file.
 */
import { fork } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { numbers } from './website-pages.ts';
import { type Times, timesOf } from './website-times.ts';

export interface WebPlan {
  /** Lines are spread over these processes. */
  readonly ports: readonly number[];
  readonly paths: readonly string[];
  readonly connections: number;
  /** 0: as many as can be. */
  readonly perSecond: number;
  readonly seconds: number;
  /** Ends after so many, too. */
  readonly requests?: number;
  /** Before the seconds that are counted: lines are opened and everybody's code is compiled. What goes wrong is counted here, too. */
  readonly warmUpSeconds?: number;
}

export interface WebResult extends Times {
  readonly seconds: number;
  readonly perSecond: number;
  /** Bytes of an answer on the wire, in the middle. */
  readonly bytes: number;
  /** '0': the line broke without an answer. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Which addresses were answered otherwise than 200. */
  readonly others: Readonly<Record<string, number>>;
  /** Processor time of this client, 1: it was busy all the time and may have been what held things up. */
  readonly busy: number;
}

export function runWebLoad(plan: WebPlan): Promise<WebResult> {
  const child = fork(fileURLToPath(import.meta.url), ['web-load-child'], { execArgv: ['--import', fileURLToPath(new URL('../bin/tsx.ts', import.meta.url)), '--disable-warning=ExperimentalWarning'] });
  return new Promise((done, fail) => {
    child.once('message', (result: WebResult) => {
      child.kill();
      done(result);
    });
    child.once('error', fail);
    child.once('exit', (code) => code && fail(new Error(`the load client ended with ${code}`)));
    child.send(plan);
  });
}

interface Wish {
  readonly path: string;
  readonly due: number;
}

interface Tally {
  /** What was due before this opened the lines and is not counted. */
  readonly from: number;
  answered: number;
  readonly times: number[];
  readonly statuses: Record<string, number>;
  readonly others: Record<string, number>;
  readonly sizes: number[];
}

const END = '\r\n\r\n';
/** So long before the moment the server named is a kept line not used any more. */
const MARGIN_MILLISECONDS = 1_000;

/** One kept line: asks, reads one whole answer, says it is free again. */
class Line {
  readonly #port: number;
  readonly #tally: Tally;
  readonly #free: (line: Line) => void;
  #socket: Socket | null = null;
  #wish: Wish | null = null;
  #buffer: Buffer = Buffer.alloc(0);
  #usual = { total: -1, head: -1 };
  #keptUntil = 0;
  #keeps = Infinity;

  constructor(port: number, tally: Tally, free: (line: Line) => void) {
    this.#port = port;
    this.#tally = tally;
    this.#free = free;
  }

  ask(wish: Wish): void {
    this.#wish = wish;
    const text = `GET ${wish.path} HTTP/1.1\r\nhost: localhost\r\naccept-encoding: gzip\r\naccept: text/html,*/*\r\n\r\n`;
    if (this.#socket?.writable && performance.now() < this.#keptUntil) {
      this.#socket.write(text);
      return;
    }
    const old = this.#socket;
    this.#socket = null;
    old?.destroy();
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    this.#socket = socket;
    this.#buffer = Buffer.alloc(0);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      this.#answered('0', 0);
    });
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.write(text);
  }

  end(): void {
    this.#wish = null;
    this.#socket?.destroy();
  }

  #take(chunk: Buffer): void {
    const buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    this.#buffer = buffer;
    const head = buffer.indexOf(END);
    if (head < 0) return;
    if (buffer.length !== this.#usual.total || head !== this.#usual.head) {
      const text = buffer.toString('latin1', 0, head);
      const length = /content-length: (\d+)/i.exec(text)?.[1];
      const kept = /keep-alive: timeout=(\d+)/i.exec(text)?.[1];
      this.#keeps = kept === undefined ? Infinity : Number(kept) * 1000 - MARGIN_MILLISECONDS;
      const whole = length === undefined ? (/transfer-encoding: chunked/i.test(text) ? buffer.subarray(-7).toString('latin1').endsWith(`\r\n0${END}`) || buffer.subarray(head).equals(Buffer.from(`${END}0${END}`)) : true) : buffer.length >= head + 4 + Number(length);
      if (!whole) return;
      if (length !== undefined) this.#usual = { total: buffer.length, head };
    }
    this.#buffer = Buffer.alloc(0);
    this.#keptUntil = performance.now() + this.#keeps;
    this.#answered(buffer.toString('latin1', 9, 12), buffer.length);
  }

  #answered(status: string, size: number): void {
    const wish = this.#wish;
    if (wish === null) return;
    this.#wish = null;
    const { from, times, statuses, others, sizes } = this.#tally;
    this.#tally.answered += 1;
    if (wish.due < from && status === '200') return this.#free(this);
    times.push(performance.now() - wish.due);
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status !== '200') others[wish.path] = (others[wish.path] ?? 0) + 1;
    if (sizes.length < 10_000) sizes.push(size);
    this.#free(this);
  }
}

const PATIENCE_MILLISECONDS = 15_000;

function act(plan: WebPlan): Promise<WebResult> {
  const begin = performance.now();
  const from = begin + (plan.warmUpSeconds ?? 0) * 1000;
  const tally: Tally = { from, answered: 0, times: [], statuses: {}, others: {}, sizes: [] };
  const used = process.cpuUsage();
  const end = from + plan.seconds * 1000;
  const most = plan.requests ?? Infinity;
  const chance = numbers(plan.paths.length + plan.perSecond);
  const waiting: Wish[] = [];
  const idle: Line[] = [];
  let [given, at] = [0, 0];
  return new Promise((done) => {
    const wish = (due: number): Wish => ({ path: plan.paths[given++ % plan.paths.length] ?? '/', due });
    const lines = Array.from({ length: plan.connections }, (_, index) => new Line(plan.ports[index % plan.ports.length] ?? 0, tally, freed));
    const over = () => {
      const seconds = (performance.now() - from) / 1000;
      const { user, system } = process.cpuUsage(used);
      const unanswered = given - tally.answered;
      if (unanswered > 0) tally.statuses['0'] = (tally.statuses['0'] ?? 0) + unanswered;
      for (const line of lines) line.end();
      done({ ...timesOf(tally.times), seconds, perSecond: tally.times.length / seconds, bytes: tally.sizes.toSorted((a, b) => a - b)[tally.sizes.length >> 1] ?? 0, statuses: tally.statuses, others: tally.others, busy: (user + system) / 1000 / (performance.now() - begin) });
    };
    function freed(line: Line): void {
      if (plan.perSecond > 0) {
        const next = waiting.shift();
        if (next) line.ask(next);
        else idle.push(line);
      } else if (performance.now() < end && given < most) line.ask(wish(performance.now()));
      else if (++at === lines.length) over();
    }
    if (plan.perSecond === 0) {
      for (const line of lines) freed(line);
      return;
    }
    idle.push(...lines);
    let next = begin;
    const tick = () => {
      const now = performance.now();
      for (; next <= now && next < end && given < most; next -= Math.log(1 - chance()) * 1000 / plan.perSecond) {
        const due = wish(next);
        const line = idle.pop();
        if (line) line.ask(due);
        else waiting.push(due);
      }
      const sent = next >= end || given >= most;
      if ((sent && tally.answered === given) || now > end + PATIENCE_MILLISECONDS) over();
      else setTimeout(tick, 1);
    };
    tick();
  });
}

if (process.argv[2] === 'web-load-child') {
  process.once('message', (plan: WebPlan) => {
    act(plan).then((result) => process.send?.(result), (error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
}

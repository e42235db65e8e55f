/** Pages as they are handed out: the page of level 3, an article out of memory and one that is drawn, beside nginx; the search through the doors. */
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { visitorAt } from '../e2e/growth/hall.ts';
import { isRecord } from '../src/kernel/text/json.ts';
import { LIGHT_BYTES } from '../src/citizen-services/website/rules/light.ts';
import { startNginx } from './peers/nginx.ts';
import { runWebLoad, type WebResult } from './website-load.ts';
import { numbers, type Vocabulary } from './website-pages.ts';
import { questions } from './website-search.ts';
import { lineOf, timesOf } from './website-times.ts';
import { type Town, valueOf } from './website-town.ts';

type Rows = (readonly string[])[];

export interface Pace {
  /** Seconds of one measurement. */
  readonly seconds: number;
  readonly connections: number;
}

/** As it goes over the line, before and after unzipping. */
export function wire(port: number, path: string): Promise<{ readonly status: number; readonly zipped: Buffer; readonly plain: Buffer }> {
  return new Promise((done, fail) => {
    const call = request({ port, host: '127.0.0.1', path, headers: { host: 'localhost', 'accept-encoding': 'gzip' } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => parts.push(chunk)).on('end', () => {
        const zipped = Buffer.concat(parts);
        done({ status: answer.statusCode ?? 0, zipped, plain: answer.headers['content-encoding'] === 'gzip' ? gunzipSync(zipped) : zipped });
      });
    });
    call.on('error', fail);
    call.end();
  });
}

/** Processor time a process has used, in hundredths of a second. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** Until the processes have walked their own pages and rest. */
export async function atRest(pids: readonly number[], mostSeconds: number): Promise<void> {
  const ticks = () => pids.reduce((sum, pid) => sum + ticksOf(pid), 0);
  for (let [before, calm, left] = [ticks(), 0, mostSeconds]; calm < 3 && left > 0; left -= 1) {
    await pause(1000);
    const now = ticks();
    calm = now - before < 12 ? calm + 1 : 0;
    before = now;
  }
}

interface Pair {
  readonly most: WebResult;
  readonly half: WebResult;
  /** Processor time of the server for one request, microseconds: what does not depend on who else is at work. */
  readonly each: number | null;
}

/** As many as can be, then half as many at moments of chance. */
async function both(ports: readonly number[], path: string, pace: Pace, pids: readonly number[] = []): Promise<Pair> {
  const plan = { ports, paths: [path], connections: pace.connections, warmUpSeconds: Math.min(2, pace.seconds) };
  const ticks = () => pids.reduce((sum, pid) => sum + ticksOf(pid), 0);
  const before = ticks();
  const most = await runWebLoad({ ...plan, perSecond: 0, seconds: pace.seconds });
  const each = pids.length === 0 ? null : ((ticks() - before) * 10_000) / Math.max(1, most.count * (1 + plan.warmUpSeconds / pace.seconds));
  return { most, each, half: await runWebLoad({ ...plan, connections: pace.connections * 2, perSecond: Math.max(1, Math.round(most.perSecond / 2)), seconds: pace.seconds }) };
}

const only200 = (result: WebResult) => (Object.keys(result.statuses).join() === '200' ? '' : ` ${JSON.stringify(result.statuses)}`);

function twoLines(name: string, { most, half, each }: Pair, goal?: string, met?: boolean): Rows {
  const limit = most.busy > 0.9 ? '、測る側が頭打ち' : '';
  return [
    lineOf(`${name}、できるだけ多く`, most, { perSecond: most.perSecond, also: `回線上 ${most.bytes} バイト${each === null ? '' : `、1 要求の CPU ${each.toFixed(0)} µs`}、測る側 CPU ${(most.busy * 100).toFixed(0)} %${limit}${only200(most)}` }),
    lineOf(`${name}、その半分を不規則に`, half, { perSecond: half.perSecond, also: only200(half).trim(), ...(goal === undefined ? {} : { goal }), ...(met === undefined ? {} : { met }) }),
  ];
}

/** Level 3 by the website's own commands: twelve notices, every part full. */
export async function worstHour(town: Town, words: Vocabulary): Promise<void> {
  const next = numbers(11);
  const text = (length: number) => {
    let said = '';
    while (said.length < length) said += words.sentences[Math.floor(next() * words.sentences.length)] ?? '。';
    return said.slice(0, length);
  };
  const { author } = town;
  for (let index = 0; index < 12; index += 1) {
    valueOf(await author.api('website.issueNotice', { kind: 'evacuation', severity: 1 + (index % 5), headline: `${words.towns[index * 7] ?? ''}に避難の情報（第${index + 1}報）`, body: text(200), areas: `${words.towns[index * 11] ?? ''}、${words.towns[index * 13] ?? ''}`.slice(0, 60), issuedBy: '災害対策本部' }));
  }
  const { parts } = valueOf(await author.query('website.disasterDesk', {}));
  for (const part of Array.isArray(parts) ? parts.filter(isRecord) : []) valueOf(await author.api('website.savePart', { part: part['code'], version: part['version'], body: text(600) }));
  valueOf(await author.api('website.setMode', { level: 3, reason: '速さを測る' }));
}

async function nginxBeside(dir: string, path: string, town: Town, name: string, pace: Pace): Promise<Rows> {
  const { plain, zipped } = await wire(town.second.port, path);
  const rows: Rows = [];
  for (const workers of [1, 2]) {
    const peer = await startNginx(dir, plain, workers, zipped);
    try {
      rows.push(...twoLines(`　nginx（同じバイト、${workers} ワーカー）${name}`, await both([peer.port], peer.path, pace)));
    } finally {
      await peer.stop();
    }
  }
  return rows;
}

export async function measureLevelThree(town: Town, dir: string, pace: Pace): Promise<Rows> {
  const { plain, zipped, status } = await wire(town.second.port, '/');
  const fits = status === 200 && plain.length <= LIGHT_BYTES;
  const good = ({ most, half }: Pair) => most.perSecond >= 10_000 && half.p99 <= 15 && only200(most) === '' && only200(half) === '';
  const goal = '10,000/秒 以上、半分で p99 15 ms 以下';
  const one = await both([town.second.port], '/', pace, [town.second.pid]);
  const two = await both([town.main.port, town.second.port], '/', pace, [town.main.pid, town.second.pid]);
  return [
    lineOf('バイト数', null, { also: `${plain.length} バイト、gzip ${zipped.length} バイト、途中で「続きを読む」になった欄 ${plain.toString('utf8').split('続きを読む').length - 1}（12 件のお知らせと 8 つの欄のうち）`, goal: `${LIGHT_BYTES} バイト以下`, met: fits }),
    ...twoLines('1 プロセス', one, goal, good(one)), ...twoLines('2 プロセス', two, goal, good(two)), ...(await nginxBeside(dir, '/', town, '', pace)),
  ];
}

/** The article whose page is nearest to ten kilobytes. */
async function articleOf(town: Town): Promise<string> {
  let [best, off] = [town.paths[0] ?? '/', Infinity];
  for (const path of town.paths.slice(0, 60)) {
    const { plain } = await wire(town.second.port, path);
    if (Math.abs(plain.length - 10_240) < off) [best, off] = [path, Math.abs(plain.length - 10_240)];
  }
  return best;
}

/** Lists over all pages, each drawn anew: another question mark, another page of memory. */
async function lists(town: Town): Promise<Rows> {
  const rows: Rows = [];
  for (const path of ['/home', '/news', town.folder, `/c/${town.category}`, '/feed.xml', '/sitemap', '/sitemap.xml']) {
    const times: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      const began = performance.now();
      const { status } = await wire(town.second.port, `${path}?bench=${index}`);
      times.push(performance.now() - began);
      if (status !== 200) throw new Error(`${path}: ${status}`);
    }
    rows.push(lineOf(`　作る ${path}`, timesOf(times), { also: `${times.length} 回` }));
  }
  return rows;
}

export async function measureArticles(town: Town, dir: string, pace: Pace): Promise<Rows> {
  const path = await articleOf(town);
  const { plain } = await wire(town.second.port, path);
  const kept = await both([town.second.port], path, pace, [town.second.pid]);
  const unseen = town.paths.slice(Math.floor(town.paths.length / 2));
  const slow = await runWebLoad({ ports: [town.second.port], paths: unseen, connections: 1, perSecond: 0, seconds: pace.seconds * 2, requests: Math.min(400, Math.floor(unseen.length / 3)) });
  const many = await runWebLoad({ ports: [town.second.port], paths: unseen.slice(Math.floor(unseen.length / 3)), connections: 8, perSecond: 0, seconds: pace.seconds, requests: Math.floor(unseen.length / 2) });
  return [
    ...twoLines(`記憶から（${(plain.length / 1024).toFixed(1)} KB）、1 プロセス`, kept), ...(await nginxBeside(dir, path, town, '', pace)),
    lineOf('はじめて開く（作る）、一人ずつ', slow, { perSecond: slow.perSecond, also: only200(slow).trim() }), lineOf('はじめて開く（作る）、8 人が続けて', many, { perSecond: many.perSecond, also: only200(many).trim() }),
    ...(await lists(town)),
  ];
}

/** The first question builds the index out of the database, while somebody else looks at the first page. */
export async function measureSearchDoors(town: Town, words: Vocabulary, pace: Pace): Promise<Rows> {
  const { port } = town.second;
  const visitor = visitorAt(port);
  await visitor.get('/');
  const began = performance.now();
  let built = 0;
  const first = visitor.get(`/search?q=${encodeURIComponent('ごみ')}`).then((reply) => {
    built = performance.now() - began;
    return reply.status;
  });
  const waits: number[] = [];
  const looker = visitorAt(port);
  while (built === 0) {
    const asked = performance.now();
    await looker.get('/');
    waits.push(performance.now() - asked);
    await pause(20);
  }
  const status = await first;
  await visitorAt(town.main.port).get(`/search?q=${encodeURIComponent('ごみ')}`);
  const paths = [...questions(words).values()].flat().map((typed) => `/search?q=${encodeURIComponent(typed)}`);
  const ask = (connections: number, of: readonly string[]) => runWebLoad({ ports: [port], paths: of, connections, perSecond: 0, seconds: pace.seconds * 3, requests: of.length });
  const alone = await ask(1, paths);
  const many = await ask(8, paths.map((path) => `${path}&page=2`));
  return [
    lineOf('はじめの一回（索引を作る）', null, { also: `${(built / 1000).toFixed(1)} 秒、状態 ${status}` }),
    lineOf('　その間にトップを見る人', timesOf(waits), { also: `${waits.length} 回` }),
    lineOf('扉から、一人ずつ', alone, { perSecond: alone.perSecond, also: `${paths.length} 通り${only200(alone)}` }), lineOf('扉から、8 人が続けて', many, { perSecond: many.perSecond, also: only200(many).trim() }),
  ];
}

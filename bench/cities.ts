/** One city against a hundred in one process (`--cities N`): the public list, memory, connections, a busy neighbour, a new city. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readWords } from '../bin/words.ts';
import { createCity, databaseOf } from '../src/kernel/cities/create.ts';
import { prepareRegistry, withClient } from '../src/kernel/cities/registry.ts';
import { openBeside, openInstallation } from '../src/kernel/db/installation.ts';
import { migrationsOf } from '../src/kernel/house.ts';
import { testFacts } from '../src/kernel/testing.ts';
import { openForFilling } from '../src/main-cities.ts';
import { systems } from '../src/main-systems.ts';
import { type LoadResult, runLoad } from './load.ts';
import { memoryOf } from './peers/running.ts';
import { machine, printReport } from './report.ts';
import { facilitiesIn, requestText } from './stage.ts';

const MANY = Number(readWords(process.argv.slice(2), ['cities']).options.get('cities') ?? 100);
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const REQUESTS = Number(process.env['REQUESTS'] ?? 10_000);
const SECONDS = Number(process.env['SECONDS_EACH'] ?? 15);
/** Past the time after which a quiet city's connections end. */
const QUIET = Number(process.env['QUIET'] ?? 75);
const CONNECTIONS = 32;
const FACILITIES = 20;
const NEIGHBOURS = 10;
if (!Number.isInteger(MANY) || MANY < 2) throw new Error('--cities は 2 以上の整数です。');

const nameOf = (index: number) => `town-${index}`;
const hostOf = (index: number) => `${nameOf(index)}.test`;
const indexes = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);
const middle = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Cities of the same size; the answer is how long each took to make, without its facilities. */
async function prepare(dir: string, count: number): Promise<readonly number[]> {
  const installation = await openInstallation(dir);
  const times: number[] = [];
  try {
    await prepareRegistry(installation);
    for (const index of indexes(1, count)) {
      const name = nameOf(index);
      const kept = { facts: { ...testFacts, name: { ja: `第${index}町`, en: `Town ${index}` } }, outline: null, sample: false };
      const began = performance.now();
      await createCity(installation, dir, { name, kept, hosts: [hostOf(index)], origin: null, server: 'main', folders: migrationsOf(systems) });
      times.push((performance.now() - began) / 1000);
      const city = openForFilling(installation, dir, { name, server: 'main', database: databaseOf(name) }, kept);
      await facilitiesIn(city, FACILITIES).finally(() => city.close());
    }
  } finally {
    await installation.stop();
  }
  return times;
}

interface Hall {
  readonly child: ChildProcess;
  readonly dir: string;
  readonly cities: number;
  readonly port: number;
  readonly seconds: number;
  /** What it logged last. */
  log(): string;
}

async function openHall(dir: string, cities: number): Promise<Hall> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const child = spawn(process.execPath, [...process.execArgv, '--import', join(root, 'bin/tsx.ts'), fileURLToPath(new URL('./cities-hall.ts', import.meta.url)), dir], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, YAKUBA_RATE_LIMIT: 'off' } });
  // Under a flood every slow page is logged; only a failure makes that worth reading.
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString('utf8')).slice(-2000)));
  const said = await new Promise<string>((done, fail) => {
    createInterface({ input: child.stdout }).once('line', done);
    child.once('exit', (code) => fail(new Error(`the hall ended with ${String(code)}\n${log}`)));
  });
  const facts: { port: number; seconds: number } = JSON.parse(said);
  return { child, dir, cities, ...facts, log: () => log };
}

/** Connections of the process to its PostgreSQL, counted by PostgreSQL; and the size of a city's database, in MB. */
async function atDatabase(hall: Hall): Promise<{ readonly connections: number; readonly megabytes: number }> {
  const installation = await openBeside(hall.dir, 'bench', '');
  return withClient({ ...installation.admin, database: 'postgres' }, 'bench', async (client) => {
    const found = await client.query<{ connections: number; bytes: number }>(
      `select (select count(*)::int from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()) as connections, pg_database_size($1)::float8 as bytes`, [databaseOf(nameOf(1))]);
    return { connections: found.rows[0]?.connections ?? 0, megabytes: (found.rows[0]?.bytes ?? 0) / 1024 / 1024 };
  });
}

let drawn = 0;
/** The list of each city in turn; a new query string each time means that nothing is answered from memory. */
function lists(cities: readonly number[], fresh: number): readonly string[] {
  const texts = indexes(0, Math.max(cities.length, fresh)).map((index) => ({ host: hostOf(cities[index % cities.length] ?? 1), path: fresh > 0 ? `/facilities?n=${++drawn}` : '/facilities' }));
  return texts.map(({ host, path }) => requestText('GET', path, { accept: 'text/html', host }));
}

function refuseOthers(hall: Hall, result: LoadResult): LoadResult {
  if (Object.keys(result.statuses).join() !== '200') throw new Error(`not only 200: ${JSON.stringify(result.statuses)}\n${hall.log()}`);
  return result;
}

async function load(hall: Hall, fresh: boolean): Promise<LoadResult> {
  const requests = fresh ? Math.ceil(REQUESTS / 10) : REQUESTS;
  return refuseOthers(hall, await runLoad({ port: hall.port, connections: CONNECTIONS, requests, texts: lists(indexes(1, hall.cities), fresh ? requests : 0) }));
}

/** Each city visited once, and the process left alone until it rests: a city that opens walks its own public pages first. */
async function warm(hall: Hall): Promise<void> {
  await runLoad({ port: hall.port, connections: 2, requests: hall.cities * 2, texts: lists(indexes(1, hall.cities), 0) });
  for (let before = ticksOf(hall), calm = 0; calm < 3;) {
    await pause(1000);
    const now = ticksOf(hall);
    calm = now - before < 10 ? calm + 1 : 0;
    before = now;
  }
}

/** Processor time the process has used, in hundredths of a second. */
function ticksOf(hall: Hall): number {
  const fields = readFileSync(`/proc/${String(hall.child.pid)}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** One and many in turns, the other first in every second round; medians of the rounds. */
async function compare(one: Hall, many: Hall, fresh: boolean): Promise<readonly [readonly LoadResult[], readonly LoadResult[]]> {
  const results: readonly [LoadResult[], LoadResult[]] = [[], []];
  for (const hall of [one, many]) await load(hall, fresh);
  for (let round = 0; round < ROUNDS; round++) {
    for (const side of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) results[side].push(await load(side === 0 ? one : many, fresh));
  }
  return results;
}

function comparison(name: string, [one, many]: readonly [readonly LoadResult[], readonly LoadResult[]]): string[] {
  const perSecond = [one, many].map((results) => middle(results.map((result) => result.perSecond)));
  const p99 = [one, many].map((results) => middle(results.map((result) => result.p99)));
  const change = (values: readonly number[]) => `${(((values[1] ?? 0) / (values[0] ?? 1) - 1) * 100).toFixed(1)} %`;
  return [name, ...perSecond.map((value) => value.toFixed(0)), change(perSecond), ...p99.map((value) => value.toFixed(1)), change(p99)];
}

/** Somebody looks at each of ten cities now and then, always at a page that has to be drawn; meanwhile one city is quiet or is asked by 32 at once. */
async function neighbour(hall: Hall, busy: 'nobody' | 'memory' | 'fresh'): Promise<LoadResult> {
  const others = indexes(2, Math.min(NEIGHBOURS, hall.cities - 1));
  const trickle = runLoad({ port: hall.port, connections: others.length, requests: 1_000_000, seconds: SECONDS, restMilliseconds: 100, texts: lists(others, 5000) });
  const flood = busy === 'nobody' ? null : runLoad({ port: hall.port, connections: CONNECTIONS, requests: 10_000_000, seconds: SECONDS, texts: lists([1], busy === 'fresh' ? 20_000 : 0) });
  if (flood) refuseOthers(hall, await flood);
  return refuseOthers(hall, await trickle);
}

const dirs = { one: mkdtempSync(join(tmpdir(), 'yakuba-one-city-')), many: mkdtempSync(join(tmpdir(), 'yakuba-many-cities-')) };
const halls: Hall[] = [];
try {
  await prepare(dirs.one, 1);
  const made = await prepare(dirs.many, MANY);
  const one = await openHall(dirs.one, 1);
  halls.push(one);
  const many = await openHall(dirs.many, MANY);
  halls.push(many);
  for (const hall of halls) await warm(hall);
  const memory = () => halls.map((hall) => memoryOf(hall.child.pid ?? 0) / 1024 / 1024);
  const opened = memory();
  const fromMemory = await compare(one, many, false);
  const drawnAnew = await compare(one, many, true);
  const afterLoad = memory();
  const lent = [await atDatabase(one), await atDatabase(many)];
  printReport('cities', `1 市と ${MANY} 市`, [
    ['', '1 市 要求/秒', `${MANY} 市 要求/秒`, '差', '1 市 p99 ms', `${MANY} 市 p99 ms`, '差'],
    comparison('一覧のページ（記憶から）', fromMemory),
    comparison('一覧のページ（毎回作る）', drawnAnew),
  ], await notes());

  async function notes(): Promise<string[]> {
    const quiet = middle([(await neighbour(many, 'nobody')).p99, (await neighbour(many, 'nobody')).p99]);
    const beside = { memory: (await neighbour(many, 'memory')).p99, fresh: (await neighbour(many, 'fresh')).p99 };
    await pause(QUIET * 1000);
    const resting = [await atDatabase(one), await atDatabase(many)];
    const pair = (values: readonly number[], digits = 0) => values.map((value) => value.toFixed(digits)).join(' と ');
    return [
      `接続 ${CONNECTIONS}、施設 ${FACILITIES}、${ROUNDS} 回ずつ交互、中央値。目標: 差 15 % 以内`,
      `隣の市: ほかの ${Math.min(NEIGHBOURS, MANY - 1)} 市を見る人の p99 は ${quiet.toFixed(1)} ms。1 市に ${CONNECTIONS} 接続が押し寄せる間は、記憶から答える一覧で ${beside.memory.toFixed(1)} ms（${(beside.memory / quiet).toFixed(1)} 倍）、毎回作る一覧で ${beside.fresh.toFixed(1)} ms（${(beside.fresh / quiet).toFixed(1)} 倍）。目標: 2 倍以内。住所ごとの流量の制限は外して測る`,
      `プロセスのメモリー MB: どの市も一度開いた後 ${pair(opened)}、測った後 ${pair(afterLoad)}`,
      `PostgreSQL への接続: 測った直後 ${pair(lent.map((found) => found.connections))}、${QUIET} 秒静かにした後 ${pair(resting.map((found) => found.connections))}`,
      `扉が開くまで 秒: ${pair(halls.map((hall) => hall.seconds), 1)}（${MANY} 市の移行を確かめる時間を含む）`,
      `新しい市: 中央値 ${middle(made).toFixed(2)} 秒、最長 ${Math.max(...made).toFixed(2)} 秒、データベース ${lent[1]?.megabytes.toFixed(0) ?? ''} MB（施設 ${FACILITIES}）`,
      machine(),
    ];
  }
} finally {
  for (const { child } of halls) {
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    await gone;
  }
  for (const dir of Object.values(dirs)) rmSync(dir, { recursive: true, force: true });
}

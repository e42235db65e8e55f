/**
 * The primary PostgreSQL dies (kill -9 of the whole machine) or its line is cut, under load: how long until bookings go on,
 * and is everything that was acknowledged still there, once? etcd, two Patroni machines with the examples of `deploy/`,
 * HAProxy before them, a real town hall. The machines are network namespaces in a sandbox that vanishes with this process.
 * Debian's patroni, etcd-server, python3-etcd, postgresql-15 and haproxy; as root. `cut`: cut the line instead.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { openCluster } from '../e2e/growth/cluster.ts';
import { compare, startCrowd } from '../e2e/growth/crowd.ts';
import { makeHall, openProcess } from '../e2e/growth/hall.ts';
import { Programs, until } from '../e2e/growth/programs.ts';
import { openInstallation } from '../src/kernel/db/installation.ts';
import { machine, printReport } from './report.ts';

export type Blow = 'kill' | 'cut';

export interface FailoverResult {
  readonly blow: Blow;
  /** From the blow to the first booking that was acknowledged by the new primary. */
  readonly outageSeconds: number;
  readonly acknowledgedBefore: number;
  readonly acknowledged: number;
  readonly commands: Readonly<Record<string, number>>;
  readonly pages: Readonly<Record<string, number>>;
  /** In words; empty when all is well. */
  readonly wrong: readonly string[];
}

/** A booking that was answered in the moment of the blow may still arrive. */
const IN_FLIGHT_MILLISECONDS = 1_000;
const SANDBOX = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];

/** Runs the whole in a sandbox of its own and answers what was found. Throws with what the sandbox said. */
export function runFailover(blow: Blow, say: (line: string) => void): Promise<FailoverResult> {
  const words = [...SANDBOX, process.execPath, '--enable-source-maps', '--disable-warning=ExperimentalWarning', '--import', fileURLToPath(new URL('../bin/tsx.ts', import.meta.url)), fileURLToPath(import.meta.url), 'inside', blow];
  const child = spawn('unshare', words, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let problems = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => {
    problems = (problems + chunk.toString('utf8')).slice(-20_000);
    say(chunk.toString('utf8').trimEnd());
  });
  process.once('exit', () => child.kill('SIGKILL'));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => {
      const line = out.trim().split('\n').at(-1) ?? '';
      if (code !== 0) return fail(new Error(`${problems}\nthe sandbox ended with ${String(code)}${code === 1 && problems.includes('unshare') ? ' (root is needed for namespaces)' : ''}`));
      const found: FailoverResult = JSON.parse(line);
      done(found);
    });
  });
}

async function inside(blow: Blow): Promise<FailoverResult> {
  const started = performance.now();
  const say = (line: string) => void process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${line}\n`);
  const programs = new Programs();
  const cluster = await openCluster(programs, say);
  try {
    const installation = await openInstallation(`${cluster.dir}/data`, { databaseUrl: cluster.url });
    const hall = await makeHall(installation, `${cluster.dir}/data`, { facilities: 4, patrons: 40 });
    const town = await openProcess(programs, hall, 'town hall', { DATABASE_URL: cluster.url });
    say('the town hall is open');
    const crowd = startCrowd(hall, town.port, { booking: 8, looking: 2, insist: true });
    await until('bookings are made', 30, () => crowd.ledger.length >= 60, town.said);
    const primary = await cluster.primary();
    const struck = performance.now();
    const before = crowd.ledger.length;
    if (blow === 'kill') await cluster.kill(primary);
    else cluster.cut(primary);
    say(`${primary}: ${blow}, after ${before} bookings`);
    const told = () => `${JSON.stringify({ commands: crowd.commands, pages: crowd.pages })}\n${town.said().slice(-4_000)}\n${cluster.said()}`;
    const after = () => crowd.moments.find((moment) => moment > struck + IN_FLIGHT_MILLISECONDS);
    await until('bookings go on', 120, () => after() !== undefined, told);
    const outageSeconds = ((after() ?? Infinity) - struck) / 1000;
    say(`bookings go on after ${outageSeconds.toFixed(1)} s`);
    const enough = crowd.ledger.length + 60;
    await until('more bookings are made', 60, () => crowd.ledger.length >= enough, town.said);
    await crowd.finish();
    const wrong = [...(await compare(hall, crowd.ledger)), ...((await cluster.primary()) === primary ? ['the same machine is the primary'] : [])];
    return { blow, outageSeconds, acknowledgedBefore: before, acknowledged: crowd.ledger.length, commands: crowd.commands, pages: crowd.pages, wrong };
  } finally {
    await programs.endAll();
    cluster.clear();
  }
}

function blowOf(word: string | undefined): Blow {
  return word === 'cut' ? 'cut' : 'kill';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === 'inside') {
    const found = await inside(blowOf(process.argv[3]));
    process.stdout.write(`${JSON.stringify(found)}\n`);
    process.exit(0);
  }
  const say = (line: string) => console.log(line);
  const found = [await runFailover('kill', say), await runFailover('cut', say)];
  const names: Readonly<Record<Blow, string>> = { kill: '主系の機械が止まる（kill -9）', cut: '主系の機械の線が切れる' };
  printReport('failover', '主系の PostgreSQL を失ってから、予約がまた決まるまで', [
    ['', '止まった秒', '受け付けた予約', '失われた・二度', '公開ページ'],
    ...found.map((one) => [names[one.blow], one.outageSeconds.toFixed(1), String(one.acknowledged), one.wrong.length === 0 ? '0' : one.wrong.join('、'), JSON.stringify(one.pages)]),
  ], [...found.map((one) => `${names[one.blow]}: 予約の答え ${JSON.stringify(one.commands)}（423 は「つながりません、1分ほど待って」の文。同じ受付番号で送り直す）`), 'Patroni は ttl 20・loop_wait 5・retry_timeout 5、synchronous_mode。利用者 8 人が予約、2 人が閲覧', '目標: 45 秒以内、失われた予約も二度の予約も 0、5xx も 0', machine()]);
}

/** 200 rounds of kill -9 at a random moment, the town hall's process and its database in turns, under eight clients that book, cancel and send papers: everything acknowledged is there exactly once. --rounds N, --long: 1,000. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { fileFindings, storesOf } from '../src/kernel/backup/verify/stored-files.ts';
import { Crowd } from './clients.ts';
import { examine, type None } from './examine.ts';
import { endHall, openHall } from './hall-process.ts';
import { machine, printReport } from './report.ts';

export interface KillOptions {
  readonly rounds: number;
  readonly clients: number;
  readonly say?: (line: string) => void;
}

export interface KillResult {
  readonly rounds: number;
  readonly halls: number;
  readonly databases: number;
  /** Acknowledged commands by name. */
  readonly acknowledged: Readonly<Record<string, number>>;
  readonly statuses: Readonly<Record<string, number>>;
  /** From each kill to the next acknowledged command, in seconds. */
  readonly hallOutages: readonly number[];
  readonly databaseOutages: readonly number[];
  /** How often the town hall's process did not outlive its database and had to be opened again. */
  readonly fell: number;
  /** Half-written files that no name leads to. */
  readonly leftovers: number;
  /** In words; empty when all is well. */
  readonly broken: readonly string[];
}

const SLOTS = ['AM', 'PM', 'NT'] as const;
const DAYS = 60;
/** The command takes twenty for each registration; a refused paper would lie there without a name. */
const PAPERS_EACH = 18;
const MOMENT_MILLISECONDS = 400;
const PATIENCE_MILLISECONDS = 120_000;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

interface Paper {
  readonly sha256: string;
  readonly key: string;
  readonly patron: string;
}

/** What the clients did, beyond the crowd's own ledger of bookings. */
class Ledger {
  /** Keys of acknowledged commands, by command. */
  readonly done = new Map<string, string[]>();
  readonly refused: string[] = [];
  readonly papers: Paper[] = [];
  readonly cancelled: string[] = [];
  total = 0;
  /** When the latest of the acknowledged commands was sent. */
  lastSent = 0;

  note(command: string, reply: { readonly status: number; readonly key: string; readonly sentAt: number }): boolean {
    if (reply.status >= 300) {
      this.refused.push(reply.key);
      return false;
    }
    this.done.set(command, [...(this.done.get(command) ?? []), reply.key]);
    this.total++;
    this.lastSent = Math.max(this.lastSent, reply.sentAt);
    return true;
  }
}

type Patron = { readonly id: string; readonly token: string };

/** One client with people of its own; `over` ends it after what it has begun. */
async function client(crowd: Crowd, ledger: Ledger, people: readonly Patron[], units: readonly { readonly id: string }[], over: AbortSignal): Promise<void> {
  const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
  const today = Temporal.Now.zonedDateTimeISO('Asia/Tokyo').toPlainDate();
  const sent = new Map<string, number>();
  const mine: { readonly id: string; readonly cookie: string }[] = [];
  while (!over.aborted) {
    const patron = any(people);
    const cookie = `yakuba_citizen=${patron.token}`;
    const dice = Math.random();
    const papers = sent.get(patron.id) ?? 0;
    if (dice < 0.3 && papers < PAPERS_EACH) {
      sent.set(patron.id, papers + 1);
      const bytes = Buffer.concat([PNG, randomBytes(500 + Math.floor(Math.random() * 60_000))]);
      const reply = await crowd.insist('/api/reservations.addPatronEvidence', cookie, { patron: patron.id, evidenceFiles: [{ kind: 'identity', name: 'licence.png', content: bytes.toString('base64') }] });
      const sha256 = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
      if (ledger.note('addPatronEvidence', reply)) ledger.papers.push({ sha256, key: reply.key, patron: patron.id });
    } else if (dice < 0.5 && mine.length > 0) {
      const booking = mine.shift() ?? { id: '', cookie: '' };
      const entry = crowd.ledger.get(booking.id);
      const reply = await crowd.insist('/api/reservations.cancel', booking.cookie, { reservation: booking.id });
      const gone = ledger.note('cancel', reply);
      if (entry) entry.state = gone ? 'gone' : 'unknown';
      if (gone) ledger.cancelled.push(booking.id);
    } else {
      const date = today.add({ days: 8 + Math.floor(Math.random() * DAYS) }).toString();
      const reply = await crowd.insist('/api/reservations.reserve', cookie, { unit: any(units).id, date, slots: [any(SLOTS)], patron: patron.id, purpose: 'badminton', persons: 4 });
      if (!ledger.note('reserve', reply)) continue;
      crowd.booked(reply, patron.id);
      mine.push({ id: String(reply.value['reservation']), cookie });
    }
  }
}

/** Every table that a command leaves a trace in, against what was acknowledged. */
async function compare(none: None, ledger: Ledger, crowd: Crowd): Promise<void> {
  for (const [command, keys] of ledger.done) {
    await none(`記録が一つでない ${command}`, `select wanted.key from unnest($1::text[]) as wanted(key) where (select count(*) from kernel.audit_entries a where a.request_id = wanted.key and a.command = $2 and a.outcome = 'done' and a.parent is null) <> 1`, [keys, `reservations.${command}`]);
  }
  await none('断ったのに行われた送信', `select a.request_id from kernel.audit_entries a where a.outcome = 'done' and a.request_id = any($1::text[])`, [ledger.refused]);
  await none('だれも受け取っていない予約', 'select r.id from reservations.reservations r where r.id <> all($1::uuid[])', [[...crowd.ledger.keys()]]);
  await none('取消しの知らせが一つでない', `select wanted.id from unnest($1::text[]) as wanted(id) where (select count(*) from kernel.outbox o where o.event = 'reservations.cancelled' and o.payload->>'reservation' = wanted.id) <> 1`, [ledger.cancelled]);
  await none('取り消したのに取り消されていない予約', `select r.id, r.state from reservations.reservations r where r.id = any($1::uuid[]) and r.state <> 'cancelled'`, [ledger.cancelled]);
  await none('一つでない書類', `select e->>'sha256' as sha256 from jsonb_array_elements($1::jsonb) e where (select count(*) from reservations.evidence v where v.sha256 = e->>'sha256' and v.patron_id = (e->>'patron')::uuid) <> 1`, [JSON.stringify(ledger.papers)]);
  await none('だれも受け取っていない書類', 'select v.sha256 from reservations.evidence v where v.sha256 <> all($1::text[])', [ledger.papers.map((paper) => paper.sha256)]);
}

/** Files nobody names, names without files, files that are not what they are called. Answers how many were left half written. */
async function compareFiles(dir: string, connection: pg.Client, broken: string[]): Promise<number> {
  const stores = storesOf(dir, 'bench');
  if (stores.length === 0) broken.push('ファイルの置き場所がありません');
  // As seen in two days, when nothing is young any more.
  const findings = await fileFindings(connection, stores, Temporal.Now.instant().add({ hours: 48 }));
  let leftovers = 0;
  for (const one of findings) {
    if (one.level === 'good') continue;
    if (one.level === 'incomplete' && one.where.every((name) => name.endsWith('.part'))) leftovers += one.where.length;
    else broken.push(`${one.said}（${one.where.slice(0, 2).join('、')}）`);
  }
  return leftovers;
}

interface DatabaseMark {
  readonly pid: number;
  readonly ready: boolean;
}

/** What the private PostgreSQL says of itself; between two servers there may be nothing. */
function databaseMark(dir: string): DatabaseMark {
  const file = join(dir, 'postgres', 'postmaster.pid');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return { pid: Number(lines[0] ?? 0), ready: lines[7]?.trim() === 'ready' };
}

/** Runs all rounds on one folder and looks afterwards. */
export async function runKills(options: KillOptions): Promise<KillResult> {
  const dir = mkdtempSync(join(tmpdir(), 'yakuba-kill-'));
  const size = { facilities: 6, patrons: options.clients * Math.max(15, Math.ceil(options.rounds / 4)) };
  let hall = await openHall(dir, 0, size);
  const { units, patrons, port } = hall.facts;
  const crowd = new Crowd();
  crowd.port = port;
  const ledger = new Ledger();
  const over = new AbortController();
  const outages = { hall: [] as number[], database: [] as number[] };
  let fell = 0;
  const reopen = async () => {
    hall = await openHall(dir, port, size);
  };
  /** Until it is so; a hall that fell with its database is opened again. */
  const until = async (so: () => boolean) => {
    const end = performance.now() + PATIENCE_MILLISECONDS;
    while (!so()) {
      if (performance.now() > end) throw new Error(`二分たっても、役場が何も受け付けません（答え ${JSON.stringify(crowd.statuses)}）。`);
      if (hall.child.exitCode !== null || hall.child.signalCode !== null) {
        fell++;
        await reopen();
      }
      await pause(10);
    }
  };
  const acknowledged = (after: number) => until(() => ledger.lastSent > after);
  const strike = async (kind: 'hall' | 'database') => {
    if (kind === 'hall') {
      await endHall(hall.child, 'SIGKILL');
      await reopen();
      return;
    }
    const { pid } = databaseMark(dir);
    process.kill(pid, 'SIGKILL');
    await until(() => databaseMark(dir).ready && databaseMark(dir).pid !== pid);
  };
  try {
    const clients = Array.from({ length: options.clients }, (_, index) => client(crowd, ledger, patrons.filter((_patron, at) => at % options.clients === index), units, over.signal));
    await acknowledged(0);
    for (let round = 0; round < options.rounds; round++) {
      await pause(Math.random() * MOMENT_MILLISECONDS);
      const began = performance.now();
      const kind = round % 2 === 0 ? 'hall' : 'database';
      await strike(kind);
      await acknowledged(performance.now());
      outages[kind].push((performance.now() - began) / 1000);
      options.say?.(`${round + 1} 回目（${kind === 'hall' ? '役場' : 'データベース'}）: 受け付け ${ledger.total.toLocaleString('ja-JP')}`);
    }
    over.abort();
    await Promise.all(clients);
    let leftovers = 0;
    const broken = await examine(hall.facts.owner, crowd, async (none, connection, found) => {
      await compare(none, ledger, crowd);
      leftovers = await compareFiles(dir, connection, found);
    });
    return {
      rounds: options.rounds, halls: outages.hall.length, databases: outages.database.length, acknowledged: Object.fromEntries([...ledger.done].map(([command, keys]) => [command, keys.length])),
      statuses: crowd.statuses, hallOutages: outages.hall, databaseOutages: outages.database, fell, leftovers, broken,
    };
  } finally {
    over.abort();
    await endHall(hall.child, 'SIGTERM');
    crowd.agent.destroy();
    rmSync(dir, { recursive: true, force: true });
  }
}

function middleAndMost(all: readonly number[]): string {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted.length === 0 ? '—' : `${(sorted[Math.floor(sorted.length / 2)] ?? 0).toFixed(1)} 秒 / ${(sorted.at(-1) ?? 0).toFixed(1)} 秒`;
}

async function main(words: readonly string[]): Promise<void> {
  const given = words.indexOf('--rounds');
  const rounds = given >= 0 ? Number(words[given + 1]) : words.includes('--long') ? 1000 : 200;
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds には、回数を書いてください。');
  const result = await runKills({ rounds, clients: 8, say: (line) => console.log(line) });
  printReport('kill', 'kill -9 の試験', [
    ['', ''],
    ['回数', `${result.rounds.toLocaleString('ja-JP')}（役場 ${result.halls}、データベース ${result.databases}）`],
    ['受け付けた操作', Object.values(result.acknowledged).reduce((sum, count) => sum + count, 0).toLocaleString('ja-JP')],
    ...Object.entries(result.acknowledged).map(([command, count]) => [`　${command}`, count.toLocaleString('ja-JP')]),
    ['役場を kill してから次の受け付けまで（中央 / 最長）', middleAndMost(result.hallOutages)],
    ['データベースを kill してから次の受け付けまで（中央 / 最長）', middleAndMost(result.databaseOutages)],
    ['データベースと一緒に終わった役場', String(result.fell)],
    ['書きかけで残ったファイル', String(result.leftovers)],
    ['答え', Object.entries(result.statuses).map(([status, count]) => `${status}: ${count.toLocaleString('ja-JP')}`).join('、')],
    ['壊れたもの', result.broken.length === 0 ? 'なし' : result.broken.join(' / ')],
  ], [machine(), '8 の利用者が予約・取消し・書類の送信を続け、答えがなければ同じ番号で送り直します。すべての回を一つのデータベースで行い、終わってから、受け付けた操作の一つ一つを表・操作の記録・連絡の控え・ファイルと比べます。']);
  if (result.broken.length > 0) process.exitCode = 1;
}

if (import.meta.main) await main(process.argv.slice(2));

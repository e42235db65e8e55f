/** A year of 45,000 reservations with their papers, backed up and brought back beside the running town hall: how long, what would be lost, is everything equal? --reservations N. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { sizeWords } from '../bin/progress.ts';
import { type DrillResult, drillRestore } from '../src/kernel/backup/drill.ts';
import { USUAL } from '../src/kernel/backup/keep-rule.ts';
import { runLoop } from '../src/kernel/backup/loop.ts';
import { openPlace } from '../src/kernel/backup/places/open.ts';
import { newKey, openerFor, RECIPIENTS_FILE } from '../src/kernel/backup/seal.ts';
import { type Installed, openSession } from '../src/kernel/backup/session.ts';
import { makeSet, type MadeSet } from '../src/kernel/backup/set.ts';
import { Vault } from '../src/kernel/backup/vault.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { migrationsOf } from '../src/kernel/house.ts';
import { systems } from '../src/main-systems.ts';
import { Crowd } from './clients.ts';
import { machine, printReport } from './report.ts';
import { openStage, type Stage } from './stage.ts';

const RTO_GOAL_SECONDS = 300;
const RPO_GOAL_SECONDS = 60;
const BATCH = 500;
/** Every tenth booking brings a paper, as a photograph of a telephone would be after the form has made it smaller. */
const PAPER_EVERY = 10;
const PAPER_BYTES = 200 * 1024;
const WRITER_MILLISECONDS = 500;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** One real booking through its command, then rows of the same shape from it: the year behind it. */
async function fillYear(stage: Stage, dir: string, count: number): Promise<{ readonly papers: number; readonly paperBytes: number }> {
  const crowd = new Crowd();
  crowd.port = stage.server.port;
  const day = Temporal.Now.zonedDateTimeISO('Asia/Tokyo').toPlainDate().add({ days: 10 }).toString();
  const patron = stage.patrons[0];
  let template: unknown;
  for (const unit of stage.units) {
    const reply = await crowd.insist('/api/reservations.reserve', `yakuba_citizen=${patron?.token ?? ''}`, { unit: unit.id, date: day, slots: ['AM'], patron: patron?.id, purpose: 'badminton', persons: 4 });
    template = reply.value['reservation'];
    if (typeof template === 'string') break;
  }
  crowd.agent.destroy();
  if (typeof template !== 'string') throw new Error('見本の予約が取れません。');
  const owner = new pg.Client(stage.connect('owner'));
  await owner.connect();
  let paperBytes = 0;
  let papers = 0;
  try {
    const pattern = await owner.query<{ entry: string }>(`select to_jsonb(t)::text as entry from kernel.outbox t where event = 'reservations.provisional' order by at limit 1`);
    for (let from = 0; from < count; from += BATCH) {
      const size = Math.min(BATCH, count - from);
      const made = await owner.query<{ id: string }>(
        `insert into reservations.reservations select made.* from reservations.reservations t, generate_series($2::int, $3::int) n,
           jsonb_populate_record(null::reservations.reservations, to_jsonb(t) || jsonb_build_object('id', gen_random_uuid(), 'number', 'Y-' || lpad(n::text, 8, '0'), 'state', 'completed',
             'use_date', t.use_date - 365 + n % 365, 'pay_by', null, 'expire_at', null, 'ended_at', now())) made where t.id = $1 returning id`, [template, from, from + size - 1]);
      // What a command leaves beside its row.
      await owner.query(
        `with noted as (insert into kernel.audit_entries select made.* from (select * from kernel.audit_entries where subject = $2 and command = 'reservations.reserve' order by at limit 1) t, generate_series(1, $1::int) n,
           jsonb_populate_record(null::kernel.audit_entries, to_jsonb(t) || jsonb_build_object('id', gen_random_uuid(), 'request_id', gen_random_uuid()::text, 'subject', 'reservation:' || n)) made returning id)
           insert into kernel.log_queue (source, row_id) select 'a', id from noted`, [size, `reservation:${template}`]);
      await owner.query(
        `insert into kernel.outbox select made.* from (select $2::jsonb as entry) t, unnest($1::uuid[]) r,
           jsonb_populate_record(null::kernel.outbox, t.entry || jsonb_build_object('id', gen_random_uuid(), 'payload', jsonb_build_object('reservation', r), 'delivered_at', now())) made`, [made.rows.map((row) => row.id), pattern.rows[0]?.entry]);
      const files = made.rows.filter((_, index) => (from + index) % PAPER_EVERY === 0).map(({ id }) => {
        const bytes = Buffer.concat([PNG, randomBytes(PAPER_BYTES / 2 + Math.floor(Math.random() * PAPER_BYTES))]);
        paperBytes += bytes.byteLength;
        return { id, bytes: bytes.byteLength, sha256: store(dir, bytes) };
      });
      papers += files.length;
      await owner.query(
        `insert into reservations.evidence (id, reservation_id, kind, name, sha256, bytes, media_type, sent_by, sent_at) select gen_random_uuid(), (e->>'id')::uuid, 'reduction', 'paper.png', e->>'sha256', (e->>'bytes')::int, 'image/png', 'bench', now() from jsonb_array_elements($1::jsonb) e`, [JSON.stringify(files)]);
    }
    await owner.query('analyze');
  } finally {
    await owner.end();
  }
  return { papers, paperBytes };
}

function store(dir: string, bytes: Buffer): string {
  const name = createHash('sha256').update(bytes).digest('hex');
  const folder = join(dir, 'cities', 'bench', 'files', name.slice(0, 2));
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, name), bytes, { mode: 0o600 });
  return name;
}

interface Measured {
  readonly papers: number;
  readonly paperBytes: number;
  readonly databaseBytes: number;
  readonly first: MadeSet;
  readonly firstSeconds: number;
  readonly second: MadeSet;
  readonly secondSeconds: number;
  readonly drill: DrillResult;
}

/** Bookings that go on while the drill is held, so that there is something to lose. */
async function goOn(stage: Stage, stop: AbortSignal): Promise<void> {
  const crowd = new Crowd();
  crowd.port = stage.server.port;
  const today = Temporal.Now.zonedDateTimeISO('Asia/Tokyo').toPlainDate();
  for (let n = 0; !stop.aborted; n++) {
    const [patron, unit] = [stage.patrons[n % stage.patrons.length], stage.units[n % stage.units.length]];
    await crowd.insist('/api/reservations.reserve', `yakuba_citizen=${patron?.token ?? ''}`, { unit: unit?.id, date: today.add({ days: 11 + (n % 40) }).toString(), slots: ['AM'], patron: patron?.id, purpose: 'badminton', persons: 4 });
    await pause(WRITER_MILLISECONDS);
  }
  crowd.agent.destroy();
}

async function measure(count: number, say: (line: string) => void): Promise<Measured> {
  const root = mkdtempSync(join(tmpdir(), 'yakuba-restore-'));
  const [dir, place] = [join(root, 'data'), join(root, 'place')];
  mkdirSync(dir, { mode: 0o700 });
  const stage = await openStage({ dir, facilities: 20, patrons: 200 });
  const stop = new AbortController();
  let busy: Promise<unknown> = Promise.resolve();
  try {
    say('一年ぶんの予約を用意しています…');
    const { papers, paperBytes } = await fillYear(stage, dir, count);
    const { identity, recipient } = await newKey();
    writeFileSync(join(dir, RECIPIENTS_FILE), `${recipient}\n`);
    const { key, admin, passwords } = stage.installation;
    const installed: Installed = { dataDir: dir, key, admin, passwords, outside: false };
    const options = { dataDir: dir, clock: systemClock, progress: () => {} };
    const timedSet = async (): Promise<readonly [MadeSet, number]> => {
      const began = performance.now();
      const session = await openSession(installed, place, systemClock, true);
      try {
        return [await makeSet(session.vault, session.source, session.shipper, options), (performance.now() - began) / 1000];
      } finally {
        await session.close();
      }
    };
    say('初めてのバックアップ…');
    const [first, firstSeconds] = await timedSet();
    say('二度目のバックアップ…');
    const [second, secondSeconds] = await timedSet();
    const loop = runLoop(installed, { to: place, everySeconds: 3600, keep: USUAL }, { clock: systemClock, stop: stop.signal, progress: () => {}, say: () => {} });
    busy = Promise.all([loop, goOn(stage, stop.signal)]);
    const vault = new Vault(await openPlace(place), new Uint8Array(), null, openerFor([identity]));
    while ((await vault.names('sets')).length < 3) await pause(100);
    const drill = await drillRestore(installed, vault, null, { clock: systemClock, migrations: migrationsOf(systems), progress: () => {}, say });
    const databaseBytes = await stage.city.staffDb.use((connection) => connection.run<{ bytes: string }>('select pg_database_size(current_database())::text as bytes'));
    return { papers, paperBytes, databaseBytes: Number(databaseBytes.rows[0]?.bytes ?? 0), first, firstSeconds, second, secondSeconds, drill };
  } finally {
    stop.abort();
    await busy;
    await stage.close();
    rmSync(root, { recursive: true, force: true });
  }
}

async function main(words: readonly string[]): Promise<void> {
  const given = words.indexOf('--reservations');
  const count = given >= 0 ? Number(words[given + 1]) : 45_000;
  if (!Number.isInteger(count) || count < 1) throw new Error('--reservations には、件数を書いてください。');
  const it = await measure(count, (line) => console.log(line));
  const seconds = (value: number) => `${value.toFixed(1)} 秒`;
  const goal = (value: number, limit: number) => `${seconds(value)}（目標 ${limit} 秒以内: ${value <= limit ? '達成' : '未達'}）`;
  printReport('restore', 'バックアップと復元', [
    ['', ''],
    ['予約', count.toLocaleString('ja-JP')],
    ['書類のファイル', `${it.papers.toLocaleString('ja-JP')}（${sizeWords(it.paperBytes)}）`],
    ['データベース', sizeWords(it.databaseBytes)],
    ['初めてのバックアップ', `${seconds(it.firstSeconds)}、${sizeWords(it.first.value.bytes)}`],
    ['二度目のバックアップ', `${seconds(it.secondSeconds)}、新しいもの ${sizeWords(it.second.value.newBytes)}`],
    ['戻すのにかかった時間（RTO）', goal(it.drill.rtoSeconds, RTO_GOAL_SECONDS)],
    ['失われたはずの時間（RPO）', goal(it.drill.rpoSeconds, RPO_GOAL_SECONDS)],
    ['比べた表・ファイル', `${it.drill.tables.toLocaleString('ja-JP')}・${it.drill.files.toLocaleString('ja-JP')}`],
    ['違い', it.drill.differences.length === 0 ? 'なし' : it.drill.differences.slice(0, 5).join(' / ')],
  ], [
    machine(),
    '予約・操作の記録・連絡の控えは、本物の予約一つと同じ形の行を SQL でまとめて入れたものです。ファイルは中身が一つずつ違い、縮まない（写真と同じ）ものです。',
    '置き場所は同じ機械の別のフォルダーです。遠い置き場所では、その回線の速さが加わります。',
    'RPO は、0.5 秒ごとに予約の続くなかで、一つの変更が置き場所に届くまで。RTO は、最初の一バイトから、答えるデータベースと全ファイルまで。違いは、同じ瞬間のすべての表の指紋とすべてのファイルの SHA-256 です。',
  ]);
  if (!it.drill.allEqual || it.drill.rtoSeconds > RTO_GOAL_SECONDS || it.drill.rpoSeconds > RPO_GOAL_SECONDS) process.exitCode = 1;
}

await main(process.argv.slice(2));

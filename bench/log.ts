/**
 * The sealed log: entries a second sealed beside writers at work, how long an entry waits for its leaf, a full verification of a large
 * tree; beside the same rows written bare. `LEAVES=1000000`, `SECONDS=20`; `--mutations [10000]`: so many single changes, each to be found.
 * `--erasures [100000]`: so many lawful erasures; every proof must stand, and the erased text be nowhere.
 */
import { createReadStream, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { checkpoint } from '../src/kernel/audit/checkpoint.ts';
import { CHANGES, mutateOnce, takeGuardsOff } from '../src/kernel/audit/mutations.fixture.ts';
import { entriesAbout, eraseEntries, rotateKey } from '../src/kernel/audit/operations.ts';
import { sealBatch } from '../src/kernel/audit/sequencer.ts';
import { asksOf } from '../src/kernel/audit/store.ts';
import { logFindings } from '../src/kernel/audit/verify.ts';
import { connectAs, openInstallation } from '../src/kernel/db/installation.ts';
import { openCity, type OpenCity } from '../src/kernel/house.ts';
import { machine, printReport } from './report.ts';

const LEAVES = Number(process.env['LEAVES'] ?? 100_000);
const SECONDS = Number(process.env['SECONDS'] ?? 10);
const WRITERS = 4;
const MANY = 20;
/** Entries a second while sealing is measured: a little more than is promised. */
const PACE = Number(process.env['PACE'] ?? 2500);

const ROWS = `with more as (select gen_random_uuid() as id, n from generate_series(1, $1::int) n),
  rows as (insert into kernel.audit_entries (id, at, command, outcome, actor_kind, actor_id, subject, request_id, detail) select id, clock_timestamp(), 'bench.write', 'done', 'staff', '42', 'voucher:' || (n % 500), id::text, jsonb_build_object('input', jsonb_build_object('yen', n, 'words', repeat('あ', 40))) from more)`;
const QUEUED = `${ROWS} insert into kernel.log_queue (source, row_id) select 'a', id from more`;
const BARE = `${ROWS} select 1`;

const dir = mkdtempSync(join(tmpdir(), 'yakuba-bench-log-'));
const installation = await openInstallation(dir, { throwAway: true });
const facts = { code: '072109', name: { ja: '計測市', en: 'Bench City' }, address: { ja: '', en: '' }, phone: '' };
const city = await openCity(installation, [], { facts, database: 'bench_log', dataDir: dir, origin: 'http://localhost', sample: false, poolSize: 8 });
const owner = new pg.Client(connectAs(installation, 'bench_log', 'owner'));
await owner.connect();

/** Writers for so long, each a few rows a statement, at most `pace` a second; the answer is rows a second. */
async function write(town: OpenCity, sql: string, seconds: number, pace = Infinity): Promise<number> {
  const began = performance.now();
  const end = began + seconds * 1000;
  let rows = 0;
  await Promise.all(Array.from({ length: WRITERS }, async () => {
    while (performance.now() < end) {
      const early = (rows / pace) * 1000 - (performance.now() - began);
      if (early > 0) await new Promise((done) => void setTimeout(done, early));
      await town.staffDb.use((connection) => connection.run(sql, [MANY]));
      rows += MANY;
    }
  }));
  return rows / seconds;
}

async function drain(): Promise<number> {
  let sealed = 0;
  for (let more = await sealBatch(city); more > 0; more = await sealBatch(city)) sealed += more;
  return sealed;
}

async function measure(): Promise<void> {
  const bare = await write(city, BARE, SECONDS / 2);
  await owner.query(`insert into kernel.log_queue (source, row_id) select 'a', id from kernel.audit_entries`);
  const queued = await write(city, QUEUED, SECONDS / 2);
  await drain();
  // Writers and the sequencer together; how long each entry waited is asked of a probe row every 50 ms.
  const waits: number[] = [];
  let writing = true;
  let sealed = 0;
  const began = performance.now();
  const sealing = (async () => {
    while (writing) sealed += await sealBatch(city);
  })();
  const probing = (async () => {
    while (writing) {
      const id = (await city.staffDb.use((connection) => connection.run<{ id: string }>(`with one as (insert into kernel.audit_entries (id, at, command, outcome, actor_kind, request_id) values (gen_random_uuid(), now(), 'bench.probe', 'done', 'system', 'probe') returning id), queued as (insert into kernel.log_queue (source, row_id) select 'a', id from one) select id from one`))).rows[0]?.id;
      const from = performance.now();
      for (let there = false; !there && writing;) there = (await city.staffDb.use((connection) => connection.run('select 1 from kernel.log_leaves where row_id = $1', [id]))).rows.length > 0;
      if (writing) waits.push(performance.now() - from);
      await new Promise((done) => void setTimeout(done, 50));
    }
  })();
  const together = await write(city, QUEUED, SECONDS, PACE);
  writing = false;
  await Promise.all([sealing, probing]);
  const rate = sealed / ((performance.now() - began) / 1000);
  const backlog = await drain();
  const left = LEAVES - Number((await owner.query<{ n: string }>('select count(*) as n from kernel.log_leaves')).rows[0]?.n ?? 0);
  if (left > 0) await owner.query(QUEUED, [left]);
  const filling = performance.now();
  const filled = await drain();
  const alone = filled / ((performance.now() - filling) / 1000);
  await checkpoint(city, { atOnce: true });
  const leaves = Number((await owner.query<{ n: string }>('select count(*) as n from kernel.log_leaves')).rows[0]?.n ?? 0);
  const tree = await timed(() => logFindings(asksOf(owner), { city, now: Temporal.Now.instant(), rows: false }));
  const all = await timed(() => logFindings(asksOf(owner), { city, now: Temporal.Now.instant() }));
  waits.sort((a, b) => a - b);
  const at = (share: number) => (waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? 0).toFixed(0);
  printReport('log', '改ざん検知ログ', [
    ['', '値', '目標'],
    ['行だけを書く（件/秒）', bare.toFixed(0), ''],
    ['行と、封印待ちの印を書く（件/秒）', queued.toFixed(0), ''],
    ['封印しながら書く（件/秒）', together.toFixed(0), ''],
    ['書きながら封印する（件/秒）', rate.toFixed(0), '2,000'],
    ['封印だけ（件/秒）', filled > 0 ? alone.toFixed(0) : '—', ''],
    ['書かれてから葉になるまで p50 / p95 / p99（ミリ秒）', `${at(0.5)} / ${at(0.95)} / ${at(0.99)}`, 'p99 1,000'],
    [`木と署名の検証、${leaves.toLocaleString('ja-JP')} 葉（秒）`, tree.toFixed(1), `${((leaves / 10_000_000) * 60).toFixed(1)}`],
    ['行まで含めた検証（秒）', all.toFixed(1), ''],
  ], [`書き手 ${WRITERS} 人、1 文 ${MANY} 件、${SECONDS} 秒、封印しながらは毎秒 ${PACE.toLocaleString('ja-JP')} 件まで。測り終えたときの封印待ち ${backlog.toLocaleString('ja-JP')} 件`, '書き手・封印・問い合わせの 3 つが同じプロセスにいる', machine()]);
}

async function timed(work: () => Promise<readonly { readonly level: string; readonly said: string }[]>): Promise<number> {
  const began = performance.now();
  const bad = (await work()).filter((one) => one.level === 'damaged');
  if (bad.length > 0) throw new Error(bad.map((one) => one.said).join('\n'));
  return (performance.now() - began) / 1000;
}

async function mutations(count: number): Promise<void> {
  for (let round = 0; round < 4; round++) {
    await owner.query(QUEUED, [80]);
    await owner.query(`with one as (insert into kernel.looks (id, at, query, actor_kind, subjects) values (gen_random_uuid(), now(), 'bench.look', 'staff', array['citizen:1']) returning id) insert into kernel.log_queue (source, row_id) select 'l', id from one`);
    await drain();
    await checkpoint(city, { atOnce: true });
  }
  await rotateKey(city, 'bench');
  await eraseEntries(city, await entriesAbout(city, 'voucher:7'), { law: '規程', approval: '決裁第1号' }, 'bench');
  await checkpoint(city, { atOnce: true });
  await takeGuardsOff(owner);
  const missed: string[] = [];
  const began = performance.now();
  for (let i = 0; i < count; i++) {
    const change = CHANGES[i % CHANGES.length];
    if (!change) continue;
    const done = await mutateOnce(owner, city, Temporal.Now.instant(), (below) => Math.floor(Math.random() * below), change);
    if (done.missed !== '') missed.push(`${done.change}: ${done.missed}`);
  }
  for (const one of missed) console.log(`  見つからず: ${one}`);
  printReport('log-mutations', '改ざん検知ログ: 一か所ずつの書き換え', [['', '件'], ['書き換え', String(count)], ['種類', String(CHANGES.length)], ['見つけて名指した', String(count - missed.length)], ['見逃し', String(missed.length)]], [`${((performance.now() - began) / 1000).toFixed(0)} 秒`, machine()]);
  if (missed.length > 0) process.exitCode = 1;
}

/** Files under a folder that hold these bytes, read as they lie on the disk. */
async function filesWith(folder: string, wanted: Buffer): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    if (!statSync(path).isFile()) continue;
    let before = Buffer.alloc(0);
    for await (const part of createReadStream(path)) {
      const bytes = Buffer.concat([before, part as Buffer]);
      if (bytes.includes(wanted)) {
        found.push(name);
        break;
      }
      before = bytes.subarray(-wanted.length);
    }
  }
  return found;
}

const ERASED_AT_ONCE = 1000;

async function erasures(count: number): Promise<void> {
  const secret = `erased-${Math.random().toString(36).slice(2)}-${Math.random().toString(36).slice(2)}`;
  const written = `with more as (select gen_random_uuid() as id, n from generate_series(1, $1::int) n),
    rows as (insert into kernel.audit_entries (id, at, command, outcome, actor_kind, actor_id, subject, request_id, detail) select id, clock_timestamp(), 'bench.write', 'done', 'staff', '42', $2 || '/' || (n % 500), id::text, jsonb_build_object('input', jsonb_build_object('yen', n, 'words', $2 || ' ' || repeat('あ', 40))) from more)
    insert into kernel.log_queue (source, row_id) select 'a', id from more`;
  // What stays lies between what goes.
  for (let at = 0; at < count; at += 5000) {
    await owner.query(written, [Math.min(5000, count - at), secret]);
    await owner.query(QUEUED, [1000]);
    await drain();
    await checkpoint(city, { atOnce: true });
  }
  const points = async () => (await owner.query<{ size: string; root: Buffer }>('select size, root from kernel.log_checkpoints order by size')).rows;
  const before = await points();
  const ids = (await owner.query<{ id: string }>('select id from kernel.audit_entries where subject like $1 order by md5(id::text)', [`${secret}%`])).rows.map((row) => row.id);
  const began = performance.now();
  let erased = 0;
  for (let at = 0; at < ids.length; at += ERASED_AT_ONCE) erased += (await eraseEntries(city, ids.slice(at, at + ERASED_AT_ONCE), { law: '二本松市文書管理規程 第40条', approval: `決裁第${at / ERASED_AT_ONCE + 1}号` }, 'bench')).erased;
  const seconds = (performance.now() - began) / 1000;
  await checkpoint(city, { atOnce: true });
  const verifying = await timed(() => logFindings(asksOf(owner), { city, now: Temporal.Now.instant() }));
  const after = await points();
  const moved = before.filter((one, index) => after[index]?.size !== one.size || !after[index].root.equals(one.root)).length;
  const tables = (await owner.query<{ name: string }>(`select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname = 'kernel'`)).rows;
  let rows = 0;
  for (const { name } of tables) rows += Number((await owner.query<{ n: string }>(`select count(*) as n from ${name} t where t::text like $1`, [`%${secret}%`])).rows[0]?.n ?? 0);
  // Rows that are gone lie on in their pages until those are written anew, and in the WAL until its files are used again.
  const wanted = Buffer.from(secret);
  const cluster = join(dir, 'postgres');
  await owner.query('checkpoint').catch(() => {});
  const pagesBefore = (await filesWith(join(cluster, 'base'), wanted)).length;
  await owner.query('vacuum full');
  await owner.query('checkpoint').catch(() => {});
  const pages = (await filesWith(join(cluster, 'base'), wanted)).length;
  const wal = (await filesWith(join(cluster, 'pg_wal'), wanted)).length;
  printReport('log-erasures', '改ざん検知ログ: 法にもとづく廃棄', [
    ['', '件', '目標'],
    ['廃棄した記録', erased.toLocaleString('ja-JP'), count.toLocaleString('ja-JP')],
    ['変わった過去の署名', String(moved), '0'],
    ['廃棄した文字が残る行', String(rows), '0'],
    ['廃棄した文字が残るデータベースのファイル（vacuum full の前 / 後）', `${pagesBefore} / ${pages}`, '— / 0'],
    ['廃棄した文字が残る WAL のファイル', String(wal), '—'],
  ], [`廃棄 ${seconds.toFixed(1)} 秒（${ERASED_AT_ONCE.toLocaleString('ja-JP')} 件ずつ）、そのあとの全検証 ${verifying.toFixed(1)} 秒（木・署名・行のすべて、異常なし）`, 'WAL は使い回されるまで残る。バックアップに残るものは、保存の期限で消える', machine()]);
  if (erased !== count || moved > 0 || rows > 0 || pages > 0) process.exitCode = 1;
}

/** The number behind a word of the command line; null: the word is not there. */
function numberBehind(word: string, usual: number): number | null {
  const at = process.argv.indexOf(word);
  return at < 0 ? null : Number(process.argv[at + 1] ?? usual);
}

try {
  const [changes, gone] = [numberBehind('--mutations', 10_000), numberBehind('--erasures', 100_000)];
  if (changes !== null) await mutations(changes);
  else if (gone !== null) await erasures(gone);
  else await measure();
} finally {
  await owner.end();
  await city.close();
  await installation.stop();
  rmSync(dir, { recursive: true, force: true });
}

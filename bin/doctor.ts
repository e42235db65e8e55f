/** `./yakuba doctor`: what is missing or at odds on this machine, and what to do about it. 0 nothing, 1 something must be done. */
import { existsSync, statfsSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { type BackupConfig, CONFIG_FILE, readConfig } from '../src/kernel/backup/config.ts';
import { programsFor } from '../src/kernel/backup/outside/programs.ts';
import { outsideFacts, outsideProblems, slotWords } from '../src/kernel/backup/outside/server.ts';
import { BackupProblem } from '../src/kernel/backup/problem.ts';
import { RECIPIENTS_FILE } from '../src/kernel/backup/seal.ts';
import { type Line as Seen, standingLines, standingOf } from '../src/kernel/backup/standing.ts';
import { listCities, registryAs, HOUSE } from '../src/kernel/cities/registry.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { connectAs, databaseExists, type Installation, openBeside } from '../src/kernel/db/installation.ts';
import { pendingMigrations } from '../src/kernel/db/migrate.ts';
import { migrationsOf } from '../src/kernel/house.ts';
import { DISK_LOW } from '../src/kernel/machine.ts';
import { unfinishedUpgrade } from '../src/kernel/upgrade/databases.ts';
import { systems } from '../src/main-systems.ts';
import { readWords } from './words.ts';

const SIGN: Readonly<Record<Seen['level'], string>> = { good: '✔', note: '△', bad: '✖' };
const good = (what: string, said: string): Seen => ({ level: 'good', what, said });
const note = (what: string, said: string, todo: string): Seen => ({ level: 'note', what, said, todo });
const bad = (what: string, said: string, todo: string): Seen => ({ level: 'bad', what, said, todo });

export async function run(words: readonly string[]): Promise<void> {
  const { options } = readWords(words, ['data']);
  const dataDir = resolve(options.get('data') ?? './data');
  const seen = [...machine(dataDir), ...settings(), ...(await database(dataDir)), ...(await mail())];
  for (const one of seen) {
    console.log(`${SIGN[one.level]} ${one.what}: ${one.said}`);
    if (one.todo) console.log(`    → ${one.todo}`);
  }
  const wrong = seen.filter((one) => one.level === 'bad').length;
  const notes = seen.filter((one) => one.level === 'note').length;
  console.log(wrong + notes === 0 ? '\n悪いところはありません。' : `\nすぐに直すもの ${wrong} 件、考えておくもの ${notes} 件。`);
  if (wrong > 0) process.exitCode = 1;
}

function machine(dataDir: string): Seen[] {
  const seen: Seen[] = [good('Node.js', process.version)];
  if (!existsSync(dataDir)) return [...seen, note('データの場所', `${dataDir} はまだありません`, './yakuba start で作られます。別の場所なら --data で指定してください。')];
  const disk = statfsSync(dataDir);
  const free = disk.bavail / disk.blocks;
  const said = `空き ${Math.floor((disk.bavail * disk.bsize) / 1024 ** 3)} GB（${Math.floor(free * 100)}%）`;
  seen.push(free >= DISK_LOW ? good('ディスク', said) : bad('ディスク', said, 'ディスクを増やすか、要らないものをほかへ移してください。いっぱいになると、受付けが止まります。'));
  for (const name of ['key', 'postgres.secret', 'servers.json']) {
    const file = join(dataDir, name);
    if (existsSync(file) && (statSync(file).mode & 0o077) !== 0) seen.push(bad('秘密の鍵', `${file} をほかの利用者も読めます`, `chmod 600 ${file} を実行してください。`));
  }
  if (unfinishedUpgrade(dataDir)) seen.push(bad('更新', '前の更新が途中で止まっています', './yakuba upgrade --back を実行して、更新の前に戻してください。'));
  return seen;
}

function settings(): Seen[] {
  const env = process.env;
  const origin = env['YAKUBA_ORIGIN'];
  const seen: Seen[] = [];
  if (!origin) seen.push(note('アドレス', 'YAKUBA_ORIGIN がありません', '市民に知らせるアドレスを YAKUBA_ORIGIN=https://… に書くと、メールの中のリンクがそれになります。'));
  else if (!origin.startsWith('https://')) seen.push(bad('アドレス', `${origin} は暗号化されません`, 'https:// で始まるアドレスにし、前に置く機械（nginx など）で TLS を終えてください。'));
  else seen.push(good('アドレス', origin));
  if (origin?.startsWith('https://') && env['YAKUBA_TRUST_PROXY'] !== '1') seen.push(note('前に置く機械', 'YAKUBA_TRUST_PROXY=1 がありません', '前に機械を置くときは YAKUBA_TRUST_PROXY=1 にしないと、みなが同じ人に見えます。'));
  if (env['YAKUBA_RATE_LIMIT'] === 'off') seen.push(bad('流量の制限', '切られています', 'YAKUBA_RATE_LIMIT=off は測るときだけのものです。外してください。'));
  return seen;
}

async function database(dataDir: string): Promise<Seen[]> {
  const databaseUrl = process.env['DATABASE_URL'];
  if (!databaseUrl && !existsSync(join(dataDir, 'postgres.secret'))) return [note('データベース', 'まだ作られていません', './yakuba start で作られます。')];
  let installation: Awaited<ReturnType<typeof openBeside>>;
  try {
    installation = await openBeside(dataDir, './yakuba doctor', systemClock.now().toString(), { databaseUrl });
  } catch (error) {
    return [bad('データベース', error instanceof Error ? error.message : String(error), databaseUrl ? 'DATABASE_URL の相手が動いているか、名前とパスワードが合っているかを確かめてください。' : `${join(dataDir, 'postgres.log')} の終わりを見てください。`)];
  }
  try {
    return [...(await server(installation)), ...(await cities(installation)), ...(await backups(dataDir, installation, databaseUrl))];
  } finally {
    await installation.stop();
  }
}

async function server(installation: Installation & { readonly running: boolean }): Promise<Seen[]> {
  const client = new pg.Client(installation.admin);
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string; number: number; most: number; durable: string; zone: string }>(
      `select current_setting('server_version') as version, current_setting('server_version_num')::int as number, current_setting('max_connections')::int as most, current_setting('fsync') || current_setting('full_page_writes') as durable, current_setting('timezone') as zone`);
    const [row] = rows;
    if (!row) return [];
    const seen = [row.number >= 150_000 ? good('データベース', `PostgreSQL ${row.version}${installation.running ? '（町役場が開いています）' : ''}`) : bad('データベース', `PostgreSQL ${row.version}`, '15 以上にしてください。')];
    if (row.durable !== 'onon') seen.push(bad('データベースの確かさ', 'fsync か full_page_writes が切られています', '停電のときに壊れます。両方とも on にしてください。'));
    const budget = Number(process.env['YAKUBA_CONNECTIONS'] ?? 40);
    if (row.most < budget + 10) seen.push(note('接続の数', `PostgreSQL は ${row.most} まで、この町役場は ${budget} まで使います`, 'max_connections を増やすか、YAKUBA_CONNECTIONS を減らしてください。'));
    return seen;
  } finally {
    await client.end();
  }
}

async function cities(installation: Installation): Promise<Seen[]> {
  if (!(await databaseExists(installation, HOUSE))) return [note('市', 'まだ一つもありません', './yakuba start か ./yakuba city create で作れます。')];
  const seen: Seen[] = [];
  for (const city of (await listCities(registryAs(installation))).filter((one) => one.state !== 'retired' && one.server === 'main')) {
    const pending = await pendingMigrations(connectAs(installation, city.database, 'owner'), migrationsOf(systems));
    if (city.state === 'read_only') seen.push(note(`市 ${city.name}`, '見るだけの状態です', '作業が終わっているなら ./yakuba city open を実行してください。'));
    seen.push(pending === 0 ? good(`市 ${city.name}`, city.hosts.join('、')) : note(`市 ${city.name}`, `まだ行っていない移行が ${pending} 件あります`, './yakuba upgrade を実行すると、写しを取ってから移行します。'));
  }
  return seen;
}

async function backups(dataDir: string, installation: Installation & { readonly running: boolean }, databaseUrl: string | undefined): Promise<Seen[]> {
  let config: BackupConfig | null;
  try {
    config = readConfig(dataDir);
  } catch (error) {
    return [bad('バックアップの設定', '読めません', error instanceof Error ? error.message : String(error))];
  }
  const seen: Seen[] = [];
  if (!config) seen.push(bad('バックアップの設定', 'ありません', `docs/backup.md のとおり、鍵を作り（./yakuba backup --new-key）、${join(dataDir, CONFIG_FILE)} に送り先を書いてください。`));
  else {
    const standing = await standingOf(installation);
    seen.push(...standingLines(standing, { config, running: installation.running, sameDisk: sameDisk(dataDir, config.to), now: systemClock.now() }));
    if (!existsSync(join(dataDir, RECIPIENTS_FILE))) seen.push(bad('バックアップの鍵', 'ありません', './yakuba backup --new-key で作り、出てきた鍵を金庫に入れてください。'));
  }
  return [...seen, ...(databaseUrl ? await outside(installation.admin, config !== null) : [])];
}

/** A folder on the very disk whose loss it is to outlive. */
function sameDisk(dataDir: string, to: string): boolean {
  return !/^[a-z0-9]+:\/\//.test(to) && existsSync(to) && statSync(to).dev === statSync(dataDir).dev;
}

/** Whether somebody else's PostgreSQL can be backed up, and what its slot holds meanwhile. */
async function outside(admin: Installation['admin'], wanted: boolean): Promise<Seen[]> {
  const what = '外の PostgreSQL のバックアップ';
  const facts = await outsideFacts(admin);
  const seen: Seen[] = [];
  if (wanted) {
    const problems: Error[] = [...outsideProblems(facts)];
    try {
      seen.push(good('pg_basebackup', programsFor(facts.major).basebackup));
    } catch (error) {
      if (!(error instanceof BackupProblem)) throw error;
      problems.push(error);
    }
    seen.push(...problems.map((problem) => bad(what, '取れません', problem.message)));
    if (facts.slotLimitBytes === null) seen.push(note('控え（WAL）の上限', 'max_slot_wal_keep_size に上限がありません', slotWords(facts)));
  }
  if (facts.slot) {
    const held = `${Math.ceil(facts.slot.heldBytes / 1024 ** 2).toLocaleString('ja-JP')} MB`;
    if (facts.slot.lost) seen.push(note(what, '控え（WAL）が上限を超え、PostgreSQL が捨てました', '次に町役場を開くと、丸ごと一つ取り直します。'));
    else if (!facts.slot.active) seen.push((wanted ? note : bad)(what, `だれも受け取っていないスロットが、PostgreSQL に控え（WAL）を ${held} 残させています`, wanted ? '町役場を開くと、続きを受け取ります。長く閉じておくなら ./yakuba backup --drop-slot を実行してください。' : 'バックアップをしないなら ./yakuba backup --drop-slot を実行してください。'));
    else seen.push(good(what, `続けて受け取っています（PostgreSQL に残っている控え ${held}）`));
  }
  return seen;
}

async function mail(): Promise<Seen[]> {
  const url = process.env['SMTP_URL'];
  if (!url) return [note('メール', 'SMTP_URL がありません', 'メールは送られず、運用管理の「送信」にたまります。SMTP_URL=smtp://… を指定してください。')];
  const { hostname, port, protocol } = new URL(url);
  const open = await new Promise<boolean>((done) => {
    const socket = connect({ host: hostname, port: Number(port) || (protocol === 'smtps:' ? 465 : 25), timeout: 3000 });
    socket.on('connect', () => {
      socket.destroy();
      done(true);
    }).on('timeout', () => socket.destroy()).on('error', () => {}).on('close', () => done(false));
  });
  return [open ? good('メール', hostname) : bad('メール', `${hostname} につながりません`, 'SMTP_URL と、この機械からそこへの通信が許されているかを確かめてください。')];
}

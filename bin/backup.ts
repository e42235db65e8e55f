/** `./yakuba backup`: one set now, or (`--every`) sets by the interval and WAL every half minute until it is told to stop. */
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type BackupConfig, CONFIG_FILE, readConfig, secondsIn } from '../src/kernel/backup/config.ts';
import { type KeepRule, USUAL } from '../src/kernel/backup/keep-rule.ts';
import { runLoop } from '../src/kernel/backup/loop.ts';
import { SLOT } from '../src/kernel/backup/outside/server.ts';
import { BackupProblem } from '../src/kernel/backup/problem.ts';
import { noteSet } from '../src/kernel/backup/records.ts';
import { newKey, RECIPIENTS_FILE } from '../src/kernel/backup/seal.ts';
import { holdBackups, type Installed, openSession, stopWanting, stopWantingOutside } from '../src/kernel/backup/session.ts';
import { makeSet } from '../src/kernel/backup/set.ts';
import { systemClock } from '../src/kernel/clock.ts';
import { fromUrl, openBeside } from '../src/kernel/db/installation.ts';
import { progressBar, sizeWords } from './progress.ts';
import { readWords } from './words.ts';

const KEEP = ['keep-hourly', 'keep-daily', 'keep-weekly', 'keep-monthly'] as const;

export async function run(words: readonly string[]): Promise<void> {
  const { options } = readWords(words, ['to', 'every', 'data', ...KEEP], ['new-key', 'off', 'drop-slot']);
  const dataDir = resolve(options.get('data') ?? './data');
  if (options.has('new-key')) return makeKey(dataDir);
  if (options.has('off') || options.has('drop-slot')) return giveUp(dataDir);
  const configured = readConfig(dataDir);
  const to = options.get('to') ?? configured?.to;
  if (to === undefined) throw new Error(`置き場所を --to で指定してください（フォルダー、s3://入れ物/頭?endpoint=…、ssh://利用者@機械/フォルダー）。${join(dataDir, 'backup.json')} に書いておくこともできます。`);
  if (!process.env['DATABASE_URL'] && !existsSync(join(dataDir, 'postgres.secret'))) throw new Error(`${dataDir} に町役場のデータがありません。--data で場所を指定してください。`);
  const installation = await openBeside(dataDir, './yakuba backup', systemClock.now().toString(), { databaseUrl: process.env['DATABASE_URL'] });
  try {
    const installed: Installed = { dataDir, key: installation.key, admin: installation.admin, passwords: installation.passwords, outside: Boolean(process.env['DATABASE_URL']) };
    const every = options.get('every');
    if (every === undefined) await makeOne(installed, to);
    else await steadily(installed, { to, everySeconds: secondsIn(every), keep: keepOf(options, configured?.keep ?? USUAL) });
  } finally {
    await installation.stop();
  }
}

/** No more WAL is kept for a steady backup, here or at the server that DATABASE_URL names. */
async function giveUp(dataDir: string): Promise<void> {
  const databaseUrl = process.env['DATABASE_URL'];
  if (databaseUrl) {
    const dropped = await stopWantingOutside({ admin: fromUrl(databaseUrl), dataDir });
    console.log(dropped ? `レプリケーションスロット ${SLOT} を消しました。PostgreSQL は、控え（WAL）をもう残しません。` : `レプリケーションスロット ${SLOT} はありません。PostgreSQL は、控え（WAL）を残していません。`);
  } else {
    stopWanting(dataDir);
    console.log('続けてのバックアップのための控え（WAL）を、もう残しません。');
  }
  if (existsSync(join(dataDir, CONFIG_FILE))) console.log(`${join(dataDir, CONFIG_FILE)} があるので、次に町役場を開くと、また始まります。やめるなら、先に消してください。`);
}

function keepOf(options: ReadonlyMap<string, string>, otherwise: KeepRule): KeepRule {
  const count = (name: (typeof KEEP)[number], usual: number) => {
    const text = options.get(name);
    if (text === undefined) return usual;
    if (!/^\d{1,3}$/.test(text)) throw new Error(`--${name} は 0〜999 の数です。`);
    return Number(text);
  };
  return { hourly: count('keep-hourly', otherwise.hourly), daily: count('keep-daily', otherwise.daily), weekly: count('keep-weekly', otherwise.weekly), monthly: count('keep-monthly', otherwise.monthly) };
}

async function makeKey(dataDir: string): Promise<void> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const { identity, recipient } = await newKey();
  appendFileSync(join(dataDir, RECIPIENTS_FILE), `${recipient}\n`, { mode: 0o600 });
  console.log(`バックアップの鍵を作りました。次の一行を紙に印刷し、金庫にしまってください。もう一度は表示しません。
これがないと、バックアップから何も戻せません。この機械には残しません。
Print this line and keep it in the safe. Without it nothing can be restored. It is not kept on this machine.

  ${identity}

この機械に残した公開鍵 / Public key kept here: ${join(dataDir, RECIPIENTS_FILE)}
  ${recipient}`);
}

async function makeOne(installed: Installed, to: string): Promise<void> {
  const began = performance.now();
  const session = await openSession(installed, to, systemClock, true);
  try {
    const made = await makeSet(session.vault, session.source, session.shipper, { dataDir: installed.dataDir, clock: systemClock, progress: progressBar() });
    await noteSet(installed, session.place.shown, made);
    console.log(`バックアップを取りました（${((performance.now() - began) / 1000).toFixed(1)} 秒、${sizeWords(made.value.bytes)}、うち新しいもの ${sizeWords(made.value.newBytes)}、ファイル ${made.files.toLocaleString('ja-JP')}）。
  置き場所  ${session.place.shown}
  名前      ${made.name}`);
    if (made.damaged.length > 0) {
      console.error(`次のファイルは中身が名前と違うため、含めていません。./yakuba verify で確かめてください。\n${made.damaged.map((path) => `  ${path}`).join('\n')}`);
      process.exitCode = 1;
    }
  } finally {
    await session.close();
  }
}

async function steadily(installed: Installed, config: BackupConfig): Promise<void> {
  let release: () => void;
  try {
    release = await holdBackups(installed.dataDir, systemClock.now().toString());
  } catch (error) {
    throw new BackupProblem('Busy', `続けてのバックアップは、もう動いています（./yakuba start が backup.json によって始めたものか、別の ./yakuba backup --every）。一度だけ取るなら --every を付けないでください。`, { cause: error });
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  console.log('バックアップを続けます。終えるには Ctrl-C を押してください。 / Press Ctrl-C to stop.');
  await runLoop(installed, config, { clock: systemClock, stop: stop.signal, progress: progressBar(), say: (line) => console.log(line) });
  release();
}

/** `./yakuba drill restore`: can the city be brought back, how fast, and what would be lost? The answer is a record. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readConfig } from '../src/kernel/backup/config.ts';
import { type DrillResult, drillRestore } from '../src/kernel/backup/drill.ts';
import { recordDrill } from '../src/kernel/backup/drill-record.ts';
import { openPlace } from '../src/kernel/backup/places/open.ts';
import { cityDatabases } from '../src/kernel/backup/records.ts';
import { openerFor } from '../src/kernel/backup/seal.ts';
import { holdBackups, type Installed, openSession } from '../src/kernel/backup/session.ts';
import { Vault } from '../src/kernel/backup/vault.ts';
import { newId, systemClock, systemRandom } from '../src/kernel/clock.ts';
import { FolderHeld } from '../src/kernel/db/lock.ts';
import { connectAs, type Installation, openBeside } from '../src/kernel/db/installation.ts';
import { assembleCity, migrationsOf } from '../src/kernel/house.ts';
import { execute } from '../src/kernel/run.ts';
import { systems } from '../src/main-systems.ts';
import { progressBar } from './progress.ts';
import { identitiesOf } from './restore.ts';
import { readWords } from './words.ts';

export async function run(words: readonly string[]): Promise<void> {
  const { options, rest } = readWords(words, ['from', 'identity', 'data']);
  if (rest.length !== 1 || rest[0] !== 'restore') throw new Error('訓練の名前は restore です。例: ./yakuba drill restore --identity 鍵のファイル');
  const dataDir = resolve(options.get('data') ?? './data');
  const from = options.get('from') ?? readConfig(dataDir)?.to;
  if (from === undefined) throw new Error('バックアップの置き場所を --from で指定してください。');
  const databaseUrl = process.env['DATABASE_URL'];
  if (!databaseUrl && !existsSync(join(dataDir, 'postgres.secret'))) throw new Error(`${dataDir} に町役場のデータがありません。--data で場所を指定してください。`);
  const opener = openerFor(identitiesOf(options));
  const installation = await openBeside(dataDir, './yakuba drill', systemClock.now().toString(), { databaseUrl });
  try {
    const installed: Installed = { dataDir, key: installation.key, admin: installation.admin, passwords: installation.passwords, outside: Boolean(databaseUrl) };
    const result = await hold(installed, from, opener);
    await record(installation, installed, result);
    print(result);
    if (!result.allEqual) process.exitCode = 1;
  } finally {
    await installation.stop();
  }
}

async function hold(installed: Installed, from: string, opener: ReturnType<typeof openerFor>): Promise<DrillResult> {
  const place = await openPlace(from);
  const vault = new Vault(place, installed.key, null, opener);
  let release: (() => void) | null = null;
  try {
    release = await holdBackups(installed.dataDir, systemClock.now().toString());
  } catch (error) {
    if (!(error instanceof FolderHeld)) throw error;
  }
  const session = release ? await openSession(installed, from, systemClock, true) : null;
  try {
    return await drillRestore(installed, vault, session, { clock: systemClock, migrations: migrationsOf(systems), progress: progressBar(), say: (line) => console.log(line) });
  } finally {
    await session?.close();
    await place.close();
    release?.();
  }
}

/** In every city: each has its own plan and its own page. */
async function record(installation: Installation, installed: Installed, result: DrillResult): Promise<void> {
  for (const { database } of await cityDatabases(installed)) {
    const nowhere = { code: '', name: { ja: '', en: '' }, address: { ja: '', en: '' }, phone: '' };
    const city = assembleCity({
      facts: nowhere, sample: false, outline: null, database, folder: { filesDir: '', key: installation.key }, connections: { citizen: null, staff: connectAs(installation, database, 'staff') },
      poolSize: 1, share: null, fresh: false, origin: () => '', readOnly: () => null,
    });
    try {
      const answer = await execute({ city, actor: { kind: 'system', id: 'drill' }, lang: 'ja' }, recordDrill, result, newId(systemClock.now(), systemRandom));
      if (!answer.ok) throw new Error(`${database}: ${answer.message}`);
    } finally {
      await city.close();
    }
  }
}

function print(result: DrillResult): void {
  console.log(`
復元の訓練 / Restore drill
  戻すのにかかった時間（RTO）      ${result.rtoSeconds.toFixed(1)} 秒
  失われたはずの時間（RPO）        ${result.rpoSeconds.toFixed(1)} 秒
  比べた表                         ${result.tables.toLocaleString('ja-JP')}
  比べたファイル                   ${result.files.toLocaleString('ja-JP')}
  結果                             ${result.allEqual ? 'すべて同じでした' : '違いがありました'}
  ${result.note}`);
  for (const line of result.differences) console.log(`    ✖ ${line}`);
}

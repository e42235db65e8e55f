/** `./yakuba restore FROM`: brings a city back onto an empty machine, as of the last moment there is or of `--at`. */
import { join, resolve } from 'node:path';
import { openPlace } from '../src/kernel/backup/places/open.ts';
import { restore, type Restored } from '../src/kernel/backup/restore.ts';
import { momentWords } from '../src/kernel/backup/choose.ts';
import { identitiesIn, openerFor } from '../src/kernel/backup/seal.ts';
import { Vault } from '../src/kernel/backup/vault.ts';
import { clusterOf } from '../src/kernel/db/embedded.ts';
import { progressBar } from './progress.ts';
import { verifyAll, printFindings } from './verify.ts';
import { readWords } from './words.ts';

export async function run(words: readonly string[]): Promise<void> {
  const { options, rest } = readWords(words, ['at', 'identity', 'data']);
  const [from, ...more] = rest;
  if (from === undefined || more.length > 0) throw new Error('どこから戻すかを一つ書いてください。例: ./yakuba restore /mnt/backup --identity 鍵のファイル');
  const dataDir = resolve(options.get('data') ?? './data');
  const at = options.has('at') ? momentIn(options.get('at') ?? '') : null;
  const opener = openerFor(identitiesOf(options));
  const began = performance.now();
  const place = await openPlace(from);
  const vault = new Vault(place, new Uint8Array(), null, opener);
  const restored = await restore(vault, { dataDir, at, progress: progressBar() });
  try {
    console.log(`戻しました。いま、おかしなところがないか調べています…`);
    const findings = await verifyAll({ dataDir, admin: restored.admin });
    printFindings(findings);
    console.log(`
復元が終わりました（${((performance.now() - began) / 1000).toFixed(1)} 秒）。
  もとのバックアップ  ${restored.setName}（${momentWords(Temporal.Instant.from(restored.set.consistentAt))}）
  戻した時点          ${at ? momentWords(at) : `${momentWords(restored.coversTo)} までの、すべての変更`}
  データベース        ${restored.set.databases.join('、')}（PostgreSQL ${restored.set.postgres}）
  ファイル            ${restored.files.toLocaleString('ja-JP')}
  場所                ${dataDir}
${howToOpen(restored, dataDir)}`);
  } finally {
    await restored.server.stop();
    await place.close();
  }
}

/** The next step in words. A cluster of another version than npm's is run by the machine's own PostgreSQL. */
function howToOpen({ set, binDir }: Restored, dataDir: string): string {
  const moved = set.server === 'outside' ? '\n外の PostgreSQL のバックアップから、この機械だけの PostgreSQL を作りました。DATABASE_URL は、外してから開いてください。' : '';
  if (binDir === null) return `町役場を開くには: ./yakuba start --data ${dataDir}${moved}`;
  const major = Number.parseInt(set.postgres, 10);
  return `PostgreSQL ${major} のデータなので、この機械の PostgreSQL ${major} で動かし、町役場をそこへつなぎます:
  ${process.getuid?.() === 0 ? 'sudo -u yakuba ' : ''}${join(binDir, 'pg_ctl')} -D ${clusterOf(dataDir).cluster} -o "-k /tmp -c listen_addresses=" -l /tmp/postgres.log start
  DATABASE_URL="postgres://postgres:$(cat ${join(dataDir, 'postgres.secret')})@localhost/postgres?host=/tmp" ./yakuba start --data ${dataDir}`;
}

/** The keys: `--identity FILE`, or the file YAKUBA_BACKUP_IDENTITY names. */
export function identitiesOf(options: ReadonlyMap<string, string>): readonly string[] {
  const file = options.get('identity') ?? process.env['YAKUBA_BACKUP_IDENTITY'];
  if (file === undefined) throw new Error('金庫の鍵（AGE-SECRET-KEY-… の一行）を書いたファイルを、--identity で指定してください。');
  return identitiesIn(resolve(file));
}

/** "2026-11-23 10:15" in Japan's time, or a moment with its own zone ("2026-11-23T01:15:00Z"). */
export function momentIn(text: string): Temporal.Instant {
  const written = text.trim().replaceAll('/', '-').replace(/^(\d{4}-\d{1,2}-\d{1,2})\s+/, '$1T').replace(/-(\d)(?=[-T]|$)/g, '-0$1').replace(/T(\d):/, 'T0$1:');
  try {
    return /(?:Z|[+-]\d{2}:?\d{2})$/.test(written) && written.includes('T') ? Temporal.Instant.from(written) : Temporal.PlainDateTime.from(written).toZonedDateTime('Asia/Tokyo').toInstant();
  } catch (error) {
    throw new Error(`「${text}」という時刻は読めません。"2026-11-23 10:15" のように、日本の時刻で書いてください。`, { cause: error });
  }
}

/** Stored files against the rows that name them: missing, damaged, named by nobody. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { SAFE_HOURS } from '../../files/sweep.ts';
import { type Finding, finding } from './finding.ts';

const AREA = 'ファイル';
/** A file is stored before the row that names it, and the nightly sweep takes what nobody named; so young, it has had neither. */
const YOUNG_MS = (SAFE_HOURS + 25) * 3600 * 1000;

/** Where a city's stored files lie; several for an installation that changed its layout. */
export function storesOf(dataDir: string, database: string): readonly string[] {
  const name = database.replaceAll('_', '-');
  const short = name.replace(/^yakuba-/, '');
  return [...new Set([join(dataDir, 'cities', short, 'files'), join(dataDir, 'cities', name, 'files'), join(dataDir, 'files', database)])].filter((folder) => existsSync(folder));
}

export async function fileFindings(client: pg.Client, stores: readonly string[], now: Temporal.Instant): Promise<readonly Finding[]> {
  const named = await namedFiles(client);
  const seen = new Set<string>();
  const damaged: string[] = [];
  const orphans: string[] = [];
  const parts: string[] = [];
  for await (const { name, path } of filesIn(stores)) {
    const found = await stat(path).catch(() => null);
    if (!found) continue;
    const old = now.epochMilliseconds - found.mtimeMs > YOUNG_MS;
    if (!/^[0-9a-f]{64}$/.test(name)) {
      if (old) parts.push(name);
      continue;
    }
    seen.add(name);
    if ((await hashOf(path)) !== name) damaged.push(name);
    else if (!named.has(name) && old) orphans.push(name);
  }
  const missing = [...named].filter(([hash]) => !seen.has(hash));
  return [
    ...(missing.length > 0 ? [finding(AREA, 'damaged', `記録にあるのに、置き場所にないファイルが ${missing.length} あります。バックアップから戻してください`, missing.map(([hash, table]) => `${hash.slice(0, 16)}…（${table}）`))] : []),
    ...(damaged.length > 0 ? [finding(AREA, 'damaged', `中身が変わってしまったファイルが ${damaged.length} あります。バックアップから戻してください`, damaged.map((hash) => `${hash.slice(0, 16)}…`))] : []),
    ...(orphans.length > 0 ? [finding(AREA, 'incomplete', `どの記録からも指されていないファイルが ${orphans.length} あります（害はありません。町役場が開いていれば、夜の片付けで消えます）`, orphans.map((hash) => `${hash.slice(0, 16)}…`))] : []),
    ...(parts.length > 0 ? [finding(AREA, 'incomplete', `書きかけのまま残ったファイルが ${parts.length} あります（害はありません。町役場が開いていれば、夜の片付けで消えます）`, parts)] : []),
    ...(missing.length + damaged.length === 0 ? [finding(AREA, 'good', `${seen.size.toLocaleString('ja-JP')} のファイルを、中身の SHA-256 で確かめました`)] : []),
  ];
}

/** Every hash a row names, with the table: tables that keep a `sha256` beside a `media_type` keep stored files. */
async function namedFiles(client: pg.Client): Promise<ReadonlyMap<string, string>> {
  const tables = await client.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname !~ '^pg_'
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'sha256') and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'media_type') order by 1`);
  const named = new Map<string, string>();
  for (const { name } of tables.rows) for (const row of (await client.query<{ sha256: string | null }>(`select distinct sha256::text as sha256 from ${name}`)).rows) if (row.sha256) named.set(row.sha256, name);
  return named;
}

async function* filesIn(stores: readonly string[]): AsyncGenerator<{ readonly name: string; readonly path: string }> {
  for (const store of stores) {
    for (const shard of await readdir(store)) {
      if (!/^[0-9a-f]{2}$/.test(shard)) continue;
      for (const name of await readdir(join(store, shard))) yield { name, path: join(store, shard, name) };
    }
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) if (Buffer.isBuffer(chunk)) hash.update(chunk);
  return hash.digest('hex');
}

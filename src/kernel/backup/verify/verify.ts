/** Inspects a city's database and files. Reads only; works beside a running town hall. */
import pg from 'pg';
import { sealedLogFindings } from '../../audit/verify-city.ts';
import { HOUSE, houseMigrations } from '../../cities/registry.ts';
import type { ConnectTo } from '../../db/database.ts';
import type { MigrationFolder } from '../../db/migrate.ts';
import { auditFindings, migrationFindings, outboxFindings } from './trail.ts';
import { constraintFindings } from './constraints.ts';
import { fileFindings, storesOf } from './stored-files.ts';
import { type Finding, finding } from './finding.ts';

export interface CityFindings {
  readonly database: string;
  readonly findings: readonly Finding[];
}

export interface VerifyOptions {
  readonly dataDir: string;
  readonly admin: ConnectTo;
  readonly migrations: readonly MigrationFolder[];
  readonly now: Temporal.Instant;
  /** Only these databases; default: every city's. */
  readonly only?: readonly string[];
}

export async function verifyCities(options: VerifyOptions): Promise<readonly CityFindings[]> {
  const databases = options.only ?? await citiesOn(options.admin);
  const all: CityFindings[] = [];
  for (const database of databases) all.push({ database, findings: await verifyCity(options, database) });
  return all;
}

async function citiesOn(admin: ConnectTo): Promise<readonly string[]> {
  const client = new pg.Client({ ...admin, database: 'postgres', application_name: 'yakuba-verify' });
  await client.connect();
  try {
    return (await client.query<{ name: string }>(`select datname as name from pg_database where not datistemplate and pg_get_userbyid(datdba) = 'yakuba_owner' order by 1`)).rows.map((row) => row.name);
  } finally {
    await client.end();
  }
}

async function verifyCity(options: VerifyOptions, database: string): Promise<readonly Finding[]> {
  const client = new pg.Client({ ...options.admin, database, application_name: 'yakuba-verify' });
  client.on('error', () => {});
  const found: Finding[] = [];
  try {
    await client.connect();
    await client.query('set role yakuba_owner').catch(() => {});
    // One moment for all questions: what is written meanwhile is not half seen.
    await client.query('begin isolation level repeatable read read only');
    const look = async (area: string, work: () => Promise<readonly Finding[]>) => {
      await client.query('savepoint before');
      try {
        found.push(...await work());
      } catch (error) {
        await client.query('rollback to savepoint before');
        const code = error instanceof Error && 'code' in error ? String(error.code) : '';
        // XX001 data_corrupted, XX002 index_corrupted: PostgreSQL itself says that the pages are broken.
        found.push(code.startsWith('XX') ? finding(area, 'damaged', `データベースのページが壊れています（${code}）。最後によかったバックアップから戻してください`) : finding(area, 'unknown', `調べられませんでした（${error instanceof Error ? error.message : 'problem'}）`));
      }
    };
    await look('制約', () => constraintFindings(client));
    // The register of cities is no town: it has tables of its own and nothing else.
    if (database === HOUSE) await look('移行', () => migrationFindings(client, houseMigrations));
    else {
      await look('操作の記録', () => auditFindings(client));
      await look('改ざん検知ログ', () => sealedLogFindings(client, options.dataDir, database, options.now));
      await look('連絡の受け渡し', () => outboxFindings(client));
      await look('移行', () => migrationFindings(client, options.migrations));
      await look('ファイル', () => fileFindings(client, storesOf(options.dataDir, database), options.now));
    }
    await client.query('commit');
  } catch (error) {
    found.push(finding('データベース', 'unknown', `つながりませんでした（${error instanceof Error ? error.message : 'problem'}）`));
  } finally {
    await client.end().catch(() => {});
  }
  return found;
}

/**
 * Bringing every database of an installation to a new version, all or none: each is copied first, and when anything goes
 * wrong, or the process died on the way, the copies take the place of what was half changed.
 */
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import type { ConnectTo } from '../db/database.ts';
import { connectAs, type Installation } from '../db/installation.ts';
import { migrate, type MigrationFolder } from '../db/migrate.ts';

export interface DatabaseToUpgrade {
  readonly database: string;
  readonly folders: readonly MigrationFolder[];
}

const Plan = z.object({ copied: z.array(z.string()), wanted: z.array(z.string()) });
const SUFFIX = '_before';

function planFile(dataDir: string): string {
  return join(dataDir, 'upgrade.json');
}

/** Whether an upgrade of this data folder was begun and neither finished nor taken back. */
export function unfinishedUpgrade(dataDir: string): boolean {
  return existsSync(planFile(dataDir));
}

function writePlan(dataDir: string, plan: z.infer<typeof Plan>): void {
  writeFileSync(`${planFile(dataDir)}.part`, JSON.stringify(plan), { mode: 0o600 });
  renameSync(`${planFile(dataDir)}.part`, planFile(dataDir));
}

async function asAdmin<T>(admin: ConnectTo, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ ...admin, application_name: 'yakuba-upgrade' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The names are our own (see `databaseOf`), and checked where a database is made. */
async function there(client: pg.Client, name: string): Promise<boolean> {
  return ((await client.query('select 1 from pg_database where datname = $1', [name])).rowCount ?? 0) > 0;
}

/**
 * Copies, then migrates. The doors must be closed. Answers how many migrations ran; throws what went wrong after
 * everything is as it was before.
 */
export async function upgradeDatabases(installation: Installation, dataDir: string, databases: readonly DatabaseToUpgrade[], say: (line: string) => void): Promise<number> {
  if (unfinishedUpgrade(dataDir)) await takeBack(installation, dataDir, say);
  const wanted = databases.map((one) => one.database);
  const copied: string[] = [];
  writePlan(dataDir, { copied, wanted });
  await asAdmin(installation.admin, async (client) => {
    for (const database of wanted) {
      say(`${database} を写しています…`);
      await client.query(`drop database if exists ${database}${SUFFIX} with (force)`); // of the upgrade before this one, or of a copy that was cut short
      await client.query(`create database ${database}${SUFFIX} template ${database} owner yakuba_owner strategy file_copy`);
      copied.push(database);
      writePlan(dataDir, { copied, wanted });
    }
  });
  let ran = 0;
  try {
    for (const { database, folders } of databases) {
      const names = await migrate(connectAs(installation, database, 'owner'), folders);
      if (names.length > 0) say(`${database}: ${names.length} 件の移行を実行しました。`);
      ran += names.length;
    }
  } catch (error) {
    await takeBack(installation, dataDir, say);
    throw error;
  }
  return ran;
}

/** Keeps what the upgrade made. The copies stay until the next one, or until `dropCopies`. */
export function keepUpgrade(dataDir: string): void {
  rmSync(planFile(dataDir), { force: true });
}

/** Puts every copied database back in its place. Safe to repeat, wherever it or the upgrade stopped. */
export async function takeBack(installation: Installation, dataDir: string, say: (line: string) => void): Promise<void> {
  if (!unfinishedUpgrade(dataDir)) return;
  const { copied } = Plan.parse(JSON.parse(readFileSync(planFile(dataDir), 'utf8')));
  await asAdmin(installation.admin, async (client) => {
    for (const database of copied) {
      const copy = `${database}${SUFFIX}`;
      // No copy: it stands in its place already.
      if (!(await there(client, copy))) continue;
      say(`${database} を更新の前に戻しています…`);
      await client.query(`drop database if exists ${database} with (force)`);
      await client.query(`alter database ${copy} rename to ${database}`);
      await client.query(`revoke all on database ${database} from public`);
      await client.query(`grant connect on database ${database} to yakuba_citizen, yakuba_staff`);
    }
  });
  rmSync(planFile(dataDir), { force: true });
}

/** Removes the copies that an upgrade left. Answers how many there were. */
export async function dropCopies(installation: Installation, databases: readonly string[]): Promise<number> {
  return asAdmin(installation.admin, async (client) => {
    let dropped = 0;
    for (const database of databases) {
      if (!(await there(client, `${database}${SUFFIX}`))) continue;
      await client.query(`drop database ${database}${SUFFIX} with (force)`);
      dropped++;
    }
    return dropped;
  });
}

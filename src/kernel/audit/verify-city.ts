/** The sealed log's part of `./yakuba verify`: finds the city's folder beside its database. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type pg from 'pg';
import type { Finding } from '../backup/verify/finding.ts';
import { storesOf } from '../backup/verify/stored-files.ts';
import type { City } from '../city.ts';
import { asksOf } from './store.ts';
import { logFindings } from './verify.ts';

/** The city's key and the place of its files; null: not on this machine. */
export function folderOf(dataDir: string, database: string): Pick<City, 'key' | 'filesDir'> | null {
  const filesDir = storesOf(dataDir, database).find((store) => existsSync(join(dirname(store), 'key')));
  return filesDir === undefined ? null : { filesDir, key: new Uint8Array(readFileSync(join(dirname(filesDir), 'key'))) };
}

/** Nothing for a database of the time before there was a log: that it waits for a migration is said elsewhere. */
export async function sealedLogFindings(client: pg.Client, dataDir: string, database: string, now: Temporal.Instant): Promise<readonly Finding[]> {
  const there = await client.query<{ there: boolean }>(`select to_regclass('kernel.log_leaves') is not null as there`);
  return there.rows[0]?.there === true ? logFindings(asksOf(client), { city: folderOf(dataDir, database), now }) : [];
}

/**
 * What every table of a city's database holds, as one hash each: two databases with the same fingerprints hold the same rows.
 * For restore drills and moves. The order of rows does not matter; a changed, missing or doubled row does.
 */
import pg from 'pg';
import type { ConnectTo } from './database.ts';

export interface TableFingerprint {
  readonly rows: number;
  /** Two sums over the halves of each row's MD5: made against accidents, not against a forger. */
  readonly hash: string;
}

/** Fingerprints by 'schema.table', all from one snapshot. As the owner or the administrator. */
export async function tableFingerprints(to: ConnectTo): Promise<ReadonlyMap<string, TableFingerprint>> {
  const client = new pg.Client({ ...to, application_name: 'yakuba-fingerprint' });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const found = await fingerprintsIn(client);
    await client.query('commit');
    return found;
  } finally {
    await client.end();
  }
}

/** The same from the snapshot of a transaction that the caller has open. */
export async function fingerprintsIn(client: pg.Client): Promise<ReadonlyMap<string, TableFingerprint>> {
  // How a value is written out as text must not depend on the server's settings.
  await client.query(`set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'postgres'; set extra_float_digits = 1; set bytea_output = 'hex'; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0`);
  const tables = await client.query<{ name: string }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1`);
  const found = new Map<string, TableFingerprint>();
  for (const { name } of tables.rows) {
    const sums = await client.query<{ rows: string; high: string; low: string }>(
      `select count(*)::text as rows, coalesce(sum(('x' || substr(m, 1, 16))::bit(64)::bigint::numeric), 0)::text as high, coalesce(sum(('x' || substr(m, 17, 16))::bit(64)::bigint::numeric), 0)::text as low
         from (select md5(t::text) as m from ${name} t) as hashed`);
    const row = sums.rows[0];
    found.set(name, { rows: Number(row?.rows ?? 0), hash: `${row?.high ?? '0'}:${row?.low ?? '0'}` });
  }
  return found;
}

/** Tables whose contents differ, with the number of rows on either side; empty: the same. */
export function fingerprintDifferences(one: ReadonlyMap<string, TableFingerprint>, other: ReadonlyMap<string, TableFingerprint>): readonly { readonly table: string; readonly rows: number | null; readonly otherRows: number | null }[] {
  return [...new Set([...one.keys(), ...other.keys()])].toSorted().flatMap((table) => {
    const [a, b] = [one.get(table), other.get(table)];
    return a && b && a.rows === b.rows && a.hash === b.hash ? [] : [{ table, rows: a?.rows ?? null, otherRows: b?.rows ?? null }];
  });
}

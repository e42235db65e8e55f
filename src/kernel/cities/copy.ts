/**
 * A city's rows out of one database and into another, as text that any PostgreSQL from 15 up reads (COPY), all from one
 * snapshot. Everything here runs as the owner: foreign keys are taken off and put back, which checks every one of them.
 */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { type Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** How values are written out must depend on no server's settings. */
const PLAIN = `set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'postgres'; set extra_float_digits = 1; set bytea_output = 'hex'; set statement_timeout = 0; set lock_timeout = '30s'; set idle_in_transaction_session_timeout = 0; set client_encoding = 'UTF8'`;

export interface Table {
  /** Quoted where SQL needs it: 'kernel.staff'. */
  readonly name: string;
  /** Without generated ones, quoted, in their order. */
  readonly columns: readonly string[];
}

export interface Sequence {
  readonly name: string;
  readonly last: string;
  readonly called: boolean;
}

export interface AppliedMigration {
  readonly system: string;
  readonly name: string;
  readonly sha256: string;
}

export interface Contents {
  readonly tables: readonly Table[];
  readonly sequences: readonly Sequence[];
  readonly migrations: readonly AppliedMigration[];
}

/** Readies a connection for copying. */
export async function plain(client: pg.Client): Promise<void> {
  await client.query(PLAIN);
}

const TABLES = `
select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name,
       array(select quote_ident(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'r' and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1`;

/** Which tables, where the sequences stand, and which migrations made them. */
export async function contentsOf(client: pg.Client): Promise<Contents> {
  const tables = await client.query<Table>(TABLES);
  const found = await client.query<{ name: string }>(`select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'S' and n.nspname !~ '^pg_' order by 1`);
  const sequences: Sequence[] = [];
  for (const { name } of found.rows) {
    const at = await client.query<{ last: string; called: boolean }>(`select last_value::text as last, is_called as called from ${name}`);
    if (at.rows[0]) sequences.push({ name, ...at.rows[0] });
  }
  const migrations = await client.query<AppliedMigration>('select system, name, sha256 from kernel.migrations order by system, name');
  return { tables: tables.rows, sequences, migrations: migrations.rows };
}

/** Writes a table's rows; the answer is how many bytes and their SHA-256. */
export async function copyOut(client: pg.Client, table: Table, into: Writable): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const counting = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.byteLength;
      done(null, chunk);
    },
  });
  await pipeline(client.query(copyTo(`copy ${table.name} (${table.columns.join(', ')}) to stdout`)), counting, into);
  return { bytes, sha256: hash.digest('hex') };
}

export async function copyIn(client: pg.Client, table: Table, rows: Readable): Promise<void> {
  await pipeline(rows, client.query(copyFrom(`copy ${table.name} (${table.columns.join(', ')}) from stdin`)));
}

interface ForeignKey {
  readonly on: string;
  readonly name: string;
  readonly definition: string;
}

const KEYS = `
select conrelid::regclass::text as on, quote_ident(conname) as name, pg_get_constraintdef(oid) as definition from pg_constraint
 where contype = 'f' and conparentid = 0 and (conrelid = any($1::text[]::regclass[]) or confrelid = any($1::text[]::regclass[])) order by 1, 2`;

/**
 * Replaces rows of a migrated database by these, in one transaction: foreign keys off, triggers quiet, tables emptied and
 * filled, sequences set, keys back (each is checked again). `tables` may be some of them only.
 */
export async function replaceRows(client: pg.Client, tables: readonly Table[], sequences: readonly Sequence[], rowsOf: (table: Table) => Promise<Readable>): Promise<void> {
  await client.query('begin');
  try {
    await client.query(`set local search_path = ''`); // so that definitions name their schemas
    const keys = (await client.query<ForeignKey>(KEYS, [tables.map(({ name }) => name)])).rows;
    for (const key of keys) await client.query(`alter table ${key.on} drop constraint ${key.name}`);
    for (const { name } of tables) await client.query(`alter table ${name} disable trigger user`);
    if (tables.length > 0) await client.query(`truncate ${tables.map(({ name }) => name).join(', ')}`);
    for (const table of tables) await copyIn(client, table, await rowsOf(table));
    for (const { name } of tables) await client.query(`alter table ${name} enable trigger user`);
    for (const key of keys) await client.query(`alter table ${key.on} add constraint ${key.name} ${key.definition}`);
    for (const { name, last, called } of sequences) await client.query('select setval($1::regclass, $2::bigint, $3)', [name, last, called]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
  await client.query('analyze').catch(() => {});
}

/** The same columns in the same order on both sides, or a sentence that says where they differ. */
export function tableDifferences(wanted: readonly Table[], there: readonly Table[]): readonly string[] {
  const text = (table: Table) => `${table.name} (${table.columns.toSorted().join(', ')})`;
  const [a, b] = [new Set(wanted.map(text)), new Set(there.map(text))];
  return [...[...a].filter((one) => !b.has(one)), ...[...b].filter((one) => !a.has(one))];
}

/** Which rows name a stored file. */
import type { Database } from '../db/database.ts';

/**
 * Columns that may hold the hash of a stored file: every text column with `sha256` in its name, whichever system's. Rather one too
 * many than one too few, for what no column names is removed. The migrations' own hashes are of files of ours.
 */
const COLUMNS = `
select format('%I.%I', n.nspname, c.relname) as "table", quote_ident(a.attname) as "column", has_schema_privilege(n.oid, 'usage') and has_column_privilege(c.oid, a.attnum, 'select') as readable
  from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace join pg_type t on t.oid = a.atttypid
 where c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped and a.attname ~ 'sha256' and t.typcategory = 'S'
   and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and (n.nspname, c.relname) <> ('kernel', 'migrations') order by 1, 2`;

/** Whose rows are asked: a city's, as its staff's side reads them. */
export interface Asked {
  readonly staffDb: Pick<Database, 'use'>;
}

interface Column {
  readonly table: string;
  readonly column: string;
  readonly readable: boolean;
}

/** Of these hashes, those that a row names now. Throws when there is a column that may not be read, for then nobody knows. */
export function namedAmong(city: Asked, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  return city.staffDb.use(async (connection) => {
    const named = new Set<string>();
    for (const { table, column, readable } of (await connection.run<Column>(COLUMNS)).rows) {
      if (!readable) throw new Error(`${table}.${column} may name stored files and cannot be read`);
      const found = await connection.run<{ sha256: string }>(`select distinct ${column}::text as sha256 from ${table} where ${column}::text = any($1::text[])`, [hashes]);
      for (const row of found.rows) named.add(row.sha256);
    }
    return named;
  });
}

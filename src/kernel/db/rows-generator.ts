/**
 * Writes a system's `rows.ts` from the migrated database: one interface per table, with Temporal for dates and
 * unions for columns whose CHECK lists their values, so that a misspelt state does not compile.
 */
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { ConnectTo } from './database.ts';
import type { MigrationFolder } from './migrate.ts';

const TYPES: Readonly<Record<string, string>> = {
  uuid: 'string', text: 'string', varchar: 'string', bpchar: 'string', int2: 'number', int4: 'number', int8: 'number', float8: 'number', numeric: 'string',
  bool: 'boolean', date: 'Temporal.PlainDate', timestamptz: 'Temporal.Instant', jsonb: 'JsonValue', json: 'JsonValue', bytea: 'Uint8Array', tstzrange: 'RangeValue', daterange: 'string', int4range: 'string', name: 'string',
};

interface Column {
  readonly table_name: string;
  readonly column_name: string;
  readonly udt_name: string;
  readonly nullable: boolean;
  readonly has_default: boolean;
  readonly always: boolean;
  readonly is_view: boolean;
}

function typeOf(column: Column, choices: ReadonlyMap<string, readonly string[]>): string {
  const union = choices.get(`${column.table_name}.${column.column_name}`);
  const isList = column.udt_name.startsWith('_');
  const base = union ? union.map((value) => `'${value}'`).join(' | ') : TYPES[isList ? column.udt_name.slice(1) : column.udt_name];
  if (!base) throw new Error(`no type for ${column.table_name}.${column.column_name} (${column.udt_name})`);
  return isList ? `readonly ${base}[]` : base;
}

const kernel = fileURLToPath(new URL('..', import.meta.url));

/** Where each system's `rows.ts` lies and what belongs in it, from a database in which these folders' migrations ran. */
export async function allRows(owner: ConnectTo, folders: readonly MigrationFolder[]): Promise<readonly { readonly file: string; readonly text: string }[]> {
  const made: { file: string; text: string }[] = [];
  for (const { system, folder } of folders) {
    const file = system === 'kernel' ? join(kernel, 'db/rows.ts') : join(dirname(fileURLToPath(folder).replace(/\/$/, '')), 'rows.ts');
    const name = `${system.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())}Tables`;
    made.push({ file, text: await generateRows(owner, system.replaceAll('-', '_'), name, relative(dirname(file), kernel).replace(/^(?!\.)/, './')) });
  }
  return made;
}

/** The text of `rows.ts` for one schema. */
export async function generateRows(owner: ConnectTo, schema: string, typeName: string, kernelPath: string): Promise<string> {
  const client = new pg.Client(owner);
  await client.connect();
  try {
    const columns = await client.query<Column>(
      `select c.relname as table_name, a.attname as column_name, t.typname as udt_name, not a.attnotnull as nullable,
              a.atthasdef or a.attidentity <> '' as has_default, a.attidentity = 'a' or a.attgenerated <> '' as always, c.relkind = 'v' as is_view
         from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid join pg_type t on t.oid = a.atttypid
        where n.nspname = $1 and c.relkind in ('r', 'v', 'p') and a.attnum > 0 and not a.attisdropped order by c.relname, a.attnum`, [schema]);
    const checks = await client.query<{ table_name: string; definition: string }>(
      `select c.relname as table_name, pg_get_constraintdef(k.oid) as definition from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = $1 and k.contype = 'c'`, [schema]);
    return write(columns.rows, choicesIn(checks.rows), schema, typeName, kernelPath);
  } finally {
    await client.end();
  }
}

function choicesIn(checks: readonly { table_name: string; definition: string }[]): Map<string, readonly string[]> {
  const choices = new Map<string, readonly string[]>();
  for (const { table_name, definition } of checks) {
    const match = /^CHECK \(\(?\(?"?(\w+)"? = ANY \(\(?ARRAY\[(.+?)\]\)?(?:::text\[\])?\)\)*$/.exec(definition);
    if (match?.[1] && match[2]) choices.set(`${table_name}.${match[1]}`, [...match[2].matchAll(/'([^']*)'::text/g)].map((value) => value[1] ?? ''));
  }
  return choices;
}

function write(columns: readonly Column[], choices: ReadonlyMap<string, readonly string[]>, schema: string, typeName: string, kernelPath: string): string {
  const tables = new Map<string, Column[]>();
  for (const column of columns) tables.set(column.table_name, [...(tables.get(column.table_name) ?? []), column]);
  const pascal = (name: string) => name.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());
  const interfaces = [...tables].map(([table, own]) => {
    const lines = own.map((column) => {
      const base = typeOf(column, choices);
      const nullable = column.nullable && !column.is_view ? ' | null' : '';
      const value = base === 'RangeValue' ? `ColumnType<TimeRange${nullable}, string${nullable}, string${nullable}>`
        : base === 'JsonValue' ? `ColumnType<unknown, string${nullable}${column.has_default ? ' | undefined' : ''}, string${nullable}>` : `${base}${nullable}`;
      const wrapped = value.startsWith('ColumnType') ? value : column.always ? `GeneratedAlways<${value}>` : column.has_default ? `Generated<${value}>` : value;
      return `  readonly ${column.column_name}: ${wrapped};`;
    });
    return `export interface ${pascal(table)}Row {\n${lines.join('\n')}\n}`;
  });
  const body = interfaces.join('\n\n');
  const kysely = ['ColumnType', 'Generated', 'GeneratedAlways'].filter((name) => body.includes(`${name}<`));
  const imports = [
    ...(kysely.length > 0 ? [`import type { ${kysely.join(', ')} } from 'kysely';`] : []),
    ...(body.includes('TimeRange') ? [`import type { TimeRange } from '${kernelPath}/db/values.ts';`] : []),
  ];
  const map = [...tables.keys()].map((table) => `  readonly '${schema}.${table}': ${pascal(table)}Row;`).join('\n');
  return `// Generated from the migrated database by \`./yakuba rows\`. Never edited by hand; a test compares.\n${imports.join('\n')}\n\n${body}\n\nexport interface ${typeName} {\n${map}\n}\n`;
}

/**
 * Whether the rows keep the promises of the schema, asked of the rows themselves: PostgreSQL checks a constraint when a row is
 * written, so what a broken disk or a wrong restore did to it shows only to whoever looks. Indexes are not trusted meanwhile.
 */
import type pg from 'pg';
import { type Finding, finding } from './finding.ts';

interface Broken {
  readonly name: string;
  readonly rows: number;
}

const AREA = '制約';
const OURS = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

export async function constraintFindings(client: pg.Client): Promise<readonly Finding[]> {
  await client.query('set statement_timeout = 0; set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off');
  const questions = [...await foreignKeys(client), ...await checks(client), ...await notNulls(client), ...await uniques(client), ...await exclusions(client)];
  const broken: Broken[] = [];
  for (const { name, text } of questions) {
    const rows = Number((await client.query<{ n: string }>(text)).rows[0]?.n ?? 0);
    if (rows > 0) broken.push({ name, rows });
  }
  await client.query('reset enable_indexscan; reset enable_indexonlyscan; reset enable_bitmapscan');
  if (broken.length === 0) return [finding(AREA, 'good', `${questions.length.toLocaleString('ja-JP')} の制約を、すべての行について確かめました`)];
  return [finding(AREA, 'damaged', `${broken.length} の制約に合わない行があります。最後によかったバックアップから戻すことを考えてください`, broken.map((one) => `${one.name}（${one.rows} 行）`))];
}

interface Question {
  readonly name: string;
  readonly text: string;
}

async function foreignKeys(client: pg.Client): Promise<readonly Question[]> {
  const found = await client.query<{ name: string; child: string; parent: string; pairs: string; given: string }>(
    `select c.conrelid::regclass || ' ' || c.conname as name, c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent,
            (select string_agg(format('p.%I = c.%I', pa.attname, ca.attname), ' and ' order by k.i) from unnest(c.conkey, c.confkey) with ordinality as k(child, parent, i)
               join pg_attribute ca on ca.attrelid = c.conrelid and ca.attnum = k.child join pg_attribute pa on pa.attrelid = c.confrelid and pa.attnum = k.parent) as pairs,
            (select string_agg(format('c.%I is not null', a.attname), ' and ') from unnest(c.conkey) as k(n) join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.n) as given
       from pg_constraint c join pg_namespace n on n.oid = c.connamespace where c.contype = 'f' and ${OURS} order by 1`);
  return found.rows.map(({ name, child, parent, pairs, given }) => ({ name, text: `select count(*)::text as n from ${child} c where ${given} and not exists (select from ${parent} p where ${pairs})` }));
}

async function checks(client: pg.Client): Promise<readonly Question[]> {
  const found = await client.query<{ name: string; of: string; expression: string }>(
    `select c.conrelid::regclass || ' ' || c.conname as name, c.conrelid::regclass::text as of, pg_get_expr(c.conbin, c.conrelid) as expression
       from pg_constraint c join pg_namespace n on n.oid = c.connamespace where c.contype = 'c' and c.conrelid <> 0 and ${OURS} order by 1`);
  return found.rows.map(({ name, of, expression }) => ({ name, text: `select count(*)::text as n from ${of} where not coalesce((${expression}), true)` }));
}

async function notNulls(client: pg.Client): Promise<readonly Question[]> {
  const found = await client.query<{ name: string; columns: string[] }>(
    `select c.oid::regclass::text as name, array_agg(format('%I is null', a.attname)) as columns from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
      where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and a.attnotnull and ${OURS} group by 1 order by 1`);
  return found.rows.map(({ name, columns }) => ({ name: `${name} not null`, text: `select count(*)::text as n from ${name} where ${columns.join(' or ')}` }));
}

/** Unique indexes on columns; one on an expression is asked with the expression. */
async function uniques(client: pg.Client): Promise<readonly Question[]> {
  const found = await client.query<{ name: string; of: string; keys: string[]; predicate: string | null; nulls: boolean }>(
    `select i.indexrelid::regclass::text as name, i.indrelid::regclass::text as of, array(select pg_get_indexdef(i.indexrelid, k, true) from generate_series(1, i.indnkeyatts) k) as keys,
            pg_get_expr(i.indpred, i.indrelid) as predicate, i.indnullsnotdistinct as nulls
       from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace where i.indisunique and c.relkind in ('r', 'p') and ${OURS} order by 1`);
  return found.rows.map(({ name, of, keys, predicate, nulls }) => {
    const where = [...(predicate ? [`(${predicate})`] : []), ...(nulls ? [] : keys.map((key) => `(${key}) is not null`))];
    // By name, for a key may be a constant ("one at most"), which GROUP BY would take for the number of a column.
    const named = keys.map((_, index) => `k${index}`);
    const side = `select ${keys.map((key, index) => `(${key}) as ${named[index] ?? ''}`).join(', ')} from ${of}${where.length > 0 ? ` where ${where.join(' and ')}` : ''}`;
    return { name, text: `select count(*)::text as n from (select 1 from (${side}) as keyed group by ${named.join(', ')} having count(*) > 1) as twice` };
  });
}

/** No two rows for which all the operators hold: overlapping claims of one court. */
async function exclusions(client: pg.Client): Promise<readonly Question[]> {
  const found = await client.query<{ name: string; of: string; keys: string[]; operators: string[]; predicate: string | null }>(
    `select c.conrelid::regclass || ' ' || c.conname as name, c.conrelid::regclass::text as of, array(select pg_get_indexdef(c.conindid, k, true) from generate_series(1, i.indnkeyatts) k) as keys,
            array(select o.oprname::text from unnest(c.conexclop) with ordinality as x(op, place) join pg_operator o on o.oid = x.op order by x.place) as operators, pg_get_expr(i.indpred, i.indrelid) as predicate
       from pg_constraint c join pg_namespace n on n.oid = c.connamespace join pg_index i on i.indexrelid = c.conindid where c.contype = 'x' and ${OURS} order by 1`);
  return found.rows.map(({ name, of, keys, operators, predicate }) => {
    const columns = keys.map((key, index) => `(${key}) as k${index}`).join(', ');
    const side = `select ctid as at, ${columns} from ${of}${predicate ? ` where (${predicate})` : ''}`;
    const both = operators.map((operator, index) => `a.k${index} ${operator} b.k${index}`).join(' and ');
    return { name, text: `with side as materialized (${side}) select count(*)::text as n from side a join side b on ${both} and a.at < b.at` };
  });
}

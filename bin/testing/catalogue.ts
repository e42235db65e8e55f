/** What migrations leave behind, in a form that can be compared between PostgreSQL versions. */
import pg from 'pg';
import type { ConnectTo } from '../../src/kernel/db/database.ts';

// Not-null constraints stand in pg_constraint only since 18, so they are compared as a property of the column.
const CATALOGUE = `
select 'column ' || c.oid::regclass::text || '.' || a.attname::text || ' ' || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
       || case when a.attidentity <> '' then ' identity ' || a.attidentity::text else '' end || case when a.attgenerated <> '' then ' generated' else '' end as line
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
 where n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'public') and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
union all
select 'constraint ' || conrelid::regclass::text || ' ' || conname::text || ' ' || pg_get_constraintdef(oid) from pg_constraint where contype <> 'n' and conrelid <> 0 and connamespace::regnamespace::text not in ('pg_catalog', 'information_schema', 'public')
union all
select 'index ' || schemaname || '.' || indexname || ' ' || indexdef from pg_indexes where schemaname not in ('pg_catalog', 'information_schema', 'public')
union all
select 'trigger ' || tgrelid::regclass || ' ' || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
union all
select 'grant ' || c.oid::regclass || ' ' || g.grantee::regrole::text || ' ' || g.privilege_type from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join aclexplode(c.relacl) g
 where n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'public') and c.relkind in ('r', 'p', 'v') and g.grantee::regrole::text in ('yakuba_citizen', 'yakuba_staff')
union all
select 'function ' || oid::regprocedure || ' ' || md5(prosrc) from pg_proc where pronamespace::regnamespace::text not like 'pg\\_%' and pronamespace::regnamespace::text not in ('information_schema', 'public')
order by 1`;

export async function catalogueOf(owner: ConnectTo): Promise<readonly string[]> {
  const client = new pg.Client(owner);
  await client.connect();
  try {
    const found = await client.query<{ line: string }>(CATALOGUE);
    return found.rows.map((row) => row.line);
  } finally {
    await client.end();
  }
}

/** Lines that stand on one side only. */
export function differences(lower: readonly string[], upper: readonly string[]): readonly string[] {
  const [low, high] = [new Set(lower), new Set(upper)];
  return [...lower.filter((line) => !high.has(line)).map((line) => `15 だけ: ${line}`), ...upper.filter((line) => !low.has(line)).map((line) => `18 だけ: ${line}`)];
}

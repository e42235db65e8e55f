/** Single changes to a sealed city's tables, each to be found and named by verify. For the suite (hundreds) and for `./yakuba bench log --mutations` (10,000). */
import type pg from 'pg';
import type { City } from '../city.ts';
import { asksOf } from './store.ts';
import { logFindings } from './verify.ts';

export type Dice = (below: number) => number;

interface Change {
  readonly table: string;
  /** What is changed, for the list of what went undetected. */
  readonly what: string;
  /** Changes one row that `pick` chose; $1 is its key. Answers nothing when there is nothing to change. */
  readonly sql: (dice: Dice) => string;
  readonly pick: string;
  /** What the answer must name, given the picked row. */
  readonly names: (row: Readonly<Record<string, unknown>>) => string;
}

// The bit that is read must be the one that is written.
const flipBit = (column: string, bytes: number) => (dice: Dice) => {
  const bit = dice(bytes * 8);
  return `${column} = set_bit(${column}, ${bit}, 1 - get_bit(${column}, ${bit}))`;
};

/** One character of a note becomes another. */
const changeCharacter = (dice: Dice) => {
  const at = dice(130) + 1;
  return `note = overlay(note placing case substr(note, ${at}, 1) when 'A' then 'B' else 'A' end from ${at} for 1)`;
};

const leafOf = (row: Readonly<Record<string, unknown>>) => `葉 ${String(row['idx'])}`;
const rowOf = (row: Readonly<Record<string, unknown>>) => String(row['row_id']);
const audit = `select l.idx, l.row_id, l.row_id as key from kernel.log_leaves l join kernel.audit_entries a on a.id = l.row_id and l.source = 'a' left join kernel.log_erasures e on e.idx = l.idx where e.idx is null`;
const look = `select l.idx, l.row_id, l.row_id as key from kernel.log_leaves l where l.source = 'l'`;
const leaf = `select l.idx, l.row_id, l.idx as key from kernel.log_leaves l where true`;
const salted = `select s.idx, s.idx as key from kernel.log_salts s where s.body_salt is not null`;
const tile = `select level, n, n as key from kernel.log_tiles where level = 0`;
const checkpoint = `select size, size as key from kernel.log_checkpoints where true`;
const key = `select generation, origin, generation as key from kernel.log_keys where true`;
const erased = `select e.idx, l.row_id, e.idx as key from kernel.log_erasures e join kernel.log_leaves l on l.idx = e.idx where true`;

const update = (table: string, what: string, pick: string, set: (dice: Dice) => string, where: string, names: Change['names']): Change => ({ table, what, pick, names, sql: (dice) => `update ${table} set ${set(dice)} where ${where}` });
const remove = (table: string, pick: string, where: string, names: Change['names']): Change => ({ table, what: 'delete', pick, names, sql: () => `delete from ${table} where ${where}` });
const fixed = (text: string) => () => text;

const AUDIT = 'kernel.audit_entries';
const LOOKS = 'kernel.looks';
const LEAVES = 'kernel.log_leaves';
const SALTS = 'kernel.log_salts';
const TILES = 'kernel.log_tiles';
const POINTS = 'kernel.log_checkpoints';
const KEYS = 'kernel.log_keys';

export const CHANGES: readonly Change[] = [
  ...([
    ['at', `at = at + interval '1 microsecond'`], ['command', `command = command || 'x'`], ['outcome', `outcome = outcome || 'x'`], ['actor_kind', `actor_kind = case actor_kind when 'staff' then 'service' else 'staff' end`],
    ['actor_id', `actor_id = coalesce(actor_id, '') || 'x'`], ['on_behalf', `on_behalf = coalesce(on_behalf, '') || 'x'`], ['subject', `subject = coalesce(subject, '') || 'x'`], ['request_id', `request_id = request_id || 'x'`],
    ['parent', `parent = gen_random_uuid()`], ['detail', `detail = detail || '{"more": 1}'`], ['id', `id = gen_random_uuid()`],
  ] as const).map(([what, set]) => update(AUDIT, what, audit, fixed(set), 'id = $1', rowOf)),
  update(AUDIT, 'detail.input.yen', `${audit} and a.detail #> '{input,yen}' is not null`, (dice) => `detail = jsonb_set(detail, '{input,yen}', to_jsonb((detail #>> '{input,yen}')::int + ${1 + dice(1000)}))`, 'id = $1', rowOf),
  update(AUDIT, 'an erased detail', erased, fixed(`detail = '{"words": "x"}'`), 'id = (select row_id from kernel.log_leaves where idx = $1)', rowOf),
  update(AUDIT, 'an erased outcome', erased, fixed(`outcome = 'x'`), 'id = (select row_id from kernel.log_leaves where idx = $1)', rowOf),
  remove(AUDIT, audit, 'id = $1', rowOf),
  { table: AUDIT, what: 'insert', pick: audit, names: () => '記録のない行', sql: () => `insert into ${AUDIT} (id, at, command, outcome, actor_kind, request_id) select gen_random_uuid(), at, command, outcome, actor_kind, request_id || '2' from ${AUDIT} where id = $1` },
  ...([['at', `at = at - interval '1 hour'`], ['query', `query = query || 'x'`], ['actor_kind', `actor_kind = 'service'`], ['actor_id', `actor_id = coalesce(actor_id, '') || 'x'`], ['subjects', `subjects = subjects || array['x']`], ['purpose', `purpose = coalesce(purpose, '') || 'x'`]] as const)
    .map(([what, set]) => update(LOOKS, what, look, fixed(set), 'id = $1', rowOf)),
  remove(LOOKS, look, 'id = $1', rowOf),
  { table: LOOKS, what: 'insert', pick: look, names: () => '記録のない行', sql: () => `insert into ${LOOKS} (id, at, query, actor_kind, subjects) select gen_random_uuid(), at, query, actor_kind, subjects from ${LOOKS} where id = $1` },
  update(LEAVES, 'hash', leaf, flipBit('hash', 32), 'idx = $1', leafOf),
  update(LEAVES, 'entry', leaf, flipBit('entry', 60), 'idx = $1', leafOf),
  update(LEAVES, 'sealed_at', leaf, fixed(`sealed_at = sealed_at + interval '1 microsecond'`), 'idx = $1', leafOf),
  update(LEAVES, 'prev', leaf, fixed('prev = case when prev is null then idx - 1 else null end'), 'idx = $1 and idx > 0', leafOf),
  update(LEAVES, 'mark', `${leaf} and l.mark is not null`, flipBit('mark', 16), 'idx = $1', leafOf),
  update(LEAVES, 'row_id', leaf, fixed('row_id = gen_random_uuid()'), 'idx = $1', leafOf),
  update(LEAVES, 'source', leaf, fixed(`source = case source when 'a' then 'l' else 'a' end`), 'idx = $1', leafOf),
  update(SALTS, 'head_salt', salted, flipBit('head_salt', 32), 'idx = $1', leafOf),
  update(SALTS, 'body_salt', salted, flipBit('body_salt', 32), 'idx = $1', leafOf),
  update(SALTS, 'body_com', salted, flipBit('body_com', 32), 'idx = $1', leafOf),
  update(SALTS, 'body_salt gone', salted, fixed('body_salt = null'), 'idx = $1', leafOf),
  remove(SALTS, salted, 'idx = $1', leafOf),
  update(TILES, 'bytes', tile, flipBit('bytes', 8192), 'level = 0 and n = $1', (row) => `tile/0/${String(row['n']).padStart(3, '0')}`),
  update(TILES, 'root', tile, flipBit('root', 32), 'level = 0 and n = $1', (row) => `tile/0/${String(row['n']).padStart(3, '0')}`),
  update(TILES, 'n', tile, fixed('n = n + 1000'), 'level = 0 and n = $1', (row) => `tile/0/${String(row['n']).padStart(3, '0')}`),
  update(TILES, 'level', tile, fixed('level = 1'), 'level = 0 and n = $1', (row) => `tile/0/${String(row['n']).padStart(3, '0')}`),
  remove(TILES, tile, 'level = 0 and n = $1', (row) => `tile/0/${String(row['n']).padStart(3, '0')}`),
  update(POINTS, 'root', checkpoint, flipBit('root', 32), 'size = $1', (row) => `${String(row['size'])} 件`),
  update(POINTS, 'note', checkpoint, changeCharacter, 'size = $1', (row) => `${String(row['size'])} 件`),
  update(POINTS, 'origin', checkpoint, fixed(`origin = origin || 'x'`), 'size = $1', (row) => `${String(row['size'])} 件`),
  update(POINTS, 'number', checkpoint, fixed('number = number + 1000'), 'size = $1', () => '署名した控えが消されています'),
  remove(POINTS, checkpoint, 'size = $1', () => '控えが'),
  update(KEYS, 'public_key', key, flipBit('public_key', 32), 'generation = $1', (row) => String(row['origin'])),
  update(KEYS, 'origin', key, fixed(`origin = origin || 'x'`), 'generation = $1', () => ''),
  update(KEYS, 'from_size', key, fixed('from_size = from_size + 1'), 'generation = $1', (row) => String(row['origin'])),
  update(KEYS, 'generation', key, fixed('generation = generation + 100'), 'generation = $1', (row) => String(row['origin'])),
  remove(KEYS, key, 'generation = $1', () => ''),
  update('kernel.log_erasures', 'erased_by', erased, fixed('erased_by = erased_by + 1'), 'idx = $1', leafOf),
  remove('kernel.log_erasures', erased, 'idx = $1', leafOf),
  { table: 'kernel.log_leaves', what: 'delete', pick: leaf, names: leafOf, sql: () => `delete from ${LEAVES} where idx = $1` },
];

export interface Mutated {
  readonly change: string;
  /** '' : found and named; otherwise what verify said. */
  readonly missed: string;
}

/** Changes one thing at random, looks, and takes it back. The client is the owner's, with triggers and constraints of the log off. */
export async function mutateOnce(client: pg.Client, city: Pick<City, 'key' | 'filesDir'>, now: Temporal.Instant, dice: Dice, change: Change): Promise<Mutated> {
  const label = `${change.table} ${change.what}`;
  await client.query('begin');
  try {
    const rows = (await client.query<Record<string, unknown>>(`${change.pick} order by 1, 2`)).rows;
    const row = rows[dice(rows.length)];
    if (!row) return { change: label, missed: 'nothing to change' };
    await client.query('savepoint before');
    const changed = await client.query(change.sql(dice), [row['key']]);
    if (changed.rowCount === 0) return { change: label, missed: '' };
    const findings = await logFindings(asksOf(client), { city, now });
    const said = findings.filter((one) => one.level === 'damaged').map((one) => `${one.said} ${one.where.join(' | ')}`).join('\n');
    return { change: label, missed: said !== '' && said.includes(change.names(row)) ? '' : `${JSON.stringify(row)} → ${said || 'nothing found'}` };
  } finally {
    await client.query('rollback');
  }
}

/** Takes triggers, foreign keys and checks off the log's tables: what a database administrator can do first. */
export async function takeGuardsOff(client: pg.Client): Promise<void> {
  const tables = [AUDIT, LOOKS, LEAVES, SALTS, TILES, POINTS, KEYS, 'kernel.log_erasures', 'kernel.log_cosignatures', 'kernel.log_timestamps'];
  const keys = await client.query<{ on: string; name: string }>(`select conrelid::regclass::text as on, quote_ident(conname) as name from pg_constraint where contype in ('f', 'c') and conrelid = any($1::text[]::regclass[])`, [tables]);
  for (const { on, name } of keys.rows) await client.query(`alter table ${on} drop constraint ${name}`);
  for (const table of tables) await client.query(`alter table ${table} disable trigger user`);
}

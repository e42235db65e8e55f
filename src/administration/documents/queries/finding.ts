/**
 * Full-text search inside the permissions. What decides who may find a document and in which order stands beside its pairs, so words
 * are looked up, judged, counted and put in order in one table; only the lines that are shown are asked of the register.
 */
import { type RawBuilder, sql } from 'kysely';
import { scopesOf, officesOf } from '../../../kernel/actor.ts';
import { type Asked, knowsAll, opens } from '../office.ts';

/** So many are counted. Of a word that more documents hold, the newest are found month by month. */
export const MOST_FOUND = 5000;

const d = sql<string>`d.document_id`;
const newest = sql`m.registered_on desc, m.number desc nulls first, m.id`;

/** The key of a month in the index, as `documents.search_keys` writes it. */
const monthOf = (day: Temporal.PlainDate) => day.year * 12 + day.month - 1;

/** SQL: what holds the words and was registered in one of these months (null: whenever), by text where it may be opened, by title where it may only be known or has been destroyed. */
function found(ctx: Asked, grams: readonly string[], months: readonly number[] | null): RawBuilder<unknown> {
  const holds = (keys: readonly string[]) => sql`documents.search_keys(d.grams, d.registered_on) @> ${[...keys]}::text[]`;
  const wanted = months === null ? holds(grams) : sql`(${sql.join(months.map((month) => holds([...grams, `m${month}`])), sql` or `)})`;
  const may = opens(ctx.actor, d);
  // Whoever may open a document finds it by its text, which holds its title.
  const byTitle = knowsAll(ctx.actor) ? sql`d.confidentiality <> 'secret' and (d.state = 'destroyed' or not ${may})` : sql`d.confidentiality <> 'secret' and d.state = 'destroyed' and ${may}`;
  const part = (table: RawBuilder<unknown>, those: RawBuilder<unknown>) => sql`select d.document_id as id, d.registered_on, d.number from ${table} d join kernel.departments o on o.id = d.department_id where ${wanted} and ${those}`;
  const work = officesOf(ctx.actor, 'documents.work');
  const opensAny = work === 'city' || work.length > 0 || scopesOf(ctx.actor, 'documents.archive') === 'city';
  return sql.join([...(opensAny ? [part(sql`documents.words`, may)] : []), part(sql`documents.titles`, byTitle)], sql` union all `);
}

export interface Found {
  /** The newest first: the newest day, on a day the highest number, what has no number yet before it. */
  readonly ids: readonly string[];
  /** How many there are, as far as they are counted. */
  readonly total: number;
  /** There are more than were counted. */
  readonly more: boolean;
}

/** The documents that hold the words, from one place of the list on. `most`: so many are counted. */
export async function findDocuments(ctx: Asked, grams: readonly string[], offset: number, limit: number, most = MOST_FOUND): Promise<Found> {
  const counted = sql<{ id: string; total: number }>`(select m.id, (count(*) over ())::int as total from (${found(ctx, grams, null)} limit ${most + 1}) m order by ${newest} offset ${offset} limit ${limit})`;
  const rows = await ctx.db.selectFrom(counted.as('f')).select(['f.id', 'f.total']).execute();
  const total = rows[0]?.total ?? 0;
  return total <= most ? { ids: rows.map((row) => row.id), total, more: false } : { ids: await newestOf(ctx, grams, offset, Math.min(limit, most - offset)), total: most, more: true };
}

/** A part of the list of a word that stands nearly everywhere: one month, the two before, the four before those, until there are enough. */
async function newestOf(ctx: Asked, grams: readonly string[], offset: number, limit: number): Promise<readonly string[]> {
  const span = await ctx.db.selectFrom('documents.documents').select((eb) => [eb.fn.min('registered_on').as('first'), eb.fn.max('registered_on').as('last')]).executeTakeFirst();
  if (!span?.first || !span.last) return [];
  const ids: string[] = [];
  let month = monthOf(span.last);
  for (let size = 1; month >= monthOf(span.first) && ids.length < offset + limit; size *= 2) {
    const months = Array.from({ length: Math.min(size, month - monthOf(span.first) + 1) }, (_, index) => month - index);
    const rows = await ctx.db.selectFrom(sql<{ id: string }>`(select m.id from (${found(ctx, grams, months)}) m order by ${newest} limit ${offset + limit - ids.length})`.as('f')).select('f.id').execute();
    ids.push(...rows.map((row) => row.id));
    month -= months.length;
  }
  return ids.slice(offset, offset + limit);
}

/**
 * Full-text search inside the permissions. What decides who may find a document and in which order stands beside its pairs, so words
 * are looked up, judged, counted and put in order in one table; only the lines that are shown are asked of the register.
 */
import { type RawBuilder, sql } from 'kysely';
import { type Asked, knowsAll, opens } from '../office.ts';

/** Beyond so many, a search with further conditions looks at the newest of them only, and says that there are more. */
export const MOST_FOUND = 5000;

const d = sql<string>`d.document_id`;

/** SQL: what holds the words, by text where it may be opened, by title where it may only be known or has been destroyed. */
function found(ctx: Asked, grams: readonly string[]): RawBuilder<unknown> {
  const holds = sql`d.grams @> ${[...grams]}::text[]`;
  const may = opens(ctx.actor, d);
  // Whoever may open a document finds it by its text, which holds its title.
  const byTitle = knowsAll(ctx.actor) ? sql`d.confidentiality <> 'secret' and (d.state = 'destroyed' or not ${may})` : sql`d.confidentiality <> 'secret' and d.state = 'destroyed' and ${may}`;
  return sql`(select d.document_id as id, d.registered_on, d.number from documents.words d join kernel.departments o on o.id = d.department_id where ${holds} and ${may}
    union all select d.document_id, d.registered_on, d.number from documents.titles d join kernel.departments o on o.id = d.department_id where ${holds} and ${byTitle}) m`;
}

export interface Found {
  /** The newest first: the newest day, on a day the highest number, what has no number yet before it. */
  readonly ids: readonly string[];
  /** How many there are in all. */
  readonly total: number;
}

/** The documents that hold the words, from one place of the list on. */
export async function findDocuments(ctx: Asked, grams: readonly string[], offset: number, limit: number): Promise<Found> {
  const rows = await ctx.db.selectFrom(sql<{ id: string; total: number }>`(select m.id, (count(*) over ())::int as total from ${found(ctx, grams)} order by m.registered_on desc, m.number desc nulls first, m.id offset ${offset} limit ${limit})`.as('f')).select(['f.id', 'f.total']).execute();
  return { ids: rows.map((row) => row.id), total: rows[0]?.total ?? 0 };
}

/**
 * Full-text search inside the permissions. A rare word is looked up through the pairs, and then everything else is asked of the few
 * it names; a common word is found by walking the register from its newest line. Both ask the permissions in the same breath.
 */
import { type RawBuilder, sql } from 'kysely';
import { type Asked, knows, opens } from '../office.ts';

/** Beyond so many, nobody reads the list to its end: it is said that there are more. */
export const MOST_FOUND = 2000;

const contains = (grams: readonly string[]) => sql`grams @> ${[...grams]}::text[]`;

/** SQL: the document's text holds the words and may be opened, or its title holds them and may be known. */
export function holdsWords(ctx: Asked, grams: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`((${opens(ctx.actor)} and exists (select 1 from documents.words w where w.document_id = d.id and w.${contains(grams)})) or (d.confidentiality <> 'secret' and exists (select 1 from documents.titles t where t.document_id = d.id and t.${contains(grams)})))`;
}

/** The documents that hold the words, by id; null: more than anybody reads. */
export async function foundIds(ctx: Asked, grams: readonly string[]): Promise<readonly string[] | null> {
  const texts = await ctx.db.selectFrom('documents.words as x').innerJoin('documents.documents as d', 'd.id', 'x.document_id').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').select('d.id').where(sql<boolean>`x.${contains(grams)}`).where(opens(ctx.actor)).limit(MOST_FOUND + 1).execute();
  if (texts.length > MOST_FOUND) return null;
  const titles = await ctx.db.selectFrom('documents.titles as x').innerJoin('documents.documents as d', 'd.id', 'x.document_id').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').select('d.id').where(sql<boolean>`x.${contains(grams)}`).where('d.confidentiality', '<>', 'secret').where(knows(ctx.actor)).limit(MOST_FOUND + 1).execute();
  const all = new Set([...texts, ...titles].map((row) => row.id));
  return all.size > MOST_FOUND ? null : [...all];
}

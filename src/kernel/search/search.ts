/**
 * Search over everything that registers itself. Titles and notes become overlapping pairs of folded characters
 * (kernel/text), so that one- and two-character Japanese words are found as fast as long ones; permissions are respected.
 */
import type { Kysely } from 'kysely';
import { sql } from 'kysely';
import { z } from 'zod';
import { actsOf, type CommandContext } from '../act.ts';
import { anyone, anyStaff } from '../actor.ts';
import type { KernelTables } from '../db/rows.ts';
import { textField, withDefault } from '../fields.ts';
import { bigrams, indexGrams } from '../text/search.ts';

export interface Findable {
  readonly system: string;
  readonly kind: string;
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly href: string;
  /** Words to be found by that are not shown: readings, codes, English. */
  readonly words?: string;
  readonly face: 'citizen' | 'staff';
  /** Staff: who may find it, and in which scope. */
  readonly permission?: string;
  readonly scope?: string;
}

/** Makes something findable, inside the change that made it. */
export async function index<T>(ctx: CommandContext<T>, found: Findable): Promise<void> {
  const db = ctx.db as unknown as Kysely<KernelTables>;
  const row = {
    system: found.system, kind: found.kind, id: found.id, title: found.title, note: found.note ?? '', href: found.href, face: found.face,
    permission: found.permission ?? null, scope: found.scope ?? null, grams: indexGrams([found.title, found.note ?? '', found.words ?? ''].join(' ')),
  };
  await db.insertInto('kernel.search_entries').values(row).onConflict((conflict) => conflict.columns(['system', 'kind', 'id', 'face']).doUpdateSet(row)).execute();
}

export async function unindex<T>(ctx: CommandContext<T>, entry: Pick<Findable, 'system' | 'kind' | 'id'>): Promise<void> {
  const db = ctx.db as unknown as Kysely<KernelTables>;
  await db.deleteFrom('kernel.search_entries').where('system', '=', entry.system).where('kind', '=', entry.kind).where('id', '=', entry.id).execute();
}

export interface Hit {
  readonly system: string;
  readonly kind: string;
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly href: string;
}

const { query } = actsOf<KernelTables>();
const MAX_HITS = 50;

/** What everybody may find. */
export const searchPublic = query({
  name: 'search.public',
  title: { ja: 'さがす', en: 'Search' },
  input: z.object({ q: withDefault(textField({ ja: 'さがすことば', en: 'Words' }, { max: 100, min: 0, numbers: true }), '') }),
  allow: [anyone('公開している情報だけを探します')],
  async run(ctx, input): Promise<readonly Hit[]> {
    const grams = bigrams(input.q);
    if (grams.length === 0) return [];
    const found = await ctx.db.selectFrom('kernel.public_search').select(['system', 'kind', 'id', 'title', 'note', 'href'])
      .where(sql<boolean>`grams @> ${grams}::text[]`).orderBy(sql`length(title)`).orderBy('title').limit(MAX_HITS).execute();
    return found;
  },
});

/** What this member of staff may find. */
export const searchStaff = query({
  name: 'search.staff',
  title: { ja: '全体からさがす', en: 'Search everything' },
  input: z.object({ q: withDefault(textField({ ja: 'さがすことば', en: 'Words' }, { max: 100, min: 0, numbers: true }), '') }),
  allow: [anyStaff('自分の権限で見られるものだけを探します')],
  personal: true,
  async run(ctx, input): Promise<readonly Hit[]> {
    const grams = bigrams(input.q);
    if (grams.length === 0) return [];
    const found = await ctx.db.selectFrom('kernel.search_entries').select(['system', 'kind', 'id', 'title', 'note', 'href', 'permission', 'scope'])
      .where(sql<boolean>`grams @> ${grams}::text[]`).orderBy(sql`length(title)`).orderBy('title').limit(500).execute();
    const visible = found.filter((row) => row.permission === null || ctx.may(row.permission, row.scope ?? undefined)).slice(0, MAX_HITS);
    for (const row of visible) if (row.permission !== null) ctx.shown(`${row.kind}:${row.id}`);
    return visible.map(({ permission: _, scope: __, ...hit }) => hit);
  },
});

/** What 方針, 試験結果 and 評価表 have in common: made by one, approved by another, then before the public. */
import type { PublicationsRow } from './rows.ts';
import { type Ctx, nameOf, whoOf } from './site.ts';

export type PublicationKind = PublicationsRow['kind'];

export async function begin(ctx: Ctx, kind: PublicationKind): Promise<string> {
  const id = ctx.newId();
  await ctx.db.insertInto('site_quality.publications').values({ id, kind, authors: [whoOf(ctx)], made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now }).execute();
  ctx.audit({ subject: `site-quality-${kind}:${id}` });
  return id;
}

export async function locked(ctx: Ctx, id: string, kind?: PublicationKind) {
  const row = await ctx.db.selectFrom('site_quality.publications').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return row && (kind === undefined || row.kind === kind) ? row : null;
}
export type Locked = NonNullable<Awaited<ReturnType<typeof locked>>>;

/** Somebody wrote on it: they are one of its authors from now on. */
export async function written(ctx: Ctx, it: Locked): Promise<number> {
  const authors = it.authors.includes(whoOf(ctx)) ? it.authors : [...it.authors, whoOf(ctx)];
  await ctx.db.updateTable('site_quality.publications').set({ authors, version: it.version + 1 }).where('id', '=', it.id).execute();
  ctx.audit({ subject: `site-quality-${it.kind}:${it.id}` });
  return it.version + 1;
}

/** Who may write where, and where things stand in the tree. */
import { sql } from 'kysely';
import type { ActContext, CommandContext, QueryContext } from '../../kernel/act.ts';
import { type Either, readingOf } from '../../kernel/db/reading.ts';
import { officeScope } from '../../kernel/actor.ts';
import { whoOf } from '../../kernel/four-eyes.ts';
import type { Tables } from './acts.ts';

export { nameOf, whoOf } from '../../kernel/four-eyes.ts';

export type Ctx = CommandContext<Tables>;
export type Asked = QueryContext<Tables>;
export type Reader = Either<Tables>;
export const reading = readingOf<Tables>;

/** Writes pages of this office: its own people, and 広報 for everybody. */
export const mayWrite = (ctx: ActContext, office: string) => ctx.may('website.write', officeScope(office)) || ctx.may('website.edit');
export const mayApprove = (ctx: ActContext, office: string) => ctx.may('website.approve', officeScope(office));

export async function officeCode(db: Reader, id: string): Promise<string | null> {
  return (await reading(db).selectFrom('kernel.departments').select('code').where('id', '=', id).executeTakeFirst())?.code ?? null;
}

export const addressOf = (sectionPath: string, slug: string) => `${sectionPath}${slug}.html`;
/** '0001234': as it is printed. */
export const writtenNumber = (pageNo: number) => String(pageNo).padStart(7, '0');

export type AddressReason = 'made' | 'moved' | 'migration' | 'redirect';

/** Takes an address for a page or a section; false: it has led somewhere else before, and is not given twice. */
export async function takeAddress(ctx: Ctx, path: string, to: { readonly page: string } | { readonly section: string }, reason: AddressReason = 'made'): Promise<boolean> {
  const target = 'page' in to ? { page_id: to.page } : { section_id: to.section };
  const made = await ctx.db.insertInto('website.addresses').values({ path, ...target, reason, made_by: whoOf(ctx), made_at: ctx.now }).onConflict((conflict) => conflict.column('path').doNothing()).returning('path').executeTakeFirst();
  if (made) return true;
  const there = await ctx.db.selectFrom('website.addresses').select(['page_id', 'section_id']).where('path', '=', path).executeTakeFirst();
  return there !== undefined && ('page' in to ? there.page_id === to.page : there.section_id === to.section);
}

export interface Position {
  readonly name: string;
  readonly nameEn: string;
  readonly path: string;
}

/** The way from the first page down to a section, itself included. */
export async function wayTo(db: Reader, path: string): Promise<readonly Position[]> {
  const above = path.split('/').slice(1, -1).map((_, index, all) => `/${all.slice(0, index + 1).join('/')}/`);
  if (above.length === 0) return [];
  return reading(db).selectFrom('website.public_sections').select(['name', 'name_en as nameEn', 'path']).where('path', 'in', above).orderBy(sql`length(path)`).execute();
}

/** Who may work for which school, and how the website is used from here. */
import type { Kysely } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import type { ActContext, CommandContext, PrepareContext, Query, QueryContext } from '../../kernel/act.ts';
import { officeScope } from '../../kernel/actor.ts';
import type { Outcome, Refused } from '../../kernel/outcome.ts';
import { addFile } from '../website/index.ts';
import type { Tables } from './acts.ts';

export { nameOf, whoOf } from '../../kernel/four-eyes.ts';

export type Ctx = CommandContext<Tables>;
export type Asked = QueryContext<Tables>;
export type Reader = ReadonlyKysely<Tables> | Kysely<Tables>;

/** A transaction, or another system's handle on the same database, seen as what this system reads. */
export const reading = (db: unknown): ReadonlyKysely<Tables> => db as ReadonlyKysely<Tables>;


/** The school's own people, and the board for all of them. */
export const mayWork = (ctx: ActContext, office: string) => ctx.may('schools.work', officeScope(office)) || ctx.may('schools.board');
export const mayPublish = (ctx: ActContext, office: string) => ctx.may('website.approve', officeScope(office));

/** 校長, 教頭, or the board: who says what becomes of what stands on the school's site. */
export const mayDecide = (ctx: ActContext, office: string) => ctx.may('schools.head', officeScope(office)) || mayPublish(ctx, office) || ctx.may('schools.board');

export async function schoolOf(db: Reader, code: string) {
  return (await reading(db).selectFrom('schools.schools as s').innerJoin('kernel.departments as d', 'd.id', 's.department_id').selectAll('s').select('d.code as office').where('s.code', '=', code).executeTakeFirst()) ?? null;
}
export type School = NonNullable<Awaited<ReturnType<typeof schoolOf>>>;

/** An open school the actor works for; else what to answer. */
export async function schoolToWork(ctx: Ctx, code: string): Promise<School | 'NotFound' | 'NotAllowed' | 'Archived'> {
  const school = await schoolOf(ctx.db, code);
  if (!school) return 'NotFound';
  return !mayWork(ctx, school.office) ? 'NotAllowed' : school.state === 'archived' ? 'Archived' : school;
}

/** What the website shows this actor, read in the same transaction. */
export function within<I, O>(ctx: Ctx | Asked, query: Query<I, O>, input: I): Promise<O> {
  // Every system reads through the same connection; only the tables it may name differ.
  const asked = { ...ctx, shown: 'shown' in ctx ? ctx.shown : () => {} } as unknown as QueryContext<never>;
  return query.run(asked, input);
}

interface Photo {
  readonly name: string;
  readonly content: Uint8Array;
}

/** What the website would say of a file, before any transaction is open: a photograph that cannot be taken stops nothing else. */
export async function fileRefused(ctx: PrepareContext<Tables>, edition: string, photo: Photo): Promise<Refused | null> {
  const seen = await addFile.prepare?.(ctx as unknown as PrepareContext<never>, { edition, name: photo.name, content: photo.content, words: '' });
  return typeof seen === 'object' && seen !== null && 'refused' in seen && 'ok' in seen ? (seen as Refused) : null;
}

/** Everybody who holds a permission for this office alone, by a role of their own or by their post in it. */
export async function peopleOf(ctx: Ctx, permission: string, office: string): Promise<readonly string[]> {
  const scope = officeScope(office);
  const still = <T extends { readonly valid_from: Temporal.PlainDate; readonly valid_to: Temporal.PlainDate | null }>(row: T) => Temporal.PlainDate.compare(row.valid_from, ctx.today) <= 0 && (row.valid_to === null || Temporal.PlainDate.compare(row.valid_to, ctx.today) > 0);
  const own = await ctx.db.selectFrom('kernel.staff_roles as g').innerJoin('kernel.role_permissions as p', 'p.role_id', 'g.role_id').innerJoin('kernel.staff as s', 's.id', 'g.staff_id').select(['g.staff_id', 'g.scope', 'g.valid_from', 'g.valid_to']).where('p.permission', '=', permission).where('s.closed_at', 'is', null).execute();
  const seated = await ctx.db.selectFrom('kernel.holdings as h').innerJoin('kernel.posts as t', 't.id', 'h.post_id').innerJoin('kernel.departments as d', 'd.id', 't.department_id').innerJoin('kernel.post_roles as r', 'r.post_id', 'h.post_id').innerJoin('kernel.role_permissions as p', 'p.role_id', 'r.role_id').innerJoin('kernel.staff as s', 's.id', 'h.staff_id').select(['h.staff_id', 'h.valid_from', 'h.valid_to']).where('p.permission', '=', permission).where('d.code', '=', office).where('s.closed_at', 'is', null).execute();
  return [...new Set([...own.filter((row) => still(row) && row.scope?.includes(scope)), ...seated.filter(still)].map((row) => row.staff_id))];
}

/** Everybody who holds a permission for the whole city. */
export async function peopleWith(ctx: Ctx, permission: string): Promise<readonly string[]> {
  const rows = await ctx.db.selectFrom('kernel.staff_roles as g').innerJoin('kernel.role_permissions as p', 'p.role_id', 'g.role_id').innerJoin('kernel.staff as s', 's.id', 'g.staff_id').select('g.staff_id').where('p.permission', '=', permission).where('g.scope', 'is', null).where('s.closed_at', 'is', null).where('g.valid_from', '<=', ctx.today).where((eb) => eb.or([eb('g.valid_to', 'is', null), eb('g.valid_to', '>', ctx.today)])).execute();
  return [...new Set(rows.map((row) => row.staff_id))];
}

/** The value of a command that is part of this one, or the refusal under a name of our own. */
export const refusedIn = <O, R extends string>(outcome: Outcome<O, R>): Refused<R> | null => ('refused' in outcome ? outcome : null);

/** Who works where: offices, the permissions that are limited to one, and what an actor may see of a document. */
import { type RawBuilder, sql } from 'kysely';
import type { ActContext, CommandContext, QueryContext } from '../../kernel/act.ts';
import { type Actor, officeScope, officesOf, scopesOf } from '../../kernel/actor.ts';
import { type Either, readingOf } from '../../kernel/db/reading.ts';
import type { Tables } from './acts.ts';


export type Ctx = CommandContext<Tables>;
export type Asked = QueryContext<Tables>;
/** Reads, inside a transaction or outside. */
export type Reader = Either<Tables>;
export const reading = readingOf<Tables>;

export interface Office {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  /** 文書記号; null: it registers nothing itself. */
  readonly symbol: string | null;
}

export function worksIn(ctx: ActContext, office: Pick<Office, 'code'>): boolean {
  return ctx.may('documents.work', officeScope(office.code));
}

function offices(db: Reader) {
  return reading(db).selectFrom('kernel.departments as d').leftJoin('documents.offices as o', 'o.department_id', 'd.id').select(['d.id', 'd.code', 'd.name', 'o.symbol']);
}

export async function officeCalled(db: Reader, id: string): Promise<Office | null> {
  return (await offices(db).where('d.id', '=', id).executeTakeFirst()) ?? null;
}

/** The office with a symbol in which the actor may register; null: there is none such. */
export async function ownOffice(ctx: Ctx, id: string): Promise<(Office & { readonly symbol: string }) | null> {
  const office = await officeCalled(ctx.db, id);
  return office && office.symbol !== null && worksIn(ctx, office) ? { ...office, symbol: office.symbol } : null;
}

/** The offices with a symbol in which the actor works, in the order of their codes. */
export async function ownOffices(ctx: { readonly db: Reader; readonly actor: Actor }): Promise<readonly (Office & { readonly symbol: string })[]> {
  const reach = officesOf(ctx.actor, 'documents.work');
  let rows = offices(ctx.db).where('o.symbol', 'is not', null);
  if (reach !== 'city') rows = rows.where('d.code', 'in', reach.length > 0 ? [...reach] : ['']);
  return (await rows.orderBy('d.code').execute()).map((row) => ({ ...row, symbol: row.symbol ?? '' }));
}

/** The member of staff who acts; null: a program or the house itself. */
export function staffOf(ctx: ActContext): string | null {
  return ctx.actor.kind === 'staff' ? ctx.actor.id : null;
}

/** The same where only people may act. */
export function person(ctx: ActContext): string {
  const id = staffOf(ctx);
  if (id === null) throw new Error('only a member of staff may do this');
  return id;
}

const among = (code: RawBuilder<string>, codes: 'city' | readonly string[]) => (codes === 'city' ? sql<boolean>`true` : sql<boolean>`${code} = any(${[...codes]}::text[])`);

/** SQL: may the actor open what `d` (documents.documents, or what carries its keys under another id) holds? `o` is the department in charge. */
export function opens(actor: Actor, id: RawBuilder<string> = sql`d.id`): RawBuilder<boolean> {
  const work = officesOf(actor, 'documents.work');
  const secret = officesOf(actor, 'documents.secret');
  const anywhere = work === 'city' || work.length > 0;
  const here = among(sql`o.code`, work);
  const sent = work === 'city' ? sql`true` : sql`exists (select 1 from documents.distributions x join kernel.departments xo on xo.id = x.department_id where x.document_id = ${id} and x.state <> 'returned' and xo.code = any(${[...work]}::text[]))`;
  const held = scopesOf(actor, 'documents.archive') === 'city';
  return sql<boolean>`case when d.state = 'transferred' then ${held} when d.confidentiality = 'general' then ${anywhere} else ((${here} or ${sent}) and (d.confidentiality = 'department' or ${among(sql`o.code`, secret)})) end`;
}

/** Whether the actor may know of every document by its line in the register. */
export function knowsAll(actor: Actor): boolean {
  return ['documents.records', 'documents.disclosure', 'documents.archive'].some((permission) => scopesOf(actor, permission) === 'city');
}

/** SQL: may the actor know that it is there, by its line in the register? */
export function knows(actor: Actor): RawBuilder<boolean> {
  return knowsAll(actor) ? sql<boolean>`true` : opens(actor);
}

/** Requests for another form: whose they are, who hears of them, and the letters to whoever asked. */
import type { ActContext } from '../../kernel/act.ts';
import { officeScope, officesOf } from '../../kernel/actor.ts';
import type { Text } from '../../kernel/view.ts';
import { pageAt, pagesToCheck } from '../website/index.ts';
import type { RequestStepsRow } from './rows.ts';
import type { AskingProblem } from './rules/requests.ts';
import { asQuestion, type Ctx, type Either, knownTitle, nameOf, type Reader, reading, whoOf } from './site.ts';

export const PERMISSION = 'site-quality.requests';
export const requestRoot = '/staff/site-quality/requests';
export const publicRequests = '/accessibility/request';
export type AskedRefusal = AskingProblem | 'PageWrong' | 'WishPast' | 'CodeUsed';

/** The numbers that hold on a day. The first row is there from the beginning. */
export async function requestRulesOn(db: Reader, day: Temporal.PlainDate) {
  return reading(db).selectFrom('site_quality.request_rules').selectAll().where('valid_from', '<=', day).orderBy('valid_from', 'desc').limit(1).executeTakeFirstOrThrow();
}

/**
 * The offices whose requests somebody may handle: those they hold the permission for, and those whose pages they write. Whoever writes
 * pages of the whole hall handles none by that: what somebody needs because of a disability is no business of every author.
 */
export function officesFor(ctx: Pick<ActContext, 'actor'>): 'city' | readonly string[] {
  const own = officesOf(ctx.actor, PERMISSION);
  if (own === 'city') return 'city';
  const written = officesOf(ctx.actor, 'website.write');
  return [...new Set([...own, ...(written === 'city' ? [] : written)])];
}

export function mayHandle(ctx: Pick<ActContext, 'actor'>, office: string | null): boolean {
  const offices = officesFor(ctx);
  return offices === 'city' || (office !== null && offices.includes(office));
}

/** What a page is called, and whose it is. A page of another system belongs to nobody here: 広報 finds out. */
export async function pageAbout(ctx: Either, path: string): Promise<{ readonly title: string; readonly officeCode: string | null }> {
  const answer = await pageAt.run(asQuestion(ctx), { path, ruby: false });
  if (answer?.found !== 'page') return { title: knownTitle(path) ?? '', officeCode: null };
  const number = Number(answer.pageNo);
  const { pages: [page] } = await pagesToCheck.run(asQuestion(ctx), { after: number - 1 });
  return { title: answer.title, officeCode: page?.pageNo === number ? page.officeCode : null };
}

export async function departmentOf(db: Reader, code: string, today: Temporal.PlainDate) {
  return (await reading(db).selectFrom('kernel.departments').select(['id', 'code', 'name']).where('code', '=', code).where('valid_from', '<=', today).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', today)])).executeTakeFirst()) ?? null;
}

/** A request, locked, for whoever may handle it; else what to answer: of other offices' requests nobody learns even that they exist. */
export async function lockedRequest(ctx: Ctx, id: string) {
  const row = await ctx.db.selectFrom('site_quality.requests').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) return null;
  const office = row.department_id === null ? null : ((await reading(ctx.db).selectFrom('kernel.departments').select('code').where('id', '=', row.department_id).executeTakeFirst())?.code ?? null);
  if (!mayHandle(ctx, office)) return null;
  ctx.audit({ subject: `format-request:${row.id}`, number: row.number });
  return row;
}
export type LockedRequest = NonNullable<Awaited<ReturnType<typeof lockedRequest>>>;

export async function requestStep(ctx: Ctx, request: string, what: RequestStepsRow['what'], note = ''): Promise<void> {
  await ctx.db.insertInto('site_quality.request_steps').values({ request_id: request, what, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now, note }).execute();
}

/** A letter to whoever asked, where they gave an address for it; in the language they asked in. */
export async function writeToAsker(ctx: Ctx, row: Pick<LockedRequest, 'id' | 'lang' | 'by_mail'>, kind: string, letter: (lang: 'ja' | 'en') => { readonly title: string; readonly body: string }): Promise<boolean> {
  if (!row.by_mail) return false;
  const person = await reading(ctx.db).selectFrom('site_quality.request_persons').select('mail').where('request_id', '=', row.id).executeTakeFirst();
  if (!person || person.mail === '') return false;
  const { title, body } = letter(row.lang);
  ctx.notify({ to: { email: person.mail }, kind, title: { ja: title, en: title }, body: { ja: body, en: body } });
  return true;
}

/** Everybody who holds the permission for this office alone, by a role of their own or by their post in it; for the whole hall where there are none. */
async function peopleFor(ctx: Ctx, office: string | null): Promise<readonly string[]> {
  const given = await ctx.db.selectFrom('kernel.staff_roles as g').innerJoin('kernel.role_permissions as p', 'p.role_id', 'g.role_id').innerJoin('kernel.staff as s', 's.id', 'g.staff_id').select(['g.staff_id as staff', 'g.scope'])
    .where('p.permission', '=', PERMISSION).where('s.closed_at', 'is', null).where('g.valid_from', '<=', ctx.today).where((eb) => eb.or([eb('g.valid_to', 'is', null), eb('g.valid_to', '>', ctx.today)])).execute();
  const seated = office === null ? [] : await ctx.db.selectFrom('kernel.holdings as h').innerJoin('kernel.posts as t', 't.id', 'h.post_id').innerJoin('kernel.departments as d', 'd.id', 't.department_id').innerJoin('kernel.post_roles as r', 'r.post_id', 'h.post_id').innerJoin('kernel.role_permissions as p', 'p.role_id', 'r.role_id').innerJoin('kernel.staff as s', 's.id', 'h.staff_id').select('h.staff_id as staff')
    .where('p.permission', '=', PERMISSION).where('d.code', '=', office).where('s.closed_at', 'is', null).where('h.valid_from', '<=', ctx.today).where((eb) => eb.or([eb('h.valid_to', 'is', null), eb('h.valid_to', '>', ctx.today)])).execute();
  const own = [...(office === null ? [] : given.filter((row) => row.scope?.includes(officeScope(office)))), ...seated];
  return [...new Set((own.length > 0 ? own : given.filter((row) => row.scope === null)).map((row) => row.staff))];
}

/** Tells who works on a request, or could; the number and the day alone, nothing of the person. Answers how many heard. */
export async function tellOffice(ctx: Ctx, row: { readonly id: string; readonly department_id: string | null; readonly taken_by: string | null }, kind: string, title: Text, body: Text): Promise<number> {
  const office = row.department_id === null ? null : ((await reading(ctx.db).selectFrom('kernel.departments').select('code').where('id', '=', row.department_id).executeTakeFirst())?.code ?? null);
  const taker = row.taken_by?.startsWith('staff:') ? row.taken_by.slice('staff:'.length) : null;
  const works = taker !== null && (await reading(ctx.db).selectFrom('kernel.staff').select('id').where('id', '=', taker).where('closed_at', 'is', null).executeTakeFirst()) !== undefined;
  const people = works && taker !== null ? [taker] : await peopleFor(ctx, office);
  for (const staff of people) ctx.notify({ to: { staff }, kind, href: `${requestRoot}/${row.id}`, title, body });
  return people.length;
}

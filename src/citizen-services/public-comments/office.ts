/** Who may work on which consultation, and what every command of this system needs. */
import type { ActContext, CommandContext, QueryContext } from '../../kernel/act.ts';
import { type Either, readingOf } from '../../kernel/db/reading.ts';
import { officeScope } from '../../kernel/actor.ts';
import type { Tables } from './acts.ts';
import { type Stage, stageAt } from './rules/stage.ts';
import { nameOf, whoOf } from '../../kernel/four-eyes.ts';

export { nameOf, whoOf } from '../../kernel/four-eyes.ts';

export type Ctx = CommandContext<Tables>;
export type Asked = QueryContext<Tables>;
export type Reader = Either<Tables>;
export const reading = readingOf<Tables>;

export const mayWrite = (ctx: ActContext, office: string) => ctx.may('public-comments.write', officeScope(office));
export const mayApprove = (ctx: ActContext, office: string) => ctx.may('public-comments.approve', officeScope(office));

/** The numbers that hold on a day. The first row is there from the beginning. */
export async function rulesOn(db: Reader, day: Temporal.PlainDate) {
  return reading(db).selectFrom('public_comments.rules').selectAll().where('valid_from', '<=', day).orderBy('valid_from', 'desc').limit(1).executeTakeFirstOrThrow();
}

interface StandingRow {
  readonly state: Stage;
  readonly approved_at: Temporal.Instant | null;
  readonly published_on: Temporal.PlainDate | null;
  readonly closes_on: Temporal.PlainDate | null;
}

export function stageOf(row: StandingRow, now: Temporal.Instant): Stage {
  return stageAt({ state: row.state, approved: row.approved_at !== null, publishedOn: row.published_on, closesOn: row.closes_on }, now);
}

/** A consultation, locked, with its office and where it stands now. */
export async function lockedConsultation(ctx: Ctx, id: string) {
  const row = await ctx.db.selectFrom('public_comments.consultations').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) return null;
  const office = (await reading(ctx.db).selectFrom('kernel.departments').select('code').where('id', '=', row.department_id).executeTakeFirst())?.code ?? '';
  return { row, office, stage: stageOf(row, ctx.now) };
}
export type Locked = NonNullable<Awaited<ReturnType<typeof lockedConsultation>>>;

/** The same for whoever writes; else what to answer. */
export async function toWrite(ctx: Ctx, id: string): Promise<Locked | 'NotFound' | 'NotAllowed'> {
  const locked = await lockedConsultation(ctx, id);
  return locked === null ? 'NotFound' : mayWrite(ctx, locked.office) ? locked : 'NotAllowed';
}

export async function openRequest(db: Reader, consultation: string) {
  return (await reading(db).selectFrom('public_comments.requests').selectAll().where('consultation_id', '=', consultation).where('state', '=', 'open').executeTakeFirst()) ?? null;
}

export type StepName = 'made' | 'saved' | 'asked' | 'recalled' | 'returned' | 'approved' | 'opened' | 'closed' | 'considering' | 'result_asked' | 'result_published' | 'archived' | 'forgotten';

/** One line of the record's course. */
export async function step(ctx: Ctx, consultation: string, what: StepName, note = ''): Promise<void> {
  await ctx.db.insertInto('public_comments.steps').values({ consultation_id: consultation, what, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now, note }).execute();
}

/** The list with one more in it, each once. */
export const withMember = (members: readonly string[], one: string): string[] => [...new Set([...members, one])];

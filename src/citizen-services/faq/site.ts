/** Who may write where; what is noted; what is found. */
import type { ActContext, CommandContext, QueryContext } from '../../kernel/act.ts';
import { type Either, readingOf } from '../../kernel/db/reading.ts';
import { officeScope, officesOf } from '../../kernel/actor.ts';
import { index } from '../../kernel/search/search.ts';
import type { Tables } from './acts.ts';
import { plainAnswer } from './rules/answer.ts';
import { type Asked as AskedFaq, type Prepared, prepare } from './rules/ranking.ts';
import type { HistoryRow } from './rows.ts';
import { nameOf, whoOf } from '../../kernel/four-eyes.ts';

export { nameOf, whoOf } from '../../kernel/four-eyes.ts';

export type Ctx = CommandContext<Tables>;
export type Asked = QueryContext<Tables>;
export type Reader = Either<Tables>;
export const reading = readingOf<Tables>;

export const mayWrite = (ctx: ActContext, office: string) => ctx.may('faq.write', officeScope(office));
export const mayApprove = (ctx: ActContext, office: string) => ctx.may('faq.approve', officeScope(office));

/** The offices whose FAQs the actor works on; null: all. */
export function officesSeen(ctx: ActContext): readonly string[] | null {
  if (ctx.may('faq.arrange')) return null;
  const [write, approve] = [officesOf(ctx.actor, 'faq.write'), officesOf(ctx.actor, 'faq.approve')];
  return write === 'city' || approve === 'city' ? null : [...new Set([...write, ...approve])];
}

export async function note(ctx: Ctx, faq: string, what: HistoryRow['what'], more: { readonly edition?: string; readonly note?: string } = {}): Promise<void> {
  await ctx.db.insertInto('faq.history').values({ faq_id: faq, edition_id: more.edition ?? null, what, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now, note: more.note ?? '' }).execute();
}

/** An FAQ locked for a change, with the code of its office. */
export async function lockedFaq(ctx: Ctx, id: string) {
  const faq = await ctx.db.selectFrom('faq.faqs').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!faq) return null;
  const office = await ctx.db.selectFrom('kernel.departments').select('code').where('id', '=', faq.department_id).executeTakeFirstOrThrow();
  return { faq, office: office.code };
}

/** An edition locked together with its FAQ, the FAQ first: two who approve and withdraw at once wait for each other. */
export async function lockedEdition(ctx: Ctx, id: string) {
  const found = await ctx.db.selectFrom('faq.editions').select('faq_id').where('id', '=', id).executeTakeFirst();
  const locked = found ? await lockedFaq(ctx, found.faq_id) : null;
  if (!locked) return null;
  return { ...locked, edition: await ctx.db.selectFrom('faq.editions').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow() };
}

/** Found by staff of the office from its first draft, by everybody while it is public. */
export async function makeFindable(ctx: Ctx, faq: { readonly id: string; readonly faq_no: number }, office: string, edition: { readonly question: string; readonly variants: readonly string[]; readonly answer: string; readonly question_en: string }, face: 'citizen' | 'staff'): Promise<void> {
  await index(ctx, {
    system: 'faq', kind: 'faq', id: faq.id, title: edition.question, note: face === 'staff' ? `よくある質問 ${faq.faq_no}` : plainAnswer(edition.answer).replaceAll('\n', ' ').slice(0, 80), words: [...edition.variants, edition.question_en].join(' '), face,
    href: face === 'citizen' ? `/faq/${faq.faq_no}` : `/staff/faq/${faq.id}`, ...(face === 'staff' ? { permission: 'faq.write', scope: officeScope(office) } : {}),
  });
}

export interface Found extends AskedFaq {
  readonly edition: string;
  readonly questionEn: string;
  readonly answerText: string;
  readonly answerEn: string;
  readonly categories: readonly string[];
  readonly office: string;
  readonly reviewedAt: Temporal.Instant;
}

/** Public editions do not change: their pairs are worked out once in this process. */
const preparedBefore = new Map<string, ReadonlyMap<string, number>>();
const MOST_KEPT = 5000;

/** Everything public, ready to be ranked. */
export async function publicFaqs(db: Reader): Promise<readonly Prepared<Found>[]> {
  const [rows, categories] = await Promise.all([
    reading(db).selectFrom('faq.public_faqs as f').innerJoin('kernel.departments as d', 'd.id', 'f.department_id').selectAll('f').select('d.name as office').orderBy('f.faq_no').execute(),
    reading(db).selectFrom('faq.public_categories').select(['code', 'name', 'name_en']).execute(),
  ]);
  const named = new Map(categories.map((one) => [one.code, `${one.name} ${one.name_en}`]));
  return rows.map((row) => {
    const faq: Found = {
      id: row.id, number: row.faq_no, edition: row.edition_id, question: row.question, questionEn: row.question_en, variants: row.variants, answer: plainAnswer(row.answer), answerText: row.answer, answerEn: row.answer_en, categories: row.categories, office: row.office, reviewedAt: row.reviewed_at,
      words: [...row.categories.map((code) => named.get(code) ?? ''), row.question_en, plainAnswer(row.answer_en)].join(' '),
    };
    const known = preparedBefore.get(row.edition_id);
    if (known) return { faq, grams: known };
    const made = prepare(faq);
    if (preparedBefore.size >= MOST_KEPT) preparedBefore.clear();
    preparedBefore.set(row.edition_id, made.grams);
    return made;
  });
}

/** What the system can prove for a fiscal year's sheet. */
import { fiscalYear, fiscalYearEnd } from '../../kernel/calendar/calendar.ts';
import { claimOf, checklist } from './rules/checklist.ts';
import { criteriaAt, levelOf } from './rules/criteria.ts';
import type { Facts } from './rules/self-assessment.ts';
import { type Ctx, publicPages } from './site.ts';

/** The sheet of a year that is over is looked at as of its last day. */
export async function factsFor(ctx: Ctx, year: number): Promise<Facts> {
  const end = fiscalYearEnd(fiscalYear(year));
  const on = Temporal.PlainDate.compare(end, ctx.today) < 0 ? end : ctx.today;
  const [policy, tests, pages, efforts, answered] = await Promise.all([
    ctx.db.selectFrom('site_quality.public_policy').select('public_at').executeTakeFirst(),
    ctx.db.selectFrom('site_quality.public_tests').select(['id', 'number', 'to_on', 'level']).where('state', '=', 'public').where('to_on', '<=', on).orderBy('to_on', 'desc').orderBy('number', 'desc').limit(1).execute(),
    publicPages(ctx),
    ctx.db.selectFrom('site_quality.efforts').select(['kind', 'held_on']).execute(),
    ctx.db.selectFrom('site_quality.requests').select((eb) => eb.fn.countAll<number>().as('count')).where('closed_on', '<=', on).where('closed_on', '>', on.subtract({ years: 1 })).executeTakeFirstOrThrow(),
  ]);
  const [newest] = tests;
  const [testPages, results] = newest ? await Promise.all([
    ctx.db.selectFrom('site_quality.public_test_pages').select(['ordinal', 'how']).where('test_id', '=', newest.id).execute(),
    ctx.db.selectFrom('site_quality.public_results').selectAll().where('test_id', '=', newest.id).execute(),
  ]) : [[], []];
  const claim = newest ? claimOf(checklist(criteriaAt(levelOf(newest.level)), testPages.map((page) => page.ordinal), results)) : 'open';
  return {
    on, policyPublic: policy !== undefined, policyRevisedOn: policy?.public_at.toZonedDateTimeISO('Asia/Tokyo').toPlainDate() ?? null,
    test: newest ? { number: newest.number, to: newest.to_on, random: testPages.filter((page) => page.how === 'random').length, conforms: claim === 'conforms' } : null,
    // The website runs its rules before each submission, in whatever city it is installed.
    checksActive: true, pages: pages.length, reviewed: pages.filter((page) => page.reviewOn !== null).length,
    efforts: efforts.map((one) => ({ kind: one.kind, on: one.held_on })), requestsAnswered: Number(answered.count),
  };
}

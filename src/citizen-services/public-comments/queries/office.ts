/** What the office reads: the list, the record, and who may do what with it. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { boolField, choiceField, intField, textField, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { numberField, officeField } from '../commands/fields.ts';
import { type Asked, mayApprove, mayWrite, openRequest, rulesOn, stageOf, whoOf } from '../office.ts';
import { closesAt, daysLeft } from '../rules/period.ts';
import { tally } from '../rules/people.ts';
import { obstacles, progressOf } from '../rules/result.ts';
import { stages } from '../rules/stage.ts';
import { lettersOf, workOf } from '../work.ts';

export const readers = [staff('public-comments.write'), staff('public-comments.approve')];
const PAGE = 50;

export const listInput = z.object({
  q: withDefault(textField({ ja: 'さがすことば', en: 'Words' }, { max: 60, min: 0, numbers: true }), ''), state: withDefault(choiceField({ ja: '状態', en: 'State' }, ['all', ...stages] as const), 'all'), office: withDefault(officeField, ''),
  waiting: boolField({ ja: '承認待ちだけ', en: 'Waiting for approval' }), year: withDefault(intField({ ja: '年度', en: 'Year' }, { min: 0, max: 2200 }), 0), page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 1000 }), 1),
});

async function officeList(ctx: Asked, input: z.infer<typeof listInput>, limit: number) {
  let rows = ctx.db.selectFrom('public_comments.consultations as c').innerJoin('kernel.departments as d', 'd.id', 'c.department_id');
  const like = `%${input.q.replaceAll(/[%_\\]/g, String.raw`\$&`)}%`;
  if (input.q !== '') rows = rows.where((eb) => eb.or([eb('c.title', 'ilike', like), eb('c.number', 'like', like)]));
  if (input.office !== '') rows = rows.where('d.code', '=', input.office);
  if (input.year > 0) rows = rows.where('c.number', 'like', `${input.year}-%`);
  if (input.waiting) rows = rows.where((eb) => eb.exists(eb.selectFrom('public_comments.requests as r').select('r.id').whereRef('r.consultation_id', '=', 'c.id').where('r.state', '=', 'open')));
  if (input.state !== 'all') rows = rows.where('c.state', '=', input.state);
  const [found, { count }] = await Promise.all([
    rows.select(['c.id', 'c.number', 'c.title', 'c.state', 'c.approved_at', 'c.published_on', 'c.closes_on', 'c.result_at', 'd.name as office', 'd.code as officeCode'])
      .select((eb) => [
        eb.selectFrom('public_comments.submissions as s').whereRef('s.consultation_id', '=', 'c.id').where('s.state', '=', 'received').select((one) => one.fn.countAll<number>().as('count')).as('received'),
        eb.selectFrom('public_comments.requests as r').whereRef('r.consultation_id', '=', 'c.id').where('r.state', '=', 'open').select('r.what').limit(1).as('asked'),
      ]).orderBy('c.made_at', 'desc').orderBy('c.number', 'desc').limit(limit).offset((input.page - 1) * PAGE).execute(),
    rows.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
  ]);
  return {
    rows: found.map((row) => ({ number: row.number, title: row.title, office: row.office, stage: stageOf(row, ctx.now), publishedOn: row.published_on, closesOn: row.closes_on, daysLeft: row.closes_on === null ? 0 : daysLeft(row.closes_on, ctx.today), resultAt: row.result_at, received: Number(row.received ?? 0), asked: row.asked, mine: mayWrite(ctx, row.officeCode) })),
    count: Number(count), page: input.page,
  };
}

export const consultationList = query({ name: 'public-comments.officeList', title: { ja: '意見公募の一覧（担当）', en: 'Consultations, for the office' }, input: listInput, allow: readers, run: (ctx, input) => officeList(ctx, input, PAGE) });
export const consultationListAll = query({ name: 'public-comments.officeListAll', title: { ja: '意見公募の一覧（CSV）', en: 'All consultations, for CSV' }, input: listInput, allow: readers, run: (ctx, input) => officeList(ctx, { ...input, page: 1 }, 10_000) });
export type ListedConsultation = Awaited<ReturnType<typeof officeList>>['rows'][number];

export const offices = query({
  name: 'public-comments.offices',
  title: { ja: '担当課の一覧', en: 'Offices' },
  input: z.object({}),
  allow: readers,
  async run(ctx) {
    const rows = await ctx.db.selectFrom('kernel.departments').select(['id', 'code', 'name']).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', ctx.today)])).orderBy('code').execute();
    return rows.map((row) => ({ ...row, mine: mayWrite(ctx, row.code) }));
  },
});

/** Requests that wait for this reader: of an office of theirs, and not their own. */
export const approvalsWaiting = query({
  name: 'public-comments.approvalsWaiting',
  title: { ja: '意見公募の承認待ち', en: 'Consultations that wait for approval' },
  input: z.object({}),
  allow: [staff('public-comments.approve')],
  async run(ctx): Promise<number> {
    const rows = await ctx.db.selectFrom('public_comments.requests as r').innerJoin('public_comments.consultations as c', 'c.id', 'r.consultation_id').innerJoin('kernel.departments as d', 'd.id', 'c.department_id').select(['r.what', 'r.asked_by', 'c.authors', 'c.result_authors', 'd.code']).where('r.state', '=', 'open').limit(500).execute();
    const me = whoOf(ctx);
    return rows.filter((row) => mayApprove(ctx, row.code) && row.asked_by !== me && !(row.what === 'publish' ? row.authors : row.result_authors).includes(me)).length;
  },
});

export const consultationRecord = query({
  name: 'public-comments.record',
  title: { ja: '意見公募の記録', en: 'The record of a consultation' },
  input: z.object({ number: numberField }),
  allow: readers,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('public_comments.consultations as c').innerJoin('kernel.departments as d', 'd.id', 'c.department_id').selectAll('c').select(['d.name as office', 'd.code as officeCode']).where('c.number', '=', input.number).executeTakeFirst();
    if (!row) return null;
    const [sections, documents, steps, request, letters, work, rules] = await Promise.all([
      ctx.db.selectFrom('public_comments.sections').select(['ref', 'heading', 'body', 'ordinal']).where('consultation_id', '=', row.id).orderBy('ordinal').orderBy('ref').execute(),
      ctx.db.selectFrom('public_comments.documents').select(['label', 'url']).where('consultation_id', '=', row.id).orderBy('ordinal').execute(),
      ctx.db.selectFrom('public_comments.steps').select(['id', 'what', 'made_name as by', 'made_at as at', 'note']).where('consultation_id', '=', row.id).orderBy('id', 'desc').limit(200).execute(),
      openRequest(ctx.db, row.id), lettersOf(ctx.db, row.id), workOf(ctx.db, row), rulesOn(ctx.db, row.published_on ?? ctx.today),
    ]);
    const [me, stage] = [whoOf(ctx), stageOf(row, ctx.now)];
    const { persons: _, units: __, ...counts } = tally(letters);
    const authors = request?.what === 'result' ? row.result_authors : row.authors;
    return {
      id: row.id, number: row.number, version: row.version, stage, office: row.office, title: row.title, titleEn: row.title_en, purpose: row.purpose, purposeEn: row.purpose_en, basis: row.basis, publishedOn: row.published_on, closesOn: row.closes_on, closesAt: row.closes_on === null ? null : closesAt(row.closes_on), daysLeft: row.closes_on === null ? 0 : daysLeft(row.closes_on, ctx.today),
      reason: row.reason_if_shorter, minDays: rules.min_days, channels: row.channels, nameRule: row.name_rule, addressRule: row.address_rule, postRule: row.post_rule, howTo: row.how_to, phone: row.phone, approvedName: row.approved_name, approvedAt: row.approved_at,
      outcome: row.outcome, decidedOn: row.decided_on, text: row.result_text, textEn: row.result_text_en, resultName: row.result_name, resultAt: row.result_at, archivedAt: row.archived_at, forgottenAt: row.forgotten_at,
      published: row.people === null ? null : { people: row.people, submissions: row.submissions ?? 0, received: row.received ?? 0, late: row.late ?? 0 },
      sections, documents, steps, counts, progress: progressOf(work.submissions), obstacles: row.state === 'considering' ? obstacles(work) : [], request: request === null ? null : { what: request.what, by: request.asked_name, at: request.asked_at },
      mayWrite: mayWrite(ctx, row.officeCode), mayApprove: mayApprove(ctx, row.officeCode), mayDecide: request !== null && mayApprove(ctx, row.officeCode) && request.asked_by !== me && !authors.includes(me), rewritable: row.state === 'planned' && row.approved_at === null && request === null, workable: row.state === 'considering' && request === null,
    };
  },
});
export type Consultation = NonNullable<Awaited<ReturnType<typeof consultationRecord.run>>>;

export const ruleHistory = query({
  name: 'public-comments.rules',
  title: { ja: '意見公募の要綱の数字', en: 'Rules of consultations' },
  input: z.object({}),
  allow: [...readers, staff('public-comments.setup')],
  async run(ctx) {
    const rows = await ctx.db.selectFrom('public_comments.rules').select(['valid_from as from', 'min_days as minDays', 'basis', 'archive_days as archiveDays', 'keep_years as keepYears', 'browser_hourly as browserHourly', 'network_hourly as networkHourly']).orderBy('valid_from', 'desc').execute();
    const now = await rulesOn(ctx.db, ctx.today);
    return rows.map((row) => ({ ...row, current: Temporal.PlainDate.compare(row.from, now.valid_from) === 0 }));
  },
});

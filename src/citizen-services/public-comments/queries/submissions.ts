/** What was submitted, as the office reads it: every look is recorded, and names come one at a time or with the whole list. */
import { z } from 'zod';
import { choiceField, idField, intField, optional, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { numberField } from '../commands/fields.ts';
import { type Asked, mayApprove, mayWrite, stageOf } from '../office.ts';
import { type Tally, tally } from '../rules/people.ts';
import { lettersOf } from '../work.ts';
import { readers } from './office.ts';

const PAGE = 20;
export const submissionFilters = ['all', 'left', 'done', 'none', 'late', 'withdrawn', 'group'] as const;

async function consultationFor(ctx: Asked, by: { readonly number: string } | { readonly id: string }) {
  const asked = ctx.db.selectFrom('public_comments.consultations as c').innerJoin('kernel.departments as d', 'd.id', 'c.department_id').select(['c.id', 'c.number', 'c.title', 'c.state', 'c.approved_at', 'c.published_on', 'c.closes_on', 'd.code as office', 'c.post_rule', 'c.name_rule', 'c.address_rule']);
  const row = await ('number' in by ? asked.where('c.number', '=', by.number) : asked.where('c.id', '=', by.id)).executeTakeFirst();
  // Whoever has nothing to do with this office's work learns nothing of who wrote.
  return row && (mayWrite(ctx, row.office) || mayApprove(ctx, row.office)) ? { ...row, stage: stageOf(row, ctx.now), mayWrite: mayWrite(ctx, row.office), mayApprove: mayApprove(ctx, row.office) } : null;
}
type For = NonNullable<Awaited<ReturnType<typeof consultationFor>>>;

const columns = ['s.id', 's.receipt', 's.state', 's.channel', 's.received_at as receivedAt', 's.body', 's.section_ref as section', 's.lang', 's.named', 's.addressed', 's.text_group as group', 's.not_opinion as notOpinion', 's.restricted', 's.changed_at as changedAt'] as const;

interface Row {
  readonly id: string;
  readonly body: string;
  readonly restricted: string;
}

/** A restricted text is shown to those who approve alone. */
const withBody = <T extends Row>(row: T, consultation: For): T => (row.restricted === '' || consultation.mayApprove ? row : { ...row, body: '' });

const personIn = (counts: Tally, id: string) => counts.persons.get(id) ?? { person: id, letters: 1 };

async function opinionsOf(ctx: Asked, consultation: string) {
  return ctx.db.selectFrom('public_comments.opinions').select(['id', 'ordinal', 'summary', 'section_ref as section', 'view']).where('consultation_id', '=', consultation).orderBy('ordinal').execute();
}

export const submissionList = query({
  name: 'public-comments.submissions',
  title: { ja: '提出された意見の一覧', en: 'Submissions' },
  input: z.object({ number: numberField, filter: withDefault(choiceField({ ja: 'しぼりこみ', en: 'Filter' }, submissionFilters), 'all'), group: optional(intField({ ja: '同じ文面の組', en: 'Group' }, { min: 1, max: 100_000 })), page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 10_000 }), 1) }),
  allow: readers,
  personal: true,
  async run(ctx, input) {
    const consultation = await consultationFor(ctx, { number: input.number });
    if (!consultation) return null;
    let rows = ctx.db.selectFrom('public_comments.submissions as s').where('s.consultation_id', '=', consultation.id);
    const placed = ctx.db.selectFrom('public_comments.assignments as a').select('a.submission_id');
    if (input.group !== null) rows = rows.where('s.text_group', '=', input.group);
    if (input.filter === 'late' || input.filter === 'withdrawn') rows = rows.where('s.state', '=', input.filter);
    if (input.filter === 'group') rows = rows.where('s.text_group', 'is not', null);
    if (input.filter === 'none') rows = rows.where('s.not_opinion', '<>', '');
    if (input.filter === 'done') rows = rows.where('s.state', '=', 'received').where('s.id', 'in', placed);
    if (input.filter === 'left') rows = rows.where('s.state', '=', 'received').where('s.not_opinion', '=', '').where('s.id', 'not in', placed);
    const [found, { count }, opinions, letters, sections] = await Promise.all([
      rows.select(columns).orderBy('s.received_at').orderBy('s.receipt').limit(PAGE).offset((input.page - 1) * PAGE).execute(), rows.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(), opinionsOf(ctx, consultation.id), lettersOf(ctx.db, consultation.id),
      ctx.db.selectFrom('public_comments.sections').select(['ref', 'heading']).where('consultation_id', '=', consultation.id).orderBy('ordinal').orderBy('ref').execute(),
    ]);
    const assigned = found.length === 0 ? [] : await ctx.db.selectFrom('public_comments.assignments').selectAll().where('submission_id', 'in', found.map((row) => row.id)).execute();
    const counts = tally(letters);
    for (const row of found) ctx.shown(`submission:${row.id}`);
    return {
      consultation, opinions, sections, counts: { people: counts.people, submissions: counts.submissions, received: counts.received, late: counts.late, withdrawn: counts.withdrawn }, groups: counts.groups, filter: input.filter, group: input.group, page: input.page, count: Number(count), size: PAGE,
      rows: found.map((row) => ({ ...withBody(row, consultation), opinions: assigned.filter((one) => one.submission_id === row.id).map((one) => one.opinion_id), letters: personIn(counts, row.id).letters, groupSize: counts.groups.find((one) => one.group === row.group)?.letters ?? 0 })),
    };
  },
});
export type SubmissionPage = NonNullable<Awaited<ReturnType<typeof submissionList.run>>>;

/** One submission with the name and address of its sender. */
export const submissionRecord = query({
  name: 'public-comments.submission',
  title: { ja: '提出された意見と提出者', en: 'A submission and its sender' },
  input: z.object({ submission: idField({ ja: '提出された意見', en: 'Submission' }) }),
  allow: readers,
  personal: true,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('public_comments.submissions as s').select([...columns, 's.consultation_id', 's.same_person_as']).where('s.id', '=', input.submission).executeTakeFirst();
    const consultation = row ? await consultationFor(ctx, { id: row.consultation_id }) : null;
    if (!row || !consultation) return null;
    const [sender, letters, opinions, assigned] = await Promise.all([
      ctx.db.selectFrom('public_comments.senders').select(['name', 'address']).where('submission_id', '=', row.id).orderBy('version', 'desc').limit(1).executeTakeFirst(), lettersOf(ctx.db, consultation.id), opinionsOf(ctx, consultation.id),
      ctx.db.selectFrom('public_comments.assignments').select('opinion_id').where('submission_id', '=', row.id).execute(),
    ]);
    const { persons } = tally(letters);
    const person = persons.get(row.id)?.person;
    const others = person === undefined ? [] : letters.filter((one) => one.id !== row.id && persons.get(one.id)?.person === person).map((one) => one.id);
    const receipts = others.length === 0 ? [] : await ctx.db.selectFrom('public_comments.submissions').select(['id', 'receipt']).where('id', 'in', others).orderBy('receipt').execute();
    const linked = row.same_person_as === null ? null : await ctx.db.selectFrom('public_comments.submissions').select('receipt').where('id', '=', row.same_person_as).executeTakeFirst();
    ctx.shown(`submission:${row.id}`);
    const { consultation_id: _, same_person_as: __, ...shown } = withBody(row, consultation);
    return { ...shown, consultation, sender: sender ?? { name: '', address: '' }, others: receipts, samePersonAs: linked?.receipt ?? '', opinions: opinions.filter((one) => assigned.some((each) => each.opinion_id === one.id)) };
  },
});

/** Everything, for a table outside the house. */
export const submissionsAll = query({
  name: 'public-comments.submissionsAll',
  title: { ja: '提出された意見（CSV）', en: 'All submissions, for CSV' },
  input: z.object({ number: numberField }),
  allow: readers,
  personal: true,
  async run(ctx, input) {
    const consultation = await consultationFor(ctx, { number: input.number });
    if (!consultation?.mayWrite) return null;
    const [rows, senders, opinions, assigned, letters] = await Promise.all([
      ctx.db.selectFrom('public_comments.submissions as s').select(columns).where('s.consultation_id', '=', consultation.id).orderBy('s.received_at').orderBy('s.receipt').limit(20_000).execute(),
      ctx.db.selectFrom('public_comments.senders as n').innerJoin('public_comments.submissions as s', 's.id', 'n.submission_id').select(['n.submission_id as id', 'n.name', 'n.address']).where('s.consultation_id', '=', consultation.id).orderBy('n.version').execute(),
      opinionsOf(ctx, consultation.id),
      ctx.db.selectFrom('public_comments.assignments as a').innerJoin('public_comments.opinions as o', 'o.id', 'a.opinion_id').select(['a.submission_id as id', 'o.ordinal']).where('o.consultation_id', '=', consultation.id).orderBy('o.ordinal').execute(), lettersOf(ctx.db, consultation.id),
    ]);
    // The last row of each is the one that holds.
    const named = new Map(senders.map((one) => [one.id, one]));
    const places = Map.groupBy(assigned, (one) => one.id);
    const { persons } = tally(letters);
    const receipts = new Map(rows.map((row) => [row.id, row.receipt]));
    for (const row of rows) ctx.shown(`submission:${row.id}`);
    return { consultation, opinions, rows: rows.map((row) => ({ ...withBody(row, consultation), name: named.get(row.id)?.name ?? '', address: named.get(row.id)?.address ?? '', ordinals: (places.get(row.id) ?? []).map((one) => one.ordinal), person: receipts.get(persons.get(row.id)?.person ?? row.id) ?? row.receipt })) };
  },
});

/** The work on the result: opinions with what belongs to them. */
export const resultWork = query({
  name: 'public-comments.resultWork',
  title: { ja: '意見の概要と市の考え方', en: 'Opinions and answers' },
  input: z.object({ number: numberField }),
  allow: readers,
  async run(ctx, input) {
    const consultation = await consultationFor(ctx, { number: input.number });
    if (!consultation) return null;
    const [opinions, assigned] = await Promise.all([
      ctx.db.selectFrom('public_comments.opinions').select(['id', 'ordinal', 'section_ref as section', 'summary', 'view', 'reply', 'change', 'version']).where('consultation_id', '=', consultation.id).orderBy('ordinal').execute(),
      ctx.db.selectFrom('public_comments.assignments as a').innerJoin('public_comments.submissions as s', 's.id', 'a.submission_id').select(['a.opinion_id as opinion', 's.id', 's.receipt']).where('s.consultation_id', '=', consultation.id).orderBy('s.receipt').execute(),
    ]);
    return opinions.map((one) => ({ ...one, submissions: assigned.filter((each) => each.opinion === one.id).map(({ id, receipt }) => ({ id, receipt })) }));
  },
});
export type WorkedOpinion = NonNullable<Awaited<ReturnType<typeof resultWork.run>>>[number];

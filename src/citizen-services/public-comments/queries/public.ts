/** What everybody may read. Who sent an opinion is in none of it. */
import { sql } from 'kysely';
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { sha256 } from '../../../kernel/identity/tokens.ts';
import { intField, optional, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { type Channel, type Need, numberField, ticketField } from '../commands/fields.ts';
import type { Asked } from '../office.ts';
import { closesAt, daysLeft, type PostRule, periodDays } from '../rules/period.ts';
import type { Outcome, View } from '../rules/result.ts';
import { type Stage, stageAt } from '../rules/stage.ts';

const open = [anyone('意見公募の案と結果は公表するものです')];
export const PAGE = 20;

const columns = ['id', 'number', 'state', 'office_code', 'office', 'title', 'title_en', 'published_on', 'closes_on', 'result_at', 'people', 'submissions'] as const;
type ListRow = { readonly id: string; readonly number: string; readonly state: string; readonly office: string; readonly title: string; readonly title_en: string; readonly published_on: Temporal.PlainDate; readonly closes_on: Temporal.PlainDate; readonly result_at: Temporal.Instant | null; readonly people: number | null; readonly submissions: number | null };

// A view's columns have no checks to be typed by; the tables below it hold them to these words.
const stageIn = (row: Pick<ListRow, 'state' | 'published_on' | 'closes_on'>, now: Temporal.Instant): Stage => stageAt({ state: row.state as Stage, approved: true, publishedOn: row.published_on, closesOn: row.closes_on }, now);

function listed(ctx: Pick<Asked, 'now' | 'today'>, row: ListRow) {
  return {
    number: row.number, title: row.title, titleEn: row.title_en === '' ? row.title : row.title_en, office: row.office, stage: stageIn(row, ctx.now), publishedOn: row.published_on, closesOn: row.closes_on, closesAt: closesAt(row.closes_on), daysLeft: daysLeft(row.closes_on, ctx.today),
    resultAt: row.result_at, people: row.people, submissions: row.submissions,
  };
}

/** Those that are open stand by themselves; the rest in the order of their results, then of their ends. */
export const publicList = query({
  name: 'public-comments.list',
  title: { ja: '意見公募の一覧', en: 'Consultations' },
  input: z.object({ page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 1000 }), 1), year: optional(intField({ ja: '年', en: 'Year' }, { min: 2000, max: 2200 })) }),
  allow: open,
  async run(ctx, input) {
    const published = ctx.db.selectFrom('public_comments.public_consultations').where('published_on', '<=', ctx.today);
    const over = published.where('closes_on', '<', ctx.today);
    const asked = input.year === null ? over : over.where(sql<number>`extract(year from published_on)`, '=', input.year);
    const [current, rows, count, years] = await Promise.all([
      published.select(columns).where('closes_on', '>=', ctx.today).orderBy('closes_on').orderBy('number').limit(100).execute(),
      asked.select(columns).orderBy(sql`coalesce(result_at, 'infinity')`, 'desc').orderBy('closes_on', 'desc').orderBy('number', 'desc').limit(PAGE).offset((input.page - 1) * PAGE).execute(),
      asked.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
      over.select(sql<number>`extract(year from published_on)::int`.as('year')).distinct().orderBy('year', 'desc').execute(),
    ]);
    return { open: current.map((row) => listed(ctx, row)), over: rows.map((row) => listed(ctx, row)), count: Number(count.count), page: input.page, year: input.year, years: years.map((row) => Number(row.year)) };
  },
});

async function published(ctx: Asked, number: string) {
  const row = await ctx.db.selectFrom('public_comments.public_consultations').selectAll().where('number', '=', number).where('published_on', '<=', ctx.today).executeTakeFirst();
  if (!row) return null;
  const facts = {
    ...listed(ctx, row), purpose: row.purpose, purposeEn: row.purpose_en, basis: row.basis, days: periodDays({ publishedOn: row.published_on, closesOn: row.closes_on }), minDays: row.min_days, reasonIfShorter: row.reason_if_shorter,
    channels: row.channels as readonly Channel[], nameRule: row.name_rule as Need, addressRule: row.address_rule as Need, postRule: row.post_rule as PostRule, howTo: row.how_to, phone: row.phone,
  };
  return { id: row.id, row, facts };
}

const sectionsOf = (ctx: Asked, id: string) => ctx.db.selectFrom('public_comments.public_sections').select(['ref', 'heading', 'body']).where('consultation_id', '=', id).orderBy('ordinal').orderBy('ref').execute();

export const publicConsultation = query({
  name: 'public-comments.one',
  title: { ja: '意見公募の案と期間', en: 'A consultation' },
  input: z.object({ number: numberField }),
  allow: open,
  async run(ctx, input) {
    const found = await published(ctx, input.number);
    if (!found) return null;
    const [sections, documents] = await Promise.all([sectionsOf(ctx, found.id), ctx.db.selectFrom('public_comments.public_documents').select(['label', 'url']).where('consultation_id', '=', found.id).orderBy('ordinal').execute()]);
    return { ...found.facts, sections, documents };
  },
});

export const publicResult = query({
  name: 'public-comments.result',
  title: { ja: '意見公募の結果', en: 'The result of a consultation' },
  input: z.object({ number: numberField }),
  allow: open,
  async run(ctx, input) {
    const found = await published(ctx, input.number);
    if (!found || (found.row.result_at as Temporal.Instant | null) === null) return null;
    const { row, facts } = found;
    const [opinions, sections] = await Promise.all([ctx.db.selectFrom('public_comments.public_opinions').select(['ordinal', 'section_ref as section', 'summary', 'view', 'reply', 'change', 'submissions']).where('consultation_id', '=', found.id).orderBy('ordinal').execute(), sectionsOf(ctx, found.id)]);
    const headings = new Map(sections.map((section) => [section.ref, section.heading]));
    return {
      ...facts, outcome: row.outcome as Outcome, text: row.result_text, textEn: row.result_text_en, decidedOn: row.decided_on, received: row.received, late: row.late,
      opinions: opinions.map((one) => ({ ...one, view: one.view as View, heading: headings.get(one.section) ?? '', submissions: (one.submissions as number | null) ?? 0 })),
    };
  },
});

/** One's own submission, for whoever has its code. Name and address are not shown: this face cannot read them. */
export const ownSubmission = query({
  name: 'public-comments.own',
  title: { ja: '自分の意見', en: 'My submission' },
  input: z.object({ code: ticketField }),
  allow: [anyone('控えの番号を知っている、出した本人だけが見られます')],
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('public_comments.submissions').select(['consultation_id', 'receipt', 'state', 'received_at as receivedAt', 'changed_at as changedAt', 'body', 'section_ref as section', 'named', 'addressed']).where('code_hash', '=', sha256(input.code)).executeTakeFirst();
    if (!row) return null;
    const consultation = await ctx.db.selectFrom('public_comments.public_consultations').select(['number']).where('id', '=', row.consultation_id).executeTakeFirst();
    const found = consultation ? await published(ctx, consultation.number) : null;
    if (!found) return null;
    const { consultation_id: _, ...shown } = row;
    return { ...shown, consultation: found.facts, sections: await sectionsOf(ctx, found.id), mayChange: row.state !== 'withdrawn' && found.facts.stage === 'open' };
  },
});

/** What the people who write, approve and keep the FAQ look at. */
import { sql } from 'kysely';
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { boolField, choiceField, codeField, idField, intField, optional, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { editionField, faqField, labels, queryField } from '../commands/fields.ts';
import { lineDiff } from '../rules/diff.ts';
import { type Asked, mayApprove, mayWrite, officesSeen, whoOf } from '../site.ts';
import { similarTo } from './public.ts';

export const readers = [staff('faq.write'), staff('faq.approve'), staff('faq.arrange')];
export const PAGE = 50;
export const listStates = ['all', 'draft', 'waiting', 'public', 'due', 'withdrawn'] as const;
export const listSorts = ['number', 'question', 'office', 'review', 'views', 'helped', 'saved'] as const;
const READ_DAYS = 30;

export const listInput = z.object({
  q: queryField, office: withDefault(codeField(labels.department, 80), ''), category: withDefault(codeField(labels.category, 32), ''), state: withDefault(choiceField({ ja: '状態', en: 'State' }, listStates), 'all'),
  sort: withDefault(choiceField({ ja: '並び', en: 'Order' }, listSorts), 'number'), down: boolField({ ja: '逆順', en: 'Descending' }), page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 100_000 }), 1),
});

const inOffices = (codes: readonly string[]) => sql<boolean>`d.code = any(${[...codes]}::text[])`;

async function listFaqs(ctx: Asked, input: z.infer<typeof listInput>, limit: number) {
  const offices = officesSeen(ctx);
  let rows = ctx.db.selectFrom('faq.faqs as f').innerJoin('kernel.departments as d', 'd.id', 'f.department_id')
    .innerJoinLateral((eb) => eb.selectFrom('faq.editions as e').selectAll('e').whereRef('e.faq_id', '=', 'f.id').orderBy(sql`case e.state when 'public' then 1 when 'waiting' then 2 when 'draft' then 3 when 'past' then 4 else 5 end`).orderBy('e.number', 'desc').limit(1).as('e'), (join) => join.onTrue())
    .leftJoinLateral((eb) => eb.selectFrom('faq.editions as o').select(['o.id as open', 'o.state as openState']).whereRef('o.faq_id', '=', 'f.id').where('o.state', 'in', ['draft', 'waiting']).as('o'), (join) => join.onTrue())
    .leftJoinLateral((eb) => eb.selectFrom('faq.days as s').select((one) => [one.fn.coalesce(one.fn.sum<number>('s.views'), sql<number>`0`).as('views'), one.fn.coalesce(one.fn.sum<number>('s.yes'), sql<number>`0`).as('yes'), one.fn.coalesce(one.fn.sum<number>('s.no'), sql<number>`0`).as('no')]).whereRef('s.faq_id', '=', 'f.id').where('s.day', '>', ctx.today.subtract({ days: READ_DAYS })).as('s'), (join) => join.onTrue());
  if (offices !== null) rows = rows.where(inOffices(offices));
  if (input.q !== '') {
    const like = `%${input.q.replaceAll(/[%_\\]/g, '\\$&')}%`;
    rows = /^\d{1,7}$/.test(input.q) ? rows.where('f.faq_no', '=', Number(input.q)) : rows.where((eb) => eb.or([eb('e.question', 'ilike', like), eb('e.answer', 'ilike', like), sql<boolean>`array_to_string(e.variants, ' ') ilike ${like}`]));
  }
  if (input.office !== '') rows = rows.where('d.code', '=', input.office);
  if (input.category !== '') rows = rows.where(sql<boolean>`${input.category} = any(e.categories)`);
  if (input.state === 'due') rows = rows.where('f.state', '=', 'public').where('f.review_on', '<=', ctx.today.add({ days: 30 }));
  else if (input.state === 'draft' || input.state === 'waiting') rows = rows.where('o.openState', '=', input.state);
  else if (input.state !== 'all') rows = rows.where('f.state', '=', input.state);
  const total = await rows.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  const helpedShare = sql`s.yes::float / nullif(s.yes + s.no, 0)`;
  const by = { number: sql`f.faq_no`, question: sql`e.question`, office: sql`d.code`, review: sql`f.review_on`, views: sql`s.views`, helped: helpedShare, saved: sql`e.saved_at` }[input.sort];
  const found = await rows.select(['f.id', 'f.faq_no as number', 'f.state', 'f.review_on as reviewOn', 'e.question', 'e.categories', 'e.saved_at as savedAt', 'd.name as office', 'd.code as officeCode', 'o.open', 'o.openState', 's.views', 's.yes', 's.no'])
    .orderBy(by, (order) => (input.down ? order.desc().nullsLast() : order.asc().nullsLast())).orderBy('f.faq_no').limit(limit).offset((input.page - 1) * PAGE).execute();
  return { rows: found.map((row) => ({ ...row, views: Number(row.views ?? 0), yes: Number(row.yes ?? 0), no: Number(row.no ?? 0) })), count: Number(total.count), page: input.page };
}

export const faqList = query({ name: 'faq.list', title: { ja: 'よくある質問の一覧（庁内）', en: 'FAQs, for the office' }, input: listInput, allow: readers, run: (ctx, input) => listFaqs(ctx, input, PAGE) });
export const faqListAll = query({ name: 'faq.listAll', title: { ja: 'よくある質問の一覧（CSV）', en: 'All FAQs, for CSV' }, input: listInput, allow: readers, run: (ctx, input) => listFaqs(ctx, { ...input, page: 1 }, 100_000) });

/** What forms offer: the offices one may write for, and the categories. */
export const choices = query({
  name: 'faq.choices',
  title: { ja: '課と分類', en: 'Offices and categories' },
  input: z.object({}),
  allow: readers,
  async run(ctx) {
    const [offices, categories, own] = await Promise.all([
      ctx.db.selectFrom('kernel.departments').select(['id', 'code', 'name']).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', ctx.today)])).orderBy('code').execute(),
      ctx.db.selectFrom('faq.categories').selectAll().orderBy('ordinal').orderBy('code').execute(),
      ctx.actor.kind === 'staff' ? ctx.db.selectFrom('kernel.holdings as h').innerJoin('kernel.posts as p', 'p.id', 'h.post_id').select('p.department_id as id').where('h.staff_id', '=', ctx.actor.id).where('h.valid_from', '<=', ctx.today).where((eb) => eb.or([eb('h.valid_to', 'is', null), eb('h.valid_to', '>', ctx.today)])).orderBy(sql`h.manner = 'regular' desc`).limit(1).executeTakeFirst() : null,
    ]);
    const writable = offices.filter((office) => mayWrite(ctx, office.code));
    // Where one works, or the only office one writes for: what a form begins with.
    return { offices, writable, likely: writable.find((office) => office.id === own?.id)?.id ?? (writable.length === 1 ? (writable[0]?.id ?? '') : ''), categories };
  },
});

/** An FAQ only for those who work on its office's. */
async function faqFor(ctx: Asked, id: string) {
  const faq = await ctx.db.selectFrom('faq.faqs as f').innerJoin('kernel.departments as d', 'd.id', 'f.department_id').selectAll('f').select(['d.name as office', 'd.code as officeCode']).where('f.id', '=', id).executeTakeFirst();
  const offices = officesSeen(ctx);
  return faq && (offices === null || offices.includes(faq.officeCode)) ? faq : null;
}

export const faqRecord = query({
  name: 'faq.record',
  title: { ja: 'よくある質問の記録', en: 'An FAQ and its editions' },
  input: z.object({ faq: faqField }),
  allow: readers,
  async run(ctx, input) {
    const faq = await faqFor(ctx, input.faq);
    if (!faq) return null;
    const [editions, history, days] = await Promise.all([
      ctx.db.selectFrom('faq.editions').selectAll().where('faq_id', '=', faq.id).orderBy('number', 'desc').limit(100).execute(),
      ctx.db.selectFrom('faq.history').selectAll().where('faq_id', '=', faq.id).orderBy('id', 'desc').limit(100).execute(),
      ctx.db.selectFrom('faq.days').selectAll().where('faq_id', '=', faq.id).where('day', '>', ctx.today.subtract({ days: 365 })).orderBy('day', 'desc').execute(),
    ]);
    const months = [...Map.groupBy(days, (one) => one.day.toPlainYearMonth().toString())].slice(0, 12).map(([month, all]) => ({ month, views: sum(all.map((one) => one.views)), yes: sum(all.map((one) => one.yes)), no: sum(all.map((one) => one.no)) }));
    return { ...faq, editions, history, months, open: editions.find((one) => one.state === 'draft' || one.state === 'waiting') ?? null, live: editions.find((one) => one.state === 'public') ?? null, mayWrite: mayWrite(ctx, faq.officeCode), mayApprove: mayApprove(ctx, faq.officeCode), mayMove: mayWrite(ctx, faq.officeCode) || ctx.may('faq.arrange') };
  },
});
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);

type Edition = NonNullable<Awaited<ReturnType<typeof faqRecord.run>>>['editions'][number];
const linesOf = (one: Edition | undefined) => (one ? [`質問　${one.question}`, ...one.variants.map((way) => `ほかの聞き方　${way}`), ...one.answer.split('\n'), ...(one.question_en === '' ? [] : [`Question: ${one.question_en}`]), ...(one.answer_en === '' ? [] : one.answer_en.split('\n')), `分類　${one.categories.join('、')}`] : []);

/** One edition to write, to read, or to approve; and what it changes. */
export const editionView = query({
  name: 'faq.editionView',
  title: { ja: '版を見る', en: 'An edition' },
  input: z.object({ edition: editionField }),
  allow: readers,
  async run(ctx, input) {
    const edition = await ctx.db.selectFrom('faq.editions').selectAll().where('id', '=', input.edition).executeTakeFirst();
    const faq = edition ? await faqFor(ctx, edition.faq_id) : null;
    if (!edition || !faq) return null;
    const [before, near] = await Promise.all([
      ctx.db.selectFrom('faq.editions').selectAll().where('faq_id', '=', faq.id).where('number', '<', edition.number).where('state', 'in', ['public', 'past']).orderBy('number', 'desc').limit(1).executeTakeFirst(),
      similarTo(ctx, edition.question, faq.id),
    ]);
    const me = whoOf(ctx);
    const mine = edition.authors.includes(me) || edition.submitted_by === me;
    return { edition, faq, similar: near, changes: before ? lineDiff(linesOf(before), linesOf(edition)) : null, mine, mayWrite: mayWrite(ctx, faq.officeCode), mayDecide: edition.state === 'waiting' && mayApprove(ctx, faq.officeCode) && !mine };
  },
});

export const similarFaqs = query({
  name: 'faq.similar',
  title: { ja: '似た質問', en: 'Similar questions' },
  input: z.object({ question: queryField, except: optional(idField(labels.faq)) }),
  allow: readers,
  run: async (ctx, input) => ({ similar: await similarTo(ctx, input.question, input.except ?? '') }),
});

function waitingRows(ctx: Asked) {
  return ctx.db.selectFrom('faq.editions as e').innerJoin('faq.faqs as f', 'f.id', 'e.faq_id').innerJoin('kernel.departments as d', 'd.id', 'f.department_id').select(['e.id', 'e.question', 'e.number', 'e.authors', 'e.submitted_by as submittedBy', 'e.submitted_at as submittedAt', 'e.saved_name as savedName', 'e.change_note as changeNote', 'f.faq_no as faqNo', 'd.name as office', 'd.code']).where('e.state', '=', 'waiting').orderBy('e.submitted_at').limit(500).execute();
}

export const waiting = query({
  name: 'faq.waiting',
  title: { ja: '承認を待つ版', en: 'Editions waiting' },
  input: z.object({}),
  allow: readers,
  async run(ctx) {
    const [me, offices] = [whoOf(ctx), officesSeen(ctx)];
    return (await waitingRows(ctx)).filter((row) => offices === null || offices.includes(row.code)).map(({ authors, submittedBy, ...row }) => ({ ...row, mine: authors.includes(me) || submittedBy === me, mayDecide: mayApprove(ctx, row.code) && !authors.includes(me) && submittedBy !== me }));
  },
});

export const waitingCount = query({
  name: 'faq.waitingCount',
  title: { ja: '承認を待つ版の数', en: 'Editions waiting' },
  input: z.object({}),
  allow: readers,
  run: async (ctx) => (await waitingRows(ctx)).filter((row) => mayApprove(ctx, row.code) && !row.authors.includes(whoOf(ctx)) && row.submittedBy !== whoOf(ctx)).length,
});

/** What citizens told: whether answers helped, in which words, and what they did not find. */
import { sql } from 'kysely';
import { z } from 'zod';
import { choiceField, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { officesSeen } from '../site.ts';
import { readers } from './office.ts';

const spans = ['30', '90', '365'] as const;
const spanField = withDefault(choiceField({ ja: '期間（日）', en: 'Days' }, spans), '90');

export const feedback = query({
  name: 'faq.feedback',
  title: { ja: '役に立ったかどうかの集計', en: 'Whether answers helped' },
  input: z.object({ days: spanField }),
  allow: readers,
  async run(ctx, input) {
    const offices = officesSeen(ctx);
    let rows = ctx.db.selectFrom('faq.days as s').innerJoin('faq.faqs as f', 'f.id', 's.faq_id').innerJoin('kernel.departments as d', 'd.id', 'f.department_id').innerJoin('faq.editions as e', (join) => join.onRef('e.faq_id', '=', 'f.id').on('e.state', '=', 'public'))
      .where('s.day', '>', ctx.today.subtract({ days: Number(input.days) }));
    if (offices !== null) rows = rows.where(sql<boolean>`d.code = any(${[...offices]}::text[])`);
    const found = await rows.select((eb) => ['f.id', 'f.faq_no as number', 'e.question', 'd.name as office', eb.fn.sum<string>('s.views').as('views'), eb.fn.sum<string>('s.yes').as('yes'), eb.fn.sum<string>('s.no').as('no')]).groupBy(['f.id', 'f.faq_no', 'e.question', 'd.name'])
      .orderBy(sql`sum(s.no)::float / nullif(sum(s.yes) + sum(s.no), 0) desc nulls last`).orderBy(sql`sum(s.views) desc`).orderBy('f.faq_no').limit(500).execute();
    return { days: input.days, rows: found.map((row) => ({ ...row, views: Number(row.views), yes: Number(row.yes), no: Number(row.no) })) };
  },
});

/** Free words may name somebody in spite of all: every look is recorded. */
export const remarks = query({
  name: 'faq.remarks',
  title: { ja: '市民の言葉', en: 'What citizens wrote' },
  input: z.object({ days: spanField }),
  allow: readers,
  personal: true,
  async run(ctx, input) {
    const offices = officesSeen(ctx);
    let rows = ctx.db.selectFrom('faq.remarks as r').innerJoin('faq.faqs as f', 'f.id', 'r.faq_id').innerJoin('kernel.departments as d', 'd.id', 'f.department_id').where('r.day', '>', ctx.today.subtract({ days: Number(input.days) }));
    if (offices !== null) rows = rows.where(sql<boolean>`d.code = any(${[...offices]}::text[])`);
    const found = await rows.select(['r.id', 'r.faq_id as faq', 'r.day', 'r.helped', 'r.words', 'f.faq_no as number', 'd.name as office']).select((eb) => eb.selectFrom('faq.editions as e').select('e.question').whereRef('e.faq_id', '=', 'f.id').orderBy('e.number', 'desc').limit(1).as('question')).orderBy('r.day', 'desc').orderBy('r.id').limit(200).execute();
    for (const row of found) ctx.shown(`faq-remark:${row.id}`);
    return found;
  },
});

export const needed = query({
  name: 'faq.needed',
  title: { ja: '必要な答え', en: 'Needed answers' },
  input: z.object({ state: withDefault(choiceField({ ja: '状態', en: 'State' }, ['open', 'drafted', 'dismissed'] as const), 'open') }),
  allow: readers,
  run: (ctx, input) => ctx.db.selectFrom('faq.needed').select(['id', 'words', 'clients', 'first_on as firstOn', 'last_on as lastOn', 'state', 'faq_id as faq', 'note']).where('state', '=', input.state).orderBy('clients', 'desc').orderBy('last_on', 'desc').orderBy('words').limit(200).execute(),
});

export const neededCount = query({
  name: 'faq.neededCount',
  title: { ja: '必要な答えの数', en: 'Needed answers' },
  input: z.object({}),
  allow: readers,
  run: async (ctx) => Number((await ctx.db.selectFrom('faq.needed').select((eb) => eb.fn.countAll<number>().as('count')).where('state', '=', 'open').executeTakeFirstOrThrow()).count),
});

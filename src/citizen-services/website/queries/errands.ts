/** Errands by situation of life, for everybody and for whoever keeps them. */
import { z } from 'zod';
import { anyone, staff } from '../../../kernel/actor.ts';
import { codeField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { conditionsOf } from '../rules/errands.ts';
import { contactsOf } from './public.ts';

export const errandsOf = query({
  name: 'website.errandsOf',
  title: { ja: 'くらしの場面の用件', en: 'Errands of a situation' },
  input: z.object({ life: codeField({ ja: 'くらしの場面', en: 'Situation' }, 32) }),
  allow: [anyone('だれに何の手続きが要るかは、公開しています')],
  async run(ctx, input) {
    const life = await ctx.db.selectFrom('website.public_categories').select(['code', 'name', 'name_en as nameEn']).where('code', '=', input.life).where('facet', '=', 'life').executeTakeFirst();
    if (!life) return null;
    const rows = await ctx.db.selectFrom('website.public_errands').selectAll().where('life', '=', input.life).orderBy('ordinal').orderBy('code').execute();
    const contacts = await contactsOf(ctx, rows.map((row) => row.office));
    return { ...life, errands: rows.map((row) => ({ code: row.code, title: { ja: row.title, en: row.title_en }, due: { ja: row.due, en: row.due_en }, bring: { ja: row.bring, en: row.bring_en }, path: row.path as string | null, conditions: conditionsOf(row.conditions), office: contacts[row.office] ?? null })) };
  },
});

export const errandList = query({
  name: 'website.errandList',
  title: { ja: '用件の一覧', en: 'All errands' },
  input: z.object({}),
  allow: [staff('website.edit')],
  run: (ctx) => ctx.db.selectFrom('website.errands').selectAll().orderBy('life').orderBy('ordinal').orderBy('code').execute(),
});

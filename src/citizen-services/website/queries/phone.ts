/** What the text-only pages need beyond the others: pages of one kind, telephone numbers, and numbers of the pages that a page links to. */
import { z } from 'zod';
import { choiceField, intField, listField, textField, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { writtenNumber } from '../site.ts';
import { columns, LIST, listed, open } from './public.ts';

export const phoneKinds = ['procedure', 'facility', 'event', 'faq'] as const;

export const pagesOfKind = query({
  name: 'website.pagesOfKind',
  title: { ja: '種類のページ', en: 'Pages of a kind' },
  input: z.object({ kind: choiceField({ ja: '種類', en: 'Kind' }, phoneKinds), page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 10_000 }), 1) }),
  allow: open,
  async run(ctx, input) {
    const pages = ctx.db.selectFrom('website.public_pages').where('kind', '=', input.kind).where('easy', '=', false);
    const [rows, count] = await Promise.all([pages.select(columns).orderBy('changed_at', 'desc').orderBy('page_no').limit(LIST).offset((input.page - 1) * LIST).execute(), pages.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()]);
    return { pages: rows.map(listed), count: Number(count.count), page: input.page };
  },
});

export const officeNumbers = query({
  name: 'website.officeNumbers',
  title: { ja: '窓口の電話番号', en: 'Telephone numbers' },
  input: z.object({}),
  allow: open,
  run: (ctx) => ctx.db.selectFrom('website.public_contacts').select(['name', 'phone', 'hours']).where('phone', '<>', '').orderBy('code').limit(500).execute(),
});

/** The numbers of public pages at these addresses; others are left out. */
export const numbersOf = query({
  name: 'website.numbersOf',
  title: { ja: 'アドレスの番号', en: 'Numbers of addresses' },
  input: z.object({ paths: listField({ ja: 'アドレス', en: 'Addresses' }, textField({ ja: 'アドレス', en: 'Address' }, { max: 300, numbers: true }), { max: 1000 }) }),
  allow: open,
  async run(ctx, input): Promise<Readonly<Record<string, string>>> {
    if (input.paths.length === 0) return {};
    const rows = await ctx.db.selectFrom('website.public_pages').select(['path', 'page_no']).where('path', 'in', input.paths).execute();
    return Object.fromEntries(rows.map((row) => [row.path, writtenNumber(row.page_no)]));
  },
});

/** Search of the public site: one- and two-character words, readings, variants, synonyms. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { choiceField, codeField, intField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import type { Piece } from '../rules/search/snippets.ts';
import { pageNumberOf } from '../rules/search/query.ts';
import { FORMER_SCHOOLS, searchIndex } from '../searching.ts';
import { writtenNumber } from '../site.ts';

export const HITS = 20;

export interface SearchHit {
  readonly path: string;
  readonly kind: string;
  readonly easy: boolean;
  readonly pageNo: string;
  readonly title: readonly Piece[];
  readonly snippet: readonly Piece[];
  readonly reviewedAt: Temporal.Instant;
  /** 過去の学校: the name of the school whose site this page stands on. */
  readonly formerSchool: string | null;
}

/** What a visitor may narrow the search to, beside kinds and categories. */
export const SITES = ['former-schools'] as const;

export const search = query({
  name: 'website.search',
  title: { ja: 'サイトの中をさがす', en: 'Search the site' },
  input: z.object({ q: withDefault(textField({ ja: 'さがすことば', en: 'Words' }, { max: 100, min: 0, numbers: true }), ''), kind: withDefault(codeField({ ja: '種類', en: 'Kind' }, 20), ''), category: withDefault(codeField({ ja: '分類', en: 'Category' }, 32), ''), site: optional(choiceField({ ja: 'サイト', en: 'Site' }, SITES)), page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 1000 }), 1) }),
  allow: [anyone('公開しているページだけを探します')],
  async run(ctx, input) {
    const index = await searchIndex(ctx.city, ctx.db);
    const number = pageNumberOf(input.q);
    const numbered = number === null ? undefined : await ctx.db.selectFrom('website.public_pages').select('page_no').where('page_no', '=', number).executeTakeFirst();
    const { level } = await ctx.db.selectFrom('website.public_mode').select('level').executeTakeFirstOrThrow();
    const found = index.search(input.q, { now: ctx.now.epochMilliseconds, disasterMode: level, page: input.page, pageSize: HITS, ...(input.kind === '' ? {} : { kind: input.kind }), facets: [...(input.category === '' ? [] : [input.category]), ...(input.site === null ? [] : [FORMER_SCHOOLS])] });
    const phone = /^0[\d-]{8,13}$/.test(input.q.normalize('NFKC').trim()) ? input.q.normalize('NFKC').replaceAll(/\D/g, '') : null;
    const archived = found.hits.some((hit) => hit.doc.archived);
    const [office, categories, sites] = await Promise.all([
      phone === null ? undefined : ctx.db.selectFrom('website.public_contacts').select(['name', 'phone', 'place', 'hours']).where('phone', '=', phone).executeTakeFirst(),
      found.facets.length === 0 ? [] : ctx.db.selectFrom('website.public_categories').select(['code', 'name', 'name_en as nameEn']).where('code', 'in', found.facets.slice(0, 30).map((one) => one.code)).execute(),
      archived ? ctx.db.selectFrom('website.public_sites').select(['path', 'name']).where('kind', '=', 'school').where('archived_on', 'is not', null).execute() : [],
    ]);
    return {
      total: found.total, page: input.page, numbered: numbered ? writtenNumber(numbered.page_no) : null, office: office ?? null, kinds: found.kinds, didYouMean: found.didYouMean,
      formerSchools: found.facets.find((one) => one.code === FORMER_SCHOOLS)?.count ?? 0,
      categories: found.facets.flatMap((one) => categories.filter((category) => category.code === one.code).map((category) => ({ ...category, count: one.count }))).slice(0, 10),
      hits: found.hits.map((hit): SearchHit => ({ path: hit.doc.path, kind: hit.doc.kind, pageNo: writtenNumber(hit.doc.pageNo), easy: hit.doc.easy === true, title: hit.title, snippet: hit.snippet, reviewedAt: Temporal.Instant.fromEpochMilliseconds(hit.doc.reviewedAt), formerSchool: hit.doc.archived ? (sites.find((site) => hit.doc.path.startsWith(site.path))?.name ?? null) : null })),
    };
  },
});

export const suggest = query({
  name: 'website.suggest',
  title: { ja: 'さがすことばの候補', en: 'Suggestions' },
  input: z.object({ q: withDefault(textField({ ja: 'さがすことば', en: 'Words' }, { max: 100, min: 0, numbers: true }), '') }),
  allow: [anyone('公開しているページの題名だけを見せます')],
  async run(ctx, input) {
    const index = await searchIndex(ctx.city, ctx.db);
    return index.suggest(input.q, 8).map((doc) => ({ title: doc.title, path: doc.path }));
  },
});


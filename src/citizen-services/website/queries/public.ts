/** What visitors read: pages by address and number, folders, lists, feeds, the site map. Only the public views are asked. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { boolField, codeField, intField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { rubiedOf } from '../commands/readings.ts';
import { blocksOf } from '../draft.ts';
import { namedBlocks } from '../naming.ts';
import type { Block, BlockOf } from '../rules/blocks.ts';
import { linksOf } from '../rules/inline.ts';
import type { Rubied } from '../rules/ruby.ts';
import { successorOf } from '../rules/offices.ts';
import { placesOf } from '../rules/texts.ts';
import { type Asked, type Position, reading, wayTo, writtenNumber } from '../site.ts';

export const open = [anyone('公開しているページだけを見せます')];
const pathField = textField({ ja: 'アドレス', en: 'Address' }, { max: 300, numbers: true });
export const LIST = 50;

export interface Listed {
  readonly pageNo: string;
  readonly title: string;
  readonly lead: string;
  readonly path: string;
  readonly kind: string;
  readonly changedAt: Temporal.Instant;
  readonly emergency: boolean;
}

export interface Contact {
  readonly name: string;
  readonly phone: string;
  readonly place: string;
  readonly hours: string;
}

export interface PublicPage {
  readonly found: 'page';
  readonly pageNo: string;
  readonly edition: number;
  readonly title: string;
  readonly lead: string;
  readonly kind: string;
  readonly lang: string;
  readonly path: string;
  readonly blocks: readonly Block[];
  readonly categories: readonly { readonly code: string; readonly name: string; readonly nameEn: string }[];
  readonly contacts: Readonly<Record<string, Contact>>;
  readonly contact: string;
  readonly lists: Readonly<Record<string, readonly Listed[]>>;
  readonly fileDays: Readonly<Record<string, Temporal.Instant>>;
  readonly way: readonly Position[];
  readonly firstPublicAt: Temporal.Instant;
  readonly changedAt: Temporal.Instant;
  readonly reviewOn: Temporal.PlainDate | null;
  readonly reviewedAt: Temporal.Instant | null;
  /** More than thirty days past its review: readers are told. */
  readonly overdue: boolean;
  readonly others: readonly { readonly lang: string; readonly path: string }[];
  /** In plain words: when the edition it was made from was published, and whether the original has changed since. */
  readonly easy: { readonly madeFromAt: Temporal.Instant | null; readonly behind: boolean } | null;
  /** Of a school; null: the city itself. */
  /** With ふりがな: how its texts are read; null: not asked for, or not made yet. */
  readonly ruby: Rubied | null;
  readonly site: { readonly code: string; readonly name: string; readonly archivedOn: Temporal.PlainDate | null } | null;
}

export interface GonePage {
  readonly found: 'gone';
  readonly title: string;
  readonly reason: string;
  readonly since: Temporal.Instant;
  readonly successor: { readonly title: string; readonly path: string } | null;
}

export type PageAnswer = PublicPage | GonePage | { readonly found: 'moved'; readonly to: string };

const OVERDUE_DAYS = 30;
export const columns = ['id', 'page_no', 'title', 'lead', 'path', 'kind', 'changed_at', 'emergency'] as const;
export const listed = (row: { page_no: number; title: string; lead: string; path: string; kind: string; changed_at: Temporal.Instant; emergency: boolean }): Listed => ({ pageNo: writtenNumber(row.page_no), title: row.title, lead: row.lead, path: row.path, kind: row.kind, changedAt: row.changed_at, emergency: row.emergency });

/** The pages an embedded list shows. A page in plain words is in no list but its own: it stands beside its original. */
export async function listFor(ctx: { readonly db: Asked['db'] }, section: string, block: Pick<BlockOf<'pages'>, 'of' | 'category' | 'count'>): Promise<readonly Listed[]> {
  let rows = reading(ctx.db).selectFrom('website.public_pages').select(columns).where('easy', '=', false);
  if (block.of === 'children') rows = rows.where('section_id', '=', section);
  if (block.of === 'category') rows = rows.where((eb) => eb(eb.val(block.category), '=', eb.fn.any('categories')));
  return (await (block.of === 'children' ? rows.orderBy('ordinal') : rows).orderBy('changed_at', 'desc').orderBy('page_no').limit(block.count).execute()).map(listed);
}

export async function contactsOf(ctx: { readonly db: Asked['db'] }, codes: readonly string[]): Promise<Readonly<Record<string, Contact>>> {
  const wanted = [...new Set(codes.filter((code) => code !== ''))];
  if (wanted.length === 0) return {};
  // A page that names an office of old is answered by the one that follows.
  const successions = new Map((await reading(ctx.db).selectFrom('website.office_successions').select(['code', 'becomes']).execute()).map((row) => [row.code, row.becomes]));
  const today = new Map(wanted.map((code) => [code, successorOf(code, successions)]));
  const rows = await reading(ctx.db).selectFrom('website.public_contacts').select(['code', 'name', 'phone', 'place', 'hours']).where('code', 'in', [...new Set(today.values())]).execute();
  const cards = new Map(rows.map(({ code, ...contact }) => [code, contact]));
  return Object.fromEntries([...today].flatMap(([code, now]) => { const card = cards.get(now); return card ? [[code, card] as const] : []; }));
}

/** Since when the public sees the version that a block shows: 「更新」 beside the file. */
async function fileDaysOf(ctx: { readonly db: Asked['db'] }, blocks: readonly Block[]): Promise<Readonly<Record<string, Temporal.Instant>>> {
  const files = namedBlocks(blocks).map((block) => block.identity);
  if (files.length === 0) return {};
  const rows = await reading(ctx.db).selectFrom('website.public_named_files').select(['id', 'sha256', 'public_at']).where('id', 'in', [...new Set(files)]).where('public_at', 'is not', null).orderBy('number').execute();
  return Object.fromEntries(rows.map((row) => [`${row.id} ${row.sha256}`, row.public_at]));
}

/** Everything a page refers to. */
export async function referredTo(ctx: { readonly db: Asked['db'] }, section: string, blocks: readonly Block[], contact: string) {
  const lists = await Promise.all(blocks.flatMap((block) => (block.type === 'pages' ? [listFor(ctx, section, block).then((items) => [block.id, items] as const)] : [])));
  const contacts = await contactsOf(ctx, [contact, ...blocks.flatMap((block) => (block.type === 'contact' ? [block.department] : []))]);
  return { lists: Object.fromEntries(lists), contacts, fileDays: await fileDaysOf(ctx, blocks) };
}

/** The school a folder belongs to. */
async function siteOf(ctx: Asked, section: string): Promise<PublicPage['site']> {
  const row = await ctx.db.selectFrom('website.public_sections as s').innerJoin('website.public_sites as t', 't.code', 's.site_code').select(['t.code', 't.name', 't.kind', 't.archived_on as archivedOn']).where('s.id', '=', section).executeTakeFirst();
  return !row || row.kind === 'city' ? null : { code: row.code, name: row.name, archivedOn: row.archivedOn };
}

async function publicPage(ctx: Asked, by: { readonly path: string } | { readonly pageNo: number }, withRuby = false): Promise<PublicPage | null> {
  const asked = ctx.db.selectFrom('website.public_pages').selectAll();
  const row = await ('path' in by ? asked.where('path', '=', by.path) : asked.where('page_no', '=', by.pageNo)).executeTakeFirst();
  if (!row) return null;
  const blocks = blocksOf(row.blocks);
  // A view's columns are typed as filled; a page without a day of review or another language has none.
  const [reviewOn, reviewedAt, original] = [row.review_on as Temporal.PlainDate | null, row.reviewed_at as Temporal.Instant | null, row.translation_of as string | null];
  const [readings, site, referred, way, categories, others] = await Promise.all([withRuby || row.easy ? ctx.db.selectFrom('website.public_readings').select('texts').where('edition_id', '=', row.edition_id).executeTakeFirst() : undefined, siteOf(ctx, row.section_id),
    referredTo(ctx, row.section_id, blocks, row.contact), wayTo(ctx.db, row.path.replace(/[^/]*$/, '')),
    row.categories.length === 0 ? [] : ctx.db.selectFrom('website.public_categories').select(['code', 'name', 'name_en as nameEn']).where('code', 'in', [...row.categories]).orderBy('ordinal').execute(),
    ctx.db.selectFrom('website.public_pages').select(['lang', 'path']).where((eb) => eb.or([eb('translation_of', '=', original ?? row.id), eb('id', '=', original ?? row.id)])).where('id', '<>', row.id).orderBy('lang').execute(),
  ]);
  return {
    found: 'page', pageNo: writtenNumber(row.page_no), edition: row.edition, title: row.title, lead: row.lead, kind: row.kind, lang: row.lang, path: row.path, blocks, categories, ...referred, contact: row.contact, way,
    firstPublicAt: row.first_public_at, changedAt: row.changed_at, reviewOn, reviewedAt, overdue: reviewOn !== null && Temporal.PlainDate.compare(reviewOn.add({ days: OVERDUE_DAYS }), ctx.today) <= 0, others, easy: row.easy ? { madeFromAt: row.made_from_at, behind: row.behind } : null, site, ruby: readings ? rubiedOf(readings.texts) : null,
  };
}

async function gonePage(ctx: Asked, path: string): Promise<GonePage | null> {
  const row = await ctx.db.selectFrom('website.gone_pages').selectAll().where('path', '=', path).executeTakeFirst();
  if (!row) return null;
  const next = (row.successor_id as string | null) === null ? undefined : await ctx.db.selectFrom('website.public_pages').select(['title', 'path']).where('id', '=', row.successor_id).executeTakeFirst();
  return { found: 'gone', title: row.title, reason: row.withdrawn_reason, since: row.withdrawn_at, successor: next ?? null };
}

/** What stands at an address: a page, what was there, or the way to where it is now. Null: nothing ever was, or it is not out yet. */
async function answerAt(ctx: Asked, path: string, withRuby = false): Promise<PageAnswer | null> {
  const page = await publicPage(ctx, { path }, withRuby);
  if (page) return page;
  const gone = await gonePage(ctx, path);
  if (gone) return gone;
  const address = await ctx.db.selectFrom('website.public_addresses').selectAll().where('path', '=', path).executeTakeFirst();
  if (!address) return null;
  const [away, pagePath, sectionPath, state] = [address.to_address as string | null, address.page_path as string | null, address.section_path as string | null, address.page_state as string | null];
  const to = away ?? (state === 'new' ? null : pagePath) ?? sectionPath;
  return to === null || to === path ? null : { found: 'moved', to };
}

export const pageAt = query({
  name: 'website.pageAt',
  title: { ja: 'アドレスのページ', en: 'The page at an address' },
  input: z.object({ path: pathField, ruby: withDefault(boolField({ ja: 'ふりがな', en: 'Furigana' }), false) }),
  allow: open,
  run: (ctx, input) => answerAt(ctx, input.path, input.ruby),
});

export const pageNumbered = query({
  name: 'website.pageNumbered',
  title: { ja: '番号のページ', en: 'The page with a number' },
  input: z.object({ number: textField({ ja: 'ページ番号', en: 'Page number' }, { max: 7, numbers: true, pattern: { test: /^\d{1,7}$/, say: { ja: 'ページ番号は、7けたまでの数字です。', en: 'A page number has up to seven digits.' } } }) }),
  allow: open,
  async run(ctx, input): Promise<PageAnswer | null> {
    const pageNo = Number(input.number);
    const row = (await ctx.db.selectFrom('website.public_pages').select('path').where('page_no', '=', pageNo).executeTakeFirst()) ?? (await ctx.db.selectFrom('website.gone_pages').select('path').where('page_no', '=', pageNo).executeTakeFirst());
    return row ? answerAt(ctx, row.path) : null;
  },
});

export const sectionAt = query({
  name: 'website.sectionAt',
  title: { ja: 'フォルダーの中', en: 'A folder' },
  input: z.object({ path: pathField, page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 10_000 }), 1) }),
  allow: open,
  async run(ctx, input) {
    const section = await ctx.db.selectFrom('website.public_sections').select(['id', 'name', 'name_en as nameEn', 'lead', 'path']).where('path', '=', input.path).executeTakeFirst();
    if (!section) {
      const address = await ctx.db.selectFrom('website.public_addresses').select(['section_path', 'to_address', 'page_path', 'page_state']).where('path', '=', input.path).executeTakeFirst();
      const to = address ? ((address.section_path as string | null) ?? (address.to_address as string | null) ?? (address.page_state === 'new' ? null : (address.page_path as string | null))) : null;
      return to === null || to === input.path ? null : { found: 'moved' as const, to };
    }
    const pages = ctx.db.selectFrom('website.public_pages').where('section_id', '=', section.id).where('easy', '=', false);
    const [below, rows, count, way] = await Promise.all([
      ctx.db.selectFrom('website.public_sections').select(['name', 'name_en as nameEn', 'lead', 'path']).where('parent_id', '=', section.id).orderBy('ordinal').orderBy('path').execute(),
      pages.select(columns).orderBy('ordinal').orderBy('changed_at', 'desc').orderBy('page_no').limit(LIST).offset((input.page - 1) * LIST).execute(),
      pages.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(), wayTo(ctx.db, section.path),
    ]);
    return { found: 'section' as const, name: section.name, nameEn: section.nameEn, lead: section.lead, path: section.path, below, pages: rows.map(listed), count: Number(count.count), page: input.page, way: way.slice(0, -1) };
  },
});

export const firstPage = query({
  name: 'website.firstPage',
  title: { ja: 'トップページ', en: 'The first page' },
  input: z.object({}),
  allow: open,
  async run(ctx) {
    const [doors, life, news] = await Promise.all([
      ctx.db.selectFrom('website.public_sections').select(['name', 'name_en as nameEn', 'lead', 'path', 'icon']).where('door', '=', true).where('site_code', '=', 'city').orderBy('ordinal').orderBy('path').limit(12).execute(),
      ctx.db.selectFrom('website.public_categories').select(['code', 'name', 'name_en as nameEn', 'icon']).where('facet', '=', 'life').orderBy('ordinal').orderBy('code').limit(12).execute(),
      ctx.db.selectFrom('website.public_pages').select(columns).where('kind', 'in', ['news', 'notice', 'emergency', 'event']).where('easy', '=', false).orderBy('changed_at', 'desc').orderBy('page_no').limit(8).execute(),
    ]);
    return { doors, life, news: news.map(listed) };
  },
});

/** The newest pages of one site, for its own first page. */
export const sitePages = query({
  name: 'website.sitePages',
  title: { ja: 'サイトの新しいページ', en: 'Newest pages of a site' },
  input: z.object({ site: codeField({ ja: 'サイト', en: 'Site' }, 32), page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 10_000 }), 1) }),
  allow: open,
  async run(ctx, input) {
    const site = await ctx.db.selectFrom('website.public_sites').selectAll().where('code', '=', input.site).executeTakeFirst();
    if (!site) return null;
    const pages = ctx.db.selectFrom('website.public_pages').where('easy', '=', false).where('section_id', 'in', (eb) => eb.selectFrom('website.public_sections').select('id').where('site_code', '=', input.site));
    const [rows, count] = await Promise.all([pages.select(columns).orderBy('changed_at', 'desc').orderBy('page_no').limit(LIST).offset((input.page - 1) * LIST).execute(), pages.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()]);
    return { code: site.code, name: site.name, path: site.path, archivedOn: site.archived_on, pages: rows.map(listed), count: Number(count.count), page: input.page };
  },
});

export const categoryPages = query({
  name: 'website.categoryPages',
  title: { ja: '分類のページ', en: 'Pages of a category' },
  input: z.object({ code: codeField({ ja: '分類', en: 'Category' }, 32), page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 10_000 }), 1) }),
  allow: open,
  async run(ctx, input) {
    const category = await ctx.db.selectFrom('website.public_categories').select(['code', 'name', 'name_en as nameEn', 'facet']).where('code', '=', input.code).executeTakeFirst();
    if (!category) return null;
    const pages = ctx.db.selectFrom('website.public_pages').where('easy', '=', false).where((eb) => eb(eb.val(input.code), '=', eb.fn.any('categories')));
    const [rows, count] = await Promise.all([pages.select(columns).orderBy('title').orderBy('page_no').limit(LIST).offset((input.page - 1) * LIST).execute(), pages.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()]);
    const errand = category.facet === 'life' ? await ctx.db.selectFrom('website.public_errands').select('code').where('life', '=', input.code).limit(1).executeTakeFirst() : undefined;
    return { ...category, navi: errand !== undefined, pages: rows.map(listed), count: Number(count.count), page: input.page };
  },
});

export const newsList = query({
  name: 'website.newsList',
  title: { ja: '新着の一覧', en: 'News' },
  input: z.object({ page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 10_000 }), 1) }),
  allow: open,
  async run(ctx, input) {
    const pages = ctx.db.selectFrom('website.public_pages').where('easy', '=', false);
    const [rows, count] = await Promise.all([pages.select(columns).orderBy('changed_at', 'desc').orderBy('page_no').limit(LIST).offset((input.page - 1) * LIST).execute(), pages.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()]);
    return { pages: rows.map(listed), count: Number(count.count), page: input.page };
  },
});

const FEED = 50;
const TOMBSTONE_DAYS = 30;

/** For feeds: the newest pages, and what went from the public in the last thirty days. */
export const feedOf = query({
  name: 'website.feedOf',
  title: { ja: '新着の配信', en: 'Feed' },
  input: z.object({ section: optional(pathField) }),
  allow: open,
  async run(ctx, input) {
    const section = input.section === null ? null : await ctx.db.selectFrom('website.public_sections').select(['id', 'name', 'path']).where('path', '=', input.section).executeTakeFirst();
    if (section === undefined) return null;
    const rows = ctx.db.selectFrom('website.public_pages').select([...columns, 'first_public_at', 'published_at', 'categories', 'blocks']).where('easy', '=', false);
    const [pages, gone] = await Promise.all([
      (section ? rows.where('path', 'like', `${section.path.replaceAll(/[%_\\]/g, '\\$&')}%`) : rows).orderBy('changed_at', 'desc').orderBy('page_no').limit(FEED).execute(),
      ctx.db.selectFrom('website.gone_pages').select(['page_no', 'path', 'withdrawn_at', 'first_public_at']).where('withdrawn_at', '>', ctx.now.subtract({ hours: 24 * TOMBSTONE_DAYS })).orderBy('withdrawn_at', 'desc').limit(FEED).execute(),
    ]);
    return {
      name: section?.name ?? null, path: section?.path ?? '/',
      pages: pages.map((row) => ({ ...listed(row), firstPublicAt: row.first_public_at, categories: row.categories })),
      gone: gone.filter((row) => !section || row.path.startsWith(section.path)).map((row) => ({ pageNo: writtenNumber(row.page_no), firstPublicAt: row.first_public_at, path: row.path, at: row.withdrawn_at })),
    };
  },
});

export const URLS_A_MAP = 50_000;

export const siteMap = query({
  name: 'website.siteMap',
  title: { ja: 'サイトマップ', en: 'Site map' },
  input: z.object({ part: withDefault(intField({ ja: '何番目', en: 'Part' }, { min: 0, max: 1000 }), 0) }),
  allow: open,
  async run(ctx, input) {
    const pages = ctx.db.selectFrom('website.public_pages').select(['id', 'path', 'changed_at as changedAt', 'lang', 'translation_of as translationOf']).orderBy('page_no');
    const { count } = await ctx.db.selectFrom('website.public_pages').select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
    const parts = Math.max(1, Math.ceil(Number(count) / URLS_A_MAP));
    const sections = await ctx.db.selectFrom('website.public_sections').select(['path', 'name', 'name_en as nameEn']).orderBy('path').execute();
    return { parts, sections, pages: input.part === 0 && parts > 1 ? [] : await pages.limit(URLS_A_MAP).offset(Math.max(0, input.part - 1) * URLS_A_MAP).execute() };
  },
});

const CHECKED = 500;

export interface PageToCheck {
  readonly page: string;
  readonly edition: string;
  readonly pageNo: number;
  readonly path: string;
  readonly title: string;
  readonly kind: string;
  readonly lang: string;
  readonly contact: string;
  readonly categories: readonly string[];
  readonly reviewOn: Temporal.PlainDate | null;
  readonly changedAt: Temporal.Instant;
  readonly officeCode: string;
  readonly office: string;
  /** Of which kinds of blocks it is made. */
  readonly types: readonly Block['type'][];
  readonly links: readonly { readonly to: string; readonly words: string }[];
}

/** Every public page with where it links and what is kept of it, by its number: for whoever looks after the site as a whole. */
export const pagesToCheck = query({
  name: 'website.pagesToCheck',
  title: { ja: '公開中のページとリンク', en: 'Public pages and their links' },
  input: z.object({ after: withDefault(intField({ ja: 'ページ番号', en: 'Page number' }, { min: 0, max: 9_999_999 }), 0) }),
  allow: open,
  async run(ctx, input) {
    const rows = await ctx.db.selectFrom('website.public_pages as p').innerJoin('website.public_contacts as d', 'd.department_id', 'p.department_id').select(['p.id as page', 'p.edition_id as edition', 'p.page_no as pageNo', 'p.path', 'p.title', 'p.kind', 'p.lang', 'p.contact', 'p.categories', 'p.review_on as reviewOn', 'p.changed_at as changedAt', 'p.blocks', 'd.code as officeCode', 'd.name as office'])
      .where('p.page_no', '>', input.after).orderBy('p.page_no').limit(CHECKED).execute();
    const pages = rows.map(({ blocks: stored, ...row }): PageToCheck => {
      const blocks = blocksOf(stored);
      const links = placesOf({ title: '', lead: '', kind: 'guide', lang: row.lang, contact: '', categories: [], reviewOn: null, blocks }).flatMap((place) => linksOf(place.rich).map(({ node, text }) => ({ to: node.link, words: text })));
      return { ...row, types: [...new Set(blocks.map((block) => block.type))], links };
    });
    return { pages, more: rows.length === CHECKED };
  },
});

/** The tree of folders, for the page people read. */
export const publicTree = query({
  name: 'website.publicTree',
  title: { ja: 'サイトの全体', en: 'All folders' },
  input: z.object({}),
  allow: open,
  run: (ctx) => ctx.db.selectFrom('website.public_sections').select(['name', 'name_en as nameEn', 'path', 'lead']).where('site_code', '=', 'city').orderBy('path').execute(),
});

export const publicFile = query({
  name: 'website.publicFile',
  title: { ja: '公開中のファイル', en: 'A public file' },
  input: z.object({ sha256: textField({ ja: 'ファイル', en: 'File' }, { max: 64, numbers: true }) }),
  allow: open,
  async run(ctx, input) {
    return (await ctx.db.selectFrom('website.public_files').select(['sha256', 'name', 'media_type as mediaType', 'bytes']).where('sha256', '=', input.sha256).executeTakeFirst()) ?? null;
  },
});

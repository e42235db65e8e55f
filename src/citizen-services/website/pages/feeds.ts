/** What programs read: feeds, the site map, robots.txt, and the disaster as data. All of it from memory. */
import { anyone } from '../../../kernel/actor.ts';
import { notFound, type PageContext, route, type Route } from '../../../kernel/page.ts';
import { disasterNow } from '../queries/disaster.ts';
import { feedOf, siteMap } from '../queries/public.ts';
import { linkLang } from '../rules/easy.ts';
import { atomFeed, type Feed, rssFeed, stillTold, tagUri } from '../rules/feeds/feeds.ts';
import { type ListedPage, sitemaps } from '../rules/feeds/sitemap.ts';

const open = [anyone('公開しているページだけを配ります')];
/** Before this no page of ours was public. */
const SINCE = Temporal.Instant.from('2026-04-01T00:00:00+09:00');
const HOUR = 3600;
const MINUTE = 60;

const one = (value: string | readonly string[] | undefined) => (typeof value === 'string' ? value : (value?.[0] ?? ''));

async function feedFor(ctx: PageContext, path: string, file: string): Promise<Feed | null> {
  const answer = await ctx.tryAsk(feedOf, { section: path });
  if (!answer.ok || answer.value === null) return null;
  const found = answer.value;
  const { origin, facts } = ctx.city;
  const host = new URL(origin).hostname;
  const name = `${facts.name.ja} ${found.name ?? '新着情報'}`;
  const query = path === '' ? '' : `?in=${encodeURIComponent(path)}`;
  const tag = (pageNo: string, born: Temporal.Instant) => tagUri(host, born, `p/${pageNo}`);
  return {
    tag: tagUri(host, SINCE, path === '' ? 'news' : path), title: name, subtitle: '', self: `${origin}/${file}${query}`, home: `${origin}${found.path === '/' ? '/news' : found.path}`, hub: null, author: facts.name.ja, lang: 'ja', since: SINCE,
    entries: found.pages.map((row) => ({ tag: tag(row.pageNo, row.firstPublicAt), title: row.title, url: `${origin}${row.path}`, published: row.firstPublicAt, updated: row.changedAt, summary: row.lead === '' ? row.title : row.lead, html: null, categories: row.categories.map((code) => ({ term: code, label: code })) })),
    withdrawn: stillTold(found.gone.map((row) => ({ tag: tag(row.pageNo, row.firstPublicAt), at: row.at })), ctx.now),
  };
}

const feed = (file: string, type: string, write: (feed: Feed) => string, title: { readonly ja: string; readonly en: string }): Route => route({
  path: `/${file}`, title, allow: open, shared: 'day',
  async run(ctx, { search }) {
    const made = await feedFor(ctx, one(search['in']).slice(0, 300), file);
    return made === null ? notFound : { type, body: write(made), cacheSeconds: MINUTE };
  },
});

const atom = feed('feed.xml', 'application/atom+xml; charset=utf-8', atomFeed, { ja: '新着情報の配信（Atom）', en: 'Feed (Atom)' });
const rss = feed('rss.xml', 'application/rss+xml; charset=utf-8', rssFeed, { ja: '新着情報の配信（RSS）', en: 'Feed (RSS)' });

async function mapFiles(ctx: PageContext) {
  const { origin } = ctx.city;
  const first = await ctx.ask(siteMap, { part: 1 });
  const pages = [...first.pages];
  for (let part = 2; part <= first.parts; part += 1) pages.push(...(await ctx.ask(siteMap, { part })).pages);
  // A page, and its editions in other languages, name one another.
  const families = Map.groupBy(pages, (row) => row.translationOf ?? row.id);
  const listed = pages.map((row): ListedPage => {
    const family = families.get(row.translationOf ?? row.id) ?? [];
    return { url: `${origin}${row.path}`, live: true, publications: [{ at: row.changedAt, minor: false }], translations: family.length > 1 ? family.map((other) => ({ lang: linkLang(other.lang), url: `${origin}${other.path}` })) : [] };
  });
  return sitemaps(origin, listed);
}

const map = route({
  path: '/:file{sitemap(?:-[0-9]{1,3})?\\.xml}', title: { ja: 'サイトマップ（検索エンジン用）', en: 'Site map for search engines' }, allow: open, shared: 'day',
  async run(ctx, { params }) {
    const wanted = (await mapFiles(ctx)).find((file) => file.path === `/${params['file']}`);
    return wanted ? { type: 'application/xml; charset=utf-8', body: wanted.xml, cacheSeconds: HOUR } : notFound;
  },
});

const robots = route({
  path: '/robots.txt', title: { ja: '検索エンジンへのお願い', en: 'Robots' }, allow: open, shared: 'day',
  run: (ctx) => Promise.resolve({ type: 'text/plain; charset=utf-8', body: `User-agent: *\nDisallow: /search\nDisallow: /staff\nDisallow: /my\nDisallow: /api/\nSitemap: ${ctx.city.origin}/sitemap.xml\n`, cacheSeconds: HOUR }),
});

const disaster = route({
  path: '/disaster.json', title: { ja: '災害情報（データ）', en: 'Disaster information as data' }, allow: [anyone('緊急のお知らせは、誰にでも見せます')], shared: 'minute',
  async run(ctx) {
    const now = await ctx.ask(disasterNow, {});
    const at = (instant: Temporal.Instant | null) => instant?.toString({ timeZone: 'Asia/Tokyo', smallestUnit: 'second' }) ?? null;
    const body = {
      city: ctx.city.facts.name, level: now.level, since: at(now.since), asOf: at(now.at),
      notices: now.notices.map(({ id, kind, severity, areas, headline, body: text, startsAt, endsAt, changedAt, endedAt, state, issuedBy }) => ({ id, kind, severity, areas, headline, body: text, startsAt: at(startsAt), endsAt: at(endsAt), changedAt: at(changedAt), endedAt: at(endedAt), state, issuedBy })),
      parts: now.parts.map(({ code, title, body: text, asOf, freshness }) => ({ code, title, body: text, asOf: at(asOf), freshness })),
    };
    return { type: 'application/json; charset=utf-8', body: `${JSON.stringify(body)}\n`, cacheSeconds: 10 };
  },
});

export const feedRoutes: readonly Route[] = [atom, rss, map, robots, disaster];

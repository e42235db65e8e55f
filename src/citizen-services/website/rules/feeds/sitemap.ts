/** Which pages there are, for search engines (sitemaps.org protocol 0.9). */
import { TOKYO } from '../../../../kernel/calendar/calendar.ts';
import { datesOf, type Publication } from './feeds.ts';
import { element, XML_HEAD, xmlText } from './xml.ts';

export interface ListedPage {
  /** Whole and canonical. */
  readonly url: string;
  /** It answers 200; what was withdrawn, or leads elsewhere, is not listed. */
  readonly live: boolean;
  readonly publications: readonly Publication[];
  /** The same in other languages, itself included; empty when there is no translation. */
  readonly translations: readonly { readonly lang: string; readonly url: string }[];
}

export interface SitemapFile {
  readonly path: string;
  readonly xml: string;
}

export interface Limits {
  readonly urls: number;
  readonly bytes: number;
}
const LIMITS: Limits = { urls: 50_000, bytes: 50 * 1024 * 1024 };

const moment = (at: Temporal.Instant) => at.toString({ timeZone: TOKYO, smallestUnit: 'second' });
const XMLNS = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const URLSET = `${XML_HEAD}<urlset xmlns="${XMLNS}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n`;
const URLSET_END = '</urlset>\n';
const address = (url: string) => URL.parse(url)?.href ?? null;

function urlElement(page: ListedPage, loc: string, updated: Temporal.Instant): string {
  return `${element('url', {}, element('loc', {}, xmlText(loc)), element('lastmod', {}, moment(updated)),
    ...page.translations.map(({ lang, url }) => element('xhtml:link', { rel: 'alternate', hreflang: lang, href: address(url) ?? url })))}\n`;
}

/**
 * One `/sitemap.xml`; beyond 50,000 pages or 50 MB it becomes the index of `/sitemap-1.xml`, `/sitemap-2.xml` …
 * `origin`: https://www.city.example.jp. A page stands once, with the moment of its last publication that was more than a correction.
 */
export function sitemaps(origin: string, pages: Iterable<ListedPage>, limits: Limits = LIMITS): readonly SitemapFile[] {
  const files: { readonly parts: string[]; bytes: number; newest: Temporal.Instant | null }[] = [];
  const seen = new Set<string>();
  const frame = Buffer.byteLength(URLSET + URLSET_END);
  for (const page of pages) {
    const loc = address(page.url);
    const dates = datesOf(page.publications);
    if (!page.live || loc === null || dates === null || seen.has(loc)) continue;
    seen.add(loc);
    const part = urlElement(page, loc, dates.updated);
    const size = Buffer.byteLength(part);
    let file = files.at(-1);
    if (!file || file.parts.length >= limits.urls || file.bytes + size > limits.bytes) files.push((file = { parts: [], bytes: frame, newest: null }));
    file.parts.push(part);
    file.bytes += size;
    if (file.newest === null || Temporal.Instant.compare(dates.updated, file.newest) > 0) file.newest = dates.updated;
  }
  const written = (parts: readonly string[]) => `${URLSET}${parts.join('')}${URLSET_END}`;
  if (files.length <= 1) return [{ path: '/sitemap.xml', xml: written(files[0]?.parts ?? []) }];
  const path = (index: number) => `/sitemap-${index + 1}.xml`;
  const index = files.map(({ newest }, at) => element('sitemap', {}, element('loc', {}, xmlText(new URL(path(at), origin).href)), newest === null ? null : element('lastmod', {}, moment(newest))));
  return [{ path: '/sitemap.xml', xml: `${XML_HEAD}${element('sitemapindex', { xmlns: XMLNS }, '\n', ...index.map((one) => `${one}\n`))}\n` }, ...files.map(({ parts }, at) => ({ path: path(at), xml: written(parts) }))];
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { at } from './feeds.fixture.ts';
import { type ListedPage, sitemaps } from './sitemap.ts';
import { childrenOf, parseXml, textOf } from './xml.fixture.ts';

const ORIGIN = 'https://www.city.example.jp';
const BORN = at('2026-04-01T00:00:00');
const page = (path: string, given: Partial<ListedPage> = {}): ListedPage => ({ url: `${ORIGIN}${path}`, live: true, publications: [{ at: BORN, minor: false }], translations: [], ...given });
const locs = (xml: string) => childrenOf(parseXml(xml), 'url').map((one) => textOf(one, 'loc'));

test('60,000 pages are an index and two files', () => {
  const pages = Array.from({ length: 60_000 }, (_, number) => page(`/p/${String(number).padStart(7, '0')}`, number === 55_000 ? { publications: [{ at: BORN, minor: false }, { at: at('2026-10-01T00:00:00'), minor: false }] } : {}));
  const [index, ...files] = sitemaps(ORIGIN, pages);
  assert.ok(index);
  assert.deepEqual(childrenOf(parseXml(index.xml), 'sitemap').map((one) => [textOf(one, 'loc'), textOf(one, 'lastmod')]), [[`${ORIGIN}/sitemap-1.xml`, '2026-04-01T00:00:00+09:00'], [`${ORIGIN}/sitemap-2.xml`, '2026-10-01T00:00:00+09:00']]);
  assert.deepEqual([index.path, ...files.map(({ path }) => path)], ['/sitemap.xml', '/sitemap-1.xml', '/sitemap-2.xml']);
  const listed = files.map(({ xml }) => locs(xml));
  assert.deepEqual(listed.map(({ length }) => length), [50_000, 10_000]);
  assert.equal(new Set(listed.flat()).size, 60_000);
});

test('50,000 pages are one file; none are an empty one', () => {
  assert.deepEqual(sitemaps(ORIGIN, Array.from({ length: 50_000 }, (_, number) => page(`/p/${number}`))).map(({ path }) => path), ['/sitemap.xml']);
  assert.deepEqual(sitemaps(ORIGIN, []).map(({ xml }) => locs(xml)), [[]]);
});

test('withdrawn pages are absent, a page stands once, lastmod passes over corrections', () => {
  const publications = [{ at: BORN, minor: false }, { at: at('2026-05-01T10:00:00'), minor: false }, { at: at('2026-06-01T10:00:00'), minor: true }];
  const [file] = sitemaps(ORIGIN, [page('/a', { publications }), page('/b', { live: false }), page('/a'), page('/c', { publications: [] }), page('/お知らせ?x=1&y=2')]);
  assert.ok(file);
  assert.deepEqual(locs(file.xml), [`${ORIGIN}/a`, `${ORIGIN}/%E3%81%8A%E7%9F%A5%E3%82%89%E3%81%9B?x=1&y=2`]);
  assert.deepEqual(childrenOf(parseXml(file.xml), 'url').map((one) => textOf(one, 'lastmod')), ['2026-05-01T10:00:00+09:00', '2026-04-01T00:00:00+09:00']);
});

test('translations are told with every page of them', () => {
  const translations = [{ lang: 'ja', url: `${ORIGIN}/a` }, { lang: 'en', url: `${ORIGIN}/en/a` }];
  const [file] = sitemaps(ORIGIN, [page('/a', { translations })]);
  const [url] = childrenOf(parseXml(file?.xml ?? ''), 'url');
  assert.ok(url);
  assert.deepEqual(childrenOf(url, 'xhtml:link').map((one) => one.attributes), translations.map(({ lang, url: href }) => ({ rel: 'alternate', hreflang: lang, href })));
});

test('a file ends before its bytes do', () => {
  const limits = { urls: 50_000, bytes: 5000 };
  const [, ...files] = sitemaps(ORIGIN, Array.from({ length: 200 }, (_, number) => page(`/${'長'.repeat(number % 7)}/${number}`)), limits);
  assert.ok(files.length > 3);
  for (const { xml } of files) assert.ok(Buffer.byteLength(xml) <= limits.bytes);
  assert.equal(files.flatMap(({ xml }) => locs(xml)).length, 200);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { at } from './feeds.fixture.ts';
import { atomFeed, datesOf, type Feed, type FeedEntry, mailDate, rssFeed, stillTold, tagUri } from './feeds.ts';
import { childrenOf, parseXml, textOf } from './xml.fixture.ts';
import { element, xmlText, XML_HEAD } from './xml.ts';

const HOST = 'www.city.example.jp';
const BORN = at('2026-04-01T00:00:00');
const entry = (given: Partial<FeedEntry> = {}): FeedEntry => ({
  tag: tagUri(HOST, BORN, 'p/0001234'), title: '粗大ごみの出し方', url: `https://${HOST}/kurashi/gomi/sodaigomi.html`, published: BORN, updated: at('2026-10-12T15:04:10'),
  summary: '予約が必要です。', html: '<p>予約が<strong>必要</strong>です。</p>', categories: [{ term: 'life/garbage', label: 'ごみ' }], ...given,
});
const feed = (given: Partial<Feed> = {}): Feed => ({
  tag: tagUri(HOST, BORN, 'feeds/news'), title: '新着情報', subtitle: '', self: `https://${HOST}/feeds/news.atom`, home: `https://${HOST}/news/`, hub: null, author: '二本松市', lang: 'ja',
  since: BORN, entries: [entry()], withdrawn: [], ...given,
});

test('an entry has all that RFC 4287 asks for', () => {
  const root = parseXml(atomFeed(feed({ hub: 'https://hub.example.jp/' })));
  assert.equal(root.attributes['xmlns'], 'http://www.w3.org/2005/Atom');
  assert.equal(textOf(root, 'updated'), '2026-10-12T15:04:10+09:00');
  assert.deepEqual(childrenOf(root, 'link').map(({ attributes }) => `${attributes['rel']} ${attributes['href']}`), [`self https://${HOST}/feeds/news.atom`, `alternate https://${HOST}/news/`, 'hub https://hub.example.jp/']);
  const [only] = childrenOf(root, 'entry');
  assert.ok(only);
  assert.equal(textOf(only, 'id'), 'tag:www.city.example.jp,2026:p/0001234');
  assert.equal(textOf(only, 'published'), '2026-04-01T00:00:00+09:00');
  assert.equal(textOf(only, 'content'), '<p>予約が<strong>必要</strong>です。</p>');
  assert.deepEqual(childrenOf(only, 'category').map((one) => one.attributes), [{ term: 'life/garbage', label: 'ごみ' }]);
  assert.deepEqual(childrenOf(only, 'link').map((one) => one.attributes['href']), [`https://${HOST}/kurashi/gomi/sodaigomi.html`]);
});

test('a minor edit leaves `updated` as it was', () => {
  const editions = [{ at: BORN, minor: false }, { at: at('2026-05-01T00:00:00'), minor: false }];
  const before = datesOf(editions);
  const after = datesOf([...editions, { at: at('2026-06-01T00:00:00'), minor: true }]);
  assert.ok(before && after);
  const written = (dates: Pick<FeedEntry, 'published' | 'updated'>) => atomFeed(feed({ entries: [entry(dates)] }));
  assert.equal(written(after), written(before));
  assert.equal(after.updated.toString(), '2026-04-30T15:00:00Z');
  assert.equal(datesOf([{ at: BORN, minor: true }])?.updated.toString(), BORN.toString());
  assert.equal(datesOf([]), null);
});

test('what was withdrawn is a tombstone for thirty days, and no entry', () => {
  const gone = { tag: entry().tag, at: at('2026-10-13T09:00:00') };
  const root = parseXml(atomFeed(feed({ withdrawn: stillTold([gone], at('2026-11-12T09:00:00')) })));
  assert.deepEqual(childrenOf(root, 'at:deleted-entry').map((one) => one.attributes), [{ ref: gone.tag, when: '2026-10-13T09:00:00+09:00' }]);
  assert.equal(childrenOf(root, 'entry').length, 0);
  assert.equal(textOf(root, 'updated'), '2026-10-13T09:00:00+09:00');
  assert.deepEqual(stillTold([gone], at('2026-11-12T09:00:01')), []);
  // Published again afterwards, it lives.
  const again = parseXml(atomFeed(feed({ entries: [entry({ updated: at('2026-10-14T09:00:00') })], withdrawn: [gone] })));
  assert.deepEqual([childrenOf(again, 'entry').length, childrenOf(again, 'at:deleted-entry').length], [1, 0]);
  assert.equal(rssFeed(feed({ withdrawn: [gone] })).includes('<item>'), false);
});

test('RSS 2.0', () => {
  const [channel] = parseXml(rssFeed(feed())).children;
  assert.ok(channel);
  assert.equal(textOf(channel, 'lastBuildDate'), 'Mon, 12 Oct 2026 15:04:10 +0900');
  const [item] = childrenOf(channel, 'item');
  assert.ok(item);
  assert.equal(textOf(item, 'guid'), entry().tag);
  assert.equal(childrenOf(item, 'guid')[0]?.attributes['isPermaLink'], 'false');
  assert.equal(textOf(item, 'pubDate'), 'Wed, 01 Apr 2026 00:00:00 +0900');
  assert.equal(mailDate(at('2026-01-04T03:02:01')), 'Sun, 04 Jan 2026 03:02:01 +0900');
});

test('the newest first, and an empty feed says since when it is there', () => {
  const old = entry({ tag: 'tag:x,2026:old', updated: at('2026-01-01T00:00:00') });
  assert.deepEqual(childrenOf(parseXml(atomFeed(feed({ entries: [old, entry()] }))), 'entry').map((one) => textOf(one, 'id')), [entry().tag, old.tag]);
  assert.equal(textOf(parseXml(atomFeed(feed({ entries: [] }))), 'updated'), '2026-04-01T00:00:00+09:00');
});

test('whatever stands in a title, the feed stays XML and says it', () => {
  const left = (text: string) => text.toWellFormed().replaceAll(/\r\n?/g, '\n').replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');
  const hard = fc.array(fc.constantFrom('&', '<', '>', '"', "'", ']]>', '\u0000', '\u000b', '\ud800', '\ufffe', '\uffff', '\r\n', '\t', '\n', '𠮷', '🐻', '&amp;', '\u0085'), { maxLength: 20 }).map((parts) => parts.join(''));
  fc.assert(fc.property(fc.oneof(hard, fc.string({ unit: 'binary' })), (text) => {
    const root = parseXml(atomFeed(feed({ title: text, entries: [entry({ title: text, html: text, summary: text, url: `https://${HOST}/${text}`, categories: [{ term: text, label: text }] })] })));
    const [only] = childrenOf(root, 'entry');
    assert.ok(only);
    assert.equal(textOf(only, 'title'), left(text));
    assert.equal(childrenOf(only, 'category')[0]?.attributes['term'], left(text));
    parseXml(rssFeed(feed({ title: text, entries: [entry({ title: text, html: text })] })));
    assert.equal(parseXml(`${XML_HEAD}${element('a', { b: text }, xmlText(text))}`).text, left(text));
  }));
});

test('the reader these tests trust refuses what is not well-formed', () => {
  for (const body of ['<a>', '<a></b>', '<a b="1" b="2"/>', '<a>&</a>', '<a>&nbsp;</a>', '<a/><b/>', '<x:a/>', '<a>\u0001</a>', '<a b="<"/>', 'x<a/>', '<a>]]></a>']) assert.throws(() => parseXml(`${XML_HEAD}${body}`), body);
});

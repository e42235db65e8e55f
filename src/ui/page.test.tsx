import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherLanguageHref } from './addresses.ts';
import { renderPage, renderPart, useUi } from './context.tsx';
import { Page } from './page.tsx';
import { A, Mark, Money, When } from './parts.tsx';
import { phrases } from './phrase.tsx';
import { testOffice, testUi } from './test-page.ts';

test('a page is a whole document with one h1, its title and its city', () => {
  const html = renderPage(<Page title="予約の<確認>"><p>本文</p></Page>, testUi());
  assert.ok(html.startsWith('<!doctype html><html lang="ja">'));
  assert.match(html, /<title>予約の&lt;確認> \| 二本松市<\/title>/);
  assert.equal(html.split('<h1>').length, 2);
  assert.ok(html.indexOf('class="skip" href="#main"') < html.indexOf('<header'));
  assert.match(html, /見本のまち/);
});

test('the language switch leads to the same page', () => {
  assert.match(renderPage(<Page title="x" />, testUi({ path: '/reservations?week=2' })), /href="\/en\/reservations\?week=2" lang="en" hreflang="en">English/);
  assert.match(renderPage(<Page title="x" />, testUi({ lang: 'en', path: '/reservations?week=2' })), /href="\/reservations\?week=2" lang="ja" hreflang="ja">日本語/);
  assert.equal(otherLanguageHref('ja', '/'), '/en');
  assert.equal(otherLanguageHref('ja', '/?q=1'), '/en?q=1');
});

test('an office page has the menu with what waits, the search, who and the way out', () => {
  const html = renderPage(<Page title="受信箱" />, testOffice());
  assert.match(html, /<html lang="ja" class="office">/);
  assert.match(html, /<form role="search" method="get" action="\/staff\/search">/);
  assert.match(html, /建設部 道路課長/);
  assert.match(html, /name="_action" value="signOut"/);
  assert.match(html, /aria-current="page"><span>.*?受信箱<\/span><b class="count">/);
});

test('a page that reports errors says so in its title; a progress page reloads itself', () => {
  const form = { action: 'x', values: {}, errors: [{ path: 'a', message: 'b' }] };
  assert.match(renderPage(<Page title="予約" refreshSeconds={5} />, testUi({ form })), /<title>エラー：予約 \|.*<meta http-equiv="refresh" content="5"/);
});

test('own paths follow the language; other addresses stay', () => {
  const ui = testUi({ lang: 'en' });
  const link = (to: string) => renderPart(<A to={to}>x</A>, ui);
  assert.match(link('/library'), /href="\/en\/library"/);
  assert.match(link('tel:119'), /href="tel:119"/);
  assert.match(link('//example.com/'), /href="\/\/example.com\/"/);
  assert.match(link('?week=2'), /href="\?week=2"/);
});

test('values in both languages', () => {
  const shown = (lang: 'ja' | 'en') => renderPart(<><When date={Temporal.PlainDate.from('2026-12-12')} /> <Money yen={1500} /></>, testUi({ lang }));
  assert.match(shown('ja'), /datetime="2026-12-12">令和8年12月12日（土）<\/time> <span class="num">1,500円/);
  assert.match(shown('en'), /Sat, 12 Dec 2026<\/time> <span class="num">¥1,500/);
  assert.throws(() => renderPart(<Money yen={0.5} />, testUi()), RangeError);
});

test('every mark has a word for those who do not see the sign', () => {
  for (const kind of ['free', 'part', 'taken', 'closed', 'public', 'none'] as const) assert.match(renderPart(<Mark kind={kind} />, testUi()), /aria-hidden="true">.<\/b><span class="vh">..+<\/span>/);
  assert.match(renderPart(<Mark kind="lottery" count={3} />, testUi()), /抽選3件/);
});

test('phrases joined are the text again', () => {
  for (const text of ['今日は、どのようなご用件ですか', 'Nihonmatsu', '', '𠮷野 髙橋 葛󠄀城の家']) assert.equal(phrases(text).join(''), text);
  assert.ok(phrases('今日は、どのようなご用件ですか').length > 2);
});

test('a component outside a page says how to put it into one', () => {
  function Lost() { return <>{useUi().lang}</>; }
  assert.match(renderPart(<Lost />, testUi()), /ja/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, afterNight, isBroken, type Known, matchesPattern, mayAsk, verdict } from './links.ts';

const hosts = ['www.city.example.jp'];
const day = (text: string) => Temporal.PlainDate.from(text);

test('own addresses by path, whatever language, query or host; foreign ones without their fragment; mail and telephone are not asked', () => {
  assert.deepEqual(addressOf('/kurashi/gomi.html?x=1#top', hosts), { kind: 'own', address: '/kurashi/gomi.html' });
  assert.deepEqual(addressOf('/en/kurashi/', hosts), { kind: 'own', address: '/kurashi/' });
  assert.deepEqual(addressOf('https://www.city.example.jp/en', hosts), { kind: 'own', address: '/' });
  assert.deepEqual(addressOf('https://www.pref.example.jp/a?b=1#c', hosts), { kind: 'foreign', address: 'https://www.pref.example.jp/a?b=1' });
  for (const link of ['mailto:a@b.jp', 'tel:0243', '//evil.example', 'javascript:1', '']) assert.equal(addressOf(link, hosts).kind, 'other', link);
});

test('our server is sent to public names on usual ports only', () => {
  assert.ok(mayAsk('https://www.pref.example.jp/x'));
  for (const bad of ['http://127.0.0.1/', 'http://10.0.0.1/', 'http://[::1]/', 'http://localhost/', 'http://router/', 'https://a.example.jp:8443/', 'https://u:p@a.example.jp/', 'ftp://a.example.jp/', 'http://db.internal/', 'http://x.lgwan/', 'http://2130706433/', 'http://0x7f.1/']) assert.ok(!mayAsk(bad), bad);
});

test('what counts as failing', () => {
  assert.deepEqual([200, 204, 301, 401, 403, 429, 404, 410, 500, null].map(verdict), ['good', 'good', 'good', 'unclear', 'unclear', 'unclear', 'failing', 'failing', 'failing', 'failing']);
});

test('three nights in a row make a foreign link broken; one good night starts anew; the same night counts once', () => {
  let known: Known = { nights: 0, since: null, asked: null };
  const night = (text: string, said: 'good' | 'failing' | 'unclear') => (known = afterNight(known, day(text), said)).nights;
  assert.equal(night('2026-10-01', 'failing'), 1);
  assert.equal(night('2026-10-01', 'failing'), 1, 'a job that was restarted');
  assert.equal(night('2026-10-02', 'failing'), 2);
  assert.equal(isBroken('foreign', known.nights), false);
  assert.equal(night('2026-10-03', 'unclear'), 2);
  assert.equal(night('2026-10-04', 'failing'), 3);
  assert.ok(isBroken('foreign', known.nights));
  assert.equal(known.since?.toString(), '2026-10-01');
  assert.equal(night('2026-10-05', 'good'), 0);
  assert.equal(known.since, null);
  assert.ok(isBroken('own', 1), 'of our own pages we know at once');
});

test('an address of another system is known by its pattern', () => {
  assert.ok(matchesPattern('/faq/:number', '/faq/12'));
  assert.ok(!matchesPattern('/faq/:number', '/faq/'));
  assert.ok(!matchesPattern('/faq/:number', '/faq/12/x'));
  assert.ok(!matchesPattern('/:path{.+\\.html}', '/a.html'), 'the tree answers for itself');
});

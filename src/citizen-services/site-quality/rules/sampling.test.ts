import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawSample, listHash } from './sampling.ts';

const pages = Array.from({ length: 120 }, (_, index) => ({ path: `/kurashi/p${index}.html`, title: `${index}` }));
const top = { path: '/', title: 'トップ' };

test('forty of 120 with two named: the named first, the rest drawn, none twice', () => {
  const drawn = drawSample(pages, [top, { path: '/kurashi/p3.html', title: '3' }], 40, 20261001);
  assert.equal(drawn.length, 40);
  assert.deepEqual(drawn.slice(0, 2).map((one) => [one.page.path, one.how]), [['/', 'named'], ['/kurashi/p3.html', 'named']]);
  assert.equal(new Set(drawn.map((one) => one.page.path)).size, 40);
});

test('the same seed and the same list draw the same pages, whatever order the list is in; another seed draws others', () => {
  fc.assert(fc.property(fc.nat(4294967295), fc.shuffledSubarray(pages, { minLength: pages.length, maxLength: pages.length }), (seed, shuffled) => {
    assert.deepEqual(drawSample(shuffled, [top], 40, seed), drawSample(pages, [top], 40, seed));
    assert.equal(listHash(shuffled.map((page) => page.path)), listHash(pages.map((page) => page.path)));
  }), { numRuns: 30 });
  assert.notDeepEqual(drawSample(pages, [], 40, 1), drawSample(pages, [], 40, 2));
});

test('the draw is what the report says: the smallest SHA-256 of seed, line break and path', () => {
  const by = (path: string) => createHash('sha256').update(`7\n${path}`).digest('hex');
  const expected = pages.map((page) => page.path).toSorted((x, y) => (by(x) < by(y) ? -1 : 1)).slice(0, 5).toSorted();
  assert.deepEqual(drawSample(pages, [], 5, 7).map((one) => one.page.path), expected);
});

test('a small site is tested as a whole; more named pages than asked for are all taken', () => {
  assert.equal(drawSample(pages.slice(0, 6), [], 40, 1).length, 6);
  assert.equal(drawSample(pages, pages.slice(0, 5), 3, 1).length, 5);
});

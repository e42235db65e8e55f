/** The first of many, whatever order they come in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { First, freshWeight, joined, ONCE_IN_BODY, pointsOf, TITLE } from './ranking.ts';

test('the heap keeps what sorting everything would put first', () => {
  const one = fc.record({ score: fc.nat(4), reviewedAt: fc.nat(3), pageNo: fc.nat(1000) });
  fc.assert(fc.property(fc.uniqueArray(one, { selector: ({ pageNo }) => pageNo }), fc.integer({ min: 1, max: 8 }), (all, most) => {
    const first = new First<number>(most);
    for (const ranked of all) if (first.takes(ranked.score)) first.offer({ ...ranked, item: ranked.pageNo });
    const sorted = all.toSorted((a, b) => b.score - a.score || b.reviewedAt - a.reviewedAt || a.pageNo - b.pageNo);
    assert.deepEqual(first.inOrder().map((ranked) => ranked.item), sorted.slice(0, most).map((ranked) => ranked.pageNo));
  }));
});

test('points count five occurrences at most', () => {
  assert.equal(pointsOf(TITLE, Array.from({ length: 9 }, () => ONCE_IN_BODY).reduce(joined, 0)), 15);
});

test('age in days, the last day included', () => {
  const day = 86_400_000;
  assert.deepEqual([90, 91, 365, 366, 1095, 1096].map((days) => freshWeight(0, days * day)), [1, 0.9, 0.9, 0.7, 0.7, 0.5]);
});

/** The fast comparison says what the house's slower one says. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { likeness } from '../../../kernel/text/search.ts';
import { areAlike, pairsOf } from './alike.ts';

test('by hand: 東京都 and 京都 share one pair of three', () => {
  assert.equal(areAlike(pairsOf('東京都'), pairsOf('京都'), 2 / 3), true);
  assert.equal(areAlike(pairsOf('東京都'), pairsOf('京都'), 0.67), false);
  assert.equal(areAlike(pairsOf('ゴミ、出し方'), pairsOf('ごみ。出し方'), 1), true);
});

test('as likeness() of the kernel, for any two texts', () => {
  const text = fc.string({ unit: fc.constantFrom('東', '京', '都', 'ご', 'A', '。', '\n', '、'), maxLength: 30 });
  fc.assert(fc.property(text, text, fc.constantFrom(0.2, 0.5, 0.8), (one, other, least) => {
    assert.equal(areAlike(pairsOf(one), pairsOf(other), least), likeness(one, other) >= least - 1e-12);
  }));
});

/** The quick look through titles finds every title that the slow one finds. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editDistance, nearestWords } from './nearest.ts';

test('edit distance', () => {
  assert.equal(editDistance('粗大ごみ', '祖大ごみ'), 1);
  assert.equal(editDistance('', 'ごみ'), 2);
  assert.equal(editDistance('かいご', 'ごいか'), 2);
});

test('a title of one word is found when it is a slip or two away, and only then', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 2, maxLength: 12 });
  fc.assert(fc.property(word, word, (typed, title) => {
    const distance = editDistance(typed, title);
    const near = distance > 0 && distance <= (typed.length < 5 ? 1 : 2);
    assert.deepEqual(nearestWords(typed, [{ folded: title, shown: title }], 3), near ? [title] : []);
  }));
});

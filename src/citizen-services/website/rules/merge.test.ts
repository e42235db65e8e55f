/** Two editors of one page: what comes together, what clashes, and that nothing either typed is lost. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Block } from './blocks.ts';
import { draftOf } from './check.fixture.ts';
import { merge } from './merge.ts';
import { placesOf } from './texts.ts';

const text = (id: string, words: string): Block => ({ id, type: 'text', content: [words] });
const base = draftOf([text('a', '受付'), text('b', '手数料'), text('c', '場所')]);
const saying = (...words: readonly (readonly [string, string])[]) => draftOf(words.map(([id, said]) => text(id, said)));

test('different blocks, and a block each put in, come together', () => {
  const mine = saying(['a', '受付は9時から'], ['x', '持ち物'], ['b', '手数料'], ['c', '場所']);
  const theirs = { ...saying(['a', '受付'], ['b', '手数料 500円'], ['c', '場所'], ['y', '駐車場']), title: '住民票の写し' };
  const { draft, clashes } = merge(base, mine, theirs);
  assert.deepEqual(clashes, []);
  assert.equal(draft.title, '住民票の写し');
  assert.deepEqual(placesOf(draft).filter((place) => place.block !== null).map((place) => place.text), ['受付は9時から', '持ち物', '手数料 500円', '場所', '駐車場']);
});

test('the same block in two ways clashes, with both texts and what stood before', () => {
  const { draft, clashes } = merge(base, saying(['a', '受付は9時'], ['b', '手数料'], ['c', '場所']), saying(['a', '受付は10時'], ['b', '手数料'], ['c', '場所']));
  assert.deepEqual(clashes, [{ at: 'block:a', base: text('a', '受付'), mine: text('a', '受付は9時'), theirs: text('a', '受付は10時') }]);
  assert.deepEqual(draft.blocks[0], text('a', '受付は10時'));
});

test('a block taken away here and changed there clashes; one taken away and left alone is gone', () => {
  const without = saying(['b', '手数料'], ['c', '場所']);
  assert.deepEqual(merge(base, without, saying(['a', '受付は10時'], ['b', '手数料'], ['c', '場所'])).clashes.map((one) => one.at), ['block:a']);
  assert.deepEqual(merge(base, without, base).draft.blocks.map((block) => block.id), ['b', 'c']);
  assert.deepEqual(merge(base, base, without).draft.blocks.map((block) => block.id), ['b', 'c']);
});

test('whoever moved blocks keeps the order', () => {
  const moved = saying(['c', '場所'], ['a', '受付'], ['b', '手数料']);
  assert.deepEqual(merge(base, moved, base).draft.blocks.map((block) => block.id), ['c', 'a', 'b']);
  assert.deepEqual(merge(base, base, moved).draft.blocks.map((block) => block.id), ['c', 'a', 'b']);
});

const version = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constantFrom('一', '二', '三')), { selector: ([id]) => id, maxLength: 5 }).map((words) => saying(...words));

test('nothing either typed is lost: it stands in the page or in a clash', () => {
  fc.assert(fc.property(version, version, version, (before, mine, theirs) => {
    const { draft, clashes } = merge(before, mine, theirs);
    assert.equal(new Set(draft.blocks.map((block) => block.id)).size, draft.blocks.length);
    const kept = JSON.stringify([draft.blocks, clashes]);
    for (const block of [...mine.blocks, ...theirs.blocks]) {
      if (before.blocks.some((one) => JSON.stringify(one) === JSON.stringify(block))) continue;
      assert.ok(kept.includes(JSON.stringify(block)), JSON.stringify(block));
    }
  }), { numRuns: 2000 });
});

test('it does not matter who saved first, except where both clash', () => {
  fc.assert(fc.property(version, version, version, (before, mine, theirs) => {
    const [one, two] = [merge(before, mine, theirs), merge(before, theirs, mine)];
    assert.deepEqual(one.clashes.map((clash) => clash.at).toSorted(), two.clashes.map((clash) => clash.at).toSorted());
    if (one.clashes.length === 0) assert.deepEqual(one.draft.blocks.map((block) => JSON.stringify(block)).toSorted(), two.draft.blocks.map((block) => JSON.stringify(block)).toSorted());
  }), { numRuns: 1000 });
});

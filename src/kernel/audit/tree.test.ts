/** RFC 6962 trees: known vectors exactly, and every proof of every small tree. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { consistencyRanges, consistent, EMPTY_ROOT, type Hash, includes, inclusionRanges, leafHash, nodeHash, type NodeSource, proofOf, rangeRoot, rootOf, RightEdge, sameHash } from './tree.ts';

const hex = (hash: Hash) => Buffer.from(hash).toString('hex');
const letters = ['a', 'b', 'c', 'd', 'e'].map((letter) => leafHash(Buffer.from(letter)));

/** The rule as the RFC writes it, for comparison: nothing clever. */
function plainRoot(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return EMPTY_ROOT;
  const [only] = leaves;
  if (leaves.length === 1 && only) return only;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(plainRoot(leaves.slice(0, k)), plainRoot(leaves.slice(k)));
}

function nodesOf(leaves: readonly Hash[]): NodeSource {
  return { node: (level, index) => plainRoot(leaves.slice(index * 2 ** level, (index + 1) * 2 ** level)) };
}

test('B4: roots of the letters a to e', () => {
  assert.equal(hex(EMPTY_ROOT), 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  assert.deepEqual([1, 2, 3, 4, 5].map((n) => hex(rootOf(letters.slice(0, n)))), [
    '022a6979e6dab7aa5ae4c3e5e45f7e977112a7e63593820dbec1ec738a24f93c', 'b137985ff484fb600db93107c77b0365c80d78f5b429ded0fd97361d077999eb',
    '36642e73c2540ab121e3a6bf9545b0a24982cd830eb13d3cd19de3ce6c021ec1', '33376a3bd63e9993708a84ddfe6c28ae58b83505dd1fed711bd924ec5a6239f0',
    'fe14a5426fbd70c0fa73f52342afed0da0bd23c4838662ccf6b88a3070ead97b',
  ]);
});

test('B4: inclusion of index 2 in 5 and consistency 3→5', async () => {
  const source = nodesOf(letters);
  const brief = (hash: Hash) => `${hex(hash).slice(0, 8)}…${hex(hash).slice(-4)}`;
  assert.deepEqual((await proofOf(source, inclusionRanges(2, 5))).map(brief), ['d070dc5b…b71d', 'b137985f…99eb', '2824a7cc…0bc4']);
  assert.deepEqual((await proofOf(source, consistencyRanges(3, 5))).map(brief), ['597fcb31…76d8', 'd070dc5b…b71d', 'b137985f…99eb', '2824a7cc…0bc4']);
});

test('every inclusion and consistency proof of trees up to 40 leaves is accepted, and by no other place, size or root', async () => {
  const leaves = Array.from({ length: 40 }, (_, index) => leafHash(Buffer.from(`leaf ${index}`)));
  const source = nodesOf(leaves);
  for (const size of [1, 2, 3, 5, 7, 8, 9, 16, 31, 33, 40]) {
    const root = rootOf(leaves.slice(0, size));
    assert.ok(sameHash(root, plainRoot(leaves.slice(0, size))));
    for (let index = 0; index < size; index++) {
      const leaf = leaves[index] ?? EMPTY_ROOT;
      const proof = await proofOf(source, inclusionRanges(index, size));
      assert.ok(includes(leaf, index, size, proof, root), `${index} in ${size}`);
      assert.ok(!includes(leaf, (index + 1) % size, size, proof, root) || size === 1);
      assert.ok(!includes(leaf, index, size, [...proof, root], root));
      if (proof.length > 0) assert.ok(!includes(leaf, index, size, proof.slice(1), root));
      assert.ok(!includes(EMPTY_ROOT, index, size, proof, root));
    }
    for (let from = 0; from <= size; from++) {
      const proof = await proofOf(source, consistencyRanges(from, size));
      const earlier = rootOf(leaves.slice(0, from));
      assert.ok(consistent(from, size, earlier, root, proof), `${from} → ${size}`);
      assert.ok(!consistent(from, size, leafHash(Buffer.from('other')), root, proof));
      if (from > 0 && from < size) {
        assert.ok(!consistent(from, size, earlier, earlier, proof));
        assert.ok(!consistent(from, size, earlier, root, proof.slice(1)));
        assert.ok(!consistent(from, size, earlier, root, [...proof, root]));
      }
    }
    assert.ok(!consistent(size + 1, size, root, root, []));
  }
  assert.throws(() => inclusionRanges(5, 5), RangeError);
  assert.throws(() => consistencyRanges(6, 5), RangeError);
});

test('property: the right edge gives the same root as the plain rule, whole subtrees or single leaves; one changed byte of a proof is refused', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(), fc.nat({ max: 31 }), async (size, a, b, byte) => {
    const leaves = Array.from({ length: size }, (_, index) => leafHash(Buffer.from(`${index}`)));
    const edge = new RightEdge();
    const half = size - (size % 16);
    for (let at = 0; at < half; at += 16) edge.pushSubtree(plainRoot(leaves.slice(at, at + 16)), 16);
    for (const leaf of leaves.slice(half)) edge.push(leaf);
    const root = plainRoot(leaves);
    assert.ok(sameHash(edge.root(), root) && edge.size === size);
    const source = nodesOf(leaves);
    assert.ok(sameHash(await rangeRoot(source, { start: 0, end: size }), root));
    const index = a % size;
    const proof = (await proofOf(source, inclusionRanges(index, size))).map((hash) => Buffer.from(hash));
    const broken = proof[b % Math.max(proof.length, 1)];
    if (!broken) return;
    broken[byte] = (broken[byte] ?? 0) ^ 1;
    assert.ok(!includes(leaves[index] ?? EMPTY_ROOT, index, size, proof, root));
  }), { numRuns: 60 });
});

/** C2SP tlog-tiles: addresses, widths, bundles, and proofs from tiles alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nodesFrom, parseTilePath, readBundle, rootFromTiles, type TileSource, tilePath, tilesOf, widthAt, writeBundle } from './tiles.ts';
import { consistencyRanges, consistent, type Hash, includes, inclusionRanges, leafHash, proofOf, rootOf, sameHash } from './tree.ts';

/** The tiles of these leaves by the specification's own formula: MTH(D[(n·256+i)·256^l : (n·256+i+1)·256^l]). */
function sourceOver(leaves: readonly Hash[]): TileSource {
  return ({ level, index, width }) => Buffer.concat(Array.from({ length: width }, (_, place) => {
    const span = 256 ** level;
    const start = (index * 256 + place) * span;
    return rootOf(leaves.slice(start, start + span));
  }));
}

test('the specification’s own examples: addresses and the tiles of a tree of 70,000', () => {
  assert.equal(tilePath({ level: 2, index: 1_234_067, width: 256 }), 'tile/2/x001/x234/067');
  assert.equal(tilePath({ level: 'entries', index: 273, width: 112 }), 'tile/entries/273.p/112');
  const all = tilesOf(70_000);
  const of = (level: number) => all.filter((tile) => tile.level === level).map((tile) => tile.width);
  assert.deepEqual([of(0).length, of(0).filter((width) => width === 256).length, of(0).at(-1)], [274, 273, 112]);
  assert.deepEqual(of(1), [256, 17]);
  assert.deepEqual(of(2), [1]);
  assert.deepEqual(tilesOf(256).map(tilePath), ['tile/0/000', 'tile/1/000.p/1']);
  assert.deepEqual(tilesOf(0), []);
});

test('an address that no tile has is refused', () => {
  for (const bad of ['tile/0/0', 'tile/00/000', 'tile/64/000', 'tile/0/x000/000', 'tile/0/001/002', 'tile/0/000.p/0', 'tile/0/000.p/256', 'tile/0/000.p/012', 'tile/0/../000', 'tile/x/000', 'tile/0/000/', 'tile/-1/000']) assert.equal(parseTilePath(bad), null, bad);
});

test('property: an address reads back as the tile it was made from', () => {
  fc.assert(fc.property(fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const)), fc.nat({ max: 2 ** 40 }), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
    assert.deepEqual(parseTilePath(tilePath({ level, index, width })), { level, index, width });
  }));
});

test('property: root, inclusion and consistency come out of tiles alone, across tile borders', async () => {
  const leaves = Array.from({ length: 1100 }, (_, index) => leafHash(Buffer.from(`${index}`)));
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 1100 }), fc.nat(), fc.nat(), async (size, a, b) => {
    const source = sourceOver(leaves);
    const root = rootOf(leaves.slice(0, size));
    assert.ok(sameHash(await rootFromTiles(size, source), root));
    const index = a % size;
    assert.ok(includes(leaves[index] ?? root, index, size, await proofOf(nodesFrom(size, source), inclusionRanges(index, size)), root));
    const from = b % (size + 1);
    assert.ok(consistent(from, size, rootOf(leaves.slice(0, from)), root, await proofOf(nodesFrom(size, source), consistencyRanges(from, size))));
  }), { numRuns: 40 });
  assert.equal(widthAt(300, 0, 1), 44);
  assert.equal(widthAt(300, 0, 2), 0);
});

test('property: bundles read back; a cut one is refused', () => {
  fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (entries) => {
    const bundle = writeBundle(entries);
    assert.deepEqual(readBundle(bundle).map((entry) => Buffer.from(entry).toString('hex')), entries.map((entry) => Buffer.from(entry).toString('hex')));
    if (entries.some((entry) => entry.byteLength > 0) && (entries.at(-1)?.byteLength ?? 0) > 0) assert.throws(() => readBundle(bundle.subarray(0, -1)), RangeError);
  }));
  assert.throws(() => writeBundle([new Uint8Array(65_536)]), RangeError);
});

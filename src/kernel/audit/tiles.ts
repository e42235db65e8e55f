/** The published form of the tree: C2SP tlog-tiles. A tile holds up to 256 hashes of one level; a bundle holds their entries. */
import { type Hash, HASH_BYTES, nodeHash, type NodeSource, RightEdge } from './tree.ts';

export const TILE_WIDTH = 256;
const TILE_HEIGHT = 8;
const MAX_ENTRY = 0xffff;

/** Level 0 and up, or the entries themselves. Width 256: a full one. */
export interface TileName {
  readonly level: number | 'entries';
  readonly index: number;
  readonly width: number;
}

/** `tile/<L>/<N>[.p/<W>]`: the index in groups of three digits, all but the last with an x before. */
export function tilePath({ level, index, width }: TileName): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const path = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** Null: no tile can have this address. */
export function parseTilePath(path: string): TileName | null {
  const found = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (!found?.[1] || !found[2]) return null;
  const level = found[1] === 'entries' ? 'entries' : Number(found[1]);
  const index = Number(found[2].replaceAll(/[x/]/g, ''));
  const width = found[3] === undefined ? TILE_WIDTH : Number(found[3]);
  if ((level !== 'entries' && level > 63) || width > TILE_WIDTH || (found[3] !== undefined && width === TILE_WIDTH) || !Number.isSafeInteger(index)) return null;
  const name = { level, index, width } as const;
  // One address for one tile: no needless leading group of zeros.
  return tilePath(name) === path ? name : null;
}

/** How many leaves one hash of this level stands for. */
export function leavesPerHash(level: number): number {
  return TILE_WIDTH ** level;
}

/** How wide the tile is in a tree of this size; 0: it is not there. */
export function widthAt(size: number, level: number, index: number): number {
  return Math.max(0, Math.min(TILE_WIDTH, Math.floor(size / leavesPerHash(level)) - index * TILE_WIDTH));
}

/** Every tile of a tree of this size, full and partial, level by level. */
export function tilesOf(size: number): readonly (TileName & { readonly level: number })[] {
  const names: (TileName & { level: number })[] = [];
  for (let level = 0; Math.floor(size / leavesPerHash(level)) > 0; level++) {
    for (let index = 0; widthAt(size, level, index) > 0; index++) names.push({ level, index, width: widthAt(size, level, index) });
  }
  return names;
}

export function hashesIn(tile: Uint8Array): readonly Hash[] {
  return Array.from({ length: tile.byteLength / HASH_BYTES }, (_, place) => tile.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES));
}

/** The hash that stands for a full tile in the level above. */
export function tileRoot(tile: Uint8Array): Hash {
  return subRoot(tile, 0, tile.byteLength / HASH_BYTES);
}

function subRoot(tile: Uint8Array, start: number, count: number): Hash {
  if (count === 1) return tile.subarray(start * HASH_BYTES, (start + 1) * HASH_BYTES);
  return nodeHash(subRoot(tile, start, count / 2), subRoot(tile, start + count / 2, count / 2));
}

/** Gives a tile's bytes, at least `width` hashes wide; throws when there is none. */
export type TileSource = (name: TileName & { readonly level: number }) => Uint8Array | Promise<Uint8Array>;

/** The nodes of a tree of `size`, read from its tiles; each tile is read once. */
export function nodesFrom(size: number, source: TileSource): NodeSource {
  const read = new Map<string, Promise<Uint8Array>>();
  const tile = (name: TileName & { readonly level: number }): Promise<Uint8Array> => {
    const path = tilePath(name);
    const known = read.get(path);
    if (known) return known;
    const bytes = Promise.resolve(source(name));
    read.set(path, bytes);
    return bytes;
  };
  return {
    async node(level, index) {
      const tileLevel = Math.floor(level / TILE_HEIGHT);
      const span = 2 ** (level % TILE_HEIGHT);
      const at = index * span;
      const number = Math.floor(at / TILE_WIDTH);
      const width = widthAt(size, tileLevel, number);
      const offset = at % TILE_WIDTH;
      if (offset + span > width) throw new RangeError(`no node ${index} at level ${level} in a tree of ${size}`);
      const bytes = await tile({ level: tileLevel, index: number, width });
      if (bytes.byteLength < (offset + span) * HASH_BYTES) throw new RangeError(`${tilePath({ level: tileLevel, index: number, width })} is too short`);
      return Buffer.from(subRoot(bytes, offset, span));
    },
  };
}

/** Root of a tree of `size` from the right edge of its tiles alone. */
export async function rootFromTiles(size: number, source: TileSource): Promise<Hash> {
  const edge = new RightEdge();
  let top = 0;
  while (Math.floor(size / leavesPerHash(top + 1)) > 0) top++;
  for (let level = top; level >= 0; level--) {
    const inLevel = Math.floor(size / leavesPerHash(level));
    const index = Math.floor(inLevel / TILE_WIDTH);
    // Lower levels give only what is not in a full tile, for that stands in the level above.
    const width = inLevel % TILE_WIDTH;
    if (width === 0) continue;
    for (const hash of hashesIn(await source({ level, index, width })).slice(0, width)) edge.pushSubtree(hash, leavesPerHash(level));
  }
  return edge.root();
}

/** Entries, each after its length in two bytes, big-endian. */
export function writeBundle(entries: readonly Uint8Array[]): Buffer {
  return Buffer.concat(entries.flatMap((entry) => {
    if (entry.byteLength > MAX_ENTRY) throw new RangeError(`an entry of ${entry.byteLength} bytes does not fit a bundle`);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(entry.byteLength);
    return [length, entry];
  }));
}

/** Throws when the bytes do not end with an entry. */
export function readBundle(bundle: Uint8Array): readonly Uint8Array[] {
  const bytes = Buffer.from(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.byteLength;) {
    const length = bytes.readUInt16BE(at);
    if (at + 2 + length > bytes.byteLength) throw new RangeError('the bundle is cut off');
    entries.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return entries;
}

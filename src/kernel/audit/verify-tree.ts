/** Recomputes the whole tree from the entries: every leaf, every tile, the root at every checkpoint ever signed. */
import type { Asks } from './store.ts';
import { leafHash, nodeHash, RightEdge, sameHash } from './tree.ts';
import { tilePath, TILE_WIDTH } from './tiles.ts';

/** What is wrong, where, in words; `level`: a part is missing, or it was changed. */
export interface Problem {
  readonly said: string;
  readonly where: string;
}

export interface TreeCheck {
  readonly size: number;
  readonly problems: readonly Problem[];
  /** Roots at the sizes that were asked for, as far as there are leaves. */
  readonly roots: ReadonlyMap<number, Uint8Array>;
}

/** The name a log had from a size on. */
export interface NameSpan {
  readonly origin: string;
  readonly fromSize: number;
}

const CHUNK = 8192;
const COM_START = '{"com":"';
const COM_TEXT = 44;

interface Chunk {
  readonly leaves: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly hashes: Buffer | null;
  /** For each leaf: length in four bytes, microseconds in eight, the entry. */
  readonly entries: Buffer | null;
}

const READ = `
select count(*)::int as leaves, min(idx) as first, max(idx) as last, string_agg(hash, ''::bytea order by idx) as hashes,
       string_agg(int4send(length(entry)) || int8send((extract(epoch from sealed_at) * 1000000)::bigint) || entry, ''::bytea order by idx) as entries
  from kernel.log_leaves where idx >= $1 and idx < $2`;

class TreeReader {
  readonly #asks: Asks;
  readonly #names: readonly NameSpan[];
  readonly #wanted: readonly number[];
  readonly #edge = new RightEdge();
  readonly problems: Problem[] = [];
  readonly roots = new Map<number, Uint8Array>();
  #next = 0;
  #microseconds = -Infinity;
  #second = '';
  /** Computed hashes of the tile being filled, level by level. */
  readonly #filling: Buffer[][] = [];

  constructor(asks: Asks, names: readonly NameSpan[], sizes: readonly number[]) {
    this.#asks = asks;
    this.#names = names;
    this.#wanted = [...new Set(sizes)].toSorted((a, b) => a - b);
    if (this.#wanted[0] === 0) this.roots.set(0, this.#edge.root());
  }

  async read(progress: (leaves: number) => void): Promise<TreeCheck> {
    const [end] = (await this.#asks.run<{ last: number | null }>('select max(idx) as last from kernel.log_leaves')).rows;
    const size = (end?.last ?? -1) + 1;
    for (let from = 0; from < size; from += CHUNK) {
      const [chunk] = (await this.#asks.run<Chunk>(READ, [from, from + CHUNK])).rows;
      const expected = Math.min(CHUNK, size - from);
      if (!chunk || chunk.leaves !== expected || !chunk.hashes || !chunk.entries) {
        await this.#nameGap(from, from + expected);
        return { size, problems: this.problems, roots: this.roots };
      }
      await this.#take(from, chunk.hashes, chunk.entries);
      progress(from + expected);
    }
    await this.#surplusTiles(size);
    return { size, problems: this.problems, roots: this.roots };
  }

  async #nameGap(from: number, to: number): Promise<void> {
    const missing = await this.#asks.run<{ idx: number }>('select n as idx from generate_series($1::bigint, $2::bigint) n where not exists (select from kernel.log_leaves l where l.idx = n) order by n limit 20', [from, to - 1]);
    for (const { idx } of missing.rows) this.problems.push({ said: '葉が消されています', where: `葉 ${idx}` });
  }

  async #take(from: number, hashes: Buffer, entries: Buffer): Promise<void> {
    let at = 0;
    for (let place = 0; at < entries.byteLength; place++) {
      const length = entries.readInt32BE(at);
      const microseconds = Number(entries.readBigInt64BE(at + 4));
      const entry = entries.subarray(at + 12, at + 12 + length);
      at += 12 + length;
      const idx = from + place;
      const hash = leafHash(entry);
      if (!hash.equals(hashes.subarray(place * 32, place * 32 + 32))) this.problems.push({ said: '葉が書き換えられています', where: `葉 ${idx}` });
      else if (!this.#wellFormed(idx, entry, microseconds)) this.problems.push({ said: '葉の中身が、封印した時刻や記録の名前と合いません', where: `葉 ${idx}` });
      this.#edge.push(hash);
      const full = this.#fill(0, hash);
      if (full) await full;
      if (this.#wantedNext() === this.#edge.size) this.roots.set(this.#edge.size, this.#edge.root());
    }
  }

  #wantedNext(): number | undefined {
    while ((this.#wanted[this.#next] ?? Infinity) < this.#edge.size) this.#next++;
    return this.#wanted[this.#next];
  }

  #wellFormed(idx: number, entry: Buffer, microseconds: number): boolean {
    if (microseconds < this.#microseconds || microseconds % 1_000_000 !== 0) return false;
    if (microseconds !== this.#microseconds) {
      this.#microseconds = microseconds;
      this.#second = Temporal.Instant.fromEpochMilliseconds(microseconds / 1000).toString();
    }
    const origin = this.#names.findLast((name) => name.fromSize <= idx)?.origin ?? '';
    const text = entry.toString('utf8');
    return text.startsWith(COM_START) && text.slice(COM_START.length + COM_TEXT) === `","log":${JSON.stringify(origin)},"t":"${this.#second}","v":1}`;
  }

  /** Collects a tile's hashes; a full one is compared and stands as one hash in the level above. */
  #fill(level: number, hash: Buffer): Promise<void> | null {
    const tile = (this.#filling[level] ??= []);
    tile.push(hash);
    if (tile.length < TILE_WIDTH) return null;
    this.#filling[level] = [];
    return this.#filled(level, tile, hash);
  }

  async #filled(level: number, tile: readonly Buffer[], hash: Buffer): Promise<void> {
    const index = this.#edge.size / TILE_WIDTH ** (level + 1) - 1;
    let row: readonly Buffer[] = tile;
    while (row.length > 1) row = Array.from({ length: row.length / 2 }, (_, place) => nodeHash(row[place * 2] ?? hash, row[place * 2 + 1] ?? hash));
    const [root = hash] = row;
    await this.#compareTile(level, index, tile, root);
    await this.#fill(level + 1, root);
  }

  async #compareTile(level: number, index: number, computed: readonly Buffer[], root: Buffer): Promise<void> {
    const [stored] = (await this.#asks.run<{ bytes: Buffer; root: Buffer }>('select bytes, root from kernel.log_tiles where level = $1 and n = $2', [level, index])).rows;
    const where = tilePath({ level, index, width: TILE_WIDTH });
    if (!stored) return void this.problems.push({ said: 'タイルが消されています', where });
    if (!stored.root.equals(root)) this.problems.push({ said: 'タイルの根が、葉から計算したものと違います', where });
    const wrong = computed.findIndex((hash, place) => !hash.equals(stored.bytes.subarray(place * 32, place * 32 + 32)));
    if (wrong >= 0) this.problems.push({ said: 'タイルが、葉から計算したものと違います', where: level === 0 ? `${where}（葉 ${index * TILE_WIDTH + wrong}）` : `${where}（${wrong} 番目）` });
  }

  async #surplusTiles(size: number): Promise<void> {
    const surplus = await this.#asks.run<{ level: number; n: number }>('select level::int, n from kernel.log_tiles where (n + 1) * (256::numeric ^ (level + 1)) > $1 order by 1, 2 limit 20', [size]);
    for (const { level, n } of surplus.rows) this.problems.push({ said: '葉のないタイルがあります（葉が消されています）', where: tilePath({ level, index: n, width: TILE_WIDTH }) });
  }
}

/** Reads every leaf once. `sizes`: where roots are wanted. */
export function checkTree(asks: Asks, names: readonly NameSpan[], sizes: readonly number[], progress: (leaves: number) => void = () => {}): Promise<TreeCheck> {
  return new TreeReader(asks, names, sizes).read(progress);
}

/** Whether a checkpoint's root is the one that was computed; null: there are not so many leaves. */
export function rootMatches(check: TreeCheck, size: number, root: Uint8Array): boolean | null {
  const computed = check.roots.get(size);
  return computed ? sameHash(computed, root) : null;
}

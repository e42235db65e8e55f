/** Recomputes the whole tree from the entries: every leaf, every tile, the root at every checkpoint ever signed. */
import type { Asks } from './store.ts';
import { RightEdge, sameHash, sha256 } from './tree.ts';
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
const COM_START = Buffer.from('{"com":"');
const COM_TEXT = 44;
const HEAD = 12;

interface Chunk {
  readonly leaves: number;
  readonly hashes: Buffer | null;
  /** For each leaf: the length of its entry in four bytes, its microseconds in eight. */
  readonly heads: Buffer | null;
  /** 0x00 and the entry, as a leaf is hashed. */
  readonly entries: Buffer | null;
}

const READ = `
select count(*)::int as leaves, string_agg(hash, ''::bytea) as hashes, string_agg(int4send(length(entry)) || int8send((extract(epoch from sealed_at) * 1000000)::bigint), ''::bytea) as heads, string_agg('\\x00'::bytea || entry, ''::bytea) as entries
  from (select hash, entry, sealed_at from kernel.log_leaves where idx >= $1 and idx < $2 order by idx) as leaves`;

class TreeReader {
  readonly #asks: Asks;
  readonly #names: readonly NameSpan[];
  readonly #wanted: readonly number[];
  readonly #edge = new RightEdge();
  readonly problems: Problem[] = [];
  readonly roots = new Map<number, Uint8Array>();
  #next = 0;
  #microseconds = -Infinity;
  #origin = '';
  /** What every entry of this second and name ends with. */
  #ending = Buffer.alloc(0);
  /** Computed hashes of the tile being filled, level by level. */
  readonly #filling: Uint8Array[][] = [];

  constructor(asks: Asks, names: readonly NameSpan[], sizes: readonly number[]) {
    this.#asks = asks;
    this.#names = names;
    this.#wanted = [...new Set(sizes)].toSorted((a, b) => a - b);
    if (this.#wanted[0] === 0) this.roots.set(0, this.#edge.root());
  }

  async read(progress: (leaves: number) => void): Promise<TreeCheck> {
    const [end] = (await this.#asks.run<{ last: number | null }>('select max(idx) as last from kernel.log_leaves')).rows;
    const size = (end?.last ?? -1) + 1;
    const fetch = (from: number) => this.#asks.run<Chunk>(READ, [from, from + CHUNK]).then((found) => ({ ok: true, chunk: found.rows[0] }) as const, (error: unknown) => ({ ok: false, error }) as const);
    let coming = fetch(0);
    for (let from = 0; from < size; from += CHUNK) {
      const got = await coming;
      if (!got.ok) throw got.error;
      // The database reads on while these are hashed.
      if (from + CHUNK < size) coming = fetch(from + CHUNK);
      const { chunk } = got;
      const expected = Math.min(CHUNK, size - from);
      if (!chunk || chunk.leaves !== expected || !chunk.hashes || !chunk.heads || !chunk.entries) {
        await coming;
        await this.#nameGap(from, from + expected);
        return { size, problems: this.problems, roots: this.roots };
      }
      await this.#take(from, chunk.hashes, chunk.heads, chunk.entries);
      progress(from + expected);
    }
    await this.#surplusTiles(size);
    return { size, problems: this.problems, roots: this.roots };
  }

  async #nameGap(from: number, to: number): Promise<void> {
    const missing = await this.#asks.run<{ idx: number }>('select n as idx from generate_series($1::bigint, $2::bigint) n where not exists (select from kernel.log_leaves l where l.idx = n) order by n limit 20', [from, to - 1]);
    for (const { idx } of missing.rows) this.problems.push({ said: '葉が消されています', where: `葉 ${idx}` });
  }

  async #take(from: number, hashes: Buffer, heads: Buffer, entries: Buffer): Promise<void> {
    let at = 0;
    for (let place = 0; place * HEAD < heads.byteLength; place++) {
      const end = at + 1 + heads.readInt32BE(place * HEAD);
      const microseconds = heads.readUInt32BE(place * HEAD + 4) * 2 ** 32 + heads.readUInt32BE(place * HEAD + 8);
      const idx = from + place;
      const hash = sha256(entries.subarray(at, end));
      if (hash.compare(hashes, place * 32, place * 32 + 32) !== 0) this.problems.push({ said: '葉が書き換えられています', where: `葉 ${idx}` });
      else if (!this.#wellFormed(idx, entries, at + 1, end, microseconds)) this.problems.push({ said: '葉の中身が、封印した時刻や記録の名前と合いません', where: `葉 ${idx}` });
      at = end;
      const completed = this.#edge.push(hash);
      if (this.#wantedNext() === this.#edge.size) this.roots.set(this.#edge.size, this.#edge.root());
      const full = this.#fill(0, hash, completed);
      if (full) await full;
    }
  }

  #wantedNext(): number | undefined {
    while ((this.#wanted[this.#next] ?? Infinity) < this.#edge.size) this.#next++;
    return this.#wanted[this.#next];
  }

  #wellFormed(idx: number, entries: Buffer, start: number, end: number, microseconds: number): boolean {
    if (microseconds < this.#microseconds || microseconds % 1_000_000 !== 0) return false;
    const origin = this.#names.findLast((name) => name.fromSize <= idx)?.origin ?? '';
    if (microseconds !== this.#microseconds || origin !== this.#origin) {
      this.#microseconds = microseconds;
      this.#origin = origin;
      this.#ending = Buffer.from(`","log":${JSON.stringify(origin)},"t":"${Temporal.Instant.fromEpochMilliseconds(microseconds / 1000).toString()}","v":1}`);
    }
    const fixed = COM_START.byteLength + COM_TEXT;
    return end - start === fixed + this.#ending.byteLength && COM_START.compare(entries, start, start + COM_START.byteLength) === 0 && this.#ending.compare(entries, start + fixed, end) === 0;
  }

  /** Collects a tile's hashes; a full one is compared and stands as one hash in the level above. `completed`: roots of the subtrees that the last leaf completed, by their leaves. */
  #fill(level: number, hash: Uint8Array, completed: ReadonlyMap<number, Uint8Array>): Promise<void> | null {
    const tile = (this.#filling[level] ??= []);
    tile.push(hash);
    if (tile.length < TILE_WIDTH) return null;
    this.#filling[level] = [];
    return this.#filled(level, tile, completed);
  }

  async #filled(level: number, tile: readonly Uint8Array[], completed: ReadonlyMap<number, Uint8Array>): Promise<void> {
    const leaves = TILE_WIDTH ** (level + 1);
    const root = completed.get(leaves);
    if (!root) throw new Error(`no root over ${leaves} leaves`);
    await this.#compareTile(level, this.#edge.size / leaves - 1, tile, root);
    const above = this.#fill(level + 1, root, completed);
    if (above) await above;
  }

  async #compareTile(level: number, index: number, computed: readonly Uint8Array[], root: Uint8Array): Promise<void> {
    const [stored] = (await this.#asks.run<{ bytes: Buffer; root: Buffer }>('select bytes, root from kernel.log_tiles where level = $1 and n = $2', [level, index])).rows;
    const where = tilePath({ level, index, width: TILE_WIDTH });
    if (!stored) return void this.problems.push({ said: 'タイルが消されています', where });
    if (!sameHash(stored.root, root)) this.problems.push({ said: 'タイルの根が、葉から計算したものと違います', where });
    const wrong = computed.findIndex((hash, place) => !sameHash(hash, stored.bytes.subarray(place * 32, place * 32 + 32)));
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

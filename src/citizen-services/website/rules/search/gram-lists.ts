/** Ascending numbers under integer keys, in few bytes: each number is kept as its distance to the one before. Written once, then closed. */

const FIRST_CHUNK = 12;
const MOST_CHUNK = 1024;
const LINK = 4;
/** A distance takes at most five bytes. */
const MOST_BYTES = 5;

/** What is known of a list lies together: memory is fetched once per number added. */
const STRIDE = 8;
const [FIRST, AT, END, SIZE, LAST, COUNT] = [0, 1, 2, 3, 4, 5];
/** The key and the number of its list plus one. */
const SLOT = 2;

/** Lists that still grow: chunks in one store, each ending in the place of the next. */
interface Growing {
  store: Uint8Array;
  used: number;
  lists: Uint32Array;
}

export class GramLists {
  /** Open addressing, never more than half full. */
  #slots = new Int32Array(SLOT << 12);
  #lists = 0;
  #growing: Growing | null = { store: new Uint8Array(1 << 16), used: 0, lists: new Uint32Array(STRIDE << 11) };
  #bytes = new Uint8Array(0);
  #from = new Uint32Array(0);
  #counts = new Uint32Array(0);

  /** Where a key is, or the free slot it would take. */
  #slotOf(key: number): number {
    const slots = this.#slots;
    const mask = slots.length / SLOT - 1;
    let slot = (Math.imul(key, 0x9e3779b1) >>> 7) & mask;
    while (slots[slot * SLOT + 1] !== 0 && slots[slot * SLOT] !== key) slot = (slot + 1) & mask;
    return slot * SLOT;
  }

  /** The number of a key's list; -1: it has none. */
  #listOf(key: number): number {
    return (this.#slots[this.#slotOf(key) + 1] ?? 0) - 1;
  }

  #enlarge(growing: Growing): void {
    const old = this.#slots;
    this.#slots = new Int32Array(old.length * 2);
    for (let at = 0; at < old.length; at += SLOT) {
      if (old[at + 1] === 0) continue;
      const slot = this.#slotOf(old[at] ?? 0);
      this.#slots[slot] = old[at] ?? 0;
      this.#slots[slot + 1] = old[at + 1] ?? 0;
    }
    const lists = new Uint32Array(growing.lists.length * 2);
    lists.set(growing.lists);
    growing.lists = lists;
  }

  /** Numbers under one key must come in ascending order. */
  add(key: number, value: number): void {
    const growing = this.#growing;
    if (growing === null) throw new Error('These lists are closed.');
    let slot = this.#slotOf(key);
    let list = (this.#slots[slot + 1] ?? 0) - 1;
    if (list < 0) {
      if ((this.#lists + 1) * STRIDE > growing.lists.length) {
        this.#enlarge(growing);
        slot = this.#slotOf(key);
      }
      list = this.#lists;
      this.#lists += 1;
      this.#slots[slot] = key;
      this.#slots[slot + 1] = list + 1;
    }
    const { lists } = growing;
    const own = list * STRIDE;
    let distance = value - (lists[own + LAST] ?? 0);
    let at = lists[own + AT] ?? 0;
    lists[own + LAST] = value;
    lists[own + COUNT] = (lists[own + COUNT] ?? 0) + 1;
    do {
      if (at === lists[own + END]) at = addChunk(growing, own);
      growing.store[at] = distance < 128 ? distance : (distance & 127) | 128;
      at += 1;
      distance >>>= 7;
    } while (distance > 0);
    lists[own + AT] = at;
  }

  /** The bytes of a list that still grows, in one piece, written to `into`; answers how many. */
  #gather({ store, lists }: Growing, list: number, into: Uint8Array, from: number): number {
    const own = list * STRIDE;
    const links = new DataView(store.buffer);
    let [chunk, size, written] = [lists[own + FIRST] ?? 0, FIRST_CHUNK, from];
    for (;;) {
      const end = chunk + size - LINK;
      const isLast = end === lists[own + END];
      const bytes = store.subarray(chunk, isLast ? lists[own + AT] : end);
      into.set(bytes, written);
      written += bytes.length;
      if (isLast) return written - from;
      chunk = links.getUint32(end);
      size = Math.min(MOST_CHUNK, size * 2);
    }
  }

  /** Makes the lists compact; nothing can be added any more. */
  close(): void {
    const growing = this.#growing;
    if (growing === null) return;
    const bytes = new Uint8Array(growing.used);
    const from = new Uint32Array(this.#lists + 1);
    let written = 0;
    for (let list = 0; list < this.#lists; list += 1) {
      from[list] = written;
      written += this.#gather(growing, list, bytes, written);
    }
    from[this.#lists] = written;
    this.#bytes = bytes.slice(0, written);
    this.#from = from;
    this.#counts = Uint32Array.from({ length: this.#lists }, (_, list) => growing.lists[list * STRIDE + COUNT] ?? 0);
    this.#growing = null;
  }

  /** How many numbers are under a key. */
  count(key: number): number {
    const list = this.#listOf(key);
    return list < 0 ? 0 : this.#countOf(list);
  }

  #countOf(list: number): number {
    return (this.#growing ? this.#growing.lists[list * STRIDE + COUNT] : this.#counts[list]) ?? 0;
  }

  read(key: number): Uint32Array {
    const list = this.#listOf(key);
    if (list < 0) return new Uint32Array(0);
    const values = new Uint32Array(this.#countOf(list));
    let [bytes, at] = [this.#bytes, this.#from[list] ?? 0];
    if (this.#growing) {
      bytes = new Uint8Array(values.length * MOST_BYTES);
      this.#gather(this.#growing, list, bytes, 0);
      at = 0;
    }
    let value = 0;
    for (let index = 0; index < values.length; index += 1) {
      let byte = bytes[at] ?? 0;
      at += 1;
      if (byte < 128) value += byte;
      else {
        let distance = byte & 127;
        for (let shift = 7; byte > 127; shift += 7) {
          byte = bytes[at] ?? 0;
          at += 1;
          distance |= (byte & 127) << shift;
        }
        value += distance;
      }
      values[index] = value;
    }
    return values;
  }
}

/** A further chunk for a list, twice as long as the one before; answers where it begins. */
function addChunk(growing: Growing, own: number): number {
  const { lists } = growing;
  const before = lists[own + SIZE] ?? 0;
  const size = Math.min(MOST_CHUNK, before * 2 || FIRST_CHUNK);
  const begin = growing.used;
  growing.used += size;
  if (growing.used > growing.store.length) {
    const store = new Uint8Array(growing.store.length * 2);
    store.set(growing.store);
    growing.store = store;
  }
  if (before === 0) lists[own + FIRST] = begin;
  else new DataView(growing.store.buffer).setUint32(lists[own + END] ?? 0, begin);
  lists[own + SIZE] = size;
  lists[own + END] = begin + size - LINK;
  return begin;
}

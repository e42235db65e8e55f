/**
 * The Merkle tree of RFC 6962 §2.1 over SHA-256: leaves, nodes, roots, proofs and their verification. Computes only.
 * A tree of n leaves splits at the largest power of two below n; the last node is never doubled.
 */
import { hash } from 'node:crypto';

export type Hash = Uint8Array;

export const HASH_BYTES = 32;
export const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

/** Root of the tree without leaves. */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array());

/** SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(entry.byteLength + 1);
  bytes[0] = 0;
  bytes.set(entry, 1);
  return sha256(bytes);
}

const pair = Buffer.alloc(1 + 2 * HASH_BYTES);
pair[0] = 1;

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Hash, right: Hash): Buffer {
  pair.set(left, 1);
  pair.set(right, 1 + HASH_BYTES);
  return sha256(pair);
}

export function sameHash(one: Hash, other: Hash): boolean {
  return Buffer.compare(one, other) === 0;
}

const NONE: ReadonlyMap<number, Hash> = new Map();

/** The right edge of a growing tree: the roots of its complete subtrees, largest first; at most one for each bit of the size. */
export class RightEdge {
  #size = 0;
  readonly #peaks: { readonly leaves: number; readonly hash: Hash }[] = [];

  get size(): number {
    return this.#size;
  }

  /** Adds one leaf by its hash; answers as `pushSubtree`. */
  push(leaf: Hash): ReadonlyMap<number, Hash> {
    return this.pushSubtree(leaf, 1);
  }

  /**
   * Adds a complete subtree whose place begins at a multiple of its size. Answers the roots of those subtrees of 256, 65,536 …
   * leaves that it completes.
   */
  pushSubtree(root: Hash, leaves: number): ReadonlyMap<number, Hash> {
    let top = { leaves, hash: root };
    let completed = NONE;
    for (let last = this.#peaks.at(-1); last?.leaves === top.leaves; last = this.#peaks.at(-1)) {
      this.#peaks.pop();
      top = { leaves: top.leaves * 2, hash: nodeHash(last.hash, top.hash) };
      if (top.leaves >= 256 && Math.log2(top.leaves) % 8 === 0) completed = new Map([...completed, [top.leaves, top.hash]]);
    }
    this.#peaks.push(top);
    this.#size += leaves;
    return completed;
  }

  root(): Hash {
    const [last, ...others] = this.#peaks.toReversed();
    if (!last) return EMPTY_ROOT;
    return others.reduce((right, left) => nodeHash(left.hash, right), last.hash);
  }
}

/** Root over leaf hashes. */
export function rootOf(leaves: Iterable<Hash>): Hash {
  const edge = new RightEdge();
  for (const leaf of leaves) edge.push(leaf);
  return edge.root();
}

/** Leaves from `start` up to and without `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The largest power of two below n, for n > 1. */
export function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** The subtrees whose roots are the inclusion proof of leaf `index` in a tree of `size` (PATH, §2.1.1), nearest first. */
export function inclusionRanges(index: number, size: number): readonly Range[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  const found: Range[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      found.push({ start: middle, end });
      end = middle;
    } else {
      found.push({ start, end: middle });
      start = middle;
    }
  }
  return found.toReversed();
}

/** The subtrees whose roots are the consistency proof from `from` to `size` (PROOF, §2.1.2). Empty when from is 0 or equal. */
export function consistencyRanges(from: number, size: number): readonly Range[] {
  if (!Number.isSafeInteger(from) || from < 0 || from > size) throw new RangeError(`no consistency from ${from} to ${size}`);
  if (from === 0 || from === size) return [];
  const found: Range[] = [];
  let [start, end] = [0, size];
  // Whether the subtree under consideration is the whole old tree, whose root the asker knows.
  let known = true;
  while (end !== from) {
    const middle = start + splitOf(end - start);
    if (from <= middle) {
      found.push({ start: middle, end });
      end = middle;
    } else {
      found.push({ start, end: middle });
      start = middle;
      known = false;
    }
  }
  if (!known) found.push({ start, end });
  return found.toReversed();
}

/** Where hashes of complete, aligned subtrees come from: level 0 are leaves. */
export interface NodeSource {
  node(level: number, index: number): Hash | Promise<Hash>;
}

/** Root of any range that a proof needs; complete parts come from the source. */
export async function rangeRoot(source: NodeSource, { start, end }: Range): Promise<Hash> {
  const leaves = end - start;
  if (leaves === 0) return EMPTY_ROOT;
  const level = Math.log2(leaves);
  if (Number.isInteger(level) && start % leaves === 0) return source.node(level, start / leaves);
  const middle = start + splitOf(leaves);
  return nodeHash(await rangeRoot(source, { start, end: middle }), await rangeRoot(source, { start: middle, end }));
}

export async function proofOf(source: NodeSource, ranges: readonly Range[]): Promise<readonly Hash[]> {
  const proof: Hash[] = [];
  for (const range of ranges) proof.push(await rangeRoot(source, range));
  return proof;
}

/** Whether the leaf stands at `index` in the tree with this root (RFC 9162 §2.1.3.2). */
export function includes(leaf: Hash, index: number, size: number, proof: readonly Hash[], root: Hash): boolean {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return false;
  let [at, last] = [index, size - 1];
  let computed = leaf;
  for (const step of proof) {
    if (last === 0 || step.byteLength !== HASH_BYTES) return false;
    if (at % 2 === 1 || at === last) {
      computed = nodeHash(step, computed);
      if (at % 2 === 0) for (; at % 2 === 0 && at !== 0; last = Math.floor(last / 2)) at /= 2;
    } else computed = nodeHash(computed, step);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameHash(computed, root);
}

/** Whether the later tree begins with exactly the leaves of the earlier one (RFC 9162 §2.1.4.2). */
export function consistent(from: number, size: number, earlier: Hash, later: Hash, proof: readonly Hash[]): boolean {
  if (from === size) return proof.length === 0 && sameHash(earlier, later);
  if (from > size) return false;
  if (from === 0) return proof.length === 0 && sameHash(earlier, EMPTY_ROOT);
  const isPower = Number.isInteger(Math.log2(from));
  const steps = isPower ? [earlier, ...proof] : [...proof];
  if (proof.length === 0) return false;
  let [at, last] = [from - 1, size - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  const first = steps.shift();
  if (!first || steps.some((step) => step.byteLength !== HASH_BYTES)) return false;
  let [old, now] = [first, first];
  for (const step of steps) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      old = nodeHash(step, old);
      now = nodeHash(step, now);
      if (at % 2 === 0) for (; at % 2 === 0 && at !== 0; last = Math.floor(last / 2)) at /= 2;
    } else now = nodeHash(now, step);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && sameHash(old, earlier) && sameHash(now, later);
}

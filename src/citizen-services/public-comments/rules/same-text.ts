/**
 * Mass identical posts: two texts that share fifty characters in a row say the same words. Passages quoted from the draft itself
 * do not count, for two people who quote one sentence have not copied each other. Width, case, blanks and punctuation make no difference.
 *
 * Fifty characters in a row hold one of the pieces of twenty-five that begin at every twenty-sixth character. Only these pieces of a
 * text are remembered, and every place of a later text is looked up among them: the room is a twenty-sixth of all characters.
 */

const GRAM = 50;
const PIECE = GRAM / 2;
const STEP = PIECE + 1;
/** A piece that stands in so many texts has long found its group. */
const MOST_PLACES = 40;

export interface Said {
  readonly id: string;
  readonly text: string;
}

export function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

interface Place {
  readonly text: number;
  readonly at: number;
}

/** Where the characters that both share around a place begin in the first, and how many there are. */
function commonRun(a: string, atA: number, b: string, atB: number): { readonly from: number; readonly length: number } {
  let [before, after] = [0, PIECE];
  while (before < atA && before < atB && a[atA - before - 1] === b[atB - before - 1]) before += 1;
  while (atA + after < a.length && atB + after < b.length && a[atA + after] === b[atB + after]) after += 1;
  return { from: atA - before, length: before + after };
}

/** The runs of fifty characters that stand in the draft. */
function quotable(quoted: readonly string[]): ReadonlySet<string> {
  const runs = new Set<string>();
  for (const text of quoted) {
    const folded = foldText(text);
    for (let at = 0; at + GRAM <= folded.length; at += 1) runs.add(folded.slice(at, at + GRAM));
  }
  return runs;
}

/** Groups of indexes that were joined. The earliest of a group stands for it, so that it does not change with what comes later. */
class Groups {
  readonly #parent: number[];
  constructor(size: number) {
    this.#parent = Array.from({ length: size }, (_, index) => index);
  }
  top(index: number): number {
    let at = index;
    for (let above = this.#parent[at]; above !== undefined && above !== at; above = this.#parent[at]) at = above;
    this.#parent[index] = at;
    return at;
  }
  join(one: number, other: number): void {
    const [a, b] = [this.top(one), this.top(other)];
    this.#parent[Math.max(a, b)] = Math.min(a, b);
  }
}

/**
 * The number of the group each text belongs to, from 1; texts that are like no other are left out. Likeness is passed on: who shares
 * a passage with one of a group belongs to it. A text shorter than fifty characters is like another when they are the same.
 */
export function sameTexts(texts: readonly Said[], quoted: readonly string[] = []): ReadonlyMap<string, number> {
  const [folded, ours, groups] = [texts.map(({ text }) => foldText(text)), quotable(quoted), new Groups(texts.length)];
  const whole = new Map<string, number>();
  const places = new Map<string, Place[]>();
  /** Whether the run holds fifty characters that are not the draft's. */
  const copied = (text: string, { from, length }: { readonly from: number; readonly length: number }) => {
    for (let at = from; at + GRAM <= from + length; at += 1) if (!ours.has(text.slice(at, at + GRAM))) return true;
    return false;
  };
  for (const [index, text] of folded.entries()) {
    if (text.length < GRAM) {
      const first = whole.get(text);
      if (first !== undefined) groups.join(first, index);
      else if (text !== '') whole.set(text, index);
      continue;
    }
    for (let at = 0; at + PIECE <= text.length; at += 1) {
      for (const place of places.get(text.slice(at, at + PIECE)) ?? []) {
        if (groups.top(place.text) !== groups.top(index) && copied(text, commonRun(text, at, folded[place.text] ?? '', place.at))) groups.join(place.text, index);
      }
    }
    for (let at = 0; at + PIECE <= text.length; at += STEP) {
      const piece = text.slice(at, at + PIECE);
      const known = places.get(piece);
      if (known === undefined) places.set(piece, [{ text: index, at }]);
      else if (known.length < MOST_PLACES) known.push({ text: index, at });
    }
  }
  const numbers = new Map<string, number>();
  let number = 0;
  for (const indexes of Map.groupBy(texts.keys(), (index) => groups.top(index)).values()) {
    if (indexes.length < 2) continue;
    number += 1;
    for (const index of indexes) numbers.set(texts[index]?.id ?? '', number);
  }
  return numbers;
}

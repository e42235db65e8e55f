/** How alike two pages are, fast enough to compare a page with sixty others each time it is saved. */
import { foldUnits } from './search/fold.ts';

const [UNKNOWN, APART, WORD] = [0, 1, 2];
const kinds = new Uint8Array(0x10000);

/** Letters, digits and marks; half of a surrogate pair counts as one. */
function isWord(unit: number): boolean {
  if (kinds[unit] === UNKNOWN) kinds[unit] = /[\p{L}\p{N}\p{M}\p{Cs}ー]/u.test(String.fromCharCode(unit)) ? WORD : APART;
  return kinds[unit] === WORD;
}

/** The pairs of neighbouring characters in the words of a text, each once, ascending; a word of one character stands for itself. */
export function pairsOf(text: string): Uint32Array {
  const units = foldUnits(text);
  const pairs = new Uint32Array(units.length);
  let [count, before, alone] = [0, 0, false];
  for (let at = 0; at <= units.length; at += 1) {
    const unit = units[at] ?? 0;
    const word = at < units.length && isWord(unit);
    if (word && before !== 0) pairs[count++] = ((before << 16) | unit) >>> 0;
    else if (!word && alone) pairs[count++] = before;
    alone = word && before === 0;
    before = word ? unit : 0;
  }
  const sorted = pairs.subarray(0, count).sort();
  let kept = 0;
  for (let at = 0; at < count; at += 1) if (at === 0 || sorted[at] !== sorted[kept - 1]) sorted[kept++] = sorted[at] ?? 0;
  return sorted.slice(0, kept);
}

/** Whether two texts share so much of their pairs, from 0 to 1 (Dice). */
export function areAlike(one: Uint32Array, other: Uint32Array, least: number): boolean {
  const sum = one.length + other.length;
  if (sum === 0) return true;
  // The smaller one cannot share more than it has.
  if (2 * Math.min(one.length, other.length) < least * sum) return false;
  let [shared, at] = [0, 0];
  for (let index = 0; index < one.length && at < other.length; index += 1) {
    const pair = one[index] ?? 0;
    while (at < other.length && (other[at] ?? 0) < pair) at += 1;
    if (other[at] === pair) shared += 1;
  }
  return 2 * shared >= least * sum;
}

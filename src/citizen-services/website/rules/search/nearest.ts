/** もしかして: words of titles that differ from a typed word by a slip or two. */
import { fold } from './fold.ts';

const LONGEST = 31;
/** Taking titles apart into words is what costs most here. */
const MOST_TITLES = 100;
const MOST_JOINED = 4;

/** One slip in short words: of two letters two slips leave nothing. */
export function slipsFor(word: string): number {
  if (word.length < 2) return 0;
  return word.length < 5 ? 1 : 2;
}

/** The fewest slips to any part of a text, 32 cells of the table at a time (Myers 1999). */
function nearestPart(masks: ReadonlyMap<number, number>, length: number, text: string): number {
  const top = 1 << (length - 1);
  let [plus, minus, slips, least] = [-1, 0, length, length];
  for (let at = 0; at < text.length; at += 1) {
    const equal = masks.get(text.charCodeAt(at)) ?? 0;
    const x = equal | minus;
    const diagonal = (((equal & plus) + plus) ^ plus) | equal;
    const up = minus | ~(diagonal | plus);
    const down = plus & diagonal;
    if ((up & top) !== 0) slips += 1;
    else if ((down & top) !== 0) slips -= 1;
    const [shiftedUp, shiftedDown] = [up << 1, down << 1];
    plus = shiftedDown | ~(x | shiftedUp);
    minus = shiftedUp & x;
    if (slips < least) least = slips;
  }
  return least;
}

/** Characters to change, add or drop to get from one word to the other. */
export function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let at = 0; at < one.length; at += 1) {
    const next = [at + 1];
    for (let to = 0; to < other.length; to += 1) {
      const change = (row[to] ?? 0) + (one.charCodeAt(at) === other.charCodeAt(to) ? 0 : 1);
      next.push(Math.min(change, (row[to + 1] ?? 0) + 1, (next[to] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}

const segmenter = new Intl.Segmenter('ja', { granularity: 'word' });

/** の, を … : no word begins or ends with one. */
const isParticle = (segment: string | undefined) => segment !== undefined && /^[ぁ-ん]$/.test(segment);

/** The words of a title, alone and up to four joined: 粗大, 粗大ごみ, … And whatever stands between spaces, for readings. */
function* wordsOf(title: string): Iterable<string> {
  yield* title.split(/\s+/);
  const segments = [...segmenter.segment(title)];
  for (const [start, first] of segments.entries()) {
    if (first.isWordLike !== true || isParticle(first.segment)) continue;
    let word = '';
    for (const { segment, isWordLike } of segments.slice(start, start + MOST_JOINED)) {
      if (isWordLike !== true) break;
      word += segment;
      if (!isParticle(segment)) yield word;
    }
  }
}

export interface Candidate {
  /** Folded; what is looked through first. */
  readonly folded: string;
  /** As it is shown. */
  readonly shown: string;
}

/** Words near a folded one: the fewest slips first, then those as long as the typed one, then those of more titles, then by their letters. Equal words are no slip and not given. */
export function nearestWords(word: string, candidates: Iterable<Candidate>, most: number): string[] {
  const slips = slipsFor(word);
  if (slips === 0 || word.length > LONGEST) return [];
  const masks = new Map<number, number>();
  for (let at = 0; at < word.length; at += 1) masks.set(word.charCodeAt(at), (masks.get(word.charCodeAt(at)) ?? 0) | (1 << at));
  const near: string[][] = Array.from({ length: slips + 1 }, () => []);
  for (const { folded, shown } of candidates) {
    if (folded === '') continue;
    const bucket = near[nearestPart(masks, word.length, folded)];
    if (bucket !== undefined && bucket.length < MOST_TITLES) bucket.push(shown);
  }
  const found = new Map<string, { readonly shown: string; readonly distance: number; titles: number }>();
  for (const [nearest, titles] of near.entries()) {
    // A title so many slips away has no word that is nearer: what was found before it is not overtaken.
    if ([...found.values()].filter((one) => one.distance < nearest).length >= most) break;
    for (const shown of titles.flatMap((title) => [...wordsOf(title)])) {
      const folded = fold(shown);
      if (Math.abs(folded.length - word.length) > slips) continue;
      const known = found.get(folded);
      const distance = known?.distance ?? editDistance(word, folded);
      if (known) known.titles += 1;
      else if (distance > 0 && distance <= slips) found.set(folded, { shown, distance, titles: 1 });
    }
  }
  const off = (shown: string) => Math.abs(fold(shown).length - word.length);
  const before = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  return [...found.values()].toSorted((one, other) => one.distance - other.distance || off(one.shown) - off(other.shown) || other.titles - one.titles || before(one.shown, other.shown)).slice(0, most).map((one) => one.shown);
}

/** What of a page is shown in the list of results: its own words, with what was found marked. */
import { toKatakana } from '../../../../kernel/text/kana.ts';
import { foldMapped, mayCut } from './fold.ts';

export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Marks are sought in a few lines at a time, so that a very long page costs no more than it must. */
const BLOCK = 600;
const LENGTH = 120;
const LEAD = 24;

/** Where folded words stand in a text as it was written, in order, touching ones joined. */
export function rangesOf(text: string, words: readonly string[]): Range[] {
  const folded = foldMapped(text);
  const found: Range[] = [];
  for (const word of words) {
    if (word === '') continue;
    for (let at = folded.text.indexOf(word); at >= 0; at = folded.text.indexOf(word, at + 1)) {
      found.push({ start: folded.starts[at] ?? 0, end: folded.ends[at + word.length - 1] ?? 0 });
    }
  }
  found.sort((one, other) => one.start - other.start || other.end - one.end);
  const ranges: Range[] = [];
  for (const range of found) {
    const last = ranges.at(-1);
    if (last !== undefined && range.start <= last.end) ranges[ranges.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else ranges.push(range);
  }
  return ranges;
}

function piecesOf(text: string, ranges: readonly Range[], from: number, to: number): Piece[] {
  const pieces: Piece[] = [];
  const add = (start: number, end: number, marked: boolean) => {
    if (start < end) pieces.push({ text: text.slice(start, end), marked });
  };
  let at = from;
  for (const { start, end } of ranges) {
    if (end <= from || start >= to) continue;
    add(at, Math.max(from, start), false);
    add(Math.max(from, start), Math.min(to, end), true);
    at = Math.min(to, end);
  }
  add(at, to, false);
  return pieces;
}

/** A whole short text, such as a title. */
export function marked(text: string, words: readonly string[]): Piece[] {
  return piecesOf(text, rangesOf(text, words), 0, text.length);
}

/** Whole lines of about BLOCK characters: folding needs no more than a line. */
function* blocksOf(text: string): Iterable<Range> {
  for (let start = 0; start < text.length;) {
    const line = text.indexOf('\n', start + BLOCK);
    const end = line < 0 ? text.length : line + 1;
    yield { start, end };
    start = end;
  }
}

/** Where one of the words stands as it is, in either kana: found in no time, and most often what a visitor typed. 0: nowhere. */
function plainlyAt(body: string, words: readonly string[]): number {
  const places = words.flatMap((word) => [word, toKatakana(word)]).map((word) => (word === '' ? -1 : body.indexOf(word))).filter((at) => at >= 0);
  return places.length === 0 ? 0 : Math.min(...places);
}

/** Some hundred characters of a body around what was found, or its beginning; 「…」 where it was cut. */
export function snippetOf(body: string, words: readonly string[], length = LENGTH): Piece[] {
  const blocks = [...blocksOf(body)];
  const likely = plainlyAt(body, words);
  for (const block of [...blocks.filter((one) => one.end > likely), ...blocks.filter((one) => one.end <= likely)]) {
    const ranges = rangesOf(body.slice(block.start, block.end), words).map(({ start, end }) => ({ start: start + block.start, end: end + block.start }));
    if (ranges.length > 0) return cutOut(body, ranges, bestStart(body, ranges, length), length);
  }
  return cutOut(body, [], 0, length);
}

/** From where the most is seen: the first of the starts with the most marks after it. */
function bestStart(body: string, ranges: readonly Range[], length: number): number {
  let [best, most] = [0, -1];
  for (const [index, { start }] of ranges.entries()) {
    let seen = 0;
    for (let other = index; (ranges[other]?.end ?? Infinity) <= start + length - LEAD; other += 1) seen += 1;
    if (seen > most) [best, most] = [start, seen];
  }
  if (best <= LEAD) return 0;
  // Begin with the sentence when it begins near.
  const lead = body.slice(best - LEAD, best);
  const sentence = Math.max(lead.lastIndexOf('。'), lead.lastIndexOf('\n'));
  return best - LEAD + sentence + 1;
}

function cutOut(body: string, ranges: readonly Range[], from: number, length: number): Piece[] {
  let start = from;
  while (!mayCut(body, start)) start -= 1;
  let end = Math.min(body.length, start + length);
  while (!mayCut(body, end)) end += 1;
  const gap: Piece = { text: '…', marked: false };
  return [...(start > 0 ? [gap] : []), ...piecesOf(body, ranges, start, end), ...(end < body.length ? [gap] : [])];
}

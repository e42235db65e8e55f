/**
 * Some two thousand pages and where every pair of characters stands in them. All their texts lie one after the other on one line
 * of positions; a word is found where its pairs stand side by side, so nothing has to be read again to be sure. A single character
 * has a list of pages instead, with what was found there.
 */
import { fold, foldUnits } from './fold.ts';
import { GramLists } from './gram-lists.ts';
import { HEADING, isForDisaster, joined, KEYWORD, ONCE_IN_BODY, type SearchDoc, TITLE, typeWeight } from './ranking.ts';

const MOST_DOCS = 2048;
const MOST_UNITS = 8_000_000;
/** Ends of title, headings, keywords and page. */
const BOUNDS = 4;
/** A page and its byte share one number. */
const BYTE = 6;
const LINE = 0x0a;
const SPACE = 0x20;

const pairOf = (one: number, other: number) => (one << 16) | other;

/** What was found of each character of the page being added; all 0 between two pages. */
const found = new Uint8Array(0x10000);

/** Those of `starts` that also have a number of `list` at a distance. Both ascend. */
function narrowed(starts: Uint32Array, list: Uint32Array, distance: number): Uint32Array {
  let [kept, at] = [0, 0];
  for (let index = 0; index < starts.length; index += 1) {
    const start = starts[index] ?? 0;
    const wanted = start + distance;
    while (at < list.length && (list[at] ?? 0) < wanted) at += 1;
    if (at === list.length) break;
    if (list[at] === wanted) {
      starts[kept] = start;
      kept += 1;
    }
  }
  return starts.subarray(0, kept);
}

export class Segment {
  /** By place; null where a page was removed. */
  readonly docs: (SearchDoc | null)[] = [];
  /** Folded. */
  readonly titles: string[] = [];
  readonly readings: string[] = [];
  readonly kinds = new Uint16Array(MOST_DOCS);
  /** The facets of a place are those between its number and the next here. */
  readonly facetsFrom = new Uint32Array(MOST_DOCS + 1);
  readonly facets: number[] = [];
  readonly reviewedAt = new Float64Array(MOST_DOCS);
  readonly types = new Float64Array(MOST_DOCS);
  readonly disaster = new Uint8Array(MOST_DOCS);
  live = 0;
  readonly #lists = new GramLists();
  readonly #bounds = new Uint32Array(MOST_DOCS * BOUNDS);
  #units = 0;

  get isFull(): boolean {
    return this.docs.length === MOST_DOCS || this.#units >= MOST_UNITS;
  }

  close(): void {
    this.#lists.close();
  }

  /** Answers the page's place. */
  add(doc: SearchDoc, kind: number, facets: readonly number[]): number {
    const place = this.docs.length;
    const seen: number[] = [];
    const fields: readonly (readonly [readonly string[], number])[] = [[[doc.title], TITLE], [doc.headings, HEADING], [[...doc.keywords, doc.reading], KEYWORD], [[doc.body], ONCE_IN_BODY]];
    for (const [index, [texts, mark]] of fields.entries()) {
      for (const text of texts) this.#take(foldUnits(text), mark, seen);
      this.#bounds[place * BOUNDS + index] = this.#units;
    }
    for (const unit of seen) {
      this.#lists.add(unit, (place << BYTE) | (found[unit] ?? 0));
      found[unit] = 0;
    }
    this.docs.push(doc);
    this.titles.push(fold(doc.title));
    this.readings.push(fold(doc.reading));
    this.kinds[place] = kind;
    this.facets.push(...facets);
    this.facetsFrom[place + 1] = this.facets.length;
    this.reviewedAt[place] = doc.reviewedAt;
    this.types[place] = typeWeight(doc);
    this.disaster[place] = isForDisaster(doc) ? 1 : 0;
    this.live += 1;
    return place;
  }

  #take(units: readonly number[], mark: number, seen: number[]): void {
    let before = LINE;
    for (let at = 0; at < units.length; at += 1) {
      const unit = units[at] ?? LINE;
      if (unit !== LINE) {
        if (before !== LINE) this.#lists.add(pairOf(before, unit), this.#units + at - 1);
        if (unit !== SPACE) {
          const known = found[unit] ?? 0;
          if (known === 0) seen.push(unit);
          found[unit] = joined(known, mark);
        }
      }
      before = unit;
    }
    // One position between two texts belongs to neither.
    this.#units += units.length + 1;
  }

  /** The page is no longer found; its positions stay until the segment is given up. */
  remove(place: number): void {
    this.docs[place] = null;
    this.titles[place] = '';
    this.readings[place] = '';
    this.live -= 1;
  }

  /** For each place what was found of any of the words there. */
  match(words: readonly string[]): Uint8Array {
    const places = new Uint8Array(this.docs.length);
    for (const word of words) {
      if (word.length === 1) {
        for (const entry of this.#lists.read(word.charCodeAt(0))) places[entry >>> BYTE] = joined(places[entry >>> BYTE] ?? 0, entry & 63);
      } else if (word.length > 1) this.#tally(this.#starts(word), places);
    }
    if (this.live < this.docs.length) for (let place = 0; place < places.length; place += 1) if (this.docs[place] === null) places[place] = 0;
    return places;
  }

  /** Pages whose title (TITLE) or whose keywords and reading (KEYWORD) hold at least so many of these units, as both bits by place. */
  holding(units: readonly number[], least: number): Uint8Array {
    const places = new Uint8Array(this.docs.length);
    if (least <= 0) return places.fill(TITLE | KEYWORD);
    const [titles, keywords] = [new Uint8Array(places.length), new Uint8Array(places.length)];
    for (const unit of units) {
      for (const entry of this.#lists.read(unit)) {
        const place = entry >>> BYTE;
        if ((entry & TITLE) !== 0) titles[place] = (titles[place] ?? 0) + 1;
        if ((entry & KEYWORD) !== 0) keywords[place] = (keywords[place] ?? 0) + 1;
      }
    }
    for (let place = 0; place < places.length; place += 1) places[place] = ((titles[place] ?? 0) >= least ? TITLE : 0) | ((keywords[place] ?? 0) >= least ? KEYWORD : 0);
    return places;
  }

  /** Every position a word of two units and more begins at. Every second pair covers it; the rarest is read first. */
  #starts(word: string): Uint32Array {
    const pairs: { readonly key: number; readonly at: number; readonly count: number }[] = [];
    for (let index = 0; index < word.length; index += 2) {
      const at = Math.min(index, word.length - 2);
      const key = pairOf(word.charCodeAt(at), word.charCodeAt(at + 1));
      pairs.push({ key, at, count: this.#lists.count(key) });
    }
    pairs.sort((one, other) => one.count - other.count);
    const [rarest, ...others] = pairs;
    if (rarest === undefined || rarest.count === 0) return new Uint32Array(0);
    let starts = this.#lists.read(rarest.key);
    // What would begin before the first position of all is no word; a word cut off by the start of a text fails at its other pairs.
    const early = starts.findIndex((position) => position >= rarest.at);
    starts = early < 0 ? starts.subarray(0, 0) : starts.subarray(early);
    if (rarest.at > 0) for (let index = 0; index < starts.length; index += 1) starts[index] = (starts[index] ?? 0) - rarest.at;
    for (const { key, at } of others) {
      if (starts.length === 0) break;
      starts = narrowed(starts, this.#lists.read(key), at);
    }
    return starts;
  }

  #tally(starts: Uint32Array, places: Uint8Array): void {
    let [place, at] = [0, 0];
    const bounds = this.#bounds;
    for (let index = 0; index < starts.length; index += 1) {
      const start = starts[index] ?? 0;
      while (start >= (bounds[at + 3] ?? 0)) {
        place += 1;
        at += BOUNDS;
      }
      const mark = start >= (bounds[at + 2] ?? 0) ? ONCE_IN_BODY : start >= (bounds[at + 1] ?? 0) ? KEYWORD : start >= (bounds[at] ?? 0) ? HEADING : TITLE;
      places[place] = joined(places[place] ?? 0, mark);
    }
  }
}

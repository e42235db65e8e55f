/** Which page comes first: a sum anybody can do by hand, and the same every time. */

/** A page as the search knows it. */
export interface SearchDoc {
  readonly id: string;
  readonly pageNo: number;
  /** procedure, faq, page, facility, event, news, emergency … */
  readonly kind: string;
  readonly title: string;
  readonly headings: readonly string[];
  readonly keywords: readonly string[];
  /** Title and keywords in hiragana, apart by spaces: who cannot write 岳温泉 finds it by だけおんせん. */
  readonly reading: string;
  readonly body: string;
  /** Codes a visitor may narrow by. */
  readonly facets: readonly string[];
  /** Epoch milliseconds. */
  readonly reviewedAt: number;
  readonly path: string;
  readonly archived?: boolean | undefined;
  readonly emergency?: boolean | undefined;
  readonly pastEvent?: boolean | undefined;
  /** In plain words (やさしい日本語). */
  readonly easy?: boolean | undefined;
}

/** Where something was found, as bits; above them how often in the body. One byte for a page and a term; 0: not there. */
export const [TITLE, HEADING, KEYWORD] = [1, 2, 4];
const FIELDS = TITLE | HEADING | KEYWORD;
const COUNT_AT = 3;
export const ONCE_IN_BODY = 1 << COUNT_AT;
const MOST_COUNTED = 5;

/** Found here and there: the places of both, the occurrences added up to five. */
export function joined(one: number, other: number): number {
  const count = Math.min(MOST_COUNTED, (one >> COUNT_AT) + (other >> COUNT_AT));
  return ((one | other) & FIELDS) | (count << COUNT_AT);
}

/** `places`: those that hold every term. `rarest`: where the rarest term was found. */
export function pointsOf(places: number, rarest: number): number {
  const where = ((places & TITLE) !== 0 ? 10 : 0) + ((places & HEADING) !== 0 ? 5 : 0) + ((places & KEYWORD) !== 0 ? 3 : 0);
  return where + (rarest >> COUNT_AT);
}

const weights: Readonly<Record<string, number>> = { procedure: 1.3, faq: 1.2, news: 0.9 };

export function typeWeight(doc: SearchDoc): number {
  if (doc.archived === true) return 0.3;
  if (doc.kind === 'event' && doc.pastEvent === true) return 0.2;
  return weights[doc.kind] ?? 1;
}

const DAY = 86_400_000;

export function freshWeight(reviewedAt: number, now: number): number {
  const days = (now - reviewedAt) / DAY;
  if (days <= 90) return 1;
  if (days <= 365) return 0.9;
  return days <= 1095 ? 0.7 : 0.5;
}

/** What comes first while the city is in a disaster. */
export function isForDisaster(doc: SearchDoc): boolean {
  return doc.emergency === true || doc.kind === 'emergency' || doc.facets.includes('災害') || doc.keywords.includes('災害');
}

export const DISASTER_WEIGHT = 3;

/** Rounded, so that 13 · 1.3 is 16.9 and equal sums are equal. */
export function scoreOf(points: number, type: number, fresh: number, mode: number): number {
  return Math.round(points * type * fresh * mode * 1e6) / 1e6;
}

export interface Ranked<T> {
  readonly score: number;
  readonly reviewedAt: number;
  readonly pageNo: number;
  readonly item: T;
}

/** Whether one goes before another: score, then the newer review, then the smaller number. */
function isBefore(one: Omit<Ranked<unknown>, 'item'>, other: Omit<Ranked<unknown>, 'item'>): boolean {
  if (one.score !== other.score) return one.score > other.score;
  if (one.reviewedAt !== other.reviewedAt) return one.reviewedAt > other.reviewedAt;
  return one.pageNo < other.pageNo;
}

/** Keeps the first so many of any number of pages: a heap with the last of them on top. */
export class First<T> {
  readonly #most: number;
  readonly #heap: Ranked<T>[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether a page with this score may still be among the first; asked for every page, before anything else of it is looked up. */
  takes(score: number): boolean {
    return this.#heap.length < this.#most || score >= (this.#heap[0]?.score ?? Infinity);
  }

  offer(ranked: Ranked<T>): void {
    const [worst] = this.#heap;
    if (this.#heap.length < this.#most) this.#rise(ranked);
    else if (worst !== undefined && isBefore(ranked, worst)) this.#sink(ranked);
  }

  #rise(ranked: Ranked<T>): void {
    let at = this.#heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || !isBefore(parent, ranked)) break;
      this.#heap[at] = parent;
      at = above;
    }
    this.#heap[at] = ranked;
  }

  #sink(ranked: Ranked<T>): void {
    let at = 0;
    for (;;) {
      let below = at * 2 + 1;
      let child = this.#heap[below];
      const other = this.#heap[below + 1];
      if (child === undefined) break;
      if (other !== undefined && isBefore(child, other)) [child, below] = [other, below + 1];
      if (!isBefore(ranked, child)) break;
      this.#heap[at] = child;
      at = below;
    }
    this.#heap[at] = ranked;
  }

  inOrder(): Ranked<T>[] {
    return this.#heap.toSorted((one, other) => (isBefore(one, other) ? -1 : isBefore(other, one) ? 1 : 0));
  }
}

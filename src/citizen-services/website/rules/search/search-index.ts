/**
 * サイト内検索: the pages of the public site in memory, in segments. A page is replaced by forgetting where it was and writing it
 * anew at the end; a little of the segment with the most forgotten pages is written anew each time, until it can be dropped. So
 * no change ever takes long, and the memory follows the pages that are there.
 */
import { fold } from './fold.ts';
import { nearestWords, type Candidate, slipsFor } from './nearest.ts';
import { parseQuery, type Query, type Synonyms, synonymsOf, type Term } from './query.ts';
import { DISASTER_WEIGHT, First, freshWeight, KEYWORD, pointsOf, type SearchDoc, scoreOf, TITLE } from './ranking.ts';
import { Segment } from './segment.ts';
import { marked, type Piece, snippetOf } from './snippets.ts';
import { defaultSynonyms, type Synonym } from './words.ts';

export interface SearchOptions {
  /** Epoch milliseconds; pages reviewed long ago come later. */
  readonly now: number;
  /** From 1 on, pages for a disaster come first. */
  readonly disasterMode?: number | undefined;
  /** From 1. */
  readonly page?: number | undefined;
  readonly pageSize?: number | undefined;
  readonly kind?: string | undefined;
  /** A page must have them all. */
  readonly facets?: readonly string[] | undefined;
  /** Queries of the past that found something; もしかして may offer them. */
  readonly pastQueries?: readonly string[] | undefined;
}

export interface Hit {
  readonly doc: SearchDoc;
  readonly score: number;
  readonly title: readonly Piece[];
  readonly snippet: readonly Piece[];
}

export interface Count {
  readonly code: string;
  readonly count: number;
}

export interface SearchAnswer {
  readonly query: Query;
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
  readonly pages: number;
  readonly hits: readonly Hit[];
  /** As if no kind were chosen, so that another can be. */
  readonly kinds: readonly Count[];
  readonly facets: readonly Count[];
  /** Whole queries to offer when nothing was found. */
  readonly didYouMean: readonly string[];
}

interface Location {
  readonly segment: Segment;
  readonly place: number;
}

/** What every group of terms, and every term not wanted, matched in one segment. */
interface Matched {
  readonly segment: Segment;
  readonly groups: readonly Uint8Array[];
  readonly none: readonly Uint8Array[];
}

const PAGE_SIZE = 10;
const MOST_PAGE_SIZE = 100;
const MOST_OFFERS = 3;
/** Pages written anew per change while more than a quarter is forgotten. */
const MOVED = 4;
const MOST_FORGOTTEN = 0.25;
/** It and what comes before it stands in no list of pages. */
const SPACE = 0x20;

/** Codes as small numbers. */
class Codes {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  /** A number no page has, when the name is unknown. */
  find(name: string): number {
    return this.#numbers.get(name) ?? -1;
  }

  counted(counts: Uint32Array): Count[] {
    return this.names.map((code, index) => ({ code, count: counts[index] ?? 0 })).filter((one) => one.count > 0)
      .sort((one, other) => other.count - one.count || (one.code < other.code ? -1 : 1));
  }
}

export class SearchIndex {
  #segments: Segment[] = [];
  #open = new Segment();
  readonly #locations = new Map<string, Location>();
  readonly #kinds = new Codes();
  readonly #facets = new Codes();
  readonly #synonyms: Synonyms;

  constructor(synonyms: readonly Synonym[] = defaultSynonyms) {
    this.#synonyms = synonymsOf(synonyms);
  }

  get size(): number {
    return this.#locations.size;
  }

  get(id: string): SearchDoc | null {
    const at = this.#locations.get(id);
    return at?.segment.docs[at.place] ?? null;
  }

  /** Adds a page or replaces the one with its id. */
  put(doc: SearchDoc): void {
    this.#forget(doc.id);
    this.#write(doc);
    this.#tidy();
  }

  /** Whether there was such a page. */
  remove(id: string): boolean {
    const was = this.#forget(id);
    this.#tidy();
    return was;
  }

  #write(doc: SearchDoc): void {
    const facets = [...new Set(doc.facets)].map((code) => this.#facets.numberOf(code));
    const segment = this.#open;
    this.#locations.set(doc.id, { segment, place: segment.add(doc, this.#kinds.numberOf(doc.kind), facets) });
    if (!segment.isFull) return;
    segment.close();
    this.#segments.push(segment);
    this.#open = new Segment();
  }

  #forget(id: string): boolean {
    const at = this.#locations.get(id);
    if (at === undefined) return false;
    at.segment.remove(at.place);
    this.#locations.delete(id);
    if (at.segment.live === 0) this.#segments = this.#segments.filter((segment) => segment !== at.segment);
    return true;
  }

  #tidy(): void {
    let [written, emptiest]: [number, Segment | undefined] = [0, undefined];
    for (const segment of this.#segments) {
      written += segment.docs.length;
      if (emptiest === undefined || segment.live / segment.docs.length < emptiest.live / emptiest.docs.length) emptiest = segment;
    }
    const live = this.#segments.reduce((sum, segment) => sum + segment.live, 0);
    if (emptiest === undefined || written - live <= written * MOST_FORGOTTEN) return;
    for (const doc of emptiest.docs.filter((doc) => doc !== null).slice(0, MOVED)) {
      this.#forget(doc.id);
      this.#write(doc);
    }
  }

  search(typed: string, options: SearchOptions): SearchAnswer {
    const query = parseQuery(typed, this.#synonyms);
    const pageSize = Math.min(MOST_PAGE_SIZE, Math.max(1, Math.trunc(options.pageSize ?? PAGE_SIZE) || PAGE_SIZE));
    const page = Math.max(1, Math.trunc(options.page ?? 1) || 1);
    const matched = query.all.length === 0 ? [] : this.#segmentsNow().map((segment) => matchIn(segment, query));
    const found = query.all.map((_, group) => matched.reduce((sum, one) => sum + countOf(one.groups[group] ?? nowhere), 0));
    const rarest = found.indexOf(Math.min(...found));
    const first = new First<Location>(Math.min(page * pageSize, this.size));
    const [kinds, facets] = [new Uint32Array(this.#kinds.names.length), new Uint32Array(this.#facets.names.length)];
    const kind = options.kind === undefined ? null : this.#kinds.find(options.kind);
    const wanted = (options.facets ?? []).map((code) => this.#facets.find(code));
    const mode = (options.disasterMode ?? 0) >= 1 ? DISASTER_WEIGHT : 1;
    let [total, anywhere] = [0, false];
    for (const one of matched) {
      const { segment } = one;
      const decisive = one.groups[rarest] ?? nowhere;
      const held = heldByAll(one);
      for (let place = 0; place < held.length; place += 1) {
        const places = held[place] ?? 0;
        if (places === 0) continue;
        anywhere = true;
        const [from, to] = [segment.facetsFrom[place] ?? 0, segment.facetsFrom[place + 1] ?? 0];
        if (wanted.length > 0 && !wanted.every((code) => segment.facets.slice(from, to).includes(code))) continue;
        const itsKind = segment.kinds[place] ?? 0;
        kinds[itsKind] = (kinds[itsKind] ?? 0) + 1;
        if (kind !== null && kind !== itsKind) continue;
        for (let at = from; at < to; at += 1) {
          const code = segment.facets[at] ?? 0;
          facets[code] = (facets[code] ?? 0) + 1;
        }
        total += 1;
        const reviewedAt = segment.reviewedAt[place] ?? 0;
        const score = scoreOf(pointsOf(places, decisive[place] ?? 0), segment.types[place] ?? 1, freshWeight(reviewedAt, options.now), segment.disaster[place] === 1 ? mode : 1);
        if (first.takes(score)) first.offer({ score, reviewedAt, pageNo: segment.docs[place]?.pageNo ?? 0, item: { segment, place } });
      }
    }
    const words = query.all.flat().flatMap((term) => term.words);
    return {
      query, total, page, pageSize, pages: Math.ceil(total / pageSize),
      hits: first.inOrder().slice((page - 1) * pageSize).flatMap(({ score, item }) => hitOf(item.segment.docs[item.place] ?? null, score, words)),
      kinds: this.#kinds.counted(kinds), facets: this.#facets.counted(facets),
      didYouMean: anywhere ? [] : this.#offers(query, found, options.pastQueries ?? []),
    };
  }

  #segmentsNow(): readonly Segment[] {
    return [...this.#segments, this.#open];
  }

  /** The query with the words that are nowhere replaced by near ones. */
  #offers(query: Query, found: readonly number[], pastQueries: readonly string[]): string[] {
    const past = pastQueries.map((shown) => ({ shown, folded: fold(shown) }));
    const choices = query.all.map((terms, group) => {
      const [term] = terms;
      if (found[group] !== 0 || term === undefined) return null;
      return nearestWords(term.text, this.#titlesNear(term.text, past), MOST_OFFERS);
    });
    if (choices.every((choice) => choice === null) || choices.some((choice) => choice !== null && choice.length === 0)) return [];
    const most = Math.max(...choices.map((choice) => choice?.length ?? 0));
    return Array.from({ length: most }, (_, offer) => [
      ...query.all.map((terms, group) => choices[group]?.[offer] ?? choices[group]?.[0] ?? terms.map(typedAgain).join(' OR ')), ...query.none.map((term) => `-${typedAgain(term)}`),
    ].join(' '));
  }

  /** Titles and readings that may hold a word with a slip or two. Each slip takes at most one of its characters away: the others must be there. */
  *#titlesNear(word: string, past: readonly Candidate[]): Iterable<Candidate> {
    yield* past;
    const units = [...new Set(Array.from({ length: word.length }, (_, at) => word.charCodeAt(at)))].filter((unit) => unit > SPACE);
    const least = units.length - slipsFor(word);
    for (const segment of this.#segmentsNow()) {
      const held = segment.holding(units, least);
      for (let place = 0; place < held.length; place += 1) {
        const where = held[place] ?? 0;
        const doc = where === 0 ? null : segment.docs[place] ?? null;
        if (doc === null) continue;
        if ((where & TITLE) !== 0) yield { folded: segment.titles[place] ?? '', shown: doc.title };
        if ((where & KEYWORD) !== 0) yield { folded: segment.readings[place] ?? '', shown: doc.reading };
      }
    }
  }

  /** Titles for what is being typed: those that begin with it, whose reading does, then those that hold it; best known kinds first. */
  suggest(typed: string, most: number): SearchDoc[] {
    const start = fold(typed.slice(0, MOST_PAGE_SIZE)).trim();
    if (start === '') return [];
    const first = new First<SearchDoc>(most);
    for (const segment of this.#segmentsNow()) {
      for (const [place, doc] of segment.docs.entries()) {
        if (doc === null || doc.archived === true || doc.pastEvent === true) continue;
        const [title, reading] = [segment.titles[place] ?? '', segment.readings[place] ?? ''];
        const nearness = title.startsWith(start) ? 100 : reading.startsWith(start) ? 50 : title.includes(start) || reading.includes(start) ? 10 : 0;
        if (nearness > 0) first.offer({ score: nearness + (segment.types[place] ?? 1), reviewedAt: doc.reviewedAt, pageNo: doc.pageNo, item: doc });
      }
    }
    return first.inOrder().map((ranked) => ranked.item);
  }
}

const typedAgain = (term: Term) => (term.phrase ? `"${term.typed}"` : term.typed);

/** A word that holds another is found wherever the other is, and not counted twice. */
const needed = (words: readonly string[]) => words.filter((word, index) => !words.some((other, at) => at !== index && word.includes(other) && (word !== other || at < index)));

function matchIn(segment: Segment, query: Query): Matched {
  const matchAny = (terms: readonly Term[]) => segment.match(needed(terms.flatMap((term) => term.words)));
  return { segment, groups: query.all.map(matchAny), none: query.none.map((term) => matchAny([{ ...term, words: [term.text] }])) };
}

const nowhere = new Uint8Array(0);

function countOf(places: Uint8Array): number {
  let count = 0;
  for (let place = 0; place < places.length; place += 1) if (places[place] !== 0) count += 1;
  return count;
}

/** Above the fields: every group is there. */
const ALL_THERE = 128;

/** For each place the fields that hold every group; 0 where a group is missing or something not wanted is there. */
function heldByAll({ segment, groups, none }: Matched): Uint8Array {
  const held = new Uint8Array(segment.docs.length).fill(ALL_THERE | 7);
  for (const group of groups) for (let place = 0; place < held.length; place += 1) held[place] = group[place] === 0 ? 0 : (held[place] ?? 0) & ((group[place] ?? 0) | ALL_THERE);
  for (const unwanted of none) for (let place = 0; place < held.length; place += 1) if (unwanted[place] !== 0) held[place] = 0;
  return held;
}

function hitOf(doc: SearchDoc | null, score: number, words: readonly string[]): Hit[] {
  return doc === null ? [] : [{ doc, score, title: marked(doc.title, words), snippet: snippetOf(doc.body, words) }];
}

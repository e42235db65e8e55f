/** 語彙の報告: how many of a text's words are in the list of easy ones, which are known to be hard, and which nobody has spoken about yet. */
import { basicWords } from './easy-words.ts';
import { type Draft, placesOf } from './texts.ts';

export interface Counted {
  readonly word: string;
  readonly count: number;
}

export interface Vocabulary {
  /** Words in Han characters or katakana; what is written in hiragana reads itself. */
  readonly words: number;
  /** Of these, in the list. */
  readonly easy: number;
  /** In the dictionary of hard words. */
  readonly hard: readonly (Counted & { readonly becomes: string })[];
  readonly hardCount: number;
  /** In neither, the most frequent first. */
  readonly unknown: readonly Counted[];
  /** Percent of easy words, rounded down; a page without such words is all easy. */
  readonly share: number;
}

const MOST_UNKNOWN = 20;
const RUN = /[\p{sc=Han}々〆ヶ]+|[\p{sc=Katakana}ー]{2,}/gu;

/** Words by their first sign, the longest first. */
function byFirst(words: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const sorted = new Map<string, string[]>();
  for (const word of words) {
    const first = [...word][0] ?? '';
    sorted.set(first, [...(sorted.get(first) ?? []), word]);
  }
  for (const list of sorted.values()) list.sort((a, b) => b.length - a.length);
  return sorted;
}

/** The words that cover a run of signs to its end, some reaching into the kana behind it; null: they do not. */
function cover(text: string, from: number, to: number, words: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  if (from >= to) return [];
  for (const word of words.get(text[from] ?? '') ?? []) {
    if (!text.startsWith(word, from)) continue;
    const rest = cover(text, from + word.length, to, words);
    if (rest) return [word, ...rest];
  }
  return null;
}

function counted(words: readonly string[]): readonly Counted[] {
  return [...Map.groupBy(words, (word) => word)].map(([word, all]) => ({ word, count: all.length })).toSorted((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
}

/** `hard`: hard words with what says the same. `more`: words the city thinks everybody knows. */
export function vocabularyOf(draft: Draft, hard: ReadonlyMap<string, string>, more: readonly string[]): Vocabulary {
  const easyByFirst = byFirst([...basicWords, ...more]);
  const hardByFirst = byFirst(hard.keys());
  const [easy, hardFound, unknown]: [string[], string[], string[]] = [[], [], []];
  for (const { text } of placesOf(draft).filter((place) => place.role !== 'alt')) {
    let upTo = 0;
    for (const run of text.matchAll(RUN)) {
      const end = run.index + run[0].length;
      let at = Math.max(run.index, upTo);
      while (at < end) {
        const tough = hardByFirst.get(text[at] ?? '')?.find((word) => text.startsWith(word, at));
        const known = tough === undefined ? cover(text, at, end, easyByFirst) : null;
        if (tough !== undefined) hardFound.push(tough);
        else if (known) easy.push(...known);
        // A run that its words do not cover is one word nobody has spoken about.
        else unknown.push(text.slice(at, end));
        at += tough?.length ?? (known ? known.reduce((sum, word) => sum + word.length, 0) : end - at);
      }
      upTo = at;
    }
  }
  const words = easy.length + hardFound.length + unknown.length;
  return {
    words, easy: easy.length, hardCount: hardFound.length, hard: counted(hardFound).map((one) => ({ ...one, becomes: hard.get(one.word) ?? '' })),
    unknown: counted(unknown).slice(0, MOST_UNKNOWN), share: words === 0 ? 100 : Math.floor((easy.length / words) * 100),
  };
}

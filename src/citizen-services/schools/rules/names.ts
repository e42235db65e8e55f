/**
 * Names of children in running text, by kanji and by kana, with and without spaces and honorifics.
 * What is compared is folded here and marked under a key elsewhere: nothing in this file knows a name (個人情報保護法 第66条（安全管理措置）).
 */
import { toHiragana } from '../../../kernel/text/kana.ts';
import { foldVariants } from '../../../kernel/text/name.ts';

/** `full`: family and given name. `given`: the given name alone, told only together with an honorific. */
export interface Wanted {
  readonly what: 'full' | 'given';
  readonly text: string;
}

export interface Candidate extends Wanted {
  readonly start: number;
  readonly end: number;
}

const LONGEST = 12;
const SPACE = /[\s\u3000]/u;
/** What a name may be written with, after folding: kanji with 々〆ケ, hiragana, ー. */
const NAME = /^[\p{Script=Han}々〆ぁ-ゖーゝゞ]$/u;
const KANA = /^[ぁ-ゖーゝゞ]$/u;
const HONORIFICS = ['さん', 'くん', 'ちゃん', 'さま', '君', '様', '殿', '選手', '児童', '生徒'];
/** Words in which an honorific follows what is no child's name. */
const NOT_NAMES = new Set(['みな', 'みんな', 'おとう', 'おかあ', 'おにい', 'おねえ', 'おじい', 'おばあ', 'おじ', 'おば', 'おく', 'おこ', 'むすめ', 'むすこ', 'おまわり', 'おいしゃ', 'おきゃく', 'あかちゃ', 'あか', 'ぼく', '皆', '母', '父', '兄', '姉', '親御', '子', '客', '王子', '神', 'たく', 'じゅうぶ', 'しょうぼうし', 'かんごし']);

interface Letter {
  readonly char: string;
  /** Where it stands in the text as it is written. */
  readonly start: number;
  readonly end: number;
  readonly spaced: boolean;
}

/** The letters of a text as they are compared: one width, one kana, one of each family of kanji; spaces only leave their trace. */
function lettersOf(text: string): readonly Letter[] {
  const letters: Letter[] = [];
  let at = 0;
  let spaced = true;
  for (const written of text) {
    const start = at;
    at += written.length;
    if (/[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u.test(written)) continue;
    if (SPACE.test(written)) {
      spaced = true;
      continue;
    }
    for (const char of toHiragana(foldVariants(written.normalize('NFKC')))) {
      const before = letters.at(-1);
      // The voicing mark of half-width kana stands apart.
      if (before && (char === '\u3099' || char === '\u309a')) letters[letters.length - 1] = { ...before, char: toHiragana((before.char + char).normalize('NFC')), end: at };
      else letters.push({ char: char === 'ケ' ? 'け' : char, start, end: at, spaced });
      spaced = false;
    }
  }
  return letters;
}

const folded = (text: string) => lettersOf(text).map((letter) => letter.char).join('');

/** What is looked for of one child. The name and its reading with a space between family and given name; without one only the whole name is looked for. */
export function wantedOf(name: string, kana: string): readonly Wanted[] {
  return [name, kana].flatMap((written): Wanted[] => {
    if (written.trim() === '') return [];
    const given = written.trim().split(/[\s\u3000]+/u).slice(1).join('');
    return [{ what: 'full', text: folded(written) }, ...(given === '' || NOT_NAMES.has(folded(given)) ? [] : [{ what: 'given', text: folded(given) } as const])];
  }).filter((one) => one.text.length >= (one.what === 'full' ? 2 : 1));
}

/** The one form in which the whole name is compared, for telling whether two lists speak of the same child. */
export const identityOf = (name: string, kana: string) => `${folded(name)}|${folded(kana)}`;
/** What somebody typed to name one child. */
export const typedName = (typed: string) => folded(typed);

function honorificAt(letters: readonly Letter[], at: number): boolean {
  return HONORIFICS.some((word) => Array.from(word).every((char, index) => letters[at + index]?.char === char));
}

const isKana = (letter: Letter | undefined) => letter !== undefined && KANA.test(letter.char);

/**
 * Everything in a text that might be a name. A reading of few letters may stand inside another word, so it counts only at the
 * beginning of a word, with a space in it, before an honorific, or when it is long.
 */
export function* candidatesIn(text: string): Iterable<Candidate> {
  const letters = lettersOf(text);
  for (const [from, first] of letters.entries()) {
    if (!NAME.test(first.char)) continue;
    let said = '';
    let kana = true;
    let gap = false;
    for (let length = 1; length <= LONGEST; length += 1) {
      const last = letters[from + length - 1];
      if (!last || !NAME.test(last.char)) break;
      said += last.char;
      kana &&= KANA.test(last.char);
      gap ||= length > 1 && last.spaced;
      const honoured = honorificAt(letters, from + length);
      const begins = first.spaced || !isKana(letters[from - 1]);
      const place = { text: said, start: first.start, end: last.end };
      if (length >= 2 && (!kana || length >= 6 || begins || gap || honoured)) yield { what: 'full', ...place };
      if (honoured && length <= 8 && !gap && (!kana || length >= 3 || begins)) yield { what: 'given', ...place };
    }
  }
}

/** Found names as places of the text; of two that overlap, the longer one. */
export function withoutOverlaps<T extends { readonly start: number; readonly end: number }>(found: readonly T[]): readonly T[] {
  const kept: T[] = [];
  for (const one of found.toSorted((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)) if (!kept.some((other) => one.start < other.end && other.start < one.end)) kept.push(one);
  return kept.toSorted((a, b) => a.start - b.start);
}

/** What a visitor asks for: words that must all be there, "…" as it stands, -x not, A OR B either; written any way a keyboard in Japan writes it. */
import { fold } from './fold.ts';
import type { Synonym } from './words.ts';

const MOST_CHARACTERS = 100;
const MOST_TERMS = 10;
const MOST_SYNONYMS = 5;

/** One word or phrase. */
export interface Term {
  /** Folded. */
  readonly text: string;
  /** As it was typed. */
  readonly typed: string;
  readonly phrase: boolean;
  /** Folded words found in its place, itself first. */
  readonly words: readonly string[];
}

export interface Query {
  /** All of these, each by any of its terms. */
  readonly all: readonly (readonly Term[])[];
  readonly none: readonly Term[];
  /** Something was beyond 100 characters or 10 terms and is not looked for. */
  readonly cut: boolean;
  /** The query in one form, for the log and for comparing; holds no order of typing quirks. */
  readonly normalised: string;
}

/** Folded word → folded words it also finds, at most five. */
export type Synonyms = ReadonlyMap<string, readonly string[]>;

export function synonymsOf(data: readonly Synonym[]): Synonyms {
  const found = new Map<string, string[]>();
  const lead = (from: string, to: string) => {
    const [word, other] = [fold(from), fold(to)];
    const others = found.get(word) ?? [];
    found.set(word, others);
    if (word !== other && other !== '' && !others.includes(other) && others.length < MOST_SYNONYMS) others.push(other);
  };
  for (const entry of data) {
    if ('same' in entry) for (const from of entry.same) for (const to of entry.same) lead(from, to);
    else for (const to of entry.also) lead(entry.word, to);
  }
  return found;
}

const large: Readonly<Record<string, string>> = { ぁ: 'あ', ぃ: 'い', ぅ: 'う', ぇ: 'え', ぉ: 'お', ゃ: 'や', ゅ: 'ゆ', ょ: 'よ', ゎ: 'わ' };
const small: Readonly<Record<string, string>> = { い: 'ぃ', え: 'ぇ', お: 'ぉ' };
const v: Readonly<Record<string, string>> = { ゔぁ: 'ば', ゔぃ: 'び', ゔぇ: 'べ', ゔぉ: 'ぼ', ゔ: 'ぶ' };
/** Three kana and more of which the last ends in a: サーバ(ー), コンピュータ(ー), but not カバー, and not タクシー. */
const AGENT = /(?<=[ぁ-ゖー]{2}[あかさたなはまやらわがざだばぱゃ])ー?(?![ぁ-ゖー])/g;

/** Other ways to write the same loan word: サーバー, ウィルス, ヴァイオリン. */
function spellings(word: string): string[] {
  return [
    word.replace(AGENT, ''),
    word.replace(AGENT, 'ー'),
    word.replace(/[うふ][いえお]/g, (pair) => pair.slice(0, 1) + (small[pair.slice(1)] ?? '')),
    word.replace(/[ぁぃぅぇぉゃゅょゎ]/g, (kana) => large[kana] ?? kana),
    word.replace(/ゔ[ぁぃぇぉ]?/g, (kana) => v[kana] ?? kana),
  ];
}

/** Commas and dots at the edges of a word are how it was written, not what it is. */
const trimmed = (text: string) => text.replace(/^[\p{P}\s~]+|[\p{P}\s~]+$/gu, '');

function termOf(typed: string, phrase: boolean, synonyms: Synonyms): Term | null {
  const text = phrase ? fold(typed).trim() : trimmed(fold(typed));
  if (text === '') return null;
  if (phrase) return { text, typed, phrase, words: [text] };
  const others = [...(synonyms.get(text) ?? []), ...spellings(text)].filter((word, index, all) => word !== text && all.indexOf(word) === index);
  return { text, typed, phrase, words: [text, ...others.slice(0, MOST_SYNONYMS)] };
}

/** A quoted run, also when its end is missing; or a run without gaps. A minus counts only before a word; an input method makes ー of it. */
const TOKEN = /([-－‐−–ー])?(?:["“”＂„]([^"“”＂„]*)(?:["“”＂„]|$)|([^\s、。"“”＂„]+))/gu;
const FIRST = /(?:^|[\s、。"“”＂„])$/;

export function parseQuery(typed: string, synonyms: Synonyms = new Map()): Query {
  const characters = Array.from(typed.toWellFormed());
  const text = characters.slice(0, MOST_CHARACTERS).join('');
  const all: Term[][] = [];
  const none: Term[] = [];
  let [either, terms, cut] = [false, 0, characters.length > MOST_CHARACTERS];
  for (const found of text.matchAll(TOKEN)) {
    const [, minus, quoted, plain] = found;
    if (minus === undefined && /^(?:OR|ＯＲ|[|｜])$/.test(plain ?? '')) {
      either = true;
      continue;
    }
    if (minus === undefined && /^(?:AND|ＡＮＤ)$/.test(plain ?? '')) continue;
    const excluded = minus !== undefined && FIRST.test(text.slice(0, found.index));
    const term = termOf(quoted ?? (excluded ? plain ?? '' : `${minus ?? ''}${plain ?? ''}`), quoted !== undefined, synonyms);
    if (term === null) continue;
    if (terms === MOST_TERMS) {
      cut = true;
      break;
    }
    terms += 1;
    const last = all.at(-1);
    if (excluded) none.push(term);
    else if (either && last !== undefined) last.push(term);
    else all.push([term]);
    either = false;
  }
  return { all, none, cut, normalised: written(all, none) };
}

function written(all: readonly (readonly Term[])[], none: readonly Term[]): string {
  const one = (term: Term) => (term.phrase ? `"${term.text}"` : term.text);
  return [...all.map((terms) => terms.map(one).join(' OR ')), ...none.map((term) => `-${one(term)}`)].join(' ');
}

/** A query of seven digits is the number of a page; null for any other. */
export function pageNumberOf(typed: string): number | null {
  const digits = fold(typed).trim();
  return /^\d{7}$/.test(digits) ? Number(digits) : null;
}

/**
 * ふりがな: what the city reads in its own way first (岳温泉 だけおんせん), then numbers with what is counted (20日 はつか, 4月 しがつ's がつ),
 * then what the dictionary says, over the Han characters alone (引っ越し → 引[ひ]っ越[こ]し).
 */
import type { Block, Rich } from './blocks.ts';
import { isRecord } from '../../../kernel/text/json.ts';

/** A piece of text; kana: how it is read, null: it needs none. */
export type Segment = readonly [text: string, kana: string | null];

export interface Token {
  readonly surface: string;
  readonly reading: string | null;
}

const HAN = /\p{sc=Han}/u;
const hiragana = (kana: string) => kana.replaceAll(/[ァ-ヶ]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0x60));

const DAYS: Readonly<Record<string, string>> = { 2: 'ふつか', 3: 'みっか', 4: 'よっか', 5: 'いつか', 6: 'むいか', 7: 'なのか', 8: 'ようか', 9: 'ここのか', 10: 'とおか', 14: 'じゅうよっか', 20: 'はつか', 24: 'にじゅうよっか' };
const MINUTES_P = /(?:1|3|4|6|8|0)$/;
const COUNTERS: Readonly<Record<string, (number: string) => string | null>> = {
  年: () => 'ねん', 月: () => 'がつ', 時: () => 'じ', 円: () => 'えん', 歳: () => 'さい', 回: () => 'かい', 号: () => 'ごう', 番: () => 'ばん', 度: () => 'ど', 枚: () => 'まい', 人: (n) => (n === '1' || n === '2' ? null : 'にん'), 分: (n) => (MINUTES_P.test(n) ? 'ぷん' : 'ふん'), 日: () => 'にち',
};

interface Fixed {
  readonly from: number;
  readonly to: number;
  readonly segments: readonly Segment[];
}

/** Numbers with what they count. A day is read as a whole where it has a name of its own; the first is ついたち only after a month. */
function counted(text: string): readonly Fixed[] {
  const found: Fixed[] = [];
  for (const match of text.matchAll(/([0-9０-９]{1,6})(年|月|日|時|分|円|人|歳|回|号|番|度|枚)/g)) {
    const [whole, digits = '', counter = ''] = match;
    const number = String(Number(digits.normalize('NFKC')));
    const [from, to] = [match.index, match.index + whole.length];
    // 「4か月」「3月分」 and the like are the dictionary's; 「1日」 of a calendar follows its month.
    const day = counter === '日' ? (number === '1' && text[from - 1] === '月' ? 'ついたち' : DAYS[number]) : undefined;
    const person = counter === '人' ? (number === '1' ? 'ひとり' : number === '2' ? 'ふたり' : undefined) : undefined;
    const named = day ?? person;
    if (named !== undefined) found.push({ from, to, segments: [[whole, named]] });
    else {
      const kana = COUNTERS[counter]?.(number) ?? null;
      if (kana !== null) found.push({ from, to, segments: [[digits, null], [counter, kana]] });
    }
  }
  return found;
}

/** The city's own words, the longest first. */
function ownWords(text: string, readings: ReadonlyMap<string, string>): readonly Fixed[] {
  const found: Fixed[] = [];
  const words = [...readings].filter(([word]) => HAN.test(word)).toSorted(([a], [b]) => b.length - a.length);
  for (const [word, kana] of words) {
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
      if (!found.some((one) => at < one.to && at + word.length > one.from)) found.push({ from: at, to: at + word.length, segments: over(word, kana) });
    }
  }
  return found;
}

/** The reading over the Han characters of a word: what is written in kana reads itself. */
export function over(surface: string, kana: string): readonly Segment[] {
  const parts = [...surface.matchAll(/\p{sc=Han}[\p{sc=Han}々〆ヶ]*|(?:(?!\p{sc=Han})[\s\S])+/gu)].map(([part]) => part);
  const pattern = parts.map((part) => (HAN.test(part) ? '(.+?)' : `(${escaped(hiragana(part))})`)).join('');
  const found = new RegExp(`^${pattern}$`, 'su').exec(hiragana(kana));
  if (!found) return [[surface, hiragana(kana)]];
  return parts.map((part, index): Segment => [part, HAN.test(part) ? (found[index + 1] ?? null) : null]);
}
const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

const joined = (segments: readonly Segment[]): readonly Segment[] => segments.reduce<Segment[]>((all, one) => {
  const last = all.at(-1);
  if (last && last[1] === null && one[1] === null) all[all.length - 1] = [last[0] + one[0], null];
  else if (one[0] !== '') all.push(one);
  return all;
}, []);

/** What is left for the dictionary, in order: the text without what is fixed, piece by piece. */
export function gapsOf(text: string, readings: ReadonlyMap<string, string>): readonly string[] {
  return layout(text, readings).flatMap((part) => (typeof part === 'string' ? [part] : []));
}

function layout(text: string, readings: ReadonlyMap<string, string>): readonly (string | Fixed)[] {
  const own = ownWords(text, readings);
  const fixed = [...own, ...counted(text).filter((one) => !own.some((other) => one.from < other.to && one.to > other.from))].toSorted((a, b) => a.from - b.from);
  const parts: (string | Fixed)[] = [];
  let at = 0;
  for (const one of fixed) {
    if (one.from > at) parts.push(text.slice(at, one.from));
    parts.push(one);
    at = one.to;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts;
}

/** A text with its readings. `tokens`: what the dictionary said of each gap, in their order. */
export function rubyOf(text: string, readings: ReadonlyMap<string, string>, tokens: readonly (readonly Token[])[]): readonly Segment[] {
  let gap = 0;
  return joined(layout(text, readings).flatMap((part): readonly Segment[] => {
    if (typeof part !== 'string') return part.segments;
    const said = tokens[gap++] ?? [];
    // Should the dictionary's words not be the text again, the text stays as it is.
    if (said.map((token) => token.surface).join('') !== part) return [[part, null]];
    return said.flatMap((token): readonly Segment[] => (HAN.test(token.surface) && token.reading !== null && token.reading !== '' ? over(token.surface, token.reading) : [[token.surface, null]]));
  }));
}

/** Every string of running text, as it is drawn: the pieces between marks, each once. Readings an author gave stay as they are. */
export function piecesOf(draft: { readonly title: string; readonly lead: string; readonly blocks: readonly Block[] }): readonly string[] {
  const found = new Set<string>([draft.title, draft.lead]);
  const words = new Set(['text', 'title', 'caption', 'term', 'label', 'content']);
  const walk = (value: unknown, inText: boolean): void => {
    if (typeof value === 'string') {
      if (inText) found.add(value);
    } else if (Array.isArray(value)) for (const one of value) walk(one, inText);
    else if (isRecord(value) && value['ruby'] === undefined) for (const [name, one] of Object.entries(value)) walk(one, words.has(name) && name !== 'alt');
  };
  walk(draft.blocks, false);
  return [...found].filter((piece) => HAN.test(piece));
}

export type Rubied = Readonly<Record<string, readonly Segment[]>>;
/** What has Han characters and no reading, each once: the dictionary did not know it. */
export const unreadIn = (rubied: Rubied): readonly string[] => [...new Set(Object.values(rubied).flatMap((segments) => segments.flatMap(([text, kana]) => (kana === null ? [...text.matchAll(/[\p{sc=Han}々〆ヶ]+/gu)].map((found) => found[0]) : []))))];

export type { Rich };

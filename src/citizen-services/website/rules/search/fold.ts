/**
 * Words as the site search compares them, for pages and for queries alike, and where each folded character stood in the
 * text as it was written. All offsets count UTF-16 units, so a mark drawn around them never cuts an emoji.
 *
 * The steps, in their order: NFKC; lower case; katakana as hiragana; dashes after a letter as ー, ・ and / gone inside katakana
 * words; ヶ as が; one character per family (髙 高); Han numerals before 条 丁目 年 月 日 as digits; no spaces between Japanese
 * characters. Which letters were katakana matters to the later steps and is looked up before it is forgotten: else 「受け付け」
 * would lose its け to ヶ, and 「りんご・みかん」 would be a page about ごみ.
 *
 * A line is folded by itself: fold(a + '\n' + b) is fold(a) + '\n' + fold(b).
 */
import { toHiragana } from '../../../../kernel/text/kana.ts';
import { foldVariants } from '../../../../kernel/text/name.ts';

/** A folded text; the unit at i was written between starts[i] and ends[i]. */
export interface Folded {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

const [HAN, HIRAGANA, KATAKANA, DIGIT, LETTER, SPACE, LINE, EXTENDS, IN_CONTEXT, KNOWN] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
const JAPANESE = HAN | HIRAGANA | KATAKANA;
const WORD = JAPANESE | LETTER;

/** What belongs to the character before it: marks, invisible characters, the parts of a Korean syllable. */
const EXTENDERS = /[\p{M}\p{Cf}\uff9e\uff9f\u1160-\u11ff\u3131-\u318e\uffa0-\uffdc]/u;

/** A function of one UTF-16 unit, remembered; 0 stands for "not asked yet". */
function remembered(find: (unit: number) => number): (unit: number) => number {
  const table = new Uint16Array(0x10000);
  return (unit) => {
    const known = table[unit] ?? 0;
    if (known !== 0) return known;
    const found = find(unit);
    table[unit] = found;
    return found;
  };
}

function kindOf(unit: number): number {
  const character = String.fromCharCode(unit);
  if (EXTENDERS.test(character)) return EXTENDS;
  if (/[ー\p{Script=Katakana}]/u.test(character)) return KATAKANA;
  if (/[〆\p{Script=Han}]/u.test(character)) return HAN;
  if (/\p{Script=Hiragana}/u.test(character)) return HIRAGANA;
  if (/\p{Nd}/u.test(character)) return DIGIT;
  if (/\p{L}/u.test(character)) return LETTER;
  if (/[\n\r\v\f\u0085\u2028\u2029]/.test(character)) return LINE;
  if (/[\s\p{Cc}]/u.test(character)) return SPACE;
  return unit >= 0xd840 && unit <= 0xd88f ? HAN : 0;
}

const families: Readonly<Record<string, string>> = {
  祗: '祇', 槗: '橋', 彌: '弥', 篭: '籠', 檜: '桧', 莊: '荘', 嶽: '岳', 縣: '県', 區: '区', 驛: '駅', 氣: '気', 舊: '旧', 體: '体', 號: '号', 圖: '図', 當: '当', 發: '発',
  變: '変', 傳: '伝', 勞: '労', 勳: '勲', 禮: '礼', 靜: '静', 聲: '声', 與: '与', 豐: '豊', 寶: '宝', 佛: '仏', 樂: '楽', 黑: '黒', 晉: '晋', 祿: '禄', 拔: '抜', 鷗: '鴎', 彥: '彦', 淸: '清', 靑: '青', 敎: '教',
};

const GA = 0x304c;
const LONG = 0x30fc;
const HYPHEN = 0x2d;
const DOT = 0x30fb;
const SLASH = 0x2f;
const unitsOf = (characters: string) => new Set(Array.from(characters, (character) => character.charCodeAt(0)));
const dashes = unitsOf('ー-・‐‑‒–—―−〜~');
const alwaysGa = unitsOf('ヵヶゕゖ');
const maybeGa = unitsOf('カケか');
const ordinals = '〇一二三四五六七八九';
const powers: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
const numerals = unitsOf(`${ordinals}十百千`);
const LONGEST_NUMERAL = 8;

/** What a unit is, and whether its neighbours decide what becomes of it; the others are done with one look. */
const kind = remembered((unit) => {
  const own = kindOf(unit);
  const inContext = (own & (SPACE | LINE)) !== 0 || unit === SLASH || [dashes, alwaysGa, maybeGa, numerals].some((set) => set.has(unit));
  return own | (inContext ? IN_CONTEXT : 0) | KNOWN;
});

/** Kana keeps out: which ヶ is a が is decided by its neighbours. */
const family = (character: string) => (/[ぁ-ヿ]/.test(character) ? character : families[character] ?? foldVariants(character));

/** One written character with all that belongs to it: compatible, small, of one family; katakana still katakana. */
function foldCharacter(cluster: string): string {
  const visible = cluster.replace(/[\p{Cf}\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu, '').toWellFormed();
  return Array.from(visible.normalize('NFKC').toLowerCase().normalize('NFKC'), family).join('').replace(/[\r\v\f\u0085\u2028\u2029]/g, '\n').replace(/(?!\n)\p{Cc}/gu, ' ');
}

/** The folded unit of a character that is one unit before and after; 0xffff for any other. */
const plain = remembered((unit) => {
  const folded = foldCharacter(String.fromCharCode(unit));
  return folded.length === 1 ? folded.charCodeAt(0) : 0xffff;
});
const hiragana = remembered((unit) => toHiragana(String.fromCharCode(unit)).charCodeAt(0));

const isHigh = (unit: number) => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff;
const sizeAt = (text: string, at: number) => (isHigh(text.charCodeAt(at)) && isLow(text.charCodeAt(at + 1)) ? 2 : 1);

const ZWJ = 0x200d;

/** Whether what stands here belongs to the character before: a mark, or the next picture of a joined emoji. */
function extendsAt(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (text.charCodeAt(at - 1) === ZWJ && /^\p{Extended_Pictographic}/u.test(text.slice(at, at + 2))) return at > 1;
  if (isHigh(unit)) return EXTENDERS.test(text.slice(at, at + 2));
  return (kind(unit) & EXTENDS) !== 0;
}

/** Whether a text may be cut here without tearing a character, its marks or a joined emoji. */
export function mayCut(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return true;
  return !(isLow(text.charCodeAt(at)) && isHigh(text.charCodeAt(at - 1))) && !extendsAt(text, at);
}

/** Folded units with where they come from, while the steps run; an index does not ask for the latter and saves the time. */
interface Units {
  readonly units: number[];
  readonly from: { readonly starts: number[]; readonly ends: number[] } | null;
}

/** Steps that look at one character: 1, 2 and 6. */
function byCharacter(text: string, mapped: boolean): Units {
  const units: number[] = [];
  const from: Units['from'] = mapped ? { starts: [], ends: [] } : null;
  for (let at = 0; at < text.length;) {
    let end = at + sizeAt(text, at);
    while (end < text.length && extendsAt(text, end)) end += sizeAt(text, end);
    const simple = end === at + 1 ? plain(text.charCodeAt(at)) : 0xffff;
    if (simple !== 0xffff) {
      units.push(simple);
      from?.starts.push(at);
      from?.ends.push(end);
    } else {
      const folded = foldCharacter(text.slice(at, end));
      for (let index = 0; index < folded.length; index += 1) {
        units.push(folded.charCodeAt(index));
        from?.starts.push(at);
        from?.ends.push(end);
      }
    }
    at = end;
  }
  return { units, from };
}

/** 二〇二六 → 2026, 二十三 → 23; null for what is neither of the two ways to write a number. */
function numberOf(written: string): string | null {
  if (!/[十百千]/.test(written)) return Array.from(written, (character) => ordinals.indexOf(character)).join('');
  if (!/^(?:[二三四五六七八九]?千)?(?:[二三四五六七八九]?百)?(?:[二三四五六七八九]?十)?[一二三四五六七八九]?$/.test(written)) return null;
  let [sum, digit] = [0, 0];
  for (const character of written) {
    const power = powers[character];
    if (power === undefined) digit = ordinals.indexOf(character);
    else {
      sum += (digit || 1) * power;
      digit = 0;
    }
  }
  return String(sum + digit);
}

/** Steps that look at the neighbours: 3, 4, 5, 7 and 8. */
function inContext({ units, from: written }: Units): Units {
  const [out, starts, ends]: [number[], number[], number[]] = [[], [], []];
  const unitAt = (at: number) => units[at] ?? 0x0a;
  /** The ends of the text count as line ends. */
  const kindAt = (at: number) => kind(isLow(unitAt(at)) ? unitAt(at - 1) : unitAt(at));
  const emit = (unit: number, from: number, to = from) => {
    out.push(unit);
    if (written === null) return;
    starts.push(written.starts[from] ?? 0);
    ends.push(written.ends[to] ?? 0);
  };

  /** ケ, カ and か that are read が: 一ケ所, 関ケ原, 3か月. */
  const isGa = (at: number, unit: number) => {
    const [left, right] = [kindAt(at - 1), kindAt(at + 1)];
    if ((right & (HAN | LINE)) === 0) return false;
    if (unit === 0x304b) return (left & DIGIT) !== 0;
    return (left & (HAN | DIGIT)) !== 0 || ((left & LINE) !== 0 && (right & HAN) !== 0);
  };

  const dash = (at: number, unit: number) => {
    const left = kindAt(at - 1);
    return (left & WORD) !== 0 ? LONG : (left & DIGIT) !== 0 ? HYPHEN : unit;
  };

  /** Emits the digits of a number that a unit of counting follows; answers where it ends, or `at` when it is none. */
  const numeral = (at: number): number => {
    if ((kindAt(at - 1) & DIGIT) !== 0 || (at > 0 && numerals.has(unitAt(at - 1)))) return at;
    let end = at + 1;
    while (numerals.has(unitAt(end))) end += 1;
    if (end - at > LONGEST_NUMERAL || !/^(?:[条年月日]|丁目)/.test(String.fromCharCode(unitAt(end), unitAt(end + 1)))) return at;
    const number = numberOf(String.fromCharCode(...units.slice(at, end)));
    if (number === null) return at;
    for (let index = 0; index < number.length; index += 1) emit(number.charCodeAt(index), at, end - 1);
    return end;
  };

  for (let at = 0; at < units.length; at += 1) {
    const unit = unitAt(at);
    const own = kind(unit);
    if ((own & IN_CONTEXT) === 0) emit(hiragana(unit), at);
    else if ((own & (SPACE | LINE)) !== 0) {
      let [end, line] = [at, false];
      for (; end < units.length && (kindAt(end) & (SPACE | LINE)) !== 0; end += 1) line ||= (kindAt(end) & LINE) !== 0;
      if (line) emit(0x0a, at, end - 1);
      else if ((kindAt(at - 1) & JAPANESE) === 0 || (kindAt(end) & JAPANESE) === 0) emit(0x20, at, end - 1);
      at = end - 1;
    } else if ((unit === DOT || unit === SLASH) && (kindAt(at - 1) & kindAt(at + 1) & KATAKANA) !== 0) continue;
    else if (dashes.has(unit)) emit(dash(at, unit), at);
    else if (alwaysGa.has(unit)) emit(GA, at);
    else if (maybeGa.has(unit) && isGa(at, unit)) emit(GA, at);
    else if (numerals.has(unit)) {
      const end = numeral(at);
      if (end === at) emit(unit, at);
      else at = end - 1;
    } else emit(hiragana(unit), at);
  }
  return { units: out, from: written && { starts, ends } };
}

/** The units of a folded text as numbers; what an index takes in. */
export function foldUnits(text: string): readonly number[] {
  return inContext(byCharacter(text, false)).units;
}

function stringOf(units: readonly number[]): string {
  let text = '';
  for (let at = 0; at < units.length; at += 4096) text += String.fromCharCode(...units.slice(at, at + 4096));
  return text;
}

/** For comparing, never for showing. */
export function fold(text: string): string {
  return stringOf(foldUnits(text));
}

export function foldMapped(text: string): Folded {
  const { units, from } = inContext(byCharacter(text, true));
  return { text: stringOf(units), starts: from?.starts ?? [], ends: from?.ends ?? [] };
}

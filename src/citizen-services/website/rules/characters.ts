/** 文字の規則 CHR-01–07: what screen readers, Shift_JIS channels and old machines stumble over. 機種依存文字 one by one, never by normalising the whole text. */
import { HYPHENS, widenKana } from '../../../kernel/text/width.ts';
import { encodeMs932 } from '../../../kernel/text/text.ts';
import { type Place, placesOf } from './texts.ts';
import { type Finding, inText, type Rule } from './finding.ts';

/** A rule that looks at each text by itself. */
function onTexts(id: string, title: string, basis: string, look: (place: Place, easy: boolean) => Iterable<Finding>): Rule {
  return { id, title, basis, *check(draft, { easy }) {
    for (const place of placesOf(draft)) yield* look(place, easy);
  } };
}

function* matches(text: string, pattern: RegExp): Iterable<{ readonly word: string; readonly start: number; readonly end: number }> {
  for (const found of text.matchAll(pattern)) yield { word: found[0], start: found.index, end: found.index + found[0].length };
}

const L = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}々ー]';
/** Two or more single letters with spaces between them: 日-時, ご-案-内 with spaces for the dashes. Words of two letters and more are left alone. */
const SPACED = new RegExp(`(?<!${L})${L}(?:[ \\u3000\\u00a0]+${L})+(?!${L})`, 'gu');

const spacedWords = onTexts('CHR-01', '言葉のなかの空白', 'WCAG 1.3.2', function* (place, easy) {
  // Only in plain words is a space between words (わかち書き) a help.
  if (easy) return;
  for (const { word, start, end } of matches(place.text, SPACED)) {
    const joined = word.replaceAll(/[ \u3000\u00a0]+/g, '');
    yield inText('CHR-01', 'confirm', place, start, end, `「${word}」は、空白で字間を空けています。読み上げると一文字ずつになり、検索でも見つかりません。「${joined}」としてください。`, joined);
  }
});

const wideAscii = onTexts('CHR-02', '全角の英数字', '表記の決まり', function* (place) {
  for (const { word, start, end } of matches(place.text, /[Ａ-Ｚａ-ｚ０-９]+/g)) {
    const half = word.replaceAll(/[！-～]/g, (wide) => String.fromCodePoint(wide.charCodeAt(0) - 0xfee0));
    yield inText('CHR-02', 'confirm', place, start, end, `英字と数字は、半角で書きます。「${word}」は「${half}」です。`, half);
  }
});

const halfKana = onTexts('CHR-03', '半角カタカナ', 'みんなの公共サイト運用ガイドライン', function* (place) {
  for (const { word, start, end } of matches(place.text, /[\uff61-\uff9f]+/g)) {
    const wide = widenKana(word);
    yield inText('CHR-03', 'block', place, start, end, `半角カタカナは、機械によって正しく出ません。「${wide}」としてください。`, wide);
  }
});

const units: Readonly<Record<string, string>> = {
  '㍉': 'ミリ', '㌔': 'キロ', '㌢': 'センチ', '㍍': 'メートル', '㌘': 'グラム', '㌧': 'トン', '㌃': 'アール', '㌶': 'ヘクタール', '㍑': 'リットル', '㍗': 'ワット', '㌍': 'カロリー', '㌫': 'パーセント', '㌦': 'ドル', '㌻': 'ページ',
  '㎜': 'ミリメートル', '㎝': 'センチメートル', '㎞': 'キロメートル', '㎎': 'ミリグラム', '㎏': 'キログラム', '㏄': 'シーシー', '㎡': '平方メートル', '㎥': '立方メートル', '㎢': '平方キロメートル',
  '㈱': '株式会社', '㈲': '有限会社', '㈹': '代表', '№': '番号', '℡': '電話', '㏍': '株式会社', '㊤': '上', '㊥': '中', '㊦': '下', '㊧': '左', '㊨': '右', '㈰': '（日）', '㈪': '（月）', '㈫': '（火）', '㈬': '（水）', '㈭': '（木）', '㈮': '（金）', '㈯': '（土）', '㈷': '（祝）',
  '㍾': '明治', '㍽': '大正', '㍼': '昭和', '㍻': '平成', '㋿': '令和',
};

/** 丸数字 in the ranges of Unicode: 0 and 1–20, 21–35, 36–50. */
function circled(code: number): number | null {
  if (code >= 0x2460 && code <= 0x2473) return code - 0x2460 + 1;
  if (code === 0x24ea) return 0;
  if (code >= 0x3251 && code <= 0x325f) return code - 0x3251 + 21;
  return code >= 0x32b1 && code <= 0x32bf ? code - 0x32b1 + 36 : null;
}

function roman(code: number): number | null {
  if (code >= 0x2160 && code <= 0x216b) return code - 0x2160 + 1;
  return code >= 0x2170 && code <= 0x217b ? code - 0x2170 + 1 : null;
}

const shown = (code: number) => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
const unseen = (code: number) => code < 0x20 ? code !== 0x0a && code !== 0x09 : (code >= 0x7f && code <= 0x9f) || code === 0xfffd || code === 0xfeff || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) || (code >= 0xd800 && code <= 0xdfff);
const privateUse = (code: number) => (code >= 0xe000 && code <= 0xf8ff) || code >= 0xf0000;

interface Verdict {
  readonly severity: Finding['severity'];
  readonly reason: string;
  readonly becomes?: string;
}

/** What is to be said of one character; null: nothing. */
function look(character: string): Verdict | null {
  const code = character.codePointAt(0) ?? 0;
  if (privateUse(code)) return { severity: 'block', reason: `外字（${shown(code)}）は、この機械のほかでは出ません。標準の字か、読みで書いてください。` };
  if (unseen(code)) return { severity: 'block', reason: `目に見えない文字（${shown(code)}）が混じっています。取り除いてください。`, becomes: '' };
  const number = circled(code);
  if (number !== null) return { severity: 'confirm', reason: `丸数字「${character}」は、読み上げや古い機械で抜けることがあります。「(${number})」としてください。`, becomes: `(${number})` };
  const numeral = roman(code);
  if (numeral !== null) return { severity: 'confirm', reason: `ローマ数字「${character}」は一文字の記号で、正しく読まれないことがあります。「${numeral}」としてください。`, becomes: String(numeral) };
  const unit = units[character];
  if (unit !== undefined) return { severity: 'confirm', reason: `「${character}」は機種依存文字です。「${unit}」としてください。`, becomes: unit };
  if (code >= 0x3300 && code <= 0x33ff) return { severity: 'confirm', reason: `「${character}」は機種依存文字です。言葉で書いてください。` };
  if (code >= 0xe0100 && code <= 0xe01ef) return { severity: 'info', reason: '異体字の指定は残りますが、メールや放送などシフトJISの相手には伝わりません。' };
  if (/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(character) && !encodeMs932(character).ok) return { severity: 'info', reason: `「${character}」はシフトJISにない字です。メールや表示板では、別の字か「〓」になります。` };
  return null;
}

const verdicts = new Map<string, Verdict | null>();

/** The same, asked once for each character: a page of 200 parts has some twenty thousand. */
function verdictOn(character: string): Verdict | null {
  const known = verdicts.get(character);
  if (known !== undefined) return known;
  const found = look(character);
  verdicts.set(character, found);
  return found;
}

const machineDependent = onTexts('CHR-04', '機種依存文字', 'みんなの公共サイト運用ガイドライン', function* (place) {
  let start = 0;
  for (const character of place.text) {
    const end = start + character.length;
    const verdict = verdictOn(character);
    if (verdict) yield inText('CHR-04', verdict.severity, place, start, end, verdict.reason, verdict.becomes);
    start = end;
  }
});

const isEmoji = (character: string) => /\p{Extended_Pictographic}|\p{Regional_Indicator}|\ufe0f|\u20e3/u.test(character) && !/[0-9#*©®™]/.test(character);

const layoutSpaces = onTexts('CHR-05', '空白や改行での配置', 'WCAG 1.3.2', function* (place) {
  for (const { start, end } of matches(place.text, /\u3000{2,}/g)) yield inText('CHR-05', 'confirm', place, start, end, '全角の空白を続けて位置をそろえています。表か箇条書きにするか、空白を消してください。', start === 0 || end === place.text.length ? '' : '\u3000');
  for (const { start, end } of matches(place.text, /\n{2,}/g)) yield inText('CHR-05', 'confirm', place, start, end, '改行を続けてすき間を作っています。段落を分けてください。', '\n');
});

/** Letters, kana and digits may repeat; a symbol that does is decoration. 「……」 and long dashes in pairs are Japanese punctuation. */
const decoration = onTexts('CHR-06', '飾りの記号', '読み上げ', function* (place) {
  for (const { word, start, end } of matches(place.text, /([\p{S}\p{P}])\1{2,}/gu)) {
    if (/^(?:[.…・]+|\d+)$/u.test(word) && word.length <= 6) continue;
    yield inText('CHR-06', 'confirm', place, start, end, `「${word}」は、読み上げると同じ記号が${Array.from(word).length}回くり返されます。消すか、見出しやお知らせの枠を使ってください。`, '');
  }
});

const emoji = onTexts('CHR-07', '題名・見出しの絵文字', '読み上げ', function* (place) {
  if (place.role !== 'title' && place.role !== 'heading') return;
  for (const { word, start, end } of matches(place.text, /(?:\p{Extended_Pictographic}|\p{Regional_Indicator})(?:\p{Extended_Pictographic}|\ufe0f|\u200d|\u20e3)*/gu)) {
    if (isEmoji(word)) yield inText('CHR-07', 'confirm', place, start, end, `題名と見出しに絵文字「${word}」は使いません。機械によって絵も読みも違います。`, '');
  }
});

export const characterRules: readonly Rule[] = [spacedWords, wideAscii, halfKana, machineDependent, layoutSpaces, decoration, emoji];

/** Whether a text is only dashes and spaces, which stands for "none" in tables. */
export const isDash = (text: string): boolean => text.replaceAll(HYPHENS, '').trim() === '';

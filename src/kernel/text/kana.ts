import { accepted, rejected } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { widenKana } from './width.ts';

/** ひらがな → カタカナ; everything else stays. */
export function toKatakana(text: string): string {
  return text.replace(/[ぁ-ゖゝゞ]/g, (kana) => String.fromCodePoint(kana.charCodeAt(0) + 0x60));
}

/** カタカナ → ひらがな, for furigana and for comparing. ヷ ヸ ヹ ヺ have no hiragana and stay. */
export function toHiragana(text: string): string {
  return text.replace(/[ァ-ヶヽヾ]/g, (kana) => String.fromCodePoint(kana.charCodeAt(0) - 0x60));
}

/**
 * Reads a フリガナ: hiragana, half-width or full-width katakana; stored as full-width katakana with one half-width
 * space between family and given name. The first other character is named. ー is never folded: it is part of the name.
 */
export function parseKana(text: string): Parsed<string> {
  const kana = toKatakana(widenKana(text)).replace(/[\s\u3000]+/g, ' ').trim();
  if (kana === '') return rejected('フリガナを入力してください（例 ニホンマツ ハナコ）。', 'Please enter the reading in kana, for example ニホンマツ ハナコ.');
  const wrong = Array.from(kana).find((character) => !/^[ァ-ヺーヽヾ・ ]$/.test(character));
  if (wrong === undefined) return accepted(kana);
  const hint = /^[-‐‑‒–—―−－]$/.test(wrong) ? '長音は「ー」で入力してください。' : 'カタカナで入力してください。';
  return rejected(`フリガナに使えない文字「${wrong}」があります。${hint}`, `"${wrong}" cannot be used in a reading. Please use katakana.`);
}

const voiced = 'ガギグゲゴザジズゼゾダヂヅデドバビブベボヴ';
const unvoiced = 'カキクケコサシスセソタチツテトハヒフヘホウ';
const wideKana = '。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜';

/** Full-width katakana → half-width, voicing marks split off (bank files take nothing else). Characters without one stay. */
export function toHalfWidthKana(text: string): string {
  return Array.from(toKatakana(text), halfWidthKana).join('');
}

function halfWidthKana(character: string): string {
  const voicedAt = voiced.indexOf(character);
  if (voicedAt >= 0) return `${halfWidthKana(unvoiced.charAt(voicedAt))}ﾞ`;
  const semivoicedAt = 'パピプペポ'.indexOf(character);
  if (semivoicedAt >= 0) return `${halfWidthKana('ハヒフヘホ'.charAt(semivoicedAt))}ﾟ`;
  const index = wideKana.indexOf(character);
  return index < 0 ? character : String.fromCodePoint(0xff61 + index);
}

/** 全角・半角, and numbers typed with them. */
import { accepted, rejected } from './parsed.ts';
import type { Parsed } from './parsed.ts';

export type WidthRule = 'full' | 'half' | 'as_is';

/** Every dash, minus, long-vowel mark and hyphen that people type between digits. Never fold these inside kana names. */
export const HYPHENS = /[-‐‑‒–—―−－ーｰ─﹣]/g;

/**
 * Joins decomposed characters (NFC), but leaves CJK compatibility ideographs alone: plain NFC would replace
 * U+FA19, U+FA1B and their kind, which stand in people's names, by the everyday form, and nobody would notice.
 */
export function compose(text: string): string {
  return text.replace(/[^\uf900-\ufaff\u{2f800}-\u{2fa1f}]+/gu, (part) => part.normalize('NFC'));
}

/** Full-width ASCII and the wide space to half width; kana stay as they are. */
export function toHalfWidth(text: string): string {
  return compose(text)
    .replace(/[！-～]/g, (wide) => String.fromCodePoint(wide.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, ' ').replace(/￥/g, '¥');
}

/** ASCII and space to full width, half-width kana to full width with their voicing marks joined (ｶﾞ → ガ). */
export function toFullWidth(text: string): string {
  return widenKana(text)
    .replace(/[!-~]/g, (narrow) => String.fromCodePoint(narrow.charCodeAt(0) + 0xfee0))
    .replace(/ /g, '\u3000').replace(/¥/g, '￥');
}

/** Half-width katakana and their punctuation to full width. Only these: NFKC on a whole name would destroy ①, ㈱ and 﨑. */
export function widenKana(text: string): string {
  return compose(text.replace(/[\uff61-\uff9f]+/g, (kana) => kana.normalize('NFKC')));
}

export function applyWidth(text: string, rule: WidthRule): string {
  switch (rule) {
    case 'full': return toFullWidth(text);
    case 'half': return toHalfWidth(text);
    case 'as_is': return compose(text);
  }
}

/** Reads a whole number: full width, 1,234, spaces. Negative numbers and decimals are refused with the reason. */
export function parseInteger(text: string, limits: { readonly min?: number; readonly max?: number } = {}): Parsed<number> {
  const folded = toHalfWidth(text).replace(/[\s,、，]/g, '').replace(/^[ー−‐]/, '-');
  if (/^-\d/.test(folded) && (limits.min ?? 0) >= 0) return rejected('マイナスの数は入力できません。0以上の数字を入力してください。', 'Please enter a number of 0 or more.');
  if (/^-?\d*[.．]\d+$/.test(folded)) return rejected('小数は入力できません。整数で入力してください。', 'Please enter a whole number without decimals.');
  if (!/^-?\d+$/.test(folded)) return rejected('数字で入力してください（例 1200）。', 'Please enter a number, for example 1200.');
  const value = Number(folded);
  if (!Number.isSafeInteger(value)) return rejected('数字が大きすぎます。けた数をお確かめください。', 'This number is too large. Please check the digits.');
  if (limits.min !== undefined && value < limits.min) return rejected(`${limits.min}以上の数字を入力してください。`, `Please enter ${limits.min} or more.`);
  if (limits.max !== undefined && value > limits.max) return rejected(`${limits.max}以下の数字を入力してください。`, `Please enter ${limits.max} or less.`);
  return accepted(value);
}

import { accepted, rejected } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { HYPHENS, toHalfWidth } from './width.ts';

const message = rejected(
  '電話番号を10けたか11けたの数字で入力してください（例 0243-55-5000、090-1234-5678）。',
  'Please enter a phone number of 10 or 11 digits, for example 0243-55-5000 or 090-1234-5678.',
);

/** Reads a domestic phone number in any width, with hyphens, spaces, brackets or +81; stored as digits with the leading 0. */
export function parsePhone(text: string): Parsed<string> {
  const folded = toHalfWidth(text).replace(HYPHENS, '').replace(/[\s().]/g, '');
  const digits = folded.replace(/^(\+|00)81(?:0)?/, '0');
  if (!/^0\d+$/.test(digits)) return message;
  return hasKnownPrefix(digits) ? accepted(digits) : message;
}

/** 11 digits: mobile, IP, M2M and 0800; 10 digits: everything else, where the second digit is never 0. */
function hasKnownPrefix(digits: string): boolean {
  if (digits.length === 11) return /^(0[25-9]0|0800)/.test(digits);
  return digits.length === 10 && /^0[1-9]/.test(digits) && !/^0[6-9]0/.test(digits);
}

/** Area codes of Fukushima that have three digits after the 0; 024 with 5 or 9 belongs to Fukushima city and Koriyama. */
const threeTwoFour = /^(02(?:4[0-46-8]))(\d{2})(\d{4})$/;
const groupings: readonly RegExp[] = [
  /^(0[25-9]0)(\d{4})(\d{4})$/, /^(0800)(\d{3})(\d{4})$/, /^(0120|0570|0990)(\d{3})(\d{3})$/, /^(03|04|06)(\d{4})(\d{4})$/, threeTwoFour, /^(0\d{2})(\d{3})(\d{4})$/,
];

/** Digits with hyphens. Other regions than ours are grouped 3-3-4, which dials just as well. */
export function formatPhone(digits: string): string {
  const match = groupings.map((grouping) => grouping.exec(digits)).find((found) => found !== null);
  return match === undefined || match === null ? digits : match.slice(1).join('-');
}

import { accepted, rejected } from './parsed.ts';
import type { Parsed } from './parsed.ts';
import { HYPHENS, toHalfWidth } from './width.ts';

/** Reads a 郵便番号 in any width, with 〒, hyphens and spaces; stored as 7 digits. Whether it exists is the master's question. */
export function parsePostcode(text: string): Parsed<string> {
  const digits = toHalfWidth(text).replace(HYPHENS, '').replace(/[〒〶\s]/g, '');
  return /^\d{7}$/.test(digits)
    ? accepted(digits)
    : rejected('郵便番号は7けたの数字です（例 964-8601）', 'A postcode has 7 digits, for example 964-8601.');
}

/** 9648601 → 964-8601 */
export function formatPostcode(digits: string): string {
  return `${digits.slice(0, 3)}-${digits.slice(3)}`;
}

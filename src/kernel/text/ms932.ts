/** MS932 (Windows-31J), the Shift_JIS of older systems. Nothing is ever replaced silently: what has no place is listed. */
import iconv from 'iconv-lite';
import { compose } from './width.ts';

export interface Unmappable {
  readonly character: string;
  /** U+9DD7; several for a character with a variation selector. */
  readonly codePoints: string;
  /** Place in the text, in characters from 0; and where a person finds it, from 1. */
  readonly position: number;
  readonly line: number;
  readonly column: number;
}

export type Encoded = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly unmappable: readonly Unmappable[] };

/** Unicode twins of one Shift_JIS character: Microsoft's table took the right-hand ones, other systems write the left-hand ones. */
const twins: Readonly<Record<string, string>> = {
  '\u301c': '\uff5e', '\u2016': '\u2225', '\u2212': '\uff0d', '\u2014': '\u2015', '\u00a2': '\uffe0', '\u00a3': '\uffe1', '\u00ac': '\uffe2',
  '\u00a5': '\uffe5', '\u00a6': '\uffe4',
};
const anyTwin = new RegExp(`[${Object.keys(twins).join('')}]`, 'g');

/** Encodes a text, or lists every character that MS932 does not have, with its place. User-defined characters (外字) count as missing. */
export function encodeMs932(text: string): Encoded {
  const whole = encodePiece(text);
  if (whole !== null) return { ok: true, bytes: whole };
  return { ok: false, unmappable: findUnmappable(text) };
}

/**
 * Bytes of a text in which every character has a place, else null. Of characters that Shift_JIS holds twice
 * (NEC row 13, NEC-selected and IBM rows) the library writes the one that Windows writes; a test pins that.
 */
function encodePiece(text: string): Uint8Array | null {
  const prepared = compose(text).replace(anyTwin, (character) => twins[character] ?? character);
  if (/[\p{Co}\u0080-\u009f]/u.test(prepared)) return null;
  const bytes = iconv.encode(prepared, 'cp932');
  if (iconv.decode(bytes, 'cp932') !== prepared) return null;
  return bytes;
}

function findUnmappable(text: string): Unmappable[] {
  const found: Unmappable[] = [];
  let [position, line, column] = [0, 1, 1];
  for (const { segment } of new Intl.Segmenter('ja', { granularity: 'grapheme' }).segment(text)) {
    if (encodePiece(segment) === null) found.push({ character: segment, codePoints: codePointsOf(segment), position, line, column });
    position += 1;
    column += 1;
    if (segment.includes('\n')) [line, column] = [line + 1, 1];
  }
  return found;
}

function codePointsOf(text: string): string {
  return Array.from(text, (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ');
}

/** Decodes MS932, or null when a byte sequence is none. */
export function decodeMs932(bytes: Uint8Array): string | null {
  const text = iconv.decode(Buffer.from(bytes), 'cp932');
  return text.includes('\ufffd') ? null : text;
}

/** "1行目5文字目の「鷗」" for the person who must choose another character. */
export function describeUnmappable(missing: readonly Unmappable[]): { readonly ja: string; readonly en: string } {
  const shown = missing.slice(0, 10);
  const more = missing.length - shown.length;
  return {
    ja: `Shift_JISで表せない文字があります: ${shown.map((one) => `${one.line}行目${one.column}文字目の「${one.character}」`).join('、')}${more > 0 ? ` ほか${more}文字` : ''}。UTF-8で出力するか、文字を置き換えてください。`,
    en: `Some characters do not exist in Shift_JIS: ${shown.map((one) => `"${one.character}" (line ${one.line}, character ${one.column})`).join(', ')}${more > 0 ? ` and ${more} more` : ''}. Use UTF-8 or replace them.`,
  };
}

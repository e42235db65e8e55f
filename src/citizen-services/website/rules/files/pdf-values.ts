/** The values of PDF (ISO 32000-2 §7.3), read from bytes without ever throwing or running on: everything is counted. */
import { find, latin1, startsWith, u8 } from './bytes.ts';

export interface Name { readonly name: string }
export interface Ref { readonly ref: number }
/** A string with its place in what was read, so that it can be blanked where it stands. */
export interface Text { readonly text: Uint8Array; readonly source: Uint8Array; readonly start: number; readonly end: number; readonly hex: boolean }
export type Dict = ReadonlyMap<string, Pdf>;
export interface Stream { readonly dict: Dict; readonly raw: Uint8Array; /** Where the data begins in the file. */ readonly start: number }
export type Pdf = null | boolean | number | Name | Ref | Text | readonly Pdf[] | Dict | Stream;

export const isDict = (value: Pdf | undefined): value is Dict => value instanceof Map;
export const isStream = (value: Pdf | undefined): value is Stream => typeof value === 'object' && value !== null && 'raw' in value;
export const isText = (value: Pdf | undefined): value is Text => typeof value === 'object' && value !== null && 'text' in value;
export const isRef = (value: Pdf | undefined): value is Ref => typeof value === 'object' && value !== null && 'ref' in value;
export const isArray = (value: Pdf | undefined): value is readonly Pdf[] => Array.isArray(value);
export const nameOf = (value: Pdf | undefined): string | undefined => (typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined);

const DEEPEST = 60;
const LONGEST_TEXT = 1 << 20;

export const isSpace = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9 || code === 12 || code === 0;
const DELIMITERS = new Set([...'()<>[]{}/%'].map((character) => character.charCodeAt(0)));
const isRegular = (code: number): boolean => !isSpace(code) && !DELIMITERS.has(code);
export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Behind white space and comments. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.byteLength) {
    const code = u8(bytes, at);
    if (isSpace(code)) at += 1;
    else if (code === 0x25) while (at < bytes.byteLength && u8(bytes, at) !== 10 && u8(bytes, at) !== 13) at += 1;
    else break;
  }
  return at;
}

export class Reader {
  at: number;
  readonly #bytes: Uint8Array;
  /** What may still be read, for all objects together: one that is never closed would be read anew from every beginning. */
  readonly budget: { left: number };

  constructor(bytes: Uint8Array, at: number, budget: { left: number }) {
    this.#bytes = bytes;
    this.at = at;
    this.budget = budget;
  }

  /** Undefined: nothing that is a value, an operator for one. */
  value(depth = 0): Pdf | undefined {
    this.skip();
    this.budget.left -= 1;
    if (this.budget.left < 0 || depth > DEEPEST || this.at >= this.#bytes.byteLength) return undefined;
    const code = u8(this.#bytes, this.at);
    if (code === 0x2f) return { name: this.#name() };
    if (code === 0x28) return this.#text();
    if (code === 0x5b) return this.#array(depth);
    if (code === 0x3c) return u8(this.#bytes, this.at + 1) === 0x3c ? this.#dict(depth) : this.#hex();
    if (isDigit(code) || code === 0x2b || code === 0x2d || code === 0x2e) return this.#number();
    for (const [word, value] of [['true', true], ['false', false], ['null', null]] as const) {
      if (!startsWith(this.#bytes, word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    return undefined;
  }

  /** Counted, for a comment may be as long as the file. */
  skip(): void {
    const from = this.at;
    this.at = skipSpace(this.#bytes, from);
    this.budget.left -= (this.at - from) >> 4;
  }

  /** The letters up to the next space or delimiter. */
  word(): string {
    const start = this.at;
    let word = '';
    for (; this.at < this.#bytes.byteLength && this.at - start < 256; this.at += 1) {
      const code = u8(this.#bytes, this.at);
      if (!isRegular(code)) break;
      word += String.fromCharCode(code);
    }
    this.budget.left -= this.at - start;
    return word;
  }

  #name(): string {
    this.at += 1;
    return this.word().replaceAll(/#([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  }

  #number(): Pdf {
    const first = this.word();
    const number = Number.parseFloat(first);
    if (!/^\d{1,9}$/.test(first)) return Number.isFinite(number) ? number : 0;
    const behind = this.#behindReference();
    if (behind < 0) return number;
    this.at = behind;
    return { ref: number };
  }

  /** Behind the ` 0 R` of `12 0 R`; -1: it was a number. */
  #behindReference(): number {
    let at = this.at;
    const over = (test: (code: number) => boolean, most: number): boolean => {
      const from = at;
      while (at - from < most && at < this.#bytes.byteLength && test(u8(this.#bytes, at))) at += 1;
      return at > from;
    };
    if (!over(isSpace, 8) || !over(isDigit, 5) || !over(isSpace, 8) || u8(this.#bytes, at) !== 0x52) return -1;
    return at + 1 < this.#bytes.byteLength && isRegular(u8(this.#bytes, at + 1)) ? -1 : at + 1;
  }

  #text(): Text | undefined {
    const start = this.at + 1;
    let depth = 1;
    let at = start;
    const stop = Math.min(this.#bytes.byteLength, start + LONGEST_TEXT);
    for (; at < stop && depth > 0; at += 1) {
      const code = u8(this.#bytes, at);
      if (code === 0x5c) at += 1;
      else if (code === 0x28) depth += 1;
      else if (code === 0x29) depth -= 1;
    }
    this.budget.left -= at - start;
    if (depth > 0) return undefined;
    this.at = at;
    return { text: this.#bytes.subarray(start, at - 1), source: this.#bytes, start, end: at - 1, hex: false };
  }

  #hex(): Text | undefined {
    const start = this.at + 1;
    const end = find(this.#bytes, '>', start, Math.min(this.#bytes.byteLength, start + LONGEST_TEXT));
    this.budget.left -= (end < 0 ? LONGEST_TEXT : end - start);
    if (end < 0) return undefined;
    this.at = end + 1;
    const digits = latin1(this.#bytes.subarray(start, end)).replaceAll(/[^0-9a-f]/gi, '');
    return { text: Uint8Array.from({ length: Math.ceil(digits.length / 2) }, (_, index) => Number.parseInt(digits.slice(index * 2, index * 2 + 2).padEnd(2, '0'), 16)), source: this.#bytes, start, end, hex: true };
  }

  #array(depth: number): readonly Pdf[] | undefined {
    this.at += 1;
    const items: Pdf[] = [];
    for (;;) {
      this.skip();
      if (u8(this.#bytes, this.at) === 0x5d) {
        this.at += 1;
        return items;
      }
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
  }

  #dict(depth: number): Dict | undefined {
    this.at += 2;
    const entries = new Map<string, Pdf>();
    for (;;) {
      this.skip();
      const code = u8(this.#bytes, this.at);
      if (code === 0x3e && u8(this.#bytes, this.at + 1) === 0x3e) {
        this.at += 2;
        return entries;
      }
      if (code !== 0x2f) return undefined;
      this.budget.left -= 1;
      const key = this.#name();
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      entries.set(key, value);
    }
  }
}

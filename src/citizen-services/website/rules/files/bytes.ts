/** Reading and joining bytes. Nothing here throws: what lies outside reads as 0, and whoever reads asks `has` first. */

export const u8 = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;
export const u16be = (bytes: Uint8Array, at: number): number => u8(bytes, at) * 256 + u8(bytes, at + 1);
export const u16le = (bytes: Uint8Array, at: number): number => u8(bytes, at + 1) * 256 + u8(bytes, at);
export const u32be = (bytes: Uint8Array, at: number): number => u16be(bytes, at) * 65_536 + u16be(bytes, at + 2);
export const u32le = (bytes: Uint8Array, at: number): number => u16le(bytes, at + 2) * 65_536 + u16le(bytes, at);

export const has = (bytes: Uint8Array, at: number, length: number): boolean => at >= 0 && length >= 0 && at + length <= bytes.byteLength;

const LATIN1 = new TextDecoder('latin1');
/** One character per byte (as windows-1252 has them): for names and words in headers. */
export const latin1 = (bytes: Uint8Array): string => LATIN1.decode(bytes);

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff);
}

export function startsWith(bytes: Uint8Array, text: string, at = 0): boolean {
  if (!has(bytes, at, text.length)) return false;
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

/** Where the text begins at or after `from`; -1: nowhere before `to`. */
export function find(bytes: Uint8Array, text: string, from = 0, to = bytes.byteLength): number {
  // Cut first: a search for the first letter would run on to the end of the file.
  const within = to < bytes.byteLength ? bytes.subarray(0, Math.max(0, to)) : bytes;
  const first = text.charCodeAt(0);
  for (let at = within.indexOf(first, from); at >= 0; at = within.indexOf(first, at + 1)) if (startsWith(within, text, at)) return at;
  return -1;
}

export function findLast(bytes: Uint8Array, text: string, least = 0): number {
  for (let at = bytes.byteLength - text.length; at >= least; at -= 1) if (startsWith(bytes, text, at)) return at;
  return -1;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.byteLength;
  }
  return all;
}

export const be16 = (value: number): number[] => [(value >>> 8) & 0xff, value & 0xff];
export const be32 = (value: number): number[] => [...be16(value >>> 16), ...be16(value)];
export const le16 = (value: number): number[] => [value & 0xff, (value >>> 8) & 0xff];
export const le32 = (value: number): number[] => [...le16(value), ...le16(value >>> 16)];

/** Four tables in one: what a byte does to the sum when none, one, two or three others follow it. */
const TABLES = new Uint32Array(1024);
for (let index = 0; index < 1024; index += 1) {
  let value = index < 256 ? index : TABLES[index - 256] ?? 0;
  if (index < 256) for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
  else value = (TABLES[value & 0xff] ?? 0) ^ (value >>> 8);
  TABLES[index] = value;
}

/** The check sum of PNG and ZIP (ISO 3309); four bytes at a time, for whole workbooks go through it. */
export function crc32(bytes: Uint8Array): number {
  let value = 0xffff_ffff;
  let at = 0;
  for (const stop = bytes.byteLength - 3; at < stop; at += 4) {
    value ^= u16le(bytes, at) | (u16le(bytes, at + 2) << 16);
    value = (TABLES[768 + (value & 0xff)] ?? 0) ^ (TABLES[512 + ((value >>> 8) & 0xff)] ?? 0) ^ (TABLES[256 + ((value >>> 16) & 0xff)] ?? 0) ^ (TABLES[value >>> 24] ?? 0);
  }
  for (; at < bytes.byteLength; at += 1) value = (TABLES[(value ^ u8(bytes, at)) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffff_ffff) >>> 0;
}

/**
 * Takes raw DEFLATE data apart (RFC 1951), for this room computes and reaches for no library. At most `most` bytes may come out; null: damaged, or more.
 * What follows the end of the data is ignored.
 */
export type Inflate = (packed: Uint8Array, most: number) => Uint8Array | null;

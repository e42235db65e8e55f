/**
 * ZIP (APPNOTE 6.3) as far as office files are written in it: the central directory is what counts, and an archive in which the two directories
 * differ, entries lie over each other or unfold without end is not read at all.
 */
import { ascii, crc32, findLast, has, joined, latin1, le16, le32, startsWith, type Inflate, u16le, u32le } from './bytes.ts';
import { decodeMs932 } from '../../../../kernel/text/ms932.ts';
import type { Limits } from './finding.ts';

const LOCAL = 'PK\u0003\u0004';
const CENTRAL = 'PK\u0001\u0002';
const END = 'PK\u0005\u0006';
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
/** Below it a high ratio harms nobody. */
const HARMLESS = 4 * 1024 * 1024;

export interface Entry {
  readonly name: string;
  readonly rawName: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  /** Unpacked. */
  readonly bytes: number;
  readonly packed: Uint8Array;
  readonly encrypted: boolean;
}

export type Zip = { readonly ok: true; readonly entries: readonly Entry[] } | { readonly ok: false; readonly code: 'damaged' | 'bomb'; readonly reason: string };

const damaged = (what: string): Zip => ({ ok: false, code: 'damaged', reason: `このファイルは壊れています（${what}）。作ったソフトで開いて、保存し直してください。` });
const bomb = (what: string): Zip => ({ ok: false, code: 'bomb', reason: `このファイルは、開くと非常に大きくなります（${what}）。中の画像や表を減らして、保存し直してください。` });

/** The directory of an archive, without unpacking anything. */
export function readZip(bytes: Uint8Array, limits: Pick<Limits, 'entries' | 'inflatedBytes' | 'ratio'>): Zip {
  const end = findLast(bytes, END, Math.max(0, bytes.byteLength - END_BYTES - 65_535));
  if (end < 0 || !has(bytes, end, END_BYTES)) return damaged('目次がありません');
  const count = u16le(bytes, end + 10);
  if (u16le(bytes, end + 4) !== 0 || u16le(bytes, end + 8) !== count) return damaged('分割されたファイルです');
  if (count > limits.entries) return bomb(`中に${count}件のファイル`);
  const entries: Entry[] = [];
  const spans: (readonly [number, number])[] = [];
  const names = new Set<string>();
  let at = u32le(bytes, end + 16);
  let total = 0;
  for (let index = 0; index < count; index += 1) {
    if (!has(bytes, at, CENTRAL_BYTES) || !startsWith(bytes, CENTRAL, at) || at >= end) return damaged('目次が乱れています');
    const flags = u16le(bytes, at + 8);
    const method = u16le(bytes, at + 10);
    const packedBytes = u32le(bytes, at + 20);
    const size = u32le(bytes, at + 24);
    const nameLength = u16le(bytes, at + 28);
    const local = u32le(bytes, at + 42);
    const rawName = bytes.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength);
    const crc = u32le(bytes, at + 16);
    at += CENTRAL_BYTES + nameLength + u16le(bytes, at + 30) + u16le(bytes, at + 32);
    if (!has(bytes, local, LOCAL_BYTES) || !startsWith(bytes, LOCAL, local)) return damaged('中身の場所が違います');
    const data = local + LOCAL_BYTES + u16le(bytes, local + 26) + u16le(bytes, local + 28);
    const localName = bytes.subarray(local + LOCAL_BYTES, local + LOCAL_BYTES + u16le(bytes, local + 26));
    if (localName.byteLength !== rawName.byteLength || !localName.every((byte, place) => byte === rawName[place])) return damaged('目次と中身の名前が違います');
    if (!has(bytes, data, packedBytes)) return damaged('途中で切れています');
    const name = nameOf(rawName, flags);
    const key = name.toLowerCase();
    if (names.has(key)) return damaged('同じ名前が二つあります');
    names.add(key);
    spans.push([local, data + packedBytes]);
    total += size;
    if (total > limits.inflatedBytes) return bomb('展開後の大きさ');
    if (size > HARMLESS && size > packedBytes * limits.ratio) return bomb('圧縮の割合');
    entries.push({ name, rawName, flags, method, crc, bytes: size, packed: bytes.subarray(data, data + packedBytes), encrypted: (flags & 0x41) !== 0 });
  }
  // One stretch of data listed many times is how a few bytes become a million files.
  spans.sort((one, other) => one[0] - other[0]);
  if (spans.some(([from], index) => index > 0 && from < (spans[index - 1]?.[1] ?? 0))) return bomb('重なった中身');
  return { ok: true, entries };
}

function nameOf(raw: Uint8Array, flags: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(raw);
  } catch {
    return (flags & 0x800 ? null : decodeMs932(raw)) ?? latin1(raw);
  }
}

/** Goes out of the folder it is unpacked in, or pretends to be something else. */
export const unsafeName = (name: string): boolean => /^[/\\]|^[a-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/i.test(name);

/** Null: encrypted, packed in another way, damaged, or larger than it said. */
export function unpack(entry: Entry, inflate: Inflate): Uint8Array | null {
  if (entry.encrypted) return null;
  if (entry.method !== STORED && entry.method !== DEFLATED) return null;
  const content = entry.method === STORED ? entry.packed : entry.bytes === 0 ? new Uint8Array() : inflate(entry.packed, entry.bytes);
  return content && content.byteLength === entry.bytes && crc32(content) === entry.crc ? content : null;
}

/** In place of what was there; stored, for the parts that change are small. */
export function replaced(entry: Entry, content: Uint8Array): Entry {
  return { ...entry, method: STORED, crc: crc32(content), bytes: content.byteLength, packed: content };
}

/**
 * Written anew: no gaps, no comments, no extra fields, no days (1 January 1980 is their zero), so that cleaning twice gives the same bytes.
 */
export function writeZip(entries: readonly Entry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { rawName, flags, method, crc, bytes, packed } of entries) {
    const shared = [...le16(20), ...le16(flags & 0x0800), ...le16(method), ...le16(0), ...le16(0x21), ...le32(crc), ...le32(packed.byteLength), ...le32(bytes), ...le16(rawName.byteLength), ...le16(0)];
    parts.push(ascii(LOCAL), Uint8Array.from(shared), rawName, packed);
    directory.push(ascii(CENTRAL), Uint8Array.from([...le16(20), ...shared, ...le16(0), ...le16(0), ...le16(0), ...le32(0), ...le32(offset)]), rawName);
    offset += LOCAL_BYTES + rawName.byteLength + packed.byteLength;
  }
  const length = directory.reduce((sum, one) => sum + one.byteLength, 0);
  return joined([...parts, ...directory, ascii(END), Uint8Array.from([...le16(0), ...le16(0), ...le16(entries.length), ...le16(entries.length), ...le32(length), ...le32(offset), ...le16(0)])]);
}

/** WebP (RFC 9649) without Exif, XMP and unknown chunks; the flags of its extended header say what is left. */
import { ascii, has, joined, latin1, le32, startsWith, u16le, u32le, u8 } from './bytes.ts';
import { clean, type CleanedPicture, damaged, tooMany } from './picture.ts';
import { readExif, readXmp, type Trace } from './traces.ts';

const KEPT = new Set(['VP8X', 'ICCP', 'ANIM', 'ANMF', 'ALPH', 'VP8 ', 'VP8L']);
const IN_FRAME = new Set(['ALPH', 'VP8 ', 'VP8L']);
const ICC_FLAG = 0x20;
const RECORD_FLAGS = 0x08 | 0x04;
const FRAME_HEADER = 16;

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** Null: the chunks do not fit. */
function chunksOf(bytes: Uint8Array): readonly Chunk[] | null {
  const chunks: Chunk[] = [];
  let at = 0;
  while (at < bytes.byteLength) {
    const length = u32le(bytes, at + 4);
    if (!has(bytes, at, 8) || !has(bytes, at + 8, length)) return null;
    chunks.push({ type: latin1(bytes.subarray(at, at + 4)), data: bytes.subarray(at + 8, at + 8 + length) });
    at += 8 + length + (length % 2);
  }
  return chunks;
}

const written = ({ type, data }: Chunk): Uint8Array => joined([ascii(type), Uint8Array.from(le32(data.byteLength)), data, new Uint8Array(data.byteLength % 2)]);

function sizeOf(chunks: readonly Chunk[]): { readonly width: number; readonly height: number } | null {
  for (const { type, data } of chunks) {
    if (type === 'VP8X' && data.byteLength >= 10) return { width: u16le(data, 4) + u8(data, 6) * 65_536 + 1, height: u16le(data, 7) + u8(data, 9) * 65_536 + 1 };
    if (type === 'VP8 ' && startsWith(data, '\u009d\u0001\u002a', 3) && data.byteLength >= 10) return { width: u16le(data, 6) & 0x3fff, height: u16le(data, 8) & 0x3fff };
    if (type === 'VP8L' && u8(data, 0) === 0x2f && data.byteLength >= 5) return { width: (u16le(data, 1) & 0x3fff) + 1, height: ((u32le(data, 1) >>> 14) & 0x3fff) + 1 };
  }
  return null;
}

export function cleanWebp(bytes: Uint8Array, pixels: number): CleanedPicture {
  const length = u32le(bytes, 4);
  if (!startsWith(bytes, 'RIFF') || !startsWith(bytes, 'WEBP', 8) || length < 4 || !has(bytes, 8, length)) return damaged('途中で切れています');
  const chunks = chunksOf(bytes.subarray(12, 8 + length));
  const size = chunks && sizeOf(chunks);
  if (!chunks || !size) return damaged('内容が乱れています');
  // The canvas of the header is what will be shown, the picture inside is what will be unpacked: neither may be too large.
  for (const one of [size, sizeOf(chunks.filter((chunk) => chunk.type !== 'VP8X')) ?? size]) {
    const many = tooMany(one.width, one.height, pixels);
    if (many) return many;
  }
  const records = new Set<Trace>(bytes.byteLength > 8 + length + (length % 2) ? ['behind'] : []);
  let orientation = 1;
  const kept: Chunk[] = [];
  for (const chunk of chunks) {
    if (KEPT.has(chunk.type)) {
      const frame = chunk.type === 'ANMF' ? frameOf(chunk, records) : chunk;
      if (!frame) return damaged('動きの一こまが乱れています');
      kept.push(frame);
    } else if (chunk.type === 'EXIF') {
      const exif = readExif(startsWith(chunk.data, 'Exif\0\0') ? chunk.data.subarray(6) : chunk.data);
      for (const one of exif.records) records.add(one);
      orientation = exif.orientation;
    } else for (const one of chunk.type === 'XMP ' ? readXmp(chunk.data) : (['other'] as const)) records.add(one);
  }
  if (!kept.some(({ type }) => type === 'VP8 ' || type === 'VP8L' || type === 'ANMF')) return damaged('画像の本体がありません');
  const body = kept.map((chunk) => written(chunk.type === 'VP8X' ? flagged(chunk, kept) : chunk));
  const total = body.reduce((sum, one) => sum + one.byteLength, 4);
  return clean({ bytes: joined([ascii('RIFF'), Uint8Array.from(le32(total)), ascii('WEBP'), ...body]), ...size, orientation: 1, records, turned: orientation > 1 });
}

function flagged(header: Chunk, kept: readonly Chunk[]): Chunk {
  const data = Uint8Array.from(header.data);
  data[0] = u8(data, 0) & ~RECORD_FLAGS & (kept.some(({ type }) => type === 'ICCP') ? 0xff : ~ICC_FLAG);
  return { type: header.type, data };
}

/** An unknown chunk can hide inside a frame as well. */
function frameOf(frame: Chunk, records: Set<Trace>): Chunk | null {
  const inside = frame.data.byteLength >= FRAME_HEADER ? chunksOf(frame.data.subarray(FRAME_HEADER)) : null;
  if (!inside) return null;
  const kept = inside.filter(({ type }) => IN_FRAME.has(type));
  if (kept.length === inside.length) return frame;
  records.add('other');
  return { type: frame.type, data: joined([frame.data.subarray(0, FRAME_HEADER), ...kept.map(written)]) };
}

/**
 * PNG (ISO/IEC 15948) without what is not picture. Kept are the chunks that say how it looks; texts, times and programs' own chunks go — some
 * keep the whole drawing with its layers — and whatever follows the end, where cut-off parts of screenshots were left by some phones.
 */
import { crc32, find, has, joined, latin1, startsWith, u32be, u8 } from './bytes.ts';
import { clean, type CleanedPicture, damaged, tooMany, unsupported } from './picture.ts';
import { readExif, readXmp, type Trace } from './traces.ts';

export const PNG_SIGNATURE = '\u0089PNG\r\n\u001a\n';
const CRITICAL = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND']);
const LOOKS = new Set(['tRNS', 'cHRM', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'cICP', 'mDCV', 'cLLI', 'bKGD', 'hIST', 'pHYs', 'sPLT', 'acTL', 'fcTL', 'fdAT']);

function recordsOf(type: string, data: Uint8Array): { readonly records: Iterable<Trace>; readonly orientation: number } {
  const of = (...records: Trace[]) => ({ records, orientation: 0 });
  if (type === 'tIME') return of('time');
  if (type === 'eXIf') return readExif(data);
  if (type !== 'tEXt' && type !== 'zTXt' && type !== 'iTXt') return of('other');
  const end = data.indexOf(0);
  const keyword = latin1(data.subarray(0, end < 0 ? 79 : Math.min(end, 79)));
  if (find(data.subarray(0, 100), 'xmp') >= 0) return { records: readXmp(data), orientation: 0 };
  if (/^(?:author|copyright)$/i.test(keyword)) return of('author');
  if (/time|date/i.test(keyword)) return of('time');
  if (/exif|gps|location/i.test(keyword)) return of('place');
  return of('comment');
}

export function cleanPng(bytes: Uint8Array, pixels: number): CleanedPicture {
  if (!startsWith(bytes, PNG_SIGNATURE)) return damaged('PNGではありません');
  const records = new Set<Trace>();
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  let size: { readonly width: number; readonly height: number } | null = null;
  let orientation = 0;
  let pixelData = 0;
  let at = 8;
  for (;;) {
    const length = u32be(bytes, at);
    if (!has(bytes, at, 12) || !has(bytes, at, 12 + length)) return damaged('途中で切れています');
    const chunk = bytes.subarray(at, at + 12 + length);
    const data = chunk.subarray(8, 8 + length);
    const type = latin1(chunk.subarray(4, 8));
    at += 12 + length;
    if (!/^[A-Za-z]{4}$/.test(type)) return damaged('知らない区切りがあります');
    if (!size && type !== 'IHDR') return unsupported('特別な方式のPNG');
    if (CRITICAL.has(type) || LOOKS.has(type)) {
      if (crc32(chunk.subarray(4, 8 + length)) !== u32be(chunk, 8 + length)) return damaged('検査の数字が合いません');
      kept.push(chunk);
    } else if ((u8(chunk, 4) & 0x20) === 0) return unsupported('特別な方式のPNG');
    else {
      const found = recordsOf(type, data);
      for (const one of found.records) records.add(one);
      if (found.orientation > 1) orientation = found.orientation;
    }
    if (type === 'IHDR') {
      if (size || length !== 13) return damaged('大きさが正しくありません');
      size = { width: u32be(data, 0), height: u32be(data, 4) };
      const many = tooMany(size.width, size.height, pixels);
      if (many) return many;
    }
    if (type === 'IDAT') pixelData += length;
    if (type === 'IEND') break;
  }
  if (!size || pixelData === 0) return damaged('画像の本体がありません');
  if (bytes.byteLength > at) records.add('behind');
  return clean({ bytes: joined(kept), ...size, orientation: 1, records, turned: orientation > 1 });
}

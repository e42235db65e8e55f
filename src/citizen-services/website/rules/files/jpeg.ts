/**
 * JPEG (ISO/IEC 10918-1) without what is not picture. Kept is what a decoder needs — tables, frames, scans, JFIF, the colour profile, Adobe's
 * note on colours — and which side is up; every other segment goes, whoever made it up, and everything behind the end: phones put films there.
 */
import { ascii, be16, has, joined, startsWith, u16be, u8 } from './bytes.ts';
import { clean, type CleanedPicture, damaged, tooMany, unsupported } from './picture.ts';
import { orientationOnly, readExif, readIptc, readXmp, type Trace } from './traces.ts';

const EOI = 0xd9;
const SOS = 0xda;
const JFIF_BYTES = 14;

/** DQT, DHT, DAC, DNL, DRI, DHP, EXP and the frames. */
const NEEDED = new Set([0xdb, 0xc4, 0xcc, 0xdc, 0xdd, 0xde, 0xdf]);
const FRAMES = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);
/** Baseline, extended, progressive: what browsers show. */
const SHOWN = new Set([0xc0, 0xc1, 0xc2]);

/** Where the coded data of a scan ends: the first marker that is neither a stuffed byte nor a restart. -1: never. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = u8(bytes, at + 1);
    if (at + 1 < bytes.byteLength && next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return -1;
}

export function cleanJpeg(bytes: Uint8Array, pixels: number): CleanedPicture {
  if (u8(bytes, 0) !== 0xff || u8(bytes, 1) !== 0xd8) return damaged('JPEGではありません');
  const records = new Set<Trace>();
  const kept: Uint8Array[] = [];
  let jfif: Uint8Array | null = null;
  let orientation = 0;
  let size: { readonly width: number; readonly height: number } | null = null;
  let scans = 0;
  const add = (found: ReadonlySet<Trace> | Trace) => (typeof found === 'string' ? [found] : found).forEach((one) => records.add(one));

  for (let at = 2; ;) {
    if (u8(bytes, at) !== 0xff) return damaged('途中で切れているか、内容が乱れています');
    while (u8(bytes, at + 1) === 0xff && at + 1 < bytes.byteLength) at += 1;
    const marker = u8(bytes, at + 1);
    if (marker === EOI) {
      if (bytes.byteLength > at + 2) add('behind');
      break;
    }
    const length = u16be(bytes, at + 2);
    if (length < 2 || !has(bytes, at, 2 + length)) return damaged('途中で切れています');
    const segment = bytes.subarray(at, at + 2 + length);
    const data = segment.subarray(4);
    at += 2 + length;

    if (marker === SOS) {
      if (!size) return damaged('大きさがありません');
      const end = endOfScan(bytes, at);
      if (end < 0) return damaged('途中で切れています');
      kept.push(segment, bytes.subarray(at, end));
      scans += 1;
      at = end;
    } else if (FRAMES.has(marker)) {
      if (!SHOWN.has(marker)) return unsupported('特別な方式のJPEG');
      if (size || data.byteLength < 6) return damaged('大きさが正しくありません');
      size = { height: u16be(data, 1), width: u16be(data, 3) };
      const many = tooMany(size.width, size.height, pixels);
      if (many) return many;
      kept.push(segment);
    } else if (NEEDED.has(marker)) kept.push(segment);
    else if (marker === 0xe0 && startsWith(data, 'JFIF\0') && data.byteLength >= JFIF_BYTES && !jfif) {
      if (data.byteLength > JFIF_BYTES) add(u8(data, 12) * u8(data, 13) > 0 ? 'thumbnail' : 'other');
      jfif = joined([Uint8Array.from([0xff, 0xe0, ...be16(JFIF_BYTES + 2)]), data.subarray(0, 12), Uint8Array.of(0, 0)]);
    } else if (marker === 0xe0) add(startsWith(data, 'JFXX\0') ? 'thumbnail' : 'other');
    else if (marker === 0xe1 && startsWith(data, 'Exif\0')) {
      const exif = readExif(data.subarray(6));
      add(exif.records);
      if (orientation === 0) orientation = exif.orientation;
    } else if (marker === 0xe1) add(readXmp(data));
    else if (marker === 0xe2 && startsWith(data, 'ICC_PROFILE\0')) kept.push(segment);
    else if (marker === 0xed) add(readIptc(data));
    else if (marker === 0xee && startsWith(data, 'Adobe')) kept.push(segment.byteLength > 16 ? joined([Uint8Array.from([0xff, 0xee, ...be16(14)]), data.subarray(0, 12)]) : segment);
    else if (marker === 0xfe) add('comment');
    else if (marker >= 0xe0 && marker <= 0xef) add('other');
    else return damaged('知らない区切りがあります');
  }
  if (!size || scans === 0) return damaged('画像の本体がありません');
  const up = orientation === 0 ? 1 : orientation;
  const exif = up === 1 ? [] : [exifSegment(up)];
  return clean({ bytes: joined([Uint8Array.of(0xff, 0xd8), ...(jfif ? [jfif] : []), ...exif, ...kept, Uint8Array.of(0xff, EOI)]), ...size, orientation: up, records });
}

function exifSegment(orientation: number): Uint8Array {
  const tiff = orientationOnly(orientation);
  return joined([Uint8Array.from([0xff, 0xe1, ...be16(tiff.byteLength + 8)]), ascii('Exif\0\0'), tiff]);
}

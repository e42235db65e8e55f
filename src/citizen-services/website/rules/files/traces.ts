/**
 * What cameras and programs write into pictures besides the picture: Exif (CIPA DC-008), XMP (ISO 16684-1), IPTC (IIM 4.2).
 * Where somebody lives can be read from a photograph of the garden (個人情報保護法 第66条), so none of it is published.
 */
import { ascii, be16, be32, find, has, joined, latin1, startsWith, u16be, u16le, u32be, u32le, u8 } from './bytes.ts';

export type Trace = 'place' | 'serial' | 'camera' | 'time' | 'author' | 'thumbnail' | 'comment' | 'behind' | 'other';

const WORDS: { readonly [kind in Trace]: string } = {
  place: '撮影場所', serial: 'カメラの機種・番号', camera: 'カメラの機種・番号', time: '撮影日時', author: '作成者', thumbnail: 'サムネイル', comment: 'コメント', behind: '写真の後ろに付いたデータ', other: '編集などの記録',
};
const ORDER: readonly Trace[] = ['place', 'serial', 'camera', 'time', 'author', 'thumbnail', 'comment', 'behind', 'other'];

/** On a screen, each said once, the most delicate first. */
export function wordsOf(records: ReadonlySet<Trace>): readonly string[] {
  return [...new Set(ORDER.filter((kind) => records.has(kind)).map((kind) => WORDS[kind]))];
}

const TAGS = new Map<number, Trace>([
  ...[0x010f, 0x0110, 0xa433, 0xa434, 0xa432].map((tag) => [tag, 'camera'] as const),
  // Makers' notes: every maker has a form of its own, and most of them write the number of the camera or of its owner.
  ...[0xa430, 0xa431, 0xa435, 0x927c, 0xc62f, 0xa420].map((tag) => [tag, 'serial'] as const),
  ...[0x0132, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012].map((tag) => [tag, 'time'] as const),
  ...[0x013b, 0x8298, 0x9c9d, 0xa436, 0xa437, 0xa438, 0xa439].map((tag) => [tag, 'author'] as const),
  ...[0x010e, 0x9286, 0x9c9b, 0x9c9c, 0x9c9e, 0x9c9f].map((tag) => [tag, 'comment'] as const),
  [0x8825, 'place'],
]);
const SUB_DIRECTORIES = new Set([0x8769, 0xa005]);
const ORIENTATION = 0x0112;
const MOST_ENTRIES = 2000;

export interface Exif {
  readonly records: ReadonlySet<Trace>;
  /** 1–8 as Exif counts; 1 when it says nothing. */
  readonly orientation: number;
}

/** A TIFF structure (what follows `Exif\0\0` in a JPEG). */
export function readExif(tiff: Uint8Array): Exif {
  const records = new Set<Trace>();
  let orientation = 0;
  let entries = 0;
  const little = startsWith(tiff, 'II');
  const u16 = little ? u16le : u16be;
  const u32 = little ? u32le : u32be;
  const seen = new Set<number>();
  const walk = (at: number, first: boolean): void => {
    if (at < 8 || !has(tiff, at, 2) || seen.has(at)) return;
    seen.add(at);
    const count = u16(tiff, at);
    for (let index = 0; index < count && has(tiff, at + 2 + index * 12, 12) && entries < MOST_ENTRIES; index += 1) {
      entries += 1;
      const entry = at + 2 + index * 12;
      const tag = u16(tiff, entry);
      if (tag === ORIENTATION && first && orientation === 0) orientation = u16(tiff, entry + 8);
      else if (SUB_DIRECTORIES.has(tag)) walk(u32(tiff, entry + 8), false);
      else {
        const record = TAGS.get(tag);
        if (record) records.add(record);
      }
    }
    if (!first || !has(tiff, at + 2 + count * 12, 4)) return;
    // The second directory of the chain is the thumbnail.
    const next = u32(tiff, at + 2 + count * 12);
    if (next >= 8 && has(tiff, next, 2)) {
      records.add('thumbnail');
      walk(next, false);
    }
  };
  if ((little || startsWith(tiff, 'MM')) && has(tiff, 0, 8)) walk(u32(tiff, 4), true);
  // Anything besides the one entry we write ourselves: resolution, colour space, software …
  if (records.size === 0 && !isMinimal(tiff)) records.add('other');
  return { records, orientation: orientation >= 1 && orientation <= 8 ? orientation : 1 };
}

/** The smallest Exif there is: which side of the picture is up. */
export function orientationOnly(orientation: number): Uint8Array {
  return joined([ascii('MM'), Uint8Array.from([...be16(42), ...be32(8), ...be16(1), ...be16(ORIENTATION), ...be16(3), ...be32(1), ...be16(orientation), 0, 0, ...be32(0)])]);
}

function isMinimal(tiff: Uint8Array): boolean {
  const minimal = orientationOnly(u16be(tiff, 18));
  return tiff.byteLength === minimal.byteLength && minimal.every((byte, index) => byte === tiff[index]);
}

const XMP: readonly (readonly [RegExp, Trace])[] = [
  [/GPS|:(?:Location|City|State|CountryCode|Country)\b|LocationCreated|LocationShown/, 'place'], [/SerialNumber|OwnerName/, 'serial'], [/tiff:(?:Make|Model)|:Lens/, 'camera'],
  [/CreateDate|DateTimeOriginal|DateCreated|ModifyDate/, 'time'], [/dc:creator|dc:rights|:Credit\b|AuthorsPosition|CreatorContactInfo/, 'author'], [/:Thumbnails/, 'thumbnail'], [/dc:description|UserComment|:Headline/, 'comment'],
];

export function readXmp(packet: Uint8Array): ReadonlySet<Trace> {
  const text = latin1(packet.subarray(0, 512 * 1024));
  const found = new Set(XMP.flatMap(([pattern, record]) => (pattern.test(text) ? [record] : [])));
  return found.size > 0 ? found : new Set<Trace>(['other']);
}

const IPTC = new Map<number, Trace>([...[90, 92, 95, 100, 101, 26, 27].map((set) => [set, 'place'] as const), ...[55, 60, 62, 63].map((set) => [set, 'time'] as const), ...[80, 85, 110, 115, 116, 122].map((set) => [set, 'author'] as const), ...[105, 120, 25].map((set) => [set, 'comment'] as const)]);

/** A segment of Photoshop's: IPTC's record 2 and a small copy of the picture, among others. */
export function readIptc(segment: Uint8Array): ReadonlySet<Trace> {
  const found = new Set<Trace>();
  for (let at = find(segment, '\u001c\u0002'); at >= 0; at = find(segment, '\u001c\u0002', at + 2)) {
    const record = IPTC.get(u8(segment, at + 2));
    if (record) found.add(record);
  }
  if (find(segment, '8BIM\u0004\u000c') >= 0 || find(segment, '8BIM\u0004\u0009') >= 0) found.add('thumbnail');
  return found.size > 0 ? found : new Set<Trace>(['other']);
}

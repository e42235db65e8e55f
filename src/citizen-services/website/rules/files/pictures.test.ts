import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 as zlibCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { app1, ARTIST, chunk, exif, gif, ICC, jpeg, LATITUDE, LOOP, png, segment, SERIAL, utf8, webp, XMP } from './built.fixture.ts';
import { ascii, be16, crc32, find, joined, latin1, u16be, u32le } from './bytes.ts';
import { LIMITS } from './finding.ts';
import { cleanGif } from './gif.ts';
import { cleanJpeg } from './jpeg.ts';
import type { CleanedPicture, CleanPicture } from './picture.ts';
import { cleanPng } from './png.ts';
import { readExif } from './traces.ts';
import { cleanWebp } from './webp.ts';

const PIXELS = LIMITS.pixels;

function good(picture: CleanedPicture): CleanPicture {
  assert.ok(picture.ok, picture.ok ? '' : picture.reason);
  return picture;
}

/** An own small reader, so that the cleaner is not its own witness: segments up to the end, scans with their data. */
function segmentsOf(bytes: Uint8Array): readonly { readonly marker: number; readonly hex: string }[] {
  const found: { marker: number; hex: string }[] = [];
  let at = 2;
  while (at < bytes.byteLength) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xd9) return found;
    let end = at + 2 + u16be(bytes, at + 2);
    if (marker === 0xda) while (!(bytes[end] === 0xff && bytes[end + 1] !== 0 && bytes[end + 1] !== 0xff && !((bytes[end + 1] ?? 0) >= 0xd0 && (bytes[end + 1] ?? 0) <= 0xd7))) end += 1;
    found.push({ marker, hex: Buffer.from(bytes.subarray(at, end)).toString('hex') });
    at = end;
  }
  return assert.fail('no end');
}

const isPixels = (marker: number) => marker < 0xe0 || (marker > 0xef && marker !== 0xfe);
const contains = (bytes: Uint8Array, part: Uint8Array) => Buffer.from(bytes).includes(part);

test('JPEG: 撮影場所・機械の番号・名前は消え、画素・色・向きは残る', () => {
  const photo = jpeg({ before: [app1(6), segment(0xe1, joined([ascii('http://ns.adobe.com/xap/1.0/\0'), XMP])), segment(0xed, joined([ascii('Photoshop 3.0\0'), ascii('8BIM\u0004\u0004\0\0\0\0\0\u0010'), Uint8Array.of(0x1c, 2, 90, 0, 5), ascii('Tokyo')])), segment(0xe2, ICC), segment(0xe2, ascii('MPF\0second picture')), segment(0xfe, ascii('memo'))], behind: ascii('film of the garden') });
  assert.ok(contains(photo, LATITUDE) && contains(photo, ascii(SERIAL)));
  const picture = good(cleanJpeg(photo, PIXELS));
  for (const secret of [LATITUDE, ascii(SERIAL), ascii(ARTIST), ascii('GPSLatitude'), ascii('Yamada'), ascii('Tokyo'), ascii('Phone X'), ascii('2026:04:01'), ascii('memo'), ascii('film'), ascii('second picture')]) assert.ok(!contains(picture.bytes, secret), latin1(secret));
  assert.deepEqual(picture.removed, ['撮影場所', 'カメラの機種・番号', '撮影日時', '作成者', 'サムネイル', 'コメント', '写真の後ろに付いたデータ', '編集などの記録']);
  assert.equal(picture.positionRemoved, true);
  assert.deepEqual([picture.width, picture.height, picture.orientation], [30, 40, 6], 'as displayed');

  const after = segmentsOf(picture.bytes);
  assert.deepEqual(after.filter(({ marker }) => isPixels(marker)), segmentsOf(photo).filter(({ marker }) => isPixels(marker)));
  assert.deepEqual(after.filter(({ marker }) => !isPixels(marker)).map(({ marker }) => marker), [0xe0, 0xe1, 0xe2], 'JFIF, which side is up, colours');
  const left = readExif(Buffer.from(after.find(({ marker }) => marker === 0xe1)?.hex.slice(8 + 12) ?? '', 'hex'));
  assert.deepEqual([left.orientation, [...left.records]], [6, []], 'read again: nothing but which side is up');
});

test('JPEG: まっすぐな写真には何も書き足さず、きれいな写真はそのまま', () => {
  const upright = good(cleanJpeg(jpeg({ before: [app1(1)] }), PIXELS));
  assert.deepEqual(upright.bytes, jpeg());
  assert.deepEqual([upright.width, upright.height], [40, 30]);
  const again = good(cleanJpeg(jpeg(), PIXELS));
  assert.deepEqual([again.bytes, again.removed, again.positionRemoved], [jpeg(), [], false]);
});

test('JPEG: 機種だけなら場所を取り除いたとは言わない', () => {
  const model = joined([ascii('MM'), Uint8Array.from([...be16(42), 0, 0, 0, 8, ...be16(1), ...be16(0x0110), ...be16(2), 0, 0, 0, 4, 0x58, 0x31, 0, 0, 0, 0, 0, 0])]);
  const picture = good(cleanJpeg(jpeg({ before: [segment(0xe1, joined([ascii('Exif\0\0'), model]))] }), PIXELS));
  assert.deepEqual([picture.removed, picture.positionRemoved], [['カメラの機種・番号'], false]);
});

test('Exif: 輪になった目次でも終わる', () => {
  const circle = joined([ascii('MM'), Uint8Array.from([...be16(42), 0, 0, 0, 8, ...be16(1), ...be16(0x8769), ...be16(4), 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0, 8])]);
  assert.equal(readExif(circle).orientation, 1);
});

test('画像: 壊れたもの・大きすぎるものは理由とともに断る', () => {
  const photo = jpeg({ before: [app1(6)] });
  for (const [bytes, code] of [
    [photo.subarray(0, photo.byteLength - 2), 'damaged'], [photo.subarray(0, 30), 'damaged'], [jpeg({ width: 0 }), 'damaged'], [jpeg({ width: 60_000, height: 60_000 }), 'too-many-pixels'],
    [jpeg({ before: [segment(0xc3, Uint8Array.of(8, 0, 1, 0, 1, 1, 1, 0x11, 0))] }), 'unsupported'],
  ] as const) {
    const picture = cleanJpeg(bytes, PIXELS);
    assert.ok(!picture.ok);
    assert.equal(picture.code, code);
    assert.match(picture.reason, /ください。$/);
  }
  const huge = cleanPng(png({ width: 100_000, height: 100_000 }), PIXELS);
  assert.ok(!huge.ok && huge.code === 'too-many-pixels');
  assert.match(huge.reason, /100000×100000ピクセル.*4,000万ピクセルまで/);
  const broken = png();
  const at = find(broken, 'IDAT') + 6;
  broken[at] = (broken[at] ?? 0) ^ 1;
  assert.ok(!cleanPng(broken, PIXELS).ok, 'check sum');
  assert.ok(!cleanGif(gif({ width: 30_000, height: 30_000 }), PIXELS).ok);
  assert.ok(!cleanWebp(webp({ width: 16_000, height: 16_000 }), PIXELS).ok);
});

test('PNG: 文字・日時・Exif・切り取る前の残りは消える', () => {
  const before = [chunk('tEXt', ascii('Author\0Yamada')), chunk('tIME', Uint8Array.of(7, 234, 4, 1, 9, 30, 0)), chunk('iTXt', joined([ascii('XML:com.adobe.xmp\0\0\0\0\0'), XMP])), chunk('eXIf', exif(6)), chunk('zTXt', ascii('Comment\0\0x')), chunk('mkBS', ascii('layers'))];
  const picture = good(cleanPng(png({ before, behind: ascii('IDAT of before') }), PIXELS));
  assert.deepEqual(picture.bytes, png());
  assert.deepEqual(picture.removed, ['撮影場所', 'カメラの機種・番号', '撮影日時', '作成者', 'サムネイル', 'コメント', '写真の後ろに付いたデータ', '編集などの記録']);
  assert.equal(picture.turned, true);
  assert.deepEqual([picture.width, picture.height], [4, 3]);
});

test('GIF: コメントとXMPは消え、繰り返しの回数は残る', () => {
  const comment = joined([Uint8Array.of(0x21, 0xfe, 4), ascii('memo'), Uint8Array.of(0)]);
  const xmp = joined([Uint8Array.of(0x21, 0xff, 11), ascii('XMP DataXMP'), Uint8Array.of(3), ascii('GPS'), Uint8Array.of(0)]);
  const picture = good(cleanGif(gif({ before: [LOOP, comment, xmp], behind: utf8('あと') }), PIXELS));
  assert.deepEqual(picture.bytes, gif({ before: [LOOP] }));
  assert.deepEqual(picture.removed, ['撮影場所', 'コメント', '写真の後ろに付いたデータ']);
});

test('WebP: ExifとXMPは消え、しるしも直る', () => {
  const picture = good(cleanWebp(webp({ behind: ascii('more behind') }), PIXELS));
  assert.deepEqual(picture.bytes, webp({ records: false }));
  assert.equal(u32le(picture.bytes, 4) + 8, picture.bytes.byteLength);
  assert.deepEqual([picture.width, picture.height, picture.turned, picture.positionRemoved], [10, 8, true, true]);
});

const SAMPLES = [
  [cleanJpeg, jpeg({ before: [app1(6), segment(0xe2, ICC)], behind: ascii('x') })], [cleanPng, png({ before: [chunk('tEXt', ascii('Author\0Y'))] })], [cleanGif, gif({ before: [LOOP] })], [cleanWebp, webp()],
] as const;

test('画像: どう壊しても例外も長考もなく、二度きれいにしても同じ', () => {
  for (const [clean, sample] of SAMPLES) {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(sample.byteLength - 1), fc.nat(255)), { maxLength: 6 }), fc.option(fc.nat(sample.byteLength)), fc.uint8Array({ maxLength: 20 }), (changes, cut, more) => {
      const bytes = joined([sample.subarray(0, cut ?? sample.byteLength), more]);
      for (const [at, value] of changes) if (at < bytes.byteLength) bytes[at] = value;
      const copy = Uint8Array.from(bytes);
      const once = clean(bytes, PIXELS);
      assert.deepEqual(bytes, copy, 'what came in is not changed');
      if (!once.ok) return;
      const twice = good(clean(once.bytes, PIXELS));
      assert.deepEqual([twice.bytes, twice.width, twice.height, twice.orientation, twice.removed], [once.bytes, once.width, once.height, once.orientation, []]);
      if (clean === cleanJpeg) assert.deepEqual(segmentsOf(once.bytes).filter(({ marker }) => isPixels(marker)), segmentsOf(twice.bytes).filter(({ marker }) => isPixels(marker)));
    }), { numRuns: 1500 });
  }
});

test('画像: でたらめなバイトでも例外にならない', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
    for (const [clean, sample] of SAMPLES) clean(joined([sample.subarray(0, 12), bytes]), PIXELS);
  }), { numRuns: 2000 });
});

test('検査の数字は、どの長さでも同じ', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => assert.equal(crc32(bytes), zlibCrc32(bytes))));
});

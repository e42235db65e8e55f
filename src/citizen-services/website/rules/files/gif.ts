/** GIF89a without comments and programs' own blocks; the one that says how often it runs stays. */
import { has, joined, latin1, startsWith, u16le, u8 } from './bytes.ts';
import { clean, type CleanedPicture, damaged, tooMany } from './picture.ts';
import { readXmp, type Trace } from './traces.ts';

/** Behind a chain of sub-blocks, -1 when it does not end. */
function behindBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.byteLength) {
    const length = u8(bytes, at);
    at += 1 + length;
    if (length === 0) return at;
  }
  return -1;
}

const tableBytes = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

export function cleanGif(bytes: Uint8Array, pixels: number): CleanedPicture {
  if (!(startsWith(bytes, 'GIF89a') || startsWith(bytes, 'GIF87a')) || !has(bytes, 0, 13)) return damaged('GIFではありません');
  const width = u16le(bytes, 6);
  const height = u16le(bytes, 8);
  const many = tooMany(width, height, pixels);
  if (many) return many;
  const records = new Set<Trace>();
  let at = 13 + tableBytes(u8(bytes, 10));
  const kept: Uint8Array[] = [bytes.subarray(0, at)];
  let pictures = 0;
  for (;;) {
    const start = at;
    const kind = u8(bytes, at);
    if (at >= bytes.byteLength) return damaged('途中で切れています');
    if (kind === 0x3b) {
      if (bytes.byteLength > at + 1) records.add('behind');
      break;
    }
    if (kind === 0x2c) {
      if (u16le(bytes, at + 1) + u16le(bytes, at + 5) > width || u16le(bytes, at + 3) + u16le(bytes, at + 7) > height) return damaged('大きさが正しくありません');
      at = behindBlocks(bytes, at + 11 + tableBytes(u8(bytes, at + 9)));
      pictures += 1;
    } else if (kind === 0x21) at = behindBlocks(bytes, at + 2);
    else return damaged('知らない区切りがあります');
    if (at < 0) return damaged('途中で切れています');
    const block = bytes.subarray(start, at);
    const record = kind === 0x2c ? null : recordOf(block);
    if (record === null) kept.push(block);
    else for (const one of record) records.add(one);
  }
  if (pictures === 0) return damaged('画像の本体がありません');
  return clean({ bytes: joined([...kept, Uint8Array.of(0x3b)]), width, height, orientation: 1, records });
}

/** Null: stays. */
function recordOf(block: Uint8Array): Iterable<Trace> | null {
  const label = u8(block, 1);
  if (label === 0xf9) return null;
  if (label !== 0xff) return label === 0xfe || label === 0x01 ? ['comment'] : ['other'];
  const program = latin1(block.subarray(3, 14));
  // The number of rounds and nothing else: a longer one would be a place to hide something in.
  if ((program === 'NETSCAPE2.0' || program === 'ANIMEXTS1.0') && block.byteLength === 19) return null;
  return program.startsWith('XMP Data') ? readXmp(block) : ['other'];
}

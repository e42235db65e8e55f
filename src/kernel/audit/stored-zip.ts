/**
 * A ZIP archive of stored members (APPNOTE 6.3, method 0) that has exactly one form: the same members give the same bytes, and whatever
 * differs by a bit from what would be written is not read. Pictures and PDFs are compressed already.
 */
import { crc32 } from 'node:zlib';

export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Not an archive of ours, or one that was changed. */
export class BadArchive extends Error {}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** 1 January 1980, the zero of its dates: when something was made stands in the log, not here. */
const DATE = 0x21;
const END_BYTES = 22;
const MAX_BYTES = 0x7fff_ffff;
const MAX_MEMBERS = 10_000;

function header(kind: typeof LOCAL | typeof CENTRAL, { name, bytes }: Member, offset: number): Buffer {
  const encoded = Buffer.from(name, 'utf8');
  const central = kind === CENTRAL;
  const head = Buffer.alloc(central ? 46 : 30);
  const from = central ? 2 : 0;
  head.writeUInt32LE(kind, 0);
  if (central) head.writeUInt16LE(VERSION, 4);
  head.writeUInt16LE(VERSION, 4 + from);
  head.writeUInt16LE(FLAGS, 6 + from);
  head.writeUInt16LE(DATE, 12 + from);
  head.writeUInt32LE(crc32(bytes), 14 + from);
  head.writeUInt32LE(bytes.byteLength, 18 + from);
  head.writeUInt32LE(bytes.byteLength, 22 + from);
  head.writeUInt16LE(encoded.byteLength, 26 + from);
  if (central) head.writeUInt32LE(offset, 42);
  return Buffer.concat([head, encoded]);
}

export function writeZip(members: readonly Member[]): Buffer {
  const parts: Uint8Array[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const member of members) {
    const local = header(LOCAL, member, 0);
    central.push(header(CENTRAL, member, offset));
    parts.push(local, member.bytes);
    offset += local.byteLength + member.bytes.byteLength;
  }
  const size = central.reduce((sum, one) => sum + one.byteLength, 0);
  if (offset + size > MAX_BYTES || members.length > MAX_MEMBERS) throw new BadArchive('too large for one archive');
  const end = Buffer.alloc(END_BYTES);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(members.length, 8);
  end.writeUInt16LE(members.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, ...central, end]);
}

/** Throws BadArchive. */
export function readZip(given: Uint8Array): readonly Member[] {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const members: Member[] = [];
  for (let at = 0; at + 4 <= bytes.byteLength && bytes.readUInt32LE(at) === LOCAL && members.length < MAX_MEMBERS;) {
    if (at + 30 > bytes.byteLength) throw new BadArchive('cut short');
    const [size, length] = [bytes.readUInt32LE(at + 18), bytes.readUInt16LE(at + 26)];
    const body = at + 30 + length;
    if (body + size > bytes.byteLength) throw new BadArchive('cut short');
    members.push({ name: bytes.toString('utf8', at + 30, body), bytes: bytes.subarray(body, body + size) });
    at = body + size;
  }
  if (members.length === 0 || new Set(members.map((one) => one.name)).size < members.length) throw new BadArchive('no archive of ours');
  // The one form: sizes, checksums, names, the directory at the end, nothing before, between or behind.
  if (!writeZip(members).equals(bytes)) throw new BadArchive('not as it was written');
  return members;
}

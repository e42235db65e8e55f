/**
 * Stored files, named by the SHA-256 of their bytes: the same file is stored once, and a changed byte is found.
 * Bytes go to disk before the transaction that names them; a file nobody names is an orphan and is swept away later (sweep.ts).
 * Whatever row names a file keeps the hash in a column whose name has `sha256` in it, for that is where the sweep looks.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { City } from '../city.ts';
import { syncFolder, writeDurably } from './durable.ts';
import { refuse, type Refused, type Refusals } from '../outcome.ts';

export interface StoredFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
}

export const fileRefusals = {
  FileTooLarge: { status: 422, ja: (d) => `ファイルが大きすぎます（上限 ${String(d['limitMegabytes'])}MB）。写真は小さくしてから送り直してください。`, en: (d) => `The file is too large (limit ${String(d['limitMegabytes'])} MB).` },
  FileKind: { status: 422, ja: () => 'この種類のファイルは受け取れません。写真（JPEG・PNG）、PDF、CSVで送り直してください。', en: () => 'This kind of file is not accepted. Please send JPEG, PNG, PDF or CSV.' },
} as const satisfies Refusals;

const SIGNATURES: readonly { readonly type: string; readonly test: (bytes: Uint8Array) => boolean }[] = [
  { type: 'image/jpeg', test: (b) => b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff },
  { type: 'image/png', test: (b) => Buffer.from(b.subarray(0, 8)).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) },
  { type: 'application/pdf', test: (b) => Buffer.from(b.subarray(0, 5)).toString('latin1') === '%PDF-' },
];

/** What the bytes are, whatever the name says; null: none of what we take. Text without control characters counts as CSV. */
export function sniff(bytes: Uint8Array): string | null {
  const found = SIGNATURES.find((signature) => signature.test(bytes));
  if (found) return found.type;
  const head = bytes.subarray(0, 4096);
  return head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) ? 'text/csv' : null;
}

export interface StoreOptions {
  readonly limit: number;
  readonly types: readonly string[];
  /** What the caller has found the bytes to be, by looking into them more closely than the store does. */
  readonly checkedAs?: string;
}

/** Puts bytes into the store. For a command's `prepare`: never inside a transaction. */
export async function storeFile(city: Pick<City, 'filesDir' | 'random'>, bytes: Uint8Array, options: StoreOptions): Promise<StoredFile | Refused<'FileTooLarge' | 'FileKind'>> {
  if (bytes.byteLength > options.limit) return refuse('FileTooLarge', { limitMegabytes: Math.floor(options.limit / 1024 / 1024) });
  const mediaType = options.checkedAs ?? sniff(bytes);
  if (!mediaType || !options.types.includes(mediaType)) return refuse('FileKind');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await write(city, pathOf(city, sha256), bytes);
  return { sha256, bytes: bytes.byteLength, mediaType };
}

/**
 * Written even when the same bytes are there already: the one that is there may be an orphan of old that is being swept away
 * at this moment, or damaged. A file that was just written is neither.
 */
async function write(city: Pick<City, 'random'>, path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  // A name of its own for each: the same photograph may be sent twice at the same moment.
  const unfinished = `${path}.${Buffer.from(city.random(8)).toString('hex')}.part`;
  try {
    await writeDurably(unfinished, bytes);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await syncFolder(folder);
  if (made !== undefined) await syncFolder(dirname(folder));
}

/** The bytes, checked against their name. Throws when the store was damaged. */
export async function loadFile(city: Pick<City, 'filesDir'>, sha256: string): Promise<Uint8Array> {
  const bytes = await readFile(pathOf(city, sha256));
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw new Error(`stored file ${sha256} is damaged`);
  return bytes;
}

function pathOf(city: Pick<City, 'filesDir'>, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('not a file name');
  return join(city.filesDir, sha256.slice(0, 2), sha256);
}

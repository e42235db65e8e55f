/**
 * A city's export as one file: a tar (POSIX ustar), compressed with Zstandard and, for a recipient, encrypted with age.
 * All three are open formats, so that the file can be opened in ten years without us: `age -d | zstd -d | tar x`.
 */
import { Decrypter, Encrypter } from 'age-encryption';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';

export interface Entry {
  /** As it stands in the archive. */
  readonly path: string;
  readonly from: { readonly file: string } | { readonly bytes: Uint8Array };
}

const BLOCK = 512;
const AGE = 'age-encryption.org/v1';
const ZSTD_MAGIC = 0xfd2fb528;
/** What an export may contain; anything else is refused before a byte of it is written. */
const ALLOWED = /^(?:manifest\.json|key|tables\/\d{1,5}\.copy|files\/[0-9a-f]{2}\/[0-9a-f]{64})$/;

/** The file is no export, is damaged, or the identity does not open it. The message is for people. */
export class BadArchive extends Error {}

function octal(value: number, length: number): string {
  return `${value.toString(8).padStart(length - 1, '0')}\0`;
}

function header(path: string, size: number): Buffer {
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0, 100, 'utf8');
  block.write(octal(0o600, 8), 100, 'latin1');
  block.write(octal(0, 8), 108, 'latin1');
  block.write(octal(0, 8), 116, 'latin1');
  // Over 8 GiB the size stands as a binary number with the first bit set (GNU, read by every tar).
  if (size < 0o77777777777) block.write(octal(size, 12), 124, 'latin1');
  else {
    block.writeUInt8(0x80, 124);
    block.writeBigUInt64BE(BigInt(size), 128);
  }
  block.write(octal(0, 12), 136, 'latin1');
  block.write('        ', 148, 'latin1');
  block.write('0', 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.write(`${octal(block.reduce((sum, byte) => sum + byte, 0), 7)} `, 148, 'latin1');
  return block;
}

async function* tarOf(entries: readonly Entry[]): AsyncGenerator<Uint8Array> {
  for (const { path, from } of entries) {
    const size = 'bytes' in from ? from.bytes.byteLength : (await stat(from.file)).size;
    yield header(path, size);
    let written = 0;
    if ('bytes' in from) {
      yield from.bytes;
      written = from.bytes.byteLength;
    } else {
      for await (const chunk of createReadStream(from.file) as AsyncIterable<Buffer>) {
        written += chunk.byteLength;
        yield chunk;
      }
    }
    if (written !== size) throw new Error(`${path} changed while it was packed`);
    yield Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** Packs into a file that appears only when it is whole. */
export async function pack(entries: readonly Entry[], into: string, recipients: readonly string[]): Promise<void> {
  const zstd = createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 6, [constants.ZSTD_c_checksumFlag]: 1 } });
  const unfinished = `${into}.part`;
  await mkdir(dirname(into), { recursive: true });
  try {
    if (recipients.length === 0) await pipeline(Readable.from(tarOf(entries)), zstd, createWriteStream(unfinished, { mode: 0o600 }));
    else {
      const encrypter = new Encrypter();
      for (const recipient of recipients) {
        try {
          encrypter.addRecipient(recipient);
        } catch {
          throw new BadArchive('--recipient は age の公開鍵（age1…）です。');
        }
      }
      const source = Readable.from(tarOf(entries));
      source.on('error', (error) => zstd.destroy(error));
      const sealed = await encrypter.encrypt(Readable.toWeb(source.pipe(zstd)) as ReadableStream<Uint8Array>);
      await pipeline(Readable.fromWeb(sealed as never), createWriteStream(unfinished, { mode: 0o600 }));
    }
    const file = await open(unfinished, 'r+');
    await file.sync();
    await file.close();
    await rename(unfinished, into);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function firstBytes(file: string): Promise<Buffer> {
  const opened = await open(file, 'r').catch(() => null);
  if (!opened) throw new BadArchive(`${file} がありません。`);
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(32), 0, 32, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await opened.close();
  }
}

/** What goes wrong in the source goes wrong in what is read from it, and is not lost between the two. */
function unzipped(source: Readable): Readable {
  const zstd = createZstdDecompress();
  source.on('error', (error) => zstd.destroy(error));
  zstd.on('close', () => source.destroy());
  return source.pipe(zstd);
}

async function plainStream(file: string, identity: string | null): Promise<Readable> {
  const start = await firstBytes(file);
  if (start.toString('latin1').startsWith(AGE)) {
    if (identity === null) throw new BadArchive(`${file} は暗号化されています。--identity で age の秘密鍵のファイルを指定してください。`);
    const decrypter = new Decrypter();
    try {
      decrypter.addIdentity(identity);
      const opened = await decrypter.decrypt(Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>);
      return unzipped(Readable.fromWeb(opened as never));
    } catch {
      throw new BadArchive('この秘密鍵では開けません。書き出したときの相手（--recipient）の秘密鍵を指定してください。');
    }
  }
  if (start.byteLength < 4 || start.readUInt32LE(0) !== ZSTD_MAGIC) throw new BadArchive(`${file} は、書き出した市のファイルではありません。`);
  return unzipped(createReadStream(file));
}

/** Reads exactly so many bytes at a time out of a stream of chunks. */
class Blocks {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }
  /** Some bytes, at most `limit`. */
  async some(limit: number): Promise<Buffer> {
    while (this.#rest.byteLength === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) throw new BadArchive('ファイルが途中で切れています。書き出し直してください。');
      this.#rest = next.value;
    }
    const taken = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(taken.byteLength);
    return taken;
  }
  async exactly(bytes: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = bytes; left > 0;) {
      const part = await this.some(left);
      parts.push(part);
      left -= part.byteLength;
    }
    return Buffer.concat(parts);
  }
}

function readHeader(block: Buffer): { readonly path: string; readonly size: number } | null {
  if (block.every((byte) => byte === 0)) return null;
  const path = block.toString('utf8', 0, 100).replace(/\0.*$/s, '');
  const size = block[124] === 0x80 ? Number(block.readBigUInt64BE(128)) : Number.parseInt(block.toString('latin1', 124, 136), 8);
  if (!ALLOWED.test(path) || block.toString('latin1', 156, 157) !== '0' || !Number.isSafeInteger(size)) throw new BadArchive('書き出した市のファイルにあるはずのないものが入っています。');
  return { path, size };
}

/** Unpacks into an empty folder. Throws BadArchive for anything that is not a whole export. */
export async function unpack(file: string, into: string, identity: string | null): Promise<void> {
  const stream = await plainStream(file, identity);
  try {
    const blocks = new Blocks(stream as AsyncIterable<Buffer>);
    for (;;) {
      const found = readHeader(await blocks.exactly(BLOCK));
      if (!found) return;
      const target = join(into, found.path);
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      const out = await open(target, 'wx', 0o600);
      try {
        for (let left = found.size; left > 0;) {
          const part = await blocks.some(left);
          await out.writeFile(part);
          left -= part.byteLength;
        }
      } finally {
        await out.close();
      }
      await blocks.exactly((BLOCK - (found.size % BLOCK)) % BLOCK);
    }
  } catch (error) {
    throw error instanceof BadArchive ? error : new BadArchive('ファイルが壊れているか、書き換えられています。書き出し直したものを使ってください。', { cause: error });
  } finally {
    stream.destroy();
  }
}

/**
 * Sealing: zstd, then the age format (age-encryption.org/v1), so that `age -d -i KEY FILE | zstd -d` opens an object without us.
 * Keys and headers are made and opened by the library; the payload's ChaCha20-Poly1305 is Node's own, because the library's
 * took 150 ms for 4 MiB and this takes 5. One header serves a whole run: every object's payload key comes from a nonce of its own.
 */
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import { BackupProblem } from './problem.ts';

const CHUNK = 64 * 1024;
const TAG = 16;
const NONCE = 16;
const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

export const RECIPIENTS_FILE = 'backup.recipients';

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A new pair: the identity goes to the safe, the recipient stays with the data. */
export async function newKey(): Promise<{ readonly identity: string; readonly recipient: string }> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

const words = (text: string) => text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));

/** Who can open what this installation puts away. Throws when nobody can. */
export function recipientsOf(dataDir: string): readonly string[] {
  const file = join(dataDir, RECIPIENTS_FILE);
  const found = existsSync(file) ? words(readFileSync(file, 'utf8')) : [];
  if (found.length === 0) throw new BackupProblem('NoKey', 'バックアップの鍵がまだありません。先に ./yakuba backup --new-key を実行し、表示された鍵を金庫にしまってください。');
  return found;
}

/** The identities in a key file, as age writes them: one a line, # begins a comment. */
export function identitiesIn(file: string): readonly string[] {
  if (!existsSync(file)) throw new BackupProblem('NoKey', `鍵のファイル ${file} がありません。金庫の鍵を書いたファイルを --identity で指定してください。`);
  const found = words(readFileSync(file, 'utf8'));
  if (found.length === 0 || !found.every((line) => line.startsWith('AGE-SECRET-KEY-'))) throw new BackupProblem('NoKey', `${file} は鍵のファイルではありません。AGE-SECRET-KEY- で始まる行だけを書いてください。`);
  return found;
}

export interface Sealer {
  /** Compressed and encrypted. */
  seal(plain: Uint8Array): Promise<Buffer>;
}

export async function sealerFor(recipients: readonly string[]): Promise<Sealer> {
  let fileKey: Uint8Array | null = null;
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch (error) {
      throw new BackupProblem('NoKey', `${RECIPIENTS_FILE} の「${recipient.slice(0, 20)}…」は鍵として読めません。`, { cause: error });
    }
  }
  // Asked for nothing but the key: a recipient of our own that adds no stanza anyone could use.
  encrypter.addRecipient({
    wrapFileKey(key) {
      fileKey = Uint8Array.from(key);
      return [];
    },
  });
  const made = await encrypter.encrypt(new Uint8Array());
  const header = Buffer.from(made.subarray(0, headerLength(made)));
  const key: Uint8Array | null = fileKey;
  if (key === null) throw new Error('age gave no file key');
  return {
    async seal(plain) {
      const nonce = randomBytes(NONCE);
      const packed = await compress(plain, { params: { [constants.ZSTD_c_compressionLevel]: 3 } });
      return Buffer.concat([header, nonce, ...encryptPayload(payloadKey(key, nonce), packed)]);
    },
  };
}

export interface Opener {
  open(sealed: Uint8Array): Promise<Buffer>;
}

/** Opens what any of the identities can open. */
export function openerFor(identities: readonly string[]): Opener {
  const decrypter = new Decrypter();
  for (const identity of identities) {
    try {
      decrypter.addIdentity(identity);
    } catch (error) {
      throw new BackupProblem('NoKey', '鍵が正しく書かれていません。金庫の控えと、一字ずつ見比べてください。', { cause: error });
    }
  }
  const known = new Map<string, Promise<Uint8Array>>();
  const keyOf = (header: Buffer): Promise<Uint8Array> => {
    const name = sha256Of(header);
    const found = known.get(name);
    if (found) return found;
    const asked = decrypter.decryptHeader(header).catch((error: unknown) => {
      throw new BackupProblem('WrongKey', 'この鍵では開けません。このバックアップを取ったときの鍵を指定してください。', { cause: error });
    });
    known.set(name, asked);
    return asked;
  };
  return {
    async open(sealed) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      const end = headerLength(bytes);
      const key = await keyOf(bytes.subarray(0, end));
      const packed = decryptPayload(payloadKey(key, bytes.subarray(end, end + NONCE)), bytes.subarray(end + NONCE));
      return decompress(packed);
    },
  };
}

function headerLength(bytes: Uint8Array): number {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const last = text.indexOf('\n---');
  const end = last < 0 ? -1 : text.indexOf('\n', last + 1);
  if (end < 0) throw new BackupProblem('Damaged', '暗号の見出しがありません。');
  return end + 1;
}

function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32));
}

/** STREAM: an 11-byte counter and a byte that says which chunk is the last. */
function nonceOf(counter: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(counter, 7);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

function encryptPayload(key: Buffer, plain: Uint8Array): Buffer[] {
  const chunks = Math.max(1, Math.ceil(plain.byteLength / CHUNK));
  const made: Buffer[] = [];
  for (let i = 0; i < chunks; i++) {
    const cipher = createCipheriv('chacha20-poly1305', key, nonceOf(i, i === chunks - 1), { authTagLength: TAG });
    made.push(cipher.update(plain.subarray(i * CHUNK, (i + 1) * CHUNK)), cipher.final(), cipher.getAuthTag());
  }
  return made;
}

function decryptPayload(key: Buffer, sealed: Buffer): Buffer {
  const whole = CHUNK + TAG;
  const chunks = Math.max(1, Math.ceil(sealed.byteLength / whole));
  const made: Buffer[] = [];
  try {
    for (let i = 0; i < chunks; i++) {
      const chunk = sealed.subarray(i * whole, (i + 1) * whole);
      const decipher = createDecipheriv('chacha20-poly1305', key, nonceOf(i, i === chunks - 1), { authTagLength: TAG });
      decipher.setAuthTag(chunk.subarray(chunk.byteLength - TAG));
      made.push(decipher.update(chunk.subarray(0, chunk.byteLength - TAG)), decipher.final());
    }
  } catch (error) {
    throw new BackupProblem('Damaged', '暗号を解いた中身が、書かれたときと違います。', { cause: error });
  }
  return Buffer.concat(made);
}

/** Reads the tar that PostgreSQL writes (ustar: plain files, folders, links; large sizes in base 256), as it comes. */

const BLOCK = 512;
const NAME = { at: 0, bytes: 100 } as const;
const MODE = { at: 100, bytes: 8 } as const;
const SIZE = { at: 124, bytes: 12 } as const;
const SUM = { at: 148, bytes: 8 } as const;
const KIND_AT = 156;
const PREFIX = { at: 345, bytes: 155 } as const;

export interface TarEntry {
  readonly path: string;
  readonly mode: number;
  readonly kind: 'file' | 'folder' | 'link';
  readonly bytes: number;
  /** To be read before the next entry is asked for; what is left unread is passed over. */
  readonly content: AsyncIterable<Buffer>;
}

/** The stream ended in the middle: whoever wrote it stopped. */
export class TarEnded extends Error {}

/** Hands out exactly as many bytes as asked for, however the chunks came. */
class Chunks {
  readonly #from: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(from: AsyncIterable<Buffer>) {
    this.#from = from[Symbol.asyncIterator]();
  }

  async #more(): Promise<boolean> {
    const next = await this.#from.next();
    if (next.done === true) return false;
    this.#rest = next.value;
    return true;
  }

  /** Up to `most` bytes, at least one; the end is an error. */
  async some(most: number): Promise<Buffer> {
    while (this.#rest.byteLength === 0) if (!(await this.#more())) throw new TarEnded('the archive ended in the middle');
    const taken = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(taken.byteLength);
    return taken;
  }

  /** Null: nothing more comes. */
  async block(): Promise<Buffer | null> {
    while (this.#rest.byteLength === 0) if (!(await this.#more())) return null;
    const parts: Buffer[] = [];
    for (let missing = BLOCK; missing > 0; ) {
      const part = await this.some(missing);
      parts.push(part);
      missing -= part.byteLength;
    }
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  }

  async pass(bytes: number): Promise<void> {
    for (let left = bytes; left > 0; ) left -= (await this.some(left)).byteLength;
  }
}

function text(header: Buffer, { at, bytes }: { readonly at: number; readonly bytes: number }): string {
  const field = header.subarray(at, at + bytes);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? bytes : end).toString('utf8');
}

function number(header: Buffer, field: { readonly at: number; readonly bytes: number }): number {
  if (((header[field.at] ?? 0) & 0x80) === 0) return Number.parseInt(text(header, field).trim() || '0', 8);
  let value = (header[field.at] ?? 0) & 0x7f;
  for (let i = 1; i < field.bytes; i++) value = value * 256 + (header[field.at + i] ?? 0);
  return value;
}

function checkSum(header: Buffer): void {
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= SUM.at && i < SUM.at + SUM.bytes ? 0x20 : (header[i] ?? 0);
  if (sum !== number(header, SUM)) throw new Error('this is not a tar archive');
}

const KINDS: Readonly<Record<string, TarEntry['kind']>> = { '0': 'file', '\0': 'file', '5': 'folder', '2': 'link' };

/** Every entry until the two empty blocks that end an archive. Throws `TarEnded` when they never come. */
export async function* tarEntries(from: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const chunks = new Chunks(from);
  for (let empty = 0; ; ) {
    const header = await chunks.block();
    if (header === null) {
      if (empty > 0) return;
      throw new TarEnded('the archive has no end');
    }
    if (header.every((byte) => byte === 0)) {
      empty++;
      continue;
    }
    if (empty > 0) throw new Error('the archive goes on behind its end');
    checkSum(header);
    const kind = KINDS[String.fromCharCode(header[KIND_AT] ?? 0)];
    const prefix = text(header, PREFIX);
    const path = `${prefix === '' ? '' : `${prefix}/`}${text(header, NAME)}`.replace(/^\.\//, '').replace(/\/$/, '');
    if (kind === undefined) throw new Error(`an entry of a kind that PostgreSQL does not write: ${path}`);
    const bytes = kind === 'file' ? number(header, SIZE) : 0;
    let left = bytes;
    const content = (async function* () {
      while (left > 0) {
        const part = await chunks.some(left);
        left -= part.byteLength;
        yield part;
      }
    })();
    yield { path, mode: number(header, MODE) & 0o777, kind, bytes, content };
    await chunks.pass(left + ((BLOCK - (bytes % BLOCK)) % BLOCK));
  }
}

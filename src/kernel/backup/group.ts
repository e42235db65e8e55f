/**
 * Files put away together. Small ones are gathered into one piece, large ones cut at fixed places, so that a page changed in
 * the middle of a gigabyte costs one piece. Where a gathering ends follows from the path, so one more file does not move all
 * the others. Memory: a few pieces, however much there is.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { chown, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Lanes } from './lanes.ts';
import { damaged, type Group, type Line, LineShape, type Piece } from './manifest.ts';
import { PIECE_BYTES, type Vault } from './vault.ts';

const AT_ONCE = 4;
/** One path in so many ends a gathering. */
const ENDS_ONE_IN = 24;

interface Placed {
  readonly file: string;
  readonly mode: number;
  readonly at: number;
  readonly from: number;
  readonly bytes: number;
}

/** Writes one group. Call `file` in a stable order; end with `finish`. */
export class GroupWriter {
  readonly #vault: Vault;
  readonly #name: string;
  readonly #lanes = new Lanes(AT_ONCE);
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #placed: Placed[] = [];
  #contents: string[] = [];
  #contentsBytes = 0;
  readonly #contentPieces: Piece[] = [];
  readonly #objects = new Map<string, number>();
  #writing: Promise<void> = Promise.resolve();
  #entries = 0;
  #plainBytes = 0;

  constructor(vault: Vault, name: string) {
    this.#vault = vault;
    this.#name = name;
  }

  folder(path: string, mode: number): void {
    this.#after(Promise.resolve(null), [{ folder: path, mode }]);
    this.#entries++;
  }

  /** Takes the file's bytes as they come. */
  async file(path: string, mode: number, bytes: AsyncIterable<Buffer>): Promise<void> {
    let at = 0;
    let first = true;
    for await (const chunk of bytes) {
      let rest = chunk;
      while (rest.byteLength > 0) {
        const room = PIECE_BYTES - this.#gatheredBytes;
        const part = rest.subarray(0, room);
        this.#place(path, mode, at, part);
        at += part.byteLength;
        rest = rest.subarray(part.byteLength);
        if (this.#gatheredBytes < PIECE_BYTES) continue;
        // A file that does not fit with the others begins a piece of its own, so that its cuts do not depend on its neighbours.
        if (first && this.#placed.length > 1) await this.#splitOff(path);
        else await this.#cut();
        first = false;
      }
    }
    if (at === 0) this.#placed.push({ file: path, mode, at: 0, from: this.#gatheredBytes, bytes: 0 });
    this.#entries++;
    this.#plainBytes += at;
    if (!first || endsGathering(path)) await this.#cut();
  }

  #place(file: string, mode: number, at: number, part: Buffer): void {
    const last = this.#placed.at(-1);
    if (last?.file === file && last.at + last.bytes === at) this.#placed[this.#placed.length - 1] = { ...last, bytes: last.bytes + part.byteLength };
    else this.#placed.push({ file, mode, at, from: this.#gatheredBytes, bytes: part.byteLength });
    this.#gathered.push(Buffer.from(part));
    this.#gatheredBytes += part.byteLength;
  }

  async #splitOff(path: string): Promise<void> {
    const mine = this.#placed.at(-1);
    if (mine?.file !== path) throw new Error('the last placed is another file');
    const all = Buffer.concat(this.#gathered);
    this.#gathered = [all.subarray(0, mine.from)];
    this.#gatheredBytes = mine.from;
    this.#placed = this.#placed.slice(0, -1);
    await this.#cut();
    this.#gathered = [all.subarray(mine.from)];
    this.#gatheredBytes = all.byteLength - mine.from;
    this.#placed = [{ ...mine, from: 0 }];
  }

  async #cut(): Promise<void> {
    const placed = this.#placed;
    if (placed.length === 0) return;
    const plain = this.#gathered.length === 1 && this.#gathered[0] ? this.#gathered[0] : Buffer.concat(this.#gathered);
    [this.#gathered, this.#gatheredBytes, this.#placed] = [[], 0, []];
    if (plain.byteLength === 0) {
      this.#after(Promise.resolve(null), placed);
      return;
    }
    const { started } = await this.#lanes.add(() => this.#vault.put(plain));
    this.#after(started, placed);
  }

  /** Names a piece that is there already as a whole file. */
  known(path: string, mode: number, pieces: readonly Piece[]): void {
    let at = 0;
    for (const piece of pieces) {
      this.#after(Promise.resolve(piece), [{ file: path, mode, at, from: 0, bytes: piece.plainBytes }]);
      at += piece.plainBytes;
    }
    this.#entries++;
    this.#plainBytes += at;
  }

  #after(piece: Promise<Piece | null>, lines: readonly Line[]): void {
    const earlier = this.#writing;
    const write = async () => {
      await earlier;
      const made = await piece;
      if (made) this.#objects.set(made.object, made.bytes);
      const text = [...(made ? [{ piece: made }] : []), ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
      this.#contents.push(text);
      this.#contentsBytes += text.length;
      if (this.#contentsBytes >= PIECE_BYTES) await this.#writeContents();
    };
    this.#writing = write();
    this.#writing.catch(() => {});
  }

  async #writeContents(): Promise<void> {
    const text = this.#contents.join('');
    [this.#contents, this.#contentsBytes] = [[], 0];
    if (text === '') return;
    const piece = await this.#vault.put(Buffer.from(text));
    this.#contentPieces.push(piece);
    this.#objects.set(piece.object, piece.bytes);
  }

  async finish(): Promise<Group> {
    await this.#cut();
    await this.#lanes.settle();
    await this.#writing;
    await this.#writeContents();
    const list = await this.#vault.putList([...this.#objects].map(([object, bytes]) => `${object} ${bytes}\n`).toSorted().join(''));
    return { name: this.#name, entries: this.#entries, plainBytes: this.#plainBytes, contents: this.#contentPieces, list: { ...list, objects: this.#objects.size } };
  }
}

function endsGathering(path: string): boolean {
  return createHash('sha256').update(path).digest().readUInt16BE(0) % ENDS_ONE_IN === 0;
}

/** The lines of a group in their order. */
export async function* linesOf(vault: Vault, group: Group): AsyncGenerator<Line> {
  let rest = '';
  for (const piece of group.contents) {
    const text = rest + (await vault.get(piece)).toString('utf8');
    const lines = text.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const parsed = LineShape.safeParse(JSON.parse(line));
      if (!parsed.success) throw damaged(piece.object);
      yield parsed.data;
    }
  }
}

export interface Unpack {
  /** Where a path of the group goes; null: not wanted. */
  readonly to: (path: string) => string | null;
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** Make each file durable before going on. */
  readonly sync: boolean;
  readonly progress: (bytes: number) => void;
}

/** Fetches, checks and places the files of a group. Returns how many files. */
export async function unpack(vault: Vault, group: Group, how: Unpack): Promise<number> {
  const lanes = new Lanes(AT_ONCE);
  const made = new Set<string>();
  const files = new Set<string>();
  let block: { piece: Piece | null; placed: Placed[] } = { piece: null, placed: [] };
  const flush = async () => {
    const { piece, placed } = block;
    if (placed.length > 0) await lanes.add(() => place(vault, piece, placed, how));
  };
  const folderFor = async (path: string, mode: number | null) => {
    if (made.has(path)) return;
    await mkdir(path, { recursive: true, mode: mode ?? 0o700 });
    if (how.owner) await chown(path, how.owner.uid, how.owner.gid);
    made.add(path);
  };
  for await (const line of linesOf(vault, group)) {
    if ('piece' in line) {
      await flush();
      block = { piece: line.piece, placed: [] };
      continue;
    }
    const path = how.to('folder' in line ? line.folder : line.file);
    if (path === null) continue;
    if ('folder' in line) await folderFor(path, line.mode);
    else {
      await folderFor(dirname(path), null);
      files.add(line.file);
      block.placed.push({ ...line, file: path });
    }
  }
  await flush();
  await lanes.settle();
  return files.size;
}

async function place(vault: Vault, piece: Piece | null, placed: readonly Placed[], how: Unpack): Promise<void> {
  const plain = piece ? await vault.get(piece) : Buffer.alloc(0);
  for (const one of placed) {
    const file = await open(one.file, constants.O_CREAT | constants.O_RDWR, one.mode & 0o777);
    try {
      if (one.bytes > 0) await file.write(plain, one.from, one.bytes, one.at);
      if (how.owner) await file.chown(how.owner.uid, how.owner.gid);
      if (how.sync) await file.sync();
    } finally {
      await file.close();
    }
  }
  how.progress(plain.byteLength);
}

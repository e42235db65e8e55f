/**
 * Sealed objects at a place. Each is named after its plain bytes, so the same bytes are put away once however many sets need
 * them; the name also carries the hash of the sealed form, so what comes back is checked before anything is done with it.
 */
import { z } from 'zod';
import { type BackupSet, damaged, hashInName, named, type Named, objectName, type Piece, plainName, readNamed, sealedHash, type Shipment, SetShape, ShipmentShape, timeInName } from './manifest.ts';
import type { Place } from './places/place.ts';
import { BackupProblem } from './problem.ts';
import { marks } from './sweep.ts';
import { type Opener, type Sealer, sha256Of } from './seal.ts';

export const PIECE_BYTES = 4 * 1024 * 1024;
const OWNER_FILE = 'yakuba-backup.json';

interface Known {
  readonly object: string;
  readonly bytes: number;
}

const Owner = z.object({ installation: z.string() });

function ownerIn(bytes: Buffer): string {
  try {
    return Owner.parse(JSON.parse(bytes.toString('utf8'))).installation;
  } catch (error) {
    throw new BackupProblem('Damaged', `${OWNER_FILE} が読めないので、だれの置き場所か分かりません。この町役場のものと分かっているなら、そのファイルを消してから、もう一度実行してください。`, { cause: error });
  }
}

export class Vault {
  readonly place: Place;
  readonly #key: Uint8Array;
  readonly #sealer: Sealer | null;
  readonly #opener: Opener | null;
  /** By the name of the plain bytes; about 200 bytes of memory for each object. */
  #known = new Map<string, Known>();
  #recent = new Map<string, Known>();
  readonly #underway = new Map<string, Promise<Piece>>();
  /** Sealed bytes this process has put away. */
  written = 0;

  constructor(place: Place, key: Uint8Array, sealer: Sealer | null, opener: Opener | null) {
    this.place = place;
    this.#key = key;
    this.#sealer = sealer;
    this.#opener = opener;
  }

  /** Takes the place for this installation, or refuses when it belongs to another one: two would clear away each other's objects. */
  async claim(): Promise<void> {
    const mine = plainName(this.#key, 'installation');
    const found = await this.place.get(OWNER_FILE);
    if (found === null) {
      await this.place.put(OWNER_FILE, Buffer.from(`${JSON.stringify({ format: 1, installation: mine })}\n`));
      return;
    }
    if (ownerIn(found) !== mine) throw new BackupProblem('PlaceTaken', `${this.place.shown} には、別の町役場のバックアップがあります。--to で別の場所を指定してください。`);
  }

  /** Learns what is there already, but for what is marked to be removed. What is put away meanwhile is known as well. */
  async learn(): Promise<void> {
    const fresh = new Map<string, Known>();
    this.#recent = new Map();
    const marked = await marks(this);
    for await (const { name, bytes } of this.place.list('objects/')) {
      const plain = /^objects\/[0-9a-f]{2}\/([0-9a-f]{40})\.[0-9a-f]{64}$/.exec(name)?.[1];
      if (plain !== undefined && !marked.has(name)) fresh.set(plain, { object: name, bytes });
    }
    for (const [plain, known] of this.#recent) fresh.set(plain, known);
    this.#known = fresh;
  }

  /** These objects are gone. */
  forget(objects: readonly string[]): void {
    const gone = new Set(objects);
    for (const [plain, known] of this.#known) if (gone.has(known.object)) this.#known.delete(plain);
  }

  /** The piece with these plain bytes, when it is put away already. */
  known(sha256: string, plainBytes: number): Piece | null {
    const found = this.#known.get(plainName(this.#key, sha256));
    return found ? { object: found.object, bytes: found.bytes, sha256, plainBytes } : null;
  }

  async put(plain: Buffer): Promise<Piece> {
    const sha256 = sha256Of(plain);
    const name = plainName(this.#key, sha256);
    const known = this.#known.get(name);
    if (known) return { object: known.object, bytes: known.bytes, sha256, plainBytes: plain.byteLength };
    const underway = this.#underway.get(name);
    if (underway) return underway;
    const work = this.#seal(plain, sha256, name).finally(() => this.#underway.delete(name));
    this.#underway.set(name, work);
    return work;
  }

  async #seal(plain: Buffer, sha256: string, name: string): Promise<Piece> {
    if (!this.#sealer) throw new Error('opened for reading');
    const sealed = await this.#sealer.seal(plain);
    const object = objectName(name, sha256Of(sealed));
    await this.place.put(object, sealed);
    this.written += sealed.byteLength;
    for (const map of [this.#known, this.#recent]) map.set(name, { object, bytes: sealed.byteLength });
    return { object, bytes: sealed.byteLength, sha256, plainBytes: plain.byteLength };
  }

  /** The plain bytes, after both hashes were found right. */
  async get(piece: Piece): Promise<Buffer> {
    if (!this.#opener) throw new Error('opened for writing');
    const sealed = await this.place.get(piece.object);
    if (sealed === null) throw new BackupProblem('Missing', `${piece.object} が ${this.place.shown} にありません。ほかの世代か、ほかの置き場所から復元してください。`);
    if (sha256Of(sealed) !== sealedHash(piece.object)) throw damaged(piece.object);
    let plain: Buffer;
    try {
      plain = await this.#opener.open(sealed);
    } catch (error) {
      throw error instanceof BackupProblem && error.kind === 'WrongKey' ? error : damaged(piece.object);
    }
    if (plain.byteLength !== piece.plainBytes || sha256Of(plain) !== piece.sha256) throw damaged(piece.object);
    return plain;
  }

  /** Open text named by its hash. */
  async putList(text: string): Promise<{ sha256: string; bytes: number }> {
    const bytes = Buffer.from(text);
    const sha256 = sha256Of(bytes);
    const name = `lists/${sha256}`;
    if ((await this.place.get(name)) === null) await this.place.put(name, bytes);
    return { sha256, bytes: bytes.byteLength };
  }

  async getList(sha256: string): Promise<readonly string[]> {
    const bytes = await this.place.get(`lists/${sha256}`);
    if (bytes === null) throw new BackupProblem('Missing', `lists/${sha256} が ${this.place.shown} にありません。`);
    if (sha256Of(bytes) !== sha256) throw damaged(`lists/${sha256}`);
    return bytes.toString('utf8').split('\n').filter((line) => line !== '');
  }

  async putManifest<T extends BackupSet | Shipment>(value: T): Promise<Named<T>> {
    const made = named(value);
    await this.place.settle();
    await this.place.put(made.name, made.bytes);
    await this.place.settle();
    return made;
  }

  /** Names of all sets or shipments, oldest first. */
  async names(kind: 'sets' | 'shipments'): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const { name } of this.place.list(`${kind}/`)) if (hashInName(name) !== '') found.push(name);
    return found.toSorted((a, b) => Temporal.Instant.compare(timeInName(a), timeInName(b)) || a.localeCompare(b));
  }

  async set(name: string): Promise<Named<BackupSet>> {
    return readNamed(name, await this.#manifest(name), SetShape);
  }

  async shipment(name: string): Promise<Named<Shipment>> {
    return readNamed(name, await this.#manifest(name), ShipmentShape);
  }

  async #manifest(name: string): Promise<Buffer> {
    const bytes = await this.place.get(name);
    if (bytes === null) throw new BackupProblem('Missing', `${name} が ${this.place.shown} にありません。`);
    return bytes;
  }
}

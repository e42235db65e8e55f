/**
 * What is written about a backup. A set is a whole copy; a shipment is what came after it: WAL and new files. Both are JSON,
 * named by their own hash, and name the one before them. They hold no personal data: what the objects contain (paths,
 * hashes of the plain bytes) is itself sealed; only names, sizes and hashes of sealed objects are open, so that old ones
 * can be cleared away without the key that lies in the safe.
 */
import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { BackupProblem } from './problem.ts';
import { sha256Of } from './seal.ts';

/** `objects/ab/<name of the plain bytes>.<SHA-256 of the sealed bytes>`. */
const ObjectName = z.string().regex(/^objects\/[0-9a-f]{2}\/[0-9a-f]{40}\.[0-9a-f]{64}$/);
const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Moment = z.string();
const Lsn = z.string().regex(/^[0-9A-F]+\/[0-9A-F]+$/);

const PieceShape = z.object({ object: ObjectName, bytes: z.number().int().nonnegative(), sha256: Hash, plainBytes: z.number().int().nonnegative() });
/** A run of bytes as one sealed object: `bytes` and the hash in its name are of the sealed form, `plainBytes` and `sha256` of the plain one. */
export type Piece = z.infer<typeof PieceShape>;

/** Files put away together: what they are (sealed), and which objects they need (open). */
const GroupShape = z.object({
  name: z.string(),
  entries: z.number().int().nonnegative(),
  plainBytes: z.number().int().nonnegative(),
  /** Sealed lines of JSON: what lies where. */
  contents: z.array(PieceShape),
  /** An open list of the objects the group needs, named by its hash. */
  list: z.object({ sha256: Hash, bytes: z.number().int().nonnegative(), objects: z.number().int().nonnegative() }),
});
export type Group = z.infer<typeof GroupShape>;

const WalShape = z.object({ name: z.string().regex(/^[0-9A-F]{8}(?:[0-9A-F]{16}(?:\.[0-9A-F]{8}\.backup)?|\.history)$/), pieces: z.array(PieceShape) });
/** A file of the write-ahead log. */
export type WalFile = z.infer<typeof WalShape>;

export const SetShape = z.object({
  kind: z.literal('set'),
  format: z.literal(1),
  product: z.string(),
  postgres: z.string(),
  /** 'embedded' or 'outside'. */
  server: z.enum(['embedded', 'outside']),
  adminUser: z.string(),
  databases: z.array(z.string()),
  startedAt: Moment,
  /** Where the copy is consistent; restoring to a moment before it needs an older set. */
  consistentAt: Moment,
  finishedAt: Moment,
  startLsn: Lsn,
  stopLsn: Lsn,
  startWal: z.string(),
  walBytes: z.number().int().positive(),
  groups: z.array(GroupShape),
  wal: z.array(WalShape),
  /** Sealed bytes that this set needs, and how many of them were new. */
  bytes: z.number().int(),
  newBytes: z.number().int(),
  previous: Hash.nullable(),
});
export type BackupSet = z.infer<typeof SetShape>;

export const ShipmentShape = z.object({
  kind: z.literal('shipment'),
  format: z.literal(1),
  /** Everything committed before this moment is inside. */
  coversTo: Moment,
  from: Moment,
  wal: z.array(WalShape),
  groups: z.array(GroupShape),
  /** WAL was lost before this shipment: nothing can be carried over this place. */
  gap: z.boolean(),
  previous: Hash.nullable(),
});
export type Shipment = z.infer<typeof ShipmentShape>;

const Path = z.string().refine((path) => path !== '' && !path.startsWith('/') && !path.includes('\\0') && !path.split('/').includes('..'));
/** One line of a group's contents: a piece, then what lies in it. A large file is several lines, one for each of its pieces. */
export const LineShape = z.union([
  z.object({ piece: PieceShape }),
  z.object({ folder: Path, mode: z.number().int() }),
  z.object({ file: Path, mode: z.number().int(), at: z.number().int().nonnegative(), from: z.number().int().nonnegative(), bytes: z.number().int().nonnegative() }),
]);
export type Line = z.infer<typeof LineShape>;

export interface Named<T> {
  /** The object's name at the place. */
  readonly name: string;
  readonly sha256: string;
  readonly value: T;
}

/** To the microsecond, PostgreSQL's own grain: several shipments go within one second, and their names must tell their order. */
function compactTime(moment: string): string {
  return Temporal.Instant.from(moment).toString({ smallestUnit: 'microsecond' }).replaceAll(/[-:]/g, '');
}

/** The moment in a manifest's name, which is enough to order and to choose. */
export function timeInName(name: string): Temporal.Instant {
  const found = /\/(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2}(?:\.\d{6})?)Z-/.exec(name);
  if (!found) throw new BackupProblem('Damaged', `${name} という名前の控えは読めません。`);
  const [, year, month, day, hour, minute, second] = found;
  return Temporal.Instant.from(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

export function hashInName(name: string): string {
  return /-([0-9a-f]{64})\.json$/.exec(name)?.[1] ?? '';
}

export function named<T extends BackupSet | Shipment>(value: T): Named<T> & { readonly bytes: Buffer } {
  const bytes = Buffer.from(`${JSON.stringify(value, null, 1)}\n`);
  const sha256 = sha256Of(bytes);
  const name = value.kind === 'set' ? `sets/${compactTime(value.consistentAt)}-${sha256}.json` : `shipments/${compactTime(value.coversTo)}-${sha256}.json`;
  return { name, sha256, value, bytes };
}

/** Reads a manifest and holds it against its name. */
export function readNamed<T>(name: string, bytes: Buffer, shape: z.ZodType<T>): Named<T> {
  const sha256 = sha256Of(bytes);
  if (sha256 !== hashInName(name)) throw damaged(name);
  const parsed = shape.safeParse(JSON.parse(bytes.toString('utf8')));
  if (!parsed.success) throw new BackupProblem('Damaged', `${name} は、この版では読めない形です。`, { cause: parsed.error });
  return { name, sha256, value: parsed.data };
}

export function damaged(name: string): BackupProblem {
  return new BackupProblem('Damaged', `${name} の中身が、書かれたときと違います（SHA-256 が合いません）。このまま使うと誤ったデータになるので、止めました。ほかの世代か、ほかの置き場所から復元してください。`);
}

/** The first half of an object's name: says nothing to whoever does not hold the installation's key. */
export function plainName(key: Uint8Array, sha256: string): string {
  return createHmac('sha256', key).update(`backup object ${sha256}`).digest('hex').slice(0, 40);
}

export function objectName(plain: string, sealedHash: string): string {
  return `objects/${plain.slice(0, 2)}/${plain}.${sealedHash}`;
}

/** The SHA-256 that the sealed bytes of an object must have. */
export function sealedHash(object: string): string {
  return object.slice(object.lastIndexOf('.') + 1);
}

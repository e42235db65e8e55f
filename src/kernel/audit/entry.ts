/**
 * What a leaf says. The public entry holds a commitment and the second of sealing, nothing else: neither who, nor what, nor about
 * whom. What is committed to has a head (that something was done, when, by which officer) and a body (about whom, what was said).
 * The head names the body by its own salted hash, so that an erased body leaves the head provable.
 */
import { hash } from 'node:crypto';
import { canonicalBytes } from '../text/canonical-json.ts';

/** A row of kernel.audit_entries ('a') or kernel.looks ('l') as it is sealed. */
export interface SealedRow {
  readonly source: 'a' | 'l';
  readonly id: string;
  readonly at: Temporal.Instant;
  /** Command or query. */
  readonly act: string;
  readonly outcome: string | null;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly onBehalf: string | null;
  readonly requestId: string | null;
  readonly parent: string | null;
  /** About whom or what; a look may show several. */
  readonly subject: string | null;
  readonly subjects: readonly string[] | null;
  readonly purpose: string | null;
  readonly detail: unknown;
}

export interface Salts {
  readonly head: Uint8Array;
  readonly body: Uint8Array;
}

/** Officers and machines answer for what they do as long as the log stands; a citizen's name goes with the body. */
function isPrivate(row: Pick<SealedRow, 'actorKind'>): boolean {
  return row.actorKind === 'citizen' || row.actorKind === 'visitor';
}

function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}

/** What goes when the entry is lawfully erased. */
export function bodyOf(row: SealedRow): Record<string, unknown> {
  return present({ sub: row.subject, subs: row.subjects, why: row.purpose, who: isPrivate(row) ? row.actorId : null, detail: row.detail });
}

/** An entry's place among those about the same subject: the one before it, and the subject's keyed mark. */
export interface Chain {
  readonly prev: number | null;
  readonly mark: Uint8Array | null;
}

/** What stays. */
export function headOf(row: SealedRow, { prev, mark }: Chain, bodyCom: Uint8Array): Record<string, unknown> {
  return present({
    v: 1, src: row.source, id: row.id, at: row.at.toString(), act: row.act, res: row.outcome, kind: row.actorKind, who: isPrivate(row) ? null : row.actorId,
    for: row.onBehalf, req: row.requestId, parent: row.parent, prev, mark: mark ? Buffer.from(mark).toString('base64') : null, body: Buffer.from(bodyCom).toString('base64'),
  });
}

/** SHA-256(salt ‖ canonical JSON). */
export function commit(salt: Uint8Array, value: unknown): Buffer {
  return hash('sha256', Buffer.concat([salt, canonicalBytes(value)]), 'buffer');
}

export interface Committed {
  readonly bodyCom: Buffer;
  readonly com: Buffer;
}

export function commitRow(row: SealedRow, chain: Chain, salts: Salts): Committed {
  const bodyCom = commit(salts.body, bodyOf(row));
  return { bodyCom, com: commit(salts.head, headOf(row, chain, bodyCom)) };
}

/** The bytes of a leaf: {"com":…,"log":…,"t":…,"v":1}, already in canonical order. `at`: a whole second. */
export function entryBytes(origin: string, com: Uint8Array, at: Temporal.Instant): Buffer {
  return Buffer.from(`{"com":"${Buffer.from(com).toString('base64')}","log":${JSON.stringify(origin)},"t":"${at.toString()}","v":1}`);
}

const ENTRY = /^\{"com":"([A-Za-z0-9+/]{43}=)","log":("(?:[^"\\]|\\.)*"),"t":"([0-9T:.Z-]+)","v":1\}$/;

export interface Entry {
  readonly com: Buffer;
  readonly log: string;
  readonly second: string;
}

/** Null: these bytes are no entry of ours. */
export function parseEntry(bytes: Uint8Array): Entry | null {
  const found = ENTRY.exec(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  if (!found?.[1] || !found[2] || !found[3]) return null;
  const log: unknown = JSON.parse(found[2]);
  return typeof log === 'string' ? { com: Buffer.from(found[1], 'base64'), log, second: found[3] } : null;
}

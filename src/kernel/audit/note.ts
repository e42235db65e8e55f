/** Signed notes (C2SP signed-note), checkpoints (tlog-checkpoint) and cosignatures (tlog-cosignature v1), all over Ed25519. */
import { createPrivateKey, createPublicKey, hash, type KeyObject, sign as signWith, verify as verifyWith } from 'node:crypto';
import { type Hash, HASH_BYTES } from './tree.ts';

/** Signature types of C2SP signed-note. */
const ED25519 = 0x01;
const COSIGNATURE = 0x04;
const MAX_NOTE = 1_000_000;
const MAX_SIGNATURES = 64;

export interface Signer {
  readonly name: string;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

export interface Verifier {
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly kind: 'log' | 'witness';
}

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

/** Not a note, or not a checkpoint, as the specifications have it. */
export class BadNote extends Error {}

// The fixed beginnings of an Ed25519 key in PKCS #8 and SubjectPublicKeyInfo (RFC 8410 §7, §4); the 32 bytes follow.
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

function publicKeyOf(bytes: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' });
}

/** A signer from 32 secret bytes. */
export function signerFrom(name: string, seed: Uint8Array): Signer {
  if (!goodName(name)) throw new BadNote(`key name ${JSON.stringify(name)}`);
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI.byteLength);
  return { name, publicKey, sign: (message) => signWith(null, message, key) };
}

function goodName(name: string): boolean {
  return name !== '' && !/[\s+]/u.test(name) && name.isWellFormed();
}

/** First four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key). */
export function keyId(name: string, kind: Verifier['kind'], publicKey: Uint8Array): Buffer {
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Buffer.from([kind === 'log' ? ED25519 : COSIGNATURE]), publicKey]), 'buffer').subarray(0, 4);
}

/** `name+hex id+base64(type ‖ key)`: the verifier key as tools exchange it. */
export function verifierKey({ name, kind, publicKey }: Verifier): string {
  return `${name}+${keyId(name, kind, publicKey).toString('hex')}+${Buffer.concat([Buffer.from([kind === 'log' ? ED25519 : COSIGNATURE]), publicKey]).toString('base64')}`;
}

/** Reads a verifier key; throws BadNote. */
export function parseVerifierKey(text: string): Verifier {
  const found = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim());
  const bytes = Buffer.from(found?.[3] ?? '', 'base64');
  const kind = bytes[0] === ED25519 ? 'log' : bytes[0] === COSIGNATURE ? 'witness' : null;
  if (!found?.[1] || kind === null || bytes.byteLength !== 33) throw new BadNote('not a verifier key');
  const verifier: Verifier = { name: found[1], kind, publicKey: bytes.subarray(1) };
  if (keyId(verifier.name, kind, verifier.publicKey).toString('hex') !== found[2]) throw new BadNote('the key does not match its id');
  return verifier;
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

function signatureLine(name: string, id: Uint8Array, signature: Uint8Array): string {
  return `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`;
}

/** The note of a checkpoint, signed by all of these (two while a key is exchanged). */
export function signCheckpoint(checkpoint: Checkpoint, signers: readonly Signer[]): string {
  const text = checkpointText(checkpoint);
  return `${text}\n${signers.map((signer) => signatureLine(signer.name, keyId(signer.name, 'log', signer.publicKey), signer.sign(Buffer.from(text)))).join('')}`;
}

/** A witness's line for this checkpoint. `seconds`: POSIX time. */
export function cosign(checkpoint: Checkpoint, signer: Signer, seconds: number): string {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(seconds));
  return signatureLine(signer.name, keyId(signer.name, 'witness', signer.publicKey), Buffer.concat([time, signer.sign(cosignedMessage(checkpointText(checkpoint), seconds))]));
}

function cosignedMessage(text: string, seconds: number): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
}

export interface NoteSignature {
  readonly name: string;
  readonly id: Buffer;
  readonly signature: Buffer;
}

export interface ParsedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Text and signatures, unchecked. Throws BadNote. */
export function parseNote(note: string): ParsedNote {
  // eslint-disable-next-line no-control-regex
  if (note.length > MAX_NOTE || /[\u0000-\u0009\u000b-\u001f]/.test(note) || !note.isWellFormed()) throw new BadNote('not a note');
  const cut = note.lastIndexOf('\n\n');
  if (cut < 0 || !note.endsWith('\n')) throw new BadNote('no signatures');
  const lines = note.slice(cut + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new BadNote('too many signatures');
  return { text: note.slice(0, cut + 1), signatures: lines.map(parseSignatureLine) };
}

export function parseSignatureLine(line: string): NoteSignature {
  const found = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})\n?$/u.exec(line);
  const bytes = Buffer.from(found?.[2] ?? '', 'base64');
  if (!found?.[1] || bytes.byteLength < 5 || bytes.toString('base64') !== found[2]) throw new BadNote('not a signature line');
  return { name: found[1], id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

/** The checkpoint that a note's text says. Throws BadNote. */
export function parseCheckpointText(text: string): Checkpoint {
  const [origin = '', size = '', root = '', ...rest] = text.split('\n');
  const bytes = Buffer.from(root, 'base64');
  const wide = Number(size);
  if (origin === '' || !/^(?:0|[1-9]\d*)$/.test(size) || !Number.isSafeInteger(wide) || bytes.byteLength !== HASH_BYTES || bytes.toString('base64') !== root || rest.at(-1) !== '' || rest.slice(0, -1).includes('')) throw new BadNote('not a checkpoint');
  return { origin, size: wide, root: bytes };
}

/** POSIX seconds a cosignature was made at; null for a log's own signature. */
export interface Signed {
  readonly by: Verifier;
  readonly seconds: number | null;
}

export interface OpenedCheckpoint extends Checkpoint {
  readonly signed: readonly Signed[];
}

/**
 * Opens a checkpoint with the keys one trusts: unknown signatures are passed over, a wrong one of a known key condemns the
 * note, and a note that no known log key signed is none. Throws BadNote.
 */
export function openCheckpoint(note: string, trusted: readonly Verifier[]): OpenedCheckpoint {
  const parsed = parseNote(note);
  const signed: Signed[] = [];
  for (const one of parsed.signatures) {
    const by = trusted.find((key) => key.name === one.name && keyId(key.name, key.kind, key.publicKey).equals(one.id));
    if (!by) continue;
    if (!goodSignature(parsed.text, one, by)) throw new BadNote(`the signature of ${by.name} is wrong`);
    signed.push({ by, seconds: by.kind === 'witness' ? Number(one.signature.readBigUInt64BE()) : null });
  }
  if (!signed.some((one) => one.by.kind === 'log')) throw new BadNote('no known log key signed this');
  return { ...parseCheckpointText(parsed.text), signed };
}

function goodSignature(text: string, { signature }: NoteSignature, by: Verifier): boolean {
  const key = publicKeyOf(by.publicKey);
  if (by.kind === 'log') return signature.byteLength === 64 && verifyWith(null, Buffer.from(text), key, signature);
  if (signature.byteLength !== 72) return false;
  const seconds = signature.readBigUInt64BE();
  return seconds <= BigInt(Number.MAX_SAFE_INTEGER) && verifyWith(null, cosignedMessage(text, Number(seconds)), key, signature.subarray(8));
}

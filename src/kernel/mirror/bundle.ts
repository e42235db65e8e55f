/**
 * The public site as a signed bundle that any other machine may serve: a list of files with their hashes, under a number that only grows,
 * signed with Ed25519 (RFC 8032). The public side needs no account and no connection to the office; a plain file transfer will do.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { parseVerifierKey, type Signer, verifierKey } from '../audit/note.ts';
import { canonicalJson } from '../text/canonical-json.ts';
import { isRecord } from '../text/json.ts';

const FORM = 'yakuba.site.v1';
const MAX_FILES = 500_000;
// SubjectPublicKeyInfo of an Ed25519 key (RFC 8410 §4); the 32 bytes follow.
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

export interface BundleFile {
  /** Where it lies below the site's folder: 'kurashi/index.html'. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface Manifest {
  readonly form: typeof FORM;
  readonly city: string;
  readonly origin: string;
  /** Every bundle of a city has a higher one than the last. */
  readonly sequence: number;
  readonly madeAt: string;
  readonly files: readonly BundleFile[];
}

export interface SignedManifest {
  /** The very bytes that were signed. */
  readonly text: string;
  /** One line: the verifier key's name and the signature in Base64. */
  readonly signature: string;
}

/** Why a bundle is not taken, for whoever runs the mirror. */
export class BundleRefused extends Error {}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function makeManifest(facts: Omit<Manifest, 'form'>, signer: Signer): SignedManifest {
  const files = facts.files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const text = `${canonicalJson({ form: FORM, ...facts, files })}\n`;
  return { text, signature: `${signer.name} ${Buffer.from(signer.sign(Buffer.from(text, 'utf8'))).toString('base64')}\n` };
}

/** The key a mirror is given once, by another way than the bundles come. */
export const bundleKey = (signer: Signer): string => verifierKey({ name: signer.name, publicKey: signer.publicKey, kind: 'log' });

/** A path that stays below the folder it is put into. */
export const goodPath = (path: string): boolean => path !== '' && path.length <= 400 && !path.startsWith('/') && !/[\\\u0000-\u001f:]/.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');

/** Reads a manifest that this key signed; throws BundleRefused with the reason. */
export function readManifest({ text, signature }: SignedManifest, key: string): Manifest {
  const trusted = parseVerifierKey(key);
  const [name, base64 = ''] = signature.trim().split(' ');
  if (name !== trusted.name) throw new BundleRefused(`署名した鍵（${name ?? ''}）が、信じている鍵（${trusted.name}）と違います。`);
  const publicKey = createPublicKey({ key: Buffer.concat([SPKI, trusted.publicKey]), format: 'der', type: 'spki' });
  if (!verify(null, Buffer.from(text, 'utf8'), publicKey, Buffer.from(base64, 'base64'))) throw new BundleRefused('署名が合いません。途中で書き換えられたか、壊れています。');
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || value['form'] !== FORM || typeof value['sequence'] !== 'number' || !Number.isSafeInteger(value['sequence']) || !Array.isArray(value['files']) || value['files'].length > MAX_FILES) throw new BundleRefused('一覧の形が違います。');
  const said = (member: string) => (typeof value[member] === 'string' ? value[member] : '');
  const files = value['files'].map((one): BundleFile => {
    if (!isRecord(one) || typeof one['path'] !== 'string' || typeof one['sha256'] !== 'string' || typeof one['bytes'] !== 'number' || !goodPath(one['path'])) throw new BundleRefused('一覧の中に、使えないファイルの名前があります。');
    return { path: one['path'], sha256: one['sha256'], bytes: one['bytes'] };
  });
  if (new Set(files.map((file) => file.path)).size !== files.length) throw new BundleRefused('一覧の中に、同じ名前のファイルが二つあります。');
  return { form: FORM, city: said('city'), origin: said('origin'), sequence: value['sequence'], madeAt: said('madeAt'), files };
}

/** Under which name and key a city signs its log. Secrets follow from the city's own key, so they go wherever the city goes and are stored nowhere else. */
import { createHmac } from 'node:crypto';
import type { City } from '../city.ts';
import { type Signer, signerFrom, type Verifier } from './note.ts';
import type { Asks } from './store.ts';

export type KeyReason = 'begin' | 'rotation' | 'gap';

export interface LogKey {
  readonly generation: number;
  readonly origin: string;
  readonly publicKey: Buffer;
  readonly fromSize: number;
  readonly reason: KeyReason;
}

/** The city's key is not the one its log was signed with: a folder was mixed up. Nothing may be signed. */
export class WrongKey extends Error {
  constructor(origin: string) {
    super(`町の鍵が、記録 ${origin} に署名した鍵と違います。町のフォルダーの key を、この町のものに戻してください。`);
  }
}

export async function keysOf(asks: Asks): Promise<readonly LogKey[]> {
  return (await asks.run<LogKey>('select generation::int, origin, public_key as "publicKey", from_size as "fromSize", reason from kernel.log_keys order by generation')).rows;
}

/** The signer of a generation under this name. */
export function signerOf(city: Pick<City, 'key'>, generation: number, origin: string): Signer {
  return signerFrom(origin, createHmac('sha256', city.key).update(`sealed log ${generation}`).digest());
}

/** This city as a witness of others' logs. Its name follows from the city alone, for its address may differ from one program to the next. */
export function witnessSigner(city: Pick<City, 'key' | 'facts'>): Signer {
  const seed = createHmac('sha256', city.key).update('sealed log witness').digest();
  const mark = createHmac('sha256', seed).update('name').digest('hex').slice(0, 8);
  return signerFrom(`yakuba/witness/${city.facts.code}-${mark}`, seed);
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : 'yakuba.invalid';
}

/** A name that no other log has: the address, the city's code, and chance. */
export function newOrigin(city: Pick<City, 'origin' | 'facts' | 'random'>): string {
  return `${hostOf(city.origin)}/log/${city.facts.code}-${Buffer.from(city.random(4)).toString('hex')}`;
}

/** The name after a declared gap: the same with the next number behind it. */
export function originAfterGap(origin: string): string {
  const found = /^(.*)\/(\d+)$/.exec(origin);
  return found?.[1] && found[2] ? `${found[1]}/${Number(found[2]) + 1}` : `${origin}/2`;
}

export async function addKey(asks: Asks, city: Pick<City, 'key'>, key: { readonly generation: number; readonly origin: string; readonly fromSize: number; readonly reason: KeyReason; readonly at: Temporal.Instant }): Promise<void> {
  await asks.run('insert into kernel.log_keys (generation, origin, public_key, from_size, at, reason) values ($1, $2, $3, $4, $5, $6)', [
    key.generation, key.origin, signerOf(city, key.generation, key.origin).publicKey, key.fromSize, key.at, key.reason]);
}

/**
 * Who signs now: the newest key, and the one before it under the same name as long as nothing was signed since the exchange, so
 * that the old key vouches for the new one. Throws WrongKey.
 */
export function signersNow(city: Pick<City, 'key'>, keys: readonly LogKey[], lastSigned: number): readonly Signer[] {
  const newest = keys.at(-1);
  if (!newest) return [];
  const before = keys.at(-2);
  const both = newest.reason === 'rotation' && before && lastSigned < newest.fromSize ? [before, newest] : [newest];
  return both.map((key) => {
    const signer = signerOf(city, key.generation, key.origin);
    if (Buffer.compare(signer.publicKey, key.publicKey) !== 0) throw new WrongKey(key.origin);
    return signer;
  });
}

/** Every key this log was ever signed with: old notes still verify. */
export function verifiersOf(keys: readonly LogKey[]): readonly Verifier[] {
  return keys.map((key) => ({ name: key.origin, publicKey: key.publicKey, kind: 'log' }));
}

/**
 * Sealing what must be stored but never read in passing (口座番号): AES-256-GCM under a key derived from the city's.
 * Slow and without the database, so it belongs into a command's `prepare`.
 */
import { createHmac } from 'node:crypto';

interface Keeper {
  readonly key: Uint8Array;
}

const NONCE_BYTES = 12; // NIST SP 800-38D §8.2

async function sealingKey(city: Keeper, purpose: string): Promise<CryptoKey> {
  const derived = new Uint8Array(createHmac('sha256', city.key).update(`seal ${purpose}`).digest());
  return crypto.subtle.importKey('raw', derived, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** Nonce, ciphertext and tag in one. `random` must be real chance: a nonce used twice would give the text away. */
export async function seal(city: Keeper, purpose: string, text: string, random: (bytes: number) => Uint8Array): Promise<Uint8Array> {
  const nonce = new Uint8Array(random(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, await sealingKey(city, purpose), new TextEncoder().encode(text));
  return Buffer.concat([nonce, new Uint8Array(sealed)]);
}

/** Throws when a byte was altered or the key is another city's. */
export async function unseal(city: Keeper, purpose: string, sealed: Uint8Array): Promise<string> {
  const bytes = new Uint8Array(sealed);
  const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes.slice(0, NONCE_BYTES) }, await sealingKey(city, purpose), bytes.slice(NONCE_BYTES));
  return new TextDecoder().decode(text);
}

/** Tells that two sealed texts are the same without opening either. */
export function sealFingerprint(city: Keeper, purpose: string, text: string): string {
  return createHmac('sha256', city.key).update(`fingerprint ${purpose}\n${text}`).digest('hex');
}

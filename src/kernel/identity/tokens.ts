/** Secrets that open doors: session cookies, one-time links, API tokens. The database knows only their hashes. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { City } from '../city.ts';

/** Hex SHA-256: how a secret of full entropy is stored. */
export function sha256(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function keyed(city: Pick<City, 'key'>, purpose: string, parts: readonly string[]): Buffer {
  // JSON keeps ['a', 'bc'] and ['ab', 'c'] apart.
  return createHmac('sha256', city.key).update(JSON.stringify([purpose, ...parts])).digest();
}

/**
 * The session token of one sign-in attempt. It depends on what was typed: a double click gets the same session,
 * while somebody who sends the same form again without the password gets a token that opens nothing.
 */
export function sessionToken(city: Pick<City, 'key'>, face: 'citizen' | 'staff', requestId: string, ...typed: readonly string[]): string {
  return `${face === 'citizen' ? 'yc' : 'ys'}_${keyed(city, `session ${face}`, [requestId, ...typed]).toString('base64url')}`;
}

/** A fresh secret for a link or an API token, of 256 bits. */
export function freshSecret(random: (bytes: number) => Uint8Array, prefix = ''): string {
  return prefix + Buffer.from(random(32)).toString('base64url');
}

/** A short keyed mark: equal things have equal marks, and nobody without the key can go back. */
export function mark(city: Pick<City, 'key'>, purpose: string, text: string): string {
  return keyed(city, purpose, [text]).subarray(0, 12).toString('base64url');
}

/** IPv4 whole; IPv6 by its /56, which is what one household or office is given. */
export function networkPrefix(address: string): string {
  const plain = address.replace(/^::ffff:/i, '').replace(/%.*$/, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = tail === undefined ? left : [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0'), ...right];
  const [a, b, c, d] = groups.slice(0, 4).map((group) => Number.parseInt(group || '0', 16));
  return `${(a ?? 0).toString(16)}:${(b ?? 0).toString(16)}:${(c ?? 0).toString(16)}:${((d ?? 0) >> 8).toString(16)}`;
}

/** A salted mark of the network somebody comes from; never the address itself. */
export function networkOf(city: Pick<City, 'key'>, address: string): string {
  return mark(city, 'network', networkPrefix(address));
}

/** A salted mark of network and browser. Its first part is the network's, so that throttling needs nothing else. */
export function fingerprint(city: Pick<City, 'key'>, userAgent: string, address: string): string {
  return `${networkOf(city, address)}.${mark(city, 'browser', userAgent)}`;
}

/** The network part of a fingerprint. */
export function networkOfDevice(device: string): string {
  return device.split('.', 1)[0] ?? device;
}

/** A challenge that needs no row until it is used: random, its end, and the city's seal. */
export function sealChallenge(city: Pick<City, 'key' | 'random'>, purpose: string, end: Temporal.Instant): string {
  const body = Buffer.concat([Buffer.from(city.random(16)), Buffer.from(end.epochMilliseconds.toString(16).padStart(12, '0'), 'hex')]);
  return Buffer.concat([body, keyed(city, `challenge ${purpose}`, [body.toString('hex')]).subarray(0, 16)]).toString('base64url');
}

/** When the challenge ends, or null when it is not ours for this purpose or is over. */
export function openChallenge(city: Pick<City, 'key'>, purpose: string, challenge: string, now: Temporal.Instant): Temporal.Instant | null {
  const bytes = Buffer.from(challenge, 'base64url');
  if (bytes.length !== 38) return null;
  const body = bytes.subarray(0, 22);
  if (!timingSafeEqual(keyed(city, `challenge ${purpose}`, [body.toString('hex')]).subarray(0, 16), bytes.subarray(22))) return null;
  const end = Temporal.Instant.fromEpochMilliseconds(body.readUIntBE(16, 6));
  return Temporal.Instant.compare(now, end) < 0 ? end : null;
}

/** The row that burns a challenge: the same challenge always has the same id, so it can be used once. */
export function challengeId(challenge: string): string {
  const hex = sha256(challenge);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

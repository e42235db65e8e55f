/** What stands before every request: headers, who is asking, forged forms, floods. */
import { createHash, createHmac } from 'node:crypto';
import type { City } from '../city.ts';
import { networkPrefix } from '../identity/tokens.ts';
import { LIGHT_STYLE_SOURCE } from '../light-style.ts';

export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    `default-src 'none'; script-src 'self'; style-src 'self' ${LIGHT_STYLE_SOURCE}; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; manifest-src 'self'`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(self), payment=()',
  'x-frame-options': 'DENY',
};

const onlyEncrypted: Readonly<Record<string, string>> = { ...securityHeaders, 'strict-transport-security': 'max-age=31536000; includeSubDomains' };

/** The headers of every answer to this visit, its own number among them. */
export function answerHeaders(visit: { readonly city: City; readonly requestId: string; readonly closing?: boolean }): Record<string, string> {
  return { ...headersOf(visit.city), 'x-request-id': visit.requestId, ...(visit.closing ? { connection: 'close' } : {}) };
}

/** The headers of every answer; a city whose address is encrypted is asked for in no other way. */
export function headersOf(city: Pick<City, 'origin'> | undefined): Readonly<Record<string, string>> {
  return city?.origin.startsWith('https:') ? onlyEncrypted : securityHeaders;
}

/**
 * Whether a request that changes something comes from our own page. Browsers say so in Sec-Fetch-Site; older ones in Origin.
 * Neither: not a browser's form of ours, refused. Anything unknown is refused.
 */
export function comesFromHere(headers: Headers, host: string): boolean {
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  if (site !== null) return site === 'same-origin';
  if (origin === null || origin === 'null') return false;
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

/** A salted name of the network an address is in: /24 for IPv4, /56 for IPv6. */
export function networkOf(city: City, address: string): string {
  const prefix = networkPrefix(address);
  const network = prefix.includes('.') ? prefix.split('.').slice(0, 3).join('.') : prefix;
  return createHmac('sha256', city.key).update(network).digest('hex').slice(0, 24);
}

export interface RateLimit {
  /** Requests a minute that a network may make on average, and how many at once. */
  readonly perMinute: number;
  readonly burst: number;
}

/** Token buckets in memory, bounded; one process's own guard against floods. Null: always let in. */
export class Buckets {
  readonly #limit: RateLimit;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();
  constructor(limit: RateLimit) {
    this.#limit = limit;
  }
  /** Seconds to wait; 0: come in. */
  take(key: string, nowMilliseconds: number): number {
    const { perMinute, burst } = this.#limit;
    const bucket = this.#buckets.get(key) ?? { tokens: burst, at: nowMilliseconds };
    bucket.tokens = Math.min(burst, bucket.tokens + ((nowMilliseconds - bucket.at) * perMinute) / 60_000);
    bucket.at = nowMilliseconds;
    if (!this.#buckets.has(key) && this.#buckets.size > 50_000) {
      const oldest = this.#buckets.keys().next().value;
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (bucket.tokens >= 1) {
      bucket.tokens -= 1;
      return 0;
    }
    return Math.max(1, Math.ceil(((1 - bucket.tokens) * 60) / perMinute));
  }
}

export function etagOf(body: string | Uint8Array): string {
  return `"${createHash('sha1').update(body).digest('base64url').slice(0, 20)}"`;
}

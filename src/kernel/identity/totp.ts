/** The second factor of staff: a six-digit code of a phone (TOTP, RFC 6238: 30 seconds, SHA-1, one step of clock drift each way). */
import { createHmac } from 'node:crypto';
import type { City } from '../city.ts';
import { generate, generateSecret, generateURI, verify } from 'otplib';

const STEP_SECONDS = 30;

/** A fresh secret in Base32. */
export function freshTotpSecret(): string {
  return generateSecret();
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The secret a person is offered next. It stays the same until it is taken, so that a mistyped code does not change the
 * QR code that was already scanned; taking one raises the version, and the next offer is another.
 */
export function offeredTotpSecret(city: Pick<City, 'key'>, staffId: string, version: number): string {
  const bytes = createHmac('sha256', city.key).update(`totp ${staffId} ${version}`).digest();
  // 32 characters of 5 bits: 160 bits, what RFC 4226 recommends.
  return Array.from(bytes.subarray(0, 32), (byte) => BASE32.charAt(byte & 31)).join('');
}

/** What the QR code says. */
export function totpUri(secret: string, login: string, issuer: string): string {
  return generateURI({ issuer, label: login, secret });
}

/** The step whose code this is, or null. A step up to `usedStep` was used before and counts no more. */
export async function totpStep(secret: string, code: string, now: Temporal.Instant, usedStep: number | null): Promise<number | null> {
  const digits = code.normalize('NFKC').replaceAll(/\s/g, '');
  if (!/^\d{6}$/.test(digits)) return null;
  const epoch = Math.floor(now.epochMilliseconds / 1000);
  for (const drift of [0, -1, 1]) {
    const step = Math.floor(epoch / STEP_SECONDS) + drift;
    if (usedStep !== null && step <= usedStep) continue;
    const result = await verify({ secret, token: digits, epoch: step * STEP_SECONDS });
    if (result.valid) return step;
  }
  return null;
}

/** The code a phone with this secret shows at this moment; for the sample city and tests. */
export function codeNow(secret: string, now: Temporal.Instant): Promise<string> {
  return generate({ secret, epoch: Math.floor(now.epochMilliseconds / 1000) });
}

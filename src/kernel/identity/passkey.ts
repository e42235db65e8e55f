/**
 * Passkeys (WebAuthn Level 3). The page carries a sealed challenge, the browser's answer comes back in an ordinary form,
 * and the challenge is burnt by the row it leaves: no request but the form's own, no state before it is needed.
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON, WebAuthnCredential } from '@simplewebauthn/server';
import type { Kysely } from 'kysely';
import type { City } from '../city.ts';
import { isRecord } from '../text/json.ts';
import type { IdentityTables } from './acts.ts';
import { challengeId, openChallenge, sealChallenge } from './tokens.ts';

const CHALLENGE_SECONDS = 600;
/** ES256, RS256, EdDSA (COSE, RFC 9053): what every device in use offers. Naming them also keeps the library from trying experimental ones. */
const ALGORITHMS = [-7, -257, -8];

export type PasskeyFace = 'citizen' | 'staff';

export interface KnownPasskey {
  readonly id: string;
  readonly public_key: Uint8Array;
  readonly counter: number;
}

/** Three hundred modules of formats and certificates: loaded when the first passkey is asked for. */
const webAuthn = () => import('@simplewebauthn/server');

function place(city: Pick<City, 'origin'>) {
  const url = new URL(city.origin);
  return { rpID: url.hostname, origin: url.origin };
}

function challengeBytes(challenge: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(challenge, 'base64url'));
}

/** Options for `navigator.credentials.get`, as JSON for the page. The person is found by the key itself. */
export async function signInOptions(city: City, face: PasskeyFace): Promise<string> {
  const challenge = sealChallenge(city, `sign-in ${face}`, city.clock.now().add({ seconds: CHALLENGE_SECONDS }));
  return JSON.stringify(await (await webAuthn()).generateAuthenticationOptions({ rpID: place(city).rpID, challenge: challengeBytes(challenge), userVerification: 'required', timeout: CHALLENGE_SECONDS * 1000 }));
}

export interface KeyOwner {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly existing: readonly string[];
}

/** Options for `navigator.credentials.create`, as JSON for the page. */
export async function registrationOptions(city: City, face: PasskeyFace, owner: KeyOwner): Promise<string> {
  const challenge = sealChallenge(city, `register ${face} ${owner.id}`, city.clock.now().add({ seconds: CHALLENGE_SECONDS }));
  return JSON.stringify(await (await webAuthn()).generateRegistrationOptions({
    rpName: city.facts.name.ja, rpID: place(city).rpID, userName: owner.account, userDisplayName: owner.name, userID: new Uint8Array(Buffer.from(owner.id)),
    challenge: challengeBytes(challenge), attestationType: 'none', supportedAlgorithmIDs: ALGORITHMS, timeout: CHALLENGE_SECONDS * 1000,
    excludeCredentials: owner.existing.map((id) => ({ id })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  }));
}

export interface NewPasskey extends KnownPasskey {
  readonly transports: readonly string[];
  readonly challenge: string;
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) && typeof value['id'] === 'string' && isRecord(value['response']) ? value : null;
  } catch {
    return null;
  }
}

function isRegistration(value: Record<string, unknown>): value is Record<string, unknown> & RegistrationResponseJSON {
  return isRecord(value['response']) && typeof value['response']['attestationObject'] === 'string' && typeof value['response']['clientDataJSON'] === 'string';
}

function isAssertion(value: Record<string, unknown>): value is Record<string, unknown> & AuthenticationResponseJSON {
  return isRecord(value['response']) && typeof value['response']['authenticatorData'] === 'string' && typeof value['response']['signature'] === 'string' && typeof value['response']['clientDataJSON'] === 'string';
}

/** The key a browser made, or null when anything about it is not as it must be. */
export async function verifyRegistration(city: City, face: PasskeyFace, ownerId: string, text: string): Promise<NewPasskey | null> {
  const response = parsed(text);
  if (!response || !isRegistration(response)) return null;
  let challenge = '';
  const { rpID, origin } = place(city);
  const result = await (await webAuthn()).verifyRegistrationResponse({
    response, expectedOrigin: origin, expectedRPID: rpID, requireUserVerification: true, supportedAlgorithmIDs: ALGORITHMS,
    expectedChallenge: (sent) => {
      challenge = sent;
      return openChallenge(city, `register ${face} ${ownerId}`, sent, city.clock.now()) !== null;
    },
  }).catch(() => null);
  if (!result?.verified) return null;
  const { credential } = result.registrationInfo;
  return { id: credential.id, public_key: credential.publicKey, counter: credential.counter, transports: credential.transports ?? [], challenge };
}

/** Which key a browser says it answers with, before anything is verified. */
export function claimedKey(text: string): string | null {
  const response = parsed(text);
  return response && typeof response['id'] === 'string' && response['id'].length <= 1400 ? response['id'] : null;
}

/** The new counter and the challenge to burn, or null when the answer does not prove the key. */
export async function verifySignIn(city: City, face: PasskeyFace, key: KnownPasskey, text: string): Promise<{ readonly counter: number; readonly challenge: string } | null> {
  const response = parsed(text);
  if (!response || !isAssertion(response)) return null;
  let challenge = '';
  const { rpID, origin } = place(city);
  const credential: WebAuthnCredential = { id: key.id, publicKey: new Uint8Array(key.public_key), counter: key.counter };
  const result = await (await webAuthn()).verifyAuthenticationResponse({
    response, credential, expectedOrigin: origin, expectedRPID: rpID, requireUserVerification: true,
    expectedChallenge: (sent) => {
      challenge = sent;
      return openChallenge(city, `sign-in ${face}`, sent, city.clock.now()) !== null;
    },
  }).catch(() => null);
  return result?.verified ? { counter: result.authenticationInfo.newCounter, challenge } : null;
}

/** Uses the challenge up; false when it was used before. */
export async function burnChallenge(db: Kysely<IdentityTables>, challenge: string, now: Temporal.Instant): Promise<boolean> {
  await db.deleteFrom('kernel.challenges').where('expires_at', '<', now.subtract({ seconds: CHALLENGE_SECONDS })).execute();
  const burnt = await db.insertInto('kernel.challenges').values({ id: challengeId(challenge), challenge: '', expires_at: now.add({ seconds: CHALLENGE_SECONDS }) })
    .onConflict((conflict) => conflict.column('id').doNothing()).returning('id').executeTakeFirst();
  return burnt !== undefined;
}

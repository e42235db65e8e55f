/** Passkeys end to end, with a small authenticator of our own instead of a browser's. */
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type TestCity, testCity } from '../testing.ts';
import { registerPasskey } from './citizen-account.ts';
import { signInByPasskey } from './citizen-sign-in.ts';
import { registrationOptions, signInOptions } from './passkey.ts';
import { sampleCitizen } from './sample-people.ts';
import { actorFor, citizenActor } from './session.ts';
import { sessionToken } from './tokens.ts';

const ORIGIN = 'http://localhost';
const RP = createHash('sha256').update('localhost').digest();

/** CBOR (RFC 8949) of what an attestation holds: small integers, byte strings, texts, maps. */
function cbor(value: number | string | Uint8Array | ReadonlyMap<number | string, unknown>): Buffer {
  const head = (major: number, length: number) => (length < 24 ? Buffer.from([(major << 5) | length]) : length < 256 ? Buffer.from([(major << 5) | 24, length]) : Buffer.from([(major << 5) | 25, length >> 8, length & 255]));
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, inner]) => [cbor(key), cbor(inner as Parameters<typeof cbor>[0])])]);
}

class Authenticator {
  readonly id = Buffer.from('an authenticator of our own');
  readonly #key: KeyObject;
  readonly #point: { x: Buffer; y: Buffer };
  counter = 0;
  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' });
    this.#key = privateKey;
    this.#point = { x: Buffer.from(jwk.x ?? '', 'base64url'), y: Buffer.from(jwk.y ?? '', 'base64url') };
  }
  #data(flags: number, more: Uint8Array = new Uint8Array()): Buffer {
    this.counter += 1;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([RP, Buffer.from([flags]), counter, more]);
  }
  create(options: string, origin = ORIGIN): string {
    const { challenge } = JSON.parse(options);
    const cose = cbor(new Map<number, unknown>([[1, 2], [3, -7], [-1, 1], [-2, this.#point.x], [-3, this.#point.y]]));
    const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, cose]);
    const client = Buffer.from(JSON.stringify({ type: 'webauthn.create', challenge, origin }));
    const attestation = cbor(new Map<string, unknown>([['fmt', 'none'], ['attStmt', new Map()], ['authData', this.#data(0x45, credential)]]));
    return this.#json({ clientDataJSON: client.toString('base64url'), attestationObject: attestation.toString('base64url'), transports: ['internal'] });
  }
  get(options: string, flags = 0x05): string {
    const { challenge } = JSON.parse(options);
    const client = Buffer.from(JSON.stringify({ type: 'webauthn.get', challenge, origin: ORIGIN }));
    const data = this.#data(flags);
    const signature = sign('sha256', Buffer.concat([data, createHash('sha256').update(client).digest()]), this.#key);
    return this.#json({ clientDataJSON: client.toString('base64url'), authenticatorData: data.toString('base64url'), signature: signature.toString('base64url') });
  }
  #json(response: unknown): string {
    const id = this.id.toString('base64url');
    return JSON.stringify({ id, rawId: id, type: 'public-key', clientExtensionResults: {}, response });
  }
}

let house: TestCity;
before(async () => {
  house = await testCity({ sample: true });
});
after(() => house.close());

const visitor = { kind: 'visitor', device: 'net.browser' } as const;

async function tryKey(passkey: string) {
  const requestId = house.id();
  const token = sessionToken(house.city, 'citizen', requestId, passkey);
  return { token, answer: await house.do(visitor, signInByPasskey, { passkey, token }, requestId) };
}

test('パスキーを登録し、それで入る。同じ答えは二度使えず、よその答えは通らない', async () => {
  await house.must({ kind: 'system', id: 'test' }, sampleCitizen, { email: 'key@example.jp', name: '鍵 持子', kana: 'かぎ もちこ', phone: '', password: 'とても長い合言葉です' });
  const owner = await citizenActor(house.city, 'key@example.jp');
  assert.ok(owner);
  const mine = new Authenticator();
  const options = () => registrationOptions(house.city, 'citizen', { id: owner.id, account: 'key@example.jp', name: owner.name, existing: [] });

  const elsewhere = await house.do(owner, registerPasskey, { passkey: mine.create(await options(), 'https://evil.example'), name: '偽のサイト' });
  assert.equal(!elsewhere.ok && elsewhere.refused, 'PasskeyProblem', 'よそのサイトで作られた答え');
  await house.must(owner, registerPasskey, { passkey: mine.create(await options()), name: '自分の鍵' });

  const answer = mine.get(await signInOptions(house.city, 'citizen'));
  const { token, answer: first } = await tryKey(answer);
  assert.equal(first.ok, true);
  assert.equal((await actorFor(house.city, { citizenToken: token, device: 'd' }, 'citizen')).kind, 'citizen');
  const again = await tryKey(answer);
  assert.equal(!again.answer.ok && again.answer.refused, 'PasskeyProblem', '同じ答えは二度使えない');

  const forStaff = await tryKey(mine.get(await signInOptions(house.city, 'staff')));
  assert.equal(forStaff.answer.ok, false, '職員の入口の問いへの答えは、市民の入口で通じない');
  const unverified = await tryKey(mine.get(await signInOptions(house.city, 'citizen'), 0x01));
  assert.equal(unverified.answer.ok, false, '本人を確かめていない答え');
  const stranger = new Authenticator();
  assert.equal((await tryKey(stranger.get(await signInOptions(house.city, 'citizen')))).answer.ok, false, '同じ番号を名乗る別の鍵');

  const late = await signInOptions(house.city, 'citizen');
  house.clock.advance({ minutes: 11 });
  assert.equal((await tryKey(mine.get(late))).answer.ok, false, '古い問いへの答え');
  for (const nonsense of ['x', '{}', '{"id":"a","response":{}}', 'null']) assert.equal((await tryKey(nonsense)).answer.ok, false, nonsense);
});

/** RFC 3161 tokens: accepted as of their own moment, refused when anything differs; openssl agrees where it is installed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { hash, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { testAuthority } from './test-authority.ts';
import { BadStamp, checkStamp, stampRequest, tokenIn } from './timestamp.ts';

const at = Temporal.Instant.from('2026-11-25T01:00:03Z');
const authority = testAuthority({ from: at.subtract({ hours: 24 }), to: at.add({ hours: 24 * 365 }) });
const digest = hash('sha256', 'checkpoint', 'buffer');
const nonce = Buffer.from('8f00112233445566', 'hex');
const token = tokenIn(authority.answer(stampRequest(digest, nonce), at));

test('a token is accepted, with its moment, policy and authority', () => {
  const stamp = checkStamp(token, { digest, nonce, policy: '1.3.6.1.4.1.99999.1', anchors: [authority.certificate] });
  assert.deepEqual([stamp.genTime.toString(), stamp.authority], ['2026-11-25T01:00:03Z', 'CN=Yakuba test time stamping authority']);
  assert.equal(stamp.certNotAfter.toString(), at.add({ hours: 24 * 365 }).toString());
});

test('another digest, nonce, policy, anchor or a moment outside the certificate is refused', () => {
  const refused = (work: () => unknown, said: RegExp) => assert.throws(work, (error) => error instanceof BadStamp && said.test(error.message));
  refused(() => checkStamp(token, { digest: hash('sha256', 'other', 'buffer') }), /別のもの/);
  refused(() => checkStamp(token, { digest, nonce: Buffer.from([1]) }), /問いへの答え/);
  refused(() => checkStamp(token, { digest, policy: '1.2.3' }), /方針/);
  refused(() => checkStamp(token, { digest, anchors: [testAuthority({ from: at, to: at }).certificate] }), /つながっていません/);
  refused(() => checkStamp(tokenIn(authority.answer(stampRequest(digest, nonce), at.add({ hours: 24 * 400 }))), { digest }), /期間の外/);
});

test('one changed byte anywhere is refused, or changes nothing that is signed', () => {
  for (let place = 0; place < token.byteLength; place++) {
    const changed = Buffer.from(token);
    changed[place] = (changed[place] ?? 0) ^ 1;
    try {
      assert.equal(checkStamp(changed, { digest, nonce, anchors: [authority.certificate] }).genTime.toString(), at.toString());
    } catch (error) {
      assert.ok(error instanceof BadStamp, String(error));
    }
  }
});

test('openssl accepts the same token, and reads our question', (context) => {
  if (spawnSync('openssl', ['version']).status !== 0) return context.skip('openssl is not installed');
  const dir = mkdtempSync(join(tmpdir(), 'yakuba-tsa-'));
  try {
    const put = (name: string, bytes: Uint8Array | string) => {
      writeFileSync(join(dir, name), bytes);
      return join(dir, name);
    };
    const request = put('request.tsq', stampRequest(digest, nonce));
    assert.match(spawnSync('openssl', ['ts', '-query', '-in', request, '-text'], { encoding: 'utf8' }).stdout, /Nonce: 0x8F00112233445566[\s\S]*Certificate required: yes/);
    const response = put('response.tsr', authority.answer(stampRequest(digest, nonce), at));
    const pem = put('authority.pem', new X509Certificate(authority.certificate).toString());
    const seconds = String(at.epochMilliseconds / 1000);
    const good = spawnSync('openssl', ['ts', '-verify', '-queryfile', request, '-in', response, '-CAfile', pem, '-partial_chain', '-attime', seconds], { encoding: 'utf8' });
    assert.match(good.stdout + good.stderr, /Verification: OK/);
    const bad = spawnSync('openssl', ['ts', '-verify', '-digest', hash('sha256', 'other', 'hex'), '-in', response, '-CAfile', pem, '-partial_chain', '-attime', seconds], { encoding: 'utf8' });
    assert.notEqual(bad.status, 0);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

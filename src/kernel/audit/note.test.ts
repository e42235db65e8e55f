/** Signed notes, checkpoints and cosignatures. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadNote, checkpointText, cosign, openCheckpoint, parseCheckpointText, parseNote, parseSignatureLine, parseVerifierKey, signCheckpoint, signerFrom, verifierKey } from './note.ts';
import { leafHash } from './tree.ts';

const log = signerFrom('city.example/log', Buffer.alloc(32, 1));
const witness = signerFrom('neighbour.example/witness', Buffer.alloc(32, 2));
const trusted = [{ ...log, kind: 'log' }, { ...witness, kind: 'witness' }] as const;
const checkpoint = { origin: 'city.example/log', size: 20_852_163, root: leafHash(Buffer.from('x')) };

test('a key published by another implementation reads and writes the same (sum.golang.org)', () => {
  const text = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';
  assert.equal(verifierKey(parseVerifierKey(text)), text);
  assert.throws(() => parseVerifierKey(text.replace('033de0ae', '033de0af')), BadNote);
});

test('RFC 8032 §7.1 test 1: the public key follows from the secret', () => {
  const signer = signerFrom('a', Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'));
  assert.equal(Buffer.from(signer.publicKey).toString('hex'), 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
  assert.equal(Buffer.from(signer.sign(new Uint8Array())).toString('hex'), 'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b');
});

test('the example of the specification is a note of three lines with two signatures', () => {
  const note = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n';
  const { text, signatures } = parseNote(note);
  assert.equal(checkpointText(parseCheckpointText(text)), text);
  assert.deepEqual(signatures.map(({ name, signature }) => [name, signature.byteLength]), [['example.com/behind-the-sofa', 64], ['witness.example.com/w1', 72]]);
  assert.equal(signatures[1]?.signature.readBigUInt64BE(), 1_679_315_147n);
});

test('log and witness are recognised; unknown signatures are passed over', () => {
  const stranger = cosign(checkpoint, signerFrom('stranger', Buffer.alloc(32, 3)), 5);
  const opened = openCheckpoint(signCheckpoint(checkpoint, [log]) + stranger + cosign(checkpoint, witness, 1_795_000_000), trusted);
  assert.deepEqual([opened.origin, opened.size, opened.signed.map((one) => [one.by.name, one.seconds])], ['city.example/log', 20_852_163, [['city.example/log', null], ['neighbour.example/witness', 1_795_000_000]]]);
});

test('one changed character anywhere, a wrong key or a missing log signature condemns the note', () => {
  const note = signCheckpoint(checkpoint, [log]) + cosign(checkpoint, witness, 7);
  for (let at = 0; at < note.length; at++) {
    const changed = note.slice(0, at) + (note[at] === 'A' ? 'B' : 'A') + note.slice(at + 1);
    try {
      const opened = openCheckpoint(changed, trusted);
      // Only a signature line that became somebody else's may be passed over.
      assert.deepEqual([opened.size, opened.origin], [checkpoint.size, checkpoint.origin]);
      assert.equal(opened.signed.length, 1, `character ${at}`);
    } catch (error) {
      assert.ok(error instanceof BadNote, `character ${at}: ${String(error)}`);
    }
  }
  assert.throws(() => openCheckpoint(signCheckpoint(checkpoint, [signerFrom('city.example/log', Buffer.alloc(32, 9))]), trusted), BadNote);
  assert.throws(() => openCheckpoint(`${checkpointText(checkpoint)}\n${cosign(checkpoint, witness, 7)}`, trusted), BadNote);
  for (const bad of ['', 'a\n', 'a\n\n', 'city.example/log\n01\nAAAA\n\n— a AAAAAAAA\n', `a\u0000b\n\n— a AAAAAAAA\n`]) assert.throws(() => openCheckpoint(bad, trusted), BadNote);
  for (const bad of ['- a AAAAAAAA', '— a+b AAAAAAAA', '— a AAAA', '— a AAAAAA', '— a b AAAAAAAA']) assert.throws(() => parseSignatureLine(bad), BadNote, bad);
  assert.throws(() => signerFrom('a b', Buffer.alloc(32)), BadNote);
});

test('while a key is exchanged two sign, and whoever knows either accepts', () => {
  const next = signerFrom('city.example/log', Buffer.alloc(32, 4));
  const note = signCheckpoint(checkpoint, [log, next]);
  for (const one of [log, next]) assert.equal(openCheckpoint(note, [{ ...one, kind: 'log' }]).signed.length, 1);
});

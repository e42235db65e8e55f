/** B5-6: a file handed to a citizen proves itself offline; one changed character anywhere is refused. */
import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { decide, officer, sealedCity, type SealedCity } from './audit.fixture.ts';
import { checkEvidence, evidenceFor, evidenceText, readProof, writeProof } from './evidence.ts';
import { keysOf, verifiersOf } from './keys.ts';
import { signerFrom, verifierKey } from './note.ts';
import { entriesAbout, eraseEntries, rotateKey } from './operations.ts';

let house: SealedCity;
let text: string;
const pdf = Buffer.from('%PDF-1.7 証明書');
before(async () => {
  house = await sealedCity();
  await house.write(30);
  await house.must(officer, decide, { voucher: 'notice', yen: 300, words: hash('sha256', pdf, 'hex') });
  await house.write(20);
  text = await evidence('voucher:notice');
});
after(() => house.close());

async function evidence(subject: string, withhold = false): Promise<string> {
  const found = await house.city.staffDb.use(async (asks) => evidenceFor(asks, '試験市', await entriesAbout(house.city, subject), { withhold }));
  assert.ok(found);
  return evidenceText(found);
}

test('B5-6 a PDF dropped beside its evidence, offline: it is the document the city recorded; another one is not', () => {
  const good = checkEvidence(text, { files: [{ name: '通知.pdf', bytes: pdf }] });
  assert.equal(good.level, 'good');
  assert.match(good.said[0] ?? '', /1 文字も変わっていません/);
  assert.match(good.said[1] ?? '', /通知\.pdf は、市が記録した文書と一致します/);
  const other = checkEvidence(text, { files: [{ name: '通知.pdf', bytes: Buffer.from('%PDF-1.7 別') }] });
  assert.deepEqual([other.level, /一致しません/.test(other.said.join())], ['damaged', true]);
});

test('with the city’s published key it needs no trust in the file; with another key it is refused', async () => {
  const [key] = verifiersOf(await house.city.staffDb.use((asks) => keysOf(asks)));
  assert.ok(key);
  const trusting = checkEvidence(text, { trusted: [verifierKey(key)] });
  assert.deepEqual([trusting.level, trusting.note, typeof checkEvidence(text).note], ['good', undefined, 'string']);
  assert.equal(checkEvidence(text, { trusted: [verifierKey({ ...signerFrom(key.name, Buffer.alloc(32, 5)), kind: 'log' })] }).level, 'damaged');
});

test('a changed value, salt, proof line or signature is refused; what is no evidence is said to be none', () => {
  const index = /index \d+/.exec(text)?.[0] ?? '';
  for (const [from, to] of [['"yen":300', '"yen":301'], ['"res":"done"', '"res":"else"'], [index, 'index 2'], ['"salt":"', '"salt":"AAAA'], ['\\n52\\n', '\\n53\\n'], ['"act":"test.decide"', '"act":"test.Decide"']] as const) {
    assert.ok(text.includes(from), from);
    assert.equal(checkEvidence(text.replace(from, to)).level, 'damaged', from);
  }
  for (const bad of ['', '{}', 'null', '[]', text.slice(0, -40)]) assert.equal(checkEvidence(bad).level, 'unknown');
  const proof = { index: 7, proof: [Buffer.alloc(32, 1)], checkpoint: 'a\n1\nb\n\n— a x\n' };
  assert.equal(writeProof(readProof(writeProof(proof))), writeProof(proof));
});

test('withheld and erased bodies: the head is still proven; a rotated key leaves old evidence good (B5-7)', async () => {
  const withheld = checkEvidence(await evidence('voucher:notice', true));
  assert.deepEqual([withheld.level, /非開示/.test(withheld.said.join())], ['good', true]);
  await rotateKey(house.city, 'operator');
  await house.must(officer, decide, { voucher: 'later', yen: 1, words: '' });
  await house.seal();
  assert.equal(checkEvidence(text).level, 'good');
  assert.equal(checkEvidence(await evidence('voucher:later')).level, 'good');
  const ids = await entriesAbout(house.city, 'voucher:notice');
  await eraseEntries(house.city, ids, { law: '規程', approval: '決裁第9号' }, 'operator');
  await house.seal();
  const erased = await house.city.staffDb.use((asks) => evidenceFor(asks, '試験市', ids));
  const check = checkEvidence(erased ? evidenceText(erased) : '');
  assert.deepEqual([check.level, /廃棄済み/.test(check.said.join()), JSON.stringify(erased).includes('300')], ['good', true, false]);
  assert.equal(checkEvidence(text).level, 'good', 'what was handed out before proves itself');
});

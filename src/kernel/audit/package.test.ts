/** B3 and B5-6: one archive proves itself offline; a changed byte of whatever kind is refused. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { decide, officer, sealedCity, type SealedCity } from './audit.fixture.ts';
import { storeFile } from '../files/files.ts';
import { keysOf, verifiersOf, witnessSigner } from './keys.ts';
import { cosign, parseCheckpointText, parseNote, signerFrom, verifierKey } from './note.ts';
import { checkPackage, isPackage, packageAbout, PackageRefused } from './package.ts';
import { type Member, readZip, writeZip } from './stored-zip.ts';

let house: SealedCity;
let zip: Buffer;
const pdf = Buffer.from('%PDF-1.7 施設使用許可書');
const table = Buffer.from('項目,金額\n使用料,300\n');
before(async () => {
  house = await sealedCity();
  await house.write(30);
  const hashes: string[] = [];
  for (const [bytes, type, name] of [[pdf, 'application/pdf', '使用許可書 (写し).pdf'], [table, 'text/csv', '../内訳.csv']] as const) {
    const stored = await storeFile(house.city, bytes, { limit: 10_000, types: [type] });
    assert.ok('sha256' in stored);
    hashes.push(stored.sha256);
    await house.past(`insert into kernel.files (id, sha256, bytes, media_type, name, owner, created_at) values ($1, $2, $3, $4, $5, 'test', now())`, [house.id(), stored.sha256, bytes.byteLength, type, name]);
  }
  await house.must(officer, decide, { voucher: 'permit', yen: 300, words: hashes.join(' ') });
  await house.seal();
  await house.must(officer, decide, { voucher: 'permit', yen: 310, words: '訂正' });
  await house.write(20);
  // A witness's line, as it comes back from one.
  const signer = witnessSigner({ ...house.city, facts: { ...house.city.facts, code: '072028' } });
  await house.city.staffDb.use(async (asks) => {
    const [last] = (await asks.run<{ note: string; origin: string; size: number }>('select note, origin, size from kernel.log_checkpoints order by size desc limit 1')).rows;
    assert.ok(last);
    await asks.run('insert into kernel.log_witnesses (name, public_key, url, added_at) values ($1, $2, $3, now())', [signer.name, signer.publicKey, 'http://neighbour.invalid']);
    await asks.run('insert into kernel.log_cosignatures (origin, size, witness, line, at) values ($1, $2, $3, $4, now())', [last.origin, last.size, signer.name, cosign(parseCheckpointText(parseNote(last.note).text), signer, 1_795_000_000)]);
  });
  zip = await packageAbout(house.city, 'voucher:permit') ?? assert.fail('no package');
});
after(() => house.close());

test('the package holds entries, proofs, checkpoint, cosignatures, files and the page, and is good', async () => {
  const check = checkPackage(zip);
  assert.equal(check.level, 'good', check.said.join());
  assert.equal(check.said.filter((line) => /1 文字も変わっていません/.test(line)).length, 2);
  assert.ok(check.said.some((line) => /証人 yakuba\/witness\//.test(line)));
  assert.equal(check.said.filter((line) => /市が記録した文書と一致します/.test(line)).length, 2);
  assert.ok(isPackage(zip) && !isPackage(Buffer.from('{}')));
  const [key] = verifiersOf(await house.city.staffDb.use((asks) => keysOf(asks)));
  assert.ok(key);
  assert.deepEqual([checkPackage(zip, { trusted: [verifierKey(key)] }).note, typeof check.note], [undefined, 'string']);
  assert.equal(checkPackage(zip, { trusted: [verifierKey({ ...signerFrom(key.name, Buffer.alloc(32, 5)), kind: 'log' })] }).level, 'damaged');
  assert.equal(await packageAbout(house.city, 'voucher:nothing'), null);
  const again = await packageAbout(house.city, 'voucher:permit');
  assert.ok(again?.equals(zip), 'the same record gives the same bytes');
});

test('any other program opens it: the bag’s own manifest is what sha256sum says, and no name leads out of the folder', () => {
  const dir = mkdtempSync(join(tmpdir(), 'yakuba-package-'));
  try {
    writeFileSync(join(dir, 'package.zip'), zip);
    execFileSync('python3', ['-c', 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2])', join(dir, 'package.zip'), join(dir, 'bag')]);
    for (const manifest of ['manifest-sha256.txt', 'tagmanifest-sha256.txt']) execFileSync('sha256sum', ['--check', '--strict', manifest], { cwd: join(dir, 'bag') });
    assert.ok(readZip(zip).every((one) => !one.name.includes('..') && !one.name.startsWith('/')));
    assert.deepEqual(readFileSync(join(dir, 'bag', 'data', 'files', readZip(zip).flatMap((one) => (one.name.endsWith('.pdf') ? [one.name.slice('data/files/'.length)] : []))[0] ?? '')), pdf);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test('every single flipped byte is refused, wherever it lies', () => {
  const evidence = readZip(zip).find((one) => one.name === 'data/evidence.json');
  assert.ok(evidence);
  const begin = zip.indexOf(evidence.bytes);
  // Everything but the long page byte by byte; of the page and the evidence every 7th.
  for (let at = 0; at < zip.byteLength; at += at > begin && at < zip.byteLength - 4000 ? 7 : 1) {
    const changed = Buffer.from(zip);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.notEqual(checkPackage(changed).level, 'good', `byte ${at}`);
  }
  for (const bad of [zip.subarray(0, -1), zip.subarray(1), Buffer.concat([zip, Buffer.alloc(1)]), Buffer.alloc(0), Buffer.from('PK')]) assert.notEqual(checkPackage(bad).level, 'good');
});

/** The archive with its members changed and everything around them, manifests too, made to fit: what a forger would hand over. */
function forged(change: (members: readonly Member[]) => readonly Member[]): Buffer {
  const payload = change(readZip(zip).filter((one) => one.name.startsWith('data/')));
  const manifest = (list: readonly Member[]) => Buffer.from(list.map((one) => `${hash('sha256', one.bytes, 'hex')}  ${one.name}\n`).join(''));
  const first = readZip(zip)[0] ?? assert.fail();
  const own = { name: 'manifest-sha256.txt', bytes: manifest(payload) };
  return writeZip([first, ...payload, own, { name: 'tagmanifest-sha256.txt', bytes: manifest([first, own]) }]);
}
const replaced = (name: RegExp, change: (text: string) => string) => forged((members) => members.map((one) => (name.test(one.name) ? { ...one, bytes: Buffer.from(change(Buffer.from(one.bytes).toString('utf8'))) } : one)));

test('a forger who makes the manifest fit is refused by the log itself: entry, head, body, salt, proof, checkpoint, signatures, files', () => {
  assert.equal(checkPackage(forged((members) => members)).level, 'good', 'the forge itself works');
  const text = Buffer.from(readZip(zip).find((one) => one.name === 'data/evidence.json')?.bytes ?? []).toString('utf8');
  const other = (found: RegExp, by: (text: string) => string) => {
    const piece = found.exec(text)?.[0] ?? assert.fail(String(found));
    return [piece, by(piece)] as const;
  };
  const letter = (piece: string) => piece.replace(/[A-Za-z](?=[^A-Za-z]*$)/, (one) => (one === 'A' ? 'B' : 'A'));
  const changes: Readonly<Record<string, readonly [string, string]>> = {
    entry: other(/\\"com\\":\\"[^\\]{12}/, letter), head: ['"res":"done"', '"res":"gone"'], body: ['"yen":300', '"yen":301'], salt: other(/"salt":"[^"]{8}/, letter), index: other(/index \d+/, (piece) => `${piece}1`),
    proof: other(/index \d+\\n[^\\]{10}/, letter), root: other(/\\n\d+\\n[A-Za-z0-9+/]{43}=\\n\\n—/, (piece) => letter(piece)), size: other(/\\n\d+\\n[A-Za-z0-9+/]{43}=\\n\\n/, (piece) => piece.replace(/\d+/, (size) => String(Number(size) + 1))),
    'log signature': other(/\\n— [^ ]+\/log\/[^ ]+ [A-Za-z0-9+/]{30}/, letter), 'witness signature': other(/\\n— yakuba\/witness[^ ]+ [A-Za-z0-9+/]{30}/, letter),
  };
  for (const [what, [from, to]] of Object.entries(changes)) {
    assert.notEqual(from, to, what);
    assert.notEqual(checkPackage(replaced(/evidence\.json$/, (whole) => whole.replace(from, to))).level, 'good', what);
  }
  assert.equal(checkPackage(replaced(/\.pdf$/, (whole) => `${whole}.`)).level, 'damaged', 'a file');
  const stranger = { name: 'data/files/99-x.pdf', bytes: Buffer.from('%PDF-1.7 別') };
  assert.equal(checkPackage(forged((members) => [...members.slice(0, 1), stranger, ...members.slice(1)])).level, 'damaged', 'a file that is not in the record');
  assert.equal(checkPackage(forged((members) => [...members, { name: 'data/run.exe', bytes: Buffer.from('MZ') }])).level, 'damaged', 'something else beside it');
  assert.equal(checkPackage(forged((members) => members.filter((one) => !one.name.endsWith('check.html')))).level, 'damaged');
});

test('a document that is damaged or gone in the store is not packed: it says which, and what to do', async () => {
  const path = join(house.city.filesDir, hash('sha256', table, 'hex').slice(0, 2), hash('sha256', table, 'hex'));
  writeFileSync(path, 'x');
  await assert.rejects(packageAbout(house.city, 'voucher:permit'), (error) => error instanceof PackageRefused && /内訳\.csv.*バックアップから戻して/s.test(error.message));
  writeFileSync(path, table);
});

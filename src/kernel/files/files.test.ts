/** The file store: the same bytes once, sniffed and limited, damage found. */
import assert from 'node:assert/strict';
import { globSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { probeCity } from '../probe.fixture.ts';
import type { TestCity } from '../testing.ts';
import { loadFile, sniff, storeFile } from './files.ts';

let house: TestCity;
before(async () => {
  house = await probeCity();
});
after(() => house.close());
const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const take = { limit: 1024 * 1024, types: ['image/png', 'image/jpeg', 'application/pdf', 'text/csv'] };

test('the same bytes are stored once, however many send them at once', async () => {
  const stored = await Promise.all(Array.from({ length: 8 }, () => storeFile(house.city, png, take)));
  assert.equal(new Set(stored.map((one) => ('sha256' in one ? one.sha256 : 'refused'))).size, 1);
  assert.equal(globSync('**/*', { cwd: house.city.filesDir }).filter((name) => name.length > 10).length, 1);
  const [first] = stored;
  assert.ok(first && 'sha256' in first);
  assert.deepEqual(Buffer.from(await loadFile(house.city, first.sha256)), png);
});

test('kind is what the bytes say; too large and unknown are refused', async () => {
  assert.deepEqual([sniff(png), sniff(Buffer.from('%PDF-1.7')), sniff(Buffer.from([0xff, 0xd8, 0xff, 0xe0])), sniff(Buffer.from('a,b\r\n1,2')), sniff(Buffer.from([0x4d, 0x5a, 0]))], ['image/png', 'application/pdf', 'image/jpeg', 'text/csv', null]);
  const program = await storeFile(house.city, Buffer.from([0x4d, 0x5a, 0, 3]), take);
  assert.ok('refused' in program && program.refused === 'FileKind');
  const large = await storeFile(house.city, Buffer.alloc(1024 * 1024 + 1, 0x41), take);
  assert.ok('refused' in large && large.refused === 'FileTooLarge');
});

test('a damaged file is found, and a name is only ever a hash', async () => {
  const stored = await storeFile(house.city, Buffer.from('正しい,内容\n'), take);
  assert.ok('sha256' in stored);
  writeFileSync(join(house.city.filesDir, stored.sha256.slice(0, 2), stored.sha256), 'x');
  await assert.rejects(loadFile(house.city, stored.sha256), /damaged/);
  await assert.rejects(loadFile(house.city, '../../../etc/passwd'), /not a file name/);
});

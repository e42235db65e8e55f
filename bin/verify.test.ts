/** `verify` knows every kind of table that the systems make: it never has to say that it could not look. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { testCity, type TestCity } from '../src/kernel/testing.ts';
import '../src/main-systems.ts';
import { verifyAll } from './verify.ts';

let house: TestCity;
const dataDir = mkdtempSync(join(tmpdir(), 'yakuba-verify-'));
before(async () => {
  house = await testCity();
});
after(async () => {
  await house.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('すべてのシステムの表と約束を調べ、新しい町は、どこもよい', async () => {
  const owner = house.connect('owner');
  const [city] = await verifyAll({ dataDir, admin: owner, only: [owner.database] });
  assert.deepEqual(city?.findings.filter((one) => one.level !== 'good'), []);
  const counted = city?.findings.map((one) => /([\d,]+) の制約を/.exec(one.said)?.[1]).find((count) => count !== undefined);
  assert.ok(Number(counted?.replaceAll(',', '')) > 300, JSON.stringify(city?.findings));
});

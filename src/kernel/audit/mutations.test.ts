/** One change anywhere in rows, leaves, salts, tiles, checkpoints, keys or erasures: verify finds it and names it, every time. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { fileFindings } from '../backup/verify/stored-files.ts';
import { storeFile } from '../files/files.ts';
import { join } from 'node:path';
import { decide, officer, resident, sealedCity, type SealedCity, see, verified } from './audit.fixture.ts';
import { CHANGES, mutateOnce, takeGuardsOff } from './mutations.fixture.ts';
import { entriesAbout, eraseEntries, rotateKey } from './operations.ts';

const ROUNDS = 4;
let house: SealedCity;
let owner: pg.Client;
before(async () => {
  house = await sealedCity();
  for (let i = 0; i < 5; i++) {
    await house.ask(officer, see, { who: `${i}` });
    await house.must(resident, decide, { voucher: `${i % 3}`, yen: i, words: 'mine' });
  }
  await house.write(150);
  await rotateKey(house.city, 'operator');
  for (let i = 0; i < 4; i++) await house.must(officer, decide, { voucher: 'gone', yen: i, words: 'gone' });
  await house.write(120);
  await eraseEntries(house.city, await entriesAbout(house.city, 'voucher:gone'), { law: '規程', approval: '決裁第1号' }, 'operator');
  await house.write(10);
  assert.equal(await verified(house), '');
  owner = new pg.Client(house.connect('owner'));
  await owner.connect();
  await takeGuardsOff(owner);
});
after(async () => {
  await owner.end();
  await house.close();
});

/** A small generator of chance, so that a failure can be repeated. */
function diceFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test(`${CHANGES.length * ROUNDS} single changes, each kind ${ROUNDS} times at random places: all are found and named`, async () => {
  const dice = diceFrom(20_261_123);
  const missed: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const change of CHANGES) {
      const done = await mutateOnce(owner, house.city, house.clock.now(), dice, change);
      if (done.missed !== '') missed.push(`${done.change}: ${done.missed}`);
    }
  }
  assert.deepEqual(missed, []);
});

test('a changed byte of a stored file is found by its hash and named', async () => {
  const stored = await storeFile(house.city, Buffer.from('a,b\n1,2\n'), { limit: 1000, types: ['text/csv'] });
  assert.ok('sha256' in stored);
  await owner.query(`insert into kernel.files (id, sha256, bytes, media_type, name, owner, created_at) values (gen_random_uuid(), $1, 8, 'text/csv', 'a', 'test', now())`, [stored.sha256]);
  for (let at = 0; at < 8; at++) {
    const bytes = Buffer.from('a,b\n1,2\n');
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(join(house.city.filesDir, stored.sha256.slice(0, 2), stored.sha256), bytes);
    const [found] = (await fileFindings(owner, [house.city.filesDir], house.clock.now())).filter((one) => one.level === 'damaged');
    assert.match(found?.where.join() ?? '', new RegExp(stored.sha256.slice(0, 16)));
  }
});

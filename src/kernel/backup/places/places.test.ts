/** The places that are elsewhere: an S3 with checked signatures that is out of order now and then, and a machine behind ssh. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { smallHall, type SmallHall } from '../backup.fixture.ts';
import { BackupProblem, type BackupProblemKind } from '../problem.ts';
import { openPlace } from './open.ts';
import type { Place } from './place.ts';
import { fakeS3, type FakeS3, s3Keys } from './s3.fixture.ts';

const dir = mkdtempSync(join(tmpdir(), 'yakuba-places-'));
let s3: FakeS3;
let hall: SmallHall;
before(async () => {
  s3 = await fakeS3('town');
  hall = await smallHall();
  process.env['AWS_ACCESS_KEY_ID'] = s3Keys.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = s3Keys.secretAccessKey;
  // A stand-in for ssh: it notes where it was sent, and lets this machine do what the other one should.
  const bin = join(dir, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'ssh'), `#!/bin/sh\necho "$@" | head -1 >> ${dir}/calls\nfor last; do :; done\nexec sh -c "$last"\n`);
  chmodSync(join(bin, 'ssh'), 0o755);
  process.env['PATH'] = `${bin}${delimiter}${process.env['PATH'] ?? ''}`;
});
after(async () => {
  await s3.close();
  await hall.close();
  rmSync(dir, { recursive: true, force: true });
});

const s3Address = (bucket = 'town', prefix = 'nihonmatsu') => `s3://${bucket}/${prefix}?endpoint=http://127.0.0.1:${s3.port}`;
const sshAddress = (folder: string) => `ssh://backup@elsewhere:2222${folder}`;
const refusedAs = (kind: BackupProblemKind, words: RegExp) => (error: unknown) => {
  assert.ok(error instanceof BackupProblem, String(error));
  assert.equal(error.kind, kind, error.message);
  assert.match(error.message, words);
  return true;
};

/** What every place must do. */
async function behaves(place: Place): Promise<void> {
  const large = randomBytes(3 * 1024 * 1024 + 7);
  const names = Array.from({ length: 8 }, (_, index) => `objects/a${index}/x${index}.bin`);
  await Promise.all(names.map((name, index) => place.put(name, index === 0 ? large : Buffer.from(`${index}\n`))));
  await place.put('lists/one', Buffer.alloc(0));
  await place.settle();
  assert.deepEqual(await place.get('objects/a0/x0.bin'), large);
  assert.deepEqual(await place.get('lists/one'), Buffer.alloc(0));
  assert.equal(await place.get('objects/a0/none.bin'), null);
  const found = await Array.fromAsync(place.list('objects/'));
  assert.deepEqual(found.map((one) => one.name).toSorted(), names);
  assert.equal(found.find((one) => one.name === names[0])?.bytes, large.byteLength);
  await place.put('objects/a1/x1.bin', Buffer.from('again'));
  assert.equal((await place.get('objects/a1/x1.bin'))?.toString('utf8'), 'again');
  await place.remove([...names, 'objects/a0/none.bin']);
  assert.deepEqual(await Array.fromAsync(place.list('objects/')), []);
}

/** A whole backup goes there and comes back. */
async function goesAndComes(address: string): Promise<void> {
  const n = Math.floor(Math.random() * 1e9);
  await hall.insert(n);
  const name = hall.store();
  const session = await hall.session(address, true);
  await hall.set(session);
  await session.close();
  await hall.restored(address, async (_found, db, dataDir) => {
    assert.ok((await hall.numbers(db)).includes(n));
    assert.ok(existsSync(join(dataDir, 'files', 'town', name.slice(0, 2), name)));
  });
}

test('S3: 署名は別の実装で確かめられ、ときどき断られたり切られたりしても、置いて、並べて、戻せる', async () => {
  s3.failEvery = 5;
  const place = await openPlace(s3Address());
  await behaves(place);
  assert.ok(s3.hiccups() > 2);
  await goesAndComes(s3Address('town', 'whole'));
  s3.failEvery = 0;
  assert.ok([...s3.objects.keys()].every((key) => key.startsWith('nihonmatsu/') || key.startsWith('whole/')));
});

test('S3: 違う鍵、ない入れ物、いっぱいの入れ物は、何をすればよいかを言う', async () => {
  await assert.rejects((await openPlace(s3Address('other'))).get('lists/one'), refusedAs('PlaceFails', /入れ物（bucket）がありません/));
  s3.full = true;
  await assert.rejects((await openPlace(s3Address())).put('lists/two', Buffer.from('x')), refusedAs('PlaceFull', /いっぱいです/));
  s3.full = false;
  process.env['AWS_SECRET_ACCESS_KEY'] = 'another secret';
  try {
    await assert.rejects((await openPlace(s3Address())).put('lists/two', Buffer.from('x')), refusedAs('PlaceFails', /SignatureDoesNotMatch/));
  } finally {
    process.env['AWS_SECRET_ACCESS_KEY'] = s3Keys.secretAccessKey;
  }
  assert.equal(s3.objects.has('nihonmatsu/lists/two'), false);
});

test('SSH: 向こうに入れるものはなく、置いて、並べて、戻せる。書きかけは残らない', async () => {
  const folder = join(dir, 'remote');
  const place = await openPlace(sshAddress(folder));
  await behaves(place);
  assert.ok(Number(await place.free()) > 0);
  await place.close();
  assert.match(readFileSync(join(dir, 'calls'), 'utf8'), /BatchMode=yes .*-p 2222 backup@elsewhere /);
  assert.deepEqual(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part')), []);
  await goesAndComes(sshAddress(join(dir, 'remote-whole')));
});

test('SSH: 書けないフォルダーは、どこかを言って断る', async () => {
  writeFileSync(join(dir, 'a-file'), '');
  const place = await openPlace(sshAddress(join(dir, 'a-file')));
  await assert.rejects(place.put('lists/one', Buffer.from('x')), refusedAs('PlaceFails', /backup@elsewhere/));
  await place.close();
});

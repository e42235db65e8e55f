/** Backup and restore with a real private server, real folders, real WAL. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { systemClock } from '../clock.ts';
import { startEmbedded, UNFINISHED_RESTORE } from '../db/embedded.ts';
import { smallHall, type SmallHall } from './backup.fixture.ts';
import { timeInName } from './manifest.ts';
import { BackupProblem, type BackupProblemKind } from './problem.ts';
import { newKey } from './seal.ts';
import { stopWanting } from './session.ts';

let hall: SmallHall;
let place: string;
before(async () => {
  hall = await smallHall();
  place = join(hall.dir, 'place');
});
after(() => hall.close());

const refusedAs = (kind: BackupProblemKind, words: RegExp = /./) => (error: unknown) => {
  assert.ok(error instanceof BackupProblem, String(error));
  assert.equal(error.kind, kind, error.message);
  assert.match(error.message, words);
  return true;
};

test('戻すと、データベース・ファイル・設定がそろい、--at は二つの予約のあいだに戻る', async () => {
  const session = await hall.session(place);
  await hall.insert(1);
  const [early, large, empty] = [hall.store(), hall.store(Buffer.alloc(9 * 1024 * 1024, 'あ')), hall.store(Buffer.alloc(0))];
  mkdirSync(join(hall.dataDir, 'cities', 'nihonmatsu'), { recursive: true });
  writeFileSync(join(hall.dataDir, 'cities', 'nihonmatsu', 'key'), 'a secret', { mode: 0o600 });
  const made = await hall.set(session);
  assert.equal(made.damaged.length, 0);
  await hall.insert(2);
  const late = hall.store();
  const between = systemClock.now();
  await hall.insert(3);
  await session.shipper.ship();
  const again = await hall.set(session);
  await session.shipper.gather(again.value.startWal);
  assert.ok(again.value.newBytes < made.value.newBytes / 4, `二度目は変わったところだけ: ${again.value.newBytes} / ${made.value.newBytes}`);
  assert.equal(again.value.previous, made.sha256, '前のものの名前を持つ');
  await hall.insert(4);
  await session.shipper.ship();
  await session.close();

  await hall.restored(place, async (found, db, dataDir) => {
    assert.deepEqual(await hall.numbers(db), [1, 2, 3, 4]);
    for (const name of [early, large, empty, late]) assert.deepEqual(readFileSync(join(dataDir, 'files', 'town', name.slice(0, 2), name)), readFileSync(hall.storedPath(name)));
    for (const file of ['key', 'postgres.secret', 'backup.recipients', 'cities/nihonmatsu/key']) assert.deepEqual(readFileSync(join(dataDir, file)), readFileSync(join(hall.dataDir, file)), file);
    assert.equal(statSync(join(dataDir, 'cities/nihonmatsu/key')).mode & 0o777, 0o600);
    assert.equal(found.setName, again.name);
    assert.ok(!existsSync(join(dataDir, UNFINISHED_RESTORE)));
  });
  await hall.restored(place, async (found, db, dataDir) => {
    assert.deepEqual(await hall.numbers(db), [1, 2], '前の予約はあり、後の予約はない');
    assert.equal(found.setName, made.name);
    assert.ok(existsSync(join(dataDir, 'files', 'town', late.slice(0, 2), late)), '記録より先にしまったファイルも、ある');
  }, { at: between });
});

test('同じ一秒のうちに何度送っても、送った順につながり、最後まで戻る', async () => {
  const quick = join(hall.dir, 'quick');
  const session = await hall.session(quick);
  await hall.set(session);
  const numbers = [11, 12, 13, 14, 15, 16];
  const moments: Temporal.Instant[] = [];
  for (const n of numbers) {
    await hall.insert(n);
    moments.push((await session.shipper.ship()).coversTo);
  }
  await session.close();
  const names = await (await hall.reading(quick)).names('shipments');
  assert.deepEqual(names.map((name) => timeInName(name).toString()), moments.map(String), '名前の順が、送った順');
  await hall.restored(quick, async (_found, db) => assert.deepEqual((await hall.numbers(db)).filter((n) => n > 10), numbers));
});

test('サーバーの時計が戻されても、送った順は変わらず、最後まで戻る', async () => {
  const back = join(hall.dir, 'clock-back');
  const fast = await hall.session(back);
  await hall.set(fast);
  await hall.insert(21);
  await fast.shipper.ship();
  const [first] = await fast.vault.names('shipments');
  const { value } = await fast.vault.shipment(first ?? '');
  // The clock was an hour fast when this went out.
  const fastNow = systemClock.now().add({ hours: 1 });
  await fast.vault.putManifest({ ...value, coversTo: fastNow.toString() });
  await fast.close();
  const session = await hall.session(back);
  for (const n of [22, 23]) {
    await hall.insert(n);
    assert.ok(Temporal.Instant.compare((await session.shipper.ship()).coversTo, fastNow) > 0);
  }
  await session.close();
  await hall.restored(back, async (_found, db) => assert.deepEqual((await hall.numbers(db)).filter((n) => n > 20), [21, 22, 23]));
});

test('置き場所にあるものは、だれにも読めず、何のファイルかも分からない', async () => {
  const secret = Buffer.from('住民の名簿　安達 花子');
  const name = hall.store(secret);
  const session = await hall.session(place, true);
  await hall.set(session);
  await session.close();
  const files = readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(place, path)).isFile());
  assert.ok(files.length > 10);
  for (const path of files) {
    assert.ok(!path.includes(name.slice(0, 16)), path);
    const bytes = readFileSync(join(place, path));
    assert.ok(!bytes.includes(secret) && !bytes.includes(name), path);
  }
});

test('一つのビットが変わったものは、どれかを言って、断る', async () => {
  const store = hall.store();
  const session = await hall.session(join(hall.dir, 'flipped'), true);
  const made = await hall.set(session);
  await session.close();
  const root = join(hall.dir, 'flipped');
  const vault = await hall.reading(root);
  const group = (name: string) => {
    const found = made.value.groups.find((one) => one.name === name);
    assert.ok(found, name);
    return found;
  };
  const objectsOf = async (name: string) => (await vault.getList(group(name).list.sha256)).map((line) => line.split(' ')[0] ?? '');
  const contents = new Set(made.value.groups.flatMap((one) => one.contents.map((piece) => piece.object)));
  const kinds: Record<string, string | undefined> = {
    'a manifest': made.name,
    'contents of the cluster': group('cluster').contents[0]?.object,
    'contents of files': group('files/town').contents[0]?.object,
    'a piece of the cluster': (await objectsOf('cluster')).find((object) => !contents.has(object)),
    'a stored file': (await objectsOf('files/town')).find((object) => !contents.has(object)),
    'the configuration': (await objectsOf('configuration')).find((object) => !contents.has(object)),
    'WAL': made.value.wal[0]?.pieces[0]?.object,
  };
  for (const [kind, object] of Object.entries(kinds)) {
    assert.ok(object, kind);
    const path = join(root, object);
    const good = readFileSync(path);
    const bad = Buffer.from(good);
    const middle = Math.floor(bad.length / 2);
    bad[middle] = (bad[middle] ?? 0) ^ 1;
    writeFileSync(path, bad);
    await assert.rejects(hall.restored(root, async () => {}), refusedAs('Damaged', new RegExp(object.replaceAll('.', String.raw`\.`))), kind);
    // One kind missing stands for all; each try places a whole cluster.
    if (kind !== 'a stored file' && kind !== 'a manifest') {
      writeFileSync(path, good);
      continue;
    }
    rmSync(path);
    await assert.rejects(hall.restored(root, async () => {}), kind === 'a manifest' ? refusedAs('NothingThere') : refusedAs('Missing', new RegExp(object.replaceAll('.', String.raw`\.`))), kind);
    writeFileSync(path, good);
  }
  await hall.restored(root, async (_found, _db, dataDir) => assert.ok(existsSync(join(dataDir, 'files', 'town', store.slice(0, 2), store))));
});

test('別の鍵では開かず、空でないところには戻さず、途中で止まった復元は開かない', async () => {
  const { identity } = await newKey();
  const target = join(hall.dir, 'wrong-key');
  const { restore } = await import('./restore.ts');
  await assert.rejects(restore(await hall.reading(place, identity), { dataDir: target, at: null, progress: () => {} }), refusedAs('WrongKey', /この鍵では開けません/));
  await assert.rejects(startEmbedded({ dataDir: target }), /復元の途中で止まっています/, '空の町を開いてしまわない');
  await assert.rejects(restore(await hall.reading(place), { dataDir: target, at: null, progress: () => {} }), refusedAs('NotEmpty', /途中で止まった復元/));
  await assert.rejects(restore(await hall.reading(place), { dataDir: hall.dataDir, at: null, progress: () => {} }), refusedAs('NotEmpty', /空ではありません/));
  await assert.rejects(restore(await hall.reading(join(hall.dir, 'nothing')), { dataDir: join(hall.dir, 'n'), at: null, progress: () => {} }), refusedAs('NothingThere'));
});

test('控えより前の時刻と、まだ控えのない時刻は、戻せる範囲を言って断る', async () => {
  await assert.rejects(hall.restored(place, async () => {}, { at: Temporal.Instant.from('2020-01-01T00:00:00Z') }), refusedAs('TooEarly', /いちばん古いものは \d{4}-/));
  await assert.rejects(hall.restored(place, async () => {}, { at: systemClock.now().add({ hours: 1 }) }), refusedAs('TooLate', /戻せるのは \d{4}-/));
});

test('別の町役場の置き場所は使わない', async () => {
  const { openSession } = await import('./session.ts');
  await assert.rejects(openSession({ ...hall.installed, key: Buffer.alloc(32, 7) }, place, systemClock, true), refusedAs('PlaceTaken'));
});

test('何も書かれなければ、何も送らない。書かれたら、すぐ次に送る', async () => {
  const session = await hall.session(join(hall.dir, 'quiet'));
  await hall.set(session);
  await session.shipper.ship();
  for (let settled = 0, tries = 0; settled < 2 && tries < 20; tries++) settled = (await session.shipper.ship()).wal === 0 ? settled + 1 : 0;
  const count = async () => (await session.vault.names('shipments')).length;
  const before = await count();
  for (let i = 0; i < 3; i++) await session.shipper.ship();
  assert.equal(await count(), before);
  await hall.insert(1000);
  assert.ok((await session.shipper.ship()).wal >= 1);
  assert.equal(await count(), before + 1);
  await session.close();
});

test('控えのない時間をはさんだら、その先まで戻せるとは言わない', async () => {
  const root = join(hall.dir, 'hole');
  stopWanting(hall.dataDir);
  const once = await hall.session(root, true);
  await hall.set(once);
  await once.close();
  // Two finished WAL files that nobody asked for.
  for (const n of [2001, 2002]) {
    await hall.insert(n);
    await hall.db.query('select pg_switch_wal()');
  }
  const steady = await hall.session(root);
  await hall.insert(2003);
  const beyond = systemClock.now();
  await hall.insert(2004);
  await steady.shipper.ship(true);
  await steady.close();
  await assert.rejects(hall.restored(root, async () => {}, { at: beyond }), refusedAs('TooLate', /までの控えはありません/));
});

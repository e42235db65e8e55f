/** What is broken is never restored: a backup that was killed in its middle, and a place whose bytes changed. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../clock.ts';
import { clusterOf } from '../db/embedded.ts';
import { holdFolder } from '../db/lock.ts';
import { smallHall, type SmallHall } from './backup.fixture.ts';
import { choose } from './choose.ts';
import { linesOf } from './group.ts';
import { USUAL } from './keep-rule.ts';
import type { Group, Piece } from './manifest.ts';
import { BackupProblem, type BackupProblemKind } from './problem.ts';
import { MARKS, sweep } from './sweep.ts';
import type { Vault } from './vault.ts';
import { SPOOL } from './wal-spool.ts';

let hall: SmallHall;
let release = () => {};
before(async () => {
  hall = await smallHall();
  release = await holdFolder(hall.dataDir, './yakuba start', systemClock.now().toString());
});
after(async () => {
  release();
  await hall.close();
});

const filesIn = (root: string): readonly string[] => (existsSync(root) ? readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile()) : []);
const objectsIn = (root: string) => filesIn(join(root, 'objects')).filter((name) => !name.endsWith('.part'));
const refusedAs = (kind: BackupProblemKind, words: RegExp) => (error: unknown) => error instanceof BackupProblem && error.kind === kind && words.test(error.message);
const exactly = (name: string) => new RegExp(name.replaceAll('.', String.raw`\.`));

/** Every object and list that what stands at the place needs. */
async function neededAt(vault: Vault): Promise<readonly string[]> {
  const needed = new Set<string>();
  const manifests = [...await Promise.all((await vault.names('sets')).map((name) => vault.set(name))), ...await Promise.all((await vault.names('shipments')).map((name) => vault.shipment(name)))];
  for (const { value } of manifests) {
    for (const file of value.wal) for (const piece of file.pieces) needed.add(piece.object);
    for (const group of value.groups) {
      needed.add(`lists/${group.list.sha256}`);
      for (const line of await vault.getList(group.list.sha256)) needed.add(line.split(' ')[0] ?? '');
    }
  }
  return [...needed].toSorted();
}

test('途中で殺されたバックアップ（kill -9）は、なかったのと同じ。前の世代が戻り、次はうまくいき、半端なものは片付く', { timeout: 240_000 }, async () => {
  const place = join(hall.dir, 'killed');
  await hall.insert(1);
  const first = await hall.session(place, true);
  const made = await hall.set(first);
  await first.close();
  const whole = objectsIn(place).length;
  const cluster = made.value.groups.find((group) => group.name === 'cluster')?.list.objects ?? 0;

  const many = Array.from({ length: 120 }, () => hall.store());
  await hall.insert(2);
  // The town hall is open; the backup is a process of its own, as an operator's timer would start it.
  const backup = spawn(process.execPath, ['--import', fileURLToPath(new URL('../../../bin/tsx.ts', import.meta.url)), fileURLToPath(new URL('../../../bin/yakuba.ts', import.meta.url)), 'backup', '--to', place, '--data', hall.dataDir], { stdio: ['ignore', 'ignore', 'inherit'] });
  // So many that stored files are among them, whatever the database's copy needed.
  while (objectsIn(place).length < whole + cluster + 10 && backup.exitCode === null) await pause(1);
  assert.equal(backup.exitCode, null, 'まだ途中');
  backup.kill('SIGKILL');
  await once(backup, 'exit');
  const vault = await hall.reading(place);
  assert.deepEqual(await vault.names('sets'), [made.name], '半端な世代は、世代として並ばない');
  assert.ok(objectsIn(place).length > whole);
  await hall.restored(place, async (found, db) => {
    assert.equal(found.setName, made.name);
    assert.deepEqual(await hall.numbers(db), [1]);
  });
  assert.deepEqual((await hall.db.query(`select 1 from pg_stat_activity where application_name = 'yakuba-backup'`)).rowCount, 0, 'データベースは、写しの最中のままではない');

  for (const name of many) rmSync(hall.storedPath(name));
  // What was half written when it was killed, seen a day later.
  writeFileSync(join(place, 'objects', 'aa.0123456789ab.part'), 'half');
  for (const name of filesIn(place)) if (name.endsWith('.part')) utimesSync(join(place, name), 1, 1);
  const session = await hall.session(place, true);
  assert.deepEqual(readdirSync(join(clusterOf(hall.dataDir).cluster, SPOOL)), [`once-${process.pid}`], '殺されたものへの控えは、もうたまらない');
  const next = await hall.set(session);
  await hall.restored(place, async (found, db) => {
    assert.equal(found.setName, next.name);
    assert.deepEqual(await hall.numbers(db), [1, 2]);
  });
  const now = systemClock.now();
  assert.equal((await sweep(session.vault, USUAL, now)).objects, 0, 'はじめは印だけ');
  assert.ok((await sweep(session.vault, USUAL, now.add({ hours: 25 }))).objects >= 10);
  await session.close();
  const kept = [...filesIn(join(place, 'objects')).map((name) => `objects/${name}`), ...filesIn(join(place, 'lists')).map((name) => `lists/${name}`)];
  assert.deepEqual(kept.toSorted(), await neededAt(vault));
  await hall.restored(place, async (_found, db) => assert.deepEqual(await hall.numbers(db), [1, 2]));
});

/** Reads everything that a restore from the newest set would read, and names the objects. */
async function readAll(vault: Vault): Promise<readonly string[]> {
  const chosen = await choose(vault, null);
  const piecesOf = async (group: Group): Promise<Piece[]> => {
    const found: Piece[] = [];
    for await (const line of linesOf(vault, group)) if ('piece' in line) found.push(line.piece);
    return found;
  };
  const pieces = [...(await Promise.all([...chosen.set.value.groups, ...chosen.newFiles].map(piecesOf))).flat(), ...chosen.wal.flatMap((file) => file.pieces)];
  for (const piece of pieces) await vault.get(piece);
  return [...new Set(pieces.map((piece) => piece.object))].toSorted();
}

test('どのものの、どこが、どう変わっても、名前を言って断る', { timeout: 240_000 }, async () => {
  const place = join(hall.dir, 'changed');
  hall.store();
  const session = await hall.session(place);
  await hall.set(session);
  await hall.insert(100);
  hall.store();
  await session.shipper.ship();
  await session.close();
  const vault = await hall.reading(place);
  const needed = await neededAt(vault);
  const kinds = {
    sets: await vault.names('sets'), shipments: await vault.names('shipments'),
    // Not all that is needed: a WAL file sent twice is read as it was sent last.
    objects: await readAll(vault), lists: needed.filter((name) => name.startsWith('lists/')),
  };
  assert.ok(kinds.objects.length > 10);
  const change = fc.oneof(
    fc.record({ how: fc.constant('flip' as const), at: fc.nat(), bit: fc.nat(7) }),
    fc.record({ how: fc.constant('cut' as const), at: fc.nat() }),
    fc.record({ how: fc.constant('grow' as const), at: fc.nat(255) }),
  );
  await fc.assert(fc.asyncProperty(fc.constantFrom('sets' as const, 'shipments' as const, 'objects' as const, 'lists' as const), fc.nat(), change, async (kind, which, changed) => {
    const name = kinds[kind][which % kinds[kind].length] ?? '';
    const path = join(place, name);
    const good = readFileSync(path);
    const at = changed.at % good.length;
    if (changed.how === 'flip') writeFileSync(path, good.with(at, (good[at] ?? 0) ^ (1 << changed.bit)));
    else if (changed.how === 'cut') writeFileSync(path, good.subarray(0, at));
    else appendFileSync(path, Buffer.from([changed.at]));
    try {
      // Lists are not read by a restore; whoever clears away reads them, and must not take them at their word.
      await assert.rejects(kind === 'lists' ? sweep(vault, USUAL, systemClock.now()) : readAll(await hall.reading(place)), refusedAs('Damaged', exactly(name)), `${name} ${JSON.stringify(changed)}`);
    } finally {
      writeFileSync(path, good);
    }
  }), { numRuns: 60 });
  await readAll(await hall.reading(place));
});

test('いちばん新しい世代の控えが壊れていても、--at で一つ前の世代が戻る', { timeout: 120_000 }, async () => {
  const place = join(hall.dir, 'newest');
  const session = await hall.session(place);
  const made = await hall.set(session);
  await hall.insert(200);
  await session.shipper.ship();
  const between = systemClock.now();
  // Names tell seconds: what follows is of a later one.
  for (let n = 300; systemClock.now().epochMilliseconds - between.epochMilliseconds <= 1000; n++) await hall.insert(n);
  const newest = await hall.set(session);
  await session.shipper.ship(true);
  await session.close();
  const bytes = readFileSync(join(place, newest.name));
  writeFileSync(join(place, newest.name), bytes.with(10, (bytes[10] ?? 0) ^ 1));
  await assert.rejects(hall.restored(place, async () => {}), refusedAs('Damaged', exactly(newest.name)));
  await hall.restored(place, async (found, db) => {
    assert.equal(found.setName, made.name);
    assert.deepEqual((await hall.numbers(db)).filter((n) => n >= 200), [200]);
  }, { at: between });
});

test('壊れた印は、ないのと同じ。壊れた持ち主の札は、名前を言って断る', async () => {
  const place = join(hall.dir, 'signs');
  const session = await hall.session(place, true);
  await hall.set(session);
  for (const broken of ['', '{', '[]', '{"objects/x": 1}', '{"objects/x": "yesterday"}']) {
    writeFileSync(join(place, MARKS), broken);
    assert.equal((await sweep(session.vault, USUAL, systemClock.now())).objects, 0);
    await hall.set(session);
  }
  await session.close();
  writeFileSync(join(place, 'yakuba-backup.json'), '{"installation"');
  await assert.rejects(hall.session(place, true), refusedAs('Damaged', /yakuba-backup\.json が読めない/));
});

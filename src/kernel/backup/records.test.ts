/** What the backup process writes into every city's database. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { systemClock } from '../clock.ts';
import { cityDatabases, noteFailedSet, noteState, ourDatabases, type StateNote } from './records.ts';
import { USUAL } from './keep-rule.ts';
import { standingLines, standingOf } from './standing.ts';
import { ownerOf, type TownHall, townHall } from './town.fixture.ts';

let hall: TownHall;
before(async () => {
  hall = await townHall();
});
after(() => hall.close());

test('書き込みは町ごとに一行。届いたところと、いつから困っているかは忘れない', async () => {
  assert.deepEqual((await ourDatabases(hall.installed)).map((one) => one.database), ['yakuba_house', 'yakuba_town']);
  assert.deepEqual((await cityDatabases(hall.installed)).map((one) => one.database), ['yakuba_town'], '町の一覧は、町ではない');
  const now = systemClock.now();
  const note: StateNote = { place: '/a', everySeconds: 60, keep: '', checkedAt: now, coversTo: now, freeBytes: null, spooled: 0, problem: '届きません' };
  assert.equal(await noteState(hall.installed, note), 1, '取った取引の数');
  await noteState(hall.installed, { ...note, place: '/b', checkedAt: now.add({ minutes: 3 }), coversTo: null, problem: 'まだ届きません' });
  const read = async () => (await hall.city.staffDb.use((connection) => connection.run<{ place: string; problem: string | null; problem_since: Temporal.Instant | null; covers_to: Temporal.Instant }>('select place, problem, problem_since, covers_to from kernel.backup_state'))).rows;
  const [row, ...more] = await read();
  assert.equal(more.length, 0);
  assert.deepEqual([row?.place, row?.problem], ['/b', 'まだ届きません']);
  const shortened = (at: Temporal.Instant | null | undefined) => at?.round({ smallestUnit: 'microsecond', roundingMode: 'floor' }).epochMilliseconds;
  assert.equal(shortened(row?.problem_since), shortened(now));
  assert.equal(shortened(row?.covers_to), shortened(now));
  await noteState(hall.installed, { ...note, problem: null });
  assert.equal((await read())[0]?.problem_since, null);
  await noteFailedSet(hall.installed, '/b', now, now, '途中で止まりました');
  const sets = await hall.city.staffDb.use((connection) => connection.run<{ problem: string }>('select problem from kernel.backup_sets'));
  assert.deepEqual(sets.rows.map((one) => one.problem), ['途中で止まりました']);
});

test('doctor は、どこまで届いたか、何に困っているか、訓練をいつしたかを、次にすることといっしょに言う', async () => {
  const now = systemClock.now();
  const around = { config: { to: 's3://box/town?endpoint=https://secret.example', everySeconds: 900, keep: USUAL }, running: true, sameDisk: false, now };
  const said = async (more: Partial<typeof around> = {}) => standingLines(await standingOf(hall.installed), { ...around, ...more }).map((line) => `${line.level} ${line.what}: ${line.said}`);
  const note: StateNote = { place: '/a', everySeconds: 900, keep: '', checkedAt: now, coversTo: now, freeBytes: null, spooled: 2, problem: null };
  await noteState(hall.installed, note);
  const first = await said();
  assert.equal(first[0], 'good バックアップの設定: 15分ごとに s3://box/town へ', '鍵のあるかもしれないところは言わない');
  assert.match(first[1] ?? '', /^bad バックアップの様子: まだ一つもありません/);
  assert.match(first[2] ?? '', /^good .* までの変更が届いています（送るのを待つ控え 2）$/);
  const client = new pg.Client(ownerOf(hall));
  await client.connect();
  await client.query(`insert into kernel.backup_sets (id, manifest, place, started_at, consistent_at, finished_at, bytes, new_bytes, files, databases, damaged_files) values (gen_random_uuid(), 'sets/x', '/a', now(), now(), now(), 1, 1, 1, 1, 0)`);
  assert.deepEqual((await said()).slice(1).map((line) => line.split(':')[0]), ['good バックアップの様子', 'note 復元の訓練']);
  await client.query(`insert into kernel.restore_drills (id, at, place, manifest, rto_seconds, rpo_seconds, tables, files, all_equal, differences, note) values (gen_random_uuid(), now() - interval '2 days', '/a', 'sets/x', 1, 1, 1, 1, true, '[]', '')`);
  await client.end();
  assert.match((await said()).at(-1) ?? '', /^good 復元の訓練: .* に、すべて戻りました$/);
  assert.match((await said({ now: now.add({ hours: 24 * 400 }) })).at(-1) ?? '', /^note 復元の訓練: 最後は /);
  // Later: bad while the town hall is open, for then something is wrong; a note while it is closed.
  assert.match((await said({ now: now.add({ minutes: 6 }) }))[1] ?? '', /^bad /);
  assert.match((await said({ now: now.add({ minutes: 6 }), running: false }))[1] ?? '', /^note /);
  await noteState(hall.installed, { ...note, problem: '/a がいっぱいです。' });
  const full = standingLines(await standingOf(hall.installed), { ...around, sameDisk: true });
  assert.deepEqual(full.filter((line) => line.level === 'bad').map((line) => line.todo), ['このディスクが壊れると、両方を失います。別のディスク、別の機械（ssh://）か S3 にしてください。', '/a がいっぱいです。']);
});

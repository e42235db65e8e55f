/** What the backup process writes into every city's database. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systemClock } from '../clock.ts';
import { cityDatabases, noteFailedSet, noteState, ourDatabases, type StateNote } from './records.ts';
import { type TownHall, townHall } from './town.fixture.ts';

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

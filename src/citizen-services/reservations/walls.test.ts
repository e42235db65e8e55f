/** 可動間仕切り: the time to move the wall is taken when the rules say so, for both orders, holds and bookings, and given back with the booking. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { abandon, hold, reserve } from './commands/book.ts';
import { cancel } from './commands/change.ts';
import { finishSetup } from './commands/setup.ts';
import { type Centre, officer, openCentre } from './fair-use.fixture.ts';
import { openings } from './queries/openings.ts';
import { setupOfDay } from './queries/setup.ts';
import { civicCenterInput } from './rules/civic-center.fixture.ts';

const room = { space: 'WALL', scheme: 'GRID', purposes: ['*'], persons: { max: 60 } };
const setup = (partition: 'open' | 'closed') => ({ partition, minutes: 30, claim: true });
const text = (ja: string) => ({ ja, en: ja });
const rules = {
  ...civicCenterInput,
  schemes: [...civicCenterInput.schemes, { kind: 'hourly' as const, code: 'GRID', gridMinutes: 30 as const, minMinutes: 30 }],
  spaces: [...civicCenterInput.spaces, { code: 'WALL', name: text('大会議室'), cells: [{ code: 'w1', name: text('東') }, { code: 'w2', name: text('西') }] }],
  units: [...civicCenterInput.units, { code: 'BIG', name: text('大会議室'), cells: ['w1', 'w2'], setup: setup('open'), ...room }, { code: 'EAST', name: text('東'), cells: ['w1'], setup: setup('closed'), ...room }, { code: 'WEST', name: text('西'), cells: ['w2'], setup: setup('closed'), ...room }],
  windows: [], release: { mode: 'immediate' as const }, fee: undefined,
};

let centre: Centre;
before(async () => {
  centre = await openCentre('2026-11-09T10:00:00+09:00', rules);
});
after(() => centre.city.close());

async function booked(unit: string, from: string, to: string): Promise<string> {
  const answer = await centre.city.do(officer, reserve, { unit: centre.unit(unit), date: '2026-12-05', slots: [], from, to, walkInName: '窓口の人', reason: '試験' });
  return answer.ok ? answer.value.reservation : answer.refused;
}

test('壁の位置が違う利用は30分あけなければならず、同じなら続けて・並んで使える', async () => {
  const east = await booked('EAST', '10:00', '12:00');
  assert.match(east, /^[0-9a-f-]{36}$/);
  assert.match(await booked('WEST', '11:00', '13:00'), /^[0-9a-f-]{36}$/, '同じ閉じた壁の隣');
  assert.equal(await booked('BIG', '13:00', '15:00'), 'Taken', '壁を開ける時間がない');
  assert.equal(await booked('BIG', '8:30', '10:00'), 'NotOffered');
  assert.equal(await booked('BIG', '9:00', '10:00'), 'Taken', '前の側も同じ');
  const seen = await centre.city.ask(officer, openings, { facility: 'CIVIC-CENTER-1', from: '2026-12-05', days: 1, unit: 'BIG' });
  assert.ok(seen.ok && seen.value);
  const marks = seen.value.units[0]?.days[0]?.slots.filter((slot) => slot.start >= 750 && slot.start <= 840).map((slot) => slot.mark);
  assert.deepEqual(marks, ['taken', 'taken', 'free', 'free'], '空き状況も、13:00は×、13:30は○');
  assert.match(await booked('BIG', '13:30', '15:00'), /^[0-9a-f-]{36}$/);
});

test('取り消すと壁の時間も戻り、仮押さえが切れれば後の人の邪魔をしない', async () => {
  const first = await booked('EAST', '17:00', '18:00');
  assert.equal(await booked('BIG', '18:00', '19:00'), 'Taken');
  await centre.city.must(officer, cancel, { reservation: first, cause: 'city' });
  const held = await centre.patron();
  const one = await centre.city.must(held.actor, hold, { unit: centre.unit('EAST'), date: '2026-12-05', slots: [], from: '17:00', to: '18:00', patron: held.id });
  assert.equal(await booked('BIG', '18:00', '19:00'), 'Taken');
  await centre.city.must(held.actor, abandon, { reservation: one.reservation });
  await centre.city.must(held.actor, hold, { unit: centre.unit('EAST'), date: '2026-12-05', slots: [], from: '17:00', to: '18:00', patron: held.id });
  centre.city.clock.set('2026-11-09T10:10:01+09:00');
  assert.match(await booked('BIG', '18:00', '19:00'), /^[0-9a-f-]{36}$/);
});

test('壁を動かす仕事は当日一覧の準備作業に出て、済みを記録できる', async () => {
  await centre.city.background.settle();
  const seen = await centre.city.ask(officer, setupOfDay, { facility: 'CIVIC-CENTER-1', date: '2026-12-05' });
  assert.ok(seen.ok);
  const [task] = seen.value;
  assert.ok(task && /可動間仕切りを開ける/.test(task.what) && task.doneAt === null, JSON.stringify(seen.value));
  await centre.city.must(officer, finishSetup, { task: task.id });
  await centre.city.must(officer, finishSetup, { task: task.id });
  const after = await centre.city.ask(officer, setupOfDay, { facility: 'CIVIC-CENTER-1', date: '2026-12-05' });
  assert.ok(after.ok && after.value.some((one) => one.id === task.id && one.doneAt !== null));
});

/** 取り消された枠の小さな抽選: from the cancellation to the booking of whoever was drawn, without staff, against a real PostgreSQL. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { reserve } from './commands/book.ts';
import { cancel } from './commands/change.ts';
import { enterLottery } from './commands/lottery.ts';
import { sha256hex } from './commands/lottery-record.ts';
import { joinWaiting, leaveWaiting } from './commands/waiting.ts';
import { type Centre, house, officer, openCentre } from './fair-use.fixture.ts';
import { lotteries } from './lottery-jobs.ts';
import { lotteryDownload, lotteryList } from './queries/lottery.ts';
import { openings } from './queries/openings.ts';
import { civicCenterInput } from './rules/civic-center.fixture.ts';
import { verifyDraw } from './rules/lottery-proof.ts';

let centre: Centre;
before(async () => {
  centre = await openCentre('2026-11-09T10:00:00+09:00', { ...civicCenterInput, release: { mode: 'mini_lottery', miniLotteryHours: 24 } });
});
after(() => centre.city.close());

async function cancelled(date: string, slot = 'AM') {
  const holder = await centre.patron();
  const booked = await centre.city.must(officer, reserve, { unit: centre.unit('GYM-ALL'), date, slots: [slot], patron: holder.id, reason: '試験' });
  await centre.city.must(holder.actor, cancel, { reservation: booked.reservation });
  await centre.city.background.settle();
  return holder;
}

async function openDraws(): Promise<readonly { id: string; unitCodes: readonly string[]; facilityCode: string }[]> {
  const all = await centre.city.ask(house, lotteryList, {});
  assert.ok(all.ok);
  return all.value.filter((one) => one.isOpen);
}

const claims = () => centre.rows<{ kind: string; patron_id: string | null }>('select distinct kind, patron_id from reservations.claims where hold_until is null or hold_until > $1', [centre.city.clock.now()]);
const mark = async (unit: string, date: string, slot: string) => {
  const seen = await centre.city.ask(officer, openings, { facility: 'CIVIC-CENTER-1', from: date, days: 1, userClass: 'R-GROUP' });
  assert.ok(seen.ok && seen.value);
  return seen.value.units.find((one) => one.code === unit)?.days[0]?.slots.find((one) => one.code === slot)?.mark;
};

test('取り消された枠は早い者勝ちにならず、一日のあいだ申込みを受け、当たった人の仮予約になり、だれでも確かめられる', async () => {
  const { city, unit } = centre;
  await cancelled('2026-12-05');
  const [draw] = await openDraws();
  assert.ok(draw);
  assert.deepEqual(draw.unitCodes, ['GYM-ALL', 'GYM-A', 'GYM-B', 'GYM-Q1']);
  assert.equal(await mark('GYM-ALL', '2026-12-05', 'AM'), 'lottery');
  assert.notEqual(await mark('GYM-ALL', '2026-12-05', 'PM'), 'lottery');
  const people = await Promise.all([1, 2, 3].map(async () => centre.patron()));
  const [first] = people;
  assert.ok(first);
  const wish = { lottery: draw.id, unit: unit('GYM-ALL'), date: '2026-12-05', slots: ['AM'], persons: 8 };
  const quick = await city.do(first.actor, reserve, { unit: unit('GYM-ALL'), date: '2026-12-05', slots: ['AM'], patron: first.id, persons: 8 });
  assert.equal(quick.ok, false, '先に押しても取れない');
  for (const [index, one] of people.entries()) await city.must(one.actor, enterLottery, { ...wish, patron: one.id, pick: index === 1 ? null : 7000 + index });
  const other = await city.do(first.actor, enterLottery, { ...wish, slots: ['PM'], patron: first.id });
  assert.ok(!other.ok && other.refused === 'NotInLottery', 'ほかの時間は、この抽選にない');
  const free = await city.do(first.actor, reserve, { unit: unit('GYM-ALL'), date: '2026-12-05', slots: ['PM'], patron: first.id, persons: 8 });
  assert.ok(free.ok, 'ほかの時間は、いつもどおり予約できる');
  city.clock.set('2026-11-10T10:00:00+09:00');
  // The queue has ended, the draw has not run yet: still nobody slips in.
  const between = await city.do(people[1]?.actor ?? first.actor, reserve, { unit: unit('GYM-ALL'), date: '2026-12-05', slots: ['AM'], patron: people[1]?.id ?? '', persons: 8 });
  assert.ok(!between.ok && between.refused === 'InLottery');
  await centre.run(lotteries);
  const published = await city.ask(house, lotteryDownload, { lottery: draw.id });
  assert.ok(published.ok && published.value);
  assert.match(published.value.publicValue, /^E0001=7000\/E0002=\d{4}\/E0003=7002$/);
  assert.deepEqual(verifyDraw(published.value, sha256hex).map((one) => one.ok), [true, true, true]);
  const won = published.value.results.filter((one) => one.outcome === 'won');
  assert.equal(won.length, 1);
  const [entry] = await centre.rows<{ patron_id: string }>('select e.patron_id from reservations.entries e where e.lottery_id = $1 and e.number = $2', [draw.id, won[0]?.id]);
  const [booking] = await centre.rows<{ state: string; patron_id: string }>(`select state, patron_id from reservations.reservations where channel = 'lottery'`);
  assert.deepEqual([booking?.state, booking?.patron_id], ['provisional', entry?.patron_id]);
  const waiting = await centre.rows(`select from reservations.waiting where use_date = '2026-12-05' and state = 'waiting'`);
  assert.equal(waiting.length, 2, '外れた人は、抽選の順に待つ');
});

test('だれも申し込まなければ、締切の後はだれでも予約できる', async () => {
  const { city, unit } = centre;
  city.clock.set('2026-11-11T10:00:00+09:00');
  await cancelled('2026-12-12');
  assert.equal((await openDraws()).length, 1);
  city.clock.set('2026-11-12T10:00:01+09:00');
  await centre.run(lotteries);
  const late = await centre.patron();
  assert.ok((await city.do(late.actor, reserve, { unit: unit('GYM-ALL'), date: '2026-12-12', slots: ['AM'], patron: late.id, persons: 8 })).ok);
});

test('待っている人がいれば抽選より先に案内し、断られたら抽選になる', async () => {
  const { city, unit } = centre;
  const holder = await centre.patron();
  const booked = await city.must(officer, reserve, { unit: unit('GYM-ALL'), date: '2026-12-19', slots: ['AM'], patron: holder.id, reason: '試験' });
  const waiter = await centre.patron();
  const joined = await city.must(waiter.actor, joinWaiting, { unit: unit('GYM-ALL'), date: '2026-12-19', slots: ['AM'], patron: waiter.id });
  await city.must(holder.actor, cancel, { reservation: booked.reservation });
  await city.background.settle();
  assert.deepEqual(await openDraws(), []);
  assert.ok((await claims()).some((one) => one.kind === 'hold' && one.patron_id === waiter.id));
  await city.must(waiter.actor, leaveWaiting, { waiting: joined.waiting });
  await city.background.settle();
  assert.equal((await openDraws()).length, 1);
});

test('利用が近ければ、抽選をせずにすぐ戻す', async () => {
  const { city } = centre;
  city.clock.set('2026-12-24T18:00:00+09:00');
  const open = (await openDraws()).length;
  await cancelled('2026-12-26', 'NT');
  const opened = (await openDraws()).length - open;
  city.clock.set('2026-12-26T06:00:00+09:00');
  const before = (await openDraws()).length;
  await cancelled('2026-12-26', 'PM');
  assert.deepEqual([opened, (await openDraws()).length - before], [1, 0]);
});

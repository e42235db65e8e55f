/** 点数・利用停止・不自然な予約・統計 below HTTP (R16 in part), against a real PostgreSQL. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { reserve } from './commands/book.ts';
import { cancel } from './commands/change.ts';
import { missed } from './commands/desk.ts';
import { appealPenalty, givePenalty, noShowHeard, withdrawPenalty } from './commands/penalties.ts';
import { joinWaiting } from './commands/waiting.ts';
import { type Centre, house, officer, openCentre } from './fair-use.fixture.ts';
import { patternsOf } from './queries/patterns.ts';
import { penaltyList, penaltyRules } from './queries/penalties.ts';
import { statistics, statisticsCsv } from './queries/statistics.ts';

let centre: Centre;
before(async () => {
  centre = await openCentre('2027-02-10T10:00:00+09:00');
});
after(() => centre.city.close());

test('無断不使用1回で注意、2回で停止。根拠が通知に載り、予約は消えない', async () => {
  const { city, facility, unit } = centre;
  const { id, actor } = await centre.patron();
  await city.must(officer, reserve, { unit: unit('GYM-ALL'), date: '2027-02-25', slots: ['AM'], patron: id, reason: '試験' });
  const first = await city.must(officer, givePenalty, { patron: id, facility, event: 'no_show', note: '2月6日夜間' });
  assert.deepEqual([first.points, first.total, first.action], [3, 3, 'warning']);
  const second = await city.must(officer, givePenalty, { patron: id, facility, event: 'no_show', note: '2月9日夜間' });
  assert.deepEqual([second.total, second.action, second.suspendedUntil], [6, 'suspend', '2027-05-10']);
  assert.equal(second.bookings.length, 1);
  const [patron] = await centre.rows<{ status: string; reason: string }>('select status, status_reason as reason from reservations.patrons where id = $1', [id]);
  assert.equal(patron?.status, 'suspended');
  assert.match(patron?.reason ?? '', /規則第13条/);
  await city.background.settle();
  const letters = await centre.rows<{ body: string }>(`select body from kernel.notices where citizen_id = $1 and kind in ('reservations.penalty', 'reservations.patronSuspended')`, [actor.id]);
  assert.ok(letters.length === 3 && letters.every((letter) => letter.body.includes('規則第1')));
  const appealed = await city.must(actor, appealPenalty, { penalty: second.penalty, appeal: '当日は体育室が閉まっていました' });
  assert.equal(appealed.bookings.length, 1);
  const list = await city.ask(officer, penaltyList, {});
  assert.ok(list.ok && list.value[0]?.appeal !== null, '異議のあるものが先に並ぶ');
  const withdrawn = await city.must(officer, withdrawPenalty, { penalty: second.penalty, reason: '鍵の不具合を確認' });
  assert.deepEqual([withdrawn.total, withdrawn.suspensionWithoutGround], [3, true]);
  const stranger = await city.do(await centre.citizen(), appealPenalty, { penalty: first.penalty, appeal: 'x' });
  assert.ok(!stranger.ok && stranger.refused === 'NotFound');
});

test('根拠条項のない規則では点数を付けられず、働いていないことが一覧に出る', async () => {
  const { city, facility } = centre;
  const { id } = await centre.patron();
  const answer = await city.do(officer, givePenalty, { patron: id, facility, event: 'resale' });
  assert.ok(!answer.ok && answer.refused === 'PenaltyNotInForce');
  const rules = await city.ask(officer, penaltyRules, {});
  assert.ok(rules.ok);
  assert.deepEqual(rules.value[0]?.inactive, ['points.resale']);
});

test('無断不使用の知らせは、二度届いても一度だけ数える', async () => {
  const { city, unit } = centre;
  const { id } = await centre.patron();
  const booked = await city.must(officer, reserve, { unit: unit('GYM-ALL'), date: '2027-02-11', slots: ['AM'], patron: id, reason: '試験' });
  await centre.rows(`update reservations.reservations set state = 'permitted', permit_number = 'T-1' where id = $1`, [booked.reservation]);
  city.clock.set('2027-02-11T12:00:00+09:00');
  await city.must(officer, missed, { reservation: booked.reservation });
  const heard = { reservation: booked.reservation, facility: 'CIVIC-CENTER-1' };
  await city.must(house, noShowHeard, heard);
  await city.must(house, noShowHeard, heard);
  const points = await centre.rows('select 1 from reservations.penalties where patron_id = $1', [id]);
  assert.equal(points.length, 1);
});

test('R16 Aの予約が取り消され、20秒後にBが同じ枠を求めると、その組が一覧に出る', async () => {
  const { city, unit } = centre;
  const [a, b] = [await centre.patron({ name: 'Aクラブ', members: ['甲', '乙'] }), await centre.patron({ name: 'Bクラブ', members: ['乙', '丙'] })];
  const place = { unit: unit('GYM-ALL'), date: '2027-02-27', slots: ['NT'] };
  const booked = await city.must(officer, reserve, { ...place, patron: a.id, reason: '試験' });
  city.clock.advance({ minutes: 5 });
  await city.must({ ...a.actor, device: 'unknown-device' }, cancel, { reservation: booked.reservation });
  city.clock.advance({ seconds: 20 });
  const direct = await city.do(b.actor, reserve, { ...place, patron: b.id });
  assert.ok(!direct.ok && direct.refused === 'Taken', '取り消された枠はすぐには取れない');
  await city.must(b.actor, joinWaiting, { ...place, patron: b.id });
  const report = await city.ask(officer, patternsOf, { days: 7 });
  assert.ok(report.ok);
  const pair = report.value.quickRebookings.find((one) => one.cancelled.patron === a.id && one.booked.patron === b.id);
  assert.ok(pair);
  assert.deepEqual([pair.seconds, pair.related], [20, true]);
  assert.equal(report.value.patrons[a.id]?.name, 'Aクラブ');
  await city.background.settle();
  const told = await centre.rows<{ channels: number }>(`select count(*)::int as channels from kernel.sendings s join kernel.notices n on n.id = s.notice_id where n.citizen_id = $1 and n.kind = 'reservations.cancelled'`, [a.actor.id]);
  assert.ok((told[0]?.channels ?? 0) >= 1, 'Aは直ちに知らされる');
});

test('統計：件数・人数・稼働率・収入。休館と公用は別に示し、どの分け方でも一年の件数は同じ', async () => {
  const { city, facility, unit } = centre;
  const { id } = await centre.patron();
  const insert = (day: string, count: number, spread: number) => centre.rows(`insert into reservations.reservations (id, number, facility_id, unit_id, patron_id, class_code, use_date, slots, use_range, claim_range, channel, state, permit_number, persons, fee_yen, fee, purpose, policy_no, created_by, created_at)
    select gen_random_uuid(), $7::text || i, $1, $2, $3, 'R-GROUP', d, '{AM}', tstzrange(d + time '09:00', d + time '12:00'), tstzrange(d + time '09:00', d + time '12:00'), 'desk', 'completed', $7::text || i, 10, 1500, '{"reduced": 100}', 'badminton', 1, 'test', now()
    from (select i, $4::date + (i % $6::int) as d from generate_series(1, $5::int) i) g`, [facility, unit('GYM-ALL'), id, day, count, spread, `S${day}-`]);
  await insert('2028-06-01', 1, 1);
  const june = await city.ask(officer, statistics, { from: '2028-06-01', to: '2028-06-30', by: 'space' });
  assert.ok(june.ok);
  const gym = june.value.find((row) => row.key.endsWith('GYM'));
  assert.ok(gym);
  assert.deepEqual([gym.count, gym.persons, gym.usedMinutes, gym.incomeYen, gym.reductionYen], [1, 10, 3 * 60 * 4, 1500, 100]);
  assert.ok(gym.closedDays >= 5, '月曜と第3水曜');
  assert.equal(gym.openableMinutes, (30 - gym.closedDays) * 12 * 60 * 4);
  assert.equal(gym.ratePerMille, Math.round((gym.usedMinutes * 1000) / gym.openableMinutes));
  await insert('2029-04-01', 4_500, 365);
  for (const by of ['facility', 'slot', 'purpose', 'class'] as const) {
    const year = await city.ask(officer, statistics, { from: '2029-04-01', to: '2030-03-31', by });
    assert.ok(year.ok && year.value.reduce((sum, row) => sum + row.count, 0) === 4_500, by);
  }
  const csv = await city.ask(officer, statisticsCsv, { from: '2028-06-01', to: '2028-06-30', by: 'facility' });
  assert.ok(csv.ok && csv.value.includes('稼働率'));
});

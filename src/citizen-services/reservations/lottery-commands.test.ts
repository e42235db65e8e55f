/** R7・R8 below HTTP: a lottery from its announcement to the last one on the waiting list, against a real PostgreSQL. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { announceLottery, changeEntry, enterLottery, voidLottery, withdrawEntry } from './commands/lottery.ts';
import { drawLottery, freezeLottery, setPublicValue } from './commands/lottery-draw.ts';
import { confirmWin, publishLottery } from './commands/lottery-results.ts';
import { sha256hex } from './commands/lottery-record.ts';
import { acceptOffer, joinWaiting, lapseOffers, leaveWaiting, offerReleased } from './commands/waiting.ts';
import { cancel } from './commands/change.ts';
import { reserve } from './commands/book.ts';
import { type Centre, house, officer, openCentre } from './fair-use.fixture.ts';
import { lotteries, waitingOffers } from './lottery-jobs.ts';
import { lotteryDownload, lotteryPage, lotteryStaff, myEntries, myWaiting, openLotteriesFor } from './queries/lottery.ts';
import { verifyDraw } from './rules/lottery-proof.ts';
import { workedExample } from './verifier/worked-example.fixture.ts';

let centre: Centre;
before(async () => {
  centre = await openCentre('2026-11-09T10:00:00+09:00');
});
after(() => centre.city.close());

const announcement = (code: string, more: object = {}) => ({
  facility: centre.facility, code, nameJa: '1月分の体育室', nameEn: 'Gym in January', units: ['GYM-ALL', 'GYM-A', 'GYM-B'], useFrom: '2027-01-05', useTo: '2027-01-31',
  opensAt: '2026-11-10T00:00:00+09:00', closesAt: '2026-11-20T00:00:00+09:00', drawsAt: '2026-11-20T12:00:00+09:00', resultsAt: '2026-11-22T09:00:00+09:00', confirmBy: '2026-11-30T23:59:59+09:00',
  classes: ['R-*'], publicSource: '11月20日の気象庁発表の値', ...more,
});

test('R7 仕様書の例を実行すると、根・種・順番・当落が同じになり、検証は一致し、一文字変えると一致しない', async () => {
  const { city } = centre;
  const { lottery } = await workedExample(centre);
  const frozen = await city.must(house, freezeLottery, { lottery });
  assert.equal(frozen.root, 'd949e782e3030fa427589d0448ee73043031b59f099b0abfcb0805089418884b');
  assert.equal((await city.do(house, drawLottery, { lottery })).ok, false, '公の数字がないうちは引けない');
  await city.must(officer, setPublicValue, { lottery, value: '5f'.repeat(32) });
  const again = await city.do(officer, setPublicValue, { lottery, value: '00' });
  assert.ok(!again.ok && again.refused === 'ValueFixed');
  const drawn = await city.must(house, drawLottery, { lottery });
  assert.equal(drawn.seed, 'b15a68a95551e5e38282dc52e61e4a645f399e40976dcc8e9a8bcc98d3773344');
  const redraw = await city.do(house, drawLottery, { lottery });
  assert.ok(!redraw.ok && redraw.refused === 'LotteryState', '引き直しはできない');
  assert.equal((await city.ask(house, lotteryDownload, { lottery })).ok, false, '発表までは公表しない');
  await city.must(house, publishLottery, { lottery });
  const page = await city.ask(house, lotteryPage, { lottery });
  assert.ok(page.ok && page.value);
  assert.deepEqual(page.value.lines.map((line) => `${line.number} ${line.outcome}`), ['E0005 won', 'E0001 won', 'E0003 full', 'E0006 cap', 'E0002 full', 'E0004 full']);
  assert.equal(page.value.commitment, '2a8abfa8cb9906290437854193ca6bca41d4d4e26d1d454bd66a35158095e737');
  const published = await city.ask(house, lotteryDownload, { lottery });
  assert.ok(published.ok && published.value);
  assert.deepEqual(verifyDraw(published.value, sha256hex).map((one) => one.ok), [true, true, true]);
  const altered = { ...published.value, entries: published.value.entries.map((entry) => (entry.id === 'E0002' ? { ...entry, applicant: 'U-999' } : entry)) };
  assert.equal(verifyDraw(altered, sha256hex)[1]?.ok, false);
});

test('抽選の一生：告知・申込み・締切・抽選・発表・確定・繰上', async () => {
  const { city, unit } = centre;
  const { lottery, commitment } = await city.must(officer, announceLottery, announcement('LOT-A'));
  const overlapping = await city.do(officer, announceLottery, announcement('LOT-B', { units: ['GYM-A'] }));
  assert.ok(!overlapping.ok && overlapping.refused === 'LotteryOverlaps');
  const [one, two, three] = [await centre.patron(), await centre.patron(), await centre.patron()];
  const wish = { lottery, unit: unit('GYM-ALL'), date: '2027-01-23', slots: ['NT'] };
  const early = await city.do(one.actor, enterLottery, { ...wish, patron: one.id });
  assert.ok(!early.ok && early.refused === 'EntryClosed' && early.details['opens'] !== undefined);
  city.clock.set('2026-11-11T09:00:00+09:00');
  const made = await Promise.all([one, two, three].map((who) => city.must(who.actor, enterLottery, { ...wish, patron: who.id })));
  assert.equal(new Set(made.map((entry) => entry.number)).size, 3);
  assert.ok(made.every((entry) => /^U-[2-9A-Z]{5}$/.test(entry.alias)));
  const twice = await city.do(one.actor, enterLottery, { ...wish, patron: one.id });
  assert.ok(!twice.ok && twice.refused === 'AlreadyEntered');
  const stranger = await city.do(two.actor, withdrawEntry, { entry: made[0]?.entry });
  assert.ok(!stranger.ok && stranger.refused === 'NotFound');
  const spare = await city.must(one.actor, enterLottery, { ...wish, slots: ['AM'], patron: one.id });
  await city.must(one.actor, changeEntry, { entry: spare.entry, unit: unit('GYM-A'), date: '2027-01-24', slots: ['AM'] });
  await city.must(one.actor, withdrawEntry, { entry: spare.entry });
  const outside = await centre.patron({ classCode: 'N-GROUP' });
  const foreign = await city.do(outside.actor, enterLottery, { ...wish, patron: outside.id });
  assert.ok(!foreign.ok && foreign.refused === 'ClassNotAdmitted');
  const held = await city.city.staffDb.use((connection) => openLotteriesFor(connection.kysely as never, centre.facility, Temporal.PlainDate.from('2027-01-23'), Temporal.PlainDate.from('2027-01-23')));
  assert.equal(held.find((each) => each.id === lottery)?.cells.length, 4);

  city.clock.set('2026-11-20T00:00:00+09:00');
  const late = await city.do(one.actor, withdrawEntry, { entry: made[0]?.entry });
  assert.ok(!late.ok && late.refused === 'EntryClosed');
  await centre.run(lotteries);
  const waitingForValue = await city.ask(officer, lotteryStaff, {});
  assert.ok(waitingForValue.ok && waitingForValue.value.find((each) => each.id === lottery)?.needsPublicValue);
  city.clock.set('2026-11-20T12:00:00+09:00');
  await city.must(officer, setPublicValue, { lottery, value: '1013.2hPa' });
  await centre.run(lotteries);
  const mine = await city.ask(one.actor, myEntries, {});
  assert.ok(mine.ok && mine.value.every((entry) => entry.outcome === null), '発表までは自分にも見えない');
  city.clock.set('2026-11-22T09:00:00+09:00');
  await centre.run(lotteries);

  const published = await city.ask(house, lotteryDownload, { lottery });
  assert.ok(published.ok && published.value);
  assert.equal(published.value.commit, commitment);
  assert.equal(published.value.entries.length, 4, '取り下げた申込みも一覧に残る');
  assert.deepEqual(verifyDraw(published.value, sha256hex).map((finding) => finding.ok), [true, true, true]);
  const wins = await centre.rows<{ id: string; patron_id: string; reservation_id: string; state: string }>(`select e.id, e.patron_id, e.reservation_id, r.state from reservations.entries e join reservations.reservations r on r.id = e.reservation_id where e.lottery_id = $1 and e.state = 'won'`, [lottery]);
  assert.equal(wins.length, 1);
  assert.equal(wins[0]?.state, 'provisional');
  await city.background.settle();
  const letters = await centre.rows<{ kind: string; count: number }>(`select kind, count(*)::int as count from kernel.notices where kind in ('reservations.lotteryWon', 'reservations.lotteryLost') and title like '%1月分%' group by kind order by kind`);
  assert.deepEqual(letters, [{ kind: 'reservations.lotteryLost', count: 2 }, { kind: 'reservations.lotteryWon', count: 1 }]);

  // 確定しないまま期限が過ぎると、落ちた順に案内される。
  city.clock.set('2026-12-01T00:00:00+09:00');
  await centre.run(lotteries);
  const [forfeited] = await centre.rows<{ state: string; booking: string }>('select e.state, r.state as booking from reservations.entries e join reservations.reservations r on r.id = e.reservation_id where e.id = $1', [wins[0]?.id]);
  assert.deepEqual(forfeited, { state: 'forfeited', booking: 'expired' });
  const tooLate = await city.do([one, two, three].find((who) => who.id === wins[0]?.patron_id)?.actor ?? one.actor, confirmWin, { entry: wins[0]?.id });
  assert.ok(!tooLate.ok && tooLate.refused === 'LotteryState');
  await city.must(house, offerReleased, { unit: unit('GYM-ALL'), from: '2027-01-23T18:00:00+09:00', to: '2027-01-23T21:00:00+09:00' });
  const queue = await centre.rows<{ id: string; patron_id: string; rank: number; state: string }>(`select id, patron_id, rank, state from reservations.waiting where use_date = '2027-01-23' order by rank`);
  assert.deepEqual(queue.map((row) => row.state), ['offered', 'waiting']);
  const next = [one, two, three].find((who) => who.id === queue[0]?.patron_id);
  assert.ok(next);
  const accepted = await city.must(next.actor, acceptOffer, { waiting: queue[0]?.id, purpose: 'badminton', persons: 12 });
  assert.equal(accepted.state, 'provisional');
  const [promoted] = await centre.rows<{ count: number }>(`select count(*)::int as count from reservations.entries where lottery_id = $1 and state = 'promoted'`, [lottery]);
  assert.equal(promoted?.count, 1);
});

test('R8 三つ目の当選は cap、同じ時間の二つ目は overlap になる', async () => {
  const { city, unit } = centre;
  city.clock.set('2027-01-05T10:00:00+09:00');
  const policyCap = { useFrom: '2027-03-02', useTo: '2027-03-31', opensAt: '2027-01-10T00:00:00+09:00', closesAt: '2027-01-20T00:00:00+09:00', drawsAt: '2027-01-20T12:00:00+09:00', resultsAt: '2027-01-22T09:00:00+09:00', confirmBy: null };
  const { lottery } = await city.must(officer, announceLottery, announcement('LOT-R8', policyCap));
  await centre.rows(`update reservations.lotteries set options = options || '{"capWins": 2}' where id = $1`, [lottery]);
  city.clock.set('2027-01-12T10:00:00+09:00');
  const busy = await centre.patron();
  const clashing = await centre.patron();
  for (const day of ['2027-03-06', '2027-03-13', '2027-03-20']) await city.must(busy.actor, enterLottery, { lottery, patron: busy.id, unit: unit('GYM-ALL'), date: day, slots: ['AM'] });
  for (const half of ['GYM-A', 'GYM-B']) await city.must(clashing.actor, enterLottery, { lottery, patron: clashing.id, unit: unit(half), date: '2027-03-07', slots: ['NT'] });
  city.clock.set('2027-01-20T12:00:00+09:00');
  await centre.run(lotteries);
  await city.must(officer, setPublicValue, { lottery, value: '42' });
  city.clock.set('2027-01-22T09:00:00+09:00');
  await centre.run(lotteries);
  const outcomes = async (patron: string) => (await centre.rows<{ outcome: string }>('select outcome from reservations.entries where lottery_id = $1 and patron_id = $2 order by outcome', [lottery, patron])).map((row) => row.outcome);
  assert.deepEqual(await outcomes(busy.id), ['cap', 'won', 'won']);
  assert.deepEqual(await outcomes(clashing.id), ['overlap', 'won']);
});

test('R8 申込みの上限は、同時に送っても越えられない', async () => {
  const { city, unit } = centre;
  const { lottery } = await city.must(officer, announceLottery, announcement('LOT-CAP', { useFrom: '2027-04-01', useTo: '2027-04-30', opensAt: '2027-01-23T00:00:00+09:00', closesAt: '2027-02-01T00:00:00+09:00', drawsAt: '2027-02-01T12:00:00+09:00', resultsAt: '2027-02-02T09:00:00+09:00', confirmBy: null, capEntries: 3 }));
  city.clock.set('2027-01-24T10:00:00+09:00');
  const eager = await centre.patron();
  const days = Array.from({ length: 8 }, (_, index) => Temporal.PlainDate.from('2027-04-06').add({ days: index })).filter((day) => day.dayOfWeek !== 1);
  const answers = await Promise.all(days.map((day) => city.do(eager.actor, enterLottery, { lottery, patron: eager.id, unit: unit('GYM-ALL'), date: day.toString(), slots: ['PM'] })));
  assert.equal(answers.filter((answer) => answer.ok).length, 3);
  assert.ok(answers.filter((answer) => !answer.ok).every((answer) => !answer.ok && answer.refused === 'EntryCap'));
  await city.must(officer, voidLottery, { lottery, reason: '設備の故障のため' });
  const page = await city.ask(house, lotteryPage, { lottery });
  assert.ok(page.ok && page.value?.voidReason === '設備の故障のため');
});

test('キャンセル待ち：空いていれば断り、取り消されると順に案内し、期限が過ぎると次へ回す', async () => {
  const { city, unit } = centre;
  city.clock.set('2027-02-10T10:00:00+09:00');
  const [owner, first, second] = [await centre.patron(), await centre.patron(), await centre.patron()];
  const place = { unit: unit('GYM-ALL'), date: '2027-03-27', slots: ['NT'] };
  await centre.rows(`update reservations.lotteries set state = 'void' where code = 'LOT-R8'`);
  const free = await city.do(first.actor, joinWaiting, { ...place, patron: first.id });
  assert.ok(!free.ok && free.refused === 'StillFree');
  const booked = await city.must(officer, reserve, { ...place, patron: owner.id, purpose: 'badminton', persons: 10, reason: '試験' });
  await city.must(first.actor, joinWaiting, { ...place, patron: first.id });
  const behind = await city.must(second.actor, joinWaiting, { ...place, patron: second.id });
  assert.equal(behind.rank, 2);
  const again = await city.do(first.actor, joinWaiting, { ...place, patron: first.id });
  assert.ok(!again.ok && again.refused === 'AlreadyWaiting');
  await city.must(owner.actor, cancel, { reservation: booked.reservation });
  await city.must(house, offerReleased, { unit: place.unit, from: '2027-03-27T18:00:00+09:00', to: '2027-03-27T21:00:00+09:00' });
  const shown = await city.ask(first.actor, myWaiting, {});
  assert.ok(shown.ok && shown.value[0]?.state === 'offered');
  city.clock.advance({ hours: 25 });
  await centre.run(waitingOffers);
  const lapsed = await city.do(first.actor, acceptOffer, { waiting: shown.value[0]?.id });
  assert.ok(!lapsed.ok && lapsed.refused === 'OfferOver');
  await city.must(house, offerReleased, { unit: place.unit, from: '2027-03-27T18:00:00+09:00', to: '2027-03-27T21:00:00+09:00' });
  const other = await city.ask(second.actor, myWaiting, {});
  assert.ok(other.ok && other.value[0]?.state === 'offered');
  await city.must(second.actor, leaveWaiting, { waiting: other.value[0]?.id });
  assert.equal((await centre.rows('select 1 from reservations.claims where kind = $1', ['hold'])).length, 0);
  assert.ok((await city.must(house, lapseOffers, {})).lapsed === 0);
});

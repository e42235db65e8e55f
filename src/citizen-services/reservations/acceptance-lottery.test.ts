/** 受け入れ試験 R7, R8, R16: a draw that anybody can repeat, caps and overlaps, and an insider's trick. Over HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AcceptanceHall, done, listed, openAcceptanceHall, refused, type Team, told } from './acceptance-fixture.ts';
import { sha256hex } from './commands/lottery-record.ts';
import { checkText } from './verifier/check.ts';

let hall: AcceptanceHall;
let unit: (code: string) => string;
let facility = '';
before(async () => {
  hall = await openAcceptanceHall('2026-11-05T10:00:00+09:00');
  unit = await hall.facility('GYM');
  facility = (await hall.rows<{ id: string }>('select id from reservations.facilities'))[0]?.id ?? '';
});
after(() => hall.close());

const secret = '00112233445566778899aabbccddeeff'.repeat(2);

/** The six entries of the worked example, with exactly these numbers, aliases and this secret: only rows can say so. */
async function workedExample(): Promise<string> {
  const { city, rows } = hall;
  const lottery = city.id();
  await rows(`insert into reservations.lotteries (id, code, facility_id, name_ja, name_en, unit_codes, use_from, use_to, opens_at, closes_at, draws_at, results_at, options, classes, state, commitment, public_source, created_by, created_at)
    values ($1, 'LOT-2027-01-GYM', $2, '1月の体育室', 'Gym in January', '{GYM-ALL,GYM-A,GYM-B}', '2027-01-16', '2027-01-17', '2026-11-01T00:00+09:00', '2026-11-08T00:00+09:00', '2026-11-08T01:00+09:00', '2026-11-08T02:00+09:00', $3, '{}', 'open', $4, '見本', 'test', $5)`,
  [lottery, facility, JSON.stringify({ mode: 'entries', capWins: 1, noOverlap: false, oneEachRound: false, stages: [] }), sha256hex(secret), city.clock.now()]);
  await rows('insert into reservations.lottery_secrets values ($1, $2)', [lottery, secret]);
  const teams = new Map<string, string>();
  for (const alias of ['U-101', 'U-102', 'U-103', 'U-104', 'U-105']) teams.set(alias, (await hall.team()).id);
  for (const [number, alias, code, slot, weight] of [
    ['E0001', 'U-101', 'GYM-ALL', '2027-01-16T18:00/21:00', 1], ['E0002', 'U-102', 'GYM-A', '2027-01-16T18:00/21:00', 1], ['E0003', 'U-103', 'GYM-A', '2027-01-16T18:00/21:00', 1],
    ['E0004', 'U-104', 'GYM-B', '2027-01-16T18:00/21:00', 2], ['E0005', 'U-105', 'GYM-ALL', '2027-01-17T09:00/12:00', 1], ['E0006', 'U-101', 'GYM-ALL', '2027-01-17T09:00/12:00', 1],
  ] as const) {
    const [day, times] = [slot.slice(0, 10), slot.slice(11)];
    await rows(`insert into reservations.entries (id, lottery_id, number, patron_id, alias, unit_id, use_date, slots, use_range, slot_key, weight, state, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'entered', $12)`,
      [city.id(), lottery, number, teams.get(alias), alias, unit(code), day, times.startsWith('18') ? ['NT'] : ['AM'], `[${day}T${times.slice(0, 5)}+09:00,${day}T${times.slice(6)}+09:00)`, slot, weight, city.clock.now()]);
  }
  return lottery;
}

test('R7 仕様書の例：約束・根・種・順番・当落が同じで、公開ファイルの検証は「一致しました」、申込みを一文字変えると「一致しません」', async () => {
  const lottery = await workedExample();
  await hall.at('2026-11-08T00:00:00+09:00');
  assert.equal((await hall.server.get('/lotteries/LOT-2027-01-GYM/published.json')).status, 404, '発表までは公表しない');
  done(await hall.department.api('reservations.setPublicValue', { lottery, value: '5f'.repeat(32) }));
  await hall.at('2026-11-08T02:00:00+09:00');
  const file = await hall.server.get('/lotteries/LOT-2027-01-GYM/published.json');
  assert.equal(file.status, 200, file.text);
  for (const fact of ['d949e782e3030fa427589d0448ee73043031b59f099b0abfcb0805089418884b', '2a8abfa8cb9906290437854193ca6bca41d4d4e26d1d454bd66a35158095e737', secret, '5f'.repeat(32)]) assert.ok(file.text.includes(fact), fact);
  const page = told(await hall.server.query('reservations.lotteryPage', { lottery }));
  assert.deepEqual(listed(page, 'lines').map((line) => `${String(line['number'])} ${String(line['outcome'])}`), ['E0005 won', 'E0001 won', 'E0003 full', 'E0006 cap', 'E0002 full', 'E0004 full']);
  const seen = await hall.server.get('/lotteries/LOT-2027-01-GYM');
  assert.ok(seen.text.includes('b15a68a95551e5e38282dc52e61e4a645f399e40976dcc8e9a8bcc98d3773344') || JSON.stringify(page).includes('b15a68a9'), '種が公表される');
  assert.match(checkText(file.text)[0]?.ja ?? '', /^一致しました/);
  assert.ok(file.text.includes('U-102'));
  assert.match(checkText(file.text.replace('U-102', 'U-109'))[0]?.ja ?? '', /^一致しません/);
  const redraw = await hall.department.api('reservations.setPublicValue', { lottery, value: '00' });
  assert.equal(redraw.status, 409, '引き直しはできない');
});

let winner: Team;
let win = '';

test('R8 月2件までのとき、三つ目の当選は cap。同じ時間に二つの部屋へ申し込んだ人の二つ目は overlap', async () => {
  await hall.facility('GYM', (rules) => ({ ...rules, lottery: { capWins: 2, noOverlap: true } }));
  const announced = done(await hall.department.api('reservations.announceLottery', {
    facility, code: 'LOT-2027-03', nameJa: '3月の体育室', nameEn: 'Gym in March', units: ['GYM-ALL', 'GYM-A', 'GYM-B'], useFrom: '2027-03-01', useTo: '2027-03-31', opensAt: '2027-01-10T00:00:00+09:00', closesAt: '2027-01-20T00:00:00+09:00',
    drawsAt: '2027-01-20T12:00:00+09:00', resultsAt: '2027-01-22T09:00:00+09:00', classes: ['R-*'], publicSource: '1月20日の気象庁発表の値',
  }));
  const { lottery } = announced;
  await hall.at('2027-01-12T10:00:00+09:00');
  winner = await hall.team({ name: 'あだたらクラブ', phone: '09000000001' });
  const clashing = await hall.team();
  const enter = async (team: Team, code: string, date: string, slot: string) => done(await team.client.api('reservations.enterLottery', { lottery, patron: team.id, unit: unit(code), date, slots: [slot] }));
  for (const date of ['2027-03-06', '2027-03-13', '2027-03-20']) await enter(winner, 'GYM-ALL', date, 'AM');
  for (const half of ['GYM-A', 'GYM-B']) await enter(clashing, half, '2027-03-07', 'NT');
  await hall.at('2027-01-20T12:00:00+09:00');
  done(await hall.department.api('reservations.setPublicValue', { lottery, value: '1013.2' }));
  await hall.at('2027-01-22T09:00:00+09:00');
  const outcomes = async (team: Team) => listed(await team.client.query('reservations.myEntries')).map((entry) => String(entry['outcome'])).toSorted();
  assert.deepEqual(await outcomes(winner), ['cap', 'won', 'won']);
  assert.deepEqual(await outcomes(clashing), ['overlap', 'won']);
  win = (await hall.rows<{ id: string }>(`select reservation_id as id from reservations.entries where patron_id = $1 and state = 'won' order by use_date limit 1`, [winner.id]))[0]?.id ?? '';
  assert.notEqual(win, '');
});

test('R16 当選を知らない端末から取り消し、20秒後に別の人が取り直そうとする：本人にメールとSMSが届き、枠は翌日9:00まで戻らず、組が一覧に出る', async () => {
  await hall.clockTo('2027-01-25T22:00:00+09:00');
  const other = await hall.team({ name: '安達クラブ' });
  const [booked] = await hall.rows<{ date: string; unit: string }>('select use_date::text as date, unit_id as unit from reservations.reservations where id = $1', [win]);
  assert.ok(booked);
  const [letters, messages] = [hall.city.mailbox.letters.length, hall.city.mailbox.messages.length];
  done(await winner.client.api('reservations.cancel', { reservation: win }, { headers: { 'user-agent': 'somebody-else/1.0' } }));
  await hall.city.background.settle();
  assert.ok(hall.city.mailbox.letters.slice(letters).some((letter) => letter.subject.includes('取り消しました')), 'メール');
  const sms = hall.city.mailbox.messages.slice(messages);
  assert.ok(sms.some((letter) => letter.to === '09000000001' && letter.subject.includes('取り消しました')), 'SMS');
  hall.city.clock.advance({ seconds: 20 });
  const wish = { unit: booked.unit, date: booked.date, slots: ['AM'], patron: other.id };
  const grab = () => other.client.api('reservations.reserve', { ...wish, purpose: 'badminton', persons: 8 });
  assert.notEqual((await grab()).status, 201, 'すぐには取れない');
  done(await other.client.api('reservations.joinWaiting', wish));
  await hall.city.background.settle();
  const claims = await hall.rows<{ kind: string; hold_until: Temporal.Instant }>(`select distinct c.kind, c.hold_until from reservations.claims c where c.during && tstzrange(($1::date + time '09:00') at time zone 'Asia/Tokyo', ($1::date + time '12:00') at time zone 'Asia/Tokyo')`, [booked.date]);
  assert.deepEqual(claims.map((row) => [row.kind, row.hold_until.toString()]), [['release', '2027-01-26T00:00:00Z']]);
  const report = told(await hall.department.query('reservations.patterns', { days: '7' }));
  const pair = listed(report, 'quickRebookings').find((one) => JSON.stringify(one).includes(winner.id) && JSON.stringify(one).includes(other.id));
  assert.equal(pair?.['seconds'], 20, JSON.stringify(report['quickRebookings']));
  assert.equal(refused(await hall.desk.query('reservations.patterns', {})).status, 403);
  const page = await hall.department.get('/staff/reservations/patterns');
  assert.ok(page.text.includes('あだたらクラブ') && page.text.includes('安達クラブ'), '職員の画面にも出る');
});

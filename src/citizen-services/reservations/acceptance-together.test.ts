/** 宿泊: several nights as one booking, from the hold to the departure. Over HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AcceptanceHall, type Answer, done, listed, openAcceptanceHall, overlaps, payExactly, refused, stateOf, type Team, told } from './acceptance-fixture.ts';
import { campInput } from './rules/camp.fixture.ts';

let hall: AcceptanceHall;
let unit: (code: string) => string;
let team: Team;
let other: Team;
before(async () => {
  hall = await openAcceptanceHall('2027-06-01T10:00:00+09:00');
  unit = await hall.facility('CAMP', () => structuredClone(campInput));
  team = await hall.team();
  other = await hall.team();
});
after(() => hall.close());

const stay = (who: Team, code: string, date: string, nights: number, more: Answer = {}) => who.client.api('reservations.reserve', { unit: unit(code), date, nights, slots: ['STAY'], patron: who.id, persons: 2, ...more });
const seen = (text: string): string => text.replaceAll(/<wbr ?\/?>|\u200b/gu, '').replaceAll(/<[^>]+>/gu, '');
const row = async (made: Answer) => (await hall.rows<{ nights: number; fee_yen: number; ends: Temporal.Instant; cells: number }>('select nights, fee_yen, upper(use_range) as ends, (select count(*)::int from reservations.claims c where c.reservation_id = r.id) as cells from reservations.reservations r where id = $1', [made['reservation']]))[0];

test('三泊は一つの予約・一つの使用料・一つの許可で、途中の夜も昼も、ほかの人は入れない', async () => {
  const made = done(await stay(team, 'TENT-1', '2027-07-18', 3));
  assert.deepEqual([made['state'], made['feeYen']], ['provisional', 1200 + 1200 + 2000]);
  assert.deepEqual(await row(made).then((it) => [it?.nights, it?.cells, it?.ends.toString()]), [3, 1, '2027-07-21T01:00:00Z']);
  const no = refused(await stay(other, 'TENT-1', '2027-07-19', 1));
  assert.equal(no.code, 'Taken');
  const paid = await payExactly(hall, made);
  assert.match(String(paid['permitNumber']), /^CAMP-2027-\d{5}$/);
  const grid = told(await hall.desk.query('reservations.dayGrid', { facility: 'CAMP', date: '2027-07-20' }));
  assert.deepEqual(listed(grid, 'bookings').map((one) => [one['id'], one['start'], one['end'], one['nights']]), [[made['reservation'], 840, 2040, 3]], 'the desk sees the guest on every day of the stay');
  assert.deepEqual(listed(told(await hall.desk.query('reservations.dayGrid', { facility: 'CAMP', date: '2027-07-21' })), 'bookings'), []);
  assert.match(seen((await hall.desk.get('/staff/reservations/CAMP?date=2027-07-20')).text), /14:00～翌10:00（3泊の3泊目）/);
  const mine = seen((await team.client.get('/my/reservations')).text);
  assert.match(mine, /14:00～3日後の10:00（3泊）/);
  for (const address of [`/my/reservations/${String(made['reservation'])}`, `/staff/reservations/bookings/${String(made['reservation'])}`]) {
    const page = await (address.startsWith('/staff') ? hall.desk : team.client).get(address);
    assert.equal(page.status, 200);
    assert.match(seen(page.text), /7月18日（日）の夜|3日後の10:00（3泊）/);
  }
  for (const file of ['permit.pdf', 'calendar.ics']) assert.equal((await team.client.get(`/my/reservations/${String(made['reservation'])}/${file}`)).status, 200, file);
});

test('一夜でもふさがっていれば全部を断り、どの夜か、何が空いているかを言う', async () => {
  done(await stay(other, 'TENT-2', '2027-07-12', 1));
  const no = refused(await stay(team, 'TENT-2', '2027-07-10', 4));
  assert.equal(no.code, 'Taken');
  assert.match(no.title, /7月12日.*の夜のテントサイト2は、ほかの方が先に予約しました/);
  assert.deepEqual(no.details['nights'], ['2027-07-12']);
  assert.deepEqual(listed(no.details, 'alternatives').map((one) => [one['unit'], one['nights']]), [[unit('TENT-1'), 4], [unit('TENT-3'), 4]]);
  const [kept] = await hall.rows<{ count: number }>('select count(*)::int as count from reservations.reservations where patron_id = $1 and use_date = $2', [team.id, '2027-07-10']);
  assert.equal(kept?.count, 0, 'nothing of it is kept');
  const closed = refused(await stay(team, 'TENT-2', '2027-11-14', 3));
  assert.deepEqual([closed.code, closed.details['code']], ['NotOffered', 'closed']);
  assert.match(closed.title, /11月16日.*の夜は泊まれません（冬季閉鎖）/);
});

test('重なる泊を二人が同時に申し込むと、一人が全部を得て、もう一人は何も得ない', async () => {
  type Wish = readonly [string, number];
  const pairs: readonly (readonly [Wish, Wish])[] = [[['2027-08-01', 4], ['2027-08-03', 4]], [['2027-08-20', 3], ['2027-08-20', 3]], [['2027-08-10', 7], ['2027-08-13', 1]]];
  for (const [first, second] of pairs) {
    const replies = await Promise.all([stay(team, 'TENT-3', ...first), stay(other, 'TENT-3', ...second), stay(team, 'TENT-3', ...second), stay(other, 'TENT-3', ...first)]);
    assert.deepEqual(replies.map((reply) => reply.status).toSorted((a, b) => a - b), [201, 409, 409, 409]);
    const [winner] = replies.filter((reply) => reply.status === 201).map(done);
    assert.ok(winner);
    assert.equal((await row(winner))?.cells, 1);
  }
  assert.equal(await overlaps(hall), 0);
});

test('貸しテントは泊まる間ずっと数えられ、残りがなければ断る', async () => {
  const extras = [{ code: 'tent-rental', quantity: 1 }];
  const made = done(await stay(team, 'TENT-1', '2027-07-01', 2, { extras }));
  assert.equal(made['feeYen'], 1200 * 2 + 1500 * 2);
  assert.equal(refused(await stay(other, 'TENT-3', '2027-07-02', 1, { extras: [{ code: 'tent-rental', quantity: 2 }] })).code, 'NotEnough');
  done(await stay(other, 'TENT-3', '2027-07-03', 1, { extras: [{ code: 'tent-rental', quantity: 2 }] }));
});

test('最後の夜からやめると、やめた夜の取消料だけがかかり、その夜はすぐに空く', async () => {
  const made = done(await stay(team, 'TENT-2', '2027-08-10', 3, { extras: [{ code: 'firewood', quantity: 1 }] }));
  assert.equal(made['feeYen'], 6600);
  await payExactly(hall, made);
  await hall.clockTo('2027-08-05T10:00:00+09:00');
  const page = `/my/reservations/${String(made['reservation'])}/nights`;
  const choices = seen((await team.client.get(page)).text);
  assert.match(choices, /2泊にする（令和9年8月12日（木）に出る）[\s\S]*使用料 5,200円、うち取消料 600円、お返しする額 1,400円/);
  const stale = refused(await team.client.api('reservations.shortenStay', { reservation: made['reservation'], nights: 2, expectedCharge: 0 }));
  assert.equal(stale.code, 'PriceChanged');
  assert.equal((await other.client.get(page)).status, 404);
  assert.equal(refused(await other.client.api('reservations.shortenStay', { reservation: made['reservation'], nights: 1 })).code, 'NotFound');
  const went = await team.client.post(`${page}?nights=2`, { _action: 'shorten', nights: '2', expectedCharge: '600' });
  assert.deepEqual([went.status, went.location], [303, `/my/reservations/${String(made['reservation'])}`]);
  assert.deepEqual(await row(made).then((it) => [it?.nights, it?.fee_yen, it?.ends.toString()]), [2, 5200, '2027-08-12T01:00:00Z']);
  const [money] = await hall.rows<{ back: number }>(`select sum(f.amount_yen)::int as back from kernel.refunds f join kernel.receivables v on v.id = f.receivable_id where v.subject = 'reservation:' || $1`, [made['reservation']]);
  assert.equal(money?.back, 1400);
  assert.equal(await stateOf(hall, made['reservation']), 'permitted');
  done(await stay(other, 'TENT-2', '2027-08-12', 1));
  const free = done(await hall.desk.api('reservations.shortenStay', { reservation: made['reservation'], nights: 1, cause: 'weather' }));
  assert.deepEqual([free['chargeYen'], free['refundYen']], [0, 2000]);
  assert.deepEqual(await row(made).then((it) => [it?.nights, it?.fee_yen]), [1, 3200], 'a night, the firewood, and what the third night cost');
  assert.equal(refused(await hall.desk.api('reservations.shortenStay', { reservation: made['reservation'], nights: 1 })).code, 'InvalidInput');
  const ended = done(await hall.desk.api('reservations.cancel', { reservation: made['reservation'], cause: 'city' }));
  assert.equal(ended['refundYen'], 2600, 'the charge stays');
});

test('やめた夜は、取り消した枠と同じ規則で戻る（翌日の9時まで、だれも取れない）', async () => {
  const later = await hall.facility('LATER', () => ({ ...structuredClone(campInput), release: { mode: 'next_day', time: '09:00', immediateWithinHours: 24 } }));
  const made = done(await team.client.api('reservations.reserve', { unit: later('TENT-1'), date: '2027-09-01', nights: 3, slots: ['STAY'], patron: team.id, persons: 2 }));
  done(await team.client.api('reservations.shortenStay', { reservation: made['reservation'], nights: 1 }));
  const night = () => other.client.api('reservations.reserve', { unit: later('TENT-1'), date: '2027-09-02', nights: 2, slots: ['STAY'], patron: other.id, persons: 2 });
  assert.equal(refused(await night()).code, 'Taken');
  await hall.clockTo('2027-08-06T09:00:01+09:00');
  done(await night());
  await hall.clockTo('2027-08-05T11:00:00+09:00');
});

test('利用者の変更では泊数を減らせず、日を移しても泊数はそのまま', async () => {
  const made = done(await stay(team, 'TENT-1', '2027-09-10', 2));
  assert.equal(refused(await team.client.api('reservations.change', { reservation: made['reservation'], date: '2027-09-10', nights: 1, slots: ['STAY'] })).code, 'FewerNights');
  const moved = done(await team.client.api('reservations.change', { reservation: made['reservation'], date: '2027-09-11', slots: ['STAY'] }));
  assert.equal(moved['feeYen'], 2400);
  assert.deepEqual(await row(made).then((it) => [it?.nights, it?.ends.toString()]), [2, '2027-09-13T01:00:00Z']);
  const longer = done(await team.client.api('reservations.change', { reservation: made['reservation'], date: '2027-09-11', nights: 4, slots: ['STAY'] }));
  assert.equal(longer['feeYen'], 4800);
});

test('全部を取り消すと一度で終わり、取消料は着いた日から数える', async () => {
  const made = done(await stay(other, 'TENT-3', '2027-09-20', 3));
  await payExactly(hall, made);
  await hall.clockTo('2027-09-15T10:00:00+09:00');
  const ended = done(await other.client.api('reservations.cancel', { reservation: made['reservation'] }));
  assert.deepEqual([ended['chargeYen'], ended['refundYen']], [1080, 2520]);
  const [left] = await hall.rows<{ count: number }>('select count(*)::int as count from reservations.claims where reservation_id = $1', [made['reservation']]);
  assert.equal(left?.count, 0);
  await hall.clockTo('2027-08-05T11:00:00+09:00');
});

test('画面：泊数を選び、押さえ、内容を入れて申し込む（スクリプトなし）', async () => {
  const start = `/book?facility=CAMP&unit=TENT-3&date=2027-10-01&slot=STAY&nights=3`;
  await hall.clockTo('2027-09-01T10:00:00+09:00');
  const page = seen((await team.client.get(start)).text);
  assert.match(page, /14:00～3日後の10:00（3泊）/);
  assert.match(page, /3,600円/);
  const held = await team.client.post(start, { _action: 'hold', unit: unit('TENT-3'), date: '2027-10-01', slots: 'STAY', nights: '3', patron: team.id });
  assert.equal(held.status, 303, held.text.slice(0, 300));
  const id = String(held.location).split('/').at(-1);
  assert.match(seen((await team.client.get(`/book/${id}`)).text), /3日後の10:00（3泊）/);
  const applied = await team.client.post(`/book/${id}?persons=2&step=confirm`, { _action: 'submit', persons: '2', expectedFee: '3600' });
  assert.deepEqual([applied.status, applied.location], [303, `/my/reservations/${id}`]);
  assert.deepEqual(await row({ reservation: id }).then((it) => [it?.nights, it?.fee_yen]), [3, 3600]);
  assert.match(seen((await other.client.get(`/book?facility=CAMP&unit=TENT-3&date=2027-09-30&slot=STAY&nights=3`)).text), /10月1日（金）、10月2日（土）の夜に、ほかの方の予約があります/);
});

test('悪い泊数は、保存されずに言葉で断られる', async () => {
  for (const nights of ['0', '-1', '99', 'たくさん', '1.5']) {
    const reply = await team.client.api('reservations.reserve', { unit: unit('TENT-1'), date: '2027-10-10', slots: ['STAY'], nights, patron: team.id, persons: 2 });
    assert.equal(reply.status, 422, nights);
  }
  assert.equal(refused(await stay(team, 'TENT-1', '2027-10-10', 8)).code, 'NotOffered');
  assert.equal((await team.client.get('/book?facility=CAMP&unit=TENT-3&date=2027-10-20&slot=STAY&nights=zzz')).status, 200);
});

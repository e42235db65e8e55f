/** 分納: a fee in two parts, from the bill to the refund. Over HTTP. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { type AcceptanceHall, type Answer, book, done, listed, openAcceptanceHall, refused, type Reply, stateOf, type Team, told } from './acceptance-fixture.ts';
import type { FacilityPolicyInput } from './rules/policy.ts';

let hall: AcceptanceHall;
before(async () => {
  hall = await openAcceptanceHall('2027-01-19T10:00:00+09:00');
});
after(() => hall.close());

type Fee = NonNullable<FacilityPolicyInput['fee']>;

/** 10,000 yen a slot, twice as much in the evening; 30 % first (150 days before), the rest 30 days before at 17:00. */
function inParts(permitAfter: 'deposit' | 'all' = 'deposit') {
  return (rules: FacilityPolicyInput): FacilityPolicyInput => {
    assert.ok(rules.fee);
    const versions = rules.fee.versions.map((version): Fee['versions'][number] => ({ ...version, factors: [], table: [['AM', 10_000], ['PM', 10_000], ['NT', 20_000]].map(([slot, yen]) => ({ unit: 'GYM-ALL', slot: String(slot), yen: Number(yen) })) }));
    return {
      ...rules, units: rules.units.filter((unit) => unit.code === 'GYM-ALL'), fee: { ...rules.fee, versions },
      windows: [{ classes: ['*'], phase: 'first_come', open: { monthsBefore: 12, day: 1, time: '09:00', ifClosed: 'as_is' }, legalBasis: '規則第4条' }],
      deadlines: {
        ...rules.deadlines, pay: { daysBefore: 150, time: '23:59:59' }, expireRun: { daysBefore: 149, time: '00:00' }, lateBookingPayWithinMinutes: 4320, change: { until: { daysBefore: 10, time: '17:00' }, maxTimes: 5 },
        deposit: { percent: 30, balance: { daysBefore: 30, time: '17:00' }, permitAfter },
      },
    };
  };
}

const parts = (made: Answer) => listed(made, 'parts');
/** What a page says, without its marks. */
const plain = (reply: Reply) => reply.text.replaceAll(/<[^>]+>/gu, '');
const pay = (made: Answer, index: number) => {
  const part = parts(made)[index];
  return hall.desk.api('reservations.pay', { reservation: made['reservation'], receivable: part?.['receivable'], amount: part?.['amountYen'], tendered: part?.['amountYen'] });
};
const row = async (made: Answer) => (await hall.rows<{ state: string; pay_by: Temporal.Instant | null; fee_yen: number }>('select state, pay_by, fee_yen from reservations.reservations where id = $1', [made['reservation']]))[0];
const owed = (made: Answer) => hall.rows<{ amount_yen: number; state: string }>(`select amount_yen, state from kernel.receivables where subject = 'reservation:' || $1 order by amount_yen`, [made['reservation']]);
const claims = async (made: Answer) => (await hall.rows<{ count: number }>('select count(*)::int as count from reservations.claims where reservation_id = $1', [made['reservation']]))[0]?.count;

let team: Team;
let unit: (code: string) => string;
test('10,000円は前納金3,000円と残金7,000円の二つの請求になり、前納金の支払いで許可される', async () => {
  unit = await hall.facility('PARTS', inParts());
  team = await hall.team();
  const made = done(await book(team, unit('GYM-ALL'), '2027-09-10', ['AM']));
  assert.deepEqual([made['state'], made['feeYen'], made['payNowYen'], made['payBy']], ['provisional', 10_000, 3000, '2027-04-13T14:59:59Z']);
  assert.deepEqual(parts(made).map((part) => [part['part'], part['amountYen'], part['payBy']]), [['deposit', 3000, '2027-04-13T14:59:59Z'], ['balance', 7000, '2027-08-11T08:00:00Z']]);
  const page = plain(await team.client.get(`/my/reservations/${String(made['reservation'])}`));
  assert.match(page, /前納金3,000円をお支払いください/);
  assert.match(page, /残金7,000円令和9年8月11日/);
  assert.match(plain(await team.client.get(`/en/my/reservations/${String(made['reservation'])}`)), /Please pay the deposit of ¥3,000 by/);
  const mine = await team.client.get('/my/payments');
  assert.match(mine.text, /使用料の前納金/);
  assert.match(mine.text, /使用料の残金/);
  const slip = execFileSync('pdftotext', ['-raw', '-', '-'], { input: (await hall.desk.get(`/staff/reservations/bookings/${String(made['reservation'])}/slip.pdf`)).bytes, encoding: 'utf8' }).replaceAll(/[\s\u200b]/gu, '');
  assert.ok(slip.includes('3,000円') && slip.includes('残金7,000円') && !slip.includes('10,000円'), slip);
  assert.equal(done(await pay(made, 0))['permitNumber'], 'PARTS-2026-00001');
  const permitted = await row(made);
  assert.deepEqual([permitted?.state, permitted?.pay_by?.toString()], ['permitted', '2027-08-11T08:00:00Z']);
  const desk = (await hall.desk.get(`/staff/reservations/bookings/${String(made['reservation'])}`)).text;
  assert.match(desk, /請求（残金）/);
  assert.equal(done(await pay(made, 1))['permitNumber'], 'PARTS-2026-00001');
  assert.deepEqual(await row(made), { state: 'permitted', pay_by: null, fee_yen: 10_000 });
});

test('残金を先に払っても、前納金が済むまで許可されない', async () => {
  const made = done(await book(team, unit('GYM-ALL'), '2027-09-10', ['PM']));
  assert.equal(done(await pay(made, 1))['permitNumber'], null);
  assert.equal(await stateOf(hall, made['reservation']), 'provisional');
  assert.notEqual(done(await pay(made, 0))['permitNumber'], null);
  assert.deepEqual((await row(made))?.pay_by, null);
});

test('全額の後に許可する施設では、前納金の後は残金の期限を待つ仮予約', async () => {
  const other = await hall.facility('ALL-FIRST', inParts('all'));
  const made = done(await book(team, other('GYM-ALL'), '2027-09-10', ['AM']));
  assert.equal(done(await pay(made, 0))['permitNumber'], null);
  const waiting = await row(made);
  assert.deepEqual([waiting?.state, waiting?.pay_by?.toString()], ['provisional', '2027-08-11T08:00:00Z']);
  assert.equal(done(await pay(made, 1))['permitNumber'], 'ALL-FIRST-2026-00001');
});

test('変更で使用料が増えても、増えるのは残金だけで、許可はそのまま。減れば払い過ぎを返す', async () => {
  const made = done(await book(team, unit('GYM-ALL'), '2027-09-11', ['AM']));
  done(await pay(made, 0));
  const more = done(await team.client.api('reservations.change', { reservation: made['reservation'], date: '2027-09-11', slots: ['NT'] }));
  assert.deepEqual([more['state'], more['feeYen'], more['toPayYen'], more['refundYen']], ['permitted', 20_000, 17_000, 0]);
  assert.deepEqual((await owed(made)).map((one) => [one.amount_yen, one.state]), [[3000, 'paid'], [7000, 'cancelled'], [17_000, 'open']]);
  const view = told(await team.client.query('reservations.booking', { reservation: String(made['reservation']) }));
  assert.deepEqual(listed(view, 'parts').map((part) => [part['part'], part['amountYen'], part['state']]), [['deposit', 3000, 'paid'], ['balance', 17_000, 'open']]);
  const less = done(await team.client.api('reservations.change', { reservation: made['reservation'], date: '2027-09-11', slots: ['AM'] }));
  assert.deepEqual([less['state'], less['toPayYen']], ['permitted', 7000]);
});

test('両方払ってから取り消すと、両方の請求から返り、取消料は一つの還付に載る', async () => {
  const made = done(await book(team, unit('GYM-ALL'), '2027-09-12', ['AM']));
  done(await pay(made, 0));
  done(await pay(made, 1));
  const ended = done(await team.client.api('reservations.cancel', { reservation: made['reservation'], expectedCharge: 2500 }));
  assert.deepEqual([ended['chargeYen'], ended['refundYen']], [2500, 7500]);
  const refunds = await hall.rows<{ amount_yen: number; charge_yen: number }>(`select f.amount_yen, f.charge_yen from kernel.refunds f join kernel.receivables r on r.id = f.receivable_id where r.subject = 'reservation:' || $1 order by f.amount_yen`, [made['reservation']]);
  assert.equal(refunds.length, 2, 'from both parts');
  assert.deepEqual([refunds.reduce((sum, one) => sum + one.amount_yen, 0), refunds.reduce((sum, one) => sum + one.charge_yen, 0)], [7500, 2500]);
});

test('前納金だけを払って取り消すと、取消料を引いた額が前納金から返り、残金の請求は消える', async () => {
  const made = done(await book(team, unit('GYM-ALL'), '2027-09-12', ['PM']));
  done(await pay(made, 0));
  const ended = done(await team.client.api('reservations.cancel', { reservation: made['reservation'] }));
  assert.deepEqual([ended['chargeYen'], ended['refundYen']], [2500, 500]);
  assert.deepEqual((await owed(made)).map((one) => one.state), ['paid', 'cancelled']);
});

test('残金は一週間前に知らせ、払われなければ期限の後に取り消し、取消料の段階で前納金を精算する', async () => {
  const made = done(await book(team, unit('GYM-ALL'), '2027-09-14', ['AM']));
  const kept = done(await book(team, unit('GYM-ALL'), '2027-09-14', ['PM']));
  for (const one of [made, kept]) done(await pay(one, 0));
  await hall.at('2027-08-09T09:01:00+09:00');
  await hall.at('2027-08-10T09:01:00+09:00');
  const notices = await hall.rows<{ count: number }>(`select count(*)::int as count from kernel.notices where kind = 'reservations.balanceDue' and citizen_id = $1`, [team.citizen]);
  assert.equal(notices[0]?.count, 2 + 1, 'one for each booking with an open balance, once');
  await hall.at('2027-08-15T17:00:00+09:00');
  assert.equal(await stateOf(hall, made['reservation']), 'permitted', 'until 17:00 included');
  done(await pay(kept, 1));
  await hall.at('2027-08-15T17:01:30+09:00');
  assert.deepEqual([await stateOf(hall, made['reservation']), await stateOf(hall, kept['reservation'])], ['expired', 'permitted']);
  assert.equal(await claims(made), 0);
  // 30 days before use the tier is 50 %: 5,000 yen, and only 3,000 were paid.
  const [money] = await hall.rows<{ refunded_yen: number }>(`select sum(refunded_yen)::int as refunded_yen from kernel.receivables where subject = 'reservation:' || $1`, [made['reservation']]);
  assert.equal(money?.refunded_yen, 0);
  assert.equal(refused(await pay(made, 1)).code, 'NotOwed');
});

test('前納金の期限を過ぎれば、何も残さず仮予約が消える。残金の期限の後の予約は一度に払う', async () => {
  const made = done(await book(team, unit('GYM-ALL'), '2027-12-10', ['AM']));
  assert.equal(made['payBy'], '2027-08-18T08:01:30Z', 'within three days');
  await hall.at('2027-08-18T17:02:40+09:00');
  assert.equal(await stateOf(hall, made['reservation']), 'expired');
  const late = done(await book(team, unit('GYM-ALL'), '2027-09-05', ['AM']));
  assert.deepEqual(parts(late).map((part) => [part['part'], part['amountYen']]), [['whole', 10_000]]);
});

test('残金の支払いと期限切れが同時でも、許可のまま払えたか、取り消されたかのどちらか', async () => {
  const made = done(await book(team, unit('GYM-ALL'), '2027-12-11', ['AM']));
  done(await pay(made, 0));
  await hall.clockTo('2027-11-11T17:02:00+09:00');
  const [paid] = await Promise.all([pay(made, 1), hall.city.background.settle()]);
  const state = await stateOf(hall, made['reservation']);
  const [, balance] = await owed(made);
  assert.deepEqual([state, balance?.state], paid.status === 200 || paid.status === 201 ? ['permitted', 'paid'] : ['expired', 'cancelled']);
});

/** The booking core against a real PostgreSQL: what R1–R6, R10, R11 promise, below HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Actor } from '../../kernel/actor.ts';
import { citizenActor, staffActor, type TestCity, testCity } from '../../kernel/testing.ts';
import '../../main-systems.ts';
import { openShelter } from './commands/blocks.ts';
import { hold, reserve, submit } from './commands/book.ts';
import { cancel, change } from './commands/change.ts';
import { pay } from './commands/desk.ts';
import { saveCityRules, saveFacility } from './commands/facilities.ts';
import { maskExpired } from './commands/retention.ts';
import { civicCenterInput } from './rules/civic-center.fixture.ts';
import { booking, publicEvents } from './queries/bookings.ts';
import { openings } from './queries/openings.ts';

let city: TestCity;
const desk = staffActor('00000000-0000-7000-8000-000000000001', ['reservations.desk', 'reservations.facilities', 'reservations.approve', 'reservations.shelter', 'payments.cash']);
const units = new Map<string, string>();
let citizenOne: Actor;
let citizenTwo: Actor;
let patronOne = '';
let patronTwo = '';

async function makePatron(number: string, actor: Actor): Promise<string> {
  const id = city.id();
  assert.ok(actor.kind === 'citizen');
  await city.city.staffDb.use(async (connection) => {
    await connection.run(`insert into kernel.citizens (id, email, email_confirmed_at, name, kana, created_at) values ($1, $2, $3, '試験 太郎', 'シケン タロウ', $3)`, [actor.id, `${actor.id}@example.jp`, city.clock.now()]);
    await connection.run(`insert into reservations.patrons (id, number, kind, class_code, name, kana, folded_name, citizen_id, phone, residency, status, valid_from, valid_to, created_by, created_at)
      values ($1, $2, 'group', 'R-GROUP', '油井卓球愛好会', 'ユイタッキュウアイコウカイ', '油井卓球愛好会', $3, '0243000000', 'resident', 'active', '2026-04-01', '2029-03-31', 'test', $4)`, [id, number, actor.id, city.clock.now()]);
  });
  return id;
}

before(async () => {
  city = await testCity({ start: '2027-01-20T10:00:00+09:00' });
  citizenOne = citizenActor(city.id());
  citizenTwo = citizenActor(city.id());
  await city.city.staffDb.use((connection) => connection.run(`insert into kernel.payees (id, code, name, registration_number) values ($1, 'CITY-GENERAL', '試験市', 'T1234567890123')`, [city.id()]));
  await city.must(desk, saveFacility, { code: 'CIVIC-CENTER-1', nameJa: '市民センター', nameEn: 'Civic Center', kana: 'シミンセンター', category: 'gym', area: 'NIHONMATSU', address: '金色1', lat: 37.58, lng: 140.43, policy: civicCenterInput });
  const rows = await city.city.staffDb.use((connection) => connection.run<{ id: string; code: string }>('select id, code from reservations.units'));
  for (const row of rows.rows) units.set(row.code, row.id);
  patronOne = await makePatron('12345670', citizenOne);
  patronTwo = await makePatron('22345677', citizenTwo);
});

after(() => city.close());

const unit = (code: string) => units.get(code) ?? '';

test('予約すると仮予約になり、料金と期限が決まる', async () => {
  const made = await city.must(citizenOne, reserve, { unit: unit('GYM-A'), date: '2027-02-06', slots: ['NT'], patron: patronOne, purpose: 'badminton', persons: 6 });
  assert.equal(made.state, 'provisional');
  assert.ok(made.feeYen > 0);
  assert.equal(made.payBy, Temporal.Instant.from('2027-02-03T23:59:59+09:00').toString());
});

test('R2 半面が仮予約のとき全面は取れず、もう半面は取れる', async () => {
  const whole = await city.do(citizenTwo, reserve, { unit: unit('GYM-ALL'), date: '2027-02-06', slots: ['NT'], patron: patronTwo, purpose: 'badminton', persons: 6 });
  assert.ok(!whole.ok);
  assert.equal(whole.refused, 'Taken');
  assert.equal(whole.status, 409);
  assert.ok(Array.isArray(whole.details['alternatives']) && whole.details['alternatives'].length > 0);
  const shown = await city.ask({ kind: 'visitor', device: 'x' }, openings, { facility: 'CIVIC-CENTER-1', from: '2027-02-06', days: 1 });
  assert.ok(shown.ok && shown.value);
  const mark = (code: string) => shown.value?.units.find((one) => one.code === code)?.days[0]?.slots.find((slot) => slot.code === 'NT')?.mark;
  assert.equal(mark('GYM-ALL'), 'taken');
  assert.equal(mark('GYM-B'), 'free');
  const half = await city.do(citizenTwo, reserve, { unit: unit('GYM-B'), date: '2027-02-06', slots: ['NT'], patron: patronTwo, purpose: 'badminton', persons: 6 });
  assert.ok(half.ok, JSON.stringify(half));
});

test('同じ送信番号は一度だけ予約し、同じ答えを返す', async () => {
  const request = 'test-request-1';
  const input = { unit: unit('GYM-ALL'), date: '2027-02-05', slots: ['AM'], patron: patronOne, purpose: 'badminton', persons: 6 };
  const answers = await Promise.all(Array.from({ length: 8 }, () => city.do(citizenOne, reserve, input, request)));
  const numbers = new Set(answers.map((answer) => (answer.ok ? answer.value.number : answer.refused)));
  assert.equal(numbers.size, 1, [...numbers].join());
  assert.equal(answers.filter((answer) => answer.ok && !answer.repeated).length, 1);
});

test('R4 仮押さえは10分で終わり、送ると「時間切れ」と答える', async () => {
  const held = await city.must(citizenOne, hold, { unit: unit('GYM-ALL'), date: '2027-02-07', slots: ['AM'], patron: patronOne });
  city.clock.advance({ minutes: 10, seconds: 1 });
  const other = await city.do(citizenTwo, reserve, { unit: unit('GYM-ALL'), date: '2027-02-07', slots: ['AM'], patron: patronTwo, purpose: 'badminton', persons: 6 });
  assert.ok(other.ok, JSON.stringify(other));
  const late = await city.do(citizenOne, submit, { reservation: held.reservation, purpose: 'badminton', persons: 6 });
  assert.ok(!late.ok);
  assert.equal(late.refused, 'HoldEnded');
  assert.match(late.message, /時間切れ/);
});

test('仮押さえから申し込み、窓口で払うと許可になり、おつりが出る', async () => {
  const held = await city.must(citizenOne, hold, { unit: unit('GYM-B'), date: '2027-02-05', slots: ['PM'], patron: patronOne });
  const made = await city.must(citizenOne, submit, { reservation: held.reservation, purpose: 'badminton', persons: 6 });
  assert.equal(made.state, 'provisional');
  const paid = await city.must(desk, pay, { reservation: made.reservation, receivable: made.receivable ?? '', amount: made.feeYen, tendered: made.feeYen + 520 });
  assert.equal(paid.changeYen, 520);
  assert.match(paid.permitNumber ?? '', /^CIVIC-CENTER-1-2026-00001$/);
});

test('他人の予約は、あることも教えない', async () => {
  const made = await city.must(citizenOne, reserve, { unit: unit('GYM-B'), date: '2027-02-09', slots: ['AM'], patron: patronOne, purpose: 'badminton', persons: 6 });
  const answer = await city.do(citizenTwo, cancel, { reservation: made.reservation });
  const nothing = await city.do(citizenTwo, cancel, { reservation: city.id() });
  assert.ok(!answer.ok && !nothing.ok);
  assert.deepEqual([answer.refused, answer.message], [nothing.refused, nothing.message]);
});

test('変更は、新しい時間が取れたときだけ古い時間を手放す', async () => {
  const made = await city.must(citizenTwo, reserve, { unit: unit('GYM-B'), date: '2027-02-11', slots: ['AM'], patron: patronTwo, purpose: 'badminton', persons: 6 });
  const moved = await city.do(desk, change, { reservation: made.reservation, date: '2027-02-11', slots: ['PM'] });
  assert.ok(moved.ok, JSON.stringify(moved));
  const claims = await city.city.staffDb.use((connection) => connection.run<{ n: number }>('select count(*)::int as n from reservations.claims where reservation_id = $1', [made.reservation]));
  assert.equal(claims.rows[0]?.n, 2);
});

test('払う前に取り消したときの取消料は、お知らせでも答えでも0円', async () => {
  const made = await city.must(citizenTwo, reserve, { unit: unit('GYM-B'), date: '2027-02-12', slots: ['AM'], patron: patronTwo, purpose: 'badminton', persons: 6 });
  const shown = await city.ask(citizenTwo, booking, { reservation: made.reservation });
  assert.ok(shown.ok && shown.value && made.feeYen > 0);
  assert.deepEqual([shown.value.cancellation?.charge, shown.value.cancellation?.due], [0, 0]);
  const ended = await city.must(citizenTwo, cancel, { reservation: made.reservation, expectedCharge: 0 });
  assert.deepEqual([ended.chargeYen, ended.refundYen], [0, 0]);
});

test('施設のカレンダーに出るのは、許可されて、公開を選んだ催しの名前だけ', async () => {
  const asked = { unit: unit('GYM-B'), slots: ['AM'], patron: patronTwo, purpose: 'badminton', persons: 6, reason: '試験' };
  const shown = async () => {
    const answer = await city.ask({ kind: 'visitor', device: 'x' }, publicEvents, { facility: 'CIVIC-CENTER-1' });
    return answer.ok ? answer.value.map((event) => [event.title, event.unitCode]) : null;
  };
  const open = await city.must(desk, reserve, { ...asked, date: '2027-01-29', title: '卓球体験会', titlePublic: true });
  const quiet = await city.must(desk, reserve, { ...asked, date: '2027-01-30', title: '内輪の会', titlePublic: false });
  assert.deepEqual(await shown(), [], '払うまでは出さない');
  for (const made of [open, quiet]) await city.must(desk, pay, { reservation: made.reservation, receivable: made.receivable ?? '', amount: made.feeYen, tendered: made.feeYen });
  assert.deepEqual(await shown(), [['卓球体験会', 'GYM-B']]);
});

test('R10 避難所の開設で、14日の予約が取り消され、払った分の還付ができる', async () => {
  const made = await city.must(desk, reserve, { unit: unit('GYM-A'), date: '2027-01-28', slots: ['AM'], patron: patronTwo, purpose: 'badminton', persons: 6, reason: '試験' });
  await city.must(desk, pay, { reservation: made.reservation, receivable: made.receivable ?? '', amount: made.feeYen, tendered: made.feeYen });
  const opened = await city.must(desk, openShelter, { facility: 'CIVIC-CENTER-1', note: '地震' });
  assert.ok(opened.cancelled >= 1);
  const row = await city.city.staffDb.use((connection) => connection.run<{ state: string }>('select state from reservations.reservations where id = $1', [made.reservation]));
  assert.equal(row.rows[0]?.state, 'cancelled_by_city');
  const refund = await city.city.staffDb.use((connection) => connection.run<{ amount_yen: number }>('select f.amount_yen from kernel.refunds f join kernel.receivables r on r.id = f.receivable_id where r.subject = $1', [`reservation:${made.reservation}`]));
  assert.equal(refund.rows[0]?.amount_yen, made.feeYen);
});

test('共通の規則も保存できる', async () => {
  const bad = await city.do(desk, saveCityRules, { rules: {} });
  assert.ok(!bad.ok);
  assert.equal(bad.refused, 'BadPolicy');
});

test('古い版の画面からの変更は断られ、先の変更は残る', async () => {
  const made = await city.must(desk, reserve, { unit: unit('GYM-B'), date: '2027-04-08', slots: ['AM'], walkInName: '試験 花子', userClass: 'R-PERSON', purpose: 'badminton', persons: 6, reason: '試験' });
  const seen = await city.city.staffDb.use((connection) => connection.run<{ version: number }>('select version from reservations.reservations where id = $1', [made.reservation]));
  const version = seen.rows[0]?.version ?? 0;
  const first = await city.do(desk, change, { reservation: made.reservation, date: '2027-04-08', slots: ['PM'], reason: '試験', version });
  assert.ok(first.ok, JSON.stringify(first));
  const second = await city.do(desk, change, { reservation: made.reservation, date: '2027-04-08', slots: ['NT'], reason: '試験', version });
  assert.ok(!second.ok);
  assert.equal(second.refused, 'Conflict');
});

test('利用した年度の終わりから5年を過ぎた氏名と連絡先は伏せられ、期間内のものは残る', async () => {
  const made = await city.must(desk, reserve, { unit: unit('GYM-B'), date: '2027-03-25', slots: ['NT'], walkInName: '試験 花子', walkInPhone: '0243000000', userClass: 'R-PERSON', purpose: 'badminton', persons: 6, reason: '試験', remarks: '車いす2台' });
  const later = await city.must(desk, reserve, { unit: unit('GYM-B'), date: '2027-04-09', slots: ['AM'], walkInName: '試験 次郎', userClass: 'R-PERSON', purpose: 'badminton', persons: 6, reason: '試験' });
  const name = async (id: string) => (await city.city.staffDb.use((connection) => connection.run<{ walk_in_name: string; walk_in_phone: string | null; remarks: string }>('select walk_in_name, walk_in_phone, remarks from reservations.reservations where id = $1', [id]))).rows[0];
  const house = { kind: 'system', id: 'test' } as const;
  const now = city.clock.now();
  city.clock.set('2032-03-31T03:00:00+09:00');
  await city.must(house, maskExpired, {});
  assert.equal((await name(made.reservation))?.walk_in_name, '試験 花子', '2026年度の利用は、2032年3月31日まで残る');
  city.clock.set('2032-04-01T03:00:00+09:00');
  await city.must(house, maskExpired, {});
  assert.deepEqual(await name(made.reservation), { walk_in_name: '（保存期限により削除）', walk_in_phone: null, remarks: '' });
  assert.equal((await name(later.reservation))?.walk_in_name, '試験 次郎');
  city.clock.set(now);
});

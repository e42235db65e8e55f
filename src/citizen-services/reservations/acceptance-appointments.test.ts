/** 来庁予約: the counter waits ten minutes, then it is free for the next. Over HTTP. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AcceptanceHall, type Answer, done, openAcceptanceHall, refused, stateOf } from './acceptance-fixture.ts';
import type { FacilityPolicyInput } from './rules/policy.ts';

let hall: AcceptanceHall;
let unit: (code: string) => string;

const counters = (rules: FacilityPolicyInput): FacilityPolicyInput => {
  const { fee: _, lottery: __, ...rest } = rules;
  return {
    ...rest, pools: [],
    calendar: [{ type: 'open', hours: [['08:30', '17:00']] }],
    spaces: [{ code: 'DESK', name: { ja: '相談室', en: 'Room' }, cells: [{ code: 'd1', name: { ja: '窓口1', en: 'Counter 1' } }, { code: 'd2', name: { ja: '窓口2', en: 'Counter 2' } }] }],
    units: ['d1', 'd2'].map((cell, index) => ({ code: `DESK-${index + 1}`, name: { ja: `窓口${index + 1}`, en: `Counter ${index + 1}` }, space: 'DESK', cells: [cell], scheme: 'HOUR', persons: { max: 4 }, trackCheckIn: true, ...(index === 0 ? { noShowReleaseMinutes: 10 } : {}) })),
    windows: [{ classes: ['*'], phase: 'first_come', open: { monthsBefore: 1, day: 1, time: '08:30' }, legalBasis: '来庁予約要綱 第3条' }],
  };
};

before(async () => {
  hall = await openAcceptanceHall('2027-02-01T08:30:00+09:00');
  unit = await hall.facility('CONSULT', counters);
});
after(() => hall.close());

const visit = async (code: string, from: string, to: string): Promise<Answer> =>
  done(await hall.desk.api('reservations.reserve', { unit: unit(code), date: '2027-02-01', from, to, walkInName: '相談の方', userClass: 'N-PERSON', channel: 'desk', persons: 1, reason: '窓口での受付' }));
const claimed = async (it: Answer): Promise<number> => (await hall.rows(`select 1 from reservations.claims where reservation_id = '${String(it['reservation'])}'`)).length;

test('10分たっても来なければ、来なかったと記録して窓口を空ける。来た人と、待つと決めた窓口はそのまま', async () => {
  const missing = await visit('DESK-1', '10:00', '11:00');
  const patient = await visit('DESK-2', '10:00', '11:00');
  await hall.at('2027-02-01T10:09:00+09:00');
  assert.deepEqual([await stateOf(hall, missing['reservation']), await claimed(missing)], ['permitted', 1]);
  await hall.at('2027-02-01T10:10:00+09:00');
  assert.deepEqual([await stateOf(hall, missing['reservation']), await claimed(missing)], ['no_show', 0]);
  assert.deepEqual([await stateOf(hall, patient['reservation']), await claimed(patient)], ['permitted', 1]);
  const late = refused(await hall.desk.api('reservations.checkIn', { reservation: missing['reservation'] }));
  assert.deepEqual([late.status, late.code], [409, 'WrongState']);
  await hall.at('2027-02-01T11:15:00+09:00');
  assert.equal(await stateOf(hall, patient['reservation']), 'no_show', '時間の終わりまで待って記録する');
});

test('窓口に来た人の時間は、10分を過ぎても続く', async () => {
  const here = await visit('DESK-1', '13:00', '14:00');
  await hall.at('2027-02-01T13:05:00+09:00');
  done(await hall.desk.api('reservations.checkIn', { reservation: here['reservation'] }));
  await hall.at('2027-02-01T13:30:00+09:00');
  assert.deepEqual([await stateOf(hall, here['reservation']), await claimed(here)], ['in_use', 1]);
});

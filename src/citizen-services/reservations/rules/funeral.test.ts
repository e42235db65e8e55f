import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gridOf } from './availability.ts';
import { crematoriumInput } from './crematorium.fixture.ts';
import { feeClassOf, mayCremate, tiedOf, tiedSpan } from './funeral.ts';
import { definePolicy, unitOf } from './policy.ts';
import { offeredSlots } from './slots.ts';

const policy = definePolicy(crematoriumInput);
const furnace = unitOf(policy, 'FURNACE-1') ?? assert.fail('FURNACE-1');
const at = (text: string) => Temporal.Instant.from(`${text}+09:00`);

test('使用料の区分は、申請者ではなく亡くなられた方の住所で決まる。分からないうちは市外', () => {
  assert.equal(feeClassOf(furnace, 'N-COMPANY', { resident: true }), 'R-PERSON');
  assert.equal(feeClassOf(furnace, 'R-COMPANY', { resident: false }), 'N-PERSON');
  assert.equal(feeClassOf(furnace, 'R-COMPANY', null), 'N-PERSON');
  assert.equal(feeClassOf({ ...furnace, funeral: undefined }, 'R-COMPANY', { resident: false }), 'R-COMPANY');
});

test('火葬許可証を受理するまで火葬は始められない（墓埋法14条3項）', () => {
  assert.equal(mayCremate(furnace, null), 'DeceasedNeeded');
  assert.equal(mayCremate(furnace, { resident: true, permitNumber: null }), 'PermitNeeded');
  assert.equal(mayCremate(furnace, { resident: true, permitNumber: '第123号' }), null);
});

test('待合室は火葬の始まりから2時間、式場は申し込んだときだけその前の2時間', () => {
  const [waiting, hall] = furnace.tied;
  assert.ok(waiting && hall);
  const start = at('2027-02-10T11:30:00');
  assert.deepEqual(Object.values(tiedSpan(waiting, start)).map(String), ['2027-02-10T02:30:00Z', '2027-02-10T04:30:00Z']);
  assert.deepEqual(Object.values(tiedSpan(hall, start)).map(String), ['2027-02-10T00:30:00Z', '2027-02-10T02:30:00Z']);
  assert.deepEqual(tiedOf(furnace, []).map((one) => one.code), ['WAITING']);
  assert.deepEqual(tiedOf(furnace, ['HALL']).map((one) => one.code), ['WAITING', 'HALL']);
});

test('その月の2番目と4番目の友引に休み、1番目と3番目は開く', () => {
  const open = (date: string) => offeredSlots(policy, furnace, Temporal.PlainDate.from(date)).length > 0;
  assert.deepEqual(['2027-02-04', '2027-02-09', '2027-02-15', '2027-02-21'].map(open), [true, false, true, false]);
});

test('炉が空いていても、待合室が二つともふさがっている時間は×', () => {
  const claim = (cell: string) => ({ cell, kind: 'booking' as const, from: at('2027-02-10T11:30:00'), to: at('2027-02-10T13:30:00') });
  const marks = (cells: readonly string[]) => gridOf({ policy, units: [furnace], dates: [Temporal.PlainDate.from('2027-02-10')], claims: cells.map(claim), seeker: null, now: at('2027-02-09T12:00:00') })[0]?.slots.map((one) => one.mark);
  assert.deepEqual(marks(['w1']), ['free', 'free', 'free', 'free', 'free', 'free']);
  assert.deepEqual(marks(['w1', 'w2']), ['taken', 'taken', 'taken', 'free', 'free', 'free'], '10:30, 11:30 and 12:30 need a room until 12:30, 13:30 and 14:30');
});

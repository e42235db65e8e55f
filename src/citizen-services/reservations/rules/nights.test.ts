import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { definePolicy, type FacilityPolicyInput } from './policy.ts';
import { civicCenterInput } from './civic-center.fixture.ts';
import { campInput } from './camp.fixture.ts';
import { feeForNights, formatTimes, nightsIn, requestNights } from './nights.ts';
import { useSpan } from './slots.ts';

const camp = definePolicy(campInput);
const tent = camp.units[0] ?? assert.fail();
const day = (text: string) => Temporal.PlainDate.from(text);
const now = Temporal.Instant.from('2027-06-01T00:00:00Z');
const ask = (arrival: string, nights: number) => requestNights(camp, tent, day(arrival), nights, now);

const priced = (arrival: string, nights: number, more: { readonly extras?: readonly { code: string; quantity: number }[]; readonly reduction?: string; readonly userClass?: string } = {}) => {
  const use = ask(arrival, nights);
  assert.ok(use.ok && camp.fee);
  return feeForNights(camp.fee, {
    unit: tent.code, useDate: use.date, applicationDate: day('2027-06-01'), parts: use.parts, userClass: more.userClass ?? 'R-PERSON', purpose: 'camp', admissionFee: 0, commercial: false, rehearsal: false, persons: 2, extensionHours: 0, extras: more.extras ?? [], reduction: more.reduction ?? null,
  });
};

test('三泊は、着いた日の14時から三日後の10時までの一つの利用で、夜ごとに一つの区分', () => {
  const use = ask('2027-07-10', 3);
  assert.ok(use.ok);
  assert.deepEqual([use.start, use.end, use.parts.map((part) => part.night), nightsIn(use)], [840, 4920, [0, 1, 2], 3]);
  assert.equal(useSpan(use.date, use).to.toString(), '2027-07-13T01:00:00Z');
});

test('休みの夜があれば、その夜の日付で断る', () => {
  const use = ask('2027-11-13', 4);
  assert.ok(!use.ok);
  assert.equal(use.code, 'closed');
  assert.match(use.message.ja, /11月16日.*の夜は泊まれません（冬季閉鎖/);
  assert.ok(ask('2027-11-13', 3).ok, 'the last open night is that of the 15th');
});

test('泊数の上限と、続けて泊まれない部屋', () => {
  const long = ask('2027-07-10', 8);
  assert.ok(!long.ok && long.code === 'too_long' && long.message.ja.includes('7泊まで'));
  const gym = definePolicy(civicCenterInput);
  const refused = requestNights(gym, gym.units[0] ?? assert.fail(), day('2027-07-10'), 2, now);
  assert.ok(!refused.ok && refused.code === 'too_long');
});

test('繁忙期にかかる泊は、その夜だけ繁忙期の額（1,200＋2,000×2）', () => {
  const fee = priced('2027-07-19', 3);
  assert.ok(fee.ok);
  assert.equal(fee.total, 5200);
  assert.equal(fee.trace.filter((line) => line.step === 'base').length, 3);
  assert.match(fee.trace.find((line) => line.step === 'base')?.label.ja ?? '', /^7月19日.*の夜/);
  assert.equal(fee.trace.at(-2)?.subtotal, '5200');
  assert.equal(fee.trace.at(-1)?.step, 'tax');
});

test('一つ買うもの（まき）は一度だけ、夜ごとに借りるもの（貸しテント）は夜の数だけ', () => {
  const fee = priced('2027-07-01', 2, { extras: [{ code: 'firewood', quantity: 2 }, { code: 'tent-rental', quantity: 1 }] });
  assert.ok(fee.ok);
  assert.equal(fee.total, 1200 * 2 + 600 * 2 + 1500 * 2);
});

test('決まった額の減免は一度だけ、割合の減免は夜ごと', () => {
  const fixed = priced('2027-07-01', 3, { reduction: 'coupon' });
  const half = priced('2027-07-01', 3, { reduction: 'half' });
  assert.deepEqual([fixed.ok && fixed.total, half.ok && half.total], [3600 - 500, 1800]);
});

test('どの泊数でも、使用料は一泊ずつの和に等しく、泊と泊の間に隙間がない', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 120 }), fc.integer({ min: 1, max: 7 }), (offset, nights) => {
    const arrival = day('2027-07-01').add({ days: offset });
    const use = ask(arrival.toString(), nights);
    assert.ok(use.ok);
    assert.equal(use.end - use.start, nights * 1440 - 240);
    assert.deepEqual(use.parts.map((part) => part.start - use.start), Array.from({ length: nights }, (_, night) => night * 1440));
    const whole = priced(arrival.toString(), nights);
    const single = Array.from({ length: nights }, (_, night) => priced(arrival.add({ days: night }).toString(), 1));
    assert.equal(whole.ok && whole.total, single.reduce((sum, one) => sum + (one.ok ? one.total : NaN), 0));
  }), { numRuns: 60 });
});

test('日時の言い方', () => {
  assert.deepEqual([formatTimes(540, 720, 'ja'), formatTimes(840, 2040, 'ja'), formatTimes(840, 4920, 'ja'), formatTimes(840, 4920, 'en')], ['9:00～12:00', '14:00～翌10:00', '14:00～3日後の10:00（3泊）', '14:00–10:00, 3 days later (3 nights)']);
});

test('規則の「続けての宿泊」は、貸し方にある区分でなければならない', () => {
  const wrong: FacilityPolicyInput = { ...campInput, units: campInput.units.map((unit) => ({ ...unit, stay: { slot: 'NOPE', maxNights: 3 } })) };
  assert.throws(() => definePolicy(wrong), /「NOPE」は定められていません/);
});

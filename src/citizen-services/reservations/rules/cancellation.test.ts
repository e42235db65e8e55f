import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { yen } from '../../../kernel/money/money.ts';
import { cancellationOf } from './cancellation.ts';
import type { CancelQuestion } from './cancellation.ts';
import { civicCenter } from './civic-center.fixture.ts';
import type { CancelPolicy } from './policy.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const hall = civicCenter.cancel;
const useDate = day('2027-03-20');
const paid: CancelQuestion = { useDate, cancelledOn: useDate, userClass: 'R-GROUP', cause: 'patron', fee: yen(10_000), paid: yen(10_000) };
const refund = (cancelledOn: string, change: Partial<CancelQuestion> = {}, policy: CancelPolicy = hall) => cancellationOf(policy, civicCenter.calendar, { ...paid, cancelledOn: day(cancelledOn), ...change }).refund;

test('ホールの段階: 60日前は7,500円、59日前は5,000円、13日前からは戻らない', () => {
  assert.equal(refund('2027-01-19'), 7500);
  assert.equal(refund('2027-01-20'), 5000);
  assert.equal(refund('2027-03-06'), 5000);
  assert.equal(refund('2027-03-07'), 0);
  assert.equal(refund('2027-03-20'), 0);
  assert.equal(cancellationOf(hall, [], { ...paid, cancelledOn: day('2027-01-19') }).daysBefore, 60);
});

test('市・災害・交通の都合は全額戻す', () => {
  for (const cause of ['city', 'disaster', 'transport', 'weather'] as const) assert.equal(refund('2027-03-20', { cause }), 10_000);
});

test('期限が休館日なら次の開館日まで', () => {
  const moved: CancelPolicy = { ...hall, ifClosed: 'next_open_day' };
  assert.equal(refund('2027-01-19', { useDate: day('2027-03-19') }), 5000, '60日前は1月18日（月）');
  assert.equal(refund('2027-01-19', { useDate: day('2027-03-19') }, moved), 7500, '休館日なので1月19日まで');
  assert.equal(refund('2027-01-20', { useDate: day('2027-03-19') }, moved), 5000);
});

test('100円未満切上げ、区分ごとの段階、未払いの取消料', () => {
  const sendai: CancelPolicy = { tiers: [{ daysBeforeMin: 30, chargePercent: 20 }, { daysBeforeMin: 0, chargePercent: 100 }], rounding: 'ceil_100', ifClosed: 'as_is', chargeUnpaid: true, ground: '規則' };
  const result = cancellationOf(sendai, [], { ...paid, fee: yen(1230), paid: yen(1230), cancelledOn: day('2027-01-01') });
  assert.deepEqual([result.charge, result.refund], [300, 930]);
  assert.equal(cancellationOf(sendai, [], { ...paid, paid: yen(0), cancelledOn: day('2027-03-19') }).due, 10_000);
  const unpaid = cancellationOf(hall, [], { ...paid, paid: yen(0), cancelledOn: day('2027-03-19') });
  assert.deepEqual([unpaid.charge, unpaid.refund, unpaid.due], [0, 0, 0], '払っていなければ、何も取らない');
  const partly = cancellationOf(hall, [], { ...paid, paid: yen(4000), cancelledOn: day('2027-03-19') });
  assert.deepEqual([partly.charge, partly.refund, partly.due], [4000, 0, 0], '払った分より多くは取らない');
  const tiny = cancellationOf(sendai, [], { ...paid, fee: yen(50), paid: yen(50), cancelledOn: day('2027-03-19') });
  assert.equal(tiny.charge, 50, 'never more than the fee');
  const byClass: CancelPolicy = { ...hall, tiers: [{ daysBeforeMin: 0, chargePercent: 0, classes: ['R-*'] }, { daysBeforeMin: 0, chargePercent: 100, classes: ['N-*'] }] };
  assert.equal(refund('2027-03-20', {}, byClass), 10_000);
  assert.equal(refund('2027-03-20', { userClass: 'N-GROUP' }, byClass), 0);
});

test('取消料と返金の和は払った額で、早く取り消すほど多く戻る', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 1_000_000 }), (days, amount) => {
    const question = { ...paid, fee: yen(amount), paid: yen(amount), cancelledOn: useDate.subtract({ days }) };
    const result = cancellationOf(hall, civicCenter.calendar, question);
    assert.equal(result.charge + result.refund, amount);
    const partly = cancellationOf(hall, civicCenter.calendar, { ...question, paid: yen(Math.floor(amount / 3)) });
    assert.equal(partly.charge + partly.refund, Math.floor(amount / 3));
    const sooner = cancellationOf(hall, civicCenter.calendar, { ...question, cancelledOn: question.cancelledOn.subtract({ days: 1 }) });
    assert.ok(sooner.refund >= result.refund);
  }));
});

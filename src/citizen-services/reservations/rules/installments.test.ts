import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { roundingModes, yen } from '../../../kernel/money/money.ts';
import { civicCenterInput } from './civic-center.fixture.ts';
import { deadlinesFor } from './deadlines.ts';
import { partsOf, waitsForMoney } from './installments.ts';
import { type DepositRule, definePolicy, unitOf } from './policy.ts';

const at = (text: string) => Temporal.Instant.from(`${text}+09:00`);
const tokyo = (instant: Temporal.Instant | null) => instant?.toZonedDateTimeISO('Asia/Tokyo').toPlainDateTime().toString() ?? null;

const balance = { daysBefore: 30, time: '17:00', ifClosed: 'as_is' } as const;
const rule: DepositRule = { percent: 30, rounding: 'truncate_10', balance, permitAfter: 'deposit' };
const hall = definePolicy({ ...civicCenterInput, deadlines: { ...civicCenterInput.deadlines, pay: { daysBefore: 180, time: '23:59:59' }, expireRun: { daysBefore: 179, time: '00:00' }, lateBookingPayWithinMinutes: 4320, deposit: rule } });
const unit = unitOf(hall, 'GYM-ALL') ?? assert.fail('GYM-ALL');
const deadlines = (bookedAt: string) => deadlinesFor(hall, { unit, useDate: Temporal.PlainDate.from('2027-10-10'), useStart: at('2027-10-10T13:00:00'), bookedAt: at(bookedAt) });
const split = (total: number, bookedAt: string, paid = 0, depositSettled = false, more: Partial<DepositRule> = {}) =>
  partsOf({ ...rule, ...more }, deadlines(bookedAt), { total: yen(total), paid: yen(paid), depositSettled }, at(bookedAt)).map((part) => [part.part, part.amount, tokyo(part.payUntil), part.permits]);

test('10,155円の30％は前納金3,040円、残金7,115円。前納金は180日前、残金は30日前の17時まで', () => {
  assert.deepEqual(split(10_155, '2027-01-05T10:00:00'), [['deposit', 3040, '2027-04-13T23:59:59', true], ['balance', 7115, '2027-09-10T17:00:00', false]]);
  assert.equal(tokyo(deadlines('2027-01-05T10:00:00').balance?.expiresAt ?? null), '2027-09-10T17:00:01');
  assert.equal(tokyo(deadlines('2027-01-05T10:00:00').balance?.expiresWithSlipAt ?? null), '2027-09-11T12:00:00');
});

test('全額の後に許可する施設では、残金が許可の条件', () => {
  assert.deepEqual(split(10_000, '2027-01-05T10:00:00', 0, false, { permitAfter: 'all' }).map((part) => part[3]), [false, true]);
});

test('前納金の期限を過ぎた予約は3日以内に前納金、残金の期限を過ぎた予約は一度に払う', () => {
  assert.deepEqual(split(10_000, '2027-06-01T10:00:00'), [['deposit', 3000, '2027-06-04T10:00:00', true], ['balance', 7000, '2027-09-10T17:00:00', false]]);
  assert.deepEqual(split(10_000, '2027-09-08T18:00:00'), [['whole', 10_000, '2027-09-11T18:00:00', true]]);
  assert.deepEqual(split(10_000, '2027-10-01T10:00:00'), [['whole', 10_000, '2027-10-04T10:00:00', true]]);
});

test('前納金が0円や全額になるときは一度に払う', () => {
  assert.deepEqual(split(30, '2027-01-05T10:00:00').map((part) => part.slice(0, 2)), [['whole', 30]]);
  assert.deepEqual(split(90, '2027-01-05T10:00:00', 0, false, { percent: 99, rounding: 'ceil_100' }).map((part) => part.slice(0, 2)), [['whole', 90]]);
});

test('前納金を払った後に使用料が増えても、増えるのは残金だけ', () => {
  assert.deepEqual(split(20_000, '2027-05-01T10:00:00', 3000, true).map((part) => [part[0], part[1], part[3]]), [['balance', 17_000, false]]);
  assert.deepEqual(split(3000, '2027-05-01T10:00:00', 3000, true), []);
  assert.deepEqual(split(20_000, '2027-09-20T10:00:00', 3000, true).map((part) => [part[0], part[1], part[3]]), [['whole', 17_000, true]], 'after the balance’s deadline everything is due at once');
});

test('分けた額の合計は、いつも払う額にちょうど等しい', () => {
  fc.assert(fc.property(
    fc.integer({ min: 0, max: 2_000_000 }), fc.integer({ min: 0, max: 2_000_000 }), fc.boolean(), fc.integer({ min: 1, max: 99 }), fc.constantFrom(...roundingModes), fc.constantFrom('deposit' as const, 'all' as const), fc.integer({ min: 0, max: 60 * 24 * 280 }),
    (total, paid, depositSettled, percent, rounding, permitAfter, minutes) => {
      const now = at('2027-01-01T00:00:00').add({ minutes });
      const parts = partsOf({ percent, rounding, balance, permitAfter }, deadlinesFor(hall, { unit, useDate: Temporal.PlainDate.from('2027-10-10'), useStart: at('2027-10-10T13:00:00'), bookedAt: now }), { total: yen(total), paid: yen(paid), depositSettled }, now);
      assert.equal(parts.reduce((sum, part) => sum + part.amount, 0), Math.max(0, total - paid));
      assert.ok(parts.every((part) => part.amount > 0 && part.payUntil !== null && Temporal.Instant.compare(now, part.payUntil) <= 0));
      const [first, second] = parts;
      if (first?.payUntil && second?.payUntil) assert.ok(first.part === 'deposit' && second.part === 'balance' && Temporal.Instant.compare(first.payUntil, second.payUntil) < 0);
      assert.ok(parts.filter((part) => part.permits).length <= 1);
      if (paid === 0 && !depositSettled && total > 0) assert.ok(waitsForMoney(parts), 'a booking of which nothing is paid is never permitted');
    },
  ));
});

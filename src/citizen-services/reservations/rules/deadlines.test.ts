import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { civicCenter } from './civic-center.fixture.ts';
import { deadlinesFor, hasLapsed, holdUntil, isInGrace, isPaidInTime, lapseOf } from './deadlines.ts';
import { unitOf } from './policy.ts';

const at = (text: string) => Temporal.Instant.from(`${text}+09:00`);
const tokyo = (instant: Temporal.Instant | null) => instant?.toZonedDateTimeISO('Asia/Tokyo').toPlainDateTime().toString() ?? null;
const unit = unitOf(civicCenter, 'GYM-ALL') ?? assert.fail('GYM-ALL');
const booking = (bookedAt: string) => deadlinesFor(civicCenter, { unit, useDate: Temporal.PlainDate.from('2026-12-10'), useStart: at('2026-12-10T13:00:00'), bookedAt: at(bookedAt) });

test('12月10日の利用は12月7日 23:59:59まで払え、12月8日 0:00に取り消され、コンビニ払いは12:00まで待つ', () => {
  const deadlines = booking('2026-11-20T10:00:00');
  assert.equal(tokyo(deadlines.payUntil), '2026-12-07T23:59:59');
  assert.equal(tokyo(deadlines.expiresAt), '2026-12-08T00:00:00');
  assert.equal(tokyo(deadlines.expiresWithSlipAt), '2026-12-08T12:00:00');
  assert.equal(tokyo(deadlines.confirmWinUntil), '2026-10-31T23:59:59');
  assert.equal(tokyo(deadlines.cancelUntil), '2026-12-10T13:00:00');
  assert.equal(deadlines.late, false);
});

test('12月7日 23:50に払った知らせが12月8日 6:00に届いても有効', () => {
  const deadlines = booking('2026-11-20T10:00:00');
  assert.ok(!hasLapsed(deadlines, { storeSlipIssued: true }, at('2026-12-08T06:00:00')));
  assert.ok(isInGrace(deadlines, at('2026-12-08T06:00:00')));
  assert.ok(isPaidInTime(deadlines, at('2026-12-07T23:50:00')));
  assert.ok(!isPaidInTime(deadlines, at('2026-12-08T00:00:00')));
  assert.ok(hasLapsed(deadlines, { storeSlipIssued: true }, at('2026-12-08T12:00:00')));
  assert.ok(hasLapsed(deadlines, { storeSlipIssued: false }, at('2026-12-08T00:00:00')));
  assert.ok(!hasLapsed(deadlines, { storeSlipIssued: false }, at('2026-12-07T23:59:59')));
});

test('期限を過ぎてからの予約は2時間以内、利用の開始まで', () => {
  assert.equal(tokyo(booking('2026-12-09T10:00:00').payUntil), '2026-12-09T12:00:00');
  assert.equal(tokyo(booking('2026-12-10T12:30:00').payUntil), '2026-12-10T13:00:00');
  assert.equal(booking('2026-12-09T10:00:00').late, true);
  assert.equal(tokyo(booking('2026-12-07T23:00:00').payUntil), '2026-12-08T01:00:00', 'never less than two hours');
});

test('仮押さえは10分', () => assert.equal(tokyo(holdUntil(civicCenter, at('2027-01-01T10:00:00'))), '2027-01-01T10:10:00'));

test('払える最後の時刻より前に取り消されることはない', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 60 * 24 * 40 }), (minutes) => {
    const bookedAt = at('2026-11-01T00:00:00').add({ minutes });
    const deadlines = deadlinesFor(civicCenter, { unit, useDate: Temporal.PlainDate.from('2026-12-10'), useStart: at('2026-12-10T13:00:00'), bookedAt });
    for (const storeSlipIssued of [true, false]) {
      const lapse = lapseOf(deadlines, { storeSlipIssued });
      assert.ok(lapse !== null && deadlines.payUntil !== null && Temporal.Instant.compare(lapse, deadlines.payUntil) > 0);
    }
  }));
});

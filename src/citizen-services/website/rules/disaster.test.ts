import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { freshness, inOrder, isShown, reminderDue, type ShownNotice, stripOf } from './disaster.ts';

const at = (time: string) => Temporal.Instant.from(`2026-10-12T${time}:00+09:00`);
const notice = (id: string, severity: number, more: Partial<ShownNotice> = {}): ShownNotice => ({ id, severity, changedAt: at('15:00'), startsAt: at('14:00'), endsAt: null, state: 'live', endedAt: null, ...more });

test('5 before 4 before 3 before the others; of equals the newer; what was cancelled comes last', () => {
  const all = [notice('a', 1), notice('b', 4), notice('c', 4, { changedAt: at('15:30') }), notice('d', 5), notice('e', 5, { state: 'cancelled', endedAt: at('15:10') }), notice('f', 3)];
  assert.deepEqual(inOrder(all, at('16:00')).map((one) => one.id), ['d', 'c', 'b', 'f', 'a', 'e']);
});

test('a notice is shown from its beginning to before its end; a mistake for a day', () => {
  const timed = notice('a', 2, { endsAt: at('17:00') });
  assert.deepEqual([at('13:59'), at('14:00'), at('16:59'), at('17:00')].map((now) => isShown(timed, now)), [false, true, true, false]);
  const mistake = notice('b', 4, { state: 'cancelled', endedAt: at('15:00') });
  assert.equal(isShown(mistake, at('15:00').add({ hours: 23, minutes: 59 })), true);
  assert.equal(isShown(mistake, at('15:00').add({ hours: 24 })), false);
  assert.equal(isShown(notice('c', 4, { state: 'ended', endedAt: at('15:00') }), at('15:01')), false);
});

test('at level 0 nothing stands above the pages, else the three that matter most', () => {
  const all = [1, 2, 3, 4].map((severity) => notice(String(severity), severity));
  assert.deepEqual(stripOf(all, 0, at('15:30')), []);
  assert.deepEqual(stripOf(all, 1, at('15:30')).map((one) => one.id), ['4', '3', '2']);
});

test('shelters are old after an hour; what was never said is not called old', () => {
  const shelters = { asOf: at('15:00'), freshMinutes: 60 };
  assert.deepEqual([at('15:59'), at('16:00'), at('16:01')].map((now) => freshness(shelters, now)), ['fresh', 'fresh', 'old']);
  assert.equal(freshness({ asOf: null, freshMinutes: 60 }, at('23:00')), 'never');
});

test('whoever leaves level 2 or 3 on is asked every six hours', () => {
  assert.equal(reminderDue(1, at('06:00'), null, at('23:00')), false);
  assert.equal(reminderDue(2, at('06:00'), null, at('11:59')), false);
  assert.equal(reminderDue(2, at('06:00'), null, at('12:00')), true);
  assert.equal(reminderDue(3, at('06:00'), at('12:00'), at('17:59')), false);
  assert.equal(reminderDue(3, at('06:00'), at('12:00'), at('18:00')), true);
  // A reminder of an earlier disaster says nothing about this one.
  assert.equal(reminderDue(2, at('12:00'), at('11:00'), at('17:30')), false);
});

test('whatever notices there are, the order is total and loses none that is shown', () => {
  const any = fc.record({ id: fc.uuid(), severity: fc.integer({ min: 1, max: 5 }), minutes: fc.integer({ min: 0, max: 600 }) });
  fc.assert(fc.property(fc.uniqueArray(any, { selector: (one) => one.id, maxLength: 20 }), (made) => {
    const all = made.map(({ id, severity, minutes }) => notice(id, severity, { changedAt: at('14:00').add({ minutes }) }));
    const ordered = inOrder(all, at('23:59'));
    assert.equal(ordered.length, all.length);
    for (const [index, one] of ordered.entries()) {
      const next = ordered[index + 1];
      if (next) assert.ok(one.severity > next.severity || (one.severity === next.severity && Temporal.Instant.compare(one.changedAt, next.changedAt) >= 0));
    }
    assert.deepEqual(inOrder(all.toReversed(), at('23:59')), ordered);
  }));
});

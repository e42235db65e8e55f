import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patternReport } from './patterns.ts';
import type { BookingTrace } from './patterns.ts';

const at = (text: string) => Temporal.Instant.from(`2027-02-01T${text}+09:00`);
const trace = (kind: 'cancel' | 'book', patron: string, time: string, change: Partial<BookingTrace> = {}): BookingTrace => ({
  kind, patron, at: at(time), device: `device of ${patron}`, cells: ['g1', 'g2'], from: at('18:00:00'), to: at('21:00:00'), reference: `${kind} ${patron}`, ...change,
});
const report = (traces: readonly BookingTrace[], related: (a: string, b: string) => boolean = () => false) => patternReport({ traces, lottery: [], related });

test('Aの当選が取り消され、20秒後にBが申し込むと、その組が報告に出る', () => {
  const [found] = report([trace('book', 'B', '09:00:20'), trace('cancel', 'A', '09:00:00', { device: 'unknown' })]).quickRebookings;
  assert.deepEqual([found?.cancelled.patron, found?.booked.patron, found?.seconds, found?.related], ['A', 'B', 20, false]);
});

test('関係のある人、同じ端末は印がつく', () => {
  assert.equal(report([trace('cancel', 'A', '09:00:00'), trace('book', 'B', '09:00:20')], () => true).quickRebookings[0]?.related, true);
  assert.equal(report([trace('cancel', 'A', '09:00:00', { device: 'x' }), trace('book', 'B', '09:00:20', { device: 'x' })]).quickRebookings[0]?.related, true);
});

test('61秒後、本人、ほかの場所、ほかの時間は出ない', () => {
  const cancelled = trace('cancel', 'A', '09:00:00');
  const none = (booked: BookingTrace) => assert.deepEqual(report([cancelled, booked]).quickRebookings, []);
  none(trace('book', 'B', '09:01:01'));
  none(trace('book', 'A', '09:00:10'));
  none(trace('book', 'B', '09:00:10', { cells: ['g3'] }));
  none(trace('book', 'B', '09:00:10', { from: at('21:00:00'), to: at('22:00:00') }));
});

test('一つの端末に4人以上、当選率9割超', () => {
  const traces = ['A', 'B', 'C', 'D'].map((patron) => trace('book', patron, '10:00:00', { device: 'kiosk' }));
  assert.deepEqual(report(traces).sharedDevices, [{ device: 'kiosk', patrons: ['A', 'B', 'C', 'D'] }]);
  assert.deepEqual(report(traces.slice(1)).sharedDevices, []);
  const lottery = [{ patron: 'A', entries: 20, wins: 19 }, { patron: 'B', entries: 20, wins: 18 }, { patron: 'C', entries: 1, wins: 1 }];
  assert.deepEqual(patternReport({ traces: [], lottery, related: () => false }).winOutliers.map((one) => one.patron), ['A']);
});

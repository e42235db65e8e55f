import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bookingStates, bookingTransitions, can, eventsFor, finalStates, isBookingEvent, may, next, occupyingStates } from './booking-state.ts';
import type { BookingState } from './booking-state.ts';

test('仮押さえから仮予約、正式予約、利用、完了まで', () => {
  assert.equal(next('held', 'submit'), 'provisional');
  assert.equal(next('provisional', 'permit'), 'permitted');
  assert.equal(next('permitted', 'check_in'), 'in_use');
  assert.equal(next('in_use', 'finish'), 'completed');
  assert.equal(next('held', 'time_out'), 'gone');
  assert.equal(next('expired', 'permit'), null);
  assert.ok(!can('completed', 'cancel'));
});

test('誰ができるか', () => {
  assert.ok(may('citizen', 'permitted', 'cancel'));
  assert.ok(!may('citizen', 'provisional', 'permit'));
  assert.ok(!may('staff', 'approval_pending', 'approve'));
  assert.ok(may('department', 'approval_pending', 'approve'));
  assert.deepEqual(eventsFor('citizen', 'permitted'), ['change', 'cancel']);
  assert.deepEqual(eventsFor('citizen', 'completed'), []);
});

test('部屋をふさいでいる予約は、どれも市の都合で取り消せる', () => {
  for (const state of occupyingStates) assert.equal(next(state, 'cancel_by_city'), 'cancelled_by_city');
});

test('どの状態にも仮押さえからたどり着き、終わりの状態から部屋をふさぐ状態へは訂正でしか戻らない', () => {
  const events = Object.keys(bookingTransitions).filter(isBookingEvent);
  const reached = new Set<BookingState>(['held']);
  for (const state of reached) for (const event of events) {
    const to = next(state, event);
    if (to !== null && to !== 'gone') reached.add(to);
  }
  assert.deepEqual([...reached].toSorted(), [...bookingStates].toSorted());
  for (const state of finalStates) for (const event of events) if (can(state, event)) assert.ok(event === 'reinstate' || event === 'excuse');
  fc.assert(fc.property(fc.array(fc.constantFrom(...events), { maxLength: 30 }), (steps) => {
    let state: BookingState | 'gone' = 'held';
    for (const step of steps) {
      if (state === 'gone') break;
      state = next(state, step) ?? state;
    }
    assert.ok(state === 'gone' || bookingStates.includes(state));
  }));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answered, obstacles, type Placed, progressOf } from './result.ts';

const placed = (id: string, more: Partial<Placed> = {}): Placed => ({ id, state: 'received', opinions: 1, notOpinion: false, ...more });
const answered = (ordinal: number, more: Partial<Answered> = {}): Answered => ({ ordinal, view: 'noted', reply: '今後の参考とします。', change: '', ...more });
const decidedOn = Temporal.PlainDate.from('2026-06-01');

test('12 of 40: late and withdrawn ones need no place, and what is no opinion has one', () => {
  const submissions = [...Array.from({ length: 11 }, (_, index) => placed(`a${index}`)), placed('thanks', { opinions: 0, notOpinion: true }), ...Array.from({ length: 28 }, (_, index) => placed(`b${index}`, { opinions: 0 })), placed('late', { state: 'late', opinions: 0 }), placed('gone', { state: 'withdrawn', opinions: 0 })];
  const { done, total, left } = progressOf(submissions);
  assert.deepEqual([done, total, left.length], [12, 40, 28]);
});

test('nothing is in the way when all are placed, answered and decided', () => {
  assert.deepEqual(obstacles({ submissions: [placed('a')], opinions: [answered(1)], outcome: 'as_drafted', decidedOn }), []);
  assert.deepEqual(obstacles({ submissions: [], opinions: [], outcome: 'as_drafted', decidedOn }), [], 'nobody wrote: the result says so');
});

test('each obstacle is named', () => {
  assert.deepEqual(obstacles({ submissions: [placed('a', { opinions: 0 })], opinions: [answered(1, { view: null }), answered(2, { reply: ' ' })], outcome: null, decidedOn: null }).map((one) => one.what), ['unassigned', 'unanswered', 'noOutcome', 'noDay']);
});

test('an opinion taken up and a draft left as it was contradict each other', () => {
  assert.deepEqual(obstacles({ submissions: [placed('a')], opinions: [answered(1, { view: 'partly', change: '第2章に加えました。' })], outcome: 'as_drafted', decidedOn }), [{ what: 'contradiction' }]);
});

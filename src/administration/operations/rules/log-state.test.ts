/** Each thing that can go wrong with the log is said, and only then. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alarmsOf, type LogFacts } from './log-state.ts';

const now = Temporal.Instant.from('2026-11-26T09:00:00+09:00');
const ago = (hours: number) => now.subtract({ minutes: Math.round(hours * 60) });
const well: LogFacts = {
  now, halt: null, size: 1000, waitingSince: null, begun: ago(24 * 400), verified: { at: ago(6), worst: 'good' }, scrubbed: [0, 1, 2, 3, 4, 5, 6].map((share) => ({ share, at: ago(24 * (share + 1)) })), badFiles: 0,
  witnesses: [{ addedAt: ago(24 * 300), lastAt: ago(0.01), problem: null }], stampEnds: now.add({ hours: 24 * 700 }),
};
const names = (more: Partial<LogFacts>) => alarmsOf({ ...well, ...more }).map((one) => `${one.level} ${one.alarm}`);

test('a log that is well says nothing', () => assert.deepEqual(names({}), []));

test('a halt that only people can lift is bad; a clock set back lifts itself', () => {
  assert.deepEqual(names({ halt: { reason: 'shorter' } }), ['bad halted']);
  assert.deepEqual(names({ halt: { reason: 'clock' }, waitingSince: ago(5) }), ['warn clock'], 'what waits because of the halt is said once');
});

test('damage and what could not be looked at are bad, however long ago', () => {
  for (const worst of ['damaged', 'unknown'] as const) assert.deepEqual(names({ verified: { at: ago(40), worst } }), ['bad damaged']);
  assert.deepEqual(names({ verified: { at: ago(40), worst: 'incomplete' } }), []);
  assert.deepEqual(names({ badFiles: 2 }), ['bad badFiles']);
});

test('two nights without a verification, two weeks without a folder read, an hour unsealed, a day without a witness', () => {
  assert.deepEqual([names({ verified: { at: ago(49), worst: 'good' } }), names({ verified: { at: ago(51), worst: 'good' } }), names({ verified: null })], [[], ['warn unverified'], ['warn unverified']]);
  assert.deepEqual(names({ scrubbed: well.scrubbed.filter((one) => one.share !== 4) }), ['warn unscrubbed']);
  assert.deepEqual([names({ waitingSince: ago(0.9) }), names({ waitingSince: ago(1.1) })], [[], ['warn waiting']]);
  assert.deepEqual(names({ witnesses: [] }), ['warn noWitness']);
  assert.deepEqual(names({ witnesses: [{ addedAt: ago(30), lastAt: null, problem: 'x' }] }), ['warn silentWitness']);
  assert.deepEqual(names({ stampEnds: now.add({ hours: 24 * 29 }) }), ['warn stampEnds']);
});

test('a city of yesterday has had no night yet', () => assert.deepEqual(names({ begun: ago(20), verified: null, scrubbed: [] }), []));

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, newId, systemRandom } from './clock.ts';

test('chance is chance: never zeros, never twice, and nobody’s bytes change afterwards', () => {
  const seen = new Map<string, Uint8Array>();
  for (let i = 0; i < 5000; i++) {
    const bytes = systemRandom(16);
    assert.equal(bytes.byteLength, 16);
    seen.set(Buffer.from(bytes).toString('hex'), bytes);
  }
  assert.equal(seen.size, 5000);
  for (const [hex, bytes] of seen) assert.equal(Buffer.from(bytes).toString('hex'), hex);
  const ones = [...systemRandom(100_000)].reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
  assert.ok(Math.abs(ones - 400_000) < 4000, `${ones} of 800000 bits`);
});

test('ids are UUIDs of version 7, in the order of time', () => {
  const clock = new ManualClock('2026-11-23T10:00:00+09:00');
  const ids = Array.from({ length: 50 }, () => {
    clock.advance({ milliseconds: 1 });
    return newId(clock.now(), systemRandom);
  });
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual(ids.toSorted(), ids);
});

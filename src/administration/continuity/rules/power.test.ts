import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { runsUntil, runtime, sheddingPlan } from './power.ts';

const ups = { ratedWatts: 3000, usableWattHours: 1500 };
const generator = { ratedWatts: 20_000, fuelLitres: 190, idleLitresHour: 1.5, fullLitresHour: 5.5, startMinutes: 1 };
const servers = { watts: 500, quantity: 4, tier: 2, onUps: true };
const lights = { watts: 40, quantity: 50, tier: 5, onUps: false };

test('1,500 Wh at 2,000 W: 45 minutes; the mains fail at 13:35, dark at 14:20', () => {
  const run = runtime({ ups: [ups], generators: [] }, [servers], 5);
  assert.equal(run.upsMinutes, 45);
  assert.equal(runsUntil(run, Temporal.Instant.from('2026-11-23T13:35:00+09:00'))?.toString(), '2026-11-23T05:20:00Z');
});

test('a generator at a fifth of its load burns 1.5 + 4 × 0.2 = 2.3 litres an hour: 190 litres are 82 hours 36 minutes', () => {
  const run = runtime({ ups: [ups], generators: [generator] }, [servers, lights], 5);
  assert.equal(run.loadWatts, 4000);
  assert.equal(run.generatorMinutes, 4956);
  assert.equal(run.lastsMinutes, 4957);
  assert.deepEqual(run.problems, []);
});

test('without the lights it lasts longer', () => {
  const [all, less] = sheddingPlan({ ups: [ups], generators: [generator] }, [servers, lights]);
  assert.deepEqual([all?.keepTier, less?.keepTier], [5, 2]);
  assert.ok((less?.lastsMinutes ?? 0) > (all?.lastsMinutes ?? 0));
});

test('too much load is named and counts as nothing', () => {
  const hungry = { ...servers, quantity: 50 };
  const run = runtime({ ups: [ups], generators: [generator] }, [hungry], 5);
  assert.deepEqual(run.problems, ['ups-overload', 'generator-overload']);
  assert.equal(run.lastsMinutes, 0);
});

test('a generator started by hand in 60 minutes does not help a UPS of 45', () => {
  const run = runtime({ ups: [ups], generators: [{ ...generator, startMinutes: 60 }] }, [servers], 5);
  assert.deepEqual(run.problems, ['gap']);
  assert.equal(run.lastsMinutes, 45);
});

test('no load lasts for ever, and no source not a minute', () => {
  assert.equal(runtime({ ups: [ups], generators: [] }, [], 5).lastsMinutes, null);
  assert.equal(runtime({ ups: [], generators: [] }, [servers], 5).lastsMinutes, 0);
});

test('more load never lasts longer', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), (few, more) => {
    const at = (quantity: number) => runtime({ ups: [ups], generators: [generator] }, [{ ...servers, quantity }], 5).lastsMinutes ?? Infinity;
    assert.ok(at(few + more) <= at(few));
  }));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useProblem } from './admissible.ts';
import type { IntendedUse } from './admissible.ts';
import { civicCenter } from './civic-center.fixture.ts';
import { unitOf } from './policy.ts';

const half = unitOf(civicCenter, 'GYM-A') ?? assert.fail('GYM-A');
const meeting = unitOf(civicCenter, 'MEET-1') ?? assert.fail('MEET-1');
const plain: IntendedUse = { purpose: 'badminton', persons: 10, food: false, alcohol: false, commercial: false, minorsAlone: false };

test('目的・人数・飲食・営利・未成年だけの利用', () => {
  const code = (change: Partial<IntendedUse>, unit = half) => useProblem(unit, { ...plain, ...change })?.code ?? 'ok';
  assert.equal(code({}), 'ok');
  assert.equal(code({ purpose: 'handball' }), 'purpose');
  assert.equal(code({ purpose: 'handball' }, meeting), 'ok', '「*」はすべての目的');
  assert.equal(code({}, { ...meeting, forbiddenPurposes: ['badminton'] }), 'purpose');
  assert.equal(code({ persons: 101 }), 'too_many');
  assert.equal(code({ persons: 100 }), 'ok');
  assert.equal(code({ persons: 1 }, meeting), 'too_few');
  assert.equal(code({ alcohol: true }), 'alcohol');
  assert.equal(code({ food: true }), 'ok');
  assert.equal(code({ commercial: true }, { ...half, legal: { ...half.legal, commercial: false } }), 'commercial');
  assert.equal(code({ minorsAlone: true }), 'minors');
});

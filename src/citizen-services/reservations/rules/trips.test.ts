import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { comeBackProblem, driveOffProblem, monthOf, type TripFact } from './trips.ts';

test('前の記録より小さい走行距離では出られず、間が空くときは理由が要る', () => {
  assert.equal(driveOffProblem(null, 0, ''), null);
  assert.equal(driveOffProblem({ outKm: 100, inKm: 150 }, 150, ''), null);
  assert.equal(driveOffProblem({ outKm: 100, inKm: 150 }, 149, '書き間違い'), 'OdometerWrong');
  assert.equal(driveOffProblem({ outKm: 100, inKm: 150 }, 162, ' '), 'OdometerGap');
  assert.equal(driveOffProblem({ outKm: 100, inKm: 150 }, 162, '車検で整備工場が運転'), null);
  assert.equal(driveOffProblem({ outKm: 100, inKm: null }, 200, ''), 'CarOut');
});

test('戻りは出たときより小さくなく、500kmを超えるときは理由が要る', () => {
  assert.equal(comeBackProblem(100, 100, ''), null);
  assert.equal(comeBackProblem(100, 99, '理由'), 'OdometerWrong');
  assert.equal(comeBackProblem(100, 600, ''), null);
  assert.equal(comeBackProblem(100, 601, ''), 'OdometerGap');
  assert.equal(comeBackProblem(100, 601, '東京出張'), null);
});

test('月の走行距離と、記録のない距離を足すと、月の初めから終わりまでの距離になる', () => {
  assert.deepEqual(monthOf([{ outKm: 100, inKm: 150 }, { outKm: 162, inKm: 170 }, { outKm: 170, inKm: null }]), { count: 3, km: 58, unaccountedKm: 12 });
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(50), fc.nat(500)), { minLength: 1 }), (legs) => {
    let at = 1000;
    const trips = legs.map(([gap, km], index): TripFact => {
      const outKm = at + (index === 0 ? 0 : gap);
      at = outKm + km;
      return { outKm, inKm: at };
    });
    const { km, unaccountedKm } = monthOf(trips);
    assert.equal(km + unaccountedKm, at - 1000);
  }));
});

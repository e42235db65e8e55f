import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addFractions, addYen, applyRatio, compareFractions, formatFraction, formatYen, fraction, multiplyYen, roundYen, roundingModes, subtractYen,
  taxIncluded, yen,
} from './money.ts';

test('円は整数だけ', () => {
  assert.equal(yen(1500), 1500);
  for (const wrong of [0.5, Number.NaN, Infinity, 2 ** 53, -0]) assert.throws(() => yen(wrong), RangeError);
  assert.equal(multiplyYen(yen(-5), 0), 0);
  assert.throws(() => multiplyYen(yen(1500), 1.5), RangeError);
  assert.equal(addYen(yen(1), yen(2), yen(3)), 6);
  assert.equal(subtractYen(yen(1), yen(3)), -2);
});

test('1,500円 × 1/4 × 1.5: 行の終わりで10円未満を切り捨てると560円、毎回切り捨てると550円', () => {
  const quarter = { numerator: 1, denominator: 4 };
  const half = { numerator: 15, denominator: 10 };
  assert.equal(roundYen(applyRatio(applyRatio(yen(1500), quarter), half), 'truncate_10'), 560);
  assert.equal(roundYen(applyRatio(roundYen(applyRatio(yen(1500), quarter), 'truncate_10'), half), 'truncate_10'), 550);
});

test('端数の扱いは六通り', () => {
  const amount = fraction(12_345, 10);
  const rounded = roundingModes.map((mode) => roundYen(amount, mode));
  assert.deepEqual(rounded, [1234, 1230, 1200, 1240, 1300, 1234]);
  assert.equal(roundYen(yen(1200), 'ceil_100'), 1200);
  assert.equal(roundYen(fraction(-12_345, 10), 'truncate_10'), -1230);
  assert.equal(roundYen(fraction(-1, 10), 'truncate_1'), 0);
});

test('内税10%: 11,670円のうち1,060円', () => {
  assert.equal(taxIncluded(yen(11_670), 10), 1060);
  assert.equal(taxIncluded(yen(0), 10), 0);
});

test('金額は読みやすく書く', () => {
  assert.equal(formatYen(yen(1500), 'ja'), '1,500円');
  assert.equal(formatYen(yen(1_234_567), 'en'), '¥1,234,567');
  assert.equal(formatYen(yen(-300), 'ja'), '-300円');
  assert.equal(formatFraction(fraction(1125, 2)), '562.5');
  assert.equal(formatFraction(fraction(1, 3)), '1/3');
});

test('切り捨ては元の額を超えず、切り上げは下回らない', () => {
  const ratio = fc.record({ numerator: fc.integer({ min: 0, max: 1000 }), denominator: fc.integer({ min: 1, max: 1000 }) });
  fc.assert(fc.property(fc.integer({ min: 0, max: 10_000_000 }), ratio, (amount, rate) => {
    const exact = applyRatio(yen(amount), rate);
    for (const mode of ['truncate_1', 'truncate_10', 'truncate_100'] as const) assert.ok(compareFractions(fraction(roundYen(exact, mode)), exact) <= 0);
    for (const mode of ['ceil_10', 'ceil_100'] as const) assert.ok(compareFractions(fraction(roundYen(exact, mode)), exact) >= 0);
    assert.deepEqual(addFractions(exact, fraction(0)), exact);
  }));
});

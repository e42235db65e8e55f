/**
 * Money is a whole number of yen; a rate is an exact fraction. No floating point anywhere:
 * a fraction of a yen lives as `Fraction` until a named rounding rule turns it back into `Yen`.
 */
import type { Lang } from '../view.ts';

declare const yenBrand: unique symbol;

/** A whole, safe number of yen. Made only by `yen()` and the functions of this file. */
export type Yen = number & { readonly [yenBrand]: true };

/** An exact number, always in lowest terms, with a denominator above zero. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** A rate as it is written in rules and stored as data: 1.5 is `{ numerator: 15, denominator: 10 }`. */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
}

export const roundingModes = ['truncate_1', 'truncate_10', 'truncate_100', 'ceil_10', 'ceil_100', 'none'] as const;
export type RoundingMode = (typeof roundingModes)[number];

/** Checks that a number is a whole, safe number of yen. Throws `RangeError` otherwise: half a yen is a bug. */
export function yen(amount: number): Yen {
  if (!isYen(amount)) throw new RangeError(`Not a whole number of yen: ${amount}`);
  return amount;
}

function isYen(amount: number): amount is Yen {
  return Number.isSafeInteger(amount) && !Object.is(amount, -0);
}

export function addYen(...amounts: readonly Yen[]): Yen {
  return yen(amounts.reduce<number>((sum, amount) => sum + amount, 0));
}

export function subtractYen(from: Yen, amount: Yen): Yen {
  return yen(from - amount);
}

/** `times` must be a whole number; for rates use `applyRatio`. */
export function multiplyYen(amount: Yen, times: number): Yen {
  if (!Number.isSafeInteger(times)) throw new RangeError(`Not a whole number of times: ${times}`);
  return yen(amount * times + 0);
}

/** An exact fraction in lowest terms. Throws `RangeError` when the denominator is zero. */
export function fraction(numerator: number | bigint, denominator: number | bigint = 1): Fraction {
  const top = BigInt(numerator);
  const bottom = BigInt(denominator);
  if (bottom === 0n) throw new RangeError('A fraction needs a denominator other than zero');
  const sign = bottom < 0n ? -1n : 1n;
  const divisor = greatestCommonDivisor(top < 0n ? -top : top, bottom * sign);
  return { numerator: (top * sign) / divisor, denominator: (bottom * sign) / divisor };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [large, small] = [a, b];
  while (small > 0n) [large, small] = [small, large % small];
  return large === 0n ? 1n : large;
}

export function addFractions(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function subtractFractions(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator);
}

export function multiplyFractions(a: Fraction, b: Fraction): Fraction {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** Negative when `a` is smaller, positive when it is larger, 0 when equal. */
export function compareFractions(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function isWhole(value: Fraction): boolean {
  return value.denominator === 1n;
}

/** Multiplies by a rate and keeps the exact result: `applyRatio(yen(1500), { numerator: 1, denominator: 4 })`. */
export function applyRatio(amount: Yen | Fraction, ratio: Ratio): Fraction {
  const exact = typeof amount === 'number' ? fraction(amount) : amount;
  return multiplyFractions(exact, fraction(ratio.numerator, ratio.denominator));
}

/** A percentage as a rate: 50 becomes 50/100. */
export function percent(value: number): Ratio {
  return { numerator: value, denominator: 100 };
}

const roundingSteps: Readonly<Record<RoundingMode, { readonly step: bigint; readonly up: boolean }>> = {
  truncate_1: { step: 1n, up: false },
  truncate_10: { step: 10n, up: false },
  truncate_100: { step: 100n, up: false },
  ceil_10: { step: 10n, up: true },
  ceil_100: { step: 100n, up: true },
  // Where a rule names no rounding, less than one yen is dropped (国等の債権債務等の金額の端数計算に関する法律 第2条).
  none: { step: 1n, up: false },
};

/**
 * Turns an exact amount into yen. Truncating goes towards zero and rounding up goes away from it,
 * so that a refund of an amount is always the negative of its charge.
 */
export function roundYen(amount: Fraction | Yen, mode: RoundingMode): Yen {
  const exact = typeof amount === 'number' ? fraction(amount) : amount;
  const { step, up } = roundingSteps[mode];
  const negative = exact.numerator < 0n;
  const magnitude = negative ? -exact.numerator : exact.numerator;
  const unit = exact.denominator * step;
  const whole = magnitude / unit + (up && magnitude % unit > 0n ? 1n : 0n);
  const rounded = Number(whole * step);
  return yen(negative && rounded !== 0 ? -rounded : rounded);
}

/** The consumption tax contained in a tax-included total (内税), less than one yen dropped: floor(total × 10 / 110). */
export function taxIncluded(total: Yen, ratePercent: number): Yen {
  if (!Number.isSafeInteger(ratePercent) || ratePercent < 0) throw new RangeError(`Not a tax rate in percent: ${ratePercent}`);
  return roundYen(applyRatio(total, { numerator: ratePercent, denominator: 100 + ratePercent }), 'truncate_1');
}

/** 1,500円 / ¥1,500 */
export function formatYen(amount: Yen, lang: Lang): string {
  const sign = amount < 0 ? '-' : '';
  const digits = String(Math.abs(amount)).replace(/\B(?=(\d{3})+$)/g, ',');
  return lang === 'ja' ? `${sign}${digits}円` : `${sign}¥${digits}`;
}

/** An exact amount for people: 560 or 562.5; repeating decimals as a fraction, 1/3. */
export function formatFraction(value: Fraction): string {
  const thousandths = value.numerator * 1000n;
  if (thousandths % value.denominator !== 0n) return `${value.numerator}/${value.denominator}`;
  const scaled = thousandths / value.denominator;
  const magnitude = scaled < 0n ? -scaled : scaled;
  const decimals = String(magnitude % 1000n).padStart(3, '0').replace(/0+$/, '');
  return `${scaled < 0n ? '-' : ''}${magnitude / 1000n}${decimals === '' ? '' : `.${decimals}`}`;
}

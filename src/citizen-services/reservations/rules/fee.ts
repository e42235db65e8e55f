/**
 * What a use costs, in the order of the ordinance: table amount, day, class, purpose, extension, extras, reduction,
 * rounding, contained tax. Every step leaves a trace line, so that the counter can explain the amount.
 */
import {
  addFractions, applyRatio, compareFractions, formatFraction, fraction, multiplyFractions, percent, roundYen, subtractFractions, subtractYen, taxIncluded, yen,
} from '../../../kernel/money/money.ts';
import type { Fraction, Ratio, Yen } from '../../../kernel/money/money.ts';
import type { Text } from '../../../kernel/view.ts';
import { dayClassOf, extraLine, findBaseRow, findVersion, reductionFor } from './fee-lines.ts';
import { matchesAny } from './policy.ts';
import type { Factor, FeePolicy, FeeVersion } from './policy.ts';
import { refusal } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { Slot } from './slots.ts';

export interface FeeRequest {
  readonly unit: string;
  readonly useDate: Temporal.PlainDate;
  readonly applicationDate: Temporal.PlainDate;
  /** From `requestSlots` or `requestRange`: free gaps are not among them. */
  readonly parts: readonly Slot[];
  readonly userClass: string;
  readonly purpose: string;
  /** The highest admission fee that visitors pay, 0 when none. */
  readonly admissionFee: number;
  readonly commercial: boolean;
  readonly rehearsal: boolean;
  readonly persons: number;
  readonly extensionHours: number;
  readonly extras: readonly { readonly code: string; readonly quantity: number; /** Actual minutes of use; otherwise those of the booking. */ readonly minutes?: number }[];
  /** Code of the reduction that was granted, or null. */
  readonly reduction: string | null;
}

export type TraceStep = 'base' | 'day' | 'class' | 'purpose' | 'basic_total' | 'extension' | 'extra' | 'reduction' | 'rounding' | 'total' | 'tax';

/** One line of the explanation; plain JSON, stored with the booking. Amounts are exact decimals as text ("562.5"). */
export interface TraceLine {
  readonly step: TraceStep;
  readonly label: Text;
  readonly multiplier?: Ratio;
  readonly amount?: string;
  readonly subtotal: string;
  readonly ground: string;
}

export interface Fee {
  readonly ok: true;
  readonly version: string;
  /** Before the reduction. */
  readonly gross: Yen;
  /** What the reduction took off, rounding included. */
  readonly reduced: Yen;
  readonly total: Yen;
  /** Consumption tax contained in the total. */
  readonly tax: Yen;
  readonly taxRatePercent: number;
  readonly trace: readonly TraceLine[];
}

export type FeeProblem = 'no_version' | 'no_price' | 'unknown_extra' | 'reduction_not_allowed' | 'extension_too_long';

/** Computes the fee, or says which rule is missing. A missing price is never taken for "free". */
export function feeFor(policy: FeePolicy, request: FeeRequest): Fee | Refusal<FeeProblem> {
  const version = findVersion(policy, request);
  if (version === null) return refusal('no_version', 'この日の使用料が定められていません。窓口にお問い合わせください。', 'No fees are set for this day. Please ask at the counter.');
  const trace: TraceLine[] = [];
  const basic = basicFee(version, request, trace);
  if (!('numerator' in basic)) return basic;
  const extras = addExtras(version, request, basic, trace);
  if ('code' in extras) return extras;
  const gross = addFractions(basic, addFractions(extras.climate, extras.other));
  const payable = reduce(version, request, { basic, ...extras }, trace);
  if (!('numerator' in payable)) return payable;
  return finish(version, gross, payable, trace);
}

function finish(version: FeeVersion, gross: Fraction, payable: Fraction, trace: TraceLine[]): Fee {
  const mode = version.rounding.at === 'end_of_total' ? version.rounding.mode : 'none';
  const total = roundYen(payable, mode);
  if (compareFractions(fraction(total), payable) !== 0) trace.push(roundingLine(subtractFractions(fraction(total), payable), fraction(total), version));
  const tax = taxIncluded(total, version.taxRatePercent);
  trace.push({ step: 'total', label: { ja: '合計', en: 'Total' }, subtotal: String(total), ground: version.ordinance });
  trace.push({
    step: 'tax', label: { ja: `うち消費税（${version.taxRatePercent}％）`, en: `Of which consumption tax (${version.taxRatePercent}%)` },
    amount: String(tax), subtotal: String(total), ground: '消費税法',
  });
  const grossYen = roundYen(gross, mode);
  return { ok: true, version: version.code, gross: grossYen, reduced: subtractYen(grossYen, total), total, tax, taxRatePercent: version.taxRatePercent, trace };
}

/** Steps 1–5: each part of the use is one line of the ordinance's table, multiplied by the factors in order. */
function basicFee(version: FeeVersion, request: FeeRequest, trace: TraceLine[]): Fraction | Refusal<FeeProblem> {
  const factors = factorsFor(version, request);
  let basic = fraction(0);
  let last = fraction(0);
  for (const part of request.parts) {
    const base = findBaseRow(version, request, part);
    if (base === null) return refusal('no_price', `「${part.name.ja}」の使用料が定められていません。窓口にお問い合わせください。`, `No price is set for ${part.name.en}. Please ask at the counter.`);
    last = basicLine(version, part, base, factors, trace);
    basic = addFractions(basic, last);
  }
  if (request.extensionHours > 0) {
    const extended = extensionFee(version, request, last, trace, basic);
    if (!('numerator' in extended)) return extended;
    basic = addFractions(basic, extended);
  }
  trace.push({ step: 'basic_total', label: { ja: '基本使用料', en: 'Basic fee' }, subtotal: formatFraction(basic), ground: version.ordinance });
  return basic;
}

function basicLine(version: FeeVersion, part: Slot, base: Yen, factors: readonly Factor[], trace: TraceLine[]): Fraction {
  let amount = fraction(base);
  trace.push({ step: 'base', label: part.name, amount: String(base), subtotal: String(base), ground: version.ordinance });
  for (const factor of factors) {
    amount = afterStep(version, applyRatio(amount, factor.ratio));
    trace.push({ step: stepOf(factor), label: factor.label, multiplier: factor.ratio, subtotal: formatFraction(amount), ground: factor.ground });
  }
  return endOfLine(version, amount, trace);
}

function stepOf(factor: Factor): 'day' | 'class' | 'purpose' {
  return factor.kind === 'day' || factor.kind === 'class' ? factor.kind : 'purpose';
}

const stepOrder = { day: 0, class: 1, purpose: 2 } as const;

function factorsFor(version: FeeVersion, request: FeeRequest): readonly Factor[] {
  const dayClass = dayClassOf(version, request.useDate);
  const applying = version.factors.filter((factor) => factorApplies(factor, request, dayClass));
  return applying.filter((factor) => isLargestOfItsGroup(factor, applying)).toSorted((a, b) => stepOrder[stepOf(a)] - stepOrder[stepOf(b)]);
}

function factorApplies(factor: Factor, request: FeeRequest, dayClass: string): boolean {
  switch (factor.kind) {
    case 'day': return factor.dayClasses.includes(dayClass);
    case 'class': return matchesAny(factor.classes, request.userClass);
    case 'purpose': return matchesAny(factor.purposes, request.purpose);
    case 'admission': return request.admissionFee > factor.over && (factor.upTo === undefined || request.admissionFee <= factor.upTo);
    case 'commercial': return request.commercial;
    case 'rehearsal': return request.rehearsal;
  }
}

function isLargestOfItsGroup(factor: Factor, applying: readonly Factor[]): boolean {
  if (factor.kind === 'day' || factor.kind === 'class' || factor.exclusiveGroup === undefined) return true;
  const group = applying.filter((other) => other.kind !== 'day' && other.kind !== 'class' && other.exclusiveGroup === factor.exclusiveGroup);
  const largest = group.reduce<Factor>((best, other) => (compareFractions(fractionOf(other.ratio), fractionOf(best.ratio)) > 0 ? other : best), group[0] ?? factor);
  return largest === factor;
}

function fractionOf(ratio: Ratio): Fraction {
  return fraction(ratio.numerator, ratio.denominator);
}

/** 延長: a share of the last part's fee for every started hour. */
function extensionFee(version: FeeVersion, request: FeeRequest, lastPart: Fraction, trace: TraceLine[], before: Fraction): Fraction | Refusal<FeeProblem> {
  const { extension } = version;
  const hours = Math.ceil(request.extensionHours);
  if (extension === undefined || hours > extension.maxHours) {
    return refusal('extension_too_long', `延長は${extension?.maxHours ?? 0}時間までです。`, `At most ${extension?.maxHours ?? 0} hours can be added.`);
  }
  const amount = afterStep(version, multiplyFractions(applyRatio(lastPart, percent(extension.percentOfSlot)), fraction(hours)));
  const rounded = endOfLine(version, amount, []);
  trace.push({
    step: 'extension', label: { ja: `延長${hours}時間（1時間につき${extension.percentOfSlot}％）`, en: `${hours} more hours (${extension.percentOfSlot}% each)` },
    amount: formatFraction(rounded), subtotal: formatFraction(addFractions(before, rounded)), ground: version.ordinance,
  });
  return rounded;
}

interface Extras {
  readonly climate: Fraction;
  readonly other: Fraction;
}

/** Step 6. Heating and cooling are kept apart, because a reduction may include them and nothing else. */
function addExtras(version: FeeVersion, request: FeeRequest, basic: Fraction, trace: TraceLine[]): Extras | Refusal<FeeProblem> {
  let [climate, other] = [fraction(0), fraction(0)];
  for (const wanted of request.extras) {
    const extra = version.extras.find((candidate) => candidate.code === wanted.code && matchesAny(candidate.units, request.unit));
    if (extra === undefined) return refusal('unknown_extra', `「${wanted.code}」はこの部屋では使えません。`, `"${wanted.code}" is not available in this room.`);
    const line = extraLine(extra, wanted, request.parts, basic);
    const amount = endOfLine(version, afterStep(version, line.amount), []);
    if (extra.kind === 'climate') climate = addFractions(climate, amount);
    else other = addFractions(other, amount);
    trace.push({
      step: 'extra', label: line.label, amount: formatFraction(amount),
      subtotal: formatFraction(addFractions(basic, addFractions(climate, other))), ground: version.ordinance,
    });
  }
  return { climate, other };
}

/** Step 7: the named part is reduced; the rest is paid in full. */
function reduce(version: FeeVersion, request: FeeRequest, sums: Extras & { readonly basic: Fraction }, trace: TraceLine[]): Fraction | Refusal<FeeProblem> {
  const all = addFractions(sums.basic, addFractions(sums.climate, sums.other));
  if (request.reduction === null) return all;
  const reduction = reductionFor(version, request);
  if ('message' in reduction) return reduction;
  const part = reduction.appliesTo === 'all' ? all : reduction.appliesTo === 'basic' ? sums.basic : addFractions(sums.basic, sums.climate);
  const rest = subtractFractions(all, part);
  const reduced = 'percent' in reduction.reduce
    ? applyRatio(part, percent(100 - reduction.reduce.percent))
    : subtractFractions(part, fraction(Math.min(reduction.reduce.yen, Number(part.numerator / part.denominator))));
  trace.push({
    step: 'reduction', label: reductionLabel(reduction.name, reduction.reduce), amount: formatFraction(subtractFractions(reduced, part)),
    ...('percent' in reduction.reduce ? { multiplier: percent(100 - reduction.reduce.percent) } : {}),
    subtotal: formatFraction(addFractions(rest, reduced)), ground: reduction.ground,
  });
  return addFractions(rest, endOfLine(version, afterStep(version, reduced), trace, rest));
}

function reductionLabel(name: Text, reduce: { readonly percent: number } | { readonly yen: number }): Text {
  return 'percent' in reduce
    ? { ja: `減免（${name.ja}）${reduce.percent}％`, en: `Reduction (${name.en}) ${reduce.percent}%` }
    : { ja: `減免（${name.ja}）${reduce.yen}円`, en: `Reduction (${name.en}) ¥${reduce.yen}` };
}

function afterStep(version: FeeVersion, amount: Fraction): Fraction {
  return version.rounding.at === 'each_step' ? fraction(roundYen(amount, version.rounding.mode)) : amount;
}

/** Rounds a finished line where the rule says so, and says by how much. `others` is what already stands beside the line. */
function endOfLine(version: FeeVersion, amount: Fraction, trace: TraceLine[], others: Fraction = fraction(0)): Fraction {
  if (version.rounding.at === 'end_of_total') return amount;
  const rounded = fraction(roundYen(amount, version.rounding.mode));
  const difference = subtractFractions(rounded, amount);
  if (difference.numerator !== 0n) trace.push(roundingLine(difference, addFractions(others, rounded), version));
  return rounded;
}

const roundingWords: Readonly<Record<FeeVersion['rounding']['mode'], Text>> = {
  truncate_1: { ja: '1円未満切捨て', en: 'Fractions of a yen dropped' },
  truncate_10: { ja: '10円未満切捨て', en: 'Rounded down to ¥10' },
  truncate_100: { ja: '100円未満切捨て', en: 'Rounded down to ¥100' },
  ceil_10: { ja: '10円未満切上げ', en: 'Rounded up to ¥10' },
  ceil_100: { ja: '100円未満切上げ', en: 'Rounded up to ¥100' },
  none: { ja: '1円未満切捨て', en: 'Fractions of a yen dropped' },
};

function roundingLine(difference: Fraction, subtotal: Fraction, version: FeeVersion): TraceLine {
  return { step: 'rounding', label: roundingWords[version.rounding.mode], amount: formatFraction(difference), subtotal: formatFraction(subtotal), ground: version.ordinance };
}

/** What a change of a booking means for the purse. */
export function feeDifference(paid: Yen, newTotal: Yen): { readonly kind: 'same' | 'pay_more' | 'refund'; readonly amount: Yen } {
  if (paid === newTotal) return { kind: 'same', amount: yen(0) };
  return newTotal > paid ? { kind: 'pay_more', amount: subtractYen(newTotal, paid) } : { kind: 'refund', amount: subtractYen(paid, newTotal) };
}

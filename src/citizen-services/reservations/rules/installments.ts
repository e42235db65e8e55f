/** 分納: how a fee that is still owed is split into a deposit and a balance. */
import { applyRatio, percent, roundYen, subtractYen, type Yen, yen } from '../../../kernel/money/money.ts';
import type { Deadlines } from './deadlines.ts';
import type { DepositRule } from './policy.ts';

export type PartName = 'whole' | 'deposit' | 'balance';

export interface Part {
  readonly part: PartName;
  readonly amount: Yen;
  readonly payUntil: Temporal.Instant | null;
  readonly expiresAt: Temporal.Instant | null;
  readonly expiresWithSlipAt: Temporal.Instant | null;
  /** Its payment makes the booking a permitted one. */
  readonly permits: boolean;
}

export interface Money {
  readonly total: Yen;
  /** What was paid and not given back. */
  readonly paid: Yen;
  /** The deposit was paid once already: whatever the fee has become since, only the balance grows. */
  readonly depositSettled?: boolean;
}

/**
 * What is to be paid when: nothing, one payment, or a deposit and a balance. The parts add up exactly to what is owed: the deposit
 * is rounded as the rule names it, and what rounding drops is in the balance.
 * One payment when the rule is missing, the balance's deadline has passed, or the deposit would be nothing or everything.
 */
export function partsOf(rule: DepositRule | undefined, deadlines: Deadlines, money: Money, now: Temporal.Instant): readonly Part[] {
  const open = yen(Math.max(0, money.total - money.paid));
  if (open === 0) return [];
  const first = { payUntil: deadlines.payUntil, expiresAt: deadlines.expiresAt, expiresWithSlipAt: deadlines.expiresWithSlipAt };
  const whole: readonly Part[] = [{ part: 'whole', amount: open, ...first, permits: true }];
  const { balance } = deadlines;
  if (rule === undefined || balance === null || Temporal.Instant.compare(now, balance.payUntil) > 0) return whole;
  const wanted = roundYen(applyRatio(money.total, percent(rule.percent)), rule.rounding);
  const deposit = money.depositSettled ? yen(0) : yen(Math.max(0, wanted - money.paid));
  const rest: Part = { part: 'balance', amount: yen(Math.max(0, open - deposit)), ...balance, permits: rule.permitAfter === 'all' };
  if (deposit === 0) return money.depositSettled || (wanted > 0 && money.paid >= wanted) ? [rest] : whole;
  if (deposit >= open) return whole;
  return [{ part: 'deposit', amount: deposit, ...first, permits: rule.permitAfter === 'deposit' }, { ...rest, amount: subtractYen(open, deposit) }];
}

/** Why the deadline of a booking moved on, as its history says it. */
export const paymentReasons = { deposit: '前納金の入金', balance: '残金の入金', lapsed: '残金が期限までに支払われませんでした' } as const;

/** Whether something must still be paid before the use may be permitted. */
export function waitsForMoney(parts: readonly Pick<Part, 'permits'>[]): boolean {
  return parts.some((part) => part.permits);
}

/** What cancelling costs: tiers by calendar days before use, and who caused it. */
import { daysBefore, daysBetween } from '../../../kernel/calendar/calendar.ts';
import { applyRatio, percent, roundYen, subtractYen, yen } from '../../../kernel/money/money.ts';
import type { Yen } from '../../../kernel/money/money.ts';
import { openDayOnOrAfter } from './calendar.ts';
import { matchesAny } from './policy.ts';
import type { CalendarRule, CancelPolicy } from './policy.ts';

/** Everything but `patron` gives all money back: the city, a disaster, a stop of transport, the weather at an outdoor ground. */
export type CancelCause = 'patron' | 'city' | 'disaster' | 'transport' | 'weather';

export interface CancelQuestion {
  readonly useDate: Temporal.PlainDate;
  readonly cancelledOn: Temporal.PlainDate;
  readonly userClass: string;
  readonly cause: CancelCause;
  /** The fee of the booking, and what of it was paid. */
  readonly fee: Yen;
  readonly paid: Yen;
  readonly space?: string;
}

export interface Cancellation {
  readonly daysBefore: number;
  readonly chargePercent: number;
  /** What the city keeps of the payment or still claims; nothing when nothing was paid and unpaid bookings are not charged. */
  readonly charge: Yen;
  readonly refund: Yen;
  /** Still to be paid: only when the facility charges unpaid bookings too. */
  readonly due: Yen;
  /** The last day on which this tier holds; null when none applied. */
  readonly tierUntil: Temporal.PlainDate | null;
  readonly ground: string;
}

export function cancellationOf(policy: CancelPolicy, calendar: readonly CalendarRule[], question: CancelQuestion): Cancellation {
  const days = daysBetween(question.cancelledOn, question.useDate);
  if (question.cause !== 'patron') return { daysBefore: days, chargePercent: 0, charge: yen(0), refund: question.paid, due: yen(0), tierUntil: null, ground: policy.ground };
  const tier = tierFor(policy, calendar, question);
  const chargePercent = tier?.chargePercent ?? 100;
  const rounded = roundYen(applyRatio(question.fee, percent(chargePercent)), policy.rounding);
  const wanted = rounded > question.fee ? question.fee : rounded;
  const charge = policy.chargeUnpaid || wanted < question.paid ? wanted : question.paid;
  return {
    daysBefore: days, chargePercent, charge,
    refund: question.paid > charge ? subtractYen(question.paid, charge) : yen(0),
    due: charge > question.paid ? subtractYen(charge, question.paid) : yen(0),
    tierUntil: tier?.until ?? null, ground: policy.ground,
  };
}

interface Tier {
  readonly chargePercent: number;
  readonly until: Temporal.PlainDate;
}

/** The first tier, counted from the one furthest away, whose last day has not passed. A last day on a closed day moves to the next open one. */
function tierFor(policy: CancelPolicy, calendar: readonly CalendarRule[], question: CancelQuestion): Tier | null {
  const mine = policy.tiers.filter((tier) => tier.classes === undefined || matchesAny(tier.classes, question.userClass)).toSorted((a, b) => b.daysBeforeMin - a.daysBeforeMin);
  for (const { daysBeforeMin, chargePercent } of mine) {
    const until = lastDay(policy, calendar, question, daysBeforeMin);
    if (Temporal.PlainDate.compare(question.cancelledOn, until) <= 0) return { chargePercent, until };
  }
  return null;
}

function lastDay(policy: CancelPolicy, calendar: readonly CalendarRule[], question: CancelQuestion, daysBeforeMin: number): Temporal.PlainDate {
  const nominal = daysBefore(question.useDate, daysBeforeMin);
  if (policy.ifClosed === 'as_is') return nominal;
  const moved = openDayOnOrAfter(calendar, nominal, question.space) ?? nominal;
  return Temporal.PlainDate.compare(moved, question.useDate) > 0 ? nominal : moved;
}

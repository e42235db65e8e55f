/** Until when a provisional booking must be confirmed and paid, and when it lapses. */
import { toInstantAt, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import type { FacilityPolicy, Unit } from './policy.ts';
import { momentBefore } from './windows.ts';

/** Until when one payment counts, and when the booking lapses without it. */
export interface PaymentDeadline {
  readonly payUntil: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  readonly expiresWithSlipAt: Temporal.Instant;
}

export interface Deadlines {
  /** The last moment at which a payment counts, that moment included; null when the facility sets none. */
  readonly payUntil: Temporal.Instant | null;
  /** When an unpaid booking lapses. */
  readonly expiresAt: Temporal.Instant | null;
  /**
   * When it lapses although a convenience-store slip is out: a payment made in time may be reported only after the deadline.
   * Until then the slot shows 手続き中.
   */
  readonly expiresWithSlipAt: Temporal.Instant | null;
  /** The booking was made so late that the usual deadline had passed; it must be paid at once. */
  readonly late: boolean;
  /** 残金の期限, where the fee is paid in parts; null when the booking comes so late that there is but one payment. */
  readonly balance: PaymentDeadline | null;
  readonly changeUntil: Temporal.Instant | null;
  /** Until when the person may cancel without the counter; the beginning of use when the facility sets nothing. */
  readonly cancelUntil: Temporal.Instant;
  readonly confirmWinUntil: Temporal.Instant | null;
}

export interface DeadlineQuestion {
  readonly unit: Unit;
  readonly useDate: Temporal.PlainDate;
  readonly useStart: Temporal.Instant;
  readonly bookedAt: Temporal.Instant;
}

/** All deadlines of one booking. Use on 2026-12-10 with "3 days before" is paid until 2026-12-07 23:59:59 and lapses on 2026-12-08 at 0:00. */
export function deadlinesFor(policy: FacilityPolicy, question: DeadlineQuestion): Deadlines {
  const rules = policy.deadlines;
  const moment = (rule: Parameters<typeof momentBefore>[0] | undefined) => (rule === undefined ? null : momentBefore(rule, question.useDate, policy.calendar, question.unit.space));
  const shared = {
    changeUntil: moment(rules.change?.until),
    cancelUntil: moment(rules.cancelUntil) ?? question.useStart,
    confirmWinUntil: moment(rules.confirmWin),
  };
  const usual = moment(rules.pay);
  if (usual === null) return { payUntil: null, expiresAt: null, expiresWithSlipAt: null, late: false, balance: null, ...shared };
  const soonest = earlier(question.bookedAt.add({ minutes: rules.lateBookingPayWithinMinutes }), question.useStart);
  if (Temporal.Instant.compare(usual, soonest) < 0) {
    return { payUntil: soonest, expiresAt: soonest.add({ seconds: 1 }), expiresWithSlipAt: soonest.add({ seconds: 1 }), late: true, balance: balanceOf(policy, question, soonest), ...shared };
  }
  const expiresAt = later(moment(rules.expireRun) ?? usual, usual.add({ seconds: 1 }));
  return { payUntil: usual, expiresAt, expiresWithSlipAt: later(graceEnd(policy, usual) ?? expiresAt, expiresAt), late: false, balance: balanceOf(policy, question, usual), ...shared };
}

/** The second payment's deadline: never after the use begins, and only where it is later than the first's. */
function balanceOf(policy: FacilityPolicy, question: DeadlineQuestion, first: Temporal.Instant): PaymentDeadline | null {
  const { deposit } = policy.deadlines;
  if (deposit === undefined) return null;
  const payUntil = earlier(momentBefore(deposit.balance, question.useDate, policy.calendar, question.unit.space), question.useStart);
  if (Temporal.Instant.compare(payUntil, first) <= 0) return null;
  const expiresAt = payUntil.add({ seconds: 1 });
  return { payUntil, expiresAt, expiresWithSlipAt: later(graceEnd(policy, payUntil) ?? expiresAt, expiresAt) };
}

function graceEnd(policy: FacilityPolicy, payUntil: Temporal.Instant): Temporal.Instant | null {
  const grace = policy.deadlines.reportingGrace;
  return grace === undefined ? null : toInstantAt(tokyoDate(payUntil).add({ days: grace.daysAfter }), Temporal.PlainTime.from(grace.time));
}

/** The moment at which this booking lapses if nothing more is heard. */
export function lapseOf(deadlines: Deadlines, booking: { readonly storeSlipIssued: boolean }): Temporal.Instant | null {
  return booking.storeSlipIssued ? deadlines.expiresWithSlipAt : deadlines.expiresAt;
}

export function hasLapsed(deadlines: Deadlines, booking: { readonly storeSlipIssued: boolean }, now: Temporal.Instant): boolean {
  const lapse = lapseOf(deadlines, booking);
  return lapse !== null && Temporal.Instant.compare(now, lapse) >= 0;
}

/** Whether a payment counts: the moment of paying decides, not the moment at which we hear of it. */
export function isPaidInTime(deadlines: Deadlines, paidAt: Temporal.Instant): boolean {
  return deadlines.payUntil === null || Temporal.Instant.compare(paidAt, deadlines.payUntil) <= 0;
}

/** The deadline is over, but a store payment may still be reported. */
export function isInGrace(deadlines: Deadlines, now: Temporal.Instant): boolean {
  const { expiresAt, expiresWithSlipAt } = deadlines;
  return expiresAt !== null && expiresWithSlipAt !== null && Temporal.Instant.compare(now, expiresAt) >= 0 && Temporal.Instant.compare(now, expiresWithSlipAt) < 0;
}

export function holdUntil(policy: FacilityPolicy, heldAt: Temporal.Instant): Temporal.Instant {
  return heldAt.add({ minutes: policy.deadlines.holdMinutes });
}

function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}

function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) >= 0 ? a : b;
}

/** What a stay of fewer nights costs; the same for the page that asks and the command that does it. */
import { subtractYen, yen } from '../../kernel/money/money.ts';
import { refuse, type Refused } from '../../kernel/outcome.ts';
import { priceOf, type Priced, type UseDetails } from './booking.ts';
import type { Place } from './place.ts';
import { type CancelCause, cancellationOf } from './rules/cancellation.ts';
import { requestNights } from './rules/nights.ts';
import type { RequestedUse } from './rules/slots.ts';

/** The stay as it stands. */
export interface Stay extends UseDetails {
  readonly place: Place;
  readonly useDate: Temporal.PlainDate;
  readonly useStart: Temporal.Instant;
  readonly classCode: string;
  readonly feeYen: number;
  /** Of it: what nights given up earlier still cost. */
  readonly givenUpYen: number;
  readonly paidYen: number;
  /** The reduction that was granted, or null. */
  readonly granted: string | null;
}

export interface Shorter {
  readonly use: RequestedUse;
  readonly price: Priced;
  /** What the nights given up now still cost. */
  readonly chargeYen: number;
  readonly totalYen: number;
  readonly refundYen: number;
  readonly ground: string;
}

const LONG_AGO = { hours: 24 * 800 } as const;

/** The first `nights` nights at their price; those given up cost what cancelling them costs, by the tier counted from the arrival. */
export function shorterStay(it: Stay, nights: number, cause: CancelCause, today: Temporal.PlainDate): Shorter | Refused<'NotOffered' | 'NoPrice'> {
  const { policy } = it.place.facility;
  // It was admitted when it was booked, whatever the rules say of the present moment.
  const use = requestNights(policy, it.place.unit, it.useDate, nights, it.useStart.subtract(LONG_AGO));
  if (!use.ok) return refuse('NotOffered', { code: use.code, text: use.message });
  const price = priceOf(it.place, use, it.classCode, it, it.granted, today);
  if ('refused' in price) return price;
  const lasting = it.feeYen - it.givenUpYen;
  const stays = Math.min(price.total, lasting);
  const given = subtractYen(yen(lasting), yen(stays));
  const kept = stays + it.givenUpYen;
  const cost = cancellationOf(policy.cancel, policy.calendar, { useDate: it.useDate, cancelledOn: today, userClass: it.classCode, cause, fee: given, paid: yen(Math.max(0, Math.min(given, it.paidYen - kept))), space: it.place.unit.space });
  const chargeYen = cost.charge + cost.due;
  return { use, price, chargeYen, totalYen: kept + chargeYen, refundYen: Math.max(0, it.paidYen - kept - chargeYen), ground: cost.ground };
}

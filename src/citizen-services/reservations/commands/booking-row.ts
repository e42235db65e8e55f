/** A booking that does not come through the first-come window: a won draw, a date of a series, an accepted offer. */
import { actorKey } from '../../../kernel/actor.ts';
import { rangeText } from '../../../kernel/db/values.ts';
import type { Outcome, Refused } from '../../../kernel/outcome.ts';
import { bookingNumber, type Ctx, type Patron, type UseDetails } from '../booking.ts';
import { take, tryTake } from '../claims.ts';
import type { Place } from '../place.ts';
import type { Channel } from '../rules/policy.ts';
import { nightsIn } from '../rules/nights.ts';
import { claimSpan, type RequestedUse, useSpan } from '../rules/slots.ts';
import { settle, type Settled } from '../settle.ts';
import { takeTied } from '../tied.ts';

export interface BookingToWrite {
  readonly place: Place;
  readonly use: RequestedUse;
  readonly patron: Patron;
  readonly channel: Channel;
  readonly seriesId?: string;
  readonly entryId?: string;
  /** Set: only a hold until then. */
  readonly holdUntil?: Temporal.Instant;
  readonly reason?: string;
}

/** Writes the row and takes its cells; a collision ends the command as `Taken`. Answers the reservation's id, or that no room to go along is free. */
export async function writeBooking(ctx: Ctx, it: BookingToWrite): Promise<string | Refused<'NoRoom'>> {
  const id = ctx.newId();
  const used = useSpan(it.use.date, it.use);
  const claim = claimSpan(it.place.unit, it.use.date, it.use);
  const holdUntil = it.holdUntil ?? null;
  await ctx.db.insertInto('reservations.reservations').values({
    id, number: bookingNumber(ctx), facility_id: it.place.facility.id, unit_id: it.place.unitId, patron_id: it.patron.id, walk_in_name: null, class_code: it.patron.classCode,
    use_date: it.use.date, slots: [...new Set(it.use.parts.map((part) => part.code))], nights: nightsIn(it.use), use_range: rangeText(used.from, used.to), claim_range: rangeText(claim.from, claim.to),
    channel: it.channel, state: holdUntil ? 'held' : 'provisional', hold_until: holdUntil, policy_no: it.place.facility.policyNo, series_id: it.seriesId ?? null, entry_id: it.entryId ?? null,
    reason: it.reason ?? null, device: null, created_by: actorKey(ctx.actor), created_at: ctx.now,
  }).execute();
  // An offer is tried inside a savepoint: whether the place is free must be known at once.
  await (holdUntil ? tryTake : take)(ctx, it.place, { reservationId: id, patronId: it.patron.id, use: used, claim, holdUntil });
  return (await takeTied(ctx, it.place, { reservationId: id, patronId: it.patron.id, useStart: used.from, holdUntil, asked: [] })) ?? id;
}

/** What a use is for when nobody was asked more. */
export function plainDetails(purpose: string, persons: number | null): UseDetails {
  return { purpose, persons, admissionYen: null, commercial: false, rehearsal: false, extras: [] };
}

type SettleRefusal = 'NoRoom' | 'PurposeNotAllowed' | 'TooManyPersons' | 'NoPrice' | 'PriceChanged' | 'NotEnough';

/** Row, cells, fee, deadline, bill and notice in one. */
export async function bookWithoutWindow(ctx: Ctx, it: BookingToWrite, details: UseDetails, title = ''): Promise<Outcome<Settled, SettleRefusal>> {
  const reservationId = await writeBooking(ctx, it);
  if (typeof reservationId !== 'string') return reservationId;
  return settle(ctx, { place: it.place, use: it.use, patron: it.patron, classCode: it.patron.classCode, reservationId, details, title, titlePublic: false, remarks: '', reduction: null, expectedFee: null, fromState: null });
}

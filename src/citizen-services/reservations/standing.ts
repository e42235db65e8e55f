/** A reservation as the commands that change it need it: its row locked, its place, its patron. */
import { refuse, type Refused } from '../../kernel/outcome.ts';
import { type Ctx, type Patron, readPatron } from './booking.ts';
import { loadPlace, type Place, scopeOf } from './place.ts';
import type { BookingState } from './rules/booking-state.ts';
import { requestNights } from './rules/nights.ts';
import { requestRange, type RequestedUse, type Span } from './rules/slots.ts';

export interface Standing {
  readonly id: string;
  readonly number: string;
  readonly state: BookingState;
  readonly place: Place;
  readonly patron: Patron | null;
  readonly classCode: string;
  readonly useDate: Temporal.PlainDate;
  readonly use: Span;
  readonly minutes: { readonly start: number; readonly end: number };
  readonly slots: readonly string[];
  /** Of a stay; 1 for everything else. */
  readonly nights: number;
  readonly feeYen: number;
  /** Of it: what nights that were given up still cost. */
  readonly givenUpYen: number;
  readonly purpose: string;
  readonly title: string;
  readonly titlePublic: boolean;
  readonly persons: number | null;
  readonly admissionYen: number | null;
  readonly commercial: boolean;
  readonly rehearsal: boolean;
  readonly extras: readonly { readonly code: string; readonly quantity: number }[];
  readonly reduction: string | null;
  readonly reductionState: 'requested' | 'granted' | 'refused' | null;
  readonly needsApproval: boolean;
  readonly payBy: Temporal.Instant | null;
  readonly graceUntil: Temporal.Instant | null;
  readonly expireAt: Temporal.Instant | null;
  readonly slipIssued: boolean;
  readonly permitNumber: string | null;
  readonly changeCount: number;
  readonly createdAt: Temporal.Instant;
  readonly createdBy: string;
  readonly remarks: string;
  readonly version: number;
}

/** Counted things as they stand in a row. */
export function extrasOf(value: unknown): readonly { code: string; quantity: number }[] {
  return Array.isArray(value) ? value.flatMap((one: unknown) => (typeof one === 'object' && one !== null && 'code' in one && 'quantity' in one ? [{ code: String(one.code), quantity: Number(one.quantity) }] : [])) : [];
}

/** Locks the row. For citizens only their own; for staff only in their scope (`permission`). Everything else is "not found". */
export async function lockReservation(ctx: Ctx, id: string, permission: string): Promise<Standing | Refused<'NotFound'>> {
  const it = await lockStanding(ctx, id);
  const mine = it !== null && (ctx.actor.kind === 'citizen' ? it.patron?.citizenId === ctx.actor.id : ctx.may(permission, scopeOf(it.place)));
  return mine ? it : refuse('NotFound');
}

/** The same for what the house does by itself or by a decision: nobody is asked who they are. */
export async function lockStanding(ctx: Ctx, id: string): Promise<Standing | null> {
  const row = await ctx.db.selectFrom('reservations.reservations').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) return null;
  const place = await loadPlace(ctx.city, ctx.db, row.unit_id);
  if (!place || !row.use_range.to) return null;
  const patron = row.patron_id ? await readPatron(ctx, row.patron_id) : null;
  const midnight = row.use_date.toZonedDateTime('Asia/Tokyo').toInstant().epochMilliseconds;
  return {
    id: row.id, number: row.number, state: row.state, place, patron, classCode: row.class_code, useDate: row.use_date, use: { from: row.use_range.from, to: row.use_range.to },
    minutes: { start: (row.use_range.from.epochMilliseconds - midnight) / 60_000, end: (row.use_range.to.epochMilliseconds - midnight) / 60_000 }, slots: row.slots, nights: row.nights, feeYen: row.fee_yen, givenUpYen: row.given_up_yen,
    purpose: row.purpose, title: row.title, titlePublic: row.title_public, persons: row.persons, admissionYen: row.admission_yen, commercial: row.commercial, rehearsal: row.rehearsal, extras: extrasOf(row.extras),
    reduction: row.reduction, reductionState: row.reduction_state, needsApproval: row.needs_approval, payBy: row.pay_by, graceUntil: row.grace_until, expireAt: row.expire_at, slipIssued: row.slip_at !== null, permitNumber: row.permit_number,
    changeCount: row.change_count, createdAt: row.created_at, createdBy: row.created_by, remarks: row.remarks, version: row.version,
  };
}

/** The use as the slots' rules see it, whatever the rules say today: it was admitted when it was booked. */
export function admittedUse(it: Standing): RequestedUse {
  const longAgo = it.use.from.subtract({ hours: 24 * 800 });
  const fitted = it.nights > 1 ? requestNights(it.place.facility.policy, it.place.unit, it.useDate, it.nights, longAgo) : requestRange(it.place.facility.policy, it.place.unit, it.useDate, it.minutes, longAgo);
  return fitted.ok ? fitted : { ok: true, date: it.useDate, start: it.minutes.start, end: it.minutes.end, parts: [] };
}

/** 泊数を減らす: what each shorter stay would cost. */
import { sql } from 'kysely';
import { z } from 'zod';
import { citizen, staff } from '../../../kernel/actor.ts';
import { idField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { loadPlace, scopeOf } from '../place.ts';
import { deadlinesFor } from '../rules/deadlines.ts';
import { shorterStay } from '../shorter.ts';
import { extrasOf } from '../standing.ts';

export interface ShorterView {
  readonly nights: number;
  readonly leaves: Temporal.PlainDate;
  readonly feeYen: number;
  readonly chargeYen: number;
  readonly refundYen: number;
}

/** From one night less down to one; empty when it is too late, or the booking is no stay. */
export const shorterStays = query({
  name: 'reservations.shorterStays',
  title: { ja: '泊数を減らしたときの料金', en: 'What fewer nights would cost' },
  input: z.object({ reservation: idField({ ja: '予約', en: 'Booking' }) }),
  allow: [citizen, staff('reservations.desk')],
  personal: true,
  async run(ctx, input): Promise<readonly ShorterView[] | null> {
    const row = await ctx.db.selectFrom('reservations.reservations as r').leftJoin('reservations.patrons as p', 'p.id', 'r.patron_id').selectAll('r').select('p.citizen_id').where('r.id', '=', input.reservation).executeTakeFirst();
    const place = row ? await loadPlace(ctx.city, ctx.db, row.unit_id) : null;
    if (!row || !place) return null;
    const atDesk = ctx.actor.kind !== 'citizen';
    if (ctx.actor.kind === 'citizen' ? row.citizen_id !== ctx.actor.id : !ctx.may('reservations.desk', scopeOf(place))) return null;
    ctx.shown(`reservation:${row.id}`);
    const { cancelUntil } = deadlinesFor(place.facility.policy, { unit: place.unit, useDate: row.use_date, useStart: row.use_range.from, bookedAt: row.created_at });
    if ((row.state !== 'provisional' && row.state !== 'permitted') || (!atDesk && Temporal.Instant.compare(ctx.now, cancelUntil) > 0)) return [];
    const paid = await sql<{ paid: number }>`select coalesce(sum(paid_yen - refunded_yen), 0)::int as paid from kernel.receivables where source = 'reservations' and subject = ${`reservation:${row.id}`}`.execute(ctx.db as never);
    const stay = {
      place, useDate: row.use_date, useStart: row.use_range.from, classCode: row.class_code, feeYen: row.fee_yen, givenUpYen: row.given_up_yen, paidYen: paid.rows[0]?.paid ?? 0, granted: row.reduction_state === 'granted' ? row.reduction : null,
      purpose: row.purpose, persons: row.persons, admissionYen: row.admission_yen, commercial: row.commercial, rehearsal: row.rehearsal, extras: extrasOf(row.extras),
    };
    return Array.from({ length: row.nights - 1 }, (_, index) => row.nights - 1 - index).flatMap((nights): ShorterView[] => {
      const shorter = shorterStay(stay, nights, 'patron', ctx.today);
      return 'refused' in shorter ? [] : [{ nights, leaves: row.use_date.add({ days: nights }), feeYen: shorter.totalYen, chargeYen: shorter.chargeYen, refundYen: shorter.refundYen }];
    });
  },
});

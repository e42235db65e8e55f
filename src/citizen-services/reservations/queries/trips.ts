/** 運転日報: the trips of a booking, and of a month by car. */
import type { Selectable } from 'kysely';
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { toInstant } from '../../../kernel/calendar/calendar.ts';
import { codeField, dateField, idField, optional } from '../../../kernel/fields.ts';
import type { Text } from '../../../kernel/view.ts';
import { query } from '../acts.ts';
import { policyOf } from '../place.ts';
import { unitOf } from '../rules/policy.ts';
import { monthOf } from '../rules/trips.ts';
import type { TripsRow } from '../rows.ts';

const MANY = 3000;

export interface TripView {
  readonly id: string;
  readonly driver: string;
  readonly destination: string;
  readonly outAt: Temporal.Instant;
  readonly outKm: number;
  readonly inAt: Temporal.Instant | null;
  readonly inKm: number | null;
  readonly checkedOutBy: string;
  readonly checkedInBy: string | null;
  readonly soberIn: boolean | null;
  readonly note: string;
}

function viewOf(row: Selectable<TripsRow>): TripView {
  return { id: row.id, driver: row.driver, destination: row.destination, outAt: row.out_at, outKm: row.out_km, inAt: row.in_at, inKm: row.in_km, checkedOutBy: row.checked_out_by, checkedInBy: row.checked_in_by, soberIn: row.sober_in, note: row.note };
}

/** The trips of one booking and the odometer as the car stands; null where nothing is driven. */
export const tripsOf = query({
  name: 'reservations.tripsOf',
  title: { ja: '予約の運転', en: 'Trips of a booking' },
  input: z.object({ reservation: idField({ ja: '予約', en: 'Booking' }) }),
  allow: [staff('reservations.desk')],
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.reservations as r').innerJoin('reservations.facilities as f', 'f.id', 'r.facility_id').innerJoin('reservations.units as u', 'u.id', 'r.unit_id')
      .select(['r.id', 'r.state', 'r.unit_id', 'r.facility_id', 'f.code', 'f.policy_no', 'u.code as unit_code']).where('r.id', '=', input.reservation).executeTakeFirst();
    if (!row || !ctx.may('reservations.desk', `facility:${row.code}`)) return null;
    const vehicle = unitOf(await policyOf(ctx.city, ctx.db, row.facility_id, row.policy_no), row.unit_code)?.vehicle;
    if (vehicle === undefined) return null;
    const mine = await ctx.db.selectFrom('reservations.trips').selectAll().where('reservation_id', '=', row.id).orderBy('out_at').execute();
    const last = await ctx.db.selectFrom('reservations.trips').select(['out_km', 'in_km', 'reservation_id']).where('unit_id', '=', row.unit_id).orderBy('out_km', 'desc').orderBy('out_at', 'desc').limit(1).executeTakeFirst();
    const out = last !== undefined && last.in_km === null;
    return {
      plate: vehicle.plate, trips: mine.map(viewOf), lastKm: last?.in_km ?? last?.out_km ?? null, outHere: out && last.reservation_id === row.id, outElsewhere: out && last.reservation_id !== row.id,
      mayDriveOff: (row.state === 'permitted' || row.state === 'in_use') && !out,
    };
  },
});

/** A month of a facility's cars: every trip, and what each car drove. */
export const tripMonth = query({
  name: 'reservations.tripMonth',
  title: { ja: '運転日報（月）', en: 'Driver’s log of a month' },
  input: z.object({ facility: codeField({ ja: '施設', en: 'Facility' }, 40), month: optional(dateField({ ja: '月', en: 'Month' })) }),
  allow: [staff('reservations.desk')],
  async run(ctx, input) {
    if (!ctx.may('reservations.desk', `facility:${input.facility}`)) return null;
    const facility = await ctx.db.selectFrom('reservations.facilities').select(['id', 'code', 'name_ja', 'name_en', 'policy_no']).where('code', '=', input.facility).executeTakeFirst();
    if (!facility) return null;
    const policy = await policyOf(ctx.city, ctx.db, facility.id, facility.policy_no);
    const units = await ctx.db.selectFrom('reservations.units').select(['id', 'code', 'name_ja', 'name_en']).where('facility_id', '=', facility.id).orderBy('ordinal').execute();
    const cars = units.flatMap((unit) => {
      const vehicle = unitOf(policy, unit.code)?.vehicle;
      return vehicle === undefined ? [] : [{ ...unit, plate: vehicle.plate }];
    });
    if (cars.length === 0) return null;
    const month = (input.month ?? ctx.today).with({ day: 1 });
    const rows = await ctx.db.selectFrom('reservations.trips').selectAll().where('unit_id', 'in', cars.map((car) => car.id)).where('out_at', '>=', toInstant(month, 0)).where('out_at', '<', toInstant(month.add({ months: 1 }), 0)).orderBy('out_km').orderBy('out_at').limit(MANY).execute();
    return {
      facility: { code: facility.code, name: { ja: facility.name_ja, en: facility.name_en } satisfies Text }, month,
      cars: cars.map((car) => {
        const trips = rows.filter((row) => row.unit_id === car.id).map(viewOf);
        return { code: car.code, name: { ja: car.name_ja, en: car.name_en } satisfies Text, plate: car.plate, trips, ...monthOf(trips) };
      }),
    };
  },
});

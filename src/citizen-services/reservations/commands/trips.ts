/** 公用車の運転日報: keys out, keys back. 酒気帯びの有無の確認と運転日誌（道路交通法施行規則9条の10）. */
import { sql } from 'kysely';
import { z } from 'zod';
import { actorKey, staff } from '../../../kernel/actor.ts';
import { boolField, choiceField, idField, intField, nameField, textField, withDefault } from '../../../kernel/fields.ts';
import { done, refuse, type Refused } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { type Ctx, remember } from '../booking.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import { refusals } from '../messages/refusals.ts';
import { can } from '../rules/booking-state.ts';
import { comeBackProblem, driveOffProblem, type TripFact } from '../rules/trips.ts';
import { lockReservation, type Standing } from '../standing.ts';
import { reservationField } from './fields.ts';

const { NoVehicle, CarOut, OdometerWrong, OdometerGap, NotSober, NotOut } = moreRefusals;
const { WrongState } = refusals;
const kmField = intField({ ja: '走行距離計', en: 'Odometer' }, { min: 0, max: 9_999_999, unit: { ja: 'km', en: 'km' } });
const noteField = withDefault(textField({ ja: '特記事項', en: 'Note' }, { max: 300, lines: true }), '');
const driverField = nameField({ ja: '運転者', en: 'Driver' });
const checkerField = nameField({ ja: '酒気帯びの有無を確認した人', en: 'Checked by' });

/** The car's last trip. Its row is locked first: two desks cannot hand out one key. */
async function lastTrip(ctx: Ctx, it: Standing): Promise<TripFact | null> {
  await ctx.db.selectFrom('reservations.units').select('id').where('id', '=', it.place.unitId).forNoKeyUpdate().execute();
  const row = await ctx.db.selectFrom('reservations.trips').select(['out_km', 'in_km']).where('unit_id', '=', it.place.unitId).orderBy('out_km', 'desc').orderBy('out_at', 'desc').limit(1).executeTakeFirst();
  return row ? { outKm: row.out_km, inKm: row.in_km } : null;
}

/** Whether the car of this booking is out: then its use is not over. */
export async function carIsOut(ctx: Ctx, it: Standing): Promise<Refused<'CarOut'> | null> {
  if (it.place.unit.vehicle === undefined) return null;
  const open = await ctx.db.selectFrom('reservations.trips').select('id').where('reservation_id', '=', it.id).where('in_at', 'is', null).executeTakeFirst();
  return open ? refuse('CarOut') : null;
}

/** 出発: the key goes out, the use begins. */
export const driveOff = command({
  name: 'reservations.driveOff',
  title: { ja: '公用車の出発を記録する', en: 'Record a car’s departure' },
  input: z.object({
    reservation: reservationField, driver: driverField, destination: textField({ ja: '行き先', en: 'Destination' }, { max: 200 }), km: kmField, checkedBy: checkerField,
    sober: boolField({ ja: '酒気を帯びていないことを、目視とアルコール検知器で確かめた', en: 'Found sober by sight and by breath test' }), note: noteField,
  }),
  allow: [staff('reservations.desk')],
  secret: ['driver', 'checkedBy', 'destination'],
  refusals: { WrongState, NoVehicle, CarOut, OdometerWrong, OdometerGap, NotSober },
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return it;
    if (it.place.unit.vehicle === undefined) return refuse('NoVehicle');
    if (it.state !== 'in_use' && !can(it.state, 'check_in')) return refuse('WrongState', { state: it.state });
    if (!input.sober) return refuse('NotSober', { field: 'sober' });
    const last = await lastTrip(ctx, it);
    const problem = driveOffProblem(last, input.km, input.note);
    if (problem) return refuse(problem, { field: problem === 'OdometerGap' ? 'note' : 'km', lastKm: last?.inKm ?? last?.outKm ?? 0 });
    const id = ctx.newId();
    await ctx.db.insertInto('reservations.trips').values({
      id, reservation_id: it.id, unit_id: it.place.unitId, driver: input.driver, destination: input.destination, out_at: ctx.now, out_km: input.km, checked_out_by: input.checkedBy, note: input.note, saved_by: actorKey(ctx.actor),
      in_at: null, in_km: null, checked_in_by: null, sober_in: null,
    }).execute();
    if (it.state !== 'in_use') {
      await ctx.db.updateTable('reservations.reservations').set((eb) => ({ state: 'in_use', version: eb('version', '+', 1) })).where('id', '=', it.id).execute();
      remember(ctx, it.id, it.state, 'in_use', { detail: { km: input.km } });
    }
    ctx.audit({ subject: `trip:${id}`, facility: it.place.facility.code, km: input.km });
    return done({ trip: id, reservation: it.id });
  },
});

/** 帰着: the key is back. The use stays open until it is ended, for a car may go out again. */
export const comeBack = command({
  name: 'reservations.comeBack',
  title: { ja: '公用車の帰着を記録する', en: 'Record a car’s return' },
  input: z.object({
    reservation: reservationField, km: kmField, checkedBy: checkerField, alcohol: choiceField({ ja: '酒気帯び', en: 'Alcohol' }, ['none', 'found']), note: noteField,
  }),
  allow: [staff('reservations.desk')],
  secret: ['checkedBy'],
  refusals: { NoVehicle, NotOut, OdometerWrong, OdometerGap },
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return it;
    if (it.place.unit.vehicle === undefined) return refuse('NoVehicle');
    const trip = await ctx.db.selectFrom('reservations.trips').select(['id', 'out_km', 'note']).where('reservation_id', '=', it.id).where('in_at', 'is', null).forUpdate().executeTakeFirst();
    if (!trip) return refuse('NotOut');
    const problem = comeBackProblem(trip.out_km, input.km, input.note);
    if (problem) return refuse(problem === 'CarOut' ? 'OdometerWrong' : problem, { field: problem === 'OdometerGap' ? 'note' : 'km', lastKm: trip.out_km });
    // Drunk on return is written down as it is: the fact belongs into the log, and the superior acts on it.
    await ctx.db.updateTable('reservations.trips').set((eb) => ({ in_at: ctx.now, in_km: input.km, checked_in_by: input.checkedBy, sober_in: input.alcohol === 'none', note: [trip.note, input.note].filter((part) => part !== '').join('\n'), saved_by: actorKey(ctx.actor), version: eb('version', '+', 1) })).where('id', '=', trip.id).execute();
    ctx.audit({ subject: `trip:${trip.id}`, facility: it.place.facility.code, km: input.km, alcohol: input.alcohol });
    return done({ trip: trip.id, reservation: it.id, drivenKm: input.km - trip.out_km });
  },
});

/** A figure that was written down wrong. What it was and why stays in the note. */
export const correctTrip = command({
  name: 'reservations.correctTrip',
  title: { ja: '運転日報の走行距離を直す', en: 'Correct the odometer of a trip' },
  input: z.object({ trip: idField({ ja: '運転', en: 'Trip' }), outKm: kmField, inKm: kmField, reason: textField({ ja: '直す理由', en: 'Reason' }, { max: 200, min: 2 }) }),
  allow: [staff('reservations.desk')],
  refusals: { NotOut, OdometerWrong },
  async run(ctx, input) {
    const trip = await ctx.db.selectFrom('reservations.trips as t').innerJoin('reservations.units as u', 'u.id', 't.unit_id').innerJoin('reservations.facilities as f', 'f.id', 'u.facility_id').select(['t.id', 't.out_km', 't.in_km', 't.note', 'f.code']).where('t.id', '=', input.trip).forUpdate('t').executeTakeFirst();
    if (!trip || !ctx.may('reservations.desk', `facility:${trip.code}`)) return refuse('NotFound');
    if (trip.in_km === null) return refuse('NotOut');
    if (input.inKm < input.outKm) return refuse('OdometerWrong', { field: 'inKm', lastKm: input.outKm });
    const kept = `${trip.note === '' ? '' : `${trip.note}\n`}訂正（${trip.out_km}～${trip.in_km}km から）：${input.reason}`;
    // Whether the figures fit between the trips before and after, trips_odometer_wrong knows.
    await sql`update reservations.trips set out_km = ${input.outKm}, in_km = ${input.inKm}, note = ${kept}, saved_by = ${actorKey(ctx.actor)}, version = version + 1 where id = ${trip.id}::uuid`.execute(ctx.db);
    ctx.audit({ subject: `trip:${trip.id}`, facility: trip.code, before: [trip.out_km, trip.in_km], after: [input.outKm, input.inKm] });
    return done({ trip: trip.id });
  },
});

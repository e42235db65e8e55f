/** What time is about to do: asked by jobs. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { QueryContext } from '../../../kernel/act.ts';
import { system } from '../../../kernel/actor.ts';
import { query } from '../acts.ts';
import { policyOf } from '../place.ts';
import type { ReservationsTables } from '../rows.ts';
import type { Unit } from '../rules/policy.ts';

const BATCH = 500;
const REMIND_DAYS = 7;

export const lapsing = query({
  name: 'reservations.lapsing',
  title: { ja: '期限の過ぎた仮予約', en: 'Unpaid bookings past their deadline' },
  input: z.object({}),
  allow: [system],
  async run(ctx) {
    const rows = await ctx.db.selectFrom('reservations.reservations').select(['id']).where('state', 'in', ['provisional', 'permitted']).where('expire_at', 'is not', null).where(sql<boolean>`(case when slip_at is null then expire_at else greatest(expire_at, grace_until) end) <= ${ctx.now}`).orderBy('expire_at').limit(BATCH).execute();
    return rows.map((row) => row.id);
  },
});

/** Balances (分納の残金) whose deadline comes within a week and of which nobody was reminded. */
export const balancesToRemind = query({
  name: 'reservations.balancesToRemind',
  title: { ja: '期限の近い残金', en: 'Balances due soon' },
  input: z.object({}),
  allow: [system],
  async run(ctx) {
    const rows = await ctx.db.selectFrom('reservations.payment_parts as p').innerJoin('reservations.reservations as r', 'r.id', 'p.reservation_id').select('p.reservation_id')
      .where('p.part', '=', 'balance').where('p.reminded_at', 'is', null).where('p.pay_by', '>', ctx.now).where('p.pay_by', '<=', ctx.now.add({ hours: 24 * REMIND_DAYS })).where('r.state', 'in', ['provisional', 'permitted']).whereRef('r.pay_by', '=', 'p.pay_by')
      .orderBy('p.pay_by').limit(BATCH).execute();
    return rows.map((row) => row.reservation_id);
  },
});

type Ctx = QueryContext<ReservationsTables>;

/** Bookings with the rules of their unit, in the state the facility's rules have now. */
async function withUnit<T extends { readonly code: string; readonly facility_id: string; readonly policy_no: number }>(ctx: Ctx, rows: readonly T[]): Promise<readonly { readonly row: T; readonly unit: Unit | undefined }[]> {
  const found: { row: T; unit: Unit | undefined }[] = [];
  for (const row of rows) found.push({ row, unit: (await policyOf(ctx.city, ctx.db, row.facility_id, row.policy_no)).units.find((unit) => unit.code === row.code) });
  return found;
}

function bookings(ctx: Ctx) {
  return ctx.db.selectFrom('reservations.reservations as r').innerJoin('reservations.units as u', 'u.id', 'r.unit_id').innerJoin('reservations.facilities as f', 'f.id', 'r.facility_id')
    .select(['r.id', 'r.state', 'r.use_range', 'u.code', 'r.facility_id', 'f.policy_no']);
}

/** Uses whose time is over: permitted ones without check-in where the unit tracks it are no-shows, all others completed. */
export const over = query({
  name: 'reservations.over',
  title: { ja: '終わった利用', en: 'Uses that are over' },
  input: z.object({}),
  allow: [system],
  async run(ctx) {
    const rows = await bookings(ctx).where('r.state', 'in', ['permitted', 'in_use']).where(sql<boolean>`upper(r.use_range) <= ${ctx.now}`).orderBy('r.use_date').limit(BATCH).execute();
    return (await withUnit(ctx, rows)).map(({ row, unit }) => ({ id: row.id, state: row.state === 'in_use' ? 'in_use' as const : 'permitted' as const, tracked: unit?.trackCheckIn ?? false }));
  },
});

/** 来庁予約: uses under way to which nobody came within the minutes their unit waits. */
export const late = query({
  name: 'reservations.late',
  title: { ja: '来なかった来庁予約', en: 'Appointments nobody came to' },
  input: z.object({}),
  allow: [system],
  async run(ctx) {
    const rows = await bookings(ctx).where('r.state', '=', 'permitted').where(sql<boolean>`r.use_range @> ${ctx.now}::timestamptz`).execute();
    const waited = (from: Temporal.Instant, minutes: number | undefined) => minutes !== undefined && Temporal.Instant.compare(from.add({ minutes }), ctx.now) <= 0;
    return (await withUnit(ctx, rows)).filter(({ row, unit }) => waited(row.use_range.from, unit?.noShowReleaseMinutes)).map(({ row }) => row.id);
  },
});

/** Shelters with no end in sight. */
export const openShelters = query({
  name: 'reservations.openShelters',
  title: { ja: '開いている避難所', en: 'Open shelters' },
  input: z.object({}),
  allow: [system],
  async run(ctx) {
    const rows = await ctx.db.selectFrom('reservations.blocks').select('id').where('state', '=', 'approved').where('reason', '=', 'disaster').where(sql<boolean>`upper_inf(during)`).execute();
    return rows.map((row) => row.id);
  },
});

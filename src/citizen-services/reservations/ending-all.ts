/**
 * A place taken over by the city: every booking in the way ends in the same change. Rows, cells and history are written for all
 * of them at once, so that a full hall is locked for the blink of an eye and not for as long as it has bookings.
 */
import { sql } from 'kysely';
import { actorKey } from '../../kernel/actor.ts';
import { toInstant } from '../../kernel/calendar/calendar.ts';
import { yen } from '../../kernel/money/money.ts';
import { cancelReceivable, oweBack } from '../../kernel/payments/ledger.ts';
import { type Ctx, type Patron, readPatrons } from './booking.ts';
import { countThings, dropSides } from './claims.ts';
import type { Ended, Struck } from './ending.ts';
import { loadPlace, type Place } from './place.ts';
import { occupyingStates } from './rules/booking-state.ts';
import { extrasOf } from './standing.ts';

interface Open {
  readonly id: string;
  readonly subject: string;
  readonly state: string;
  readonly back: number;
}

async function placesOf(ctx: Ctx, unitIds: readonly string[]): Promise<ReadonlyMap<string, Place>> {
  const places = await Promise.all([...new Set(unitIds)].map(async (id) => [id, await loadPlace(ctx.city, ctx.db, id)] as const));
  return new Map(places.flatMap(([id, place]) => (place ? [[id, place] as const] : [])));
}

/** The bookings with their rows locked, in one order for everybody. */
async function lockAll(ctx: Ctx, ids: readonly string[]): Promise<readonly Struck[]> {
  const rows = await ctx.db.selectFrom('reservations.reservations').select(['id', 'number', 'state', 'unit_id', 'patron_id', 'use_date', 'use_range', 'extras', 'fee_yen']).where('id', 'in', [...ids]).where('state', 'in', [...occupyingStates]).orderBy('id').forUpdate().execute();
  const places = await placesOf(ctx, rows.map((row) => row.unit_id));
  const patrons = await readPatrons(ctx, rows.flatMap((row) => row.patron_id ?? []));
  return rows.flatMap((row): Struck[] => {
    const place = places.get(row.unit_id);
    const to = row.use_range.to;
    if (!place || !to) return [];
    const midnight = toInstant(row.use_date, 0).epochMilliseconds;
    const minute = (at: Temporal.Instant) => (at.epochMilliseconds - midnight) / 60_000;
    const patron: Patron | null = row.patron_id ? (patrons.get(row.patron_id) ?? null) : null;
    return [{ id: row.id, number: row.number, state: row.state, place, patron, useDate: row.use_date, use: { from: row.use_range.from, to }, minutes: { start: minute(row.use_range.from), end: minute(to) }, extras: extrasOf(row.extras) }];
  });
}

/** What was asked for and not paid is no longer asked for; what was paid goes back whole: the city took the place away. */
async function giveMoneyBack(ctx: Ctx, struck: readonly Struck[], reason: string): Promise<ReadonlyMap<string, { readonly yen: number; readonly number: string | null }>> {
  const subjects = struck.map((it) => `reservation:${it.id}`);
  const open = await sql<Open>`select id, subject, state, (paid_yen - refunded_yen)::int as back from kernel.receivables where source = 'reservations' and subject = any(${subjects}::text[]) order by created_at, id`.execute(ctx.db);
  const back = new Map<string, { yen: number; number: string | null }>();
  await Promise.all(open.rows.map(async (one) => {
    if (one.state === 'open') await cancelReceivable(ctx, one.id);
    if (one.back <= 0) return;
    const refund = await oweBack(ctx, { receivableId: one.id, amount: yen(one.back), charge: yen(0), cause: reason });
    if ('refused' in refund) throw new Error(`refund ${refund.refused}`);
    back.set(one.subject, { yen: (back.get(one.subject)?.yen ?? 0) + one.back, number: refund.number });
  }));
  return back;
}

/** Ends the bookings as cancelled by the city: no charge, everything back, cells free for whoever takes them over in this change. */
export async function endAllByCity(ctx: Ctx, ids: readonly string[], cause: 'city' | 'disaster' | 'weather', reason: string): Promise<readonly { readonly it: Struck; readonly ended: Ended }[]> {
  if (ids.length === 0) return [];
  const struck = await lockAll(ctx, ids);
  const back = await giveMoneyBack(ctx, struck, reason);
  for (const it of struck) if (it.extras.length > 0) await countThings(ctx, it.place, it.extras, it.use, -1);
  const gone = struck.map((it) => it.id);
  dropSides(ctx, gone);
  if (struck.some((it) => it.place.unit.funeral)) ctx.behind(sql`delete from reservations.deceased where reservation_id = any(${gone}::uuid[])`);
  // Awaited: whoever takes the place over inserts right behind it.
  await sql`delete from reservations.claims where reservation_id = any(${gone}::uuid[])`.execute(ctx.db);
  ctx.behind(sql`update reservations.reservations set state = 'cancelled_by_city', hold_until = null, ended_at = ${ctx.now}::timestamptz, reason = ${reason}, version = version + 1 where id = any(${gone}::uuid[])`);
  const results = struck.map((it) => {
    const refund = back.get(`reservation:${it.id}`);
    return { it, ended: { chargeYen: 0, refundYen: refund?.yen ?? 0, refundNumber: refund?.number ?? null, availableAgainAt: null } };
  });
  ctx.behind(sql`insert into reservations.events (id, reservation_id, at, actor, actor_kind, from_state, to_state, reason, detail)
    select e.id, e.reservation, ${ctx.now}::timestamptz, ${actorKey(ctx.actor)}, ${ctx.actor.kind}, e.from_state, 'cancelled_by_city', ${reason}, e.detail
      from unnest(${results.map(() => ctx.newId())}::uuid[], ${gone}::uuid[], ${struck.map((it) => it.state)}::text[], ${results.map(({ ended }) => JSON.stringify({ chargeYen: 0, refundYen: ended.refundYen, cause }))}::jsonb[]) as e(id, reservation, from_state, detail)`);
  return results;
}

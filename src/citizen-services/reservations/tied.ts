/** Rooms that go along with a unit (斎場の待合室・式場): taken with it in one booking, given back with it. */
import { sql } from 'kysely';
import { rangeText } from '../../kernel/db/values.ts';
import { refuse, type Refused } from '../../kernel/outcome.ts';
import type { Ctx } from './booking.ts';
import { inLine } from './claims.ts';
import type { Place } from './place.ts';
import { tiedOf, tiedSpan } from './rules/funeral.ts';
import type { Unit } from './rules/policy.ts';

export interface TiedTaking {
  readonly reservationId: string;
  readonly patronId: string | null;
  readonly useStart: Temporal.Instant;
  readonly holdUntil: Temporal.Instant | null;
  /** Codes of the rooms that were asked for; those that always go along need not be named. */
  readonly asked: readonly string[];
}

/** The first free room of each kind; claims_taken has the last word when two come at once. Rooms the booking has already stay. */
export async function takeTied(ctx: Ctx, place: Place, taking: TiedTaking): Promise<Refused<'NoRoom'> | null> {
  const wanted = tiedOf(place.unit, taking.asked);
  if (wanted.length === 0) return null;
  const had = new Set(await tiedCodes(ctx, taking.reservationId));
  for (const tied of wanted.toSorted((a, b) => a.code.localeCompare(b.code))) {
    if (!had.has(tied.code) && !(await takeOne(ctx, place, taking, tied))) return refuse('NoRoom', { room: tied.name });
  }
  return null;
}

async function takeOne(ctx: Ctx, place: Place, taking: TiedTaking, tied: Unit['tied'][number]): Promise<boolean> {
  const span = tiedSpan(tied, taking.useStart);
  const range = rangeText(span.from, span.to);
  const rooms = await ctx.db.selectFrom('reservations.cells').select('id').where('facility_id', '=', place.facility.id).where('code', 'in', [...tied.anyOf]).execute();
  for (const one of inLine(rooms.map((room) => room.id), span.from, span.to)) await one.execute(ctx.db);
  await sql`delete from reservations.claims c using reservations.cells k where k.id = c.cell_id and k.facility_id = ${place.facility.id} and k.code = any(${[...tied.anyOf]}) and c.during && ${range}::tstzrange and c.hold_until <= ${ctx.now}`.execute(ctx.db);
  const free = await sql<{ id: number }>`select k.id from reservations.cells k where k.facility_id = ${place.facility.id} and k.code = any(${[...tied.anyOf]})
    and not exists (select from reservations.claims c where c.cell_id = k.id and c.during && ${range}::tstzrange) order by array_position(${[...tied.anyOf]}::text[], k.code) limit 1`.execute(ctx.db);
  const cell = free.rows[0]?.id;
  if (cell === undefined) return false;
  await sql`insert into reservations.claims (cell_id, during, kind, reservation_id, patron_id, hold_until)
    values (${cell}, ${range}::tstzrange, ${taking.holdUntil ? 'hold' : 'booking'}, ${taking.reservationId}::uuid, ${taking.patronId}::uuid, ${taking.holdUntil}::timestamptz)`.execute(ctx.db);
  await sql`insert into reservations.tied_rooms (reservation_id, code, cell_id, during) values (${taking.reservationId}::uuid, ${tied.code}, ${cell}, ${range}::tstzrange)`.execute(ctx.db);
  return true;
}

/** Which rooms the booking has. */
export async function tiedCodes(ctx: Ctx, reservationId: string): Promise<readonly string[]> {
  const rows = await ctx.db.selectFrom('reservations.tied_rooms').select('code').where('reservation_id', '=', reservationId).execute();
  return rows.map((row) => row.code);
}

/** Before a booking moves: its rooms go, to be had again at the new time. Answers which it had. */
export async function dropTied(ctx: Ctx, reservationId: string): Promise<readonly string[]> {
  const rows = await ctx.db.deleteFrom('reservations.tied_rooms').where('reservation_id', '=', reservationId).returning('code').execute();
  return rows.map((row) => row.code);
}

interface Counted {
  readonly code: string;
  readonly quantity: number;
}

/** What the rooms cost, as equipment of the fee: one of each that has a price, whatever the form said of them. */
export function withTiedExtras(unit: Unit, extras: readonly Counted[], asked: readonly string[]): readonly Counted[] {
  if (unit.tied.length === 0) return extras;
  const own = new Set(unit.tied.flatMap((one) => one.extra ?? []));
  return [...extras.filter((one) => !own.has(one.code)), ...tiedOf(unit, asked).flatMap((one) => (one.extra === undefined ? [] : [{ code: one.extra, quantity: 1 }]))];
}

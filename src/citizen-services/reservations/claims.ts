/**
 * Taking and giving back places. All of it happens inside a command's transaction; the database's exclusion
 * constraints decide, never a check made beforehand.
 */
import { sql } from 'kysely';
import type { CommandContext } from '../../kernel/act.ts';
import { rangeText } from '../../kernel/db/values.ts';
import { refuse, type Refused } from '../../kernel/outcome.ts';
import type { Place } from './place.ts';
import type { FacilityPolicy } from './rules/policy.ts';
import type { Span } from './rules/slots.ts';
import type { ReservationsTables } from './rows.ts';

type Ctx = CommandContext<ReservationsTables>;

/** The wall of a space that moves it, as it is written down: two facilities never share one. */
function wallOf(place: Place): { readonly space: string; readonly partition: 'open' | 'closed'; readonly minutes: number } | null {
  const { setup } = place.unit;
  return setup?.claim ? { space: `${place.facility.code}:${place.unit.space}`, partition: setup.partition, minutes: setup.minutes } : null;
}

type Statement = Parameters<Ctx['behind']>[0] & { execute(db: Ctx['db']): Promise<unknown> };

const DAY_MILLISECONDS = 86_400_000;
const TOKYO_OFFSET_MILLISECONDS = 9 * 3_600_000;
/** What takes longer than this takes its cells as a whole. */
const MOST_DAYS = 7;
/** So many lines a cell has, and its days take turns at them: the plan of a whole year must not hold a lock for each of its days. */
const LINES = 64;

function linesOf(from: Temporal.Instant, to: Temporal.Instant | null): readonly number[] | null {
  const day = (milliseconds: number) => Math.floor((milliseconds + TOKYO_OFFSET_MILLISECONDS) / DAY_MILLISECONDS);
  const first = day(from.epochMilliseconds);
  const count = to === null ? Infinity : day(to.epochMilliseconds - 1) - first + 1;
  return count > MOST_DAYS ? null : Array.from({ length: Math.max(1, count) }, (_, index) => (first + index) % LINES).toSorted((a, b) => a - b);
}

/**
 * Whoever takes places stands in line first, cell by cell and day by day in one order for all. An exclusion constraint
 * decides, but it is no line: it writes first and looks then, so that many who write at once all wait for one another, and
 * PostgreSQL ends them one a second, who come again. A line is left with the transaction. `sides`: what else is taken that day.
 */
export function inLine(cells: readonly number[], from: Temporal.Instant, to: Temporal.Instant | null, sides: readonly string[] = []): readonly Statement[] {
  const lines = linesOf(from, to);
  const whole = cells.toSorted((a, b) => a - b).map((cell) => `cell ${cell}`);
  const line = (names: readonly string[]) => sql`(select hashtextextended('reservations ' || name, 0) as key from unnest(${[...names]}::text[]) with ordinality as line (name, turn) order by turn) as turns`;
  if (lines === null) return [sql`select pg_advisory_xact_lock(key) from ${line([...whole, ...sides])}`];
  // Shared: only those who take the cell for weeks are kept out by it.
  return [sql`select pg_advisory_xact_lock_shared(key) from ${line([...whole, ...sides])}`, sql`select pg_advisory_xact_lock(key) from ${line([...whole, ...sides].flatMap((name) => lines.map((number) => `${name} ${number}`)))}`];
}

/** Ended holds and releases are no longer in anybody's way. A constraint cannot ask the clock, so each taker sweeps first. */
function sweeping(ctx: Ctx, place: Place, span: Span): readonly Statement[] {
  const range = rangeText(span.from, span.to);
  const wall = wallOf(place);
  return [
    ...inLine(place.cells, span.from, span.to, [...(place.zone ? [`zone ${place.zone}`] : []), ...(wall ? [`wall ${wall.space}`] : [])]),
    sql`delete from reservations.claims where cell_id = any(${place.cells}) and during && ${range}::tstzrange and hold_until <= ${ctx.now}`,
    ...(place.zone ? [sql`delete from reservations.zone_claims where zone = ${place.zone} and during && ${range}::tstzrange and hold_until <= ${ctx.now}`] : []),
    ...(wall ? [sql`delete from reservations.wall_claims where space = ${wall.space} and hold_until <= ${ctx.now}`] : []),
  ];
}

export interface Taking {
  readonly reservationId: string;
  readonly patronId: string | null;
  readonly use: Span;
  readonly claim: Span;
  /** null: a booking; a moment: a hold until then. */
  readonly holdUntil: Temporal.Instant | null;
}

/**
 * Between two uses of the same people nobody needs preparing or cleaning: their buffers shrink to where the uses meet.
 * Answers the span that is left for the new claim.
 */
async function withoutOwnBuffers(ctx: Ctx, place: Place, taking: Taking): Promise<Span> {
  if (!taking.patronId) return taking.claim;
  const own = await ctx.db.selectFrom('reservations.claims as c').innerJoin('reservations.reservations as r', 'r.id', 'c.reservation_id')
    .select(['r.id', 'r.use_range']).where('c.cell_id', 'in', [...place.cells]).where('c.patron_id', '=', taking.patronId).where('c.reservation_id', '!=', taking.reservationId)
    .where(sql<boolean>`c.during && ${rangeText(taking.claim.from, taking.claim.to)}::tstzrange`).groupBy(['r.id', 'r.use_range']).execute();
  let { from, to } = taking.claim;
  for (const other of own) {
    if (!other.use_range.to) continue;
    if (Temporal.Instant.compare(other.use_range.to, taking.use.from) <= 0) {
      await sql`update reservations.claims set during = tstzrange(lower(during), least(upper(during), ${taking.use.from}::timestamptz)) where reservation_id = ${other.id} and cell_id = any(${place.cells})`.execute(ctx.db);
      from = laterOf(from, other.use_range.to);
    } else if (Temporal.Instant.compare(other.use_range.from, taking.use.to) >= 0) {
      await sql`update reservations.claims set during = tstzrange(greatest(lower(during), ${taking.use.to}::timestamptz), upper(during)) where reservation_id = ${other.id} and cell_id = any(${place.cells})`.execute(ctx.db);
      to = earlierOf(to, other.use_range.from);
    }
  }
  return { from, to };
}

function laterOf(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) >= 0 ? a : b;
}
function earlierOf(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}

/** All cells in one statement, in their order; then the noise and the wall, where there are such. */
function takings(place: Place, taking: Taking, span: Span): readonly Statement[] {
  const wall = wallOf(place);
  return [
    sql`insert into reservations.claims (cell_id, during, kind, reservation_id, patron_id, hold_until)
      select cell, ${rangeText(span.from, span.to)}::tstzrange, ${taking.holdUntil ? 'hold' : 'booking'}, ${taking.reservationId}::uuid, ${taking.patronId}::uuid, ${taking.holdUntil}::timestamptz
        from unnest(${place.cells}::int[]) as cell order by cell`,
    ...(place.zone && place.noiseClass ? [sql`insert into reservations.zone_claims (zone, noise_class, during, reservation_id, hold_until)
      values (${place.zone}, ${place.noiseClass}, ${rangeText(taking.use.from, taking.use.to)}::tstzrange, ${taking.reservationId}, ${taking.holdUntil}::timestamptz)`] : []),
    ...(wall ? [sql`insert into reservations.wall_claims (space, partition, during, reservation_id, hold_until)
      values (${wall.space}, ${wall.partition}, ${rangeText(taking.use.from, taking.use.to.add({ minutes: wall.minutes }))}::tstzrange, ${taking.reservationId}, ${taking.holdUntil}::timestamptz)`] : []),
  ];
}

/**
 * Takes all cells or none: a collision ends the command as `Taken` or `Noise`.
 * Sent and not waited for, except where the patron's own buffers must be looked at first.
 */
export async function take(ctx: Ctx, place: Place, taking: Taking): Promise<void> {
  for (const one of sweeping(ctx, place, taking.claim)) ctx.behind(one);
  const { buffers } = place.unit;
  const span = taking.patronId && (buffers.before > 0 || buffers.after > 0) ? await withoutOwnBuffers(ctx, place, taking) : taking.claim;
  for (const one of takings(place, taking, span)) ctx.behind(one);
}

/** The same for a try that may fail inside a savepoint: a collision is met here and not at the end of the command. */
export async function tryTake(ctx: Ctx, place: Place, taking: Taking): Promise<void> {
  for (const one of sweeping(ctx, place, taking.claim)) await one.execute(ctx.db);
  for (const one of takings(place, taking, await withoutOwnBuffers(ctx, place, taking))) await one.execute(ctx.db);
}

/** Turns a hold into a booking. False: the hold has ended, perhaps somebody else sits there already. */
export async function confirmHold(ctx: Ctx, place: Place, reservationId: string): Promise<boolean> {
  const kept = await sql`update reservations.claims set kind = 'booking', hold_until = null where reservation_id = ${reservationId} and kind = 'hold' and hold_until > ${ctx.now}`.execute(ctx.db);
  // Rooms that go along (tied.ts) have claims of the same booking.
  if (Number(kept.numAffectedRows ?? 0n) < place.cells.length) return false;
  ctx.behind(sql`update reservations.zone_claims set hold_until = null where reservation_id = ${reservationId}`);
  ctx.behind(sql`update reservations.wall_claims set hold_until = null where reservation_id = ${reservationId}`);
  return true;
}

/** What stands beside the cells: noise and walls. */
export function dropSides(ctx: Ctx, reservationIds: readonly string[]): void {
  ctx.behind(sql`delete from reservations.zone_claims where reservation_id = any(${[...reservationIds]}::uuid[])`);
  ctx.behind(sql`delete from reservations.wall_claims where reservation_id = any(${[...reservationIds]}::uuid[])`);
}

/** Gives everything of a booking back. With `until`, the cells stay closed to everyone until then (release policy). */
export async function giveBack(ctx: Ctx, reservationId: string, until: Temporal.Instant | null): Promise<void> {
  dropSides(ctx, [reservationId]);
  if (until && Temporal.Instant.compare(until, ctx.now) > 0) {
    await sql`update reservations.claims set kind = 'release', reservation_id = null, patron_id = null, hold_until = ${until}::timestamptz where reservation_id = ${reservationId}`.execute(ctx.db);
  } else await sql`delete from reservations.claims where reservation_id = ${reservationId}`.execute(ctx.db);
}

const BUCKET_MINUTES = 30;

/** The half hours a use touches. */
export function bucketsOf(span: Span): readonly Temporal.Instant[] {
  const step = BUCKET_MINUTES * 60_000;
  const first = Math.floor(span.from.epochMilliseconds / step) * step;
  const buckets: Temporal.Instant[] = [];
  for (let at = first; at < span.to.epochMilliseconds; at += step) buckets.push(Temporal.Instant.fromEpochMilliseconds(at));
  return buckets;
}

export interface WantedThing {
  readonly code: string;
  readonly quantity: number;
}

/** What is counted: a pool by its own name, or the pool from which a kind of equipment comes. Several kinds may share one. */
function drawnFrom(policy: FacilityPolicy, things: readonly WantedThing[]): readonly WantedThing[] {
  const extras = policy.fee?.versions.flatMap((version) => version.extras) ?? [];
  const counts = new Map<string, number>();
  for (const { code, quantity } of things) {
    const pool = extras.find((extra) => extra.code === code)?.pool ?? code;
    counts.set(pool, (counts.get(pool) ?? 0) + quantity);
  }
  return [...counts].map(([code, quantity]) => ({ code, quantity })).toSorted((a, b) => a.code.localeCompare(b.code));
}

/** Takes (or with a negative sign gives back) counted things for the time of use. */
export async function countThings(ctx: Ctx, place: Pick<Place, 'facility'>, things: readonly WantedThing[], span: Span, sign: 1 | -1): Promise<Refused<'NotEnough'> | null> {
  if (things.length === 0 || place.facility.policy.pools.length === 0) return null;
  const rows = await ctx.db.selectFrom('reservations.pools').select(['id', 'code', 'name_ja', 'name_en', 'capacity']).where('facility_id', '=', place.facility.id).execute();
  const buckets = bucketsOf(span).map((bucket) => bucket.toString());
  for (const thing of drawnFrom(place.facility.policy, things)) {
    const pool = rows.find((row) => row.code === thing.code);
    if (!pool || thing.quantity === 0) continue;
    if (sign === 1) {
      await sql`insert into reservations.pool_uses (pool_id, bucket, used, capacity) select ${pool.id}, b, 0, ${pool.capacity} from unnest(${buckets}::timestamptz[]) as b order by b on conflict do nothing`.execute(ctx.db);
    }
    const changed = await sql`update reservations.pool_uses set used = used + ${thing.quantity * sign} where pool_id = ${pool.id} and bucket = any(${buckets}::timestamptz[]) and used + ${thing.quantity * sign} between 0 and capacity`.execute(ctx.db);
    if (sign === 1 && Number(changed.numAffectedRows ?? 0n) !== buckets.length) {
      const left = await sql<{ left: number }>`select min(capacity - used) as left from reservations.pool_uses where pool_id = ${pool.id} and bucket = any(${buckets}::timestamptz[])`.execute(ctx.db);
      const rest = left.rows[0]?.left ?? 0;
      return refuse('NotEnough', { field: 'extras', code: thing.code, left: rest, text: { ja: `${pool.name_ja}は、残り${rest}です。`, en: `Only ${rest} of ${pool.name_en} left.` } });
    }
  }
  return null;
}

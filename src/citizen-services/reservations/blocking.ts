/** How a block-out takes the cells: what stands in its way goes or stops it, then the time is the city's own. */
import { sql } from 'kysely';
import { rangeText } from '../../kernel/db/values.ts';
import { refuse, type Refused } from '../../kernel/outcome.ts';
import { type Alternative, alternatives } from './alternatives.ts';
import type { Ctx } from './booking.ts';
import { inLine } from './claims.ts';
import { endAllByCity } from './ending-all.ts';
import { type Struck, tellEnd } from './ending.ts';
import { blockCreated, cancelledByCity } from './events.ts';

export const blockReasons = ['official', 'election', 'maintenance', 'school', 'disaster', 'inspection', 'event', 'rain'] as const;
export type BlockReason = (typeof blockReasons)[number];

export const publicLabels: Readonly<Record<BlockReason, string>> = { official: '公用', election: '公用（選挙）', maintenance: '保守のため休止', school: '公用（学校）', disaster: '避難所', inspection: '点検のため休止', event: '公用（行事）', rain: '天候のため使用中止' };

export interface Cells {
  readonly facilityId: string;
  readonly code: string;
  readonly cells: readonly number[];
}

export async function cellsOf(ctx: Ctx, facility: string, units: readonly string[]): Promise<Cells | null> {
  const found = await ctx.db.selectFrom('reservations.facilities').select(['id', 'code']).where('code', '=', facility).where('closed_at', 'is', null).executeTakeFirst();
  if (!found) return null;
  let rows = ctx.db.selectFrom('reservations.units').select('cell_ids').where('facility_id', '=', found.id).where('closed_at', 'is', null);
  if (units.length > 0) rows = rows.where('code', 'in', [...units]);
  const cells = [...new Set((await rows.execute()).flatMap((row) => row.cell_ids))].toSorted((a, b) => a - b);
  return cells.length === 0 ? null : { facilityId: found.id, code: found.code, cells };
}

const SOON_DAYS = 3;

/** The bookings in the way, all locked and ended together; holds and releases simply go. */
export async function clearWay(ctx: Ctx, target: Cells, from: Temporal.Instant, to: Temporal.Instant | null, reason: string, cause: 'city' | 'disaster' | 'weather', label: string): Promise<number> {
  const hit = await sql<{ id: string }>`select distinct reservation_id as id from reservations.claims where cell_id = any(${[...target.cells]}) and during && ${rangeText(from, to)}::tstzrange and reservation_id is not null`.execute(ctx.db);
  const ended = await endAllByCity(ctx, hit.rows.map((row) => row.id), cause, reason);
  const known = new Map<string, readonly Alternative[]>();
  for (const { it, ended: how } of ended) {
    // Those who lost the same room on the same day are told the same.
    const key = `${it.place.unitId} ${it.useDate.toString()}`;
    const instead = known.get(key) ?? (await insteadOf(ctx, it));
    known.set(key, instead);
    tellEnd(ctx, it, { to: 'cancelled_by_city', reason }, how, instead.length > 0 ? { ja: `近い空き: ${instead.map((one) => one.ja).join('、')}（${label}）`, en: `Free instead: ${instead.map((one) => one.en).join(', ')}` } : { ja: '代わりの施設は、空き状況のページで探せます。窓口でもお探しします。', en: 'Please look for another facility on the openings page, or ask at the counter.' });
    ctx.emit(cancelledByCity, { reservation: it.id, facility: it.place.facility.code });
  }
  await sql`delete from reservations.claims where cell_id = any(${[...target.cells]}) and during && ${rangeText(from, to)}::tstzrange and kind in ('hold', 'release')`.execute(ctx.db);
  return ended.length;
}

/** Looked up only where people must decide at once; later ones have time to look, and the locks are held shorter. */
async function insteadOf(ctx: Ctx, it: Struck): Promise<readonly Alternative[]> {
  if (ctx.today.until(it.useDate).days > SOON_DAYS) return [];
  const found = await alternatives({ db: ctx.db as never, city: ctx.city, now: ctx.now }, it.place.unitId, it.useDate.add({ days: 7 }));
  return found.filter((one) => one.unit !== it.place.unitId).slice(0, 3);
}

export async function claimBlock(ctx: Ctx, target: Cells, blockId: string, kind: 'block' | 'shelter', from: Temporal.Instant, to: Temporal.Instant | null): Promise<void> {
  for (const one of inLine(target.cells, from, to)) await one.execute(ctx.db);
  await sql`delete from reservations.claims where cell_id = any(${[...target.cells]}) and during && ${rangeText(from, to)}::tstzrange and hold_until <= ${ctx.now}`.execute(ctx.db);
  await sql`insert into reservations.claims (cell_id, during, kind, block_id) select cell, ${rangeText(from, to)}::tstzrange, ${kind}, ${blockId}::uuid from unnest(${[...target.cells]}::int[]) as cell order by cell`.execute(ctx.db);
}

/** A block-out as it was asked for. */
export interface BlockOut {
  readonly id: string;
  readonly target: Cells;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant | null;
  readonly reason: BlockReason;
  readonly note: string;
  readonly displaces: 'refuse_if_booked' | 'takeover';
}

/** Takes the time; answers how many bookings gave way. */
export async function blockOut(ctx: Ctx, it: BlockOut): Promise<number | Refused<'Booked'>> {
  let cancelled = 0;
  if (it.displaces === 'takeover') cancelled = await clearWay(ctx, it.target, it.from, it.to, `${publicLabels[it.reason]}（${it.note}）`, it.reason === 'disaster' ? 'disaster' : it.reason === 'rain' ? 'weather' : 'city', it.target.code);
  else {
    const hit = await sql<{ count: number }>`select count(distinct reservation_id)::int as count from reservations.claims where cell_id = any(${[...it.target.cells]}) and during && ${rangeText(it.from, it.to)}::tstzrange and kind = 'booking'`.execute(ctx.db);
    const count = hit.rows[0]?.count ?? 0;
    if (count > 0) return refuse('Booked', { count });
  }
  await claimBlock(ctx, it.target, it.id, it.reason === 'disaster' ? 'shelter' : 'block', it.from, it.to);
  ctx.emit(blockCreated, { block: it.id, facility: it.target.code, reason: it.reason });
  return cancelled;
}


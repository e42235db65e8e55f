/** What is free instead, said together with "just taken": the same day, the same facility, one question to the database. */
import { sql } from 'kysely';
import type { PrepareContext } from '../../kernel/act.ts';
import { formatTimeRange, toInstant } from '../../kernel/calendar/calendar.ts';
import { loadPlace } from './place.ts';
import { offeredSlots } from './rules/slots.ts';
import type { ReservationsTables } from './rows.ts';

export interface Alternative {
  readonly unit: string;
  readonly date: string;
  readonly slot: string;
  readonly ja: string;
  readonly en: string;
}

const MAX_SHOWN = 5;

export async function alternatives(ctx: Pick<PrepareContext<ReservationsTables>, 'db' | 'city' | 'now'>, unitId: string, date: Temporal.PlainDate): Promise<readonly Alternative[]> {
  const place = await loadPlace(ctx.city, ctx.db, unitId);
  if (!place) return [];
  const units = await ctx.db.selectFrom('reservations.units').select(['id', 'code', 'cell_ids', 'name_ja', 'name_en']).where('facility_id', '=', place.facility.id).where('closed_at', 'is', null).where('visibility', '=', 'public_book').orderBy('ordinal').execute();
  const cells = [...new Set(units.flatMap((unit) => unit.cell_ids))];
  const taken = await sql<{ cell_id: number; from: Temporal.Instant; to: Temporal.Instant }>`select cell_id, lower(during) as "from", upper(during) as "to" from reservations.claims
    where cell_id = any(${cells}) and during && tstzrange(${toInstant(date, 0)}::timestamptz, ${toInstant(date, 1440)}::timestamptz) and (hold_until is null or hold_until > ${ctx.now}) and not upper_inf(during)`.execute(ctx.db as never);
  const open = await sql<{ cell_id: number }>`select distinct cell_id from reservations.claims where cell_id = any(${cells}) and upper_inf(during) and lower(during) < ${toInstant(date, 1440)}`.execute(ctx.db as never);
  const blocked = new Set(open.rows.map((row) => row.cell_id));
  const found: Alternative[] = [];
  // The very room first, then rooms of about its size.
  for (const unit of units.toSorted((a, b) => Number(b.id === unitId) - Number(a.id === unitId) || Math.abs(a.cell_ids.length - place.cells.length) - Math.abs(b.cell_ids.length - place.cells.length))) {
    const rules = place.facility.policy.units.find((one) => one.code === unit.code);
    if (!rules || unit.cell_ids.some((cell) => blocked.has(cell))) continue;
    for (const slot of offeredSlots(place.facility.policy, rules, date)) {
      const from = toInstant(date, slot.start).epochMilliseconds;
      const to = toInstant(date, slot.end).epochMilliseconds;
      if (from <= ctx.now.epochMilliseconds || taken.rows.some((claim) => unit.cell_ids.includes(claim.cell_id) && claim.from.epochMilliseconds < to && from < claim.to.epochMilliseconds)) continue;
      found.push({ unit: unit.id, date: date.toString(), slot: slot.code, ja: `${unit.name_ja} ${formatTimeRange(slot.start, slot.end, 'ja')}`, en: `${unit.name_en} ${formatTimeRange(slot.start, slot.end, 'en')}` });
      if (found.length >= MAX_SHOWN) return found;
    }
  }
  return found;
}

/** What is free instead, said together with "just taken": the same day, the same facility, one question to the database. */
import { sql } from 'kysely';
import type { PrepareContext } from '../../kernel/act.ts';
import { formatDate, formatTimeRange, toInstant } from '../../kernel/calendar/calendar.ts';
import type { WantedTime } from './booking.ts';
import { loadPlace, type Place } from './place.ts';
import { formatTimes, requestNights } from './rules/nights.ts';
import { momentOf, offeredSlots } from './rules/slots.ts';
import type { ReservationsTables } from './rows.ts';

export interface Alternative {
  readonly unit: string;
  readonly date: string;
  readonly slot: string;
  /** Of a stay. */
  readonly nights?: number;
  readonly ja: string;
  readonly en: string;
}

const MAX_SHOWN = 5;

type Asking = Pick<PrepareContext<ReservationsTables>, 'db' | 'city' | 'now'>;

export async function alternatives(ctx: Asking, unitId: string, date: Temporal.PlainDate): Promise<readonly Alternative[]> {
  const place = await loadPlace(ctx.city, ctx.db, unitId);
  if (!place) return [];
  const [units, claims] = await Promise.all([
    ctx.db.selectFrom('reservations.units').select(['id', 'code', 'cell_ids', 'name_ja', 'name_en']).where('facility_id', '=', place.facility.id).where('closed_at', 'is', null).where('visibility', '=', 'public_book').orderBy('ordinal').execute(),
    sql<{ cell_id: number; from: Temporal.Instant; to: Temporal.Instant | null }>`select c.cell_id, lower(c.during) as "from", upper(c.during) as "to" from reservations.claims c join reservations.cells k on k.id = c.cell_id
      where k.facility_id = ${place.facility.id}::uuid and c.during && tstzrange(${toInstant(date, 0)}::timestamptz, ${toInstant(date, 1440)}::timestamptz) and (c.hold_until is null or c.hold_until > ${ctx.now})`.execute(ctx.db as never),
  ]);
  const taken = claims.rows.map((row) => ({ cell: row.cell_id, from: row.from.epochMilliseconds, to: row.to?.epochMilliseconds ?? Infinity }));
  const found: Alternative[] = [];
  // The very room first, then rooms of about its size.
  for (const unit of units.toSorted((a, b) => Number(b.id === unitId) - Number(a.id === unitId) || Math.abs(a.cell_ids.length - place.cells.length) - Math.abs(b.cell_ids.length - place.cells.length))) {
    const rules = place.facility.policy.units.find((one) => one.code === unit.code);
    if (!rules) continue;
    for (const slot of offeredSlots(place.facility.policy, rules, date)) {
      const from = toInstant(date, slot.start).epochMilliseconds;
      const to = toInstant(date, slot.end).epochMilliseconds;
      if (from <= ctx.now.epochMilliseconds || taken.some((claim) => unit.cell_ids.includes(claim.cell) && claim.from < to && from < claim.to)) continue;
      found.push({ unit: unit.id, date: date.toString(), slot: slot.code, ja: `${unit.name_ja} ${formatTimeRange(slot.start, slot.end, 'ja')}`, en: `${unit.name_en} ${formatTimeRange(slot.start, slot.end, 'en')}` });
      if (found.length >= MAX_SHOWN) return found;
    }
  }
  return found;
}

/** What goes with "just taken": which time it was, and what is free instead. */
export async function takenDetails(ctx: Asking, wish: WantedTime & { readonly unit: string }): Promise<Readonly<Record<string, unknown>>> {
  const place = await loadPlace(ctx.city, ctx.db, wish.unit);
  if (place && (wish.nights ?? 1) > 1) return takenNights(ctx, place, wish.date, wish.nights ?? 1);
  const chosen = place ? offeredSlots(place.facility.policy, place.unit, wish.date).filter((slot) => wish.slots.includes(slot.code)) : [];
  const start = chosen[0]?.start ?? wish.from;
  const end = chosen.at(-1)?.end ?? wish.to;
  const when = place && start !== null && end !== null ? {
    ja: `${formatDate(wish.date, 'ja', 'monthDay')} ${formatTimeRange(start, end, 'ja')}の${place.unit.name.ja}`, en: `${place.unit.name.en}, ${formatDate(wish.date, 'en', 'monthDay')} ${formatTimeRange(start, end, 'en')},`,
  } : null;
  return { alternatives: await alternatives(ctx, wish.unit, wish.date), ...(when ? { when } : {}) };
}

/** A stay that cannot be had whole: which nights are taken, and what else is free for all of them. */
async function takenNights(ctx: Asking, place: Place, arrival: Temporal.PlainDate, nights: number): Promise<Readonly<Record<string, unknown>>> {
  const { policy } = place.facility;
  const slot = place.unit.stay?.slot;
  const [units, claims] = await Promise.all([
    ctx.db.selectFrom('reservations.units').select(['id', 'code', 'cell_ids', 'name_ja', 'name_en']).where('facility_id', '=', place.facility.id).where('closed_at', 'is', null).where('visibility', '=', 'public_book').orderBy('ordinal').execute(),
    sql<{ cell_id: number; from: Temporal.Instant; to: Temporal.Instant | null }>`select c.cell_id, lower(c.during) as "from", upper(c.during) as "to" from reservations.claims c join reservations.cells k on k.id = c.cell_id
      where k.facility_id = ${place.facility.id}::uuid and c.during && tstzrange(${toInstant(arrival, 0)}::timestamptz, ${toInstant(arrival.add({ days: nights }), 1440)}::timestamptz) and (c.hold_until is null or c.hold_until > ${ctx.now})`.execute(ctx.db as never),
  ]);
  const isTaken = (cells: readonly number[], date: Temporal.PlainDate, start: number, end: number) => claims.rows.some((row) => cells.includes(row.cell_id) && row.from.epochMilliseconds < momentOf(date, end).epochMilliseconds && momentOf(date, start).epochMilliseconds < (row.to?.epochMilliseconds ?? Infinity));
  const lost = Array.from({ length: nights }, (_, night) => arrival.add({ days: night })).filter((date) => {
    const offered = offeredSlots(policy, place.unit, date).find((one) => one.code === slot);
    return offered !== undefined && isTaken(place.cells, date, offered.start, offered.end);
  });
  const days = (lang: 'ja' | 'en') => lost.map((date) => formatDate(date, lang, 'monthDay')).join(lang === 'ja' ? '、' : ', ');
  const found = units.flatMap((unit): Alternative[] => {
    const rules = policy.units.find((one) => one.code === unit.code);
    const use = rules?.stay ? requestNights(policy, rules, arrival, nights, ctx.now) : null;
    if (!use?.ok || !rules?.stay || isTaken(unit.cell_ids, arrival, use.start, use.end)) return [];
    return [{ unit: unit.id, date: arrival.toString(), slot: rules.stay.slot, nights, ja: `${unit.name_ja} ${formatTimes(use.start, use.end, 'ja')}`, en: `${unit.name_en} ${formatTimes(use.start, use.end, 'en')}` }];
  });
  return {
    alternatives: found.slice(0, MAX_SHOWN), nights: lost.map((date) => date.toString()),
    ...(lost.length > 0 ? { when: { ja: `${days('ja')}の夜の${place.unit.name.ja}`, en: `${place.unit.name.en} on the night of ${days('en')}` } } : {}),
  };
}

/** 空き照会. The grid shows status only, never who; the database decides when somebody books. */
import { sql } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { tokyoDate, toInstant } from '../../../kernel/calendar/calendar.ts';
import type { City } from '../../../kernel/city.ts';
import { codeField, dateField, intField, optional, timeField, withDefault } from '../../../kernel/fields.ts';
import { distanceMetres, type Point } from '../../../kernel/geo/geo.ts';
import type { Text } from '../../../kernel/view.ts';
import { query } from '../acts.ts';
import { policyOf } from '../place.ts';
import { type Claim, type GridDay, gridOf, wallZone, type ZoneClaim } from '../rules/availability.ts';
import { feeFor } from '../rules/fee.ts';
import { feeClassOf } from '../rules/funeral.ts';
import type { FacilityPolicy, Unit } from '../rules/policy.ts';
import { matchesAny, schemeOf } from '../rules/policy.ts';
import type { Seeker } from '../rules/windows.ts';
import { HOURLY_PART } from '../rules/slots.ts';
import type { ReservationsTables } from '../rows.ts';

type Reading = ReadonlyKysely<ReservationsTables>;

/** Claims of some facilities in a span, by cell code. Ended holds are left out. */
export async function claimsBetween(db: Reading, facilityIds: readonly string[], from: Temporal.Instant, to: Temporal.Instant, now: Temporal.Instant): Promise<ReadonlyMap<string, { claims: readonly Claim[]; zones: readonly ZoneClaim[] }>> {
  const rows = await sql<{ facility_id: string; code: string; kind: Claim['kind'] | 'release'; drawn: boolean; from: Temporal.Instant; to: Temporal.Instant | null }>`
    select k.facility_id, k.code, c.kind, lower(c.during) as "from", upper(c.during) as "to",
           c.kind = 'release' and exists (select from reservations.lotteries l join reservations.units u on u.id = l.freed_unit where l.facility_id = k.facility_id and l.state in ('announced', 'open') and l.closes_at > ${now} and k.id = any(u.cell_ids) and l.freed_range && c.during) as drawn
      from reservations.cells k join reservations.claims c on c.cell_id = k.id
     where k.facility_id = any(${[...facilityIds]}::uuid[]) and c.during && tstzrange(${from}::timestamptz, ${to}::timestamptz) and (c.hold_until is null or c.hold_until > ${now})`.execute(db as never);
  const zones = await sql<{ facility_id: string; zone: string; noise_class: string; from: Temporal.Instant; to: Temporal.Instant }>`
    select r.facility_id, z.zone, z.noise_class, lower(z.during) as "from", upper(z.during) as "to" from reservations.zone_claims z join reservations.reservations r on r.id = z.reservation_id
     where r.facility_id = any(${[...facilityIds]}::uuid[]) and z.during && tstzrange(${from}::timestamptz, ${to}::timestamptz) and (z.hold_until is null or z.hold_until > ${now})`.execute(db as never);
  // Walls are shown as noise is: the same place goes together, another does not. 'FACILITY:space' again, as in the zones.
  const walls = await sql<{ facility_id: string; space: string; partition: string; from: Temporal.Instant; to: Temporal.Instant }>`
    select r.facility_id, w.space, w.partition, lower(w.during) as "from", upper(w.during) as "to" from reservations.wall_claims w join reservations.reservations r on r.id = w.reservation_id
     where r.facility_id = any(${[...facilityIds]}::uuid[]) and w.during && tstzrange(${from}::timestamptz, ${to}::timestamptz) and (w.hold_until is null or w.hold_until > ${now})`.execute(db as never);
  const found = new Map<string, { claims: Claim[]; zones: ZoneClaim[] }>(facilityIds.map((id) => [id, { claims: [], zones: [] }]));
  for (const row of rows.rows) found.get(row.facility_id)?.claims.push({ cell: row.code, kind: row.drawn ? 'draw' : row.kind === 'release' ? 'booking' : row.kind, from: row.from, to: row.to ?? to });
  // The rules name a zone without its facility; the rows carry 'FACILITY:zone' so that two facilities never share one.
  for (const row of zones.rows) found.get(row.facility_id)?.zones.push({ zone: row.zone.slice(row.zone.indexOf(':') + 1), noiseClass: row.noise_class, from: row.from, to: row.to });
  for (const row of walls.rows) found.get(row.facility_id)?.zones.push({ zone: wallZone(row.space.slice(row.space.indexOf(':') + 1)), noiseClass: row.partition, from: row.from, to: row.to });
  return found;
}

export interface FacilitySummary {
  readonly id: string;
  readonly code: string;
  readonly name: Text;
  readonly kana: string;
  readonly category: string;
  readonly area: string;
  readonly address: string;
  readonly point: Point;
  readonly phone: string;
  readonly units: number;
  readonly metres: number | null;
}

const pointFields = { lat: optional(z.coerce.number().min(20).max(46)), lng: optional(z.coerce.number().min(122).max(154)) };

function pointOf(input: { lat: number | null; lng: number | null }): Point | null {
  return input.lat !== null && input.lng !== null ? { lat: input.lat, lng: input.lng } : null;
}

/** All public facilities, nearest first when a place is given. */
export const facilityList = query({
  name: 'reservations.facilityList',
  title: { ja: '施設の一覧', en: 'Facilities' },
  input: z.object({ area: optional(codeField({ ja: '地域', en: 'Area' }, 40)), category: optional(codeField({ ja: '種類', en: 'Category' }, 40)), purpose: optional(codeField({ ja: '目的', en: 'Purpose' }, 40)), ...pointFields }),
  allow: [anyone('どこに何があるかは、だれでも見られます')],
  async run(ctx, input): Promise<readonly FacilitySummary[]> {
    let rows = ctx.db.selectFrom('reservations.facilities as f').innerJoin('reservations.units as u', 'u.facility_id', 'f.id')
      .select((eb) => ['f.id', 'f.code', 'f.name_ja', 'f.name_en', 'f.kana', 'f.category', 'f.area', 'f.address', 'f.lat', 'f.lng', 'f.phone', eb.fn.count<number>('u.id').as('units')])
      .where('f.public', '=', true).where('f.closed_at', 'is', null).where('u.closed_at', 'is', null).where('u.visibility', '!=', 'staff_only');
    if (input.area) rows = rows.where('f.area', '=', input.area);
    if (input.category) rows = rows.where('f.category', '=', input.category);
    if (input.purpose) rows = rows.where(sql<boolean>`(u.purposes @> array['*'] or u.purposes @> array[${input.purpose}]::text[])`);
    const near = pointOf(input);
    const found = (await rows.groupBy('f.id').orderBy('f.kana').execute()).map((row): FacilitySummary => ({
      id: row.id, code: row.code, name: { ja: row.name_ja, en: row.name_en }, kana: row.kana, category: row.category, area: row.area, address: row.address, point: { lat: row.lat, lng: row.lng }, phone: row.phone, units: row.units,
      metres: near ? Math.round(distanceMetres(near, { lat: row.lat, lng: row.lng })) : null,
    }));
    return near ? found.toSorted((a, b) => (a.metres ?? 0) - (b.metres ?? 0)) : found;
  },
});

export interface UnitOpening {
  readonly unit: string;
  readonly code: string;
  readonly name: Text;
  readonly bookable: boolean;
  readonly persons: { readonly min: number; readonly max: number };
  readonly days: readonly OpeningDay[];
}

export interface OpeningDay {
  readonly date: Temporal.PlainDate;
  readonly closed: Text | null;
  readonly slots: readonly { readonly code: string; readonly name: Text; readonly start: number; readonly end: number; readonly mark: GridDay['slots'][number]['mark']; readonly entries: number | null; readonly yen: number | null }[];
}

// A version's rules never change, so neither do the fees that follow from them.
const prices = new WeakMap<FacilityPolicy, Map<string, number | null>>();
const MAX_PRICES = 20_000;

/** Fees on a grid are those of the given class, whole rooms without extras. Null: no price is set. */
function priceFor(policy: FacilityPolicy, unit: Unit, date: Temporal.PlainDate, slot: { readonly code: string; readonly name: Text; readonly start: number; readonly end: number }, userClass: string, today: Temporal.PlainDate): number | null {
  if (!policy.fee) return 0;
  let kept = prices.get(policy);
  if (!kept) prices.set(policy, (kept = new Map()));
  const key = `${unit.code} ${date.toString()} ${slot.start} ${userClass} ${policy.fee.basis === 'application_date' ? today.toString() : ''}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const hourly = schemeOf(policy, unit).kind === 'hourly';
  const fee = feeFor(policy.fee, {
    unit: unit.code, useDate: date, applicationDate: today, parts: [hourly ? { ...slot, code: HOURLY_PART } : slot], userClass, purpose: '', admissionFee: 0, commercial: false, rehearsal: false, persons: 1, extensionHours: 0, extras: [], reduction: null,
  });
  const price = fee.ok ? fee.total : null;
  if (kept.size >= MAX_PRICES) kept.clear();
  kept.set(key, price);
  return price;
}

export interface Openings {
  readonly facility: { readonly id: string; readonly code: string; readonly name: Text; readonly kana: string; readonly category: string; readonly area: string; readonly address: string; readonly phone: string; readonly point: Point; readonly about: unknown; readonly ordinance: string; readonly shelter: string | null; readonly policy: FacilityPolicy };
  readonly from: Temporal.PlainDate;
  readonly days: number;
  readonly units: readonly UnitOpening[];
}

/** What is free at one facility: all its units over some days. */
export const openings = query({
  name: 'reservations.openings',
  title: { ja: '施設の空き状況', en: 'Openings of a facility' },
  input: z.object({ facility: codeField({ ja: '施設', en: 'Facility' }, 40), from: optional(dateField({ ja: '初めの日', en: 'From' })), days: withDefault(intField({ ja: '日数', en: 'Days' }, { min: 1, max: 31 }), 7), unit: optional(codeField({ ja: '部屋', en: 'Room' }, 40)), userClass: optional(codeField({ ja: '利用者区分', en: 'Class' }, 40)) }),
  allow: [anyone('空きの有無は、だれでも見られます。だれの予約かは出しません')],
  async run(ctx, input): Promise<Openings | null> {
    const row = await ctx.db.selectFrom('reservations.facilities').select(['id', 'code', 'name_ja', 'name_en', 'kana', 'category', 'area', 'address', 'phone', 'lat', 'lng', 'about', 'shelter', 'policy_no', 'public']).where('code', '=', input.facility).where('closed_at', 'is', null).executeTakeFirst();
    if (!row || (!row.public && ctx.actor.kind !== 'staff')) return null;
    const policy = await policyOf(ctx.city, ctx.db, row.id, row.policy_no);
    const from = input.from ?? ctx.today;
    const dates = Array.from({ length: input.days }, (_, offset) => from.add({ days: offset }));
    const unitRows = await ctx.db.selectFrom('reservations.units').select(['id', 'code', 'visibility']).where('facility_id', '=', row.id).where('closed_at', 'is', null).orderBy('ordinal').execute();
    const shown = unitRows.filter((unit) => (unit.visibility !== 'staff_only' || ctx.actor.kind === 'staff') && (!input.unit || unit.code === input.unit));
    const units = shown.flatMap((unit) => policy.units.filter((one) => one.code === unit.code));
    const seeker: Seeker = { userClass: input.userClass ?? 'R-PERSON', channel: 'web' };
    const span = await claimsBetween(ctx.db, [row.id], toInstant(from, 0), toInstant(from.add({ days: input.days }), 720), ctx.now);
    const lotteryEntries = await entryCounts(ctx.db, row.id, from, from.add({ days: input.days }));
    const grid = gridOf({ policy, units, dates, claims: span.get(row.id)?.claims ?? [], zoneClaims: span.get(row.id)?.zones ?? [], lotteryEntries, seeker: input.userClass ? seeker : null, now: ctx.now });
    const byUnit = Map.groupBy(grid, (day) => day.unit);
    return {
      facility: { id: row.id, code: row.code, name: { ja: row.name_ja, en: row.name_en }, kana: row.kana, category: row.category, area: row.area, address: row.address, phone: row.phone, point: { lat: row.lat, lng: row.lng }, about: row.about, ordinance: policy.ordinance, shelter: row.shelter, policy },
      from, days: input.days,
      units: shown.flatMap((unit): UnitOpening[] => {
        const rules = units.find((one) => one.code === unit.code);
        return rules ? [{
          unit: unit.id, code: unit.code, name: rules.name, bookable: unit.visibility === 'public_book', persons: rules.persons,
          days: (byUnit.get(unit.code) ?? []).map((day) => ({ date: day.date, closed: day.closed, slots: day.slots.map((one) => ({ code: one.slot.code, name: one.slot.name, start: one.slot.start, end: one.slot.end, mark: one.mark, entries: one.entries, yen: one.mark === 'free' ? priceFor(policy, rules, day.date, one.slot, feeClassOf(rules, seeker.userClass, null), ctx.today) : null })) })),
        }] : [];
      }),
    };
  },
});

async function entryCounts(db: Reading, facilityId: string, from: Temporal.PlainDate, to: Temporal.PlainDate): Promise<Map<string, number>> {
  const rows = await sql<{ code: string; use_date: Temporal.PlainDate; slot: string; count: number }>`
    select u.code, e.use_date, e.slots[1] as slot, count(*)::int as count from reservations.entries e join reservations.lotteries l on l.id = e.lottery_id join reservations.units u on u.id = e.unit_id
     where l.facility_id = ${facilityId} and l.state in ('open', 'frozen') and e.state = 'entered' and e.use_date >= ${from} and e.use_date < ${to} group by 1, 2, 3`.execute(db as never);
  return new Map(rows.rows.map((row) => [`${row.code} ${row.use_date.toString()} ${row.slot}`, row.count]));
}

export interface FreeUnit {
  readonly facility: string;
  readonly facilityName: Text;
  readonly area: string;
  readonly point: Point;
  readonly unit: string;
  readonly unitCode: string;
  readonly unitName: Text;
  readonly metres: number | null;
  readonly persons: number;
  readonly slots: readonly { readonly code: string; readonly name: Text; readonly start: number; readonly end: number; readonly yen: number | null }[];
}

/** いつ・どこで・何を: every unit that is free that day, nearest first. */
export const findFree = query({
  name: 'reservations.findFree',
  title: { ja: '空いている部屋を探す', en: 'Find free rooms' },
  input: z.object({
    date: dateField({ ja: '利用日', en: 'Date' }), from: optional(timeField({ ja: '始まり', en: 'From' })), to: optional(timeField({ ja: '終わり', en: 'To' })), purpose: optional(codeField({ ja: '目的', en: 'Purpose' }, 40)),
    area: optional(codeField({ ja: '地域', en: 'Area' }, 40)), persons: optional(intField({ ja: '人数', en: 'Persons' }, { min: 1, max: 100_000 })), userClass: optional(codeField({ ja: '利用者区分', en: 'Class' }, 40)), ...pointFields,
  }),
  allow: [anyone('空きの有無は、だれでも見られます')],
  async run(ctx, input): Promise<readonly FreeUnit[]> {
    const rows = await ctx.db.selectFrom('reservations.units as u').innerJoin('reservations.facilities as f', 'f.id', 'u.facility_id')
      .select(['u.id as unit_id', 'u.code as unit_code', 'u.purposes', 'u.capacity', 'f.id', 'f.code', 'f.name_ja', 'f.name_en', 'f.area', 'f.lat', 'f.lng', 'f.policy_no'])
      .where('f.public', '=', true).where('f.closed_at', 'is', null).where('u.closed_at', 'is', null).where('u.visibility', '=', 'public_book').orderBy('f.kana').orderBy('u.ordinal').execute();
    const near = pointOf(input);
    const wanted = rows.filter((row) => (!input.area || row.area === input.area) && (!input.purpose || row.purposes.includes('*') || matchesAny(row.purposes, input.purpose)) && (input.persons === null || row.capacity === null || row.capacity >= input.persons));
    const claims = await claimsBetween(ctx.db, [...new Set(wanted.map((row) => row.id))], toInstant(input.date, 0), toInstant(input.date, 2160), ctx.now);
    const found: FreeUnit[] = [];
    for (const [facilityId, units] of Map.groupBy(wanted, (row) => row.id)) {
      const [first] = units;
      if (!first) continue;
      found.push(...(await freeOf(ctx.city, ctx.db, facilityId, first.policy_no, units, claims.get(facilityId) ?? { claims: [], zones: [] }, input, ctx.now, near)));
    }
    return near ? found.toSorted((a, b) => (a.metres ?? 0) - (b.metres ?? 0)) : found;
  },
});

interface FreeWish {
  readonly date: Temporal.PlainDate;
  readonly from: number | null;
  readonly to: number | null;
  readonly userClass: string | null;
}

interface UnitRow {
  readonly unit_id: string;
  readonly unit_code: string;
  readonly code: string;
  readonly name_ja: string;
  readonly name_en: string;
  readonly area: string;
  readonly lat: number;
  readonly lng: number;
}

async function freeOf(city: City, db: Reading, facilityId: string, policyNo: number, rows: readonly UnitRow[], occupied: { claims: readonly Claim[]; zones: readonly ZoneClaim[] }, wish: FreeWish, now: Temporal.Instant, near: Point | null): Promise<FreeUnit[]> {
  const policy = await policyOf(city, db, facilityId, policyNo);
  const units = rows.flatMap((row) => policy.units.filter((one) => one.code === row.unit_code));
  const grid = gridOf({ policy, units, dates: [wish.date], claims: occupied.claims, zoneClaims: occupied.zones, seeker: wish.userClass ? { userClass: wish.userClass, channel: 'web' } : null, now });
  return grid.flatMap((day): FreeUnit[] => {
    const row = rows.find((one) => one.unit_code === day.unit);
    const unit = units.find((one) => one.code === day.unit);
    if (!row || !unit) return [];
    const slots = day.slots.filter((one) => one.mark === 'free' && (wish.from === null || one.slot.end > wish.from) && (wish.to === null || one.slot.start < wish.to));
    if (slots.length === 0) return [];
    return [{
      facility: row.code, facilityName: { ja: row.name_ja, en: row.name_en }, area: row.area, point: { lat: row.lat, lng: row.lng }, unit: row.unit_id, unitCode: row.unit_code, unitName: unit.name,
      metres: near ? Math.round(distanceMetres(near, { lat: row.lat, lng: row.lng })) : null, persons: unit.persons.max,
      slots: slots.map((one) => ({ code: one.slot.code, name: one.slot.name, start: one.slot.start, end: one.slot.end, yen: priceFor(policy, unit, wish.date, one.slot, wish.userClass ?? 'R-PERSON', tokyoDate(now)) })),
    }];
  });
}


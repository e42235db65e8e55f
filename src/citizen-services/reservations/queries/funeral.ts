/** 斎場: the deceased of a booking and the day's name plates. Every look is recorded under 'deceased:…'. */
import { sql } from 'kysely';
import { z } from 'zod';
import { citizen, staff } from '../../../kernel/actor.ts';
import { codeField, dateField, idField, optional } from '../../../kernel/fields.ts';
import { toInstant } from '../../../kernel/calendar/calendar.ts';
import type { Text } from '../../../kernel/view.ts';
import { query } from '../acts.ts';
import { policyOf } from '../place.ts';
import type { FacilityPolicy } from '../rules/policy.ts';
import { unitOf } from '../rules/policy.ts';

export interface DeceasedView {
  readonly name: string;
  readonly kana: string;
  readonly age: number | null;
  readonly lastAddress: string;
  readonly resident: boolean;
  readonly kind: 'body' | 'stillborn' | 'reburial' | 'parts';
  readonly coffin: 'standard' | 'large';
  readonly pacemaker: boolean;
  readonly applicant: string;
  readonly relation: string;
  readonly permitNumber: string | null;
}

export interface TiedRoom {
  readonly code: string;
  /** What it is for, and which room it became. */
  readonly name: Text;
  readonly room: Text;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

function cellName(policy: FacilityPolicy, code: string): Text {
  return policy.spaces.flatMap((space) => space.cells).find((cell) => cell.code === code)?.name ?? { ja: code, en: code };
}

/** The rooms that go along with a booking and, at a crematorium, the deceased. Null where neither exists. */
export const alongside = query({
  name: 'reservations.alongside',
  title: { ja: '一緒に使う部屋と亡くなられた方', en: 'Rooms that go along, and the deceased' },
  input: z.object({ reservation: idField({ ja: '予約', en: 'Booking' }) }),
  allow: [citizen, staff('reservations.desk'), staff('reservations.approve')],
  personal: true,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.reservations as r').innerJoin('reservations.facilities as f', 'f.id', 'r.facility_id').innerJoin('reservations.units as u', 'u.id', 'r.unit_id').leftJoin('reservations.patrons as p', 'p.id', 'r.patron_id')
      .select(['r.id', 'r.state', 'r.facility_id', 'f.code as facility_code', 'f.policy_no', 'u.code as unit_code', 'p.citizen_id']).where('r.id', '=', input.reservation).executeTakeFirst();
    if (!row) return null;
    const scope = `facility:${row.facility_code}`;
    const atDesk = ctx.may('reservations.desk', scope);
    if (ctx.actor.kind === 'citizen' ? row.citizen_id !== ctx.actor.id : !atDesk && !ctx.may('reservations.approve', scope)) return null;
    const policy = await policyOf(ctx.city, ctx.db, row.facility_id, row.policy_no);
    const unit = unitOf(policy, row.unit_code);
    const rooms = await sql<{ code: string; cell: string; from: Temporal.Instant; to: Temporal.Instant }>`select t.code, k.code as cell, lower(t.during) as "from", upper(t.during) as "to" from reservations.tied_rooms t join reservations.cells k on k.id = t.cell_id where t.reservation_id = ${row.id}::uuid order by lower(t.during)`.execute(ctx.db as never);
    const found = unit?.funeral ? await ctx.db.selectFrom('reservations.deceased').selectAll().where('reservation_id', '=', row.id).executeTakeFirst() : undefined;
    if (found) ctx.shown(`deceased:${row.id}`);
    const open = row.state === 'approval_pending' || row.state === 'provisional' || row.state === 'permitted';
    return {
      reservation: row.id, funeral: unit?.funeral !== undefined, permitNeeded: unit?.funeral?.permitNumber ?? false,
      rooms: rooms.rows.map((room): TiedRoom => ({ code: room.code, name: unit?.tied.find((one) => one.code === room.code)?.name ?? { ja: room.code, en: room.code }, room: cellName(policy, room.cell), from: room.from, to: room.to })),
      deceased: found ? ({ name: found.name, kana: found.kana, age: found.age, lastAddress: found.last_address, resident: found.resident, kind: found.kind, coffin: found.coffin, pacemaker: found.pacemaker, applicant: found.applicant, relation: found.relation, permitNumber: found.permit_number } satisfies DeceasedView) : null,
      mayWrite: unit?.funeral !== undefined && (ctx.actor.kind === 'citizen' ? row.state === 'approval_pending' || (row.state === 'provisional' && unit.approval === 'auto') : atDesk && open),
      mayReceive: unit?.funeral?.permitNumber === true && atDesk && open && found !== undefined,
    };
  },
});

export interface FuneralLine {
  readonly reservation: string;
  readonly start: Temporal.Instant;
  readonly unit: Text;
  readonly rooms: readonly Text[];
  readonly name: string;
  readonly kana: string;
  readonly permit: boolean;
  readonly coffin: 'standard' | 'large';
  readonly pacemaker: boolean;
}

/** 名札 of a day: whose cremation is when and where. A caretaker sees today and tomorrow. */
export const namePlates = query({
  name: 'reservations.namePlates',
  title: { ja: '斎場の名札', en: 'Name plates of a day' },
  input: z.object({ facility: codeField({ ja: '施設', en: 'Facility' }, 40), date: optional(dateField({ ja: '日', en: 'Date' })) }),
  allow: [staff('reservations.desk'), staff('reservations.day')],
  personal: true,
  async run(ctx, input): Promise<readonly FuneralLine[]> {
    const scope = `facility:${input.facility}`;
    const date = input.date ?? ctx.today;
    const near = date.until(ctx.today).days <= 0 && ctx.today.until(date).days <= 1;
    if (!ctx.may('reservations.desk', scope) && !(ctx.may('reservations.day', scope) && near)) return [];
    const facility = await ctx.db.selectFrom('reservations.facilities').select(['id', 'policy_no']).where('code', '=', input.facility).executeTakeFirst();
    if (!facility) return [];
    const policy = await policyOf(ctx.city, ctx.db, facility.id, facility.policy_no);
    const found = await sql<{ id: string; from: Temporal.Instant; ja: string; en: string; name: string; kana: string; permit: boolean; coffin: 'standard' | 'large'; pacemaker: boolean; cells: string[] }>`
      select r.id, lower(r.use_range) as "from", u.name_ja as ja, u.name_en as en, d.name, d.kana, d.permit_number is not null as permit, d.coffin, d.pacemaker,
             array(select k.code from reservations.tied_rooms t join reservations.cells k on k.id = t.cell_id where t.reservation_id = r.id order by lower(t.during)) as cells
        from reservations.deceased d join reservations.reservations r on r.id = d.reservation_id join reservations.units u on u.id = r.unit_id
       where r.facility_id = ${facility.id}::uuid and r.use_date = ${date} and r.state in ('approval_pending', 'provisional', 'permitted', 'in_use', 'completed') and lower(r.use_range) >= ${toInstant(date, 0)}::timestamptz order by lower(r.use_range), u.ordinal`.execute(ctx.db as never);
    for (const row of found.rows) ctx.shown(`deceased:${row.id}`);
    return found.rows.map((row) => ({ reservation: row.id, start: row.from, unit: { ja: row.ja, en: row.en }, rooms: row.cells.map((cell) => cellName(policy, cell)), name: row.name, kana: row.kana, permit: row.permit, coffin: row.coffin, pacemaker: row.pacemaker }));
  },
});

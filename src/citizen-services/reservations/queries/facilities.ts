/** Facilities as staff keep them: rules with their history, block-outs, official use. */
import { sql } from 'kysely';
import { z } from 'zod';
import { anyone, staff } from '../../../kernel/actor.ts';
import { codeField, optional } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { policyOf } from '../place.ts';
import { isRecord } from '../../../kernel/text/json.ts';
import { occupyingStates } from '../rules/booking-state.ts';
import { CityReservationRules } from '../rules/policy.ts';

/** The city-wide rules: classes, purposes. Public: they stand in the ordinance. */
export const cityRules = query({
  name: 'reservations.cityRules',
  title: { ja: '全施設に共通の規則', en: 'City-wide rules' },
  input: z.object({}),
  allow: [anyone('利用者区分と目的は、条例・規則で公表されています')],
  async run(ctx) {
    const row = await ctx.db.selectFrom('reservations.city_rules').select('rules').executeTakeFirst();
    return row ? CityReservationRules.parse(row.rules) : null;
  },
});

/** Facilities that this member of staff works with. */
export const staffFacilities = query({
  name: 'reservations.staffFacilities',
  title: { ja: '担当の施設', en: 'My facilities' },
  input: z.object({ area: optional(codeField({ ja: '地域', en: 'Area' }, 40)), category: optional(codeField({ ja: '種類', en: 'Category' }, 40)) }),
  allow: [staff('reservations.desk'), staff('reservations.day'), staff('reservations.facilities'), staff('reservations.approve'), staff('reservations.shelter'), staff('reservations.blocks'), staff('reservations.blocks-approve')],
  async run(ctx, input) {
    const rows = await sql<{ id: string; code: string; name_ja: string; name_en: string; kana: string; category: string; area: string; public: boolean; shelter: string | null; units: number; today: number; unpaid: number }>`
      select f.id, f.code, f.name_ja, f.name_en, f.kana, f.category, f.area, f.public, f.shelter, (select count(*)::int from reservations.units u where u.facility_id = f.id and u.closed_at is null) as units,
             (select count(*)::int from reservations.reservations r where r.facility_id = f.id and r.use_date = ${ctx.today} and r.state in ('provisional', 'permitted', 'in_use')) as today,
             (select count(*)::int from reservations.reservations r where r.facility_id = f.id and r.use_date >= ${ctx.today} and r.state = 'provisional') as unpaid
        from reservations.facilities f where f.closed_at is null order by f.kana`.execute(ctx.db as never);
    const permissions = ['reservations.desk', 'reservations.day', 'reservations.facilities', 'reservations.approve', 'reservations.shelter', 'reservations.blocks', 'reservations.blocks-approve'];
    return rows.rows.filter((row) => (!input.area || row.area === input.area) && (!input.category || row.category === input.category) && permissions.some((permission) => ctx.may(permission, `facility:${row.code}`)))
      .map((row) => ({ id: row.id, code: row.code, name: { ja: row.name_ja, en: row.name_en }, kana: row.kana, category: row.category, area: row.area, public: row.public, shelter: row.shelter, units: row.units, today: row.today, unpaid: row.unpaid }));
  },
});

/** A facility's rules with all their versions. */
export const facilityRules = query({
  name: 'reservations.facilityRules',
  title: { ja: '施設の規則', en: 'A facility’s rules' },
  input: z.object({ facility: codeField({ ja: '施設', en: 'Facility' }, 40) }),
  allow: [staff('reservations.facilities'), staff('reservations.desk')],
  async run(ctx, input) {
    if (!ctx.may('reservations.facilities', `facility:${input.facility}`) && !ctx.may('reservations.desk', `facility:${input.facility}`)) return null;
    const row = await ctx.db.selectFrom('reservations.facilities').selectAll().where('code', '=', input.facility).executeTakeFirst();
    if (!row) return null;
    const versions = await ctx.db.selectFrom('reservations.policies').select(['policy_no', 'note', 'saved_by', 'saved_at']).where('facility_id', '=', row.id).orderBy('policy_no', 'desc').limit(100).execute();
    return {
      id: row.id, code: row.code, nameJa: row.name_ja, nameEn: row.name_en, kana: row.kana, category: row.category, area: row.area, address: row.address, lat: row.lat, lng: row.lng, phone: row.phone, shelter: row.shelter, public: row.public, about: row.about,
      policy: await policyOf(ctx.city, ctx.db, row.id, row.policy_no), policyNo: row.policy_no, version: row.version,
      versions: versions.map((one) => ({ no: one.policy_no, note: one.note, savedBy: one.saved_by, savedAt: one.saved_at })),
    };
  },
});

/** Block-outs: those that wait for a decision first, then what is coming. */
export const blockList = query({
  name: 'reservations.blockList',
  title: { ja: '公用・休止の一覧', en: 'Block-outs' },
  input: z.object({ facility: optional(codeField({ ja: '施設', en: 'Facility' }, 40)) }),
  allow: [staff('reservations.blocks'), staff('reservations.blocks-approve'), staff('reservations.shelter'), staff('reservations.desk')],
  async run(ctx, input) {
    const rows = await sql<{ id: string; code: string; name_ja: string; reason: string; public_label: string; note: string; displaces: string; state: string; requested_by: string; requested_at: Temporal.Instant; from: Temporal.Instant; to: Temporal.Instant | null; units: string[] }>`
      select b.id, f.code, f.name_ja, b.reason, b.public_label, b.note, b.displaces, b.state, b.requested_by, b.requested_at, lower(b.during) as "from", upper(b.during) as "to",
             array(select u.name_ja from reservations.units u where u.facility_id = b.facility_id and u.closed_at is null and u.cell_ids <@ b.cell_ids order by u.ordinal) as units
        from reservations.blocks b join reservations.facilities f on f.id = b.facility_id
       where b.state in ('requested', 'approved') and (upper_inf(b.during) or upper(b.during) > ${ctx.now}) ${input.facility ? sql`and f.code = ${input.facility}` : sql``} order by b.state desc, lower(b.during) limit 500`.execute(ctx.db as never);
    const permissions = ['reservations.blocks', 'reservations.blocks-approve', 'reservations.shelter', 'reservations.desk'];
    return rows.rows.filter((row) => permissions.some((permission) => ctx.may(permission, `facility:${row.code}`)))
      .map((row) => ({ id: row.id, facility: row.code, facilityName: row.name_ja, reason: row.reason, label: row.public_label, note: row.note, displaces: row.displaces, state: row.state, requestedBy: row.requested_by, requestedAt: row.requested_at, from: row.from, to: row.to, units: row.units }));
  },
});

/** With no end in sight a shelter clears this many days ahead, and one more each day. */
export const SHELTER_DAYS = 14;

/** What opening a shelter now would cancel: exactly the bookings that `openShelter` would end, and what goes back. */
export const shelterImpact = query({
  name: 'reservations.shelterImpact',
  title: { ja: '避難所にすると取り消される予約', en: 'What a shelter would cancel' },
  input: z.object({ facility: codeField({ ja: '施設', en: 'Facility' }, 40) }),
  allow: [staff('reservations.shelter')],
  async run(ctx, input) {
    if (!ctx.may('reservations.shelter', `facility:${input.facility}`)) return null;
    const until = ctx.now.add({ hours: SHELTER_DAYS * 24 });
    const found = await sql<{ bookings: number; refund: number }>`
      select count(*)::int as bookings, coalesce(sum((select sum(v.paid_yen - v.refunded_yen) from kernel.receivables v where v.source = 'reservations' and v.subject = 'reservation:' || r.id)), 0)::int as refund
        from reservations.reservations r join reservations.facilities f on f.id = r.facility_id join reservations.units u on u.id = r.unit_id
       where f.code = ${input.facility} and f.closed_at is null and u.closed_at is null and r.state = any(${[...occupyingStates]})
         and exists (select 1 from reservations.claims c where c.reservation_id = r.id and c.during && tstzrange(${ctx.now}::timestamptz, ${until}::timestamptz))`.execute(ctx.db as never);
    const [row] = found.rows;
    return { days: SHELTER_DAYS, bookings: row?.bookings ?? 0, refundYen: row?.refund ?? 0 };
  },
});

/**
 * 処分をする者: the mayor, or the 指定管理者 that takes the fees of a facility as its own (地方自治法244条の2第3項・8項).
 * What a facility says of its manager counts first; where it says nothing, whose money it is decides.
 */
export const decidingBody = query({
  name: 'reservations.decidingBody',
  title: { ja: '許可する者', en: 'Who decides about a facility’s use' },
  input: z.object({ facility: codeField({ ja: '施設', en: 'Facility' }, 40) }),
  allow: [anyone('施設を管理し、許可する者は公表されています')],
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.facilities').select(['id', 'about', 'policy_no']).where('code', '=', input.facility).executeTakeFirst();
    if (!row) return null;
    const policy = await policyOf(ctx.city, ctx.db, row.id, row.policy_no);
    const payees = await sql<{ name: string }>`select name from kernel.payees where code = ${policy.payee}`.execute(ctx.db as never);
    const city = ctx.city.facts.name.ja;
    const payee = payees.rows[0]?.name ?? city;
    const manager = isRecord(row.about) && typeof row.about['manager'] === 'string' ? row.about['manager'] : '';
    const decides = manager === 'city' ? 'city' : manager !== '' || payee !== city ? 'designated_manager' : 'city';
    const named = manager === '' || manager === 'designated_manager' ? payee : manager;
    return { decides, name: decides === 'city' ? city : payee === city ? named : payee, mayor: `${city}長` } as const;
  },
});

export const blocksWaiting = query({
  name: 'reservations.blocksWaiting',
  title: { ja: '承認を待つ公用・休止の数', en: 'Block-outs waiting' },
  input: z.object({}),
  allow: [staff('reservations.blocks-approve')],
  async run(ctx): Promise<number> {
    const rows = await ctx.db.selectFrom('reservations.blocks as b').innerJoin('reservations.facilities as f', 'f.id', 'b.facility_id').select('f.code').where('b.state', '=', 'requested').execute();
    return rows.filter((row) => ctx.may('reservations.blocks-approve', `facility:${row.code}`)).length;
  },
});

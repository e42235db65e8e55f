/** 月次・年次の利用統計. Counted by PostgreSQL; what is openable comes from the rules, so closed days need no rows. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { QueryContext } from '../../../kernel/act.ts';
import { staff } from '../../../kernel/actor.ts';
import { toInstant, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { choiceField, dateField, idField, optional, withDefault } from '../../../kernel/fields.ts';
import { writeCsv } from '../../../kernel/text/text.ts';
import { query } from '../acts.ts';
import { policyOf } from '../place.ts';
import { openingOf } from '../rules/calendar.ts';
import { formatRate } from '../rules/statistics.ts';
import type { ReservationsTables } from '../rows.ts';

type Reading = QueryContext<ReservationsTables>;

const dimensions = ['facility', 'space', 'slot', 'purpose', 'class'] as const;
type Dimension = (typeof dimensions)[number];

const keyOf = {
  facility: sql`f.name_ja`, space: sql`f.name_ja || ' ' || s.space_code`, slot: sql`coalesce(nullif(array_to_string(r.slots, '・'), ''), '時間')`, purpose: sql`coalesce(nullif(r.purpose, ''), '（なし）')`, class: sql`r.class_code`,
} as const satisfies Readonly<Record<Dimension, unknown>>;

const periodFields = { from: dateField({ ja: '始まりの日', en: 'From' }), to: dateField({ ja: '終わりの日', en: 'To' }), facility: optional(idField({ ja: '施設', en: 'Facility' })) };
const MAX_DAYS = 1100;

export interface UsageRow {
  readonly month: string | null;
  readonly key: string;
  readonly count: number;
  readonly persons: number;
  /** Minutes of use, each smallest piece of a hall for itself: a whole gym of four courts counts four times. */
  readonly usedMinutes: number;
  readonly incomeYen: number;
  readonly reductionYen: number;
  readonly noShows: number;
  readonly cancelled: number;
}

/** Permitted, running and finished uses count; a booking to which nobody came is counted apart. */
async function usage(ctx: Reading, period: { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate; readonly facility: string | null }, by: Dimension, monthly: boolean): Promise<readonly UsageRow[]> {
  const month = monthly ? sql`to_char(r.use_date, 'YYYY-MM')` : sql`null::text`;
  const rows = await sql<UsageRow>`select ${month} as month, ${keyOf[by]} as key,
      count(*) filter (where r.state in ('permitted', 'in_use', 'completed')) as count,
      coalesce(sum(coalesce(r.actual_persons, r.persons)) filter (where r.state in ('permitted', 'in_use', 'completed')), 0) as persons,
      coalesce(sum((extract(epoch from upper(r.use_range) - lower(r.use_range)) / 60)::int * cardinality(u.cell_ids)) filter (where r.state in ('permitted', 'in_use', 'completed')), 0) as "usedMinutes",
      coalesce(sum(r.fee_yen) filter (where r.state in ('permitted', 'in_use', 'completed', 'no_show')), 0) as "incomeYen",
      coalesce(sum((r.fee->>'reduced')::int) filter (where r.state in ('permitted', 'in_use', 'completed', 'no_show')), 0) as "reductionYen",
      count(*) filter (where r.state = 'no_show') as "noShows", count(*) filter (where r.state in ('cancelled', 'cancelled_by_city', 'expired')) as cancelled
    from reservations.reservations r join reservations.units u on u.id = r.unit_id join reservations.facilities f on f.id = r.facility_id join reservations.cells s on s.id = u.cell_ids[1]
    where r.use_date between ${period.from}::date and ${period.to}::date and (${period.facility}::uuid is null or r.facility_id = ${period.facility}::uuid) and r.state not in ('held', 'provisional', 'approval_pending', 'refused')
    group by 1, 2 order by 1, 2`.execute(ctx.db as never);
  return rows.rows;
}

export interface CapacityRow {
  readonly key: string;
  readonly month: string;
  readonly openMinutes: number;
  readonly officialMinutes: number;
  readonly maintenanceMinutes: number;
  readonly closedDays: number;
}

/** How long each space could have been lent, month by month, in minutes of its smallest pieces. Closed days give none. */
async function capacity(ctx: Reading, period: { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate; readonly facility: string | null }, by: 'facility' | 'space'): Promise<readonly CapacityRow[]> {
  const facilities = await ctx.db.selectFrom('reservations.facilities').select(['id', 'name_ja', 'policy_no']).where('closed_at', 'is', null).where((eb) => (period.facility ? eb('id', '=', period.facility) : eb.lit(true))).execute();
  const found = new Map<string, { key: string; month: string; openMinutes: number; officialMinutes: number; maintenanceMinutes: number; closedDays: number }>();
  const at = (key: string, month: string) => {
    const id = `${month} ${key}`;
    const row = found.get(id) ?? { key, month, openMinutes: 0, officialMinutes: 0, maintenanceMinutes: 0, closedDays: 0 };
    found.set(id, row);
    return row;
  };
  const named = (facility: string, space: string) => (by === 'facility' ? facility : `${facility} ${space}`);
  for (const facility of facilities) {
    const policy = await policyOf(ctx.city, ctx.db, facility.id, facility.policy_no);
    for (let date = period.from; Temporal.PlainDate.compare(date, period.to) <= 0; date = date.add({ days: 1 })) {
      for (const [index, space] of policy.spaces.entries()) {
        const opening = openingOf(policy.calendar, date, space.code);
        const row = at(named(facility.name_ja, space.code), date.toString().slice(0, 7));
        if (opening.open) row.openMinutes += opening.hours.reduce((sum, hours) => sum + hours.end - hours.start, 0) * space.cells.length;
        else if (by === 'space' || index === 0) row.closedDays += 1;
      }
    }
  }
  for (const { facility, space, month, kind, minutes } of await blockedMinutes(ctx, period)) {
    const row = at(named(facility, space), month);
    if (kind === 'official') row.officialMinutes += minutes;
    else row.maintenanceMinutes += minutes;
  }
  return [...found.values()];
}

const MAINTENANCE: readonly string[] = ['maintenance', 'inspection', 'rain'];

/** What official use and maintenance took of the opening hours; a block over a closed night takes nothing there. */
async function blockedMinutes(ctx: Reading, period: { readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate; readonly facility: string | null }) {
  const [start, end] = [toInstant(period.from, 0), toInstant(period.to.add({ days: 1 }), 0)];
  const rows = await sql<{ facility_id: string; facility: string; policy_no: number; space: string; cells: number; reason: string; from: Temporal.Instant; to: Temporal.Instant }>`select b.facility_id, f.name_ja as facility, f.policy_no, c.space_code as space, count(*)::int as cells, b.reason,
      greatest(lower(b.during), ${start}::timestamptz) as "from", least(coalesce(upper(b.during), 'infinity'), ${end}::timestamptz) as "to"
    from reservations.blocks b join reservations.facilities f on f.id = b.facility_id join reservations.cells c on c.id = any(b.cell_ids)
    where b.state in ('approved', 'ended') and b.during && tstzrange(${start}::timestamptz, ${end}::timestamptz) and (${period.facility}::uuid is null or b.facility_id = ${period.facility}::uuid)
    group by b.id, b.facility_id, f.name_ja, f.policy_no, c.space_code`.execute(ctx.db as never);
  const taken: { facility: string; space: string; month: string; kind: 'official' | 'maintenance'; minutes: number }[] = [];
  for (const row of rows.rows) {
    const policy = await policyOf(ctx.city, ctx.db, row.facility_id, row.policy_no);
    for (let date = tokyoDate(row.from); Temporal.Instant.compare(toInstant(date, 0), row.to) < 0; date = date.add({ days: 1 })) {
      const opening = openingOf(policy.calendar, date, row.space);
      if (!opening.open) continue;
      const midnight = toInstant(date, 0).epochMilliseconds;
      const minute = (at: Temporal.Instant) => Math.round((at.epochMilliseconds - midnight) / 60_000);
      const minutes = opening.hours.reduce((sum, hours) => sum + Math.max(0, Math.min(hours.end, minute(row.to)) - Math.max(hours.start, minute(row.from))), 0);
      if (minutes > 0) taken.push({ facility: row.facility, space: row.space, month: date.toString().slice(0, 7), kind: MAINTENANCE.includes(row.reason) ? 'maintenance' : 'official', minutes: minutes * row.cells });
    }
  }
  return taken;
}

/** Tenths of a percent, rounded half up. */
function perMille(part: number, whole: number): number | null {
  return whole <= 0 ? null : Math.floor((part * 2000 + whole) / (2 * whole));
}

export const statistics = query({
  name: 'reservations.statistics',
  title: { ja: '利用統計', en: 'Usage statistics' },
  input: z.object({ ...periodFields, by: withDefault(choiceField({ ja: '分け方', en: 'By' }, dimensions), 'facility'), step: withDefault(choiceField({ ja: '期間の刻み', en: 'Step' }, ['month', 'whole']), 'month') }),
  allow: [staff('reservations.statistics')],
  async run(ctx, input) {
    const last = input.from.add({ days: MAX_DAYS });
    const period = { facility: input.facility, from: input.from, to: Temporal.PlainDate.compare(input.to, last) > 0 ? last : input.to };
    const rows = await usage(ctx, period, input.by, input.step === 'month');
    const open = input.by === 'facility' || input.by === 'space' ? await capacity(ctx, period, input.by) : [];
    const keys = new Map(open.map((row) => [`${input.step === 'month' ? row.month : ''} ${row.key}`, { month: input.step === 'month' ? row.month : null, key: row.key }]));
    for (const row of rows) keys.set(`${row.month ?? ''} ${row.key}`, { month: row.month, key: row.key });
    const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
    return [...keys.values()].toSorted((a, b) => `${a.month ?? ''} ${a.key}`.localeCompare(`${b.month ?? ''} ${b.key}`, 'ja')).map(({ month, key }) => {
      const used = rows.find((row) => row.key === key && row.month === month);
      const here = open.filter((row) => row.key === key && (month === null || row.month === month));
      const [openMinutes, official, maintenance] = [sum(here.map((row) => row.openMinutes)), sum(here.map((row) => row.officialMinutes)), sum(here.map((row) => row.maintenanceMinutes))];
      return {
        month, key, count: used?.count ?? 0, persons: used?.persons ?? 0, usedMinutes: used?.usedMinutes ?? 0, incomeYen: used?.incomeYen ?? 0, reductionYen: used?.reductionYen ?? 0, noShows: used?.noShows ?? 0, cancelled: used?.cancelled ?? 0,
        openableMinutes: Math.max(0, openMinutes - official - maintenance), officialMinutes: official, maintenanceMinutes: maintenance, closedDays: sum(here.map((row) => row.closedDays)),
        ratePerMille: perMille(used?.usedMinutes ?? 0, openMinutes - official - maintenance), officialPerMille: perMille(official, openMinutes - maintenance),
      };
    });
  },
});

/** The same as a table for spreadsheets. */
export const statisticsCsv = query({
  name: 'reservations.statisticsCsv',
  title: { ja: '利用統計（CSV）', en: 'Usage statistics (CSV)' },
  input: statistics.input,
  allow: [staff('reservations.statistics')],
  async run(ctx, input): Promise<string> {
    const rows = await statistics.run(ctx as never, input);
    return writeCsv([
      ['月', '区分', '件数', '人数', '利用分', '貸出可能分', '稼働率', '収入（円）', '減免（円）', '無断不使用', '取消し', '公用分', '保守分', '休館日数'],
      ...rows.map((row) => [row.month, row.key, row.count, row.persons, row.usedMinutes, row.openableMinutes, formatRate(row.ratePerMille), row.incomeYen, row.reductionYen, row.noShows, row.cancelled, row.officialMinutes, row.maintenanceMinutes, row.closedDays]),
    ]);
  },
});

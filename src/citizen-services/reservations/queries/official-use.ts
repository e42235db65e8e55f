/** 公用の割合: published for every month, and an alert for the office as soon as something is asked for. */
import { sql } from 'kysely';
import { z } from 'zod';
import { anyone, staff } from '../../../kernel/actor.ts';
import { toInstant, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { dateField, optional } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { policyOf } from '../place.ts';
import { ALERT_PERCENT, type BlockedCell, officialShare } from '../rules/official-use.ts';

interface BlockedRow extends BlockedCell {
  readonly facility_id: string;
}

/** How much of the open time a facility's official use takes in a month. */
export const officialUse = query({
  name: 'reservations.officialUse',
  title: { ja: '公用の割合', en: 'Share of official use' },
  input: z.object({ month: optional(dateField({ ja: '月', en: 'Month' })) }),
  allow: [anyone('公用に使った割合は、毎月公表します')],
  async run(ctx, input) {
    const month = (input.month ?? ctx.today).with({ day: 1 });
    const [from, to] = [toInstant(month, 0), toInstant(month.add({ months: 1 }), 0)];
    const used = await sql<BlockedRow>`
      select k.facility_id, k.space_code as space, k.code as cell, greatest(lower(c.during), ${from}::timestamptz) as "from", least(upper(c.during), ${to}::timestamptz) as "to"
        from reservations.claims c join reservations.cells k on k.id = c.cell_id join reservations.public_blocks b on b.id = c.block_id
       where c.kind = 'block' and b.reason in ('official', 'election', 'event', 'school') and c.during && tstzrange(${from}::timestamptz, ${to}::timestamptz)`.execute(ctx.db as never);
    const byFacility = Map.groupBy(used.rows, (row) => row.facility_id);
    const facilities = await ctx.db.selectFrom('reservations.facilities').select(['id', 'code', 'name_ja', 'name_en', 'policy_no']).where('closed_at', 'is', null).where('public', '=', true).orderBy('kana').execute();
    const shares = [];
    for (const facility of facilities) {
      const blocked = byFacility.get(facility.id);
      if (!blocked) continue;
      const share = officialShare(await policyOf(ctx.city, ctx.db, facility.id, facility.policy_no), month, blocked);
      if (share.officialMinutes > 0) shares.push({ code: facility.code, name: { ja: facility.name_ja, en: facility.name_en }, ...share });
    }
    return { month, shares: shares.toSorted((a, b) => b.percent - a.percent) };
  },
});

export interface OfficialAlert {
  readonly code: string;
  readonly name: string;
  readonly month: Temporal.PlainDate;
  readonly percent: number;
  /** Part of it is only asked for so far. */
  readonly asked: boolean;
}

const MONTHS_AHEAD = 24;

/** Every month to come in which official use, agreed to or asked for, goes beyond the mark: told when it is asked for, not when it has happened. */
export const officialAlerts = query({
  name: 'reservations.officialAlerts',
  title: { ja: '公用が目安を超える月', en: 'Months with too much official use' },
  input: z.object({}),
  allow: [staff('reservations.blocks'), staff('reservations.blocks-approve'), staff('reservations.desk'), staff('reservations.shelter')],
  async run(ctx): Promise<readonly OfficialAlert[]> {
    const first = ctx.today.with({ day: 1 });
    const [from, to] = [toInstant(first, 0), toInstant(first.add({ months: MONTHS_AHEAD }), 0)];
    const rows = await sql<BlockedRow & { asked: boolean; facility: string; name: string; policy_no: number }>`
      select b.facility_id, f.code as facility, f.name_ja as name, f.policy_no, k.space_code as space, k.code as cell, b.state = 'requested' as asked,
             greatest(lower(b.during), ${from}::timestamptz) as "from", least(coalesce(upper(b.during), 'infinity'), ${to}::timestamptz) as "to"
        from reservations.blocks b join reservations.facilities f on f.id = b.facility_id join reservations.cells k on k.id = any(b.cell_ids)
       where b.state in ('requested', 'approved') and b.reason in ('official', 'election', 'event', 'school') and b.during && tstzrange(${from}::timestamptz, ${to}::timestamptz)`.execute(ctx.db as never);
    const mine = rows.rows.filter((row) => ['blocks', 'blocks-approve', 'desk', 'shelter'].some((name) => ctx.may(`reservations.${name}`, `facility:${row.facility}`)));
    const alerts: OfficialAlert[] = [];
    for (const [facilityId, blocked] of Map.groupBy(mine, (row) => row.facility_id)) {
      const [head] = blocked;
      if (!head) continue;
      const policy = await policyOf(ctx.city, ctx.db, facilityId, head.policy_no);
      const months = new Set(blocked.flatMap((row) => monthsOf(row.from, row.to)));
      for (const month of [...months].toSorted()) {
        const day = Temporal.PlainDate.from(month);
        const { percent } = officialShare(policy, day, blocked);
        const within = (row: BlockedRow) => Temporal.Instant.compare(row.from, toInstant(day.add({ months: 1 }), 0)) < 0 && Temporal.Instant.compare(row.to, toInstant(day, 0)) > 0;
        if (percent > ALERT_PERCENT) alerts.push({ code: head.facility, name: head.name, month: day, percent, asked: blocked.some((row) => row.asked && within(row)) });
      }
    }
    return alerts.toSorted((a, b) => Temporal.PlainDate.compare(a.month, b.month) || b.percent - a.percent);
  },
});

function monthsOf(from: Temporal.Instant, to: Temporal.Instant): readonly string[] {
  const months: string[] = [];
  const end = tokyoDate(to.subtract({ seconds: 1 }));
  for (let month = tokyoDate(from).with({ day: 1 }); Temporal.PlainDate.compare(month, end) <= 0; month = month.add({ months: 1 })) months.push(month.toString());
  return months;
}

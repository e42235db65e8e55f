/** 不自然な予約の一覧: evidence for staff to look into, never a verdict. Every look at it is recorded. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { QueryContext } from '../../../kernel/act.ts';
import { staff } from '../../../kernel/actor.ts';
import { intField, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { listedAs, seesHidden } from './hidden-names.ts';
import { type BookingTrace, patternReport, usualLimits } from '../rules/patterns.ts';
import type { ReservationsTables } from '../rows.ts';

type Reading = QueryContext<ReservationsTables>;
const MAX_TRACES = 60_000;
const WIN_MONTHS = 12;

interface TraceRow {
  readonly kind: 'cancel' | 'book';
  readonly patron: string;
  readonly at: Temporal.Instant;
  readonly device: string | null;
  readonly cells: readonly number[];
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly reference: string;
}

/** Cancellations, bookings, and asking for a taken time: while a slot rests in the release queue, that is how somebody reaches for it. */
async function tracesSince(ctx: Reading, since: Temporal.Instant): Promise<readonly BookingTrace[]> {
  const rows = await sql<TraceRow>`
    select case when e.to_state in ('cancelled', 'expired') then 'cancel' else 'book' end as kind, r.patron_id as patron, e.at, e.device, u.cell_ids as cells, lower(r.use_range) as "from", upper(r.use_range) as "to", r.number as reference
      from reservations.events e join reservations.reservations r on r.id = e.reservation_id join reservations.units u on u.id = r.unit_id
     where e.at >= ${since} and r.patron_id is not null and (e.to_state in ('cancelled', 'expired') or (e.to_state in ('provisional', 'approval_pending', 'permitted') and (e.from_state is null or e.from_state = 'held')))
    union all
    select 'book', w.patron_id, w.at, null, u.cell_ids, lower(w.use_range), upper(w.use_range), 'キャンセル待ち' from reservations.waiting w join reservations.units u on u.id = w.unit_id
     where w.at >= ${since} and not exists (select 1 from reservations.entries e where e.patron_id = w.patron_id and e.unit_id = w.unit_id and e.use_range = w.use_range)
    order by at desc limit ${MAX_TRACES}`.execute(ctx.db as never);
  return rows.rows.map((row) => ({ ...row, cells: row.cells.map(String) }));
}

/** For each patron, what ties them to others: the persons behind them, their phone, their representative. */
async function tiesOf(ctx: Reading, patrons: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rows = await sql<{ patron: string; tie: string }>`select patron_id as patron, 'person ' || person_key as tie from reservations.members where patron_id = any(${patrons}::uuid[])
    union all select id, 'phone ' || phone from reservations.patrons where id = any(${patrons}::uuid[])
    union all select id, 'representative ' || representative from reservations.patrons where id = any(${patrons}::uuid[]) and representative is not null
    union all select id, 'account ' || bank_fingerprint from reservations.patrons where id = any(${patrons}::uuid[]) and bank_fingerprint is not null`.execute(ctx.db as never);
  return new Map([...Map.groupBy(rows.rows, (row) => row.patron)].map(([patron, ties]) => [patron, new Set(ties.map((one) => one.tie))]));
}

export const patternsOf = query({
  name: 'reservations.patterns',
  title: { ja: '不自然な予約の一覧', en: 'Pattern report' },
  input: z.object({ days: withDefault(intField({ ja: '日数', en: 'Days' }, { min: 1, max: 400 }), 30), seconds: withDefault(intField({ ja: '取消しから予約までの秒数', en: 'Seconds from cancelling to booking' }, { min: 1, max: 86_400 }), usualLimits.withinSeconds) }),
  allow: [staff('reservations.patterns')],
  personal: true,
  async run(ctx, input) {
    const traces = await tracesSince(ctx, ctx.now.subtract({ hours: input.days * 24 }));
    const wins = await sql<{ patron: string; entries: number; wins: number }>`select e.patron_id as patron, count(*)::int as entries, count(*) filter (where e.outcome = 'won')::int as wins
      from reservations.entries e join reservations.lotteries l on l.id = e.lottery_id where l.state = 'published' and l.use_from >= ${ctx.today.subtract({ months: WIN_MONTHS })}::date and e.state <> 'withdrawn' group by e.patron_id having count(*) >= ${usualLimits.minEntries}`.execute(ctx.db as never);
    const ties = await tiesOf(ctx, [...new Set(traces.map((trace) => trace.patron))]);
    const related = (one: string, other: string) => !(ties.get(one) ?? new Set()).isDisjointFrom(ties.get(other) ?? new Set());
    const report = patternReport({ traces, lottery: wins.rows, related }, { ...usualLimits, withinSeconds: input.seconds });
    const involved = new Set([...report.quickRebookings.flatMap((pair) => [pair.cancelled.patron, pair.booked.patron]), ...report.sharedDevices.flatMap((one) => one.patrons), ...report.winOutliers.map((one) => one.patron)]);
    const patrons = involved.size === 0 ? [] : await ctx.db.selectFrom('reservations.patrons').select(['id', 'number', 'name', 'hidden_name', 'facilities']).where('id', 'in', [...involved]).execute();
    for (const one of patrons) ctx.shown(`patron:${one.id}`);
    return { ...report, patrons: Object.fromEntries(patrons.map((one) => [one.id, { number: one.number, name: one.hidden_name && !seesHidden(ctx, one.facilities) ? listedAs(one.number) : one.name }])), days: input.days };
  },
});

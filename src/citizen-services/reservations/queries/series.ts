/** 定期利用を見る: what would happen, what was booked, and what a year plan contains before it is imported. */
import { sql } from 'kysely';
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { rangeText } from '../../../kernel/db/values.ts';
import { idField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { unitField } from '../commands/fields.ts';
import { MAX_DATES, readSeries, ruleFields, ruleOf, seriesTimeFields } from '../commands/series.ts';
import { readYearPlan, yearPlanFields } from '../commands/year-plan.ts';
import { loadPlace, scopeOf } from '../place.ts';
import { isOpenDay } from '../rules/calendar.ts';
import { datesOf, planSeries as plan } from '../rules/series.ts';
import { claimSpan, requestRange, requestSlots, type Span } from '../rules/slots.ts';
import { facilitiesOf } from './patrons.ts';

const desk = [staff('reservations.desk')];

/** Before anything is booked: booked, conflict or closed for every date. */
export const planSeries = query({
  name: 'reservations.planSeries',
  title: { ja: '定期利用の下見', en: 'Preview a series' },
  input: z.object({ unit: unitField, ...seriesTimeFields, ...ruleFields }),
  allow: desk,
  async run(ctx, input) {
    const place = await loadPlace(ctx.city, ctx.db, input.unit);
    if (!place || !ctx.may('reservations.desk', scopeOf(place))) return null;
    const rule = ruleOf(input);
    const dates = datesOf(rule).slice(0, MAX_DATES);
    const { policy } = place.facility;
    const spans = new Map<string, Span>();
    for (const date of dates) {
      const fitted = input.slots.length > 0 || input.from === null || input.to === null ? requestSlots(policy, place.unit, date, input.slots, ctx.now) : requestRange(policy, place.unit, date, { start: input.from, end: input.to }, ctx.now);
      if (fitted.ok) spans.set(date.toString(), claimSpan(place.unit, date, fitted));
    }
    const wanted = [...spans];
    const taken = wanted.length === 0 ? [] : (await sql<{ day: string }>`select w.day from unnest(${wanted.map(([day]) => day)}::text[], ${wanted.map(([, span]) => rangeText(span.from, span.to))}::tstzrange[]) as w(day, during)
      where exists (select 1 from reservations.claims c where c.cell_id = any(${place.cells}) and c.during && w.during and (c.hold_until is null or c.hold_until > ${ctx.now}))`.execute(ctx.db as never)).rows.map((row) => row.day);
    const results = plan(rule, { isClosed: (date) => !isOpenDay(policy.calendar, date, place.unit.space) || !spans.has(date.toString()), isTaken: (date) => taken.includes(date.toString()) }).slice(0, MAX_DATES);
    const count = (kind: (typeof results)[number]['result']) => results.filter((one) => one.result === kind).length;
    return { dates: results.map((one) => ({ date: one.date, result: one.result })), counts: { booked: count('booked'), closed: count('closed'), conflict: count('conflict') } };
  },
});

const Results = z.array(z.object({ date: z.string(), result: z.enum(['booked', 'closed', 'conflict', 'refused']), reservation: z.string().optional(), why: z.string().optional() }));

export const seriesList = query({
  name: 'reservations.seriesList',
  title: { ja: '定期利用の一覧', en: 'Series' },
  input: z.object({}),
  allow: desk,
  personal: true,
  async run(ctx) {
    const codes = facilitiesOf(ctx, ['reservations.desk']);
    const rows = await ctx.db.selectFrom('reservations.series as s').innerJoin('reservations.units as u', 'u.id', 's.unit_id').innerJoin('reservations.facilities as f', 'f.id', 'u.facility_id').innerJoin('reservations.patrons as p', 'p.id', 's.patron_id')
      .select(['s.id', 's.rule', 's.results', 's.ended_from', 's.created_at', 'u.name_ja as unit', 'f.name_ja as facility', 'p.id as patron'])
      // DV等支援措置: on lists such a patron is a number, nothing else.
      .select(sql<string>`case when p.hidden_name then '登録 ' || p.number else p.name end`.as('patron_name'))
      .where(codes === null ? sql<boolean>`true` : sql<boolean>`f.code = any(${[...codes]}::text[])`).orderBy('s.created_at', 'desc').limit(200).execute();
    for (const row of rows) ctx.shown(`patron:${row.patron}`);
    return rows.map((row) => ({ id: row.id, unit: row.unit, facility: row.facility, patron: row.patron, patronName: row.patron_name, series: readSeries(row.rule), results: Results.parse(row.results), endedFrom: row.ended_from, createdAt: row.created_at }));
  },
});

/** A year plan as it was understood, with every bad row named. Nothing is written. */
export const previewYearPlan = query({
  name: 'reservations.previewYearPlan',
  title: { ja: '年間計画の下見', en: 'Preview a year plan' },
  input: z.object({ ...yearPlanFields, facility: idField({ ja: '施設', en: 'Facility' }) }),
  allow: desk,
  personal: true,
  async run(ctx, input) {
    const facility = await ctx.db.selectFrom('reservations.facilities').select('code').where('id', '=', input.facility).executeTakeFirst();
    if (!facility || !ctx.may('reservations.desk', `facility:${facility.code}`)) return null;
    const read = await readYearPlan(ctx.db, input.facility, input.year, input.csv);
    for (const row of read.rows) ctx.shown(`patron:${row.patron}`);
    return read;
  },
});

/** 定期利用: dates that repeat. Every date stands for itself; one conflict does not spoil the others. */
import { z } from 'zod';
import { actorKey, staff } from '../../../kernel/actor.ts';
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { codeField, dateField, idField, intField, listField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { done, refuse, type Refused } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { type Ctx, fitTime, lockPatron, mayActFor } from '../booking.ts';
import { end } from '../ending.ts';
import { refusals } from '../messages/refusals.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import { loadPlace, scopeOf } from '../place.ts';
import { countedStates } from '../rules/booking-state.ts';
import { changeFrom, datesOf, type SeriesRule } from '../rules/series.ts';
import { lockReservation } from '../standing.ts';
import { bookWithoutWindow, plainDetails } from './booking-row.ts';
import { timeFields, unitField } from './fields.ts';
import { tellPatron } from './patron-record.ts';

const { Taken, Noise, NotEnough, NotOffered, NotActive, NotHere, GuardianNeeded, PurposeNotAllowed, TooManyPersons, NoPrice, PriceChanged, NoRoom } = refusals;
const { SeriesEmpty, SeriesEnded } = moreRefusals;

const dayField = dateField({ ja: '日付', en: 'Date' });
export const MAX_DATES = 400;

/** How a series repeats, as a form sends it. */
export const ruleFields = {
  seriesFrom: dateField({ ja: '始まりの日', en: 'First day' }), seriesUntil: dateField({ ja: '終わりの日', en: 'Last day' }),
  weekdays: listField({ ja: '曜日', en: 'Weekdays' }, intField({ ja: '曜日', en: 'Weekday' }, { min: 1, max: 7 }), { min: 1, max: 7 }),
  everyWeeks: withDefault(intField({ ja: '何週ごと', en: 'Every … weeks' }, { min: 1, max: 12 }), 1),
  nthOfMonth: listField({ ja: '第何週', en: 'Weeks of the month' }, intField({ ja: '第何週', en: 'Week' }, { min: 1, max: 5 }), { max: 5 }),
  skipped: listField({ ja: '除く日', en: 'Left out' }, dayField, { max: MAX_DATES }), added: listField({ ja: '加える日', en: 'Added' }, dayField, { max: MAX_DATES }),
};
const { date: _, ...clockFields } = timeFields;
export const seriesTimeFields = clockFields;
const useFields = { purpose: withDefault(codeField({ ja: '利用目的', en: 'Purpose' }, 40), ''), persons: optional(intField({ ja: '人数', en: 'Number of persons' }, { min: 1, max: 100_000 })), title: withDefault(textField({ ja: '催しの名前', en: 'Event title' }, { max: 60 }), '') };
const patronField = idField({ ja: '利用者登録', en: 'Registration' });
const seriesField = idField({ ja: '定期利用', en: 'Series' });

export function ruleOf(input: { readonly seriesFrom: Temporal.PlainDate; readonly seriesUntil: Temporal.PlainDate; readonly weekdays: readonly number[]; readonly everyWeeks: number; readonly nthOfMonth: readonly number[]; readonly skipped: readonly Temporal.PlainDate[]; readonly added: readonly Temporal.PlainDate[] }): SeriesRule {
  const { seriesFrom: from, seriesUntil: until, weekdays, everyWeeks, nthOfMonth, skipped, added } = input;
  return { from, until, weekdays, everyWeeks, nthOfMonth, skipped, added };
}

const day = z.string().transform((text) => Temporal.PlainDate.from(text));
const StoredSeries = z.object({
  rule: z.object({ from: day, until: day, weekdays: z.array(z.number()), everyWeeks: z.number(), countedFrom: day.optional(), nthOfMonth: z.array(z.number()), skipped: z.array(day), added: z.array(day) }),
  time: z.object({ slots: z.array(z.string()), from: z.number().nullable(), to: z.number().nullable() }), purpose: z.string(), persons: z.number().nullable(), title: z.string(),
});
export type StoredSeries = z.output<typeof StoredSeries>;

export function readSeries(value: unknown): StoredSeries {
  return StoredSeries.parse(value);
}

export interface DateResult {
  readonly date: string;
  readonly result: 'booked' | 'closed' | 'conflict' | 'refused';
  readonly reservation?: string;
  readonly why?: string;
}

function resultOf(date: string, refused: Refused): DateResult {
  const closed = refused.refused === 'NotOffered' && refused.details['code'] === 'closed';
  const conflict = refused.refused === 'Taken' || refused.refused === 'Noise' || refused.refused === 'NotEnough';
  return { date, result: closed ? 'closed' : conflict ? 'conflict' : 'refused', why: refused.refused };
}

/** One date of a series or of a year plan. Its own notice is left out: the series tells once for all dates. */
export const bookSeriesDate = command({
  name: 'reservations.bookSeriesDate',
  title: { ja: '定期利用の一日を予約する', en: 'Book one date of a series' },
  input: z.object({ unit: unitField, ...timeFields, patron: patronField, series: optional(seriesField), ...useFields }),
  allow: [staff('reservations.desk')],
  refusals: { Taken, Noise, NotEnough, NotOffered, NotActive, NotHere, GuardianNeeded, PurposeNotAllowed, TooManyPersons, NoPrice, PriceChanged, NoRoom },
  async run(ctx, input) {
    const place = await loadPlace(ctx.city, ctx.db, input.unit);
    if (!place || !ctx.may('reservations.desk', scopeOf(place))) return refuse('NotFound');
    const use = fitTime(place, input, ctx.now);
    if (!use.ok) return use;
    const patron = await lockPatron(ctx, input.patron);
    const problem = mayActFor(ctx, patron, place);
    if (problem || !patron) return problem ?? refuse('NotFound');
    const quiet: Ctx = { ...ctx, notify: () => {} };
    return bookWithoutWindow(quiet, { place, use, patron, channel: 'recurring', ...(input.series ? { seriesId: input.series } : {}) }, plainDetails(input.purpose, input.persons), input.title);
  },
});

interface SeriesToBook {
  readonly unit: string;
  readonly patron: string;
  readonly stored: StoredSeries;
}

async function writeSeries(ctx: Ctx, it: SeriesToBook): Promise<{ readonly series: string; readonly results: readonly DateResult[] }> {
  const series = ctx.newId();
  await ctx.db.insertInto('reservations.series').values({ id: series, unit_id: it.unit, patron_id: it.patron, rule: JSON.stringify(it.stored), created_by: actorKey(ctx.actor), created_at: ctx.now }).execute();
  const results: DateResult[] = [];
  for (const date of datesOf(it.stored.rule)) {
    const { purpose, persons, title, time } = it.stored;
    const booked = await ctx.call(bookSeriesDate, { unit: it.unit, patron: it.patron, series, date: date.toString(), ...time, purpose, persons, title });
    results.push(booked.ok ? { date: date.toString(), result: 'booked', reservation: booked.value.reservation } : resultOf(date.toString(), booked));
  }
  await ctx.db.updateTable('reservations.series').set({ results: JSON.stringify(results) }).where('id', '=', series).execute();
  return { series, results };
}

export function countResults(results: readonly DateResult[]) {
  const count = (kind: DateResult['result']) => results.filter((one) => one.result === kind).length;
  return { booked: count('booked'), closed: count('closed'), conflict: count('conflict'), refused: count('refused') };
}

async function tellSeries(ctx: Ctx, patronId: string, results: readonly DateResult[], title: { readonly ja: string; readonly en: string }): Promise<void> {
  const patron = await ctx.db.selectFrom('reservations.patrons').select(['citizen_id', 'email']).where('id', '=', patronId).executeTakeFirst();
  if (!patron) return;
  const word = { booked: { ja: '予約', en: 'booked' }, closed: { ja: '休館', en: 'closed' }, conflict: { ja: '先約あり', en: 'taken' }, refused: { ja: '予約できません', en: 'not possible' } };
  const say = (lang: 'ja' | 'en') => results.map((one) => `${formatDate(Temporal.PlainDate.from(one.date), lang, 'monthDay')} ${word[one.result][lang]}`).join('\n');
  tellPatron(ctx, { citizenId: patron.citizen_id, email: patron.email }, { kind: 'reservations.series', href: '/my/reservations', title, body: { ja: say('ja'), en: say('en') } });
}

const seriesRefusals = { SeriesEmpty, NotOffered, NotActive, NotHere, GuardianNeeded };

/** 定期利用を予約する. The answer says for each date what became of it. */
export const bookSeries = command({
  name: 'reservations.bookSeries',
  title: { ja: '定期利用を予約する', en: 'Book a series' },
  input: z.object({ unit: unitField, patron: patronField, ...seriesTimeFields, ...ruleFields, ...useFields }),
  allow: [staff('reservations.desk')],
  refusals: seriesRefusals,
  async run(ctx, input) {
    const place = await loadPlace(ctx.city, ctx.db, input.unit);
    if (!place || !ctx.may('reservations.desk', scopeOf(place))) return refuse('NotFound');
    const problem = mayActFor(ctx, await lockPatron(ctx, input.patron), place);
    if (problem) return problem;
    const rule = ruleOf(input);
    const dates = datesOf(rule);
    if (dates.length === 0 || dates.length > MAX_DATES) return refuse('SeriesEmpty');
    const stored: StoredSeries = { rule: { ...rule, weekdays: [...rule.weekdays], nthOfMonth: [...rule.nthOfMonth], skipped: [...rule.skipped], added: [...rule.added] }, time: { slots: [...input.slots], from: input.from, to: input.to }, purpose: input.purpose, persons: input.persons, title: input.title };
    const made = await writeSeries(ctx, { unit: input.unit, patron: input.patron, stored });
    await tellSeries(ctx, input.patron, made.results, { ja: `定期利用を受け付けました：${place.unit.name.ja}`, en: `Recurring use booked: ${place.unit.name.en}` });
    ctx.audit({ subject: `series:${made.series}`, ...countResults(made.results) });
    return done({ ...made, counts: countResults(made.results) });
  },
});

async function lockSeries(ctx: Ctx, id: string) {
  const row = await ctx.db.selectFrom('reservations.series').select(['id', 'unit_id', 'patron_id', 'rule', 'ended_from']).where('id', '=', id).forUpdate().executeTakeFirst();
  const place = row ? await loadPlace(ctx.city, ctx.db, row.unit_id) : null;
  return row && place && ctx.may('reservations.desk', scopeOf(place)) ? { row, place, stored: readSeries(row.rule) } : null;
}

/** Gives back the bookings from a day on. The counter does it for everybody's good, so nothing is charged. */
async function giveBackFrom(ctx: Ctx, seriesId: string, from: Temporal.PlainDate, reason: string, placeGoesOn: boolean): Promise<number> {
  const rows = await ctx.db.selectFrom('reservations.reservations').select('id').where('series_id', '=', seriesId).where('use_date', '>=', from).where('state', 'in', [...countedStates]).orderBy('use_date').execute();
  for (const row of rows) {
    const it = await lockReservation(ctx, row.id, 'reservations.desk');
    if (!('refused' in it)) await end(ctx, it, { to: 'cancelled', cause: 'city', reason, placeGoesOn });
  }
  await ctx.db.updateTable('reservations.series').set({ ended_from: from }).where('id', '=', seriesId).execute();
  return rows.length;
}

/** 「この日から変更」: the dates before stay as they are, from this day on another room, time or rhythm holds. */
export const changeSeriesFrom = command({
  name: 'reservations.changeSeriesFrom',
  title: { ja: '定期利用をこの日から変える', en: 'Change a series from a day on' },
  input: z.object({ series: seriesField, fromDate: dayField, unit: optional(unitField), ...seriesTimeFields, weekdays: ruleFields.weekdays, seriesUntil: optional(ruleFields.seriesUntil), reason: withDefault(textField({ ja: '理由', en: 'Reason' }, { max: 300 }), '定期利用の変更') }),
  allow: [staff('reservations.desk')],
  refusals: { ...seriesRefusals, SeriesEnded },
  async run(ctx, input) {
    const it = await lockSeries(ctx, input.series);
    if (!it) return refuse('NotFound');
    if (it.row.ended_from && Temporal.PlainDate.compare(it.row.ended_from, input.fromDate) <= 0) return refuse('SeriesEnded');
    if (Temporal.PlainDate.compare(input.fromDate, ctx.today) < 0) return refuse('InvalidInput', { field: 'fromDate' });
    const { after } = changeFrom(strict(it.stored.rule), input.fromDate, { weekdays: input.weekdays, ...(input.seriesUntil ? { until: input.seriesUntil } : {}) });
    if (datesOf(after).length === 0) return refuse('SeriesEmpty');
    await giveBackFrom(ctx, it.row.id, input.fromDate, input.reason, true);
    const hasTime = input.slots.length > 0 || (input.from !== null && input.to !== null);
    const stored: StoredSeries = { ...it.stored, rule: { ...after, weekdays: [...after.weekdays], nthOfMonth: [...after.nthOfMonth], skipped: [...after.skipped], added: [...after.added] }, time: hasTime ? { slots: [...input.slots], from: input.from, to: input.to } : it.stored.time };
    const made = await writeSeries(ctx, { unit: input.unit ?? it.row.unit_id, patron: it.row.patron_id, stored });
    await tellSeries(ctx, it.row.patron_id, made.results, { ja: `定期利用が${formatDate(input.fromDate, 'ja')}から変わります`, en: `Your recurring use changes from ${formatDate(input.fromDate, 'en')}` });
    ctx.audit({ subject: `series:${made.series}`, before: it.row.id, ...countResults(made.results) });
    return done({ ...made, before: it.row.id, counts: countResults(made.results) });
  },
});

/** zod says "may be undefined" where the rule says "may be missing". */
function strict(rule: StoredSeries['rule']): SeriesRule {
  const { countedFrom, ...rest } = rule;
  return countedFrom ? { ...rest, countedFrom } : rest;
}

export const endSeries = command({
  name: 'reservations.endSeries',
  title: { ja: '定期利用を終える', en: 'End a series' },
  input: z.object({ series: seriesField, fromDate: dayField, reason: textField({ ja: '理由', en: 'Reason' }, { max: 300 }) }),
  allow: [staff('reservations.desk')],
  refusals: { SeriesEnded },
  async run(ctx, input) {
    const it = await lockSeries(ctx, input.series);
    if (!it) return refuse('NotFound');
    if (it.row.ended_from && Temporal.PlainDate.compare(it.row.ended_from, input.fromDate) <= 0) return refuse('SeriesEnded');
    const cancelled = await giveBackFrom(ctx, it.row.id, input.fromDate, input.reason, false);
    const patron = await ctx.db.selectFrom('reservations.patrons').select(['citizen_id', 'email']).where('id', '=', it.row.patron_id).executeTakeFirstOrThrow();
    tellPatron(ctx, { citizenId: patron.citizen_id, email: patron.email }, { kind: 'reservations.seriesEnded', href: '/my/reservations', title: { ja: `定期利用を終えました：${it.place.unit.name.ja}`, en: `Recurring use ended: ${it.place.unit.name.en}` }, body: { ja: `${formatDate(input.fromDate, 'ja')}からの${cancelled}件を取り消しました。\n理由: ${input.reason}`, en: `${cancelled} booking(s) from ${formatDate(input.fromDate, 'en')} were cancelled.\nReason: ${input.reason}` } });
    ctx.audit({ subject: `series:${it.row.id}`, cancelled });
    return done({ series: it.row.id, cancelled });
  },
});

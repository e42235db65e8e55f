/** Rows and what the rules make of them; the stored occurrences. */
import type { ActContext, CommandContext, QueryContext } from '../../kernel/act.ts';
import { type Either, readingOf } from '../../kernel/db/reading.ts';
import { officeScope } from '../../kernel/actor.ts';
import { isHoliday } from '../../kernel/calendar/calendar.ts';
import type { Tables } from './acts.ts';
import { categoryWords } from './messages/words.ts';
import { calendarEvent, categories, type Content, type Identity } from './rules/content.ts';
import type { CalendarEvent } from './rules/event.ts';
import { type Change, type EventStatus, expand, firstDay, horizon, type HolidayRule, lastDay, type Rule, type When } from './rules/recurrence.ts';
import { readRule, writeRule } from './rules/rrule.ts';

export { nameOf, whoOf } from '../../kernel/four-eyes.ts';

export type Ctx = CommandContext<Tables>;
export type Asked = QueryContext<Tables>;
export type Reader = Either<Tables>;
export const reading = readingOf<Tables>;

export const mayWrite = (ctx: ActContext, office: string) => ctx.may('events.write', officeScope(office));
export const mayApprove = (ctx: ActContext, office: string) => ctx.may('events.approve', officeScope(office));
export const addressOf = (eventNo: number) => `/events/${eventNo}`;

export interface WhenRow {
  readonly first_day: Temporal.PlainDate;
  readonly last_day: Temporal.PlainDate;
  readonly from_minutes: number | null;
  readonly to_minutes: number | null;
}

/** Days and minutes as an event has them. An end at midnight is 24:00 of the day before. */
export function whenOfRow(row: WhenRow): When {
  if (row.from_minutes === null) return { allDay: true, first: row.first_day, last: row.last_day };
  const at = (day: Temporal.PlainDate, minutes: number) => day.toPlainDateTime().add({ minutes });
  return { allDay: false, from: at(row.first_day, row.from_minutes), to: row.to_minutes === null ? null : at(row.last_day, row.to_minutes) };
}

export function whenColumns(when: When): WhenRow {
  const [first, last] = [firstDay(when), lastDay(when)];
  if (when.allDay) return { first_day: first, last_day: last, from_minutes: null, to_minutes: null };
  const minutes = (at: Temporal.PlainDateTime) => at.hour * 60 + at.minute;
  return { first_day: first, last_day: last, from_minutes: minutes(when.from), to_minutes: when.to === null ? null : minutes(when.to) === 0 ? 1440 : minutes(when.to) };
}

const timeOf = (when: When) => (when.allDay ? null : when.from.toPlainTime());
const oneOf = <T extends string>(all: readonly T[], value: string, otherwise: T): T => all.find((one) => one === value) ?? otherwise;
const holidayRules: readonly HolidayRule[] = ['as_is', 'skip', 'next_day', 'next_weekday'];
const holidayRuleOf = (value: string) => oneOf(holidayRules, value, 'as_is');
/** How a stored event repeats. What stands in the table was written by `columnsOf`. */
export function ruleOfRow(row: { readonly rule: string | null; readonly holiday_rule: string; readonly first_day: Temporal.PlainDate }, time: Temporal.PlainTime | null): { readonly rule: Rule | null; readonly holidayRule: HolidayRule } {
  const read = row.rule === null ? null : readRule(row.rule, row.first_day, time);
  if (read !== null && !read.ok) throw new Error(`stored rule ${row.rule ?? ''}: ${read.message}`);
  return { rule: read?.value ?? null, holidayRule: holidayRuleOf(row.holiday_rule) };
}

export const eventStatuses = ['scheduled', 'postponed', 'cancelled', 'moved_online'] as const satisfies readonly EventStatus[];
/** A view's columns are text to the types. */
export const statusOfRow = (value: string): EventStatus => oneOf(eventStatuses, value, 'scheduled');
export const categoryOfRow = (value: string) => oneOf(categories, value, 'meeting');

/** What `editions` and `public_series` both have. */
export interface ContentRow extends WhenRow {
  readonly title: string;
  readonly title_kana: string;
  readonly title_en: string;
  readonly category: string;
  readonly description: string;
  readonly description_en: string;
  readonly rule: string | null;
  readonly holiday_rule: string;
  readonly exdates: readonly Temporal.PlainDate[];
  readonly rdates: readonly Temporal.PlainDate[];
  readonly when_note: string;
  readonly place_name: string;
  readonly place_address: string;
  readonly place_detail: string;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly online_url: string;
  readonly access: string;
  readonly parking: string;
  readonly fee_yen: number | null;
  readonly fee_note: string;
  readonly capacity: number | null;
  readonly capacity_note: string;
  readonly apply_from: Temporal.Instant | null;
  readonly apply_until: Temporal.Instant | null;
  readonly apply_method: string;
  readonly apply_url: string;
  readonly organiser: string;
  readonly contact_name: string;
  readonly contact_phone: string;
  readonly contact_extension: string;
  readonly audience: string;
  readonly barrier_free: string;
  readonly childcare: string;
  readonly areas: readonly string[];
  readonly url: string;
  readonly remarks: string;
  readonly boards: boolean;
  readonly open_data: boolean;
}

export function contentOfRow(row: ContentRow): Content {
  const when = whenOfRow(row);
  return {
    title: row.title, titleKana: row.title_kana, titleEn: row.title_en, category: categoryOfRow(row.category), description: row.description, descriptionEn: row.description_en, when, ...ruleOfRow(row, timeOf(when)),
    exdates: row.exdates, rdates: row.rdates, whenNote: row.when_note, placeName: row.place_name, placeAddress: row.place_address, placeDetail: row.place_detail, at: row.lat === null || row.lng === null ? null : { lat: row.lat, lng: row.lng }, onlineUrl: row.online_url,
    access: row.access, parking: row.parking, fee: row.fee_yen, feeNote: row.fee_note, capacity: row.capacity, capacityNote: row.capacity_note, applyFrom: row.apply_from, applyUntil: row.apply_until, applyMethod: row.apply_method, applyUrl: row.apply_url,
    organiser: row.organiser, contactName: row.contact_name, contactPhone: row.contact_phone, contactExtension: row.contact_extension, audience: row.audience, barrierFree: row.barrier_free, childcare: row.childcare, areas: row.areas, url: row.url, remarks: row.remarks, boards: row.boards, openData: row.open_data,
  };
}

export function columnsOf(content: Content) {
  return {
    title: content.title, title_kana: content.titleKana, title_en: content.titleEn, category: content.category, description: content.description, description_en: content.descriptionEn, ...whenColumns(content.when),
    rule: content.rule === null ? null : writeRule(content.rule, timeOf(content.when)), holiday_rule: content.holidayRule, exdates: content.exdates, rdates: content.rdates, when_note: content.whenNote, place_name: content.placeName, place_address: content.placeAddress, place_detail: content.placeDetail,
    lat: content.at?.lat ?? null, lng: content.at?.lng ?? null, online_url: content.onlineUrl, access: content.access, parking: content.parking, fee_yen: content.fee, fee_note: content.feeNote, capacity: content.capacity, capacity_note: content.capacityNote,
    apply_from: content.applyFrom, apply_until: content.applyUntil, apply_method: content.applyMethod, apply_url: content.applyUrl, organiser: content.organiser, contact_name: content.contactName, contact_phone: content.contactPhone, contact_extension: content.contactExtension,
    audience: content.audience, barrier_free: content.barrierFree, childcare: content.childcare, areas: content.areas, url: content.url, remarks: content.remarks, boards: content.boards, open_data: content.openData,
  };
}

interface ChangeRow extends Omit<WhenRow, 'first_day' | 'last_day'> {
  readonly day: Temporal.PlainDate;
  readonly status: string;
  readonly first_day: Temporal.PlainDate | null;
  readonly last_day: Temporal.PlainDate | null;
  readonly note: string;
  readonly sequence: number;
  readonly updated_at: Temporal.Instant;
}

export function changeOfRow(row: ChangeRow): Change {
  const { first_day, last_day, from_minutes, to_minutes } = row;
  return { id: row.day, status: statusOfRow(row.status), when: first_day === null || last_day === null ? null : whenOfRow({ first_day, last_day, from_minutes, to_minutes }), note: row.note, sequence: row.sequence, updatedAt: row.updated_at };
}

export async function changesOf(db: Reader, series: string): Promise<readonly Change[]> {
  const rows = await reading(db).selectFrom('events.changes').selectAll().where('series_id', '=', series).orderBy('day').execute();
  return rows.map(changeOfRow);
}

interface IdentityRow {
  readonly event_no: number;
  readonly status: string;
  readonly sequence: number;
  readonly updated_at: Temporal.Instant;
}

export function identityOf(row: IdentityRow, changes: readonly Change[]): Identity {
  return { eventNo: row.event_no, status: statusOfRow(row.status), sequence: row.sequence, updatedAt: row.updated_at, changes };
}

/** The event for the calendar's rules, with its page's whole address. */
export function eventFor(ctx: Pick<ActContext, 'city'>, identity: Identity, content: Content): CalendarEvent {
  return calendarEvent(identity, content, { categoryName: categoryWords[content.category].ja, url: `${ctx.city.origin}${addressOf(identity.eventNo)}` });
}

/** Everything is stored: no night has to come back to it. */
const DONE = Temporal.PlainDate.from('9999-12-31');
const LONGEST_RULE = { years: 10 } as const;
const BACK = { months: 1 } as const;

/** Writes the days of a public event from today to the horizon. What is over stays as it was told then. */
export async function storeOccurrences(ctx: Ctx, series: string, options: { readonly anew?: boolean } = {}): Promise<void> {
  const row = await ctx.db.selectFrom('events.public_series').selectAll().where('id', '=', series).executeTakeFirstOrThrow();
  const content = contentOfRow(row);
  const event = eventFor(ctx, identityOf(row, await changesOf(ctx.db, series)), content);
  const window = horizon(ctx.today);
  const { occurrences } = expand(event, { from: options.anew === true ? ctx.today.subtract(BACK) : ctx.today, to: window.to }, isHoliday);
  const rest = expand(event, { from: window.to.add({ days: 1 }), to: window.to.add(LONGEST_RULE) }, isHoliday).occurrences.length;
  await ctx.db.deleteFrom('events.occurrences').where('series_id', '=', series).where('last_day', '>=', ctx.today).execute();
  const rows = occurrences.map((one) => ({ series_id: series, day: one.id, ...whenColumns(one.when), planned_day: firstDay(one.planned), status: one.change?.status ?? ('scheduled' as const), note: one.change?.note ?? '' }));
  for (let start = 0; start < rows.length; start += 500) {
    await ctx.db.insertInto('events.occurrences').values(rows.slice(start, start + 500)).onConflict((conflict) => conflict.columns(['series_id', 'day']).doUpdateSet((eb) => ({
      first_day: eb.ref('excluded.first_day'), last_day: eb.ref('excluded.last_day'), from_minutes: eb.ref('excluded.from_minutes'), to_minutes: eb.ref('excluded.to_minutes'), planned_day: eb.ref('excluded.planned_day'), status: eb.ref('excluded.status'), note: eb.ref('excluded.note'),
    }))).execute();
  }
  await ctx.db.updateTable('events.series').set({ stored_to: rest === 0 ? DONE : window.to }).where('id', '=', series).execute();
}

export async function officeCode(db: Reader, id: string): Promise<string | null> {
  return (await reading(db).selectFrom('kernel.departments').select('code').where('id', '=', id).executeTakeFirst())?.code ?? null;
}

/** The series locked, its office, and the edition that is being written or waits, if there is one. */
export async function lockedSeries(ctx: Ctx, id: string) {
  const series = await ctx.db.selectFrom('events.series').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!series) return null;
  const open = await ctx.db.selectFrom('events.editions').selectAll().where('series_id', '=', id).where('state', 'in', ['draft', 'waiting']).executeTakeFirst();
  return { series, office: (await officeCode(ctx.db, series.department_id)) ?? '', open: open ?? null };
}
export type LockedSeries = NonNullable<Awaited<ReturnType<typeof lockedSeries>>>;

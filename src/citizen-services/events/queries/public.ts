/** What visitors read: the list, the month, one event, the files. Only the public views are asked. */
import { sql } from 'kysely';
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { isHoliday } from '../../../kernel/calendar/calendar.ts';
import { choiceField, codeField, intField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { bigrams } from '../../../kernel/text/search.ts';
import { query } from '../acts.ts';
import { type Asked, categoryOfRow, changeOfRow, contentOfRow, eventFor, identityOf, ruleOfRow, statusOfRow, whenOfRow } from '../calendar-store.ts';
import { type Category, type Content, categories, type Identity } from '../rules/content.ts';
import { statusOf } from '../rules/event.ts';
import { type EventStatus, expand, firstDay, type HolidayRule, horizon, lastDay, type Rule, type When, type Window } from '../rules/recurrence.ts';
import { NEAR, periods, windowOf } from '../rules/periods.ts';

const open = [anyone('公開しているイベントだけを見せます')];
export const PAGE = 30;

/** What lists, the month and the files can be narrowed by. */
export const narrowing = {
  category: optional(choiceField({ ja: '分類', en: 'Category' }, categories)), area: withDefault(codeField({ ja: '地域', en: 'Area' }, 40), ''),
};
export const listSearch = z.object({
  period: withDefault(choiceField({ ja: '期間', en: 'Period' }, periods), 'all'), ...narrowing, q: withDefault(textField({ ja: 'ことば', en: 'Words' }, { max: 60, min: 0, numbers: true }), ''), page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 1000 }), 1),
});
export type ListSearch = z.infer<typeof listSearch>;

export interface Listed {
  readonly eventNo: number;
  readonly title: string;
  readonly titleEn: string;
  readonly category: Category;
  readonly place: string;
  readonly areas: readonly string[];
  /** The first day that is asked for, and how many more there are. */
  readonly day: Temporal.PlainDate;
  readonly when: When;
  readonly status: EventStatus;
  readonly moved: boolean;
  readonly more: number;
  readonly rule: Rule | null;
  readonly holidayRule: HolidayRule;
  /** From when on the rule holds. */
  readonly ruleDay: Temporal.PlainDate;
  readonly applyFrom: Temporal.Instant | null;
  readonly applyUntil: Temporal.Instant | null;
}

interface Narrow {
  readonly category: Category | null;
  readonly area: string;
}

/** No area means all of the city. */
const inArea = (area: string) => sql<boolean>`(areas = '{}' or ${area} = any (areas))`;

function occurrencesIn(ctx: Asked, window: Window, { category, area }: Narrow) {
  let rows = ctx.db.selectFrom('events.public_occurrences').where('last_day', '>=', window.from).where('first_day', '<=', window.to);
  if (category !== null) rows = rows.where('category', '=', category);
  if (area !== '') rows = rows.where(inArea(area));
  return rows;
}

export const eventList = query({
  name: 'events.list',
  title: { ja: 'イベントの一覧', en: 'Events' },
  input: listSearch,
  allow: open,
  async run(ctx, input): Promise<{ readonly rows: readonly Listed[]; readonly count: number; readonly page: number }> {
    const window = windowOf(input.period === 'deadline' ? 'all' : input.period, ctx.today, horizon(ctx.today).to);
    // A row for each event, not for each of its days: first which events, then the words of those that are shown.
    let rows = ctx.db.selectFrom('events.public_series as s').innerJoinLateral((eb) => eb.selectFrom('events.public_days as d').select(['d.first_day as first', 'd.from_minutes as minute']).whereRef('d.series_id', '=', 's.id').where('d.last_day', '>=', window.from).where('d.first_day', '<=', window.to)
      .orderBy('d.first_day').orderBy(sql`d.from_minutes nulls first`).limit(1).as('n'), (join) => join.onTrue());
    if (input.category !== null) rows = rows.where('s.category', '=', input.category);
    if (input.area !== '') rows = rows.where(inArea(input.area));
    if (input.period === 'deadline') rows = rows.where('s.apply_until', '>=', ctx.now).where('s.apply_until', '<=', ctx.now.add({ hours: NEAR.days * 24 }));
    const grams = bigrams(input.q);
    if (grams.length > 0) rows = rows.where(sql<boolean>`s.id::text in (select id from kernel.public_search where system = 'events' and grams @> ${grams}::text[])`);
    const ordered = input.period === 'deadline' ? rows.orderBy('s.apply_until') : rows.orderBy(sql`greatest(n.first, ${window.from}::date)`);
    const shown = await ordered.select('s.id').select(sql<number>`count(*) over ()`.as('total')).orderBy(sql`n.minute nulls first`).orderBy('s.event_no').limit(PAGE).offset((input.page - 1) * PAGE).execute();
    if (shown.length === 0) return { rows: [], count: 0, page: input.page };
    const words = await ctx.db.selectFrom('events.public_occurrences').selectAll().select(sql<number>`count(*) over (partition by series_id)`.as('occurrences')).where('series_id', 'in', shown.map((one) => one.id)).where('last_day', '>=', window.from).where('first_day', '<=', window.to)
      .distinctOn('series_id').orderBy('series_id').orderBy('first_day').orderBy(sql`from_minutes nulls first`).execute();
    const byId = new Map(words.map((row) => [row.series_id, row]));
    return {
      count: Number(shown[0]?.total ?? 0), page: input.page,
      rows: shown.flatMap(({ id }) => {
        const row = byId.get(id);
        return row === undefined ? [] : [{
          eventNo: row.event_no, title: row.title, titleEn: row.title_en, category: categoryOfRow(row.category), place: row.place_name, areas: row.areas, day: row.day, when: whenOfRow(row), status: statusOfRow(row.status), moved: !row.planned_day.equals(row.first_day),
          more: Number(row.occurrences) - 1, ...ruleOfRow({ ...row, first_day: row.rule_day }, null), ruleDay: row.rule_day, applyFrom: row.apply_from, applyUntil: row.apply_until,
        }];
      }),
    };
  },
});

export interface InMonth {
  readonly eventNo: number;
  readonly title: string;
  readonly titleEn: string;
  readonly category: Category;
  readonly when: When;
  readonly status: EventStatus;
}

/** Everything of a month; what goes on for days stands on each of them. */
export const monthEvents = query({
  name: 'events.month',
  title: { ja: '月のイベント', en: 'Events of a month' },
  input: z.object({ m: withDefault(textField({ ja: '月', en: 'Month' }, { max: 7, min: 0, numbers: true, pattern: { test: /^(?:20|21)\d{2}-(?:0[1-9]|1[0-2])$/, say: { ja: '「月」は 2026-12 のように入力してください。', en: 'Please give the month as 2026-12.' } } }), ''), ...narrowing }),
  allow: open,
  async run(ctx, input): Promise<{ readonly month: Temporal.PlainYearMonth; readonly rows: readonly InMonth[]; readonly earliest: Temporal.PlainYearMonth; readonly latest: Temporal.PlainYearMonth }> {
    const month = input.m === '' ? ctx.today.toPlainYearMonth() : Temporal.PlainYearMonth.from(input.m);
    const first = month.toPlainDate({ day: 1 });
    const window = { from: first, to: first.with({ day: month.daysInMonth }) };
    const rows = await occurrencesIn(ctx, window, input).select(['event_no', 'title', 'title_en', 'category', 'first_day', 'last_day', 'from_minutes', 'to_minutes', 'status']).orderBy('first_day').orderBy(sql`from_minutes nulls first`).orderBy('event_no').limit(2000).execute();
    return { month, earliest: ctx.today.subtract({ months: 13 }).toPlainYearMonth(), latest: horizon(ctx.today).to.toPlainYearMonth(), rows: rows.map((row) => ({ eventNo: row.event_no, title: row.title, titleEn: row.title_en, category: categoryOfRow(row.category), when: whenOfRow(row), status: statusOfRow(row.status) })) };
  },
});

export interface ShownOccurrence {
  readonly day: Temporal.PlainDate;
  readonly when: When;
  readonly planned: When;
  readonly status: EventStatus;
  readonly note: string;
}

export interface PublicEvent {
  readonly found: 'event';
  readonly identity: Identity;
  readonly content: Content;
  readonly statusNote: string;
  readonly department: string;
  readonly publishedAt: Temporal.Instant;
  readonly upcoming: readonly ShownOccurrence[];
  /** More than are shown. */
  readonly more: number;
  /** The last day that has been, when none is to come. */
  readonly past: Temporal.PlainDate | null;
}

export interface GoneEvent {
  readonly found: 'gone';
  readonly title: string;
  readonly reason: string;
  readonly since: Temporal.Instant;
}

const SHOWN = 12;
const FAR = { years: 10 } as const;

type SeriesRow = Parameters<typeof contentOfRow>[0] & Parameters<typeof identityOf>[0] & { readonly id: string };

async function withChanges(ctx: Asked, rows: readonly SeriesRow[]) {
  const changes = rows.length === 0 ? [] : await ctx.db.selectFrom('events.public_changes').selectAll().where('series_id', 'in', rows.map((row) => row.id)).orderBy('day').execute();
  const bySeries = Map.groupBy(changes, (change) => change.series_id);
  return rows.map((row) => ({ identity: identityOf(row, (bySeries.get(row.id) ?? []).map(changeOfRow)), content: contentOfRow(row) }));
}

export const publicEvent = query({
  name: 'events.event',
  title: { ja: 'イベント', en: 'An event' },
  input: z.object({ event: intField({ ja: '番号', en: 'Number' }, { min: 1, max: 9_999_999 }) }),
  allow: open,
  async run(ctx, input): Promise<PublicEvent | GoneEvent | null> {
    const row = await ctx.db.selectFrom('events.public_series').selectAll().where('event_no', '=', input.event).executeTakeFirst();
    if (!row) {
      const gone = await ctx.db.selectFrom('events.gone_series').selectAll().where('event_no', '=', input.event).executeTakeFirst();
      return gone ? { found: 'gone', title: gone.title, reason: gone.withdrawn_reason, since: gone.withdrawn_at } : null;
    }
    const [one] = await withChanges(ctx, [row]);
    if (!one) return null;
    const event = eventFor(ctx, one.identity, one.content);
    const soon = expand(event, { from: ctx.today, to: horizon(ctx.today).to }, isHoliday).occurrences;
    // What is announced years ahead is not over.
    const occurrences = soon.length > 0 ? soon : expand(event, { from: ctx.today, to: ctx.today.add(FAR) }, isHoliday).occurrences;
    const past = occurrences.length > 0 ? null : (expand(event, { from: firstDay(one.content.when), to: ctx.today }, isHoliday).occurrences.at(-1)?.when ?? one.content.when);
    return {
      found: 'event', ...one, statusNote: row.status_note, department: row.department, publishedAt: row.published_at, past: past === null ? null : lastDay(past), more: Math.max(0, occurrences.length - SHOWN),
      upcoming: occurrences.slice(0, SHOWN).map((occurrence) => ({ day: occurrence.id, when: occurrence.when, planned: occurrence.planned, status: statusOf(event, occurrence), note: occurrence.change?.note ?? '' })),
    };
  },
});

/** Events with something in this window, for the files that leave the house. */
export const calendarEvents = query({
  name: 'events.calendar',
  title: { ja: 'カレンダーに入れるイベント', en: 'Events for calendars' },
  input: z.object({ ...narrowing, event: optional(intField({ ja: '番号', en: 'Number' }, { min: 1, max: 9_999_999 })) }),
  allow: open,
  async run(ctx, input) {
    let rows = ctx.db.selectFrom('events.public_series').selectAll();
    if (input.event !== null) rows = rows.where('event_no', '=', input.event);
    // A single one is always given; in the whole calendar what was over a month ago is left out.
    else rows = rows.where('id', 'in', (eb) => eb.selectFrom('events.public_occurrences').select('series_id').where('last_day', '>=', ctx.today.subtract({ months: 1 })));
    if (input.category !== null) rows = rows.where('category', '=', input.category);
    if (input.area !== '') rows = rows.where(inArea(input.area));
    return withChanges(ctx, await rows.orderBy('event_no').limit(5000).execute());
  },
});

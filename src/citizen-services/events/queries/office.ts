/** What the office reads: its list, what waits, one event with everything around it, the form. */
import { sql } from 'kysely';
import { z } from 'zod';
import { officesOf, staff } from '../../../kernel/actor.ts';
import { isHoliday } from '../../../kernel/calendar/calendar.ts';
import { choiceField, codeField, intField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { bigrams } from '../../../kernel/text/search.ts';
import { query } from '../acts.ts';
import { type Asked, categoryOfRow, changesOf, contentOfRow, eventFor, identityOf, mayApprove, mayWrite, ruleOfRow, statusOfRow, whenOfRow, whoOf } from '../calendar-store.ts';
import { writers } from '../commands/editing.ts';
import { eventField, labels } from '../commands/fields.ts';
import { categories, type Content } from '../rules/content.ts';
import { statusOf } from '../rules/event.ts';
import { expand, firstDay, horizon } from '../rules/recurrence.ts';

const readers = [staff('events.write'), staff('events.approve')];
export const PAGE = 50;

export const waitingCount = query({
  name: 'events.waitingCount',
  title: { ja: '承認を待つイベントの数', en: 'Events that wait for approval' },
  input: z.object({}),
  allow: readers,
  async run(ctx) {
    const rows = await ctx.db.selectFrom('events.editions as e').innerJoin('events.series as s', 's.id', 'e.series_id').innerJoin('kernel.departments as d', 'd.id', 's.department_id').select(['d.code', 'e.authors']).where('e.state', '=', 'waiting').limit(500).execute();
    return rows.filter((row) => mayApprove(ctx, row.code) && !row.authors.includes(whoOf(ctx))).length;
  },
});

export const listStates = ['all', 'draft', 'waiting', 'public', 'over', 'withdrawn'] as const;
export const officeSearch = z.object({
  q: withDefault(textField({ ja: 'ことば', en: 'Words' }, { max: 60, min: 0, numbers: true }), ''), state: withDefault(choiceField({ ja: '状態', en: 'State' }, listStates), 'all'), category: optional(choiceField(labels.category, categories)), office: withDefault(codeField(labels.department, 80), ''),
  page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 100_000 }), 1),
});
export type OfficeSearch = z.infer<typeof officeSearch>;

async function listEvents(ctx: Asked, input: OfficeSearch, limit: number) {
  // Each event once: what is being written before what is public, for that is what there is to do.
  let rows = ctx.db.selectFrom('events.series as s').innerJoinLateral((eb) => eb.selectFrom('events.editions as e').selectAll('e').whereRef('e.series_id', '=', 's.id').orderBy(sql`array_position(array['waiting','draft','public','superseded','dropped'], e.state)`).orderBy('e.number', 'desc').limit(1).as('e'), (join) => join.onTrue())
    .innerJoin('kernel.departments as d', 'd.id', 's.department_id').leftJoinLateral((eb) => eb.selectFrom('events.occurrences as o').select('o.first_day as next').whereRef('o.series_id', '=', 's.id').where('o.last_day', '>=', ctx.today).orderBy('o.first_day').limit(1).as('o'), (join) => join.onTrue());
  const offices = [officesOf(ctx.actor, 'events.write'), officesOf(ctx.actor, 'events.approve')];
  if (!offices.includes('city')) rows = rows.where('d.code', 'in', [...new Set(offices.flat()), '']);
  if (input.office !== '') rows = rows.where('d.code', '=', input.office);
  if (input.category !== null) rows = rows.where('e.category', '=', input.category);
  if (input.state === 'draft' || input.state === 'waiting') rows = rows.where('e.state', '=', input.state);
  if (input.state === 'public') rows = rows.where('s.state', '=', 'public').where('o.next', 'is not', null);
  if (input.state === 'over') rows = rows.where('s.state', '=', 'public').where('o.next', 'is', null);
  if (input.state === 'withdrawn') rows = rows.where('s.state', '=', 'withdrawn');
  const grams = bigrams(input.q);
  if (/^\d{1,7}$/.test(input.q)) rows = rows.where('s.event_no', '=', Number(input.q));
  else if (grams.length > 0) rows = rows.where((eb) => eb.or([eb('e.title', 'ilike', `%${input.q.replaceAll(/[%_\\]/g, '\\$&')}%`), eb('e.place_name', 'ilike', `%${input.q.replaceAll(/[%_\\]/g, '\\$&')}%`)]));
  const total = await rows.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  const found = await rows.select(['s.id', 's.event_no', 's.state as seriesState', 's.status', 'e.state', 'e.version', 'e.title', 'e.category', 'e.place_name', 'e.saved_at', 'e.saved_name', 'e.first_day', 'e.last_day', 'e.from_minutes', 'e.to_minutes', 'e.rule', 'e.holiday_rule', 'e.authors', 'd.name as office', 'd.code as officeCode', 'o.next'])
    .orderBy(sql`case e.state when 'waiting' then 0 when 'draft' then 1 else 2 end`).orderBy(sql`coalesce(o.next, e.first_day) < ${ctx.today}::date`).orderBy(sql`coalesce(o.next, e.first_day)`).orderBy('s.event_no').limit(limit).offset((input.page - 1) * PAGE).execute();
  return {
    count: Number(total.count), page: input.page,
    rows: found.map((row) => ({
      id: row.id, eventNo: row.event_no, seriesState: row.seriesState, status: statusOfRow(row.status), state: row.state, version: row.version, title: row.title, category: categoryOfRow(row.category), place: row.place_name, savedAt: row.saved_at, savedName: row.saved_name, when: whenOfRow(row), rule: ruleOfRow(row, null), office: row.office, next: row.next,
      mine: row.authors.includes(whoOf(ctx)), mayApprove: mayApprove(ctx, row.officeCode),
    })),
  };
}

export const officeList = query({ name: 'events.officeList', title: { ja: 'イベントの一覧（庁内）', en: 'Events of the office' }, input: officeSearch, allow: readers, run: (ctx, input) => listEvents(ctx, input, PAGE) });
export const officeListAll = query({ name: 'events.officeListAll', title: { ja: 'イベントの一覧（CSV）', en: 'All events, for CSV' }, input: officeSearch, allow: readers, run: (ctx, input) => listEvents(ctx, { ...input, page: 1 }, 20_000) });

async function offices(ctx: Asked, may: (office: string) => boolean) {
  const rows = await ctx.db.selectFrom('kernel.departments').select(['id', 'code', 'name']).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', ctx.today)])).orderBy('code').execute();
  return rows.filter((row) => may(row.code));
}

/** Where the asker may write; the parts of the city. */
export const formChoices = query({
  name: 'events.formChoices',
  title: { ja: '登録の画面の選択肢', en: 'Choices of the form' },
  input: z.object({}),
  allow: writers,
  run: async (ctx) => ({ offices: await offices(ctx, (office) => mayWrite(ctx, office)), areas: ctx.city.facts.areas ?? [] }),
});

export const listChoices = query({
  name: 'events.listChoices',
  title: { ja: '一覧の選択肢', en: 'Choices of the list' },
  input: z.object({}),
  allow: readers,
  run: (ctx) => offices(ctx, (office) => mayWrite(ctx, office) || mayApprove(ctx, office)),
});

const OCCURRENCES = 130;

export const eventRecord = query({
  name: 'events.eventRecord',
  title: { ja: 'イベントの記録', en: 'An event with everything around it' },
  input: z.object({ event: eventField }),
  allow: readers,
  async run(ctx, input) {
    const series = await ctx.db.selectFrom('events.series as s').innerJoin('kernel.departments as d', 'd.id', 's.department_id').selectAll('s').select(['d.name as office', 'd.code as officeCode']).where('s.id', '=', input.event).executeTakeFirst();
    if (!series || !(mayWrite(ctx, series.officeCode) || mayApprove(ctx, series.officeCode))) return null;
    const [editions, changes] = await Promise.all([ctx.db.selectFrom('events.editions').selectAll().where('series_id', '=', series.id).orderBy('number', 'desc').limit(50).execute(), changesOf(ctx.db, series.id)]);
    const live = editions.find((one) => one.state === 'public') ?? null;
    const open = editions.find((one) => one.state === 'draft' || one.state === 'waiting') ?? null;
    const shown = open ?? live ?? editions[0];
    if (!shown) return null;
    const identity = identityOf(series, changes);
    const days = (content: Content) => {
      const event = eventFor(ctx, identity, content);
      const from = Temporal.PlainDate.compare(firstDay(content.when), ctx.today) > 0 ? firstDay(content.when) : ctx.today;
      const { occurrences, lost } = expand(event, { from, to: horizon(from).to }, isHoliday);
      return {
        lost, more: Math.max(0, occurrences.length - OCCURRENCES),
        rows: occurrences.slice(0, OCCURRENCES).map((one) => ({ day: one.id, when: one.when, planned: one.planned, status: statusOf(event, one), note: one.change?.note ?? '', sequence: one.change?.sequence ?? 0, changed: one.change !== null && (one.change.status !== 'scheduled' || one.change.when !== null) })),
      };
    };
    const liveContent = live === null ? null : contentOfRow(live);
    const openContent = open === null ? null : contentOfRow(open);
    return {
      id: series.id, eventNo: series.event_no, state: series.state, status: statusOfRow(series.status), statusNote: series.status_note, version: series.version, office: series.office, officeId: series.department_id, withdrawnReason: series.withdrawn_reason, sourceUid: series.source_uid,
      title: shown.title, shown: contentOfRow(shown), live: liveContent, liveDays: liveContent === null ? null : days(liveContent),
      open: open === null || openContent === null ? null : { id: open.id, number: open.number, state: open.state === 'waiting' ? ('waiting' as const) : ('draft' as const), version: open.version, content: openContent, days: days(openContent), savedName: open.saved_name, savedAt: open.saved_at, changeNote: open.change_note, submittedName: open.submitted_name, submittedAt: open.submitted_at, returnedNote: open.returned_note, mine: open.authors.includes(whoOf(ctx)) || open.submitted_by === whoOf(ctx) },
      editions: editions.map((one) => ({ number: one.number, state: one.state, title: one.title, savedName: one.saved_name, savedAt: one.saved_at, changeNote: one.change_note, decidedName: one.decided_name, decidedAt: one.decided_at })),
      mayWrite: mayWrite(ctx, series.officeCode), mayApprove: mayApprove(ctx, series.officeCode),
    };
  },
});

/** 公開 and 掲載終了, in the transaction of whoever decided it: the event, its days, the search. */
import { index, unindex } from '../../kernel/search/search.ts';
import { formatDate } from '../../kernel/calendar/calendar.ts';
import { addressOf, contentOfRow, type Ctx, type LockedSeries, nameOf, storeOccurrences, whoOf } from './calendar-store.ts';
import { categoryWords } from './messages/words.ts';
import type { Content } from './rules/content.ts';
import { firstDay } from './rules/recurrence.ts';
import { ruleWords } from './rules/rrule.ts';

type Series = Pick<LockedSeries['series'], 'id' | 'event_no'>;

/** For the office: who writes events finds them in the desk's search, public or not. */
export async function indexForStaff(ctx: Ctx, series: Series, title: string): Promise<void> {
  await index(ctx, { system: 'events', kind: 'event', id: series.id, title, note: `イベント ${series.event_no}`, href: `/staff/events/${series.id}`, words: String(series.event_no), face: 'staff', permission: 'events.write' });
}

async function indexForAll(ctx: Ctx, series: Series, content: Content): Promise<void> {
  const when = content.rule === null ? formatDate(firstDay(content.when), 'ja', 'withWeekday') : ruleWords(content.rule, firstDay(content.when), content.holidayRule);
  await index(ctx, {
    system: 'events', kind: 'event', id: series.id, title: content.title, note: ['イベント', when, content.placeName].filter((text) => text !== '').join('　'), href: addressOf(series.event_no), face: 'citizen',
    words: [content.titleKana, content.titleEn, categoryWords[content.category].ja, categoryWords[content.category].en, content.organiser, content.description.slice(0, 300)].join(' '),
  });
}

/** Puts the edition that waits before the public; what stood there before is superseded in the same transaction. */
export async function putOut(ctx: Ctx, { series, open }: LockedSeries): Promise<void> {
  if (open === null) throw new Error('nothing waits');
  const content = contentOfRow(open);
  await ctx.db.updateTable('events.editions').set({ state: 'superseded' }).where('series_id', '=', series.id).where('state', '=', 'public').execute();
  await ctx.db.updateTable('events.editions').set({ state: 'public', decided_by: whoOf(ctx), decided_name: nameOf(ctx), decided_at: ctx.now, version: open.version + 1 }).where('id', '=', open.id).execute();
  await ctx.db.updateTable('events.series').set({
    state: 'public', published_at: series.published_at ?? ctx.now, updated_at: ctx.now, withdrawn_at: null, withdrawn_reason: null, version: series.version + 1,
    // What was told once is told anew under a higher number.
    sequence: series.published_at === null ? series.sequence : series.sequence + 1,
  }).where('id', '=', series.id).execute();
  await storeOccurrences(ctx, series.id, { anew: series.published_at === null });
  await indexForAll(ctx, series, content);
  await indexForStaff(ctx, series, content.title);
}

/** Takes an event from the public: its address says since when and why. */
export async function takeDown(ctx: Ctx, { series }: LockedSeries, reason: string): Promise<void> {
  const title = (await ctx.db.selectFrom('events.editions').select('title').where('series_id', '=', series.id).where('state', '=', 'public').executeTakeFirst())?.title ?? '';
  await ctx.db.updateTable('events.editions').set({ state: 'superseded' }).where('series_id', '=', series.id).where('state', '=', 'public').execute();
  await ctx.db.updateTable('events.series').set({ state: 'withdrawn', withdrawn_at: ctx.now, withdrawn_reason: reason, updated_at: ctx.now, version: series.version + 1 }).where('id', '=', series.id).execute();
  await ctx.db.deleteFrom('events.occurrences').where('series_id', '=', series.id).where('first_day', '>=', ctx.today).execute();
  await unindex(ctx, { system: 'events', kind: 'event', id: series.id });
  await indexForStaff(ctx, series, title);
}

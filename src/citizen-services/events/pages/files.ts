/** What leaves the house as files: iCalendar for all and for one, the open data, the office's own list. */
import { z } from 'zod';
import { anyone, staff } from '../../../kernel/actor.ts';
import { formatDate, isHoliday } from '../../../kernel/calendar/calendar.ts';
import { notFound, problem, route } from '../../../kernel/page.ts';
import { writeCsv } from '../../../kernel/text/csv.ts';
import { describeUnmappable, encodeMs932 } from '../../../kernel/text/ms932.ts';
import { eventFor } from '../calendar-store.ts';
import { categoryWords, stateWords, statusWords } from '../messages/words.ts';
import { officeListAll, officeSearch } from '../queries/office.ts';
import { calendarEvents, narrowing } from '../queries/public.ts';
import { calendarId } from '../rules/content.ts';
import { type Edition, type Exported, writeDataset } from '../rules/dataset.ts';
import { statusOf } from '../rules/event.ts';
import { calendarFile } from '../rules/ics.ts';
import { expand, firstDay, horizon, lastDay } from '../rules/recurrence.ts';
import { ruleWords } from '../rules/rrule.ts';
import { ruleText, whenText } from './when.tsx';

const open = [anyone('公開しているイベントだけを出します')];
const ICS = 'text/calendar; charset=utf-8';
const HOUR = 3600;
const search = z.object(narrowing);

const headFor = (name: string, origin: string, today: Temporal.PlainDate) => ({ name, host: new URL(origin).host, window: horizon(today), isHoliday });

export const calendarRoute = route({
  path: '/events.ics',
  title: { ja: 'イベントのカレンダー', en: 'Events as iCalendar' },
  allow: open,
  shared: 'day',
  async run(ctx, at) {
    const asked = search.safeParse(at.search);
    const narrow = asked.success ? asked.data : { category: null, area: '' };
    const found = await ctx.ask(calendarEvents, narrow);
    const names = [`${ctx.city.facts.name.ja}のイベント`, narrow.category === null ? '' : categoryWords[narrow.category].ja, (ctx.city.facts.areas ?? []).find((area) => area.code === narrow.area)?.name.ja ?? ''];
    return { type: ICS, cacheSeconds: HOUR, body: calendarFile(headFor(names.filter((name) => name !== '').join('　'), ctx.city.origin, ctx.today), found.map(({ identity, content }) => eventFor(ctx, identity, content))) };
  },
});

export const eventCalendarRoute = route({
  path: '/events/:file{[0-9]{1,7}\\.ics}',
  title: { ja: '1つのイベントのカレンダー', en: 'One event as iCalendar' },
  allow: open,
  shared: 'day',
  async run(ctx, { params }) {
    const eventNo = Number((params['file'] ?? '').replace(/\.ics$/, ''));
    if (!Number.isSafeInteger(eventNo) || eventNo < 1) return notFound;
    const [found] = await ctx.ask(calendarEvents, { event: eventNo });
    if (!found) return notFound;
    return { type: ICS, cacheSeconds: HOUR, body: calendarFile(headFor(found.content.title, ctx.city.origin, ctx.today), [eventFor(ctx, found.identity, found.content)]) };
  },
});

/** The prefecture that the city's own address begins with. */
const prefectureOf = (address: string) => /^(?:東京都|北海道|(?:京都|大阪)府|.{2,3}県)/.exec(address)?.[0] ?? '';

export const datasetRoute = route({
  path: '/events.csv',
  title: { ja: 'イベント一覧（オープンデータ）', en: 'Events as open data' },
  allow: open,
  shared: 'day',
  async run(ctx, at) {
    const edition: Edition = at.search['edition'] === 'recommended' ? 'recommended' : 'standard';
    const { facts } = ctx.city;
    const window = horizon(ctx.today);
    const events = (await ctx.ask(calendarEvents, {})).flatMap(({ identity, content }): Exported[] => {
      if (!content.openData) return [];
      const event = eventFor(ctx, identity, content);
      const { occurrences } = expand(event, window, isHoliday);
      const [first] = occurrences;
      if (!first) return [];
      const fallen = occurrences.filter((one) => statusOf(event, one) === 'cancelled');
      const cancelled = identity.status !== 'scheduled' ? statusWords[identity.status].ja : fallen.length === 0 ? '' : `${fallen.slice(0, 10).map((one) => formatDate(firstDay(one.when), 'ja', 'monthDay')).join('、')}は中止`;
      return [{
        no: calendarId(identity.eventNo), content, from: firstDay(first.when), to: occurrences.reduce((last, one) => (Temporal.PlainDate.compare(lastDay(one.when), last) > 0 ? lastDay(one.when) : last), lastDay(first.when)),
        repeats: [content.rule === null ? '' : ruleWords(content.rule, firstDay(content.when), content.holidayRule), cancelled].filter((text) => text !== '').join('。'), url: event.url,
      }];
    });
    const rows = writeDataset(edition, { code: facts.code, prefecture: prefectureOf(facts.address.ja), city: facts.name.ja }, events);
    const file = { filename: `${facts.code}_event.csv`, cacheSeconds: HOUR };
    if (at.search['encoding'] !== 'ms932') return { ...file, type: 'text/csv; charset=utf-8', body: writeCsv(rows, { guardFormulas: false }) };
    const encoded = encodeMs932(writeCsv(rows, { guardFormulas: false, bom: false }));
    // Not a single character is replaced in silence: who needs this form hears which ones it does not have.
    if (!encoded.ok) return problem(describeUnmappable(encoded.unmappable)[ctx.lang]);
    return { ...file, type: 'text/csv; charset=Shift_JIS', body: encoded.bytes };
  },
});

export const officeCsv = route({
  path: '/staff/events.csv',
  title: { ja: 'イベントの一覧のCSV', en: 'Events as CSV' },
  allow: [staff('events.write'), staff('events.approve')],
  async run(ctx, at) {
    const asked = officeSearch.safeParse(at.search);
    const { rows } = await ctx.ask(officeListAll, asked.success ? asked.data : {});
    const lines = rows.map((row) => [row.eventNo, row.title, categoryWords[row.category].ja, row.office, row.seriesState === 'withdrawn' ? stateWords.withdrawn : stateWords[row.state], statusWords[row.status].ja, whenText(row.when, 'ja'), ruleText(row.rule.rule, firstDay(row.when), row.rule.holidayRule, 'ja'), row.next?.toString() ?? '', row.place, row.savedName]);
    return { type: 'text/csv; charset=utf-8', filename: `イベント-${ctx.today.toString()}.csv`, body: writeCsv([['番号', '行事', '分類', '所属', '状態', '開催', '日時', '繰り返し', '次の開催日', '場所', '最後に直した人'], ...lines]) };
  },
});

export const routes = [calendarRoute, eventCalendarRoute, datasetRoute, officeCsv];

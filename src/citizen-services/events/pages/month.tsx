/** イベント: a month as a table that can be read cell by cell; on a phone, day by day. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { formatDate, holidayName, weekdayName } from '../../../kernel/calendar/calendar.ts';
import { page } from '../../../kernel/page.ts';
import type { Lang } from '../../../kernel/view.ts';
import { A, Page, RangeNav, useText, useUi } from '../../../ui/index.ts';
import { statusWords } from '../messages/words.ts';
import { type InMonth, monthEvents, narrowing } from '../queries/public.ts';
import { monthGrid } from '../rules/periods.ts';
import { firstDay, lastDay } from '../rules/recurrence.ts';
import { crumb, ListOrMonth, Narrow, path, StatusChip, Subscribe, Title, withSearch } from './public-parts.tsx';
import { hoursText } from './when.tsx';

const search = z.object({ m: z.string().regex(/^(?:20|21)\d{2}-(?:0[1-9]|1[0-2])$/).catch(''), ...narrowing });

const monthName = (month: Temporal.PlainYearMonth, lang: Lang) => (lang === 'ja' ? `${formatDate(month.toPlainDate({ day: 1 }), 'ja').replace(/\d+日$|元日$/, '')}` : formatDate(month.toPlainDate({ day: 1 }), 'en').replace(/^1 /, ''));

type ByDay = ReadonlyMap<string, readonly InMonth[]>;

/** Each day with what there is on it; what goes on for days stands on each of them. */
function byDay(rows: readonly InMonth[], month: Temporal.PlainYearMonth): ByDay {
  const found = new Map<string, InMonth[]>();
  const start = month.toPlainDate({ day: 1 });
  const end = start.with({ day: month.daysInMonth });
  for (const row of rows) {
    const [first, last] = [firstDay(row.when), lastDay(row.when)];
    const until = Temporal.PlainDate.compare(last, end) > 0 ? end : last;
    for (let day = Temporal.PlainDate.compare(first, start) < 0 ? start : first; Temporal.PlainDate.compare(day, until) <= 0; day = day.add({ days: 1 })) {
      const key = day.toString();
      const list = found.get(key);
      if (list) list.push(row);
      else found.set(key, [row]);
    }
  }
  return found;
}
const on = (days: ByDay, day: Temporal.PlainDate) => days.get(day.toString()) ?? [];

function dayClass(day: Temporal.PlainDate, holiday: string | null): string | undefined {
  if (holiday !== null || day.dayOfWeek === 7) return 'sun';
  return day.dayOfWeek === 6 ? 'sat' : undefined;
}

function Entry({ row, listed = false }: { readonly row: InMonth; readonly listed?: boolean }) {
  const { lang } = useUi();
  const hours = hoursText(row.when, lang);
  return (
    <A to={`${path}/${row.eventNo}`}>
      {hours !== '' && (listed ? `${hours}　` : <span class="slot-month">{hours.replace(/[～–].*$/, '')} </span>)}<Title title={row.title} titleEn={row.titleEn} />
    </A>
  );
}

function Grid({ month, days, today }: { readonly month: Temporal.PlainYearMonth; readonly days: ByDay; readonly today: Temporal.PlainDate }) {
  const { lang } = useUi();
  const t = useText();
  const weeks = monthGrid(month);
  const sunday = Temporal.PlainDate.from('2026-11-01');
  return (
    <section class="slot-scroll" aria-label={t({ ja: '月のカレンダー', en: 'Calendar of the month' })} tabindex={0}>
      <table class="data keep slot-grid">
        <caption>{t({ ja: `${monthName(month, 'ja')}のイベント`, en: `Events in ${monthName(month, 'en')}` })}</caption>
        <thead>
          <tr>
            <th scope="col">{t({ ja: '週', en: 'Week' })}</th>
            {[0, 1, 2, 3, 4, 5, 6].map((index) => <th key={index} scope="col" class={index === 0 ? 'sun' : index === 6 ? 'sat' : undefined}>{weekdayName(sunday.add({ days: index }), lang)}</th>)}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week, index) => (
            <tr key={index}>
              <th scope="row">{t({ ja: `第${index + 1}週`, en: `Week ${index + 1}` })}</th>
              {week.map((day, column) => <td key={column}>{day !== null && <Day day={day} rows={on(days, day)} today={today} />}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Day({ day, rows, today }: { readonly day: Temporal.PlainDate; readonly rows: readonly InMonth[]; readonly today: Temporal.PlainDate }) {
  const { lang } = useUi();
  const t = useText();
  const holiday = holidayName(day, lang);
  return (
    <div>
      <p class={dayClass(day, holiday)}><time datetime={day.toString()}><b>{day.day}</b><span class="vh">{t({ ja: '日', en: '' })}</span></time>{day.equals(today) && <span> {t({ ja: '今日', en: 'today' })}</span>}{holiday !== null && <span class="slot-holiday">{holiday}</span>}</p>
      {rows.length > 0 && <ul>{rows.map((row) => <li key={row.eventNo} class="slot-note"><Entry row={row} />{row.status !== 'scheduled' && <b> {t(statusWords[row.status])}</b>}</li>)}</ul>}
    </div>
  );
}

function DayList({ month, days }: { readonly month: Temporal.PlainYearMonth; readonly days: ByDay }) {
  const { lang } = useUi();
  const t = useText();
  const full = monthGrid(month).flat().filter((day) => day !== null).map((day) => ({ day, of: on(days, day) })).filter(({ of }) => of.length > 0);
  return (
    <div class="slot-list">
      <h2 class="vh">{t({ ja: '日ごとの一覧', en: 'Day by day' })}</h2>
      {full.map(({ day, of }) => {
        const holiday = holidayName(day, lang);
        return (
          <section key={day.toString()}>
            <h3 class={dayClass(day, holiday)}>{formatDate(day, lang, 'monthDay')}{holiday !== null && <small> {holiday}</small>}</h3>
            <ul>{of.map((row) => <li key={row.eventNo}><Entry row={row} listed /> <StatusChip status={row.status} /></li>)}</ul>
          </section>
        );
      })}
    </div>
  );
}

export const monthPage = page({
  path: `${path}/month`,
  title: { ja: '月のイベント', en: 'Events of a month' },
  allow: [anyone('公開しているイベントだけを見せます')],
  search,
  shared: 'day',
  load: async (ctx, at) => ({ ...(await ctx.ask(monthEvents, at.search)), asked: at.search }),
  view({ month, rows, earliest, latest, asked }, ctx) {
    const { lang } = ctx;
    const ja = lang === 'ja';
    const narrow = { category: asked.category ?? '', area: asked.area };
    const link = (to: Temporal.PlainYearMonth) => ({ to: withSearch(`${path}/month`, { m: to.toString(), ...narrow }), label: monthName(to, lang) });
    const days = byDay(rows, month);
    const [before, next] = [month.subtract({ months: 1 }), month.add({ months: 1 })];
    return (
      <Page title={ja ? `${monthName(month, lang)}のイベント` : `Events in ${monthName(month, lang)}`} wide crumbs={[crumb(lang)]}>
        <ListOrMonth month narrow={narrow} />
        <RangeNav label={ja ? '月の移動' : 'Months'} current={monthName(month, lang)} {...(Temporal.PlainYearMonth.compare(before, earliest) >= 0 ? { previous: link(before) } : {})} {...(Temporal.PlainYearMonth.compare(next, latest) <= 0 ? { next: link(next) } : {})} />
        <Narrow to={`${path}/month`} category={asked.category} area={asked.area} areas={ctx.city.facts.areas ?? []} keep={{ m: month.toString() }} />
        {rows.length === 0 && <p>{ja ? 'この月のイベントは、まだ登録されていません。' : 'No events have been announced for this month.'}</p>}
        <div class="slots with-list"><Grid month={month} days={days} today={ctx.today} />{rows.length > 0 && <DayList month={month} days={days} />}</div>
        <Subscribe origin={ctx.city.origin} code={ctx.city.facts.code} narrow={narrow} />
      </Page>
    );
  },
});

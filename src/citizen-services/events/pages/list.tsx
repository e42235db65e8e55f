/** イベント: the list, day by day. */
import { anyone } from '../../../kernel/actor.ts';
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import { page } from '../../../kernel/page.ts';
import type { CityArea } from '../../../kernel/city.ts';
import type { Lang } from '../../../kernel/view.ts';
import { A, Empty, Page, Pager, Section, useText, useUi } from '../../../ui/index.ts';
import { categoryWords, periodWords } from '../messages/words.ts';
import { eventList, type Listed, type ListSearch, listSearch, PAGE } from '../queries/public.ts';
import { firstDay, lastDay } from '../rules/recurrence.ts';
import { ApplyChip, areaNames, asSearch, ListOrMonth, Narrow, path, PeriodTabs, StatusChip, Subscribe, Title, withSearch } from './public-parts.tsx';
import { hoursText, ruleText, whenText } from './when.tsx';

interface Model {
  readonly rows: readonly Listed[];
  readonly count: number;
  readonly asked: ListSearch;
}

/** What began before today stands first, together. */
function groupsOf(rows: readonly Listed[], today: Temporal.PlainDate, lang: Lang): readonly (readonly [string, readonly Listed[]])[] {
  const running = (row: Listed) => Temporal.PlainDate.compare(firstDay(row.when), today) < 0;
  const going = rows.filter(running);
  const days = Map.groupBy(rows.filter((row) => !running(row)), (row) => firstDay(row.when).toString());
  return [
    ...(going.length > 0 ? [[lang === 'ja' ? '開催中' : 'Going on now', going] as const] : []),
    ...[...days].map(([day, of]) => [`${formatDate(Temporal.PlainDate.from(day), lang, 'withWeekday')}${Temporal.PlainDate.from(day).equals(today) ? (lang === 'ja' ? '　今日' : ' – today') : ''}`, of] as const),
  ];
}

function Lead({ row, running }: { readonly row: Listed; readonly running: boolean }) {
  const { lang } = useUi();
  const t = useText();
  if (running || !firstDay(row.when).equals(lastDay(row.when))) return <>{t({ ja: `${formatDate(lastDay(row.when), lang, 'monthDay')}まで`, en: `until ${formatDate(lastDay(row.when), lang, 'monthDay')}` })}</>;
  return <>{row.when.allDay ? t({ ja: '終日', en: 'All day' }) : hoursText(row.when, lang)}</>;
}

function Note({ row, areas }: { readonly row: Listed; readonly areas: readonly CityArea[] }) {
  const { lang } = useUi();
  const t = useText();
  const within = areaNames(row.areas, areas, lang).join(lang === 'ja' ? '・' : ', ');
  return (
    <>
      {t(categoryWords[row.category])}{row.place !== '' && <>　<span lang={lang === 'en' ? 'ja' : undefined}>{row.place}</span></>}{within !== '' && `　${within}`} <StatusChip status={row.status} /> {row.moved && row.status === 'scheduled' ? t({ ja: '（日を変更しました）', en: '(moved from another day)' }) : ''} {row.status === 'cancelled' ? null : <ApplyChip from={row.applyFrom} until={row.applyUntil} />}
      {row.rule !== null ? <><br />{ruleText(row.rule, row.ruleDay, row.holidayRule, lang)}</> : row.more > 0 && t({ ja: `　ほかに${row.more}回`, en: ` and ${row.more} more` })}
    </>
  );
}

function Days({ model, today, areas }: { readonly model: Model; readonly today: Temporal.PlainDate; readonly areas: readonly CityArea[] }) {
  const { lang } = useUi();
  const { asked } = model;
  // By deadline it is the deadlines that are in order, not the days.
  const groups = asked.period === 'deadline' ? [[lang === 'ja' ? '締切が近い順' : 'By deadline', model.rows] as const] : groupsOf(model.rows, today, lang);
  return (
    <>
      {groups.map(([title, rows], index) => (
        <Section key={title} title={title}>
          <ul class="link-list">
            {rows.map((row) => (
              <li key={row.eventNo}>
                <span class="link-lead">{asked.period === 'deadline' ? whenText(row.when, lang, 'monthDay') : <Lead row={row} running={index === 0 && Temporal.PlainDate.compare(firstDay(row.when), today) < 0} />}</span>
                <span><A to={`${path}/${row.eventNo}`}><Title title={row.title} titleEn={row.titleEn} /></A><span class="link-note"><Note row={row} areas={areas} /></span></span>
              </li>
            ))}
          </ul>
        </Section>
      ))}
    </>
  );
}

function Nothing({ asked }: { readonly asked: ListSearch }) {
  const t = useText();
  const narrowed = asked.category !== null || asked.area !== '' || asked.q !== '' || asked.period !== 'all';
  if (!narrowed) return <Empty title={t({ ja: 'これから行われるイベントは、まだ登録されていません。', en: 'No events have been announced yet.' })} />;
  const what = asked.period === 'all' ? '' : t(periodWords[asked.period]);
  return <Empty title={t({ ja: `${what === '' ? '' : `「${what}」で、`}当てはまるイベントはありません。`, en: 'No event matches.' })} next={<A to={path}>{t({ ja: 'これからのイベントをすべて見る', en: 'Show all upcoming events' })}</A>} />;
}

export const listPage = page({
  path,
  title: { ja: 'イベント', en: 'Events' },
  allow: [anyone('公開しているイベントだけを見せます')],
  search: listSearch,
  shared: 'minute',
  load: async (ctx, { search }): Promise<Model> => ({ ...(await ctx.ask(eventList, search)), asked: search }),
  view(model, ctx) {
    const { lang, today } = ctx;
    const ja = lang === 'ja';
    const { asked } = model;
    const areas = ctx.city.facts.areas ?? [];
    const at = (number: number) => withSearch(path, { ...asSearch(asked), page: number === 1 ? '' : String(number) });
    const narrow = { category: asked.category ?? '', area: asked.area };
    return (
      <Page title={ja ? 'イベント' : 'Events'} head={<link rel="alternate" type="text/calendar" href="/events.ics" />} lead={ja ? '市の催し・講座・健診・相談などの予定です。' : 'Festivals, courses, health checks and consultation days of the city. Most of them are held in Japanese.'}>
        <ListOrMonth month={false} narrow={narrow} />
        <PeriodTabs asked={asked} />
        <Narrow to={path} category={asked.category} area={asked.area} areas={areas} q={asked.q} keep={{ period: asked.period === 'all' ? '' : asked.period }} />
        {model.rows.length === 0 ? <Nothing asked={asked} /> : <Days model={model} today={today} areas={areas} />}
        <Pager shown={model.rows.length} total={model.count} {...(asked.page > 1 ? { previousHref: at(asked.page - 1) } : {})} {...(asked.page * PAGE < model.count ? { nextHref: at(asked.page + 1) } : {})} />
        <Subscribe origin={ctx.city.origin} code={ctx.city.facts.code} narrow={narrow} />
      </Page>
    );
  },
});

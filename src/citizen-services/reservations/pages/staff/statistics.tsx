/** 利用統計: counts, persons, use of what could be lent, income; plot and table side by side, CSV for the year book. */
import { staff } from '../../../../kernel/actor.ts';
import { page, route } from '../../../../kernel/page.ts';
import { barChart, Figure } from '../../../../ui/charts.tsx';
import { A, DataTable, DateField, Form, Money, Page, Section, Select } from '../../../../ui/index.ts';
import { staffFacilities } from '../../queries/facilities.ts';
import { statistics, statisticsCsv } from '../../queries/statistics.ts';
import { DoorTabs } from './home.tsx';
import { home, one, withSearch } from './words.tsx';

const path = '/staff/reservations/statistics';
const dimensions = [{ value: 'facility', label: '施設' }, { value: 'space', label: '室場' }, { value: 'slot', label: '時間の区分' }, { value: 'purpose', label: '目的' }, { value: 'class', label: '利用者区分' }];
type Search = Readonly<Record<string, string | string[]>>;

/** This month, unless asked otherwise. */
function asked(search: Search, today: Temporal.PlainDate) {
  const first = today.with({ day: 1 });
  return { from: one(search, 'from') || first.toString(), to: one(search, 'to') || first.add({ months: 1 }).subtract({ days: 1 }).toString(), by: one(search, 'by') || 'facility', facility: one(search, 'facility'), step: 'whole' };
}

const percent = (perMille: number | null) => (perMille === null ? '―' : `${(perMille / 10).toFixed(1)}%`);
const MAX_BARS = 12;

export const statisticsPage = page({
  path,
  title: { ja: '利用統計', en: 'Statistics' },
  allow: [staff('reservations.statistics')],
  async load(ctx, { search }) {
    const ask = asked(search, ctx.today);
    const [rows, facilities] = await Promise.all([ctx.ask(statistics, ask), ctx.tryAsk(staffFacilities, {})]);
    return { ask, rows, facilities: facilities.ok ? facilities.value : [] };
  },
  view({ ask, rows, facilities }, ctx) {
    const busiest = rows.toSorted((a, b) => b.count - a.count);
    const [first] = busiest;
    const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + pick(row), 0);
    const used = sum((row) => row.usedMinutes);
    const openable = sum((row) => row.openableMinutes);
    const table = (
      <DataTable caption="利用統計" hideCaption rows={busiest} rowKey={(row) => row.key} csvHref={withSearch('/staff/reservations/csv/statistics', ask)} empty="この期間の利用はありません。"
        columns={[
          { key: 'key', label: '区分', render: (row) => row.key }, { key: 'count', label: '件数', align: 'end', render: (row) => row.count.toLocaleString('ja-JP') }, { key: 'persons', label: '人数', align: 'end', render: (row) => row.persons.toLocaleString('ja-JP') },
          { key: 'rate', label: '稼働率', align: 'end', render: (row) => percent(row.ratePerMille) }, { key: 'official', label: '公用', align: 'end', render: (row) => percent(row.officialPerMille) }, { key: 'income', label: '収入', align: 'end', render: (row) => <Money yen={row.incomeYen} /> },
          { key: 'reduced', label: '減免', align: 'end', render: (row) => <Money yen={row.reductionYen} /> }, { key: 'missed', label: '無断', align: 'end', render: (row) => row.noShows }, { key: 'cancelled', label: '取消し', align: 'end', render: (row) => row.cancelled },
        ]}
        foot={['計', sum((row) => row.count).toLocaleString('ja-JP'), sum((row) => row.persons).toLocaleString('ja-JP'), openable > 0 ? percent(Math.round((used * 1000) / openable)) : '―', '', <Money key="income" yen={sum((row) => row.incomeYen)} />, <Money key="reduced" yen={sum((row) => row.reductionYen)} />, sum((row) => row.noShows), sum((row) => row.cancelled)]}
      />
    );
    const shown = busiest.slice(0, MAX_BARS);
    return (
      <Page title="利用統計" wide crumbs={[home]} actions={<><A to={withSearch(`${path}/month.pdf`, { from: ask.from })}>月次統計（PDF）</A><A to={withSearch(`${path}/year.pdf`, { from: ask.from })}>年報（PDF）</A></>} lead="稼働率は、使った時間 ÷ 貸せる時間（休館・公用・保守を除く）です。">
        <DoorTabs ctx={ctx} current={path} />
        <Form method="get" label="期間と分け方" submit="見る">
          <DateField name="from" label="始まり" quiet native value={ask.from} /><DateField name="to" label="終わり" quiet native value={ask.to} />
          <Select name="by" label="分け方" quiet blank={null} value={ask.by} options={dimensions} /><Select name="facility" label="施設" quiet blank="すべて" value={ask.facility} options={facilities.map((each) => ({ value: each.id, label: each.name.ja }))} />
        </Form>
        {first && first.count > 0 && <Section title="件数"><Figure title="利用の件数" chart={barChart({ id: 'use', categories: shown.map((row) => row.key), series: [{ name: '件数', values: shown.map((row) => row.count) }], unit: '件', horizontal: true, width: 720, height: 80 + shown.length * 30 })} summary={`いちばん多いのは${first.key}の${first.count.toLocaleString('ja-JP')}件です。`} table={<A to="#numbers">下の表をご覧ください</A>} /></Section>}
        <Section title="数値" id="numbers">{table}</Section>
      </Page>
    );
  },
});

export const statisticsCsvRoute = route({
  path: '/staff/reservations/csv/statistics',
  title: { ja: '利用統計（CSV）', en: 'Statistics as CSV' },
  allow: [staff('reservations.statistics')],
  async run(ctx, { search }) {
    const ask = asked(search, ctx.today);
    return { type: 'text/csv; charset=utf-8', body: await ctx.ask(statisticsCsv, { ...ask, step: 'month' }), filename: `利用統計-${ask.from}-${ask.to}.csv` };
  },
});

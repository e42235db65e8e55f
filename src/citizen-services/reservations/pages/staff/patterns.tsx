/** 確認一覧: pairs worth a look. Evidence for people, never a verdict. */
import { staff } from '../../../../kernel/actor.ts';
import { page } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, Form, NumberField, Page, Section, When } from '../../../../ui/index.ts';
import { patternsOf } from '../../queries/patterns.ts';
import { DoorTabs } from './home.tsx';
import { home, one } from './words.tsx';

const path = '/staff/reservations/patterns';

export const patternsPage = page({
  path,
  title: { ja: '確認一覧', en: 'Pattern report' },
  allow: [staff('reservations.patterns')],
  load: async (ctx, { search }) => ({ report: await ctx.ask(patternsOf, { days: one(search, 'days'), seconds: one(search, 'seconds') }), seconds: one(search, 'seconds') || '60' }),
  view({ report, seconds }, ctx) {
    const name = (id: string) => {
      const found = report.patrons[id];
      return found ? <A to={`/staff/reservations/patrons/${id}`}>{found.name}（{found.number}）</A> : <>{id.slice(0, 8)}</>;
    };
    return (
      <Page title="確認一覧" wide crumbs={[home]} lead="不正を決めつけるものではありません。本人に話を聞き、ほかの記録と合わせて判断してください。">
        <DoorTabs ctx={ctx} current={path} />
        <Form method="get" label="期間" submit="見る"><NumberField name="days" label="さかのぼる日数" quiet unit="日" value={report.days} /><NumberField name="seconds" label="取消しから予約まで" quiet unit="秒以内" value={seconds} /></Form>
        <Section title={`取消しの直後に、ほかの人が取った枠　${report.quickRebookings.length}組`}>
          <DataTable caption="取消しの直後の予約" hideCaption rows={report.quickRebookings.map((pair, index) => ({ ...pair, index }))} rowKey={(pair) => String(pair.index)} empty="ありません。" columns={[
            { key: 'c', label: '取り消した人', render: (pair) => name(pair.cancelled.patron) }, { key: 'b', label: '取った人', render: (pair) => name(pair.booked.patron) }, { key: 's', label: '間', align: 'end', render: (pair) => `${pair.seconds}秒` },
            { key: 'at', label: '日時', nowrap: true, render: (pair) => <When instant={pair.booked.at} style="short" /> }, { key: 'r', label: 'つながり', render: (pair) => (pair.related ? <Chip kind="bad">構成員・電話・端末などが共通</Chip> : <Chip kind="wait">見つからない（当選の横取りかもしれません）</Chip>) },
          ]} />
        </Section>
        <Section title={`一つの端末から、いくつもの登録　${report.sharedDevices.length}件`}>
          <DataTable caption="同じ端末" hideCaption rows={report.sharedDevices} rowKey={(row) => row.device} empty="ありません。" columns={[{ key: 'd', label: '端末の印', nowrap: true, render: (row) => row.device.slice(0, 10) }, { key: 'n', label: '登録の数', align: 'end', render: (row) => row.patrons.length }, { key: 'p', label: '登録', render: (row) => row.patrons.map((id) => <p key={id}>{name(id)}</p>) }]} />
        </Section>
        <Section title={`当たりすぎている登録　${report.winOutliers.length}件`}>
          <DataTable caption="当選の割合" hideCaption rows={report.winOutliers} rowKey={(row) => row.patron} empty="ありません。" columns={[{ key: 'p', label: '登録', render: (row) => name(row.patron) }, { key: 'e', label: '申込み', align: 'end', render: (row) => row.entries }, { key: 'w', label: '当選', align: 'end', render: (row) => row.wins }]} />
        </Section>
      </Page>
    );
  },
});

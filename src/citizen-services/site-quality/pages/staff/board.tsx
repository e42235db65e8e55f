/** 健康診断, 点検表, リンク切れ: what offices have to put right. */
import { tokyoDate } from '../../../../kernel/calendar/calendar.ts';
import { act, page, route, to } from '../../../../kernel/page.ts';
import { writeCsv } from '../../../../kernel/text/csv.ts';
import { Figure, lineChart } from '../../../../ui/charts.tsx';
import { A, Chip, DataTable, Empty, Facts, Form, FormActions, LinkButton, Notice, Page, Section, Select, Submit, When } from '../../../../ui/index.ts';
import { measureNow } from '../../commands/night.ts';
import { kindPaths, kindWords } from '../../messages/words.ts';
import { agesInput, healthBoard, pageAges } from '../../queries/board.ts';
import { listReaders } from '../../queries/links.ts';
import { toDo } from '../../rules/health.ts';
import { withSearch } from '../parts.tsx';
import { DoorTabs, home, keeps, root } from './words.tsx';

type Board = Awaited<ReturnType<typeof healthBoard.run>>;
const some = (count: number) => (count === 0 ? '0' : <strong>{count.toLocaleString('ja-JP')}</strong>);

function Trend({ trend }: { readonly trend: Board['trend'] }) {
  const [first, last] = [trend[0], trend.at(-1)];
  if (!first || !last || trend.length < 2) return <p>推移は、2週間分の点検がたまると出ます。</p>;
  const series = [['公開を止める指摘', 'blocks'], ['見直し切れ', 'overdue'], ['リンク切れ', 'broken'], ['確かめる指摘', 'confirms']] as const;
  // What never stood would be lines upon one another on the ground; the sentence and the table name it.
  const drawn = series.filter(([, key]) => trend.some((one) => one[key] > 0));
  if (drawn.length === 0) return <p>この{trend.length}週の点検では、{series.map(([name]) => name).join('も、')}も、0件のままです。</p>;
  const change = (name: string, from: number, now: number) => `${name}は${from}から${now}${now < from ? 'に減りました' : now > from ? 'に増えました' : 'のままです'}`;
  return (
    <Figure
      title={`週ごとの推移${drawn.length === 1 ? `（${drawn[0]?.[0] ?? ''}）` : ''}`} summary={`${trend.length}週の間に、${series.map(([name, key]) => change(name, first[key], last[key])).join('、')}。`}
      chart={lineChart({ id: 'health', unit: '件', categories: trend.map((one) => `${one.on.month}/${one.on.day}`), series: drawn.map(([name, key]) => ({ name, values: trend.map((one) => one[key]) })) })}
      table={<DataTable caption="週ごとの数" hideCaption rows={trend} rowKey={(one) => one.on.toString()} empty="" columns={[{ key: 'w', label: '週（月曜日）', heads: true, render: (one) => <When date={one.on} style="short" /> }, ...series.map(([name, key]) => ({ key, label: name, align: 'end' as const, render: (one: Board['trend'][number]) => one[key] })), { key: 'p', label: 'ページ', align: 'end', render: (one) => one.pages }]} />}
    />
  );
}

export const boardPage = page({
  path: root,
  title: { ja: 'サイトの健康診断', en: 'Health of the site' },
  allow: listReaders,
  load: (ctx) => ctx.ask(healthBoard, {}),
  actions: { measure: act(measureNow, { done: () => to(root, '点検を始めました。しばらくして、この画面を開き直してください。') }) },
  view(model, ctx) {
    return (
      <Page title="サイトの健康診断" wide crumbs={[]}>
        <DoorTabs ctx={ctx} current={root} />
        {keeps(ctx) && model.waiting.length > 0 && <Notice title="承認を待っているもの">{model.waiting.map((one) => <p key={one.id}><A to={kindPaths[one.kind]}>{kindWords[one.kind]}</A></p>)}</Notice>}
        {model.seenOn === null ? <Empty title="まだ点検していません" next={<p>毎晩2時10分に、公開中のページとリンクを調べます。</p>} /> : (
          <>
            <Facts rows={[
              { label: '最後に点検した日', value: <When date={model.seenOn} style="long" /> },
              { label: '公開中のページ', value: `${model.all.pages.toLocaleString('ja-JP')}ページ` },
              { label: '直すところのないページ', value: model.sound === null ? '―' : `${model.sound}％` },
            ]} />
            <Section title="課ごとの、直すところ">
              <DataTable
                caption="課ごとの、直すところ" hideCaption keys rows={model.offices} rowKey={(one) => one.officeCode} empty="公開中のページはありません。"
                columns={[
                  { key: 'o', label: '所属', heads: true, render: (one) => <A to={withSearch(`${root}/pages`, { office: one.officeCode })} rowKey="Enter">{one.office}</A> },
                  { key: 'p', label: 'ページ', align: 'end', render: (one) => one.pages.toLocaleString('ja-JP') },
                  { key: 'r', label: '見直し切れ', align: 'end', render: (one) => (one.overdue === 0 ? '0' : <A to={withSearch(`${root}/pages`, { office: one.officeCode, state: 'overdue' })}>{one.overdue}</A>) },
                  { key: 'b', label: '公開を止める指摘', align: 'end', render: (one) => some(one.blocks) }, { key: 'c', label: '確かめる指摘', align: 'end', render: (one) => some(one.confirms) },
                  { key: 'l', label: 'リンク切れ', align: 'end', render: (one) => (one.broken === 0 ? '0' : <A to={withSearch(`${root}/links`, { office: one.officeCode })}>{one.broken}</A>) },
                  { key: 'k', label: '分類なし', align: 'end', render: (one) => some(one.uncategorised) }, { key: 'n', label: '問い合わせ先なし', align: 'end', render: (one) => some(one.noContact) }, { key: 'h', label: '重い', align: 'end', render: (one) => some(one.heavy) },
                  { key: 't', label: '計', align: 'end', render: (one) => (toDo(one) === 0 ? <Chip kind="ok">なし</Chip> : toDo(one).toLocaleString('ja-JP')) },
                ]}
                foot={['全体', model.all.pages, model.all.overdue, model.all.blocks, model.all.confirms, model.all.broken, model.all.uncategorised, model.all.noContact, model.all.heavy, toDo(model.all)]}
              />
            </Section>
            <Section title="推移"><Trend trend={model.trend} /></Section>
          </>
        )}
        {ctx.may('site-quality.work') && <Form action="measure"><FormActions next="夜を待たずに、いまのページを調べます。"><Submit kind="second">いま点検する</Submit></FormActions></Form>}
      </Page>
    );
  },
});

const orderOptions = [{ value: 'review', label: '見直す日の早い順' }, { value: 'office', label: '所属' }, { value: 'changed', label: '長く直していない順' }, { value: 'number', label: 'ページ番号' }] as const;
const PER_PAGE = 300;

export const agesPage = page({
  path: `${root}/pages`,
  title: { ja: 'ページの点検表', en: 'Pages with owner and review' },
  allow: listReaders,
  search: agesInput,
  async load(ctx, { search }) {
    return { ...(await ctx.ask(pageAges, search)), asked: search };
  },
  view(model, ctx) {
    const { asked } = model;
    const values = { office: asked.office, state: asked.state === 'all' ? '' : asked.state, sort: asked.sort === 'review' ? '' : asked.sort };
    const shown = model.rows.slice(0, PER_PAGE);
    return (
      <Page title="ページの点検表" wide crumbs={[home]} lead={<p>公開中のページを、担当の所属と見直す日で並べます。印刷して回覧できます。</p>} actions={<LinkButton kind="second" icon="print" to={withSearch(`${root}/pages.pdf`, values)}>点検表を印刷（PDF）</LinkButton>}>
        <DoorTabs ctx={ctx} current={`${root}/pages`} />
        <Form method="get" label="点検表をしぼる" search submit="しぼる">
          <Select name="office" label="所属" quiet blank="すべて" value={asked.office} options={model.offices.map((one) => ({ value: one.code, label: one.name }))} />
          <Select name="state" label="状態" quiet blank={null} value={asked.state} options={[{ value: 'all', label: 'すべて' }, { value: 'overdue', label: '見直し切れ' }, { value: 'soon', label: '30日以内に見直す' }]} />
          <Select name="sort" label="並び" quiet blank={null} value={asked.sort} options={orderOptions} />
        </Form>
        <DataTable
          id="ages" caption={`公開中のページ　${model.rows.length.toLocaleString('ja-JP')}件${model.rows.length > PER_PAGE ? `（はじめの${PER_PAGE}件。全部はCSVで）` : ''}`} keys rows={shown} rowKey={(row) => row.page} csvHref={withSearch(`${root}/pages.csv`, values)} empty="当てはまるページはありません。"
          columns={[
            { key: 'n', label: '番号', nowrap: true, render: (row) => <span class="num">{String(row.pageNo).padStart(7, '0')}</span> },
            { key: 't', label: '題名', heads: true, render: (row) => <><A to={`/staff/website/pages/${row.page}`} rowKey="Enter">{row.title}</A><br /><small>{row.path}</small></> },
            { key: 'o', label: '担当の所属', render: (row) => row.office },
            { key: 'c', label: '最後に直した日', nowrap: true, render: (row) => <><When date={tokyoDate(row.changedAt)} style="short" /><br /><small>{row.days}日前</small></> },
            { key: 'r', label: '見直す日', nowrap: true, render: (row) => (row.reviewOn === null ? <Chip kind="bad">なし</Chip> : <><When date={row.reviewOn} style="short" />{row.overdue && <> <Chip kind="bad">過ぎています</Chip></>}</>) },
            { key: 'l', label: 'リンク', align: 'end', render: (row) => row.links },
          ]}
        />
      </Page>
    );
  },
});

export const agesCsv = route({
  path: `${root}/pages.csv`,
  title: { ja: 'ページの点検表（CSV）', en: 'Pages with owner and review, as CSV' },
  allow: listReaders,
  async run(ctx, { search }) {
    const asked = agesInput.safeParse(search);
    const { rows } = await ctx.ask(pageAges, asked.success ? asked.data : {});
    const lines = rows.map((row) => [String(row.pageNo).padStart(7, '0'), row.title, row.path, row.office, row.contact, row.changedAt.toZonedDateTimeISO('Asia/Tokyo').toPlainDate(), row.days, row.reviewOn, row.overdue ? '過ぎています' : '', '', '']);
    return { type: 'text/csv; charset=utf-8', filename: `点検表-${ctx.today.toString()}.csv`, body: writeCsv([['番号', '題名', 'アドレス', '担当の所属', '問い合わせ先', '最後に直した日', '経った日数', '見直す日', '状態', '確かめた人', '確かめた日'], ...lines]) };
  },
});

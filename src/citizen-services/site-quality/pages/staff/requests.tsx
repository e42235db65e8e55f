/** 別の形での提供の求め: the office's list, its table, and the numbers a city may change. */
import { act, page, route, to } from '../../../../kernel/page.ts';
import { staff } from '../../../../kernel/actor.ts';
import { writeCsv } from '../../../../kernel/text/csv.ts';
import { A, Chip, DataTable, DateField, Form, FormActions, LinkButton, NumberField, Page, Pager, Section, Select, Submit, When } from '../../../../ui/index.ts';
import { setRequestRules } from '../../commands/requests.ts';
import { formWords, requestChannelWords, requestStateWords } from '../../messages/requests.ts';
import { formatRequests, formatRequestsAll, PAGE, requestInput, requestReaders, requestRuleHistory, type RequestSearch } from '../../queries/requests.ts';
import { PERMISSION, requestRoot } from '../../requests.ts';
import { forms, requestStates } from '../../rules/requests.ts';
import { withSearch } from '../parts.tsx';
import { requestKinds } from '../request.tsx';
import { DoorTabs, home } from './words.tsx';

export const requestsCrumb = { to: requestRoot, label: '別の形での提供' };
const rulesPath = `${requestRoot}/rules`;
const stateOptions = [{ value: 'open', label: '答えていないもの' }, { value: 'late', label: '期日を過ぎたもの' }, ...requestStates.map((state) => ({ value: state, label: requestStateWords[state].ja })), { value: 'all', label: 'すべて' }];
const formOptions = [{ value: 'all', label: 'すべて' }, ...forms.map((form) => ({ value: form, label: formWords[form].ja }))];
const sortOptions = [{ value: 'due', label: '期日の早い順' }, { value: 'received', label: '新しい順' }, { value: 'number', label: '番号の順' }, { value: 'office', label: '課の順' }];

const valuesOf = (asked: RequestSearch) => ({ state: asked.state === 'open' ? '' : asked.state, form: asked.form === 'all' ? '' : asked.form, office: asked.office, sort: asked.sort === 'due' ? '' : asked.sort });

export const requestsPage = page({
  path: requestRoot,
  title: { ja: '別の形での提供の求め', en: 'Requests for another form' },
  allow: requestReaders,
  search: requestInput,
  load: async (ctx, { search }) => ({ ...(await ctx.ask(formatRequests, search)), asked: search }),
  view(model, ctx) {
    const { asked } = model;
    const values = valuesOf(asked);
    const at = (number: number) => withSearch(requestRoot, { ...values, page: number === 1 ? '' : String(number) });
    const sorted = (sort: RequestSearch['sort']) => withSearch(requestRoot, { ...values, sort: sort === 'due' ? '' : sort });
    return (
      <Page title="別の形での提供の求め" wide crumbs={[home]} actions={<LinkButton icon="plus" to={`${requestRoot}/new`}>電話・窓口の求めを入力する</LinkButton>} lead={<p>市民が点字・拡大・音声などを求めたものです。ここには連絡先を出しません。{model.wholeCity ? '' : 'あなたの課のものだけが見えます。'}</p>}>
        <DoorTabs ctx={ctx} current={requestRoot} />
        <Form method="get" label="求めをしぼる" search submit="しぼる">
          <Select name="state" label="状態" quiet blank={null} value={asked.state} options={stateOptions} />
          <Select name="form" label="形" quiet blank={null} value={asked.form} options={formOptions} />
          <Select name="office" label="課" quiet blank="すべて" value={asked.office} options={[...(model.wholeCity ? [{ value: 'none', label: '（決まっていない）' }] : []), ...model.offices.map((one) => ({ value: one.code, label: one.name }))]} />
          <Select name="sort" label="並び" quiet blank={null} value={asked.sort} options={sortOptions} />
        </Form>
        <DataTable
          id="requests" caption={`求め　${model.count.toLocaleString('ja-JP')}件`} keys rows={model.rows} rowKey={(row) => row.id} empty={asked.state === 'open' ? '答えを待っている求めはありません。' : '当てはまる求めはありません。'} csvHref={withSearch(`${requestRoot}.csv`, values)}
          columns={[
            { key: 'n', label: '番号', heads: true, nowrap: true, sortHref: sorted('number'), ...(asked.sort === 'number' ? { sorted: 'ascending' as const } : {}), render: (row) => <A to={`${requestRoot}/${row.id}`} rowKey="Enter">{row.number}</A> },
            { key: 's', label: '状態', nowrap: true, render: (row) => <Chip kind={requestKinds[row.state]}>{requestStateWords[row.state].ja}</Chip> },
            { key: 'd', label: '期日', nowrap: true, sortHref: sorted('due'), ...(asked.sort === 'due' ? { sorted: 'ascending' as const } : {}), render: (row) => <><When date={row.dueOn} style="short" />{row.late && <> <Chip kind="bad">{row.closedOn === null ? '過ぎています' : '遅れ'}</Chip></>}</> },
            { key: 'w', label: '希望の日', nowrap: true, render: (row) => (row.wishOn === null ? '―' : <When date={row.wishOn} style="short" />) },
            { key: 'f', label: '形', render: (row) => formWords[row.form].ja },
            { key: 'p', label: 'ページ', render: (row) => (row.path === '' ? '（書類など）' : <>{row.title === '' ? row.path : row.title}{row.title !== '' && <><br /><small>{row.path}</small></>}</>) },
            { key: 'o', label: '課・担当', sortHref: sorted('office'), ...(asked.sort === 'office' ? { sorted: 'ascending' as const } : {}), render: (row) => <>{row.office ?? <Chip kind="wait">決まっていない</Chip>}{row.takenName !== '' && <><br /><small>{row.takenName}</small></>}</> },
            { key: 'r', label: '受けた日', nowrap: true, sortHref: sorted('received'), ...(asked.sort === 'received' ? { sorted: 'descending' as const } : {}), render: (row) => <When date={row.receivedOn} style="short" /> },
          ]}
        />
        <Pager shown={model.rows.length} total={model.count} {...(asked.page > 1 ? { previousHref: at(asked.page - 1) } : {})} {...(asked.page * PAGE < model.count ? { nextHref: at(asked.page + 1) } : {})} />
        {(model.maySet || ctx.may(PERMISSION)) && <p><A to={rulesPath}>答える日数・残す日数を見る</A></p>}
      </Page>
    );
  },
});

export const requestsCsv = route({
  path: `${requestRoot}.csv`,
  title: { ja: '別の形での提供の求め（CSV）', en: 'Requests for another form as CSV' },
  allow: requestReaders,
  async run(ctx, { search }) {
    const asked = requestInput.safeParse(search);
    const rows = await ctx.ask(formatRequestsAll, asked.success ? asked.data : {});
    const lines = rows.map((row) => [row.number, requestStateWords[row.state].ja, requestChannelWords[row.channel], row.receivedOn, formWords[row.form].ja, row.path, row.title, row.office ?? '', row.wishOn, row.dueOn, row.closedOn, row.days, row.late ? '遅れ' : '']);
    return { type: 'text/csv; charset=utf-8', filename: `別の形での提供-${ctx.today.toString()}.csv`, body: writeCsv([['番号', '状態', '受け方', '受けた日', '形', 'ページ', '題名', '課', '希望の日', '期日', '答えた日', 'かかった開庁日数', '遅れ'], ...lines]) };
  },
});

export const requestRulesPage = page({
  path: rulesPath,
  title: { ja: '求めに答える日数など', en: 'Numbers for requests' },
  allow: [staff(PERMISSION), staff('site-quality.work')],
  load: (ctx) => ctx.ask(requestRuleHistory, {}),
  actions: { set: act(setRequestRules, { done: (made) => to(rulesPath, `${made.from}から適用します。`) }) },
  view({ rows, maySet }) {
    const last = rows[0];
    return (
      <Page title="求めに答える日数など" wide crumbs={[home, requestsCrumb]} lead={<p>適用日を決めて変えます。すでに受け付けた求めの期日は変わりません。連絡先を残す日数は、適用日から、前に答えたものにも当てはまります。</p>}>
        <DataTable
          caption="求めに答える日数など" hideCaption rows={rows} rowKey={(row) => row.from.toString()} empty="ありません。"
          columns={[
            { key: 'f', label: '適用日', heads: true, render: (row) => <><When date={row.from} style="long" /> {row.current && <Chip kind="ok">いま</Chip>}</> }, { key: 'a', label: '答えるまで', align: 'end', render: (row) => `${row.answerDays}開庁日` }, { key: 'k', label: '連絡先を残す', align: 'end', render: (row) => `${row.keepDays}日` },
            { key: 'h', label: '1時間に送れる件数', render: (row) => `1台${row.browserHourly}件・同じ回線${row.networkHourly}件` }, { key: 'm', label: '確認メール', render: (row) => `同じアドレスに1日${row.mailDaily}通` }, { key: 'w', label: '決めた人', render: (row) => row.setName },
          ]}
        />
        {maySet && (
          <Section title="新しく決める">
            <Form action="set">
              <DateField name="from" label="適用日" required native />
              <NumberField name="answerDays" label="答えるまでの開庁日数" required unit="日" value={last?.answerDays ?? 10} />
              <NumberField name="keepDays" label="連絡先を残す日数" required unit="日" value={last?.keepDays ?? 365} hint="答えた日から数えます。過ぎると、名前・連絡先・書かれた言葉を消します。" />
              <NumberField name="browserHourly" label="1台から1時間に送れる件数" required unit="件" value={last?.browserHourly ?? 5} />
              <NumberField name="networkHourly" label="同じ回線から1時間に送れる件数" required unit="件" value={last?.networkHourly ?? 30} />
              <NumberField name="mailDaily" label="同じアドレスに1日に送る確認メール" required unit="通" value={last?.mailDaily ?? 3} />
              <FormActions><Submit>決める</Submit></FormActions>
            </Form>
          </Section>
        )}
      </Page>
    );
  },
});

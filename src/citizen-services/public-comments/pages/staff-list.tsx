/** The office's list with filters and its table; a new consultation; the numbers of the 要綱. */
import { staff } from '../../../kernel/actor.ts';
import { tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { act, page, route, to } from '../../../kernel/page.ts';
import { writeCsv } from '../../../kernel/text/csv.ts';
import { A, Checkbox, Chip, DataTable, DateField, Form, FormActions, LinkButton, NumberField, Page, Pager, Section, Select, Submit, Tabs, TextField, When } from '../../../ui/index.ts';
import { createConsultation } from '../commands/consultations.ts';
import { setRules } from '../commands/course.ts';
import { stageWords } from '../messages/words.ts';
import { consultationList, consultationListAll, listInput, offices, readers, ruleHistory } from '../queries/office.ts';
import { stages } from '../rules/stage.ts';
import { StageChip } from './public-parts.tsx';
import { office, officeCrumb, withSearch } from './staff-parts.tsx';

const PAGE = 50;

export const staffListPage = page({
  path: office,
  title: { ja: 'パブリックコメント', en: 'Public comments' },
  allow: readers,
  search: listInput,
  async load(ctx, { search }) {
    const [list, rooms] = await Promise.all([ctx.ask(consultationList, search), ctx.ask(offices, {})]);
    return { ...list, rooms, asked: search };
  },
  view(model, ctx) {
    const { asked } = model;
    const values = { q: asked.q, state: asked.state === 'all' ? '' : asked.state, office: asked.office, year: asked.year === 0 ? '' : String(asked.year), waiting: asked.waiting ? 'on' : '' };
    const at = (page: number) => withSearch(office, { ...values, page: page === 1 ? '' : String(page) });
    return (
      <Page title="パブリックコメント" wide actions={ctx.may('public-comments.write') ? <LinkButton icon="plus" to={`${office}/new`}>意見公募を作る</LinkButton> : undefined}>
        {ctx.may('public-comments.setup') && <Tabs label="パブリックコメントの画面" items={[{ to: office, label: '一覧', current: true }, { to: `${office}/rules`, label: '要綱の数字' }]} />}
        <Form method="get" label="意見公募をさがす" search swap="consultations">
          <TextField name="q" label="件名・番号" quiet type="search" value={asked.q} />
          <Select name="state" label="状態" quiet blank="すべて" value={values.state} options={stages.map((stage) => ({ value: stage, label: stageWords[stage].ja }))} />
          <Select name="office" label="担当課" quiet blank="すべて" value={asked.office} options={model.rooms.map((room) => ({ value: room.code, label: room.name }))} />
          <NumberField name="year" label="年度（西暦）" quiet value={values.year} />
          <Checkbox name="waiting" label="承認待ちだけ" checked={asked.waiting} />
        </Form>
        <Section title={`一覧　${model.count}件`}>
          <DataTable
            id="consultations" caption="意見公募の一覧" hideCaption keys rows={model.rows} rowKey={(row) => row.number} empty="当てはまる意見公募はありません。" csvHref={withSearch(`${office}.csv`, values)}
            columns={[
              { key: 'title', label: '件名', heads: true, render: (row) => <><A to={`${office}/${row.number}`} rowKey="Enter">{row.title}</A><small>{row.number}　{row.office}</small></> },
              { key: 'state', label: '状態', nowrap: true, render: (row) => <><StageChip stage={row.stage} lang="ja" office /> {row.asked !== null && <Chip kind="wait">承認待ち</Chip>}</> },
              { key: 'period', label: '募集期間', render: (row) => (row.publishedOn === null || row.closesOn === null ? '未定' : <><When date={row.publishedOn} style="short" />～<When date={row.closesOn} style="short" />{row.stage === 'open' && <small>あと{row.daysLeft}日</small>}</>) },
              { key: 'received', label: '意見', align: 'end', render: (row) => `${row.received}件` },
              { key: 'result', label: '結果', nowrap: true, render: (row) => (row.resultAt === null ? '―' : <When date={tokyoDate(row.resultAt)} style="short" />) },
            ]}
          />
          <Pager shown={model.rows.length} total={model.count} {...(model.page > 1 ? { previousHref: at(model.page - 1) } : {})} {...(model.page * PAGE < model.count ? { nextHref: at(model.page + 1) } : {})} />
        </Section>
      </Page>
    );
  },
});

export const staffListCsv = route({
  path: `${office}.csv`,
  title: { ja: '意見公募の一覧のCSV', en: 'Consultations as CSV' },
  allow: readers,
  async run(ctx, { search }) {
    const asked = listInput.safeParse(search);
    const { rows } = await ctx.ask(consultationListAll, asked.success ? asked.data : {});
    const lines = rows.map((row) => [row.number, row.title, row.office, stageWords[row.stage].ja, row.publishedOn, row.closesOn, row.received, row.resultAt === null ? '' : tokyoDate(row.resultAt)]);
    return { type: 'text/csv; charset=utf-8', filename: `意見公募の一覧-${ctx.today.toString()}.csv`, body: writeCsv([['番号', '件名', '担当課', '状態', '公表した日', '締切', '意見の数', '結果を公表した日'], ...lines]) };
  },
});

export const newConsultationPage = page({
  path: `${office}/new`,
  title: { ja: '意見公募を作る', en: 'Start a consultation' },
  allow: [staff('public-comments.write')],
  load: (ctx) => ctx.ask(offices, {}),
  actions: { create: act(createConsultation, { done: (made) => to(`${office}/${made.number}/edit`, '作りました。案と期間を書いてください。') }) },
  view: (rooms) => (
    <Page title="意見公募を作る" crumbs={[officeCrumb]} lead={<p>件名と担当課を決めると番号が付きます。公表するまで、市民には見えません。</p>}>
      <Form action="create">
        <TextField name="title" label="件名" required maxlength={120} width="long" hint="例　第3次二本松市環境基本計画（案）" />
        <Select name="department" label="担当課" required options={rooms.filter((room) => room.mine).map((room) => ({ value: room.id, label: room.name }))} />
        <FormActions><Submit>作る</Submit></FormActions>
      </Form>
    </Page>
  ),
});

export const rulesPage = page({
  path: `${office}/rules`,
  title: { ja: '要綱の数字', en: 'Rules of consultations' },
  allow: [...readers, staff('public-comments.setup')],
  load: (ctx) => ctx.ask(ruleHistory, {}),
  actions: { set: act(setRules, { done: (value) => to(`${office}/rules`, `${value.from}から適用します。`) }) },
  view(rows, ctx) {
    const last = rows[0];
    return (
      <Page title="要綱の数字" wide crumbs={[officeCrumb]} lead={<p>日数や保存年数は、適用日を決めて変えます。すでに期間を保存した意見公募の日数は変わりません。</p>}>
        <Section title="これまでとこれから">
          <DataTable
            caption="要綱の数字" hideCaption rows={rows} rowKey={(row) => row.from.toString()} empty="ありません。"
            columns={[
              { key: 'from', label: '適用日', heads: true, render: (row) => <><When date={row.from} style="long" /> {row.current && <Chip kind="ok">いま</Chip>}</> }, { key: 'days', label: '意見を受け付ける日数', align: 'end', render: (row) => `${row.minDays}日` }, { key: 'basis', label: '根拠', render: (row) => row.basis },
              { key: 'archive', label: '過去に移すまで', align: 'end', render: (row) => `${row.archiveDays}日` }, { key: 'keep', label: '氏名・住所を残す', align: 'end', render: (row) => `${row.keepYears}年` }, { key: 'hourly', label: '1時間に送れる件数', render: (row) => `1台${row.browserHourly}件・同じ回線${row.networkHourly}件` },
            ]}
          />
        </Section>
        {ctx.may('public-comments.setup') && <Section title="新しく決める">
          <Form action="set">
            <DateField name="from" label="適用日" required native />
            <NumberField name="minDays" label="意見を受け付ける日数" required unit="日" value={last?.minDays ?? 30} hint="公表した日から数えます（行政手続法第39条第3項は30日以上）" />
            <TextField name="basis" label="根拠とする条例・要綱" required width="long" value={last?.basis ?? ''} />
            <NumberField name="archiveDays" label="結果を過去に移すまでの日数" required unit="日" value={last?.archiveDays ?? 365} />
            <NumberField name="keepYears" label="氏名・住所を残す年数" required unit="年" value={last?.keepYears ?? 3} hint="過去に移した日から数えます" />
            <NumberField name="browserHourly" label="1台から1時間に送れる件数" required unit="件" value={last?.browserHourly ?? 10} />
            <NumberField name="networkHourly" label="同じ回線から1時間に送れる件数" required unit="件" value={last?.networkHourly ?? 60} />
            <FormActions><Submit>決める</Submit></FormActions>
          </Form>
        </Section>}
      </Page>
    );
  },
});

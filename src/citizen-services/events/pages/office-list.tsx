/** イベントの一覧 for the office: what waits and what is being written first, then what comes next. */
import { staff } from '../../../kernel/actor.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { A, Checkboxes, DataTable, Empty, Form, FormActions, LinkButton, Page, Pager, Refusal, Section, Select, Submit, TextField, When } from '../../../ui/index.ts';
import { approveMany } from '../commands/deciding.ts';
import { categoryWords } from '../messages/words.ts';
import { listChoices, listStates, officeList, type OfficeSearch, officeSearch, PAGE } from '../queries/office.ts';
import { categories } from '../rules/content.ts';
import { OfficeStatus, root, StateChip } from './office-parts.tsx';
import { withSearch } from './public-parts.tsx';
import { firstDay } from '../rules/recurrence.ts';
import { hoursText, ruleText, whenText } from './when.tsx';

const stateNames: Readonly<Record<(typeof listStates)[number], string>> = { all: 'すべて', draft: '下書き', waiting: '承認待ち', public: '公開中', over: '終わったもの', withdrawn: '掲載終了' };
const asSearch = (asked: OfficeSearch): Record<string, string> => ({ q: asked.q, state: asked.state === 'all' ? '' : asked.state, category: asked.category ?? '', office: asked.office });

type Row = Awaited<ReturnType<typeof officeList.run>>['rows'][number];

/** For what came in together. Each has been looked at, or the file it came from. */
function ApproveMany({ rows }: { readonly rows: readonly Row[] }) {
  if (rows.length < 2) return <Refusal />;
  return (
    <Section title="まとめて承認する">
      <Form action="approve">
        <Checkboxes name="events" label="承認する行事" options={rows.map((row) => ({ value: `${row.id}:${row.version}`, label: row.title, note: `${whenText(row.when, 'ja')}　${row.office}` }))} />
        <FormActions next="選んだものすべてが、すぐに公開されます。1件でも承認できないものがあれば、何も変わりません。"><Submit kind="second" icon="check">選んだものを承認して公開する</Submit></FormActions>
      </Form>
    </Section>
  );
}

export const officeListPage = page({
  path: root,
  title: { ja: 'イベント', en: 'Events' },
  allow: [staff('events.write'), staff('events.approve')],
  search: officeSearch,
  load: async (ctx, { search }) => ({ ...(await ctx.ask(officeList, search)), offices: await ctx.ask(listChoices, {}), asked: search }),
  actions: { approve: act(approveMany, { input: (form) => ({ events: form.all('events') }), done: (value) => to(`${root}?state=waiting`, `${value.approved}件を承認しました。公開されました。`) }) },
  view(model, ctx) {
    const { asked, offices } = model;
    const at = (number: number) => withSearch(root, { ...asSearch(asked), page: number === 1 ? '' : String(number) });
    const asking = Object.values(asSearch(asked)).some((value) => value !== '');
    return (
      <Page title="イベント" wide actions={ctx.may('events.write') ? <><LinkButton icon="plus" to={`${root}/new`}>イベントを登録する</LinkButton> <LinkButton kind="second" icon="upload" to={`${root}/import`}>ファイルから取り込む</LinkButton></> : undefined}>
        <Form method="get" label="イベントをさがす" search swap="events">
          <TextField name="q" label="行事の名前・場所・番号" quiet type="search" value={asked.q} />
          <Select name="state" label="状態" quiet blank={null} value={asked.state} options={listStates.map((state) => ({ value: state, label: stateNames[state] }))} />
          <Select name="category" label="分類" quiet blank="すべて" value={asked.category} options={categories.map((one) => ({ value: one, label: categoryWords[one].ja }))} />
          {offices.length > 1 && <Select name="office" label="所属" quiet blank="すべて" value={asked.office} options={offices.map((one) => ({ value: one.code, label: one.name }))} />}
        </Form>
        <Section title={`一覧　${model.count.toLocaleString('ja-JP')}件`} aside={<A to="/events">公開のページを見る</A>}>
          <DataTable
            id="events" caption="イベントの一覧" hideCaption keys rows={model.rows} rowKey={(row) => row.id} csvHref={withSearch('/staff/events.csv', asSearch(asked))}
            empty={asking ? <Empty title="当てはまるイベントはありません。" next={<A to={root}>すべてのイベントを見る</A>} /> : <Empty title="イベントは、まだ登録されていません。" next={ctx.may('events.write') ? <A to={`${root}/new`}>はじめのイベントを登録する</A> : undefined} />}
            columns={[
              { key: 'title', label: '行事', heads: true, render: (row) => <><A to={`${root}/${row.id}`} rowKey="Enter">{row.title}</A><small>{row.eventNo}　{categoryWords[row.category].ja}</small></> },
              { key: 'state', label: '状態', nowrap: true, render: (row) => <><StateChip state={row.seriesState === 'withdrawn' ? 'withdrawn' : row.state} /> <OfficeStatus status={row.status} />{row.seriesState === 'public' && row.state !== 'public' && <small>前の版は公開中</small>}</> },
              { key: 'next', label: '次の開催', nowrap: true, render: (row) => (row.next === null ? <>{row.seriesState === 'public' ? '終わりました' : '―'}</> : <When date={row.next} style="monthDay" />) },
              { key: 'when', label: '日時', render: (row) => (row.rule.rule === null ? whenText(row.when, 'ja') : <>{ruleText(row.rule.rule, firstDay(row.when), row.rule.holidayRule, 'ja')}<small>{hoursText(row.when, 'ja')}</small></>) },
              { key: 'place', label: '場所', render: (row) => row.place || '―' },
              { key: 'office', label: '所属', render: (row) => <>{row.office}<small>{row.savedName}</small></> },
            ]}
          />
          <Pager shown={model.rows.length} total={model.count} {...(asked.page > 1 ? { previousHref: at(asked.page - 1) } : {})} {...(asked.page * PAGE < model.count ? { nextHref: at(asked.page + 1) } : {})} />
        </Section>
        {asked.state === 'waiting' && <ApproveMany rows={model.rows.filter((row) => row.mayApprove && !row.mine)} />}
      </Page>
    );
  },
});

/** よくある質問の一覧, its CSV, a new one, and what waits for approval. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { act, page, route, to } from '../../../kernel/page.ts';
import { writeCsv } from '../../../kernel/text/csv.ts';
import { A, Chip, DataTable, Empty, Form, FormActions, LinkButton, Page, Pager, Select, Submit, TextField, When } from '../../../ui/index.ts';
import { createFaq } from '../commands/writing.ts';
import { sources, sourceWords } from '../messages/words.ts';
import { choices, faqList, faqListAll, listInput, type listSorts, listStates, PAGE, similarFaqs, waiting } from '../queries/office.ts';
import { withSearch } from './public-parts.tsx';
import { FaqTabs, helpedShare, home, root, Similar, StateChips } from './staff-parts.tsx';

const readers = [staff('faq.write'), staff('faq.approve'), staff('faq.arrange')];
const stateWords: Readonly<Record<(typeof listStates)[number], string>> = { all: 'すべて', draft: '下書き', waiting: '承認待ち', public: '公開中', due: '見直し（30日以内・期限切れ）', withdrawn: '公開終了' };
type Asked = z.infer<typeof listInput>;
const asSearch = (asked: Asked) => ({ q: asked.q, office: asked.office, category: asked.category, state: asked.state === 'all' ? '' : asked.state, sort: asked.sort === 'number' ? '' : asked.sort, down: asked.down ? 'on' : '' });

export const faqListPage = page({
  path: root,
  title: { ja: 'よくある質問の一覧', en: 'FAQs' },
  allow: readers,
  search: listInput,
  load: async (ctx, { search }) => ({ ...(await ctx.ask(faqList, search)), ...(await ctx.ask(choices, {})), asked: search, today: ctx.today }),
  view(model, ctx) {
    const { asked } = model;
    const heading = (sort: (typeof listSorts)[number]) => ({ sortHref: withSearch(root, { ...asSearch(asked), sort, down: asked.sort === sort && !asked.down ? 'on' : '' }), ...(asked.sort === sort ? { sorted: asked.down ? 'descending' as const : 'ascending' as const } : {}) });
    const names = new Map(model.categories.map((one) => [one.code, one.name]));
    return (
      <Page title="よくある質問" wide actions={ctx.may('faq.write') ? <LinkButton icon="plus" to={`${root}/new`}>質問を作る</LinkButton> : undefined}>
        <FaqTabs ctx={ctx} current={root} />
        <Form method="get" label="よくある質問をさがす" search submit="さがす" swap="faqs">
          <TextField name="q" label="言葉・番号" quiet type="search" value={asked.q} />
          <Select name="state" label="状態" quiet blank={null} value={asked.state} options={listStates.map((value) => ({ value, label: stateWords[value] }))} />
          <Select name="office" label="課" quiet blank="すべて" value={asked.office} options={model.offices.map((one) => ({ value: one.code, label: one.name }))} />
          <Select name="category" label="分類" quiet blank="すべて" value={asked.category} options={model.categories.map((one) => ({ value: one.code, label: one.name }))} />
        </Form>
        <div id="faqs">
          <DataTable
            caption="よくある質問" hideCaption keys rows={model.rows} rowKey={(row) => row.id} empty={<Empty title="当てはまる質問はありません。" next="さがす言葉や状態を変えてください。" />} csvHref={withSearch(`${root}.csv`, asSearch(asked))}
            columns={[
              { key: 'number', label: '番号', align: 'end', nowrap: true, ...heading('number'), render: (row) => row.number },
              { key: 'question', label: '質問', heads: true, ...heading('question'), render: (row) => <><A to={`${root}/${row.id}`} rowKey="Enter">{row.question}</A><small>{row.categories.map((code) => names.get(code) ?? code).join('、')}</small></> },
              { key: 'state', label: '状態', nowrap: true, render: (row) => <StateChips state={row.state} open={row.openState === 'draft' || row.openState === 'waiting' ? row.openState : null} due={row.state === 'public' && row.reviewOn !== null && Temporal.PlainDate.compare(row.reviewOn, model.today) <= 0} /> },
              { key: 'office', label: '課', ...heading('office'), render: (row) => row.office },
              { key: 'review', label: '見直す日', nowrap: true, ...heading('review'), render: (row) => (row.reviewOn === null ? '―' : <When date={row.reviewOn} style="short" />) },
              { key: 'views', label: '30日の閲覧', align: 'end', nowrap: true, ...heading('views'), render: (row) => row.views },
              { key: 'helped', label: '役に立った', nowrap: true, ...heading('helped'), render: (row) => helpedShare(row.yes, row.no) },
            ]}
          />
          <Pager shown={model.rows.length} total={model.count} {...(model.page > 1 ? { previousHref: withSearch(root, { ...asSearch(asked), page: model.page - 1 }) } : {})} {...(model.page * PAGE < model.count ? { nextHref: withSearch(root, { ...asSearch(asked), page: model.page + 1 }) } : {})} />
        </div>
      </Page>
    );
  },
});

const faqCsv = route({
  path: `${root}.csv`,
  title: { ja: 'よくある質問のCSV', en: 'FAQs as CSV' },
  allow: readers,
  async run(ctx, at) {
    const asked = listInput.safeParse(at.search);
    const { rows } = await ctx.ask(faqListAll, asked.success ? asked.data : {});
    const lines = rows.map((row) => [row.number, row.question, row.state === 'public' ? '公開中' : row.state === 'withdrawn' ? '公開終了' : '未公開', row.office, row.categories.join('\n'), row.reviewOn ?? '', row.views, row.yes, row.no]);
    return { type: 'text/csv; charset=utf-8', filename: `よくある質問-${ctx.today.toString()}.csv`, body: writeCsv([['番号', '質問', '状態', '課', '分類', '見直す日', '30日の閲覧', '役に立った', '役に立たなかった'], ...lines]) };
  },
});
export const listRoutes = [faqCsv];

export const newFaqPage = page({
  path: `${root}/new`,
  title: { ja: '質問を作る', en: 'A new FAQ' },
  allow: [staff('faq.write')],
  search: z.object({ question: z.string().max(100).catch('') }),
  load: async (ctx, { search }) => ({ ...(await ctx.ask(choices, {})), question: search.question, near: (await ctx.ask(similarFaqs, { question: search.question })).similar }),
  actions: { create: act(createFaq, { done: (made) => to(`${root}/editions/${made.edition}`, '下書きを作りました。答えを書いてください。') }) },
  view: (model) => (
    <Page title="質問を作る" crumbs={[home]} scripts={['faq-similar.js']} lead={<p>市民がたずねる言葉で書きます。答えは、次の画面で書きます。</p>}>
      <Form action="create">
        <TextField name="question" label="質問" required value={model.question} maxlength={60} hint="60文字まで（例 粗大ごみはどうやって出しますか）" />
        <Similar near={model.near} except="" />
        <Select name="department" label="所管する課" required options={model.writable.map((one) => ({ value: one.id, label: one.name }))} value={model.likely} />
        <Select name="source" label="もとになったもの" required blank={null} value="other" options={sources.map((value) => ({ value, label: sourceWords[value].ja }))} />
        <TextField name="sourceNote" label="もとの説明" maxlength={200} hint="問い合わせの番号など。たずねた人の名前や連絡先は書きません。" />
        <FormActions><Submit>下書きを作る</Submit></FormActions>
      </Form>
    </Page>
  ),
});

export const waitingPage = page({
  path: `${root}/waiting`,
  title: { ja: '承認を待つ質問', en: 'FAQs waiting for approval' },
  allow: readers,
  load: (ctx) => ctx.ask(waiting, {}),
  view: (rows, ctx) => (
    <Page title="承認を待つ質問" wide crumbs={[home]}>
      <FaqTabs ctx={ctx} current={`${root}/waiting`} />
      <DataTable
        caption="承認を待つ質問" hideCaption keys rows={rows} rowKey={(row) => row.id} empty={<Empty title="承認を待つ質問はありません。" />}
        columns={[
          { key: 'question', label: '質問', heads: true, render: (row) => <><A to={`${root}/editions/${row.id}`} rowKey="Enter">{row.question}</A><small>{`番号 ${row.faqNo}　第${row.number}版${row.changeNote === '' ? '' : `　${row.changeNote}`}`}</small></> },
          { key: 'office', label: '課', render: (row) => row.office },
          { key: 'by', label: '書いた人', nowrap: true, render: (row) => row.savedName },
          { key: 'at', label: '求めた日時', nowrap: true, render: (row) => (row.submittedAt === null ? '―' : <When instant={row.submittedAt} style="short" />) },
          { key: 'who', label: 'あなた', nowrap: true, render: (row) => (row.mayDecide ? <Chip kind="wait">承認できます</Chip> : row.mine ? '自分が書いたもの' : '―') },
        ]}
      />
    </Page>
  ),
});


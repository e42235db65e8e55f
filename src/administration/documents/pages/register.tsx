/** 登録簿: search inside the permissions, filters, order, pages, CSV. And the files themselves. */
import { z } from 'zod';
import { loadFile } from '../../../kernel/files/files.ts';
import { intField, withDefault } from '../../../kernel/fields.ts';
import { page, route } from '../../../kernel/page.ts';
import { writeCsv } from '../../../kernel/text/csv.ts';
import { A, Chip, DataTable, DateField, Empty, Form, LinkButton, NumberField, Page, Pager, Section, Select, TextField, When } from '../../../ui/index.ts';
import { documentStates, kinds, kindWords, stateWords } from '../messages/words.ts';
import { choices } from '../queries/folders.ts';
import { attachment, MOST_ROWS, readers, register, registerRows, registerSearch, registerSorts } from '../queries/register.ts';
import { documentHref, DoorTabs, home, mayAnywhere, optionsOf, pageHrefs, registerPath, root, SecrecyChip, StateChip, withSearch } from './words.tsx';

const search = z.object({ ...registerSearch, page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 10_000 }), 1) });
type Search = z.infer<typeof search>;

const asSearch = (asked: Search): Record<string, string> => ({
  q: asked.q, kind: asked.kind ?? '', state: asked.state ?? '', office: asked.office ?? '', year: asked.year === null ? '' : String(asked.year), from: asked.from?.toString() ?? '', to: asked.to?.toString() ?? '', folder: asked.folder ?? '', late: asked.late ?? '', sort: asked.sort === 'newest' ? '' : asked.sort,
});
const sortWords: Readonly<Record<(typeof registerSorts)[number], { readonly ja: string }>> = { newest: { ja: '新しい順' }, number: { ja: '番号順' }, title: { ja: '件名順' }, due: { ja: '期限の近い順' } };

function Filters({ asked, departments }: { readonly asked: Search; readonly departments: readonly { readonly id: string; readonly name: string }[] }) {
  return (
    <Form method="get" label="登録簿をさがす" search submit="さがす" swap="documents">
      <TextField name="q" label="件名・差出人・本文・番号" quiet type="search" value={asked.q} />
      <Select name="kind" label="種類" quiet blank="すべて" value={asked.kind} options={optionsOf(kindWords, kinds)} />
      <Select name="state" label="段階" quiet blank="すべて" value={asked.state} options={optionsOf(stateWords, documentStates)} />
      <Select name="office" label="課" quiet blank="すべて" value={asked.office} options={departments.map((one) => ({ value: one.id, label: one.name }))} />
      <NumberField name="year" label="年度（西暦）" quiet value={asked.year} />
      <DateField name="from" label="この日から" quiet native value={asked.from} /><DateField name="to" label="この日まで" quiet native value={asked.to} />
      <Select name="late" label="期限" quiet blank="すべて" value={asked.late} options={[{ value: 'late', label: '過ぎたもの' }, { value: 'week', label: '1週間のうち' }]} />
      <Select name="sort" label="並び" quiet blank={null} value={asked.sort} options={optionsOf(sortWords, registerSorts)} />
    </Form>
  );
}

export const registerPage = page({
  path: registerPath,
  title: { ja: '文書の登録簿', en: 'The register' },
  allow: readers,
  search,
  async load(ctx, at) {
    const [found, chosen] = await Promise.all([ctx.ask(register, at.search), ctx.ask(choices, {})]);
    return { ...found, asked: at.search, departments: chosen.departments };
  },
  view(model, ctx) {
    const { asked } = model;
    const sortedBy = (sort: Search['sort']) => ({ sortHref: withSearch(registerPath, { ...asSearch(asked), sort: asked.sort === sort ? '' : sort }), ...(asked.sort === sort ? { sorted: sort === 'number' ? 'descending' as const : 'ascending' as const } : {}) });
    const anything = Object.values(asSearch(asked)).some((value) => value !== '');
    return (
      <Page title="文書の登録簿" wide crumbs={[home]} actions={mayAnywhere(ctx, 'documents.work') ? <LinkButton icon="plus" to={`${root}/receive`}>収受する</LinkButton> : undefined}>
        <DoorTabs ctx={ctx} current={registerPath} />
        <Filters asked={asked} departments={model.departments} />
        <Section title={`文書　${model.total.toLocaleString('ja-JP')}件${model.more ? '以上' : ''}`}>
          <DataTable
            id="documents" caption="文書の登録簿" hideCaption keys rows={model.rows} rowKey={(row) => row.id} csvHref={withSearch(`${registerPath}.csv`, asSearch(asked))}
            empty={anything ? <Empty title="当てはまる文書はありません。" next={<A to={registerPath}>条件をすべて外す</A>} /> : <Empty title="文書はまだありません。" next="収受するか起案すると、ここに並びます。" />}
            columns={[
              { key: 'number', label: '番号', nowrap: true, ...sortedBy('number'), render: (row) => row.number || '（番号前）' },
              { key: 'title', label: '件名', heads: true, ...sortedBy('title'), render: (row) => <><A to={documentHref(row.id)} rowKey="Enter">{row.title}</A> <SecrecyChip value={row.confidentiality} /><small>{kindWords[row.kind].ja}{row.sender_name !== '' && `　${row.sender_name}`}{row.void_reason !== '' && `　欠番：${row.void_reason}`}</small></> },
              { key: 'day', label: '登録日', nowrap: true, render: (row) => <When date={row.registered_on} style="short" /> }, { key: 'office', label: '課・担当', render: (row) => <>{row.office}<small>{row.person}</small></> },
              { key: 'state', label: '段階', nowrap: true, render: (row) => <StateChip state={row.state} /> },
              { key: 'due', label: '期限', nowrap: true, ...sortedBy('due'), render: (row) => (row.due_on === null ? '―' : <>{Temporal.PlainDate.compare(row.due_on, ctx.today) < 0 && ['open', 'drafting', 'in_route', 'decided'].includes(row.state) && <Chip kind="bad">過ぎた</Chip>} <When date={row.due_on} style="short" /></>) },
            ]}
          />
          <Pager shown={model.rows.length} total={model.total} {...pageHrefs(registerPath, asSearch(asked), model)} />
        </Section>
      </Page>
    );
  },
});

export const registerCsv = route({
  path: `${registerPath}.csv`,
  title: { ja: '登録簿のCSV', en: 'The register as CSV' },
  allow: readers,
  async run(ctx, at) {
    const asked = search.safeParse(at.search);
    const rows = await ctx.ask(registerRows, asked.success ? asked.data : {});
    const lines = rows.map((row) => [row.number, kindWords[row.kind].ja, row.title, row.registered_on, row.sender_name, row.office, row.person, stateWords[row.state].ja, row.due_on === null ? '' : row.due_on, row.void_reason]);
    const cut = rows.length === MOST_ROWS ? [[`（${MOST_ROWS}件で打ち切りました。条件をしぼってください）`]] : [];
    return { type: 'text/csv; charset=utf-8', filename: `文書登録簿-${ctx.today.toString()}.csv`, body: writeCsv([['番号', '種類', '件名', '登録日', '差出人', '課', '担当', '段階', '期限', '欠番の理由'], ...lines, ...cut]) };
  },
});

export const attachedFile = route({
  path: `${root}/files/:id`,
  title: { ja: '添付ファイル', en: 'An attachment' },
  allow: readers,
  async run(ctx, { params }) {
    const file = await ctx.ask(attachment, { attachment: params['id'] });
    return { type: file.media_type, body: await loadFile(ctx.city, file.sha256), filename: file.name };
  },
});


/** ページの一覧, its table for a spreadsheet, and the form that makes a page. */
import { z } from 'zod';
import { act, page, route, to } from '../../../../kernel/page.ts';
import { writeCsv } from '../../../../kernel/text/csv.ts';
import { A, Chip, DataTable, Empty, Form, FormActions, LinkButton, Page, Pager, Section, Select, Submit, TextField, When } from '../../../../ui/index.ts';
import { createPage, writers } from '../../commands/pages.ts';
import { pageStateWords } from '../../messages/words.ts';
import { PAGE, pageList, pageListAll, placesToWrite, readers } from '../../queries/office.ts';
import { DoorTabs, holds, home, kindName, kindOptions, PageStateChip, pagesCrumb, recordPath, root, withSearch, writePath } from './words.tsx';

const path = `${root}/pages`;
const said = z.union([z.string().max(100), z.array(z.string().max(100))]).catch('').transform((value) => (typeof value === 'string' ? value : (value[0] ?? '')));
const searchShape = z.object({ q: said, office: said, section: said, state: z.enum(['all', 'new', 'public', 'withdrawn', 'overdue']).catch('all'), kind: said, sort: z.enum(['changed', 'title', 'review', 'number']).catch('changed'), page: z.coerce.number().int().min(1).max(100_000).catch(1) });
type Asked = z.infer<typeof searchShape>;

function asInput(asked: Asked) {
  return { ...asked, kind: kindOptions.some((option) => option.value === asked.kind) ? asked.kind : 'all', section: z.uuid().safeParse(asked.section).success ? asked.section : '' };
}

const states = [{ value: 'all', label: 'すべて' }, { value: 'public', label: '公開中' }, { value: 'overdue', label: '見直す日を過ぎた' }, { value: 'new', label: '未公開' }, { value: 'withdrawn', label: '公開終了' }] as const;
const orders = [{ value: 'changed', label: '新しく直した順' }, { value: 'title', label: '題名' }, { value: 'review', label: '見直す日の早い順' }, { value: 'number', label: 'ページ番号' }] as const;

export const listPage = page({
  path,
  title: { ja: 'ページの一覧', en: 'Pages' },
  allow: readers,
  search: searchShape,
  async load(ctx, { search }) {
    const [list, places] = await Promise.all([ctx.ask(pageList, asInput(search)), ctx.ask(placesToWrite, {})]);
    return { list, places };
  },
  view({ list, places }, ctx, { search }) {
    const here = (more: Partial<Record<keyof Asked, string | number>>) => withSearch(path, { q: search.q, office: search.office, section: search.section, state: search.state === 'all' ? '' : search.state, kind: search.kind, sort: search.sort === 'changed' ? '' : search.sort, ...more });
    return (
      <Page title="ページ" wide crumbs={[home]} actions={holds(ctx, 'website.write', 'website.edit', 'website.emergency') ? <LinkButton icon="plus" to={`${root}/new`}>ページを作る</LinkButton> : undefined}>
        <DoorTabs ctx={ctx} current={path} />
        <Form method="get" label="ページをしぼる" search submit="しぼる">
          <TextField name="q" label="題名・アドレス・番号" type="search" quiet value={search.q} maxlength={100} />
          <Select name="state" label="状態" quiet blank={null} value={search.state} options={states} />
          <Select name="kind" label="種類" quiet blank="すべて" value={search.kind} options={kindOptions} />
          <Select name="section" label="フォルダー" quiet blank="すべて" value={search.section} options={places.sections.map((one) => ({ value: one.id, label: `${one.path} ${one.name}` }))} />
          <Select name="office" label="所属" quiet blank="すべて" value={search.office} options={places.allOffices.map((one) => ({ value: one.code, label: one.name }))} />
          <Select name="sort" label="並び" quiet blank={null} value={search.sort} options={orders} />
        </Form>
        <DataTable id="pages" caption={`ページ　${list.count.toLocaleString('ja-JP')}件`} keys rows={list.rows} rowKey={(row) => row.page} csvHref={withSearch(`${root}/pages.csv`, { q: search.q, office: search.office, section: search.section, state: search.state, kind: search.kind, sort: search.sort })}
          empty={<Empty title="当てはまるページはありません。" next="しぼる条件を減らしてください。" />}
          columns={[
            { key: 'n', label: '番号', nowrap: true, render: (row) => <span class="num">{row.pageNo}</span> },
            { key: 't', label: '題名', heads: true, render: (row) => <><A to={recordPath(row.page)} rowKey="Enter">{row.title === '' ? '（題名なし）' : row.title}</A>{row.easy && <>　<Chip kind="info">やさしい日本語</Chip></>}<br /><small>{row.path}</small></> },
            { key: 'k', label: '種類', render: (row) => kindName(row.kind) }, { key: 'o', label: '所属', render: (row) => row.office }, { key: 's', label: '状態', render: (row) => <PageStateChip state={row.state} /> },
            { key: 'c', label: '最後に直した日', render: (row) => <When instant={row.savedAt} style="short" /> }, { key: 'r', label: '見直す日', render: (row) => (row.reviewOn ? <When date={row.reviewOn} style="short" /> : '―') },
          ]} />
        <Pager shown={list.rows.length} total={list.count} {...(search.page > 1 ? { previousHref: here({ page: search.page - 1 }) } : {})} {...(search.page * PAGE < list.count ? { nextHref: here({ page: search.page + 1 }) } : {})} />
      </Page>
    );
  },
});

export const listCsv = route({
  path: `${root}/pages.csv`,
  title: { ja: 'ページの一覧（CSV）', en: 'Pages as CSV' },
  allow: readers,
  async run(ctx, { search }) {
    const { rows } = await ctx.ask(pageListAll, asInput(searchShape.parse(search)));
    const lines = rows.map((row) => [row.pageNo, row.title, row.path, kindName(row.kind), row.office, row.section, pageStateWords[row.state].ja, row.savedAt.toZonedDateTimeISO('Asia/Tokyo').toPlainDate().toString(), row.reviewOn?.toString() ?? '']);
    return { type: 'text/csv; charset=utf-8', filename: `ページ一覧-${ctx.today.toString()}.csv`, body: writeCsv([['番号', '題名', 'アドレス', '種類', '所属', 'フォルダー', '状態', '最後に直した日', '見直す日'], ...lines]) };
  },
});

export const newPage = page({
  path: `${root}/new`,
  title: { ja: 'ページを作る', en: 'Make a page' },
  allow: writers,
  search: z.object({ section: said }),
  load: (ctx) => ctx.ask(placesToWrite, {}),
  actions: { create: act(createPage, { done: (made) => to(writePath(made.edition), `ページ番号 ${made.pageNo} のページを作りました。内容を書いてください。`) }) },
  view(places, _ctx, { search }) {
    return (
      <Page title="ページを作る" crumbs={[home, pagesCrumb]} lead="題名とアドレスは、あとからも変えられます。ページ番号は一生変わりません。">
        <Form action="create">
          <TextField name="title" label="題名" required width="long" maxlength={60} hint="開く人が探す言葉で。例：粗大ごみの出し方" />
          <Select name="kind" label="種類" required value="guide" options={kindOptions.filter((option) => option.value !== 'school_news')} />
          <Select name="section" label="フォルダー" required value={search.section} options={places.sections.map((one) => ({ value: one.id, label: `${one.path} ${one.name}` }))} />
          <TextField name="slug" label="アドレスの文字" required width="medium" maxlength={64} hint="半角の英小文字・数字・ハイフン。例：sodaigomi" spellcheck={false} />
          <Select name="department" label="担当の所属" required value={places.offices.length === 1 ? (places.offices[0]?.id ?? '') : ''} options={places.offices.map((one) => ({ value: one.id, label: one.name }))} />
          <FormActions><Submit>作って、内容を書く</Submit></FormActions>
        </Form>
        {places.sections.length === 0 && <Section title="フォルダーがありません"><p>先に、広報の担当が<A to={`${root}/setup`}>フォルダー</A>を作ります。</p></Section>}
      </Page>
    );
  },
});

/** What citizens told, and the categories. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { act, page, route, to } from '../../../kernel/page.ts';
import { writeCsv } from '../../../kernel/text/csv.ts';
import { A, Chip, DataTable, Empty, Form, FormActions, NumberField, Page, Section, Select, Submit, Tabs, TextField, When } from '../../../ui/index.ts';
import { iconNames } from '../../../ui/parts/icon.tsx';
import { saveCategory } from '../commands/deciding.ts';
import { dismissNeeded, draftNeeded } from '../commands/needed.ts';
import { feedback, needed, remarks } from '../queries/hearing.ts';
import { choices } from '../queries/office.ts';
import { withSearch } from './public-parts.tsx';
import { FaqTabs, helpedShare, home, root } from './staff-parts.tsx';

const readers = [staff('faq.write'), staff('faq.approve'), staff('faq.arrange')];
const neededWords = { open: '答えを待つもの', drafted: '下書きにしたもの', dismissed: '対応しないもの' } as const;
const span = z.object({ days: z.enum(['30', '90', '365']).catch('90') });
const spanWords = { '30': '30日', '90': '90日', '365': '1年' } as const;

export const neededPage = page({
  path: `${root}/needed`,
  title: { ja: '必要な答え', en: 'Needed answers' },
  allow: readers,
  search: z.object({ state: z.enum(['open', 'drafted', 'dismissed']).catch('open') }),
  load: async (ctx, { search }) => ({ rows: await ctx.ask(needed, search), state: search.state, offices: await ctx.ask(choices, {}) }),
  actions: {
    draft: act(draftNeeded, { done: (value) => to(`${root}/editions/${value.edition}`, '下書きを作りました。市民の言葉を、質問の文に直してください。') }),
    dismiss: act(dismissNeeded, { done: () => to(`${root}/needed`, '対応しないことにしました。') }),
  },
  view: (model, ctx) => (
    <Page title="必要な答え" wide crumbs={[home]} lead={<p>よくある質問で3人以上がさがして、見つからなかった言葉です。だれがさがしたかは残していません。</p>}>
      <FaqTabs ctx={ctx} current={`${root}/needed`} />
      <Tabs label="状態" items={(['open', 'drafted', 'dismissed'] as const).map((state) => ({ to: withSearch(`${root}/needed`, { state: state === 'open' ? '' : state }), label: neededWords[state], current: state === model.state }))} />
      <DataTable
        caption="必要な答え" hideCaption rows={model.rows} rowKey={(row) => row.id} empty={<Empty title={`${neededWords[model.state]}はありません。`} />}
        columns={[
          { key: 'words', label: 'さがした言葉', heads: true, render: (row) => row.words },
          { key: 'clients', label: '人数', align: 'end', nowrap: true, render: (row) => `${row.clients}人` },
          { key: 'first', label: 'はじめ', nowrap: true, render: (row) => <When date={row.firstOn} style="short" /> },
          { key: 'last', label: '最近', nowrap: true, render: (row) => <When date={row.lastOn} style="short" /> },
          { key: 'faq', label: '答え', render: (row) => (row.faq === null ? row.note || '―' : <A to={`${root}/${row.faq}`}>下書き</A>) },
        ]}
        {...(model.state === 'open' && ctx.may('faq.write') ? { actions: (row: Needed) => <NeededActions row={row} writable={model.offices.writable} likely={model.offices.likely} /> } : {})}
      />
    </Page>
  ),
});

type Needed = Awaited<ReturnType<typeof needed.run>>[number];

function NeededActions({ row, writable, likely }: { readonly row: Needed; readonly likely: string; readonly writable: readonly { readonly id: string; readonly name: string }[] }) {
  return (
    <>
      <Form action="draft" about={{ needed: row.id }} inline>
        <Select name="department" label={`「${row.words}」を受け持つ課`} hideLabel quiet blank="課を選ぶ" value={likely} options={writable.map((one) => ({ value: one.id, label: one.name }))} />
        <Submit kind="second" about={row.words}>下書きを作る</Submit>
      </Form>
      <Form action="dismiss" about={{ needed: row.id }} inline><Submit kind="plain" about={row.words}>対応しない</Submit></Form>
    </>
  );
}

export const feedbackPage = page({
  path: `${root}/feedback`,
  title: { ja: '役に立ったかどうかの集計', en: 'Whether answers helped' },
  allow: readers,
  search: span,
  load: (ctx, { search }) => ctx.ask(feedback, search),
  view: (model, ctx) => (
    <Page title="評価" wide crumbs={[home]} lead={<p>「いいえ」の割合が高い順です。同じ人の評価は、1つの質問につき1日に1回だけ数えています。</p>}>
      <FaqTabs ctx={ctx} current={`${root}/feedback`} />
      <Tabs label="期間" items={(['30', '90', '365'] as const).map((days) => ({ to: withSearch(`${root}/feedback`, { days: days === '90' ? '' : days }), label: spanWords[days], current: days === model.days }))} />
      <DataTable
        caption="評価" hideCaption keys rows={model.rows} rowKey={(row) => row.id} empty={<Empty title="この期間の評価はまだありません。" />} csvHref={withSearch(`${root}/feedback.csv`, { days: model.days })}
        columns={[
          { key: 'question', label: '質問', heads: true, render: (row) => <><A to={`${root}/${row.id}`} rowKey="Enter">{row.question}</A><small>{`番号 ${row.number}　${row.office}`}</small></> },
          { key: 'views', label: '閲覧', align: 'end', nowrap: true, render: (row) => row.views }, { key: 'yes', label: 'はい', align: 'end', nowrap: true, render: (row) => row.yes }, { key: 'no', label: 'いいえ', align: 'end', nowrap: true, render: (row) => row.no },
          { key: 'share', label: '役に立った', nowrap: true, render: (row) => <>{helpedShare(row.yes, row.no)}{row.yes + row.no >= 5 && row.no > row.yes && <> <Chip kind="bad">直す</Chip></>}</> },
        ]}
      />
    </Page>
  ),
});

const feedbackCsv = route({
  path: `${root}/feedback.csv`,
  title: { ja: '評価のCSV', en: 'Feedback as CSV' },
  allow: readers,
  async run(ctx, at) {
    const { rows } = await ctx.ask(feedback, span.parse(at.search));
    return { type: 'text/csv; charset=utf-8', filename: `よくある質問の評価-${ctx.today.toString()}.csv`, body: writeCsv([['番号', '質問', '課', '閲覧', 'はい', 'いいえ'], ...rows.map((row) => [row.number, row.question, row.office, row.views, row.yes, row.no])]) };
  },
});
export const hearingRoutes = [feedbackCsv];

export const remarksPage = page({
  path: `${root}/remarks`,
  title: { ja: '市民の言葉', en: 'What citizens wrote' },
  allow: readers,
  search: span,
  load: async (ctx, { search }) => ({ rows: await ctx.ask(remarks, search), days: search.days }),
  view: (model, ctx) => (
    <Page title="市民の言葉" wide crumbs={[home]} lead={<p>電話番号・メール・長い番号は消してあります。1年で消えます。見たことは記録に残ります。</p>}>
      <FaqTabs ctx={ctx} current={`${root}/remarks`} />
      <Tabs label="期間" items={(['30', '90', '365'] as const).map((days) => ({ to: withSearch(`${root}/remarks`, { days: days === '90' ? '' : days }), label: spanWords[days], current: days === model.days }))} />
      <DataTable
        caption="市民の言葉" hideCaption rows={model.rows} rowKey={(row) => row.id} empty={<Empty title="この期間の言葉はありません。" />}
        columns={[
          { key: 'day', label: '日', nowrap: true, render: (row) => <When date={row.day} style="short" /> }, { key: 'helped', label: '評価', nowrap: true, render: (row) => (row.helped ? <Chip kind="ok">はい</Chip> : <Chip kind="wait">いいえ</Chip>) },
          { key: 'words', label: '言葉', heads: true, render: (row) => row.words }, { key: 'faq', label: '質問', render: (row) => <A to={`${root}/${row.faq}`}>{row.question ?? `番号 ${row.number}`}</A> },
        ]}
      />
    </Page>
  ),
});

export const categoriesPage = page({
  path: `${root}/categories`,
  title: { ja: 'よくある質問の分類', en: 'FAQ categories' },
  allow: [staff('faq.arrange')],
  load: async (ctx) => (await ctx.ask(choices, {})).categories,
  actions: { save: act(saveCategory, { done: () => to(`${root}/categories`, '分類を保存しました。') }) },
  view: (rows, ctx) => (
    <Page title="分類" wide crumbs={[home]}>
      <FaqTabs ctx={ctx} current={`${root}/categories`} />
      {rows.map((row) => (
        <details key={row.code}>
          <summary>{row.name}{row.closed && '（使わない）'}</summary>
          <Form action="save" about={{ code: row.code, version: row.version }}>
            <TextField name="name" label="名前" required value={row.name} maxlength={30} /><TextField name="nameEn" label="英語の名前" required value={row.name_en} maxlength={40} lang="en" />
            <IconChoice value={row.icon} /><NumberField name="ordinal" label="並び順" value={row.ordinal} />
            <Select name="closed" label="使うかどうか" blank={null} value={row.closed ? 'closed' : 'open'} options={[{ value: 'open', label: '使う' }, { value: 'closed', label: '使わない' }]} />
            <FormActions><Submit about={row.name}>保存する</Submit></FormActions>
          </Form>
        </details>
      ))}
      <Section title="分類を加える">
        <Form action="save" about={{ version: 0 }}>
          <TextField name="code" label="記号" required maxlength={32} hint="半角の英小文字・数字・ハイフン（例 garbage）。あとから変えられません。" />
          <TextField name="name" label="名前" required maxlength={30} /><TextField name="nameEn" label="英語の名前" required maxlength={40} lang="en" /><IconChoice value="" /><NumberField name="ordinal" label="並び順" value={100} />
          <FormActions><Submit kind="second" icon="plus">加える</Submit></FormActions>
        </Form>
      </Section>
    </Page>
  ),
});

const IconChoice = ({ value }: { readonly value: string }) => <Select name="icon" label="絵" blank="なし" value={value} options={iconNames.map((name) => ({ value: name, label: name }))} />;

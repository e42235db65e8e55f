/** 古い写真: one page after another, gone or kept with a reason. */
import { act, page, to } from '../../../kernel/page.ts';
import { fiscalYear, formatFiscalYear } from '../../../kernel/calendar/calendar.ts';
import { A, DataTable, Empty, Form, FormActions, Notice, NumberField, Page, Section, Submit, TextField, When } from '../../../ui/index.ts';
import { deciders, keepOldPage, setPictureYears, withdrawOldPage } from '../commands/pictures.ts';
import { oldPictures } from '../queries/pictures.ts';
import { codeParams } from './public.tsx';
import { crumbsTo, deskPath, root, SchoolTabs } from './staff-parts.tsx';

const here = (code: string) => `${deskPath(code)}/pictures`;

export const picturesPage = page({
  path: `${root}/:code/pictures`,
  title: { ja: '古い写真', en: 'Old pictures' },
  allow: deciders,
  params: codeParams,
  load: (ctx, { params }) => ctx.ask(oldPictures, { school: params.code }),
  actions: {
    withdraw: act(withdrawOldPage, { done: (_, at) => to(here(at.params.code), '公開を終えました。アドレスには、終わったことが残ります。') }),
    keep: act(keepOldPage, { done: (_, at) => to(here(at.params.code), '残しました。次の4月に、もう一度お尋ねします。') }),
    years: act(setPictureYears, { done: (value, at) => to(here(at.params.code), `掲載期間を${value.years}学年にしました。`) }),
  },
  view: (it) => (
    <Page title="古い写真" wide crumbs={crumbsTo(it.code, it.name)} lead={<>だれか分かる子どもの写真を載せて、{it.years}学年が過ぎたページです。載せた年度の残りと、そのあとの{it.years}学年を数え、4月1日から、ここに並びます。</>}>
      <SchoolTabs code={it.code} current="pictures" work={it.mayWork} decide />
      {!it.mayWithdraw && it.due.length > 0 && <Notice kind="warn" title="公開を終えるには、ページの承認の権限が要ります"><p>残すことは決められます。公開を終えるのは、承認の権限のある人（教頭など）に頼んでください。</p></Notice>}
      <Section title={`決めるページ　${it.due.length}件`}>
        <DataTable
          caption="掲載期間の過ぎたページ" hideCaption rows={it.due} rowKey={(one) => one.page} empty={<Empty title="掲載期間の過ぎた写真はありません" />}
          columns={[
            { key: 'title', label: 'ページ', heads: true, render: (one) => <A to={one.path}>{one.title}</A> }, { key: 'year', label: '載せた年度', nowrap: true, render: (one) => formatFiscalYear(fiscalYear(one.year), 'ja') }, { key: 'count', label: '写真', nowrap: true, render: (one) => `${one.pictures}枚` },
            { key: 'keep', label: '残す', render: (one) => <Form action="keep" inline about={{ school: it.code, page: one.page }}><TextField name="reason" label="残すわけ" required maxlength={200} hint="例　創立100周年の記録。本人と保護者の同意あり" /><Submit kind="second" about={one.title}>残す</Submit></Form> },
          ]}
          actions={it.mayWithdraw ? (one) => <Form action="withdraw" inline about={{ school: it.code, page: one.page }}><Submit kind="danger" about={one.title}>公開を終える</Submit></Form> : undefined}
        />
      </Section>
      {it.kept.length > 0 && <Section title={`${formatFiscalYear(fiscalYear(it.year), 'ja')}に残すと決めたページ`}><ul class="list">{it.kept.map((one) => <li key={one.page}><A to={one.path}>{one.title}</A>　{one.reason}　<small>{one.by}　<When instant={one.at} style="short" /></small></li>)}</ul></Section>}
      {it.maySet && (
        <Section title="掲載期間">
          <Form action="years" about={{ school: it.code, version: it.version }}><NumberField name="years" label="掲載する学年の数" required value={it.years} hint="載せた年度のあと、何学年のあいだ載せておくか。はじめは3学年です。" /><FormActions><Submit kind="second">決める</Submit></FormActions></Form>
        </Section>
      )}
    </Page>
  ),
});

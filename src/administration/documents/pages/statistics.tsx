/** 文書の統計 of a fiscal year: by office, by state, and the requests for disclosure. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { fiscalYearOf } from '../../../kernel/calendar/calendar.ts';
import { page } from '../../../kernel/page.ts';
import { DataTable, Form, LinkButton, NumberField, Page, Section } from '../../../ui/index.ts';
import { optional } from '../../../kernel/fields.ts';
import { yearField } from '../commands/fields.ts';
import { decisionWords, folderStateWords, requestStateWords } from '../messages/words.ts';
import { statistics } from '../queries/folders.ts';
import { DoorTabs, home, root } from './words.tsx';

const path = `${root}/statistics`;
const outcomeWords: Readonly<Record<string, { readonly ja: string }>> = { ...requestStateWords, ...decisionWords };

export const statisticsPage = page({
  path,
  title: { ja: '文書の統計', en: 'Statistics' },
  allow: [staff('documents.records')],
  search: z.object({ year: optional(yearField) }),
  load: (ctx, { search }) => ctx.ask(statistics, { year: search.year ?? fiscalYearOf(ctx.today) }),
  view(model, ctx) {
    const sum = (pick: (row: (typeof model.rows)[number]) => number) => model.rows.reduce((total, row) => total + pick(row), 0).toLocaleString('ja-JP');
    return (
      <Page title={`${model.year}年度の文書`} wide crumbs={[home]} actions={<LinkButton kind="second" icon="print" to={`${path}.pdf?year=${model.year}`}>印刷する（PDF）</LinkButton>}>
        <DoorTabs ctx={ctx} current={path} />
        <Form method="get" label="年度を替える" submit="替える"><NumberField name="year" label="年度（西暦）" quiet value={model.year} /></Form>
        <Section title="課ごとの件数">
          <DataTable caption="課ごとの件数" hideCaption rows={model.rows} rowKey={(row) => row.office} empty="この年度の文書はありません。"
            columns={[{ key: 'office', label: '課', render: (row) => row.office }, { key: 'in', label: '収受', align: 'end', render: (row) => row.incoming }, { key: 'draft', label: '起案', align: 'end', render: (row) => row.drafts }, { key: 'decided', label: '決裁', align: 'end', render: (row) => row.decided }, { key: 'void', label: '欠番', align: 'end', render: (row) => row.voided }, { key: 'unfiled', label: '未編てつ', align: 'end', render: (row) => row.unfiled }]}
            foot={['合計', sum((row) => row.incoming), sum((row) => row.drafts), sum((row) => row.decided), sum((row) => row.voided), sum((row) => row.unfiled)]} />
        </Section>
        <Section title="簿冊（全年度）"><DataTable caption="簿冊" hideCaption rows={model.folders} rowKey={(row) => row.state} empty="簿冊はありません。" columns={[{ key: 'state', label: '状態', render: (row) => folderStateWords[row.state].ja }, { key: 'count', label: '冊数', align: 'end', render: (row) => row.count.toLocaleString('ja-JP') }]} /></Section>
        <Section title="情報公開請求"><DataTable caption="情報公開請求" hideCaption rows={model.requests} rowKey={(row) => row.outcome} empty="この年度の請求はありません。" columns={[{ key: 'outcome', label: '結果', render: (row) => outcomeWords[row.outcome]?.ja ?? row.outcome }, { key: 'count', label: '件数', align: 'end', render: (row) => row.count }]} /></Section>
      </Page>
    );
  },
});

/** One FAQ: its words, its numbers, its editions and everything that happened to it. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { A, Card, DataTable, Facts, Form, FormActions, LinkButton, Notice, NumberField, Page, Section, Select, Submit, TextField, When } from '../../../ui/index.ts';
import { keepFaq, moveFaq, withdrawFaq } from '../commands/deciding.ts';
import { startEdition } from '../commands/writing.ts';
import { editionWords, historyWords, sourceWords } from '../messages/words.ts';
import { choices, faqRecord } from '../queries/office.ts';
import { Answer } from './public-parts.tsx';
import { helpedShare, home, root, StateChips } from './staff-parts.tsx';

const here = (faq: string) => `${root}/${faq}`;

export const faqRecordPage = page({
  path: `${root}/:faq{[0-9a-f-]{36}}`,
  title: { ja: 'よくある質問の記録', en: 'An FAQ and its record' },
  allow: [staff('faq.write'), staff('faq.approve'), staff('faq.arrange')],
  params: z.object({ faq: z.string().max(40) }),
  load: async (ctx, at) => ({ ...(await ctx.ask(faqRecord, { faq: at.params.faq })), offices: (await ctx.ask(choices, {})).offices, today: ctx.today }),
  actions: {
    start: act(startEdition, { input: (_, at) => ({ faq: at.params.faq }), done: (value) => to(`${root}/editions/${value.edition}`) }),
    keep: act(keepFaq, { input: (form, at) => ({ ...form.input(), faq: at.params.faq }), done: (value, at) => to(here(at.params.faq), `変更がないことを記録しました。次の見直しは${value.reviewOn}です。`) }),
    withdraw: act(withdrawFaq, { input: (form, at) => ({ ...form.input(), faq: at.params.faq }), done: (value) => to(here(value.faq), '公開を終えました。') }),
    move: act(moveFaq, { input: (form, at) => ({ ...form.input(), faq: at.params.faq }), done: (value) => to(here(value.faq), '所管する課を変えました。') }),
  },
  view(model) {
    const shown = model.live ?? model.open ?? model.editions[0];
    const due = model.state === 'public' && model.review_on !== null && Temporal.PlainDate.compare(model.review_on, model.today) <= 0;
    return (
      <Page title={shown?.question ?? `番号 ${model.faq_no}`} wide crumbs={[home]} actions={<>
        {model.open !== null && <LinkButton to={`${root}/editions/${model.open.id}`} icon="edit">{model.open.state === 'draft' ? '下書きを開く' : '承認待ちの版を開く'}</LinkButton>}
        {model.open === null && model.mayWrite && <Form action="start" inline submit={model.state === 'withdrawn' ? '書き直して公開を再開する' : '書き直す'} />}
      </>}>
        {due && <Notice kind="warn" title="見直しの日を過ぎています"><p>変わったところがあれば書き直し、なければ「変更がないことを確かめた」を押してください。</p></Notice>}
        <Facts rows={[
          { label: '番号', value: model.state === 'public' ? <A to={`/faq/${model.faq_no}`}>{`${model.faq_no}（公開ページ）`}</A> : model.faq_no },
          { label: '状態', value: <StateChips state={model.state} open={model.open?.state === 'draft' || model.open?.state === 'waiting' ? model.open.state : null} due={due} /> },
          { label: '課', value: model.office },
          { label: 'もとになったもの', value: `${sourceWords[model.source].ja}${model.source_note === '' ? '' : `　${model.source_note}`}` },
          model.reviewed_at !== null && { label: '最終確認', value: <When date={tokyoDate(model.reviewed_at)} style="long" /> },
          model.review_on !== null && { label: '見直す日', value: <When date={model.review_on} style="long" /> },
          model.withdrawn_reason !== null && { label: '公開を終えたわけ', value: model.withdrawn_reason },
        ]} />
        {model.live !== null && <Section title="公開中の答え"><Card title={model.live.question}><Answer text={model.live.answer} /></Card></Section>}
        <Section title="評価（この1年）">
          <DataTable caption="月ごとの閲覧と評価" hideCaption rows={model.months} rowKey={(row) => row.month} empty="まだ読まれていません。" columns={[
            { key: 'month', label: '月', heads: true, nowrap: true, render: (row) => row.month.replace('-', '年').replace(/$/, '月') },
            { key: 'views', label: '閲覧', align: 'end', render: (row) => row.views }, { key: 'yes', label: 'はい', align: 'end', render: (row) => row.yes }, { key: 'no', label: 'いいえ', align: 'end', render: (row) => row.no },
            { key: 'share', label: '役に立った', nowrap: true, render: (row) => helpedShare(row.yes, row.no) },
          ]} />
        </Section>
        {model.state === 'public' && (model.mayWrite || model.mayApprove) && (
          <Section title="見直し">
            <Form action="keep" inline><NumberField name="months" label="次の見直しまで" unit="か月" value={12} quiet /><Submit kind="second" icon="check">変更がないことを確かめた</Submit></Form>
          </Section>
        )}
        <Section title="版">
          <DataTable caption="版" hideCaption rows={model.editions} rowKey={(row) => row.id} empty="版はありません。" columns={[
            { key: 'number', label: '版', heads: true, nowrap: true, render: (row) => <A to={`${root}/editions/${row.id}`}>{`第${row.number}版`}</A> },
            { key: 'state', label: '状態', nowrap: true, render: (row) => editionWords[row.state].ja },
            { key: 'by', label: '書いた人', nowrap: true, render: (row) => row.saved_name }, { key: 'decided', label: '承認した人', nowrap: true, render: (row) => row.decided_name ?? '―' },
            { key: 'public', label: '公開', nowrap: true, render: (row) => (row.public_at === null ? '―' : <When instant={row.public_at} style="short" />) }, { key: 'note', label: '変更の説明', render: (row) => row.change_note || '―' },
          ]} />
        </Section>
        <Section title="記録">
          <DataTable caption="記録" hideCaption rows={model.history} rowKey={(row) => String(row.id)} empty="記録はありません。" columns={[
            { key: 'at', label: '日時', heads: true, nowrap: true, render: (row) => <When instant={row.made_at} style="short" /> }, { key: 'what', label: 'できごと', nowrap: true, render: (row) => historyWords[row.what].ja },
            { key: 'by', label: 'した人', nowrap: true, render: (row) => row.made_name || '―' }, { key: 'note', label: '言葉', render: (row) => row.note || '―' },
          ]} />
        </Section>
        {model.mayMove && (
          <Section title="所管替え">
            <Form action="move" inline><Select name="department" label="所管する課" quiet options={model.offices.map((one) => ({ value: one.id, label: one.name }))} value={model.department_id} /><Submit kind="second">課を変える</Submit></Form>
          </Section>
        )}
        {model.state === 'public' && model.mayApprove && (
          <Section title="公開を終える">
            <Form action="withdraw"><TextField name="reason" label="理由" required maxlength={200} hint="公開ページに出ます（例 制度が終わりました）。" /><FormActions><Submit kind="danger">公開を終える</Submit></FormActions></Form>
          </Section>
        )}
      </Page>
    );
  },
});

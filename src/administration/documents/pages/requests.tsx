/** 情報公開請求: the list with its clocks, and the form at the counter. */
import { staff } from '../../../kernel/actor.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { A, Chip, DataTable, DateField, Form, FormActions, Page, Radios, Section, Select, Submit, TextArea, TextField, When } from '../../../ui/index.ts';
import { openRequest } from '../commands/disclosure.ts';
import { decisionWords, disclosureManners, disclosureMannerWords, requestChannels } from '../messages/words.ts';
import { requests } from '../queries/requests.ts';
import { DoorTabs, home, optionsOf, RequestChip, requestsPath } from './words.tsx';

const channelNames = { counter: { ja: '窓口' }, post: { ja: '郵送' }, fax: { ja: 'FAX' }, form: { ja: '電子申請' } } as const;

export const requestsPage = page({
  path: requestsPath,
  title: { ja: '情報公開請求', en: 'Requests for disclosure' },
  allow: [staff('documents.disclosure')],
  load: (ctx) => ctx.ask(requests, {}),
  actions: { open: act(openRequest, { done: (value) => to(`${requestsPath}/${value.request}`, `${value.number}で受け付けました。決定の期限は${value.due ?? '補正のあと'}です。`) }) },
  view(rows, ctx) {
    return (
      <Page title="情報公開請求" wide crumbs={[home]}>
        <DoorTabs ctx={ctx} current={requestsPath} />
        <Section title={`請求　${rows.length}件`}>
          <DataTable
            caption="情報公開請求" hideCaption keys rows={rows} rowKey={(row) => row.id} empty="請求はまだありません。"
            columns={[
              { key: 'number', label: '番号', nowrap: true, render: (row) => <A to={`${requestsPath}/${row.id}`} rowKey="Enter">{row.number}</A> }, { key: 'wanted', label: '請求の内容', heads: true, render: (row) => (row.wanted.length > 60 ? `${row.wanted.slice(0, 60)}…` : row.wanted) }, { key: 'received', label: '受付日', nowrap: true, render: (row) => <When date={row.received_on} style="short" /> },
              { key: 'due', label: '決定の期限', nowrap: true, render: (row) => (row.state !== 'received' ? '―' : row.due === null ? <Chip kind="wait">補正待ち</Chip> : <>{Temporal.PlainDate.compare(row.due, ctx.today) < 0 && <Chip kind="bad">過ぎた</Chip>} <When date={row.due} style="short" />{row.extended_days > 0 && <small>延長{row.extended_days}日</small>}</>) },
              { key: 'state', label: '状態', nowrap: true, render: (row) => <><RequestChip state={row.state} />{row.decision !== null && <small>{decisionWords[row.decision].ja}</small>}</> },
            ]}
          />
        </Section>
        <Section title="請求を受け付ける">
          <details><summary>受付の入力をひらく</summary>
            <Form action="open">
              <div class="form inline"><DateField name="receivedOn" label="受付日" required native value={ctx.today} /><Select name="channel" label="受付の方法" required blank={null} value="counter" options={optionsOf(channelNames, requestChannels)} /></div>
              <div class="form inline"><TextField name="name" label="請求者の氏名" required maxlength={100} /><TextField name="address" label="請求者の住所" required width="long" maxlength={200} /></div>
              <TextArea name="wanted" label="請求する内容" required rows={4} maxlength={1000} /><Radios name="manner" label="開示の方法" inline value="copy" options={optionsOf(disclosureMannerWords, disclosureManners)} />
              <FormActions next="氏名と住所を見たことは、記録されます。"><Submit>受け付ける</Submit></FormActions>
            </Form>
          </details>
        </Section>
      </Page>
    );
  },
});

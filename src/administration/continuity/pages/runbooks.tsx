/** 手順書: the list for the binder, and a new one. */
import { staff } from '../../../kernel/actor.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { A, Chip, DataTable, Form, FormActions, LinkButton, NumberField, Page, Section, Select, Submit, TextField, When } from '../../../ui/index.ts';
import { addRunbook } from '../commands/runbooks.ts';
import { choices } from '../queries/assets.ts';
import { runbookList } from '../queries/runbooks.ts';
import { formatDuration } from '../rules/duration.ts';
import { DoorTabs, home, root } from './words.tsx';

const path = `${root}/runbooks`;

export const runbooksPage = page({
  path,
  title: { ja: '手順書', en: 'Runbooks' },
  allow: [staff('continuity.view'), staff('continuity.approve')],
  load: (ctx) => ctx.ask(runbookList, {}),
  view: (rows, ctx) => (
    <Page title="手順書" wide crumbs={[home]} actions={<>{ctx.may('continuity.edit') && <LinkButton icon="plus" to={`${root}/new-runbook`}>手順書を作る</LinkButton>}{ctx.may('continuity.view') && <LinkButton kind="second" icon="print" to={`${path}.pdf`}>全部を印刷する（つづり用）</LinkButton>}</>}>
      <DoorTabs ctx={ctx} current={path} />
      <Section title={`手順書　${rows.length}件`}>
        <DataTable caption="手順書" hideCaption keys rows={rows} rowKey={(row) => row.id} empty="手順書はまだありません。"
          columns={[
            { key: 't', label: '題名', heads: true, render: (row) => <><A to={`${path}/${row.id}`} rowKey="Enter">{row.title}</A><small>{row.code}　{row.asset ?? ''}</small></> },
            { key: 's', label: '状態', render: (row) => <>{row.approved ? <Chip kind="ok">{`第${row.approved.number}版`}</Chip> : <Chip kind="bad">承認なし</Chip>} {row.draft && <Chip kind={row.draft.state === 'submitted' ? 'wait' : 'info'}>{row.draft.state === 'submitted' ? `第${row.draft.number}版 承認待ち` : `第${row.draft.number}版 書きかけ`}</Chip>}</> },
            { key: 'a', label: '承認', nowrap: true, render: (row) => (row.approved?.approvedAt ? <><When instant={row.approved.approvedAt} style="short" /><small>{row.approved.approvedName}</small></> : '―') },
            { key: 'n', label: '手順', align: 'end', render: (row) => (row.steps === 0 ? '―' : `${row.steps}段`) },
            { key: 'm', label: '目安', align: 'end', render: (row) => (row.minutes === 0 ? '―' : formatDuration(row.minutes)) },
          ]} />
      </Section>
    </Page>
  ),
});

export const newRunbookPage = page({
  path: `${root}/new-runbook`,
  title: { ja: '手順書を作る', en: 'A new runbook' },
  allow: [staff('continuity.edit')],
  load: (ctx) => ctx.ask(choices, {}),
  actions: { add: act(addRunbook, { done: (value) => to(`${path}/${value.runbook}`, '作りました。手順を書いてください。') }) },
  view: (from) => (
    <Page title="手順書を作る" crumbs={[home, { to: path, label: '手順書' }]}>
      <Section title="題名と、つづりの順">
        <Form action="add">
          <TextField name="key" label="記号" required hint="英大文字・数字・ハイフン。例 RB-07" /><TextField name="title" label="題名" required width="long" hint="何が起きたときに、何をするか" />
          <Select name="asset" label="対象のシステム" blank="なし" options={from.assets.map((asset) => ({ value: asset.id, label: asset.name }))} /><NumberField name="ordinal" label="つづりの順番" required value={10} />
          <FormActions><Submit>作る</Submit></FormActions>
        </Form>
      </Section>
    </Page>
  ),
});

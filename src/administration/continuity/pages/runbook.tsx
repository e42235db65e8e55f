/** One 手順書: what is in force, the draft, and the second person's decision. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { A, Chip, DataTable, Fieldset, Form, FormActions, Hidden, LinkButton, Notice, NumberField, Page, Section, Submit, TextArea, TextField, useUi, When } from '../../../ui/index.ts';
import { approveRunbook, draftRunbook, returnRunbook, saveDraft, submitDraft } from '../commands/runbooks.ts';
import { runbook } from '../queries/runbooks.ts';
import { formatDuration } from '../rules/duration.ts';
import { home, root } from './words.tsx';

const path = `${root}/runbooks`;
const here = (id: string) => `${path}/${id}`;
type Model = NonNullable<Awaited<ReturnType<typeof runbook.run>>>;
type Version = Model['versions'][number];
type Step = Version['steps'][number];

/** Empty lines to write on below the last step. */
const MORE = 3;

export const runbookPage = page({
  path: `${path}/:id`,
  title: { ja: '手順書', en: 'A runbook' },
  allow: [staff('continuity.view'), staff('continuity.approve')],
  params: z.object({ id: z.uuid() }),
  load: (ctx, { params }) => ctx.ask(runbook, { runbook: params.id }),
  actions: {
    draft: act(draftRunbook, { input: (_, { params }) => ({ runbook: params.id }), done: (_, { params }) => to(here(params.id), '次の版を書き始めました。いまの版は、承認されるまでそのまま使えます。') }),
    write: act(saveDraft, { done: (_, { params }) => to(here(params.id), '保存しました。') }),
    submit: act(submitDraft, { done: (_, { params }) => to(here(params.id), '承認を求めました。書いた人とは別の人が承認します。') }),
    approve: act(approveRunbook, { done: (_, { params }) => to(here(params.id), '承認しました。この版は固定されました。印刷して、つづりを差し替えてください。') }),
    return: act(returnRunbook, { done: (_, { params }) => to(here(params.id), '差し戻しました。') }),
  },
  view(it, ctx) {
    const approved = it.versions.find((version) => version.state === 'approved');
    const open = it.versions.find((version) => version.state === 'draft' || version.state === 'submitted');
    return (
      <Page title={it.title} wide crumbs={[home, { to: path, label: '手順書' }]} lead={<><span class="num">{it.code}</span>{it.assetId !== null && <>　<A to={`${root}/systems/${it.assetId}`}>{it.asset}</A></>}</>} actions={approved && ctx.may('continuity.view') ? <LinkButton kind="second" icon="print" to={`${here(it.id)}/print.pdf`}>印刷する</LinkButton> : undefined}>
        {open?.state === 'submitted' && <Decision version={open} mayApprove={ctx.may('continuity.approve')} />}
        {open?.returnedNote && <Notice kind="warn" title={`第${open.number}版は差し戻されました`}>{open.returnedNote}</Notice>}
        {open?.state === 'draft' && ctx.may('continuity.edit') && <DraftPart version={open} />}
        {approved && <VersionPart version={approved} title={`使う版　第${approved.number}版`} />}
        {!open && ctx.may('continuity.edit') && <Section title="直す"><Form action="draft" inline><Submit kind="second" icon="edit">次の版を書き始める</Submit></Form></Section>}
        <Section title="版の経過">
          <DataTable caption="版の経過" hideCaption rows={it.versions} rowKey={(row) => row.id} empty=""
            columns={[
              { key: 'n', label: '版', render: (row) => `第${row.number}版` }, { key: 's', label: '状態', render: (row) => <StateChip state={row.state} /> }, { key: 'a', label: '書いた人', render: (row) => row.author },
              { key: 'p', label: '承認', render: (row) => (row.approvedAt ? <><When instant={row.approvedAt} style="short" />　{row.approvedName}</> : '―') },
              { key: 'h', label: 'ハッシュ（SHA-256）', render: (row) => (row.hash === null ? '―' : <><span class="num">{row.hash.slice(0, 16)}…</span> {row.intact ? <Chip kind="ok">一致</Chip> : <Chip kind="bad">内容と一致しません</Chip>}</>) },
            ]} />
        </Section>
      </Page>
    );
  },
});

function StateChip({ state }: { readonly state: Version['state'] }) {
  switch (state) {
    case 'draft': return <Chip kind="info">書きかけ</Chip>;
    case 'submitted': return <Chip kind="wait">承認待ち</Chip>;
    case 'approved': return <Chip kind="ok">使う版</Chip>;
    case 'superseded': return <Chip kind="no">前の版</Chip>;
  }
}

function StepTable({ steps }: { readonly steps: readonly Step[] }) {
  return (
    <DataTable caption="手順" hideCaption rows={steps.map((step, index) => ({ ...step, index }))} rowKey={(row) => String(row.index)} empty="手順はまだありません。"
      columns={[
        { key: 'n', label: '段', align: 'end', render: (row) => row.index + 1 },
        { key: 'i', label: 'すること', heads: true, render: (row) => <>{row.instruction.split('\n').map((line, index) => <span key={index}>{index > 0 && <br />}{line}</span>)}{row.typed !== '' && row.typed.split('\n').map((line, index) => <div key={index}><code>{line}</code></div>)}</> },
        { key: 'p', label: '担当', render: (row) => row.post }, { key: 'm', label: '目安', nowrap: true, align: 'end', render: (row) => `${row.minutes}分` }, { key: 'c', label: '確かめること', render: (row) => row.proof },
      ]} foot={['', '', '合計', formatDuration(steps.reduce((sum, step) => sum + step.minutes, 0)), '']} />
  );
}

function VersionPart({ version, title }: { readonly version: Version; readonly title: string }) {
  return (
    <Section title={title} aside={<>{version.approvedName} 承認</>}>
      {version.opening !== '' && <p><b>使うとき：</b>{version.opening}</p>}
      <StepTable steps={version.steps} />
    </Section>
  );
}

function Decision({ version, mayApprove }: { readonly version: Version; readonly mayApprove: boolean }) {
  return (
    <>
      <VersionPart version={version} title={`承認待ち　第${version.number}版`} />
      {version.case !== null ? <Notice title="電子決裁で進んでいます"><A to={`/staff/approvals/${version.case.id}`}>決裁番号 {version.case.number}</A></Notice> : !mayApprove ? <Notice title="承認する権限のある、書いた人とは別の人の承認を待っています" /> : version.mine ? <Notice kind="warn" title="自分が書いた版は、自分では承認できません">別の人に承認してもらってください。</Notice> : (
        <Section title="承認する・差し戻す">
          <Form action="approve" inline about={{ draft: version.id }}><Hidden name="version" value={version.version} /><Submit icon="check">この内容を承認する</Submit></Form>
          <Form action="return" about={{ draft: version.id }}><Hidden name="version" value={version.version} /><TextArea name="reason" label="差し戻す理由" required rows={2} /><FormActions><Submit kind="second">差し戻す</Submit></FormActions></Form>
        </Section>
      )}
    </>
  );
}

function DraftPart({ version }: { readonly version: Version }) {
  const { form } = useUi();
  const sent = form?.action === 'write' ? Object.keys(form.values).filter((name) => /^steps\.\d+\.instruction$/.test(name)).length : 0;
  const lines = Math.min(60, Math.max(version.steps.length + MORE, sent));
  return (
    <Section title={`書きかけ　第${version.number}版`}>
      {form?.action === 'write' && form.refusal?.code === 'Conflict' && <details open><summary>いま保存されている内容（ほかの人が書いたもの）</summary><p>{version.opening}</p><StepTable steps={version.steps} /></details>}
      <Form action="write" about={{ draft: version.id }}><Hidden name="version" value={version.version} />
        <TextArea name="opening" label="どんなときに使うか" rows={2} value={version.opening} />
        {Array.from({ length: lines }, (_, index) => <StepFields key={index} index={index} step={version.steps[index]} />)}
        <FormActions next="空けた段は詰めて保存します。段が足りないときは、いったん保存すると下に加わります。"><Submit>保存する</Submit></FormActions>
      </Form>
      {version.steps.length > 0 && <Form action="submit" inline about={{ draft: version.id }}><Hidden name="version" value={version.version} /><Submit kind="second" icon="check">保存した内容で承認を求める</Submit></Form>}
    </Section>
  );
}

function StepFields({ index, step }: { readonly index: number; readonly step: Step | undefined }) {
  const name = (field: string) => `steps.${index}.${field}`;
  return (
    <Fieldset legend={`${index + 1}段目`}>
      <TextArea name={name('instruction')} label="すること" quiet rows={2} value={step?.instruction} />
      <div class="form inline">
        <TextField name={name('post')} label="担当の職" quiet value={step?.post} /><NumberField name={name('minutes')} label="目安" quiet unit="分" value={step?.minutes} />
        <TextField name={name('proof')} label="確かめること" quiet width="long" value={step?.proof} />
      </div>
      <TextArea name={name('typed')} label="打つもの" quiet rows={Math.max(1, step?.typed.split('\n').length ?? 1)} value={step?.typed} />
    </Fieldset>
  );
}

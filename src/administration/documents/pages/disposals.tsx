/** 廃棄・移管: lists of what has expired; one list with each folder's fate, its decision, its execution and its certificate. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { act, page, route, to } from '../../../kernel/page.ts';
import { canonicalJson } from '../../../kernel/text/canonical-json.ts';
import { A, Chip, DataTable, DateField, Empty, Form, FormActions, Hidden, LinkButton, Notice, Page, Radios, Refusal, Section, Select, Submit, TextField, useUi, When } from '../../../ui/index.ts';
import { dropDisposal, executeDisposal, makeDisposal, sendDisposal, setFate } from '../commands/disposal.ts';
import { fates, fateWords } from '../messages/words.ts';
import { choices, disposal, disposals } from '../queries/folders.ts';
import { readers } from '../queries/register.ts';
import { DisposalChip, disposalsPath, DoorTabs, FolderChip, folderHref, foldersPath, home, mayAnywhere, optionsOf, withSearch } from './words.tsx';

const allow = [...readers, staff('documents.dispose')];
type Shown = NonNullable<Awaited<ReturnType<typeof disposal.run>>>;
type Item = Shown['items'][number];

export const disposalsPage = page({
  path: disposalsPath,
  title: { ja: '廃棄・移管', en: 'Disposal' },
  allow,
  async load(ctx) {
    const [rows, chosen] = await Promise.all([ctx.ask(disposals, {}), ctx.ask(choices, {})]);
    return { rows, offices: ctx.may('documents.records') ? chosen.departments.filter((one) => one.symbol !== null) : chosen.own };
  },
  actions: { make: act(makeDisposal, { done: (value) => to(`${disposalsPath}/${value.disposal}`, `${value.folders}冊を載せました。残すものがあれば、理由と日を決めてください。`) }) },
  view(model, ctx) {
    return (
      <Page title="廃棄・移管" wide crumbs={[home]} lead="保存期間が満了した簿冊の一覧を作り、所管課が残すものを決め、文書館が歴史公文書を選び、決裁のあとで別の人が実行します。">
        <DoorTabs ctx={ctx} current={disposalsPath} />
        <Section title="廃棄リスト" aside={<A to={withSearch(foldersPath, { expired: 'yes' })}>満了した簿冊を見る</A>}>
          <DataTable caption="廃棄リスト" hideCaption keys rows={model.rows} rowKey={(row) => row.id} empty={<Empty title="廃棄リストはまだありません。" next="満了した簿冊があるときに、下から作ります。" />}
            columns={[{ key: 'title', label: '名', heads: true, render: (row) => <A to={`${disposalsPath}/${row.id}`} rowKey="Enter">{row.title}</A> }, { key: 'office', label: '所管', render: (row) => row.office }, { key: 'made', label: '作った日', nowrap: true, render: (row) => <When date={row.made_on} style="short" /> }, { key: 'count', label: '簿冊', align: 'end', render: (row) => `${row.folders}冊` }, { key: 'state', label: '状態', nowrap: true, render: (row) => <DisposalChip state={row.state} /> }]} />
        </Section>
        {model.offices.length > 0 && (
          <Section title="廃棄リストを作る">
            <Form action="make"><div class="form inline"><Select name="department" label="所管" required blank={model.offices.length === 1 ? null : '選んでください'} options={model.offices.map((one) => ({ value: one.id, label: one.name }))} /><TextField name="title" label="リストの名" required value={`${ctx.today.year}年度に廃棄する文書`} /></div><FormActions next="その課の、満了して廃棄を止める事情のない簿冊がすべて載ります。"><Submit kind="second">作る</Submit></FormActions></Form>
          </Section>
        )}
      </Page>
    );
  },
});

function FateForm({ item, archivist, today }: { readonly item: Item; readonly archivist: boolean; readonly today: Temporal.PlainDate }) {
  const open = item.fate === 'transfer' && !archivist ? [] : fates.filter((fate) => fate !== 'transfer' || archivist);
  if (open.length === 0) return <>文書館が選びました</>;
  return (
    <details><summary>変える<span class="vh">：{item.title}</span></summary>
      <Form action="fate" about={{ folder: item.id }}>
        <Radios name="fate" label="扱い" inline value={item.fate} options={optionsOf(fateWords, open)} />
        <TextField name="reason" label="理由" value={item.reason} maxlength={200} hint="延長・移管のときは要ります。" /><DateField name="until" label="延長する日" native value={item.extended_until ?? (item.fate === 'keep' ? today : null)} hint="延長のときだけ" />
        <Submit kind="second" about={item.title}>決める</Submit>
      </Form>
    </details>
  );
}

function Steps({ it, mayExecute }: { readonly it: Shown; readonly mayExecute: boolean }) {
  const version = <Hidden name="version" value={it.version} />;
  if (it.state === 'draft' && it.mine) {
    return (
      <Section title="次にすること">
        <Form action="send">{version}<FormActions next="出したあとは、リストを変えられません。期間と事情は、決裁のときと実行のときにもう一度確かめます。"><Submit>決裁に出す</Submit></FormActions></Form>
        <details><summary>リストを取りやめる</summary><Form action="drop">{version}<FormActions><Submit kind="danger">取りやめる</Submit></FormActions></Form></details>
      </Section>
    );
  }
  if (it.state === 'in_route') return <Notice title="決裁を待っています">{it.case_id !== null ? <A to={`/staff/approvals/${it.case_id}`}>案件を見る</A> : '決裁されると、別の人が実行できます。'}</Notice>;
  if (it.state !== 'decided') return null;
  if (!mayExecute) return <Notice title="決裁されました">廃棄を実行する権限のある、リストを作った人とは別の人が実行します。</Notice>;
  return <Section title="実行"><Form action="execute">{version}<FormActions next="廃棄した文書の中身は、二度と戻せません。登録事項と廃棄証明だけが残ります。"><Submit kind="danger" icon="trash">廃棄・移管を実行する</Submit></FormActions></Form></Section>;
}

function LostRefusal({ it }: { readonly it: Shown }) {
  const { form } = useUi();
  const offered = it.state === 'draft' ? ['fate', 'send', 'drop'] : it.state === 'decided' ? ['execute'] : [];
  return form !== null && !offered.includes(form.action) ? <Refusal /> : null;
}

type At = { readonly params: { readonly id: string } };
const about = (form: { input(): Record<string, unknown> }, at: At) => ({ ...form.input(), disposal: at.params.id });
const back = (words: string) => (_: unknown, at: At) => to(`${disposalsPath}/${at.params.id}`, words);

export const disposalPage = page({
  path: `${disposalsPath}/:id`,
  title: { ja: '廃棄リスト', en: 'A disposal list' },
  allow,
  params: z.object({ id: z.uuid() }),
  load: (ctx, { params }) => ctx.ask(disposal, { disposal: params.id }),
  actions: {
    fate: act(setFate, { input: about, done: back('扱いを決めました。') }),
    send: act(sendDisposal, { input: about, done: back('決裁に出しました。') }),
    drop: act(dropDisposal, { input: about, done: back('取りやめました。') }),
    execute: act(executeDisposal, { input: about, done: (value, at: At) => to(`${disposalsPath}/${at.params.id}`, `廃棄${value.destroyed}冊、移管${value.transferred}冊、延長${value.kept}冊を実行しました。廃棄証明ができました。`) }),
  },
  view(it, ctx) {
    const archivist = ctx.may('documents.archive');
    const editable = it.state === 'draft' && (it.mine || archivist);
    const count = (fate: Item['fate']) => it.items.filter((item) => item.fate === fate).length;
    return (
      <Page title={it.title} wide crumbs={[home, { to: disposalsPath, label: '廃棄・移管' }]} lead={<>{it.office}　<DisposalChip state={it.state} />　廃棄{count('destroy')}冊・移管{count('transfer')}冊・延長{count('keep')}冊</>} actions={<LinkButton kind="second" icon="print" to={`${disposalsPath}/${it.id}/print.pdf`}>印刷する（PDF）</LinkButton>}>
        <DoorTabs ctx={ctx} current={disposalsPath} />
        <LostRefusal it={it} />
        <Steps it={it} mayExecute={mayAnywhere(ctx, 'documents.dispose')} />
        {it.certificate !== null && <Notice kind="good" title="廃棄証明"><p><When instant={it.certificate.made_at} />　証明の値 <code>{it.certificate.hash}</code></p><LinkButton kind="second" icon="download" to={`${disposalsPath}/${it.id}/certificate.json`}>証明を保存する</LinkButton></Notice>}
        <Section title="簿冊">
          <DataTable
            caption="簿冊" hideCaption rows={it.items} rowKey={(item) => item.id} empty="簿冊がありません。"
            columns={[
              { key: 'title', label: '簿冊', heads: true, render: (item) => <><A to={folderHref(item.id)}>{item.title}</A><small>{item.code}　{item.fiscal_year}年度　{item.retention}</small></> }, { key: 'expired', label: '満了日', nowrap: true, render: (item) => (item.expires_on === null ? '―' : <When date={item.expires_on} style="short" />) }, { key: 'documents', label: '文書', align: 'end', render: (item) => `${item.documents}件` },
              { key: 'fate', label: '扱い', render: (item) => <><Chip kind={item.fate === 'destroy' ? 'bad' : item.fate === 'transfer' ? 'info' : 'wait'}>{fateWords[item.fate].ja}</Chip>{item.extended_until !== null && <small><When date={item.extended_until} style="short" />まで</small>}{item.reason !== '' && <small>{item.reason}</small>}</> }, { key: 'state', label: '状態', nowrap: true, render: (item) => <FolderChip state={item.state} /> },
            ]}
            {...(editable ? { actions: (item: Item) => <FateForm item={item} archivist={archivist} today={ctx.today} /> } : {})}
          />
        </Section>
      </Page>
    );
  },
});

/** The certificate exactly as its hash was taken: anybody can take it again. */
export const certificateFile = route({
  path: `${disposalsPath}/:id/certificate.json`, title: { ja: '廃棄証明', en: 'Certificate of disposal' }, allow,
  async run(ctx, { params }) {
    const it = await ctx.ask(disposal, { disposal: params['id'] });
    return it.certificate === null ? { go: 'not-found' } : { type: 'application/json', filename: `廃棄証明-${it.id}.json`, body: canonicalJson(it.certificate.body) };
  },
});

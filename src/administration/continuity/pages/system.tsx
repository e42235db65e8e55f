/** One system: its facts, what it needs, what stops with it, what was measured; and the form for a new one. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import { act, page, type PageContext, to } from '../../../kernel/page.ts';
import { A, Chip, DataTable, Facts, Form, FormActions, Hidden, LinkButton, Page, Refusal, Section, Select, Submit, TextArea, TextField, NumberField, useUi, When } from '../../../ui/index.ts';
import { addNeed, confirmAsset, removeNeed, retireAsset, saveAsset } from '../commands/assets.ts';
import { kindWords } from '../messages/words.ts';
import { asset, choices } from '../queries/assets.ts';
import { formatDuration, formatSeconds } from '../rules/duration.ts';
import { assetKinds } from '../rules/plan.ts';
import { FindingTable, home, root, TierChip } from './words.tsx';

const path = `${root}/systems`;
const list = { to: path, label: '情報システム台帳' };

export const newSystemPage = page({
  path: `${root}/new-system`,
  title: { ja: 'システムを載せる', en: 'Add a system' },
  allow: [staff('continuity.edit')],
  load: (ctx) => ctx.ask(choices, {}),
  actions: { save: act(saveAsset, { done: (value) => to(`${path}/${value.asset}`, '台帳に載せました。必要なもの（先に動いていなければならないもの）を加えてください。') }) },
  view: (model) => <Page title="システムを載せる" crumbs={[home, list]}><Section title="台帳の内容"><AssetForm from={model} current={null} /></Section></Page>,
});

type Choices = Awaited<ReturnType<typeof load>>['from'];
async function load(ctx: PageContext, id: string) {
  const it = await ctx.ask(asset, { asset: id });
  return { it, from: ctx.may('continuity.edit') ? await ctx.ask(choices, {}) : null };
}
type Shown = Awaited<ReturnType<typeof load>>['it'];

export const systemPage = page({
  path: `${path}/:id`,
  title: { ja: '台帳のシステム', en: 'A system' },
  allow: [staff('continuity.view')],
  params: z.object({ id: z.uuid() }),
  load: (ctx, { params }) => load(ctx, params.id),
  actions: {
    save: act(saveAsset, { input: (form, { params }) => ({ ...form.input(), asset: params.id }), done: (value) => to(`${path}/${value.asset}`, '直しました。') }),
    confirm: act(confirmAsset, { input: (form, { params }) => ({ ...form.input(), asset: params.id }), done: (_, { params }) => to(`${path}/${params.id}`, '確かめたことを記録しました。次は1年後です。') }),
    retire: act(retireAsset, { input: (form, { params }) => ({ ...form.input(), asset: params.id }), done: () => to(path, '台帳から外しました。') }),
    need: act(addNeed, { input: (form, { params }) => ({ ...form.input(), asset: params.id }), done: (_, { params }) => to(`${path}/${params.id}#needs`, '加えました。') }),
    free: act(removeNeed, { input: (form, { params }) => ({ ...form.input(), asset: params.id }), done: (_, { params }) => to(`${path}/${params.id}#needs`, '外しました。') }),
  },
  view({ it, from }) {
    return (
      <Page title={it.name} wide crumbs={[home, list]} lead={<><span class="num">{it.code}</span>　{kindWords[it.kind].ja}　<TierChip tier={it.tier} /></>} actions={<LinkButton kind="second" to={`${root}/picture?without=${encodeURIComponent(it.code)}`}>止まったらどうなるかを図で見る</LinkButton>}>
        <GoneRefusal it={it} />
        {it.findings.length > 0 && <Section title={`指摘　${it.findings.length}件`}><FindingTable findings={it.findings} empty="" /></Section>}
        <AssetFacts it={it} />
        <NeedsPart it={it} mayEdit={from !== null} />
        <Section title="これが止まると">
          <p>{it.stopped.length === 0 ? 'ほかに止まるものはありません。' : <>{it.stopped.length}件が止まります：{it.stopped.map((one, index) => <span key={one.id}>{index > 0 && '、'}<A to={`${path}/${one.id}`}>{one.name}</A></span>)}</>}</p>
          {it.reduced.length > 0 && <p>動くが、一部が使えなくなるもの：{it.reduced.map((one) => one.name).join('、')}</p>}
        </Section>
        <Section title="訓練で測った時間">
          <DataTable caption="訓練で測った時間" hideCaption rows={it.measures.map((row, index) => ({ ...row, index }))} rowKey={(row) => String(row.index)} empty="まだ測っていません。"
            columns={[{ key: 't', label: '訓練', render: (row) => <A to={`${root}/drills/${row.drill}`}>{row.title}</A> }, { key: 'on', label: '日', nowrap: true, render: (row) => <When date={Temporal.PlainDate.from(row.on)} style="short" /> }, { key: 'rto', label: '復旧', align: 'end', render: (row) => formatSeconds(row.rtoSeconds) }, { key: 'rpo', label: '失われる時間', align: 'end', render: (row) => (row.rpoSeconds === null ? '―' : formatSeconds(row.rpoSeconds)) }]} />
        </Section>
        {from !== null && (
          <Section title="直す・確かめる">
            <Form action="confirm" inline><Hidden name="version" value={it.version} /><Submit kind="second" icon="check">内容はいまも正しい（確かめた）</Submit></Form>
            <EditPart it={it} from={from} />
            <details><summary>台帳から外す</summary><Form action="retire"><Hidden name="version" value={it.version} /><TextField name="reason" label="理由" required width="long" /><FormActions><Submit kind="danger">台帳から外す</Submit></FormActions></Form></details>
          </Section>
        )}
      </Page>
    );
  },
});

/** A form that stands folded opens when it comes back; the one whose row is gone says its refusal above. */
function GoneRefusal({ it }: { readonly it: Shown }) {
  const { form } = useUi();
  return form?.action === 'free' && !it.needs.some((need) => need.id === form.values['needs']) ? <Refusal /> : null;
}

function EditPart({ it, from }: { readonly it: Shown; readonly from: Choices }) {
  const { form } = useUi();
  return from === null ? null : <details open={form?.action === 'save'}><summary>台帳の内容を直す</summary><AssetForm from={from} current={it} /></details>;
}

function AssetFacts({ it }: { readonly it: Shown }) {
  return (
    <Section title="台帳の内容">
      <Facts rows={[
        { label: '所管', value: `${it.department || '未定'}　${it.ownerPost}` },
        { label: '目標', value: `復旧時間（RTO）${formatDuration(it.rtoMinutes)}　復旧時点（RPO）${formatDuration(it.rpoMinutes)}` },
        { label: '起動', value: it.start === null ? formatDuration(it.startMinutes) : `起動に${formatDuration(it.startMinutes)}、全体の${it.start.position}番目、始めてから${formatDuration(it.start.readyMinute)}で使える` },
        { label: '止まっているとき', value: it.fallback === '' ? '書かれていません' : it.fallback.split('\n').map((line, index) => <span key={index}>{index > 0 && <br />}{line}</span>) },
        { label: '動いている所', value: it.place || '―' }, { label: '二重化・予備', value: it.spare || 'なし' },
        { label: '保守事業者', value: it.supplierContact === null ? '―' : <>{it.supplierContact.name}　{it.supplierContact.officePhone !== null && <A to={`tel:${it.supplierContact.officePhone}`}>{formatPhone(it.supplierContact.officePhone)}</A>}</> },
        it.runbooks.length > 0 && { label: '手順書', value: it.runbooks.map((row) => <div key={row.id}><A to={`${root}/runbooks/${row.id}`}>{row.title}</A></div>) },
        it.links.length > 0 && { label: '資料のありか', value: it.links.map((link) => <div key={link}>{/^https:\/\/\S+$/.test(link) ? <A to={link}>{link}</A> : link}</div>) },
        it.note !== '' && { label: '備考', value: it.note },
        { label: '確かめた日', value: it.reviewedOn === null ? 'まだ' : <When date={Temporal.PlainDate.from(it.reviewedOn)} style="long" /> },
      ]} />
    </Section>
  );
}

const kindsOfNeed = { start: '先に動いていること', use: 'なくても動くが、一部が使えない' } as const;

function NeedsPart({ it, mayEdit }: { readonly it: Shown; readonly mayEdit: boolean }) {
  const actions = (row: Shown['needs'][number]) => <Form action="free" inline about={{ needs: row.id }}><Submit kind="plain" about={row.name}>外す</Submit></Form>;
  return (
    <Section title={`必要なもの　${it.needs.length}件`} id="needs">
      <DataTable caption="必要なもの" hideCaption rows={it.needs} rowKey={(row) => row.id} empty="ほかに必要なものはありません。"
        columns={[
          { key: 'n', label: '必要なもの', render: (row) => <A to={`${path}/${row.id}`}>{row.name}</A> }, { key: 'k', label: '程度', render: (row) => kindsOfNeed[row.kind] },
          { key: 'e', label: 'どれか一つでよい組', render: (row) => (row.either === '' ? '―' : <Chip kind="info">{row.either}</Chip>) },
        ]} {...(mayEdit ? { actions } : {})} />
      {it.neededBy.length > 0 && <p>これを必要としているもの：{it.neededBy.map((row, index) => <span key={row.id}>{index > 0 && '、'}<A to={`${path}/${row.id}`}>{row.name}</A></span>)}</p>}
      {mayEdit && (
        <Form action="need" inline>
          <Select name="needs" label="加えるもの" required options={it.others.map((row) => ({ value: row.id, label: row.name, group: kindWords[row.kind].ja })).toSorted((a, b) => a.group.localeCompare(b.group))} />
          <Select name="kind" label="程度" required blank={null} value="start" options={[{ value: 'start', label: kindsOfNeed.start }, { value: 'use', label: kindsOfNeed.use }]} />
          <TextField name="either" label="どれか一つでよい組" hint="例 回線。同じことばの中で一つ動けばよい" />
          <Submit kind="second">加える</Submit>
        </Form>
      )}
    </Section>
  );
}

/** The same fields for a new system and for one that stands. */
function AssetForm({ from, current }: { readonly from: NonNullable<Choices>; readonly current: Shown | null }) {
  const named = (rows: readonly { readonly id: string; readonly name: string }[]) => rows.map((row) => ({ value: row.id, label: row.name }));
  return (
    <Form action="save">{current && <Hidden name="version" value={current.version} />}
      <div class="form inline">
        <TextField name="key" label="記号" required hint="英大文字・数字・ハイフン" value={current?.code} />
        <TextField name="name" label="名称" required value={current?.name} />
        <Select name="kind" label="種類" required blank={null} value={current?.kind ?? 'service'} options={assetKinds.map((kind) => ({ value: kind, label: kindWords[kind].ja }))} />
        <Select name="tier" label="区分" required value={current ? String(current.tier) : ''} options={['0 人命・紙で続ける', '1 15分', '2 3時間', '3 24時間', '4 3日', '5 2週間'].map((label, tier) => ({ value: String(tier), label: `区分${label}` }))} />
      </div>
      <div class="form inline">
        <Select name="department" label="所管課" value={current?.departmentId} blank="未定" options={named(from.departments)} />
        <TextField name="ownerPost" label="責任者の職" hint="例 係長" value={current?.ownerPost} />
        <TextField name="rto" label="目標復旧時間（RTO）" required hint="例 15分、3時間、2日" value={current ? formatDuration(current.rtoMinutes) : ''} />
        <TextField name="rpo" label="目標復旧時点（RPO）" required hint="失ってよい時間" value={current ? formatDuration(current.rpoMinutes) : ''} />
        <NumberField name="startMinutes" label="起動にかかる時間" required unit="分" value={current?.startMinutes} />
      </div>
      <TextArea name="fallback" label="止まっているときの進め方" rows={4} hint="どの用紙で、だれが、どう続けるか。区分3までは必ず書きます。" value={current?.fallback} />
      <div class="form inline">
        <Select name="place" label="動いている所" blank="未定" value={current?.placeId} options={named(from.places)} />
        <Select name="supplier" label="保守事業者" blank="なし" value={current?.supplierId} options={named(from.contacts.filter((contact) => contact.kind === 'supplier'))} />
        <TextField name="spare" label="二重化・予備" hint="何が代わりをするか。なければ空欄" value={current?.spare} />
      </div>
      <TextArea name="links" label="資料のありか" rows={2} hint="1行に1件。アドレスか、棚の名前" value={current?.links.join('\n')} />
      <TextArea name="note" label="備考" rows={2} value={current?.note} />
      <FormActions><Submit>{current ? '直す' : '載せる'}</Submit></FormActions>
    </Form>
  );
}

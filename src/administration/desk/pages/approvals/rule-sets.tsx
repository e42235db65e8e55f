/** 決裁規程: the list of sets, one set as the 別表 that the 訓令 prints, what its proof says, and the second person's word. */
import { z } from 'zod';
import { staff } from '../../../../kernel/actor.ts';
import { ruleSetList, ruleSetView } from '../../../../kernel/approval/rule-queries.ts';
import { draftRuleSet, publishRuleSet, retireRuleSet, reviewRuleSet } from '../../../../kernel/approval/rule-sets.ts';
import { act, page, route, to } from '../../../../kernel/page.ts';
import { isRecord } from '../../../../kernel/text/json.ts';
import { A, Chip, DataTable, DateField, Empty, Facts, Form, FormActions, Hidden, LinkButton, Notice, Page, Section, Submit, TextArea, TextField, When } from '../../../../ui/index.ts';
import { compareSchedules } from '../../rules/schedule-diff.ts';
import { home, LostRefusal, root, shortHash } from './words.tsx';

export const path = `${root}/rules`;
const readers = [staff('approval.rules'), staff('approval.publish'), staff('approval.office')];
export const hrefOf = (id: string) => `${path}/sets/${id}`;
export const crumb = { to: path, label: '決裁規程' };

export type View = NonNullable<Awaited<ReturnType<typeof ruleSetView.run>>>;

const states = { draft: ['info', '案'], reviewed: ['wait', '審査済み'], in_force: ['ok', '施行'], retired: ['no', '廃止'] } as const;

/** In force is what applies today: before its first day a set waits, after its last it is over. */
function StateOf({ row, today }: { readonly row: { readonly state: string; readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate | null }; readonly today: Temporal.PlainDate }) {
  if (row.state === 'in_force' && Temporal.PlainDate.compare(row.from, today) > 0) return <Chip kind="wait">施行待ち</Chip>;
  if (row.state === 'in_force' && row.to !== null && Temporal.PlainDate.compare(row.to, today) <= 0) return <Chip kind="no">前の規程</Chip>;
  const [kind, words] = states[row.state === 'draft' || row.state === 'reviewed' || row.state === 'in_force' ? row.state : 'retired'];
  return <Chip kind={kind}>{words}</Chip>;
}

export const ruleSetsPage = page({
  path,
  title: { ja: '決裁規程', en: 'Approval rules' },
  allow: readers,
  load: (ctx) => ctx.ask(ruleSetList, {}),
  view(rows, ctx) {
    return (
      <Page title="決裁規程" wide crumbs={[home]} lead="訓令の別表と、動いている規則は、この表から作られる同じものです。" actions={ctx.may('approval.rules') ? <LinkButton kind="second" icon="plus" to={`${path}/new`}>新しい案を作る</LinkButton> : undefined}>
        <DataTable
          caption="決裁規程" hideCaption keys rows={rows} rowKey={(row) => row.id} empty={<Empty title="決裁規程はまだありません。" next="規程が施行されるまで、どの案件も提出できません。" />}
          columns={[
            { key: 'name', label: '名称', heads: true, render: (row) => <><A to={hrefOf(row.id)} rowKey="Enter">{row.name}</A><small>{row.legalRef}</small></> }, { key: 'organ', label: '執行機関', render: (row) => <>{row.inNameOf}<small>{row.organ}</small></> },
            { key: 'state', label: '状態', render: (row) => <StateOf row={row} today={ctx.today} /> }, { key: 'from', label: '施行日', render: (row) => <When date={row.from} style="short" /> }, { key: 'to', label: '終わり', render: (row) => (row.to === null ? '―' : <When date={row.to} style="short" />) },
          ]}
        />
      </Page>
    );
  },
});

interface Failures {
  readonly failures: readonly string[];
  readonly relaxes: readonly { readonly no: string; readonly article: string; readonly relaxes: string; readonly kinds: readonly string[] }[];
  readonly changed: readonly { readonly number: string; readonly title: string; readonly before: string; readonly after: string | null }[];
  readonly hash: string;
}

const list = (value: unknown): readonly Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const words = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A proof as it was signed is JSON from the database; one that is proposed is computed. Both are read alike. */
export function proofOf(raw: unknown): Failures | null {
  if (!isRecord(raw)) return null;
  return {
    failures: list(raw['failures']).map((one) => words(one['sentence'])), hash: words(raw['hash']),
    relaxes: list(raw['relaxes']).map((one) => ({ no: words(one['no']), article: words(one['article']), relaxes: words(one['relaxes']), kinds: Array.isArray(one['kinds']) ? one['kinds'].map(words) : [] })),
    changed: list(raw['changed']).map((one) => ({ number: words(one['number']), title: words(one['title']), before: words(one['before']), after: one['after'] === null ? null : words(one['after']) })),
  };
}

export function ProofPart({ proof, proposed }: { readonly proof: Failures; readonly proposed: boolean }) {
  return (
    <Section title="証明" aside={proof.failures.length === 0 ? <Chip kind="ok">{proposed ? 'すべて確かめました' : '施行のときに確かめました'}</Chip> : <Chip kind="bad">{`${proof.failures.length}件の誤り`}</Chip>}>
      {proof.failures.length > 0
        ? <Notice kind="bad" title="このままでは施行できません"><ul>{proof.failures.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul></Notice>
        : <p>どの金額・どの事項にも当てはまる行があり、金額が増えて決裁者が下がることはなく、使われない行・存在しない職・代決者の決まらない職はありません。</p>}
      {proof.relaxes.length > 0 && <DataTable
        caption="特例（厳しいほうを採らない行）" rows={proof.relaxes} rowKey={(row) => row.no} empty=""
        columns={[{ key: 'no', label: '行', render: (row) => row.no }, { key: 'article', label: '条項', render: (row) => row.article }, { key: 'relaxes', label: 'ゆるめる行', render: (row) => row.relaxes }, { key: 'kinds', label: '及ぶ事項', render: (row) => row.kinds.join('、') }]}
      />}
      {proof.failures.length === 0 && <DataTable
        caption={proposed ? 'この12か月の案件のうち、経路の変わるもの' : '施行のときに、経路が変わると示された案件'} rows={proof.changed} rowKey={(row) => row.number} empty="経路の変わる案件はありません。"
        columns={[{ key: 'title', label: '件名', render: (row) => <>{row.title}<small>{row.number}</small></> }, { key: 'before', label: '前', render: (row) => row.before }, { key: 'after', label: '後', render: (row) => row.after ?? '該当する行がなくなります' }]}
      />}
    </Section>
  );
}

/** Columns of a word or two, which are not broken. */
const NARROW: readonly string[] = ['番号', '決裁者', '代決', '保存年限', '事項'];

function TablePart({ it, editable }: { readonly it: View; readonly editable: boolean }) {
  return (
    <Section title="別表" aside={editable ? <A to={`${hrefOf(it.id)}/rows`}>行を直す・加える</A> : <A to={`${hrefOf(it.id)}/dmn`} download>DMN</A>}>
      <DataTable
        caption="別表" hideCaption rows={it.table.rows.map((cells, index) => ({ cells, index }))} rowKey={(row) => String(row.index)} empty=""
        columns={it.table.columns.map((label, column) => ({ key: String(column), label, ...(column === 2 ? { heads: true } : {}), nowrap: NARROW.includes(label), render: (row: { readonly cells: readonly string[] }) => row.cells[column] ?? '' }))}
      />
    </Section>
  );
}

function DiffPart({ before, it }: { readonly before: View; readonly it: View }) {
  const changes = compareSchedules(before.table, it.table);
  const kinds = { added: ['ok', '加える'], removed: ['bad', '削る'], changed: ['info', '変える'] } as const;
  return (
    <Section title="施行中の規程との違い" aside={<A to={hrefOf(before.id)}>{before.name}</A>}>
      <DataTable
        caption="施行中の規程との違い" hideCaption rows={changes} rowKey={(row) => row.no} empty="表の違いはありません。"
        columns={[
          { key: 'no', label: '行', render: (row) => row.no }, { key: 'kind', label: '違い', render: (row) => <Chip kind={kinds[row.kind][0]}>{kinds[row.kind][1]}</Chip> },
          { key: 'cells', label: '内容', render: (row) => row.cells.map((cell) => <div key={cell.column}>{cell.column}：{row.kind === 'added' ? cell.after : row.kind === 'removed' ? <del>{cell.before}</del> : <><del>{cell.before}</del> → <ins>{cell.after}</ins></>}</div>) },
        ]}
      />
    </Section>
  );
}

/** Which of the steps below stand on the page. */
function stepsOffered(it: View, proof: Failures | null, mayPublish: boolean): readonly string[] {
  if (!mayPublish) return [];
  if (it.state === 'draft') return it.mine ? [] : ['review'];
  if (it.state === 'reviewed') return proof !== null && proof.failures.length > 0 ? [] : ['publish'];
  return it.state === 'in_force' ? ['retire'] : [];
}

function Steps({ it, proof, mayPublish, today }: { readonly it: View; readonly proof: Failures | null; readonly mayPublish: boolean; readonly today: Temporal.PlainDate }) {
  if (!mayPublish) return it.state === 'draft' || it.state === 'reviewed' ? <Notice title="案を作った人とは別の、施行の権限のある人の審査を待っています" /> : null;
  if (it.state === 'draft' && it.mine) return <Notice title="自分が作った案は、自分では審査できません">施行の権限のある別の人に、審査を頼んでください。</Notice>;
  if (it.state === 'draft') return <Section title="審査"><Form action="review"><FormActions next="案を作った本人は審査できません。審査すると、表は変えられなくなります。"><Submit icon="check">審査した</Submit></FormActions></Form></Section>;
  if (it.state === 'reviewed') {
    return (
      <Section title="施行">
        {proof !== null && proof.failures.length > 0 ? <p>証明の誤りを直した、新しい案を作ってください。</p> : (
          <Form action="publish"><Hidden name="proof" value={proof?.hash ?? ''} /><TextArea name="reason" label="施行の理由" rows={2} maxlength={400} /><FormActions next={<>上の証明（指紋 {shortHash(proof?.hash ?? '')}）を読んで確かめたことが、記録に残ります。前の規程は、施行日の前日で終わります。</>}><Submit icon="check">証明を確かめて施行する</Submit></FormActions></Form>
        )}
      </Section>
    );
  }
  if (it.state !== 'in_force') return null;
  return (
    <Section title="廃止">
      <details><summary>この規程を廃止する</summary>
        <Form action="retire"><DateField name="day" label="廃止日" native required value={today.add({ days: 1 })} /><TextArea name="reason" label="廃止の理由" required rows={2} maxlength={400} /><FormActions next="廃止日からは、次の規程が施行されるまで、この執行機関の案件を提出できません。"><Submit kind="danger">廃止する</Submit></FormActions></Form>
      </details>
    </Section>
  );
}

export const ruleSetPage = page({
  path: `${path}/sets/:set`,
  title: { ja: '決裁規程', en: 'A rule set' },
  allow: readers,
  params: z.object({ set: z.uuid() }),
  async load(ctx, { params }) {
    const [it, sets] = await Promise.all([ctx.ask(ruleSetView, { ruleSet: params.set }), ctx.ask(ruleSetList, {})]);
    const proposed = it.state === 'draft' || it.state === 'reviewed';
    const standing = sets.find((set) => set.organ === it.organ && set.state === 'in_force' && (set.to === null || Temporal.PlainDate.compare(set.to, ctx.today) > 0));
    const before = proposed && standing ? await ctx.ask(ruleSetView, { ruleSet: standing.id }) : null;
    return { it, before };
  },
  actions: {
    review: act(reviewRuleSet, { input: (_, { params }) => ({ ruleSet: params.set }), done: (_value, { params }) => to(hrefOf(params.set), '審査しました。証明を確かめてから施行してください。') }),
    publish: act(publishRuleSet, { input: (form, { params }) => ({ ruleSet: params.set, proof: form.get('proof'), reason: form.get('reason') }), done: (_value, { params }) => to(hrefOf(params.set), '施行を決めました。') }),
    retire: act(retireRuleSet, { input: (form, { params }) => ({ ruleSet: params.set, day: form.get('day'), reason: form.get('reason') }), done: (_value, { params }) => to(hrefOf(params.set), '廃止しました。') }),
  },
  view({ it, before }, ctx) {
    const proof = proofOf(it.proof);
    const proposed = it.state === 'draft' || it.state === 'reviewed';
    return (
      <Page title={it.name} wide crumbs={[home, crumb]} actions={<><LinkButton kind="second" icon="print" to={`${hrefOf(it.id)}/schedule.pdf`}>別表を印刷する</LinkButton>{ctx.may('approval.rules') && <> <LinkButton kind="second" icon="edit" to={`${path}/new?from=${it.id}`}>これを写して案を作る</LinkButton></>}</>}>
        <LostRefusal offered={stepsOffered(it, proof, ctx.may('approval.publish'))} />
        <Section title="規程" aside={<StateOf row={it} today={ctx.today} />}><Facts rows={[
          { label: '根拠', value: it.legalRef }, { label: '名義', value: it.inNameOf }, { label: '施行日', value: <When date={it.from} /> }, it.to !== null && { label: '終わり', value: <><When date={it.to} />（この日から効力がありません）</> }, { label: '指紋', value: <code>{shortHash(it.hash)}</code> },
        ]} /></Section>
        {proof !== null && <ProofPart proof={proof} proposed={proposed} />}
        {before !== null && <DiffPart before={before} it={it} />}
        <TablePart it={it} editable={it.state === 'draft' && it.mine && ctx.may('approval.rules')} />
        <Steps it={it} proof={proof} mayPublish={ctx.may('approval.publish')} today={ctx.today} />
      </Page>
    );
  },
});

export const newRuleSetPage = page({
  path: `${path}/new`,
  title: { ja: '決裁規程の案を作る', en: 'Draft a rule set' },
  allow: [staff('approval.rules')],
  search: z.object({ from: z.uuid().optional().catch(undefined) }),
  load: async (ctx, { search }) => ({ base: search.from === undefined ? null : await ctx.ask(ruleSetView, { ruleSet: search.from }) }),
  actions: { draft: act(draftRuleSet, { done: (value) => to(hrefOf(value.ruleSet), '案を作りました。証明の結果を確かめてください。') }) },
  view({ base }, ctx) {
    return (
      <Page title="決裁規程の案を作る" crumbs={[home, crumb]} lead="いまの規程を写して案を作ると、別表の行を一つずつ直せます。表は JSON でも書けます。証明の結果と、施行中の規程との違いは、すぐに出ます。">
        <Section title="案">
          <Form action="draft" submit="案を作る">
            <TextField name="name" label="名称" required width="long" value={base?.name} /><TextField name="legalRef" label="根拠（訓令の番号）" required width="long" hint="例 令和8年訓令第1号" />
            <TextField name="organ" label="執行機関のコード" required width="medium" value={base?.organ ?? 'mayor'} spellcheck={false} /><TextField name="inNameOf" label="名義" required width="medium" value={base?.inNameOf ?? '市長'} />
            <DateField name="from" label="施行日" required native value={ctx.today.add({ days: 1 })} />
            <TextArea name="body" label="表" required rows={24} value={base === null ? '' : JSON.stringify(base.set, null, 1)} hint="authorities（決裁区分）、rules（行）、policy（運用）からなります。いまの規程を写して直すのが確かです。" />
          </Form>
        </Section>
      </Page>
    );
  },
});

/** DMN 1.3 XML of the set, for other engines. */
export const ruleSetDmn = route({
  path: `${path}/sets/:set/dmn`, title: { ja: '決裁規程（DMN）', en: 'Rule set as DMN' }, allow: readers,
  run: async (ctx, { params }) => ({ type: 'application/xml; charset=utf-8', body: (await ctx.ask(ruleSetView, { ruleSet: params['set'] })).dmn, filename: 'approval-rules.dmn' }),
});

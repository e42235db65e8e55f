/** まとめて処理: choose, read once more what is approved, and only then press. Each is a decision of its own. */
import type { ComponentChildren } from 'preact';
import { z } from 'zod';
import { anyStaff } from '../../../../kernel/actor.ts';
import { approveTogether } from '../../../../kernel/approval/commands.ts';
import { bulkPreview } from '../../../../kernel/approval/desk.ts';
import { page, refusedGo, to } from '../../../../kernel/page.ts';
import { A, Checkbox, DataTable, Empty, Form, FormActions, Hidden, LinkButton, Money, Notice, Page, Section, Submit, useUi } from '../../../../ui/index.ts';
import { caseHref, factRows, home, roleWords, root } from './words.tsx';

const path = `${root}/together`;
const allow = [anyStaff('自分の職に届いている案件だけを処理する')];
type Ready = NonNullable<Awaited<ReturnType<typeof bulkPreview.run>>>['ready'][number];
const keyOf = (row: { readonly case: string; readonly step: number | null }) => `${row.case}.${row.step}`;
const kindNamed = (row: Ready) => `${row.kind}　${roleWords[row.role ?? ''] ?? ''}`;

function Facts({ row }: { readonly row: Ready }) {
  return <>{factRows(row.kindCode, { values: row.facts, flags: row.flags }).map((fact) => <div key={fact.label}>{fact.label}　{fact.value}</div>)}</>;
}

const amounts = (rows: readonly Ready[]) => rows.reduce((sum, row) => sum + (row.amountYen ?? 0), 0);
const Total = ({ rows }: { readonly rows: readonly Ready[] }) => (rows.some((row) => row.amountYen !== null) ? <Money yen={amounts(rows)} /> : <>―</>);

export const togetherPage = page({
  path,
  title: { ja: 'まとめて処理', en: 'Approve several' },
  allow,
  load: (ctx) => ctx.ask(bulkPreview, {}),
  view(model) {
    return (
      <Page title="まとめて処理" wide crumbs={[home]} lead="一覧から承認してよい種類だけが並びます。次の画面で、承認するものをもう一度確かめます。">
        <Section title={`選べる案件（${model.ready.length}件）`}>
          {model.ready.length === 0 ? <Empty title="まとめて処理できる案件はありません。" next={<LinkButton kind="second" to={root}>受信箱にもどる</LinkButton>} /> : (
            <Form method="get" label="まとめて処理する案件を選ぶ" to={`${path}/confirm`} submit="選んだ案件を確かめる" kind="primary" inline={false}>
              <DataTable
                caption="選べる案件" hideCaption rows={model.ready} rowKey={keyOf} empty=""
                columns={[
                  { key: 'title', label: '件名', heads: true, render: (row) => <Checkbox name={`pick.${keyOf(row)}`} label={`${row.title}（${row.number ?? ''}）`} checked /> },
                  { key: 'kind', label: '種類', render: kindNamed }, { key: 'facts', label: '内容', render: (row) => <Facts row={row} /> },
                  { key: 'drafter', label: '起案者', render: (row) => row.drafter }, { key: 'open', label: '本文', render: (row) => <A to={caseHref(row.case)} about={row.title}>開く</A> },
                ]}
              />
            </Form>
          )}
        </Section>
        {model.excluded.length > 0 && (
          <Section title={`一件ずつ開く案件（${model.excluded.length}件）`}>
            <DataTable
              caption="一件ずつ開く案件" hideCaption rows={model.excluded} rowKey={keyOf} empty=""
              columns={[{ key: 'title', label: '件名', heads: true, render: (row) => <A to={caseHref(row.case)}>{row.title}</A> }, { key: 'kind', label: '種類', render: (row) => row.kind }, { key: 'why', label: 'わけ', render: (row) => row.why }]}
            />
          </Section>
        )}
      </Page>
    );
  },
});

const KEY = /^[0-9a-f-]{36}\.\d{1,5}$/;

/** Boxes come as pick.<case>.<step>=on; a single case from the list as pick=<case>.<step>. */
function picked(search: Record<string, string | string[]>): ReadonlySet<string> {
  const named = Object.keys(search).flatMap((name) => (name.startsWith('pick.') ? [name.slice('pick.'.length)] : []));
  const single = search['pick'];
  return new Set([...named, ...(single === undefined ? [] : [single].flat())].filter((key) => KEY.test(key)).slice(0, 200));
}

export const confirmTogetherPage = page({
  path: `${path}/confirm`,
  title: { ja: 'まとめて処理の確かめ', en: 'Confirm several approvals' },
  allow,
  search: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  async load(ctx, { search }) {
    const chosen = picked(search);
    const { ready, excluded } = await ctx.ask(bulkPreview, {});
    const rows = ready.filter((row) => chosen.has(keyOf(row)));
    return { rows, gone: chosen.size - rows.length, excluded: excluded.filter((row) => chosen.has(keyOf(row))) };
  },
  view(model, ctx) {
    return (
      <Page title="まとめて処理の確かめ" wide crumbs={[home, { to: path, label: 'まとめて処理' }]}>
        <FailedItems formGone={model.rows.length === 0} />
        {model.gone > 0 && <FirstLook><Notice kind="warn" title={`選んだうちの${model.gone}件は、いまはここで処理できません`}>ほかの人が先に処理したか、一件ずつ開く必要があります。{model.excluded.map((row) => <p key={keyOf(row)}><A to={caseHref(row.case)}>{row.title}</A>：{row.why}</p>)}</Notice></FirstLook>}
        {ctx.actor.kind === 'staff' && !ctx.actor.strong && model.rows.some((row) => row.role === 'decide') && <Notice kind="warn" title="決裁には二段階の本人確認が必要です">確認コードかパスキーでサインインし直してください。</Notice>}
        {model.rows.length === 0 ? <Empty title="処理する案件が選ばれていません。" next={<LinkButton kind="second" to={path}>選び直す</LinkButton>} /> : <Section title={`次の${model.rows.length}件を処理します`} aside={<>金額の合計　<Total rows={model.rows} /></>}>
          <DataTable
            caption="処理する案件" hideCaption rows={model.rows} rowKey={keyOf} empty=""
            columns={[
              { key: 'title', label: '件名', heads: true, render: (row) => <><A to={caseHref(row.case)}>{row.title}</A><small>{row.number}</small></> }, { key: 'kind', label: '種類', render: kindNamed },
              { key: 'facts', label: '内容', render: (row) => <Facts row={row} /> }, { key: 'drafter', label: '起案者', render: (row) => row.drafter },
            ]}
          />
          <Form action="approve">
            {model.rows.map((row, index) => <Hidden key={row.item} name={`items.${index}`} value={row.item} />)}
            <FormActions next="一件ずつ別の処理として記録します。処理できないものがあっても、ほかは処理します。"><Submit icon="check">{`この${model.rows.length}件を承認・決裁する`}</Submit> <LinkButton kind="plain" to={path}>選び直す</LinkButton></FormActions>
          </Form>
        </Section>}
      </Page>
    );
  },
  actions: {
    async approve(ctx, form) {
      const answer = await ctx.do(approveTogether, { items: form.names().filter((name) => name.startsWith('items.')).map((name) => form.get(name)) });
      if (!answer.ok) return refusedGo(answer);
      const failed = answer.value.results.filter((one) => !one.ok);
      const done = answer.value.results.length - failed.length;
      if (failed.length === 0) return to(root, `${done}件を処理しました。`);
      return { go: 'refused', status: 409, code: 'SomeFailed', message: `${done}件を処理しました。${failed.length}件は処理できませんでした：${failed.map((one) => `${one.title ?? '案件'}（${one.message ?? ''}）`).join(' ')}`, errors: [], details: {} };
    },
  },
});

/** What could not be done stays on the page, even when nothing is left to press. */
function FailedItems({ formGone }: { readonly formGone: boolean }) {
  const { form } = useUi();
  return formGone && form?.refusal ? <Notice kind="warn" role="alert" title="処理できなかった案件があります">{form.refusal.message}</Notice> : null;
}

/** Right after pressing, what was done is gone from the list, and that is no news. */
function FirstLook({ children }: { readonly children: ComponentChildren }) {
  return useUi().form === null ? <>{children}</> : null;
}

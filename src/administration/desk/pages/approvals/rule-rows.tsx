/** 決裁規程 row by row: a draft's 別表 with its proof beside it, and a form for one row whose conditions are chosen from what its kind declares. */
import { z } from 'zod';
import { staff } from '../../../../kernel/actor.ts';
import { approvalKinds, kindOf } from '../../../../kernel/approval/kinds.ts';
import { ruleSetView } from '../../../../kernel/approval/rule-queries.ts';
import type { Condition, FactSchema, FactType } from '../../../../kernel/approval/rules/facts.ts';
import type { Rule } from '../../../../kernel/approval/rules/rule-set.ts';
import { reviseRuleSet } from '../../../../kernel/approval/rule-sets.ts';
import { type Go, notFound, page, type PageContext, problem, refusedGo, to } from '../../../../kernel/page.ts';
import { Checkboxes, DataTable, Fieldset, Form, Hidden, LinkButton, Notice, Page, Radios, Section, Select, Submit, TextField } from '../../../../ui/index.ts';
import { CONSULTS, moved, readRow, showable } from '../../rules/row-form.ts';
import { crumb, hrefOf, path, proofOf, ProofPart, type View } from './rule-sets.tsx';
import { home, LostRefusal } from './words.tsx';

const writers = [staff('approval.rules')];
const rowsHref = (id: string) => `${hrefOf(id)}/rows`;
const ANY = 'any';
const params = z.object({ set: z.uuid() });

/** Marks belong to every kind; a row for all kinds can ask for nothing else. */
function schemaFor(kind: string | null, organ: string): FactSchema {
  if (kind !== null) return kindOf(kind)?.schema ?? { facts: {}, flags: {} };
  return { facts: {}, flags: Object.fromEntries(approvalKinds().filter((one) => one.organ === organ).flatMap((one) => Object.entries(one.schema.flags))) };
}

/** A draft that the asker may change; everything else is read on its own page. */
async function draftOf(ctx: PageContext, id: string): Promise<View | null> {
  const it = await ctx.ask(ruleSetView, { ruleSet: id });
  return it.state === 'draft' && it.mine ? it : null;
}

async function revise(ctx: PageContext, it: View, read: string, rules: readonly Rule[], said: string): Promise<Go> {
  const answer = await ctx.do(reviseRuleSet, { ruleSet: it.id, read, body: { ...it.set, rules } });
  return answer.ok ? to(rowsHref(it.id), said) : refusedGo(answer);
}

export const ruleRowsPage = page({
  path: `${path}/sets/:set/rows`, title: { ja: '別表の行', en: 'Rows of a rule set' }, allow: writers, params,
  load: (ctx, { params }) => ctx.ask(ruleSetView, { ruleSet: params.set }),
  actions: {
    async row(ctx, form, { params }) {
      const it = await draftOf(ctx, params.set);
      if (!it) return problem('この案は、いまは直せません。作った本人だけが、審査の前に直せます。');
      const no = form.get('no');
      if (!it.set.rules.some((rule) => rule.no === no)) return problem('その行は、もうありません。');
      const doing = form.get('doing');
      if (doing === 'remove') return it.set.rules.length === 1 ? problem('最後の行は削れません。') : revise(ctx, it, form.get('read'), it.set.rules.filter((rule) => rule.no !== no), `行${no}を削りました。`);
      return revise(ctx, it, form.get('read'), moved(it.set.rules, no, doing === 'up' ? -1 : 1), `行${no}を移しました。`);
    },
  },
  view(it) {
    const proof = proofOf(it.proof);
    const rows = it.set.rules.map((rule, index) => ({ rule, cells: it.table.rows[index] ?? [] }));
    const editable = it.state === 'draft' && it.mine;
    return (
      <Page title="別表の行" wide crumbs={[home, crumb, { to: hrefOf(it.id), label: it.name }]} lead="一つ直すたびに保存され、証明の結果が下に出ます。">
        <LostRefusal offered={editable ? ['row'] : []} rows={it.set.rules.map((rule) => rule.no)} />
        {!editable && <Notice title="この案は、いまは直せません">作った本人だけが、審査の前に直せます。<LinkButton kind="second" to={`${path}/new?from=${it.id}`}>写して案を作る</LinkButton></Notice>}
        {proof !== null && <ProofPart proof={proof} proposed />}
        {editable && <Section title="行を加える">
          <Form method="get" label="加える行の事項" to={`${rowsHref(it.id)}/edit`} submit="行を加える">
            <Select name="kind" label="事項" quiet blank={null} options={[...approvalKinds().filter((kind) => kind.organ === it.organ).map((kind) => ({ value: kind.code, label: kind.title.ja })), { value: ANY, label: '全ての事項' }]} />
          </Form>
        </Section>}
        <DataTable
          caption="別表" rows={rows} rowKey={({ rule }) => rule.no} empty=""
          columns={[
            { key: 'no', label: '番号', nowrap: true, render: ({ rule }) => rule.no }, { key: 'kind', label: '事項', heads: true, render: ({ cells }) => <>{cells[2]}<small>{cells[1]}</small></> },
            { key: 'when', label: '区分', render: ({ cells }) => cells[3] }, { key: 'decider', label: '決裁者', nowrap: true, render: ({ cells }) => cells[4] }, { key: 'consult', label: '合議', render: ({ cells }) => cells[5] },
          ]}
          {...(editable ? { actions: ({ rule }: (typeof rows)[number]) => (
            <>
              <LinkButton kind="second" to={`${rowsHref(it.id)}/edit?no=${encodeURIComponent(rule.no)}`} about={`行${rule.no}`}>直す</LinkButton>
              <Form action="row" about={{ no: rule.no }} inline>
                <Hidden name="read" value={it.hash} />
                <Submit kind="plain" name="doing" value="up" about={`行${rule.no}`}>上へ</Submit><Submit kind="plain" name="doing" value="down" about={`行${rule.no}`}>下へ</Submit><Submit kind="plain" name="doing" value="remove" about={`行${rule.no}`}>削る</Submit>
              </Form>
            </>
          ) } : {})}
        />
      </Page>
    );
  },
});

const yen = (value: number | null | undefined) => (value === null || value === undefined ? '' : value.toLocaleString('ja-JP'));

/** The fields that ask about one fact. */
function FactFields({ name, type, when }: { readonly name: string; readonly type: FactType; readonly when: readonly Condition[] }) {
  const found = when.find((one) => 'fact' in one && one.fact === name);
  if (type.type === 'number') {
    const range = found?.op === 'between' ? found : null;
    return <Fieldset legend={type.label} inline><TextField name={`min.${name}`} label={`これを超える（${type.unit}）`} inputmode="numeric" width="medium" value={yen(range?.min)} quiet /><TextField name={`max.${name}`} label={`これ以下（${type.unit}）`} inputmode="numeric" width="medium" value={yen(range?.max)} quiet /></Fieldset>;
  }
  const values = found?.op === 'in' ? found.values.map(String) : found?.op === '=' ? [String(found.value)] : [];
  if (type.type === 'text') return <TextField name={`is.${name}`} label={type.label} hint="空なら、どれでも当てはまります。" value={values[0] ?? ''} width="medium" quiet />;
  return <Checkboxes name={`in.${name}`} label={type.label} hint="選ばなければ、どれでも当てはまります。" values={values} inline options={type.choices.map((choice) => ({ value: choice, label: choice }))} quiet />;
}

function RowForm({ it, rule, kind }: { readonly it: View; readonly rule: Rule | null; readonly kind: string | null }) {
  const schema = schemaFor(kind, it.organ);
  const when = rule?.when ?? [];
  const flag = when.find((one) => one.op === 'flag');
  const under = when.find((one) => one.op === 'under');
  const drafter = when.find((one) => one.op === 'drafter');
  const consult = rule?.demands.consult ?? [];
  const deciders = it.set.authorities.map((one) => ({ value: one.code, label: one.title }));
  return (
    <Form action="save" submit={rule === null ? 'この行を加える' : 'この行を直す'}>
      <Hidden name="read" value={it.hash} />
      <Section title="行"><TextField name="no" label="番号" required width="short" value={rule?.no ?? ''} /><TextField name="article" label="条項" required width="medium" value={rule?.article ?? ''} hint="例 別表第1の3" /></Section>
      <Section title="区分（すべてに当てはまる案件の行になります）">
        {Object.entries(schema.facts).map(([name, type]) => <FactFields key={name} name={name} type={type} when={when} />)}
        {Object.keys(schema.flags).length > 0 && <Checkboxes name="flags" label="印（どれか一つでも付いているとき）" quiet inline values={flag?.anyOf ?? []} options={Object.entries(schema.flags).map(([value, label]) => ({ value, label }))} />}
        <Select name="under" label="起案者の所属" blank="どこでも" quiet value={under?.department ?? ''} options={it.departments.map((one) => ({ value: one.code, label: one.name }))} />
        <Select name="drafter" label="起案者の職" blank="だれでも" quiet value={drafter?.atLeast ?? ''} options={deciders.map((one) => ({ ...one, label: `${one.label}以上` }))} />
      </Section>
      <Section title="決裁">
        <Radios name="decider" label="決裁者" required inline value={rule?.demands.decider ?? ''} options={deciders} />
        <Radios name="deputyOk" label="代決" required inline value={rule?.demands.deputyOk === true ? 'yes' : 'no'} options={[{ value: 'yes', label: '可' }, { value: 'no', label: '不可' }]} />
        {Array.from({ length: CONSULTS }, (_, index) => (
          <Fieldset key={index} legend={`合議先 ${index + 1}`} inline>
            <Select name={`post.${index}`} label="職" blank="なし" quiet value={consult[index]?.post ?? ''} options={it.posts.map((post) => ({ value: post.code, label: post.title.startsWith(post.office) ? post.title : `${post.office}　${post.title}` }))} />
            <Select name={`mode.${index}`} label="仕方" blank={null} quiet value={consult[index]?.mode ?? 'agree'} options={[{ value: 'agree', label: '同意' }, { value: 'notify', label: '通知' }, { value: 'postView', label: '後閲' }]} />
          </Fieldset>
        ))}
        <TextField name="note" label="備考" width="long" value={rule?.note ?? ''} />
      </Section>
    </Form>
  );
}

const rowSearch = z.object({ no: z.string().max(20).optional().catch(undefined), kind: z.string().max(80).optional().catch(undefined) });

/** The row asked for, or the kind of a new one; null: neither. */
function asked(it: View, search: z.infer<typeof rowSearch>): { readonly rule: Rule | null; readonly kind: string | null } | null {
  const rule = search.no === undefined ? null : (it.set.rules.find((one) => one.no === search.no) ?? null);
  if (rule) return { rule, kind: rule.kind };
  if (search.kind === ANY) return { rule: null, kind: null };
  return search.kind !== undefined && kindOf(search.kind)?.organ === it.organ ? { rule: null, kind: search.kind } : null;
}

export const ruleRowPage = page({
  path: `${path}/sets/:set/rows/edit`, title: { ja: '別表の行を直す', en: 'A row of a rule set' }, allow: writers, params, search: rowSearch,
  async load(ctx, { params, search }) {
    const it = await draftOf(ctx, params.set);
    const row = it === null ? null : asked(it, search);
    return it === null || row === null ? notFound : { it, ...row };
  },
  actions: {
    async save(ctx, form, { params, search }) {
      const it = await draftOf(ctx, params.set);
      const row = it === null ? null : asked(it, search);
      if (it === null || row === null) return notFound;
      const { rule, kind } = row;
      const read = readRow(form, schemaFor(kind, it.organ), rule, kind, it.set.rules.flatMap((one) => (one === rule ? [] : [one.no])));
      if (!read.ok) return problem(read.message, read.field);
      const rules = rule === null ? [...it.set.rules, read.rule] : it.set.rules.map((one) => (one === rule ? read.rule : one));
      return revise(ctx, it, form.get('read'), rules, `行${read.rule.no}を保存しました。証明の結果を確かめてください。`);
    },
  },
  view({ it, rule, kind }) {
    const title = kind === null ? '全ての事項' : (kindOf(kind)?.title.ja ?? kind);
    return (
      <Page title={rule === null ? `行を加える：${title}` : `行${rule.no}を直す：${title}`} crumbs={[home, crumb, { to: rowsHref(it.id), label: `${it.name}の行` }]}>
        {rule !== null && !showable(rule, schemaFor(kind, it.organ))
          ? <Notice kind="warn" title="この行は、ここでは直せません">この画面にない形の条件があります。<LinkButton kind="second" to={`${path}/new?from=${it.id}`}>表を写して直す</LinkButton></Notice>
          : <RowForm it={it} rule={rule} kind={kind} />}
      </Page>
    );
  },
});

/** 取込み: choose a file, see what it would do, take it in. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { act, type Fields, page, type PageContext, problem, refusedGo, to } from '../../../kernel/page.ts';
import { readCsv, writeCsv } from '../../../kernel/text/csv.ts';
import { A, Checkbox, Chip, DataTable, FileField, Form, FormActions, Hidden, LinkList, Notice, Page, Refusal, Section, Select, Submit, useUi, When } from '../../../ui/index.ts';
import { keepImport, takeImport } from '../commands/imports.ts';
import { categoryWords, decisionWords } from '../messages/words.ts';
import { importPlan, recentImports } from '../queries/imports.ts';
import { formChoices } from '../queries/office.ts';
import { categories } from '../rules/content.ts';
import { home, root } from './office-parts.tsx';

const path = `${root}/import`;

/** The file as text, by what is in it rather than by its name; or what is wrong with it. */
function bodyOf(bytes: Uint8Array): { readonly kind: 'ics' | 'csv'; readonly body: string } | string {
  const head = new TextDecoder().decode(bytes.subarray(0, 200)).replace(/^\ufeff/, '').trimStart().toUpperCase();
  if (head.startsWith('BEGIN:VCALENDAR')) {
    try {
      return { kind: 'ics', body: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
    } catch {
      return 'このファイルの文字コードは UTF-8 ではありません。UTF-8 で保存し直してください。';
    }
  }
  const csv = readCsv(bytes);
  return csv.ok ? { kind: 'csv', body: writeCsv(csv.value.rows, { bom: false, guardFormulas: false }) } : csv.message.ja;
}

async function read(ctx: PageContext, form: Fields) {
  const file = form.file('file');
  if (!file || file.bytes.byteLength === 0) return problem('ファイルを選んでください。', 'file');
  const body = bodyOf(file.bytes);
  if (typeof body === 'string') return problem(body, 'file');
  const answer = await ctx.do(keepImport, { department: form.get('department'), category: form.get('category'), name: file.name.slice(0, 200) || 'ファイル', ...body });
  if (answer.ok) return to(`${path}/${answer.value.import}`);
  // The contents are not a field of this form: what is wrong with them is wrong with the file.
  return refusedGo({ ...answer, errors: answer.errors.map((error) => (error.path === 'body' || error.path === 'name' ? { ...error, path: 'file' } : error)) });
}

export const importPage = page({
  path,
  title: { ja: 'イベントの取込み', en: 'Import events' },
  allow: [staff('events.write')],
  uploads: true,
  load: async (ctx) => ({ ...(await ctx.ask(formChoices, {})), recent: await ctx.ask(recentImports, {}) }),
  actions: { read },
  view(model) {
    return (
      <Page title="イベントの取込み" crumbs={[home]} lead="ほかのカレンダーのファイル（.ics）か、オープンデータの「イベント一覧」のCSVを取り込みます。まず下見をして、何が変わるかを確かめます。">
        <Section title="ファイルを選ぶ">
          <Form action="read" multipart>
            <FileField name="file" label="ファイル" required accept=".ics,.csv,text/calendar,text/csv" hint="iCalendar（UTF-8）、またはイベント一覧のCSV（UTF-8・Shift_JIS、推奨データセットの32列か自治体標準）。500件まで" />
            <Select name="department" label="所属" required value={model.offices.length === 1 ? (model.offices[0]?.id ?? null) : null} options={model.offices.map((one) => ({ value: one.id, label: one.name }))} />
            <Select name="category" label="分類" required value={null} options={categories.map((one) => ({ value: one, label: categoryWords[one].ja }))} hint="ファイルに分類がない行事に使います。" />
            <FormActions next="まだ何も変わりません。次の画面で、何が登録され、変わるかをお見せします。"><Submit icon="upload">下見をする</Submit></FormActions>
          </Form>
        </Section>
        {model.recent.length > 0 && <Section title="最近の取込み"><LinkList items={model.recent.map((row) => ({ to: `${path}/${row.id}`, label: row.name, lead: <When instant={row.madeAt} style="short" />, note: `　${row.office}　${row.madeName}　${row.doneAt === null ? '下見だけ' : `新しい${row.added ?? 0}件、変更${row.changed ?? 0}件`}` }))} /></Section>}
      </Page>
    );
  },
});

type Plan = NonNullable<Awaited<ReturnType<typeof importPlan.run>>>;
const chips = { new: 'ok', update: 'wait', same: 'no', older: 'no', left: 'info' } as const;

function PlanView({ plan }: { readonly plan: Plan }) {
  const { counts } = plan;
  const ready = plan.problems.length === 0 && counts.new + counts.update > 0;
  return (
    <>
      {plan.problems.length > 0 && (
        <Section title={`直さないと取り込めないところ　${plan.problems.length}件`}>
          <Notice kind="bad" title="1か所でも残っていると、何も取り込みません">ファイルを直して、もう一度選んでください。</Notice>
          <DataTable caption="直すところ" hideCaption rows={plan.problems.slice(0, 200).map((row, index) => ({ ...row, index }))} rowKey={(row) => String(row.index)} empty="" columns={[{ key: 'line', label: '行', align: 'end', render: (row) => row.line }, { key: 'title', label: '行事', render: (row) => row.title || '―' }, { key: 'message', label: '直すこと', render: (row) => row.message }]} />
        </Section>
      )}
      <Section title={`取り込むと　新しい${counts.new}件、変更${counts.update}件、変わらないもの${counts.same + counts.older + counts.left}件`}>
        <DataTable
          caption="取り込む内容" hideCaption rows={plan.items.map((row, index) => ({ ...row, index }))} rowKey={(row) => String(row.index)} empty="読み取れた行事はありません。"
          columns={[
            { key: 'title', label: '行事', heads: true, render: (row) => (row.event === null ? row.title : <A to={`${root}/${row.event}`}>{row.title}</A>) },
            { key: 'decision', label: 'どうなるか', nowrap: true, render: (row) => <Chip kind={chips[row.decision]}>{decisionWords[row.decision]}</Chip> },
            { key: 'when', label: '日時', render: (row) => row.when }, { key: 'reason', label: '理由', render: (row) => [row.reason, row.changes > 0 && row.decision !== 'left' ? `1回だけの変更${row.changes}件` : ''].filter((text) => text !== '').join('　') || '―' }, { key: 'line', label: '行', align: 'end', render: (row) => row.line },
          ]}
        />
      </Section>
      {plan.repairs.length > 0 && (
        <Section title={`読むときに整えたところ　${plan.repairs.length}か所`}>
          <details><summary>一覧を見る</summary><DataTable caption="整えたところ" hideCaption rows={plan.repairs.slice(0, 300).map((row, index) => ({ ...row, index }))} rowKey={(row) => String(row.index)} empty="" columns={[{ key: 'row', label: '行', align: 'end', render: (row) => row.row }, { key: 'column', label: '列', render: (row) => row.column }, { key: 'before', label: '前', render: (row) => row.before }, { key: 'after', label: '後', render: (row) => row.after || '（空）' }, { key: 'rule', label: '理由', render: (row) => row.rule }]} /></details>
        </Section>
      )}
      {ready && (
        <Section title="取り込む">
          <Form action="take">
            <Hidden name="plan" value={plan.mark} />
            <Checkbox name="submit" label="続けて、公開の承認を求める" checked />
            <FormActions next="上のすべてを一度に取り込みます。公開している行事の1回だけの変更（中止など）はすぐに、ほかは承認されてから公開されます。"><Submit>取り込む</Submit></FormActions>
          </Form>
        </Section>
      )}
    </>
  );
}

function GoneForm({ plan }: { readonly plan: Plan }) {
  const { form } = useUi();
  return form?.action === 'take' && (plan.doneAt !== null || plan.problems.length > 0 || plan.counts.new + plan.counts.update === 0) ? <Refusal /> : null;
}

export const importPlanPage = page({
  path: `${path}/:id`,
  title: { ja: '取込みの下見', en: 'What an import would do' },
  allow: [staff('events.write')],
  params: z.object({ id: z.uuid() }),
  load: (ctx, { params }) => ctx.ask(importPlan, { import: params.id }),
  actions: { take: act(takeImport, { input: (form, at: { params: { id: string } }) => ({ import: at.params.id, plan: form.get('plan'), submit: form.get('submit') }), done: (value) => to(`${path}/${value.import}`, `取り込みました。新しい${value.added}件、変更${value.changed}件。`) }) },
  view(plan) {
    return (
      <Page title={plan.doneAt === null ? '取込みの下見' : '取り込みました'} wide crumbs={[home, { to: path, label: '取込み' }]} lead={<>{plan.name}　{plan.office}　{plan.madeName}　<When instant={plan.madeAt} style="short" /></>}>
        <GoneForm plan={plan} />
        {plan.doneAt === null ? <PlanView plan={plan} /> : <><p>新しい{plan.added ?? 0}件、変更{plan.changed ?? 0}件を取り込みました（<When instant={plan.doneAt} style="short" />）。</p><p><A to={`${root}?state=waiting`}>承認待ちの一覧を見る</A>　<A to={`${root}?state=draft`}>下書きの一覧を見る</A></p></>}
      </Page>
    );
  },
});

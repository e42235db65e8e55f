/** ファイル基準表: the plans of all offices; one plan with its rows, what changed against the year before, and its approval. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { fiscalYearOf } from '../../../kernel/calendar/calendar.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { A, Checkbox, Chip, DataTable, Empty, Form, FormActions, Hidden, LinkButton, Notice, NumberField, Page, Refusal, Section, Select, Submit, TextField, useUi } from '../../../ui/index.ts';
import { handOver } from '../commands/filing.ts';
import { decidePlan, dropEntry, makePlan, reopenPlan, saveEntry, submitPlan } from '../commands/plans.ts';
import { carriers, carrierWords, confidentialities, confidentialityWords, disclosures, disclosureWords, expiryActions, expiryWords } from '../messages/words.ts';
import { choices, plan, plans } from '../queries/folders.ts';
import { readers } from '../queries/register.ts';
import { DoorTabs, foldersPath, home, mayAnywhere, optionsOf, PlanChip, plansPath, SecrecyChip, withSearch } from './words.tsx';

const allow = [...readers, staff('documents.approvePlan')];
type Shown = NonNullable<Awaited<ReturnType<typeof plan.run>>>;
type Entry = Shown['entries'][number];

export const plansPage = page({
  path: plansPath,
  title: { ja: 'ファイル基準表', en: 'File plans' },
  allow,
  async load(ctx) {
    const [rows, chosen] = await Promise.all([ctx.ask(plans, {}), ctx.ask(choices, {})]);
    const offices = ctx.may('documents.records') ? chosen.departments.filter((one) => one.symbol !== null) : chosen.own;
    return { rows, offices, year: fiscalYearOf(ctx.today) };
  },
  actions: {
    make: act(makePlan, { done: (value) => to(`${plansPath}/${value.plan}`, value.entries > 0 ? `前の年度から${value.entries}行を写しました。増減を直してから、承認を求めてください。` : '作りました。行を加えてください。') }),
    hand: act(handOver, { done: (value) => to(foldersPath, `${value.folders}冊を引き継ぎました。保存期間が始まります。`) }),
  },
  view(model, ctx) {
    const options = model.offices.map((one) => ({ value: one.id, label: one.name }));
    return (
      <Page title="ファイル基準表" wide crumbs={[home]} lead="課ごと・年度ごとに、どの簿冊を、何年保存するかを決めます。承認されると、4月1日0時に年度の簿冊ができます。">
        <DoorTabs ctx={ctx} current={plansPath} />
        <Section title="基準表">
          <DataTable caption="基準表" hideCaption keys rows={model.rows} rowKey={(row) => row.id} empty={<Empty title="基準表はまだありません。" next="下の「基準表を作る」から始めてください。" />}
            columns={[{ key: 'office', label: '課', heads: true, render: (row) => <A to={`${plansPath}/${row.id}`} rowKey="Enter">{row.office}</A> }, { key: 'year', label: '年度', nowrap: true, render: (row) => `${row.fiscal_year}年度` }, { key: 'entries', label: '簿冊', align: 'end', render: (row) => `${row.entries}冊` }, { key: 'state', label: '状態', nowrap: true, render: (row) => <PlanChip state={row.state} /> }, { key: 'folders', label: '簿冊', render: (row) => <A to={withSearch(foldersPath, { year: String(row.fiscal_year), q: row.office })} about={`${row.office} ${row.fiscal_year}年度`}>一覧</A> }]} />
        </Section>
        {options.length > 0 && (
          <Section title="年度の作業">
            <details><summary>基準表を作る・次の年度へ写す</summary>
              <Form action="make"><div class="form inline"><Select name="department" label="課" required blank={options.length === 1 ? null : '選んでください'} options={options} /><NumberField name="fiscalYear" label="作る年度（西暦）" required value={model.year + 1} /><NumberField name="copyFrom" label="写す年度（西暦）" value={model.year} hint="空にすると、白紙から作ります。" /></div><FormActions><Submit kind="second">作る</Submit></FormActions></Form>
            </details>
            <details><summary>年度の簿冊を引き継ぐ</summary>
              <Form action="hand"><div class="form inline"><Select name="department" label="課" required blank={options.length === 1 ? null : '選んでください'} options={options} /><NumberField name="fiscalYear" label="引き継ぐ年度（西暦）" required value={model.year - 1} /></div><FormActions next="年度の簿冊をすべて完結させ、保存期間を始めます。編てつしていない文書があるうちは、できません。"><Submit kind="second">引き継ぐ</Submit></FormActions></Form>
            </details>
          </Section>
        )}
      </Page>
    );
  },
});

function EntryFields({ entry, retentions }: { readonly entry: Entry | null; readonly retentions: readonly { readonly code: string; readonly name: string }[] }) {
  return (
    <>
      <div class="form inline"><TextField name="code" label="記号" required width="medium" value={entry?.code} hint="大-中-小-番（例 01-02-03-1）" /><TextField name="large" label="大分類" required value={entry?.large} /><TextField name="medium" label="中分類" required value={entry?.medium} /><TextField name="small" label="小分類" required value={entry?.small} /></div>
      <TextField name="title" label="簿冊の名" required width="long" value={entry?.title} hint="だれでも見られる目録に載ります。氏名は伏せ字になります。" />
      <div class="form inline">
        <Select name="retention" label="保存期間" required value={entry?.retention_code ?? null} options={retentions.map((one) => ({ value: one.code, label: one.name }))} /><Select name="expiryAction" label="満了のとき" required blank={null} value={entry?.expiry_action ?? 'destroy'} options={optionsOf(expiryWords, expiryActions)} /><Select name="carrier" label="媒体" required blank={null} value={entry?.carrier ?? 'electronic'} options={optionsOf(carrierWords, carriers)} />
        <Select name="confidentiality" label="取扱い" quiet blank={null} value={entry?.confidentiality ?? 'general'} options={optionsOf(confidentialityWords, confidentialities)} /><Select name="disclosure" label="公開区分" quiet blank={null} value={entry?.disclosure ?? 'open'} options={optionsOf(disclosureWords, disclosures)} />
      </div>
      <Checkbox name="continuous" label="年度で分けない（常用・契約など）" checked={entry?.continuous ?? false} />
    </>
  );
}

function Changes({ it }: { readonly it: Shown }) {
  if (it.diff === null) return null;
  const named = (rows: readonly { readonly code: string; readonly title: string }[]) => (rows.length === 0 ? 'ありません' : <ul>{rows.map((row) => <li key={row.code}>{row.code}　{row.title}</li>)}</ul>);
  return (
    <Section title={`前の年度（${it.beforeYear ?? ''}年度）との違い`} aside={<>新しい {it.diff.added.length}　除いた {it.diff.dropped.length}　変えた {it.diff.changed.length}　同じ {it.diff.same}</>}>
      <dl class="facts"><div><dt>新しい簿冊</dt><dd>{named(it.diff.added)}</dd></div><div><dt>除いた簿冊</dt><dd>{named(it.diff.dropped)}</dd></div><div><dt>変えた簿冊</dt><dd>{named(it.diff.changed)}</dd></div></dl>
    </Section>
  );
}

function Decide({ it, mayApprove }: { readonly it: Shown; readonly mayApprove: boolean }) {
  const version = <Hidden name="version" value={it.version} />;
  if (!(it.mine || (mayApprove && it.state === 'submitted'))) return null;
  return (
    <Section title="承認">
      {it.mine && it.state === 'draft' && <Form action="submit">{version}<FormActions next="承認を求めると、承認か戻しまで行を変えられません。"><Submit>承認を求める</Submit></FormActions></Form>}
      {mayApprove && it.state === 'submitted' && <div class="form inline"><Form action="approve" inline>{version}<Submit>承認する</Submit></Form><Form action="return" inline>{version}<Submit kind="second">戻す</Submit></Form></div>}
      {it.mine && it.state !== 'draft' && <details><summary>直せるように戻す</summary><Form action="reopen">{version}<FormActions next="直したあとは、もう一度承認が要ります。できている簿冊はそのままです。"><Submit kind="second">直せるように戻す</Submit></FormActions></Form></details>}
    </Section>
  );
}

/** A refusal about a row whose form has gone stands at the top. */
function LostRefusal({ editable }: { readonly editable: boolean }) {
  const { form } = useUi();
  return form !== null && !editable && ['entry', 'drop', 'submit'].includes(form.action) ? <Refusal /> : null;
}

type At = { readonly params: { readonly id: string } };
const about = (form: { input(): Record<string, unknown> }, at: At) => ({ ...form.input(), plan: at.params.id });
const back = (words: string) => (_: unknown, at: At) => to(`${plansPath}/${at.params.id}`, words);

export const planPage = page({
  path: `${plansPath}/:id`,
  title: { ja: 'ファイル基準表', en: 'A file plan' },
  allow,
  params: z.object({ id: z.uuid() }),
  async load(ctx, at) {
    const [it, chosen] = await Promise.all([ctx.ask(plan, { plan: at.params.id }), ctx.ask(choices, {})]);
    return { it, retentions: chosen.retentions };
  },
  actions: {
    entry: act(saveEntry, { input: about, done: back('行を書きました。') }),
    drop: act(dropEntry, { input: about, done: back('行を除きました。') }),
    submit: act(submitPlan, { input: about, done: back('承認を求めました。') }),
    approve: act(decidePlan, { input: (form, at: At) => ({ ...about(form, at), decision: 'approve' }), done: (value, at: At) => to(`${plansPath}/${at.params.id}`, value.folders > 0 ? `承認しました。${value.folders}冊の簿冊ができました。` : '承認しました。簿冊は4月1日0時にできます。') }),
    return: act(decidePlan, { input: (form, at: At) => ({ ...about(form, at), decision: 'return' }), done: back('戻しました。') }),
    reopen: act(reopenPlan, { input: about, done: back('直せるようにしました。') }),
  },
  view({ it, retentions }, ctx) {
    const editable = it.mine && it.state === 'draft';
    return (
      <Page title={`${it.office}　${it.fiscalYear}年度 ファイル基準表`} wide crumbs={[home, { to: plansPath, label: '基準表' }]} lead={<><PlanChip state={it.state} />　{it.entries.length}冊</>} actions={<LinkButton kind="second" icon="print" to={`${plansPath}/${it.id}/print.pdf`}>印刷する（PDF）</LinkButton>}>
        <DoorTabs ctx={ctx} current={plansPath} />
        <LostRefusal editable={editable} />
        {it.state === 'approved' && it.openedOn === null && <Notice title="承認されています">簿冊は、{it.fiscalYear}年4月1日0時にできます。</Notice>}
        <Changes it={it} />
        <Section title="簿冊の一覧">
          <DataTable
            caption="簿冊の一覧" hideCaption rows={it.entries} rowKey={(row) => row.id} empty="まだ行がありません。"
            columns={[
              { key: 'code', label: '記号', nowrap: true, render: (row) => row.code }, { key: 'title', label: '簿冊の名', heads: true, render: (row) => <>{row.title} <SecrecyChip value={row.confidentiality} />{row.continuous && <> <Chip kind="info">年度で分けない</Chip></>}<small>{row.large}／{row.medium}／{row.small}</small></> },
              { key: 'retention', label: '保存期間', nowrap: true, render: (row) => row.retention }, { key: 'expiry', label: '満了のとき', nowrap: true, render: (row) => expiryWords[row.expiry_action].ja }, { key: 'disclosure', label: '公開区分', nowrap: true, render: (row) => disclosureWords[row.disclosure].ja }, { key: 'carrier', label: '媒体', nowrap: true, render: (row) => carrierWords[row.carrier].ja },
            ]}
            {...(editable ? { actions: (row: Entry) => <><details><summary>直す<span class="vh">：{row.title}</span></summary><Form action="entry" about={{ entry: row.id }}><EntryFields entry={row} retentions={retentions} /><FormActions><Submit kind="second" about={row.title}>直す</Submit></FormActions></Form></details><Form action="drop" about={{ entry: row.id }} inline><Submit kind="plain" about={row.title}>除く</Submit></Form></> } : {})}
          />
          {editable && <details open={it.entries.length === 0}><summary>行を加える</summary><Form action="entry"><EntryFields entry={null} retentions={retentions} /><FormActions><Submit kind="second">加える</Submit></FormActions></Form></details>}
        </Section>
        <Decide it={it} mayApprove={mayAnywhere(ctx, 'documents.approvePlan')} />
      </Page>
    );
  },
});

/** 取組確認・評価表 by fiscal year, and the record of trainings, tests with users, improvements that it asks for. */
import { z } from 'zod';
import { fiscalYear, fiscalYearOf, formatFiscalYear } from '../../../../kernel/calendar/calendar.ts';
import { act, page, to } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, DateField, Facts, Form, FormActions, Hidden, LinkButton, NumberField, Page, Section, Select, Submit, TextArea, TextField, When } from '../../../../ui/index.ts';
import { gatherProofs, noteEffort, saveAssessment, startAssessment } from '../../commands/assessment.ts';
import { effortWords } from '../../messages/words.ts';
import { assessmentList, assessmentRecord, readers } from '../../queries/office.ts';
import { courseActions } from './course.ts';
import { Course, DoorTabs, home, root, StateChip } from './words.tsx';

const path = `${root}/assessments`;
const sheetPath = (year: number | string) => `${path}/${year}`;
const yearWords = (year: number) => formatFiscalYear(fiscalYear(year), 'ja');

export const assessmentsPage = page({
  path,
  title: { ja: '取組確認・評価表', en: 'Self-assessments' },
  allow: readers,
  load: (ctx) => ctx.ask(assessmentList, {}),
  actions: { start: act(startAssessment, { done: (made) => to(sheetPath(made.fiscalYear), '評価表を作り、確かめられることを入れました。') }) },
  view: (model, ctx) => (
    <Page title="取組確認・評価表" wide crumbs={[home]} lead={<p>総務省「みんなの公共サイト運用ガイドライン」の評価表です。毎年度1回、団体全体（20点）と公式ホームページ（30点）を確かめて公開します。</p>} actions={<LinkButton kind="second" to={`${root}/efforts`}>研修・改善の記録</LinkButton>}>
      <DoorTabs ctx={ctx} current={path} />
      <DataTable
        caption="年度ごとの評価表" hideCaption keys rows={model.rows} rowKey={(row) => row.id} empty="まだ評価表はありません。"
        columns={[
          { key: 'y', label: '年度', heads: true, render: (row) => <A to={sheetPath(row.fiscalYear)} rowKey="Enter">{yearWords(row.fiscalYear)}</A> }, { key: 's', label: '状態', nowrap: true, render: (row) => <StateChip state={row.state} /> },
          { key: 'd', label: '確認した日', nowrap: true, render: (row) => <When date={row.confirmedOn} style="short" /> },
          { key: 'o', label: '団体全体', align: 'end', nowrap: true, render: (row) => `${row.organisation.points}／${row.organisation.max}` }, { key: 'p', label: '公式ホームページ', align: 'end', nowrap: true, render: (row) => `${row.site.points}／${row.site.max}` },
        ]}
      />
      {model.mayWork && (
        <Section title="評価表を作る">
          <Form action="start"><NumberField name="fiscalYear" label="年度（西暦）" required value={fiscalYearOf(model.today)} /><FormActions><Submit>作る</Submit></FormActions></Form>
        </Section>
      )}
    </Page>
  ),
});

type Record = NonNullable<Awaited<ReturnType<typeof assessmentRecord.run>>>;
type Item = Record['items'][number] & { readonly index: number };

function Proved({ given }: { readonly given: Item['given'] }) {
  if (given === null || given.proved === null) return <small>システムには分かりません</small>;
  return <><Chip kind={given.proved === given.points ? 'ok' : 'wait'}>{`${given.proved}点を確かめました`}</Chip> <small>{given.provedWhy}</small></>;
}

function Sheet({ items, writes, caption }: { readonly items: readonly Item[]; readonly writes: boolean; readonly caption: string }) {
  return (
    <DataTable
      caption={caption} hideCaption rows={items} rowKey={(item) => item.code} empty=""
      columns={[
        { key: 'i', label: '項目', heads: true, render: (item) => <>{item.ja}<small>（{item.group}、{item.max}点）</small><br /><Proved given={item.given} /></> },
        { key: 'p', label: '点と取組', render: (item) => (writes ? <><Hidden name={`points.${item.index}.item`} value={item.code} /><Select name={`points.${item.index}.points`} label={`${item.ja}の点`} hideLabel quiet blank={null} value={String(item.given?.points ?? 0)} options={item.steps.map((step, points) => ({ value: String(points), label: `${points}点　${step}` }))} /></> : `${item.given?.points ?? 0}点　${item.steps[item.given?.points ?? 0] ?? ''}`) },
        { key: 'r', label: '備考（違う点を付けた理由など）', nowrap: writes, render: (item) => (writes ? <TextField name={`points.${item.index}.remark`} label={`${item.ja}の備考`} hideLabel quiet maxlength={500} value={item.given?.remark ?? ''} /> : (item.given?.remark ?? '')) },
        { key: 'e', label: '根拠のアドレス', nowrap: writes, render: (item) => (writes ? <TextField name={`points.${item.index}.evidence`} label={`${item.ja}の根拠のアドレス`} hideLabel quiet maxlength={300} value={item.given?.evidence ?? ''} /> : item.given && item.given.evidence !== '' ? <A to={item.given.evidence}>{item.given.evidence}</A> : '') },
      ]}
    />
  );
}

export const assessmentStaffPage = page({
  path: `${path}/:year`,
  title: { ja: '取組確認・評価表', en: 'A self-assessment' },
  allow: readers,
  params: z.object({ year: z.string().regex(/^20\d\d$|^21\d\d$/) }),
  load: (ctx, { params }) => ctx.ask(assessmentRecord, { fiscalYear: params.year }),
  actions: {
    ...courseActions<{ year: string }, { [name: string]: string | string[] }>((at) => sheetPath(at.params.year), path),
    save: act(saveAssessment, { done: (_, at: { readonly params: { readonly year: string } }) => to(sheetPath(at.params.year), '保存しました。') }),
    gather: act(gatherProofs, { done: (made, at: { readonly params: { readonly year: string } }) => to(sheetPath(at.params.year), `${made.found}項目を確かめ直しました。書いた点と備考は変えていません。`) }),
  },
  view(model) {
    const { sheet } = model;
    const items: readonly Item[] = model.items.map((item, index) => ({ ...item, index }));
    const parts = [['organisation', '団体全体の取組', model.organisation], ['site', '公式ホームページの取組', model.site]] as const;
    const tables = parts.map(([part, title, sum]) => <Section key={part} title={`${title}　${sum.points}点（満点${sum.max}点）`}><Sheet items={items.filter((item) => item.part === part)} writes={sheet.mayWrite} caption={title} /></Section>);
    return (
      <Page title={`取組確認・評価表（${yearWords(sheet.fiscalYear)}）`} wide crumbs={[home, { to: path, label: '評価表' }]} actions={sheet.state === 'public' ? <LinkButton kind="second" to={`/accessibility/assessments/${sheet.fiscalYear}`}>公開中のページを見る</LinkButton> : undefined}>
        <Facts rows={[{ label: '状態', value: <StateChip state={sheet.state} /> }, { label: '確認した日', value: <When date={sheet.confirmedOn} style="long" /> }, ...model.groups.map((group) => ({ label: group.group, value: `${group.points}点（満点${group.max}点）` })), { label: '書いた人', value: sheet.madeName }, sheet.decidedName !== null && { label: '承認した人', value: sheet.decidedName }]} />
        {sheet.mayWrite ? (
          <>
            <Form action="gather" about={{ publication: sheet.id }}><FormActions next="方針、試験、ページの一覧、研修などの記録から、確かめられる点を集めます。"><Submit kind="second">確かめ直す</Submit></FormActions></Form>
            <Form action="save" about={{ publication: sheet.id, version: sheet.version }}>
              {tables}
              <DateField name="confirmedOn" label="取組内容を確認した日" required native value={sheet.confirmedOn} />
              <FormActions next="確かめられた点と違う点を付けるときは、備考に理由を書きます。"><Submit>保存</Submit></FormActions>
            </Form>
          </>
        ) : tables}
        <Course it={sheet} />
      </Page>
    );
  },
});

const kindOptions = Object.entries(effortWords).map(([value, text]) => ({ value, label: text.ja }));

export const effortsPage = page({
  path: `${root}/efforts`,
  title: { ja: '研修・改善の記録', en: 'Trainings and improvements' },
  allow: readers,
  load: (ctx) => ctx.ask(assessmentList, {}),
  actions: { note: act(noteEffort, { done: () => to(`${root}/efforts`, '記録しました。') }) },
  view: (model) => (
    <Page title="研修・改善の記録" wide crumbs={[home, { to: path, label: '評価表' }]} lead={<p>評価表の根拠になります。人数だけを書き、名前は書きません。</p>}>
      <DataTable
        caption="記録" hideCaption rows={model.efforts} rowKey={(row) => row.id} empty="まだ記録はありません。"
        columns={[
          { key: 'd', label: '日', nowrap: true, render: (row) => <When date={row.heldOn} style="short" /> }, { key: 'k', label: '種類', nowrap: true, render: (row) => effortWords[row.kind].ja }, { key: 't', label: '内容', heads: true, render: (row) => <>{row.title}{row.note !== '' && <><br /><small>{row.note}</small></>}</> },
          { key: 'p', label: '人数', align: 'end', render: (row) => `${row.people}人` }, { key: 'm', label: '書いた人', render: (row) => row.madeName },
        ]}
      />
      {model.mayWork && (
        <Section title="記録する">
          <Form action="note">
            <Select name="kind" label="種類" required options={kindOptions} />
            <DateField name="heldOn" label="行った日" required native value={model.today} />
            <TextField name="title" label="内容" required maxlength={100} width="long" />
            <NumberField name="people" label="人数" required unit="人" value={0} />
            <TextArea name="note" label="備考" rows={3} maxlength={500} />
            <FormActions><Submit>記録する</Submit></FormActions>
          </Form>
        </Section>
      )}
    </Page>
  ),
});

/** The forms of a case: those that `available.ts` gives this person now, and no others. */
import type { ComponentChildren } from 'preact';
import type { PageContext } from '../../../../kernel/page.ts';
import { DateField, Form, FormActions, Hidden, Radios, Section, Select, Submit, TextArea, TimeField, useUi } from '../../../../ui/index.ts';
import type { ButtonKind } from '../../../../ui/index.ts';
import { contentOf } from './case-parts.tsx';
import type { CaseModel, Shown } from './case-model.ts';
import { factRows, roleWords, shortHash, urgencyWords } from './words.tsx';

interface Verb {
  readonly title: string;
  readonly button: string;
  readonly comment: string;
  readonly required?: boolean;
  readonly kind?: ButtonKind;
  /** What happens when it is pressed. */
  readonly next: string;
}

/** In the order in which they stand on the page; the first that is possible is the page's main form. */
const verbs: Readonly<Record<string, Verb>> = {
  decide: { title: '決裁する', button: '決裁する', comment: '意見', next: '決裁すると、この版のとおりに効力が生じます。取り消すには新しい起案が要ります。' },
  approve: { title: '承認する', button: '承認する', comment: '意見', next: '次の段階に進みます。' },
  agree: { title: '合議に同意する', button: '同意する', comment: '意見', next: '意見を書くと、意見付きの同意になります。' },
  examine: { title: '審査する', button: '審査済みにする', comment: '意見', next: '次の段階に進みます。' },
  acceptEdit: { title: '直された文面を確認する', button: 'この文面でよい', comment: '意見', next: '確認すると、決裁に進めます。' },
  consentRecall: { title: '引戻しに同意する', button: '引戻しに同意する', comment: '意見', next: '案件は起案者に戻ります。' },
  disagree: { title: '合議に同意しない', button: '不同意と答える', comment: '不同意の理由', required: true, kind: 'danger', next: '決裁者が一つ上の職になり、代決はできなくなります。案件は止まりません。' },
  return: { title: '起案者に差し戻す', button: '差し戻す', comment: '差し戻す理由', required: true, kind: 'second', next: '起案者が直して出し直すと、経路ははじめからになります。' },
  reject: { title: '否決する', button: '否決する', comment: '否決の理由', required: true, kind: 'danger', next: '案件は終わります。合議先にも知らせます。' },
  pullUp: { title: '引き上げる', button: '引き上げる', comment: '理由', kind: 'second', next: 'まだ処理していない下の職を省き、自分の番にします。省いた人には後閲が届きます。' },
  instruct: { title: '事前に指示する', button: '指示を記録する', comment: '指示の内容', required: true, kind: 'second', next: '不在の間に、代決者がこの指示に沿って決裁できます。' },
  recall: { title: '引き戻す', button: '引き戻す', comment: '引き戻す理由', required: true, kind: 'second', next: '起案中に戻ります。まだだれも処理していないうちにできます。' },
  askRecall: { title: '引戻しを願い出る', button: '願い出る', comment: '理由', kind: 'second', next: 'いまの番の人が同意すると、起案中に戻ります。' },
};
const MAIN: readonly string[] = ['decide', 'approve', 'agree', 'examine', 'acceptEdit', 'consentRecall'];

function SeenFields({ it, step }: { readonly it: Shown; readonly step: number | null }) {
  return <><Hidden name="hash" value={it.hash ?? ''} /><Hidden name="seq" value={it.seq} /><Hidden name="step" value={step ?? ''} /></>;
}

/** Folded away until it is wanted; open again when it came back with something wrong. */
function Folded({ title, action, children }: { readonly title: string; readonly action: string; readonly children: ComponentChildren }) {
  const { form } = useUi();
  return <details open={form?.action === action}><summary>{title}</summary>{children}</details>;
}

function VerbForm({ it, doing, step, capacity, main }: { readonly it: Shown; readonly doing: string; readonly step: number | null; readonly capacity: string; readonly main: boolean }) {
  const verb = verbs[doing];
  if (!verb) return null;
  const facts = factRows(it.kind, it.facts).map((fact) => `${fact.label} ${fact.value}`).join('、');
  const deputy = capacity === 'deputy' && doing === 'decide';
  const form = (
    <Form action={doing}>
      <SeenFields it={it} step={step} />
      {main && <p><b>{it.title}</b><br />{facts !== '' && <>{facts}<br /></>}第{it.version}版（指紋 {shortHash(it.hash ?? '')}）</p>}
      <TextArea name="comment" label={verb.comment} required={verb.required === true} rows={2} maxlength={2000} />
      <FormActions next={deputy ? `決裁者が不在のため、代決します。${verb.next}決裁者には後閲が届きます。` : verb.next}><Submit kind={verb.kind ?? 'primary'} {...(main ? { icon: 'check' as const } : {})}>{deputy ? '代決する' : verb.button}</Submit></FormActions>
    </Form>
  );
  return main ? form : <Folded title={verb.title} action={doing}>{form}</Folded>;
}

function ReturnToForm({ it, step }: { readonly it: Shown; readonly step: number | null }) {
  const own = it.stages.find((stage) => stage.steps.some((one) => one.no === step));
  const earlier = it.stages.filter((stage) => own && stage.version === own.version && stage.no < own.no && stage.steps.some((one) => one.status !== 'superseded'));
  if (earlier.length === 0) return null;
  return (
    <Folded title="前の段階に差し戻す" action="returnTo">
      <Form action="returnTo">
        <SeenFields it={it} step={step} />
        <Select name="stage" label="戻す段階" required options={earlier.map((stage) => ({ value: String(stage.no), label: stage.steps.map((one) => `${one.post ?? ''}（${roleWords[one.role] ?? ''}）`).join('・') }))} />
        <TextArea name="comment" label="差し戻す理由" required rows={2} maxlength={2000} />
        <FormActions next="その段階から、もう一度処理します。"><Submit kind="second">前の段階に差し戻す</Submit></FormActions>
      </Form>
    </Folded>
  );
}

function EditForms({ it, step }: { readonly it: Shown; readonly step: number | null }) {
  if (it.editable.length === 0) return null;
  return (
    <Folded title="文面を直す" action="edit">
      {it.editable.map((field) => (
        <Form key={field} action="edit" about={{ field }}>
          <SeenFields it={it} step={step} />
          <TextArea name="value" label={it.labels[field] ?? field} rows={4} value={contentOf(it, field)} maxlength={4000} />
          <TextArea name="comment" label="直す理由" required rows={2} maxlength={2000} />
          <FormActions next="新しい版になり、起案者の確認が要ります。決裁者が変わる直しはできません。"><Submit kind="second">{`${it.labels[field] ?? field}を直す`}</Submit></FormActions>
        </Form>
      ))}
    </Folded>
  );
}

function SubmitForm({ model }: { readonly model: CaseModel }) {
  const { form } = useUi();
  const asksSplit = model.it.splitAnswer !== null || form?.refusal?.code === 'SplitSuspected';
  return (
    <Form action="submit">
      <Select name="urgency" label="緊急度" blank={null} value={model.it.urgency} required options={Object.entries(urgencyWords).map(([value, label]) => ({ value, label }))} />
      {asksSplit && <TextArea name="splitAnswer" label="分割発注でない理由" rows={3} value={model.it.splitAnswer} maxlength={1000} hint="決裁者と監査に見えます。" />}
      <FormActions next="業務の画面でいま保存されている内容が、新しい版として固定されます。"><Submit icon="check">提出する</Submit></FormActions>
    </Form>
  );
}

function WithdrawForm() {
  return (
    <Folded title="取り下げる" action="withdraw">
      <Form action="withdraw"><TextArea name="comment" label="取り下げる理由" required rows={2} maxlength={2000} /><FormActions next="案件は終わります。もう一度決裁を受けるには、新しく起案します。"><Submit kind="danger">取り下げる</Submit></FormActions></Form>
    </Folded>
  );
}

function ViewForms({ it }: { readonly it: Shown }) {
  return <>{it.views.filter((view) => view.mine && view.doneAt === null).map((view) => (
    <Form key={view.id} action="viewed" about={{ view: view.id }}>
      <p><b>{roleWords[view.kind] ?? '後閲'}</b>　{view.post}</p>
      <TextArea name="remark" label="気づいたこと" rows={2} maxlength={1000} />
      <FormActions next="決裁はそのままです。確認したことだけを記録します。"><Submit icon="check">{view.kind === 'circulate' ? '供覧を確認した' : '後閲を済ませる'}</Submit></FormActions>
    </Form>
  ))}</>;
}

function OralForms({ model, today }: { readonly model: CaseModel; readonly today: Temporal.PlainDate }) {
  const open = model.it.oral.filter((one) => one.mine && one.confirmedAt === null && one.deniedAt === null);
  const recorded = model.it.oral.some((one) => one.confirmedAt === null && one.deniedAt === null);
  return (
    <>
      {open.map((one) => (
        <Form key={one.id} action="confirmOral" about={{ record: one.id }}>
          <p>あなたが{one.manner === 'oral' ? '口頭' : '持回り'}で決裁したという記録があります。{one.reason}</p>
          <FormActions next="確認すると、話した日時にさかのぼって効力が生じます。"><Submit name="confirm" value="yes" icon="check">決裁したことを確認する</Submit> <Submit name="confirm" value="no" kind="danger">決裁していない</Submit></FormActions>
        </Form>
      ))}
      {model.oralPossible && !recorded && (
        <Folded title="口頭・持回りの決裁を記録する" action="oral">
          <Form action="oral">
            <Radios name="manner" label="方法" required inline options={[{ value: 'oral', label: '口頭' }, { value: 'carry_round', label: '持回り' }]} />
            <DateField name="spokenOn" label="決裁した日" native required value={today} /><TimeField name="spokenTime" label="決裁した時刻" required />
            <TextArea name="reason" label="経過と理由" required rows={3} maxlength={400} />
            <FormActions next="決裁者が確認して、はじめて決裁になります。"><Submit kind="second">記録する</Submit></FormActions>
          </Form>
        </Folded>
      )}
    </>
  );
}

const afterwards: readonly { readonly action: 'seal' | 'execute' | 'close'; readonly from: readonly string[]; readonly title: string }[] = [
  { action: 'seal', from: ['decided'], title: '公印を審査する' }, { action: 'execute', from: ['decided', 'sealed'], title: '施行を記録する' }, { action: 'close', from: ['executed'], title: '完結する' },
];

function AfterwardsForms({ it, mayAct }: { readonly it: Shown; readonly mayAct: (action: 'seal' | 'execute' | 'close') => boolean }) {
  return <>{afterwards.filter((one) => one.from.includes(it.state) && mayAct(one.action)).map((one) => (
    <Folded key={one.action} title={one.title} action={one.action}>
      <Form action={one.action}><TextArea name="comment" label={one.action === 'execute' ? '施行の方法・あて先' : '備考'} rows={2} maxlength={2000} /><FormActions><Submit kind="second">{one.title}</Submit></FormActions></Form>
    </Folded>
  ))}</>;
}

interface Offered {
  readonly main: Shown['actions'];
  readonly others: Shown['actions'];
  readonly views: boolean;
  readonly oral: boolean;
  readonly after: readonly string[];
}

/** What this person is offered; the page says so at its top when there is something to do. */
export function offeredTo(model: CaseModel, ctx: PageContext): Offered {
  const { it, oralPossible } = model;
  const current = it.version === it.currentVersion;
  const actions = current ? it.actions : [];
  const mine = ctx.actor.kind === 'staff' && ctx.actor.id === it.drafter.staff;
  const mayAct = (action: string) => (action === 'seal' ? ctx.may('approval.seal') : mine || ctx.may('approval.office'));
  return {
    main: actions.filter((one) => MAIN.includes(one.doing) || one.doing === 'submit'), others: actions.filter((one) => !MAIN.includes(one.doing) && one.doing !== 'submit'),
    views: it.views.some((view) => view.mine && view.doneAt === null), oral: oralPossible || it.oral.some((one) => one.mine && one.confirmedAt === null && one.deniedAt === null),
    after: it.sight === 'auditor' ? [] : afterwards.filter((one) => one.from.includes(it.state) && mayAct(one.action)).map((one) => one.action),
  };
}

/** 処理: the main form in full, the rest folded. */
export function CaseForms({ model, ctx }: { readonly model: CaseModel; readonly ctx: PageContext }) {
  const { it } = model;
  const offered = offeredTo(model, ctx);
  if (offered.main.length + offered.others.length + offered.after.length === 0 && !offered.views && !offered.oral) return null;
  const order = Object.keys(verbs);
  // What ends the case stands last.
  const placeOf = (doing: string) => (order.includes(doing) ? order.indexOf(doing) : order.length + (doing === 'withdraw' ? 1 : 0));
  const sorted = offered.others.toSorted((a, b) => placeOf(a.doing) - placeOf(b.doing));
  return (
    <Section title="処理" id="act">
      {offered.main.map((one) => (one.doing === 'submit' ? <SubmitForm key="submit" model={model} /> : <VerbForm key={one.doing} it={it} doing={one.doing} step={one.step} capacity={one.capacity} main />))}
      {offered.views && <ViewForms it={it} />}
      {offered.oral && <OralForms model={model} today={ctx.today} />}
      {sorted.map((one) => {
        if (one.doing === 'returnTo') return <ReturnToForm key="returnTo" it={it} step={one.step} />;
        if (one.doing === 'edit') return <EditForms key="edit" it={it} step={one.step} />;
        return one.doing === 'withdraw' ? <WithdrawForm key="withdraw" /> : <VerbForm key={one.doing} it={it} doing={one.doing} step={one.step} capacity={one.capacity} main={false} />;
      })}
      <AfterwardsForms it={it} mayAct={(action) => offered.after.includes(action)} />
    </Section>
  );
}

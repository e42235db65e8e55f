/** 一件の案件: what is asked, what may be done, and how it came here. */
import { z } from 'zod';
import { anyStaff } from '../../../../kernel/actor.ts';
import { page, type PageContext } from '../../../../kernel/page.ts';
import { A, LinkButton, Notice, Page, Section, When } from '../../../../ui/index.ts';
import { caseActions, type CaseAt } from './case-acts.ts';
import { CaseForms, offeredTo } from './case-forms.tsx';
import { type CaseModel, loadCase, type Shown } from './case-model.ts';
import { ContentPart, DiffPart, HistoryPart, OpinionsPart, PreviewPart, RoutePart, SummaryPart, ViewsPart, WhyPart } from './case-parts.tsx';
import { caseHref, decidedWords, home, LostRefusal, roleWords, secrecyWords, StateChip, urgencyWords } from './words.tsx';

function turnWords(model: CaseModel, ctx: PageContext): string | null {
  const offered = offeredTo(model, ctx);
  const first = offered.main[0];
  if (first?.doing === 'submit') return model.it.currentVersion > 0 ? '戻ってきた起案です。直してから提出します' : 'まだ提出していない起案です';
  if (first?.doing === 'acceptEdit') return '途中で直された文面を、起案者のあなたが確認する番です';
  if (first?.doing === 'consentRecall' && offered.main.length === 1) return '起案者が引戻しを願い出ています';
  if (first !== undefined) {
    const step = model.it.stages.flatMap((stage) => stage.steps).find((one) => one.no === first.step);
    return first.capacity === 'deputy' ? '決裁者が不在のため、あなたが代決できます' : `あなたの番です：${roleWords[step?.role ?? ''] ?? '処理'}`;
  }
  if (model.it.oral.some((one) => one.mine && one.confirmedAt === null && one.deniedAt === null)) return '口頭の決裁の確認を待っています';
  return offered.views ? '後閲・供覧の確認を待っています' : null;
}

function Decided({ it }: { readonly it: Shown }) {
  if (it.decidedAt === null || it.state === 'withdrawn' || it.state === 'rejected') return null;
  return <Notice kind="good" title={`${decidedWords[it.decidedKind ?? ''] ?? '決裁'}：${it.decider ?? ''}`}><When instant={Temporal.Instant.from(it.decidedAt)} />{it.effectiveAt !== null && <>（<When instant={Temporal.Instant.from(it.effectiveAt)} />にさかのぼって効力）</>}</Notice>;
}

function Versions({ it }: { readonly it: Shown }) {
  if (it.currentVersion < 2) return null;
  return (
    <Section title="版">
      <p>{Array.from({ length: it.currentVersion }, (_, index) => index + 1).map((version) => <span key={version}>{version === it.version ? <b>第{version}版</b> : <A to={version === it.currentVersion ? caseHref(it.case) : `${caseHref(it.case)}?version=${version}`}>第{version}版</A>}　</span>)}</p>
    </Section>
  );
}

function formsShown(model: CaseModel, ctx: PageContext): readonly string[] {
  const offered = offeredTo(model, ctx);
  return [...[...offered.main, ...offered.others].map((one) => one.doing), ...(offered.views ? ['viewed'] : []), ...(offered.oral ? ['oral', 'confirmOral'] : []), ...offered.after];
}

export const approvalCasePage = page({
  path: '/staff/approvals/:case',
  title: { ja: '決裁案件', en: 'A case' },
  allow: [anyStaff('経路の関係者だけが見る。見える範囲は案件ごとに確かめる')],
  params: z.object({ case: z.uuid() }),
  search: z.object({ version: z.string().max(4).optional().catch(undefined), number: z.string().max(40).optional().catch(undefined) }),
  load: (ctx, { params, search }: CaseAt) => loadCase(ctx, params.case, { ...(search.version === undefined ? {} : { version: search.version }), ...(search.number === undefined ? {} : { number: search.number }) }),
  actions: caseActions,
  view(model, ctx) {
    const { it } = model;
    const turn = turnWords(model, ctx);
    const weak = ctx.actor.kind === 'staff' && !ctx.actor.strong && it.actions.some((one) => one.doing === 'decide');
    return (
      <Page
        title={it.title} wide crumbs={[home]} lead={<><span class="num">{it.number ?? '番号は提出のときに付きます'}</span>　{it.kindTitle.ja}　<StateChip state={it.state} version={it.currentVersion} />{it.urgency !== 'ordinary' && `　${urgencyWords[it.urgency] ?? ''}`}{it.confidentiality !== 'general' && `　${secrecyWords[it.confidentiality] ?? ''}`}</>}
        actions={<>{it.href !== null && <><LinkButton kind="second" to={it.href}>業務の画面で見る</LinkButton> </>}{it.version > 0 && it.sight !== 'auditor' && <LinkButton kind="second" icon="print" to={`${caseHref(it.case)}/sheet.pdf`}>起案用紙</LinkButton>}</>}
      >
        <LostRefusal offered={formsShown(model, ctx)} />
        {turn !== null && <Notice title={turn}><LinkButton to="#act">処理に進む</LinkButton></Notice>}
        {weak && <Notice kind="warn" title="決裁には二段階の本人確認が必要です">いまは、パスワードだけでサインインしています。確認コードかパスキーでサインインし直してください。</Notice>}
        {it.version < it.currentVersion && <Notice kind="warn" title={`これは第${it.version}版です。いまは第${it.currentVersion}版です`}><A to={caseHref(it.case)}>いまの版を見る</A></Notice>}
        {it.editOpen && <Notice kind="warn" title="途中で直された文面を、起案者がまだ確認していません">起案者が確認するまで、決裁はできません。</Notice>}
        {it.recallAsked && <Notice kind="warn" title="起案者が引戻しを願い出ています">いまの番の人が同意すると、起案中に戻ります。</Notice>}
        {it.released && <Notice kind="warn" title="緊急のため、決裁の前に効力が生じています">決裁で確定し、否決されると取り消されます。</Notice>}
        {it.corrects !== null && <Notice title="前の決裁を変更・取消しする起案です"><A to={caseHref(it.corrects)}>もとの案件</A></Notice>}
        <Decided it={it} />
        {it.sight === 'auditor' && <Notice title="監査として見ています">この閲覧は記録されました。処理はできません。</Notice>}
        <SummaryPart it={it} />
        {model.diff !== null && <DiffPart diff={model.diff} />}
        <ContentPart it={it} />
        {model.preview !== null && <PreviewPart preview={model.preview} />}
        <OpinionsPart it={it} />
        <CaseForms model={model} ctx={ctx} />
        <RoutePart it={it} />
        <ViewsPart it={it} />
        {model.explained !== null && <WhyPart explained={model.explained} />}
        <Versions it={it} />
        <HistoryPart it={it} />
      </Page>
    );
  },
});

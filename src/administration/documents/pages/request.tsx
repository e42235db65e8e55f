/** 一つの開示請求: its clock, corrections, what was found, third parties, copies, decision, disclosure. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { loadFile } from '../../../kernel/files/files.ts';
import { optional, textField } from '../../../kernel/fields.ts';
import { act, page, route, to } from '../../../kernel/page.ts';
import { A, Chip, Facts, LinkButton, Page, Section, When } from '../../../ui/index.ts';
import { answerCorrection, askCorrection, askThirdParty, decideRequest, disclose, extendRequest, judgeHit, recordOpinion, withdrawRequest } from '../commands/disclosure.ts';
import { decisionWords, disclosureMannerWords, groundWords } from '../messages/words.ts';
import { register } from '../queries/register.ts';
import { publishedFile, request } from '../queries/requests.ts';
import { CopiesPart, CorrectionsPart, DecisionPart, HitsPart, PartiesPart, type Shown } from './request-parts.tsx';
import { documentHref, DoorTabs, home, Lines, RequestChip, requestsPath, root } from './words.tsx';

const allow = [staff('documents.disclosure')];
type At = { readonly params: { readonly id: string } };
const about = (form: { input(): Record<string, unknown> }, at: At) => ({ ...form.input(), request: at.params.id });
const back = (words: string) => (_: unknown, at: At) => to(`${requestsPath}/${at.params.id}`, words);
const groundNamed = (code: string) => Object.entries(groundWords).find(([key]) => key === code)?.[1].ja ?? code;

function FactsOf({ it, today }: { readonly it: Shown; readonly today: Temporal.PlainDate }) {
  return (
    <Section title="請求">
      <Facts rows={[
        { label: '請求者', value: <>{it.applicant_name}<br />{it.applicant_address}</> }, { label: '請求する内容', value: <Lines text={it.wanted} /> }, { label: '開示の方法', value: disclosureMannerWords[it.manner].ja }, { label: '受付日', value: <When date={it.received_on} /> },
        it.state === 'received' && { label: '決定の期限', value: it.due === null ? <Chip kind="wait">補正待ち（期限は進みません）</Chip> : <>{Temporal.PlainDate.compare(it.due, today) < 0 && <Chip kind="bad">過ぎた</Chip>} <When date={it.due} />（{it.rule.days}日{it.extended_days > 0 && `、延長${it.extended_days}日`}。{it.rule.basis}）</> },
        it.extended_on !== null && { label: '延長の理由', value: it.extension_reason },
        it.decision !== null && { label: '決定', value: <>{decisionWords[it.decision].ja}{it.notice_on !== null && <>（<When date={it.notice_on} />通知）</>}</> }, it.decision_document_id !== null && { label: '決定の起案', value: <A to={documentHref(it.decision_document_id)}>文書を開く</A> },
        it.decision_grounds.length > 0 && { label: '不開示の号', value: it.decision_grounds.map(groundNamed).join('、') }, it.decision_reason !== '' && { label: '不開示の理由', value: <Lines text={it.decision_reason} /> },
        it.disclose_from !== null && { label: '開示できる日', value: <><When date={it.disclose_from} />から</> }, it.disclosed_on !== null && { label: '開示した日', value: <><When date={it.disclosed_on} />{it.fee_yen !== null && `　手数料 ${it.fee_yen.toLocaleString('ja-JP')}円（${it.fee_sheets ?? 0}枚）`}</> },
        it.appealBy !== null && { label: '教示', value: <>審査請求は<When date={it.appealBy} style="short" />まで、{it.sueBy !== null && <>取消訴訟は<When date={it.sueBy} style="short" />まで</>}</> },
      ]} />
    </Section>
  );
}

export const requestPage = page({
  path: `${requestsPath}/:id`,
  title: { ja: '情報公開請求', en: 'A request for disclosure' },
  allow,
  params: z.object({ id: z.uuid() }),
  search: z.object({ q: optional(textField({ ja: 'さがすことば', en: 'Words' }, { max: 100, numbers: true })) }),
  async load(ctx, { params, search }) {
    const [it, decided] = await Promise.all([ctx.ask(request, { request: params.id }), ctx.ask(register, { kind: 'draft', state: 'decided', sort: 'newest' })]);
    const found = it.state !== 'received' || search.q === null ? null : await ctx.ask(register, { q: search.q });
    return { it, found, decided: decided.rows, q: search.q ?? '' };
  },
  actions: {
    correct: act(askCorrection, { input: about, done: back('補正を求めました。返ってくるまで、期限は進みません。') }),
    corrected: act(answerCorrection, { input: about, done: back('補正を受け付けました。') }),
    extend: act(extendRequest, { input: about, done: back('期限を延長しました。請求者に通知してください。') }),
    take: act(judgeHit, { input: (form, at: At) => ({ ...about(form, at), included: 'yes' }), done: back('対象の文書にしました。簿冊の廃棄を止めました。') }),
    leave: act(judgeHit, { input: (form, at: At) => ({ ...about(form, at), included: 'no' }), done: back('対象としない理由を記録しました。') }),
    party: act(askThirdParty, { input: about, done: back('第三者に意見を聞いたことを記録しました。') }),
    opinion: act(recordOpinion, { done: back('意見を記録しました。') }),
    decide: act(decideRequest, { input: about, done: (value, at: At) => to(`${requestsPath}/${at.params.id}`, `決定を通知したことを記録しました。文書は${value.heldUntil}まで廃棄できません。`) }),
    disclose: act(disclose, { input: about, done: (value, at: At) => to(`${requestsPath}/${at.params.id}`, `開示を記録しました。手数料は${value.feeYen.toLocaleString('ja-JP')}円です。`) }),
    withdraw: act(withdrawRequest, { input: about, done: back('取下げを記録しました。') }),
  },
  view({ it, found, decided, q }, ctx) {
    return (
      <Page title={`情報公開請求 ${it.name}`} wide crumbs={[home, { to: requestsPath, label: '情報公開' }]} lead={<RequestChip state={it.state} />} actions={<LinkButton kind="second" icon="print" to={`${requestsPath}/${it.id}/notice.pdf`}>{it.decision === null ? '受付票（PDF）' : '決定通知書（PDF）'}</LinkButton>}>
        <DoorTabs ctx={ctx} current={requestsPath} />
        <FactsOf it={it} today={ctx.today} />
        <HitsPart it={it} found={found?.rows ?? null} total={found?.total ?? 0} q={q} />
        <CopiesPart it={it} />
        <CorrectionsPart it={it} today={ctx.today} />
        <PartiesPart it={it} />
        <DecisionPart it={it} decided={decided} today={ctx.today} />
      </Page>
    );
  },
});

const copy = (kind: 'pdf' | 'text') => route({
  path: kind === 'pdf' ? `${root}/copies/:id/copy.pdf` : `${root}/copies/:id/copy.txt`, title: { ja: '公開用の写し', en: 'A copy for disclosure' }, allow,
  async run(ctx, { params }) {
    const file = await ctx.ask(publishedFile, { redaction: params['id'] });
    return kind === 'pdf' ? { type: 'application/pdf', body: await loadFile(ctx.city, file.pdf_sha256) } : { type: 'text/plain; charset=utf-8', body: await loadFile(ctx.city, file.published_sha256) };
  },
});
export const copyPdf = copy('pdf');
export const copyText = copy('text');

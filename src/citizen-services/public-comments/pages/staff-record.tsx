/** The record of one consultation: where it stands, what to do next, its course, and the approval. */
import { formatDate, formatInstant } from '../../../kernel/calendar/calendar.ts';
import { act, page, type PageContext, to } from '../../../kernel/page.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import { A, DataTable, Facts, Form, FormActions, LinkButton, Notice, Page, Progress, Section, Submit, TextArea } from '../../../ui/index.ts';
import { askApproval, decideApproval, recallApproval } from '../commands/approving.ts';
import { archiveConsultation, startConsidering } from '../commands/course.ts';
import { channels } from '../commands/fields.ts';
import { channelWords, needWords, obstacleInWords, outcomeWords } from '../messages/words.ts';
import { type Consultation, consultationRecord, readers } from '../queries/office.ts';
import { periodDays } from '../rules/period.ts';
import { Running, StageChip } from './public-parts.tsx';
import { Doors, numberParams, office, officeCrumb, stepWords } from './staff-parts.tsx';

export const staffRecordPage = page({
  path: `${office}/:number`,
  title: { ja: '意見公募の記録', en: 'The record of a consultation' },
  allow: readers,
  params: numberParams,
  load: (ctx, { params }) => ctx.ask(consultationRecord, { number: params.number }),
  actions: {
    ask: act(askApproval, { done: (_, at) => to(`${office}/${at.params.number}`, '承認を求めました。') }),
    recall: act(recallApproval, { done: (_, at) => to(`${office}/${at.params.number}`, '準備に戻しました。') }),
    decide: act(decideApproval, { done: (value, at) => to(`${office}/${at.params.number}`, value.state === 'planned' || value.state === 'considering' ? '記録しました。' : '公表しました。') }),
    consider: act(startConsidering, { done: (_, at) => to(`${office}/${at.params.number}/submissions?filter=left`, '検討を始めました。意見を整理してください。') }),
    archive: act(archiveConsultation, { done: (_, at) => to(`${office}/${at.params.number}`, '過去の意見公募に移しました。') }),
  },
  view(it, ctx) {
    return (
      <Page title={it.title} wide crumbs={[officeCrumb]} actions={it.stage === 'planned' ? undefined : <LinkButton kind="second" to={`/public-comments/${it.number}`}>市民の画面を見る</LinkButton>}>
        <Doors number={it.number} current="" ctx={ctx} left={it.stage === 'considering' ? it.progress.left.length : 0} />
        <Next it={it} />
        {it.request !== null && <Approval it={it} ctx={ctx} />}
        <Section title="概要">
          <Facts rows={[
            { label: '番号', value: it.number }, { label: '状態', value: <StageChip stage={it.stage} lang="ja" office /> }, { label: '担当課', value: it.office },
            { label: '募集期間', value: it.publishedOn === null || it.closesOn === null ? '未定' : `${formatDate(it.publishedOn, 'ja', 'withWeekday')}から${formatDate(it.closesOn, 'ja', 'withWeekday')}24時まで（${periodDays({ publishedOn: it.publishedOn, closesOn: it.closesOn })}日間）` },
            it.reason !== '' && { label: '短くする理由', value: it.reason }, { label: '根拠', value: it.basis || '―' },
            { label: '提出の方法', value: channels.filter((channel) => it.channels.includes(channel)).map((channel) => (channel === 'web' ? 'ウェブ' : channelWords[channel].ja)).join('、') }, { label: '氏名・住所', value: `氏名 ${needWords[it.nameRule].ja}　住所 ${needWords[it.addressRule].ja}` },
            { label: '問い合わせ', value: it.phone === '' ? '―' : formatPhone(it.phone) }, it.approvedAt !== null && { label: '公表の承認', value: `${it.approvedName ?? ''}　${formatInstant(it.approvedAt, 'ja')}` }, it.resultAt !== null && { label: '結果の承認', value: `${it.resultName ?? ''}　${formatInstant(it.resultAt, 'ja')}` },
            it.outcome !== null && { label: '結論', value: outcomeWords[it.outcome].ja }, it.forgottenAt !== null && { label: '氏名・住所', value: `${formatInstant(it.forgottenAt, 'ja')}に消しました` },
          ]} />
        </Section>
        {it.stage !== 'planned' && <Section title="届いた意見" aside={<A to={`${office}/${it.number}/submissions`}>一覧</A>}><Counts it={it} /></Section>}
        {it.stage === 'planned' && <Section title="公表する内容">{it.purpose === '' ? <p>まだ書かれていません。</p> : <Running text={it.purpose} lang="ja" />}<ul>{it.sections.map((one) => <li key={one.ref}>{one.ref}　{one.heading}</li>)}{it.documents.map((one) => <li key={one.url}><A to={one.url}>{one.label}</A></li>)}</ul></Section>}
        <Section title="経過">
          <DataTable caption="経過" hideCaption rows={it.steps} rowKey={(row) => String(row.id)} empty="まだありません。" columns={[
            { key: 'at', label: '日時', heads: true, nowrap: true, render: (row) => formatInstant(row.at, 'ja', 'short') }, { key: 'what', label: '出来事', render: (row) => <>{stepWords[row.what]}{row.note !== '' && <small>{row.note}</small>}</> }, { key: 'by', label: '人', render: (row) => row.by || '自動' },
          ]} />
        </Section>
      </Page>
    );
  },
});

function Counts({ it }: { readonly it: Consultation }) {
  const { published, counts } = it;
  const shown = published ?? counts;
  return (
    <>
      <Facts rows={[
        { label: '人数', value: `${shown.people}人` }, { label: '意見の数', value: `${shown.submissions}件（受け取った数 ${shown.received}件）` }, { label: '期限後', value: `${shown.late}件（数えません）` }, { label: '取下げ', value: `${counts.withdrawn}件` },
        counts.groups.length > 0 && { label: '同じ文面', value: <ul>{counts.groups.slice(0, 10).map((group) => <li key={group.group}><A to={`${office}/${it.number}/submissions?group=${group.group}`}>{`組${group.group}　${group.letters}件（${group.people}人）`}</A></li>)}</ul> },
      ]} />
      {(it.stage === 'considering' || it.stage === 'closed') && it.progress.total > 0 && <Progress value={it.progress.done} max={it.progress.total} label="整理した意見" />}
    </>
  );
}

/** The one thing to do now. */
function Next({ it }: { readonly it: Consultation }) {
  const about = { consultation: it.id };
  if (it.stage === 'planned' && it.approvedAt !== null) return <Notice kind="good" title={`承認済みです。${it.publishedOn === null ? '' : formatDate(it.publishedOn, 'ja', 'withWeekday')}に募集を始めます`}>{(it.mayWrite || it.mayApprove) && <Form action="recall" about={about} inline><Submit kind="second">承認を取り消して準備に戻す</Submit></Form>}</Notice>;
  if (!it.mayWrite) return null;
  if (it.rewritable) return <Notice title="公表するには、別の人の承認が要ります"><p>案と期間がそろったら、承認を求めてください。</p><Form action="ask" about={{ ...about, what: 'publish' }} inline><Submit>公表の承認を求める</Submit></Form> <LinkButton kind="second" to={`${office}/${it.number}/edit`}>案と期間を書く</LinkButton></Notice>;
  if (it.request !== null) return null;
  switch (it.stage) {
    case 'open': return <Notice title={`募集中です。あと${it.daysLeft}日`}><p>紙・メール・ファクスで届いた意見は、「届いた意見」から入力します。</p></Notice>;
    case 'closed': return <Notice title="募集が終わりました"><p>検討を始めると、意見を整理し、市の考え方を書けます。</p><Form action="consider" about={about} inline><Submit>検討を始める</Submit></Form></Notice>;
    case 'considering': return it.obstacles.length === 0
      ? <Notice kind="good" title="結果がそろいました"><Form action="ask" about={{ ...about, what: 'result' }} inline><Submit>結果の承認を求める</Submit></Form></Notice>
      : <Notice title={`意見を整理しています。${it.progress.total}件のうち${it.progress.done}件を整理しました`}><ul>{it.obstacles.map((one) => <li key={one.what}>{obstacleInWords(one)}</li>)}</ul></Notice>;
    case 'result_published': return <Notice kind="good" title="結果を公表しました"><Form action="archive" about={about} inline><Submit kind="second">過去の意見公募に移す</Submit></Form></Notice>;
    default: return null;
  }
}

function Approval({ it, ctx }: { readonly it: Consultation; readonly ctx: PageContext }) {
  const { request } = it;
  if (request === null) return null;
  const about = { consultation: it.id, version: it.version, what: request.what };
  const name = request.what === 'publish' ? '公表' : '結果';
  return (
    <Section title={`${name}の承認`}>
      <Notice kind="warn" title={`${request.by}さんが${formatInstant(request.at, ctx.lang)}に承認を求めました`}>
        {request.what === 'result' && <p><A to={`${office}/${it.number}/result`}>意見の概要と市の考え方を読む</A></p>}
        {request.what === 'publish' && <p><A to={`${office}/${it.number}/preview`}>公表する内容を読む</A></p>}
        {!it.mayDecide && <p>書いた人・求めた人は承認できません。承認の権限がある別の人が決めます。</p>}
      </Notice>
      {it.mayDecide && <Form action="decide" about={about}>
        <TextArea name="note" label="意見・理由" rows={3} hint="差し戻すときは必ず書いてください" />
        <FormActions><Submit name="decision" value="approve">承認する</Submit> <Submit kind="second" name="decision" value="return">差し戻す</Submit></FormActions>
      </Form>}
      {(it.mayWrite || it.mayApprove) && <Form action="recall" about={{ consultation: it.id }}><FormActions><Submit kind="plain">承認の求めを取り下げる</Submit></FormActions></Form>}
    </Section>
  );
}

/** What will be public, for whoever approves it. */
export const previewPage = page({
  path: `${office}/:number/preview`,
  title: { ja: '公表する内容', en: 'What will be published' },
  allow: readers,
  params: numberParams,
  load: (ctx, { params }) => ctx.ask(consultationRecord, { number: params.number }),
  view: (it, ctx) => (
    <Page title="公表する内容" wide crumbs={[officeCrumb, { to: `${office}/${it.number}`, label: it.title }]}>
      <Doors number={it.number} current="" ctx={ctx} />
      <Section title={it.title}>
        <Facts rows={[{ label: '件名（英語）', value: it.titleEn || '―' }, { label: '根拠', value: it.basis }, it.reason !== '' && { label: '短くする理由', value: it.reason }, { label: '提出のしかた', value: <Running text={it.howTo || '―'} lang="ja" /> }]} />
        <Running text={it.purpose} lang="ja" />
        {it.purposeEn !== '' && <Running text={it.purposeEn} lang="ja" written="en" />}
      </Section>
      {it.sections.map((one) => <Section key={one.ref} title={`${one.ref}　${one.heading}`}><Running text={one.body} lang="ja" /></Section>)}
      {it.documents.length > 0 && <Section title="資料"><ul>{it.documents.map((one) => <li key={one.url}><A to={one.url}>{one.label}</A></li>)}</ul></Section>}
    </Page>
  ),
});

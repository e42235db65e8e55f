/** 結果をまとめる: the opinions in summary, the city's answers, the conclusion; and how far it is. */
import { page, act, to, type PageContext } from '../../../kernel/page.ts';
import { A, Chip, DateField, Facts, Form, FormActions, Notice, Page, Progress, Radios, Section, Select, Submit, TextArea } from '../../../ui/index.ts';
import { removeOpinion, saveOpinion, saveResult } from '../commands/opinions.ts';
import { obstacleInWords, outcomeWords, viewWords } from '../messages/words.ts';
import { type Consultation, consultationRecord, readers } from '../queries/office.ts';
import { resultWork, type WorkedOpinion } from '../queries/submissions.ts';
import { outcomes } from '../rules/result.ts';
import { Running } from './public-parts.tsx';
import { crumbsTo, Doors, numberParams, office, partOptions, viewOptions } from './staff-parts.tsx';

const back = (number: string, hash = '') => `${office}/${number}/result${hash}`;

export const resultWorkPage = page({
  path: `${office}/:number/result`,
  title: { ja: '結果をまとめる', en: 'Put the result together' },
  allow: readers,
  params: numberParams,
  async load(ctx, { params }) {
    const [it, opinions] = await Promise.all([ctx.ask(consultationRecord, { number: params.number }), ctx.ask(resultWork, { number: params.number })]);
    return { it, opinions };
  },
  actions: {
    opinion: act(saveOpinion, { done: (value, at) => to(back(at.params.number, `#opinion-${value.ordinal}`), `意見${value.ordinal}を保存しました。`) }),
    remove: act(removeOpinion, { done: (_, at) => to(back(at.params.number), '消しました。') }),
    result: act(saveResult, { done: (_, at) => to(back(at.params.number), '保存しました。') }),
  },
  view({ it, opinions }, ctx) {
    const workable = it.workable && it.mayWrite;
    return (
      <Page title="結果をまとめる" wide crumbs={crumbsTo(it.number, it.title)}>
        <Doors number={it.number} current="result" ctx={ctx} left={it.stage === 'considering' ? it.progress.left.length : 0} />
        <Standing it={it} ctx={ctx} />
        <Section title={`意見の概要と市の考え方　${opinions.length}件`}>
          {opinions.length === 0 && <p>{workable ? '似た意見を1つの概要にまとめ、市の考え方を書きます。まず下で概要を作り、「届いた意見」で整理してください。' : 'まだありません。'}</p>}
          {opinions.map((one) => <Opinion key={one.id} one={one} it={it} workable={workable} />)}
          {workable && <Section title="意見の概要を加える" level={3}><Form action="opinion" about={{ consultation: it.id, opinion: '' }}><OpinionFields it={it} one={null} /><FormActions><Submit kind="second" icon="plus">加える</Submit></FormActions></Form></Section>}
        </Section>
        <Section title="結論">{workable ? <Conclusion it={it} /> : <Facts rows={[{ label: '結論', value: it.outcome === null ? '―' : outcomeWords[it.outcome].ja }, { label: '決めた日', value: it.decidedOn?.toString() ?? '―' }, { label: '説明', value: it.text === '' ? '―' : <Running text={it.text} lang="ja" /> }]} />}</Section>
      </Page>
    );
  },
});

function Standing({ it, ctx }: { readonly it: Consultation; readonly ctx: PageContext }) {
  if (it.stage === 'result_published' || it.stage === 'archived') return <Notice kind="good" title="結果は公表されています"><p><A to={`/public-comments/${it.number}/result`}>市民の画面で見る</A></p></Notice>;
  if (it.stage !== 'considering') return <Notice title="検討を始めると、ここで結果をまとめられます"><p>募集が終わったら、「記録」の画面で検討を始めてください。</p></Notice>;
  return (
    <>
      <Progress value={it.progress.done} max={it.progress.total} label={`整理した意見　${it.progress.total}件のうち${it.progress.done}件`} />
      {it.request === null && it.obstacles.length > 0 && <Notice title="公表までに残っていること"><ul>{it.obstacles.map((one) => <li key={one.what}>{one.what === 'unassigned' && ctx.may('public-comments.write') ? <A to={`${office}/${it.number}/submissions?filter=left`}>{obstacleInWords(one)}</A> : obstacleInWords(one)}</li>)}</ul></Notice>}
      {it.request === null && it.obstacles.length === 0 && <Notice kind="good" title="結果がそろいました"><p><A to={`${office}/${it.number}`}>「記録」の画面で、結果の承認を求めてください</A></p></Notice>}
      {it.request !== null && <Notice kind="warn" title="承認を待っています"><p>直すときは、「記録」の画面で取り下げてください。</p></Notice>}
    </>
  );
}

function Opinion({ one, it, workable }: { readonly one: WorkedOpinion; readonly it: Consultation; readonly workable: boolean }) {
  return (
    <Section title={`意見${one.ordinal}`} level={3} id={`opinion-${one.ordinal}`} aside={<>{one.view === null ? <Chip kind="wait">未回答</Chip> : <Chip kind="info">{viewWords[one.view].ja}</Chip>}<span>{`${one.submissions.length}件`}</span></>}>
      <Facts rows={[
        one.section !== '' && { label: '部分', value: `${one.section}　${it.sections.find((section) => section.ref === one.section)?.heading ?? ''}` }, { label: '概要', value: <Running text={one.summary} lang="ja" /> }, one.reply !== '' && { label: '市の考え方', value: <Running text={one.reply} lang="ja" /> }, one.change !== '' && { label: '案の修正', value: <Running text={one.change} lang="ja" /> },
        { label: '提出された意見', value: one.submissions.length === 0 ? 'まだありません' : <>{one.submissions.slice(0, 40).map((each, index) => <>{index > 0 && '、'}<A to={`${office}/received/${each.id}`}>{each.receipt}</A></>)}{one.submissions.length > 40 && ` ほか${one.submissions.length - 40}件`}</> },
      ]} />
      {workable && <details><summary>{`意見${one.ordinal}を書き直す`}</summary>
        <Form action="opinion" about={{ consultation: it.id, opinion: one.id, version: one.version }}><OpinionFields it={it} one={one} /><FormActions><Submit about={`意見${one.ordinal}`}>保存する</Submit></FormActions></Form>
        {one.submissions.length === 0 && <Form action="remove" about={{ consultation: it.id, opinion: one.id }}><FormActions><Submit kind="danger" about={`意見${one.ordinal}`}>この概要を消す</Submit></FormActions></Form>}
      </details>}
    </Section>
  );
}

function OpinionFields({ it, one }: { readonly it: Consultation; readonly one: WorkedOpinion | null }) {
  return (
    <>
      <Select name="section" label="案の部分" quiet blank="案の全体について" value={one?.section ?? ''} options={partOptions(it.sections)} />
      <TextArea name="summary" label="意見の概要" required rows={4} value={one?.summary ?? ''} hint="だれの意見か分かる書き方をしないでください" />
      <Radios name="view" label="市の考え方" quiet inline value={one?.view ?? ''} options={viewOptions} />
      <TextArea name="reply" label="考え方の理由" quiet rows={4} value={one?.reply ?? ''} />
      <TextArea name="change" label="案の修正" quiet rows={2} value={one?.change ?? ''} hint="「反映する」「一部反映する」のときは必ず書いてください" />
    </>
  );
}

function Conclusion({ it }: { readonly it: Consultation }) {
  return (
    <Form action="result" about={{ consultation: it.id, version: it.version }}>
      <Radios name="outcome" label="結論" quiet value={it.outcome} options={outcomes.map((outcome) => ({ value: outcome, label: outcomeWords[outcome].ja }))} />
      <DateField name="decidedOn" label="決めた日" value={it.decidedOn} native quiet hint="結果は、決めたときまでに公表します（行政手続法第43条第1項に準じる）。" />
      <TextArea name="text" label="結果の説明" quiet rows={4} value={it.text} />
      <TextArea name="textEn" label="結果の説明（英語）" quiet rows={3} value={it.textEn} />
      <FormActions><Submit>結論を保存する</Submit></FormActions>
    </Form>
  );
}

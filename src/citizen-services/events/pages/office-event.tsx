/** One event for the office: what is public, what is being written, its days, what can be done with it. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { formatPhone } from '../../../kernel/text/phone.ts';
import { A, DataTable, Facts, Form, FormActions, Hidden, LinkButton, Notice, Page, Radios, Refusal, Section, Submit, TextArea, TextField, useUi, When } from '../../../ui/index.ts';
import { decideEvent, recallEvent, submitEvent, withdrawEvent } from '../commands/deciding.ts';
import { dropEdition } from '../commands/editing.ts';
import { setStatus } from '../commands/occurrences.ts';
import { categoryWords, statusWords } from '../messages/words.ts';
import { eventRecord } from '../queries/office.ts';
import type { Content } from '../rules/content.ts';
import { firstDay } from '../rules/recurrence.ts';
import { ruleWords } from '../rules/rrule.ts';
import { eventStatuses } from '../calendar-store.ts';
import { Days, home, Lost, OfficeStatus, root, StateChip } from './office-parts.tsx';
import { Lines, whenText } from './when.tsx';

type EventRecord = NonNullable<Awaited<ReturnType<typeof eventRecord.run>>>;
interface At {
  readonly params: { readonly id: string };
}
const about = (form: { input(): object }, { params }: At) => ({ ...form.input(), event: params.id });
const back = (said: string) => (_: unknown, { params }: At) => to(`${root}/${params.id}`, said);

const contentRows = (content: Content): readonly (readonly [string, string])[] => [
  ['行事', content.title], ['分類', categoryWords[content.category].ja], ['内容', content.description], ['日時', whenText(content.when, 'ja')], ['繰り返し', content.rule === null ? '' : ruleWords(content.rule, firstDay(content.when), content.holidayRule)], ['除く日', content.exdates.join('、')], ['加える日', content.rdates.join('、')], ['日時について', content.whenNote],
  ['場所', [content.placeName, content.placeDetail, content.placeAddress].filter((text) => text !== '').join('　')], ['オンライン', content.onlineUrl], ['行き方', content.access], ['駐車場', content.parking], ['対象', content.audience], ['定員', [content.capacity === null ? '' : `${content.capacity}人`, content.capacityNote].filter((text) => text !== '').join('　')],
  ['料金', [content.fee === null ? '' : content.fee === 0 ? '無料' : `${content.fee.toLocaleString('ja-JP')}円`, content.feeNote].filter((text) => text !== '').join('　')], ['申込み', [content.applyFrom === null ? '' : `${content.applyFrom.toZonedDateTimeISO('Asia/Tokyo').toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ')}から`, content.applyUntil === null ? '' : `${content.applyUntil.toZonedDateTimeISO('Asia/Tokyo').toPlainDateTime().toString({ smallestUnit: 'minute' }).replace('T', ' ')}まで`].join('')],
  ['申込みの方法', content.applyMethod], ['申込みのページ', content.applyUrl], ['主催', content.organiser], ['問い合わせ先', [content.contactName, content.contactPhone === '' ? '' : formatPhone(content.contactPhone), content.contactExtension].filter((text) => text !== '').join('　')], ['バリアフリー', content.barrierFree], ['託児', content.childcare], ['案内のページ', content.url], ['備考', content.remarks],
  ['英語', [content.titleEn, content.descriptionEn].filter((text) => text !== '').join('\n')], ['出す所', [content.boards ? '掲示板' : '', content.openData ? 'オープンデータ' : ''].filter((text) => text !== '').join('・') || 'ページだけ'],
];

/** All that is said; beside a public one only what would change, for whoever decides. */
function ContentFacts({ content, before }: { readonly content: Content; readonly before: Content | null }) {
  const old = before === null ? null : new Map(contentRows(before));
  const rows = contentRows(content).filter(([label, text]) => (old === null ? text !== '' : old.get(label) !== text));
  if (rows.length === 0) return <p>公開中の内容と同じです。</p>;
  return <Facts rows={rows.map(([label, text]) => ({ label, value: old === null ? <Lines text={text} /> : <><Lines text={text === '' ? '（空）' : text} /><br /><small>いま公開中：{old.get(label) === '' ? '（空）' : old.get(label)}</small></> }))} />;
}

function OpenPart({ it }: { readonly it: EventRecord }) {
  const { form } = useUi();
  const { open } = it;
  if (open === null) return null;
  const hidden = <Hidden name="version" value={open.version} />;
  const decide = open.state === 'waiting' && it.mayApprove;
  return (
    <Section title={it.live === null ? '公開前の内容' : '承認されると公開される変更'} aside={<StateChip state={open.state} />}>
      {open.returnedNote !== '' && <Notice kind="warn" title="差し戻されました">{open.returnedNote}</Notice>}
      <p>{open.savedName}　<When instant={open.savedAt} style="short" />{open.changeNote !== '' && `　${open.changeNote}`}{open.submittedName !== null && `　承認を求めた人：${open.submittedName}`}</p>
      <ContentFacts content={open.content} before={it.live} />
      <h3>この内容の開催の日</h3>
      <Days rows={open.days.rows.slice(0, 14)} more={open.days.more + Math.max(0, open.days.rows.length - 14)} link={null} />
      <Lost changes={open.days.lost} />
      {open.state === 'draft' && it.mayWrite && (
        <div class="form-actions">
          <div><Form action="submit" inline>{hidden}<Submit icon="check">公開の承認を求める</Submit></Form> <LinkButton kind="second" icon="edit" to={`${root}/${it.id}/edit`}>内容を直す</LinkButton></div>
          <details open={form?.action === 'drop'}><summary>下書きを取りやめる</summary><Form action="drop" inline>{hidden}<Submit kind="danger">取りやめる</Submit></Form></details>
        </div>
      )}
      {open.state === 'waiting' && it.mayWrite && <Form action="recall" inline>{hidden}<Submit kind="second">承認の求めを取り下げる</Submit></Form>}
      {decide && (open.mine ? <p>自分が書いたものは、別の人が承認します。</p> : (
        <Form action="decide">
          {hidden}
          <TextArea name="note" label="意見" rows={2} hint="差し戻すときは、どこをどう直すかを書いてください。" />
          <FormActions next="承認すると、すぐに公開されます。"><Submit name="decision" value="approve" icon="check">承認して公開する</Submit> <Submit name="decision" value="return" kind="second">差し戻す</Submit></FormActions>
        </Form>
      ))}
    </Section>
  );
}

/** As many days as one looks at; the others are folded away. */
const NEAR = 12;

function LivePart({ it }: { readonly it: EventRecord }) {
  const { form } = useUi();
  const { live, liveDays } = it;
  if (live === null || liveDays === null) return null;
  const link = it.mayWrite ? (day: Temporal.PlainDate) => `${root}/${it.id}/days/${day.toString()}` : null;
  return (
    <>
      <Section title="開催の日" aside={<A to={`/events/${it.eventNo}`}>公開のページ</A>}>
        {live.rule !== null && <p>{ruleWords(live.rule, firstDay(live.when), live.holidayRule)}</p>}
        {it.mayWrite && <p>1回だけの中止・延期・日時の変更は、「変更する」を押してください。すぐに公開されます。</p>}
        <Days rows={liveDays.rows.slice(0, NEAR)} more={0} link={link} />
        {liveDays.rows.length > NEAR && <details><summary>そのあとの{liveDays.rows.length - NEAR + liveDays.more}回</summary><Days rows={liveDays.rows.slice(NEAR)} more={liveDays.more} link={link} /></details>}
        <Lost changes={liveDays.lost} />
      </Section>
      <Section title="公開中の内容" aside={it.open === null && it.mayWrite ? <LinkButton kind="second" icon="edit" to={`${root}/${it.id}/edit`}>内容を直す</LinkButton> : undefined}>
        <ContentFacts content={live} before={null} />
      </Section>
      {it.mayWrite && (
        <Section title="行事全体の中止・延期・再開">
          {it.status !== 'scheduled' && <p>いまの状態：<OfficeStatus status={it.status} />　{it.statusNote}</p>}
          <details open={form?.action === 'status'}>
            <summary>すべての回について知らせる</summary>
            <Form action="status">
              <Hidden name="version" value={it.version} />
              <Radios name="status" label="どうするか" required value={it.status} options={eventStatuses.map((status) => ({ value: status, label: statusWords[status].ja }))} />
              <TextField name="note" label="知らせる言葉" value={it.statusNote} width="long" hint="例 台風のため。新しい日は決まりしだいお知らせします。" />
              <FormActions next="すぐに公開され、カレンダーに登録している人にも届きます。"><Submit kind="danger">知らせる</Submit></FormActions>
            </Form>
          </details>
        </Section>
      )}
      {it.mayApprove && (
        <Section title="掲載を終える">
          <details open={form?.action === 'withdraw'}>
            <summary>間違って載せたとき</summary>
            <Form action="withdraw">
              <Hidden name="version" value={it.version} />
              <TextField name="reason" label="理由" required width="long" hint="公開のページに出ます。" />
              <FormActions next="カレンダー・一覧・検索から消え、ページには掲載を終えたことが出ます。中止は「行事全体の中止」を使ってください。"><Submit kind="danger">掲載を終える</Submit></FormActions>
            </Form>
          </details>
        </Section>
      )}
    </>
  );
}

const ACTIONS = ['submit', 'recall', 'decide', 'drop', 'status', 'withdraw'];

/** A form that is gone by now cannot show its own refusal. */
function GoneForm({ it }: { readonly it: EventRecord }) {
  const { form } = useUi();
  if (form === null || !ACTIONS.includes(form.action)) return null;
  const there = form.action === 'status' || form.action === 'withdraw' ? it.live !== null : form.action === 'submit' || form.action === 'drop' ? it.open?.state === 'draft' : it.open?.state === 'waiting' && (form.action === 'recall' ? it.mayWrite : it.mayApprove && !it.open.mine);
  return there ? null : <Refusal />;
}

export const officeEventPage = page({
  path: `${root}/:id`,
  title: { ja: 'イベントの記録', en: 'An event' },
  allow: [staff('events.write'), staff('events.approve')],
  params: z.object({ id: z.uuid() }),
  load: (ctx, { params }) => ctx.ask(eventRecord, { event: params.id }),
  actions: {
    submit: act(submitEvent, { input: about, done: back('承認を求めました。承認されると公開されます。') }),
    recall: act(recallEvent, { input: about, done: back('取り下げました。') }),
    decide: act(decideEvent, { input: about, done: (value, at: At) => to(`${root}/${at.params.id}`, value.state === 'public' ? '承認しました。公開されました。' : '差し戻しました。') }),
    drop: act(dropEdition, { input: about, done: back('下書きを取りやめました。') }),
    status: act(setStatus, { input: about, done: back('知らせました。') }),
    withdraw: act(withdrawEvent, { input: about, done: back('掲載を終えました。') }),
  },
  view(it) {
    return (
      <Page title={it.title} wide crumbs={[home]} lead={<><span class="num">{it.eventNo}</span>　{it.office}　<StateChip state={it.state === 'draft' && it.open !== null ? it.open.state : it.state} /> <OfficeStatus status={it.status} /></>}>
        <GoneForm it={it} />
        {it.state === 'withdrawn' && <Notice kind="warn" title="掲載を終えました">{it.withdrawnReason}{it.mayWrite && it.open === null && <>　<A to={`${root}/${it.id}/edit`}>直して、もう一度載せる</A></>}</Notice>}
        {it.state === 'draft' && it.open === null && <Notice title="下書きを取りやめました">{it.mayWrite && <A to={`${root}/${it.id}/edit`}>もう一度書く</A>}</Notice>}
        {it.sourceUid !== null && <p>取り込んだ行事です（{it.sourceUid}）。</p>}
        <OpenPart it={it} />
        <LivePart it={it} />
        <Section title="版の記録">
          <DataTable caption="版の記録" hideCaption rows={it.editions} rowKey={(row) => String(row.number)} empty=""
            columns={[
              { key: 'number', label: '版', nowrap: true, render: (row) => `第${row.number}版` }, { key: 'state', label: '状態', nowrap: true, render: (row) => <StateChip state={row.state} /> }, { key: 'title', label: '行事', render: (row) => <>{row.title}{row.changeNote !== '' && <small>{row.changeNote}</small>}</> },
              { key: 'saved', label: '書いた人', render: (row) => <>{row.savedName}<small><When instant={row.savedAt} style="short" /></small></> }, { key: 'decided', label: '承認した人', render: (row) => (row.decidedAt === null ? '―' : <>{row.decidedName}<small><When instant={row.decidedAt} style="short" /></small></>) },
            ]} />
        </Section>
      </Page>
    );
  },
});

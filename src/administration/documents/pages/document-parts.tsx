/** What a document's page shows, part by part. */
import type { caseView } from '../../../kernel/approval/case-view.ts';
import { A, Chip, DataTable, Facts, LinkButton, Notice, Section, When } from '../../../ui/index.ts';
import { authorityWords, channelWords, disclosureWords, groundWords, holdWords, mannerWords, roleWords } from '../messages/words.ts';
import type { document } from '../queries/register.ts';
import { documentHref, fileHref, folderHref, kilobytes, Lines } from './words.tsx';

export type Shown = NonNullable<Awaited<ReturnType<typeof document.run>>>;
export type Open = NonNullable<Shown['open']>;
type Case = Awaited<ReturnType<typeof caseView.run>>;

export interface Held {
  readonly ground: keyof typeof holdWords;
  readonly basis: string;
  readonly until_on: Temporal.PlainDate | null;
}

const distributionWords = { waiting: '受取り待ち', accepted: '受け取った', returned: '返付' } as const;
const groundNamed = (code: string) => Object.entries(groundWords).find(([key]) => key === code)?.[1].ja ?? code;

export function LikePart({ open }: { readonly open: Open }) {
  if (open.alike.length === 0) return null;
  return <Notice kind="warn" title="同一の文書の可能性"><ul>{open.alike.map((one) => <li key={one.id}><A to={documentHref(one.id)}>{one.number}　{one.title}</A>（{one.why === 'file' ? '同じファイル' : '差出人・番号・日付が同じ'}）</li>)}</ul></Notice>;
}

export function FactsPart({ it, holds }: { readonly it: Shown; readonly holds: readonly Held[] }) {
  const open = it.open;
  return (
    <Section title="登録事項">
      <Facts rows={[
        { label: '課・担当', value: `${it.office}　${open?.person ?? ''}` }, { label: '登録日', value: <When date={it.registeredOn} /> },
        open !== null && it.kind === 'incoming' && { label: '差出人', value: <>{open.sender || '―'}{open.theirNumber !== '' && `　${open.theirNumber}`}{open.theirDate !== null && <>（<When date={open.theirDate} style="short" />付け）</>}</> },
        open !== null && open.channel !== null && { label: '受け取り方', value: channelWords[open.channel].ja }, open !== null && open.authority !== null && { label: '決裁区分', value: authorityWords[open.authority].ja },
        open !== null && open.due !== null && { label: '処理期限', value: <When date={open.due} /> }, open !== null && { label: '公開区分', value: `${disclosureWords[open.disclosure].ja}${open.grounds.length > 0 ? `（${open.grounds.map(groundNamed).join('、')}）` : ''}` },
        { label: '分類・保存期間', value: open?.entry ? `${open.entry.code} ${open.entry.title}（${it.retention ?? ''}）` : (it.retention ?? '―') },
        { label: '簿冊', value: it.folder === null ? 'まだ入れていません' : <><A to={folderHref(it.folder.id)}>{it.folder.code} {it.folder.title}</A>{it.folder.expires !== null && <>　<When date={it.folder.expires} style="short" />まで保存</>}</> },
        holds.length > 0 && { label: '廃棄を止める事情', value: holds.map((one, index) => <div key={index}><Chip kind="bad">{holdWords[one.ground].ja}</Chip> {one.basis}{one.until_on !== null && <>（<When date={one.until_on} style="short" />まで）</>}</div>) },
        open !== null && open.titleReason !== '' && { label: '件名に氏名を入れるわけ', value: open.titleReason }, open !== null && open.summary !== '' && { label: '要旨', value: <Lines text={open.summary} /> },
        open !== null && open.linked.length > 0 && { label: 'つながる文書', value: open.linked.map((one) => <div key={one.id}><A to={documentHref(one.id)}>{one.title}</A>（{one.kind === 'incoming' ? 'もとの収受' : '回答の起案'}）</div>) },
      ]} />
    </Section>
  );
}

export function BodyPart({ it, open }: { readonly it: Shown; readonly open: Open }) {
  if (it.kind !== 'draft') return null;
  return <Section title="伺い文" aside={open.bodyHash === null ? undefined : <>指紋　<code>{open.bodyHash.slice(0, 16)}…</code></>}>{open.body === null ? <p>{it.state === 'destroyed' ? '廃棄されました。' : 'まだ書かれていません。「直す」から書いてください。'}</p> : <div><Lines text={open.body} /></div>}</Section>;
}

export function FilesPart({ it, open }: { readonly it: Shown; readonly open: Open }) {
  return (
    <Section title={`ファイル　${open.files.length}件`}>
      <DataTable
        caption="ファイル" hideCaption rows={open.files} rowKey={(file) => file.id} empty={it.state === 'destroyed' ? '廃棄されました。' : 'ファイルは付いていません。'}
        columns={[{ key: 'name', label: '名前', render: (file) => <><A to={fileHref(file.id)} download>{file.name}</A>{file.reading === 'read' && <small>機械が読み取った文字でも、さがせます</small>}{file.reading === 'failed' && <small>文字は読み取れませんでした</small>}</> }, { key: 'role', label: '役割', nowrap: true, render: (file) => roleWords[file.role].ja }, { key: 'bytes', label: '大きさ', align: 'end', nowrap: true, render: (file) => kilobytes(file.bytes) }, { key: 'hash', label: '指紋', render: (file) => <code>{file.sha256.slice(0, 16)}…</code> }]}
      />
    </Section>
  );
}

export function DistributionPart({ open }: { readonly open: Open }) {
  return (
    <Section title="配布">
      <DataTable caption="配布" hideCaption rows={open.distributions} rowKey={(one) => one.id} empty="ほかの課に配布していません。"
        columns={[{ key: 'office', label: '配布先', render: (one) => one.office }, { key: 'state', label: '状況', nowrap: true, render: (one) => <Chip kind={one.state === 'accepted' ? 'ok' : one.state === 'waiting' ? 'wait' : 'no'}>{distributionWords[one.state]}</Chip> }, { key: 'reason', label: '返付の理由', render: (one) => (one.reason === '' ? '―' : <>{one.reason}{one.suggested !== null && `（所管と思われる課：${one.suggested}）`}</>) }]} />
    </Section>
  );
}

const roleNames: Readonly<Record<string, string>> = { lineReview: '回議', review: '段階承認', consult_agree: '合議', consult_notify: '合議（通知）', examine: '審査', decide: '決裁' };
const stepNames: Readonly<Record<string, readonly ['ok' | 'wait' | 'no' | 'bad' | 'info', string]>> = {
  pending: ['no', 'これから'], active: ['wait', 'いまここ'], done_ok: ['ok', '承認・同意'], done_opinion: ['info', '意見付き'], disagreed: ['bad', '不同意'], examined: ['ok', '審査済み'], returned: ['bad', '差戻し'], decided: ['ok', '決裁'], rejected: ['bad', '否決'], skipped: ['no', '省略'], superseded: ['no', '取消し'],
};

/** The way of the newest version, for whoever may see the case; else only where it stands. */
export function RoutePart({ open, route }: { readonly open: Open; readonly route: Case }) {
  const steps = route === null ? [] : route.stages.filter((stage) => stage.version === route.currentVersion).toSorted((a, b) => a.no - b.no).flatMap((stage) => stage.steps);
  return (
    <Section title="経路" aside={open.case === null ? undefined : <A to={`/staff/approvals/${open.case.id}`}>案件 {open.case.number ?? ''}</A>}>
      {route === null ? <p>経路は、案件の関係者だけが見られます。</p> : (
        <DataTable caption="経路" hideCaption rows={steps} rowKey={(step) => String(step.no)} empty="経路は、提出すると決まります。"
          columns={[{ key: 'post', label: '段階と職', heads: true, render: (step) => <>{roleNames[step.role] ?? step.role}　<b>{step.post}</b></> }, { key: 'who', label: '氏名', render: (step) => step.actor ?? step.holder ?? '―' }, { key: 'state', label: '状態', render: (step) => { const [kind, words] = stepNames[step.status] ?? (['info', step.status] as const); return <><Chip kind={kind}>{words}</Chip> {step.actedAt !== null && <When instant={Temporal.Instant.from(step.actedAt)} style="short" />}</>; } }]} />
      )}
    </Section>
  );
}

export function DispatchPart({ open }: { readonly open: Open }) {
  if (open.decidedOn === null) return null;
  return (
    <>
      <Section title="公印">
        <DataTable caption="公印" hideCaption rows={open.seals} rowKey={(seal) => seal.id} empty="公印は押していません。公印を扱う人が「公印」の画面で押します。" columns={[{ key: 'name', label: '公印', render: (seal) => seal.name }, { key: 'sheets', label: '押した数', align: 'end', render: (seal) => seal.sheets }, { key: 'day', label: '日', nowrap: true, render: (seal) => <When date={seal.pressed_on} style="short" /> }, { key: 'person', label: '押した人', render: (seal) => seal.person }]} />
      </Section>
      <Section title="施行">
        <DataTable caption="施行" hideCaption rows={open.dispatches} rowKey={(one) => one.id} empty="まだ施行していません。" columns={[{ key: 'to', label: '宛先', render: (one) => one.recipient }, { key: 'manner', label: '送り方', nowrap: true, render: (one) => mannerWords[one.manner].ja }, { key: 'day', label: '施行日', nowrap: true, render: (one) => <When date={one.sent_on} style="short" /> }]} />
      </Section>
    </>
  );
}

interface Line {
  readonly what: string;
  readonly on: Temporal.PlainDate | null;
}

export function HistoryPart({ it, open }: { readonly it: Shown; readonly open: Open }) {
  const lines: readonly Line[] = [
    { what: it.kind === 'incoming' ? `収受（${it.number}）` : '起案', on: it.registeredOn }, ...(open.decidedOn === null ? [] : [{ what: `決裁（${it.number}）`, on: open.decidedOn }]),
    ...open.seals.map((seal) => ({ what: `公印 ${seal.name} ${seal.sheets}枚`, on: seal.pressed_on })), ...open.dispatches.map((one) => ({ what: `施行　${one.recipient}（${mannerWords[one.manner].ja}）`, on: one.sent_on })),
    ...(open.closedOn === null ? [] : [{ what: '完結', on: open.closedOn }]), ...(it.folder === null ? [] : [{ what: `編てつ　${it.folder.code} ${it.folder.title}`, on: null }]),
  ];
  return (
    <Section title="経過" aside={open.disposed ? <LinkButton kind="plain" to={`/staff/documents/disposals/${open.disposed.id}`}>廃棄リスト</LinkButton> : undefined}>
      <Facts rows={lines.map((line) => ({ label: line.what, value: line.on === null ? '済み' : <When date={line.on} /> }))} />
    </Section>
  );
}

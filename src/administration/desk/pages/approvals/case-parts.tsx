/** What a case shows: its text, what changed, its way as a ladder, what was said, and which rules led here. */
import { A, Chip, DataTable, Facts, Notice, Section, When } from '../../../../ui/index.ts';
import { isRecord } from '../../../../kernel/text/json.ts';
import { actionAt, deciderOf, type Difference, type Explained, type Preview, type Shown, type Step } from './case-model.ts';
import { actionWords, capacityWords, caseHref, contentRows, factRows, Lines, modeWords, roleWords, shortHash, StepChip } from './words.tsx';

const moment = (text: string | null) => (text === null ? null : <When instant={Temporal.Instant.from(text)} style="short" />);

/** One member of the text as it is typed, for a form that changes it. */
export function contentOf(it: Shown, field: string): string {
  const value = it.content?.[field];
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value);
}

/** 要旨 first, then the facts the rules read. */
export function SummaryPart({ it }: { readonly it: Shown }) {
  const facts = factRows(it.kind, it.facts);
  const decider = deciderOf(it);
  return (
    <Section title="要旨" aside={it.hash === null ? undefined : <>第{it.version}版　指紋 <code>{shortHash(it.hash)}</code></>}>
      {it.summary.length > 0 && <ul>{it.summary.map((line, index) => <li key={index}>{line}</li>)}</ul>}
      <Facts rows={[
        ...facts, { label: '起案者', value: `${it.drafter.post ?? ''}　${it.drafter.name}` }, decider !== null && { label: '決裁者', value: decider },
        it.submittedAt !== null && { label: '提出', value: moment(it.submittedAt) }, it.dueAt !== null && it.state === 'in_route' && { label: '期限', value: moment(it.dueAt) },
        it.splitAnswer !== null && { label: '分割発注でない理由', value: <Lines text={it.splitAnswer} /> },
      ]} />
    </Section>
  );
}

export function ContentPart({ it }: { readonly it: Shown }) {
  const rows = it.content === null ? [] : contentRows(it.kind, it.content, it.labels);
  const files: readonly unknown[] = Array.isArray(it.files) ? it.files : [];
  return (
    <>
      <Section title="本文">{rows.length === 0 ? <p>まだ提出されていません。本文は、業務の画面にあるものが提出のときに固定されます。</p> : <Facts rows={rows.map((row) => ({ label: row.label, value: <Lines text={row.value} /> }))} />}</Section>
      {files.length > 0 && (
        <Section title="添付">
          <DataTable
            caption="添付" hideCaption rows={files.filter(isRecord)} rowKey={(file) => String(file['id'])} empty=""
            columns={[{ key: 'name', label: '名前', heads: true, render: (file) => <A to={`${caseHref(it.case)}/files/${it.version}/${String(file['id'])}`} download>{String(file['name'])}</A> }, { key: 'bytes', label: '大きさ', align: 'end', render: (file) => `${Math.ceil(Number(file['bytes']) / 1024).toLocaleString('ja-JP')} KB` }, { key: 'hash', label: '指紋', render: (file) => <code>{shortHash(String(file['sha256']))}</code> }]}
          />
        </Section>
      )}
    </>
  );
}

export function DiffPart({ diff }: { readonly diff: Difference }) {
  const rows = [...diff.changes, ...diff.facts.map((fact) => ({ ...fact, label: `（決裁の項目）${fact.label}` }))];
  return (
    <Section title={`第${diff.from.version}版からの変更`} aside={diff.filesChanged ? <Chip kind="info">添付が変わりました</Chip> : undefined}>
      <DataTable
        caption={`第${diff.from.version}版からの変更`} hideCaption rows={rows} rowKey={(row) => row.label} empty="文面に違いはありません。"
        columns={[{ key: 'label', label: '項目', render: (row) => row.label }, { key: 'before', label: '前', render: (row) => <del><Lines text={row.before || '（なし）'} /></del> }, { key: 'after', label: 'いま', render: (row) => <ins><Lines text={row.after || '（なし）'} /></ins> }]}
      />
    </Section>
  );
}

interface Rung extends Step {
  readonly stage: number;
  readonly mode: string;
  readonly first: boolean;
}

/** The way in the order in which it is gone. */
function rungs(it: Shown, version: number): readonly Rung[] {
  return it.stages.filter((stage) => stage.version === version).toSorted((a, b) => a.no - b.no).flatMap((stage) => stage.steps.map((step, index) => ({ ...step, stage: stage.no, first: index === 0, mode: `${modeWords[stage.mode] ?? ''}${stage.quorum === null ? '' : `（${stage.quorum}人）`}` })));
}

function Ladder({ it, version, caption }: { readonly it: Shown; readonly version: number; readonly caption: string }) {
  const rows = rungs(it, version);
  const active = rows.find((row) => row.status === 'active');
  const said = (row: Rung) => actionAt(it, row.no);
  const capacityOf = (row: Rung) => (row.actor === null ? '' : (capacityWords[said(row)?.capacity ?? 'self'] ?? ''));
  return (
    <DataTable
      caption={caption} hideCaption rows={rows} rowKey={(row) => String(row.no)} {...(active ? { current: String(active.no) } : {})} empty="経路はまだありません。"
      columns={[
        { key: 'post', label: '段階と職', heads: true, render: (row) => <>{roleWords[row.role] ?? row.role}　<b>{row.post}</b>{row.unassigned && <> <Chip kind="bad">欠員</Chip></>}{row.mode !== '' && <small>{row.mode}</small>}</> },
        { key: 'who', label: '氏名', render: (row) => <>{row.actor ?? row.holder ?? '―'}{capacityOf(row) !== '' && <> <Chip kind="info">{capacityOf(row)}</Chip></>}</> },
        {
          key: 'state', label: '状態', render: (row) => (
            <>
              <StepChip status={row.status} reason={row.reason} role={row.role} />{row.onOlderVersion && <> <Chip kind="info">旧版への承認</Chip></>} {row.actedAt !== null ? moment(row.actedAt) : row.status === 'active' && <>{moment(row.activatedAt)} から</>}
              {row.actor !== null && (said(row)?.comment ?? '') !== '' && <div><Lines text={said(row)?.comment ?? ''} /></div>}
            </>
          ),
        },
      ]}
    />
  );
}

export function RoutePart({ it }: { readonly it: Shown }) {
  const versions = [...new Set(it.stages.map((stage) => stage.version))].toSorted((a, b) => b - a);
  const [now, ...before] = versions;
  return (
    <Section title="経路" aside={it.state === 'in_route' ? '上から下へ進みます' : undefined}>
      {now === undefined ? <p>経路は、提出すると決まります。</p> : <Ladder it={it} version={now} caption="経路" />}
      {before.map((version) => <details key={version}><summary>第{version}版の経路（取り消されたもの）</summary><Ladder it={it} version={version} caption={`第${version}版の経路`} /></details>)}
    </Section>
  );
}

/** 意見・不同意 apart from the ladder, because they are what a decider looks for. */
export function OpinionsPart({ it }: { readonly it: Shown }) {
  const rows = it.history.filter((one) => one.comment !== '');
  if (rows.length === 0) return null;
  return (
    <Section title="意見" aside={rows.some((one) => one.action === 'disagree') ? <Chip kind="bad">不同意があります</Chip> : undefined}>
      <dl class="facts">{rows.map((one) => <div key={one.seq}><dt>{one.post ?? ''}　{one.actor}<br />{actionWords[one.action] ?? one.action}</dt><dd><Lines text={one.comment} /></dd></div>)}</dl>
    </Section>
  );
}

export function ViewsPart({ it }: { readonly it: Shown }) {
  if (it.views.length === 0 && it.oral.length === 0) return null;
  return (
    <Section title="後閲・供覧">
      {it.views.length > 0 && <DataTable
        caption="後閲・供覧" hideCaption rows={it.views} rowKey={(view) => view.id} empty=""
        columns={[{ key: 'kind', label: '区分', render: (view) => roleWords[view.kind] ?? view.kind }, { key: 'post', label: '職', heads: true, render: (view) => view.post }, { key: 'state', label: '状態', render: (view) => (view.doneAt === null ? <Chip kind="wait">まだ</Chip> : <><Chip kind="ok">済み</Chip> {moment(view.doneAt)}</>) }, { key: 'remark', label: '気づいたこと', render: (view) => view.remark }]}
      />}
      {it.oral.map((one) => <Notice key={one.id} kind={one.deniedAt === null ? 'info' : 'warn'} title={one.confirmedAt !== null ? '口頭・持回りの決裁（確認済み）' : one.deniedAt !== null ? '口頭・持回りの決裁は、決裁者が否認しました' : '口頭・持回りの決裁（確認を待っています）'}>決裁した日時 {moment(one.spokenAt)}、記録した日時 {moment(one.recordedAt)}。{one.reason}</Notice>)}
    </Section>
  );
}

const deputyWords: Readonly<Record<string, string>> = { rule: '規程で代決できない事項です', flag: '重要・異例・疑義・先例・紛争にあたります', disagreed: '合議が整っていません', notUrgent: '急ぎでも、事前の指示があるものでもありません' };

/** 規則の根拠. */
export function WhyPart({ explained }: { readonly explained: Explained }) {
  const { ruleSet, rows, deputy } = explained;
  return (
    <Section title="規程の根拠" aside={explained.raised ? <Chip kind="bad">不同意により決裁者が上がりました</Chip> : undefined}>
      <Facts rows={[
        ruleSet !== null && { label: '規程', value: `${ruleSet.name}（${ruleSet.legalRef}）` }, ruleSet !== null && { label: '名義', value: ruleSet.inNameOf }, explained.authority !== null && { label: '決裁区分', value: explained.authority },
        { label: '当てはまった行', value: rows.map((row) => <div key={row.no}>行{row.no}（{row.article}）{row.relaxedBy !== undefined && `　行${row.relaxedBy}の特例でゆるめました`}</div>) },
        { label: '代決', value: deputy.allowed ? 'できます（決裁者が不在のとき）' : `できません：${deputyWords[deputy.why] ?? ''}（${deputy.article}）` },
      ]} />
    </Section>
  );
}

export function PreviewPart({ preview }: { readonly preview: Preview }) {
  if (!preview.possible) return <Notice kind="warn" title="いまのままでは提出できません">{preview.message}</Notice>;
  return (
    <Section title="提出したときの経路" aside={<>決裁区分　{preview.authority}</>}>
      <ol>{preview.stages.map((stage, index) => <li key={index}>{stage.steps.map((step) => `${step.post}（${roleWords[step.role] ?? step.role}）${step.vacant ? '　欠員' : ''}`).join('、')}{modeWords[stage.mode] ? `　${modeWords[stage.mode]}` : ''}</li>)}</ol>
      <p class="hint">根拠：{preview.rows.map((row) => `行${row.no}（${row.article}）`).join('、')}</p>
    </Section>
  );
}

export function HistoryPart({ it }: { readonly it: Shown }) {
  return (
    <Section title="履歴">
      <details>
        <summary>{it.history.length}件の記録</summary>
        <DataTable
          caption="履歴" hideCaption rows={it.history} rowKey={(one) => String(one.seq)} empty=""
          columns={[
            { key: 'seq', label: '番号', align: 'end', render: (one) => one.seq }, { key: 'what', label: '行い', heads: true, render: (one) => actionWords[one.action] ?? one.action }, { key: 'who', label: '氏名', render: (one) => `${one.post ?? ''} ${one.actor ?? 'システム'}` },
            { key: 'capacity', label: '資格', render: (one) => capacityWords[one.capacity] ?? one.capacity }, { key: 'at', label: '日時', nowrap: true, render: (one) => moment(one.at) }, { key: 'comment', label: '意見・理由', render: (one) => <Lines text={one.comment} /> },
          ]}
        />
      </details>
    </Section>
  );
}

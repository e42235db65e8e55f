/** 様子: what is red first, then what is due, then what waits for a second person. */
import { staff } from '../../../kernel/actor.ts';
import { page } from '../../../kernel/page.ts';
import { A, Chip, DataTable, Empty, Facts, LinkButton, LinkList, Notice, Page, Section, When } from '../../../ui/index.ts';
import { drillWords } from '../messages/words.ts';
import { approvalList, overview } from '../queries/overview.ts';
import { formatDuration } from '../rules/duration.ts';
import { DoorTabs, FindingTable, root } from './words.tsx';

function waitingLinks(model: Awaited<ReturnType<typeof approvalList.run>>) {
  const runbooks = model.waitingRunbooks.map((row) => ({ to: `${root}/runbooks/${row.id}`, label: `手順書「${row.title}」第${row.number}版`, note: `${row.author} が承認を求めています` }));
  return [...runbooks, ...model.waitingEditions.map((row) => ({ to: `${root}/plan/${row.id}`, label: `情報システムBCP 第${row.number}版`, note: `${row.author} が承認を求めています` }))];
}

export const approvalsPage = page({
  path: `${root}/approvals`,
  title: { ja: 'BCPの承認', en: 'Continuity approvals' },
  allow: [staff('continuity.approve')],
  load: (ctx) => ctx.ask(approvalList, {}),
  view(model, ctx) {
    const waiting = waitingLinks(model);
    return (
      <Page title="BCPの承認" wide lead="書いた人とは別の人が、内容を見て承認します。">
        <DoorTabs ctx={ctx} current={`${root}/approvals`} />
        <Section title={`承認を待っているもの　${waiting.length}件`}>{waiting.length === 0 ? <Empty title="承認を待っているものはありません。" /> : <LinkList items={waiting} />}</Section>
      </Page>
    );
  },
});

export const overviewPage = page({
  path: root,
  title: { ja: '業務継続（情報システムBCP）', en: 'Continuity' },
  allow: [staff('continuity.view')],
  load: (ctx) => ctx.ask(overview, {}),
  view(model, ctx) {
    const red = model.findings.filter((finding) => finding.level === 'red');
    const amber = model.findings.filter((finding) => finding.level === 'amber');
    const waiting = waitingLinks(model);
    return (
      <Page title="業務継続（情報システムBCP）" wide actions={<LinkButton kind="second" icon="print" to={`${root}/plan.pdf`}>いまの計画を印刷する</LinkButton>}>
        <DoorTabs ctx={ctx} current={root} />
        {red.length > 0 ? <Notice kind="bad" title={`直すところが${red.length}件あります`}>重いものから順に並べています。対象の名前を選ぶと、直す画面が開きます。</Notice> : <Notice kind="good" title="直すところはありません" />}
        {red.length > 0 && <Section title={`直すところ　${red.length}件`}><FindingTable findings={red} empty="" /></Section>}
        {waiting.length > 0 && <Section title={`承認を待っているもの　${waiting.length}件`}><LinkList items={waiting} /></Section>}
        <Section title="訓練の期限" aside={<A to={`${root}/drills`}>訓練の予定と記録</A>}>
          <DataTable
            caption="訓練の期限" hideCaption rows={model.calendar} rowKey={(row) => row.kind} empty="きまりで行う訓練はありません。"
            columns={[
              { key: 'kind', label: '訓練', render: (row) => drillWords[row.kind].ja },
              { key: 'by', label: '次の期限', render: (row) => <When date={row.by} style="long" /> },
              { key: 'state', label: '状況', render: (row) => (row.missed ? <Chip kind="bad">前の期間に行っていません</Chip> : <Chip kind="ok">間に合っています</Chip>) },
              { key: 'plan', label: '予定', render: (row) => { const planned = model.planned.find((one) => one.kind === row.kind); return planned?.plannedOn ? <A to={`${root}/drills/${planned.id}`}><When date={planned.plannedOn} style="monthDay" /></A> : '―'; } },
            ]}
          />
        </Section>
        {model.followUps.length > 0 && (
          <Section title={`終わっていない対応　${model.followUps.length}件`}>
            <DataTable
              caption="終わっていない対応" hideCaption rows={model.followUps} rowKey={(row) => row.id} empty=""
              columns={[
                { key: 'action', label: 'すること', render: (row) => <A to={`${root}/drills/${row.drillId}`}>{row.action}</A> },
                { key: 'post', label: '担当', render: (row) => row.post },
                { key: 'due', label: '期限', nowrap: true, render: (row) => <><When date={Temporal.PlainDate.from(row.dueOn)} style="short" />{row.dueOn < ctx.today.toString() && <> <Chip kind="bad">遅れ</Chip></>}</> },
              ]}
            />
          </Section>
        )}
        <Section title="数でみる">
          <Facts rows={[
            { label: '台帳のシステム', value: <><A to={`${root}/systems`}>{`${model.assets}件`}</A>（訓練で測ったもの {model.measured}件）</> },
            { label: '全部を起動する時間', value: <>{formatDuration(model.totalMinutes)}<br /><small>いちばん長い道筋：{model.criticalPath.join(' → ')}</small></> },
            { label: '最後の復元訓練', value: model.lastRestore === null ? 'まだありません' : <A to={`${root}/drills/${model.lastRestore.id}`}>{model.lastRestore.heldOn}　{model.lastRestore.allEqual === false ? '一致しないものあり' : model.lastRestore.allEqual === true ? 'すべて一致' : ''}</A> },
            { label: '承認された計画', value: model.edition === null ? 'まだありません' : <A to={`${root}/plan`}>{`第${model.edition.number}版（${model.edition.approvedOn}）`}</A> },
          ]} />
        </Section>
        {amber.length > 0 && <Section title={`確かめるところ　${amber.length}件`}><FindingTable findings={amber} empty="" /></Section>}
      </Page>
    );
  },
});

/** 電子決裁の受信箱: what waits, what is late, what I drafted, what I am to view, what I did. */
import type { ComponentChildren } from 'preact';
import { z } from 'zod';
import { anyStaff } from '../../../../kernel/actor.ts';
import { inbox, inboxOrders, type InboxRow, type InboxView, inboxViews } from '../../../../kernel/approval/inbox.ts';
import { approvalKinds } from '../../../../kernel/approval/kinds.ts';
import { page } from '../../../../kernel/page.ts';
import { A, Checkbox, Chip, type Column, DataTable, Empty, Form, Hidden, LinkButton, Money, Notice, Page, Pager, Select, Tabs, TextField, When } from '../../../../ui/index.ts';
import { ageWords, caseHref, roleWords, root, StateChip, urgencyWords } from './words.tsx';

const views: Readonly<Record<InboxView, { readonly label: string; readonly empty: string; readonly next: string }>> = {
  waiting: { label: '処理待ち', empty: '処理を待っている案件はありません。', next: '届くと、ここと左の一覧の数字に出ます。' },
  overdue: { label: '期限切れ', empty: '期限の過ぎた案件はありません。', next: '期限は、提出した日時と緊急度から、開庁時間で数えます。' },
  mine: { label: '自分の起案', empty: '自分が起案した案件はありません。', next: '起案は、それぞれの業務（文書、支出、休暇など）の画面から始めます。' },
  postView: { label: '後閲', empty: '後閲を待っている案件はありません。', next: '不在の間に代決された案件や、順番を省かれた案件が届きます。' },
  circulate: { label: '供覧', empty: '供覧の案件はありません。', next: '決裁の後に見るよう指定された案件が届きます。' },
  done: { label: '処理した案件', empty: 'この400日に処理した案件はありません。', next: 'さらに前のものは、案件の番号でさがしてください。' },
};
const orderWords = { arrival: '届いた順', due: '期限の近い順', amount: '金額の大きい順' } as const;

const search = z.object({ view: z.enum(inboxViews).catch('waiting').default('waiting'), order: z.enum(inboxOrders).catch('arrival').default('arrival'), kind: z.string().max(80).regex(/^[\p{L}\p{N}._:-]*$/u).catch('').default(''), q: z.string().max(100).catch('').default(''), cursor: z.string().max(80).catch('').default('') });
type Asked = z.infer<typeof search>;

function address(asked: Asked, change: Partial<Asked>): string {
  const { view, order, kind, q, cursor } = { ...asked, cursor: '', ...change };
  const said = Object.entries({ view: view === 'waiting' ? '' : view, order: order === 'arrival' ? '' : order, kind, q, cursor }).filter(([, value]) => value !== '');
  return said.length === 0 ? root : `${root}?${new URLSearchParams(said).toString()}`;
}

/** The name of a row with what makes it stand out, so that nobody has to look for it in a column that is mostly empty. */
function Title({ row }: { readonly row: InboxRow }) {
  return (
    <>
      <A to={caseHref(row.case)} rowKey="Enter">{row.title}</A>
      {row.urgency !== 'ordinary' && <> <Chip kind="bad">{urgencyWords[row.urgency] ?? row.urgency}</Chip></>}{row.asDeputy && <> <Chip kind="info">代決</Chip></>}{row.disagreements > 0 && <> <Chip kind="bad">{`不同意 ${row.disagreements}`}</Chip></>}
      <small>{row.number ?? '番号は提出のときに付きます'}　{row.kind}{row.comments > 0 && `　意見 ${row.comments}件`}</small>
    </>
  );
}

function Due({ row, aged }: { readonly row: InboxRow; readonly aged: boolean }) {
  if (row.due === null) return <>―</>;
  return <><When instant={Temporal.Instant.from(row.due)} style="short" />{row.overdue && <> <Chip kind="bad">期限切れ</Chip></>}{aged && <small>届いてから{ageWords(row.ageMinutes)}</small>}</>;
}

/** May be ticked and approved with others: what a deputy decides is opened one by one. */
const tickable = (row: InboxRow) => row.bulkOk && !row.asDeputy;

function columnsFor(asked: Asked, ticks: boolean): readonly Column<InboxRow>[] {
  const { view, order } = asked;
  const byState = view === 'mine' || view === 'done';
  const sort = (to: Asked['order'], direction: 'ascending' | 'descending') => ({ sortHref: address(asked, { order: to }), ...(order === to ? { sorted: direction } : {}) });
  return [
    ...(ticks ? [{ key: 'pick', label: '選ぶ', render: (row: InboxRow) => (tickable(row) ? <Checkbox name={`pick.${row.case}.${row.step}`} label={`${row.title}を選ぶ`} hideLabel /> : <>―</>) }] : []),
    { key: 'title', label: '件名', heads: true, render: (row) => <Title row={row} /> },
    byState ? { key: 'state', label: '状態', render: (row) => <StateChip state={row.state} version={row.version} /> } : { key: 'role', label: 'すること', render: (row) => roleWords[row.role ?? ''] ?? '' },
    { key: 'amount', label: '金額', align: 'end', ...sort('amount', 'descending'), render: (row) => (row.amountYen === null ? '―' : <Money yen={row.amountYen} />) },
    { key: 'drafter', label: '起案者', nowrap: true, render: (row) => row.drafter },
    ...(view === 'waiting' || view === 'overdue' || view === 'mine' ? [{ key: 'due', label: '期限', nowrap: true, ...sort('due', 'ascending' as const), render: (row: InboxRow) => <Due row={row} aged={!byState} /> }] : []),
    ...(view === 'postView' || view === 'circulate' ? [{ key: 'age', label: '届いてから', nowrap: true, render: (row: InboxRow) => ageWords(row.ageMinutes) }] : []),
  ];
}

/** The key a presses what is next: a case of a light kind is taken to the confirmation, every other is opened at its form. */
function NextStep({ row }: { readonly row: InboxRow }) {
  if (row.view !== null || row.step === null) return null;
  return row.bulkOk
    ? <LinkButton kind="second" to={`${root}/together/confirm?pick=${row.case}.${row.step}`} rowKey="a" about={row.title}>確かめて承認</LinkButton>
    : <LinkButton kind="second" to={`${caseHref(row.case)}#act`} rowKey="a" about={row.title}>開いて処理</LinkButton>;
}

/** The list; where some of it may be approved together, with boxes and the way to the page that reads them once more. */
function List({ asked, rows, empty }: { readonly asked: Asked; readonly rows: readonly InboxRow[]; readonly empty: ComponentChildren }) {
  const waiting = asked.view === 'waiting' || asked.view === 'overdue';
  const ticks = waiting && rows.some(tickable);
  const table = (
    <DataTable
      caption={views[asked.view].label} hideCaption keys rows={rows} rowKey={(row) => `${row.case} ${row.step ?? ''} ${row.view ?? ''}`} columns={columnsFor(asked, ticks)} empty={empty}
      {...(waiting ? { actions: (row: InboxRow) => <NextStep row={row} /> } : {})}
    />
  );
  return ticks ? <Form method="get" label="まとめて処理する案件を選ぶ" to={`${root}/together/confirm`} submit="選んだ案件を確かめる" inline={false}>{table}</Form> : table;
}

function Filters({ asked }: { readonly asked: Asked }) {
  return (
    <Form method="get" label="案件をさがす" search submit="しぼりこむ">
      <Hidden name="view" value={asked.view} />
      <TextField name="q" label="件名・番号" value={asked.q} type="search" quiet width="medium" />
      <Select name="kind" label="種類" quiet blank="すべて" value={asked.kind} options={approvalKinds().map((kind) => ({ value: kind.code, label: kind.title.ja }))} />
      <Select name="order" label="並び" quiet blank={null} value={asked.order} options={inboxOrders.map((order) => ({ value: order, label: orderWords[order] }))} />
    </Form>
  );
}

export const approvalInboxPage = page({
  path: root,
  title: { ja: '電子決裁', en: 'Approvals' },
  allow: [anyStaff('自分の職に届いている案件だけを見る')],
  search,
  load: (ctx, { search }) => ctx.ask(inbox, search),
  view(model, ctx, { search: asked }) {
    const words = views[asked.view];
    const narrowed = asked.q !== '' || asked.kind !== '';
    const counts: Readonly<Record<string, number>> = model.counts;
    const mayRules = ctx.may('approval.rules') || ctx.may('approval.publish') || ctx.may('approval.office');
    return (
      <Page
        title="電子決裁" wide
        actions={<><LinkButton kind="second" to={`${root}/together`} icon="check">まとめて処理</LinkButton> <LinkButton kind="second" to={`${root}/absence`}>不在と代決</LinkButton>{mayRules && <> <LinkButton kind="second" to={`${root}/rules`}>決裁規程</LinkButton></>}{(ctx.may('approval.disaster') || ctx.may('approval.office')) && <> <LinkButton kind="second" to={`${root}/disaster`}>災害モード</LinkButton></>}</>}
        help={<p>j と k で行を移り、Enter で開き、a で処理に進みます。/ でさがす欄に移ります。期限は開庁時間で数えます。</p>}
      >
        {model.returned > 0 && asked.view !== 'mine' && <Notice kind="warn" title={`差し戻されたか引き戻した起案が${model.returned}件あります`}><A to={address(asked, { view: 'mine' })}>自分の起案を見る</A></Notice>}
        <Tabs label="案件の区分" items={inboxViews.map((view) => ({ to: address(asked, { view, order: 'arrival' }), label: views[view].label, current: view === asked.view, ...(counts[view] === undefined ? {} : { count: counts[view] }) }))} />
        <Filters asked={asked} />
        <List asked={asked} rows={model.rows} empty={<Empty title={narrowed ? 'しぼりこみに当てはまる案件はありません。' : words.empty} next={narrowed ? <A to={address(asked, { q: '', kind: '' })}>しぼりこみをやめる</A> : words.next} />} />
        <Pager shown={model.rows.length} {...(model.next === null ? {} : { nextHref: address(asked, { cursor: model.next }) })} {...(asked.cursor === '' ? {} : { previousHref: address(asked, {}) })} />
      </Page>
    );
  },
});

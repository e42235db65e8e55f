/** 窓口: one facility, one day. Rooms down, time across; everything by keys, everything by links. */
import { h } from 'preact';
import { z } from 'zod';
import { staff } from '../../../../kernel/actor.ts';
import { formatDate, formatTime, holidayName } from '../../../../kernel/calendar/calendar.ts';
import { dateField, optional } from '../../../../kernel/fields.ts';
import { page, refusedGo, to, type PageContext } from '../../../../kernel/page.ts';
import { A, Chip, DataTable, DateField, Form, Hidden, Kbd, LinkButton, Money, Notice, Page, Section, Submit, TextField, linkAddress, useUi } from '../../../../ui/index.ts';
import { checkIn } from '../../commands/desk.ts';
import { type BookingLine, dayGrid } from '../../queries/bookings.ts';
import { openings } from '../../queries/openings.ts';
import { markSigns } from '../../rules/availability.ts';
import { type DeskCell, type DeskColumn, deskColumns, type DeskRow, deskRows, mayStart } from './desk-table.ts';
import { home, Phone, StateChip, stateWords, times, withSearch } from './words.tsx';

/** Everything the desk shows of a day; not found when this person may not see it. */
export async function loadDay(ctx: PageContext, facility: string, date: Temporal.PlainDate | null) {
  const grid = await ctx.ask(dayGrid, { facility, date: date?.toString() ?? '' });
  const open = await ctx.ask(openings, { facility, from: grid.date.toString(), days: 1 });
  const columns = deskColumns({ policy: grid.policy, units: open.units, bookings: grid.bookings, blocks: grid.blocks });
  const rows = deskRows({ policy: grid.policy, units: open.units, bookings: grid.bookings, blocks: grid.blocks }, columns);
  return { facility: grid.facility, date: grid.date, full: grid.full, bookings: grid.bookings, blocks: grid.blocks, policy: grid.policy, columns, rows };
}

type DayModel = Awaited<ReturnType<typeof loadDay>>;

export const deskPage = page({
  path: '/staff/reservations/:code',
  title: { ja: '窓口', en: 'The desk' },
  allow: [staff('reservations.desk'), staff('reservations.day')],
  search: z.object({ date: optional(dateField({ ja: '日', en: 'Date' })) }),
  load: (ctx, { params, search }) => loadDay(ctx, params['code'] ?? '', search.date),
  actions: {
    checkIn: async (ctx, form, { params, search }) => {
      const answer = await ctx.do(checkIn, form.input());
      return answer.ok ? to(withSearch(`/staff/reservations/${params['code'] ?? ''}`, { date: search.date?.toString() ?? null }), '来場を記録しました。') : refusedGo(answer);
    },
  },
  view(model, ctx) {
    const path = `/staff/reservations/${model.facility.code}`;
    const closed = model.rows.length > 0 && model.rows.every((row) => row.closed !== null) ? model.rows[0]?.closed : null;
    return (
      <Page
        title={model.facility.name.ja} wide crumbs={[home]} scripts={['desk-grid.js']}
        help={<DeskHelp />}
        actions={<DeskLinks code={model.facility.code} date={model.date} openUse={model.policy.openUse !== undefined} cars={model.policy.units.some((unit) => unit.vehicle !== undefined)} ctx={ctx} />}
      >
        <div class="form" data-desk-keys="">
          <DayNav path={path} date={model.date} today={ctx.today} />
          {model.full && <div data-desk-search=""><PatronForm code={model.facility.code} date={model.date} /></div>}
        </div>
        {closed && <Notice kind="warn" title={`この日は休館です（${closed}）`} />}
        <Section title={formatDate(model.date, 'ja', 'withWeekday')} aside={<DayMarks date={model.date} today={ctx.today} />}>
          {model.columns.length === 0 ? <p>この日にお貸しする時間はありません。</p> : <DeskTable model={model} path={path} />}
          <p><KeysHint /></p>
        </Section>
        <Section title={`この日の予約　${model.bookings.length}件`} aside={<A to={withSearch(`${path}/day`, { date: model.date.toString() })}>印刷用の一覧</A>}>
          <DayList model={model} ctx={ctx} />
        </Section>
      </Page>
    );
  },
});

function KeysHint() {
  return <span class="hint"><Kbd>↑</Kbd><Kbd>↓</Kbd><Kbd>←</Kbd><Kbd>→</Kbd> 移動　<Kbd>Enter</Kbd> 開く・予約する　<Kbd>n</Kbd> 新規　<Kbd>p</Kbd> 入金　<Kbd>t</Kbd> 今日　<Kbd>[</Kbd> <Kbd>]</Kbd> 前日・翌日　数字・かな 利用者をさがす</span>;
}

function DeskHelp() {
  return (
    <>
      <p>空いている枠で Enter を押すと、その部屋・時間の予約を始めます。番号・フリガナ・電話の下4桁を打つと、利用者をさがせます。</p>
      <p>「×」は、準備の時間・音の出る利用・戻し待ちなどのため、予約のない枠でも貸せないことを表します。受付期間の外や抽選中の枠は、理由を書けば予約できます。理由は記録に残ります。</p>
    </>
  );
}

function DeskLinks({ code, date, openUse, cars, ctx }: { readonly code: string; readonly date: Temporal.PlainDate; readonly openUse: boolean; readonly cars: boolean; readonly ctx: PageContext }) {
  const day = date.toString();
  const path = `/staff/reservations/${code}`;
  return (
    <>
      {ctx.may('reservations.desk', `facility:${code}`) && <span data-desk-keys=""><LinkButton icon="plus" to={withSearch(`${path}/new`, { date: day })} rowKey="n">新しい予約</LinkButton> </span>}
      <LinkButton kind="second" icon="print" to={withSearch(`${path}/day.pdf`, { date: day })}>当日一覧（PDF）</LinkButton>
      {cars && ctx.may('reservations.desk', `facility:${code}`) && <A to={`${path}/trips`}>運転日報</A>}
      {openUse && <A to={`${path}/open-use`}>個人開放・回数券</A>}
      {ctx.may('reservations.desk', `facility:${code}`) && <A to={withSearch(`${path}/reentry`, { date: day })}>停電後の入力</A>}
      {ctx.may('reservations.facilities', `facility:${code}`) && <A to={`${path}/rules`}>規則</A>}
    </>
  );
}

function DayMarks({ date, today }: { readonly date: Temporal.PlainDate; readonly today: Temporal.PlainDate }) {
  const holiday = holidayName(date);
  return <>{holiday !== null && <Chip kind="info">{holiday}</Chip>}{date.equals(today) && <Chip kind="ok">今日</Chip>}</>;
}

function DayNav({ path, date, today }: { readonly path: string; readonly date: Temporal.PlainDate; readonly today: Temporal.PlainDate }) {
  const at = (day: Temporal.PlainDate) => withSearch(path, { date: day.toString() });
  return (
    <>
      <nav class="range" aria-label="日の移動">
        <LinkButton kind="second" icon="chevron-left" to={at(date.subtract({ days: 1 }))} rowKey="[">前日</LinkButton>
        <LinkButton kind="second" to={path} rowKey="t" current={date.equals(today)}>今日</LinkButton>
        <LinkButton kind="second" icon="chevron-right" to={at(date.add({ days: 1 }))} rowKey="]">翌日</LinkButton>
      </nav>
      <Form method="get" to={path} label="日を選ぶ" submit="表示"><DateField name="date" label="日" hideLabel quiet native value={date} /></Form>
    </>
  );
}

function PatronForm({ code, date }: { readonly code: string; readonly date: Temporal.PlainDate }) {
  return (
    <Form method="get" to={`/staff/reservations/${code}/new`} label="利用者から予約を始める" search submit="利用者をさがす">
      <TextField name="q" label="番号・カナ・電話" quiet width="medium" autocomplete="off" />
      <Hidden name="date" value={date.toString()} />
    </Form>
  );
}

export function DeskTable({ model, path }: { readonly model: DayModel; readonly path: string }) {
  const table = (
    <section class="slot-scroll" aria-label="部屋と時間の表" tabindex={0}>
      <table class="slot-grid">
        <caption>部屋と時間</caption>
        <thead>
          <tr><th scope="col">部屋</th>{model.columns.map((column) => <th key={column.start} scope="col"><ColumnName column={column} all={model.columns} /></th>)}</tr>
        </thead>
        <tbody>
          {model.rows.map((row) => (
            <tr key={row.code}>
              <th scope="row"><RoomName name={row.name} /></th>
              {row.cells.map((cell) => <td key={cell.start} colspan={cell.span}><CellContent cell={cell} row={row} path={path} date={model.date} full={model.full} /></td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
  return h('desk-grid', {}, table);
}

const NAME_WIDTH = 7;

/** The first column stays narrow so that a phone shows the times: a long name stands in several lines. */
function RoomName({ name }: { readonly name: string }) {
  const lines = name.split(/(?=[（(])/).flatMap((part) => Array.from({ length: Math.ceil(part.length / NAME_WIDTH) }, (_, index) => part.slice(index * NAME_WIDTH, (index + 1) * NAME_WIDTH)));
  return <>{lines.map((line, index) => <span key={line}>{index > 0 && <br />}{line}</span>)}</>;
}

/** Many short columns carry the hour only. */
function ColumnName({ column, all }: { readonly column: DeskColumn; readonly all: readonly DeskColumn[] }) {
  if (all.length <= 8) return <>{formatTime(column.start)}<br />～{formatTime(column.end)}</>;
  return column.start % 60 === 0 ? <>{formatTime(column.start).replace(':00', '')}</> : <abbr title={formatTime(column.start)}>・</abbr>;
}

interface CellProps {
  readonly cell: DeskCell;
  readonly row: DeskRow;
  readonly path: string;
  readonly date: Temporal.PlainDate;
  readonly full: boolean;
}

function CellContent({ cell, row, path, date, full }: CellProps) {
  if (cell.kind === 'nothing') return <span class="slot"><abbr title={row.closed ?? '貸出なし'}>・</abbr></span>;
  if (cell.kind === 'booked') return <>{cell.blocks.map((block) => <span key={block.id} class="slot"><b>{block.label}</b><span class="slot-note">{block.state === 'requested' ? '申請中' : times(block)}</span></span>)}{cell.bookings.map((booking) => <BookingCell key={booking.id} booking={booking} row={row} full={full} />)}</>;
  return <SlotContent slot={cell.slot} row={row} path={path} date={date} full={full} />;
}

function SlotContent({ slot, row, path, date, full }: Omit<CellProps, 'cell'> & { readonly slot: Extract<DeskCell, { kind: 'slot' }>['slot'] }) {
  const { href } = useUi();
  const { sign, name } = markSigns[slot.mark];
  if (!full || !mayStart(slot)) return <span class="slot"><abbr title={name.ja}>{sign}</abbr></span>;
  // A label instead of hidden words: those would stick out of the scrolled table and widen the page on a phone.
  return <a class="slot" aria-label={`${row.name} ${times(slot)} ${name.ja}`} href={linkAddress(withSearch(`${path}/new`, { unit: row.unit, date: date.toString(), slot: slot.code }), href)}><span class={`mark ${slot.mark}`}><b>{sign}</b></span></a>;
}

function BookingCell({ booking, row, full }: { readonly booking: BookingLine; readonly row: DeskRow; readonly full: boolean }) {
  const { href } = useUi();
  const elsewhere = booking.unitCode !== row.code;
  const state = stateWords[booking.state];
  const words = (
    <>
      <span>{elsewhere ? `（${booking.unit.ja}）` : booking.who || '（名前なし）'}</span>
      {!elsewhere && <Chip kind={booking.paid || booking.state !== 'permitted' ? state.kind : 'wait'}>{booking.paid || booking.state === 'provisional' ? state.word : `${state.word}・未収`}</Chip>}
    </>
  );
  if (!full || elsewhere) return <span class="slot">{words}</span>;
  return <a class="slot" data-booking="" href={linkAddress(`/staff/reservations/bookings/${booking.id}`, href)}>{words}</a>;
}

function DayList({ model, ctx }: { readonly model: DayModel; readonly ctx: PageContext }) {
  const today = model.date.equals(ctx.today);
  return (
    <DataTable
      caption="この日の予約" hideCaption keys rows={model.bookings} rowKey={(row) => row.id} empty="この日の予約はまだありません。"
      columns={[
        { key: 'time', label: '時間', nowrap: true, render: (row) => (model.full ? <A to={`/staff/reservations/bookings/${row.id}`}>{times(row)}</A> : times(row)) },
        { key: 'unit', label: '部屋', render: (row) => row.unit.ja },
        { key: 'who', label: '利用者', render: (row) => <>{row.who || '（名前なし）'}<small>{row.number}</small></> },
        { key: 'phone', label: '電話', nowrap: true, render: (row) => <Phone number={row.phone} /> },
        { key: 'fee', label: '使用料', align: 'end', render: (row) => (model.full ? <Money yen={row.feeYen} /> : '―') },
        { key: 'state', label: '状況', render: (row) => <StateChip state={row.state} /> },
      ]}
      actions={(row) => (
        <>
          {model.full && row.state === 'provisional' && <LinkButton kind="second" to={`/staff/reservations/bookings/${row.id}#pay`} rowKey="p" about={row.number}>入金</LinkButton>}
          {today && row.state === 'permitted' && <Form action="checkIn" inline about={{ reservation: row.id }}><Submit kind="second" rowKey="c" about={row.number}>来場</Submit></Form>}
        </>
      )}
    />
  );
}


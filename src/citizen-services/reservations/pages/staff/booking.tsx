/** 一件の予約: everything about it, and everything the desk can still do with it. Paying comes first. */
import { staff } from '../../../../kernel/actor.ts';
import { formatInstant } from '../../../../kernel/calendar/calendar.ts';
import { act, page, to, type PageContext } from '../../../../kernel/page.ts';
import { ledgerOf, receipt } from '../../../../kernel/payments/queries.ts';
import { A, Chip, DataTable, Facts, Form, Hidden, LinkButton, Money, Notice, Page, Section, When } from '../../../../ui/index.ts';
import { cancel, change } from '../../commands/change.ts';
import { checkIn, finish, issueSlip, missed, pay } from '../../commands/desk.ts';
import { receiveCremationPermit, saveDeceased } from '../../commands/funeral.ts';
import { shortenStay } from '../../commands/shorten.ts';
import { comeBack, driveOff } from '../../commands/trips.ts';
import { type BookingView, booking } from '../../queries/bookings.ts';
import { cityRules } from '../../queries/facilities.ts';
import { alongside } from '../../queries/funeral.ts';
import { openings } from '../../queries/openings.ts';
import { shorterStays } from '../../queries/stays.ts';
import { tripsOf } from '../../queries/trips.ts';
import { bookingStates, type BookingState } from '../../rules/booking-state.ts';
import { className, purposeName } from '../../rules/naming.ts';
import { FuneralPart, RoomsPart } from '../funeral-part.tsx';
import { CancelPart, ChangePart, FewerNightsPart, PayPart, UsePart } from './booking-acts.tsx';
import { Papers } from './papers.tsx';
import { TripPart } from './trips.tsx';
import { channelWords, deskCrumbs, methodWords, one, Phone, refundWords, StateChip, stateWords, times, withSearch } from './words.tsx';

async function loadBooking(ctx: PageContext, id: string, paid: string) {
  const it = await ctx.ask(booking, { reservation: id });
  const [ledger, taken, city, open, along, trips, shorter] = await Promise.all([
    ctx.tryAsk(ledgerOf, { source: 'reservations', subject: `reservation:${it.id}` }),
    paid === '' ? null : ctx.tryAsk(receipt, { receipt: paid }),
    ctx.tryAsk(cityRules, {}),
    it.mayChange ? ctx.tryAsk(openings, { facility: it.facility.code, from: it.date.toString(), days: 1 }) : null,
    ctx.tryAsk(alongside, { reservation: it.id }),
    ctx.tryAsk(tripsOf, { reservation: it.id }),
    it.nights > 1 ? ctx.tryAsk(shorterStays, { reservation: it.id }) : null,
  ]);
  return {
    it, along: along.ok ? along.value : null, trips: trips.ok ? trips.value : null, ledger: ledger.ok ? ledger.value : null, taken: taken?.ok ? taken.value : null,
    purpose: purposeName(city.ok ? city.value : null, it.purpose),
    className: className(city.ok ? city.value : null, it.classCode),
    open: open?.ok ? open.value : null, shorter: (shorter?.ok ? shorter.value : null) ?? [],
  };
}

export type BookingModel = Awaited<ReturnType<typeof loadBooking>>;

const here = (id: string | undefined) => `/staff/reservations/bookings/${id ?? ''}`;

export const bookingPage = page({
  path: '/staff/reservations/bookings/:id',
  title: { ja: '予約', en: 'A booking' },
  allow: [staff('reservations.desk'), staff('reservations.approve')],
  load: (ctx, { params, search }) => loadBooking(ctx, params['id'] ?? '', one(search, 'paid')),
  actions: {
    pay: act(pay, { input: (form, { params }) => ({ ...form.input(), reservation: params['id'] }), done: (value) => to(`${here(value.reservation)}?paid=${value.receipt}`) }),
    cancel: act(cancel, {
      input: (form, { params }) => ({ ...form.input(), reservation: params['id'] }),
      done: (value) => to(here(value.reservation), `取り消しました。取消料 ${value.chargeYen.toLocaleString('ja-JP')}円${value.refundYen > 0 ? `、還付 ${value.refundYen.toLocaleString('ja-JP')}円（${value.refundNumber ?? ''}）` : ''}`),
    }),
    change: act(change, {
      input: (form, { params }) => ({ ...form.input(), reservation: params['id'] }),
      done: (value) => to(here(value.reservation), `変更しました。使用料 ${value.feeYen.toLocaleString('ja-JP')}円${value.toPayYen > 0 ? `（追加 ${value.toPayYen.toLocaleString('ja-JP')}円）` : ''}${value.refundYen > 0 ? `（還付 ${value.refundYen.toLocaleString('ja-JP')}円）` : ''}`),
    }),
    shorten: act(shortenStay, {
      input: (form, { params }) => ({ ...form.input(), reservation: params['id'] }),
      done: (value) => to(here(value.reservation), `${value.nights}泊に減らしました。取消料 ${value.chargeYen.toLocaleString('ja-JP')}円${value.refundYen > 0 ? `、還付 ${value.refundYen.toLocaleString('ja-JP')}円` : ''}`),
    }),
    deceased: act(saveDeceased, { input: (form, { params }) => ({ ...form.input(), reservation: params['id'] }), done: (value) => to(here(value.reservation), `亡くなられた方のことを記録しました。使用料 ${value.feeYen.toLocaleString('ja-JP')}円`) }),
    cremationPermit: act(receiveCremationPermit, { input: (form, { params }) => ({ ...form.input(), reservation: params['id'] }), done: (value) => to(here(value.reservation), '火葬許可証の受取りを記録しました。') }),
    driveOff: act(driveOff, { input: (form, { params }) => ({ ...form.input(), reservation: params['id'] }), done: (value) => to(here(value.reservation), '出発を記録しました。') }),
    comeBack: act(comeBack, { input: (form, { params }) => ({ ...form.input(), reservation: params['id'] }), done: (value) => to(here(value.reservation), `帰着を記録しました。走行 ${value.drivenKm.toLocaleString('ja-JP')}km`) }),
    checkIn: act(checkIn, { input: (form, { params }) => ({ ...form.input(), reservation: params['id'] }), done: (value) => to(here(value.reservation), '来場を記録しました。') }),
    finish: act(finish, { input: (form, { params }) => ({ ...form.input(), reservation: params['id'] }), done: (value) => to(here(value.reservation), '利用の終わりを記録しました。') }),
    missed: act(missed, { input: (_form, { params }) => ({ reservation: params['id'] }), done: (value) => to(here(value.reservation), { kind: 'warn', message: '無断不使用を記録しました。' }) }),
    slip: act(issueSlip, { input: (_form, { params }) => ({ reservation: params['id'] }), done: (value) => to(here(value.reservation), '払込票を出しました。入金の知らせを待つあいだ、期限切れの取消しは行いません。') }),
  },
  view(model, ctx) {
    const { it } = model;
    const atDesk = ctx.may('reservations.desk', `facility:${it.facility.code}`);
    return (
      <Page
        title={`${times(it)}　${it.unit.name.ja}`} wide crumbs={deskCrumbs(it.facility)} scripts={['desk-grid.js']}
        lead={<><When date={it.date} />　{it.patron?.name ?? it.walkInName ?? ''}　<span class="num">{it.number}</span>　<StateChip state={it.state} /></>}
        actions={<A to={withSearch(`/staff/reservations/${it.facility.code}`, { date: it.date.toString() })}>この日の表へ</A>}
      >
        {model.taken && <Paid model={model} />}
        {atDesk && <PayPart model={model} ctx={ctx} />}
        {it.state === 'approval_pending' && <Notice kind="warn" title="所管課の承認を待っています">{ctx.may('reservations.approve', `facility:${it.facility.code}`) && <A to={`/staff/reservations/approvals#${it.id}`}>承認の画面へ</A>}</Notice>}
        <FuneralPart it={model.along} lang="ja" />
        <TripPart it={model.trips} driver={it.patron === null ? (it.walkInName ?? '') : ''} />
        {atDesk && (model.trips === null || (it.state === 'in_use' && !model.trips.outHere)) && <UsePart it={it} ctx={ctx} />}
        <Section title="内容" aside={<Prints it={it} ledger={model.ledger} />}><BookingFacts model={model} /></Section>
        <RoomsPart it={model.along} lang="ja" />
        {it.papers.length > 0 && <Section title={`減免の証明書類　${it.papers.length}件`}><Papers papers={it.papers} /></Section>}
        <Section title="使用料の計算"><FeeTrace it={it} /></Section>
        {model.ledger !== null && <Ledger model={model} />}
        {atDesk && it.mayChange && <ChangePart model={model} />}
        {atDesk && <FewerNightsPart model={model} />}
        {atDesk && it.mayCancel && <CancelPart it={it} />}
        <History it={it} />
      </Page>
    );
  },
});

/** The change in large figures; Enter prints. */
function Paid({ model }: { readonly model: BookingModel }) {
  const { taken, it } = model;
  if (taken === null) return null;
  return (
    <Notice kind="good" role="status" title="受け取りました">
      <h2>お釣り　<Money yen={taken.changeYen} /></h2>
      <p>お預かり <Money yen={taken.tenderedYen ?? taken.amountYen} />　使用料 <Money yen={taken.amountYen} />　領収番号 <span class="num">{taken.number}</span>{it.permitNumber !== null && <>　許可番号 <span class="num">{it.permitNumber}</span></>}</p>
      <div class="form-actions">
        <div data-desk-focus="">
          {it.permitNumber === null ? <PrintReceipt receipt={taken.id} paper="booking" words="領収書を印刷" kind="primary" /> : <PrintReceipt receipt={taken.id} paper="desk" words="許可書と領収書を印刷" kind="primary" />}
          <LinkButton kind="plain" to={withSearch(`/staff/reservations/${it.facility.code}`, { date: it.date.toString() })}>表に戻る</LinkButton>
        </div>
      </div>
    </Notice>
  );
}

interface PrintReceiptProps {
  readonly receipt: string;
  /** 'desk': permit and receipt in one. */
  readonly paper: 'desk' | 'booking';
  readonly words: string;
  readonly kind: 'primary' | 'plain';
}

/** Sent and not linked, for the collection desk notes every copy and leads on to the paper: only the first carries no 再発行. */
function PrintReceipt({ receipt: id, paper, words, kind }: PrintReceiptProps) {
  return (
    <Form action="print" to={`/staff/collection/receipts/${id}`} about={{ receipt: id }} inline submit={words} kind={kind}>
      <Hidden name="paper" value={paper} />
    </Form>
  );
}

function Prints({ it, ledger }: Pick<BookingModel, 'it' | 'ledger'>) {
  const refunds = ledger?.refunds ?? [];
  const path = `/staff/reservations/bookings/${it.id}`;
  return (
    <>
      {it.permitNumber !== null && <A to={`${path}/permit.pdf`}>許可書</A>}
      <A to={`${path}/application.pdf`}>申請書</A>
      {it.state === 'refused' && <A to={`${path}/refusal.pdf`}>不許可通知書</A>}
      {ledger?.receivables.some((row) => row.openYen > 0) && <A to={`${path}/slip.pdf`}>納入通知書</A>}
      {(it.mayChange || it.mayCancel) && <A to={`${path}/change-application.pdf`}>変更・取消申請書</A>}
      {(it.changedFrom !== null || it.state === 'cancelled' || it.state === 'cancelled_by_city') && <A to={`${path}/change-notice.pdf`}>変更・取消通知書</A>}
      {(it.reduction !== null || it.state === 'approval_pending') && <A to={`${path}/reduction-application.pdf`}>減免申請書</A>}
      {(it.reductionState === 'granted' || it.reductionState === 'refused') && <A to={`${path}/reduction-decision.pdf`}>減免決定通知書</A>}
      {refunds.some((row) => row.state === 'due' || row.state === 'approved') && <A to={`${path}/refund-claim.pdf`}>還付請求書</A>}
      {refunds.some((row) => row.state === 'approved' || row.state === 'paid') && <A to={`${path}/refund-notice.pdf`}>還付通知書</A>}
    </>
  );
}

function BookingFacts({ model }: { readonly model: BookingModel }) {
  const { it } = model;
  return (
    <Facts rows={[
      { label: '利用者', value: it.patron ? <><A to={`/staff/reservations/patrons/${it.patron.id}`}>{it.patron.name}</A>　<span class="num">{it.patron.number}</span></> : <>{it.walkInName ?? '（名前なし）'}（登録なし）</> },
      { label: '電話', value: <Phone number={it.patron?.phone ?? it.walkInPhone ?? ''} /> },
      { label: '区分', value: model.className },
      { label: '目的', value: `${model.purpose || '―'}${it.title === '' ? '' : `（${it.title}）`}` },
      { label: '人数', value: it.persons === null ? '―' : `${it.persons}人` },
      it.admissionYen !== null && { label: '入場料', value: <Money yen={it.admissionYen} /> },
      (it.commercial || it.rehearsal) && { label: '扱い', value: [it.commercial ? '営利・宣伝' : '', it.rehearsal ? '準備・練習' : ''].filter((word) => word !== '').join('、') },
      it.extras.length > 0 && { label: '附属設備', value: it.extras.map((extra) => `${extra.code} ${extra.quantity}`).join('、') },
      it.reduction !== null && { label: '減免', value: <>{it.reductionName ?? it.reduction}　<Chip kind={it.reductionState === 'granted' ? 'ok' : it.reductionState === 'refused' ? 'no' : 'wait'}>{it.reductionState === 'granted' ? '承認' : it.reductionState === 'refused' ? '不承認' : '申請中'}</Chip></> },
      it.payBy !== null && { label: '支払期限', value: <When instant={it.payBy} /> },
      it.permitNumber !== null && { label: '許可', value: <><span class="num">{it.permitNumber}</span>{it.permittedAt && <>　<When instant={it.permittedAt} style="short" /></>}</> },
      { label: '受付', value: <>{channelWords[it.channel] ?? it.channel}　<When instant={it.createdAt} style="short" /></> },
      it.reason !== null && { label: '理由', value: it.reason },
      it.remarks !== '' && { label: '連絡事項', value: it.remarks },
    ]} />
  );
}

/** Exact decimals as stored, with thousands apart. */
function figure(amount: string | undefined): string {
  return amount === undefined ? '' : Number(amount).toLocaleString('ja-JP', { maximumFractionDigits: 2 });
}

function FeeTrace({ it }: { readonly it: BookingView }) {
  return (
    <DataTable
      caption="使用料の計算" hideCaption rows={it.trace.map((line, index) => ({ ...line, index }))} rowKey={(line) => String(line.index)} empty="使用料はかかりません。"
      columns={[
        { key: 'label', label: '段階', render: (line) => line.label.ja },
        { key: 'times', label: '倍率', align: 'end', render: (line) => (line.multiplier ? `×${line.multiplier.numerator}/${line.multiplier.denominator}` : '') },
        { key: 'amount', label: '金額', align: 'end', render: (line) => figure(line.amount) },
        { key: 'subtotal', label: '小計', align: 'end', render: (line) => figure(line.subtotal) },
        { key: 'ground', label: '根拠', render: (line) => line.ground },
      ]}
      foot={['使用料', '', '', <Money key="fee" yen={it.feeYen} />, '']}
    />
  );
}

/** 請求, or which part of it. */
function partLabel(it: BookingView, receivable: string): string {
  const part = it.parts.find((one) => one.receivable === receivable)?.part;
  return part === undefined ? '請求' : part === 'deposit' ? '請求（前納金）' : '請求（残金）';
}

function Ledger({ model }: { readonly model: BookingModel }) {
  const { ledger } = model;
  if (ledger === null) return null;
  const rows = [
    ...ledger.receivables.toSorted((a, b) => Number(a.dueAt?.epochMilliseconds ?? 0) - Number(b.dueAt?.epochMilliseconds ?? 0)).map((row) => ({ id: row.id, what: partLabel(model.it, row.id), number: row.number, yen: row.amountYen, note: row.state === 'paid' ? '入金済み' : row.state === 'open' ? `残り ${row.openYen.toLocaleString('ja-JP')}円${row.dueAt === null ? '' : `　期限 ${formatInstant(row.dueAt, 'ja')}`}` : '取消し', print: null as string | null })),
    ...ledger.receipts.map((row) => ({ id: row.id, what: '領収', number: row.number, yen: row.amountYen, note: `${methodWords[row.method] ?? row.method}　${row.place}`, print: row.amountYen > 0 ? row.id : null })),
    ...ledger.refunds.map((row) => ({ id: row.id, what: '還付', number: row.number, yen: -row.amountYen, note: `${refundWords[row.state] ?? row.state}　${row.cause}${row.chargeYen > 0 ? `（取消料 ${row.chargeYen.toLocaleString('ja-JP')}円）` : ''}`, print: null })),
  ];
  return (
    <Section title="請求・領収・還付">
      <DataTable
        caption="請求・領収・還付" hideCaption rows={rows} rowKey={(row) => row.id} empty="請求はありません。"
        columns={[
          { key: 'what', label: '種類', nowrap: true, render: (row) => row.what }, { key: 'number', label: '番号', nowrap: true, render: (row) => row.number },
          { key: 'yen', label: '金額', align: 'end', render: (row) => <Money yen={row.yen} /> }, { key: 'note', label: '状況', render: (row) => row.note },
        ]}
        actions={(row) => (row.print === null ? null : <PrintReceipt receipt={row.print} paper="booking" words="領収書を印刷" kind="plain" />)}
      />
    </Section>
  );
}

function isState(state: string): state is BookingState {
  return bookingStates.some((known) => known === state);
}

function wordOf(state: string): string {
  return isState(state) ? stateWords[state].word : state;
}

function History({ it }: { readonly it: BookingView }) {
  return (
    <Section title="経過">
      <DataTable
        caption="経過" hideCaption rows={it.events.map((event, index) => ({ ...event, index }))} rowKey={(event) => String(event.index)} empty="記録はありません。"
        columns={[
          { key: 'at', label: '日時', nowrap: true, render: (event) => <When instant={event.at} style="short" /> },
          { key: 'state', label: '状態', render: (event) => `${event.from === null ? '' : `${wordOf(event.from)} → `}${wordOf(event.to)}` },
          { key: 'by', label: '人', nowrap: true, render: (event) => (event.byStaff ? '職員' : '利用者・自動') },
          { key: 'reason', label: '理由', render: (event) => (event.reason === 'changed' ? '内容の変更' : (event.reason ?? '')) },
        ]}
      />
    </Section>
  );
}


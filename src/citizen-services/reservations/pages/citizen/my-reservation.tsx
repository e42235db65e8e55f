/** One booking: what to do next, what it costs and why, and what can still be done with it. */
import { citizen } from '../../../../kernel/actor.ts';
import { formatDate, formatInstant } from '../../../../kernel/calendar/calendar.ts';
import { formatYen, yen } from '../../../../kernel/money/money.ts';
import { act, type PageContext, page, to } from '../../../../kernel/page.ts';
import { ledgerOf } from '../../../../kernel/payments/queries.ts';
import { A, Chip, DataTable, Facts, Form, FormActions, LinkButton, Money, Notice, Page, Section, Steps, Submit, When } from '../../../../ui/index.ts';
import { type EvidenceKind, sentFiles } from '../../commands/evidence-file.ts';
import { addReductionEvidence } from '../../commands/evidence.ts';
import { issueSlip } from '../../commands/desk.ts';
import { saveDeceased } from '../../commands/funeral.ts';
import { booking, type BookingView } from '../../queries/bookings.ts';
import { cityRules } from '../../queries/facilities.ts';
import { alongside } from '../../queries/funeral.ts';
import { bookingStateNames } from '../../rules/booking-state.ts';
import { FuneralPart, RoomsPart } from '../funeral-part.tsx';
import { bookAddress } from './addresses.ts';
import { idParams, wishOf } from './book-details.tsx';
import { FeeLines } from './fee-lines.tsx';
import { StateChip } from './my-reservations.tsx';
import { PaperFields, SentPapers } from './papers.tsx';
import { PartLines, partName } from './part-lines.tsx';
import { wishPairs } from './chosen-time.tsx';
import { words } from './words.ts';
import { formatTimes } from '../../rules/nights.ts';

type Ledger = Awaited<ReturnType<typeof ledgerFor>>;

function ledgerFor(ctx: PageContext, id: string) {
  return ctx.ask(ledgerOf, { source: 'reservations', subject: `reservation:${id}` });
}

export const myReservationPage = page({
  path: '/my/reservations/:id',
  title: { ja: '予約の内容', en: 'A booking' },
  allow: [citizen],
  params: idParams,
  uploads: true,
  async load(ctx, { params }) {
    const it = await ctx.ask(booking, { reservation: params.id });
    if (it.state === 'held') return to(`/book/${params.id}`);
    const [ledger, rules, along] = await Promise.all([ledgerFor(ctx, params.id), ctx.tryAsk(cityRules, {}), ctx.tryAsk(alongside, { reservation: params.id })]);
    const purpose = (rules.ok ? (rules.value?.purposes ?? []) : []).find((one) => one.code === it.purpose)?.name ?? { ja: it.purpose, en: it.purpose };
    return { it, ledger, purpose: ctx.text(purpose), along: along.ok ? along.value : null };
  },
  view({ it, ledger, purpose, along }, ctx) {
    const w = words(ctx.lang);
    return (
      <Page title={w.booking.title(it.number)} crumbs={[{ to: '/my', label: ctx.lang === 'ja' ? 'マイページ' : 'My page' }, { to: '/my/reservations', label: w.mine.title }]} lead={<StateChip state={it.state} lang={ctx.lang} />}>
        {ctx.url.searchParams.has('new') && <Steps steps={w.book.steps} current={3} />}
        <Next it={it} ledger={ledger} ctx={ctx} />
        <FuneralPart it={along} lang={ctx.lang} />
        <Reduction it={it} ctx={ctx} />
        <Keys it={it} ctx={ctx} />
        <What it={it} purpose={purpose} ctx={ctx} />
        <RoomsPart it={along} lang={ctx.lang} />
        <Fee it={it} ledger={ledger} ctx={ctx} />
        <Changes it={it} ledger={ledger} ctx={ctx} />
        <History it={it} ctx={ctx} />
      </Page>
    );
  },
  actions: {
    papers: act(addReductionEvidence, { input: (form, at) => ({ reservation: at.params.id, evidenceFiles: sentFiles(form, reductionPapers) }), done: (_value, at, ctx) => to(`/my/reservations/${at.params.id}`, words(ctx.lang).papers.done) }),
    deceased: act(saveDeceased, { input: (form, at) => ({ ...form.input(), reservation: at.params.id }), done: (_value, at, ctx) => to(`/my/reservations/${at.params.id}`, words(ctx.lang).funeral.saved) }),
    slip: act(issueSlip, { input: (_form, at) => ({ reservation: at.params.id }), done: (_value, at, ctx) => to(`/my/reservations/${at.params.id}`, words(ctx.lang).booking.slipDone) }),
  },
});

interface Part {
  readonly it: BookingView;
  readonly ctx: PageContext;
}

/** The one thing that this person should do now. */
function Next({ it, ledger, ctx }: Part & { readonly ledger: Ledger }) {
  const w = words(ctx.lang);
  const open = ledger.receivables.reduce((sum, one) => sum + one.openYen, 0);
  if (it.state === 'provisional') {
    const amount = formatYen(yen(open || it.feeYen), ctx.lang);
    const deposit = it.parts.find((part) => part.part === 'deposit' && part.state === 'open');
    if (deposit || it.parts.some((part) => part.state === 'open')) return <PayPart it={it} ctx={ctx}>{deposit ? w.parts.thenPermit : w.booking.payHow}</PayPart>;
    return (
      <Notice kind="warn" title={it.payBy ? w.booking.pay(amount, formatInstant(it.payBy, ctx.lang)) : w.booking.payNoDate(amount)}>
        <p>{w.booking.payHow}</p>
        <PayWays it={it} ctx={ctx} />
      </Notice>
    );
  }
  if (it.state === 'approval_pending') return <Notice title={w.booking.waiting}><p>{w.booking.waitingText}</p></Notice>;
  if (it.state === 'permitted' || it.state === 'in_use') {
    return (
      <>
        {it.state === 'permitted' && it.parts.some((part) => part.state === 'open') && <PayPart it={it} ctx={ctx}>{w.parts.balanceText}</PayPart>}
        <Notice kind="good" title={`${w.booking.ready}（${it.number}）`}>
          <p>{w.booking.readyText}</p>
          <p><LinkButton to={`/my/reservations/${it.id}/permit.pdf`} kind="second" icon="file" download>{w.booking.permit}</LinkButton> <LinkButton to={`/my/reservations/${it.id}/calendar.ics`} kind="plain" icon="calendar" download>{w.booking.calendarFile}</LinkButton></p>
        </Notice>
      </>
    );
  }
  const last = it.events.findLast((event) => event.to === it.state);
  return (
    <Notice title={ctx.lang === 'ja' ? `${w.booking.over}（${bookingStateNames[it.state].ja}）` : `${w.booking.over} (${bookingStateNames[it.state].en})`}>
      {last?.reason && <p>{reasonText(last.reason, ctx.lang)}</p>}
      <p><LinkButton to={`/facilities/${it.facility.code}/openings`} kind="second">{w.booking.again}</LinkButton></p>
    </Notice>
  );
}

/** Where to pay, and the slip for paying at a store. */
function PayWays({ it, ctx }: Part) {
  const w = words(ctx.lang);
  return (
    <>
      <p><A to="/my/payments">{w.booking.payments}</A>{it.facility.phone && <>　{w.common.phone} <a class="num" href={`tel:${it.facility.phone}`}>{it.facility.phone}</a></>}</p>
      <Form action="slip"><FormActions next={w.booking.slipNext}><Submit kind="second">{w.booking.slip}</Submit></FormActions></Form>
    </>
  );
}

/** 分納: the part that is due next. */
function PayPart({ it, ctx, children }: Part & { readonly children: string }) {
  const next = it.parts.find((part) => part.state === 'open');
  if (!next) return null;
  return (
    <Notice kind="warn" title={words(ctx.lang).parts.pay(partName(next.part, ctx.lang), formatYen(yen(next.amountYen), ctx.lang), formatInstant(next.payBy, ctx.lang))}>
      <p>{children}</p>
      <PayWays it={it} ctx={ctx} />
    </Notice>
  );
}

const reductionPapers: readonly EvidenceKind[] = ['reduction'];

/** While a reduction is looked at, its proof can be sent. */
function Reduction({ it, ctx }: Part) {
  const w = words(ctx.lang).papers;
  if (it.reduction === null || isOver(it) || it.reductionState === 'refused') return null;
  return (
    <Section title={w.reductionTitle} aside={it.reductionState !== null && <Chip kind={it.reductionState === 'granted' ? 'ok' : 'wait'}>{words(ctx.lang).booking.reductionStates[it.reductionState]}</Chip>}>
      <SentPapers papers={it.papers} lang={ctx.lang} />
      {it.reductionState === 'requested' && <><p>{it.papers.length === 0 ? w.reductionLead : w.again}</p><Form action="papers" multipart submit={w.send} kind="second"><PaperFields kinds={reductionPapers} lang={ctx.lang} /></Form></>}
    </Section>
  );
}

/** The code of the door, once it is time; before that, when it will stand here. */
function Keys({ it, ctx }: Part) {
  const w = words(ctx.lang).booking.keys;
  if (it.keys.length === 0) return null;
  return (
    <Section title={w.title}>
      {it.keys.map((key) => (key.state === 'failed' ? <Notice key={key.lock} kind="warn" title={w.failed}>{it.facility.phone && <p><a class="num" href={`tel:${it.facility.phone}`}>{it.facility.phone}</a></p>}</Notice> : (
        <Facts key={key.lock} rows={[
          { label: w.door, value: key.lock },
          { label: w.code, value: key.credential === null ? w.later(formatInstant(key.shownFrom, ctx.lang)) : <b class="num door-code">{key.credential}</b> },
          { label: w.valid, value: <><When instant={key.from} />{ctx.lang === 'ja' ? 'から' : ' – '}<When instant={key.to} />{ctx.lang === 'ja' ? 'まで' : ''}</> },
        ]} />
      )))}
      {it.keys.some((key) => key.credential !== null) && <p class="hint">{w.keep}</p>}
    </Section>
  );
}

function What({ it, purpose, ctx }: Part & { readonly purpose: string }) {
  const w = words(ctx.lang);
  return (
    <Section title={w.booking.what}>
      <Facts rows={[
        { label: w.common.when, value: <><When date={it.date} /> <b class="num">{formatTimes(it.start, it.end, ctx.lang)}</b></> },
        { label: w.common.where, value: <><A to={`/facilities/${it.facility.code}`}>{ctx.text(it.facility.name)}</A> {ctx.text(it.unit.name)}<br />{it.facility.address}</> },
        it.patron !== null && { label: w.booking.patron, value: `${it.patron.name}（${it.patron.number}）` },
        purpose !== '' && { label: w.booking.purpose, value: purpose },
        it.persons !== null && { label: w.common.persons, value: `${it.persons}${w.common.personsUnit}` },
        it.title !== '' && { label: w.booking.event, value: it.title },
        it.extras.length > 0 && { label: w.booking.extras, value: it.extras.map((one) => `${one.code} ${one.quantity}`).join(ctx.lang === 'ja' ? '、' : ', ') },
        it.permitNumber !== null && { label: w.booking.permitNumber, value: <span class="num">{it.permitNumber}</span> },
        it.remarks !== '' && { label: w.booking.remarks, value: it.remarks },
      ]} />
    </Section>
  );
}

const over: readonly BookingView['state'][] = ['cancelled', 'cancelled_by_city', 'expired', 'refused'];

/** Ended before it was used: its fee is no longer to be paid. */
function isOver(it: BookingView): boolean {
  return over.includes(it.state);
}

function Fee({ it, ledger, ctx }: Part & { readonly ledger: Ledger }) {
  const w = words(ctx.lang);
  const owed = ledger.receivables.reduce((sum, one) => sum + one.openYen, 0);
  const paid = ledger.receivables.reduce((sum, one) => sum + one.paidYen, 0);
  return (
    <Section title={w.common.fee} aside={<b>{it.feeYen === 0 ? w.common.free : isOver(it) && owed === 0 && paid === 0 ? w.booking.nothingDue : <Money yen={it.feeYen} />}</b>}>
      <PartLines parts={it.parts} lang={ctx.lang} />
      {it.reductionState !== null && <p>{w.booking.reduction}：{w.booking.reductionStates[it.reductionState]}</p>}
      <details open={it.state === 'provisional'}><summary>{w.booking.feeTitle}</summary><FeeLines trace={it.trace} /></details>
      {ledger.receipts.length > 0 && (
        <DataTable caption={w.booking.receipts} empty={w.booking.noReceipts} rows={ledger.receipts} rowKey={(receipt) => receipt.id} columns={[
          { key: 'number', label: w.booking.receiptNumber, render: (receipt) => <A to={`/my/reservations/${it.id}/receipt.pdf?receipt=${receipt.id}`} download about={receipt.number}>{w.booking.receiptPdf}</A> },
          { key: 'at', label: w.booking.paidAt, render: (receipt) => <When instant={receipt.paidAt} style="short" /> },
          { key: 'amount', label: w.booking.amount, align: 'end', render: (receipt) => <Money yen={receipt.amountYen} /> },
        ]} />
      )}
      {ledger.refunds.map((refund) => <p key={refund.id}>{w.booking.refunds}：<Money yen={refund.amountYen} /> <Chip kind={refund.state === 'paid' ? 'ok' : 'wait'}>{w.booking.refundStates[refund.state] ?? refund.state}</Chip></p>)}
    </Section>
  );
}

function Changes({ it, ledger, ctx }: Part & { readonly ledger: Ledger }) {
  const w = words(ctx.lang);
  if (!it.cancellation) return null;
  const call = it.facility.phone ? <>　<a class="num" href={`tel:${it.facility.phone}`}>{it.facility.phone}</a></> : null;
  const change = `${bookAddress({ facility: it.facility.code, unit: it.unit.code, date: it.date }, `/my/reservations/${it.id}/change`)}`;
  const wish = new URLSearchParams(wishPairs(wishOf(it)).map(([name, value]) => [name, value] as [string, string]));
  return (
    <Section title={w.facility.cancel}>
      <p>{it.cancellation.due === 0 && it.feeYen > 0 && ledger.receivables.every((one) => one.paidYen === 0) ? w.booking.unpaidFree : it.cancellation.charge === 0 ? w.booking.noCharge : `${w.booking.charge} ${formatYen(it.cancellation.charge, ctx.lang)}`}{it.cancellation.tierUntil && it.state !== 'provisional' && `（${w.booking.tierUntil(formatDate(it.cancellation.tierUntil, ctx.lang, 'monthDay'))}）`}</p>
      <div class="form inline">
        {it.mayChange ? <LinkButton to={`${change}&${wish.toString()}`} kind="second" icon="edit">{w.booking.change}</LinkButton> : <p>{w.booking.cannotChange}{call}</p>}
        {it.nights > 1 && it.mayCancel && it.state !== 'approval_pending' && <LinkButton to={`/my/reservations/${it.id}/nights`} kind="second">{w.nights.fewer}</LinkButton>}
        {it.mayCancel ? <LinkButton to={`/my/reservations/${it.id}/cancel`} kind="danger">{w.booking.cancel}</LinkButton> : <p>{w.booking.cannotCancel}{call}</p>}
      </div>
    </Section>
  );
}

function History({ it, ctx }: Part) {
  const w = words(ctx.lang);
  return (
    <details>
      <summary>{w.booking.history}</summary>
      <DataTable caption={w.booking.history} hideCaption empty="" rows={it.events.map((event, index) => ({ event, index }))} rowKey={({ index }) => String(index)} columns={[
        { key: 'at', label: w.common.when, render: ({ event }) => <When instant={event.at} style="short" /> },
        { key: 'to', label: w.common.status, render: ({ event }) => stateName(event.to, ctx.lang) },
        { key: 'by', label: w.booking.by, render: ({ event }) => (event.byStaff ? w.booking.byStaff : w.booking.byYou) },
        { key: 'why', label: w.registrations.reason, render: ({ event }) => (event.reason === 'changed' ? w.booking.change : reasonText(event.reason ?? '', ctx.lang)) },
      ]} />
    </details>
  );
}

/** Reasons that the house itself writes; what people wrote stays as it is. */
const houseReasons: Readonly<Record<string, string>> = { 利用者の申出: 'At your request', 市の都合: 'The city needs the place', 災害: 'Disaster', 交通機関の運休: 'Public transport was stopped', 天候: 'Weather' };

function reasonText(reason: string, lang: 'ja' | 'en'): string {
  return lang === 'en' ? (houseReasons[reason] ?? words(lang).parts.reasons[reason] ?? reason) : reason;
}

function stateName(state: string, lang: 'ja' | 'en'): string {
  return Object.entries(bookingStateNames).find(([code]) => code === state)?.[1][lang] ?? state;
}

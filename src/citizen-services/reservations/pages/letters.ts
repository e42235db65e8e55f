/** The letters and forms of one booking beyond permit and receipt (§帳票): what they say, for both faces. */
import { fiscalYearOf, formatDate, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { taxIncluded, yen } from '../../../kernel/money/money.ts';
import type { PageContext } from '../../../kernel/page.ts';
import { ledgerOf } from '../../../kernel/payments/queries.ts';
import { type Applicant, appealAgainstCity, type ChangeApplicationData, type ChangeNoticeData, type FeeLine, type FormHead, type PaymentSlipData, type ReductionApplicationData, type ReductionDecisionData, type RefundClaimData, type RefundNoticeData } from '../papers/papers.ts';
import type { BookingView } from '../queries/bookings.ts';
import { paymentReasons } from '../rules/installments.ts';
import { reductionNamed } from '../rules/naming.ts';
import { authorityOf, contactOf, groundOf, letterOf, nameOf, useOf } from './booking-papers.ts';

/** Who decides, the rules, and the use: what every one of these papers has. */
async function commonOf(ctx: PageContext, it: BookingView) {
  const [ground, authority, use, ledger] = await Promise.all([groundOf(ctx, it), authorityOf(ctx, it), useOf(ctx, it), ctx.tryAsk(ledgerOf, { source: 'reservations', subject: `reservation:${it.id}` })]);
  const { mayor } = authority;
  return {
    ground, authority, use, ledger: ledger.ok ? ledger.value : { receivables: [], receipts: [], refunds: [] },
    letter: (date: Temporal.PlainDate) => letterOf(it, date, ground.ordinance, authority),
    form: { to: authority.title, date: null, ordinance: ground.ordinance, contact: contactOf(it) } satisfies FormHead,
    // A charge of the city is objected to before it is sued about (地方自治法229条4項); a manager's fee is its own income.
    feeAppeal: authority.isManager ? null : appealAgainstCity({ name: ctx.city.facts.name.ja, mayor }, 'fee'),
  };
}

export function applicantOf(it: BookingView): Applicant {
  return { registrationNumber: it.patron?.number ?? '', name: nameOf(it), kana: '', representative: null, address: '', phone: it.patron?.phone ?? it.walkInPhone ?? '' };
}

/** 納入通知書・納付書 for what is still owed; null when nothing is. */
export async function slipOf(ctx: PageContext, it: BookingView): Promise<PaymentSlipData | null> {
  const { ground, authority, ledger, letter, feeAppeal } = await commonOf(ctx, it);
  const owed = ledger.receivables.filter((row) => row.openYen > 0);
  // 分納: a slip asks for the part that is due next; the other one is named with its own deadline.
  const next = it.parts.find((part) => part.state === 'open');
  const open = next ? owed.filter((row) => row.id === next.receivable) : owed;
  const [first] = open;
  if (!first) return null;
  const total = open.reduce((sum, row) => sum + row.openYen, 0);
  const due = open.map((row) => row.dueAt).find((at) => at !== null) ?? null;
  return {
    head: letter(ctx.today), payee: { kind: authority.isManager ? 'designated_manager' : 'city', name: authority.name }, fiscalYear: fiscalYearOf(ctx.today), account: '使用料', slipNumber: first.number, payer: nameOf(it), reason: first.title.ja,
    feeLines: open.flatMap((row): FeeLine[] => (row.paidYen === 0 && row.lines.reduce((sum, line) => sum + line.amountYen, 0) === row.openYen ? row.lines.map((line) => ({ label: line.label.ja, amountYen: line.amountYen })) : [{ label: row.title.ja, detail: '残額', amountYen: row.openYen }])),
    totalYen: total, taxYen: ground.taxPercent === 0 ? 0 : taxIncluded(yen(total), ground.taxPercent), dueOn: due === null ? it.date : tokyoDate(due), places: [`${it.facility.name.ja}の窓口`],
    notes: it.parts.filter((part) => part.state !== 'cancelled').map((part) => `${part.part === 'deposit' ? '前納金' : '残金'}　${part.amountYen.toLocaleString('ja-JP')}円　${formatDate(tokyoDate(part.payBy), 'ja', 'long')}まで${part.state === 'paid' ? '（お支払い済み）' : ''}`), appeal: feeAppeal,
  };
}

/** 利用変更・取消申請書: what stands is filled in, what is wished is written by hand. */
export async function changeApplicationOf(ctx: PageContext, it: BookingView): Promise<ChangeApplicationData> {
  const { form, use } = await commonOf(ctx, it);
  return { head: form, kind: null, applicant: applicantOf(it), reservationNumber: it.number, permitNumber: it.permitNumber ?? '', before: use, after: null, reason: '' };
}

/** 変更・取消通知書 for a booking that was cancelled or changed; null when neither happened. */
export async function changeNoticeOf(ctx: PageContext, it: BookingView): Promise<ChangeNoticeData | null> {
  const kind: ChangeNoticeData['kind'] | null = it.state === 'cancelled' || it.state === 'cancelled_by_city' ? it.state : it.changedFrom === null ? null : 'changed';
  if (kind === null) return null;
  const { ground, authority, use, ledger, letter } = await commonOf(ctx, it);
  const event = it.events.findLast((one) => (kind === 'changed' ? one.reason !== null && one.reason !== paymentReasons.deposit && one.reason !== paymentReasons.balance : one.to === kind));
  const paidYen = ledger.receipts.reduce((sum, row) => sum + row.amountYen, 0);
  const refunds = ledger.refunds.filter((row) => row.state !== 'withdrawn');
  const shared = { head: letter(tokyoDate(event?.at ?? ctx.now)), kind, reservationNumber: it.number, permitNumber: it.permitNumber, paidYen, notes: [] };
  const reason = it.reason ?? event?.reason ?? '';
  if (kind === 'changed' && it.changedFrom !== null) {
    const { unit, date, start, end } = it.changedFrom;
    const name = ground.policy?.units.find((one) => one.code === unit)?.name.ja ?? unit;
    return { ...shared, before: { ...use, unit: name, date, times: [{ start, end }] }, after: use, reason: reason === 'changed' || reason === '' ? '利用者の申出' : reason, ground: null, newTotalYen: it.feeYen, chargeYen: 0, appeal: authority.appeal };
  }
  return {
    ...shared, before: use, after: null, reason, ground: kind === 'cancelled_by_city' ? ground.ordinance : null, newTotalYen: 0,
    chargeYen: Math.max(0, paidYen - refunds.reduce((sum, row) => sum + row.amountYen, 0)), appeal: authority.appeal,
  };
}

/** 使用料減免申請書 of a booking that asks for a reduction, or blank below the use. */
export async function reductionApplicationOf(ctx: PageContext, it: BookingView): Promise<ReductionApplicationData> {
  const { form, ground, use } = await commonOf(ctx, it);
  const rule = reductionNamed(ground.policy, it.reduction);
  return {
    head: it.reduction === null ? form : { ...form, date: tokyoDate(it.createdAt) }, applicant: applicantOf(it), reservationNumber: it.number, use, ground: rule === null ? '' : `${rule.name.ja}（${rule.ground}）`, reason: '',
    evidence: rule?.evidence ? [rule.evidence.ja] : [],
  };
}

/** 使用料減免決定通知書; null while nothing is decided. */
export async function reductionDecisionOf(ctx: PageContext, it: BookingView): Promise<ReductionDecisionData | null> {
  if (it.reduction === null || it.reductionState === null || it.reductionState === 'requested') return null;
  const { authority, feeAppeal, ground, letter, use } = await commonOf(ctx, it);
  const rule = reductionNamed(ground.policy, it.reduction);
  const decided = it.events.find((event) => event.from === 'approval_pending') ?? it.events.at(-1);
  const shared = { head: letter(tokyoDate(decided?.at ?? it.createdAt)), decisionNumber: it.number, reservationNumber: it.number, appliedOn: tokyoDate(it.createdAt), use, ground: rule?.ground ?? ground.ordinance, notes: [], appeal: feeAppeal ?? authority.appeal };
  if (it.reductionState === 'refused') return { ...shared, decision: { kind: 'refused', reason: decided?.reason ?? '', fullYen: it.feeYen } };
  const share = rule === null ? '' : 'percent' in rule.reduce ? `${rule.name.ja}　${rule.reduce.percent}％` : `${rule.name.ja}　${rule.reduce.yen.toLocaleString('ja-JP')}円`;
  return { ...shared, decision: { kind: 'granted', share, fullYen: it.feeYen + it.reducedYen, reducedYen: it.reducedYen } };
}

/** 使用料還付請求書 for the refunds that are due; null when there are none. Whoever claims writes the account: what is on record stays sealed. */
export async function refundClaimOf(ctx: PageContext, it: BookingView): Promise<RefundClaimData | null> {
  const { form, ledger, use } = await commonOf(ctx, it);
  const due = ledger.refunds.filter((row) => row.state === 'due' || row.state === 'approved');
  const [first] = due;
  return first ? { head: form, applicant: applicantOf(it), reservationNumber: it.number, use, reason: first.cause, refundYen: due.reduce((sum, row) => sum + row.amountYen, 0), account: null } : null;
}

/** 使用料還付通知書 for the refund that was agreed to last; null before a second person agreed. */
export async function refundNoticeOf(ctx: PageContext, it: BookingView): Promise<RefundNoticeData | null> {
  const { feeAppeal, ground, ledger, letter, use } = await commonOf(ctx, it);
  const last = ledger.refunds.findLast((one) => one.state === 'approved' || one.state === 'paid');
  if (!last) return null;
  // 分納: what was decided together goes back together, from every part that was paid.
  const together = ledger.refunds.filter((one) => (one.state === 'approved' || one.state === 'paid') && one.requestedAt.equals(last.requestedAt));
  const row = { cause: last.cause, amountYen: together.reduce((sum, one) => sum + one.amountYen, 0), chargeYen: together.reduce((sum, one) => sum + one.chargeYen, 0) };
  return {
    head: letter(ctx.today), reservationNumber: it.number, use, reason: row.cause, ground: ground.policy?.cancel.ground || ground.ordinance, paidYen: row.amountYen + row.chargeYen, chargeYen: row.chargeYen, refundYen: row.amountYen,
    method: { kind: 'desk', place: it.facility.name.ja }, payOn: ctx.today, notes: ['口座への振込みをご希望のときは、還付請求書に口座を書いてお出しください。'], appeal: row.chargeYen > 0 ? feeAppeal : null,
  };
}

/** 分納 joined to rows: the parts as they are billed, what a payment brings about, and what is outstanding. */
import { sql } from 'kysely';
import { formatInstant } from '../../kernel/calendar/calendar.ts';
import { formatYen, yen } from '../../kernel/money/money.ts';
import { cancelReceivable, oweBack, type Receivable } from '../../kernel/payments/ledger.ts';
import { type Ctx, remember, tell } from './booking.ts';
import { whatOf, whenOf } from './ending.ts';
import { permitted } from './events.ts';
import { type Part, paymentReasons } from './rules/installments.ts';
import { nextPermit } from './settle.ts';
import type { Standing } from './standing.ts';

/** What of the row depends on the next payment: its deadline, and when the booking lapses without it. */
export function deadlineColumns(next: Pick<Part, 'payUntil' | 'expiresAt' | 'expiresWithSlipAt'> | undefined) {
  return { pay_by: next?.payUntil ?? null, expire_at: next?.expiresAt ?? null, grace_until: next?.expiresWithSlipAt ?? null };
}

interface StoredPart {
  readonly receivableId: string;
  readonly part: 'deposit' | 'balance';
  readonly amountYen: number;
  readonly permits: boolean;
  readonly payUntil: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  readonly expiresWithSlipAt: Temporal.Instant;
  readonly paid: boolean;
}

/** The parts of a booking, the deposit first; empty where the fee is paid at once. `paying`: the one that is being paid in full by this very change. */
export async function storedParts(ctx: Ctx, reservationId: string, paying?: string): Promise<readonly StoredPart[]> {
  const found = await sql<{ receivable_id: string; part: 'deposit' | 'balance'; amount_yen: number; permits: boolean; pay_by: Temporal.Instant; expire_at: Temporal.Instant; grace_until: Temporal.Instant; state: string }>`
    select p.receivable_id, p.part, p.amount_yen, p.permits, p.pay_by, p.expire_at, p.grace_until, v.state from reservations.payment_parts p join kernel.receivables v on v.id = p.receivable_id
     where p.reservation_id = ${reservationId}::uuid order by p.pay_by`.execute(ctx.db);
  return found.rows.map((row) => ({ receivableId: row.receivable_id, part: row.part, amountYen: row.amount_yen, permits: row.permits, payUntil: row.pay_by, expiresAt: row.expire_at, expiresWithSlipAt: row.grace_until, paid: row.state === 'paid' || row.receivable_id === paying }));
}

/** The deposit was paid: the booking stands on it, and what it has cost since is a matter of the balance. */
export function depositSettled(parts: readonly StoredPart[]): boolean {
  return parts.some((part) => part.part === 'deposit' && part.paid);
}

/** What is unpaid is asked for no longer; what was too much goes back. Answers what goes back. */
export async function reckonAnew(ctx: Ctx, reservationId: string, receivables: readonly Receivable[], total: number): Promise<number> {
  const unpaid = receivables.filter((one) => one.state === 'open');
  for (const one of unpaid) await cancelReceivable(ctx, one.id);
  if (unpaid.length > 0) await ctx.db.deleteFrom('reservations.payment_parts').where('reservation_id', '=', reservationId).where('receivable_id', 'in', unpaid.map((one) => one.id)).execute();
  const paid = receivables.reduce((sum, one) => sum + one.paidYen - one.refundedYen, 0);
  const tooMuch = Math.max(0, paid - total);
  let left = tooMuch;
  for (const one of receivables) {
    const amount = Math.min(left, one.paidYen - one.refundedYen);
    if (amount <= 0) continue;
    await oweBack(ctx, { receivableId: one.id, amount: yen(amount), charge: yen(0), cause: '予約の変更' });
    left -= amount;
  }
  return tooMuch;
}

/** Makes a booking of which enough is paid (or that is free) a permitted one. What is outstanding keeps its deadline. */
export async function permit(ctx: Ctx, it: Standing, from: string, outstanding?: Pick<Part, 'payUntil' | 'expiresAt' | 'expiresWithSlipAt'> & { readonly amountYen: number }): Promise<string> {
  const number = it.permitNumber ?? (await nextPermit(ctx, it.place));
  ctx.behind(ctx.db.updateTable('reservations.reservations').set((eb) => ({ state: 'permitted', permit_number: number, permitted_at: ctx.now, slip_at: null, ...deadlineColumns(outstanding), version: eb('version', '+', 1) })).where('id', '=', it.id));
  remember(ctx, it.id, from, 'permitted');
  ctx.emit(permitted, { reservation: it.id, facility: it.place.facility.code });
  const rest = outstanding?.payUntil ? balanceWords(outstanding.amountYen, outstanding.payUntil) : { ja: '', en: '' };
  tell(ctx, it.patron, {
    kind: 'reservations.permitted', reservationId: it.id, title: { ja: `予約が決まりました：${whatOf(it).ja}`, en: `Booked: ${whatOf(it).en}` },
    body: { ja: `${whenOf(it).ja}\n${whatOf(it).ja}\n利用を許可しました。許可番号 ${number}${rest.ja}`, en: `${whenOf(it).en}\n${whatOf(it).en}\nYour use is permitted. Permit number ${number}${rest.en}` },
  });
  return number;
}

/** The sentence about what is still to be paid, on a line of its own. */
export function balanceWords(amount: number, payUntil: Temporal.Instant): { readonly ja: string; readonly en: string } {
  return {
    ja: `\n残金は${formatYen(yen(amount), 'ja')}です。${formatInstant(payUntil, 'ja')}までにお支払いください。期限を過ぎると、予約は取り消されます。`,
    en: `\nThe balance is ${formatYen(yen(amount), 'en')}. Please pay it by ${formatInstant(payUntil, 'en')}; otherwise the booking is cancelled.`,
  };
}

/**
 * A receivable of this booking was paid in full, or is now (`paying`). Permits when what the rules ask for first is paid; else the deadline of
 * the next part begins to count. Answers the permit's number, or null while there is none.
 */
export async function afterPayment(ctx: Ctx, it: Standing, paying?: string): Promise<string | null> {
  const parts = await storedParts(ctx, it.id, paying);
  const open = parts.filter((part) => !part.paid);
  const [next] = open;
  if (it.state === 'provisional' && !open.some((part) => part.permits || part.part === 'deposit')) return permit(ctx, it, it.state, next);
  if (parts.length === 0 || (it.state !== 'provisional' && it.state !== 'permitted')) return it.permitNumber;
  await ctx.db.updateTable('reservations.reservations').set((eb) => ({ ...deadlineColumns(next), slip_at: null, version: eb('version', '+', 1) })).where('id', '=', it.id).execute();
  remember(ctx, it.id, it.state, it.state, { reason: next ? paymentReasons.deposit : paymentReasons.balance });
  if (next) {
    const rest = balanceWords(next.amountYen, next.payUntil);
    tell(ctx, it.patron, { kind: 'reservations.partPaid', reservationId: it.id, title: { ja: `前納金を受け取りました：${whatOf(it).ja}`, en: `Deposit received: ${whatOf(it).en}` }, body: { ja: `${whenOf(it).ja}${rest.ja}`, en: `${whenOf(it).en}${rest.en}` } });
  }
  return it.permitNumber;
}

/**
 * The ledger: what is owed (調定), what came in (収納), what goes back (還付).
 * These functions work inside a caller's command, so a booking and its money are one change.
 * 地方自治法231条（調定・納入通知）、225条（使用料）、244条の2第8項（利用料金）
 */
import { type Kysely, sql } from 'kysely';
import type { CommandContext } from '../act.ts';
import { actorKey } from '../actor.ts';
import { fiscalYearOf } from '../calendar/calendar.ts';
import type { KernelTables } from '../db/rows.ts';
import { taxIncluded, yen, type Yen } from '../money/money.ts';
import { refuse, type Refused } from '../outcome.ts';
import type { Text } from '../view.ts';

/** One line of a bill, as it is explained and printed. */
export interface BillLine {
  readonly label: Text;
  readonly amountYen: number;
}

export interface Owed {
  /** Code of the payee, e.g. 'CITY-GENERAL'. */
  readonly payee: string;
  /** The system it comes from and its subject there, e.g. 'reservations' and 'reservation:…'. */
  readonly source: string;
  readonly subject: string;
  readonly payerName: string;
  readonly citizenId: string | null;
  readonly title: Text;
  readonly lines: readonly BillLine[];
  readonly amount: Yen;
  /** Consumption tax inside the amount, percent; 0 for non-taxable. */
  readonly taxPercent: number;
  readonly dueAt: Temporal.Instant | null;
}

export interface Receivable {
  readonly id: string;
  readonly number: string;
  readonly amountYen: number;
  readonly paidYen: number;
  readonly refundedYen: number;
  readonly state: 'open' | 'paid' | 'cancelled';
  readonly source: string;
  readonly subject: string;
}

// The room's tables are the kernel's, whatever tables the calling system sees.
function ledger<T>(ctx: CommandContext<T>): Kysely<KernelTables> {
  return ctx.db as unknown as Kysely<KernelTables>;
}

/** The Japanese text is the bill's own; the English stands beside it. */
function storedLine(line: BillLine): { readonly label: string; readonly labelEn: string; readonly amountYen: number } {
  return { label: line.label.ja, labelEn: line.label.en, amountYen: line.amountYen };
}

/** A stored text and its translation; what was written down before there was one is Japanese in both. */
export function inBoth(ja: string, en: unknown): Text {
  return { ja, en: typeof en === 'string' && en !== '' ? en : ja };
}

/** Records what is owed. Amount zero owes nothing: call it only for more. */
export function owe<T>(ctx: CommandContext<T>, owed: Owed): Receivable {
  const year = fiscalYearOf(ctx.today);
  const id = ctx.newId();
  // The number tells year and order; it needs no gapless series, so bookings do not queue for one another here.
  const number = `${year}-${id.replaceAll('-', '').slice(-10).toUpperCase()}`;
  const tax = owed.taxPercent > 0 ? taxIncluded(owed.amount, owed.taxPercent) : 0;
  // A payee that does not exist leaves payee_id empty, which the table refuses.
  ctx.behind(sql`insert into kernel.receivables (id, number, payee_id, source, subject, payer_name, citizen_id, title, title_en, lines, amount_yen, tax_percent, tax_yen, due_at, state, created_at)
    values (${id}::uuid, ${number}, (select p.id from kernel.payees p where p.code = ${owed.payee}), ${owed.source}, ${owed.subject}, ${owed.payerName}, ${owed.citizenId}::uuid, ${owed.title.ja}, ${owed.title.en}, ${JSON.stringify(owed.lines.map(storedLine))}::jsonb, ${owed.amount}::int, ${owed.taxPercent}::int, ${tax}::int, ${owed.dueAt}::timestamptz, 'open', ${ctx.now}::timestamptz)`);
  return { id, number, amountYen: owed.amount, paidYen: 0, refundedYen: 0, state: 'open', source: owed.source, subject: owed.subject };
}

/** The receivable with its row locked until the end of the change; null when there is none. */
export async function lockReceivable<T>(ctx: CommandContext<T>, id: string): Promise<Receivable | null> {
  const row = await ledger(ctx).selectFrom('kernel.receivables').select(['id', 'number', 'amount_yen', 'paid_yen', 'refunded_yen', 'state', 'source', 'subject']).where('id', '=', id).forUpdate().executeTakeFirst();
  return row ? { id: row.id, number: row.number, amountYen: row.amount_yen, paidYen: row.paid_yen, refundedYen: row.refunded_yen, state: row.state, source: row.source, subject: row.subject } : null;
}

export interface Incoming {
  readonly receivableId: string;
  readonly amount: Yen;
  readonly method: 'cash' | 'store' | 'card' | 'code' | 'transfer';
  readonly paidAt: Temporal.Instant;
  readonly tendered?: Yen;
  readonly place?: string;
  /** The sender's own key of this notice: the same notice counts once. */
  readonly noticeKey?: string;
}

export type ReceiveRefusal = 'NotFound' | 'AlreadyPaid' | 'NotOwed' | 'TooMuch' | 'TenderedTooLittle';

export interface Received {
  readonly receiptId: string;
  readonly receiptNumber: string;
  readonly changeYen: number;
  readonly receivable: Receivable;
}

/** Takes money in. Answers the receipt, or why not. */
export async function receive<T>(ctx: CommandContext<T>, incoming: Incoming): Promise<Received | Refused<ReceiveRefusal>> {
  const receivable = await lockReceivable(ctx, incoming.receivableId);
  if (!receivable) return refuse('NotFound');
  if (receivable.state === 'paid') return refuse('AlreadyPaid');
  if (receivable.state === 'cancelled') return refuse('NotOwed');
  const open = receivable.amountYen - receivable.paidYen;
  if (incoming.amount > open) return refuse('TooMuch', { openYen: open });
  if (incoming.tendered !== undefined && incoming.tendered < incoming.amount) return refuse('TenderedTooLittle', { field: 'tendered', amountYen: incoming.amount });
  const receiptId = ctx.newId();
  const db = ledger(ctx);
  const paid = receivable.paidYen + incoming.amount;
  const state = paid === receivable.amountYen ? 'paid' : 'open';
  // From here on everybody who takes money in waits for the end of this change: the numbers have no gaps. So nothing here is waited for any more.
  const receiptNumber = `R${String(await ctx.nextNumber(`payments.receipt.${fiscalYearOf(ctx.today)}`)).padStart(6, '0')}-${fiscalYearOf(ctx.today)}`;
  ctx.behind(db.insertInto('kernel.receipts').values({
    id: receiptId, number: receiptNumber, receivable_id: receivable.id, amount_yen: incoming.amount, tendered_yen: incoming.tendered ?? null, method: incoming.method,
    paid_at: incoming.paidAt, recorded_at: ctx.now, place: incoming.place ?? '', taken_by: actorKey(ctx.actor), notice_key: incoming.noticeKey ?? null, reverses: null,
  }));
  ctx.behind(db.updateTable('kernel.receivables').set((eb) => ({ paid_yen: paid, state, version: eb('version', '+', 1) })).where('id', '=', receivable.id));
  return { receiptId, receiptNumber, changeYen: incoming.tendered === undefined ? 0 : incoming.tendered - incoming.amount, receivable: { ...receivable, paidYen: paid, state } };
}

/** What was owed is owed no longer. What was paid of it stays and can be refunded. */
export async function cancelReceivable<T>(ctx: CommandContext<T>, id: string): Promise<void> {
  await ledger(ctx).updateTable('kernel.receivables').set((eb) => ({ state: 'cancelled', version: eb('version', '+', 1) })).where('id', '=', id).where('state', '=', 'open').execute();
}

export interface GiveBack {
  readonly receivableId: string;
  readonly amount: Yen;
  /** Kept back, e.g. a cancellation charge; both lines are shown. */
  readonly charge: Yen;
  readonly cause: string;
}

/** Records a refund that is due. It is approved and paid by other people than the one who asked. */
export async function oweBack<T>(ctx: CommandContext<T>, back: GiveBack): Promise<{ readonly refundId: string; readonly number: string } | Refused<'RefundTooLarge' | 'NotFound'>> {
  const receivable = await lockReceivable(ctx, back.receivableId);
  if (!receivable) return refuse('NotFound');
  if (back.amount > receivable.paidYen - receivable.refundedYen) return refuse('RefundTooLarge', { openYen: receivable.paidYen - receivable.refundedYen });
  const db = ledger(ctx);
  const refundId = ctx.newId();
  const number = `H${fiscalYearOf(ctx.today)}-${refundId.replaceAll('-', '').slice(-8).toUpperCase()}`;
  await db.insertInto('kernel.refunds').values({
    id: refundId, number, receivable_id: receivable.id, amount_yen: back.amount, charge_yen: back.charge, cause: back.cause, state: 'due', requested_by: actorKey(ctx.actor), approved_by: null, paid_by: null, requested_at: ctx.now, paid_at: null, method: null,
  }).execute();
  await db.updateTable('kernel.receivables').set((eb) => ({ refunded_yen: eb('refunded_yen', '+', back.amount), version: eb('version', '+', 1) })).where('id', '=', receivable.id).execute();
  return { refundId, number };
}

/** All of a subject's receivables, oldest first. */
export async function receivablesOf<T>(ctx: CommandContext<T>, source: string, subject: string): Promise<readonly Receivable[]> {
  const rows = await ledger(ctx).selectFrom('kernel.receivables').select(['id', 'number', 'amount_yen', 'paid_yen', 'refunded_yen', 'state', 'source', 'subject']).where('source', '=', source).where('subject', '=', subject).orderBy('created_at').orderBy('id').execute();
  return rows.map((row) => ({ id: row.id, number: row.number, amountYen: row.amount_yen, paidYen: row.paid_yen, refundedYen: row.refunded_yen, state: row.state, source: row.source, subject: row.subject }));
}

export function asYen(amount: number): Yen {
  return yen(amount);
}

/** What is asked of the ledger. */
import { z } from 'zod';
import { citizen, staff } from '../actor.ts';
import { toInstant } from '../calendar/calendar.ts';
import { dateField, idField, optional, textField } from '../fields.ts';
import { isRecord } from '../text/json.ts';
import { query } from './acts.ts';
import { type BillLine, inBoth } from './ledger.ts';

function billLines(value: unknown): readonly BillLine[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((line) => (isRecord(line) && typeof line['label'] === 'string' && typeof line['amountYen'] === 'number' ? [{ label: inBoth(line['label'], line['labelEn']), amountYen: line['amountYen'] }] : []));
}

/** What I owe and have paid. */
export const mine = query({
  name: 'payments.mine',
  title: { ja: '自分の料金と支払い', en: 'What I owe and have paid' },
  input: z.object({}),
  allow: [citizen],
  async run(ctx) {
    if (ctx.actor.kind !== 'citizen') return [];
    const rows = await ctx.db.selectFrom('kernel.receivables as r').innerJoin('kernel.payees as p', 'p.id', 'r.payee_id')
      .select(['r.id', 'r.number', 'r.title', 'r.title_en', 'r.amount_yen', 'r.paid_yen', 'r.refunded_yen', 'r.due_at', 'r.state', 'r.subject', 'r.created_at', 'p.name as payee'])
      .where('r.citizen_id', '=', ctx.actor.id).orderBy('r.created_at', 'desc').limit(100).execute();
    return rows.map((row) => ({
      id: row.id, number: row.number, title: inBoth(row.title, row.title_en), amountYen: row.amount_yen, openYen: row.state === 'cancelled' ? 0 : row.amount_yen - row.paid_yen,
      refundedYen: row.refunded_yen, dueAt: row.due_at, state: row.state, subject: row.subject, payee: row.payee,
    }));
  },
});

/** One receipt with everything a simplified qualified invoice (適格簡易請求書, 消費税法57条の4第2項) shows. */
export const receipt = query({
  name: 'payments.receipt',
  title: { ja: '領収書', en: 'A receipt' },
  input: z.object({ receipt: idField({ ja: '領収', en: 'Receipt' }) }),
  allow: [citizen, staff('payments.cash'), staff('payments.read')],
  personal: true,
  async run(ctx, input) {
    let found = ctx.db.selectFrom('kernel.receipts as c').innerJoin('kernel.receivables as r', 'r.id', 'c.receivable_id').innerJoin('kernel.payees as p', 'p.id', 'r.payee_id')
      .select(['c.id', 'c.number', 'c.amount_yen', 'c.tendered_yen', 'c.method', 'c.paid_at', 'c.place', 'r.title', 'r.title_en', 'r.lines', 'r.amount_yen as owed_yen', 'r.tax_percent', 'r.tax_yen', 'r.payer_name', 'r.subject', 'r.source', 'r.number as bill_number',
        'p.name as payee', 'p.registration_number', 'p.address as payee_address', 'p.phone as payee_phone'])
      .where('c.id', '=', input.receipt);
    if (ctx.actor.kind === 'citizen') found = found.where('r.citizen_id', '=', ctx.actor.id);
    const row = await found.executeTakeFirst();
    if (!row) return null;
    ctx.shown(row.subject);
    return {
      id: row.id, number: row.number, amountYen: row.amount_yen, tenderedYen: row.tendered_yen, changeYen: row.tendered_yen === null ? 0 : row.tendered_yen - row.amount_yen, method: row.method, paidAt: row.paid_at, place: row.place,
      title: inBoth(row.title, row.title_en), lines: billLines(row.lines), billNumber: row.bill_number, owedYen: row.owed_yen, taxPercent: row.tax_percent, taxYen: row.tax_yen, payerName: row.payer_name, subject: row.subject, source: row.source,
      payee: { name: row.payee, registrationNumber: row.registration_number, address: row.payee_address, phone: row.payee_phone },
    };
  },
});

/** The ledger of one subject: what is owed, came in, goes back. */
export const ledgerOf = query({
  name: 'payments.ledgerOf',
  title: { ja: 'ある件の調定・収納・還付', en: 'The ledger of one matter' },
  input: z.object({ source: textField({ ja: '業務', en: 'Source' }, { max: 60 }), subject: textField({ ja: '件', en: 'Subject' }, { max: 100, numbers: true }) }),
  allow: [citizen, staff('payments.cash'), staff('payments.read')],
  async run(ctx, input) {
    let rows = ctx.db.selectFrom('kernel.receivables').select(['id', 'number', 'title', 'title_en', 'lines', 'amount_yen', 'paid_yen', 'refunded_yen', 'due_at', 'state']).where('source', '=', input.source).where('subject', '=', input.subject);
    if (ctx.actor.kind === 'citizen') rows = rows.where('citizen_id', '=', ctx.actor.id);
    const receivables = await rows.orderBy('created_at').orderBy('id').execute();
    const ids = receivables.map((row) => row.id);
    if (ids.length === 0) return { receivables: [], receipts: [], refunds: [] };
    const receipts = await ctx.db.selectFrom('kernel.receipts').select(['id', 'number', 'receivable_id', 'amount_yen', 'method', 'paid_at', 'place']).where('receivable_id', 'in', ids).orderBy('recorded_at').execute();
    const refunds = await ctx.db.selectFrom('kernel.refunds').select(['id', 'number', 'receivable_id', 'amount_yen', 'charge_yen', 'cause', 'state', 'requested_at']).where('receivable_id', 'in', ids).orderBy('requested_at').execute();
    return {
      receivables: receivables.map((row) => ({ id: row.id, number: row.number, title: inBoth(row.title, row.title_en), lines: billLines(row.lines), amountYen: row.amount_yen, paidYen: row.paid_yen, refundedYen: row.refunded_yen, openYen: row.state === 'open' ? row.amount_yen - row.paid_yen : 0, dueAt: row.due_at, state: row.state })),
      receipts: receipts.map((row) => ({ id: row.id, number: row.number, receivable: row.receivable_id, amountYen: row.amount_yen, method: row.method, paidAt: row.paid_at, place: row.place })),
      refunds: refunds.map((row) => ({ id: row.id, number: row.number, amountYen: row.amount_yen, chargeYen: row.charge_yen, cause: row.cause, state: row.state, requestedAt: row.requested_at })),
    };
  },
});

/** 日計: what came in on a day, by desk and method. */
export const dayBook = query({
  name: 'payments.dayBook',
  title: { ja: '日計表', en: 'The day’s takings' },
  input: z.object({ day: dateField({ ja: '日', en: 'Day' }), place: optional(textField({ ja: '窓口', en: 'Desk' }, { max: 60 })) }),
  allow: [staff('payments.cash'), staff('payments.read')],
  async run(ctx, input) {
    let rows = ctx.db.selectFrom('kernel.receipts as c').innerJoin('kernel.receivables as r', 'r.id', 'c.receivable_id').innerJoin('kernel.payees as p', 'p.id', 'r.payee_id')
      .select(['c.id', 'c.number', 'c.amount_yen', 'c.method', 'c.recorded_at', 'c.place', 'r.title', 'r.payer_name', 'p.name as payee'])
      .where('c.recorded_at', '>=', toInstant(input.day, 0)).where('c.recorded_at', '<', toInstant(input.day, 1440));
    if (input.place) rows = rows.where('c.place', '=', input.place);
    const found = await rows.orderBy('c.recorded_at').orderBy('c.id').limit(2000).execute();
    const closings = await ctx.db.selectFrom('kernel.cash_closings').select(['place', 'counted_yen', 'expected_yen', 'note', 'closed_at']).where('day', '=', input.day).execute();
    return {
      day: input.day,
      entries: found.map((row) => ({ id: row.id, number: row.number, amountYen: row.amount_yen, method: row.method, at: row.recorded_at, place: row.place, title: row.title, payer: row.payer_name, payee: row.payee })),
      closings: closings.map((row) => ({ place: row.place, countedYen: row.counted_yen, expectedYen: row.expected_yen, note: row.note, closedAt: row.closed_at })),
    };
  },
});

/** Refunds that wait for a second person or for paying out; newest last. */
export const openRefunds = query({
  name: 'payments.openRefunds',
  title: { ja: '還付の一覧', en: 'Refunds' },
  input: z.object({ state: optional(textField({ ja: '状態', en: 'State' }, { max: 20 })) }),
  allow: [staff('payments.refund'), staff('payments.read'), staff('payments.cash')],
  personal: true,
  async run(ctx, input) {
    const rows = await ctx.db.selectFrom('kernel.refunds as f').innerJoin('kernel.receivables as r', 'r.id', 'f.receivable_id')
      .select(['f.id', 'f.number', 'f.amount_yen', 'f.charge_yen', 'f.cause', 'f.state', 'f.requested_at', 'f.requested_by', 'r.title', 'r.payer_name', 'r.subject'])
      .where('f.state', 'in', input.state === 'all' ? ['due', 'approved', 'paid', 'withdrawn'] : ['due', 'approved']).orderBy('f.requested_at').limit(500).execute();
    for (const row of rows) ctx.shown(row.subject);
    return rows.map((row) => ({ id: row.id, number: row.number, amountYen: row.amount_yen, chargeYen: row.charge_yen, cause: row.cause, state: row.state, requestedAt: row.requested_at, requestedBy: row.requested_by, title: row.title, payer: row.payer_name, subject: row.subject }));
  },
});

/** How many refunds wait for the viewer. */
export const refundsWaiting = query({
  name: 'payments.refundsWaiting',
  title: { ja: '待っている還付の数', en: 'Refunds waiting' },
  input: z.object({}),
  allow: [staff('payments.refund')],
  async run(ctx) {
    const row = await ctx.db.selectFrom('kernel.refunds').select((eb) => eb.fn.countAll<number>().as('count')).where('state', '=', 'due').executeTakeFirstOrThrow();
    return row.count;
  },
});

/** Finding what is owed: by number, payer or matter. */
import { z } from 'zod';
import { staff } from '../../kernel/actor.ts';
import { toInstant } from '../../kernel/calendar/calendar.ts';
import { choiceField, dateField, idField, optional, textField, withDefault } from '../../kernel/fields.ts';
import { query } from '../../kernel/payments/acts.ts';
import { query as ownQuery } from './acts.ts';

const MAX_FOUND = 100;

/** Escapes what LIKE would read as a wildcard. */
function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

/** The newest first. A receipt's number finds the charge it paid. */
export const findCharges = query({
  name: 'collection.findCharges',
  title: { ja: '調定・収納をさがす', en: 'Find charges' },
  input: z.object({
    q: withDefault(textField({ ja: '番号・納める人・件名', en: 'Number, payer or matter' }, { max: 60, min: 0, numbers: true }), ''),
    state: optional(choiceField({ ja: '状態', en: 'State' }, ['open', 'paid', 'cancelled'])),
  }),
  allow: [staff('payments.cash'), staff('payments.read'), staff('payments.refund')],
  personal: true,
  async run(ctx, input) {
    const text = input.q.normalize('NFKC').trim();
    let rows = ctx.db.selectFrom('kernel.receivables as r').innerJoin('kernel.payees as p', 'p.id', 'r.payee_id')
      .select(['r.id', 'r.number', 'r.source', 'r.subject', 'r.payer_name', 'r.title', 'r.amount_yen', 'r.paid_yen', 'r.refunded_yen', 'r.due_at', 'r.state', 'r.created_at', 'p.name as payee']);
    if (input.state) rows = rows.where('r.state', '=', input.state);
    if (text !== '') {
      rows = rows.where((eb) => eb.or([
        eb('r.number', '=', text.toUpperCase()), eb('r.payer_name', 'like', containing(text)), eb('r.title', 'like', containing(text)),
        eb('r.id', 'in', eb.selectFrom('kernel.receipts as c').select('c.receivable_id').where('c.number', '=', text.toUpperCase())),
      ]));
    }
    const found = await rows.orderBy('r.created_at', 'desc').orderBy('r.id').limit(MAX_FOUND).execute();
    for (const row of found) ctx.shown(row.subject);
    return found.map((row) => ({
      id: row.id, number: row.number, source: row.source, subject: row.subject, payer: row.payer_name, title: row.title, payee: row.payee, amountYen: row.amount_yen, paidYen: row.paid_yen, refundedYen: row.refunded_yen,
      openYen: row.state === 'open' ? row.amount_yen - row.paid_yen : 0, dueAt: row.due_at, state: row.state, createdAt: row.created_at,
    }));
  },
});

/** Cash that went back over a desk on a day: it leaves the drawer, so the closing must count it. */
export const cashRefunds = query({
  name: 'collection.cashRefunds',
  title: { ja: 'その日の現金の還付', en: 'Cash refunds of a day' },
  input: z.object({ day: dateField({ ja: '日', en: 'Day' }) }),
  allow: [staff('payments.cash'), staff('payments.read')],
  personal: true,
  async run(ctx, input) {
    const rows = await ctx.db.selectFrom('kernel.refunds as f').innerJoin('kernel.receivables as r', 'r.id', 'f.receivable_id').select(['f.id', 'f.number', 'f.amount_yen', 'f.place', 'r.title', 'r.subject'])
      .where('f.method', '=', 'cash').where('f.paid_at', '>=', toInstant(input.day, 0)).where('f.paid_at', '<', toInstant(input.day, 1440)).orderBy('f.paid_at').limit(2000).execute();
    for (const row of rows) ctx.shown(row.subject);
    return rows.map((row) => ({ id: row.id, number: row.number, amountYen: row.amount_yen, place: row.place, title: row.title }));
  },
});

/** How many copies of a receipt were printed. */
export const receiptPrints = ownQuery({
  name: 'collection.receiptPrints',
  title: { ja: '領収書を印刷した回数', en: 'Printed copies of a receipt' },
  input: z.object({ receipt: idField({ ja: '領収', en: 'Receipt' }) }),
  allow: [staff('payments.cash'), staff('payments.read')],
  async run(ctx, input): Promise<number> {
    const row = await ctx.db.selectFrom('collection.prints').select((eb) => eb.fn.countAll<number>().as('count')).where('receipt_id', '=', input.receipt).executeTakeFirstOrThrow();
    return row.count;
  },
});

/** Which matter a charge belongs to, so that its whole ledger can be shown. */
export const charge = query({
  name: 'collection.charge',
  title: { ja: '一件の調定', en: 'A charge' },
  input: z.object({ receivable: idField({ ja: '調定', en: 'Charge' }) }),
  allow: [staff('payments.cash'), staff('payments.read')],
  personal: true,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('kernel.receivables as r').innerJoin('kernel.payees as p', 'p.id', 'r.payee_id').select(['r.id', 'r.number', 'r.source', 'r.subject', 'r.payer_name', 'r.title', 'p.name as payee', 'r.created_at']).where('r.id', '=', input.receivable).executeTakeFirst();
    if (!row) return null;
    ctx.shown(row.subject);
    return { id: row.id, number: row.number, source: row.source, subject: row.subject, payer: row.payer_name, title: row.title, payee: row.payee, createdAt: row.created_at };
  },
});

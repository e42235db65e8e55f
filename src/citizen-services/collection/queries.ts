/** Finding what is owed: by number, payer or matter. */
import { z } from 'zod';
import { staff } from '../../kernel/actor.ts';
import { choiceField, idField, optional, textField, withDefault } from '../../kernel/fields.ts';
import { query } from '../../kernel/payments/acts.ts';

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

/** What only this system asks of the ledger: the asker's own receipts. */
import { z } from 'zod';
import { actsOf } from '../../kernel/act.ts';
import { citizen } from '../../kernel/actor.ts';
import type { KernelTables } from '../../kernel/db/rows.ts';

const { query } = actsOf<KernelTables>();
const MOST = 200;

export const myReceipts = query({
  name: 'my-page.myReceipts',
  title: { ja: '自分の領収', en: 'My receipts' },
  input: z.object({}),
  allow: [citizen],
  async run(ctx) {
    if (ctx.actor.kind !== 'citizen') return [];
    const rows = await ctx.db.selectFrom('kernel.receipts as c').innerJoin('kernel.receivables as r', 'r.id', 'c.receivable_id')
      .select(['c.id', 'c.number', 'c.receivable_id as bill', 'c.amount_yen as amountYen', 'c.method', 'c.paid_at as paidAt']).where('r.citizen_id', '=', ctx.actor.id).orderBy('c.paid_at', 'desc').limit(MOST).execute();
    return rows;
  },
});

/** What this desk keeps of its own: which receipts were printed, and how often. */
import { z } from 'zod';
import { actorKey, staff } from '../../kernel/actor.ts';
import { idField } from '../../kernel/fields.ts';
import { done, refuse } from '../../kernel/outcome.ts';
import { command } from './acts.ts';

/** Answers which copy this is. The second and every later one must carry 再発行, or one payment could be shown twice. */
export const notePrint = command({
  name: 'collection.notePrint',
  title: { ja: '領収書の印刷を記録する', en: 'Note that a receipt is printed' },
  input: z.object({ receipt: idField({ ja: '領収', en: 'Receipt' }) }),
  allow: [staff('payments.cash'), staff('payments.read')],
  async run(ctx, input) {
    const receipt = await ctx.db.selectFrom('kernel.receipts as c').innerJoin('kernel.receivables as r', 'r.id', 'c.receivable_id').select(['c.id', 'r.source', 'r.subject']).where('c.id', '=', input.receipt).where('c.amount_yen', '>', 0).executeTakeFirst();
    if (!receipt) return refuse('NotFound');
    const last = await ctx.db.selectFrom('collection.prints').select((eb) => eb.fn.max('copy').as('copy')).where('receipt_id', '=', receipt.id).executeTakeFirst();
    const copy = (last?.copy ?? 0) + 1;
    // Two printers at once: the constraint lets one of them through, the other is told to look again.
    await ctx.db.insertInto('collection.prints').values({ id: ctx.newId(), receipt_id: receipt.id, copy, printed_at: ctx.now, printed_by: actorKey(ctx.actor) }).execute();
    ctx.audit({ subject: receipt.subject, copy });
    return done({ receipt: receipt.id, copy, source: receipt.source, subject: receipt.subject });
  },
});

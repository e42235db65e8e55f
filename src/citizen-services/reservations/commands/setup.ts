/** 準備作業: what must be moved between two uses is written down by `keys.ts`; here somebody says that it is done. */
import { z } from 'zod';
import { actorKey, staff } from '../../../kernel/actor.ts';
import { idField } from '../../../kernel/fields.ts';
import { done, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';

/** Saying it twice is saying it once. */
export const finishSetup = command({
  name: 'reservations.finishSetup',
  title: { ja: '準備作業の済みを記録する', en: 'Note that a preparation is done' },
  input: z.object({ task: idField({ ja: '作業', en: 'Task' }) }),
  allow: [staff('reservations.desk'), staff('reservations.day')],
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.setup_tasks as t').innerJoin('reservations.facilities as f', 'f.id', 't.facility_id').select(['t.id', 'f.code']).where('t.id', '=', input.task).executeTakeFirst();
    const scope = `facility:${row?.code ?? ''}`;
    if (!row || (!ctx.may('reservations.desk', scope) && !ctx.may('reservations.day', scope))) return refuse('NotFound');
    await ctx.db.updateTable('reservations.setup_tasks').set({ done_at: ctx.now, done_by: actorKey(ctx.actor) }).where('id', '=', row.id).where('done_at', 'is', null).execute();
    ctx.audit({ subject: `facility:${row.code}` });
    return done({ task: row.id });
  },
});

/** 準備作業 of a day, for the desk and the caretaker. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { toInstant } from '../../../kernel/calendar/calendar.ts';
import { codeField, dateField, optional } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';

export const setupOfDay = query({
  name: 'reservations.setupOfDay',
  title: { ja: 'その日の準備作業', en: 'Preparations of a day' },
  input: z.object({ facility: codeField({ ja: '施設', en: 'Facility' }, 40), date: optional(dateField({ ja: '日', en: 'Date' })) }),
  allow: [staff('reservations.desk'), staff('reservations.day')],
  async run(ctx, input) {
    const scope = `facility:${input.facility}`;
    if (!ctx.may('reservations.desk', scope) && !ctx.may('reservations.day', scope)) return [];
    const date = input.date ?? ctx.today;
    const rows = await ctx.db.selectFrom('reservations.setup_tasks as t').innerJoin('reservations.facilities as f', 'f.id', 't.facility_id').select(['t.id', 't.due_at', 't.what', 't.done_at'])
      .where('f.code', '=', input.facility).where('t.due_at', '>=', toInstant(date, 0)).where('t.due_at', '<', toInstant(date, 1440)).orderBy('t.due_at').limit(200).execute();
    return rows.map((row) => ({ id: row.id, due: row.due_at, what: row.what, doneAt: row.done_at }));
  },
});

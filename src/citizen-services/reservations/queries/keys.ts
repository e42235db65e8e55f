/** What the lock job needs to know. */
import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { idField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { loadPlace } from '../place.ts';

export const keyWanted = query({
  name: 'reservations.keyWanted',
  title: { ja: '鍵の要る予約', en: 'A booking that needs a key' },
  input: z.object({ reservation: idField({ ja: '予約', en: 'Booking' }) }),
  allow: [system],
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.reservations').select(['id', 'unit_id', 'use_range', 'state']).where('id', '=', input.reservation).executeTakeFirst();
    if (!row || row.state !== 'permitted' || !row.use_range.to) return { lock: null, from: null, to: null };
    const place = await loadPlace(ctx.city, ctx.db, row.unit_id);
    return { lock: place?.unit.lock ?? null, from: row.use_range.from, to: row.use_range.to };
  },
});

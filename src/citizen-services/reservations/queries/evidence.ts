/** 確認書類 as the office sees them. A look at a paper is a look at a person and is recorded as one. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { idField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { patronVisible } from './patrons.ts';

/** One paper, for those who decide about it: registrations for `reservations.patrons`, reductions for the desk and the department of that facility. */
export const evidenceFile = query({
  name: 'reservations.evidenceFile',
  title: { ja: '確認書類を見る', en: 'See a paper' },
  input: z.object({ evidence: idField({ ja: '書類', en: 'Paper' }) }),
  allow: [staff('reservations.patrons'), staff('reservations.desk'), staff('reservations.approve')],
  personal: true,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.evidence as e').leftJoin('reservations.reservations as r', 'r.id', 'e.reservation_id').leftJoin('reservations.facilities as f', 'f.id', 'r.facility_id')
      .select(['e.id', 'e.patron_id', 'e.reservation_id', 'e.name', 'e.sha256', 'e.media_type', 'f.code']).where('e.id', '=', input.evidence).executeTakeFirst();
    if (!row) return null;
    if (row.patron_id) {
      if (!ctx.may('reservations.patrons')) return null;
      const seen = await ctx.db.selectFrom('reservations.patrons as p').select('p.id').where('p.id', '=', row.patron_id).where(patronVisible(ctx, ['reservations.patrons'])).executeTakeFirst();
      if (!seen) return null;
      ctx.shown(`patron:${row.patron_id}`);
    } else {
      const scope = `facility:${row.code ?? ''}`;
      if (!ctx.may('reservations.desk', scope) && !ctx.may('reservations.approve', scope)) return null;
      ctx.shown(`reservation:${row.reservation_id ?? ''}`);
    }
    return { name: row.name, sha256: row.sha256, mediaType: row.media_type };
  },
});

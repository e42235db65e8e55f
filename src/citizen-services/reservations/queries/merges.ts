/** 登録の統合 for the office: what waits for a second person, and what was done to one registration. */
import { z } from 'zod';
import { actorKey, staff } from '../../../kernel/actor.ts';
import { idField, optional } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { seesHidden } from './hidden-names.ts';

/** Of one registration all of them; without one, those that wait. */
export const patronMerges = query({
  name: 'reservations.patronMerges',
  title: { ja: '登録の統合の一覧', en: 'Merges of registrations' },
  input: z.object({ patron: optional(idField({ ja: '利用者登録', en: 'Registration' })) }),
  allow: [staff('reservations.patrons')],
  personal: true,
  async run(ctx, input) {
    let rows = ctx.db.selectFrom('reservations.patron_merges as m').innerJoin('reservations.patrons as k', 'k.id', 'm.keep_id').innerJoin('reservations.patrons as g', 'g.id', 'm.gone_id')
      .select(['m.id', 'm.state', 'm.reason', 'm.requested_by', 'm.requested_at', 'm.decided_at', 'm.undone_at', 'm.undo_reason', 'k.id as keep', 'k.number as keep_number', 'k.name as keep_name', 'k.facilities as keep_facilities', 'g.id as gone', 'g.number as gone_number', 'g.name as gone_name', 'g.facilities as gone_facilities']);
    const { patron } = input;
    rows = patron === null ? rows.where('m.state', '=', 'requested') : rows.where((eb) => eb.or([eb('m.keep_id', '=', patron), eb('m.gone_id', '=', patron)]));
    const found = (await rows.orderBy('m.requested_at').limit(200).execute()).filter((row) => seesHidden(ctx, row.keep_facilities) && seesHidden(ctx, row.gone_facilities));
    for (const row of found) ctx.shown(`patron:${row.keep}`);
    return found.map((row) => ({
      id: row.id, state: row.state, reason: row.reason, requestedAt: row.requested_at, decidedAt: row.decided_at, undoneAt: row.undone_at, undoReason: row.undo_reason, mine: row.requested_by === actorKey(ctx.actor),
      keep: { id: row.keep, number: row.keep_number, name: row.keep_name }, gone: { id: row.gone, number: row.gone_number, name: row.gone_name },
    }));
  },
});

/** The notices as the Common Alerting Protocol wants them: each with every state it was told in. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { idField, optional } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import type { CapNotice } from '../rules/feeds/cap.ts';

const KEPT_HOURS = 24;

export const capNotices = query({
  name: 'website.capNotices',
  title: { ja: '緊急のお知らせ（CAP）', en: 'Emergency notices (CAP)' },
  input: z.object({ notice: optional(idField({ ja: 'お知らせ', en: 'Notice' })) }),
  allow: [anyone('緊急のお知らせは、誰にでも見せます')],
  async run(ctx, input): Promise<readonly CapNotice[]> {
    const asked = ctx.db.selectFrom('website.public_notices').selectAll().where((eb) => eb.or([eb('state', '=', 'live'), eb('ended_at', '>', ctx.now.subtract({ hours: KEPT_HOURS }))]));
    const rows = await (input.notice === null ? asked : asked.where('id', '=', input.notice)).orderBy('changed_at', 'desc').limit(200).execute();
    if (rows.length === 0) return [];
    const told = await ctx.db.selectFrom('website.public_notice_messages').selectAll().where('notice_id', 'in', rows.map((row) => row.id)).orderBy('version').execute();
    const states = Map.groupBy(told, (row) => row.notice_id);
    return rows.map((row): CapNotice => ({
      id: row.id, kind: row.kind, severity: row.severity, areas: row.areas, english: row.headline_en !== '', headline: { ja: row.headline, en: row.headline_en }, body: { ja: row.body, en: row.body_en },
      startsAt: row.starts_at, state: row.state as CapNotice['state'], issuedBy: row.issued_by,
      // A view's columns are typed as filled; a notice without an end has none.
      states: (states.get(row.id) ?? []).map((one) => ({ version: one.version, sent: one.sent, endsAt: one.ends_at as Temporal.Instant | null })),
    }));
  },
});

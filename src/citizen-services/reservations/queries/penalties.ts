/** 点数と停止を見る: what waits for an answer, who is suspended, which rules do nothing because no article stands behind them. */
import { sql } from 'kysely';
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { query } from '../acts.ts';
import { policyOf } from '../place.ts';
import { inactiveRules } from '../rules/penalties.ts';
import { facilitiesOf } from './patrons.ts';

const permission = 'reservations.penalties';

export const penaltyList = query({
  name: 'reservations.penaltyList',
  title: { ja: '点数と異議の一覧', en: 'Points and objections' },
  input: z.object({}),
  allow: [staff(permission)],
  personal: true,
  async run(ctx) {
    const codes = facilitiesOf(ctx, [permission]);
    const rows = await ctx.db.selectFrom('reservations.penalties as x').innerJoin('reservations.patrons as p', 'p.id', 'x.patron_id').leftJoin('reservations.facilities as f', 'f.id', 'x.facility_id')
      .select(['x.id', 'x.event', 'x.points', 'x.legal_basis', 'x.note', 'x.at', 'x.withdrawn_at', 'x.appeal', 'x.reservation_id', 'p.id as patron', 'p.number', 'p.status', 'p.suspended_until', 'f.name_ja as facility'])
      // DV等支援措置: on lists such a patron is a number, nothing else.
      .select(sql<string>`case when p.hidden_name then '登録 ' || p.number else p.name end`.as('name'))
      .where(codes === null ? sql<boolean>`true` : sql<boolean>`f.code = any(${[...codes]}::text[])`).orderBy(sql`x.appeal is not null and x.withdrawn_at is null`, 'desc').orderBy('x.at', 'desc').limit(200).execute();
    for (const row of rows) ctx.shown(`patron:${row.patron}`);
    return rows.map((row) => ({ id: row.id, event: row.event, points: row.points, legalBasis: row.legal_basis, note: row.note, at: row.at, withdrawnAt: row.withdrawn_at, appeal: row.appeal, reservation: row.reservation_id, patron: row.patron, number: row.number, name: row.name, status: row.status, suspendedUntil: row.suspended_until, facility: row.facility }));
  },
});

/** Rules somebody wrote that are not in force. */
export const penaltyRules = query({
  name: 'reservations.penaltyRules',
  title: { ja: '働いていない点数の規則', en: 'Penalty rules not in force' },
  input: z.object({}),
  allow: [staff(permission)],
  async run(ctx) {
    const facilities = await ctx.db.selectFrom('reservations.facilities').select(['id', 'code', 'name_ja', 'policy_no']).where('closed_at', 'is', null).orderBy('code').limit(1000).execute();
    const found = [];
    for (const one of facilities) {
      const inactive = inactiveRules((await policyOf(ctx.city, ctx.db, one.id, one.policy_no)).penalties);
      if (inactive.length > 0) found.push({ facility: one.code, name: one.name_ja, inactive });
    }
    return found;
  },
});

/** What the house does by itself: marks thrown away, reviews reminded of. */
import { z } from 'zod';
import { officeScope, system } from '../../../kernel/actor.ts';
import { done, type Outcome } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import type { Ctx } from '../site.ts';

const REMARK_DAYS = 365;
const NEEDED_DAYS = 180;

export const tidyUp = command({
  name: 'faq.tidyUp',
  title: { ja: '数え終えた目印と古い意見を消す', en: 'Throw away marks and old remarks' },
  input: z.object({}),
  allow: [system],
  async run(ctx): Promise<Outcome<{ marks: number; remarks: number; needed: number }, never>> {
    const marks = await ctx.db.deleteFrom('faq.marks').where('ends_on', '<', ctx.today).executeTakeFirst();
    const remarks = await ctx.db.deleteFrom('faq.remarks').where('day', '<', ctx.today.subtract({ days: REMARK_DAYS })).executeTakeFirst();
    const needed = await ctx.db.deleteFrom('faq.needed').where('state', '<>', 'drafted').where('last_on', '<', ctx.today.subtract({ days: NEEDED_DAYS })).executeTakeFirst();
    return done({ marks: Number(marks.numDeletedRows), remarks: Number(remarks.numDeletedRows), needed: Number(needed.numDeletedRows) });
  },
});

/** Everybody who holds the permission for this office today, by a role of the own or of the post. */
async function peopleOf(ctx: Ctx, permission: string, office: string): Promise<readonly string[]> {
  const given = ctx.db.selectFrom('kernel.staff_roles as g').innerJoin('kernel.role_permissions as p', 'p.role_id', 'g.role_id').innerJoin('kernel.staff as s', 's.id', 'g.staff_id').select(['g.staff_id as staff', 'g.scope as scope'])
    .where('p.permission', '=', permission).where('s.closed_at', 'is', null).where('g.valid_from', '<=', ctx.today).where((eb) => eb.or([eb('g.valid_to', 'is', null), eb('g.valid_to', '>', ctx.today)]));
  const seated = ctx.db.selectFrom('kernel.holdings as h').innerJoin('kernel.post_roles as r', 'r.post_id', 'h.post_id').innerJoin('kernel.role_permissions as p', 'p.role_id', 'r.role_id').innerJoin('kernel.staff as s', 's.id', 'h.staff_id').select(['h.staff_id as staff', 'r.scope as scope'])
    .where('p.permission', '=', permission).where('s.closed_at', 'is', null).where('h.valid_from', '<=', ctx.today).where((eb) => eb.or([eb('h.valid_to', 'is', null), eb('h.valid_to', '>', ctx.today)]));
  const rows = await given.unionAll(seated).execute();
  return [...new Set(rows.filter((row) => row.scope === null || row.scope.includes(officeScope(office))).map((row) => row.staff))];
}

/** Days to the review on which its office hears of it; overdue by thirty, whoever approves hears too. */
const REMIND = [30, 7, 0, -30] as const;
const NAMED = 10;

export const remindReview = command({
  name: 'faq.remindReview',
  title: { ja: '見直しの時期を知らせる', en: 'Remind of reviews' },
  input: z.object({}),
  allow: [system],
  async run(ctx): Promise<Outcome<{ told: number }, never>> {
    let told = 0;
    for (const days of REMIND) {
      const due = await ctx.db.selectFrom('faq.faqs as f').innerJoin('faq.editions as e', (join) => join.onRef('e.faq_id', '=', 'f.id').on('e.state', '=', 'public')).innerJoin('kernel.departments as d', 'd.id', 'f.department_id').select(['e.question', 'd.code']).where('f.state', '=', 'public').where('f.review_on', '=', ctx.today.add({ days })).orderBy('f.faq_no').execute();
      for (const [office, faqs] of Map.groupBy(due, (one) => one.code)) {
        const lines = faqs.slice(0, NAMED).map((one) => `・${one.question}`).join('\n');
        const when = days > 0 ? `見直しまで${days}日です` : days === 0 ? '見直しの日です' : `見直しを${-days}日過ぎています`;
        for (const person of await peopleOf(ctx, days < 0 ? 'faq.approve' : 'faq.write', office)) {
          ctx.notify({ to: { staff: person }, kind: 'faq.review', href: '/staff/faq?state=due', title: { ja: `よくある質問${faqs.length}件の${when}`, en: `${faqs.length} FAQs are due for review` }, body: { ja: lines, en: lines } });
          told += 1;
        }
      }
    }
    return done({ told });
  },
});

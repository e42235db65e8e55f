/** Monday's letter to those who hold a duty in the plan. */
import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { done } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { sayFinding } from '../messages/findings.ts';
import { loadPlan } from '../plan.ts';
import { findings } from '../rules/findings.ts';

const NAMED = 8;

export const remind = command({
  name: 'continuity.remind',
  title: { ja: '業務継続計画の指摘を担当者に知らせる', en: 'Tell the responsible what is red' },
  input: z.object({}),
  allow: [system],
  async run(ctx) {
    const red = findings(await loadPlan(ctx.db, ctx.city.facts.name.ja, ctx.today), ctx.today).filter((finding) => finding.level === 'red');
    if (red.length === 0) return done({ told: 0 });
    const people = await ctx.db.selectFrom('continuity.contacts').select('staff_id').where('active', '=', true).where('staff_id', 'is not', null).where('duty', '<>', '').execute();
    const lines = (lang: 'ja' | 'en') => red.slice(0, NAMED).map((finding) => `・${finding.about.name} ${sayFinding(finding)[lang]}`).join('\n');
    for (const { staff_id } of people) {
      if (staff_id === null) continue;
      ctx.notify({
        to: { staff: staff_id }, kind: 'continuity.red', href: '/staff/continuity',
        title: { ja: `業務継続計画に、直すところが${red.length}件あります`, en: `${red.length} findings in the continuity plan` }, body: { ja: lines('ja'), en: lines('en') },
      });
    }
    return done({ told: people.length });
  },
});

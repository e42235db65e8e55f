/** 訓練の予定と記録. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { idField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { labels } from '../commands/fields.ts';
import { loadPlan } from '../plan.ts';
import { drillCalendar } from '../rules/findings.ts';

const view = [staff('continuity.view')];

export const drillList = query({
  name: 'continuity.drillList',
  title: { ja: '訓練の一覧', en: 'Drills' },
  input: z.object({}),
  allow: view,
  async run(ctx) {
    const plan = await loadPlan(ctx.db, ctx.city.facts.name.ja, ctx.today);
    const rules = await ctx.db.selectFrom('continuity.drill_rules').select(['kind', 'every', 'basis', 'as_of as asOf', 'version']).orderBy('kind').execute();
    const planned = await ctx.db.selectFrom('continuity.drills').select(['id', 'kind', 'title', 'planned_on as plannedOn', 'by_rule as byRule', 'version']).where('state', '=', 'planned').orderBy('planned_on').limit(200).execute();
    const open = new Set(plan.followUps.filter((one) => one.doneOn === null).map((one) => one.drillId));
    return { calendar: drillCalendar(plan, ctx.today), rules, planned, held: plan.drills.map((drill) => ({ ...drill, open: open.has(drill.id), measures: drill.measures.map((one) => ({ ...one, name: plan.assets.find((row) => row.id === one.asset)?.name ?? '' })) })), followUps: plan.followUps, assets: plan.assets.map(({ code, name }) => ({ code, name })) };
  },
});

export const drill = query({
  name: 'continuity.drill',
  title: { ja: '訓練一つ', en: 'One drill' },
  input: z.object({ drill: idField(labels.drill) }),
  allow: view,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('continuity.drills').selectAll().where('id', '=', input.drill).executeTakeFirst();
    if (!row) return null;
    const measures = await ctx.db.selectFrom('continuity.drill_measures as m').innerJoin('continuity.assets as a', 'a.id', 'm.asset_id').select(['a.id', 'a.name', 'm.rto_seconds as rtoSeconds', 'm.rpo_seconds as rpoSeconds', 'a.rto_minutes as rtoMinutes', 'a.rpo_minutes as rpoMinutes']).where('m.drill_id', '=', row.id).orderBy('a.tier').orderBy('a.code').execute();
    const followUps = await ctx.db.selectFrom('continuity.follow_ups').select(['id', 'finding', 'action', 'post', 'due_on as dueOn', 'done_on as doneOn', 'done_by as doneBy', 'done_note as doneNote']).where('drill_id', '=', row.id).orderBy('due_on').orderBy('id').execute();
    const assets = await ctx.db.selectFrom('continuity.assets').select(['code', 'name']).where('active', '=', true).orderBy('tier').orderBy('code').execute();
    const { recorded_by: _, ...facts } = row;
    return { ...facts, measures, followUps, assets };
  },
});

/** What is red first. */
import { z } from 'zod';
import type { QueryContext } from '../../../kernel/act.ts';
import { casesAbout } from '../../../kernel/approval/about.ts';
import { staff } from '../../../kernel/actor.ts';
import { query, type Tables } from '../acts.ts';
import { planKind, runbookKind } from '../kinds.ts';
import { sayFinding } from '../messages/findings.ts';
import { loadPlan } from '../plan.ts';
import { drillCalendar, type Finding, findings } from '../rules/findings.ts';
import type { Plan } from '../rules/plan.ts';
import { startOrder } from '../rules/start-order.ts';

const view = [staff('continuity.view')];

export interface SaidFinding extends Finding {
  readonly text: { readonly ja: string; readonly en: string };
}

export function saidFindings(plan: Plan, today: Temporal.PlainDate): readonly SaidFinding[] {
  return findings(plan, today).map((finding) => ({ ...finding, text: sayFinding(finding) }));
}

export const overview = query({
  name: 'continuity.overview',
  title: { ja: '業務継続計画の様子', en: 'The continuity plan at a glance' },
  input: z.object({}),
  allow: view,
  async run(ctx) {
    const plan = await loadPlan(ctx.db, ctx.city.facts.name.ja, ctx.today);
    const planned = await ctx.db.selectFrom('continuity.drills').select(['id', 'kind', 'title', 'planned_on as plannedOn']).where('state', '=', 'planned').orderBy('planned_on').limit(20).execute();
    const order = startOrder(plan.assets, plan.needs);
    return {
      findings: saidFindings(plan, ctx.today), calendar: drillCalendar(plan, ctx.today), planned, ...(await waitingIn(ctx)),
      followUps: plan.followUps.filter((one) => one.doneOn === null),
      assets: plan.assets.length, totalMinutes: order.totalMinutes, criticalPath: order.criticalPath.flatMap((id) => plan.assets.find((asset) => asset.id === id)?.name ?? []),
      measured: plan.assets.filter((asset) => asset.measured !== null).length, edition: plan.editions.at(-1) ?? null, lastRestore: plan.drills.find((drill) => drill.kind === 'restore') ?? null,
    };
  },
});

/** What waits for a second person here; what is decided in the approval room stands on the desks of its route. */
async function waitingIn(ctx: QueryContext<Tables>) {
  const waitingRunbooks = await ctx.db.selectFrom('continuity.runbook_versions as v').innerJoin('continuity.runbooks as r', 'r.id', 'v.runbook_id').select(['r.id', 'v.id as draft', 'r.title', 'v.number', 'v.author_name as author']).where('v.state', '=', 'submitted').orderBy('v.submitted_at').execute();
  const waitingEditions = await ctx.db.selectFrom('continuity.editions').select(['id', 'number', 'made_name as author']).where('state', '=', 'submitted').execute();
  const [runbooksInRoom, editionsInRoom] = [await casesAbout(ctx.db, runbookKind, waitingRunbooks.map((row) => row.draft)), await casesAbout(ctx.db, planKind, waitingEditions.map((row) => row.id))];
  return { waitingRunbooks: waitingRunbooks.filter((row) => !runbooksInRoom.has(row.draft)), waitingEditions: waitingEditions.filter((row) => !editionsInRoom.has(row.id)) };
}

export const approvalList = query({
  name: 'continuity.approvalList',
  title: { ja: '承認待ちの手順書と計画', en: 'What waits for approval' },
  input: z.object({}),
  allow: [staff('continuity.approve')],
  run: waitingIn,
});

/** The number beside the menu for those who approve. */
export const approvalsWaiting = query({
  name: 'continuity.approvalsWaiting',
  title: { ja: '承認待ちの数', en: 'Waiting for approval' },
  input: z.object({}),
  allow: [staff('continuity.approve')],
  async run(ctx) {
    const { waitingRunbooks, waitingEditions } = await waitingIn(ctx);
    return waitingRunbooks.length + waitingEditions.length;
  },
});

/** For printing and for machines. */
export const wholePlan = query({
  name: 'continuity.wholePlan',
  title: { ja: 'いまの計画の全体', en: 'The whole plan as it stands' },
  input: z.object({}),
  allow: view,
  run: (ctx) => loadPlan(ctx.db, ctx.city.facts.name.ja, ctx.today),
});

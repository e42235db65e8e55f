/** What runs by itself: holders change, absent reviewers are passed over, slow steps are reminded of, and mornings begin with a digest. */
import { sql } from 'kysely';
import { z } from 'zod';
import { system } from '../actor.ts';
import { isBusinessDay } from '../calendar/calendar.ts';
import { idField, intField } from '../fields.ts';
import { done, refuse } from '../outcome.ts';
import { job } from '../jobs/job.ts';
import { command } from './acts.ts';
import { organizationAt } from './house-organization.ts';
import { carryOut } from './perform.ts';
import { type Context, lockCase, momentOf, reading } from './record.ts';
import type { CaseAction } from './rules/case-state.ts';
import { holdersOf, lineAbove, type Organization, postOf } from './rules/organization.ts';
import { ordinaryPolicy, type Policy, type RuleSet } from './rules/rule-set.ts';
import { workingMinutes } from './rules/working-hours.ts';
import { alarmOffice, hrefOf } from './tell.ts';

const MAX_AT_ONCE = 200;

type Urgency = 'ordinary' | 'urgent' | 'same_day';

interface Standing {
  readonly case_id: string;
  readonly step_no: number;
  readonly post_id: string;
  readonly role: string;
  readonly resolved_id: string | null;
  readonly unassigned: boolean;
  readonly activated_at: Temporal.Instant | null;
  readonly reminded_at: Temporal.Instant | null;
  readonly escalated_at: Temporal.Instant | null;
  readonly number: string | null;
  readonly urgency: Urgency;
  readonly rule_set_id: string | null;
}

/** Whether everybody who holds the post is away. Nobody at all is a vacancy, which is something else. */
function allAbsent(organization: Organization, post: string, now: Temporal.Instant): boolean {
  const holders = holdersOf(organization, post);
  return holders.length > 0 && holders.every((holder) => (organization.absent.get(holder.staff) ?? 0) > now.epochMilliseconds);
}

const MAY_BE_PASSED = new Set(['lineReview', 'consult_notify']);

/** Looks after the open steps. Answers which of them are to be passed over; each is a change of its own. */
export const tend = command({
  name: 'approval.tend', title: { ja: '進行中の段階を見回る', en: 'Look after open steps' }, input: z.object({}), allow: [system],
  async run(ctx) {
    const organization = await organizationAt(reading(ctx), ctx.now);
    const steps: readonly Standing[] = await ctx.db.selectFrom('kernel.approval_steps as s').innerJoin('kernel.approval_cases as c', 'c.id', 's.case_id')
      .select(['s.case_id', 's.step_no', 's.post_id', 's.role', 's.resolved_id', 's.unassigned', 's.activated_at', 's.reminded_at', 's.escalated_at', 'c.number', 'c.urgency', 'c.rule_set_id']).where('s.state', '=', 'active').orderBy('s.activated_at').execute();
    const policies = await policiesOf(ctx, steps);
    const passOver: { readonly case: string; readonly step: number }[] = [];
    for (const step of steps) {
      const policy = policies.get(step.rule_set_id ?? '') ?? ordinaryPolicy;
      await resolveAnew(ctx, organization, step);
      const age = step.activated_at ? workingMinutes(step.activated_at, ctx.now) : 0;
      if (policy.postViewAfterMinutes !== null && MAY_BE_PASSED.has(step.role) && age >= policy.postViewAfterMinutes && allAbsent(organization, step.post_id, ctx.now)) passOver.push({ case: step.case_id, step: step.step_no });
      else await remind(ctx, organization, step, age, policy);
    }
    return done({ passOver: passOver.slice(0, MAX_AT_ONCE) });
  },
});

async function policiesOf(ctx: Context, steps: readonly Standing[]): Promise<ReadonlyMap<string, Policy>> {
  const ids = [...new Set(steps.flatMap((step) => step.rule_set_id ?? []))];
  const rows = ids.length === 0 ? [] : await ctx.db.selectFrom('kernel.approval_rule_sets').select(['id', 'body']).where('id', 'in', ids).execute();
  return new Map(rows.map((row) => [row.id, (row.body as RuleSet).policy]));
}

/** A step stays with the post: on 1 April it is the new holder's. An empty post is told to the office, once. */
async function resolveAnew(ctx: Context, organization: Organization, step: Standing): Promise<void> {
  const holder = holdersOf(organization, step.post_id)[0]?.staff ?? null;
  if (holder === step.resolved_id && (holder === null) === step.unassigned) return;
  await ctx.db.updateTable('kernel.approval_steps').set({ resolved_id: holder, unassigned: holder === null }).where('case_id', '=', step.case_id).where('step_no', '=', step.step_no).where('state', '=', 'active').execute();
  if (holder !== null || step.unassigned) return;
  const row = await ctx.db.selectFrom('kernel.approval_cases').select(['id', 'number', 'kind', 'subject', 'title', 'urgency', 'drafter_id', 'confidentiality']).where('id', '=', step.case_id).executeTakeFirst();
  if (row) await alarmOffice(ctx, row, [postOf(organization, step.post_id)?.title ?? '']);
}

async function remind(ctx: Context, organization: Organization, step: Standing, age: number, policy: Policy): Promise<void> {
  const share = (age / policy.serviceMinutes[step.urgency]) * 100;
  const mark = (column: 'reminded_at' | 'escalated_at') => ctx.db.updateTable('kernel.approval_steps').set({ [column]: ctx.now }).where('case_id', '=', step.case_id).where('step_no', '=', step.step_no).execute();
  const tell = (staff: string, kind: string, ja: string, en: string) => ctx.notify({ to: { staff }, kind: `approval.${kind}`, title: { ja: `${ja}：${step.number ?? ''}`, en: `${en}: ${step.number ?? ''}` }, body: { ja: '案件を開いて、処理するか差し戻してください。', en: 'Please open the case and act on it, or return it.' }, href: hrefOf(step.case_id) });
  const [holder] = holdersOf(organization, step.post_id);
  if (share >= policy.escalateAtPercent && step.escalated_at === null) {
    const post = postOf(organization, step.post_id);
    const above = (post ? lineAbove(organization, post) : []).flatMap((one) => holdersOf(organization, one.id)[0]?.staff ?? []);
    if (above[0] !== undefined) tell(above[0], 'escalated', `期限を過ぎています（${post?.title ?? ''}）`, 'Overdue below you');
    await mark('escalated_at');
  } else if (share >= policy.remindAtPercent && step.reminded_at === null) {
    if (holder) tell(holder.staff, 'reminder', '処理を待っています', 'Waiting for you');
    await mark('reminded_at');
  }
}

/** 不在自動後閲: an absent reviewer is passed over and views afterwards. */
export const passOver = command({
  name: 'approval.passOver', title: { ja: '不在の段階を後閲にする', en: 'Pass over an absent reviewer' }, input: z.object({ case: idField({ ja: '案件', en: 'Case' }), step: intField({ ja: '段階', en: 'Step' }, { min: 1, max: 10_000 }) }), allow: [system],
  async run(ctx, input) {
    const loaded = await lockCase(ctx, input.case);
    const step = loaded?.state.steps.find((one) => one.no === input.step);
    const organization = await organizationAt(reading(ctx), ctx.now);
    // The world may have moved since the list was made.
    if (!loaded || loaded.state.status !== 'in_route' || !step || step.status !== 'active' || !MAY_BE_PASSED.has(step.role) || !allAbsent(organization, step.post, ctx.now)) return refuse('Conflict');
    const action: CaseAction = { action: 'skip', at: momentOf(ctx), actor: null, post: null, capacity: 'house', step: step.no, payload: { reason: 'absence', staff: holdersOf(organization, step.post)[0]?.staff ?? null } };
    const carried = await carryOut(ctx, loaded, organization, action);
    return 'refused' in carried ? refuse('Conflict') : done({ seq: carried.seq });
  },
});

/** One message for everything that waits, instead of one for each. */
export const sendDigest = command({
  name: 'approval.sendDigest', title: { ja: '届いている案件をまとめて知らせる', en: 'Send the digest' }, input: z.object({}), allow: [system],
  async run(ctx) {
    const found = await sql<{ staff: string; steps: number; views: number; returned: number }>`
      select staff, sum(steps)::int as steps, sum(views)::int as views, sum(returned)::int as returned from (
        select resolved_id as staff, count(*) as steps, 0 as views, 0 as returned from kernel.approval_steps where state = 'active' and resolved_id is not null group by 1
        union all select staff_id, 0, count(*), 0 from kernel.approval_post_views where done_at is null and staff_id is not null group by 1
        union all select drafter_id, 0, 0, count(*) from kernel.approval_cases where state = 'draft' and version_no > 0 group by 1) as waiting group by staff order by staff`.execute(ctx.db);
    for (const row of found.rows) {
      const parts = [row.steps > 0 ? `処理を待つ案件 ${row.steps}件` : '', row.views > 0 ? `後閲 ${row.views}件` : '', row.returned > 0 ? `差し戻された起案 ${row.returned}件` : ''].filter((part) => part !== '');
      ctx.notify({ to: { staff: row.staff }, kind: 'approval.digest', title: { ja: `決裁：${parts.join('、')}`, en: `Approvals: ${row.steps} waiting, ${row.views} to view, ${row.returned} returned` }, body: { ja: '受信箱を開いてください。', en: 'Please open your desk.' }, href: '/staff/approvals' });
    }
    return done({ told: found.rows.length });
  },
});

export const tendJob = job({
  name: 'approval.tend', title: { ja: '決裁の見回り', en: 'Approval upkeep' }, every: { minutes: 1 },
  async run(ctx) {
    const tended = await ctx.do(tend, {}, `approval.tend:${ctx.jobId}`);
    if (!tended.ok) throw new Error(tended.refused);
    let passed = 0;
    for (const one of tended.value.passOver) {
      if (ctx.cancelled()) break;
      const answer = await ctx.do(passOver, one, `approval.passOver:${one.case}:${one.step}`);
      if (answer.ok) passed++;
    }
    return { passed };
  },
});

function digestJob(name: string, at: readonly [number, number]) {
  return job({
    name, title: { ja: '決裁のまとめの知らせ', en: 'Approval digest' }, every: { dailyAt: at },
    async run(ctx) {
      if (!isBusinessDay(ctx.dueAt.toZonedDateTimeISO('Asia/Tokyo').toPlainDate())) return { told: 0 };
      const answer = await ctx.do(sendDigest, {}, `${name}:${ctx.dueAt.toString()}`);
      return { told: answer.ok ? answer.value.told : 0 };
    },
  });
}

export const morningDigest = digestJob('approval.morningDigest', [8, 30]);
export const noonDigest = digestJob('approval.noonDigest', [13, 0]);

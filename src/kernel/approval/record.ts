/** A case as it is kept: its actions are the truth, steps and stages the projection that lists and constraints need. */
import { type Kysely, sql } from 'kysely';
import type { CommandContext } from '../act.ts';
import { readingOnly } from '../db/database.ts';
import type { ApprovalTables } from './acts.ts';
import type { Reader } from './house-organization.ts';
import { type ApprovalKind, kindOf } from './kinds.ts';
import type { CaseAction, CaseState } from './rules/case-state.ts';
import type { Facts } from './rules/facts.ts';
import { holdersOf, type Organization } from './rules/organization.ts';
import { replay } from './rules/reducer.ts';
import { ordinaryPolicy, type RuleSet } from './rules/rule-set.ts';
import type { Requirement } from './rules/strictest.ts';

export type Context = CommandContext<ApprovalTables>;

/** The room's tables are the kernel's, whatever tables the calling system sees. */
export function roomOf<T>(ctx: CommandContext<T>): Context {
  return ctx as unknown as Context;
}

export function reading(ctx: Context): Reader {
  return readingOnly(ctx.db as unknown as Kysely<never>) as unknown as Reader;
}

const columns = ['id', 'number', 'kind', 'subject', 'organ', 'title', 'drafter_id', 'drafter_post_id', 'department_id', 'state', 'version_no', 'version_hash', 'rule_set_id', 'facts', 'requirement', 'urgency', 'confidentiality', 'created_at', 'submitted_at', 'due_at', 'decided_at', 'decided_kind', 'decider_id', 'effective_at', 'released_at', 'corrects', 'split_answer', 'disagreements', 'comments', 'retention_years', 'seq'] as const;

async function caseRow(db: Reader, id: string) {
  return db.selectFrom('kernel.approval_cases').select(columns).where('id', '=', id).executeTakeFirst();
}
export type CaseRow = NonNullable<Awaited<ReturnType<typeof caseRow>>>;

export interface LoadedCase {
  readonly row: CaseRow;
  readonly state: CaseState;
  readonly actions: readonly CaseAction[];
  readonly kind: ApprovalKind;
  readonly set: RuleSet;
  readonly requirement: Requirement | null;
  readonly facts: Facts;
  /** Whom a record says has decided by word of mouth. */
  readonly spoken: readonly string[];
}

/** The actions of a case in order. Only this file writes them, so their shape is what was written. */
export async function actionsOf(db: Reader, id: string): Promise<readonly CaseAction[]> {
  const rows = await db.selectFrom('kernel.approval_actions').select(['action', 'step_no', 'version_no', 'version_hash', 'actor_id', 'post_id', 'capacity', 'comment', 'payload', 'at']).where('case_id', '=', id).orderBy('seq').execute();
  return rows.map((row) => ({
    action: row.action, at: row.at.toString(), actor: row.actor_id, post: row.post_id, capacity: row.capacity, step: row.step_no, version: row.version_no, hash: row.version_hash, payload: row.payload,
    ...(row.comment === '' ? {} : { comment: row.comment }),
  }) as unknown as CaseAction);
}

async function ruleSetOf(db: Reader, id: string | null): Promise<RuleSet> {
  const row = id === null ? undefined : await db.selectFrom('kernel.approval_rule_sets').select('body').where('id', '=', id).executeTakeFirst();
  // A set is checked when it is drafted and frozen when it is reviewed.
  return row ? (row.body as RuleSet) : { authorities: [], rules: [], policy: ordinaryPolicy };
}

/** The case as it stands; null when there is none, or its system is gone. */
export async function readCase(db: Reader, id: string): Promise<LoadedCase | null> {
  const row = await caseRow(db, id);
  const kind = row ? kindOf(row.kind) : null;
  if (!row || !kind) return null;
  const actions = await actionsOf(db, id);
  const spoken = actions.some((action) => action.action === 'oral') ? await db.selectFrom('kernel.approval_oral_records').select('decider_id').where('case_id', '=', id).execute() : [];
  return { row, actions, spoken: spoken.map((one) => one.decider_id), state: replay(actions), kind, set: await ruleSetOf(db, row.rule_set_id), requirement: row.requirement as Requirement | null, facts: row.facts as Facts };
}

/** The same with its row locked until the end of the change: of two who act at once, the second sees what the first did. */
export async function lockCase(ctx: Context, id: string): Promise<LoadedCase | null> {
  await ctx.db.selectFrom('kernel.approval_cases').select('id').where('id', '=', id).forUpdate().execute();
  return readCase(reading(ctx), id);
}

/** The moment as it is kept, so that what was computed and what is read again are equal. */
export function momentOf(ctx: { readonly now: Temporal.Instant }): string {
  return ctx.now.round({ smallestUnit: 'millisecond', roundingMode: 'floor' }).toString();
}

export interface Written {
  readonly id: string;
  readonly action: CaseAction;
}

/** Writes actions behind those that stand, and carries the projection from one state to the other. */
export async function write(ctx: Context, id: string, before: CaseState, after: CaseState, actions: readonly CaseAction[], options: { readonly organization: Organization; readonly dueAt: Temporal.Instant | null; readonly seenAt?: Temporal.Instant | null }): Promise<readonly Written[]> {
  let version = before.version;
  let hash = before.hash;
  const written: Written[] = [];
  for (const [index, action] of actions.entries()) {
    if (action.action === 'submit' || action.action === 'edit') ({ version, hash } = action);
    const own = ctx.newId();
    await ctx.db.insertInto('kernel.approval_actions').values({
      id: own, case_id: id, seq: before.seq + index + 1, action: action.action, step_no: action.step, version_no: version, version_hash: hash, actor_id: action.actor, post_id: action.post, capacity: action.capacity,
      comment: action.comment ?? '', seen_at: index === 0 ? (options.seenAt ?? null) : null, payload: JSON.stringify('payload' in action ? (action.payload ?? {}) : {}), request_id: ctx.requestId, at: Temporal.Instant.from(action.at),
    }).execute();
    written.push({ id: own, action });
  }
  await project(ctx, id, before, after, options);
  return written;
}

async function project(ctx: Context, id: string, before: CaseState, after: CaseState, { organization, dueAt }: { readonly organization: Organization; readonly dueAt: Temporal.Instant | null }): Promise<void> {
  const known = new Set(before.stages.map((stage) => stage.no));
  const stages = after.stages.filter((stage) => !known.has(stage.no)).map((stage) => ({ case_id: id, stage_no: stage.no, version_no: stage.version, mode: stage.mode, quorum: stage.quorum, label: stage.label }));
  if (stages.length > 0) await ctx.db.insertInto('kernel.approval_stages').values(stages).execute();
  const earlier = new Map(before.steps.map((step) => [step.no, step]));
  const steps = after.steps.filter((step) => JSON.stringify(step) !== JSON.stringify(earlier.get(step.no))).map((step) => {
    const holder = step.status === 'active' ? (holdersOf(organization, step.post)[0]?.staff ?? null) : null;
    return {
      case_id: id, step_no: step.no, version_no: step.version, stage_no: step.stage, role: step.role, post_id: step.post, resolved_id: step.status === 'active' ? holder : step.actor, state: step.status, reason: step.reason,
      unassigned: step.status === 'active' && holder === null, activated_at: step.activatedAt === null ? null : Temporal.Instant.from(step.activatedAt), acted_at: step.actedAt === null ? null : Temporal.Instant.from(step.actedAt),
      acted_version: step.actedVersion, due_at: dueAt,
    };
  });
  if (steps.length > 0) {
    await ctx.db.insertInto('kernel.approval_steps').values(steps).onConflict((conflict) => conflict.columns(['case_id', 'step_no']).doUpdateSet((eb) => ({
      role: eb.ref('excluded.role'), resolved_id: eb.ref('excluded.resolved_id'), state: eb.ref('excluded.state'), reason: eb.ref('excluded.reason'), unassigned: eb.ref('excluded.unassigned'),
      activated_at: eb.ref('excluded.activated_at'), acted_at: eb.ref('excluded.acted_at'), acted_version: eb.ref('excluded.acted_version'), due_at: eb.ref('excluded.due_at'),
    }))).execute();
  }
  const views = after.views.slice(before.views.length).map((view) => ({ id: ctx.newId(), case_id: id, step_no: view.step, kind: view.kind, post_id: view.post, staff_id: view.staff ?? holdersOf(organization, view.post)[0]?.staff ?? null, opened_at: ctx.now }));
  if (views.length > 0) await ctx.db.insertInto('kernel.approval_post_views').values(views).onConflict((conflict) => conflict.doNothing()).execute();
}

/** Which rule set binds the organ on a day; null: none is in force. */
export async function ruleSetInForce(db: Reader, organ: string, day: Temporal.PlainDate): Promise<{ readonly id: string; readonly set: RuleSet; readonly inNameOf: string } | null> {
  const row = await db.selectFrom('kernel.approval_rule_sets').select(['id', 'body', 'in_name_of']).where('organ', '=', organ).where('state', 'in', ['in_force', 'retired']).where('valid_from', '<=', day)
    .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', day)])).orderBy(sql`state = 'in_force'`, 'desc').orderBy('valid_from', 'desc').executeTakeFirst();
  return row ? { id: row.id, set: row.body as RuleSet, inNameOf: row.in_name_of } : null;
}

/** Whether the disaster mode is on at a moment, and which. */
export async function disasterModeAt(db: Reader, at: Temporal.Instant): Promise<string | null> {
  const row = await db.selectFrom('kernel.approval_disaster_modes').select('id').where('started_at', '<=', at).where((eb) => eb.or([eb('ended_at', 'is', null), eb('ended_at', '>', at)])).executeTakeFirst();
  return row?.id ?? null;
}

/** One way for everything that is done with a case on its way: lock, look again, judge, apply, take effect, write, tell. */
import { sql } from 'kysely';
import type { CommandContext } from '../act.ts';
import { formatTime, tokyoMinutes } from '../calendar/calendar.ts';
import { done, type Outcome, refuse, type Refused } from '../outcome.ts';
import { namesOf, organizationAt } from './house-organization.ts';
import { type CaseFacts, type EffectAnswer, refusedBy } from './kinds.ts';
import { type Context, disasterModeAt, type LoadedCase, lockCase, momentOf, reading, write } from './record.ts';
import type { ApprovalRefusal } from './refusals.ts';
import { type Doing, judge, type May, type MayNot, type Situation } from './rules/available.ts';
import { activeSteps, type CaseAction, type CaseState, type DecidedKind, type StepState } from './rules/case-state.ts';
import { lineAbove, type Organization, postOf } from './rules/organization.ts';
import { apply } from './rules/reducer.ts';
import { settle } from './rules/settle.ts';
import { announce } from './tell.ts';
import { sightOf } from './visibility.ts';

export interface Asked {
  readonly case: string;
  /** The hash of the version that was shown; what somebody acts on is what somebody saw. */
  readonly hash: string;
  /** The number of the last action that was shown; null: only the step and the version count. */
  readonly seq: number | null;
  readonly step: number | null;
  readonly comment: string;
}

export interface Opened {
  readonly loaded: LoadedCase;
  readonly organization: Organization;
  readonly situation: Situation;
  readonly staff: string;
}

export type PerformRefusal = ApprovalRefusal | 'NotFound';

/** The case, locked, with the house around it; the same "not found" for what is not there and what may not be known. */
export async function openFor(ctx: Context, id: string): Promise<Opened | null> {
  if (ctx.actor.kind !== 'staff') return null;
  const loaded = await lockCase(ctx, id);
  if (!loaded) return null;
  const organization = await organizationAt(reading(ctx), ctx.now);
  if (sightOf(ctx.actor, loaded, organization) === null) return null;
  const mode = loaded.requirement?.disasterOk ? await disasterModeAt(reading(ctx), ctx.now) : null;
  return { loaded, organization, staff: ctx.actor.id, situation: situationOf(loaded, organization, ctx.now, mode !== null) };
}

export function situationOf(loaded: LoadedCase, organization: Organization, now: Temporal.Instant, disaster: boolean): Situation {
  return {
    state: loaded.state, organization, policy: loaded.set.policy, requirement: loaded.requirement, flags: loaded.facts.flags, urgent: loaded.row.urgency !== 'ordinary', disaster,
    editable: loaded.kind.editable.length > 0, now: now.epochMilliseconds,
  };
}

const DONE_WORDS: Readonly<Partial<Record<CaseAction['action'], string>>> = {
  approve: '承認し', agree: '合議に同意し', disagree: '合議に不同意とし', examine: '審査し', return: '差し戻し', returnTo: '差し戻し', decide: '決裁し', reject: '否決し', recall: '引き戻し', consentRecall: '引戻しに同意し', withdraw: '取り下げ', pullUp: '引き上げ', edit: '文面を直し', submit: '提出し', skip: '次の段階へ進め',
};

/** 409 with who did what and when, so that nobody wonders. */
export async function stale(ctx: Context, loaded: LoadedCase): Promise<Refused<'StaleVersion'>> {
  const last = loaded.actions.findLast((action) => action.action in DONE_WORDS);
  if (!last) return refuse('StaleVersion');
  const names = await namesOf(reading(ctx), [last.actor]);
  return refuse('StaleVersion', { at: formatTime(tokyoMinutes(Temporal.Instant.from(last.at)), 'ja'), by: last.actor === null ? 'システム' : `${names.get(last.actor) ?? ''}さん`, what: DONE_WORDS[last.action] ?? '処理し' });
}

/** A refusal of the rules in words people know: titles of posts instead of ids. */
export function spoken(why: MayNot, opened: Opened): Refused<PerformRefusal> {
  const { organization, loaded } = opened;
  const title = (post: unknown) => (typeof post === 'string' ? (postOf(organization, post)?.title ?? '') : '');
  const posts = Array.isArray(why.details['posts']) ? { titles: why.details['posts'].map(title) } : {};
  const drafted = postOf(organization, loaded.row.drafter_post_id);
  const next = why.refused === 'SelfDecision' && drafted ? { next: lineAbove(organization, drafted)[0]?.title ?? '' } : {};
  const { posts: _, post, ...rest } = why.details;
  return refuse(why.refused, { ...rest, ...posts, ...next, ...(post === undefined ? {} : { title: title(post) }) });
}

/** Parallel sections do not stand in each other's way: for them the step and the version count, not the last action. */
const PARALLEL: readonly Doing[] = ['agree', 'disagree', 'examine'];

/** Whether what was shown is what stands; null: it is. */
async function outdated(ctx: Context, { loaded }: Opened, asked: Asked, doing: Doing): Promise<Refused<'StaleVersion'> | null> {
  const { state } = loaded;
  const sameText = state.hash === asked.hash;
  const stepGone = asked.step !== null && !state.steps.some((step) => step.no === asked.step && (step.status === 'active' || doing === 'pullUp'));
  const acted = asked.seq !== null && asked.seq !== state.seq && !PARALLEL.includes(doing);
  return sameText && !stepGone && !acted ? null : stale(ctx, loaded);
}

/** When the actor first opened the version that stands; null: never. The look itself is the record. */
export async function seenAt(ctx: Context, loaded: LoadedCase, staff: string): Promise<Temporal.Instant | null> {
  const row = await ctx.db.selectFrom('kernel.looks').select('at').where(sql<boolean>`subjects @> array[${lookSubject(loaded.row.id, loaded.state.version)}]::text[]`).where('actor_id', '=', staff).orderBy('at').limit(1).executeTakeFirst();
  return row?.at ?? null;
}

export function lookSubject(caseId: string, version: number): string {
  return `approval:${caseId}@${version}`;
}

const NEEDS_COMMENT: readonly Doing[] = ['return', 'returnTo', 'disagree', 'reject', 'withdraw', 'recall', 'instruct'];
const NEEDS_SEEN: readonly Doing[] = ['approve', 'agree', 'disagree', 'examine', 'decide'];

/** Judges and, when it may be done, makes the action. */
export interface Ready {
  readonly opened: Opened;
  readonly may: May;
  readonly seen: Temporal.Instant | null;
}

/** Who held the post yesterday and read this very text is told whose turn it is; to everybody else the case does not exist. */
async function movedOn(ctx: Context, asked: Asked): Promise<Refused<'NotYourStep' | 'NotFound'>> {
  const loaded = ctx.actor.kind === 'staff' ? await lockCase(ctx, asked.case) : null;
  if (!loaded || ctx.actor.kind !== 'staff' || loaded.state.hash !== asked.hash || (await seenAt(ctx, loaded, ctx.actor.id)) === null) return refuse('NotFound');
  const organization = await organizationAt(reading(ctx), ctx.now);
  return refuse('NotYourStep', { titles: activeSteps(loaded.state).map((step) => postOf(organization, step.post)?.title ?? '') });
}

export async function ready(ctx: Context, asked: Asked, doing: Doing): Promise<Ready | Refused<PerformRefusal>> {
  const opened = await openFor(ctx, asked.case);
  if (!opened) return movedOn(ctx, asked);
  const ended = opened.loaded.row.state !== 'draft' && opened.loaded.row.state !== 'in_route';
  const old = await outdated(ctx, opened, asked, doing);
  const may = judge(opened.situation, opened.staff, doing, asked.step);
  // Whoever held the post yesterday sees that it moved on, not that the page is old.
  if (old && (may.ok || may.refused === 'NotYourStep' || may.refused === 'WrongState') && opened.loaded.state.seq !== asked.seq) return old;
  if (ended && doing !== 'withdraw' && !may.ok) return refuse('AlreadyEnded');
  if (!may.ok) return spoken(may, opened);
  if (old) return old;
  if (NEEDS_COMMENT.includes(doing) && asked.comment === '') return refuse('CommentNeeded');
  const seen = await seenAt(ctx, opened.loaded, opened.staff);
  if (NEEDS_SEEN.includes(doing) && seen === null && !opened.loaded.kind.bulkOk) return refuse('NotSeen');
  return { opened, may, seen };
}

/** The plain part of an action. */
export function actBase(ctx: Context, { may, opened }: Ready, comment: string) {
  return { at: momentOf(ctx), actor: opened.staff, post: may.post, capacity: may.capacity, step: may.step?.no ?? null, ...(comment === '' ? {} : { comment }) };
}

export function factsOf(loaded: LoadedCase, state: CaseState, reason: string): CaseFacts {
  return { caseId: loaded.row.id, number: loaded.row.number, subject: loaded.row.subject, version: state.version, hash: state.hash, reason };
}

/** Own or standing authority, or a deputy's: what stands on the paper. */
export function decidedKindOf(loaded: LoadedCase, organization: Organization, step: StepState | null, capacity: string): DecidedKind {
  if (capacity === 'deputy') return 'deputy';
  const post = step ? postOf(organization, step.post) : null;
  const head = loaded.set.authorities.find((authority) => authority.head === true);
  return post && head && post.rank <= head.rank ? 'own' : 'standing';
}

/** What the system does about the change, in this very transaction. */
async function takeEffect(ctx: Context, loaded: LoadedCase, after: CaseState, comment: string): Promise<Refused<'EffectRefused'> | null> {
  const { effects } = loaded.kind;
  const own = ctx as unknown as CommandContext<never>;
  const about = factsOf(loaded, after, comment);
  let answer: EffectAnswer = undefined;
  if (after.status === 'decided' && after.decided && about.hash !== null) {
    answer = await effects.onDecided(own, { ...about, hash: about.hash, decidedKind: after.decided.kind, decider: after.decided.staff, decidedAt: Temporal.Instant.from(after.decided.at), facts: loaded.facts, marks: loaded.requirement?.marks ?? [] });
  } else if (after.status === 'rejected') await effects.onRejected?.(own, about);
  else if (after.status === 'withdrawn') await effects.onWithdrawn?.(own, about);
  else if (after.status === 'draft' && loaded.state.status === 'in_route') await effects.onReturned?.(own, about);
  const refused = refusedBy(answer);
  return refused ? refuse('EffectRefused', { ja: refused.ja, en: refused.en }) : null;
}

export interface Carried {
  readonly state: CaseState;
  readonly seq: number;
}

export interface CarryOptions {
  readonly seenAt?: Temporal.Instant | null;
  readonly effectiveAt?: Temporal.Instant;
  readonly released?: boolean;
}

/** Applies the action with what follows from it, lets it take effect and writes everything down. */
export async function carryOut(ctx: Context, loaded: LoadedCase, organization: Organization, action: CaseAction, options: CarryOptions = {}): Promise<Carried | Refused<'EffectRefused'>> {
  const settled = settle(apply(loaded.state, action), organization, action.at);
  const after = settled.state;
  const changed = after.status !== loaded.state.status;
  if (changed) {
    const refused = await takeEffect(ctx, loaded, after, action.comment ?? '');
    if (refused) return refused;
  }
  const written = await write(ctx, loaded.row.id, loaded.state, after, [action, ...settled.actions], { organization, dueAt: loaded.row.due_at, seenAt: options.seenAt ?? null });
  const first = written[0];
  const ending = changed && (action.action === 'decide' || action.action === 'reject' || action.action === 'withdraw');
  if (action.action === 'acceptEdit') await ctx.db.updateTable('kernel.approval_edits').set({ accepted_at: ctx.now }).where('case_id', '=', loaded.row.id).where('accepted_at', 'is', null).execute();
  await ctx.db.updateTable('kernel.approval_cases').set((eb) => ({
    state: after.status, seq: after.seq, version_no: after.version, version_hash: after.hash,
    ...(action.comment ? { comments: eb('comments', '+', 1) } : {}), ...(action.action === 'disagree' ? { disagreements: eb('disagreements', '+', 1) } : {}),
    ...(ending && first ? { ended_by: first.id, ended_with: action.action } : {}),
    ...(ending && after.decided ? { decided_at: Temporal.Instant.from(after.decided.at), decided_kind: after.decided.kind, decider_id: after.decided.staff, effective_at: options.effectiveAt ?? null } : {}),
    ...(options.released ? { released_at: ctx.now } : {}),
  })).where('id', '=', loaded.row.id).execute();
  ctx.audit({ subject: `approval:${loaded.row.id}`, number: loaded.row.number, action: action.action, capacity: action.capacity, hash: after.hash });
  await announce(ctx, { before: loaded.state, after, row: loaded.row, organization });
  return { state: after, seq: after.seq };
}

/** Does one of the plain things. */
export async function perform(ctx: Context, asked: Asked, doing: Exclude<Doing, 'submit' | 'edit' | 'returnTo'>): Promise<Outcome<{ readonly state: string; readonly seq: number }, PerformRefusal>> {
  const prepared = await ready(ctx, asked, doing);
  if ('refused' in prepared) return prepared;
  const { opened, may } = prepared;
  const base = actBase(ctx, prepared, asked.comment);
  const action: CaseAction = doing === 'decide'
    ? { ...base, action: 'decide', payload: { kind: decidedKindOf(opened.loaded, opened.organization, may.step, may.capacity), absent: may.absent, disaster: opened.situation.disaster } }
    : { ...base, action: doing };
  const carried = await carryOut(ctx, opened.loaded, opened.organization, action, { seenAt: prepared.seen });
  return 'refused' in carried ? carried : done({ state: carried.state.status, seq: carried.seq });
}

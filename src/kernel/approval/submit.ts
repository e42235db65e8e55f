/** 起案 and 提出: a matter is frozen, the rules say its way, and it goes. Systems call `openCase` and `submit` inside their own commands. */
import { createHash } from 'node:crypto';
import type { CommandContext } from '../act.ts';
import { fiscalYearOf, tokyoDate } from '../calendar/calendar.ts';
import { refuse, type Refused } from '../outcome.ts';
import { canonicalBytes, canonicalJson } from '../text/canonical-json.ts';
import { containsMyNumber } from '../text/my-number.ts';
import { organizationAt } from './house-organization.ts';
import type { ApprovalKind, Snapshot } from './kinds.ts';
import { type Context, type LoadedCase, lockCase, momentOf, reading, roomOf, ruleSetInForce, write } from './record.ts';
import type { ApprovalRefusal } from './refusals.ts';
import { noDeputyFlags } from './rules/available.ts';
import { type CaseAction, nothingYet } from './rules/case-state.ts';
import { problemsOf } from './rules/facts.ts';
import { departmentsUp, type Organization, type Post, postOf } from './rules/organization.ts';
import { apply } from './rules/reducer.ts';
import { type Route, routeOf } from './rules/route.ts';
import type { RuleSet } from './rules/rule-set.ts';
import { settle } from './rules/settle.ts';
import { splitKey, suspectSplit } from './rules/split-purchase.ts';
import { type Requirement, strictest } from './rules/strictest.ts';
import { addWorkingMinutes } from './rules/working-hours.ts';
import { announce } from './tell.ts';

export interface OpenOptions {
  /** The system's own name of the matter, e.g. 'voucher:…'. */
  readonly subject: string;
  /** For work that runs by itself; else whoever acts drafts. */
  readonly drafter?: string;
  readonly corrects?: string;
}

export interface SubmitOptions {
  readonly urgency?: 'ordinary' | 'urgent' | 'same_day';
  readonly splitAnswer?: string | null;
}

export type SubmitRefusal = Extract<ApprovalRefusal, 'NoRule' | 'NoPost' | 'UnknownPost' | 'NoDecider' | 'FactsWrong' | 'MyNumberInside' | 'SplitSuspected' | 'AlreadyOpen' | 'WrongState'> | 'NotFound';

/** The drafter's post today: the regular one first. */
function draftingPost(organization: Organization, staff: string): Post | null {
  const own = organization.holdings.filter((holding) => holding.staff === staff && holding.manner !== 'deputy').toSorted((a, b) => Number(b.manner === 'regular') - Number(a.manner === 'regular'));
  return own[0] ? postOf(organization, own[0].post) : null;
}

/** Opens a case in the drafter's hands. It is not on its way before `submitCase`. */
export async function openCase<T>(outer: CommandContext<T>, kind: ApprovalKind, options: OpenOptions): Promise<{ readonly caseId: string } | Refused<SubmitRefusal>> {
  const ctx = roomOf(outer);
  const organization = await organizationAt(reading(ctx), ctx.now);
  const drafter = options.drafter ?? (ctx.actor.kind === 'staff' ? ctx.actor.id : null);
  const post = drafter === null ? null : draftingPost(organization, drafter);
  if (drafter === null || !post) return refuse('NoPost');
  const open = await ctx.db.selectFrom('kernel.approval_cases').select('id').where('kind', '=', kind.code).where('subject', '=', options.subject).where('state', 'in', ['draft', 'in_route']).executeTakeFirst();
  if (open) return refuse('AlreadyOpen', { case: open.id });
  const snapshot = await kind.snapshot(ctx as unknown as CommandContext<never>, options.subject);
  if (!snapshot) return refuse('NotFound');
  const id = ctx.newId();
  const action: CaseAction = { action: 'draft', at: momentOf(ctx), actor: drafter, post: post.id, capacity: 'drafter', step: null };
  await ctx.db.insertInto('kernel.approval_cases').values({
    id, kind: kind.code, subject: options.subject, organ: kind.organ, title: snapshot.title, drafter_id: drafter, drafter_post_id: post.id, department_id: post.department, state: 'draft',
    facts: JSON.stringify(snapshot.facts), confidentiality: snapshot.confidentiality ?? kind.confidentiality, created_at: ctx.now, corrects: options.corrects ?? null, seq: 1,
  }).execute();
  await write(ctx, id, nothingYet, apply(nothingYet, action), [action], { organization, dueAt: null });
  return { caseId: id };
}

export interface Planned {
  readonly requirement: Requirement;
  readonly route: Route;
}

/** What the rules make of facts drafted from a post. */
export function plan(set: RuleSet, organization: Organization, kind: ApprovalKind, facts: Snapshot['facts'], post: Post): Planned | Refused<SubmitRefusal> {
  const known = { ...kind.schema, flags: { ...kind.schema.flags, ...noDeputyFlags } };
  const problems = problemsOf(facts, known);
  if (problems.length > 0) return refuse('FactsWrong', { problems });
  const requirement = strictest(set, kind.code, facts, drafterFacts(organization, post));
  if (!requirement) return refuse('NoRule');
  const route = routeOf(organization, set.policy, post, requirement);
  if (!('problem' in route)) return { requirement, route };
  return route.problem === 'unknownPost' ? refuse('UnknownPost', { code: route.code }) : refuse('NoDecider', { authority: route.authority });
}

export function drafterFacts(organization: Organization, post: Post): { readonly rank: number; readonly departments: readonly string[] } {
  return { rank: post.rank, departments: departmentsUp(organization, post.department).map((department) => department.code) };
}

export interface Frozen {
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly attachments: readonly { readonly id: string; readonly name: string; readonly sha256: string; readonly bytes: number; readonly mediaType: string }[];
}

/** Freezes the matter: canonical text with the manifest of the attachments inside, and its hash. */
export async function freeze(ctx: Context, snapshot: Snapshot): Promise<Frozen> {
  const ids = snapshot.attachments ?? [];
  const files = ids.length === 0 ? [] : await ctx.db.selectFrom('kernel.files').select(['id', 'name', 'sha256', 'bytes', 'media_type as mediaType']).where('id', 'in', ids).orderBy('id').execute();
  if (files.length !== new Set(ids).size) throw new Error('a snapshot names a file that is not stored');
  const bytes = canonicalBytes({ title: snapshot.title, content: snapshot.content, facts: snapshot.facts, attachments: files });
  return { bytes, hash: createHash('sha256').update(bytes).digest('hex'), attachments: files };
}

/** Stores a frozen version. */
export async function storeVersion(ctx: Context, id: string, version: number, frozen: Frozen, reason: string): Promise<void> {
  await ctx.db.insertInto('kernel.approval_versions').values({
    case_id: id, version_no: version, frozen: Buffer.from(frozen.bytes), content_hash: frozen.hash, attachments: JSON.stringify(frozen.attachments), reason, created_by: ctx.actor.kind === 'visitor' ? 'visitor' : `${ctx.actor.kind}:${ctx.actor.id}`, created_at: ctx.now,
  }).execute();
}

/** Sends a case of the drafter's on its way. The caller has checked who asks. */
export async function submitCase(ctx: Context, loaded: LoadedCase, options: SubmitOptions): Promise<{ readonly number: string; readonly version: number } | Refused<SubmitRefusal>> {
  const { row, kind } = loaded;
  if (loaded.state.status !== 'draft') return refuse('WrongState');
  const snapshot = await kind.snapshot(ctx as unknown as CommandContext<never>, row.subject);
  if (!snapshot) return refuse('NotFound');
  if (containsMyNumber(canonicalJson({ title: snapshot.title, content: snapshot.content }))) return refuse('MyNumberInside');
  const organization = await organizationAt(reading(ctx), ctx.now);
  const inForce = await ruleSetInForce(reading(ctx), row.organ, tokyoDate(ctx.now));
  const post = draftingPost(organization, row.drafter_id);
  if (!inForce) return refuse('NoRule');
  if (!post) return refuse('NoPost');
  const planned = plan(inForce.set, organization, kind, snapshot.facts, post);
  if ('refused' in planned) return planned;
  const split = await splitOf(ctx, loaded, snapshot, inForce.set, drafterFacts(organization, post), options);
  if (split !== null && typeof split === 'object') return split;
  const frozen = await freeze(ctx, snapshot);
  const version = loaded.state.version + 1;
  await storeVersion(ctx, row.id, version, frozen, '');
  const action: CaseAction = { action: 'submit', at: momentOf(ctx), actor: row.drafter_id, post: post.id, capacity: 'drafter', step: null, version, hash: frozen.hash, payload: { route: planned.route, deputyOk: planned.requirement.deputyOk } };
  const settled = settle(apply(loaded.state, action), organization, action.at);
  const year = fiscalYearOf(ctx.today);
  const number = row.number ?? `${year}-${String(await ctx.nextNumber(`approval.${row.organ}.${year}`)).padStart(6, '0')}${row.organ === 'mayor' ? '' : `-${row.organ}`}`;
  const urgency = options.urgency ?? row.urgency;
  const dueAt = addWorkingMinutes(ctx.now, inForce.set.policy.serviceMinutes[urgency]);
  await ctx.db.updateTable('kernel.approval_cases').set({
    state: 'in_route', number, title: snapshot.title, version_no: version, version_hash: frozen.hash, rule_set_id: inForce.id, facts: JSON.stringify(snapshot.facts), requirement: JSON.stringify(planned.requirement), urgency,
    confidentiality: snapshot.confidentiality ?? kind.confidentiality, submitted_at: row.submitted_at ?? ctx.now, due_at: dueAt, drafter_post_id: post.id, department_id: post.department, split_key: split, split_answer: options.splitAnswer ?? row.split_answer,
    retention_years: planned.requirement.retentionYears, disagreements: 0, seq: settled.state.seq,
  }).where('id', '=', row.id).execute();
  await write(ctx, row.id, loaded.state, settled.state, [action, ...settled.actions], { organization, dueAt });
  await announce(ctx, { before: loaded.state, after: settled.state, row: { ...row, number, title: snapshot.title, urgency }, organization });
  return { number, version };
}

/** The split key, or the warning that wants an answer. */
async function splitOf(ctx: Context, { row, kind }: LoadedCase, snapshot: Snapshot, set: RuleSet, drafter: ReturnType<typeof drafterFacts>, options: SubmitOptions): Promise<string | null | Refused<'SplitSuspected'>> {
  const check = kind.split;
  const key = check ? splitKey(kind.code, snapshot.facts, check) : null;
  if (!check || key === null || (options.splitAnswer ?? row.split_answer)) return key;
  const since = ctx.now.subtract({ hours: check.days * 24 });
  const earlier = await ctx.db.selectFrom('kernel.approval_cases').select('facts').where('split_key', '=', key).where('submitted_at', '>', since).where('id', '<>', row.id).where('state', 'not in', ['withdrawn', 'rejected']).execute();
  const amounts = earlier.map((one) => (one.facts as Snapshot['facts']).values[check.amount]).filter((value) => typeof value === 'number');
  const suspicion = suspectSplit(set, kind.code, snapshot.facts, drafter, check, amounts);
  return suspicion ? refuse('SplitSuspected', { total: suspicion.total, authority: suspicion.authority }) : key;
}

/** Opens a case and sends it on its way, inside a system's own command and in its transaction. One that came back to the same drafter goes on as its next version. */
export async function submit<T>(outer: CommandContext<T>, kind: ApprovalKind, options: OpenOptions & SubmitOptions): Promise<{ readonly caseId: string; readonly number: string } | Refused<SubmitRefusal>> {
  const ctx = roomOf(outer);
  const drafter = options.drafter ?? (ctx.actor.kind === 'staff' ? ctx.actor.id : null);
  const inHand = drafter === null ? undefined : await ctx.db.selectFrom('kernel.approval_cases').select('id').where('kind', '=', kind.code).where('subject', '=', options.subject).where('state', '=', 'draft').where('drafter_id', '=', drafter).executeTakeFirst();
  const opened = inHand ? { caseId: inHand.id } : await openCase(outer, kind, options);
  if ('refused' in opened) return opened;
  const loaded = await lockCase(ctx, opened.caseId);
  if (!loaded) return refuse('NotFound');
  const sent = await submitCase(ctx, loaded, options);
  return 'refused' in sent ? sent : { caseId: opened.caseId, number: sent.number };
}

/**
 * Whether everything on record is lawful. Written here a second time, apart from the room: the limits of the ordinance as numbers, the states
 * as a table, who sat where when, what an action needs beside it. Not apart: the steps that stood before an action are those of the room's own
 * reducer, so P1–P3 judge what the room says the route was; P6 compares the same replay with the tables, and P14 the route with its preview.
 */
import { createHash } from 'node:crypto';
import type { CaseAction, CaseState } from '../src/kernel/approval/rules/case-state.ts';
import { apply, replay } from '../src/kernel/approval/rules/reducer.ts';
import type { Town } from '../src/kernel/approval/town.fixture.ts';
import { isRecord } from '../src/kernel/text/json.ts';
import { type House, houseOf, type Reading, wrongSeat } from './approval-seats.ts';

interface CaseOnRecord {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly seq: number;
  readonly version: number;
  readonly hash: string | null;
  readonly drafter: string;
  readonly drafterPost: string;
  readonly decidedAt: Temporal.Instant | null;
  readonly decider: string | null;
  /** Of an oral decision: when it was spoken. */
  readonly effectiveAt: Temporal.Instant | null;
  readonly effects: number;
  readonly matter: string;
  readonly numbered: boolean;
}
interface StepRow {
  readonly case: string;
  readonly no: number;
  readonly role: string;
  readonly state: string;
  readonly reason: string | null;
  readonly post: string;
  readonly version: number;
}
interface ViewRow {
  readonly case: string;
  readonly kind: string;
  readonly step: number | null;
}
/** An action as it is kept, and whether the log of the house tells of it. */
type Kept = CaseAction & { readonly case: string; readonly version: number; readonly hash: string | null; readonly logged: boolean };
interface VersionRow {
  readonly case: string;
  readonly no: number;
  readonly hash: string;
  readonly frozen: Uint8Array;
}
interface Projection {
  readonly actions: ReadonlyMap<string, readonly Kept[]>;
  readonly steps: ReadonlyMap<string, readonly StepRow[]>;
  readonly views: ReadonlyMap<string, readonly ViewRow[]>;
  readonly versions: ReadonlyMap<string, readonly VersionRow[]>;
}

/** A4 as a table: from which states something may be done, and where it leads. */
const PATHS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  draft: { draft: 'draft', submit: 'in_route', withdraw: 'withdrawn', viewed: 'draft' },
  in_route: { return: 'draft', recall: 'draft', consentRecall: 'draft', withdraw: 'withdrawn', reject: 'rejected', decide: 'decided', ...Object.fromEntries(['approve', 'agree', 'disagree', 'examine', 'returnTo', 'askRecall', 'pullUp', 'edit', 'acceptEdit', 'instruct', 'skip', 'oral', 'denyOral', 'release', 'viewed'].map((name) => [name, 'in_route'])) },
  decided: { seal: 'sealed', execute: 'executed', viewed: 'decided' }, sealed: { execute: 'executed', viewed: 'sealed' }, executed: { close: 'closed', viewed: 'executed' }, closed: { viewed: 'closed' }, rejected: { viewed: 'rejected' }, withdrawn: { viewed: 'withdrawn' },
};

/** Which rank must decide at least, by every row that matches; the smaller, the higher. */
function demandedRank(kind: string, facts: { readonly amount: number; readonly flags: readonly string[] }, drafterRank: number): number {
  const { amount, flags } = facts;
  if (flags.includes('other_use') || kind === 'document.bylaw') return 1;
  if (kind === 'commitment.works') return amount <= 1_300_000 ? 20 : amount <= 10_000_000 ? 10 : amount <= 50_000_000 ? 2 : 1;
  if (kind === 'commitment.supplies') return amount <= 500_000 ? 20 : 10;
  if (kind === 'leave.annual') return drafterRank <= 20 ? 10 : 20;
  if (kind === 'travel.order') return flags.length > 0 ? 10 : 20;
  return flags.includes('emergency') ? 40 : 20;
}

function factsOf(frozen: Uint8Array): { amount: number; flags: readonly string[] } {
  const parsed: unknown = JSON.parse(Buffer.from(frozen).toString('utf8'));
  const facts = isRecord(parsed) && isRecord(parsed['facts']) ? parsed['facts'] : {};
  const values = isRecord(facts['values']) ? facts['values'] : {};
  return { amount: typeof values['amount'] === 'number' ? values['amount'] : 0, flags: Array.isArray(facts['flags']) ? facts['flags'].map(String) : [] };
}

/** P2 P3 and what P1 asks of a decision beside the seat: the post was high enough, everybody asked had answered, no deputy against a disagreement. */
function unlawfulDecision(house: House, row: CaseOnRecord, before: CaseState, action: Extract<CaseAction, { action: 'decide' }>, projection: Projection): readonly string[] {
  const wrong: string[] = [];
  const step = before.steps.find((one) => one.no === action.step);
  if (!step || step.role !== 'decide' || action.actor === null) return ['P1: decided at no deciding step'];
  if (action.capacity === 'deputy' && before.steps.some((one) => one.status === 'disagreed' && one.version === before.version)) wrong.push('P1: a deputy decided against a disagreement');
  const frozen = (projection.versions.get(row.id) ?? []).find((one) => one.no === before.version);
  const rank = house.ranks.get(step.post) ?? 99;
  if (!frozen || rank > demandedRank(row.kind, factsOf(frozen.frozen), house.ranks.get(row.drafterPost) ?? 99)) wrong.push(`P2: decided by rank ${rank}`);
  const oral = action.payload.oral === true;
  for (const one of before.steps.filter((other) => other.status !== 'superseded' && other.status !== 'returned')) {
    const open = one.status === 'pending' || one.status === 'active';
    if (one.role === 'examine' && one.status !== 'examined') wrong.push(`P3: an examination is ${one.status}`);
    else if (open && one.role !== 'decide' && !oral) wrong.push(`P3: decided while ${one.role} is ${one.status}`);
    else if (one.status === 'skipped' && !['samePerson', 'pulledUp', 'absence', 'quorum', 'postView', 'vacancy'].includes(one.reason ?? '')) wrong.push(`P3: skipped for ${one.reason}`);
    else if (one.role === 'consult_agree' && one.status === 'skipped' && one.reason !== 'samePerson') wrong.push(`P3: a consent was passed over for ${one.reason}`);
  }
  return wrong;
}

function unlawfulPath(house: House, row: CaseOnRecord, actions: readonly Kept[], projection: Projection): readonly string[] {
  const wrong: string[] = [];
  const versions = projection.versions.get(row.id) ?? [];
  let at = 'draft';
  let ends = 0;
  let version = 0;
  let hash: string | null = null;
  let underway = 0;
  let since: number | null = null;
  let state = replay([]);
  for (const [index, action] of actions.entries()) {
    const next = PATHS[at]?.[action.action];
    if (next === undefined) return [...wrong, `P5: ${action.action} in ${at}`];
    if (action.action === 'submit' || action.action === 'edit') ({ version, hash } = action);
    // As written, each action stands beside the version it was about.
    if (action.version !== version || (version > 0 && action.hash !== hash)) wrong.push(`P4: ${action.action} is about version ${action.version} while ${version} stands`);
    if (!action.logged) wrong.push(`P8: the log of the house knows nothing of ${action.action}`);
    wrong.push(...wrongSeat(house, row.drafter, state, action, row.effectiveAt?.toString() ?? null));
    if (action.action === 'decide') wrong.push(...unlawfulDecision(house, row, state, action, projection));
    const moment = Temporal.Instant.from(action.at).epochMilliseconds;
    if (at === 'draft' && next === 'in_route') since = moment;
    if (at === 'in_route' && next !== 'in_route' && since !== null) {
      underway += moment - since;
      since = null;
    }
    state = apply(state, action);
    const followed = actions[index + 1]?.capacity === 'house';
    if (next === 'in_route' && !followed && !state.steps.some((step) => step.status === 'active')) wrong.push(`P15: nobody's turn after ${action.action}`);
    if (['decided', 'rejected', 'withdrawn'].includes(next) && next !== at) ends++;
    at = next;
  }
  if (at !== row.state) wrong.push(`P5: the path ends in ${at}, the case says ${row.state}`);
  if (ends !== (['draft', 'in_route'].includes(at) ? 0 : 1)) wrong.push(`P5: ${ends} ends`);
  const spans = state.spans.reduce((sum, span) => sum + (span.to === null ? 0 : Temporal.Instant.from(span.to).epochMilliseconds - Temporal.Instant.from(span.from).epochMilliseconds), 0);
  if (row.decidedAt !== null && spans !== underway) wrong.push(`P15: ${spans} ms in steps, ${underway} ms on its way`);
  for (const one of versions) if (createHash('sha256').update(one.frozen).digest('hex') !== one.hash) wrong.push(`P4: version ${one.no} is not what its hash says`);
  return wrong;
}

/** P6 P9 P11: what lists and constraints use is what the actions say; views were opened once; the effect ran once. */
function unlikeItsActions(row: CaseOnRecord, actions: readonly CaseAction[], projection: Projection): readonly string[] {
  const wrong: string[] = [];
  const state = replay(actions);
  if (state.status !== row.state || state.seq !== row.seq || state.version !== row.version || state.hash !== row.hash || actions.length !== row.seq) wrong.push('P6: the case is not what its actions say');
  const kept = (projection.steps.get(row.id) ?? []).map((step) => `${step.no} ${step.role} ${step.state} ${step.reason} ${step.post} ${step.version}`);
  const replayed = state.steps.map((step) => `${step.no} ${step.role} ${step.status} ${step.reason} ${step.post} ${step.version}`);
  if (kept.join('|') !== replayed.join('|')) wrong.push('P6: the steps are not what the actions say');
  const views = projection.views.get(row.id) ?? [];
  const decision = actions.find((action) => action.action === 'decide');
  if (views.filter((view) => view.kind === 'deputy').length !== (decision?.capacity === 'deputy' ? 1 : 0)) wrong.push('P9: post views of the decision');
  for (const step of state.views.filter((view) => view.kind === 'skipped')) if (views.filter((view) => view.kind === 'skipped' && view.step === step.step).length !== 1) wrong.push('P9: post views of who was passed over');
  for (const step of state.steps.filter((one) => one.status === 'skipped' && (one.reason === 'pulledUp' || one.reason === 'absence'))) if (!views.some((view) => view.kind === 'skipped' && view.step === step.no)) wrong.push('P9: passed over and never shown');
  const decided = ['decided', 'sealed', 'executed', 'closed'].includes(row.state);
  if (row.effects !== (decided ? 1 : 0) || row.numbered !== decided || (decided && row.matter !== 'decided')) wrong.push(`P11: ${row.effects} effects in ${row.state}, the matter is ${row.matter}`);
  if ((row.decidedAt !== null) !== decided || (decided && decision?.actor !== row.decider)) wrong.push('P1: the decider is not who decided');
  return wrong;
}

const PAGE = 400;
/** Read as they are kept, not through the room. Whatever a person did has an entry of its own in the log of the house. */
const ACTIONS = `select a.case_id as case, a.action, a.at::text as at, a.actor_id as actor, a.post_id as post, a.capacity, a.step_no as step, a.version_no as version, a.version_hash as hash, a.payload, a.comment,
    a.capacity = 'house' or exists (select from kernel.audit_entries e where (a.action in ('draft', 'submit') or e.subject = 'approval:' || a.case_id) and e.request_id = a.request_id and e.actor_id = a.actor_id::text) as logged
  from kernel.approval_actions a where a.case_id = any($1::uuid[]) order by a.case_id, a.seq`;

/** Looks at every case. Answers what is wrong, in words; empty when all is well. */
export function examineApprovals(town: Town, say: (line: string) => void = () => {}, from?: Reading): Promise<readonly string[]> {
  return from ? examineFrom(from, town, say) : town.house.city.staffDb.use((connection) => examineFrom(connection, town, say));
}

async function examineFrom(from: Reading, town: Town, say: (line: string) => void): Promise<readonly string[]> {
  const rows = async <Row>(statement: string, values: readonly unknown[]) => (await from.run<Row>(statement, values)).rows;
  const house = await houseOf(from);
  const wrong: string[] = [];
  let after = '00000000-0000-0000-0000-000000000000';
  for (let looked = 0; ;) {
    const page = await rows<CaseOnRecord>(`select c.id, c.kind, c.state, c.seq, c.version_no as version, c.version_hash as hash, c.drafter_id as drafter, c.drafter_post_id as "drafterPost", c.decided_at as "decidedAt", c.decider_id as decider, c.effective_at as "effectiveAt", m.effects, m.state as matter, m.number is not null as numbered
      from kernel.approval_cases c join sakura.matters m on m.id = c.subject where c.id > $1 order by c.id limit ${PAGE}`, [after]);
    const last = page.at(-1);
    if (!last) break;
    const ids = page.map((row) => row.id);
    const of = async <Row extends { readonly case: string }>(statement: string) => Map.groupBy(await rows<Row>(statement, [ids]), (row) => row.case);
    const projection: Projection = {
      steps: await of<StepRow>('select case_id as case, step_no as no, role, state, reason, post_id as post, version_no as version from kernel.approval_steps where case_id = any($1::uuid[]) order by step_no'),
      views: await of<ViewRow>('select case_id as case, kind, step_no as step from kernel.approval_post_views where case_id = any($1::uuid[])'),
      actions: await of<Kept>(ACTIONS),
      versions: await of<VersionRow>('select case_id as case, version_no as no, content_hash as hash, frozen from kernel.approval_versions where case_id = any($1::uuid[]) order by version_no'),
    };
    for (const row of page) {
      const actions = projection.actions.get(row.id) ?? [];
      try {
        wrong.push(...[...unlawfulPath(house, row, actions, projection), ...unlikeItsActions(row, actions, projection)].map((line) => `${line} (${row.id})`));
      } catch (error) {
        wrong.push(`P5: ${error instanceof Error ? error.message : String(error)} (${row.id})`);
      }
    }
    after = last.id;
    looked += page.length;
    if (looked % (PAGE * 25) === 0) say(`調べた案件 ${looked.toLocaleString('ja-JP')}`);
  }
  return [...wrong, ...(await acrossCases(from, town))];
}

/** What no single case can show. */
async function acrossCases(from: Reading, town: Town): Promise<readonly string[]> {
  const today = town.house.clock.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate();
  const checks: readonly (readonly [string, string, readonly unknown[]])[] = [
    ['P13: a step waits for somebody without the post', `select s.case_id from kernel.approval_steps s where s.state = 'active' and s.resolved_id is not null and not exists (select 1 from kernel.holdings h where h.post_id = s.post_id and h.staff_id = s.resolved_id and h.manner <> 'deputy' and h.valid_from <= $1 and (h.valid_to is null or h.valid_to > $1))`, [today]],
    ['P8: numbers of actions have a gap', 'select case_id from kernel.approval_actions group by case_id having count(*) <> max(seq) or min(seq) <> 1', []],
    ['P5: two ends', `select case_id from kernel.approval_actions where action in ('decide', 'reject', 'withdraw') group by case_id having count(*) > 1`, []],
    ['P11: numbers of vouchers have a gap', `select 'numbers' as case_id where (select count(*) from sakura.matters where number is not null) <> (select coalesce(max(number), 0) from sakura.matters)`, []],
    ['P10: one request, two cases', `select min(case_id::text) as case_id from kernel.approval_actions where action = 'draft' group by request_id having count(*) > 1`, []],
  ];
  const wrong: string[] = [];
  for (const [words, statement, values] of checks) {
    const found = (await from.run<{ case_id: string }>(statement, values)).rows;
    if (found[0]) wrong.push(`${words}: ${found.length}, first ${found[0].case_id}`);
  }
  return wrong;
}

/** One case: its text, its way, what was said, which rows of the rules led here. Every look is on record; so is every try that saw nothing. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { QueryContext } from '../act.ts';
import { anyStaff } from '../actor.ts';
import { codeField, idField, intField, optional } from '../fields.ts';
import { type ApprovalTables, query } from './acts.ts';
import { namesOf, organizationAt, type Reader } from './house-organization.ts';
import type { FieldChange, Snapshot } from './kinds.ts';
import { lookSubject, situationOf } from './perform.ts';
import { disasterModeAt, type LoadedCase, readCase } from './record.ts';
import { availableActions, whyNoDeputy } from './rules/available.ts';
import { holdersOf, type Organization, postOf } from './rules/organization.ts';
import { type Sight, sightOf } from './visibility.ts';

const own = [anyStaff('経路の関係者だけが見る。見える範囲は案件ごとに確かめる')];
const labels = { case: { ja: '案件', en: 'Case' }, version: { ja: '版', en: 'Version' }, number: { ja: '案件番号', en: 'Case number' } };
const MAX_SUMMARY_LINES = 12;

interface Seen {
  readonly loaded: LoadedCase;
  readonly organization: Organization;
  readonly sight: Exclude<Sight, null>;
}

/** The case when it may be seen. The try is on record either way, for a case that exists and for one that does not. */
async function look(ctx: QueryContext<ApprovalTables>, id: string, number: string | null = null): Promise<Seen | null> {
  const [loaded, organization] = await Promise.all([readCase(ctx.db, id), organizationAt(ctx.db, ctx.now)]);
  const sight = loaded ? sightOf(ctx.actor, loaded, organization, number) : null;
  if (!loaded || sight === null) {
    ctx.shown(`approval-attempt:${id}`);
    return null;
  }
  ctx.shown(`approval:${id}`);
  if (sight === 'auditor') ctx.shown(`approval-audit:${id}`);
  return { loaded, organization, sight };
}

/** A frozen version as it was, parsed again from the bytes the hash is over. */
async function frozenOf(db: Reader, id: string, version: number): Promise<(Snapshot & { readonly hash: string; readonly createdAt: string; readonly files: unknown }) | null> {
  const row = await db.selectFrom('kernel.approval_versions').select(['frozen', 'content_hash', 'created_at', 'attachments']).where('case_id', '=', id).where('version_no', '=', version).executeTakeFirst();
  if (!row) return null;
  const frozen: Pick<Snapshot, 'title' | 'content' | 'facts'> = JSON.parse(Buffer.from(row.frozen).toString('utf8'));
  return { title: frozen.title, content: frozen.content, facts: frozen.facts, hash: row.content_hash, createdAt: row.created_at.toString(), files: row.attachments };
}

export const caseView = query({
  name: 'approval.case', title: { ja: '決裁案件', en: 'A case' }, input: z.object({ case: idField(labels.case), version: optional(intField(labels.version, { min: 1, max: 1000 })), number: optional(codeField(labels.number, 40)) }), allow: own, personal: true,
  async run(ctx, input) {
    const seen = await look(ctx, input.case, input.number);
    if (!seen) return null;
    const { loaded, organization, sight } = seen;
    const { row, state, kind } = loaded;
    const version = input.version ?? state.version;
    const frozen = version === 0 ? null : await frozenOf(ctx.db, row.id, version);
    if (version > 0 && !frozen) return null;
    if (version > 0) ctx.shown(lookSubject(row.id, version));
    const names = await namesOf(ctx.db, [row.drafter_id, row.decider_id, ...loaded.actions.map((action) => action.actor), ...state.steps.flatMap((step) => [step.actor, holdersOf(organization, step.post)[0]?.staff ?? null])]);
    const disaster = (await disasterModeAt(ctx.db, ctx.now)) !== null;
    const situation = situationOf(loaded, organization, ctx.now, disaster);
    const me = ctx.actor.kind === 'staff' ? ctx.actor.id : null;
    const title = (post: string | null) => (post === null ? null : (postOf(organization, post)?.title ?? null));
    const views = await ctx.db.selectFrom('kernel.approval_post_views').select(['id', 'kind', 'post_id', 'staff_id', 'opened_at', 'done_at', 'remark']).where('case_id', '=', row.id).orderBy('opened_at').execute();
    const oral = await ctx.db.selectFrom('kernel.approval_oral_records').select(['id', 'manner', 'spoken_at', 'recorded_at', 'confirmed_at', 'denied_at', 'decider_id', 'reason']).where('case_id', '=', row.id).orderBy('recorded_at').execute();
    return {
      case: row.id, number: row.number, kind: kind.code, kindTitle: kind.title, subject: row.subject, href: kind.href?.(row.subject) ?? null, title: frozen?.title ?? row.title, state: state.status, seq: state.seq, version, currentVersion: state.version, hash: frozen?.hash ?? null, sight,
      content: frozen?.content ?? null, facts: frozen?.facts ?? loaded.facts, files: frozen?.files ?? [], summary: frozen ? kind.summary(frozen.content).slice(0, MAX_SUMMARY_LINES) : [],
      drafter: { staff: row.drafter_id, name: names.get(row.drafter_id) ?? '', post: title(row.drafter_post_id) }, confidentiality: row.confidentiality, urgency: row.urgency, authority: loaded.requirement?.authority.title ?? null,
      submittedAt: row.submitted_at?.toString() ?? null, dueAt: row.due_at?.toString() ?? null, decidedAt: row.decided_at?.toString() ?? null, effectiveAt: row.effective_at?.toString() ?? null, decidedKind: row.decided_kind, decider: row.decider_id ? (names.get(row.decider_id) ?? '') : null,
      released: state.released, disaster, labels: kind.labels, editable: kind.editable, retentionYears: row.retention_years, corrects: row.corrects, splitAnswer: row.split_answer, editOpen: state.editOpen, recallAsked: state.recallAsked,
      stages: state.stages.map((stage) => ({
        no: stage.no, version: stage.version, label: stage.label, mode: stage.mode, quorum: stage.quorum,
        steps: state.steps.filter((step) => step.stage === stage.no).map((step) => ({
          no: step.no, role: step.role, post: title(step.post), holder: names.get(holdersOf(organization, step.post)[0]?.staff ?? '') ?? null, status: step.status, reason: step.reason, activatedAt: step.activatedAt, actedAt: step.actedAt,
          actor: step.actor ? (names.get(step.actor) ?? '') : null, onOlderVersion: step.actedVersion !== null && step.actedVersion < state.version && step.status !== 'superseded', unassigned: step.status === 'active' && holdersOf(organization, step.post).length === 0,
        })),
      })),
      history: loaded.actions.map((action, index) => ({ seq: index + 1, action: action.action, at: action.at, actor: action.actor ? (names.get(action.actor) ?? '') : null, post: title(action.post), capacity: action.capacity, comment: action.comment ?? '', step: action.step })),
      views: views.map((view) => ({ id: view.id, kind: view.kind, mine: me !== null && (view.staff_id === me || holdersOf(organization, view.post_id).some((holder) => holder.staff === me)), post: title(view.post_id), openedAt: view.opened_at.toString(), doneAt: view.done_at?.toString() ?? null, remark: view.remark })),
      oral: oral.map((one) => ({ id: one.id, manner: one.manner, spokenAt: one.spoken_at.toString(), recordedAt: one.recorded_at.toString(), confirmedAt: one.confirmed_at?.toString() ?? null, deniedAt: one.denied_at?.toString() ?? null, mine: me === one.decider_id, reason: one.reason })),
      // An auditor reads and does nothing.
      actions: ctx.actor.kind === 'staff' && sight !== 'auditor' ? availableActions(situation, ctx.actor.id).map(({ doing, may }) => ({ doing, step: may.step?.no ?? null, capacity: may.capacity })) : [],
    };
  },
});

/** 規則の根拠: which rows of which 訓令 gave this way, and who holds each post now. */
export const explainCase = query({
  name: 'approval.explain', title: { ja: '経路の根拠', en: 'Why this route' }, input: z.object({ case: idField(labels.case) }), allow: own, personal: true,
  async run(ctx, input) {
    const seen = await look(ctx, input.case);
    if (!seen) return null;
    const { loaded, organization } = seen;
    const set = loaded.row.rule_set_id === null ? undefined : await ctx.db.selectFrom('kernel.approval_rule_sets').select(['name', 'legal_ref', 'in_name_of', 'valid_from', 'content_hash']).where('id', '=', loaded.row.rule_set_id).executeTakeFirst();
    const situation = situationOf(loaded, organization, ctx.now, (await disasterModeAt(ctx.db, ctx.now)) !== null);
    const names = await namesOf(ctx.db, loaded.state.steps.flatMap((step) => holdersOf(organization, step.post).map((holder) => holder.staff)));
    const noDeputy = whyNoDeputy(situation);
    return {
      ruleSet: set ? { name: set.name, legalRef: set.legal_ref, inNameOf: set.in_name_of, from: set.valid_from.toString(), hash: set.content_hash } : null, facts: loaded.facts, authority: loaded.requirement?.authority.title ?? null, rows: loaded.requirement?.rows ?? [], marks: loaded.requirement?.marks ?? [],
      raised: loaded.state.raised, deputy: noDeputy === null ? { allowed: true as const } : { allowed: false as const, ...noDeputy },
      people: loaded.state.steps.filter((step) => step.status === 'active' || step.status === 'pending').map((step) => ({ step: step.no, role: step.role, post: postOf(organization, step.post)?.title ?? '', holders: holdersOf(organization, step.post).map((holder) => ({ name: names.get(holder.staff) ?? '', capacity: holder.capacity, absentUntil: absence(organization, holder.staff, ctx.now) })) })),
    };
  },
});

function absence(organization: Organization, staff: string, now: Temporal.Instant): string | null {
  const until = organization.absent.get(staff);
  return until !== undefined && until > now.epochMilliseconds ? Temporal.Instant.fromEpochMilliseconds(until).toString() : null;
}

const inWords = (value: unknown): string => (typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value));

/** Members that differ, for kinds that do not say it better themselves. */
function plainDiff(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): readonly FieldChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).map((name) => ({ field: name, label: name, before: inWords(before[name]), after: inWords(after[name]) }));
}

export const diffCase = query({
  name: 'approval.diff', title: { ja: '版の差分', en: 'What changed between versions' }, input: z.object({ case: idField(labels.case), from: intField(labels.version, { min: 1, max: 1000 }), to: intField(labels.version, { min: 1, max: 1000 }) }), allow: own, personal: true,
  async run(ctx, input) {
    const seen = await look(ctx, input.case);
    if (!seen) return null;
    const [before, after] = [await frozenOf(ctx.db, input.case, input.from), await frozenOf(ctx.db, input.case, input.to)];
    if (!before || !after) return null;
    ctx.shown(lookSubject(input.case, input.to));
    const changes = (seen.loaded.kind.diff ?? plainDiff)(before.content, after.content);
    const title = before.title === after.title ? [] : [{ field: 'title', label: '件名', before: before.title, after: after.title }];
    return { from: { version: input.from, hash: before.hash }, to: { version: input.to, hash: after.hash }, changes: [...title, ...changes], facts: plainDiff(before.facts.values, after.facts.values), filesChanged: JSON.stringify(before.files) !== JSON.stringify(after.files) };
  },
});

/** 統計: how long steps take, how much comes back, what nobody has viewed. */
export const statistics = query({
  name: 'approval.statistics', title: { ja: '決裁の統計', en: 'Approval statistics' }, input: z.object({ days: intField({ ja: '日数', en: 'Days' }, { min: 1, max: 400 }) }), allow: [{ who: 'staff', permission: 'approval.office' }],
  async run(ctx, input) {
    const since = ctx.now.subtract({ hours: 24 * input.days });
    const [steps, cases, views] = await Promise.all([
      ctx.db.selectFrom('kernel.approval_steps as s').innerJoin('kernel.approval_cases as c', 'c.id', 's.case_id').select(['c.kind', 's.role', (eb) => eb.fn.countAll<number>().as('count'), sql<number>`percentile_cont(0.5) within group (order by extract(epoch from s.acted_at - s.activated_at) / 3600)::float8`.as('medianHours'), sql<number>`percentile_cont(0.95) within group (order by extract(epoch from s.acted_at - s.activated_at) / 3600)::float8`.as('p95Hours')])
        .where('s.acted_at', '>', since).groupBy(['c.kind', 's.role']).orderBy('c.kind').orderBy('s.role').execute(),
      ctx.db.selectFrom('kernel.approval_actions').select([sql<number>`count(*) filter (where action = 'submit')::int`.as('submitted'), sql<number>`count(*) filter (where action in ('return', 'returnTo'))::int`.as('returned'), sql<number>`count(*) filter (where action = 'decide')::int`.as('decided'), sql<number>`count(*) filter (where action = 'decide' and capacity = 'deputy')::int`.as('byDeputy')]).where('at', '>', since).executeTakeFirstOrThrow(),
      ctx.db.selectFrom('kernel.approval_post_views').select((eb) => eb.fn.countAll<number>().as('count')).where('done_at', 'is', null).where('opened_at', '<', ctx.now.subtract({ hours: 24 * 7 })).executeTakeFirstOrThrow(),
    ]);
    return { since: since.toString(), steps, ...cases, overduePostViews: views.count };
  },
});

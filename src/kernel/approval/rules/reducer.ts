/** One pure function from a state and an action to the next state. Who may act is asked elsewhere (`available.ts`); an illegal path throws. */
import { type CaseAction, type CaseState, type CaseStatus, decideStep, isDone, nothingYet, outstanding, type SkipReason, type StepState, type StepStatus, type ViewState } from './case-state.ts';
import type { Route } from './route.ts';

/** The action is not on any legal path of the case's state machine. */
export class IllegalAction extends Error {
  constructor(action: string, status: string) {
    super(`${action} is not possible in ${status}`);
  }
}

/** From zero. */
export function replay(actions: readonly CaseAction[]): CaseState {
  return actions.reduce(apply, nothingYet);
}

const FROM: Readonly<Record<CaseAction['action'], readonly CaseStatus[]>> = {
  draft: ['draft'], submit: ['draft'], withdraw: ['draft', 'in_route'], release: ['in_route'],
  approve: ['in_route'], agree: ['in_route'], disagree: ['in_route'], examine: ['in_route'], return: ['in_route'], returnTo: ['in_route'], decide: ['in_route'], reject: ['in_route'],
  recall: ['in_route'], askRecall: ['in_route'], consentRecall: ['in_route'], pullUp: ['in_route'], edit: ['in_route'], acceptEdit: ['in_route'], instruct: ['in_route'], skip: ['in_route'],
  oral: ['in_route'], denyOral: ['in_route'], seal: ['decided'], execute: ['decided', 'sealed'], close: ['executed'], viewed: ['in_route', 'decided', 'sealed', 'executed', 'closed'],
};

export function apply(before: CaseState, action: CaseAction): CaseState {
  if (!FROM[action.action].includes(before.status)) throw new IllegalAction(action.action, before.status);
  return change({ ...before, seq: before.seq + 1 }, action);
}

function change(state: CaseState, action: CaseAction): CaseState {
  switch (action.action) {
    case 'draft':
      return { ...state, drafter: action.actor ?? '' };
    case 'submit':
      return advance(laidOut({ ...state, status: 'in_route', version: action.version, hash: action.hash, deputyOk: action.payload.deputyOk, toView: action.payload.route.views, raised: false, recallAsked: false, editOpen: false, instructed: false, spans: [...state.spans, { from: action.at, to: null }] }, action.payload.route), action.at);
    case 'approve':
    case 'agree':
    case 'examine':
      return advance(acted(state, action, action.action === 'examine' ? 'examined' : action.comment ? 'done_opinion' : 'done_ok'), action.at);
    case 'disagree':
      return advance(raise(acted(state, action, 'disagreed'), stepOf(state, action)), action.at);
    case 'return':
      return toDraft(acted(state, action, 'returned'), action.at);
    case 'returnTo':
      return advance(reopen(acted(state, action, 'returned'), action.payload.stage, action.step), action.at);
    case 'recall':
    case 'consentRecall':
      return toDraft(state, action.at);
    case 'withdraw':
      return { ...toDraft(state, action.at), status: 'withdrawn' };
    case 'reject':
      return ended({ ...acted(state, action, 'rejected'), status: 'rejected' }, action.at);
    case 'decide':
      return decided(state, action);
    case 'pullUp':
      return advance(pulledUp(state, stepOf(state, action)), action.at);
    case 'skip':
      return advance(skipped(state, [stepOf(state, action)], action.payload.reason, action.payload.staff), action.at);
    case 'edit':
      return advance(edited({ ...state, version: action.version, hash: action.hash, editOpen: action.payload.reconfirm !== 'none' }, action.payload), action.at);
    default:
      return marked(state, action.action);
  }
}

function marked(state: CaseState, action: CaseAction['action']): CaseState {
  switch (action) {
    case 'askRecall':
      return { ...state, recallAsked: true };
    case 'acceptEdit':
      return { ...state, editOpen: false };
    case 'instruct':
      return { ...state, instructed: true };
    case 'release':
      return { ...state, released: true };
    case 'seal':
      return { ...state, status: 'sealed' };
    case 'execute':
      return { ...state, status: 'executed' };
    case 'close':
      return { ...state, status: 'closed' };
    default:
      return state;
  }
}

function stepOf(state: CaseState, action: CaseAction): StepState {
  const step = state.steps.find((one) => one.no === action.step);
  if (!step) throw new IllegalAction(action.action, `a case without step ${action.step}`);
  return step;
}

function withSteps(state: CaseState, change: (step: StepState) => StepState): CaseState {
  return { ...state, steps: state.steps.map(change) };
}

function acted(state: CaseState, action: CaseAction, status: StepStatus): CaseState {
  const step = stepOf(state, action);
  if (step.status !== 'active') throw new IllegalAction(action.action, `step ${step.status}`);
  return withSteps(state, (one) => (one.no === step.no ? { ...one, status, actedAt: action.at, actedVersion: state.version, actor: action.actor } : one));
}

/** The route of a version becomes stages and steps behind those that were; the old ones stay as history. */
function laidOut(state: CaseState, route: Route): CaseState {
  let stageNo = state.stages.at(-1)?.no ?? 0;
  let stepNo = state.steps.at(-1)?.no ?? 0;
  const stages = [...state.stages];
  const steps = state.steps.map((step) => (step.status === 'pending' || step.status === 'active' ? { ...step, status: 'superseded' as const } : step));
  for (const stage of route.stages) {
    stages.push({ no: ++stageNo, version: state.version, mode: stage.mode, quorum: stage.quorum ?? null, label: stage.label });
    for (const step of stage.steps) steps.push(fresh(++stepNo, stageNo, state.version, step));
  }
  return { ...state, stages, steps };
}

function fresh(no: number, stage: number, version: number, from: Pick<StepState, 'role' | 'post' | 'raiseTo' | 'fields'>): StepState {
  return {
    no, stage, version, role: from.role, post: from.post, ...(from.raiseTo === undefined ? {} : { raiseTo: from.raiseTo }), ...(from.fields === undefined ? {} : { fields: from.fields }),
    status: 'pending', reason: null, activatedAt: null, actedAt: null, actedVersion: null, actor: null,
  };
}

/** Ends stages that have what they need, and opens the next one. */
function advance(state: CaseState, at: string): CaseState {
  if (state.status !== 'in_route') return state;
  let next = state;
  for (const stage of next.stages) {
    const own = next.steps.filter((step) => step.stage === stage.no && step.status !== 'superseded' && step.status !== 'returned');
    if (own.length === 0) continue;
    const open = own.filter((step) => step.status === 'pending' || step.status === 'active');
    if (open.length === 0) continue;
    const needed = stage.mode === 'any' ? 1 : stage.mode === 'quorum' ? (stage.quorum ?? 1) : own.length;
    if (own.filter(isDone).length >= needed) {
      // The others of the level are spared: enough have agreed.
      next = withSteps(next, (step) => (open.some((one) => one.no === step.no) ? { ...step, status: 'skipped', reason: 'quorum' } : step));
      continue;
    }
    return withSteps(next, (step) => (step.stage === stage.no && step.status === 'pending' ? { ...step, status: 'active', activatedAt: at } : step));
  }
  return next;
}

function supersede(state: CaseState, which: (step: StepState) => boolean = () => true): CaseState {
  return withSteps(state, (step) => (which(step) && step.status !== 'returned' && step.status !== 'rejected' ? { ...step, status: 'superseded', reason: null } : step));
}

/** Back in the drafter's hands. What was approved stays readable as history and counts for nothing. */
function toDraft(state: CaseState, at: string): CaseState {
  return ended({ ...supersede(state), status: 'draft', recallAsked: false, editOpen: false }, at);
}

function ended(state: CaseState, at: string): CaseState {
  return { ...state, spans: state.spans.map((span) => (span.to === null ? { ...span, to: at } : span)) };
}

/** From a stage on everything is asked again; what earlier stages said about this very version stays. */
function reopen(state: CaseState, from: number, returned: number | null): CaseState {
  // Of those that were sent back only the one of this moment is asked again; earlier ones have had their successors.
  const current = state.steps.filter((step) => step.status !== 'superseded' && (step.status !== 'returned' || step.no === returned));
  const again = state.stages.filter((stage) => stage.no >= from && current.some((step) => step.stage === stage.no));
  let stageNo = state.stages.at(-1)?.no ?? 0;
  let stepNo = state.steps.at(-1)?.no ?? 0;
  const stages = [...state.stages];
  const added: StepState[] = [];
  for (const stage of again) {
    stages.push({ ...stage, no: ++stageNo });
    for (const step of current.filter((one) => one.stage === stage.no)) added.push(fresh(++stepNo, stageNo, state.version, step));
  }
  const kept = supersede(state, (step) => step.stage >= from);
  return { ...kept, stages, steps: [...kept.steps, ...added] };
}

/** 合議が整わない: the common superior decides, the former decider reviews, and no deputy may decide any more. */
function raise(state: CaseState, disagreed: StepState): CaseState {
  const deciding = decideStep(state);
  if (!deciding || disagreed.raiseTo === undefined || state.raised) return { ...state, deputyOk: false };
  const stage = state.stages.find((one) => one.no === deciding.stage);
  const stageNo = (state.stages.at(-1)?.no ?? 0) + 1;
  const stepNo = (state.steps.at(-1)?.no ?? 0) + 1;
  return {
    ...state, deputyOk: false, raised: true,
    stages: [...state.stages, { no: stageNo, version: state.version, mode: 'serial_one', quorum: null, label: stage ? `${stage.label}の上司` : '上司' }],
    steps: [
      ...state.steps.map((step) => (step.no === deciding.no ? { ...step, role: 'lineReview' as const } : step)),
      fresh(stepNo, stageNo, state.version, { role: 'decide', post: disagreed.raiseTo }),
    ],
  };
}

function skipped(state: CaseState, steps: readonly StepState[], reason: SkipReason, staff: string | null): CaseState {
  for (const step of steps) {
    if (step.role === 'examine' || step.role === 'decide') throw new IllegalAction('skip', step.role);
    if (step.status !== 'pending' && step.status !== 'active') throw new IllegalAction('skip', step.status);
  }
  const numbers = new Set(steps.map((step) => step.no));
  // Whoever was passed over reads it afterwards; one who acts later in person does not need to.
  const views: readonly ViewState[] = reason === 'samePerson' ? [] : steps.map((step) => ({ kind: reason === 'oral' ? 'oral' : 'skipped', post: step.post, step: step.no, staff }));
  return { ...withSteps(state, (step) => (numbers.has(step.no) ? { ...step, status: 'skipped', reason } : step)), views: [...state.views, ...views] };
}

/** 引上げ: the line below the superior is passed over; consultations and examinations are not. */
function pulledUp(state: CaseState, own: StepState): CaseState {
  const below = outstanding(state).filter((step) => step.role === 'lineReview' && step.stage < own.stage);
  if (below.length === 0) throw new IllegalAction('pullUp', 'a case with nobody below');
  return skipped(state, below, 'pulledUp', null);
}

/** A changed text: consent given to what changed is asked for again; the rest stays and shows which version it was about. */
function edited(state: CaseState, payload: { readonly changed: readonly string[]; readonly reconfirm: string }): CaseState {
  const concerned = state.steps.filter((step) => step.role === 'consult_agree' && isDone(step) && (payload.reconfirm === 'all_consulted' || step.fields === undefined || step.fields.some((field) => payload.changed.includes(field))));
  if (concerned.length === 0) return state;
  const numbers = new Set(concerned.map((step) => step.no));
  let stepNo = state.steps.at(-1)?.no ?? 0;
  const again = concerned.map((step) => fresh(++stepNo, step.stage, state.version, step));
  const paused = withSteps(state, (step) => (numbers.has(step.no) ? { ...step, status: 'superseded', reason: null } : step.status === 'active' && step.stage > Math.min(...concerned.map((one) => one.stage)) ? { ...step, status: 'pending', activatedAt: null } : step));
  return { ...paused, steps: [...paused.steps, ...again] };
}

function decided(state: CaseState, action: Extract<CaseAction, { action: 'decide' }>): CaseState {
  const step = stepOf(state, action);
  const { kind, absent = null, oral = false, disaster = false } = action.payload;
  const open = outstanding(state);
  if (step.role !== 'decide' || action.actor === null || (open.length > 0 && !oral)) throw new IllegalAction('decide', `a case with ${open.length} open steps`);
  const cleared = oral ? withSteps(skipped(state, open, 'oral', null), (one) => (one.no === step.no && one.status === 'pending' ? { ...one, status: 'active', activatedAt: action.at } : one)) : state;
  const done = acted(cleared, action, 'decided');
  const views: ViewState[] = done.toView.map((view) => ({ kind: view.kind, post: view.post, step: null, staff: null }));
  if (kind === 'deputy') views.push({ kind: 'deputy', post: step.post, step: step.no, staff: absent });
  if (disaster && kind !== 'deputy') views.push({ kind: 'oral', post: step.post, step: step.no, staff: action.actor });
  return ended({ ...done, status: 'decided', decided: { kind, staff: action.actor, at: action.at }, views: [...done.views, ...views] }, action.at);
}

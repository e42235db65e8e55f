/** Who may do what with a case now. One pure function for pages, API and tests; the server answers with the very same refusal. */
import { activeSteps, type Capacity, type CaseState, decideStep, isDone, outstanding, type StepState } from './case-state.ts';
import { deputiesOf, holdersOf, type Organization } from './organization.ts';
import type { Policy } from './rule-set.ts';
import type { Requirement } from './strictest.ts';

/** 重要・異例・疑義・先例・紛争: what a deputy never decides, whatever the row says. Every kind may carry these marks. */
export const noDeputyFlags: Readonly<Record<string, string>> = { important: '重要', exceptional: '異例', doubtful: '疑義', precedent: '先例となる', dispute: '紛争' };

/** What is asked about: the case as it stands, and the house around it. */
export interface Situation {
  readonly state: CaseState;
  readonly organization: Organization;
  readonly policy: Policy;
  readonly requirement: Requirement | null;
  readonly flags: readonly string[];
  readonly urgent: boolean;
  readonly disaster: boolean;
  /** Reviewers may change the text of this kind. */
  readonly editable: boolean;
  /** The moment, epoch milliseconds. */
  readonly now: number;
}

export type Doing =
  | 'submit' | 'approve' | 'agree' | 'disagree' | 'examine' | 'return' | 'returnTo' | 'decide' | 'reject' | 'recall' | 'askRecall' | 'consentRecall'
  | 'withdraw' | 'pullUp' | 'edit' | 'acceptEdit' | 'instruct';

export const doings: readonly Doing[] = ['submit', 'approve', 'agree', 'disagree', 'examine', 'return', 'returnTo', 'decide', 'reject', 'recall', 'askRecall', 'consentRecall', 'withdraw', 'pullUp', 'edit', 'acceptEdit', 'instruct'];

export type WhyNot = 'WrongState' | 'NotYourStep' | 'DeputyNotAllowed' | 'HolderPresent' | 'HolderVacant' | 'SelfDecision' | 'MissingConsult' | 'EditOpen' | 'RecallNeedsConsent' | 'NotDrafter' | 'NothingToPullUp' | 'NotEditable';

export interface May {
  readonly ok: true;
  readonly step: StepState | null;
  readonly post: string | null;
  readonly capacity: Capacity;
  /** The absent holder for whom a deputy decides. */
  readonly absent: string | null;
}
export interface MayNot {
  readonly ok: false;
  readonly refused: WhyNot;
  readonly details: Readonly<Record<string, unknown>>;
}

const no = (refused: WhyNot, details: MayNot['details'] = {}): MayNot => ({ ok: false, refused, details });

const ROLES: Partial<Record<Doing, readonly StepState['role'][]>> = {
  approve: ['lineReview', 'review'], agree: ['consult_agree', 'consult_notify'], disagree: ['consult_agree'], examine: ['examine'], decide: ['decide'], reject: ['decide'],
  return: ['lineReview', 'review', 'consult_agree', 'examine', 'decide'], returnTo: ['lineReview', 'review', 'consult_agree', 'examine', 'decide'],
  consentRecall: ['lineReview', 'review', 'consult_agree', 'consult_notify', 'examine', 'decide'], edit: ['lineReview', 'review', 'examine', 'decide'],
};

/** Whether this member of staff may do it now, in what capacity, at which step; or why not. */
export function judge(situation: Situation, staff: string, doing: Doing, stepNo: number | null = null): May | MayNot {
  const { state } = situation;
  if (doing === 'submit' || doing === 'withdraw' || doing === 'recall' || doing === 'askRecall' || doing === 'acceptEdit') return judgeDrafter(state, staff, doing);
  if (state.status !== 'in_route') return no('WrongState', { state: state.status });
  if (doing === 'pullUp') return judgePullUp(situation, staff);
  if (doing === 'instruct') return judgeInstruct(situation, staff);
  if (doing === 'consentRecall' && !state.recallAsked) return no('WrongState', { state: state.status });
  if (doing === 'edit' && !situation.editable) return no('NotEditable');
  const roles = ROLES[doing] ?? [];
  const candidates = activeSteps(state).filter((step) => roles.includes(step.role) && (stepNo === null || step.no === stepNo));
  if (candidates.length === 0) return whyNoStep(situation, doing);
  const judged = candidates.map((step) => judgeStep(situation, staff, step, doing));
  return judged.find((one) => one.ok) ?? judged.find((one) => !one.ok && one.refused !== 'NotYourStep') ?? judged[0] ?? no('NotYourStep');
}

function whyNoStep(situation: Situation, doing: Doing): MayNot {
  const open = outstanding(situation.state);
  const asked = open.filter((step) => step.role !== 'lineReview' && step.role !== 'review');
  // The decider was early: whoever was asked has not answered yet.
  if (doing === 'decide' && asked.length > 0) return no('MissingConsult', { posts: asked.map((step) => step.post) });
  return no('NotYourStep', { posts: activeSteps(situation.state).map((step) => step.post) });
}

function judgeDrafter(state: CaseState, staff: string, doing: Doing): May | MayNot {
  if (state.drafter !== staff) return no('NotDrafter');
  const may: May = { ok: true, step: null, post: null, capacity: 'drafter', absent: null };
  const wrong = no('WrongState', { state: state.status });
  if (doing === 'submit') return state.status === 'draft' ? may : wrong;
  if (doing === 'withdraw') return state.status === 'draft' || state.status === 'in_route' ? may : wrong;
  if (state.status !== 'in_route') return wrong;
  const touched = state.steps.some((step) => isDone(step) && step.version === state.version) || state.steps.some((step) => step.status === 'returned' && step.version === state.version);
  if (doing === 'recall') return touched ? no('RecallNeedsConsent', { posts: activeSteps(state).map((step) => step.post) }) : may;
  if (doing === 'askRecall') return touched && !state.recallAsked ? may : wrong;
  return state.editOpen ? may : wrong;
}

function judgeStep(situation: Situation, staff: string, step: StepState, doing: Doing): May | MayNot {
  const { state, organization } = situation;
  const holders = holdersOf(organization, step.post);
  const own = holders.find((holder) => holder.staff === staff);
  const binding = doing === 'decide' || doing === 'approve' || doing === 'examine';
  if (own || step.role === 'decide') {
    const selfish = binding && step.role !== 'lineReview' && staff === state.drafter && situation.requirement?.selfDecideOk !== true;
    if (own && selfish) return no('SelfDecision', { rule: situation.requirement?.rows[0]?.no ?? '', article: situation.requirement?.rows[0]?.article ?? '' });
  }
  const early = doing === 'decide' ? tooEarly(state) : null;
  if (own) return early ?? { ok: true, step, post: step.post, capacity: own.capacity, absent: null };
  if (step.role !== 'decide') return holders.length === 0 ? no('HolderVacant', { post: step.post }) : no('NotYourStep', { posts: [step.post] });
  const deputy = judgeDeputy(situation, staff, step, holders.map((holder) => holder.staff));
  return deputy.ok ? (early ?? deputy) : deputy;
}

function tooEarly(state: CaseState): MayNot | null {
  if (state.editOpen) return no('EditOpen');
  const open = outstanding(state);
  return open.length > 0 ? no('MissingConsult', { posts: open.map((one) => one.post) }) : null;
}

/** 代決: only the final decider has deputies, only while absent, only what the rules leave to them. */
function judgeDeputy(situation: Situation, staff: string, step: StepState, holders: readonly string[]): May | MayNot {
  const { organization, now } = situation;
  const deputies = deputiesOf(organization, step.post);
  const mine = deputies.find((deputy) => deputy.staff === staff);
  // 欠員 is not 不在: nobody deputises for a post that is empty; it is filled by order.
  if (holders.length === 0) return no('HolderVacant', { post: step.post });
  if (!mine) return no('NotYourStep', { posts: [step.post] });
  if (staff === situation.state.drafter) return no('SelfDecision', { rule: situation.requirement?.rows[0]?.no ?? '', article: situation.requirement?.rows[0]?.article ?? '' });
  const isAbsent = (person: string) => (organization.absent.get(person) ?? 0) > now;
  if (!holders.every(isAbsent)) return no('HolderPresent', { post: step.post });
  const reason = whyNoDeputy(situation);
  if (reason) return no('DeputyNotAllowed', reason);
  const before = deputies.slice(0, deputies.indexOf(mine)).find((deputy) => deputy.staff !== staff && !isAbsent(deputy.staff));
  if (before) return no('NotYourStep', { posts: [before.post] });
  return { ok: true, step, post: mine.post, capacity: 'deputy', absent: holders[0] ?? null };
}

/** Why no deputy may decide this case; null: one may. */
export function whyNoDeputy(situation: Situation): { readonly why: 'rule' | 'flag' | 'disagreed' | 'notUrgent'; readonly rule: string; readonly article: string; readonly flag?: string } | null {
  const { state, requirement, flags, policy, urgent, disaster } = situation;
  const row = requirement?.rows.find((one) => !one.deputyOk && one.relaxedBy === undefined) ?? requirement?.rows[0];
  const where = { rule: row?.no ?? '', article: row?.article ?? '' };
  const flag = flags.find((one) => one in noDeputyFlags);
  if (flag !== undefined) return { why: 'flag', flag: noDeputyFlags[flag] ?? flag, ...where };
  if (state.steps.some((step) => step.status === 'disagreed')) return { why: 'disagreed', ...where };
  const byDisaster = disaster && requirement?.disasterOk === true;
  if (!state.deputyOk && !byDisaster) return { why: 'rule', ...where };
  return urgent || state.instructed || policy.deputyAlways || byDisaster ? null : { why: 'notUrgent', ...where };
}

function judgePullUp(situation: Situation, staff: string): May | MayNot {
  const { state, organization } = situation;
  const mine = state.steps.find((step) => step.status === 'pending' && (step.role === 'lineReview' || step.role === 'decide') && holdersOf(organization, step.post).some((holder) => holder.staff === staff));
  if (!mine) return no('NotYourStep', { posts: activeSteps(state).map((step) => step.post) });
  const below = outstanding(state).some((step) => step.role === 'lineReview' && step.stage < mine.stage);
  return below ? { ok: true, step: mine, post: mine.post, capacity: 'superior', absent: null } : no('NothingToPullUp');
}

function judgeInstruct(situation: Situation, staff: string): May | MayNot {
  const step = decideStep(situation.state);
  const own = step ? holdersOf(situation.organization, step.post).find((holder) => holder.staff === staff) : undefined;
  return step && own ? { ok: true, step, post: step.post, capacity: own.capacity, absent: null } : no('NotYourStep', { posts: step ? [step.post] : [] });
}

/** Everything the member of staff may do now. */
export function availableActions(situation: Situation, staff: string): readonly { readonly doing: Doing; readonly may: May }[] {
  return doings.flatMap((doing) => {
    const may = judge(situation, staff, doing);
    return may.ok ? [{ doing, may }] : [];
  });
}

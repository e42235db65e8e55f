/** The state of a case, as it follows from its actions. Nothing here is stored for its own sake: replaying the actions gives it again. */
import type { Route, StageMode, StepRole } from './route.ts';

export type CaseStatus = 'draft' | 'in_route' | 'decided' | 'sealed' | 'executed' | 'closed' | 'rejected' | 'withdrawn';
export type StepStatus = 'pending' | 'active' | 'done_ok' | 'done_opinion' | 'disagreed' | 'examined' | 'returned' | 'decided' | 'rejected' | 'skipped' | 'superseded';
export type SkipReason = 'pulledUp' | 'postView' | 'samePerson' | 'absence' | 'vacancy' | 'quorum' | 'oral';
export type Capacity = 'self' | 'deputy' | 'caretaker' | 'acting' | 'superior' | 'drafter' | 'office' | 'house';
export type DecidedKind = 'own' | 'standing' | 'deputy';

export interface StepState {
  readonly no: number;
  readonly stage: number;
  readonly role: StepRole;
  readonly post: string;
  readonly raiseTo?: string;
  readonly fields?: readonly string[];
  readonly version: number;
  readonly status: StepStatus;
  readonly reason: SkipReason | null;
  readonly activatedAt: string | null;
  readonly actedAt: string | null;
  /** The version that was acted on; an older one than the case's shows as 「旧版への承認」. */
  readonly actedVersion: number | null;
  readonly actor: string | null;
}

export interface StageState {
  readonly no: number;
  readonly version: number;
  readonly mode: StageMode;
  readonly quorum: number | null;
  readonly label: string;
}

/** A post view that the actions opened. `step` null: 供覧 and what is only told. */
export interface ViewState {
  readonly kind: 'deputy' | 'skipped' | 'consult' | 'circulate' | 'oral' | 'emergency';
  readonly post: string;
  readonly step: number | null;
  readonly staff: string | null;
}

export interface CaseState {
  readonly status: CaseStatus;
  readonly seq: number;
  readonly version: number;
  readonly hash: string | null;
  readonly drafter: string;
  /** Of the rules: whether a deputy may decide at all, and the row that says no. */
  readonly deputyOk: boolean;
  readonly stages: readonly StageState[];
  readonly steps: readonly StepState[];
  readonly views: readonly ViewState[];
  /** Told after the decision. */
  readonly toView: Route['views'];
  readonly raised: boolean;
  /** The drafter asked to have it back after somebody acted. */
  readonly recallAsked: boolean;
  /** A reviewer changed the text and the drafter has not said yes. */
  readonly editOpen: boolean;
  /** The decider said beforehand what to decide (事前の指示). */
  readonly instructed: boolean;
  /** The effect ran before the decision (緊急公開). */
  readonly released: boolean;
  readonly decided: { readonly kind: DecidedKind; readonly staff: string; readonly at: string } | null;
  /** When it went on its way and when that ended, for the time it took. */
  readonly spans: readonly { readonly from: string; readonly to: string | null }[];
}

export interface SubmitPayload {
  readonly route: Route;
  readonly deputyOk: boolean;
}
interface Act {
  readonly at: string;
  /** Null: the house itself. */
  readonly actor: string | null;
  readonly post: string | null;
  readonly capacity: Capacity;
  readonly step: number | null;
  readonly comment?: string;
}

export type CaseAction = Act & (
  | { readonly action: 'draft' }
  | { readonly action: 'submit'; readonly version: number; readonly hash: string; readonly payload: SubmitPayload }
  | { readonly action: 'approve' | 'agree' | 'disagree' | 'examine' | 'return' | 'reject' | 'recall' | 'askRecall' | 'consentRecall' | 'withdraw' | 'pullUp' | 'acceptEdit' | 'instruct' | 'release' | 'seal' | 'execute' | 'close' | 'viewed' | 'oral' | 'denyOral' }
  | { readonly action: 'decide'; readonly payload: { readonly kind: DecidedKind; readonly absent?: string | null; readonly oral?: boolean; readonly disaster?: boolean } }
  | { readonly action: 'returnTo'; readonly payload: { readonly stage: number } }
  | { readonly action: 'edit'; readonly version: number; readonly hash: string; readonly payload: { readonly changed: readonly string[]; readonly reconfirm: 'none' | 'drafter' | 'all_consulted' } }
  | { readonly action: 'skip'; readonly payload: { readonly reason: SkipReason; readonly staff: string | null } }
);

export type ActionName = CaseAction['action'];

export const nothingYet: CaseState = {
  status: 'draft', seq: 0, version: 0, hash: null, drafter: '', deputyOk: false, stages: [], steps: [], views: [], toView: [], raised: false,
  recallAsked: false, editOpen: false, instructed: false, released: false, decided: null, spans: [],
};

const DONE: readonly StepStatus[] = ['done_ok', 'done_opinion', 'disagreed', 'examined', 'decided'];

/** Somebody acted on the step, as opposed to passing it over. */
export function isDone(step: StepState): boolean {
  return DONE.includes(step.status);
}

export function activeSteps(state: CaseState): readonly StepState[] {
  return state.steps.filter((step) => step.status === 'active');
}

/** The step at which this version is decided. */
export function decideStep(state: CaseState): StepState | null {
  return state.steps.find((step) => step.role === 'decide' && step.status !== 'superseded' && step.status !== 'returned' && step.status !== 'rejected') ?? null;
}

/** Consultations and examinations that still stand between the case and its decision. */
export function outstanding(state: CaseState): readonly StepState[] {
  return state.steps.filter((step) => (step.status === 'pending' || step.status === 'active') && step.role !== 'decide');
}

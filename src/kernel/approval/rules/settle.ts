/** What the house does by itself once a step became active: nobody is asked twice (同一人集約), nobody approves the own draft. */
import { activeSteps, type CaseAction, type CaseState, type StepState } from './case-state.ts';
import { holdersOf, type Organization } from './organization.ts';
import { apply } from './reducer.ts';

/** The step that collapses into a later one of the same person, or is the drafter's own. */
function collapsing(state: CaseState, organization: Organization): { readonly step: StepState; readonly staff: string } | null {
  const personAt = (step: StepState) => holdersOf(organization, step.post)[0]?.staff ?? null;
  for (const step of activeSteps(state)) {
    if (step.role !== 'lineReview' && step.role !== 'consult_agree' && step.role !== 'consult_notify') continue;
    const staff = personAt(step);
    if (staff === null) continue;
    const later = state.steps.some((other) => (other.status === 'pending' || other.status === 'active') && other.stage > step.stage && (other.role === 'lineReview' || other.role === 'decide') && personAt(other) === staff);
    if (later || (step.role === 'lineReview' && staff === state.drafter)) return { step, staff };
  }
  return null;
}

/** The house's own actions that follow, and the state after them. */
export function settle(state: CaseState, organization: Organization, at: string): { readonly state: CaseState; readonly actions: readonly CaseAction[] } {
  const actions: CaseAction[] = [];
  let now = state;
  for (let found = collapsing(now, organization); found && now.status === 'in_route'; found = collapsing(now, organization)) {
    const action: CaseAction = { action: 'skip', at, actor: null, post: null, capacity: 'house', step: found.step.no, payload: { reason: 'samePerson', staff: found.staff } };
    actions.push(action);
    now = apply(now, action);
  }
  return { state: now, actions };
}

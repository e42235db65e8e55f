/** Who may know of a case. Whoever may not gets the same answer for one that exists and for one that does not. */
import type { Actor } from '../actor.ts';
import { holds } from '../actor.ts';
import type { Confidentiality } from './kinds.ts';
import type { LoadedCase } from './record.ts';
import { deputiesOf, departmentsUp, lineAbove, type Organization, postOf } from './rules/organization.ts';

/** The posts a member of staff is in now, deputies' seats left out. */
export function postsOf(organization: Organization, staff: string): readonly string[] {
  return [...new Set(organization.holdings.filter((holding) => holding.staff === staff && holding.manner !== 'deputy').map((holding) => holding.post))];
}

/** Drafter, whoever acted or is said to have decided by word, whoever is or was addressed, who may deputise at the decision, who has a post view. */
function takesPart(loaded: LoadedCase, organization: Organization, staff: string): boolean {
  const { state, actions, row } = loaded;
  if (row.drafter_id === staff || loaded.spoken.includes(staff) || actions.some((action) => action.actor === staff)) return true;
  const own = new Set(postsOf(organization, staff));
  if (state.steps.some((step) => own.has(step.post)) || state.views.some((view) => own.has(view.post) || view.staff === staff)) return true;
  return state.steps.some((step) => step.role === 'decide' && deputiesOf(organization, step.post).some((deputy) => deputy.staff === staff));
}

/** The drafter's direct line: the posts above, up to the top. */
function isAbove(loaded: LoadedCase, organization: Organization, staff: string): boolean {
  const drafted = postOf(organization, loaded.row.drafter_post_id);
  const own = new Set(postsOf(organization, staff));
  return drafted !== null && lineAbove(organization, drafted).some((post) => own.has(post.id));
}

function sharesDepartment(loaded: LoadedCase, organization: Organization, staff: string): boolean {
  // 部: everything below the same department of the second level; the hall itself is not a common department.
  const division = (department: string) => departmentsUp(organization, department).findLast((one) => one.parent !== null)?.id ?? department;
  const wanted = division(loaded.row.department_id);
  return postsOf(organization, staff).some((post) => {
    const found = postOf(organization, post);
    return found !== null && division(found.department) === wanted;
  });
}

export type Sight = 'participant' | 'reader' | 'auditor' | null;

/** How the actor may see the case; null: not at all. `number`: an auditor names the case. */
export function sightOf(actor: Actor, loaded: LoadedCase, organization: Organization, number: string | null = null): Sight {
  if (actor.kind === 'system') return 'reader';
  if (actor.kind !== 'staff') return null;
  const confidentiality: Confidentiality = loaded.row.confidentiality;
  if (takesPart(loaded, organization, actor.id) || isAbove(loaded, organization, actor.id)) return 'participant';
  if (confidentiality === 'general' && (holds(actor, 'approval.read') || sharesDepartment(loaded, organization, actor.id))) return 'reader';
  if (confidentiality === 'department' && sharesDepartment(loaded, organization, actor.id)) return 'reader';
  return number !== null && number === loaded.row.number && holds(actor, 'approval.audit') ? 'auditor' : null;
}

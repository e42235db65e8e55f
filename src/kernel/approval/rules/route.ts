/** From what the rules demand to a line of posts: 回議 up the drafter's own line, 合議 beside it, 決裁 at its end. */
import { departmentsUp, lineAbove, type Organization, type Post, postByCode } from './organization.ts';
import type { Consult, Policy } from './rule-set.ts';
import type { Requirement } from './strictest.ts';

export type StepRole = 'lineReview' | 'review' | 'consult_agree' | 'consult_notify' | 'examine' | 'decide';
export type StageMode = 'serial_one' | 'all' | 'any' | 'quorum';

export interface RouteStep {
  readonly role: StepRole;
  /** Id of the post. */
  readonly post: string;
  /** Who must decide when this consultation disagrees: the common superior of both sections. */
  readonly raiseTo?: string;
  readonly fields?: readonly string[];
}

export interface RouteStage {
  readonly mode: StageMode;
  readonly quorum?: number;
  readonly label: string;
  readonly steps: readonly RouteStep[];
}

export interface Route {
  readonly stages: readonly RouteStage[];
  readonly decider: string;
  /** Told after the decision. */
  readonly views: readonly { readonly kind: 'consult' | 'circulate'; readonly post: string }[];
}

export type RouteProblem =
  | { readonly problem: 'unknownPost'; readonly code: string }
  | { readonly problem: 'noDecider'; readonly authority: string };

interface Placed {
  readonly rank: number;
  readonly order: number;
  readonly stage: RouteStage;
}

const ORDER = { line: 0, consult: 1, review: 2, examine: 3 } as const;

/** The route of a case drafted from this post. */
export function routeOf(organization: Organization, policy: Policy, drafterPost: Post, requirement: Requirement): Route | RouteProblem {
  const line = lineAbove(organization, drafterPost);
  const enough = drafterPost.rank <= requirement.authority.rank;
  // Who drafts does not decide, unless the rule says so: then the next rank up does.
  const decider = enough && requirement.selfDecideOk ? drafterPost : line.find((post) => post.rank <= requirement.authority.rank);
  if (!decider) return { problem: 'noDecider', authority: requirement.authority.title };
  const onWay = (post: Post) => !policy.optionalRanks.includes(post.rank);
  const at = line.indexOf(decider);
  const reviewers = line.slice(0, Math.max(at, 0)).filter(onWay);
  const superiors = line.slice(at + 1).filter(onWay);
  const inLine = new Set([drafterPost.id, decider.id, ...reviewers.map((post) => post.id)]);
  const placed: Placed[] = reviewers.map((post) => ({ rank: post.rank, order: ORDER.line, stage: { mode: 'serial_one', label: post.title, steps: [{ role: 'lineReview', post: post.id }] } }));
  const views: Route['views'][number][] = [];
  const beside = besideLine(organization, policy, requirement, { superiors, inLine });
  if ('problem' in beside) return beside;
  placed.push(...beside.placed);
  views.push(...beside.views);
  // A section is consulted only after one's own head of the same rank has agreed.
  const stages = placed.toSorted((a, b) => b.rank - a.rank || a.order - b.order).map((one) => one.stage);
  return { stages: [...stages, { mode: 'serial_one', label: decider.title, steps: [{ role: 'decide', post: decider.id }] }], decider: decider.id, views };
}

interface Line {
  readonly superiors: readonly Post[];
  readonly inLine: ReadonlySet<string>;
}

function besideLine(organization: Organization, policy: Policy, requirement: Requirement, line: Line): { placed: Placed[]; views: Route['views'][number][] } | RouteProblem {
  const placed: Placed[] = [];
  const views: Route['views'][number][] = [];
  const parallel = new Map<number, RouteStep[]>();
  const rankFor = (post: Post) => Math.min(post.rank, policy.sectionRank);
  for (const consult of requirement.consults) {
    const post = postByCode(organization, consult.post);
    if (!post) return { problem: 'unknownPost', code: consult.post };
    if (line.inLine.has(post.id)) continue;
    if (consult.mode === 'postView') {
      views.push({ kind: 'consult', post: post.id });
      continue;
    }
    const step = consultStep(organization, consult, post, line.superiors);
    if (consult.serial) placed.push({ rank: rankFor(post), order: ORDER.consult, stage: { mode: 'serial_one', label: `合議：${post.title}`, steps: [step] } });
    else parallel.set(rankFor(post), [...(parallel.get(rankFor(post)) ?? []), step]);
  }
  for (const [rank, steps] of parallel) placed.push({ rank, order: ORDER.consult, stage: { mode: steps.length === 1 ? 'serial_one' : 'all', label: '合議', steps } });
  for (const review of requirement.reviews) {
    const posts = review.posts.map((code) => ({ code, post: postByCode(organization, code) }));
    const missing = posts.find((one) => one.post === null);
    if (missing) return { problem: 'unknownPost', code: missing.code };
    const steps = posts.flatMap((one) => (one.post ? [{ role: 'review' as const, post: one.post.id }] : []));
    placed.push({ rank: policy.sectionRank, order: ORDER.review, stage: { mode: review.mode, ...(review.mode === 'quorum' ? { quorum: review.quorum ?? 1 } : {}), label: review.label, steps } });
  }
  for (const code of requirement.examine) {
    const post = postByCode(organization, code);
    if (!post) return { problem: 'unknownPost', code };
    placed.push({ rank: rankFor(post), order: ORDER.examine, stage: { mode: 'serial_one', label: `審査：${post.title}`, steps: [{ role: 'examine', post: post.id }] } });
  }
  for (const code of requirement.circulate) {
    const post = postByCode(organization, code);
    if (!post) return { problem: 'unknownPost', code };
    views.push({ kind: 'circulate', post: post.id });
  }
  return { placed, views };
}

function consultStep(organization: Organization, consult: Consult, post: Post, superiors: readonly Post[]): RouteStep {
  const above = new Set(departmentsUp(organization, post.department).map((department) => department.id));
  const common = superiors.find((superior) => above.has(superior.department)) ?? superiors.at(-1);
  return { role: consult.mode === 'agree' ? 'consult_agree' : 'consult_notify', post: post.id, ...(common ? { raiseTo: common.id } : {}), ...(consult.fields ? { fields: consult.fields } : {}) };
}

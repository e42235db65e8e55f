/** Who sat where when: whether whoever acted on a case was in the seat that the action needs, by the dates of holdings, absences and deputies alone. */
import type { CaseAction, CaseState } from '../src/kernel/approval/rules/case-state.ts';
import type { Connection } from '../src/kernel/db/database.ts';

/** Where it is read: the town's own connections, or one in which somebody has changed something and not yet committed. */
export type Reading = Pick<Connection, 'run'>;

interface Holding {
  readonly post: string;
  readonly staff: string;
  readonly manner: string;
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate | null;
}
interface Absence {
  readonly staff: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly cancelled: Temporal.Instant | null;
}
/** The house over the whole time, as it is on record. */
export interface House {
  readonly ranks: ReadonlyMap<string, number>;
  readonly holdings: ReadonlyMap<string, readonly Holding[]>;
  readonly absences: ReadonlyMap<string, readonly Absence[]>;
  readonly deputies: ReadonlyMap<string, readonly string[]>;
}

export async function houseOf(from: Reading): Promise<House> {
  const rows = async <Row>(statement: string) => (await from.run<Row>(statement)).rows;
  const posts = await rows<{ id: string; rank: number }>('select id, rank from kernel.posts');
  const deputies = await rows<{ post: string; deputy: string }>('select post_id as post, deputy_post_id as deputy from kernel.deputies');
  return {
    ranks: new Map(posts.map((post) => [post.id, post.rank])),
    holdings: Map.groupBy(await rows<Holding>(`select post_id as post, staff_id as staff, manner, valid_from as "from", valid_to as "to" from kernel.holdings`), (one) => one.post),
    absences: Map.groupBy(await rows<Absence>('select staff_id as staff, from_at as "from", to_at as "to", cancelled_at as cancelled from kernel.absences'), (one) => one.staff),
    deputies: new Map([...Map.groupBy(deputies, (one) => one.post)].map(([post, list]) => [post, list.map((one) => one.deputy)])),
  };
}

/** Whoever is in the post on the day; a deputy's seat is none. */
export function holdersOn(house: House, post: string, at: string, deputies = false): readonly string[] {
  const day = Temporal.Instant.from(at).toZonedDateTimeISO('Asia/Tokyo').toPlainDate();
  const inOffice = (house.holdings.get(post) ?? []).filter((one) => (one.manner === 'deputy') === deputies && Temporal.PlainDate.compare(one.from, day) <= 0 && (one.to === null || Temporal.PlainDate.compare(one.to, day) > 0));
  return inOffice.map((one) => one.staff);
}

/** Moments of actions are kept to the millisecond, so an end on the very moment counts on both sides. */
export function absentAt(house: House, staff: string, at: string): boolean {
  const moment = Temporal.Instant.from(at);
  const reached = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) <= 0;
  return (house.absences.get(staff) ?? []).some((one) => reached(one.from, moment) && reached(moment, one.to) && (one.cancelled === null || reached(moment, one.cancelled)));
}

/** What the drafter does, what the offices do with a decided case, what the house does by itself. */
const BY_DRAFTER: readonly string[] = ['draft', 'submit', 'withdraw', 'recall', 'askRecall', 'acceptEdit', 'release'];
const BY_OFFICE: readonly string[] = ['seal', 'execute', 'close', 'oral', 'denyOral'];
const BY_HOUSE: readonly string[] = ['skip'];
/** The roles in which an action may be taken. */
const IN_ROLE: Readonly<Record<string, readonly string[]>> = {
  approve: ['lineReview', 'review'], agree: ['consult_agree', 'consult_notify'], disagree: ['consult_agree'], examine: ['examine'], decide: ['decide'], reject: ['decide'],
};

/** P1 for every action, not the decision alone. Answers what is wrong with the seat of whoever acted; `before` is how the case stood. */
export function wrongSeat(house: House, drafter: string, before: CaseState, action: CaseAction, spokenAt: string | null): readonly string[] {
  const says = (what: string) => [`P1: ${action.action} ${what}`];
  if (action.actor === null || action.capacity === 'house') return action.actor === null && action.capacity === 'house' && BY_HOUSE.includes(action.action) ? [] : says('by nobody');
  if (BY_HOUSE.includes(action.action)) return says('by a person');
  if (BY_DRAFTER.includes(action.action)) return action.actor === drafter && action.capacity === 'drafter' ? [] : says('by somebody who did not draft it');
  if (BY_OFFICE.includes(action.action)) return action.step === null || action.action === 'denyOral' ? [] : says('at a step');
  if (action.post === null) return says('in no seat');
  const step = before.steps.find((one) => one.no === action.step);
  if (action.action === 'viewed' || action.action === 'instruct') return [...holdersOn(house, action.post, action.at), ...(action.action === 'viewed' ? [action.actor] : [])].includes(action.actor) ? [] : says('by somebody who does not hold the post');
  if (!step) return says('at no step');
  const wrong: string[] = [];
  if (!(IN_ROLE[action.action] ?? [step.role]).includes(step.role)) wrong.push(...says(`in the role ${step.role}`));
  // What was decided by word of mouth in an emergency is confirmed wherever the case stands.
  const spoken = action.action === 'decide' && action.payload.oral === true;
  if (action.action !== 'pullUp' && step.status !== 'active' && !(spoken && step.status === 'pending')) wrong.push(...says(`at a step that is ${step.status}`));
  if (action.action === 'pullUp' && !before.steps.some((one) => one.status === 'active' && one.stage < step.stage)) wrong.push(...says('over nobody'));
  // A word counts from when it was spoken, by whoever sat there then; they confirm it even if they have moved since.
  const at = spoken && spokenAt !== null ? spokenAt : action.at;
  const sits = action.capacity === 'deputy' ? deputises(house, step, action) : action.post === step.post && holdersOn(house, step.post, at).includes(action.actor);
  if (!sits) wrong.push(...says(`by somebody who ${action.capacity === 'deputy' ? 'is no deputy' : 'did not hold the post'}`));
  if (action.actor === drafter && ['decide', 'examine'].includes(action.action)) wrong.push(...says('by the drafter alone'));
  return wrong;
}

/** A deputy acts at the deciding step alone, while everybody who holds its post is away. */
function deputises(house: House, step: CaseState['steps'][number], action: CaseAction): boolean {
  const deputies = [...(house.deputies.get(step.post) ?? []).flatMap((post) => holdersOn(house, post, action.at)), ...holdersOn(house, step.post, action.at, true)];
  const holders = holdersOn(house, step.post, action.at);
  return step.role === 'decide' && deputies.includes(action.actor ?? '') && holders.length > 0 && holders.every((one) => absentAt(house, one, action.at));
}

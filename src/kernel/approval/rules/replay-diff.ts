/** What a new set would have done with the cases of the last twelve months: every one whose way would change, before and after. */
import type { DrafterFacts, Facts } from './facts.ts';
import type { RuleSet } from './rule-set.ts';
import { type Requirement, strictest } from './strictest.ts';

export interface PastCase {
  readonly number: string;
  readonly kind: string;
  readonly title: string;
  readonly facts: Facts;
  readonly drafter: DrafterFacts;
  readonly before: Requirement;
}

export interface Changed {
  readonly number: string;
  readonly title: string;
  readonly before: string;
  /** Null: no row would match any more. */
  readonly after: string | null;
}

/** One line that is equal exactly when the ways are. */
export function wayOf(requirement: Requirement): string {
  const consults = requirement.consults.toSorted((a, b) => (a.post < b.post ? -1 : 1)).map((consult) => `${consult.post}（${consult.mode}）`);
  const others = [...requirement.examine.map((post) => `審査 ${post}`), ...requirement.reviews.map((review) => review.label)].toSorted();
  return [requirement.authority.title, ...consults, ...others, requirement.deputyOk ? '代決可' : '代決不可'].join('・');
}

export function replayDiff(set: RuleSet, cases: readonly PastCase[]): readonly Changed[] {
  return cases.flatMap((one) => {
    const after = strictest(set, one.kind, one.facts, one.drafter);
    const before = wayOf(one.before);
    const now = after ? wayOf(after) : null;
    return before === now ? [] : [{ number: one.number, title: one.title, before, after: now }];
  });
}

/** 分割発注: several orders that together would have gone higher. A warning that must be answered, seen by the decider and by audit. */
import type { DrafterFacts, Facts } from './facts.ts';
import type { RuleSet } from './rule-set.ts';
import { atLeastAsStrict, strictest } from './strictest.ts';

/** How a kind recognises purchases that belong together, e.g. the same vendor and the same budget item. */
export interface SplitCheck {
  /** The fact that adds up. */
  readonly amount: string;
  readonly same: readonly string[];
  readonly days: number;
}

/** One text for the purchases that count together; null when a fact is missing. */
export function splitKey(kind: string, facts: Facts, check: SplitCheck): string | null {
  const parts = check.same.map((name) => facts.values[name]);
  return parts.some((part) => part === undefined) ? null : JSON.stringify([kind, ...parts]);
}

export interface SplitSuspicion {
  readonly total: number;
  readonly authority: string;
}

/** Whether the sum with what was ordered lately would have needed more than this case alone. */
export function suspectSplit(set: RuleSet, kind: string, facts: Facts, drafter: DrafterFacts, check: SplitCheck, earlier: readonly number[]): SplitSuspicion | null {
  const amount = facts.values[check.amount];
  if (typeof amount !== 'number' || earlier.length === 0) return null;
  const total = earlier.reduce((sum, one) => sum + one, amount);
  const alone = strictest(set, kind, facts, drafter);
  const together = strictest(set, kind, { ...facts, values: { ...facts.values, [check.amount]: total } }, drafter);
  if (!alone || !together || atLeastAsStrict(alone, together)) return null;
  return { total, authority: together.authority.title };
}

/**
 * Everything that can be drafted, cut into finitely many cells inside which no condition of the set changes its answer.
 * What holds in one point of each cell holds everywhere: interval arithmetic, not sampling.
 */
import type { Condition, FactSchema, Facts, FactType } from './facts.ts';
import type { Rule, RuleSet } from './rule-set.ts';

export interface Interval {
  readonly from: number;
  readonly to: number;
}

export interface Cell {
  readonly facts: Facts;
  /** The numbers of the cell as whole intervals, for the sentence about it. */
  readonly intervals: Readonly<Record<string, Interval>>;
}

/** A text no row names. */
const OTHER_TEXT = ' other';

const conditionsOf = (rules: readonly Rule[]): readonly Condition[] => rules.flatMap((rule) => rule.when);

/** The elementary intervals of a number: between two neighbours of them some row may change, inside one none does. */
export function intervalsOf(fact: string, type: Extract<FactType, { type: 'number' }>, rules: readonly Rule[]): readonly Interval[] {
  const ends = new Set<number>([type.max]);
  const endAt = (value: number | null) => {
    if (value !== null && value >= type.min && value < type.max) ends.add(value);
  };
  const alone = (value: unknown) => {
    if (typeof value !== 'number') return;
    endAt(value - 1);
    endAt(value);
  };
  for (const condition of conditionsOf(rules)) {
    if (!('fact' in condition) || condition.fact !== fact) continue;
    if (condition.op === 'between') {
      endAt(condition.min);
      endAt(condition.max);
    } else if (condition.op === '=') alone(condition.value);
    else condition.values.forEach(alone);
  }
  const sorted = [...ends].toSorted((a, b) => a - b);
  return sorted.map((to, index) => ({ from: index === 0 ? type.min : (sorted[index - 1] ?? 0) + 1, to }));
}

/** Whether any row asks about the fact. */
export function isAsked(fact: string, rules: readonly Rule[]): boolean {
  return conditionsOf(rules).some((condition) => 'fact' in condition && condition.fact === fact);
}

function valuesOf(fact: string, type: FactType, rules: readonly Rule[]): readonly { readonly value: string | number | boolean; readonly interval?: Interval }[] {
  switch (type.type) {
    case 'number':
      return intervalsOf(fact, type, rules).map((interval) => ({ value: interval.from, interval }));
    case 'choice':
      // Where no row asks, one value stands for all.
      return (isAsked(fact, rules) ? type.choices : type.choices.slice(0, 1)).map((value) => ({ value }));
    case 'text': {
      const named = conditionsOf(rules).flatMap((condition) => (condition.op === '=' && condition.fact === fact ? [condition.value] : condition.op === 'in' && condition.fact === fact ? condition.values : []));
      return [...new Set([...named, OTHER_TEXT])].map((value) => ({ value }));
    }
  }
}

/** The rows that can concern a kind. */
export function rulesFor(set: RuleSet, kind: string): readonly Rule[] {
  return set.rules.filter((rule) => rule.kind === null || rule.kind === kind);
}

/** The cells of a kind with these marks set. Numbers vary fastest, from small to large. */
export function* cellsOf(schema: FactSchema, rules: readonly Rule[], flags: readonly string[]): Generator<Cell> {
  const names = Object.entries(schema.facts).toSorted(([, a], [, b]) => Number(a.type === 'number') - Number(b.type === 'number'));
  const choices = names.map(([fact, type]) => ({ fact, values: valuesOf(fact, type, rules) }));
  function* from(index: number, values: Record<string, string | number | boolean>, intervals: Record<string, Interval>): Generator<Cell> {
    const next = choices[index];
    if (!next) {
      yield { facts: { values, flags }, intervals };
      return;
    }
    for (const { value, interval } of next.values) yield* from(index + 1, { ...values, [next.fact]: value }, interval ? { ...intervals, [next.fact]: interval } : intervals);
  }
  yield* from(0, {}, {});
}

/** Every set of marks that some row asks about, the empty one first. */
export function flagSets(schema: FactSchema, rules: readonly Rule[]): readonly (readonly string[])[] {
  const asked = [...new Set(conditionsOf(rules).flatMap((condition) => (condition.op === 'flag' ? condition.anyOf : [])))].filter((flag) => flag in schema.flags);
  return asked.reduce<readonly (readonly string[])[]>((sets, flag) => [...sets, ...sets.map((one) => [...one, flag])], [[]]);
}

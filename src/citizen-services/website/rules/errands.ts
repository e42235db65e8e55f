/** Which errands a household has: plain conditions over what people answer about themselves. Nothing that is answered is kept. */
import { isRecord } from '../../../kernel/text/json.ts';

export const facts = ['child', 'pregnant', 'older', 'uninsured', 'car', 'pet', 'foreign'] as const;
export type Fact = (typeof facts)[number];

export interface Condition {
  readonly fact: Fact;
  /** Of a child: its age in years, both included. */
  readonly from?: number;
  readonly to?: number;
}

export interface Household {
  readonly adults: number;
  /** Ages in years. */
  readonly children: readonly number[];
  readonly yes: ReadonlySet<Fact>;
}

export function conditionsOf(stored: unknown): readonly Condition[] {
  if (!Array.isArray(stored)) return [];
  return stored.flatMap((one): Condition[] => {
    if (!isRecord(one)) return [];
    const fact = facts.find((known) => known === one['fact']);
    const age = (name: 'from' | 'to') => (typeof one[name] === 'number' ? { [name]: one[name] } : {});
    return fact === undefined ? [] : [{ fact, ...age('from'), ...age('to') }];
  });
}

function holds(condition: Condition, household: Household): boolean {
  if (condition.fact === 'child') return household.children.some((age) => age >= (condition.from ?? 0) && age <= (condition.to ?? 200));
  return household.yes.has(condition.fact);
}

/** In their order; an errand without conditions is everybody's. */
export function errandsFor<E extends { readonly conditions: readonly Condition[] }>(errands: readonly E[], household: Household): readonly E[] {
  return errands.filter((errand) => errand.conditions.every((condition) => holds(condition, household)));
}

/** Ages as people type them: 「8」「8、3」「８歳と３歳」. What is no age is left out. */
export function agesIn(text: string): readonly number[] {
  return [...text.normalize('NFKC').matchAll(/\d{1,3}/g)].map(([digits]) => Number(digits)).filter((age) => age < 20).slice(0, 10);
}

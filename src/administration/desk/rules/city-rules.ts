/** A city's 決裁規程 as data, fitted to the kinds that stand and to the posts there are; and who deputises for whom, from the organisation. */
import type { Organization, Post } from '../../../kernel/approval/rules/organization.ts';
import type { Authority, Outcome, Policy, Rule, RuleSet } from '../../../kernel/approval/rules/rule-set.ts';

export interface CityRuleSet {
  readonly name: string;
  readonly legalRef: string;
  /** First day, as YYYY-MM-DD. */
  readonly from: string;
  /** draft: waits for the second person. */
  readonly stage: 'in_force' | 'draft';
  /** The set whose rows stand wherever this one has no row of the same number. */
  readonly revises?: string;
  readonly rules: readonly Rule[];
}

export interface CityRules {
  readonly organ: string;
  readonly inNameOf: string;
  readonly authorities: readonly Authority[];
  readonly policy: Policy;
  /** Rank of an authority to the code of the post that deputises for it, where it is not the next one below. */
  readonly deputies: Readonly<Record<string, string>>;
  readonly sets: readonly CityRuleSet[];
}

/** The rows of a set, with those of the set it revises. A row comes where its number stood, a new one after the last. */
export function rowsOf(city: CityRules, set: CityRuleSet): readonly Rule[] {
  const base = city.sets.find((one) => one.name === set.revises);
  if (!base) return set.rules;
  const own = new Map(set.rules.map((rule) => [rule.no, rule]));
  const kept = rowsOf(city, base).map((rule) => own.get(rule.no) ?? rule);
  return [...kept, ...set.rules.filter((rule) => !kept.includes(rule))];
}

/** Rows of kinds that do not stand wait for their systems. Where nobody has a rank (a town hall of section heads only), the next one below decides. */
export function fitted(city: CityRules, set: CityRuleSet, kinds: readonly string[], organization: Organization): RuleSet {
  const ranks = new Set(organization.posts.map((post) => post.rank));
  const codes = new Set(organization.posts.map((post) => post.code));
  const ordered = city.authorities.toSorted((a, b) => a.rank - b.rank);
  const there = ordered.filter((one) => ranks.has(one.rank));
  const deciderFor = (code: string) => (there.find((one) => one.rank >= (ordered.find((known) => known.code === code)?.rank ?? 0)) ?? there.at(-1))?.code ?? code;
  const demands = ({ consult, ...rest }: Outcome): Outcome => {
    const known = (consult ?? []).filter((one) => codes.has(one.post));
    return { ...rest, decider: deciderFor(rest.decider), ...(known.length > 0 ? { consult: known } : {}) };
  };
  return {
    // The highest there is decides in its own right.
    authorities: there.map((one, index) => (index === 0 ? { ...one, head: true } : one)), policy: city.policy,
    rules: rowsOf(city, set).filter((rule) => rule.kind === null || kinds.includes(rule.kind)).map((rule) => ({ ...rule, demands: demands(rule.demands) })),
  };
}

/** Who deputises for whoever decides by these ranks: the next post below in the own department, else the first of the departments under it. */
export function deputyPairs(city: CityRules, organization: Organization): readonly { readonly post: string; readonly deputy: string }[] {
  const ranks = new Set(city.authorities.filter((one) => one.head !== true).map((one) => one.rank));
  const first = (posts: readonly Post[]) => posts.toSorted((a, b) => a.rank - b.rank || (a.code < b.code ? -1 : 1))[0];
  return organization.posts.filter((post) => ranks.has(post.rank)).toSorted((a, b) => (a.code < b.code ? -1 : 1)).flatMap((post) => {
    const named = city.deputies[String(post.rank)];
    const below = organization.posts.filter((one) => one.department === post.department && one.rank > post.rank);
    const under = organization.departments.filter((one) => one.parent === post.department).toSorted((a, b) => (a.code < b.code ? -1 : 1));
    const deputy = named === undefined ? (first(below) ?? under.flatMap((one) => first(organization.posts.filter((other) => other.department === one.id)) ?? [])[0]) : organization.posts.find((one) => one.code === named);
    return deputy ? [{ post: post.id, deputy: deputy.id }] : [];
  });
}

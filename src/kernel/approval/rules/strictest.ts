/**
 * Collect every row that matches and take the strictest: the highest decider, every consultation, deputies only where all
 * rows allow them. Adding a row can therefore never lower the authority; only a named `relax` can.
 */
import { type DrafterFacts, type Facts, holds } from './facts.ts';
import { type Authority, type Consult, type ConsultMode, rankOf, type Review, type Rule, type RuleSet } from './rule-set.ts';

export interface MatchedRow {
  readonly no: string;
  readonly article: string;
  readonly deputyOk: boolean;
  /** The row that weakens this one, when one does. */
  readonly relaxedBy?: string;
}

/** What the rules demand of one case, with the rows that led there. */
export interface Requirement {
  readonly authority: Authority;
  readonly consults: readonly Consult[];
  readonly reviews: readonly Review[];
  readonly examine: readonly string[];
  readonly circulate: readonly string[];
  readonly deputyOk: boolean;
  readonly selfDecideOk: boolean;
  readonly disasterOk: boolean;
  readonly retentionYears: number | null;
  readonly marks: readonly string[];
  readonly rows: readonly MatchedRow[];
}

const strength: Readonly<Record<ConsultMode, number>> = { postView: 0, notify: 1, agree: 2 };

/** The rows that match, in the order of the table. */
export function matching(set: RuleSet, kind: string, facts: Facts, drafter: DrafterFacts): readonly Rule[] {
  const rank = (authority: string) => rankOf(set, authority);
  return set.rules.filter((rule) => (rule.kind === null || rule.kind === kind) && rule.when.every((condition) => holds(condition, facts, drafter, rank)));
}

function mergeConsults(rules: readonly Rule[]): readonly Consult[] {
  const merged = new Map<string, Consult>();
  for (const consult of rules.flatMap((rule) => rule.demands.consult ?? [])) {
    const before = merged.get(consult.post);
    if (!before) merged.set(consult.post, consult);
    else {
      const stronger = strength[consult.mode] > strength[before.mode] ? consult.mode : before.mode;
      // Fields narrow the consent, so the union of both, and none at all when one of them has none.
      const fields = before.fields && consult.fields ? { fields: [...new Set([...before.fields, ...consult.fields])] } : {};
      merged.set(consult.post, { post: consult.post, mode: stronger, ...(before.serial || consult.serial ? { serial: true } : {}), ...fields });
    }
  }
  return [...merged.values()];
}

function mergeReviews(rules: readonly Rule[]): readonly Review[] {
  const seen = new Map<string, Review>();
  for (const review of rules.flatMap((rule) => rule.demands.review ?? [])) seen.set(JSON.stringify(review), review);
  return [...seen.values()];
}

/** What the rules demand; null when no row matches: there is no silent default. */
export function strictest(set: RuleSet, kind: string, facts: Facts, drafter: DrafterFacts): Requirement | null {
  const matched = matching(set, kind, facts, drafter);
  const relaxedBy = new Map(matched.flatMap((rule) => (rule.relax === undefined ? [] : [[rule.relax, rule.no] as const])));
  const counted = matched.filter((rule) => !relaxedBy.has(rule.no));
  const [first, ...others] = counted.map((rule) => rule.demands.decider);
  if (first === undefined) return null;
  const highest = others.reduce((top, one) => (rankOf(set, one) < rankOf(set, top) ? one : top), first);
  const authority = set.authorities.find((one) => one.code === highest);
  if (!authority) return null;
  const years = counted.flatMap((rule) => rule.demands.retentionYears ?? []);
  const union = (pick: (rule: Rule) => readonly string[] | undefined) => [...new Set(counted.flatMap((rule) => pick(rule) ?? []))];
  return {
    authority, consults: mergeConsults(counted), reviews: mergeReviews(counted),
    examine: union((rule) => rule.demands.examine), circulate: union((rule) => rule.demands.circulate), marks: union((rule) => rule.demands.marks),
    deputyOk: counted.every((rule) => rule.demands.deputyOk), selfDecideOk: counted.every((rule) => rule.demands.selfDecideOk === true), disasterOk: counted.every((rule) => rule.demands.disasterOk === true),
    retentionYears: years.length > 0 ? Math.max(...years) : null,
    rows: matched.map((rule) => {
      const by = relaxedBy.get(rule.no);
      return { no: rule.no, article: rule.article, deputyOk: rule.demands.deputyOk, ...(by === undefined ? {} : { relaxedBy: by }) };
    }),
  };
}

/** Whether `a` demands at least what `b` does: decider, consent, examination. */
export function atLeastAsStrict(a: Requirement, b: Requirement): boolean {
  const consents = (requirement: Requirement) => new Map(requirement.consults.map((consult) => [consult.post, strength[consult.mode]]));
  const own = consents(a);
  return a.authority.rank <= b.authority.rank && [...consents(b)].every(([post, needed]) => (own.get(post) ?? -1) >= needed) && b.examine.every((post) => a.examine.includes(post));
}

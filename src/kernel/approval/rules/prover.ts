/** What a rule set must prove before it takes force. Each failure is a sentence with a concrete counter-example. */
import { type Cell, cellsOf, flagSets, isAsked, rulesFor } from './cells.ts';
import { type DrafterFacts, type FactSchema, factWord } from './facts.ts';
import type { Organization, Post } from './organization.ts';
import { type Rule, type RuleSet } from './rule-set.ts';
import { atLeastAsStrict, matching, strictest } from './strictest.ts';

export interface Provable {
  readonly code: string;
  readonly title: string;
  readonly schema: FactSchema;
}

export interface Failure {
  readonly check: 'shape' | 'coverage' | 'monotone' | 'dead' | 'post' | 'deputy';
  readonly sentence: string;
}

export interface RelaxUse {
  readonly no: string;
  readonly article: string;
  readonly relaxes: string;
  readonly kinds: readonly string[];
}

export interface Proof {
  readonly failures: readonly Failure[];
  /** Every relaxation with what it touches: the publisher signs this list. */
  readonly relaxes: readonly RelaxUse[];
}

/** Somebody at the very bottom, in no department a row names: conditions only ever add, so who has the fewest rows is worst covered. */
const lowest: DrafterFacts = { rank: Number.MAX_SAFE_INTEGER, departments: [] };

/** All publish-time checks. */
export function prove(set: RuleSet, kinds: readonly Provable[], organization: Organization): Proof {
  const shape = shapeOf(set, kinds);
  // A set that names what does not exist cannot be computed with.
  if (shape.length > 0) return { failures: shape, relaxes: [] };
  const failures = [...kinds.flatMap((kind) => [...coverage(set, kind), ...monotone(set, kind)]), ...deadRows(set, kinds), ...unknownPosts(set, organization), ...withoutDeputy(set, organization)];
  const relaxes = set.rules.flatMap((rule) => (rule.relax === undefined ? [] : [{ no: rule.no, article: rule.article, relaxes: rule.relax, kinds: kinds.filter((kind) => rule.kind === null || rule.kind === kind.code).map((kind) => kind.title) }]));
  return { failures, relaxes };
}

function shapeOf(set: RuleSet, kinds: readonly Provable[]): readonly Failure[] {
  const say = (sentence: string): Failure => ({ check: 'shape', sentence });
  const known = new Set(set.authorities.map((one) => one.code));
  const numbers = set.rules.map((rule) => rule.no);
  return set.rules.flatMap((rule) => {
    const found: Failure[] = [];
    if (numbers.indexOf(rule.no) !== numbers.lastIndexOf(rule.no)) found.push(say(`行${rule.no}が2つ以上あります`));
    if (!known.has(rule.demands.decider)) found.push(say(`行${rule.no}の決裁区分「${rule.demands.decider}」がありません`));
    for (const condition of rule.when) if (condition.op === 'drafter' && !known.has(condition.atLeast)) found.push(say(`行${rule.no}の決裁区分「${condition.atLeast}」がありません`));
    if (rule.kind !== null && !kinds.some((kind) => kind.code === rule.kind)) found.push(say(`行${rule.no}の種類「${rule.kind}」がありません`));
    if (rule.relax !== undefined && !numbers.includes(rule.relax)) found.push(say(`行${rule.no}が緩める行${rule.relax}がありません`));
    for (const review of rule.demands.review ?? []) if (review.posts.length < (review.quorum ?? 1)) found.push(say(`行${rule.no}の「${review.label}」は${review.quorum ?? 1}人に足りません`));
    return found;
  });
}

function spoken(kind: Provable, rules: readonly Rule[], cell: Cell): string {
  const parts = Object.entries(kind.schema.facts).filter(([fact]) => isAsked(fact, rules)).map(([fact, type]) => {
    const interval = cell.intervals[fact];
    if (type.type === 'number' && interval) return `${interval.from.toLocaleString('ja-JP')}–${interval.to.toLocaleString('ja-JP')} ${type.unit}`;
    return `${type.label}「${type.type === 'text' ? 'その他' : factWord(type, cell.facts.values[fact] ?? '')}」`;
  });
  const flags = cell.facts.flags.map((flag) => `「${kind.schema.flags[flag] ?? flag}」`);
  return [...parts, ...flags].join('・');
}

/** Neighbouring cells become one gap in the sentence. */
function joined(cells: readonly Cell[]): readonly Cell[] {
  const result: Cell[] = [];
  for (const cell of cells) {
    const last = result.at(-1);
    const names = Object.keys(cell.intervals);
    const moving = names.filter((name) => cell.intervals[name]?.from !== last?.intervals[name]?.from);
    const [only] = moving;
    const touches = last && moving.length === 1 && only !== undefined && (last.intervals[only]?.to ?? 0) + 1 === cell.intervals[only]?.from
      && Object.entries(cell.facts.values).every(([name, value]) => name === only || value === last.facts.values[name]);
    if (last && touches) result[result.length - 1] = { facts: last.facts, intervals: { ...last.intervals, [only]: { from: last.intervals[only]?.from ?? 0, to: cell.intervals[only]?.to ?? 0 } } };
    else result.push(cell);
  }
  return result;
}

function coverage(set: RuleSet, kind: Provable): readonly Failure[] {
  const rules = rulesFor(set, kind.code);
  // Marks and departments only add rows, so without any of them the fewest match.
  const gaps = [...cellsOf(kind.schema, rules, [])].filter((cell) => matching(set, kind.code, cell.facts, lowest).length === 0);
  return joined(gaps).map((cell) => ({ check: 'coverage', sentence: `${kind.title}：${spoken(kind, rules, cell) || 'どの場合にも'}${spoken(kind, rules, cell) ? 'に' : ''}該当行がありません` }));
}

/** Drafters who can make a difference: each authority class and below all; each department a row names, and none. */
function drafters(set: RuleSet, rules: readonly Rule[]): readonly DrafterFacts[] {
  const ranks = [Number.MAX_SAFE_INTEGER, ...set.authorities.map((one) => one.rank)];
  const departments = [[], ...[...new Set(rules.flatMap((rule) => rule.when.flatMap((condition) => (condition.op === 'under' ? [condition.department] : []))))].map((one) => [one])];
  return ranks.flatMap((rank) => departments.map((own) => ({ rank, departments: own })));
}

/** More yen never means less: not a lower decider, not a consent fewer. */
function monotone(set: RuleSet, kind: Provable): readonly Failure[] {
  const rules = rulesFor(set, kind.code);
  const amounts = Object.entries(kind.schema.facts).filter(([, type]) => type.type === 'number' && type.unit === '円').map(([fact]) => fact);
  const failures: Failure[] = [];
  for (const flags of flagSets(kind.schema, rules)) for (const drafter of drafters(set, rules)) for (const amount of amounts) {
    const before = new Map<string, Cell>();
    for (const cell of cellsOf(kind.schema, rules, flags)) {
      const others = JSON.stringify(Object.entries(cell.facts.values).filter(([name]) => name !== amount));
      const smaller = before.get(others);
      before.set(others, cell);
      const a = smaller ? strictest(set, kind.code, smaller.facts, drafter) : null;
      const b = strictest(set, kind.code, cell.facts, drafter);
      if (smaller && a && b && !atLeastAsStrict(b, a)) failures.push({ check: 'monotone', sentence: `${kind.title}：${spoken(kind, rules, cell)}の決裁（${b.authority.title}）が、より少ない${spoken(kind, rules, smaller)}の決裁（${a.authority.title}）より軽くなっています` });
    }
  }
  return [...new Map(failures.map((failure) => [failure.sentence, failure])).values()];
}

function deadRows(set: RuleSet, kinds: readonly Provable[]): readonly Failure[] {
  return set.rules.filter((rule) => !kinds.some((kind) => (rule.kind === null || rule.kind === kind.code) && canMatch(set, rule, kind)))
    .map((rule) => ({ check: 'dead', sentence: `行${rule.no}（${rule.article}）に当てはまる案件はありえません` }));
}

function canMatch(set: RuleSet, rule: Rule, kind: Provable): boolean {
  const highest = Math.min(...set.authorities.map((one) => one.rank));
  const departments = rule.when.flatMap((condition) => (condition.op === 'under' ? [condition.department] : []));
  for (const flags of flagSets(kind.schema, [rule])) for (const cell of cellsOf(kind.schema, [rule], flags)) {
    if (matching({ ...set, rules: [rule] }, kind.code, cell.facts, { rank: highest, departments }).length > 0) return true;
  }
  return false;
}

function unknownPosts(set: RuleSet, organization: Organization): readonly Failure[] {
  const codes = new Set(organization.posts.map((post) => post.code));
  const units = new Set(organization.departments.map((department) => department.code));
  return set.rules.flatMap((rule) => {
    const { consult = [], review = [], examine = [], circulate = [] } = rule.demands;
    const named = [...consult.map((one) => one.post), ...review.flatMap((one) => one.posts), ...examine, ...circulate];
    const places = rule.when.flatMap((condition) => (condition.op === 'under' && !units.has(condition.department) ? [condition.department] : []));
    const nobody = organization.posts.some((post) => post.rank === rankIn(set, rule)) ? [] : [set.authorities.find((one) => one.code === rule.demands.decider)?.title ?? rule.demands.decider];
    return [...named.filter((code) => !codes.has(code)), ...places, ...nobody].map((what): Failure => ({ check: 'post', sentence: `行${rule.no}の「${what}」が組織にありません` }));
  });
}

const rankIn = (set: RuleSet, rule: Rule) => set.authorities.find((one) => one.code === rule.demands.decider)?.rank;

/** Whoever decides what a deputy may decide has a deputy. */
function withoutDeputy(set: RuleSet, organization: Organization): readonly Failure[] {
  const ranks = new Set(set.rules.filter((rule) => rule.demands.deputyOk).map((rule) => rankIn(set, rule)));
  const has = (post: Post) => (organization.deputies.get(post.id) ?? []).length > 0 || organization.holdings.some((holding) => holding.post === post.id && holding.manner === 'deputy');
  const bare = organization.posts.filter((post) => ranks.has(post.rank) && !has(post));
  return bare.length === 0 ? [] : [{ check: 'deputy', sentence: `代決者の順位が決まっていない職があります：${bare.slice(0, 10).map((post) => post.title).join('、')}${bare.length > 10 ? `ほか${bare.length - 10}` : ''}` }];
}

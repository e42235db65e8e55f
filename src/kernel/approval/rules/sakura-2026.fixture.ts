/** さくら市 (fictional): its 決裁規程 別表 of 2026 and a town hall of two departments, for tests. */
import type { FactSchema } from './facts.ts';
import type { Department, Holding, Organization, Post } from './organization.ts';
import { type Authority, type Consult, ordinaryPolicy, type Outcome, type Rule, type RuleSet } from './rule-set.ts';

export const authorities: readonly Authority[] = [
  { code: 'mayor', title: '市長', rank: 1, head: true }, { code: 'vice-mayor', title: '副市長', rank: 2 }, { code: 'director', title: '部長', rank: 10 },
  { code: 'section-head', title: '課長', rank: 20 }, { code: 'subsection-head', title: '係長', rank: 40 },
];

const agree = (...posts: string[]): Consult[] => posts.map((post) => ({ post, mode: 'agree' }));
const row = (no: string, article: string, kind: string | null, demands: Outcome, when: Rule['when'] = [], more: Partial<Rule> = {}): Rule => ({ no, article, kind, when, demands, ...more });
const amount = (min: number | null, max: number | null) => [{ op: 'between' as const, fact: 'amount', min, max }];
const WORKS = 'commitment.works';
const SUPPLIES = 'commitment.supplies';
const contractPosts = ['FINANCE-HEAD', 'CONTRACT-HEAD'];

export const sakura2026: RuleSet = {
  authorities,
  policy: { ...ordinaryPolicy, optionalRanks: [15] },
  rules: [
    row('1', '別表1', WORKS, { decider: 'section-head', deputyOk: true }, amount(null, 1_300_000)),
    row('2', '別表2', WORKS, { decider: 'director', consult: agree(...contractPosts), deputyOk: true, disasterOk: true }, amount(1_300_000, 10_000_000)),
    row('3', '別表3', WORKS, { decider: 'vice-mayor', consult: agree(...contractPosts, 'GENERAL-DIRECTOR'), deputyOk: false }, amount(10_000_000, 50_000_000)),
    row('4', '別表4', WORKS, { decider: 'mayor', consult: agree(...contractPosts, 'GENERAL-DIRECTOR'), deputyOk: false }, amount(50_000_000, null)),
    row('5', '別表5', WORKS, { decider: 'mayor', consult: [...agree(...contractPosts, 'GENERAL-DIRECTOR'), { post: 'ASSEMBLY-HEAD', mode: 'notify' }], deputyOk: false, marks: ['needs_assembly'] }, amount(149_999_999, null)),
    row('6', '別表6', SUPPLIES, { decider: 'section-head', deputyOk: true }, amount(null, 500_000)),
    row('6b', '別表6', SUPPLIES, { decider: 'director', consult: agree('FINANCE-HEAD'), deputyOk: true }, amount(500_000, null)),
    row('7', '第9条', null, { decider: 'mayor', consult: agree('GENERAL-HEAD'), deputyOk: false }, [{ op: 'flag', anyOf: ['other_use'] }]),
    row('8', '別表8', 'leave.annual', { decider: 'section-head', deputyOk: true }),
    row('9', '別表8', 'leave.annual', { decider: 'director', deputyOk: true }, [{ op: 'drafter', atLeast: 'section-head' }]),
    row('10', '別表10', 'travel.order', { decider: 'section-head', deputyOk: true }),
    row('10b', '別表10', 'travel.order', { decider: 'director', deputyOk: true }, [{ op: 'flag', anyOf: ['overnight', 'outside_prefecture'] }]),
    row('11', '第12条', 'web.publish', { decider: 'section-head', consult: agree('PUBLICITY-HEAD'), deputyOk: true }),
    row('11b', '第12条第2項', 'web.publish', { decider: 'subsection-head', consult: [{ post: 'PUBLICITY-HEAD', mode: 'postView' }], deputyOk: true }, [{ op: 'flag', anyOf: ['emergency'] }], { relax: '11' }),
    row('12', '第5条', 'document.bylaw', { decider: 'mayor', consult: agree('GENERAL-HEAD'), deputyOk: false }),
  ],
};

const number = (max: number) => ({ type: 'number' as const, label: '金額', unit: '円', min: 0, max });
const flags = { other_use: '個人情報の目的外提供' };
export const schemas: Readonly<Record<string, FactSchema>> = {
  [WORKS]: { facts: { amount: number(10_000_000_000) }, flags }, [SUPPLIES]: { facts: { amount: number(100_000_000) }, flags },
  'leave.annual': { facts: {}, flags }, 'travel.order': { facts: {}, flags: { ...flags, overnight: '宿泊あり', outside_prefecture: '県外' } },
  'web.publish': { facts: {}, flags: { ...flags, emergency: '緊急情報' } }, 'document.bylaw': { facts: {}, flags },
};

const department = (id: string, name: string, parent: string | null): Department => ({ id, code: id, name, parent });
export const departments: readonly Department[] = [
  department('HALL', 'さくら市', null), department('BUILD', '建設部', 'HALL'), department('GENERAL', '総務部', 'HALL'), department('CIVIL', '建設課', 'BUILD'),
  department('FINANCE', '財政課', 'GENERAL'), department('CONTRACT', '契約検査課', 'GENERAL'), department('AFFAIRS', '総務課', 'GENERAL'), department('PUBLICITY', '秘書広報課', 'GENERAL'), department('ASSEMBLY', '議会事務局', null),
];

/** code, title, rank, department, who holds it. */
export const seats: readonly (readonly [code: string, title: string, rank: number, department: string])[] = [
  ['MAYOR', '市長', 1, 'HALL'], ['VICE-MAYOR', '副市長', 2, 'HALL'], ['BUILD-DIRECTOR', '建設部長', 10, 'BUILD'], ['BUILD-VICE', '建設部次長', 15, 'BUILD'], ['GENERAL-DIRECTOR', '総務部長', 10, 'GENERAL'],
  ['CIVIL-HEAD', '建設課長', 20, 'CIVIL'], ['CIVIL-ASSISTANT', '建設課長補佐', 30, 'CIVIL'], ['CIVIL-SUB', '工務係長', 40, 'CIVIL'], ['CIVIL-CLERK', '主事', 60, 'CIVIL'],
  ['FINANCE-HEAD', '財政課長', 20, 'FINANCE'], ['CONTRACT-HEAD', '契約検査課長', 20, 'CONTRACT'], ['GENERAL-HEAD', '総務課長', 20, 'AFFAIRS'], ['GENERAL-CLERK', '主事', 60, 'AFFAIRS'], ['PUBLICITY-HEAD', '秘書広報課長', 20, 'PUBLICITY'],
  ['ASSEMBLY-HEAD', '議会事務局長', 20, 'ASSEMBLY'],
];

export const posts: readonly Post[] = seats.map(([code, title, rank, own]) => ({ id: code, code, title, rank, department: own, parent: null }));
/** Everybody's id is the post's in small letters. */
export const holdings: readonly Holding[] = posts.map((post) => ({ post: post.id, staff: post.id.toLowerCase(), manner: 'regular' }));

/** The town hall on an ordinary day. */
export const townHall: Organization = { departments, posts, holdings, absent: new Map(), deputies: new Map([['BUILD-DIRECTOR', ['BUILD-VICE']], ['VICE-MAYOR', ['GENERAL-DIRECTOR']]]) };

export function postCalled(code: string): Post {
  const found = posts.find((post) => post.code === code);
  if (!found) throw new Error(code);
  return found;
}

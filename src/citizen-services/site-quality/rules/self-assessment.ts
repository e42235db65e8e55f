/**
 * ウェブアクセシビリティ取組確認・評価表（総務省「みんなの公共サイト運用ガイドライン」2016年版・2024年版）: 20 points for the organisation,
 * 30 for a site, confirmed once a year and published. Items and points as towns publish them; the steps' wording is ours.
 */

export const parts = ['organisation', 'site'] as const;
export type Part = (typeof parts)[number];

export interface Item {
  readonly code: string;
  readonly part: Part;
  readonly group: string;
  readonly ja: string;
  readonly en: string;
  readonly max: number;
  /** What each number of points stands for, from 0. */
  readonly steps: readonly string[];
}

const kept = (what: string) => [`${what}していない`, `${what}したことがある`, `${what}しているが、毎年ではない`, `毎年${what}している`, `毎年${what}し、来年度も続けることが決まっている`];
const item = (code: string, part: Part, group: string, ja: string, en: string, steps: readonly string[]): Item => ({ code, part, group, ja, en, max: steps.length - 1, steps });

export interface Form {
  /** The first day of the fiscal year from which it is used. */
  readonly from: string;
  readonly items: readonly Item[];
}

export const forms: readonly Form[] = [{
  from: '2016-04-01',
  items: [
    item('inventory', 'organisation', '基本的対応の徹底', '対象の把握', 'Knowing what is covered', ['把握していない', '担当課が分かる範囲で一覧にしている', '一度、全体を洗い出した', '定期的に全体を洗い出している', '定期的に洗い出し、担当と見直す日まで分かっている']),
    item('guideline', 'organisation', '基本的対応の徹底', '統一したガイドラインの策定', 'One guideline for all', ['ない', '作っている途中', 'あるが、古い規格のまま', 'いまの規格に対応している', 'いまの規格に対応し、毎年見直している']),
    item('official_site', 'organisation', '段階的拡大', '公式ホームページ', 'The official site', ['方針がない', '方針はあるが公開していない', '一部のページを対象に方針を公開している', '全ページを対象に方針を公開している', '全ページを対象に方針を公開し、試験の結果で満たしていることを示している']),
    item('other_sites', 'organisation', '段階的拡大', '公式ホームページ以外のサイト等', 'Other sites of the city', ['方針がない', '方針はあるが公開していない', '一部のサイトで方針を公開している', 'すべてのサイトで方針を公開している', 'すべてのサイトで方針を公開し、試験している']),
    item('entrusted', 'organisation', '段階的拡大', '民間に管理を委託する施設等のホームページ等', 'Sites of entrusted facilities', ['何も求めていない', '仕様書で配慮を求めている', '仕様書と選定で規格への対応を求めている', '規格への対応を求め、納品のときに確かめている', '規格への対応を求め、毎年確かめている']),
    item('rules_followed', 'site', '継続性', 'ガイドライン', 'Guideline in use', ['使っていない', '参考にしている', 'この基準で作っている', 'この基準で作り、公開前に点検している', 'この基準で作り、公開前に点検し、基準の見直しに加わっている']),
    item('training', 'site', '継続性', '職員研修', 'Training', kept('研修を実施')),
    item('inspection', 'site', '継続性', '検証', 'Inspection', kept('検証を実施')),
    item('improvement', 'site', '継続性', '改善', 'Improvement', kept('公開中のページを改善')),
    item('tested', 'site', '実現内容の確認と公開', '試験の実施', 'Test against the standard', ['していない', '過去に試験した', '3年以内に試験した', '1年以内に試験した', '1年以内に、無作為に選んだページを含めて試験した']),
    item('published', 'site', '実現内容の確認と公開', '試験結果の公開', 'Publication of the result', ['公開していない', '試験したことだけを公開している', '達成基準ごとの結果を公開している', '結果・対象ページ・選び方を公開している', '1年以内の結果・対象ページ・選び方を公開している']),
    item('user_test', 'site', '利用者との協調', '利用者による評価', 'Tests with users', ['していない', '過去に利用者に使ってもらったことがある', '毎年、高齢の人・障がいのある人に使ってもらっている', '使ってもらった結果で改善している']),
    item('opinions', 'site', '利用者との協調', '利用者の意見', 'Opinions of users', ['窓口がない', '意見を受ける窓口を示している', '意見に答え、記録している', '意見で改善し、改善したことを公開している']),
  ],
}];

/** The form that was in force on the first day of a fiscal year. */
export const formOf = (fiscalYear: number): Form => forms.filter((one) => Temporal.PlainDate.compare(one.from, `${fiscalYear}-04-01`) <= 0).at(-1) ?? forms[0] ?? { from: '2016-04-01', items: [] };

export interface Facts {
  /** 年度末 or the day of confirmation. */
  readonly on: Temporal.PlainDate;
  readonly policyPublic: boolean;
  readonly policyRevisedOn: Temporal.PlainDate | null;
  /** The newest public test. */
  readonly test: { readonly number: number; readonly to: Temporal.PlainDate; readonly random: number; readonly conforms: boolean } | null;
  /** Authoring rules run before every publication. */
  readonly checksActive: boolean;
  /** Public pages known by office, and how many of them have a day of review. */
  readonly pages: number;
  readonly reviewed: number;
  readonly efforts: readonly { readonly kind: 'training' | 'user_test' | 'opinions' | 'improvement'; readonly on: Temporal.PlainDate }[];
  /** Requests for another form that were answered in the twelve months before. */
  readonly requestsAnswered: number;
}

export interface Proof {
  readonly item: string;
  readonly points: number;
  readonly evidence: string;
  readonly why: string;
}

const yearsBetween = (from: Temporal.PlainDate, to: Temporal.PlainDate) => from.until(to, { largestUnit: 'years' }).years;

/** What the system can prove: never more than it knows. Whoever fills the sheet may go higher or lower and says why. */
export function proofs(facts: Facts): readonly Proof[] {
  const { test, on } = facts;
  const age = test === null ? null : yearsBetween(test.to, on);
  const link = test === null ? '' : `/accessibility/results/${test.number}`;
  const found: Proof[] = [];
  if (facts.pages > 0) {
    const all = facts.reviewed === facts.pages;
    found.push({ item: 'inventory', points: all ? 4 : 3, evidence: '/staff/site-quality/pages', why: `公開中の${facts.pages}ページを担当課ごとに把握し、${facts.reviewed}ページに見直す日があります` });
  }
  found.push({ item: 'official_site', points: !facts.policyPublic ? 0 : test?.conforms === true && age === 0 ? 4 : 3, evidence: facts.policyPublic ? '/accessibility' : '', why: !facts.policyPublic ? '公開中の方針がありません' : test?.conforms === true && age === 0 ? '方針を公開し、1年以内の試験ですべて適合しています' : '方針を公開しています' });
  if (facts.checksActive) found.push({ item: 'rules_followed', points: 3, evidence: '/staff/website', why: '公開の前に、すべてのページを規則で点検しています' });
  found.push({ item: 'tested', points: age === null ? 0 : age === 0 ? ((test?.random ?? 0) > 0 ? 4 : 3) : age < 3 ? 2 : 1, evidence: link, why: test === null ? '公開した試験の結果がありません' : `第${test.number}回の試験（${test.to.toString()}まで、無作為に選んだ${test.random}ページを含む）` });
  found.push({ item: 'published', points: age === null ? 0 : age === 0 ? 4 : 3, evidence: link, why: test === null ? '公開した試験の結果がありません' : '達成基準ごとの結果、対象ページ、選び方を公開しています' });
  for (const kind of ['training', 'improvement', 'user_test', 'opinions'] as const) {
    const proof = kept4(facts, kind);
    if (proof) found.push(proof);
  }
  // Whoever asks for another form says what does not suit them: each answer is an opinion answered and recorded. The public page shows the numbers.
  if (facts.requestsAnswered > 0) {
    const noted = found.find((one) => one.item === 'opinions');
    const why = `別の形での提供の求めに、1年以内に${facts.requestsAnswered}件答えています${noted ? `。${noted.why}` : ''}`;
    return [...found.filter((one) => one !== noted), { item: 'opinions', points: 2, evidence: '/accessibility#requests', why }, ...inspection(facts)];
  }
  return [...found, ...inspection(facts)];
}

const inspection = (facts: Facts): readonly Proof[] => (facts.checksActive ? [{ item: 'inspection', points: 3, evidence: '/staff/site-quality', why: '毎晩、公開中のページとリンクを調べています' }] : []);

const effortWords = { training: '研修', improvement: '改善', user_test: '利用者による評価', opinions: '意見への対応' } as const;

/** A record in the last twelve months, and one in the twelve before: every year. Users' parts end at 3 points, and improvement after them is a person's to say. */
function kept4(facts: Facts, kind: keyof typeof effortWords): Proof | null {
  const ages = facts.efforts.filter((one) => one.kind === kind && Temporal.PlainDate.compare(one.on, facts.on) <= 0).map((one) => yearsBetween(one.on, facts.on));
  if (ages.length === 0) return null;
  const [lately, before] = [ages.includes(0), ages.includes(1)];
  const points = kind === 'opinions' ? 2 : kind === 'user_test' ? (lately ? 2 : 1) : lately && before ? 3 : lately ? 2 : 1;
  return { item: kind, points, evidence: '/staff/site-quality/efforts', why: `${effortWords[kind]}の記録が${ages.length}件あります（1年以内 ${ages.filter((age) => age === 0).length}件）` };
}

export interface Sum {
  readonly group: string;
  readonly part: Part;
  readonly points: number;
  readonly max: number;
}

/** 基本的対応の徹底 8, 段階的拡大 12; 継続性 16, 実現内容の確認と公開 8, 利用者との協調 6. */
export function sums(items: readonly Item[], points: ReadonlyMap<string, number>): readonly Sum[] {
  return [...Map.groupBy(items, (one) => `${one.part} ${one.group}`).values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ group: first.group, part: first.part, points: group.reduce((sum, one) => sum + (points.get(one.code) ?? 0), 0), max: group.reduce((sum, one) => sum + one.max, 0) }] : [];
  });
}

export const total = (list: readonly Sum[], part: Part) => list.filter((one) => one.part === part).reduce((sum, one) => ({ points: sum.points + one.points, max: sum.max + one.max }), { points: 0, max: 0 });

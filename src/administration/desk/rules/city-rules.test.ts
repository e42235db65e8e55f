/** The sample city's 決裁規程 hold in its whole town hall, in a tiny one, and in the year after. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCityFile } from '../../../city-files.ts';
import { prove, type Provable } from '../../../kernel/approval/rules/prover.ts';
import type { Organization, Post } from '../../../kernel/approval/rules/organization.ts';
import { strictest } from '../../../kernel/approval/rules/strictest.ts';
import { type CityRules, deputyPairs, fitted, rowsOf } from './city-rules.ts';

interface Hall {
  readonly departments: readonly { readonly code: string; readonly parent: string | null; readonly name: { readonly ja: string }; readonly posts: Readonly<Record<string, number>> }[];
  readonly posts: readonly { readonly code: string; readonly title: { readonly ja: string }; readonly rank: number }[];
}
const hall = readCityFile<Hall>('nihonmatsu', 'organization.json');
const city = readCityFile<CityRules>('nihonmatsu', 'approval-rules.json');
const yen = { type: 'number' as const, label: '金額', unit: '円', min: 0, max: 10_000_000_000 };
/** What the rows ask of each kind. */
const kinds: readonly Provable[] = [
  { code: 'documents.decision', title: '起案文書', schema: { facts: { authority: { type: 'choice', label: '決裁区分', choices: ['mayor', 'vice_mayor', 'director', 'section_head'] } }, flags: { closed: '非公開' } } },
  { code: 'documents.disposal', title: '廃棄', schema: { facts: { folders: { type: 'number', label: '簿冊の数', unit: '冊', min: 0, max: 100_000 } }, flags: { historical: '歴史公文書' } } },
  { code: 'reservations.permit', title: '利用許可', schema: { facts: { waived: yen, fee: yen }, flags: { refusal: '不許可' } } },
  { code: 'reservations.officialUse', title: '公用', schema: { facts: { hours: { type: 'number', label: '時間', unit: '時間', min: 0, max: 100_000 } }, flags: { takeover: '予約を取り消す' } } },
  ...['continuity.plan', 'continuity.runbook'].map((code) => ({ code, title: code, schema: { facts: {}, flags: {} } })), { code: 'vouchers.commitment.works', title: '工事', schema: { facts: { amount: yen }, flags: {} } },
];

function organizationOf(keep: (post: Post) => boolean): Organization {
  const posts = hall.departments.flatMap((department) => hall.posts.flatMap((post) => Array.from({ length: department.posts[post.code] ?? 0 }, (_, index): Post => {
    const code = `${department.code}-${post.code}-${index + 1}`;
    return { id: code, code, title: post.title.ja, rank: post.rank, department: department.code, parent: null };
  }))).filter(keep);
  const base: Organization = { departments: hall.departments.map((one) => ({ id: one.code, code: one.code, name: one.name.ja, parent: one.parent })), posts, holdings: posts.map((post) => ({ post: post.id, staff: post.id, manner: 'regular' as const })), absent: new Map(), deputies: new Map() };
  return { ...base, deputies: new Map(deputyPairs(city, base).map((pair) => [pair.post, [pair.deputy]])) };
}
const whole = organizationOf(() => true);
const tiny = organizationOf((post) => ['1030-SECTION-HEAD-1', '1030-CHIEF-1', '8040-SECTION-HEAD-1', '8040-CHIEF-1'].includes(post.code));
const codes = kinds.map((kind) => kind.code);

for (const [name, organization] of [['全庁', whole], ['課長しかいない役場', tiny]] as const) {
  for (const set of city.sets) test(`${set.from}からの規程は、${name}で証明に合う`, () => assert.deepEqual(prove(fitted(city, set, codes, organization), kinds, organization).failures, []));
}

test('まだない業務の行は待ち、ある業務の行だけが施行される', () => {
  const [first] = city.sets;
  assert.ok(first);
  assert.deepEqual([...new Set(fitted(city, first, ['documents.disposal'], whole).rules.map((rule) => rule.kind))], ['documents.disposal']);
});

test('減免は5万円まで課長、30万円まで部長、その上は副市長の専決', () => {
  const [first] = city.sets;
  assert.ok(first);
  const set = fitted(city, first, codes, whole);
  const decider = (waived: number) => strictest(set, 'reservations.permit', { values: { waived, fee: waived }, flags: [] }, { rank: 60, departments: [] })?.authority.title;
  assert.deepEqual([50_000, 50_001, 300_000, 300_001].map(decider), ['課長', '部長', '部長', '副市長']);
});

test('改正案は、番号の同じ行を置き換え、ほかの行を残す', () => {
  const [first, next] = city.sets;
  assert.ok(first && next);
  const rows = rowsOf(city, next);
  assert.equal(rows.length, first.rules.length + 1);
  assert.equal(rows.find((rule) => rule.no === '5')?.demands.decider, 'section-head');
  assert.deepEqual(rows.find((rule) => rule.no === '1'), first.rules.find((rule) => rule.no === '1'));
});

test('代決は同じ課のすぐ下の職、部長は主管の課長、副市長は総務部長', () => {
  const pairs = new Map(deputyPairs(city, whole).map((pair) => [pair.post, pair.deputy]));
  assert.deepEqual(['8040-SECTION-HEAD-1', '9010-SECTION-HEAD-1', '8000-DEPARTMENT-HEAD-1', '7100-BRANCH-HEAD-1', '0000-VICE-MAYOR-1'].map((code) => pairs.get(code)), ['8040-DEPUTY-HEAD-1', '9010-CHIEF-1', '8010-SECTION-HEAD-1', '7110-SECTION-HEAD-1', '1000-DEPARTMENT-HEAD-1']);
});

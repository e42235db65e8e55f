/** What is proved before a rule set takes force, each check by a set that breaks it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Organization } from './organization.ts';
import { type Provable, prove } from './prover.ts';
import { replayDiff } from './replay-diff.ts';
import type { Rule, RuleSet } from './rule-set.ts';
import { sakura2026, schemas, townHall } from './sakura-2026.fixture.ts';
import { matching, strictest } from './strictest.ts';
import { dmn, scheduleTable } from './table.ts';
import { works } from './walk.fixture.ts';

const titles: Readonly<Record<string, string>> = { 'commitment.works': '工事', 'commitment.supplies': '消耗品', 'leave.annual': '年次休暇', 'travel.order': '旅行命令', 'web.publish': 'ウェブ公開', 'document.bylaw': '条例案' };
const kinds: readonly Provable[] = Object.entries(schemas).map(([code, schema]) => ({ code, title: titles[code] ?? code, schema }));
const deputies = new Map(townHall.posts.map((post) => [post.id, [post.id === 'MAYOR' ? 'VICE-MAYOR' : 'MAYOR']]));
const hall: Organization = { ...townHall, deputies };
const works0 = sakura2026.rules.filter((rule) => rule.kind === 'commitment.works');
const [first] = works0;
assert.ok(first);
const withRules = (rules: readonly Rule[]): RuleSet => ({ ...sakura2026, rules: [...rules, ...sakura2026.rules.filter((rule) => rule.kind !== 'commitment.works')] });
const sentences = (set: RuleSet, organization: Organization = hall) => prove(set, kinds, organization).failures.map((failure) => failure.sentence);

test('the set of さくら市 proves itself, and its one relaxation is listed', () => {
  const proof = prove(sakura2026, kinds, hall);
  assert.deepEqual(proof.failures, []);
  assert.deepEqual(proof.relaxes, [{ no: '11b', article: '第12条第2項', relaxes: '11', kinds: ['ウェブ公開'] }]);
});

test('9: a gap is said in yen', () => {
  const rows = works0.map((rule) => (rule.no === '2' ? { ...rule, when: [{ op: 'between' as const, fact: 'amount', min: 1_500_000, max: 10_000_000 }] } : rule));
  assert.deepEqual(sentences(withRules(rows)), ['工事：1,300,001–1,500,000 円に該当行がありません']);
});

test('a larger amount decided lower down is refused with both amounts', () => {
  const rows = works0.map((rule) => (rule.no === '3' ? { ...rule, demands: { ...rule.demands, decider: 'section-head' } } : rule));
  assert.match(sentences(withRules(rows))[0] ?? '', /10,000,001–50,000,000 円の決裁（課長）が、より少ない1,300,001–10,000,000 円の決裁（部長）より軽く/);
});

test('a row nobody can reach, a post nobody has, a decider without a deputy', () => {
  assert.match(sentences(withRules([...works0, { ...first, no: '99', when: [{ op: 'between', fact: 'amount', min: 10, max: 5 }] }])).join(), /行99（別表1）に当てはまる案件はありえません/);
  assert.match(sentences(withRules([...works0, { ...first, no: '99', when: [{ op: 'flag', anyOf: ['unheard_of'] }] }])).join(), /行99/);
  assert.match(sentences(withRules([{ ...first, demands: { ...first.demands, examine: ['SEAL-OFFICE'] } }, ...works0.slice(1)])).join(), /行1の「SEAL-OFFICE」が組織にありません/);
  assert.match(sentences(sakura2026, townHall).join(), /代決者の順位が決まっていない職があります：総務部長、建設課長/);
});

test('a set that names what does not exist is refused before anything is computed', () => {
  assert.deepEqual(sentences(withRules([{ ...first, demands: { ...first.demands, decider: 'emperor' }, relax: '77', kind: 'none.such' }, ...works0.slice(1)])), ['行1の決裁区分「emperor」がありません', '行1の種類「none.such」がありません', '行1が緩める行77がありません']);
});

test('coverage is exact: it finds a gap when and only when some amount has no row', () => {
  const bounds = fc.array(fc.tuple(fc.option(fc.integer({ min: 0, max: 40 })), fc.option(fc.integer({ min: 0, max: 40 }))), { minLength: 1, maxLength: 5 });
  const small: Provable = { code: 'commitment.works', title: '工事', schema: { facts: { amount: { type: 'number', label: '金額', unit: '円', min: 0, max: 30 } }, flags: {} } };
  fc.assert(fc.property(bounds, (limits) => {
    const set: RuleSet = { ...sakura2026, rules: limits.map(([min, max], index) => ({ ...first, no: String(index), when: [{ op: 'between', fact: 'amount', min, max }] })) };
    const bare = Array.from({ length: 31 }, (_, amount) => amount).filter((amount) => matching(set, small.code, works(amount), { rank: 99, departments: [] }).length === 0);
    const gaps = prove(set, [small], hall).failures.filter((failure) => failure.check === 'coverage').flatMap(({ sentence }) => {
      const [, from = '', to = ''] = /：(\d+)–(\d+) 円/.exec(sentence) ?? [];
      return Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index);
    });
    assert.deepEqual(gaps, bare);
  }));
});

test('the cases of last year whose way would change are listed, before and after', () => {
  const clerk = { rank: 60, departments: ['CIVIL'] };
  const past = [1_200_000, 9_000_000].map((amount, index) => {
    const before = strictest(sakura2026, 'commitment.works', works(amount), clerk);
    assert.ok(before);
    return { number: `R8-${index}`, kind: 'commitment.works', title: '工事', facts: works(amount), drafter: clerk, before };
  });
  assert.deepEqual(replayDiff(sakura2026, past), []);
  const stricter = withRules(works0.map((rule) => (rule.no === '2' ? { ...rule, demands: { ...rule.demands, decider: 'mayor' } } : rule)));
  assert.deepEqual(replayDiff(stricter, past).map((one) => [one.number, one.before.split('・')[0], one.after?.split('・')[0]]), [['R8-1', '部長', '市長']]);
});

test('別表 and DMN say the same as the rows', () => {
  const names = { kind: (code: string) => titles[code] ?? code, post: (code: string) => townHall.posts.find((post) => post.code === code)?.title ?? code, fact: () => ({ label: '金額', unit: '円', word: String }), flag: (code: string) => code };
  const table = scheduleTable(sakura2026, names);
  assert.deepEqual(table.rows[1], ['2', '別表2', '工事', '金額 1,300,000円を超え10,000,000円以下', '部長', '財政課長、契約検査課長', '－', '可', '－', '']);
  assert.ok(table.rows.every((row) => row.length === table.columns.length));
  const xml = dmn(sakura2026, '決裁規程 <別表>', 'urn:sakura');
  assert.match(xml, /<text>\(1300000\.\.10000000\]<\/text>/);
  assert.match(xml, /name="決裁規程 &lt;別表&gt;"/);
  assert.equal((xml.match(/<rule /g) ?? []).length, sakura2026.rules.length);
  const open = [...xml.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g)].reduce<string[]>((stack, [, close, tag = '', alone]) => (alone ? stack : close ? (assert.equal(stack.at(-1), tag), stack.slice(0, -1)) : [...stack, tag]), []);
  assert.deepEqual(open, [], 'every tag is closed');
});

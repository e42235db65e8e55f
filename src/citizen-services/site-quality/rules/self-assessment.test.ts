import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Facts, formOf, proofs, sums, total } from './self-assessment.ts';

const on = Temporal.PlainDate.from('2026-12-01');
const nothing: Facts = { on, policyPublic: false, policyRevisedOn: null, test: null, checksActive: false, pages: 0, reviewed: 0, efforts: [], requestsAnswered: 0 };
const pointsOf = (facts: Facts) => new Map(proofs(facts).map((one) => [one.item, one.points]));

test('20 points for the organisation (8 and 12), 30 for the site (16, 8 and 6)', () => {
  const { items } = formOf(2026);
  const full = sums(items, new Map(items.map((one) => [one.code, one.max])));
  assert.deepEqual(full.map((one) => [one.group, one.points, one.max]), [['基本的対応の徹底', 8, 8], ['段階的拡大', 12, 12], ['継続性', 16, 16], ['実現内容の確認と公開', 8, 8], ['利用者との協調', 6, 6]]);
  assert.deepEqual([total(full, 'organisation').max, total(full, 'site').max], [20, 30]);
});

test('a city with nothing is proven nothing: no policy, no test', () => {
  assert.deepEqual([...pointsOf(nothing)], [['official_site', 0], ['tested', 0], ['published', 0]]);
});

test('a policy, a test of this year with drawn pages that conforms, checks, a list of pages', () => {
  const points = pointsOf({ ...nothing, policyPublic: true, checksActive: true, pages: 120, reviewed: 120, test: { number: 2, to: Temporal.PlainDate.from('2026-10-20'), random: 25, conforms: true } });
  assert.deepEqual([points.get('official_site'), points.get('tested'), points.get('published'), points.get('inventory'), points.get('rules_followed'), points.get('inspection')], [4, 4, 4, 4, 3, 3]);
  assert.equal(points.has('entrusted'), false, 'what is known of nobody is proven by nothing');
});

test('a test of one year and a day ago is no longer of this year', () => {
  const facts = (to: string): Facts => ({ ...nothing, policyPublic: true, test: { number: 1, to: Temporal.PlainDate.from(to), random: 25, conforms: true } });
  assert.equal(pointsOf(facts('2025-12-02')).get('tested'), 4);
  assert.equal(pointsOf(facts('2025-12-01')).get('tested'), 2);
  assert.equal(pointsOf(facts('2023-11-30')).get('tested'), 1);
});

test('training twice in two years is every year; once is once', () => {
  const held = (...days: string[]): Facts => ({ ...nothing, efforts: days.map((day) => ({ kind: 'training', on: Temporal.PlainDate.from(day) })) });
  assert.equal(pointsOf(held('2026-06-01', '2025-06-01')).get('training'), 3);
  assert.equal(pointsOf(held('2026-06-01')).get('training'), 2);
  assert.equal(pointsOf(held('2020-06-01')).get('training'), 1);
  assert.equal(pointsOf(held('2027-01-10')).has('training'), false, 'what is planned is not held');
});

test('no proof goes beyond what its item can give', () => {
  const { items } = formOf(2026);
  const most = proofs({ on, policyPublic: true, policyRevisedOn: on, checksActive: true, pages: 3, reviewed: 3, requestsAnswered: 9, test: { number: 1, to: on, random: 3, conforms: true }, efforts: (['training', 'user_test', 'opinions', 'improvement'] as const).flatMap((kind) => [{ kind, on }, { kind, on: on.subtract({ years: 1 }) }]) });
  for (const proof of most) assert.ok(proof.points <= (items.find((one) => one.code === proof.item)?.max ?? -1), proof.item);
});

test('requests that were answered are opinions answered; with other opinions they stand together, and the evidence is public', () => {
  const of = (facts: Facts) => proofs(facts).filter((one) => one.item === 'opinions');
  assert.deepEqual(of(nothing), []);
  assert.deepEqual(of({ ...nothing, requestsAnswered: 2 }), [{ item: 'opinions', points: 2, evidence: '/accessibility#requests', why: '別の形での提供の求めに、1年以内に2件答えています' }]);
  assert.match(of({ ...nothing, requestsAnswered: 2, efforts: [{ kind: 'opinions', on }] })[0]?.why ?? '', /2件答えています。意見への対応の記録が1件/);
});

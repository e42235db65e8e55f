/** 別表 of さくら市: the worked examples, and the line they lead to. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOf } from './facts.ts';
import { routeOf } from './route.ts';
import { postCalled, sakura2026, schemas, townHall } from './sakura-2026.fixture.ts';
import { suspectSplit } from './split-purchase.ts';
import { strictest } from './strictest.ts';
import { Walk, works } from './walk.fixture.ts';

const clerk = { rank: 60, departments: ['CIVIL', 'BUILD', 'HALL'] };
const deciderOf = (kind: string, facts = works(0), drafter = clerk) => strictest(sakura2026, kind, facts, drafter)?.authority.title;

test('the edges of 別表: up to and including a limit is still the lower row', () => {
  for (const [amount, title] of [[0, '課長'], [1_300_000, '課長'], [1_300_001, '部長'], [10_000_000, '部長'], [10_000_001, '副市長'], [50_000_000, '副市長'], [50_000_001, '市長']] as const) {
    assert.equal(deciderOf('commitment.works', works(amount)), title, String(amount));
  }
  const assembly = strictest(sakura2026, 'commitment.works', works(150_000_000), clerk);
  assert.deepEqual(assembly?.marks, ['needs_assembly']);
  assert.deepEqual(strictest(sakura2026, 'commitment.works', works(149_999_999), clerk)?.marks, []);
});

test('works of 9,800,000 with 目的外提供: rows 2 and 7, the mayor, three consents, no deputy', () => {
  const found = strictest(sakura2026, 'commitment.works', works(9_800_000, 'other_use'), clerk);
  assert.deepEqual(found?.rows.map((row) => row.no), ['2', '7']);
  assert.equal(found?.authority.title, '市長');
  assert.deepEqual(found?.consults.map((consult) => consult.post), ['FINANCE-HEAD', 'CONTRACT-HEAD', 'GENERAL-HEAD']);
  assert.equal(found?.deputyOk, false);
});

test('leave of a section head is decided a rank higher; a trip with a night too; nothing matches an unknown kind', () => {
  assert.equal(deciderOf('leave.annual'), '課長');
  assert.equal(deciderOf('leave.annual', works(0), { ...clerk, rank: 20 }), '部長');
  assert.equal(deciderOf('travel.order', { values: {}, flags: ['overnight'] }), '部長');
  assert.equal(deciderOf('travel.order', { values: {}, flags: ['outside_prefecture'] }), '部長');
  assert.equal(deciderOf('nothing.known'), undefined);
});

test('an emergency page: row 11 is relaxed by 11b, and its consent becomes a post view', () => {
  const found = strictest(sakura2026, 'web.publish', { values: {}, flags: ['emergency'] }, clerk);
  assert.equal(found?.authority.title, '係長');
  assert.deepEqual(found?.consults, [{ post: 'PUBLICITY-HEAD', mode: 'postView' }]);
  assert.deepEqual(found?.rows.map((row) => [row.no, row.relaxedBy]), [['11', '11b'], ['11b', undefined]]);
  const both = strictest(sakura2026, 'web.publish', { values: {}, flags: ['emergency', 'other_use'] }, clerk);
  assert.equal(both?.authority.title, '市長', 'a relax weakens the row it names and no other');
});

test('row 2: 係長, 課長補佐, 課長, both consents side by side, 部長 decides; 次長 is not on the way', () => {
  const walk = new Walk({ facts: works(9_800_000) }).submit();
  assert.deepEqual(walk.way(), [['CIVIL-SUB:lineReview'], ['CIVIL-ASSISTANT:lineReview'], ['CIVIL-HEAD:lineReview'], ['FINANCE-HEAD:consult_agree', 'CONTRACT-HEAD:consult_agree'], ['BUILD-DIRECTOR:decide']]);
});

test('row 3: a director of another department is asked after one’s own director', () => {
  const walk = new Walk({ facts: works(20_000_000) }).submit();
  assert.deepEqual(walk.way().slice(2), [['CIVIL-HEAD:lineReview'], ['FINANCE-HEAD:consult_agree', 'CONTRACT-HEAD:consult_agree'], ['BUILD-DIRECTOR:lineReview'], ['GENERAL-DIRECTOR:consult_agree'], ['VICE-MAYOR:decide']]);
});

test('who drafts does not decide: the next rank up does; a post that does not exist is said', () => {
  const requirement = strictest(sakura2026, 'commitment.works', works(1_000_000), { ...clerk, rank: 20 });
  assert.ok(requirement);
  const own = routeOf(townHall, sakura2026.policy, postCalled('CIVIL-HEAD'), requirement);
  // 次長 is the next rank up and holds enough authority, so 次長 decides.
  assert.ok(!('problem' in own) && own.decider === 'BUILD-VICE');
  const allowed = routeOf(townHall, sakura2026.policy, postCalled('CIVIL-HEAD'), { ...requirement, selfDecideOk: true });
  assert.ok(!('problem' in allowed) && allowed.decider === 'CIVIL-HEAD');
  assert.deepEqual(routeOf(townHall, sakura2026.policy, postCalled('CIVIL-CLERK'), { ...requirement, examine: ['NOBODY'] }), { problem: 'unknownPost', code: 'NOBODY' });
  assert.deepEqual(routeOf(townHall, sakura2026.policy, postCalled('MAYOR'), requirement), { problem: 'noDecider', authority: '課長' });
});

test('facts are checked against what the kind declares', () => {
  const schema = schemas['commitment.works'];
  assert.ok(schema);
  assert.deepEqual(problemsOf(works(5), schema), []);
  assert.equal(problemsOf({ values: { amount: 1.5 }, flags: [] }, schema).length, 1);
  assert.equal(problemsOf({ values: {}, flags: ['strange'] }, schema).length, 2);
  assert.equal(problemsOf({ values: { amount: 1, more: 'x' }, flags: [] }, schema).length, 1);
});

test('two orders that together need a higher decider are suspected; two small ones are not', () => {
  const check = { amount: 'amount', same: ['vendor'], days: 30 };
  assert.deepEqual(suspectSplit(sakura2026, 'commitment.works', works(1_000_000), clerk, check, [900_000]), { total: 1_900_000, authority: '部長' });
  assert.equal(suspectSplit(sakura2026, 'commitment.works', works(300_000), clerk, check, [900_000]), null);
  assert.equal(suspectSplit(sakura2026, 'commitment.works', works(1_000_000), clerk, check, []), null);
});

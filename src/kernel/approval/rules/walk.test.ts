/** The scenarios of the office, through the pure rules. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { availableActions, judge } from './available.ts';
import { apply, IllegalAction } from './reducer.ts';
import { type Organization } from './organization.ts';
import { townHall } from './sakura-2026.fixture.ts';
import { Walk, works } from './walk.fixture.ts';

const upToConsults = (walk: Walk) => walk.do('civil-sub', 'approve').do('civil-assistant', 'approve').do('civil-head', 'approve');
const toDirector = (walk: Walk) => upToConsults(walk).do('finance-head', 'agree').do('contract-head', 'agree');
const later = 9_999_999_999_999;
const absent = (...people: string[]): Organization => ({ ...townHall, absent: new Map(people.map((person) => [person, later])) });

test('1: the case goes its way and is decided by standing authority', () => {
  const walk = toDirector(new Walk({ facts: works(9_800_000) }).submit()).do('build-director', 'decide');
  assert.deepEqual([walk.state.status, walk.state.decided?.kind], ['decided', 'standing']);
});

test('2: a consultation that disagrees makes the common superior decide; the director reviews; no deputy any more', () => {
  const walk = upToConsults(new Walk({ facts: works(9_800_000), urgent: true }).submit()).do('finance-head', 'disagree', '財源がありません').do('contract-head', 'agree');
  assert.deepEqual(walk.way().slice(-2), [['BUILD-DIRECTOR:lineReview'], ['VICE-MAYOR:decide']]);
  assert.equal(walk.state.deputyOk, false);
  walk.do('build-director', 'approve');
  walk.organization = absent('vice-mayor');
  const refused = walk.try('general-director', 'decide');
  assert.deepEqual([refused?.refused, refused?.details['why']], ['DeputyNotAllowed', 'disagreed']);
  walk.organization = townHall;
  walk.do('vice-mayor', 'decide');
  assert.equal(walk.state.decided?.staff, 'vice-mayor');
});

test('3: the deputy decides while the decider is away, urgently, and exactly one post view waits for the decider', () => {
  const walk = toDirector(new Walk({ facts: works(9_800_000), urgent: true }).submit());
  assert.equal(walk.try('build-vice', 'decide')?.refused, 'HolderPresent');
  walk.organization = absent('build-director');
  walk.do('build-vice', 'decide');
  assert.equal(walk.state.decided?.kind, 'deputy');
  assert.deepEqual(walk.state.views, [{ kind: 'deputy', post: 'BUILD-DIRECTOR', step: 6, staff: 'build-director' }]);
});

test('3b: not urgent and not instructed: no deputy; instructed beforehand: yes', () => {
  const walk = toDirector(new Walk({ facts: works(9_800_000) }).submit());
  walk.do('build-director', 'instruct', '原案どおりで');
  walk.organization = absent('build-director');
  walk.do('build-vice', 'decide');
  const other = toDirector(new Walk({ facts: works(9_800_000) }).submit());
  other.organization = absent('build-director');
  assert.equal(other.try('build-vice', 'decide')?.details['why'], 'notUrgent');
  other.flags = ['precedent'];
  other.urgent = true;
  assert.equal(other.try('build-vice', 'decide')?.details['why'], 'flag');
});

test('4: row 3 leaves nothing to a deputy, and the refusal names the article', () => {
  const walk = toDirector(new Walk({ facts: works(20_000_000), urgent: true }).submit()).do('build-director', 'approve').do('general-director', 'agree');
  walk.organization = absent('vice-mayor');
  const refused = walk.try('general-director', 'decide');
  assert.deepEqual([refused?.refused, refused?.details['article']], ['DeputyNotAllowed', '別表3']);
});

test('5: an absent reviewer is passed over, never a decider or an examiner', () => {
  const walk = new Walk({ facts: works(9_800_000) }).submit().do('civil-sub', 'approve');
  walk.house(2, 'absence', 'civil-assistant');
  assert.equal(walk.statusOf('CIVIL-HEAD'), 'active');
  assert.deepEqual(walk.state.views, [{ kind: 'skipped', post: 'CIVIL-ASSISTANT', step: 2, staff: 'civil-assistant' }]);
  assert.throws(() => apply(walk.state, { action: 'skip', at: walk.at(), actor: null, post: null, capacity: 'house', step: 6, payload: { reason: 'absence', staff: null } }), IllegalAction);
});

test('6: returned, changed and sent again: the route is computed anew and the old approvals stand as history', () => {
  const walk = upToConsults(new Walk({ facts: works(9_800_000) }).submit()).do('contract-head', 'return', '設計を直してください');
  assert.equal(walk.state.status, 'draft');
  walk.facts = works(10_200_000);
  walk.submit();
  assert.deepEqual(walk.way().at(-1), ['VICE-MAYOR:decide']);
  assert.equal(walk.state.steps.filter((step) => step.version === 1 && step.status === 'superseded' && step.actedAt !== null).length, 3);
});

test('13: after somebody acted, the drafter needs the active reviewer’s consent to have it back', () => {
  const walk = new Walk({ facts: works(9_800_000) }).submit();
  assert.equal(judge(walk.situation(), 'civil-clerk', 'recall').ok, true);
  walk.do('civil-sub', 'approve');
  assert.equal(walk.try('civil-clerk', 'recall')?.refused, 'RecallNeedsConsent');
  walk.do('civil-clerk', 'askRecall');
  assert.equal(walk.try('civil-sub', 'consentRecall')?.refused, 'NotYourStep');
  walk.do('civil-assistant', 'consentRecall');
  assert.equal(walk.state.status, 'draft');
});

test('引上げ passes over the line below and no consultation', () => {
  const walk = new Walk({ facts: works(9_800_000) }).submit().do('build-director', 'pullUp');
  assert.deepEqual(walk.state.views.map((view) => view.post), ['CIVIL-SUB', 'CIVIL-ASSISTANT', 'CIVIL-HEAD']);
  assert.equal(walk.try('build-director', 'decide')?.refused, 'MissingConsult');
  walk.do('finance-head', 'agree').do('contract-head', 'agree').do('build-director', 'decide');
});

test('back to a stage: it and what follows are asked again, what came before stays', () => {
  const walk = toDirector(new Walk({ facts: works(9_800_000) }).submit()).do('build-director', 'returnTo', '課長、もう一度', { stage: 3 });
  assert.deepEqual([walk.statusOf('CIVIL-ASSISTANT'), walk.statusOf('CIVIL-HEAD'), walk.statusOf('FINANCE-HEAD')], ['done_ok', 'active', 'pending']);
  walk.do('civil-head', 'approve').do('finance-head', 'agree').do('contract-head', 'agree').do('build-director', 'decide');
});

test('an edit by a reviewer: consent is asked again, the drafter says yes, and only then it is decided', () => {
  const walk = toDirector(new Walk({ facts: works(9_800_000) }).submit()).do('build-director', 'edit', '', { changed: ['purpose'] });
  assert.equal(walk.statusOf('FINANCE-HEAD'), 'active');
  assert.equal(walk.state.steps.find((step) => step.post === 'CIVIL-HEAD')?.actedVersion, 1);
  walk.do('finance-head', 'agree').do('contract-head', 'agree');
  assert.equal(walk.try('build-director', 'decide')?.refused, 'EditOpen');
  walk.do('civil-clerk', 'acceptEdit').do('build-director', 'decide');
  assert.equal(walk.state.steps.find((step) => step.role === 'decide')?.actedVersion, 2);
});

test('one person in two posts is asked once, at the higher one; a vacant post waits', () => {
  const both: Organization = { ...townHall, holdings: townHall.holdings.map((holding) => (holding.post === 'CIVIL-SUB' ? { ...holding, staff: 'civil-head', manner: 'regular' } : holding)) };
  const walk = new Walk({ facts: works(9_800_000), organization: both }).submit();
  assert.deepEqual([walk.statusOf('CIVIL-SUB'), walk.statusOf('CIVIL-ASSISTANT')], ['skipped', 'active']);
  assert.deepEqual(walk.state.views, []);
  walk.organization = { ...both, holdings: both.holdings.filter((holding) => holding.post !== 'CIVIL-ASSISTANT') };
  assert.equal(walk.try('civil-head', 'approve')?.refused, 'HolderVacant');
  walk.organization = { ...walk.organization, holdings: [...walk.organization.holdings, { post: 'CIVIL-ASSISTANT', staff: 'finance-head', manner: 'acting' }] };
  const may = judge(walk.situation(), 'finance-head', 'approve');
  assert.ok(may.ok && may.capacity === 'caretaker', 'filled from above: 事務取扱');
});

test('the drafter may not decide the own case even when holding the deciding post', () => {
  const walk = new Walk({ facts: works(1_000_000), drafter: 'civil-head' }).submit().do('civil-sub', 'approve').do('civil-assistant', 'approve');
  const refused = walk.try('civil-head', 'decide');
  assert.deepEqual([refused?.refused, refused?.details['rule']], ['SelfDecision', '1']);
});

test('what everybody may do is one list', () => {
  const walk = new Walk({ facts: works(9_800_000) }).submit();
  assert.deepEqual(availableActions(walk.situation(), 'civil-sub').map((one) => one.doing), ['approve', 'return', 'returnTo', 'edit']);
  assert.deepEqual(availableActions(walk.situation(), 'civil-clerk').map((one) => one.doing), ['recall', 'withdraw']);
  assert.deepEqual(availableActions(walk.situation(), 'mayor').map((one) => one.doing), []);
});

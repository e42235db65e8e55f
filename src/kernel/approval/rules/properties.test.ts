/** P1–P15 as far as they need no database: random towns of rules, random walks of people who click whatever they may. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { availableActions, type Doing } from './available.ts';
import { type CaseState, isDone } from './case-state.ts';
import { holdersOf, type Organization } from './organization.ts';
import { apply, replay } from './reducer.ts';
import type { Consult, Rule, RuleSet } from './rule-set.ts';
import { authorities, sakura2026, townHall } from './sakura-2026.fixture.ts';
import { atLeastAsStrict, matching, strictest } from './strictest.ts';
import { Walk, works } from './walk.fixture.ts';

const drafter = { rank: 60, departments: ['CIVIL', 'BUILD', 'HALL'] };
const consult: fc.Arbitrary<Consult> = fc.record({ post: fc.constantFrom('FINANCE-HEAD', 'CONTRACT-HEAD', 'GENERAL-HEAD', 'GENERAL-DIRECTOR'), mode: fc.constantFrom('agree', 'notify', 'postView') });
const bound = fc.option(fc.integer({ min: 0, max: 60_000_000 }));
const rule: fc.Arbitrary<Rule> = fc.record({
  no: fc.uuid(), article: fc.constant('別表'), kind: fc.constantFrom(null, 'commitment.works'),
  when: fc.oneof(fc.constant([]), fc.tuple(bound, bound).map(([min, max]) => [{ op: 'between' as const, fact: 'amount', min, max }]), fc.constant([{ op: 'flag' as const, anyOf: ['other_use'] }])),
  demands: fc.record({ decider: fc.constantFrom(...authorities.map((one) => one.code)), consult: fc.array(consult, { maxLength: 3 }), deputyOk: fc.boolean() }),
});
const set: fc.Arbitrary<RuleSet> = fc.array(rule, { minLength: 1, maxLength: 8 }).map((rules) => ({ ...sakura2026, rules }));
const facts = fc.tuple(fc.integer({ min: 0, max: 80_000_000 }), fc.boolean()).map(([amount, flag]) => (flag ? works(amount, 'other_use') : works(amount)));

test('P2: whoever decides has at least the authority that every matching row demands', () => {
  fc.assert(fc.property(set, facts, (rules, given) => {
    const found = strictest(rules, 'commitment.works', given, drafter);
    for (const matched of matching(rules, 'commitment.works', given, drafter)) {
      const demanded = authorities.find((one) => one.code === matched.demands.decider);
      assert.ok(found && demanded && found.authority.rank <= demanded.rank);
    }
  }));
});

test('P7: a row more never lowers the authority, never takes away a consent, never lets a deputy in', () => {
  fc.assert(fc.property(set, rule, facts, (rules, more, given) => {
    const before = strictest(rules, 'commitment.works', given, drafter);
    const after = strictest({ ...rules, rules: [...rules.rules, more] }, 'commitment.works', given, drafter);
    if (before) assert.ok(after && atLeastAsStrict(after, before) && (before.deputyOk || !after.deputyOk));
  }));
});

const people = [...new Set(townHall.holdings.map((holding) => holding.staff))];
const concerned = ['civil-clerk', 'civil-sub', 'civil-assistant', 'civil-head', 'finance-head', 'contract-head', 'build-director', 'build-vice', 'general-director', 'vice-mayor', 'mayor'];

/** One random move of somebody who may: an absent person comes or goes, a text is changed and sent again, or a button is pressed. */
function move(walk: Walk, choice: number, who: number): void {
  const { state } = walk;
  if (state.status === 'draft') {
    walk.facts = works((choice % 60) * 1_000_000, ...(who % 5 === 0 ? ['other_use'] : []));
    walk.submit();
    return;
  }
  if (choice % 11 === 0) {
    const person = concerned[who % concerned.length] ?? '';
    walk.organization = { ...walk.organization, absent: walk.organization.absent.has(person) ? new Map() : new Map([[person, Number.MAX_SAFE_INTEGER]]) };
  }
  const all = concerned.flatMap((person) => availableActions(walk.situation(), person).map(({ doing }) => ({ person, doing })));
  // Most people press on; now and then one sends back, takes back, pulls up or edits.
  const forward = all.filter(({ doing }) => FORWARD.includes(doing));
  const among = choice % 10 < 8 && forward.length > 0 ? forward : all;
  const pressed = among[(choice * 31 + who) % Math.max(among.length, 1)];
  if (!pressed || pressed.doing === 'submit') return;
  const stage = Math.min(...walk.state.steps.filter((step) => step.status !== 'superseded').map((step) => step.stage));
  walk.do(pressed.person, pressed.doing, choice % 3 === 0 ? '意見' : '', { stage, changed: ['purpose'] });
}

const FORWARD: readonly Doing[] = ['approve', 'agree', 'disagree', 'examine', 'decide', 'acceptEdit'];
const moves = fc.array(fc.tuple(fc.nat(1000), fc.nat(1000)), { minLength: 15, maxLength: 60, size: 'max' });

function walked(steps: readonly (readonly [number, number])[]): Walk {
  const walk = new Walk({ facts: works(9_800_000), urgent: true });
  for (const [choice, who] of steps) if (walk.state.status === 'draft' || walk.state.status === 'in_route') move(walk, choice, who);
  return walk;
}

/** The last thing somebody did with each step, as the actions tell it. */
function decisionIsLawful(walk: Walk, before: CaseState, organization: Organization): void {
  const decide = walk.actions.findLast((action) => action.action === 'decide');
  assert.ok(decide && decide.actor);
  const step = before.steps.find((one) => one.no === decide.step);
  assert.ok(step && step.role === 'decide' && step.status === 'active');
  const held = holdersOf(organization, step.post).some((holder) => holder.staff === decide.actor);
  assert.ok(held || decide.capacity === 'deputy', 'P1: by whoever held the post, or an allowed deputy');
  for (const one of before.steps.filter((other) => other.status !== 'superseded' && other.status !== 'returned' && other.no !== step.no)) {
    assert.ok(isDone(one) || (one.status === 'skipped' && one.reason !== null && one.role !== 'examine'), `P3: ${one.post} ${one.status}`);
  }
}

test('P1 P3 P5 P6 P9 P15: whatever people press, the case stays lawful', () => {
  let ended = 0;
  fc.assert(fc.property(moves, (steps) => {
    const walk = walked(steps);
    assert.deepEqual(replay(walk.actions), walk.state, 'P6');
    const endings = walk.actions.filter((action) => ['decide', 'reject', 'withdraw'].includes(action.action));
    assert.equal(endings.length, ['decided', 'rejected', 'withdrawn'].includes(walk.state.status) ? 1 : 0, 'P5');
    if (walk.state.status === 'decided') {
      ended++;
      decisionIsLawful(walk, replay(walk.actions.slice(0, walk.actions.findLastIndex((action) => action.action === 'decide'))), walk.organization);
    }
    const { views, steps: all } = walk.state;
    assert.equal(views.filter((view) => view.kind === 'deputy').length, walk.state.decided?.kind === 'deputy' ? 1 : 0, 'P9 代決後閲');
    const passedOver = all.filter((step) => step.reason === 'pulledUp' || step.reason === 'absence');
    for (const step of passedOver) assert.equal(views.filter((view) => view.kind === 'skipped' && view.step === step.no).length, 1, 'P9 回議後閲');
    inStepsAllTheWay(walk);
  }), { numRuns: 150 });
  assert.ok(ended > 10, `only ${ended} walks ended: the property looks at nothing`);
});

/** P15: at every moment between going on its way and its end, some step is active, so no time is lost between steps. */
function inStepsAllTheWay(walk: Walk): void {
  let state = replay([]);
  for (const action of walk.actions) {
    state = apply(state, action);
    const house = walk.actions[walk.actions.indexOf(action) + 1]?.capacity === 'house';
    if (state.status === 'in_route' && !house) assert.ok(state.steps.some((step) => step.status === 'active'), `nobody’s turn after ${action.action}`);
  }
  const open = state.spans.filter((span) => span.to === null).length;
  assert.equal(open, state.status === 'in_route' ? 1 : 0);
}

test('P14: the preview is the route that is made', () => {
  fc.assert(fc.property(facts, (given) => {
    const walk = new Walk({ facts: given });
    const preview = walk.route();
    walk.submit();
    assert.deepEqual(preview.stages.map((stage) => stage.steps.map((step) => `${step.post}:${step.role}`)), walk.way());
  }));
});

test('P13: after everybody moved, no step is addressed to a person', () => {
  const walk = new Walk({ facts: works(9_800_000) }).submit();
  walk.organization = { ...townHall, holdings: townHall.holdings.map((holding) => ({ ...holding, staff: `new-${holding.staff}` })) };
  for (const person of people) assert.ok(['civil-clerk'].includes(person) || availableActions(walk.situation(), person).length === 0, person);
  walk.do('new-civil-sub', 'approve');
  assert.equal(walk.statusOf('CIVIL-ASSISTANT'), 'active');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drillCalendar, type FindingKind, findings } from './findings.ts';
import type { Plan, PlanAsset } from './plan.ts';
import { goodPlan, planAsset, today } from './plan.fixture.ts';

const kinds = (plan: Plan) => findings(plan, today).map((finding) => finding.kind);
const withAsset = (id: string, more: Partial<PlanAsset>): Plan => ({ ...goodPlan, assets: goodPlan.assets.map((asset) => (asset.id === id ? { ...asset, ...more } : asset)) });
const only = (plan: Plan, ...wanted: readonly FindingKind[]) => assert.deepEqual(kinds(plan), wanted);

test('a good plan has no finding', () => only(goodPlan));

test('an RTO longer than its tier allows', () => only(withAsset('residents', { rtoMinutes: 1441 }), 'tier-promise'));

test('an RTO shorter than that of what it needs', () => {
  const plan = withAsset('server', { rtoMinutes: 300 });
  only(plan, 'depends-slower');
  assert.deepEqual(findings(plan, today)[0]?.facts, { rto: 240, needs: 'server', needsRto: 300 });
});

test('of two lines that stand in for each other the quicker one counts', () => {
  const either: Plan = { ...goodPlan, assets: [...goodPlan.assets, planAsset('a', { kind: 'network', rtoMinutes: 60 }), planAsset('b', { kind: 'network', rtoMinutes: 4000 })], needs: [...goodPlan.needs, { asset: 'residents', needs: 'a', kind: 'start', either: '回線' }, { asset: 'residents', needs: 'b', kind: 'start', either: '回線' }] };
  only(either);
});

test('measured worse than wished, to the second', () => {
  const measured = (rtoSeconds: number, rpoSeconds: number | null) => withAsset('residents', { measured: { rtoSeconds, rpoSeconds, on: '2026-10-20', drill: '訓練' } });
  only(measured(240 * 60, 300));
  only(measured(240 * 60 + 1, 300), 'measured-rto');
  only(measured(60, 301), 'measured-rpo');
});

test('starting everything takes longer than wished: 5 + 20 + 10 = 35 minutes', () => only(withAsset('residents', { rtoMinutes: 34 }), 'depends-slower', 'start-too-long'));

test('tier 0 is carried by paper; without paper it is red', () => {
  const bare = kinds(withAsset('list', { fallback: '' }));
  assert.ok(bare.includes('no-fallback') && bare.includes('depends-slower'));
});

test('something on which four stand and which has no spare', () => {
  const many: Plan = { ...goodPlan, assets: [...goodPlan.assets.map((asset) => ({ ...asset, spare: '' })), planAsset('x'), planAsset('y')], needs: [...goodPlan.needs, { asset: 'x', needs: 'server', kind: 'start', either: '' }, { asset: 'y', needs: 'server', kind: 'start', either: '' }] };
  assert.deepEqual(findings(many, today).map((finding) => [finding.kind, finding.about.id, finding.facts['count']]), [['single-point', 'power', 5], ['single-point', 'server', 4]]);
});

test('nobody owns it; nobody looked for a year', () => {
  only(withAsset('residents', { department: '' }), 'no-owner');
  only(withAsset('residents', { reviewedOn: '2025-11-23' }), 'asset-review');
  only(withAsset('residents', { reviewedOn: null }), 'asset-review');
});

test('the call tree: no first, a first without a deputy, a duty outside, no number', () => {
  const contacts = (change: (contact: Plan['contacts'][number]) => Plan['contacts'][number]): Plan => ({ ...goodPlan, contacts: goodPlan.contacts.map(change) });
  only({ ...goodPlan, calls: [] }, 'call-no-first');
  only(contacts((contact) => ({ ...contact, deputy: null })), 'call-no-deputy');
  only({ ...goodPlan, calls: goodPlan.calls.slice(0, 1) }, 'call-not-in-tree');
  only(contacts((contact) => ({ ...contact, hasPhone: contact.id !== 'c2' })), 'contact-no-phone');
});

test('power: too short for 72 hours, too much load', () => {
  const place = (more: Partial<Plan['places'][number]>): Plan => ({ ...goodPlan, places: goodPlan.places.map((one) => ({ ...one, ...more })) });
  only(place({ generators: [] }), 'power-short');
  assert.ok(kinds(place({ devices: [{ name: 'x', asset: '', watts: 5000, quantity: 1, tier: 2, onUps: true }] })).includes('power-ups-overload'));
});

test('drills: missed, soon, unequal, and what was not done in time', () => {
  only({ ...goodPlan, drills: [] }, 'drill-missed');
  only({ ...goodPlan, drills: goodPlan.drills.map((drill) => ({ ...drill, allEqual: false })) }, 'drill-unequal');
  const august = { ...goodPlan, drills: goodPlan.drills.map((drill) => ({ ...drill, heldOn: '2026-08-01' })) };
  only(august);
  assert.deepEqual(findings(august, Temporal.PlainDate.from('2026-12-01')).map((one) => one.kind), ['drill-soon']);
  assert.equal(drillCalendar(goodPlan, today)[0]?.by.toString(), '2027-03-31');
  const follow = (dueOn: string, doneOn: string | null): Plan => ({ ...goodPlan, followUps: [{ id: 'f', drill: '訓練', drillId: 'd1', finding: '遅い', action: '直す', post: '係長', dueOn, doneOn }] });
  only(follow('2026-11-22', null), 'follow-up-late');
  only(follow('2026-11-23', null));
  only(follow('2026-11-22', '2026-11-23'));
});

test('the plan itself: never approved, a year old; a runbook without approval; means nobody tried', () => {
  only({ ...goodPlan, editions: [] }, 'edition-none');
  only({ ...goodPlan, editions: goodPlan.editions.map((edition) => ({ ...edition, approvedOn: '2025-11-01' })) }, 'edition-old');
  only({ ...goodPlan, runbooks: goodPlan.runbooks.map((runbook) => ({ ...runbook, approved: null })) }, 'runbook-none');
  only({ ...goodPlan, means: goodPlan.means.map((means) => ({ ...means, testedOn: null })) }, 'means-untested');
});

test('red stands before amber', () => {
  const levels = findings({ ...withAsset('residents', { reviewedOn: null, rtoMinutes: 1441 }), editions: [] }, today).map((finding) => finding.level);
  assert.deepEqual(levels, ['red', 'red', 'amber']);
});

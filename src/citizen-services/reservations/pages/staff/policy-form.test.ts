import assert from 'node:assert/strict';
import { test } from 'node:test';
import { civicCenterInput } from '../../rules/civic-center.fixture.ts';
import { FacilityPolicy } from '../../rules/policy.ts';
import { type FormNode, formOf, partsOf, withFields } from './policy-form.ts';

const policy = FacilityPolicy.parse(civicCenterInput);

function sentBy(node: FormNode): Record<string, string> {
  if (node.is === 'field') return { [node.name]: node.value };
  return node.is === 'group' ? Object.assign({}, ...node.children.map(sentBy)) : {};
}

for (const { part } of partsOf()) {
  test(`the part ${part} comes back from its form unchanged`, () => {
    const back = withFields(policy, sentBy(formOf(policy, part)));
    assert.deepEqual(back.problems, []);
    assert.deepEqual(FacilityPolicy.parse(back.policy), policy);
  });
}

test('a changed number, a removed row and an added row are written; the rules they came from are not', () => {
  const before = structuredClone(policy.cancel);
  const { policy: after } = withFields(policy, { 'n:cancel.tiers.0.chargePercent:': '３０', 'x:cancel.tiers.1:': 'on', 'n:cancel.tiers.1.chargePercent:': '99', 'a:cancel.tiers:': '{"daysBeforeMin":1,"chargePercent":80}' });
  const parsed = FacilityPolicy.parse(after);
  assert.equal(parsed.cancel.tiers[0]?.chargePercent, 30);
  assert.equal(parsed.cancel.tiers.length, before.tiers.length);
  assert.equal(parsed.cancel.tiers.at(-1)?.chargePercent, 80);
  assert.deepEqual(policy.cancel, before);
});

test('broken JSON is named and nothing else is lost', () => {
  assert.match(withFields(policy, { 'j:cancel:': '{"tiers":' }).problems[0] ?? '', /cancel/);
});

test('names that are not fields of rules change nothing', () => {
  assert.deepEqual(withFields(policy, { note: 'x', '_action': 'save', 's:__proto__.polluted:': 'yes', 's:constructor.prototype.polluted:': 'yes' }).policy, policy);
  assert.equal('polluted' in {}, false);
});

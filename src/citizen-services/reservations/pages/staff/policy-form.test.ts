import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isRecord } from '../../../../kernel/text/json.ts';
import { civicCenterInput } from '../../rules/civic-center.fixture.ts';
import { FacilityPolicy } from '../../rules/policy.ts';
import { mergePatch } from '../../rules/merge.ts';
import { type FormNode, formOf, partsOf } from './policy-form.ts';
import { withFields } from './policy-write.ts';

const policy = FacilityPolicy.parse(civicCenterInput);

type Sent = Record<string, string | readonly string[]>;

/** What a browser sends of the fields as they are drawn. */
function sentBy(node: FormNode): Sent {
  switch (node.is) {
    case 'field': return node.kind === 'set' ? { [`e${node.name.slice(1)}`]: '', ...(node.values.length > 0 ? { [node.name]: node.values } : {}) } : { [node.name]: node.value };
    case 'group': return Object.assign({}, ...node.children.map(sentBy));
    case 'rows': return Object.assign({ [node.marker.name]: node.marker.value }, ...node.rows.map(sentBy));
    case 'branch': return { [node.name]: node.value };
    case 'absent': return {};
  }
}

function texts(node: FormNode): readonly string[] {
  if (node.is === 'field') return [node.value];
  return node.is === 'group' ? node.children.flatMap(texts) : node.is === 'rows' ? node.rows.flatMap(texts) : [];
}

for (const { part } of partsOf()) {
  test(`the part ${part} comes back from its form unchanged, and shows no notation`, () => {
    const form = formOf(policy, part);
    assert.deepEqual(FacilityPolicy.parse(withFields(policy, sentBy(form))), policy);
    for (const text of texts(form)) assert.doesNotMatch(text, /[{}[\]"]|object Object/, text);
  });
}

test('all rules of the sample city come back from their forms unchanged', () => {
  const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../../../../cities/nihonmatsu/${name}`, import.meta.url), 'utf8'));
  const [sets, data] = [read('rule-sets.json'), read('facilities.json')];
  assert.ok(isRecord(sets) && isRecord(data) && Array.isArray(data['facilities']));
  const rules = data['facilities'].filter(isRecord).map((one) => {
    const set = sets[String(one['rules'])];
    return FacilityPolicy.parse(mergePatch({ facility: one['code'], name: one['name'], payee: one['payee'], ordinance: one['ordinance'], ...(isRecord(set) ? set : {}) }, one['policy'] ?? {}));
  });
  assert.ok(rules.length > 10);
  for (const one of rules) for (const { part } of partsOf()) assert.deepEqual(FacilityPolicy.parse(withFields(one, sentBy(formOf(one, part)))), one, part);
});

test('a changed number, a removed row: rows move up and leave nothing of theirs behind', () => {
  const sent = { ...sentBy(formOf(policy, 'calendar')), 'x:calendar.0:': 'on' };
  const once = withFields(policy, sent);
  assert.deepEqual(FacilityPolicy.parse(once).calendar, policy.calendar.slice(1));
  // Shown again and sent again, over the rules that are still the old ones.
  assert.deepEqual(FacilityPolicy.parse(withFields(policy, sentBy(formOf(once, 'calendar')))).calendar, policy.calendar.slice(1));
  const cancel = FacilityPolicy.parse(withFields(policy, { 'n:cancel.tiers.0.chargePercent:': '３０' })).cancel;
  assert.equal(cancel.tiers[0]?.chargePercent, 30);
});

test('a row is added by a button, its kind chosen, its fields filled, all without notation', () => {
  const added = withFields(policy, { ...sentBy(formOf(policy, 'calendar')), step: 'add:calendar', 'k:calendar:': '9' });
  const at = policy.calendar.length;
  const form = sentBy(formOf(added, 'calendar'));
  assert.ok(`t:calendar.${at}.from:` in form, Object.keys(form).join(' '));
  const filled = withFields(policy, { ...form, [`t:calendar.${at}.from:`]: '2027-06-01', [`t:calendar.${at}.to:`]: '2027-06-03' });
  assert.deepEqual(FacilityPolicy.parse(filled).calendar.at(-1), { type: 'special_closed', from: '2027-06-01', to: '2027-06-03' });
  const turned = withFields(policy, { ...form, [`t:calendar.${at}.from:`]: '2027-06-01', [`t:calendar.${at}.to:`]: '2027-06-01', [`u:calendar.${at}:`]: '8' });
  const hours = { ...sentBy(formOf(turned, 'calendar')), [`t:calendar.${at}.hours.0.0:`]: '09:00', [`t:calendar.${at}.hours.0.1:`]: '17:00' };
  assert.deepEqual(FacilityPolicy.parse(withFields(policy, hours)).calendar.at(-1), { type: 'special_open', from: '2027-06-01', to: '2027-06-01', hours: [['09:00', '17:00']] });
});

test('a list of days and a list of numbers are written with commas', () => {
  const added = withFields(policy, { ...sentBy(formOf(policy, 'calendar')), step: 'add:calendar', 'k:calendar:': '10' });
  const at = policy.calendar.length;
  const filled = withFields(policy, { ...sentBy(formOf(added, 'calendar')), [`l:calendar.${at}.dates:`]: '2027-05-03、2027-05-09, 2027-05-15', [`q:calendar.${at}.nth:`]: '２、4' });
  assert.deepEqual(FacilityPolicy.parse(filled).calendar.at(-1), { type: 'listed_closed', dates: ['2027-05-03', '2027-05-09', '2027-05-15'], nth: [2, 4] });
});

test('weekdays are ticked, and none ticked means every day', () => {
  const [index] = policy.calendar.flatMap((rule, at) => (rule.type === 'open' ? [at] : []));
  const base = sentBy(formOf(policy, 'calendar'));
  const ticked = FacilityPolicy.parse(withFields(policy, { ...base, [`m:calendar.${index}.days:`]: ['sat', 'sun'] })).calendar[index ?? 0];
  assert.deepEqual(ticked?.type === 'open' && ticked.days, ['sat', 'sun']);
  const cleared = FacilityPolicy.parse(withFields(policy, base)).calendar[index ?? 0];
  assert.equal(cleared?.type === 'open' ? cleared.days : 'other', undefined);
});

test('an optional part is defined and given up by a tick', () => {
  const { change: _, ...deadlines } = policy.deadlines;
  const without = { ...policy, deadlines };
  const defined = withFields(without, { ...sentBy(formOf(without, 'deadlines')), 'y:deadlines.change:': 'on' });
  const form = sentBy(formOf(defined, 'deadlines'));
  const filled = FacilityPolicy.parse(withFields(without, { ...form, 'n:deadlines.change.maxTimes:': '2', 'u:deadlines.change.until:': '0', 'n:deadlines.change.until.monthsBefore:': '1', 'v:deadlines.change.until.day:': 'last', 't:deadlines.change.until.time:': '23:59:59' }));
  assert.deepEqual(filled.deadlines.change, { until: { monthsBefore: 1, day: 'last', time: '23:59:59', ifClosed: 'as_is' }, maxTimes: 2 });
  assert.equal(FacilityPolicy.parse(withFields(filled, { ...sentBy(formOf(filled, 'deadlines')), 'z:deadlines.change:': 'on' })).deadlines.change, undefined);
});

test('names that are not fields of rules change nothing', () => {
  assert.deepEqual(withFields(policy, { note: 'x', '_action': 'save', 's:__proto__.polluted:': 'yes', 's:constructor.prototype.polluted:': 'yes', step: 'add:__proto__' }), policy);
  assert.equal('polluted' in {}, false);
});

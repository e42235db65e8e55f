import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FactSchema } from '../../../kernel/approval/rules/facts.ts';
import { sakura2026, schemas } from '../../../kernel/approval/rules/sakura-2026.fixture.ts';
import type { Rule } from '../../../kernel/approval/rules/rule-set.ts';
import { moved, readRow, type Sent, showable } from './row-form.ts';

const schema: FactSchema = { facts: { amount: { type: 'number', label: '金額', unit: '円', min: 0, max: 1e9 }, manner: { type: 'choice', label: '方法', choices: ['a', 'b', 'c'] } }, flags: { urgent: '緊急' } };
const sent = (fields: Readonly<Record<string, string | readonly string[]>>): Sent => ({ get: (name) => [fields[name] ?? ''].flat()[0] ?? '', all: (name) => [fields[name] ?? []].flat() });
const good = { no: '1', article: '別表1', decider: 'director', deputyOk: 'yes', 'min.amount': '1,300,000', 'max.amount': '１０００００００円', 'in.manner': ['a', 'c'], flags: ['urgent'], 'post.0': 'FINANCE-HEAD', 'mode.0': 'notify' };

test('欄から行になる：金額は全角や区切りでもよい', () => {
  const read = readRow(sent(good), schema, null, 'x', []);
  assert.deepEqual(read, { ok: true, rule: { no: '1', article: '別表1', kind: 'x', when: [{ op: 'between', fact: 'amount', min: 1_300_000, max: 10_000_000 }, { op: 'in', fact: 'manner', values: ['a', 'c'] }, { op: 'flag', anyOf: ['urgent'] }], demands: { decider: 'director', deputyOk: true, consult: [{ post: 'FINANCE-HEAD', mode: 'notify' }] } } });
});

test('逆の範囲、数でない金額、同じ番号、空の番号は、その欄で断る', () => {
  for (const [change, field] of [[{ 'max.amount': '5' }, 'max.amount'], [{ 'min.amount': '百万' }, 'min.amount'], [{ no: '9' }, 'no'], [{ no: ' ' }, 'no'], [{ decider: '' }, 'decider']] as const) {
    const read = readRow(sent({ ...good, ...change }), schema, null, 'x', ['9']);
    assert.ok(!read.ok && read.field === field, JSON.stringify(read));
  }
});

test('欄にない取り決め（審査、保存年限、特例）は、直しても残る', () => {
  const before: Rule = { no: '1', article: 'x', kind: 'x', when: [], relax: '3', demands: { decider: 'mayor', deputyOk: false, examine: ['LAW'], retentionYears: 10, consult: [{ post: 'FINANCE-HEAD', mode: 'agree', serial: true }] } };
  const read = readRow(sent(good), schema, before, 'x', []);
  assert.ok(read.ok);
  assert.deepEqual([read.rule.relax, read.rule.demands.examine, read.rule.demands.retentionYears, read.rule.demands.consult], ['3', ['LAW'], 10, [{ post: 'FINANCE-HEAD', mode: 'notify', serial: true }]]);
});

test('さくら市の別表は、どの行も欄で直せる。移した行は隣と入れかわり、端では動かない', () => {
  for (const rule of sakura2026.rules) if (rule.kind !== null) assert.ok(showable(rule, schemas[rule.kind] ?? { facts: {}, flags: {} }), rule.no);
  assert.deepEqual(moved(sakura2026.rules, '2', -1).slice(0, 3).map((rule) => rule.no), ['2', '1', '3']);
  assert.equal(moved(sakura2026.rules, '1', -1), sakura2026.rules);
});

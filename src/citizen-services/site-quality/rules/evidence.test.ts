import assert from 'node:assert/strict';
import { test } from 'node:test';
import { criterionOfTag, fromAxe, fromRules } from './evidence.ts';

const at = (list: readonly { readonly criterion: string; readonly outcome: string }[] | null, criterion: string) => list?.filter((one) => one.criterion === criterion).map((one) => one.outcome);

test('a page of words alone: nothing of sound and film applies, no pictures of text; the rest is a person’s', () => {
  const said = fromRules(['heading', 'text'], []);
  for (const criterion of ['1.2.1', '1.2.5', '1.4.2', '1.4.5', '2.2.1', '2.3.1', '3.3.4']) assert.deepEqual(at(said, criterion), ['not_applicable'], criterion);
  assert.deepEqual(at(said, '1.1.1'), []);
  assert.ok(said.every((one) => one.outcome !== 'pass'), 'rules never say that all is well');
});

test('what stops a page for a missing description fails 1.1.1; what asks for a look asks for a look; what was answered is silent', () => {
  const finding = { severity: 'block' as const, reason: '代わりの言葉がありません', answered: false };
  assert.deepEqual(at(fromRules(['image'], [{ ...finding, rule: 'IMG-01' }]), '1.1.1'), ['fail']);
  assert.deepEqual(at(fromRules(['image'], [{ ...finding, rule: 'IMG-04', severity: 'confirm' }]), '1.4.5'), ['look']);
  assert.deepEqual(at(fromRules(['image'], [{ ...finding, rule: 'IMG-04', severity: 'confirm', answered: true }]), '1.4.5'), []);
  assert.deepEqual(fromRules(['video'], [{ ...finding, rule: 'PRV-01' }]), [], 'privacy is no criterion');
});

test('axe’s tags are criteria, with two digits at the end too; best practices are not', () => {
  assert.equal(criterionOfTag('wcag111'), '1.1.1');
  assert.equal(criterionOfTag('wcag1412'), '1.4.12');
  assert.equal(criterionOfTag('wcag2aa'), null);
  assert.equal(criterionOfTag('best-practice'), null);
});

test('axe’s report: violations fail, incomplete ones are to be looked at, passes are noted', () => {
  const report = { violations: [{ id: 'image-alt', help: 'Images must have alternate text', tags: ['wcag2a', 'wcag111'], nodes: [{}, {}] }], incomplete: [{ id: 'color-contrast', help: 'x', tags: ['wcag143'], nodes: [{}] }], passes: [{ id: 'html-has-lang', help: 'x', tags: ['wcag311'], nodes: [{}] }, { id: 'region', help: 'x', tags: ['best-practice'], nodes: [{}] }] };
  const said = fromAxe(JSON.stringify(report));
  assert.deepEqual(said?.map((one) => [one.criterion, one.rule, one.outcome]), [['1.1.1', 'image-alt', 'fail'], ['1.4.3', 'color-contrast', 'look'], ['3.1.1', 'html-has-lang', 'pass']]);
  assert.equal(said?.[0]?.said, 'Images must have alternate text（2か所）');
  for (const nonsense of ['', '[]', '{"violations":1}', 'null']) assert.equal(fromAxe(nonsense), null, nonsense);
});

/** 決裁規程 for tests, drafted by one, reviewed and published by another, as a town does it. */
import assert from 'node:assert/strict';
import { staffActor, type TestCity } from '../testing.ts';
import { isRecord } from '../text/json.ts';
import { ruleSetView } from './rule-queries.ts';
import { draftRuleSet, publishRuleSet, reviewRuleSet } from './rule-sets.ts';
import type { RuleSet } from './rules/rule-set.ts';

/** In force from today. The set must be provable. */
export async function publishSet(house: TestCity, set: Omit<RuleSet, 'policy'> & { readonly policy?: RuleSet['policy'] }, name = 'さくら市決裁規程'): Promise<void> {
  const [first, second] = [staffActor(house.id(), ['approval.rules', 'approval.publish']), staffActor(house.id(), ['approval.publish'])];
  const { ruleSet } = await house.must(first, draftRuleSet, { organ: 'mayor', inNameOf: '市長', name, legalRef: '令和8年訓令第1号', from: house.clock.now().toZonedDateTimeISO('Asia/Tokyo').toPlainDate().toString(), body: set });
  await house.must(second, reviewRuleSet, { ruleSet });
  const unread = await house.do(second, publishRuleSet, { ruleSet, proof: '0'.repeat(64) });
  assert.ok(!unread.ok && (unread.refused === 'ProofChanged' || unread.refused === 'NotProved'), 'nobody signs what was not read');
  assert.equal(unread.refused, 'ProofChanged', unread.message);
  const read = await house.ask(second, ruleSetView, { ruleSet });
  const proof = read.ok && read.value ? read.value.proof : null;
  assert.ok(isRecord(proof) && typeof proof['hash'] === 'string');
  await house.must(second, publishRuleSet, { ruleSet, proof: proof['hash'] });
}

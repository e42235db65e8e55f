/** 決裁規程 of the sample city, and how its people decide: always by the commands a person would press. */
import type { Actor } from '../../kernel/actor.ts';
import { caseView } from '../../kernel/approval/case-view.ts';
import { agree, approve, decide } from '../../kernel/approval/commands.ts';
import { ruleSetView } from '../../kernel/approval/rule-queries.ts';
import * as ruleSets from '../../kernel/approval/rule-sets.ts';
import { ordinaryPolicy, type Rule } from '../../kernel/approval/rules/rule-set.ts';
import type { SampleContext } from '../../kernel/sample.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { authorities } from './messages/words.ts';
import { sampleSteps } from './queries/sample-hands.ts';

export const house: Actor = { kind: 'system', id: 'sample' };

export function hand(person: { readonly id: string; readonly name: string }, permissions: readonly string[], scope: readonly string[] | null = null): Actor {
  return { kind: 'staff', id: person.id, name: person.name, device: 'sample', strong: true, grants: permissions.map((permission) => ({ permission, scope })) };
}

/** A tiny city has section heads only: they decide everything there. */
export async function publishSampleRules(ctx: SampleContext, drafter: Actor, publisher: Actor, from: Temporal.PlainDate, at: Temporal.Instant): Promise<void> {
  const tiny = ctx.size === 'tiny';
  const deciders: Readonly<Record<(typeof authorities)[number], string>> = { mayor: 'mayor', vice_mayor: 'vice-mayor', director: 'director', section_head: 'section-head' };
  const finance = tiny ? [] : [{ post: '1040-SECTION-HEAD-1', mode: 'agree' as const }];
  const rules: readonly Rule[] = [
    ...authorities.map((value, index): Rule => ({ no: String(index + 1), article: `別表第1の${index + 1}`, kind: 'documents.decision', when: [{ op: '=', fact: 'authority', value }], demands: { decider: tiny ? 'section-head' : deciders[value], deputyOk: false, ...(value === 'vice_mayor' || value === 'mayor' ? { consult: finance } : {}) } })),
    { no: '5', article: '別表第2', kind: 'documents.disposal', when: [], demands: { decider: tiny ? 'section-head' : 'director', deputyOk: false } },
  ];
  const all = [{ code: 'mayor', title: '市長', rank: 1, head: true }, { code: 'vice-mayor', title: '副市長', rank: 2 }, { code: 'director', title: '部長', rank: 10 }, { code: 'section-head', title: '課長', rank: 20 }];
  const body = { authorities: tiny ? all.filter((one) => one.code === 'section-head').map((one) => ({ ...one, head: true })) : all, policy: ordinaryPolicy, rules };
  const { ruleSet } = await ctx.must(drafter, ruleSets.draftRuleSet, { organ: 'mayor', inNameOf: '市長', name: '二本松市事務決裁規程', legalRef: '平成17年訓令第6号', from: from.toString(), body }, 'documents-rules', at);
  await ctx.must(publisher, ruleSets.reviewRuleSet, { ruleSet }, 'documents-rules-reviewed', at.add({ minutes: 1 }));
  const read = await ctx.ask(publisher, ruleSetView, { ruleSet });
  const proof = read && isRecord(read.proof) && typeof read.proof['hash'] === 'string' ? read.proof['hash'] : '';
  await ctx.must(publisher, ruleSets.publishRuleSet, { ruleSet, proof }, 'documents-rules-published', at.add({ minutes: 2 }));
}

const MOST_STEPS = 12;

/** Everybody on the way reads the case and agrees; answers whether it was decided. `steps`: stop after so many. */
export async function settle(ctx: SampleContext, caseId: string, key: string, at: Temporal.Instant, steps = MOST_STEPS): Promise<void> {
  for (let step = 0; step < steps; step++) {
    const { active, hash, seq, state } = await ctx.ask(house, sampleSteps, { case: caseId });
    const [next] = active;
    if (state !== 'in_route' || !next) return;
    const actor = hand({ id: next.staff, name: '' }, []);
    await ctx.ask(actor, caseView, { case: caseId });
    const command = next.role === 'decide' ? decide : next.role.startsWith('consult') ? agree : approve;
    await ctx.must(actor, command, { case: caseId, hash, seq }, `${key}:step${step}`, at.add({ minutes: 20 * (step + 1) }));
  }
}

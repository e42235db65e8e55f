/** 決裁規程 of the sample city: drafted by the general affairs section, proved, reviewed and published by its head; and the order of deputies. */
import { z } from 'zod';
import { type Actor, system } from '../../kernel/actor.ts';
import { query } from '../../kernel/approval/acts.ts';
import { organizationAt } from '../../kernel/approval/house-organization.ts';
import { approvalKinds } from '../../kernel/approval/kinds.ts';
import { nameDeputy } from '../../kernel/approval/office.ts';
import { ruleSetView } from '../../kernel/approval/rule-queries.ts';
import { draftRuleSet, publishRuleSet, reviewRuleSet } from '../../kernel/approval/rule-sets.ts';
import { holdersOf, type Organization, postByCode } from '../../kernel/approval/rules/organization.ts';
import type { SampleContext, SampleStep } from '../../kernel/sample.ts';
import { isRecord } from '../../kernel/text/json.ts';
import { type CityRules, type CityRuleSet, deputyPairs, fitted } from './rules/city-rules.ts';

/** The organisation as it stands: never listed in the manifest, so no page and no API reaches it. */
const standingOrganization = query({
  name: 'desk.sampleOrganization', title: { ja: '見本の組織', en: 'Organisation of the sample' }, input: z.object({}), allow: [system],
  run: (ctx) => organizationAt(ctx.db, ctx.now),
});

const house: Actor = { kind: 'system', id: 'sample' };
const DRAFTER = { post: '1030-LOGIN-soumu', permissions: ['approval.rules', 'approval.office'] };
const PUBLISHER = { post: '1030-LOGIN-soumu-kacho', permissions: ['approval.publish'] };

function seated(organization: Organization, { post, permissions }: typeof DRAFTER): Actor | null {
  const found = postByCode(organization, post);
  const staff = found ? holdersOf(organization, found.id)[0]?.staff : undefined;
  return staff === undefined ? null : { kind: 'staff', id: staff, name: post, device: 'sample', strong: true, grants: permissions.map((permission) => ({ permission, scope: null })) };
}

async function enterSet(ctx: SampleContext, city: CityRules, set: CityRuleSet, organization: Organization, [drafter, publisher]: readonly [Actor, Actor], at: Temporal.Instant): Promise<void> {
  const body = fitted(city, set, approvalKinds().filter((kind) => kind.organ === city.organ).map((kind) => kind.code), organization);
  // Without any system that asks for decisions there is nothing to rule.
  if (body.rules.length === 0) return;
  const key = `approval-rules:${set.from}`;
  const { ruleSet } = await ctx.must(drafter, draftRuleSet, { organ: city.organ, inNameOf: city.inNameOf, name: set.name, legalRef: set.legalRef, from: set.from, body }, key, at);
  if (set.stage === 'draft') return;
  await ctx.must(publisher, reviewRuleSet, { ruleSet }, `${key}:reviewed`, at.add({ minutes: 1 }));
  const read = await ctx.ask(publisher, ruleSetView, { ruleSet });
  const proof = read && isRecord(read.proof) && typeof read.proof['hash'] === 'string' ? read.proof['hash'] : '';
  await ctx.must(publisher, publishRuleSet, { ruleSet, proof, reason: '年度の初めに、別表を電子決裁に合わせて施行する' }, `${key}:published`, at.add({ minutes: 2 }));
}

export const sample: readonly SampleStep[] = [{
  name: 'desk.approvalRules',
  title: '決裁規程',
  // After the work of the year so far, which no rules bound, and before the records, which are decided by them.
  order: 65,
  needs: 'approval-rules.json',
  async run(ctx) {
    const city = ctx.data<CityRules>('approval-rules.json');
    const organization = await ctx.ask(house, standingOrganization, {});
    const hands = [seated(organization, DRAFTER), seated(organization, PUBLISHER)] as const;
    const [drafter, publisher] = hands;
    if (!drafter || !publisher) return;
    const first = Temporal.PlainDate.from(city.sets[0]?.from ?? ctx.today.toString());
    const at = first.toZonedDateTime({ timeZone: 'Asia/Tokyo', plainTime: '08:30' }).toInstant();
    for (const pair of deputyPairs(city, organization)) await ctx.must(drafter, nameDeputy, { ...pair, order: 1, from: first.toString(), to: '' }, `approval-deputy:${pair.post}`, at);
    for (const set of city.sets) {
      // A draft is this autumn's work.
      await enterSet(ctx, city, set, organization, [drafter, publisher], set.stage === 'draft' ? ctx.today.toZonedDateTime({ timeZone: 'Asia/Tokyo', plainTime: '08:40' }).toInstant() : at);
    }
  },
}];

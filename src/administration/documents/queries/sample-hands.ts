/** Whose hands the sample city works with: never listed in the manifest, so no page and no API reaches it. */
import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { organizationAt } from '../../../kernel/approval/house-organization.ts';
import { holdersOf, postByCode } from '../../../kernel/approval/rules/organization.ts';
import { idField, listField, textField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';

const codes = listField({ ja: '職', en: 'Posts' }, textField({ ja: '職', en: 'Post' }, { max: 60, numbers: true }), { max: 60 });

/** Departments by their codes, and who is in each of these posts. */
export const sampleHands = query({
  name: 'documents.sampleHands', title: { ja: '見本の手', en: 'Hands of the sample' }, input: z.object({ posts: codes }), allow: [system],
  async run(ctx, input) {
    const organization = await organizationAt(ctx.db, ctx.now);
    const people = await ctx.db.selectFrom('kernel.staff').select(['id', 'name']).execute();
    const names = new Map(people.map((person) => [person.id, person.name]));
    const holders = input.posts.flatMap((code) => {
      const post = postByCode(organization, code);
      const staff = post ? holdersOf(organization, post.id)[0]?.staff : undefined;
      return staff === undefined ? [] : [{ code, id: staff, name: names.get(staff) ?? '' }];
    });
    return { departments: organization.departments.map(({ id, code }) => ({ id, code })), holders };
  },
});

/** Who may act next on a case. */
export const sampleSteps = query({
  name: 'documents.sampleSteps', title: { ja: '見本の次の手', en: 'Next hands of the sample' }, input: z.object({ case: idField({ ja: '案件', en: 'Case' }) }), allow: [system],
  async run(ctx, input) {
    const organization = await organizationAt(ctx.db, ctx.now);
    const row = await ctx.db.selectFrom('kernel.approval_cases').select(['version_hash as hash', 'seq', 'state']).where('id', '=', input.case).executeTakeFirstOrThrow();
    const steps = await ctx.db.selectFrom('kernel.approval_steps').select(['step_no', 'role', 'post_id']).where('case_id', '=', input.case).where('state', '=', 'active').orderBy('step_no').execute();
    return { ...row, active: steps.flatMap((step) => holdersOf(organization, step.post_id).slice(0, 1).map((holder) => ({ role: step.role, staff: holder.staff }))) };
  },
});

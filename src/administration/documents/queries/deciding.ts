/** 決裁する人のために: the drafts one is on the way of, with their text, whatever else one may see of the register. */
import { z } from 'zod';
import { anyStaff } from '../../../kernel/actor.ts';
import { organizationAt } from '../../../kernel/approval/house-organization.ts';
import { readCase } from '../../../kernel/approval/record.ts';
import { postsOf, sightOf } from '../../../kernel/approval/visibility.ts';
import { query } from '../acts.ts';
import { documentField } from '../commands/fields.ts';
import { type Asked, staffOf } from '../office.ts';
import { writeNumber } from '../rules/number.ts';

const allow = [anyStaff('自分が決裁・合議の経路にいる起案だけを見ます')];

/** The active steps at my own posts: few, whatever the register holds. */
async function waitingSteps(ctx: Asked) {
  const me = staffOf(ctx);
  const posts = me === null ? [] : postsOf(await organizationAt(ctx.db, ctx.now), me);
  if (posts.length === 0) return [];
  return ctx.db.selectFrom('kernel.approval_steps as s').innerJoin('kernel.approval_cases as c', 'c.id', 's.case_id').select(['c.id as case', 'c.number', 'c.subject', 's.role', 's.activated_at as since'])
    .where('s.state', '=', 'active').where('s.post_id', 'in', [...posts]).where('c.kind', '=', 'documents.decision').orderBy('s.activated_at').orderBy('c.id').limit(200).execute();
}

export const deciding = query({
  name: 'documents.deciding', title: { ja: '決裁する文書', en: 'Documents to decide' }, input: z.object({}), allow,
  async run(ctx) {
    const steps = await waitingSteps(ctx);
    if (steps.length === 0) return [];
    const rows = await ctx.db.selectFrom('documents.documents as d').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').innerJoin('kernel.staff as p', 'p.id', 'd.staff_id').select(['d.id', 'd.title', 'd.confidentiality', 'o.name as office', 'p.name as person']).where('d.id', 'in', steps.map((step) => step.subject)).execute();
    const about = new Map(rows.map((row) => [row.id, row]));
    return steps.flatMap(({ subject, ...step }) => {
      const row = about.get(subject);
      return row ? [{ ...row, ...step }] : [];
    });
  },
});

export const decidingCount = query({
  name: 'documents.decidingCount', title: { ja: '決裁を待つ文書の数', en: 'How many wait' }, input: z.object({}), allow,
  run: async (ctx) => (await waitingSteps(ctx)).length,
});

/** The text of a draft, for whoever takes part in its decision: drafter, reviewers, consulted, decider, deputies and those above. */
export const underDecision = query({
  name: 'documents.underDecision', title: { ja: '決裁する文書の本文', en: 'The text under decision' }, input: z.object({ document: documentField }), allow, personal: true,
  async run(ctx, input) {
    const found = await ctx.db.selectFrom('kernel.approval_cases').select(['id', 'number', 'state']).where('kind', '=', 'documents.decision').where('subject', '=', input.document).orderBy('created_at', 'desc').limit(1).executeTakeFirst();
    const loaded = found ? await readCase(ctx.db, found.id) : null;
    if (!found || !loaded || sightOf(ctx.actor, loaded, await organizationAt(ctx.db, ctx.now)) !== 'participant') return null;
    const row = await ctx.db.selectFrom('documents.documents as d').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').innerJoin('kernel.staff as s', 's.id', 'd.staff_id').leftJoin('documents.bodies as b', (join) => join.onRef('b.document_id', '=', 'd.id').onRef('b.version', '=', 'd.body_version'))
      .select(['d.id', 'd.title', 'd.state', 'd.confidentiality', 'd.disclosure', 'd.authority', 'd.fiscal_year', 'd.symbol', 'd.number', 'd.body_hash', 'd.answers_id', 'd.summary', 'o.name as office', 's.name as person', 'b.body']).where('d.id', '=', input.document).executeTakeFirst();
    if (!row || row.state === 'destroyed' || row.state === 'transferred') return null;
    ctx.shown(`document:${row.id}`);
    const files = await ctx.db.selectFrom('documents.attachments').select(['id', 'name', 'role', 'bytes', 'media_type', 'sha256']).where('document_id', '=', row.id).orderBy('added_at').orderBy('id').execute();
    const { fiscal_year, symbol, number, ...facts } = row;
    return { ...facts, number: writeNumber({ fiscalYear: fiscal_year, symbol, number }), case: found.id, caseNumber: found.number, caseState: found.state, files };
  },
});

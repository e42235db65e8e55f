/** 計画の版: the chapters written by hand, and the whole plan frozen, approved by a second person. */
import { z } from 'zod';
import { actorKey, staff } from '../../../kernel/actor.ts';
import { casesAbout, rulesBind } from '../../../kernel/approval/about.ts';
import { approvalRefusals } from '../../../kernel/approval/refusals.ts';
import { submit, type SubmitRefusal } from '../../../kernel/approval/submit.ts';
import { choiceField, codeField, idField, intField, optional, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { planKind } from '../kinds.ts';
import { refusals } from '../messages/refusals.ts';
import { loadPlan } from '../plan.ts';
import { seal } from '../rules/seal.ts';
import { labels, versionIfAny, words } from './fields.ts';
import { nameOf } from './runbooks.ts';

const edit = [staff('continuity.edit')];

export const saveChapter = command({
  name: 'continuity.saveChapter',
  title: { ja: '計画の本文を書く', en: 'Write a chapter' },
  input: z.object({ chapter: codeField({ ja: '章', en: 'Chapter' }, 30), version: versionIfAny, ordinal: intField(labels.order, { min: 1, max: 99 }), heading: textField({ ja: '見出し', en: 'Heading' }, { max: 60 }), body: textField({ ja: '本文', en: 'Text' }, { max: 6000, lines: true, numbers: true }) }),
  allow: edit,
  async run(ctx, input) {
    const before = await ctx.db.selectFrom('continuity.chapters').select('version').where('code', '=', input.chapter).forUpdate().executeTakeFirst();
    if ((before?.version ?? null) !== input.version) return refuse('Conflict');
    const facts = { ordinal: input.ordinal, heading: input.heading, body: input.body, as_of: ctx.today };
    if (before) await ctx.db.updateTable('continuity.chapters').set({ ...facts, version: before.version + 1 }).where('code', '=', input.chapter).execute();
    else {
      // Two who add the same chapter at the same moment: the second one sees the first one's text before writing over it.
      const row = await ctx.db.insertInto('continuity.chapters').values({ code: input.chapter, ...facts }).onConflict((conflict) => conflict.column('code').doNothing()).returning('code').executeTakeFirst();
      if (!row) return refuse('Conflict');
    }
    ctx.audit({ subject: `chapter:${input.chapter}` });
    return done({ chapter: input.chapter });
  },
});

/** Takes the plan as it stands in this transaction. */
export const makeEdition = command({
  name: 'continuity.makeEdition',
  title: { ja: '計画の版を作り、承認を求める', en: 'Make an edition' },
  input: z.object({ changeNote: textField({ ja: '改訂の内容', en: 'What changed' }, { max: 500, lines: true }) }),
  allow: edit,
  refusals: { ...approvalRefusals, SubmittedAlready: refusals.SubmittedAlready, NumberTaken: refusals.SubmittedAlready },
  async run(ctx, input): Promise<Outcome<{ edition: string; number: number; hash: string; caseId: string | null }, SubmitRefusal | 'SubmittedAlready' | 'NumberTaken'>> {
    const rows = await ctx.db.selectFrom('continuity.editions').select(['number', 'state']).execute();
    if (rows.some((row) => row.state === 'submitted')) return refuse('SubmittedAlready');
    const plan = await loadPlan(ctx.db, ctx.city.facts.name.ja, ctx.today);
    const number = Math.max(0, ...rows.map((row) => row.number)) + 1;
    const [id, hash] = [ctx.newId(), seal(plan)];
    await ctx.db.insertInto('continuity.editions').values({ id, number, state: 'submitted', change_note: input.changeNote, snapshot: JSON.stringify(plan), hash, made_by: actorKey(ctx.actor), made_name: nameOf(ctx), made_at: ctx.now }).execute();
    ctx.audit({ subject: `edition:${id}`, hash });
    // The house's own editions (the sample, a machine) are not anybody's draft.
    const sent = ctx.actor.kind === 'staff' && (await rulesBind(ctx, planKind)) ? await submit(ctx, planKind, { subject: id }) : null;
    if (sent && 'refused' in sent) return sent;
    return done({ edition: id, number, hash, caseId: sent?.caseId ?? null });
  },
});

export const decideEdition = command({
  name: 'continuity.decideEdition',
  title: { ja: '計画の版を承認する・差し戻す', en: 'Approve or return an edition' },
  input: z.object({ edition: idField(labels.edition), decision: choiceField({ ja: '判断', en: 'Decision' }, ['approve', 'return'] as const), note: words({ ja: '意見', en: 'Remark' }, 500, true), hash: optional(textField({ ja: '見た版のハッシュ', en: 'Hash seen' }, { max: 64, numbers: true })) }),
  allow: [staff('continuity.approve')],
  refusals: { NotSubmitted: refusals.NotSubmitted, SecondPersonNeeded: refusals.SecondPersonNeeded, InApproval: refusals.InApproval },
  async run(ctx, input): Promise<Outcome<{ edition: string; state: 'approved' | 'returned' }, 'InApproval' | 'NotSubmitted' | 'SecondPersonNeeded' | 'NotFound' | 'Conflict'>> {
    const row = await ctx.db.selectFrom('continuity.editions').select(['state', 'made_by', 'hash', 'number']).where('id', '=', input.edition).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'submitted') return refuse('NotSubmitted');
    if (input.hash !== null && input.hash !== row.hash) return refuse('Conflict');
    if ((await casesAbout(ctx.db, planKind, [input.edition])).has(input.edition)) return refuse('InApproval');
    if (input.decision === 'approve' && row.made_by === actorKey(ctx.actor)) return refuse('SecondPersonNeeded');
    const state = input.decision === 'approve' ? 'approved' as const : 'returned' as const;
    await ctx.db.updateTable('continuity.editions').set({ state, decided_by: actorKey(ctx.actor), decided_name: nameOf(ctx), decided_at: ctx.now, decision_note: input.note }).where('id', '=', input.edition).execute();
    if (row.made_by.startsWith('staff:')) {
      const word = state === 'approved' ? { ja: '承認されました', en: 'was approved' } : { ja: '差し戻されました', en: 'was returned' };
      ctx.notify({ to: { staff: row.made_by.slice('staff:'.length) }, kind: 'continuity.decided', title: { ja: `情報システムBCP 第${row.number}版が${word.ja}`, en: `Edition ${row.number} ${word.en}` }, body: { ja: `情報システムBCP 第${row.number}版が${word.ja}。${input.note}`, en: `Edition ${row.number} ${word.en}. ${input.note}` }, href: `/staff/continuity/plan/${input.edition}` });
    }
    ctx.audit({ subject: `edition:${input.edition}`, state });
    return done({ edition: input.edition, state });
  },
});

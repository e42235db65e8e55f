/** 途中の直し by a reviewer, and the emergency way: takes effect now, is decided afterwards. */
import { z } from 'zod';
import type { CommandContext } from '../act.ts';
import { anyStaff, holds } from '../actor.ts';
import { textField } from '../fields.ts';
import { done, type Outcome, refuse, type Refused } from '../outcome.ts';
import { canonicalJson } from '../text/canonical-json.ts';
import { containsMyNumber } from '../text/my-number.ts';
import { command } from './acts.ts';
import { shown } from './commands.ts';
import { organizationAt } from './house-organization.ts';
import { type ApprovalKind, refusedBy, type Snapshot } from './kinds.ts';
import { actBase, carryOut, factsOf, type PerformRefusal, ready } from './perform.ts';
import { lockCase, momentOf, reading, roomOf } from './record.ts';
import { approvalRefusals } from './refusals.ts';
import type { CaseAction } from './rules/case-state.ts';
import { postOf } from './rules/organization.ts';
import { freeze, type OpenOptions, plan, storeVersion, submit, type SubmitRefusal } from './submit.ts';

/** One field of the text; the system carries it out in its own records and gives the new snapshot. */
export const editCase = command({
  name: 'approval.edit', title: { ja: '途中で文面を直す', en: 'Edit on the way' },
  input: z.object({ ...shown, field: textField({ ja: '直す項目', en: 'Field' }, { max: 60 }), value: textField({ ja: '直した内容', en: 'New text' }, { max: 4000, lines: true, min: 0 }) }),
  allow: [anyStaff('いま順番の審査者だけが、種類が認める項目だけを直せる')], refusals: approvalRefusals,
  async run(ctx, input): Promise<Outcome<{ readonly state: string; readonly seq: number; readonly version: number }, PerformRefusal>> {
    const prepared = await ready(ctx, input, 'edit');
    if ('refused' in prepared) return prepared;
    const { loaded, organization } = prepared.opened;
    const edit = loaded.kind.effects.onEdited;
    if (!edit || !loaded.kind.editable.includes(input.field)) return refuse('NotEditable');
    if (input.comment === '') return refuse('CommentNeeded');
    if (containsMyNumber(input.value)) return refuse('MyNumberInside');
    const changes = { [input.field]: input.value };
    const snapshot = await edit(ctx as unknown as CommandContext<never>, { ...factsOf(loaded, loaded.state, input.comment), changes });
    if ('refused' in snapshot) return refuse('EffectRefused', { ja: snapshot.refused.ja, en: snapshot.refused.en });
    const changed = await sameWay(loaded.kind, snapshot, prepared);
    if (changed) return changed;
    const frozen = await freeze(ctx, snapshot);
    const version = loaded.state.version + 1;
    await storeVersion(ctx, loaded.row.id, version, frozen, input.comment);
    await ctx.db.insertInto('kernel.approval_edits').values({ case_id: loaded.row.id, version_no: version, by_staff: prepared.opened.staff, changes: JSON.stringify(changes), at: ctx.now }).execute();
    await ctx.db.updateTable('kernel.approval_cases').set({ title: snapshot.title, facts: JSON.stringify(snapshot.facts) }).where('id', '=', loaded.row.id).execute();
    const action: CaseAction = { ...actBase(ctx, prepared, input.comment), action: 'edit', version, hash: frozen.hash, payload: { changed: [input.field], reconfirm: loaded.set.policy.reconfirm } };
    const carried = await carryOut(ctx, loaded, organization, action, { seenAt: prepared.seen });
    return 'refused' in carried ? carried : done({ state: carried.state.status, seq: carried.seq, version });
  },
});

/** An edit must not change who decides: that is the drafter's to submit anew. */
async function sameWay(kind: ApprovalKind, snapshot: Snapshot, { opened: { loaded, organization } }: { readonly opened: { readonly loaded: Parameters<typeof factsOf>[0]; readonly organization: Parameters<typeof plan>[1] } }): Promise<Refused<'EditChangesRoute' | SubmitRefusal> | null> {
  const post = postOf(organization, loaded.row.drafter_post_id);
  if (!post) return refuse('NoPost');
  const planned = plan(loaded.set, organization, kind, snapshot.facts, post);
  if ('refused' in planned) return planned;
  return canonicalJson(planned.requirement) === canonicalJson(loaded.requirement) ? null : refuse('EditChangesRoute');
}

export type ReleaseRefusal = SubmitRefusal | 'NotAllowed' | 'EffectRefused';

/**
 * 緊急の公開: the effect runs now, inside the caller's command, and the case goes its ordinary way afterwards as the review of it.
 * Whoever reviews then decides (it stands) or rejects (`onRejected` takes it back). The kind says who may.
 */
export async function release<T>(outer: CommandContext<T>, kind: ApprovalKind, options: OpenOptions & { readonly reason: string }): Promise<{ readonly caseId: string; readonly number: string } | Refused<ReleaseRefusal>> {
  const ctx = roomOf(outer);
  const { emergency } = kind;
  if (!emergency || !holds(ctx.actor, emergency.permission) || (ctx.actor.kind === 'staff' && !ctx.actor.strong)) return refuse('NotAllowed');
  const sent = await submit(outer, kind, { ...options, urgency: 'same_day' });
  if ('refused' in sent) return sent;
  const loaded = await lockCase(ctx, sent.caseId);
  if (!loaded || ctx.actor.kind !== 'staff') return refuse('NotFound');
  const answer = await kind.effects.onReleased?.(ctx as unknown as CommandContext<never>, factsOf(loaded, loaded.state, options.reason));
  const refused = refusedBy(answer);
  if (refused) return refuse('EffectRefused', { ja: refused.ja, en: refused.en });
  const organization = await organizationAt(reading(ctx), ctx.now);
  const due = ctx.now.add({ hours: emergency.dueHours });
  await ctx.db.updateTable('kernel.approval_cases').set({ due_at: due }).where('id', '=', sent.caseId).execute();
  await ctx.db.updateTable('kernel.approval_steps').set({ due_at: due }).where('case_id', '=', sent.caseId).where('state', 'in', ['pending', 'active']).execute();
  const action: CaseAction = { action: 'release', at: momentOf(ctx), actor: ctx.actor.id, post: null, capacity: 'drafter', step: null, comment: options.reason };
  const carried = await carryOut(ctx, { ...loaded, row: { ...loaded.row, due_at: due } }, organization, action, { released: true });
  if ('refused' in carried) return carried;
  // Two people look at it afterwards, whatever the route says.
  const reviewers = organization.posts.filter((post) => emergency.reviewers.includes(post.code));
  for (const post of reviewers) await ctx.db.insertInto('kernel.approval_post_views').values({ id: ctx.newId(), case_id: sent.caseId, step_no: null, kind: 'emergency', post_id: post.id, staff_id: null, opened_at: ctx.now }).execute();
  return sent;
}

/**
 * 二人の目: what one person wrote, another puts before the public. For texts that wait for one decision by a colleague of the office
 * (an FAQ, an event, a report on the site); what the city's 決裁規程 bind goes through the approval room (`approval/`).
 */
import type { ActContext, CommandContext } from './act.ts';
import { actorKey } from './actor.ts';
import { refuse, type Refused } from './outcome.ts';
import type { Text } from './view.ts';

/** As rows name people who wrote, asked and decided. */
export const whoOf = (ctx: Pick<ActContext, 'actor'>): string => actorKey(ctx.actor);
/** As a record shows them; '' for the house itself. */
export const nameOf = (ctx: Pick<ActContext, 'actor'>): string => ('name' in ctx.actor ? ctx.actor.name : '');

/** What waits for a decision: who had a hand in it, who asked, and the version that was seen. */
export interface Written {
  readonly version: number;
  /** Everybody who wrote a part of it, as `whoOf` names them. */
  readonly authors: readonly string[];
  readonly submitted_by: string | null;
}

/** The sentences of the refusals below; a system adds them to its command's `refusals`. */
export const fourEyes = {
  NotWaiting: { ja: () => '承認を待っているものではありません。画面を開き直して確かめてください。', en: () => 'This does not wait for approval. Please reload the page.' },
  SelfApproval: { status: 403, ja: () => '自分が書いたものは、自分では承認できません。ほかの人に承認を頼んでください。', en: () => 'You wrote a part of this yourself. Please ask somebody else to approve it.' },
  NoteNeeded: { status: 422, field: 'note', ja: () => '差し戻すときは、どこをどう直すかを「意見」に書いてください。', en: () => 'Please write what to change.' },
} as const;

/** Why this person may not decide it now; null: they may. */
export function mayNotDecide(ctx: Pick<ActContext, 'actor'>, it: Written, waits: boolean, seen: number): Refused<'NotWaiting' | 'SelfApproval' | 'Conflict'> | null {
  if (!waits) return refuse('NotWaiting');
  if (it.version !== seen) return refuse('Conflict');
  return it.authors.includes(whoOf(ctx)) || it.submitted_by === whoOf(ctx) ? refuse('SelfApproval') : null;
}

/** Columns of something that is sent for a decision, and of something that waits no longer. */
export const sentBy = (ctx: Pick<ActContext, 'actor' | 'now'>) => ({ submitted_by: whoOf(ctx), submitted_at: ctx.now });
export const notSent = { submitted_by: null, submitted_at: null } as const;

/** Tells whoever asked what became of it, in the decider's name; nobody when the house itself asked. */
export function tellAsker(ctx: Pick<CommandContext<unknown>, 'actor' | 'notify'>, it: Pick<Written, 'submitted_by'>, notice: { readonly kind: string; readonly href: string; readonly title: Text; readonly note: string }): void {
  if (!it.submitted_by?.startsWith('staff:')) return;
  const { kind, href, title, note } = notice;
  ctx.notify({ to: { staff: it.submitted_by.slice('staff:'.length) }, kind, href, title, body: { ja: `${nameOf(ctx)}：${note}`, en: `${nameOf(ctx)}: ${note}` } });
}

/** 起案: what the department wants decided about an application, sent to the approval room. */
import { z } from 'zod';
import { actorKey, staff } from '../../../kernel/actor.ts';
import { approvalRefusals } from '../../../kernel/approval/refusals.ts';
import { submit, type SubmitRefusal } from '../../../kernel/approval/submit.ts';
import { choiceField, textField, withDefault } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { decisions, priceIf } from '../deciding.ts';
import { permitKind } from '../kinds.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import { refusals } from '../messages/refusals.ts';
import { lockReservation } from '../standing.ts';
import { reservationField } from './fields.ts';

type Refusal = SubmitRefusal | 'ReasonNeeded' | 'NoPrice' | 'DeceasedNeeded' | 'AlreadyProposed';

/** Proposes the decision; the decider of 決裁規程 decides, and the decision takes effect with it. What came back is proposed anew, changed or not. */
export const proposeDecision = command({
  name: 'reservations.proposeDecision',
  title: { ja: '利用・減免の決定を起案する', en: 'Propose a decision' },
  input: z.object({ reservation: reservationField, decision: choiceField({ ja: '決定の案', en: 'Proposed decision' }, decisions), reason: withDefault(textField({ ja: '理由', en: 'Reason' }, { max: 500, lines: true }), ''), urgency: withDefault(choiceField({ ja: '緊急度', en: 'Urgency' }, ['ordinary', 'urgent', 'same_day']), 'ordinary') }),
  allow: [staff('reservations.approve')],
  refusals: { ...approvalRefusals, ReasonNeeded: refusals.ReasonNeeded, NoPrice: refusals.NoPrice, DeceasedNeeded: moreRefusals.DeceasedNeeded, AlreadyProposed: moreRefusals.AlreadyProposed },
  async run(ctx, input): Promise<Outcome<{ readonly caseId: string; readonly caseNumber: string }, Refusal>> {
    const it = await lockReservation(ctx, input.reservation, 'reservations.approve');
    if ('refused' in it) return it;
    if (it.state !== 'approval_pending') return refuse('WrongState', { state: it.state });
    if (input.decision !== 'grant' && input.reason === '') return refuse('ReasonNeeded', { field: 'reason' });
    const price = await priceIf(ctx, it, false);
    if ('refused' in price) return price;
    const own = await ctx.db.selectFrom('reservations.decisions').select(['id', 'drafted_by']).where('reservation_id', '=', it.id).where('state', '=', 'open').executeTakeFirst();
    if (own && own.drafted_by !== actorKey(ctx.actor)) return refuse('AlreadyProposed');
    if (own) await ctx.db.updateTable('reservations.decisions').set({ decision: input.decision, reason: input.reason }).where('id', '=', own.id).execute();
    else await ctx.db.insertInto('reservations.decisions').values({ id: ctx.newId(), reservation_id: it.id, decision: input.decision, reason: input.reason, drafted_by: actorKey(ctx.actor), drafted_at: ctx.now }).execute();
    ctx.audit({ subject: `reservation:${it.id}`, decision: input.decision });
    const sent = await submit(ctx, permitKind, { subject: it.id, urgency: input.urgency });
    return 'refused' in sent ? sent : done({ caseId: sent.caseId, caseNumber: sent.number });
  },
});

/** 許可・不許可 of an application and its reduction, as it takes effect: by a second person of the department, or by the decision of a case. */
import { yen } from '../../kernel/money/money.ts';
import { refuse, type Refused } from '../../kernel/outcome.ts';
import { type Ctx, priceOf, remember, tell } from './booking.ts';
import { deceasedFacts } from './commands/funeral.ts';
import { end, type Ending, tellEnd, whatOf, whenOf } from './ending.ts';
import { deadlineColumns, permit } from './part-payments.ts';
import { deadlinesFor } from './rules/deadlines.ts';
import { feeClassOf } from './rules/funeral.ts';
import { partsOf } from './rules/installments.ts';
import { bill } from './settle.ts';
import { admittedUse, type Standing } from './standing.ts';

export const decisions = ['grant', 'grant_without_reduction', 'refuse'] as const;
export type Decision = (typeof decisions)[number];

export interface Decided {
  readonly reservation: string;
  readonly state: 'refused' | 'permitted' | 'provisional';
  readonly feeYen: number;
}

/** What the applicant would owe: with the reduction that was asked for, or without. */
export async function priceIf(ctx: Ctx, it: Standing, reduced: boolean) {
  const deceased = await deceasedFacts(ctx, it.id);
  if (it.place.unit.funeral !== undefined && deceased === null) return refuse('DeceasedNeeded');
  return priceOf(it.place, admittedUse(it), feeClassOf(it.place.unit, it.classCode, deceased), it, reduced ? it.reduction : null, ctx.today);
}

/** Carries a decision out on a locked application that waits for one. `by`: who decided. */
export async function carryOutDecision(ctx: Ctx, it: Standing, decision: Decision, reason: string, by: string): Promise<Decided | Refused<'NoPrice' | 'DeceasedNeeded'>> {
  if (decision === 'refuse') {
    const ending: Ending = { to: 'refused', cause: 'patron', reason };
    const ended = await end(ctx, it, ending);
    tellEnd(ctx, it, ending, ended, { ja: '不許可の通知書は、マイページで受け取れます。決定に不服があるときの手続きも、通知書に書いてあります。', en: 'The notice, with how to appeal, is on My page.' });
    return { reservation: it.id, state: 'refused', feeYen: 0 };
  }
  const granted = decision === 'grant' && it.reduction !== null;
  const price = await priceIf(ctx, it, granted);
  if ('refused' in price) return price;
  const deadlines = deadlinesFor(it.place.facility.policy, { unit: it.place.unit, useDate: it.useDate, useStart: it.use.from, bookedAt: ctx.now });
  const parts = partsOf(it.place.facility.policy.deadlines.deposit, deadlines, { total: yen(price.total), paid: yen(0) }, ctx.now);
  await ctx.db.updateTable('reservations.reservations').set((eb) => ({
    state: 'provisional', fee: JSON.stringify(price.stored), fee_yen: price.total, reduction_state: it.reduction ? (granted ? 'granted' : 'refused') : null, reduction_by: by,
    ...deadlineColumns(parts[0]), version: eb('version', '+', 1),
  })).where('id', '=', it.id).execute();
  remember(ctx, it.id, it.state, 'provisional', { reason: reason || null, detail: { decision, feeYen: price.total } });
  ctx.audit({ subject: `reservation:${it.id}`, decision, feeYen: price.total });
  if (price.total === 0) {
    await permit(ctx, it, 'provisional');
    return { reservation: it.id, state: 'permitted', feeYen: 0 };
  }
  bill(ctx, { place: it.place, use: admittedUse(it), patron: it.patron, reservationId: it.id }, it.number, price, parts);
  tell(ctx, it.patron, {
    kind: 'reservations.accepted', reservationId: it.id, title: { ja: `申込みが認められました：${whatOf(it).ja}`, en: `Application accepted: ${whatOf(it).en}` },
    body: { ja: `${whenOf(it).ja}\n使用料${price.total.toLocaleString('ja-JP')}円をお支払いいただくと、予約が決まります。`, en: `${whenOf(it).en}\nThe booking is settled once the fee of ¥${price.total.toLocaleString('en-US')} is paid.` },
  });
  return { reservation: it.id, state: 'provisional', feeYen: price.total };
}

/** What time does to bookings: unpaid ones lapse, used ones end. Called by jobs; each booking is one command of its own. */
import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { done, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { tell } from '../booking.ts';
import { end, tellEnd, whatOf, whenOf } from '../ending.ts';
import { expired } from '../events.ts';
import { refusals } from '../messages/refusals.ts';
import { balanceWords, depositSettled, storedParts } from '../part-payments.ts';
import { can } from '../rules/booking-state.ts';
import { paymentReasons } from '../rules/installments.ts';
import { lockReservation } from '../standing.ts';
import { reservationField } from './fields.ts';

/** The deadline passed unpaid. A payment handed over in time may still be on its way: then the grace is waited for. */
export const expire = command({
  name: 'reservations.expire',
  title: { ja: '期限切れの仮予約を取り消す', en: 'Lapse an unpaid booking' },
  input: z.object({ reservation: reservationField }),
  allow: [system],
  refusals: { WrongState: refusals.WrongState },
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return it;
    const due = it.slipIssued && it.graceUntil ? it.graceUntil : it.expireAt;
    if (!can(it.state, 'expire') || !due || Temporal.Instant.compare(ctx.now, due) < 0) return refuse('WrongState', { state: it.state });
    const balance = depositSettled(await storedParts(ctx, it.id));
    const ending = { to: 'expired', cause: 'patron', reason: balance ? paymentReasons.lapsed : '期限までにお支払いが確認できませんでした', charged: balance } as const;
    const ended = await end(ctx, it, ending);
    ctx.emit(expired, { reservation: it.id, facility: it.place.facility.code });
    tellEnd(ctx, it, ending, ended, { ja: 'コンビニで払った方は、レシートをご用意のうえご連絡ください。', en: 'If you paid at a store, please contact us with the receipt.' });
    return done({ reservation: it.id, state: 'expired' as const });
  },
});

/** A week before the balance is due: once, and on every channel, for what was paid already is at stake. */
export const remindBalance = command({
  name: 'reservations.remindBalance',
  title: { ja: '残金の期限を知らせる', en: 'Remind of the balance' },
  input: z.object({ reservation: reservationField }),
  allow: [system],
  refusals: { WrongState: refusals.WrongState },
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return it;
    const balance = (await storedParts(ctx, it.id)).find((part) => part.part === 'balance' && !part.paid);
    if (!balance || !can(it.state, 'expire')) return refuse('WrongState', { state: it.state });
    await ctx.db.updateTable('reservations.payment_parts').set({ reminded_at: ctx.now }).where('receivable_id', '=', balance.receivableId).execute();
    const rest = balanceWords(balance.amountYen, balance.payUntil);
    tell(ctx, it.patron, {
      kind: 'reservations.balanceDue', reservationId: it.id, everyChannel: true, title: { ja: `残金の支払期限が近づいています：${whatOf(it).ja}`, en: `The balance is due soon: ${whatOf(it).en}` },
      body: { ja: `${whenOf(it).ja}${rest.ja}`, en: `${whenOf(it).en}${rest.en}` },
    });
    ctx.audit({ subject: `reservation:${it.id}` });
    return done({ reservation: it.id });
  },
});

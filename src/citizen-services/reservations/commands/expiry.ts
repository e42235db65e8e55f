/** What time does to bookings: unpaid ones lapse, used ones end. Called by jobs; each booking is one command of its own. */
import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { done, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { end, tellEnd } from '../ending.ts';
import { expired } from '../events.ts';
import { refusals } from '../messages/refusals.ts';
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
    if (it.state !== 'provisional' || !due || Temporal.Instant.compare(ctx.now, due) < 0) return refuse('WrongState', { state: it.state });
    const ending = { to: 'expired', cause: 'patron', reason: '期限までにお支払いが確認できませんでした' } as const;
    const ended = await end(ctx, it, ending);
    ctx.emit(expired, { reservation: it.id, facility: it.place.facility.code });
    tellEnd(ctx, it, ending, ended, { ja: 'コンビニで払った方は、レシートをご用意のうえご連絡ください。', en: 'If you paid at a store, please contact us with the receipt.' });
    return done({ reservation: it.id, state: 'expired' as const });
  },
});

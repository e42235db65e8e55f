/** 泊数を減らす: the last nights of a stay are given up; what stays is the same booking under the same number. */
import { sql } from 'kysely';
import { z } from 'zod';
import { citizen, staff } from '../../../kernel/actor.ts';
import { rangeText } from '../../../kernel/db/values.ts';
import { choiceField, intField, optional, withDefault } from '../../../kernel/fields.ts';
import { formatYen, yen } from '../../../kernel/money/money.ts';
import { done, refuse } from '../../../kernel/outcome.ts';
import { receivablesOf } from '../../../kernel/payments/ledger.ts';
import { command } from '../acts.ts';
import { remember, tell } from '../booking.ts';
import { countThings, inLine } from '../claims.ts';
import { whatOf, whenOf } from '../ending.ts';
import { changed, released } from '../events.ts';
import { refusals } from '../messages/refusals.ts';
import { deadlineColumns, depositSettled, permit, reckonAnew, storedParts } from '../part-payments.ts';
import { deadlinesFor } from '../rules/deadlines.ts';
import { partsOf, waitsForMoney } from '../rules/installments.ts';
import { releaseOf } from '../rules/release.ts';
import { claimSpan, useSpan } from '../rules/slots.ts';
import { bill } from '../settle.ts';
import { shorterStay } from '../shorter.ts';
import { lockReservation } from '../standing.ts';
import { reservationField } from './fields.ts';

const { WrongState, TooLate, PriceChanged, NoPrice, NotOffered } = refusals;

export const shortenStay = command({
  name: 'reservations.shortenStay',
  title: { ja: '泊数を減らす', en: 'Stay fewer nights' },
  input: z.object({
    reservation: reservationField, nights: intField({ ja: '泊数', en: 'Nights' }, { min: 1, max: 30, unit: { ja: '泊', en: 'nights' } }), cause: withDefault(choiceField({ ja: '事情', en: 'Cause' }, ['patron', 'city', 'disaster', 'transport', 'weather']), 'patron'),
    expectedCharge: optional(intField({ ja: '表示された取消料', en: 'Charge as shown' })),
  }),
  allow: [citizen, staff('reservations.desk')],
  refusals: { WrongState, TooLate, PriceChanged, NoPrice, NotOffered },
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return it;
    if (it.state !== 'provisional' && it.state !== 'permitted') return refuse('WrongState', { state: it.state });
    if (input.nights >= it.nights) return refuse('InvalidInput', { field: 'nights' });
    const { place } = it;
    const deadlines = deadlinesFor(place.facility.policy, { unit: place.unit, useDate: it.useDate, useStart: it.use.from, bookedAt: it.createdAt });
    if (ctx.actor.kind === 'citizen' && Temporal.Instant.compare(ctx.now, deadlines.cancelUntil) > 0) return refuse('TooLate', { until: deadlines.cancelUntil.toString() });
    const receivables = await receivablesOf(ctx, 'reservations', `reservation:${it.id}`);
    const paid = receivables.reduce((sum, one) => sum + one.paidYen - one.refundedYen, 0);
    const shorter = shorterStay({ ...it, useStart: it.use.from, paidYen: paid, granted: it.reductionState === 'granted' ? it.reduction : null }, input.nights, ctx.actor.kind === 'citizen' ? 'patron' : input.cause, ctx.today);
    if ('refused' in shorter) return shorter;
    const { use, price, chargeYen: charge, totalYen: total } = shorter;
    if (input.expectedCharge !== null && input.expectedCharge !== charge) return refuse('PriceChanged', { expectedYen: input.expectedCharge, feeYen: charge });
    const span = useSpan(use.date, use);
    const claim = claimSpan(place.unit, use.date, use);
    await countThings(ctx, place, it.extras, it.use, -1);
    for (const one of inLine(place.cells, claim.from, claimSpan(place.unit, it.useDate, it.minutes).to)) await one.execute(ctx.db);
    // The same cells for a shorter time: nothing can be in the way.
    await sql`update reservations.claims set during = tstzrange(lower(during), least(upper(during), ${claim.to}::timestamptz)) where reservation_id = ${it.id}`.execute(ctx.db);
    const release = releaseOf(place.facility.policy.release, { cancelledAt: ctx.now, useStart: span.to, random: ((ctx.random(2)[0] ?? 0) * 256 + (ctx.random(1)[0] ?? 0)) / 65_536 });
    // Nights given up come back as every cancelled time does: not before the moment the facility's rules name.
    if (Temporal.Instant.compare(release.at, ctx.now) > 0) {
      await sql`insert into reservations.claims (cell_id, during, kind, hold_until) select cell, ${rangeText(claim.to, claimSpan(place.unit, it.useDate, it.minutes).to)}::tstzrange, 'release', ${release.at}::timestamptz from unnest(${place.cells}::int[]) as cell order by cell`.execute(ctx.db);
    }
    await countThings(ctx, place, it.extras, span, 1);
    const settled = depositSettled(await storedParts(ctx, it.id));
    const refundYen = await reckonAnew(ctx, it.id, receivables, total);
    const parts = partsOf(place.facility.policy.deadlines.deposit, deadlines, { total: yen(total), paid: yen(Math.max(0, paid)), depositSettled: settled }, ctx.now);
    bill(ctx, { place, use, patron: it.patron, reservationId: it.id }, it.number, price, parts);
    await ctx.db.updateTable('reservations.reservations').set((eb) => ({
      nights: input.nights, use_range: rangeText(span.from, span.to), claim_range: rangeText(claim.from, claim.to), fee: JSON.stringify(withCharge(price.stored, it.givenUpYen + charge, shorter.ground, total)), fee_yen: total, given_up_yen: it.givenUpYen + charge, version: eb('version', '+', 1), ...deadlineColumns(parts[0]),
    })).where('id', '=', it.id).execute();
    remember(ctx, it.id, it.state, it.state, { reason: 'changed', detail: { before: { unit: place.unit.code, date: it.useDate.toString(), ...it.minutes, feeYen: it.feeYen }, nights: input.nights, chargeYen: charge, refundYen } });
    ctx.audit({ subject: `reservation:${it.id}`, nights: input.nights, beforeNights: it.nights, chargeYen: charge, refundYen });
    ctx.emit(changed, { reservation: it.id, facility: place.facility.code });
    ctx.emit(released, { unit: place.unitId, from: span.to.toString(), to: it.use.to.toString(), at: release.at.toString() });
    const after = { ...it, nights: input.nights, use: span, minutes: { start: use.start, end: use.end } };
    tell(ctx, it.patron, {
      kind: 'reservations.changed', reservationId: it.id, title: { ja: `泊数を${input.nights}泊に減らしました：${whatOf(it).ja}`, en: `Your stay is now ${input.nights} night(s): ${whatOf(it).en}` },
      body: { ja: `${whenOf(after).ja}\n取消料 ${formatYen(yen(charge), 'ja')}${refundYen > 0 ? `　お返しする額 ${formatYen(yen(refundYen), 'ja')}` : ''}`, en: `${whenOf(after).en}\nCharge ${formatYen(yen(charge), 'en')}${refundYen > 0 ? `, refund ${formatYen(yen(refundYen), 'en')}` : ''}` },
    });
    const [rest] = parts;
    const permitsNow = it.state === 'provisional' && !waitsForMoney(parts);
    if (permitsNow) await permit(ctx, after, it.state, rest && { ...rest, amountYen: rest.amount });
    return done({ reservation: it.id, nights: input.nights, state: permitsNow ? ('permitted' as const) : it.state, feeYen: total, chargeYen: charge, refundYen });
  },
});

/** The fee as it is stored, with the charge as a line of its own before the total. */
function withCharge(stored: unknown, charge: number, ground: string, total: number): unknown {
  if (charge === 0 || typeof stored !== 'object' || stored === null || !('trace' in stored) || !Array.isArray(stored.trace)) return stored;
  const lines: readonly unknown[] = stored.trace;
  return { ...stored, total, trace: [...lines, { step: 'total', label: { ja: `取りやめた夜の取消料 ${charge.toLocaleString('ja-JP')}円を加えた額`, en: `With the charge of ¥${charge.toLocaleString('en-US')} for the nights given up` }, subtotal: String(total), ground }] };
}

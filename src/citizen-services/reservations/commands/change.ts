/** 変更・取消し. What a change costs is paid or given back; a cancellation is charged by the facility's tiers. */
import { sql } from 'kysely';
import { z } from 'zod';
import { citizen, staff, system } from '../../../kernel/actor.ts';
import { rangeText } from '../../../kernel/db/values.ts';
import { choiceField, intField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { yen } from '../../../kernel/money/money.ts';
import { done, refuse } from '../../../kernel/outcome.ts';
import { receivablesOf } from '../../../kernel/payments/ledger.ts';
import { command } from '../acts.ts';
import { takenDetails } from '../alternatives.ts';
import { fitsRoom, fitTime, lockPatron, mayBookNow, priceOf, remember, tell, withinAllCaps } from '../booking.ts';
import { countThings, dropSides, take } from '../claims.ts';
import { end, tellEnd, whatOf } from '../ending.ts';
import { cancelled, cancelledByCity, changed } from '../events.ts';
import { refusals } from '../messages/refusals.ts';
import { deadlineColumns, depositSettled, permit, reckonAnew, storedParts } from '../part-payments.ts';
import { loadPlace } from '../place.ts';
import { next } from '../rules/booking-state.ts';
import { deadlinesFor } from '../rules/deadlines.ts';
import { feeClassOf } from '../rules/funeral.ts';
import { partsOf, waitsForMoney } from '../rules/installments.ts';
import { nightsIn } from '../rules/nights.ts';
import { claimSpan, useSpan } from '../rules/slots.ts';
import { bill } from '../settle.ts';
import { lockReservation } from '../standing.ts';
import { dropTied, takeTied, tiedCodes, withTiedExtras } from '../tied.ts';
import { inOpenLottery } from '../queries/lottery.ts';
import { deceasedFacts } from './funeral.ts';
import { detailFields, reservationField, timeFields, unitField } from './fields.ts';

const { Taken, Noise, NotEnough, NotOffered, OutsideWindow, InLottery, CapReached, PurposeNotAllowed, TooManyPersons, NoPrice, PriceChanged, WrongState, TooLate, TooManyChanges, ReasonNeeded, NoRoom, FewerNights } = refusals;

/** Moves or alters a booking under the same number; the old place is given up only if the new one is had. */
export const change = command({
  name: 'reservations.change',
  title: { ja: '予約を変更する', en: 'Change a booking' },
  input: z.object({ reservation: reservationField, unit: optional(unitField), ...timeFields, ...detailFields, reason: optional(textField({ ja: '理由', en: 'Reason' }, { max: 300 })), version: optional(intField({ ja: '版', en: 'Version' })) }),
  allow: [citizen, staff('reservations.desk')],
  refusals: { Taken, Noise, NotEnough, NotOffered, OutsideWindow, InLottery, CapReached, PurposeNotAllowed, TooManyPersons, NoPrice, PriceChanged, WrongState, TooLate, TooManyChanges, ReasonNeeded, NoRoom, FewerNights },
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return it;
    // The form was filled in against another version: whoever came first is shown, nothing is overwritten.
    if (input.version !== null && input.version !== it.version) return refuse('Conflict');
    const atDesk = ctx.actor.kind !== 'citizen';
    if (it.state !== 'provisional' && it.state !== 'permitted') return refuse('WrongState', { state: it.state });
    const place = input.unit ? await loadPlace(ctx.city, ctx.db, input.unit) : it.place;
    if (!place || place.facility.id !== it.place.facility.id || (!atDesk && place.unit.visibility !== 'public_book')) return refuse('NotFound');
    const { policy } = place.facility;
    if (!atDesk) {
      if (!policy.deadlines.change) return refuse('TooLate', { text: { ja: 'この施設の予約の変更は、窓口でお受けしています。', en: 'Bookings of this facility are changed at the counter.' } });
      if (it.changeCount >= policy.deadlines.change.maxTimes) return refuse('TooManyChanges', { max: policy.deadlines.change.maxTimes });
      const { changeUntil } = deadlinesFor(policy, { unit: it.place.unit, useDate: it.useDate, useStart: it.use.from, bookedAt: it.createdAt });
      if (changeUntil && Temporal.Instant.compare(ctx.now, changeUntil) > 0) return refuse('TooLate', { until: changeUntil.toString() });
    }
    const nights = input.nights ?? it.nights;
    // Nights that are given up cost what cancelling costs.
    if (!atDesk && nights < it.nights) return refuse('FewerNights');
    const use = fitTime(place, { ...input, nights }, ctx.now);
    if (!use.ok) return use;
    const window = mayBookNow(ctx, place, it.classCode, atDesk ? 'desk' : 'web', use.date, input.reason);
    if (window) return window;
    if (!atDesk && (await inOpenLottery(ctx, place, use))) return refuse('InLottery');
    const patron = it.patron ? await lockPatron(ctx, it.patron.id) : null;
    if (patron && !atDesk) {
      const cap = await withinAllCaps(ctx, place, patron, 'web', use.date, it.id);
      if (cap) return cap;
    }
    const rooms = input.rooms.length > 0 ? input.rooms : await tiedCodes(ctx, it.id);
    const details = { purpose: input.purpose || it.purpose, persons: input.persons ?? it.persons, admissionYen: input.admission ?? it.admissionYen, commercial: input.commercial, rehearsal: input.rehearsal, extras: withTiedExtras(place.unit, input.extras.filter((one) => one.quantity > 0), rooms) };
    const unfit = fitsRoom(place, details);
    if (unfit) return unfit;
    const price = priceOf(place, use, feeClassOf(place.unit, it.classCode, await deceasedFacts(ctx, it.id)), details, it.reductionState === 'granted' ? it.reduction : null, ctx.today);
    if ('refused' in price) return price;
    // What nights given up earlier cost is not undone by a change.
    const total = price.total + it.givenUpYen;
    if (input.expectedFee !== null && input.expectedFee !== total) return refuse('PriceChanged', { expectedYen: input.expectedFee, feeYen: total });
    // Delete and insert in one transaction: the constraint is not deferrable, so the old cells go first.
    dropSides(ctx, [it.id]);
    await sql`delete from reservations.claims where reservation_id = ${it.id}`.execute(ctx.db);
    await dropTied(ctx, it.id);
    await countThings(ctx, it.place, it.extras, it.use, -1);
    const span = useSpan(use.date, use);
    const claim = claimSpan(place.unit, use.date, use);
    await take(ctx, place, { reservationId: it.id, patronId: it.patron?.id ?? null, use: span, claim, holdUntil: null });
    const full = await takeTied(ctx, place, { reservationId: it.id, patronId: it.patron?.id ?? null, useStart: span.from, holdUntil: null, asked: rooms });
    if (full) return full;
    const missing = await countThings(ctx, place, details.extras, span, 1);
    if (missing) return missing;
    const deadlines = deadlinesFor(policy, { unit: place.unit, useDate: use.date, useStart: span.from, bookedAt: ctx.now });
    const receivables = await receivablesOf(ctx, 'reservations', `reservation:${it.id}`);
    const paid = receivables.reduce((sum, one) => sum + one.paidYen - one.refundedYen, 0);
    const settled = depositSettled(await storedParts(ctx, it.id));
    const refundYen = await reckonAnew(ctx, it.id, receivables, total);
    const parts = partsOf(policy.deadlines.deposit, deadlines, { total: yen(total), paid: yen(Math.max(0, paid)), depositSettled: settled }, ctx.now);
    bill(ctx, { place, use, patron, reservationId: it.id }, it.number, price, parts);
    // What only makes the balance grow leaves a permitted booking permitted.
    const state = waitsForMoney(parts) ? 'provisional' : it.state;
    await ctx.db.updateTable('reservations.reservations').set((eb) => ({
      unit_id: place.unitId, use_date: use.date, slots: [...new Set(use.parts.map((part) => part.code))], nights: nightsIn(use), use_range: rangeText(span.from, span.to), claim_range: rangeText(claim.from, claim.to), state,
      purpose: details.purpose, persons: details.persons, admission_yen: details.admissionYen, commercial: details.commercial, rehearsal: details.rehearsal, extras: JSON.stringify(details.extras),
      title: input.title || it.title, remarks: input.remarks || it.remarks, fee: JSON.stringify(price.stored), fee_yen: total, change_count: eb('change_count', '+', atDesk ? 0 : 1), version: eb('version', '+', 1), policy_no: place.facility.policyNo,
      ...deadlineColumns(parts[0]),
    })).where('id', '=', it.id).execute();
    remember(ctx, it.id, it.state, state, {
      reason: input.reason ?? 'changed', detail: { before: { unit: it.place.unit.code, date: it.useDate.toString(), ...it.minutes, feeYen: it.feeYen }, after: { unit: place.unit.code, date: use.date.toString(), start: use.start, end: use.end, feeYen: total } },
    });
    ctx.audit({ subject: `reservation:${it.id}`, feeYen: total, beforeYen: it.feeYen });
    ctx.emit(changed, { reservation: it.id, facility: place.facility.code });
    tell(ctx, it.patron, { kind: 'reservations.changed', reservationId: it.id, title: { ja: `予約を変更しました：${whatOf(it).ja}`, en: `Booking changed: ${whatOf(it).en}` }, body: { ja: '新しい内容は、マイページで確かめられます。', en: 'See My page for the new details.' } });
    // Less to pay than was paid already, or nothing: what was asked for first is there.
    const permitsNow = state === 'provisional' && !waitsForMoney(parts);
    const [rest] = parts;
    if (permitsNow) await permit(ctx, { ...it, place, useDate: use.date, use: span, minutes: { start: use.start, end: use.end } }, state, rest && { ...rest, amountYen: rest.amount });
    return done({ reservation: it.id, number: it.number, state: permitsNow ? ('permitted' as const) : state, feeYen: total, toPayYen: Math.max(0, total - paid), refundYen });
  },
  explain: async (ctx, input, refused) => (refused === 'Taken' && input.unit ? takenDetails(ctx, { ...input, unit: input.unit }) : {}),
});

/** Cancels a booking. A patron within the deadline; the desk always, with the reason that decides the charge. */
export const cancel = command({
  name: 'reservations.cancel',
  title: { ja: '予約を取り消す', en: 'Cancel a booking' },
  input: z.object({
    reservation: reservationField, cause: withDefault(choiceField({ ja: '取消しの事情', en: 'Cause' }, ['patron', 'city', 'disaster', 'transport', 'weather']), 'patron'),
    reason: withDefault(textField({ ja: '理由', en: 'Reason' }, { max: 300 }), ''), expectedCharge: optional(intField({ ja: '表示された取消料', en: 'Charge as shown' })),
  }),
  allow: [citizen, staff('reservations.desk'), system],
  refusals: { WrongState, TooLate, PriceChanged },
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return it;
    const cause = ctx.actor.kind === 'citizen' ? 'patron' : input.cause;
    const event = cause === 'patron' ? 'cancel' : 'cancel_by_city';
    const to = next(it.state, event);
    if (to !== 'cancelled' && to !== 'cancelled_by_city') return refuse('WrongState', { state: it.state });
    if (ctx.actor.kind === 'citizen') {
      const { cancelUntil } = deadlinesFor(it.place.facility.policy, { unit: it.place.unit, useDate: it.useDate, useStart: it.use.from, bookedAt: it.createdAt });
      if (Temporal.Instant.compare(ctx.now, cancelUntil) > 0) return refuse('TooLate', { until: cancelUntil.toString() });
    }
    const ending = { to, cause, reason: input.reason || (cause === 'patron' ? '利用者の申出' : { city: '市の都合', disaster: '災害', transport: '交通機関の運休', weather: '天候' }[cause]) } as const;
    const ended = await end(ctx, it, ending);
    // Checked after the sum is known; a refusal rolls everything back.
    if (input.expectedCharge !== null && input.expectedCharge !== ended.chargeYen) return refuse('PriceChanged', { expectedYen: input.expectedCharge, feeYen: ended.chargeYen });
    ctx.emit(to === 'cancelled' ? cancelled : cancelledByCity, { reservation: it.id, facility: it.place.facility.code });
    tellEnd(ctx, it, ending, ended);
    return done({ reservation: it.id, state: to, chargeYen: ended.chargeYen, refundYen: ended.refundYen, refundNumber: ended.refundNumber, availableAgainAt: ended.availableAgainAt?.toString() ?? null });
  },
});


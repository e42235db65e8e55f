/** 窓口: 入金と許可, 承認, 来場, 無断不使用. 許可は行政処分（地方自治法244条の4）. */
import { z } from 'zod';
import { actorKey, citizen, staff, system } from '../../../kernel/actor.ts';
import { casesAbout, rulesBind } from '../../../kernel/approval/about.ts';
import { choiceField, idField, intField, optional, textField, withDefault, yenField } from '../../../kernel/fields.ts';
import { done, refuse } from '../../../kernel/outcome.ts';
import { payAtDesk } from '../../../kernel/payments/commands.ts';
import { lockReceivable } from '../../../kernel/payments/ledger.ts';
import { paymentRefusals } from '../../../kernel/payments/refusals.ts';
import { command } from '../acts.ts';
import { remember, tell } from '../booking.ts';
import { giveBack } from '../claims.ts';
import { carryOutDecision, decisions } from '../deciding.ts';
import { whatOf, whenOf } from '../ending.ts';
import { checkedIn, noShow } from '../events.ts';
import { permitKind } from '../kinds.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import { refusals } from '../messages/refusals.ts';
import { afterPayment } from '../part-payments.ts';
import { scopeOf } from '../place.ts';
import { can } from '../rules/booking-state.ts';
import { lockReservation } from '../standing.ts';
import { cremationProblem } from './funeral.ts';
import { carIsOut } from './trips.ts';
import { reservationField } from './fields.ts';

const { WrongState, NoPrice, SamePerson } = refusals;

/** Cash over the counter and the permit in one change: paid without permit cannot exist. */
export const pay = command({
  name: 'reservations.pay',
  title: { ja: '窓口で使用料を受け取り、許可する', en: 'Take the fee at the desk and permit' },
  input: z.object({
    reservation: reservationField, receivable: idField({ ja: '料金', en: 'Charge' }), amount: yenField({ ja: '受け取る金額', en: 'Amount' }, { min: 1, max: 10_000_000 }),
    tendered: yenField({ ja: 'お預かり', en: 'Cash given' }, { min: 1, max: 10_000_000 }), place: withDefault(textField({ ja: '窓口', en: 'Desk' }, { max: 60 }), ''),
  }),
  allow: [staff('reservations.desk')],
  refusals: { WrongState, AlreadyPaid: paymentRefusals.AlreadyPaid, NotOwed: paymentRefusals.NotOwed, TooMuch: paymentRefusals.TooMuch, TenderedTooLittle: paymentRefusals.TenderedTooLittle },
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return it;
    if (!ctx.may('payments.cash')) return refuse('NotAllowed');
    const owed = await lockReceivable(ctx, input.receivable);
    if (owed?.subject !== `reservation:${it.id}`) return refuse('NotFound');
    // The receipt comes last, for everybody else who takes money in waits for its number until this change ends. Refused, it takes the permit back with it.
    const permitNumber = owed.paidYen + input.amount === owed.amountYen ? await afterPayment(ctx, it, owed.id) : it.permitNumber;
    const answer = await ctx.call(payAtDesk, { receivable: owed.id, amount: input.amount, tendered: input.tendered, place: input.place || it.place.facility.name.ja });
    if (!answer.ok) return answer;
    ctx.audit({ subject: `reservation:${it.id}`, receipt: answer.value.number });
    return done({ reservation: it.id, receipt: answer.value.receipt, receiptNumber: answer.value.number, changeYen: answer.value.changeYen, permitNumber });
  },
});

/** The patron will pay at a store: a slip goes out, and lapsing waits until a payment made in time must have been reported. */
export const issueSlip = command({
  name: 'reservations.issueSlip',
  title: { ja: '払込票を出す', en: 'Issue a slip for paying at a store' },
  input: z.object({ reservation: reservationField }),
  allow: [citizen, staff('reservations.desk')],
  refusals: { WrongState },
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return it;
    if ((it.state !== 'provisional' && !(it.state === 'permitted' && it.payBy)) || (it.payBy && Temporal.Instant.compare(ctx.now, it.payBy) > 0)) return refuse('WrongState', { state: it.state });
    await ctx.db.updateTable('reservations.reservations').set({ slip_at: ctx.now }).where('id', '=', it.id).execute();
    ctx.audit({ subject: `reservation:${it.id}` });
    return done({ reservation: it.id });
  },
});

/** Money came in by another way (a store, later a card). Within the grace an expired booking comes to life. */
export const paymentHeard = command({
  name: 'reservations.paymentHeard',
  title: { ja: '入金を知って許可する', en: 'Permit after a payment notice' },
  input: z.object({
    receivableId: textField({ ja: '料金', en: 'Charge' }, { numbers: true }), source: textField({ ja: '業務', en: 'Source' }), subject: textField({ ja: '件', en: 'Subject' }, { numbers: true }), amountYen: intField({ ja: '金額', en: 'Amount' }),
    settled: z.boolean(), paidAt: textField({ ja: '収納日時', en: 'Paid at' }, { numbers: true }), method: textField({ ja: '方法', en: 'Method' }),
  }),
  allow: [system],
  async run(ctx, input) {
    if (input.source !== 'reservations' || !input.settled || !input.subject.startsWith('reservation:')) return done({ permitted: false });
    const it = await lockReservation(ctx, input.subject.slice('reservation:'.length), 'reservations.desk');
    if ('refused' in it) return done({ permitted: false });
    if (it.state === 'provisional' || it.state === 'permitted') return done({ permitted: (await afterPayment(ctx, it)) !== null });
    if (it.state === 'expired') tell(ctx, it.patron, { kind: 'reservations.paidLate', reservationId: it.id, title: { ja: 'お支払いを確認しましたが、予約は取り消されています', en: 'Your payment arrived, but the booking had lapsed' }, body: { ja: `${whenOf(it).ja} ${whatOf(it).ja}\n窓口にご連絡ください。お返しの手続きをします。`, en: 'Please contact the counter for a refund.' }, everyChannel: true });
    return done({ permitted: false });
  },
});

/**
 * The department's decision about use and reduction, by a second person; a refusal says why, and the letter says how to appeal. Where
 * 決裁規程 bind it, it is proposed and decided in the approval room instead (`proposeDecision`).
 */
export const decide = command({
  name: 'reservations.decide',
  title: { ja: '利用・減免を許可または不許可にする', en: 'Decide an application' },
  input: z.object({ reservation: reservationField, decision: choiceField({ ja: '決定', en: 'Decision' }, decisions), reason: withDefault(textField({ ja: '理由', en: 'Reason' }, { max: 500, lines: true }), '') }),
  allow: [staff('reservations.approve')],
  refusals: { WrongState, NoPrice, SamePerson, ReasonNeeded: refusals.ReasonNeeded, DeceasedNeeded: moreRefusals.DeceasedNeeded, RulesBind: moreRefusals.RulesBind },
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.approve');
    if ('refused' in it) return it;
    if (it.state !== 'approval_pending') return refuse('WrongState', { state: it.state });
    if (it.createdBy === actorKey(ctx.actor)) return refuse('SamePerson');
    if (input.decision !== 'grant' && input.reason === '') return refuse('ReasonNeeded', { field: 'reason' });
    // What is under way in the room is decided there, even if the rules have lapsed since.
    if ((await rulesBind(ctx, permitKind)) || (await casesAbout(ctx.db, permitKind, [it.id])).has(it.id)) return refuse('RulesBind');
    const decided = await carryOutDecision(ctx, it, input.decision, input.reason, actorKey(ctx.actor));
    return 'refused' in decided ? decided : done(decided);
  },
});

/** People came: the hall is in use. */
export const checkIn = command({
  name: 'reservations.checkIn',
  title: { ja: '来場を記録する', en: 'Check in' },
  input: z.object({ reservation: reservationField, persons: optional(intField({ ja: '実際の人数', en: 'Persons' }, { min: 0, max: 100_000 })) }),
  allow: [staff('reservations.desk'), staff('reservations.day'), system],
  refusals: { WrongState, DeceasedNeeded: moreRefusals.DeceasedNeeded, PermitNeeded: moreRefusals.PermitNeeded },
  async run(ctx, input) {
    let it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) it = await lockReservation(ctx, input.reservation, 'reservations.day');
    if ('refused' in it) return it;
    if (!can(it.state, 'check_in')) return refuse('WrongState', { state: it.state });
    const problem = await cremationProblem(ctx, it);
    if (problem) return problem;
    await ctx.db.updateTable('reservations.reservations').set((eb) => ({ state: 'in_use', actual_persons: input.persons, version: eb('version', '+', 1) })).where('id', '=', it.id).execute();
    remember(ctx, it.id, it.state, 'in_use', { detail: { persons: input.persons } });
    ctx.emit(checkedIn, { reservation: it.id, facility: it.place.facility.code });
    ctx.audit({ subject: `reservation:${it.id}` });
    return done({ reservation: it.id });
  },
});

export const finish = command({
  name: 'reservations.finish',
  title: { ja: '利用の終わりを記録する', en: 'Finish a use' },
  input: z.object({ reservation: reservationField, persons: optional(intField({ ja: '実際の人数', en: 'Persons' }, { min: 0, max: 100_000 })), note: withDefault(textField({ ja: '破損などの記録', en: 'Damage note' }, { max: 500, lines: true }), '') }),
  allow: [staff('reservations.desk'), system],
  refusals: { WrongState, DeceasedNeeded: moreRefusals.DeceasedNeeded, PermitNeeded: moreRefusals.PermitNeeded, CarOut: moreRefusals.CarOut },
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return it;
    if (!can(it.state, 'finish')) return refuse('WrongState', { state: it.state });
    const problem = (await cremationProblem(ctx, it)) ?? (await carIsOut(ctx, it));
    if (problem) return problem;
    await ctx.db.updateTable('reservations.reservations').set((eb) => ({ state: 'completed', ended_at: ctx.now, version: eb('version', '+', 1), ...(input.persons === null ? {} : { actual_persons: input.persons }), ...(input.note ? { internal_note: input.note } : {}) })).where('id', '=', it.id).execute();
    remember(ctx, it.id, it.state, 'completed', { note: input.note });
    ctx.audit({ subject: `reservation:${it.id}` });
    return done({ reservation: it.id });
  },
});

/** Nobody came. The points are another decision, by the facility's rules. */
export const missed = command({
  name: 'reservations.missed',
  title: { ja: '無断不使用を記録する', en: 'Record a no-show' },
  input: z.object({ reservation: reservationField }),
  allow: [staff('reservations.desk'), system],
  refusals: { WrongState },
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return it;
    if (!can(it.state, 'miss') || Temporal.Instant.compare(ctx.now, it.use.from) < 0) return refuse('WrongState', { state: it.state });
    await ctx.db.updateTable('reservations.reservations').set((eb) => ({ state: 'no_show', ended_at: ctx.now, version: eb('version', '+', 1) })).where('id', '=', it.id).execute();
    // While its time is still running, what is left of it is free for others.
    if (Temporal.Instant.compare(ctx.now, it.use.to) < 0) await giveBack(ctx, it.id, null);
    remember(ctx, it.id, it.state, 'no_show');
    ctx.emit(noShow, { reservation: it.id, facility: it.place.facility.code });
    ctx.audit({ subject: `reservation:${it.id}` });
    return done({ reservation: it.id, scope: scopeOf(it.place) });
  },
});

/** 斎場: who is cremated, and the permit without which it may not happen (墓地、埋葬等に関する法律14条3項). */
import { sql } from 'kysely';
import { z } from 'zod';
import { actorKey, citizen, staff } from '../../../kernel/actor.ts';
import { boolField, choiceField, intField, kanaField, nameField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { yen } from '../../../kernel/money/money.ts';
import { done, refuse, type Refused } from '../../../kernel/outcome.ts';
import { receivablesOf } from '../../../kernel/payments/ledger.ts';
import { command } from '../acts.ts';
import { type Ctx, priceOf, remember } from '../booking.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import { refusals } from '../messages/refusals.ts';
import { deadlineColumns, permit, reckonAnew } from '../part-payments.ts';
import { deadlinesFor } from '../rules/deadlines.ts';
import { type Deceased, feeClassOf, type FuneralProblem, mayCremate } from '../rules/funeral.ts';
import { partsOf, waitsForMoney } from '../rules/installments.ts';
import { bill } from '../settle.ts';
import { admittedUse, lockReservation, type Standing } from '../standing.ts';
import { reservationField } from './fields.ts';

export const deceasedKinds = ['body', 'stillborn', 'reburial', 'parts'] as const;
export const coffinSizes = ['standard', 'large'] as const;

/** What the rules ask about the deceased; null while nothing is written down. */
export async function deceasedFacts(ctx: Ctx, reservationId: string): Promise<Deceased | null> {
  const row = await ctx.db.selectFrom('reservations.deceased').select(['resident', 'permit_number']).where('reservation_id', '=', reservationId).executeTakeFirst();
  return row ? { resident: row.resident, permitNumber: row.permit_number } : null;
}

/** Whether the use may begin (or be recorded as done): at a crematorium only with the permit in hand. */
export async function cremationProblem(ctx: Ctx, it: Standing): Promise<Refused<FuneralProblem> | null> {
  if (it.place.unit.funeral === undefined) return null;
  const problem = mayCremate(it.place.unit, await deceasedFacts(ctx, it.id));
  return problem === null ? null : refuse(problem);
}

/** Who applies writes until the decision; then it is the desk's, for the residence decides the fee. */
function mayWrite(ctx: Ctx, it: Standing): boolean {
  if (ctx.actor.kind !== 'citizen') return it.state === 'approval_pending' || it.state === 'provisional' || it.state === 'permitted';
  return it.state === 'approval_pending' || (it.state === 'provisional' && it.place.unit.approval === 'auto');
}

export const saveDeceased = command({
  name: 'reservations.saveDeceased',
  title: { ja: '亡くなられた方を記録する', en: 'Record the deceased' },
  input: z.object({
    reservation: reservationField, name: nameField({ ja: '亡くなられた方のお名前', en: 'Name of the deceased' }), kana: withDefault(kanaField({ ja: 'フリガナ', en: 'Kana' }), ''),
    age: optional(intField({ ja: '年齢', en: 'Age' }, { min: 0, max: 130 })), lastAddress: textField({ ja: '最後の住所', en: 'Last address' }, { max: 200 }), resident: boolField({ ja: '住民登録が市内にあった', en: 'Registered in the city' }),
    kind: choiceField({ ja: '火葬の種類', en: 'Kind' }, deceasedKinds), coffin: choiceField({ ja: 'ひつぎの大きさ', en: 'Coffin' }, coffinSizes), pacemaker: boolField({ ja: '心臓ペースメーカー', en: 'Pacemaker' }),
    applicant: nameField({ ja: '申請者のお名前', en: 'Applicant' }), relation: withDefault(textField({ ja: '続柄', en: 'Relation' }, { max: 30 }), ''),
  }),
  allow: [citizen, staff('reservations.desk')],
  secret: ['name', 'kana', 'age', 'lastAddress', 'applicant', 'relation', 'pacemaker'],
  refusals: { WrongState: refusals.WrongState, NoPrice: refusals.NoPrice, NoFuneral: moreRefusals.NoFuneral },
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return it;
    if (it.place.unit.funeral === undefined) return refuse('NoFuneral');
    if (!mayWrite(ctx, it)) return refuse('WrongState', { state: it.state });
    const row = {
      name: input.name, kana: input.kana, age: input.age, last_address: input.lastAddress, resident: input.resident, kind: input.kind, coffin: input.coffin, pacemaker: input.pacemaker, applicant: input.applicant, relation: input.relation,
      saved_by: actorKey(ctx.actor), saved_at: ctx.now,
    };
    await ctx.db.insertInto('reservations.deceased').values({ reservation_id: it.id, permit_number: null, ...row }).onConflict((conflict) => conflict.column('reservation_id').doUpdateSet({ ...row, version: sql<number>`deceased.version + 1` })).execute();
    const feeYen = await chargeAnew(ctx, it, feeClassOf(it.place.unit, it.classCode, { resident: input.resident }));
    if (typeof feeYen !== 'number') return feeYen;
    ctx.audit({ subject: `deceased:${it.id}`, resident: input.resident, feeYen });
    return done({ reservation: it.id, feeYen });
  },
});

/** The fee of the class that counts; what was asked for otherwise is asked for anew. Answers the fee. */
async function chargeAnew(ctx: Ctx, it: Standing, feeClass: string): Promise<number | Refused<'NoPrice'>> {
  const use = admittedUse(it);
  const price = priceOf(it.place, use, feeClass, it, it.reductionState === 'granted' ? it.reduction : null, ctx.today);
  if ('refused' in price) return price;
  if (price.total === it.feeYen) return price.total;
  const fee = { fee: JSON.stringify(price.stored), fee_yen: price.total };
  if (it.state === 'approval_pending') {
    await ctx.db.updateTable('reservations.reservations').set((eb) => ({ ...fee, version: eb('version', '+', 1) })).where('id', '=', it.id).execute();
    return price.total;
  }
  const { policy } = it.place.facility;
  const receivables = await receivablesOf(ctx, 'reservations', `reservation:${it.id}`);
  const paid = receivables.reduce((sum, one) => sum + one.paidYen - one.refundedYen, 0);
  await reckonAnew(ctx, it.id, receivables, price.total);
  const deadlines = deadlinesFor(policy, { unit: it.place.unit, useDate: it.useDate, useStart: it.use.from, bookedAt: ctx.now });
  const parts = partsOf(policy.deadlines.deposit, deadlines, { total: yen(price.total), paid: yen(Math.max(0, paid)) }, ctx.now);
  bill(ctx, { place: it.place, use, patron: it.patron, reservationId: it.id }, it.number, price, parts);
  const state = waitsForMoney(parts) ? 'provisional' : it.state;
  await ctx.db.updateTable('reservations.reservations').set((eb) => ({ ...fee, state, ...deadlineColumns(parts[0]), version: eb('version', '+', 1) })).where('id', '=', it.id).execute();
  remember(ctx, it.id, it.state, state, { reason: '亡くなられた方の住所による使用料', detail: { beforeYen: it.feeYen, feeYen: price.total } });
  if (state === 'provisional' && !waitsForMoney(parts)) await permit(ctx, it, state);
  return price.total;
}

/** 火葬許可証・改葬許可証を受理した. */
export const receiveCremationPermit = command({
  name: 'reservations.receiveCremationPermit',
  title: { ja: '火葬許可証を受け取る', en: 'Receive the cremation permit' },
  input: z.object({ reservation: reservationField, permitNumber: textField({ ja: '火葬許可番号', en: 'Number of the permit' }, { max: 60, numbers: true }) }),
  allow: [staff('reservations.desk')],
  refusals: { WrongState: refusals.WrongState, NoFuneral: moreRefusals.NoFuneral, DeceasedNeeded: moreRefusals.DeceasedNeeded, PermitUsed: moreRefusals.PermitUsed },
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return it;
    if (it.place.unit.funeral === undefined) return refuse('NoFuneral');
    if (it.state !== 'approval_pending' && it.state !== 'provisional' && it.state !== 'permitted') return refuse('WrongState', { state: it.state });
    const number = input.permitNumber.normalize('NFKC').replaceAll(/\s+/gu, '');
    const changed = await ctx.db.updateTable('reservations.deceased').set((eb) => ({ permit_number: number, saved_by: actorKey(ctx.actor), saved_at: ctx.now, version: eb('version', '+', 1) })).where('reservation_id', '=', it.id).executeTakeFirst();
    if (changed.numUpdatedRows === 0n) return refuse('DeceasedNeeded');
    ctx.audit({ subject: `deceased:${it.id}`, permit: 'received' });
    return done({ reservation: it.id });
  },
});

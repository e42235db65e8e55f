/** How a booking ends or comes back: cells, counted things, money, history, and who is told. */
import { formatDate } from '../../kernel/calendar/calendar.ts';
import { formatYen, yen } from '../../kernel/money/money.ts';
import { cancelReceivable, oweBack, owe, type Receivable, receivablesOf } from '../../kernel/payments/ledger.ts';
import { type Ctx, remember, tell } from './booking.ts';
import { countThings, giveBack } from './claims.ts';
import { released } from './events.ts';
import type { BookingState } from './rules/booking-state.ts';
import { type CancelCause, cancellationOf } from './rules/cancellation.ts';
import { releaseOf } from './rules/release.ts';
import type { Standing } from './standing.ts';
import { formatTimes } from './rules/nights.ts';

export interface Ending {
  readonly to: Extract<BookingState, 'cancelled' | 'cancelled_by_city' | 'expired' | 'refused'>;
  readonly cause: CancelCause;
  readonly reason: string;
  /** The place goes straight into other hands (a series that is planned anew), so nothing is released. */
  readonly placeGoesOn?: boolean;
  /** A booking whose deposit was paid lapses like a cancellation by its patron: the facility's tiers say what is kept. */
  readonly charged?: boolean;
}

export interface Ended {
  readonly chargeYen: number;
  readonly refundYen: number;
  readonly refundNumber: string | null;
  readonly availableAgainAt: Temporal.Instant | null;
}

/** What telling of an end needs to know. */
export type Struck = Pick<Standing, 'id' | 'number' | 'state' | 'place' | 'patron' | 'useDate' | 'use' | 'minutes' | 'extras'>;

export function whenOf(it: Pick<Standing, 'useDate' | 'minutes'>): { readonly ja: string; readonly en: string } {
  return {
    ja: `${formatDate(it.useDate, 'ja', 'withWeekday')} ${formatTimes(it.minutes.start, it.minutes.end, 'ja')}`,
    en: `${formatDate(it.useDate, 'en', 'withWeekday')} ${formatTimes(it.minutes.start, it.minutes.end, 'en')}`,
  };
}

export function whatOf(it: Pick<Standing, 'place'>): { readonly ja: string; readonly en: string } {
  return { ja: `${it.place.facility.name.ja} ${it.place.unit.name.ja}`, en: `${it.place.facility.name.en} ${it.place.unit.name.en}` };
}

/** Ends a booking: charge by tier, refund due, cells back by the release policy. */
export async function end(ctx: Ctx, it: Standing, ending: Ending): Promise<Ended> {
  const { policy } = it.place.facility;
  const receivables = await receivablesOf(ctx, 'reservations', `reservation:${it.id}`);
  const paid = receivables.reduce((sum, one) => sum + one.paidYen - one.refundedYen, 0);
  const lapsed = (ending.to === 'expired' && !ending.charged) || ending.to === 'refused';
  const money = lapsed ? { charge: 0, refund: paid, due: 0, ground: '' } : cancellationOf(policy.cancel, policy.calendar, {
    useDate: it.useDate, cancelledOn: ctx.today, userClass: it.classCode, cause: ending.cause, fee: yen(it.feeYen - it.givenUpYen), paid: yen(Math.max(0, paid - it.givenUpYen)), space: it.place.unit.space,
  });
  for (const one of receivables) await cancelReceivable(ctx, one.id);
  const refundNumber = await refund(ctx, receivables, { refundYen: money.refund, keptYen: paid - money.refund, cause: ending.reason });
  if (money.due > 0) {
    owe(ctx, {
      payee: policy.payee, source: 'reservations', subject: `reservation:${it.id}`, payerName: it.patron?.listedAs ?? '窓口利用者', citizenId: it.patron?.citizenId ?? null, title: { ja: `取消料（予約番号 ${it.number}）`, en: `Cancellation charge (booking ${it.number})` },
      lines: [{ label: { ja: `取消料 ${money.ground}`, en: 'Cancellation charge' }, amountYen: money.due }], amount: yen(money.due), taxPercent: 0, dueAt: null,
    });
  }
  await countThings(ctx, it.place, it.extras, it.use, -1);
  // Nobody is cremated: nothing about the deceased is kept.
  if (it.place.unit.funeral) await ctx.db.deleteFrom('reservations.deceased').where('reservation_id', '=', it.id).execute();
  const release = ending.placeGoesOn ? null : releaseOf(policy.release, { cancelledAt: ctx.now, useStart: it.use.from, random: ((ctx.random(2)[0] ?? 0) * 256 + (ctx.random(1)[0] ?? 0)) / 65_536 });
  await giveBack(ctx, it.id, release && it.state !== 'held' ? release.at : null);
  await ctx.db.updateTable('reservations.reservations').set((eb) => ({ state: ending.to, hold_until: null, ended_at: ctx.now, reason: ending.reason, version: eb('version', '+', 1) })).where('id', '=', it.id).execute();
  remember(ctx, it.id, it.state, ending.to, { reason: ending.reason, detail: { chargeYen: money.charge, refundYen: money.refund, cause: ending.cause } });
  if (release) ctx.emit(released, { unit: it.place.unitId, from: it.use.from.toString(), to: it.use.to.toString(), at: release.at.toString() });
  ctx.audit({ subject: `reservation:${it.id}`, facility: it.place.facility.code, chargeYen: money.charge, refundYen: money.refund });
  return { chargeYen: money.charge, refundYen: money.refund, refundNumber, availableAgainAt: release?.at ?? null };
}

/** Gives back from every part that was paid; what is kept stands on the last of the refunds. Answers its number. */
async function refund(ctx: Ctx, receivables: readonly Receivable[], money: { readonly refundYen: number; readonly keptYen: number; readonly cause: string }): Promise<string | null> {
  let number: string | null = null;
  let left = money.refundYen;
  for (const one of receivables) {
    const amount = Math.min(left, one.paidYen - one.refundedYen);
    if (amount <= 0) continue;
    left -= amount;
    const back = await oweBack(ctx, { receivableId: one.id, amount: yen(amount), charge: yen(left === 0 ? Math.max(0, money.keptYen) : 0), cause: money.cause });
    if ('refused' in back) throw new Error(`refund ${back.refused}`);
    number = back.number;
  }
  return number;
}

/** Tells the patron how it ended, with the money in the sentence. */
export function tellEnd(ctx: Ctx, it: Struck, ending: Pick<Ending, 'to' | 'reason'>, ended: Ended, more: { readonly ja: string; readonly en: string } = { ja: '', en: '' }): void {
  const refund = ended.refundYen > 0 ? { ja: `お支払いいただいた使用料のうち${formatYen(yen(ended.refundYen), 'ja')}をお返しします。窓口か口座での受取り方法を、別にご案内します。`, en: `We will refund ${formatYen(yen(ended.refundYen), 'en')}.` } : { ja: '', en: '' };
  const title = {
    cancelled: { ja: '予約を取り消しました', en: 'Your booking was cancelled' },
    cancelled_by_city: { ja: '市の都合により、予約を取り消しました', en: 'We had to cancel your booking' },
    expired: { ja: '期限までにお支払いが確認できず、予約を取り消しました', en: 'Your booking lapsed because it was not paid in time' },
    refused: { ja: '申込みを許可できませんでした', en: 'Your application was refused' },
  }[ending.to];
  const sorry = ending.to === 'cancelled_by_city' ? { ja: 'ご迷惑をおかけし、申し訳ございません。', en: 'We apologise for the inconvenience.' } : { ja: '', en: '' };
  const lines = (lang: 'ja' | 'en') => [whenOf(it)[lang], whatOf(it)[lang], `${lang === 'ja' ? '理由' : 'Reason'}: ${ending.reason}`, sorry[lang], refund[lang], more[lang]].filter((line) => line !== '').join('\n');
  tell(ctx, it.patron, { kind: `reservations.${ending.to}`, reservationId: it.id, title: { ja: `${title.ja}：${whatOf(it).ja}`, en: `${title.en}: ${whatOf(it).en}` }, body: { ja: lines('ja'), en: lines('en') }, everyChannel: true });
}

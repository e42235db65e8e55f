/** What a taken place becomes: fee, deadline, approval, bill, permit. Shared by every way of booking. */
import type { Updateable } from 'kysely';
import { done, refuse, type Outcome, type Refused } from '../../kernel/outcome.ts';
import type { Lang, Text } from '../../kernel/view.ts';
import { fiscalYearOf, formatDate, formatInstant } from '../../kernel/calendar/calendar.ts';
import { formatYen, yen } from '../../kernel/money/money.ts';
import { owe } from '../../kernel/payments/ledger.ts';
import { type Ctx, fitsRoom, type Patron, priceOf, type Priced, remember, tell, type UseDetails } from './booking.ts';
import { countThings } from './claims.ts';
import { permitted as permittedEvent, provisional as provisionalEvent } from './events.ts';
import type { Place } from './place.ts';
import { deadlinesFor } from './rules/deadlines.ts';
import { feeClassOf } from './rules/funeral.ts';
import { type Part, type PartName, partsOf } from './rules/installments.ts';
import { type RequestedUse, useSpan } from './rules/slots.ts';
import type { ReservationsTables } from './rows.ts';
import { formatTimes } from './rules/nights.ts';

export interface Settling {
  readonly place: Place;
  readonly use: RequestedUse;
  readonly patron: Patron | null;
  readonly classCode: string;
  readonly reservationId: string;
  /** Read from the row where the caller does not know it. */
  readonly number?: string;
  readonly details: UseDetails;
  readonly title: string;
  readonly titlePublic: boolean;
  readonly remarks: string;
  readonly reduction: string | null;
  readonly expectedFee: number | null;
  readonly fromState: string | null;
  readonly internalNote?: string;
  /** Sends a row that does not stand yet, and takes its place; without it the row that stands is updated. */
  readonly write?: (outcome: Updateable<ReservationsTables['reservations.reservations']>) => Promise<Refused<'NoRoom'> | null>;
}

export interface Settled {
  readonly reservation: string;
  readonly number: string;
  readonly state: 'provisional' | 'approval_pending' | 'permitted';
  readonly feeYen: number;
  readonly payBy: string | null;
  /** What is to be paid first, and how much that is. */
  readonly receivable: string | null;
  readonly payNowYen: number;
  /** More than one where the fee is paid in parts. */
  readonly parts: readonly { readonly part: PartName; readonly receivable: string; readonly amountYen: number; readonly payBy: string | null }[];
}

type SettleRefusal = 'NoRoom' | 'PurposeNotAllowed' | 'TooManyPersons' | 'NoPrice' | 'PriceChanged' | 'NotEnough';

export async function settle(ctx: Ctx, it: Settling): Promise<Outcome<Settled, SettleRefusal>> {
  const { place, use } = it;
  const unfit = fitsRoom(place, it.details);
  if (unfit) return unfit;
  const asked = it.reduction ? place.facility.policy.fee?.versions.flatMap((version) => version.reductions).find((one) => one.code === it.reduction) : undefined;
  const waits = place.unit.approval === 'manual' || (asked?.approval ?? false);
  // What needs a decision counts only once it is granted.
  const price = priceOf(place, use, feeClassOf(place.unit, it.classCode, null), it.details, asked && !asked.approval ? asked.code : null, ctx.today);
  if ('refused' in price) return price;
  if (it.expectedFee !== null && it.expectedFee !== price.total) return refuse('PriceChanged', { expectedYen: it.expectedFee, feeYen: price.total });
  const span = useSpan(use.date, use);
  const missing = await countThings(ctx, place, it.details.extras, span, 1);
  if (missing) return missing;
  const deadlines = deadlinesFor(place.facility.policy, { unit: place.unit, useDate: use.date, useStart: span.from, bookedAt: ctx.now });
  const parts = partsOf(place.facility.policy.deadlines.deposit, deadlines, { total: yen(price.total), paid: yen(0) }, ctx.now);
  const state = waits ? 'approval_pending' : price.total === 0 ? 'permitted' : 'provisional';
  const permitNumber = state === 'permitted' ? await nextPermit(ctx, place) : null;
  const number = it.number ?? (await ctx.db.selectFrom('reservations.reservations').select('number').where('id', '=', it.reservationId).executeTakeFirstOrThrow()).number;
  const outcome = {
    state, hold_until: null, purpose: it.details.purpose, title: it.title, title_public: it.titlePublic, persons: it.details.persons, admission_yen: it.details.admissionYen, commercial: it.details.commercial,
    rehearsal: it.details.rehearsal, extras: JSON.stringify(it.details.extras), remarks: it.remarks, fee: JSON.stringify(price.stored), fee_yen: price.total, reduction: asked?.code ?? null,
    reduction_state: asked ? (asked.approval ? 'requested' : 'granted') : null, needs_approval: place.unit.approval === 'manual',
    ...(state === 'permitted' ? {} : { pay_by: parts[0]?.payUntil ?? null, expire_at: parts[0]?.expiresAt ?? null, grace_until: parts[0]?.expiresWithSlipAt ?? null }),
    ...(permitNumber ? { permit_number: permitNumber, permitted_at: ctx.now } : {}),
  } as const;
  const full = it.write ? await it.write(outcome) : null;
  if (full) return full;
  if (!it.write) ctx.behind(ctx.db.updateTable('reservations.reservations').set((eb) => ({ ...outcome, version: eb('version', '+', 1) })).where('id', '=', it.reservationId));
  remember(ctx, it.reservationId, it.fromState, state);
  const billed = state === 'provisional' ? bill(ctx, it, number, price, parts) : [];
  ctx.audit({ subject: `reservation:${it.reservationId}`, facility: place.facility.code, unit: place.unit.code, state });
  const payload = { reservation: it.reservationId, facility: place.facility.code };
  if (state === 'permitted') ctx.emit(permittedEvent, payload);
  else ctx.emit(provisionalEvent, payload);
  announce(ctx, it, state, price.total, parts);
  const [first] = billed;
  return done({ reservation: it.reservationId, number, state, feeYen: price.total, payBy: first?.payBy ?? null, receivable: first?.receivable ?? null, payNowYen: first?.amountYen ?? 0, parts: billed });
}

/** Permit numbers run per facility and fiscal year without gaps. */
export async function nextPermit(ctx: Ctx, place: Place): Promise<string> {
  const year = fiscalYearOf(ctx.today);
  const number = await ctx.nextNumber(`reservations.permit.${year}.${place.facility.code}`);
  return `${place.facility.code}-${year}-${String(number).padStart(5, '0')}`;
}

const partWords: Readonly<Record<PartName, Text>> = { whole: { ja: '使用料', en: 'fee' }, deposit: { ja: '使用料の前納金', en: 'deposit on the fee' }, balance: { ja: '使用料の残金', en: 'balance of the fee' } };

/** Records what is owed for a booking, each part as a receivable of its own; sent without waiting. Answers them in the order of their deadlines. */
export function bill(ctx: Ctx, it: Pick<Settling, 'place' | 'use' | 'patron' | 'reservationId'>, number: string, price: Pick<Priced, 'fee'>, parts: readonly Part[]): Settled['parts'] {
  const { place, use } = it;
  const when = (lang: Lang) => `${formatDate(use.date, lang, 'long')} ${formatTimes(use.start, use.end, lang)}`;
  return parts.map(({ part, amount, payUntil, expiresAt, expiresWithSlipAt, permits }) => {
    const words = partWords[part];
    const owed = owe(ctx, {
      payee: place.facility.policy.payee, source: 'reservations', subject: `reservation:${it.reservationId}`, payerName: it.patron?.listedAs ?? '窓口利用者', citizenId: it.patron?.citizenId ?? null,
      title: { ja: `${place.facility.name.ja} ${place.unit.name.ja} ${words.ja}（${when('ja')}・予約番号 ${number}）`, en: `${place.facility.name.en} ${place.unit.name.en}, ${words.en} (${when('en')}, booking ${number})` },
      lines: [{ label: { ja: `${words.ja} ${place.unit.name.ja} ${when('ja')}`, en: `${words.en.replace(/^./, (letter) => letter.toUpperCase())}, ${place.unit.name.en}, ${when('en')}` }, amountYen: amount }], amount, taxPercent: price.fee?.taxRatePercent ?? 10, dueAt: payUntil,
    });
    if (part !== 'whole' && payUntil && expiresAt && expiresWithSlipAt) {
      ctx.behind(ctx.db.insertInto('reservations.payment_parts').values({ receivable_id: owed.id, reservation_id: it.reservationId, part, amount_yen: amount, permits, pay_by: payUntil, expire_at: expiresAt, grace_until: expiresWithSlipAt }));
    }
    return { part, receivable: owed.id, amountYen: amount, payBy: payUntil?.toString() ?? null };
  });
}

/** What is to be paid until when, in words. */
function payWords(total: number, parts: readonly Part[]): Text {
  const [first, second] = parts;
  const payUntil = first?.payUntil ?? null;
  if (first && second && payUntil && second.payUntil) {
    return {
      ja: `使用料は${formatYen(yen(total), 'ja')}です。前納金${formatYen(first.amount, 'ja')}を${formatInstant(payUntil, 'ja')}までに、残金${formatYen(second.amount, 'ja')}を${formatInstant(second.payUntil, 'ja')}までにお支払いください。期限を過ぎると、予約は取り消されます。`,
      en: `The fee is ${formatYen(yen(total), 'en')}. Please pay the deposit of ${formatYen(first.amount, 'en')} by ${formatInstant(payUntil, 'en')} and the balance of ${formatYen(second.amount, 'en')} by ${formatInstant(second.payUntil, 'en')}; otherwise the booking is cancelled.`,
    };
  }
  return {
    ja: `使用料は${formatYen(yen(total), 'ja')}です。${payUntil ? `${formatInstant(payUntil, 'ja')}までに、窓口でお支払いください。期限を過ぎると、予約は取り消されます。` : '利用の前に、窓口でお支払いください。'}`,
    en: `The fee is ${formatYen(yen(total), 'en')}.${payUntil ? ` Please pay at the counter by ${formatInstant(payUntil, 'en')}; otherwise the booking is cancelled.` : ' Please pay at the counter before use.'}`,
  };
}

function announce(ctx: Ctx, it: Settling, state: Settled['state'], total: number, parts: readonly Part[]): void {
  const { place, use } = it;
  const when = { ja: `${formatDate(use.date, 'ja', 'withWeekday')} ${formatTimes(use.start, use.end, 'ja')}`, en: `${formatDate(use.date, 'en', 'withWeekday')} ${formatTimes(use.start, use.end, 'en')}` };
  const what = { ja: `${place.facility.name.ja} ${place.unit.name.ja}`, en: `${place.facility.name.en} ${place.unit.name.en}` };
  const next = {
    provisional: payWords(total, parts),
    approval_pending: { ja: '所管課が内容を確かめています。結果は、このお知らせでお伝えします。', en: 'The department is checking your application. We will tell you the result here.' },
    permitted: { ja: '利用を許可しました。当日は、予約番号をお伝えください。', en: 'Your use is permitted. Please tell us the booking number on the day.' },
  }[state];
  tell(ctx, it.patron, {
    kind: `reservations.${state}`, reservationId: it.reservationId,
    title: state === 'permitted' ? { ja: `予約が決まりました：${what.ja}`, en: `Booked: ${what.en}` } : state === 'provisional' ? { ja: `仮予約を受け付けました：${what.ja}`, en: `Provisional booking: ${what.en}` } : { ja: `申込みを受け付けました：${what.ja}`, en: `Application received: ${what.en}` },
    body: { ja: `${when.ja}\n${what.ja}\n${next.ja}`, en: `${when.en}\n${what.en}\n${next.en}` },
  });
}

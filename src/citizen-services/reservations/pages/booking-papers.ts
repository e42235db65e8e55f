/** What the papers of one booking say: in whose name, about what use, for how much. */
import { tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { taxIncluded, yen } from '../../../kernel/money/money.ts';
import type { PageContext } from '../../../kernel/page.ts';
import { ledgerOf, receipt } from '../../../kernel/payments/queries.ts';
import { type Appeal, appealAgainstCity, appealAgainstDesignatedManager, type LetterHead, type PermitData, type ReceiptData, type UseView } from '../papers/papers.ts';
import type { BookingView } from '../queries/bookings.ts';
import collection from '../../collection/index.ts';
import { cityRules, decidingBody } from '../queries/facilities.ts';
import { openings } from '../queries/openings.ts';
import type { FacilityPolicy } from '../rules/policy.ts';
import { formatTimes } from '../rules/nights.ts';

async function purposeOf(ctx: PageContext, code: string): Promise<string> {
  const rules = await ctx.tryAsk(cityRules, {});
  return (rules.ok ? rules.value?.purposes.find((purpose) => purpose.code === code)?.name.ja : undefined) ?? code;
}

export async function useOf(ctx: PageContext, it: BookingView): Promise<UseView> {
  return {
    facility: it.facility.name.ja, unit: it.unit.name.ja, date: it.date, times: [{ start: it.start, end: it.end }], purpose: (await purposeOf(ctx, it.purpose)) || '（記載なし）',
    ...(it.title === '' ? {} : { title: it.title }), persons: it.persons,
  };
}

/** The rules a paper stands on. They are public, so both faces read them in the same way. */
export async function groundOf(ctx: PageContext, it: BookingView): Promise<{ readonly ordinance: string; readonly taxPercent: number; readonly policy: FacilityPolicy | null }> {
  const shown = await ctx.tryAsk(openings, { facility: it.facility.code, days: 1, unit: it.unit.code });
  const policy = shown.ok && shown.value ? shown.value.facility.policy : null;
  return { ordinance: policy?.ordinance ?? '施設の設置条例', taxPercent: policy?.fee?.versions.at(-1)?.taxRatePercent ?? 10, policy };
}

export function contactOf(it: BookingView): string {
  return `${it.facility.name.ja}　${it.facility.address}　電話 ${it.facility.phone}`;
}

export function nameOf(it: BookingView): string {
  return it.patron?.name ?? it.walkInName ?? '窓口利用者';
}

/** Who decides about the use of this facility, and how to object to it (地方自治法244条の4, 行政不服審査法82条). */
export async function authorityOf(ctx: PageContext, it: BookingView): Promise<{ readonly title: string; readonly name: string; readonly mayor: string; readonly isManager: boolean; readonly appeal: Appeal }> {
  const body = await ctx.ask(decidingBody, { facility: it.facility.code });
  const isManager = body.decides === 'designated_manager';
  return {
    isManager, name: isManager ? body.name : ctx.city.facts.name.ja, mayor: body.mayor, title: isManager ? `指定管理者　${body.name}` : body.mayor,
    appeal: isManager ? appealAgainstDesignatedManager(body.mayor, body.name) : appealAgainstCity({ name: ctx.city.facts.name.ja, mayor: body.mayor }, 'use'),
  };
}

/** The head of a letter. The mayor's seal may be left out; whether a manager has one is its own affair. */
export function letterOf(it: BookingView, date: Temporal.PlainDate, ordinance: string, authority: { readonly title: string; readonly isManager: boolean }): LetterHead {
  return { date, to: { name: nameOf(it), honorific: '様' }, issuer: authority.isManager ? { title: authority.title } : { title: authority.title, seal: '省略' }, ordinance, contact: contactOf(it) };
}

const receiptPrints = collection.queries.find((query) => query.name === 'collection.receiptPrints');

/** What the rules of the room forbid, then what holds everywhere. */
function conditionsOf(policy: FacilityPolicy | null, unitCode: string): readonly string[] {
  const legal = policy?.units.find((unit) => unit.code === unitCode)?.legal;
  return [
    ...(legal && !legal.food ? ['室内での飲食はできません。'] : []), ...(legal && !legal.alcohol ? ['酒類は飲めません。'] : []),
    '利用の権利を、ほかの人に譲ったり、転貸したりすることはできません。', '利用が終わったら、使った場所を元の状態に戻し、職員に知らせてください。',
  ];
}

/** The last day without a charge, where there is one before the use. */
function freeUntil(policy: FacilityPolicy | null, it: BookingView): Temporal.PlainDate | null {
  const tiers = policy?.cancel.tiers.filter((tier) => tier.chargePercent === 0).map((tier) => tier.daysBeforeMin) ?? [];
  return it.feeYen === 0 || tiers.length === 0 ? null : it.date.subtract({ days: Math.min(...tiers) });
}

const methodNames: Readonly<Record<string, string>> = { cash: '現金', card: 'クレジットカード', code: 'コード決済', qr: 'コード決済', store: 'コンビニエンスストア', transfer: '口座振替' };

/** The permit of a booking; null before it is permitted. It carries 教示, for its conditions limit what was asked for. */
export async function permitOf(ctx: PageContext, it: BookingView): Promise<PermitData | null> {
  if (it.permitNumber === null || it.permittedAt === null) return null;
  const [ledger, ground, use, authority] = await Promise.all([ctx.tryAsk(ledgerOf, { source: 'reservations', subject: `reservation:${it.id}` }), groundOf(ctx, it), useOf(ctx, it), authorityOf(ctx, it)]);
  const paidAt = ledger.ok ? (ledger.value.receipts.filter((row) => row.amountYen > 0).at(-1)?.paidAt ?? null) : null;
  const priced = it.trace.filter((line) => line.step === 'base' || line.step === 'extra' || line.step === 'reduction').map((line) => line.label.ja).join('、');
  return {
    head: letterOf(it, tokyoDate(it.permittedAt), ground.ordinance, authority), permitNumber: it.permitNumber, reservationNumber: it.number, registrationNumber: it.patron?.number ?? null, patronName: nameOf(it), use,
    feeLines: it.feeYen === 0 ? [] : [{ label: '使用料', detail: priced, amountYen: it.feeYen }], totalYen: it.feeYen, taxYen: taxIncluded(yen(it.feeYen), ground.taxPercent), paidOn: paidAt === null ? null : tokyoDate(paidAt),
    conditions: conditionsOf(ground.policy, it.unit.code), freeCancelUntil: freeUntil(ground.policy, it), notes: ['当日は、この許可書を窓口で見せてください。'], appeal: authority.appeal,
  };
}

/** The newest receipt of a booking that takes money in; '' when there is none. */
export async function lastReceiptOf(ctx: PageContext, it: BookingView): Promise<string> {
  const ledger = await ctx.tryAsk(ledgerOf, { source: 'reservations', subject: `reservation:${it.id}` });
  return (ledger.ok ? ledger.value.receipts.findLast((row) => row.amountYen > 0)?.id : undefined) ?? '';
}

export const noRegistrationNumber = '収納先に適格請求書発行事業者の登録番号（T＋13桁）がありません。収納先の設定に登録番号を入れてから、印刷してください。';

/** One receipt of this booking. The office's prints carry the mark its record says; a citizen's own download is the receipt itself. Null: it belongs to something else; 'no-number': its payee cannot issue one yet. */
export async function receiptOf(ctx: PageContext, it: BookingView, id: string): Promise<ReceiptData | 'no-number' | null> {
  const row = await ctx.ask(receipt, { receipt: id });
  if (row.subject !== `reservation:${it.id}` || row.amountYen <= 0) return null;
  const { registrationNumber } = row.payee;
  if (registrationNumber === null) return 'no-number';
  const { ordinance } = await groundOf(ctx, it);
  const rate = row.taxPercent > 0 ? row.taxPercent : null;
  return {
    title: '領収書', receiptNumber: row.number, receivedOn: tokyoDate(row.paidAt), payer: nameOf(it), honorific: '様', payee: { ...row.payee, registrationNumber, account: null },
    lines: [{ usedOn: it.date, label: `${it.facility.name.ja} ${it.unit.name.ja} ${formatTimes(it.start, it.end, 'ja')}`, ratePercent: rate, amountYen: row.amountYen }],
    totals: [{ ratePercent: rate, amountYen: row.amountYen, taxYen: rate === null ? 0 : taxIncluded(yen(row.amountYen), rate) }], totalYen: row.amountYen, method: methodNames[row.method] ?? row.method, tenderedYen: row.tenderedYen,
    reissue: ctx.actor.kind === 'citizen' ? null : reissueOf(await printsOf(ctx, id), ctx.today), needsRevenueStamp: false, ordinance, contact: contactOf(it),
  };
}

/** How many copies the collection desk has noted; an address can say anything, its record cannot. */
async function printsOf(ctx: PageContext, id: string): Promise<number> {
  const prints = receiptPrints ? await ctx.ask(receiptPrints, { receipt: id }) : 0;
  return typeof prints === 'number' ? prints : 0;
}

/** Only the copy noted as the first carries no mark; what nobody noted is for the eyes of the office. */
function reissueOf(prints: number, today: Temporal.PlainDate): ReceiptData['reissue'] {
  return prints === 1 ? null : { on: today, count: Math.max(0, prints - 1) };
}

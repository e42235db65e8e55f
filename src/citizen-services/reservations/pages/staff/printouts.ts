/** What the desk prints: permit, receipt, refusal, application, the sheets of a day. */
import { staff } from '../../../../kernel/actor.ts';
import { formatTimeRange, tokyoDate } from '../../../../kernel/calendar/calendar.ts';
import { notFound, problem, type PageContext, route, type RouteBody } from '../../../../kernel/page.ts';
import { taxIncluded, yen } from '../../../../kernel/money/money.ts';
import { ledgerOf, receipt } from '../../../../kernel/payments/queries.ts';
import { appealAgainstCity, daySheetPaper, type DaySheetEntry, keyRegisterPaper, permitPaper, receiptPaper, refusalPaper, type UseView, useApplicationPaper } from '../../papers/papers.ts';
import { booking, type BookingView } from '../../queries/bookings.ts';
import { cityRules, facilityRules } from '../../queries/facilities.ts';
import { loadDay } from './desk.tsx';
import { methodWords, one } from './words.tsx';

const pdf = (body: Uint8Array): RouteBody => ({ type: 'application/pdf', body });
const deskOnly = [staff('reservations.desk')];

/** The authority in whose name the paper speaks. */
export function mayorOf(ctx: PageContext): string {
  return `${ctx.city.facts.name.ja}長`;
}

async function purposeOf(ctx: PageContext, code: string): Promise<string> {
  const rules = await ctx.tryAsk(cityRules, {});
  return (rules.ok ? rules.value?.purposes.find((purpose) => purpose.code === code)?.name.ja : undefined) ?? code;
}

async function useOf(ctx: PageContext, it: BookingView): Promise<UseView> {
  return {
    facility: it.facility.name.ja, unit: it.unit.name.ja, date: it.date, times: [{ start: it.start, end: it.end }], purpose: (await purposeOf(ctx, it.purpose)) || '（記載なし）',
    ...(it.title === '' ? {} : { title: it.title }), persons: it.persons,
  };
}

async function groundOf(ctx: PageContext, it: BookingView) {
  const rules = await ctx.tryAsk(facilityRules, { facility: it.facility.code });
  const policy = rules.ok && rules.value ? rules.value.policy : null;
  return { ordinance: policy?.ordinance ?? '施設の設置条例', taxPercent: policy?.fee?.versions.at(-1)?.taxRatePercent ?? 10 };
}

function contactOf(it: BookingView): string {
  return `${it.facility.name.ja}　${it.facility.address}　電話 ${it.facility.phone}`;
}

function nameOf(it: BookingView): string {
  return it.patron?.name ?? it.walkInName ?? '窓口利用者';
}

async function letter(ctx: PageContext, it: BookingView, date: Temporal.PlainDate, ordinance: string) {
  return { date, to: { name: nameOf(it), honorific: '様' as const }, issuer: { title: mayorOf(ctx), seal: '省略' as const }, ordinance, contact: contactOf(it) };
}

const permit = route({
  path: '/staff/reservations/bookings/:id/permit.pdf',
  title: { ja: '利用許可書', en: 'Permit' },
  allow: deskOnly,
  async run(ctx, { params }) {
    const it = await ctx.ask(booking, { reservation: params['id'] }, 'print');
    if (it.permitNumber === null || it.permittedAt === null) return notFound;
    const ledger = await ctx.tryAsk(ledgerOf, { source: 'reservations', subject: `reservation:${it.id}` });
    const paidAt = ledger.ok ? (ledger.value.receipts.filter((row) => row.amountYen > 0).at(-1)?.paidAt ?? null) : null;
    const { ordinance, taxPercent } = await groundOf(ctx, it);
    return pdf(await permitPaper({
      head: await letter(ctx, it, tokyoDate(it.permittedAt), ordinance), permitNumber: it.permitNumber, reservationNumber: it.number, registrationNumber: it.patron?.number ?? null, patronName: nameOf(it), use: await useOf(ctx, it),
      feeLines: it.feeYen === 0 ? [] : [{ label: '使用料', detail: it.trace.filter((line) => line.step === 'base' || line.step === 'extra' || line.step === 'reduction').map((line) => line.label.ja).join('、'), amountYen: it.feeYen }],
      totalYen: it.feeYen, taxYen: taxIncluded(yen(it.feeYen), taxPercent), paidOn: paidAt === null ? null : tokyoDate(paidAt),
      conditions: ['利用の権利を、ほかの人に譲ったり、転貸したりすることはできません。', '利用が終わったら、使った場所を元の状態に戻し、職員に知らせてください。'], freeCancelUntil: null, notes: ['当日は、この許可書を窓口で見せてください。'], appeal: null,
    }));
  },
});

const receiptPdf = route({
  path: '/staff/reservations/bookings/:id/receipt.pdf',
  title: { ja: '領収書', en: 'Receipt' },
  allow: deskOnly,
  async run(ctx, { params, search }) {
    const it = await ctx.ask(booking, { reservation: params['id'] }, 'print');
    const row = await ctx.ask(receipt, { receipt: one(search, 'receipt') });
    if (row.subject !== `reservation:${it.id}` || row.amountYen <= 0) return notFound;
    const { registrationNumber } = row.payee;
    if (registrationNumber === null) return problem('収納先に適格請求書発行事業者の登録番号（T＋13桁）がありません。収納先の設定に登録番号を入れてから、印刷してください。');
    const { ordinance } = await groundOf(ctx, it);
    const rate = row.taxPercent > 0 ? row.taxPercent : null;
    return pdf(await receiptPaper({
      title: '領収書', receiptNumber: row.number, receivedOn: tokyoDate(row.paidAt), payer: nameOf(it), honorific: '様',
      payee: { ...row.payee, registrationNumber, account: null }, lines: [{ usedOn: it.date, label: `${it.facility.name.ja} ${it.unit.name.ja} ${formatTimeRange(it.start, it.end, 'ja')}`, ratePercent: rate, amountYen: row.amountYen }],
      totals: [{ ratePercent: rate, amountYen: row.amountYen, taxYen: rate === null ? 0 : taxIncluded(yen(row.amountYen), rate) }], totalYen: row.amountYen, method: methodWords[row.method] ?? row.method, tenderedYen: row.tenderedYen,
      reissue: one(search, 'again') === '' ? null : { on: ctx.today, count: 1 }, needsRevenueStamp: false, ordinance, contact: contactOf(it),
    }));
  },
});

const refusal = route({
  path: '/staff/reservations/bookings/:id/refusal.pdf',
  title: { ja: '不許可通知書', en: 'Refusal' },
  allow: [staff('reservations.desk'), staff('reservations.approve')],
  async run(ctx, { params }) {
    const it = await ctx.ask(booking, { reservation: params['id'] }, 'print');
    if (it.state !== 'refused') return notFound;
    const { ordinance } = await groundOf(ctx, it);
    const decided = it.events.findLast((event) => event.to === 'refused')?.at ?? ctx.now;
    return pdf(await refusalPaper({
      head: await letter(ctx, it, tokyoDate(decided), ordinance), reservationNumber: it.number, appliedOn: tokyoDate(it.createdAt), use: await useOf(ctx, it), reason: it.reason ?? '', ground: ordinance, notes: [],
      appeal: appealAgainstCity({ name: ctx.city.facts.name.ja, mayor: mayorOf(ctx) }, 'use'),
    }));
  },
});

const application = route({
  path: '/staff/reservations/bookings/:id/application.pdf',
  title: { ja: '利用許可申請書', en: 'Application for use' },
  allow: deskOnly,
  async run(ctx, { params }) {
    const it = await ctx.ask(booking, { reservation: params['id'] }, 'print');
    const { ordinance } = await groundOf(ctx, it);
    return pdf(await useApplicationPaper({
      head: { to: mayorOf(ctx), date: tokyoDate(it.createdAt), ordinance, contact: contactOf(it) },
      applicant: { registrationNumber: it.patron?.number ?? '', name: nameOf(it), kana: '', representative: null, address: '', phone: it.patron?.phone ?? it.walkInPhone ?? '' },
      use: await useOf(ctx, it), admissionYen: it.admissionYen, isCommercial: it.commercial, equipment: it.extras.map((extra) => ({ name: extra.code, count: String(extra.quantity) })), reduction: it.reduction ?? '', remarks: it.remarks,
    }));
  },
});

/** More columns than this cannot be read on a sheet; then the hours stand instead. */
const MAX_COLUMNS = 12;

async function sheet(ctx: PageContext, code: string, search: Readonly<Record<string, string | string[]>>) {
  const wanted = one(search, 'date');
  const day = await loadDay(ctx, code, wanted === '' ? null : Temporal.PlainDate.from(wanted));
  const first = day.columns[0]?.start ?? 540;
  const last = day.columns.at(-1)?.end ?? 1260;
  const step = Math.ceil((last - first) / MAX_COLUMNS / 60) * 60;
  const columns = day.columns.length <= MAX_COLUMNS ? day.columns.map((column) => ({ label: '', ...column }))
    : Array.from({ length: Math.ceil((last - first) / step) }, (_, index) => ({ label: '', start: first + index * step, end: Math.min(last, first + (index + 1) * step) }));
  return { day, columns };
}

const daySheet = route({
  path: '/staff/reservations/:code/day.pdf',
  title: { ja: '当日利用一覧', en: 'The day’s sheet' },
  allow: [staff('reservations.desk'), staff('reservations.day')],
  async run(ctx, { params, search }) {
    const { day, columns } = await sheet(ctx, params['code'] ?? '', search);
    const rooms = day.policy.units.flatMap((unit) => {
      const entries: DaySheetEntry[] = day.bookings.filter((row) => row.unitCode === unit.code).map((row) => ({
        start: row.start, end: row.end, number: row.number, name: row.who, phone: row.phone, purpose: row.purpose, persons: row.persons, hidden: false, kind: 'reservation', unpaidYen: row.paid && row.state !== 'provisional' ? null : row.feeYen, isKeyOut: false,
      }));
      const blocked: DaySheetEntry[] = day.blocks.filter((block) => block.state === 'approved' && unit.cells.every((cell) => block.cells.includes(cell))).map((block) => ({
        start: block.start, end: block.end, number: '', name: '', phone: '', purpose: block.label, persons: null, hidden: false, kind: block.reason === 'disaster' ? 'shelter' : ['maintenance', 'inspection', 'rain'].includes(block.reason) ? 'maintenance' : 'official', unpaidYen: null, isKeyOut: false,
      }));
      return entries.length + blocked.length === 0 ? [] : [{ name: unit.name.ja, entries: [...entries, ...blocked] }];
    });
    return pdf(await daySheetPaper({ facility: day.facility.name.ja, date: day.date, columns, rooms, notes: [], blankLines: 14, printedAt: ctx.now, contact: `${day.facility.name.ja}　電話 ${day.facility.phone}` }));
  },
});

const keys = route({
  path: '/staff/reservations/:code/keys.pdf',
  title: { ja: '鍵貸出簿', en: 'Key register' },
  allow: deskOnly,
  async run(ctx, { params, search }) {
    const { day } = await sheet(ctx, params['code'] ?? '', search);
    const rows = day.bookings.filter((row) => row.state === 'permitted' || row.state === 'in_use' || row.state === 'provisional').map((row) => ({ start: row.start, end: row.end, room: row.unit.ja, name: row.who, hidden: false, number: row.number, keyLabel: row.unit.ja }));
    return pdf(await keyRegisterPaper({ facility: day.facility.name.ja, date: day.date, rows, blankLines: 8, printedAt: ctx.now, contact: `${day.facility.name.ja}　電話 ${day.facility.phone}` }));
  },
});

export const printouts = [permit, receiptPdf, refusal, application, daySheet, keys];

/** What the desk prints: permit, receipt, refusal, application, the sheets of a day. */
import { staff } from '../../../../kernel/actor.ts';
import { tokyoDate } from '../../../../kernel/calendar/calendar.ts';
import { notFound, problem, type PageContext, route, type RouteBody } from '../../../../kernel/page.ts';
import { daySheetPaper, type DaySheetEntry, deskPaper, keyRegisterPaper, permitPaper, receiptPaper, refusalPaper, useApplicationPaper } from '../../papers/papers.ts';
import { booking } from '../../queries/bookings.ts';
import { authorityOf, contactOf, groundOf, lastReceiptOf, letterOf, nameOf, noRegistrationNumber, permitOf, receiptOf, useOf } from '../booking-papers.ts';
import { dayFrom } from '../citizen/addresses.ts';
import { loadDay } from './desk.tsx';
import { letterPrints } from './letter-prints.ts';
import { listPrints } from './list-prints.ts';
import { annualReport, monthlyReport } from './usage-prints.ts';
import { one } from './words.tsx';

const pdf = (body: Uint8Array): RouteBody => ({ type: 'application/pdf', body });
const deskOnly = [staff('reservations.desk')];

const permit = route({
  path: '/staff/reservations/bookings/:id/permit.pdf',
  title: { ja: '利用許可書', en: 'Permit' },
  allow: deskOnly,
  async run(ctx, { params }) {
    const data = await permitOf(ctx, await ctx.ask(booking, { reservation: params['id'] }, 'print'));
    return data === null ? notFound : pdf(await permitPaper(data));
  },
});

const receiptPdf = route({
  path: '/staff/reservations/bookings/:id/receipt.pdf',
  title: { ja: '領収書', en: 'Receipt' },
  allow: deskOnly,
  async run(ctx, { params, search }) {
    const it = await ctx.ask(booking, { reservation: params['id'] }, 'print');
    const data = await receiptOf(ctx, it, one(search, 'receipt'));
    if (data === 'no-number') return problem(noRegistrationNumber);
    return data === null ? notFound : pdf(await receiptPaper(data));
  },
});

/** Permit and receipt for one press of Enter; only the permit where nothing was paid. */
const desk = route({
  path: '/staff/reservations/bookings/:id/desk.pdf',
  title: { ja: '利用許可書と領収書', en: 'Permit and receipt' },
  allow: deskOnly,
  async run(ctx, { params, search }) {
    const it = await ctx.ask(booking, { reservation: params['id'] }, 'print');
    const permitted = await permitOf(ctx, it);
    if (permitted === null) return notFound;
    const id = one(search, 'receipt') || (await lastReceiptOf(ctx, it));
    if (id === '') return pdf(await permitPaper(permitted));
    const received = await receiptOf(ctx, it, id);
    if (received === 'no-number') return problem(noRegistrationNumber);
    return received === null ? notFound : pdf(await deskPaper(permitted, received));
  },
});

const refusal = route({
  path: '/staff/reservations/bookings/:id/refusal.pdf',
  title: { ja: '不許可通知書', en: 'Refusal' },
  allow: [staff('reservations.desk'), staff('reservations.approve')],
  async run(ctx, { params }) {
    const it = await ctx.ask(booking, { reservation: params['id'] }, 'print');
    if (it.state !== 'refused') return notFound;
    const [{ ordinance }, authority, use] = await Promise.all([groundOf(ctx, it), authorityOf(ctx, it), useOf(ctx, it)]);
    const decided = it.events.findLast((event) => event.to === 'refused');
    return pdf(await refusalPaper({
      head: letterOf(it, tokyoDate(decided?.at ?? ctx.now), ordinance, authority), reservationNumber: it.number, appliedOn: tokyoDate(it.createdAt), use, reason: decided?.reason ?? it.reason ?? '', ground: ordinance, notes: [], appeal: authority.appeal,
    }));
  },
});

const application = route({
  path: '/staff/reservations/bookings/:id/application.pdf',
  title: { ja: '利用許可申請書', en: 'Application for use' },
  allow: deskOnly,
  async run(ctx, { params }) {
    const it = await ctx.ask(booking, { reservation: params['id'] }, 'print');
    const [{ ordinance }, authority] = await Promise.all([groundOf(ctx, it), authorityOf(ctx, it)]);
    return pdf(await useApplicationPaper({
      head: { to: authority.title, date: tokyoDate(it.createdAt), ordinance, contact: contactOf(it) },
      applicant: { registrationNumber: it.patron?.number ?? '', name: nameOf(it), kana: '', representative: null, address: '', phone: it.patron?.phone ?? it.walkInPhone ?? '' },
      use: await useOf(ctx, it), admissionYen: it.admissionYen, isCommercial: it.commercial, equipment: it.extras.map((extra) => ({ name: extra.code, count: String(extra.quantity) })), reduction: it.reduction ?? '', remarks: it.remarks,
    }));
  },
});

/** More columns than this cannot be read on a sheet; then the hours stand instead. */
const MAX_COLUMNS = 12;

async function sheet(ctx: PageContext, code: string, search: Readonly<Record<string, string | string[]>>) {
  const day = await loadDay(ctx, code, dayFrom(one(search, 'date')));
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

export const printouts = [permit, receiptPdf, desk, refusal, application, daySheet, keys, ...letterPrints, ...listPrints, monthlyReport, annualReport];

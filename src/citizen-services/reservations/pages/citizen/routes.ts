/** What citizens download: permit and receipt, calendar files, and the published draw with its verifier. */
import { anyone, citizen } from '../../../../kernel/actor.ts';
import { toInstant, tokyoDate } from '../../../../kernel/calendar/calendar.ts';
import { notFound, type PageContext, route, type Route } from '../../../../kernel/page.ts';
import { ledgerOf, receipt } from '../../../../kernel/payments/queries.ts';
import { permitPaper, receiptPaper } from '../../papers/papers.ts';
import { booking, type BookingView, publicEvents } from '../../queries/bookings.ts';
import { cityRules } from '../../queries/facilities.ts';
import { openings } from '../../queries/openings.ts';
import { openingOf } from '../../rules/calendar.ts';
import { calendarFile, type CalendarEntry } from './calendar-file.ts';
import { facilitiesCsv } from './facilities.tsx';
import { lotteryRoutes } from './lottery-routes.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

async function myBooking(ctx: PageContext, id: string | undefined): Promise<BookingView | null> {
  return id !== undefined && UUID.test(id) ? ctx.ask(booking, { reservation: id }) : null;
}

function taxOf(it: BookingView): number {
  const tax = it.trace.find((line) => line.step === 'tax');
  return tax ? Math.trunc(Number(tax.amount ?? tax.subtotal)) : 0;
}

const permitFile = route({
  path: '/my/reservations/:id/permit.pdf',
  title: { ja: '利用許可書', en: 'Permit' },
  allow: [citizen],
  async run(ctx, { params }) {
    const it = await myBooking(ctx, params['id']);
    if (!it?.permitNumber || !it.permittedAt || (it.state !== 'permitted' && it.state !== 'in_use' && it.state !== 'completed')) return notFound;
    const [ledger, rules, shown] = await Promise.all([ctx.ask(ledgerOf, { source: 'reservations', subject: `reservation:${it.id}` }), ctx.tryAsk(cityRules, {}), ctx.ask(openings, { facility: it.facility.code, days: 1 })]);
    const paid = ledger.receipts.at(-1);
    const unit = shown.facility.policy.units.find((one) => one.code === it.unit.code);
    const free = shown.facility.policy.cancel.tiers.find((tier) => tier.chargePercent === 0);
    const body = await permitPaper({
      head: { date: tokyoDate(it.permittedAt), to: { name: it.patron?.name ?? it.walkInName ?? '', honorific: '様' }, issuer: { title: `${ctx.city.facts.name.ja}長`, seal: '省略' }, ordinance: shown.facility.ordinance, contact: `${it.facility.name.ja}　電話 ${it.facility.phone || ctx.city.facts.phone}` },
      permitNumber: it.permitNumber, reservationNumber: it.number, registrationNumber: it.patron?.number ?? null, patronName: it.patron?.name ?? it.walkInName ?? '',
      use: { facility: it.facility.name.ja, unit: it.unit.name.ja, date: it.date, times: [{ start: it.start, end: it.end }], purpose: (rules.ok ? rules.value?.purposes.find((one) => one.code === it.purpose)?.name.ja : null) ?? it.purpose, title: it.title, persons: it.persons },
      feeLines: [{ label: '使用料', amountYen: it.feeYen }], totalYen: it.feeYen, taxYen: taxOf(it), paidOn: paid ? tokyoDate(paid.paidAt) : null,
      conditions: [...(unit && !unit.legal.food ? ['室内での飲食はできません。'] : []), ...(unit && !unit.legal.alcohol ? ['酒類は飲めません。'] : []), '利用の後は、元のとおりに片付けてください。', '利用の権利を、ほかの人に譲り渡すことはできません。'],
      freeCancelUntil: free ? it.date.subtract({ days: free.daysBeforeMin }) : null, notes: [], appeal: null,
    });
    return { type: 'application/pdf', body, filename: `permit-${it.number}.pdf` };
  },
});

const methods: Readonly<Record<string, string>> = { cash: '現金', card: 'クレジットカード', qr: 'コード決済', store: 'コンビニエンスストア', transfer: '口座振替' };

const receiptFile = route({
  path: '/my/reservations/:id/receipt.pdf',
  title: { ja: '領収書', en: 'Receipt' },
  allow: [citizen],
  async run(ctx, { params, search }) {
    const it = await myBooking(ctx, params['id']);
    const id = search['receipt'];
    if (!it || typeof id !== 'string' || !UUID.test(id)) return notFound;
    const found = await ctx.ask(receipt, { receipt: id });
    if (found.subject !== `reservation:${it.id}` || !/^T\d{13}$/.test(found.payee.registrationNumber ?? '')) return notFound;
    const whole = found.amountYen === found.owedYen;
    const taxYen = whole ? found.taxYen : Math.floor((found.amountYen * found.taxPercent) / (100 + found.taxPercent));
    const body = await receiptPaper({
      title: '領収書', receiptNumber: found.number, receivedOn: tokyoDate(found.paidAt), payer: found.payerName, honorific: '様',
      payee: { name: found.payee.name, registrationNumber: found.payee.registrationNumber ?? '', address: found.payee.address, phone: found.payee.phone, account: null },
      lines: [{ usedOn: it.date, label: found.title, ratePercent: found.taxPercent, amountYen: found.amountYen }], totals: [{ ratePercent: found.taxPercent, amountYen: found.amountYen, taxYen }], totalYen: found.amountYen,
      method: methods[found.method] ?? found.method, tenderedYen: found.tenderedYen, reissue: null, needsRevenueStamp: false, ordinance: '', contact: `${it.facility.name.ja}　電話 ${it.facility.phone || ctx.city.facts.phone}`,
    });
    return { type: 'application/pdf', body, filename: `receipt-${found.number}.pdf` };
  },
});

const bookingCalendar = route({
  path: '/my/reservations/:id/calendar.ics',
  title: { ja: '予約のカレンダー', en: 'A booking as a calendar file' },
  allow: [citizen],
  async run(ctx, { params }) {
    const it = await myBooking(ctx, params['id']);
    if (!it) return notFound;
    const title = `${ctx.text(it.facility.name)} ${ctx.text(it.unit.name)}`;
    const body = calendarFile(title, [{ uid: `${it.id}@${new URL(ctx.city.origin).hostname}`, title, place: it.facility.address, note: it.number, at: { from: toInstant(it.date, it.start), to: toInstant(it.date, it.end) } }], ctx.now);
    return { type: 'text/calendar; charset=utf-8', body, filename: `${it.number}.ics` };
  },
});

const DAYS_AHEAD = 180;

/** What is public: closed days, and events whose patrons want them known. */
const facilityCalendar = route({
  path: '/facilities/:code/calendar.ics',
  title: { ja: '施設の休館日と催し', en: 'A facility’s closed days and events' },
  allow: [anyone('休館日と、公開を選んだ催しの名前だけです')],
  async run(ctx, { params }) {
    const [{ facility }, events] = await Promise.all([ctx.ask(openings, { facility: params['code'], days: 1 }), ctx.ask(publicEvents, { facility: params['code'] })]);
    const host = new URL(ctx.city.origin).hostname;
    const name = ctx.text(facility.name);
    const closed = Array.from({ length: DAYS_AHEAD }, (_, offset) => ctx.today.add({ days: offset })).flatMap((date): CalendarEntry[] => {
      const opening = facility.policy.spaces.map((space) => openingOf(facility.policy.calendar, date, space.code)).find((one) => one.open) ?? openingOf(facility.policy.calendar, date, facility.policy.spaces[0]?.code);
      return opening.open ? [] : [{ uid: `${facility.code}-${date.toString()}@${host}`, title: `${name} ${ctx.lang === 'ja' ? '休館' : 'closed'}`, note: ctx.text(opening.reason), place: facility.address, at: { day: date } }];
    });
    const shown = events.map((event): CalendarEntry => ({ uid: `${facility.code}-${event.unitCode}-${event.from.epochMilliseconds}@${host}`, title: event.title, place: `${name} ${ctx.text(event.unit)}`, at: { from: event.from, to: event.to } }));
    return { type: 'text/calendar; charset=utf-8', body: calendarFile(name, [...closed, ...shown], ctx.now), filename: `${facility.code}.ics`, cacheSeconds: 3600 };
  },
});

export const citizenRoutes: readonly Route[] = [permitFile, receiptFile, bookingCalendar, facilityCalendar, facilitiesCsv, ...lotteryRoutes];

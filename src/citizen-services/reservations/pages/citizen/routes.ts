/** What citizens download: permit and receipt, calendar files, and the published draw with its verifier. */
import { anyone, citizen } from '../../../../kernel/actor.ts';
import { notFound, type PageContext, route, type Route } from '../../../../kernel/page.ts';
import { permitPaper, receiptPaper } from '../../papers/papers.ts';
import { booking, type BookingView, publicEvents } from '../../queries/bookings.ts';
import { openings } from '../../queries/openings.ts';
import { momentOf } from '../../rules/slots.ts';
import { openingOf } from '../../rules/calendar.ts';
import { permitOf, receiptOf } from '../booking-papers.ts';
import { calendarFile, type CalendarEntry } from './calendar-file.ts';
import { facilitiesCsv } from './facilities.tsx';
import { lotteryRoutes } from './lottery-routes.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

async function myBooking(ctx: PageContext, id: string | undefined): Promise<BookingView | null> {
  return id !== undefined && UUID.test(id) ? ctx.ask(booking, { reservation: id }) : null;
}

const permitFile = route({
  path: '/my/reservations/:id/permit.pdf',
  title: { ja: '利用許可書', en: 'Permit' },
  allow: [citizen],
  async run(ctx, { params }) {
    const it = await myBooking(ctx, params['id']);
    if (!it || (it.state !== 'permitted' && it.state !== 'in_use' && it.state !== 'completed')) return notFound;
    const permitted = await permitOf(ctx, it);
    return permitted === null ? notFound : { type: 'application/pdf', body: await permitPaper(permitted), filename: `permit-${it.number}.pdf` };
  },
});

const receiptFile = route({
  path: '/my/reservations/:id/receipt.pdf',
  title: { ja: '領収書', en: 'Receipt' },
  allow: [citizen],
  async run(ctx, { params, search }) {
    const it = await myBooking(ctx, params['id']);
    const id = search['receipt'];
    if (!it || typeof id !== 'string' || !UUID.test(id)) return notFound;
    const received = await receiptOf(ctx, it, id);
    return received === null || received === 'no-number' ? notFound : { type: 'application/pdf', body: await receiptPaper(received), filename: `receipt-${received.receiptNumber}.pdf` };
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
    const body = calendarFile(title, [{ uid: `${it.id}@${new URL(ctx.city.origin).hostname}`, title, place: it.facility.address, note: it.number, at: { from: momentOf(it.date, it.start), to: momentOf(it.date, it.end) } }], ctx.now);
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

/** 個人開放: 回数券 sold at the desk, entries counted at the door. Nobody's name is asked. */
import { sql } from 'kysely';
import { z } from 'zod';
import { actorKey, staff } from '../../../kernel/actor.ts';
import { codeField, idField, intField, optional, textField, yenField } from '../../../kernel/fields.ts';
import { yen } from '../../../kernel/money/money.ts';
import { done, refuse, type Refused } from '../../../kernel/outcome.ts';
import { payAtDesk } from '../../../kernel/payments/commands.ts';
import { owe, receivablesOf } from '../../../kernel/payments/ledger.ts';
import { paymentRefusals } from '../../../kernel/payments/refusals.ts';
import { command } from '../acts.ts';
import { bookingNumber, type Ctx } from '../booking.ts';
import { countThings } from '../claims.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import { refusals } from '../messages/refusals.ts';
import { type FacilityHead, policyOf } from '../place.ts';
import { asBookNumber, mayUseBook, type OpenUse, ticketsLeft, validUntil } from '../rules/open-use.ts';
import type { Text } from '../../../kernel/view.ts';

const { NoOpenUse, UnknownTicket, BookExpired, BookNotPaid, UsedUp, AlreadyUndone } = moreRefusals;
const TAX_PERCENT = 10;

const facilityField = codeField({ ja: '施設', en: 'Facility' }, 40);
const tenderedField = optional(yenField({ ja: 'お預かり', en: 'Cash given' }, { min: 0, max: 1_000_000 }));

interface Hall {
  readonly facility: FacilityHead;
  readonly openUse: OpenUse;
}

/** The facility and its rules for people who come alone. Out of scope: not found. */
async function hallOf(ctx: Ctx, code: string, permissions: readonly string[]): Promise<Hall | Refused<'NotFound' | 'NoOpenUse'>> {
  const row = await ctx.db.selectFrom('reservations.facilities').select(['id', 'code', 'name_ja', 'name_en', 'policy_no']).where('code', '=', code).where('closed_at', 'is', null).executeTakeFirst();
  if (!row || !permissions.some((permission) => ctx.may(permission, `facility:${row.code}`))) return refuse('NotFound');
  const policy = await policyOf(ctx.city, ctx.db, row.id, row.policy_no);
  if (policy.openUse === undefined) return refuse('NoOpenUse');
  return { facility: { id: row.id, code: row.code, name: { ja: row.name_ja, en: row.name_en }, policyNo: row.policy_no, policy }, openUse: policy.openUse };
}

interface Sale {
  readonly subject: string;
  readonly what: Text;
  readonly amount: number;
  readonly tendered: number;
}

/** What is owed and what came in are one change: a ticket without money cannot exist. */
async function takeCash(ctx: Ctx, facility: FacilityHead, sale: Sale) {
  const title: Text = { ja: `${facility.name.ja} ${sale.what.ja}`, en: `${facility.name.en}, ${sale.what.en}` };
  const owed = owe(ctx, {
    payee: facility.policy.payee, source: 'reservations', subject: sale.subject, payerName: '窓口利用者', citizenId: null, title, lines: [{ label: sale.what, amountYen: sale.amount }], amount: yen(sale.amount), taxPercent: TAX_PERCENT, dueAt: null,
  });
  const paid = await ctx.call(payAtDesk, { receivable: owed.id, amount: sale.amount, tendered: sale.tendered, place: facility.name.ja });
  return { receivable: owed.id, paid };
}

const cashRefusals = { AlreadyPaid: paymentRefusals.AlreadyPaid, NotOwed: paymentRefusals.NotOwed, TooMuch: paymentRefusals.TooMuch, TenderedTooLittle: paymentRefusals.TenderedTooLittle };

/** 回数券・定期券を売る. */
export const sellBook = command({
  name: 'reservations.sellBook',
  title: { ja: '回数券を売る', en: 'Sell a book of tickets' },
  input: z.object({ facility: facilityField, book: codeField({ ja: '回数券', en: 'Book' }, 40), tendered: tenderedField }),
  allow: [staff('reservations.desk')],
  refusals: { ...cashRefusals, NoOpenUse, UnknownTicket },
  async run(ctx, input) {
    const hall = await hallOf(ctx, input.facility, ['reservations.desk']);
    if ('refused' in hall) return hall;
    const offer = hall.openUse.books.find((one) => one.code === input.book);
    if (!offer) return refuse('UnknownTicket', { field: 'book' });
    if (offer.yen > 0 && !ctx.may('payments.cash')) return refuse('NotAllowed');
    const id = ctx.newId();
    const number = bookingNumber(ctx);
    const validTo = validUntil(ctx.today, offer.months);
    const money = offer.yen === 0 ? null : await takeCash(ctx, hall.facility, { subject: `ticket-book:${id}`, what: { ja: `${offer.name.ja}（番号 ${number}）`, en: `${offer.name.en} (${number})` }, amount: offer.yen, tendered: input.tendered ?? offer.yen });
    if (money && !money.paid.ok) return money.paid;
    await ctx.db.insertInto('reservations.ticket_books').values({
      id, number, facility_id: hall.facility.id, code: offer.code, entry: offer.entry, uses: offer.uses ?? null, price_yen: offer.yen, sold_at: ctx.now, sold_by: actorKey(ctx.actor), valid_to: validTo, receivable_id: money?.receivable ?? null,
    }).execute();
    ctx.audit({ subject: `ticket-book:${id}`, facility: hall.facility.code, book: offer.code, number });
    return done({ book: id, number, validTo: validTo.toString(), receipt: money?.paid.ok ? money.paid.value.receipt : null, changeYen: money?.paid.ok ? money.paid.value.changeYen : 0 });
  },
});

/** Counts people into the hall, where it holds only so many at once. */
function countPeople(ctx: Ctx, hall: Hall, persons: number, sign: 1 | -1, at: Temporal.Instant): Promise<Refused<'NotEnough'> | null> {
  const { pool, stayMinutes } = hall.openUse;
  return pool === undefined ? Promise.resolve(null) : countThings(ctx, { facility: hall.facility }, [{ code: pool, quantity: persons }], { from: at, to: at.add({ minutes: stayMinutes }) }, sign);
}

const personsField = intField({ ja: '人数', en: 'Persons' }, { min: 1, max: 200, unit: { ja: '人', en: 'persons' } });

/** 当日の入場: cash (or nothing, where entry is free). */
export const admit = command({
  name: 'reservations.admit',
  title: { ja: '個人の入場を受け付ける', en: 'Admit people' },
  input: z.object({ facility: facilityField, entry: codeField({ ja: '区分', en: 'Kind' }, 40), persons: personsField, tendered: tenderedField }),
  allow: [staff('reservations.desk')],
  refusals: { ...cashRefusals, NoOpenUse, UnknownTicket, NotEnough: refusals.NotEnough },
  async run(ctx, input) {
    const hall = await hallOf(ctx, input.facility, ['reservations.desk']);
    if ('refused' in hall) return hall;
    const entry = hall.openUse.entries.find((one) => one.code === input.entry);
    if (!entry) return refuse('UnknownTicket', { field: 'entry' });
    const amount = entry.yen * input.persons;
    if (amount > 0 && !ctx.may('payments.cash')) return refuse('NotAllowed');
    const full = await countPeople(ctx, hall, input.persons, 1, ctx.now);
    if (full) return { ...full, details: { ...full.details, field: 'persons' } };
    const id = ctx.newId();
    const money = amount === 0 ? null : await takeCash(ctx, hall.facility, { subject: `admission:${id}`, what: { ja: `個人利用料 ${entry.name.ja} ${input.persons}人`, en: `Entry, ${entry.name.en}, ${input.persons}` }, amount, tendered: input.tendered ?? amount });
    if (money && !money.paid.ok) return money.paid;
    await ctx.db.insertInto('reservations.admissions').values({ id, facility_id: hall.facility.id, at: ctx.now, day: ctx.today, entry: entry.code, persons: input.persons, book_id: null, receivable_id: money?.receivable ?? null, yen: amount, by: actorKey(ctx.actor) }).execute();
    ctx.audit({ subject: `admission:${id}`, facility: hall.facility.code, persons: input.persons });
    return done({ admission: id, yen: amount, receipt: money?.paid.ok ? money.paid.value.receipt : null, changeYen: money?.paid.ok ? money.paid.value.changeYen : 0 });
  },
});

/** 回数券で入場: the tickets are counted off, never below zero. */
export const admitWithTickets = command({
  name: 'reservations.admitWithTickets',
  title: { ja: '回数券で入場する', en: 'Admit with tickets' },
  input: z.object({ facility: facilityField, number: textField({ ja: '回数券の番号', en: 'Number of the book' }, { max: 20, numbers: true }), persons: personsField }),
  allow: [staff('reservations.desk'), staff('reservations.day')],
  refusals: { NoOpenUse, UnknownTicket, BookExpired, BookNotPaid, UsedUp, NotEnough: refusals.NotEnough },
  async run(ctx, input) {
    const hall = await hallOf(ctx, input.facility, ['reservations.desk', 'reservations.day']);
    if ('refused' in hall) return hall;
    const number = asBookNumber(input.number);
    const book = await ctx.db.selectFrom('reservations.ticket_books').select(['id', 'entry', 'uses', 'used', 'valid_to']).where('number', '=', number).where('facility_id', '=', hall.facility.id).forUpdate().executeTakeFirst();
    if (!book) return refuse('UnknownTicket', { field: 'number' });
    // A receipt that was reversed (sold by mistake) takes the tickets with it.
    const bills = await receivablesOf(ctx, 'reservations', `ticket-book:${book.id}`);
    if (bills.some((bill) => bill.state !== 'paid' || bill.refundedYen > 0)) return refuse('BookNotPaid', { field: 'number' });
    const problem = mayUseBook({ uses: book.uses, used: book.used, validTo: book.valid_to }, input.persons, ctx.today);
    if (problem) return refuse(problem, { field: problem === 'UsedUp' ? 'persons' : 'number', left: ticketsLeft(book) ?? 0, until: book.valid_to.toString() });
    const full = await countPeople(ctx, hall, input.persons, 1, ctx.now);
    if (full) return { ...full, details: { ...full.details, field: 'persons' } };
    await ctx.db.updateTable('reservations.ticket_books').set((eb) => ({ used: eb('used', '+', input.persons), version: eb('version', '+', 1) })).where('id', '=', book.id).execute();
    const id = ctx.newId();
    await ctx.db.insertInto('reservations.admissions').values({ id, facility_id: hall.facility.id, at: ctx.now, day: ctx.today, entry: book.entry, persons: input.persons, book_id: book.id, receivable_id: null, yen: 0, by: actorKey(ctx.actor) }).execute();
    ctx.audit({ subject: `admission:${id}`, facility: hall.facility.code, persons: input.persons, book: book.id });
    return done({ admission: id, number, left: book.uses === null ? null : book.uses - book.used - input.persons, validTo: book.valid_to.toString() });
  },
});

/** The wrong button: tickets go back to their book, people out of the count. Money goes back by the ledger's own way. */
export const undoAdmission = command({
  name: 'reservations.undoAdmission',
  title: { ja: '回数券の入場を取り消す', en: 'Undo an entry with tickets' },
  input: z.object({ admission: idField({ ja: '入場', en: 'Entry' }) }),
  allow: [staff('reservations.desk')],
  refusals: { AlreadyUndone, NoOpenUse },
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.admissions as a').innerJoin('reservations.facilities as f', 'f.id', 'a.facility_id').select(['a.id', 'a.at', 'a.day', 'a.persons', 'a.book_id', 'a.undone_at', 'f.code']).where('a.id', '=', input.admission).forUpdate('a').executeTakeFirst();
    if (!row || row.book_id === null) return refuse('NotFound');
    const hall = await hallOf(ctx, row.code, ['reservations.desk']);
    if ('refused' in hall) return hall;
    if (row.undone_at !== null || !row.day.equals(ctx.today)) return refuse('AlreadyUndone');
    await sql`update reservations.ticket_books set used = used - ${row.persons}, version = version + 1 where id = ${row.book_id}::uuid`.execute(ctx.db);
    await ctx.db.updateTable('reservations.admissions').set({ undone_at: ctx.now, undone_by: actorKey(ctx.actor) }).where('id', '=', row.id).execute();
    await countPeople(ctx, hall, row.persons, -1, row.at);
    ctx.audit({ subject: `admission:${row.id}`, undone: true });
    return done({ admission: row.id, persons: row.persons });
  },
});

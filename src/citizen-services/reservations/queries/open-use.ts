/** 個人開放 of a day: what the desk sells, who came in, which books are out. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { codeField, dateField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { bucketsOf } from '../claims.ts';
import { policyOf } from '../place.ts';
import { asBookNumber, dayTotals, ticketsLeft } from '../rules/open-use.ts';

const MANY = 2000;

export const openUseDay = query({
  name: 'reservations.openUseDay',
  title: { ja: '個人開放の一日', en: 'Drop-in use of a day' },
  input: z.object({ facility: codeField({ ja: '施設', en: 'Facility' }, 40), date: optional(dateField({ ja: '日', en: 'Date' })), number: withDefault(textField({ ja: '回数券の番号', en: 'Number' }, { min: 0, max: 20, numbers: true }), '') }),
  allow: [staff('reservations.desk'), staff('reservations.day')],
  async run(ctx, input) {
    const scope = `facility:${input.facility}`;
    if (!ctx.may('reservations.desk', scope) && !ctx.may('reservations.day', scope)) return null;
    const facility = await ctx.db.selectFrom('reservations.facilities').select(['id', 'code', 'name_ja', 'name_en', 'policy_no']).where('code', '=', input.facility).executeTakeFirst();
    if (!facility) return null;
    const { openUse, pools } = await policyOf(ctx.city, ctx.db, facility.id, facility.policy_no);
    if (openUse === undefined) return null;
    const date = input.date ?? ctx.today;
    const admissions = await ctx.db.selectFrom('reservations.admissions as a').leftJoin('reservations.ticket_books as b', 'b.id', 'a.book_id').select(['a.id', 'a.at', 'a.entry', 'a.persons', 'a.yen', 'a.book_id', 'a.undone_at', 'b.number'])
      .where('a.facility_id', '=', facility.id).where('a.day', '=', date).orderBy('a.at', 'desc').limit(MANY).execute();
    const sold = await ctx.db.selectFrom('reservations.ticket_books').select(['code', 'price_yen']).where('facility_id', '=', facility.id).where('sold_at', '>=', date.toZonedDateTime('Asia/Tokyo').toInstant()).where('sold_at', '<', date.add({ days: 1 }).toZonedDateTime('Asia/Tokyo').toInstant()).limit(MANY).execute();
    const wanted = asBookNumber(input.number);
    const found = wanted === '' ? undefined : await ctx.db.selectFrom('reservations.ticket_books').select(['number', 'code', 'uses', 'used', 'valid_to', 'sold_at']).where('facility_id', '=', facility.id).where('number', '=', wanted).executeTakeFirst();
    // People are counted as inside for as long as the rules let them stay (`stayMinutes`).
    const [bucket] = bucketsOf({ from: ctx.now, to: ctx.now.add({ minutes: 1 }) });
    const inside = openUse.pool === undefined || bucket === undefined || !date.equals(ctx.today) ? null : await ctx.db.selectFrom('reservations.pool_uses as u').innerJoin('reservations.pools as p', 'p.id', 'u.pool_id').select('u.used').where('p.facility_id', '=', facility.id).where('p.code', '=', openUse.pool).where('u.bucket', '=', bucket).executeTakeFirst();
    const counted = admissions.filter((row) => row.undone_at === null);
    return {
      facility: { code: facility.code, name: { ja: facility.name_ja, en: facility.name_en } }, date, openUse, capacity: pools.find((pool) => pool.code === openUse.pool)?.capacity ?? null, inside: inside === null ? null : (inside?.used ?? 0),
      admissions: admissions.map((row) => ({ id: row.id, at: row.at, entry: row.entry, persons: row.persons, yen: row.yen, book: row.number, undone: row.undone_at !== null })),
      totals: dayTotals(counted.map((row) => ({ entry: row.entry, persons: row.persons, yen: row.yen, withBook: row.book_id !== null })), openUse.entries.map((one) => one.code)),
      sales: openUse.books.map((offer) => ({ code: offer.code, name: offer.name, count: sold.filter((one) => one.code === offer.code).length, yen: sold.filter((one) => one.code === offer.code).reduce((sum, one) => sum + one.price_yen, 0) })),
      asked: wanted, book: found ? { number: found.number, code: found.code, uses: found.uses, left: ticketsLeft(found), validTo: found.valid_to, soldAt: found.sold_at } : null,
    };
  },
});

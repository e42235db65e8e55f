/**
 * 保存期限. What was used is kept for the books (会計の書類、地方自治法236条の時効5年); who it was is not needed after that.
 * Numbers, times and money stay, so that statistics and receipts of old years remain right.
 */
import { sql } from 'kysely';
import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { fiscalYear, fiscalYearOf, fiscalYearStart } from '../../../kernel/calendar/calendar.ts';
import { done } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';

export const RETENTION_YEARS = 5;
const MASKED = '（保存期限により削除）';
const BATCH = 500;

/** The first day that is still kept: five whole fiscal years back. */
export function keptSince(today: Temporal.PlainDate): Temporal.PlainDate {
  return fiscalYearStart(fiscalYear(fiscalYearOf(today) - RETENTION_YEARS));
}

/** Takes names and contacts out of bookings past their term, and of registrations nobody has used since. */
export const maskExpired = command({
  name: 'reservations.maskExpired',
  title: { ja: '保存期限の過ぎた氏名・連絡先を伏せる', en: 'Mask personal data past its term' },
  input: z.object({}),
  allow: [system],
  async run(ctx) {
    const since = keptSince(ctx.today);
    const bookings = await sql`update reservations.reservations set walk_in_name = case when walk_in_name is null then null else ${MASKED} end, walk_in_phone = null, title = '', remarks = '', internal_note = '', device = null
       where id in (select id from reservations.reservations where use_date < ${since} and (walk_in_name is distinct from ${MASKED} and walk_in_name is not null or walk_in_phone is not null or title <> '' or remarks <> '' or internal_note <> '' or device is not null) limit ${BATCH})`.execute(ctx.db);
    const patrons = await sql<{ id: string }>`update reservations.patrons set name = ${MASKED}, kana = '', folded_name = '', representative = null, phone = '', email = null, birth_date = null, guardian = null, evidence = '{}', bank_account = null, citizen_id = null
       where id in (select p.id from reservations.patrons p where p.status in ('closed', 'expired', 'rejected') and p.name <> ${MASKED} and coalesce(p.valid_to, p.created_at::date) < ${since}
         and not exists (select from reservations.reservations r where r.patron_id = p.id and r.use_date >= ${since}) limit ${BATCH}) returning id`.execute(ctx.db);
    const ids = patrons.rows.map((row) => row.id);
    if (ids.length > 0) {
      await ctx.db.deleteFrom('reservations.members').where('patron_id', 'in', ids).execute();
      await ctx.db.deleteFrom('reservations.evidence').where('patron_id', 'in', ids).execute();
    }
    await sql`delete from reservations.evidence e using reservations.reservations r where r.id = e.reservation_id and r.use_date < ${since}`.execute(ctx.db);
    await sql`delete from reservations.deceased d using reservations.reservations r where r.id = d.reservation_id and r.use_date < ${since}`.execute(ctx.db);
    await sql`update reservations.trips set driver = ${MASKED}, checked_out_by = ${MASKED}, checked_in_by = case when checked_in_by is null then null else ${MASKED} end, destination = ${MASKED}, note = '' where driver <> ${MASKED} and out_at < ${since.toZonedDateTime('Asia/Tokyo').toInstant()}`.execute(ctx.db);
    const masked = Number(bookings.numAffectedRows ?? 0n) + ids.length;
    ctx.audit({ subject: 'reservations:retention', since: since.toString(), masked });
    return done({ masked });
  },
});

/**
 * 取り消された枠の小さな抽選. A time that came back is not given to whoever is quickest: for some hours everybody who may book
 * it can enter, and then it is drawn with the same procedure as any lottery. No staff is needed: what the entrants chose is the
 * public number, so that the house, whose secret was committed to before, cannot know or steer the result.
 */
import { sql } from 'kysely';
import { formatDate, toInstant, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { rangeText } from '../../../kernel/db/values.ts';
import type { Ctx } from '../booking.ts';
import { loadPlace, type Place } from '../place.ts';
import { commitOf } from '../rules/lottery.ts';
import { sha256hex, type StoredOptions } from './lottery-record.ts';
import { formatTimes } from '../rules/nights.ts';

const SECRET_BYTES = 32;
/** A use that begins before this hour belongs to the business day before (ホール 22:00–翌2:00). */
const DAY_BEGINS = 5;
const options: StoredOptions = { mode: 'entries', noOverlap: true, oneEachRound: false, stages: [], countedPer: 'patron' };

export interface Freed {
  readonly unitId: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

/** Whether all of it still lies in the release queue: whoever waited or was quicker at the desk comes first. */
async function liesInQueue(ctx: Ctx, place: Place, freed: Freed): Promise<boolean> {
  const held = await sql<{ cells: number }>`select count(distinct cell_id)::int as cells from reservations.claims
    where cell_id = any(${[...place.cells]}) and during @> ${rangeText(freed.from, freed.to)}::tstzrange and kind = 'release' and hold_until > ${ctx.now}`.execute(ctx.db);
  return held.rows[0]?.cells === place.cells.length;
}

/** Opens the draw of a freed time where the facility's rules want one. Answers its id, or null when there is nothing to draw for. */
export async function openMiniLottery(ctx: Ctx, freed: Freed, drawsAt: Temporal.Instant): Promise<string | null> {
  const place = await loadPlace(ctx.city, ctx.db, freed.unitId);
  if (place?.facility.policy.release.mode !== 'mini_lottery' || Temporal.Instant.compare(drawsAt, ctx.now) <= 0) return null;
  if (!(await liesInQueue(ctx, place, freed))) return null;
  const { facility, unit } = place;
  const parts = facility.policy.units.filter((one) => one.visibility === 'public_book' && one.cells.every((cell) => unit.cells.includes(cell)));
  if (parts.length === 0) return null;
  const start = freed.from.toZonedDateTimeISO('Asia/Tokyo');
  const date = start.hour < DAY_BEGINS ? tokyoDate(freed.from).subtract({ days: 1 }) : tokyoDate(freed.from);
  const minute = (at: Temporal.Instant) => Math.round((at.epochMilliseconds - toInstant(date, 0).epochMilliseconds) / 60_000);
  const when = (lang: 'ja' | 'en') => `${formatDate(date, lang, 'withWeekday')} ${formatTimes(minute(freed.from), minute(freed.to), lang)}`;
  const id = ctx.newId();
  const secret = Buffer.from(ctx.random(SECRET_BYTES)).toString('hex');
  const commitment = commitOf(secret, sha256hex);
  const made = await ctx.db.insertInto('reservations.lotteries').values({
    id, code: `FREED-${date.toString().replaceAll('-', '')}-${id.slice(-8)}`, facility_id: facility.id, name_ja: `取消し枠の抽選　${unit.name.ja} ${when('ja')}`, name_en: `Draw for a cancelled time: ${unit.name.en}, ${when('en')}`,
    unit_codes: parts.map((part) => part.code), use_from: date, use_to: date, opens_at: ctx.now, closes_at: drawsAt, draws_at: drawsAt, results_at: drawsAt, confirm_by: null, options: JSON.stringify(options), classes: [], cap_entries: 1,
    state: 'open', commitment, public_source: '申し込んだ人が選んだ数（申込番号の順）。締切までは、だれにも分かりません。', freed_unit: freed.unitId, freed_range: rangeText(freed.from, freed.to), created_by: 'system:release', created_at: ctx.now,
  }).onConflict((conflict) => conflict.doNothing()).returning('id').executeTakeFirst();
  if (!made) return null;
  await ctx.db.insertInto('reservations.lottery_secrets').values({ lottery_id: id, secret_hex: secret }).execute();
  ctx.audit({ subject: `lottery:${id}`, facility: facility.code, commitment });
  return id;
}

/** キャンセル待ち・繰上: who waits for a taken time, and who is offered it when it comes back. */
import { sql } from 'kysely';
import { z } from 'zod';
import { citizen, staff, system } from '../../../kernel/actor.ts';
import { formatDate, formatInstant } from '../../../kernel/calendar/calendar.ts';
import { rangeText } from '../../../kernel/db/values.ts';
import { codeField, idField, intField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { done, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { type Ctx, fitTime, lockPatron, mayActFor, type Patron, withinAllCaps } from '../booking.ts';
import { confirmHold, giveBack, inLine } from '../claims.ts';
import { released } from '../events.ts';
import { refusals } from '../messages/refusals.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import { loadPlace, type Place, scopeOf } from '../place.ts';
import { offerUntil, releaseOf } from '../rules/release.ts';
import { claimSpan, type RequestedUse, type Span, useSpan } from '../rules/slots.ts';
import { settle } from '../settle.ts';
import { plainDetails, writeBooking } from './booking-row.ts';
import { timeFields, unitField } from './fields.ts';
import { wantedOf } from './lottery-results.ts';
import { openMiniLottery } from './mini-lottery.ts';
import { tellPatron } from './patron-record.ts';
import { formatTimes } from '../rules/nights.ts';

const { AlreadyWaiting, StillFree, OfferOver, NotOffered, NotActive, NotHere, GuardianNeeded, CapReached, Taken, Noise, NotEnough, PurposeNotAllowed, TooManyPersons, NoPrice, PriceChanged, NoRoom } = refusals;
const { LotteryState } = moreRefusals;
const waitingField = idField({ ja: 'キャンセル待ち', en: 'Waiting list entry' });
const MAX_WAITING = 20;

function isHeldBy(ctx: Ctx, cells: readonly number[], span: Span) {
  return sql<{ kind: string }>`select kind from reservations.claims where cell_id = any(${cells}) and during && ${rangeText(span.from, span.to)}::tstzrange and (hold_until is null or hold_until > ${ctx.now})`.execute(ctx.db);
}

/** Only for times that are taken: what is free is booked, not waited for. */
export const joinWaiting = command({
  name: 'reservations.joinWaiting',
  title: { ja: 'キャンセル待ちに登録する', en: 'Join the waiting list' },
  input: z.object({ unit: unitField, ...timeFields, patron: idField({ ja: '利用者登録', en: 'Registration' }) }),
  allow: [citizen, staff('reservations.desk')],
  refusals: { AlreadyWaiting, StillFree, NotOffered, NotActive, NotHere, GuardianNeeded, CapReached },
  async run(ctx, input) {
    const place = await loadPlace(ctx.city, ctx.db, input.unit);
    if (!place || (ctx.actor.kind !== 'citizen' && !ctx.may('reservations.desk', scopeOf(place)))) return refuse('NotFound');
    const use = fitTime(place, input, ctx.now);
    if (!use.ok) return use;
    const patron = await lockPatron(ctx, input.patron);
    const problem = mayActFor(ctx, patron, place);
    if (problem || !patron) return problem ?? refuse('NotFound');
    const span = useSpan(use.date, use);
    const held = await isHeldBy(ctx, place.cells, claimSpan(place.unit, use.date, use));
    if (!held.rows.some((row) => row.kind === 'booking' || row.kind === 'hold' || row.kind === 'release')) return refuse('StillFree');
    await sql`select pg_advisory_xact_lock(hashtextextended(${`waiting ${place.unitId} ${use.date.toString()}`}, 0))`.execute(ctx.db);
    const mine = await ctx.db.selectFrom('reservations.waiting').select((eb) => eb.fn.countAll<number>().as('count')).where('patron_id', '=', patron.id).where('state', 'in', ['waiting', 'offered']).where('use_date', '>=', ctx.today).executeTakeFirstOrThrow();
    if (mine.count >= MAX_WAITING) return refuse('CapReached', { text: { ja: `キャンセル待ちは${MAX_WAITING}件までです。`, en: `You can wait for at most ${MAX_WAITING} times.` } });
    const row = await sql<{ id: string; rank: number }>`insert into reservations.waiting (id, unit_id, use_date, slots, use_range, patron_id, rank, state, at)
      select ${ctx.newId()}::uuid, ${place.unitId}::uuid, ${use.date}::date, ${use.parts.map((part) => part.code)}::text[], ${rangeText(span.from, span.to)}::tstzrange, ${patron.id}::uuid,
        coalesce((select max(rank) from reservations.waiting where unit_id = ${place.unitId} and use_date = ${use.date}::date and use_range && ${rangeText(span.from, span.to)}::tstzrange), 0) + 1, 'waiting', ${ctx.now}::timestamptz
      on conflict on constraint waiting_already_waiting do update set state = 'waiting', rank = excluded.rank, at = excluded.at, offer_until = null where waiting.state in ('lapsed', 'withdrawn') returning id, rank`.execute(ctx.db);
    const [joined] = row.rows;
    if (!joined) return refuse('AlreadyWaiting');
    ctx.audit({ subject: `patron:${patron.id}`, unit: place.unit.code });
    return done({ waiting: joined.id, rank: joined.rank });
  },
});

async function lockWaiting(ctx: Ctx, id: string) {
  const row = await ctx.db.selectFrom('reservations.waiting').select(['id', 'unit_id', 'use_date', 'slots', 'use_range', 'patron_id', 'state', 'offer_until', 'reservation_id']).where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) return null;
  const patron = await lockPatron(ctx, row.patron_id);
  const place = await loadPlace(ctx.city, ctx.db, row.unit_id);
  if (!patron || !place) return null;
  const mine = ctx.actor.kind === 'citizen' ? patron.citizenId === ctx.actor.id : ctx.may('reservations.desk', scopeOf(place));
  return mine ? { row, patron, place } : null;
}

/** Ends an offer's hold and says that the time is free again, so that the next one hears of it. */
async function passOn(ctx: Ctx, row: { readonly unit_id: string; readonly use_range: { readonly from: Temporal.Instant; readonly to: Temporal.Instant | null }; readonly reservation_id: string | null }): Promise<void> {
  const policy = (await loadPlace(ctx.city, ctx.db, row.unit_id))?.facility.policy.release;
  // Where freed times are drawn for, one that the last of those waiting did not want is drawn for too.
  const at = policy?.mode === 'mini_lottery' ? releaseOf(policy, { cancelledAt: ctx.now, useStart: row.use_range.from, random: 0 }).at : ctx.now;
  if (row.reservation_id) {
    const held = await ctx.db.selectFrom('reservations.reservations').select('id').where('id', '=', row.reservation_id).where('state', '=', 'held').forUpdate().executeTakeFirst();
    if (held) {
      await giveBack(ctx, held.id, at);
      await ctx.db.deleteFrom('reservations.reservations').where('id', '=', held.id).execute();
    }
  }
  if (row.use_range.to) ctx.emit(released, { unit: row.unit_id, from: row.use_range.from.toString(), to: row.use_range.to.toString(), at: at.toString() });
}

export const leaveWaiting = command({
  name: 'reservations.leaveWaiting',
  title: { ja: 'キャンセル待ちをやめる', en: 'Leave the waiting list' },
  input: z.object({ waiting: waitingField }),
  allow: [citizen, staff('reservations.desk')],
  refusals: { LotteryState },
  async run(ctx, input) {
    const it = await lockWaiting(ctx, input.waiting);
    if (!it) return refuse('NotFound');
    if (it.row.state !== 'waiting' && it.row.state !== 'offered') return refuse('LotteryState', { state: it.row.state });
    await ctx.db.updateTable('reservations.waiting').set({ state: 'withdrawn', offer_until: null }).where('id', '=', it.row.id).execute();
    if (it.row.state === 'offered') await passOn(ctx, it.row);
    ctx.audit({ subject: `patron:${it.patron.id}` });
    return done({ waiting: it.row.id });
  },
});

export interface Freed {
  readonly unitId: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

export interface Offer {
  readonly waiting: string;
  readonly patron: string;
  readonly reservation: string;
  readonly until: string;
}

const MAX_ASKED = 50;

/**
 * Offers what came back to those who wait, in their order: the first whose whole wish is free gets it as a hold.
 * The waiting list comes before the release queue: whoever lost or waited has a better claim than whoever is quick.
 */
export async function offerNext(ctx: Ctx, freed: Freed): Promise<readonly Offer[]> {
  const range = rangeText(freed.from, freed.to);
  const found = await sql<{ id: string; unit_id: string; use_date: Temporal.PlainDate; slots: readonly string[]; use_range: { from: Temporal.Instant; to: Temporal.Instant | null }; patron_id: string }>`
    select w.id, w.unit_id, w.use_date, w.slots, w.use_range, w.patron_id from reservations.units f
      join reservations.units u on u.facility_id = f.facility_id and u.cell_ids && f.cell_ids join reservations.waiting w on w.unit_id = u.id
     where f.id = ${freed.unitId} and w.state = 'waiting' and w.use_range && ${range}::tstzrange and lower(w.use_range) > ${ctx.now} order by w.rank, w.at, w.id limit ${MAX_ASKED} for update of w skip locked`.execute(ctx.db);
  const offers: Offer[] = [];
  for (const row of found.rows) {
    const place = await loadPlace(ctx.city, ctx.db, row.unit_id);
    const patron = await lockPatron(ctx, row.patron_id);
    if (!place || !patron || patron.status !== 'active' || (patron.validTo && Temporal.PlainDate.compare(patron.validTo, row.use_date) < 0)) continue;
    const use = fitTime(place, wantedOf(row), ctx.now);
    if (!use.ok) continue;
    const until = offerUntil(place.facility.policy.release, ctx.now, useSpan(use.date, use).from);
    if (!until || (await withinAllCaps(ctx, place, patron, 'web', use.date, null))) continue;
    const reservation = await holdFor(ctx, place, use, patron, until);
    if (!reservation) continue;
    await ctx.db.updateTable('reservations.waiting').set({ state: 'offered', offer_until: until, reservation_id: reservation }).where('id', '=', row.id).execute();
    tellOffer(ctx, place, use, patron, until);
    offers.push({ waiting: row.id, patron: patron.id, reservation, until: until.toString() });
  }
  return offers;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && (error.constraint === 'claims_taken' || error.constraint === 'zone_claims_noise' || error.constraint === 'wall_claims_taken');
}

/** Holds the place for one patron; null when it is not wholly free. What only waits in the release queue counts as free here. */
async function holdFor(ctx: Ctx, place: Place, use: RequestedUse, patron: Patron, until: Temporal.Instant): Promise<string | null> {
  const span = claimSpan(place.unit, use.date, use);
  for (const one of inLine(place.cells, span.from, span.to)) await one.execute(ctx.db);
  if ((await isHeldBy(ctx, place.cells, span)).rows.some((row) => row.kind !== 'release')) return null;
  await sql`savepoint offer`.execute(ctx.db);
  try {
    // A release may be longer than what is offered: only the part in the way is taken out.
    await sql`with taken_out as (delete from reservations.claims where kind = 'release' and cell_id = any(${place.cells}) and during && ${rangeText(span.from, span.to)}::tstzrange returning cell_id, during, hold_until)
      insert into reservations.claims (cell_id, during, kind, hold_until) select cell_id, rest, 'release', hold_until from taken_out, unnest(tstzmultirange(during) - tstzmultirange(${rangeText(span.from, span.to)}::tstzrange)) as rest`.execute(ctx.db);
    const id = await writeBooking(ctx, { place, use, patron, channel: 'web', holdUntil: until, reason: '繰上のご案内' });
    if (typeof id !== 'string') {
      await sql`rollback to savepoint offer`.execute(ctx.db);
      return null;
    }
    await sql`release savepoint offer`.execute(ctx.db);
    return id;
  } catch (error) {
    await sql`rollback to savepoint offer`.execute(ctx.db);
    if (isTaken(error)) return null;
    throw error;
  }
}

function tellOffer(ctx: Ctx, place: Place, use: RequestedUse, patron: Patron, until: Temporal.Instant): void {
  const say = (lang: 'ja' | 'en') => `${formatDate(use.date, lang, 'withWeekday')} ${formatTimes(use.start, use.end, lang)} ${place.facility.name[lang]} ${place.unit.name[lang]}`;
  tellPatron(ctx, patron, {
    kind: 'reservations.offered', href: '/my/waiting', everyChannel: true, title: { ja: '空きが出ました（キャンセル待ち）', en: 'A place has become free' },
    body: { ja: `${say('ja')}\n${formatInstant(until, 'ja')}まで、あなたのために押さえています。使うときは、それまでに「予約する」を押してください。過ぎると、次の方にご案内します。`, en: `${say('en')}\nIt is held for you until ${formatInstant(until, 'en')}. Please accept it by then; otherwise it is offered to the next person.` },
  });
}

/** Hears `reservations.released`. */
export const offerReleased = command({
  name: 'reservations.offerReleased',
  title: { ja: '空いた時間を待っている人に案内する', en: 'Offer a released time' },
  input: z.object({ unit: idField({ ja: '部屋', en: 'Room' }), from: textField({ ja: '始まり', en: 'From' }, { numbers: true }), to: textField({ ja: '終わり', en: 'To' }, { numbers: true }), at: optional(textField({ ja: '戻る時刻', en: 'Back at' }, { numbers: true })) }),
  allow: [system],
  async run(ctx, input) {
    const freed = { unitId: input.unit, from: Temporal.Instant.from(input.from), to: Temporal.Instant.from(input.to) };
    const offers = await offerNext(ctx, freed);
    const lottery = offers.length === 0 && input.at ? await openMiniLottery(ctx, freed, Temporal.Instant.from(input.at)) : null;
    return done({ offers, lottery });
  },
});

/** 繰上を受ける: the held place becomes a booking. */
export const acceptOffer = command({
  name: 'reservations.acceptOffer',
  title: { ja: '繰上の案内を受けて予約する', en: 'Accept an offer' },
  input: z.object({ waiting: waitingField, purpose: withDefault(codeField({ ja: '利用目的', en: 'Purpose' }, 40), ''), persons: optional(intField({ ja: '人数', en: 'Number of persons' }, { min: 1, max: 100_000 })) }),
  allow: [citizen, staff('reservations.desk')],
  refusals: { OfferOver, NotActive, NotHere, GuardianNeeded, CapReached, NotOffered, Taken, Noise, NotEnough, PurposeNotAllowed, TooManyPersons, NoPrice, PriceChanged, NoRoom },
  async run(ctx, input) {
    const it = await lockWaiting(ctx, input.waiting);
    if (!it) return refuse('NotFound');
    const { row, patron, place } = it;
    if (row.state !== 'offered' || !row.offer_until || !row.reservation_id || Temporal.Instant.compare(row.offer_until, ctx.now) <= 0) return refuse('OfferOver');
    const problem = mayActFor(ctx, patron, place) ?? (await withinAllCaps(ctx, place, patron, 'web', row.use_date, row.reservation_id));
    if (problem) return problem;
    const use = fitTime(place, wantedOf(row), ctx.now);
    if (!use.ok) return use;
    if (!(await confirmHold(ctx, place, row.reservation_id))) return refuse('OfferOver');
    const settled = await settle(ctx, { place, use, patron, classCode: patron.classCode, reservationId: row.reservation_id, details: plainDetails(input.purpose, input.persons), title: '', titlePublic: false, remarks: '', reduction: null, expectedFee: null, fromState: 'held' });
    if (!settled.ok) return settled;
    await ctx.db.updateTable('reservations.waiting').set({ state: 'taken' }).where('id', '=', row.id).execute();
    await sql`update reservations.entries e set state = 'promoted', reservation_id = ${row.reservation_id}::uuid, version = version + 1 from reservations.waiting w
      where w.id = ${row.id} and e.patron_id = w.patron_id and e.unit_id = w.unit_id and e.use_range = w.use_range and e.state = 'lost'`.execute(ctx.db);
    return done(settled.value);
  },
});

const LAPSES_AT_ONCE = 100;

/** Offers nobody took in time pass on. */
export const lapseOffers = command({
  name: 'reservations.lapseOffers',
  title: { ja: '期限の過ぎた繰上の案内を次に回す', en: 'Pass on lapsed offers' },
  input: z.object({}),
  allow: [system],
  async run(ctx) {
    const rows = await ctx.db.selectFrom('reservations.waiting as w').leftJoin('reservations.reservations as r', 'r.id', 'w.reservation_id').innerJoin('reservations.patrons as p', 'p.id', 'w.patron_id')
      .select(['w.id', 'w.unit_id', 'w.use_range', 'w.reservation_id', 'r.state as booking', 'p.citizen_id', 'p.email']).where('w.state', '=', 'offered').where('w.offer_until', '<=', ctx.now).orderBy('w.offer_until').limit(LAPSES_AT_ONCE).forUpdate('w').skipLocked().execute();
    for (const row of rows) {
      const lapsed = row.booking === null || row.booking === 'held';
      await ctx.db.updateTable('reservations.waiting').set({ state: lapsed ? 'lapsed' : 'taken' }).where('id', '=', row.id).execute();
      if (!lapsed) continue;
      await passOn(ctx, row);
      tellPatron(ctx, { citizenId: row.citizen_id, email: row.email }, { kind: 'reservations.offerLapsed', href: '/my/waiting', title: { ja: 'キャンセル待ちのご案内の期限が過ぎました', en: 'Your offer has lapsed' }, body: { ja: '期限までにお返事がなかったため、次の方にご案内します。', en: 'There was no answer in time, so the place is offered to the next person.' } });
    }
    return done({ lapsed: rows.length, left: rows.length === LAPSES_AT_ONCE });
  },
});

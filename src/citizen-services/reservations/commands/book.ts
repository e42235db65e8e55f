/** 仮押さえ・申込み・予約. 地方自治法244条の2（利用の許可は条例で定める）. */
import type { Updateable } from 'kysely';
import { z } from 'zod';
import { actorKey, citizen, staff, system } from '../../../kernel/actor.ts';
import { rangeText } from '../../../kernel/db/values.ts';
import { done, refuse, type Refused } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { bookingNumber, type Ctx, fitTime, lockPatron, mayActFor, mayBookNow, type Patron, readPatron, type UseDetails, type WantedTime, withinAllCaps } from '../booking.ts';
import { takenDetails } from '../alternatives.ts';
import { confirmHold, giveBack, take } from '../claims.ts';
import { refusals } from '../messages/refusals.ts';
import { loadPlace, type Place, scopeOf } from '../place.ts';
import { settle } from '../settle.ts';
import { takeTied, withTiedExtras } from '../tied.ts';
import { nightsIn } from '../rules/nights.ts';
import { claimSpan, type RequestedUse, useSpan } from '../rules/slots.ts';
import type { ReservationsTables } from '../rows.ts';
import { holdUntil } from '../rules/deadlines.ts';
import type { Channel } from '../rules/policy.ts';
import { inOpenLottery } from '../queries/lottery.ts';
import { detailFields, reservationField, timeFields, unitField, whoFields } from './fields.ts';

const { Taken, Noise, NotEnough, NotOffered, OutsideWindow, InLottery, CapReached, NotActive, NotHere, PurposeNotAllowed, TooManyPersons, GuardianNeeded, NoPrice, PriceChanged, HoldEnded, TooManyHolds, WrongState, ReasonNeeded, NoRoom } = refusals;
const bookingRefusals = { Taken, Noise, NotEnough, NotOffered, OutsideWindow, InLottery, CapReached, NotActive, NotHere, PurposeNotAllowed, TooManyPersons, GuardianNeeded, NoPrice, PriceChanged, ReasonNeeded, NoRoom };

const MAX_HOLDS = 3;
/** How long after a power cut the paper day sheets may still be entered. */
const RECORD_DAYS = 14;

interface Wish extends WantedTime {
  readonly unit: string;
  readonly patron: string | null;
  readonly walkInName: string | null;
  readonly walkInPhone: string | null;
  readonly userClass: string | null;
  readonly channel: Channel | null;
  readonly reason: string | null;
  /** The desk enters what happened while the power was out. */
  readonly recordedAfter: boolean;
}

interface Ready {
  readonly place: Place;
  readonly use: RequestedUse;
  readonly patron: Patron | null;
  readonly classCode: string;
  readonly channel: Channel;
}

type Problem = Refused<keyof typeof bookingRefusals | 'NotFound' | 'NotAllowed' | 'InvalidInput'>;

/** Everything that is asked before a place is taken. */
async function makeReady(ctx: Ctx, wish: Wish): Promise<Ready | Problem> {
  // Asked for together: neither needs the other's answer.
  const reading = wish.patron ? readPatron(ctx, wish.patron) : Promise.resolve(null);
  reading.catch(() => {});
  const place = await loadPlace(ctx.city, ctx.db, wish.unit);
  const patron = await reading;
  if (!place) return refuse('NotFound');
  const atDesk = ctx.actor.kind !== 'citizen';
  if (atDesk && !ctx.may('reservations.desk', scopeOf(place))) return refuse('NotAllowed');
  if (!atDesk && place.unit.visibility !== 'public_book') return refuse('NotFound');
  const channel: Channel = atDesk ? (wish.channel ?? 'desk') : wish.channel === 'kiosk' ? 'kiosk' : 'web';
  const after = atDesk && wish.recordedAfter;
  if (after && !wish.reason) return refuse('ReasonNeeded');
  const use = fitTime(place, wish, after ? ctx.now.subtract({ hours: 24 * RECORD_DAYS }) : ctx.now);
  if (!use.ok) return use;
  if (!wish.patron && !atDesk) return refuse('InvalidInput', { field: 'patron' });
  if (wish.patron) {
    const problem = mayActFor(ctx, patron, place);
    if (problem) return problem;
  } else if (!wish.walkInName) return refuse('InvalidInput', { field: 'walkInName' });
  const classCode = patron?.classCode ?? wish.userClass ?? 'N-PERSON';
  const window = mayBookNow(ctx, place, classCode, channel, use.date, wish.reason);
  if (window) return window;
  if (!atDesk && (await inOpenLottery(ctx, place, use))) return refuse('InLottery');
  if (patron && !(atDesk && wish.reason)) {
    const cap = await withinAllCaps(ctx, place, patron, channel, use.date, null);
    if (cap) return cap;
  }
  return { place, use, patron, classCode, channel };
}

interface Extra {
  readonly id: string;
  readonly number: string;
  readonly holdUntil: Temporal.Instant | null;
  readonly seriesId?: string;
  readonly entryId?: string;
}

/** Sends the reservation and takes its cells, and the rooms that go along. */
async function write(ctx: Ctx, ready: Ready, wish: Wish, extra: Extra, outcome: Updateable<ReservationsTables['reservations.reservations']> = {}, rooms: readonly string[] = []): Promise<Refused<'NoRoom'> | null> {
  const { place, use } = ready;
  const { id, number } = extra;
  const used = useSpan(use.date, use);
  const claim = claimSpan(place.unit, use.date, use);
  ctx.behind(ctx.db.insertInto('reservations.reservations').values({
    id, number, facility_id: place.facility.id, unit_id: place.unitId, patron_id: ready.patron?.id ?? null, walk_in_name: wish.walkInName, walk_in_phone: wish.walkInPhone, class_code: ready.classCode,
    use_date: use.date, slots: [...new Set(use.parts.map((part) => part.code))], nights: nightsIn(use), use_range: rangeText(used.from, used.to), claim_range: rangeText(claim.from, claim.to),
    channel: ready.channel, state: extra.holdUntil ? 'held' : 'provisional', hold_until: extra.holdUntil, policy_no: place.facility.policyNo,
    series_id: extra.seriesId ?? null, entry_id: extra.entryId ?? null, reason: wish.reason, device: 'device' in ctx.actor ? ctx.actor.device : null, created_by: actorKey(ctx.actor), created_at: ctx.now, ...outcome,
  }));
  await take(ctx, place, { reservationId: id, patronId: ready.patron?.id ?? null, use: used, claim, holdUntil: extra.holdUntil });
  return takeTied(ctx, place, { reservationId: id, patronId: ready.patron?.id ?? null, useStart: used.from, holdUntil: extra.holdUntil, asked: rooms });
}

function detailsOf(place: Place, input: { rooms: readonly string[]; purpose: string; persons: number | null; admission: number | null; commercial: boolean; rehearsal: boolean; extras: readonly { code: string; quantity: number }[] }): UseDetails {
  return { purpose: input.purpose, persons: input.persons, admissionYen: input.admission, commercial: input.commercial, rehearsal: input.rehearsal, extras: withTiedExtras(place.unit, input.extras.filter((one) => one.quantity > 0), input.rooms) };
}

/** Chosen on the grid: nobody else can take it for ten minutes. Nothing is charged. */
export const hold = command({
  name: 'reservations.hold',
  title: { ja: '時間を仮押さえする', en: 'Hold a time' },
  input: z.object({ unit: unitField, ...timeFields, ...whoFields }),
  allow: [citizen, staff('reservations.desk')],
  refusals: { ...bookingRefusals, TooManyHolds },
  async run(ctx, input) {
    const ready = await makeReady(ctx, input);
    if ('refused' in ready) return ready;
    if (ctx.actor.kind === 'citizen') {
      const held = await ctx.db.selectFrom('reservations.reservations').select((eb) => eb.fn.countAll<number>().as('count')).where('created_by', '=', actorKey(ctx.actor)).where('state', '=', 'held').where('hold_until', '>', ctx.now).executeTakeFirstOrThrow();
      if (held.count >= MAX_HOLDS) return refuse('TooManyHolds');
    }
    const until = holdUntil(ready.place.facility.policy, ctx.now);
    const made = { id: ctx.newId(), number: bookingNumber(ctx) };
    const full = await write(ctx, ready, input, { ...made, holdUntil: until });
    if (full) return full;
    ctx.audit({ subject: `reservation:${made.id}` });
    return done({ reservation: made.id, number: made.number, holdUntil: until.toString() });
  },
  explain: async (ctx, input, refused) => (refused === 'Taken' ? takenDetails(ctx, input) : {}),
});

/** Gives a hold up at once, so that others need not wait for its end. */
export const abandon = command({
  name: 'reservations.abandon',
  title: { ja: '仮押さえをやめる', en: 'Give up a hold' },
  input: z.object({ reservation: reservationField }),
  allow: [citizen, staff('reservations.desk')],
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.reservations').select(['id', 'created_by']).where('id', '=', input.reservation).where('state', '=', 'held').forUpdate().executeTakeFirst();
    if (!row || row.created_by !== actorKey(ctx.actor)) return refuse('NotFound');
    await giveBack(ctx, row.id, null);
    await ctx.db.deleteFrom('reservations.reservations').where('id', '=', row.id).execute();
    ctx.audit({ subject: `reservation:${row.id}` });
    return done({});
  },
});

/** The held time is applied for: it becomes 仮予約, and what is owed is recorded. */
export const submit = command({
  name: 'reservations.submit',
  title: { ja: '仮押さえした時間を申し込む', en: 'Apply for the held time' },
  input: z.object({ reservation: reservationField, ...detailFields }),
  allow: [citizen, staff('reservations.desk')],
  refusals: { ...bookingRefusals, HoldEnded, WrongState },
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.reservations').select(['id', 'number', 'unit_id', 'patron_id', 'class_code', 'use_date', 'use_range', 'slots', 'nights', 'state', 'created_by', 'walk_in_name']).where('id', '=', input.reservation).forUpdate().executeTakeFirst();
    if (!row || row.created_by !== actorKey(ctx.actor)) return refuse('NotFound');
    const place = await loadPlace(ctx.city, ctx.db, row.unit_id);
    if (!place) return refuse('NotFound');
    const minutes = place.facility.policy.deadlines.holdMinutes;
    if (row.state !== 'held') return refuse('WrongState', { state: row.state });
    if (!(await confirmHold(ctx, place, row.id))) return refuse('HoldEnded', { minutes });
    const patron = row.patron_id ? await lockPatron(ctx, row.patron_id) : null;
    if (row.patron_id) {
      const problem = mayActFor(ctx, patron, place);
      if (problem) return problem;
    }
    const use = fitTime(place, { date: row.use_date, slots: row.slots[0] === 'HOUR' ? [] : row.slots, nights: row.nights, ...minutesOfUse(row) }, ctx.now);
    if (!use.ok) return use;
    const full = await takeTied(ctx, place, { reservationId: row.id, patronId: patron?.id ?? null, useStart: row.use_range.from, holdUntil: null, asked: input.rooms });
    if (full) return full;
    return settle(ctx, { place, use, patron, classCode: row.class_code, reservationId: row.id, number: row.number, details: detailsOf(place, input), title: input.title, titlePublic: input.titlePublic, remarks: input.remarks, reduction: input.reduction, expectedFee: input.expectedFee, fromState: 'held' });
  },
});

function minutesOfUse(row: { use_date: Temporal.PlainDate; use_range: { from: Temporal.Instant; to: Temporal.Instant | null } }): { from: number; to: number } {
  const midnight = row.use_date.toZonedDateTime('Asia/Tokyo').toInstant();
  const minute = (at: Temporal.Instant) => Math.round((at.epochMilliseconds - midnight.epochMilliseconds) / 60_000);
  return { from: minute(row.use_range.from), to: minute(row.use_range.to ?? row.use_range.from) };
}

/** Hold and application in one: the desk, the API, and everything that books by itself. */
export const reserve = command({
  name: 'reservations.reserve',
  title: { ja: '施設を予約する', en: 'Book a facility' },
  input: z.object({ unit: unitField, ...timeFields, ...whoFields, ...detailFields }),
  allow: [citizen, staff('reservations.desk'), system],
  refusals: bookingRefusals,
  async run(ctx, input) {
    const ready = await makeReady(ctx, input);
    if ('refused' in ready) return ready;
    const details = detailsOf(ready.place, input);
    const made = { id: ctx.newId(), number: bookingNumber(ctx) };
    // Place, history and bill are sent together; whether the place was had is known before anything is committed.
    return settle(ctx, {
      ...ready, reservationId: made.id, number: made.number, details, title: input.title, titlePublic: input.titlePublic, remarks: input.remarks, reduction: input.reduction, expectedFee: input.expectedFee, fromState: null,
      write: (outcome) => write(ctx, ready, input, { ...made, holdUntil: null }, outcome, input.rooms),
    });
  },
  explain: async (ctx, input, refused) => (refused === 'Taken' ? takenDetails(ctx, input) : {}),
});


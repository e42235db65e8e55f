/**
 * The steps that making, moving and ending a booking share: who may, what it costs, until when it must be paid.
 * Rules decide (rules/), claims take (claims.ts); here they are joined to rows.
 */
import { sql } from 'kysely';
import type { CommandContext } from '../../kernel/act.ts';
import { actorKey } from '../../kernel/actor.ts';
import { tokyoDate } from '../../kernel/calendar/calendar.ts';
import type { NoticeToSend } from '../../kernel/notices/notice.ts';
import { refuse, type Refused } from '../../kernel/outcome.ts';
import type { Text } from '../../kernel/view.ts';
import type { refusals } from './messages/refusals.ts';
import { type Place, scopeOf } from './place.ts';
import { countedStates } from './rules/booking-state.ts';
import type { Fee } from './rules/fee.ts';
import { feeForNights, requestNights } from './rules/nights.ts';
import { type Channel, type FacilityPolicy, matchesAny, type Unit } from './rules/policy.ts';
import type { RequestedUse } from './rules/slots.ts';
import { requestRange, requestSlots } from './rules/slots.ts';
import { windowFor, withinCaps } from './rules/windows.ts';
import type { ReservationsTables } from './rows.ts';

export type Ctx = CommandContext<ReservationsTables>;
export type RefusalCode = keyof typeof refusals;

export interface Patron {
  readonly id: string;
  readonly number: string;
  readonly kind: 'individual' | 'group';
  readonly classCode: string;
  readonly name: string;
  readonly citizenId: string | null;
  readonly email: string | null;
  readonly status: string;
  readonly validTo: Temporal.PlainDate | null;
  readonly facilities: readonly string[];
  readonly minorAlone: boolean;
  /** DV等支援措置: on bills and lists a number stands for the name. */
  readonly listedAs: string;
}

const ADULT_YEARS = 18; // 民法4条

/** The patron, locked until the end: caps are counted while nobody else adds a booking of theirs. */
export async function lockPatron(ctx: Ctx, id: string): Promise<Patron | null> {
  await lockForCounting(ctx, id);
  return readPatron(ctx, id);
}

async function lockForCounting(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.selectFrom('reservations.patrons').select('id').where('id', '=', id).forNoKeyUpdate().execute();
}

export async function readPatron(ctx: Ctx, id: string): Promise<Patron | null> {
  return (await readPatrons(ctx, [id])).get(id) ?? null;
}

/** Several at once, by their ids. */
export async function readPatrons(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, Patron>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.db.selectFrom('reservations.patrons').select(['id', 'number', 'kind', 'class_code', 'name', 'citizen_id', 'email', 'status', 'valid_to', 'facilities', 'birth_date', 'guardian', 'hidden_name']).where('id', 'in', [...new Set(ids)]).execute();
  return new Map(rows.map((row): [string, Patron] => {
    const minor = row.birth_date !== null && Temporal.PlainDate.compare(row.birth_date.add({ years: ADULT_YEARS }), ctx.today) > 0;
    return [row.id, {
      id: row.id, number: row.number, kind: row.kind, classCode: row.class_code, name: row.name, citizenId: row.citizen_id, email: row.email, status: row.status, validTo: row.valid_to,
      facilities: row.facilities, minorAlone: minor && !row.guardian, listedAs: row.hidden_name ? `登録 ${row.number}` : row.name,
    }];
  }));
}

/** Whether this actor may act for this patron here. Not one's own: "not found", as if it did not exist. */
export function mayActFor(ctx: Ctx, patron: Patron | null, place: Place): Refused<'NotFound' | 'NotActive' | 'NotHere' | 'GuardianNeeded'> | null {
  if (!patron) return refuse('NotFound');
  if (ctx.actor.kind === 'citizen' && patron.citizenId !== ctx.actor.id) return refuse('NotFound');
  if (patron.status !== 'active' || (patron.validTo && Temporal.PlainDate.compare(patron.validTo, ctx.today) < 0)) return refuse('NotActive');
  if (patron.facilities.length > 0 && !patron.facilities.includes(place.facility.code)) return refuse('NotHere');
  if (patron.minorAlone && place.unit.legal.guardianForMinors) return refuse('GuardianNeeded');
  return null;
}

export interface WantedTime {
  readonly date: Temporal.PlainDate;
  readonly slots: readonly string[];
  readonly from: number | null;
  readonly to: number | null;
  /** More than one: a stay from `date` on. */
  readonly nights?: number | null;
}

function fitToSlots(policy: FacilityPolicy, unit: Unit, wanted: WantedTime, now: Temporal.Instant) {
  const { date, slots, from, to, nights } = wanted;
  if (nights && nights > 1) return requestNights(policy, unit, date, nights, now);
  return slots.length > 0 || from === null || to === null ? requestSlots(policy, unit, date, slots, now) : requestRange(policy, unit, date, { start: from, end: to }, now);
}

/** Fits what was asked for to the slots of the day, or to the nights of a stay. */
export function fitTime(place: Place, wanted: WantedTime, now: Temporal.Instant): RequestedUse | Refused<'NotOffered'> {
  const { policy } = place.facility;
  const fitted = fitToSlots(policy, place.unit, wanted, now);
  return fitted.ok ? fitted : refuse('NotOffered', { code: fitted.code, text: fitted.message });
}

/** Whether the windows let this class in now through this channel. Staff may override with a reason; it is kept and listed. */
export function mayBookNow(ctx: Ctx, place: Place, userClass: string, channel: Channel, date: Temporal.PlainDate, reason: string | null): Refused<'OutsideWindow' | 'InLottery' | 'ReasonNeeded'> | null {
  const verdict = windowFor(place.facility.policy, place.unit, { userClass, channel }, date, ctx.now);
  if (verdict.state === 'open' && verdict.phase === 'first_come') return null;
  if (ctx.actor.kind !== 'citizen' && ctx.may('reservations.desk', scopeOf(place))) {
    if (channel === 'lottery' || channel === 'recurring') return null;
    if (reason) return null;
    return refuse('ReasonNeeded', 'message' in verdict ? { why: verdict.message } : {});
  }
  if (verdict.state === 'open') return refuse('InLottery');
  return refuse('OutsideWindow', { text: verdict.message, ...(verdict.state === 'not_yet' ? { opens: verdict.opens.toString() } : {}) });
}

/** Counts the patron's bookings against the caps of the window and of the facility, with the patron's row locked meanwhile. */
export async function withinAllCaps(ctx: Ctx, place: Place, patron: Patron, channel: Channel, date: Temporal.PlainDate, except: string | null): Promise<Refused<'CapReached'> | null> {
  const verdict = windowFor(place.facility.policy, place.unit, { userClass: patron.classCode, channel }, date, ctx.now);
  const caps = [verdict.state === 'open' ? verdict.rule?.caps : undefined, place.facility.policy.caps].filter((one) => one !== undefined);
  if (caps.length === 0) return null;
  await lockForCounting(ctx, patron.id);
  const perPerson = caps.some((cap) => cap.countedPer === 'person');
  const rows = await sql<{ use_date: Temporal.PlainDate }>`select use_date from reservations.reservations
     where facility_id = ${place.facility.id} and state = any(${[...countedStates]}) and use_date >= ${ctx.today.with({ day: 1 })} and id is distinct from ${except}::uuid
       and (patron_id = ${patron.id} ${perPerson ? sql`or patron_id in (select m.patron_id from reservations.members m where m.person_key in (select person_key from reservations.members where patron_id = ${patron.id}))` : sql``})`.execute(ctx.db);
  const dates = rows.rows.map((row) => row.use_date);
  for (const cap of caps) {
    const verdictOfCap = withinCaps(cap, dates, date, ctx.today);
    if (!verdictOfCap.ok) return refuse('CapReached', { code: verdictOfCap.code, text: verdictOfCap.message });
  }
  return null;
}

export interface UseDetails {
  readonly purpose: string;
  readonly persons: number | null;
  readonly admissionYen: number | null;
  readonly commercial: boolean;
  readonly rehearsal: boolean;
  readonly extras: readonly { readonly code: string; readonly quantity: number }[];
}

/** Whether the room is lent for this: purpose, number of persons, commerce. */
export function fitsRoom(place: Place, details: UseDetails): Refused<'PurposeNotAllowed' | 'TooManyPersons'> | null {
  const { unit } = place;
  const allowed = details.purpose === '' || ((unit.purposes.includes('*') || matchesAny(unit.purposes, details.purpose)) && !matchesAny(unit.forbiddenPurposes, details.purpose));
  if (!allowed || (details.commercial && !unit.legal.commercial)) return refuse('PurposeNotAllowed');
  if (details.persons !== null && (details.persons > unit.persons.max || details.persons < unit.persons.min)) return refuse('TooManyPersons', { min: unit.persons.min, max: unit.persons.max });
  return null;
}

export interface Priced {
  readonly total: number;
  readonly stored: unknown;
  readonly fee: Fee | null;
}

/** The fee with its explanation, as it is stored. A facility without fees costs nothing. */
export function priceOf(place: Place, use: RequestedUse, userClass: string, details: UseDetails, reduction: string | null, appliedOn: Temporal.PlainDate): Priced | Refused<'NoPrice'> {
  const policy = place.facility.policy.fee;
  if (!policy) return { total: 0, stored: { total: 0, trace: [] }, fee: null };
  const fee = feeForNights(policy, {
    unit: place.unit.code, useDate: use.date, applicationDate: appliedOn, parts: use.parts, userClass, purpose: details.purpose, admissionFee: details.admissionYen ?? 0,
    commercial: details.commercial, rehearsal: details.rehearsal, persons: details.persons ?? 0, extensionHours: 0, extras: details.extras, reduction,
  });
  if (!fee.ok) return refuse('NoPrice', { code: fee.code, text: fee.message });
  const { ok: _, ...stored } = fee;
  return { total: fee.total, stored, fee };
}

const READABLE = '23456789ABCDEFGHJKMNPQRSTVWXYZ'; // no 0/O, 1/I/L, U: read out on the phone

/** A booking number to read out on the phone: 'K7M2-Q9XD'. */
export function bookingNumber(ctx: Pick<Ctx, 'random'>): string {
  const letters = [...ctx.random(8)].map((byte) => READABLE[byte % READABLE.length]).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}

/** One line of a reservation's history; sent without waiting. */
export function remember(ctx: Ctx, reservationId: string, fromState: string | null, toState: string, options: { readonly reason?: string | null; readonly note?: string; readonly detail?: unknown } = {}): void {
  ctx.behind(ctx.db.insertInto('reservations.events').values({
    id: ctx.newId(), reservation_id: reservationId, at: ctx.now, actor: actorKey(ctx.actor), actor_kind: ctx.actor.kind, from_state: fromState, to_state: toState,
    reason: options.reason ?? null, note: options.note ?? '', device: 'device' in ctx.actor ? ctx.actor.device : null, detail: JSON.stringify(options.detail ?? {}),
  }));
}

export interface Addressee {
  readonly citizenId: string | null;
  readonly email: string | null;
}

/** Tells the patron, wherever they can be reached; somebody with neither account nor address is listed for a phone call. */
export function tell(ctx: Ctx, who: Addressee | null, message: { readonly kind: string; readonly title: Text; readonly body: Text; readonly reservationId: string; readonly everyChannel?: boolean }): void {
  const to: NoticeToSend['to'] | null = who?.citizenId ? { citizen: who.citizenId } : who?.email ? { email: who.email } : null;
  if (!to) return;
  ctx.notify({
    to, kind: message.kind, title: message.title, body: message.body, ...(who?.citizenId ? { href: `/my/reservations/${message.reservationId}` } : {}),
    ...(message.everyChannel ? { everyChannel: true } : {}),
  });
}

/** The day in Japan on which a moment falls, for rules that count days. */
export function dayOf(at: Temporal.Instant): Temporal.PlainDate {
  return tokyoDate(at);
}

/** Bookings as their patron and the desk see them. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { QueryContext } from '../../../kernel/act.ts';
import { anyone, citizen, staff } from '../../../kernel/actor.ts';
import { toInstant } from '../../../kernel/calendar/calendar.ts';
import { boolField, choiceField, codeField, dateField, idField, intField, listField, optional, textField, timeField, withDefault } from '../../../kernel/fields.ts';
import { yen } from '../../../kernel/money/money.ts';
import { isRecord } from '../../../kernel/text/json.ts';
import type { Text } from '../../../kernel/view.ts';
import { query } from '../acts.ts';
import { fitTime, priceOf } from '../booking.ts';
import { loadPlace, policyOf } from '../place.ts';
import { type BookingState, occupyingStates } from '../rules/booking-state.ts';
import { type Cancellation, cancellationOf } from '../rules/cancellation.ts';
import { deadlinesFor } from '../rules/deadlines.ts';
import { feeClassOf } from '../rules/funeral.ts';
import { partsOf } from '../rules/installments.ts';
import { reductionNamed } from '../rules/naming.ts';
import type { TraceLine } from '../rules/fee.ts';
import { windowFor } from '../rules/windows.ts';
import type { ReservationsTables } from '../rows.ts';
import { listedAs, namesSearchable, seesHidden } from './hidden-names.ts';
import { type Paper, papersOf } from './papers.ts';
import { type PartView, paymentPartsOf } from './payment-parts.ts';

export interface BookingView {
  readonly id: string;
  readonly number: string;
  readonly state: BookingState;
  readonly facility: { readonly code: string; readonly name: Text; readonly address: string; readonly phone: string };
  readonly unit: { readonly id: string; readonly code: string; readonly name: Text };
  readonly patron: { readonly id: string; readonly number: string; readonly name: string; readonly phone: string } | null;
  readonly walkInName: string | null;
  readonly walkInPhone: string | null;
  readonly classCode: string;
  readonly date: Temporal.PlainDate;
  readonly start: number;
  readonly end: number;
  readonly slots: readonly string[];
  /** Of a stay; 1 for everything else. */
  readonly nights: number;
  readonly purpose: string;
  readonly title: string;
  readonly persons: number | null;
  readonly admissionYen: number | null;
  readonly commercial: boolean;
  readonly rehearsal: boolean;
  readonly extras: readonly { readonly code: string; readonly quantity: number }[];
  readonly feeYen: number;
  readonly trace: readonly TraceLine[];
  readonly reduction: string | null;
  /** With its ground in the ordinance. */
  readonly reductionName: string | null;
  readonly reductionState: 'requested' | 'granted' | 'refused' | null;
  readonly holdUntil: Temporal.Instant | null;
  /** Until when the next payment counts. */
  readonly payBy: Temporal.Instant | null;
  /** Deposit and balance; empty where the fee is paid at once. */
  readonly parts: readonly PartView[];
  readonly permitNumber: string | null;
  readonly permittedAt: Temporal.Instant | null;
  readonly reason: string | null;
  readonly remarks: string;
  readonly channel: string;
  readonly createdAt: Temporal.Instant;
  readonly changeCount: number;
  readonly version: number;
  /** What cancelling now would cost; null when it cannot be cancelled any more. */
  readonly cancellation: Cancellation | null;
  readonly mayChange: boolean;
  readonly mayCancel: boolean;
  /** Grants of electronic locks, revoked ones left out. */
  readonly keys: readonly KeyView[];
  /** The use before its last change; null when it never changed. */
  readonly changedFrom: { readonly unit: string; readonly date: Temporal.PlainDate; readonly start: number; readonly end: number } | null;
  /** What the reduction took off. */
  readonly reducedYen: number;
  /** What was sent to prove a reduction; the papers themselves are for the office. */
  readonly papers: readonly Paper[];
  readonly events: readonly { readonly at: Temporal.Instant; readonly from: string | null; readonly to: string; readonly reason: string | null; readonly byStaff: boolean }[];
}

export interface KeyView {
  readonly lock: string;
  /** Only from a day before the use until its end, and only for those who may open the door: a code lying about is a door lying open. */
  readonly credential: string | null;
  /** From when on the credential is shown. */
  readonly shownFrom: Temporal.Instant;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
  readonly state: 'issued' | 'failed';
}

function extrasOf(value: unknown): { code: string; quantity: number }[] {
  return Array.isArray(value) ? value.flatMap((one: unknown) => (isRecord(one) ? [{ code: String(one['code']), quantity: Number(one['quantity']) }] : [])) : [];
}

function traceOf(value: unknown): readonly TraceLine[] {
  // Written by priceOf() and by nothing else.
  return isRecord(value) && Array.isArray(value['trace']) ? (value['trace'] as TraceLine[]) : [];
}

/** Written by `change` and by nothing else. */
function beforeOf(detail: unknown): BookingView['changedFrom'] {
  const before = isRecord(detail) ? detail['before'] : null;
  if (!isRecord(before)) return null;
  const { unit, date, start, end } = before;
  return typeof unit === 'string' && typeof date === 'string' && typeof start === 'number' && typeof end === 'number' ? { unit, date: Temporal.PlainDate.from(date), start, end } : null;
}

function reducedOf(fee: unknown): number {
  return isRecord(fee) && typeof fee['reduced'] === 'number' ? fee['reduced'] : 0;
}

function minuteOf(date: Temporal.PlainDate, at: Temporal.Instant): number {
  return Math.round((at.epochMilliseconds - toInstant(date, 0).epochMilliseconds) / 60_000);
}

const SHOWN_BEFORE = { hours: 24 } as const;

async function keysOf(ctx: Pick<QueryContext<ReservationsTables>, 'db' | 'now'>, reservationId: string, mayOpen: boolean): Promise<readonly KeyView[]> {
  const rows = await ctx.db.selectFrom('reservations.key_grants').select(['lock_code', 'credential', 'valid_from', 'valid_to', 'state']).where('reservation_id', '=', reservationId).where('state', '<>', 'revoked').orderBy('issued_at').execute();
  return rows.map((row): KeyView => {
    const shownFrom = row.valid_from.subtract(SHOWN_BEFORE);
    const now = mayOpen && Temporal.Instant.compare(shownFrom, ctx.now) <= 0 && Temporal.Instant.compare(ctx.now, row.valid_to) <= 0;
    return { lock: row.lock_code, credential: now ? row.credential : null, shownFrom, from: row.valid_from, to: row.valid_to, state: row.state === 'failed' ? 'failed' : 'issued' };
  });
}

/** One booking with its fee explained and what can still be done. Not one's own, or out of scope: not found. */
export const booking = query({
  name: 'reservations.booking',
  title: { ja: '予約の内容', en: 'A booking' },
  input: z.object({ reservation: idField({ ja: '予約', en: 'Booking' }) }),
  allow: [citizen, staff('reservations.desk'), staff('reservations.approve')],
  personal: true,
  async run(ctx, input): Promise<BookingView | null> {
    const row = await ctx.db.selectFrom('reservations.reservations as r').innerJoin('reservations.facilities as f', 'f.id', 'r.facility_id').innerJoin('reservations.units as u', 'u.id', 'r.unit_id').leftJoin('reservations.patrons as p', 'p.id', 'r.patron_id')
      .selectAll('r').select(['f.code as facility_code', 'f.name_ja', 'f.name_en', 'f.address', 'f.phone as facility_phone', 'f.policy_no as current_policy', 'u.code as unit_code', 'u.name_ja as unit_ja', 'u.name_en as unit_en', 'p.name as patron_name', 'p.number as patron_number', 'p.phone as patron_phone', 'p.citizen_id', 'p.hidden_name', 'p.facilities as patron_facilities'])
      .where('r.id', '=', input.reservation).executeTakeFirst();
    if (!row || !row.use_range.to) return null;
    const scope = `facility:${row.facility_code}`;
    const mine = ctx.actor.kind === 'citizen' ? row.citizen_id === ctx.actor.id || (row.state === 'held' && row.created_by === `citizen:${ctx.actor.id}`) : ctx.may('reservations.desk', scope) || ctx.may('reservations.approve', scope);
    if (!mine) return null;
    ctx.shown(`reservation:${row.id}`);
    const hidden = row.hidden_name === true && ctx.actor.kind !== 'citizen' && !seesHidden(ctx, row.patron_facilities ?? []);
    const events = await ctx.db.selectFrom('reservations.events').select(['at', 'from_state', 'to_state', 'reason', 'actor_kind', 'detail']).where('reservation_id', '=', row.id).orderBy('at').orderBy('id').execute();
    const policy = await policyOf(ctx.city, ctx.db, row.facility_id, row.current_policy);
    const unit = policy.units.find((one) => one.code === row.unit_code);
    const named = reductionNamed(policy, row.reduction);
    const paid = await sql<{ paid: number }>`select coalesce(sum(paid_yen - refunded_yen), 0)::int as paid from kernel.receivables where source = 'reservations' and subject = ${`reservation:${row.id}`}`.execute(ctx.db as never);
    const active = occupyingStates.includes(row.state) && row.state !== 'held' && row.state !== 'in_use';
    const deadlines = unit ? deadlinesFor(policy, { unit, useDate: row.use_date, useStart: row.use_range.from, bookedAt: row.created_at }) : null;
    const atDesk = ctx.actor.kind !== 'citizen';
    const inTime = (until: Temporal.Instant | null) => until === null || Temporal.Instant.compare(ctx.now, until) <= 0;
    const cancellation = active && unit ? cancellationOf(policy.cancel, policy.calendar, { useDate: row.use_date, cancelledOn: ctx.today, userClass: row.class_code, cause: 'patron', fee: yen(row.fee_yen - row.given_up_yen), paid: yen(Math.max(0, (paid.rows[0]?.paid ?? 0) - row.given_up_yen)), space: unit.space }) : null;
    return {
      id: row.id, number: row.number, state: row.state, facility: { code: row.facility_code, name: { ja: row.name_ja, en: row.name_en }, address: row.address, phone: row.facility_phone },
      unit: { id: row.unit_id, code: row.unit_code, name: { ja: row.unit_ja, en: row.unit_en } },
      patron: row.patron_id && row.patron_name && row.patron_number ? { id: row.patron_id, number: row.patron_number, name: hidden ? listedAs(row.patron_number) : row.patron_name, phone: hidden ? '' : (row.patron_phone ?? '') } : null, walkInName: row.walk_in_name, walkInPhone: row.walk_in_phone,
      classCode: row.class_code, date: row.use_date, start: minuteOf(row.use_date, row.use_range.from), end: minuteOf(row.use_date, row.use_range.to), slots: row.slots, nights: row.nights, purpose: row.purpose, title: row.title, persons: row.persons,
      admissionYen: row.admission_yen, commercial: row.commercial, rehearsal: row.rehearsal, extras: extrasOf(row.extras), feeYen: row.fee_yen, trace: traceOf(row.fee), reduction: row.reduction, reductionName: named === null ? null : `${named.name.ja}（${named.ground}）`, reductionState: row.reduction_state,
      holdUntil: row.hold_until, payBy: row.pay_by, parts: await paymentPartsOf(ctx, row.id), permitNumber: row.permit_number, permittedAt: row.permitted_at, reason: row.reason, remarks: row.remarks, channel: row.channel, createdAt: row.created_at, changeCount: row.change_count, version: row.version,
      cancellation, mayCancel: active && (atDesk || inTime(deadlines?.cancelUntil ?? null)),
      mayChange: (row.state === 'provisional' || row.state === 'permitted') && (atDesk || (policy.deadlines.change !== undefined && row.change_count < policy.deadlines.change.maxTimes && inTime(deadlines?.changeUntil ?? null))),
      keys: row.state === 'permitted' || row.state === 'in_use' ? await keysOf(ctx, row.id, !atDesk || ctx.may('reservations.desk', scope)) : [],
      changedFrom: beforeOf(events.findLast((event) => isRecord(event.detail) && 'before' in event.detail)?.detail), reducedYen: reducedOf(row.fee),
      papers: row.reduction === null ? [] : await papersOf(ctx, 'reservation_id', [row.id]),
      events: events.map((event) => ({ at: event.at, from: event.from_state, to: event.to_state, reason: event.reason, byStaff: event.actor_kind === 'staff' })),
    };
  },
});

export interface BookingLine {
  readonly id: string;
  readonly number: string;
  readonly state: BookingState;
  readonly facility: Text;
  readonly facilityCode: string;
  readonly unit: Text;
  readonly unitCode: string;
  readonly date: Temporal.PlainDate;
  readonly start: number;
  readonly end: number;
  readonly feeYen: number;
  readonly payBy: Temporal.Instant | null;
  readonly holdUntil: Temporal.Instant | null;
  readonly who: string;
  readonly phone: string;
  readonly purpose: string;
  readonly persons: number | null;
  readonly paid: boolean;
  /** Of a stay; 1 for everything else. */
  readonly nights: number;
  /** On a day's list: which of the nights this is, from 1. */
  readonly night?: number;
}

const PAGE = 50;

/** My bookings: upcoming first, or those that are over. */
export const myBookings = query({
  name: 'reservations.myBookings',
  title: { ja: '自分の予約', en: 'My bookings' },
  input: z.object({ past: boolField({ ja: '過ぎたもの', en: 'Past' }) }),
  allow: [citizen],
  async run(ctx, input): Promise<readonly BookingLine[]> {
    if (ctx.actor.kind !== 'citizen') return [];
    const me = ctx.actor.id;
    const rows = await lines(ctx.db as never, sql`(p.citizen_id = ${me}::uuid or (r.state = 'held' and r.created_by = ${`citizen:${me}`})) and ${input.past ? sql`(r.use_date < ${ctx.today} or r.state in ('cancelled', 'cancelled_by_city', 'expired', 'refused', 'completed', 'no_show'))` : sql`r.use_date >= ${ctx.today} and r.state in ('held', 'provisional', 'approval_pending', 'permitted', 'in_use')`} and (r.state <> 'held' or r.hold_until > ${ctx.now})`, input.past ? sql`r.use_date desc, r.use_range desc` : sql`r.use_date, r.use_range`, 100);
    return rows;
  },
});

async function lines(db: Parameters<ReturnType<typeof sql>['execute']>[0], where: ReturnType<typeof sql>, order: ReturnType<typeof sql>, limit: number): Promise<BookingLine[]> {
  const found = await sql<{ id: string; number: string; state: BookingState; name_ja: string; name_en: string; code: string; unit_ja: string; unit_en: string; unit_code: string; use_date: Temporal.PlainDate; from: Temporal.Instant; to: Temporal.Instant; fee_yen: number; pay_by: Temporal.Instant | null; hold_until: Temporal.Instant | null; who: string | null; phone: string | null; purpose: string; persons: number | null; open_yen: number; nights: number }>`
    select r.id, r.number, r.state, f.name_ja, f.name_en, f.code, u.name_ja as unit_ja, u.name_en as unit_en, u.code as unit_code, r.use_date, lower(r.use_range) as "from", upper(r.use_range) as "to", r.fee_yen, r.pay_by, r.hold_until,
           -- DV等支援措置: on lists such a patron is a number, nothing else.
           case when p.hidden_name then '登録 ' || p.number else coalesce(p.name, r.walk_in_name) end as who, case when p.hidden_name then '' else coalesce(p.phone, r.walk_in_phone) end as phone, r.purpose, r.persons, r.nights,
           coalesce((select sum(v.amount_yen - v.paid_yen) from kernel.receivables v where v.source = 'reservations' and v.subject = 'reservation:' || r.id and v.state = 'open'), 0)::int as open_yen
      from reservations.reservations r join reservations.facilities f on f.id = r.facility_id join reservations.units u on u.id = r.unit_id left join reservations.patrons p on p.id = r.patron_id
     where ${where} order by ${order} limit ${limit}`.execute(db);
  return found.rows.map((row) => ({
    id: row.id, number: row.number, state: row.state, facility: { ja: row.name_ja, en: row.name_en }, facilityCode: row.code, unit: { ja: row.unit_ja, en: row.unit_en }, unitCode: row.unit_code, date: row.use_date,
    start: minuteOf(row.use_date, row.from), end: minuteOf(row.use_date, row.to), feeYen: row.fee_yen, payBy: row.pay_by, holdUntil: row.hold_until, who: row.who ?? '', phone: row.phone ?? '', purpose: row.purpose, persons: row.persons, paid: row.open_yen === 0, nights: row.nights,
  }));
}

export interface PublicEvent {
  readonly unit: Text;
  readonly unitCode: string;
  readonly title: string;
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant;
}

const EVENT_DAYS = 180;

/** 催しの案内: permitted uses whose patrons want the title known. Titles, rooms and times; never who. */
export const publicEvents = query({
  name: 'reservations.publicEvents',
  title: { ja: '施設の催し', en: 'Events at a facility' },
  input: z.object({ facility: codeField({ ja: '施設', en: 'Facility' }, 40) }),
  allow: [anyone('利用者が公開を選んだ催しの名前だけです')],
  async run(ctx, input): Promise<readonly PublicEvent[]> {
    const rows = await ctx.db.selectFrom('reservations.reservations as r').innerJoin('reservations.facilities as f', 'f.id', 'r.facility_id').innerJoin('reservations.units as u', 'u.id', 'r.unit_id').select(['r.title', 'r.use_range', 'u.code', 'u.name_ja', 'u.name_en'])
      .where('f.code', '=', input.facility).where('f.public', '=', true).where('r.title_public', '=', true).where('r.title', '<>', '').where('r.state', 'in', ['permitted', 'in_use'])
      .where('r.use_date', '>=', ctx.today).where('r.use_date', '<', ctx.today.add({ days: EVENT_DAYS })).orderBy('r.use_date').limit(1000).execute();
    return rows.flatMap((row) => (row.use_range.to ? [{ unit: { ja: row.name_ja, en: row.name_en }, unitCode: row.code, title: row.title, from: row.use_range.from, to: row.use_range.to }] : []));
  },
});

/** An address has no lists of objects: there, six tables are 'tables:6', and one lighting is 'lighting'. */
function extraInAddress(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const [code, quantity = '1'] = value.split(':');
  return { code, quantity };
}

/** What a use would cost and whether it could be booked, before anything is held. */
export const quote = query({
  name: 'reservations.quote',
  title: { ja: '料金を確かめる', en: 'What it would cost' },
  input: z.object({
    unit: idField({ ja: '部屋', en: 'Room' }), date: dateField({ ja: '利用日', en: 'Date' }), slots: listField({ ja: '時間', en: 'Time' }, codeField({ ja: '時間', en: 'Time' }, 20), { max: 60 }), from: optional(timeField({ ja: '始まり', en: 'From' })), to: optional(timeField({ ja: '終わり', en: 'To' })), nights: optional(intField({ ja: '泊数', en: 'Nights' }, { min: 1, max: 31 })),
    userClass: optional(codeField({ ja: '利用者区分', en: 'Class' }, 40)), purpose: withDefault(codeField({ ja: '目的', en: 'Purpose' }, 40), ''), persons: optional(intField({ ja: '人数', en: 'Persons' }, { min: 1, max: 100_000 })), admission: optional(intField({ ja: '入場料', en: 'Admission' }, { max: 1_000_000 })),
    commercial: boolField({ ja: '営利', en: 'Commercial' }), rehearsal: boolField({ ja: '準備', en: 'Rehearsal' }), extras: listField({ ja: '附属設備', en: 'Equipment' }, z.preprocess(extraInAddress, z.object({ code: codeField({ ja: '設備', en: 'Item' }, 40), quantity: intField({ ja: '数', en: 'Quantity' }, { max: 1000 }) })), { max: 40 }), reduction: optional(codeField({ ja: '減免', en: 'Reduction' }, 40)),
  }),
  allow: [anyone('使用料は条例で公表されています')],
  async run(ctx, input) {
    const place = await loadPlace(ctx.city, ctx.db, input.unit);
    if (!place || (place.unit.visibility === 'staff_only' && ctx.actor.kind !== 'staff')) return null;
    const userClass = input.userClass ?? 'R-PERSON';
    const use = fitTime(place, input, ctx.now);
    const window = windowFor(place.facility.policy, place.unit, { userClass, channel: 'web' }, input.date, ctx.now);
    if (!use.ok) return { bookable: false, why: isRecord(use.details['text']) ? { ja: String(use.details['text']['ja']), en: String(use.details['text']['en']) } : null, feeYen: null, trace: [], start: 0, end: 0, payBy: null, parts: [], opens: null };
    const price = priceOf(place, use, feeClassOf(place.unit, userClass, null), { purpose: input.purpose, persons: input.persons, admissionYen: input.admission, commercial: input.commercial, rehearsal: input.rehearsal, extras: input.extras.filter((one) => one.quantity > 0) }, input.reduction, ctx.today);
    const deadlines = deadlinesFor(place.facility.policy, { unit: place.unit, useDate: use.date, useStart: toInstant(use.date, use.start), bookedAt: ctx.now });
    const open = window.state === 'open' && window.phase === 'first_come';
    const parts = 'refused' in price ? [] : partsOf(place.facility.policy.deadlines.deposit, deadlines, { total: yen(price.total), paid: yen(0) }, ctx.now);
    return {
      bookable: open && !('refused' in price), why: window.state === 'open' ? null : window.message, start: use.start, end: use.end,
      feeYen: 'refused' in price ? null : price.total, trace: 'refused' in price ? [] : traceOf(price.stored), payBy: deadlines.payUntil,
      /** Deposit and balance; empty where the fee is paid at once. */
      parts: parts.length < 2 ? [] : parts.map((one) => ({ part: one.part, amountYen: one.amount, payBy: one.payUntil })), opens: window.state === 'not_yet' ? window.opens : null,
    };
  },
});

/** A guest stays: every night of a stay looks like a night of one's own. */
function oneNight(line: BookingLine, date: Temporal.PlainDate): BookingLine {
  return line.nights === 1 ? line : { ...line, end: line.end - (line.nights - 1) * 1440, night: line.date.until(date).days + 1 };
}

/** The desk's grid: one facility, one day, every booking with its name. */
export const dayGrid = query({
  name: 'reservations.dayGrid',
  title: { ja: '施設の一日（窓口）', en: 'A facility’s day (desk)' },
  input: z.object({ facility: codeField({ ja: '施設', en: 'Facility' }, 40), date: optional(dateField({ ja: '日', en: 'Date' })) }),
  allow: [staff('reservations.desk'), staff('reservations.day')],
  personal: true,
  async run(ctx, input) {
    const scope = `facility:${input.facility}`;
    const full = ctx.may('reservations.desk', scope);
    const date = input.date ?? ctx.today;
    // A caretaker sees today and tomorrow, names only.
    if (!full && (!ctx.may('reservations.day', scope) || date.until(ctx.today).days > 0 || ctx.today.until(date).days > 1)) return null;
    const facility = await ctx.db.selectFrom('reservations.facilities').select(['id', 'code', 'name_ja', 'name_en', 'policy_no', 'phone']).where('code', '=', input.facility).executeTakeFirst();
    if (!facility) return null;
    const bookings = await lines(ctx.db as never, sql`r.facility_id = ${facility.id}::uuid and r.use_date <= ${date} and r.use_date + r.nights > ${date} and r.state in ('held', 'provisional', 'approval_pending', 'permitted', 'in_use', 'completed', 'no_show') and (r.state <> 'held' or r.hold_until > ${ctx.now})`, sql`lower(r.use_range), u.ordinal`, 1000).then((found) => found.map((line) => oneNight(line, date)));
    const blocks = await sql<{ id: string; label: string; reason: string; codes: string[]; from: Temporal.Instant; to: Temporal.Instant | null; state: string }>`
      select b.id, b.public_label as label, b.reason, b.state, lower(b.during) as "from", upper(b.during) as "to", array(select code from reservations.cells k where k.id = any(b.cell_ids)) as codes
        from reservations.blocks b where b.facility_id = ${facility.id}::uuid and b.state in ('approved', 'requested') and b.during && tstzrange(${toInstant(date, 0)}::timestamptz, ${toInstant(date, 1440)}::timestamptz)`.execute(ctx.db as never);
    const units = await ctx.db.selectFrom('reservations.units').select(['id', 'code', 'name_ja', 'name_en', 'cell_ids']).where('facility_id', '=', facility.id).where('closed_at', 'is', null).orderBy('ordinal').execute();
    const policy = await policyOf(ctx.city, ctx.db, facility.id, facility.policy_no);
    for (const one of bookings) ctx.shown(`reservation:${one.id}`);
    return {
      facility: { id: facility.id, code: facility.code, name: { ja: facility.name_ja, en: facility.name_en }, phone: facility.phone }, date, policy, full,
      units: units.map((unit) => ({ id: unit.id, code: unit.code, name: { ja: unit.name_ja, en: unit.name_en }, cells: unit.cell_ids })),
      bookings: full ? bookings : bookings.map((one) => ({ ...one, phone: '', feeYen: 0 })),
      blocks: blocks.rows.map((row) => ({ id: row.id, label: row.label, reason: row.reason, state: row.state, cells: row.codes, start: Math.max(0, minuteOf(date, row.from)), end: row.to ? Math.min(1440, minuteOf(date, row.to)) : 1440 })),
    };
  },
});

/** Finding a booking at the desk: by number, name, phone, day, state. */
export const findBookings = query({
  name: 'reservations.findBookings',
  title: { ja: '予約を探す', en: 'Find bookings' },
  input: z.object({
    q: withDefault(textField({ ja: '番号・名前・電話', en: 'Number, name, phone' }, { max: 60, min: 0, numbers: true }), ''), facility: optional(codeField({ ja: '施設', en: 'Facility' }, 40)), from: optional(dateField({ ja: '利用日（から）', en: 'From' })), to: optional(dateField({ ja: '利用日（まで）', en: 'To' })),
    state: optional(choiceField({ ja: '状態', en: 'State' }, ['provisional', 'approval_pending', 'permitted', 'in_use', 'completed', 'no_show', 'expired', 'refused', 'cancelled', 'cancelled_by_city'])), after: optional(textField({ ja: '続き', en: 'After' }, { max: 80, numbers: true })),
  }),
  allow: [staff('reservations.desk')],
  personal: true,
  async run(ctx, input) {
    const scopes = ctx.actor.kind === 'staff' || ctx.actor.kind === 'service' ? ctx.actor.grants.filter((grant) => grant.permission === 'reservations.desk') : [];
    const everywhere = scopes.some((grant) => grant.scope === null) || ctx.actor.kind === 'system';
    const codes = scopes.flatMap((grant) => grant.scope ?? []).map((scope) => scope.replace('facility:', ''));
    const words = input.q.normalize('NFKC').trim();
    const digits = words.replaceAll(/\D/g, '');
    const conditions = [
      everywhere ? sql`true` : sql`f.code = any(${codes})`,
      input.facility ? sql`f.code = ${input.facility}` : sql`true`, input.from ? sql`r.use_date >= ${input.from}` : sql`true`, input.to ? sql`r.use_date <= ${input.to}` : sql`true`, input.state ? sql`r.state = ${input.state}` : sql`r.state <> 'held'`,
      words ? sql`(r.number = ${words.toUpperCase()} or ${namesSearchable(ctx)} and (p.name like ${`%${words.replaceAll(/[%_\\]/g, '')}%`} or p.kana like ${`${words.replaceAll(/[%_\\]/g, '')}%`}) or r.walk_in_name like ${`%${words.replaceAll(/[%_\\]/g, '')}%`} ${digits.length >= 4 ? sql`or ${namesSearchable(ctx)} and p.phone like ${`${digits}%`} or p.number = ${digits} or r.walk_in_phone like ${`${digits}%`}` : sql``})` : sql`true`,
      input.after ? sql`(r.use_date::text || ' ' || r.id::text) > ${input.after}` : sql`true`,
    ];
    const found = await lines(ctx.db as never, sql.join(conditions, sql` and `), sql`r.use_date, r.id`, PAGE + 1);
    const shown = found.slice(0, PAGE);
    for (const one of shown) ctx.shown(`reservation:${one.id}`);
    const last = shown.at(-1);
    return { bookings: shown, next: found.length > PAGE && last ? `${last.date.toString()} ${last.id}` : null };
  },
});

/** Applications that wait for the viewer's department. */
export const approvalsWaiting = query({
  name: 'reservations.approvalsWaiting',
  title: { ja: '承認を待つ申込み', en: 'Applications to decide' },
  input: z.object({}),
  allow: [staff('reservations.approve')],
  personal: true,
  async run(ctx): Promise<readonly BookingLine[]> {
    const found = await lines(ctx.db as never, sql`r.state = 'approval_pending'`, sql`r.use_date, r.created_at`, 500);
    const visible = found.filter((one) => ctx.may('reservations.approve', `facility:${one.facilityCode}`));
    for (const one of visible) ctx.shown(`reservation:${one.id}`);
    return visible;
  },
});

export const approvalsCount = query({
  name: 'reservations.approvalsCount',
  title: { ja: '承認を待つ申込みの数', en: 'Applications waiting' },
  input: z.object({}),
  allow: [staff('reservations.approve')],
  async run(ctx): Promise<number> {
    const rows = await ctx.db.selectFrom('reservations.reservations as r').innerJoin('reservations.facilities as f', 'f.id', 'r.facility_id').select((eb) => ['f.code', eb.fn.countAll<number>().as('count')]).where('r.state', '=', 'approval_pending').groupBy('f.code').execute();
    return rows.filter((row) => ctx.may('reservations.approve', `facility:${row.code}`)).reduce((sum, row) => sum + row.count, 0);
  },
});


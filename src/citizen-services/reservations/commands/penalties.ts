/** 無断不使用などの点数と利用停止。地方自治法244条2項・3項: a rule without a legal basis is not in force, and every letter names its articles. */
import { z } from 'zod';
import { actorKey, citizen, staff, system } from '../../../kernel/actor.ts';
import { tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { choiceField, idField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { done, refuse, type Refused } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import type { Ctx } from '../booking.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import { type FacilityHead, policyOf } from '../place.ts';
import { penaltyEvents } from '../rules/policy.ts';
import { type Standing, standingOf } from '../rules/penalties.ts';
import { isInForce } from '../rules/windows.ts';
import { type FutureBooking, futureBookings, suspend } from './patron-standing.ts';
import { rememberPatron, tellPatron } from './patron-record.ts';
import { lockForStaff, patronField } from './patrons.ts';

const { PenaltyNotInForce, AlreadyGiven, AlreadyWithdrawn } = moreRefusals;
type Event = (typeof penaltyEvents)[number];

const eventNames: Readonly<Record<Event, { readonly ja: string; readonly en: string }>> = {
  no_show: { ja: '無断不使用', en: 'No-show' }, late_cancel: { ja: '期限後の取消し', en: 'Late cancellation' }, no_cleanup: { ja: '片付けの不足', en: 'Not cleaned up' }, damage: { ja: '設備の破損', en: 'Damage' },
  purpose_fraud: { ja: '目的の偽り', en: 'False purpose' }, resale: { ja: '転売・譲渡', en: 'Resale' }, multi_account: { ja: '登録の重複', en: 'Several registrations' },
};

async function facilityBy(ctx: Ctx, where: { readonly id: string } | { readonly code: string }): Promise<FacilityHead | null> {
  const asked = ctx.db.selectFrom('reservations.facilities').select(['id', 'code', 'name_ja', 'name_en', 'policy_no']);
  const row = await ('id' in where ? asked.where('id', '=', where.id) : asked.where('code', '=', where.code)).executeTakeFirst();
  return row ? { id: row.id, code: row.code, name: { ja: row.name_ja, en: row.name_en }, policyNo: row.policy_no, policy: await policyOf(ctx.city, ctx.db, row.id, row.policy_no) } : null;
}

interface Given {
  readonly penalty: string;
  readonly points: number;
  readonly standing: Standing;
  /** Still to come when a suspension follows; for staff to judge, never deleted here. */
  readonly bookings: readonly FutureBooking[];
}

interface Giving {
  readonly facility: FacilityHead;
  readonly patron: NonNullable<Awaited<ReturnType<typeof lockForStaff>>>;
  readonly event: Event;
  readonly reservation: string | null;
  readonly note: string;
}

async function standingNow(ctx: Ctx, facility: FacilityHead, patronId: string): Promise<Standing> {
  const rows = await ctx.db.selectFrom('reservations.penalties').select(['event', 'at', 'withdrawn_at']).where('patron_id', '=', patronId).where('facility_id', '=', facility.id).execute();
  return standingOf(facility.policy.penalties, rows.map((row) => ({ event: row.event, on: tokyoDate(row.at), withdrawn: row.withdrawn_at !== null })), ctx.today);
}

async function give(ctx: Ctx, it: Giving): Promise<Given | Refused<'PenaltyNotInForce'>> {
  const rule = it.facility.policy.penalties.points.find((one) => one.event === it.event && isInForce(one));
  if (!rule) return refuse('PenaltyNotInForce');
  const penalty = ctx.newId();
  await ctx.db.insertInto('reservations.penalties').values({ id: penalty, patron_id: it.patron.id, facility_id: it.facility.id, reservation_id: it.reservation, event: it.event, points: rule.points, legal_basis: rule.legalBasis, note: it.note, at: ctx.now, given_by: actorKey(ctx.actor) }).execute();
  const standing = await standingNow(ctx, it.facility, it.patron.id);
  await rememberPatron(ctx, it.patron.id, 'penalty', { note: it.note, legalBasis: rule.legalBasis, detail: { event: it.event, points: rule.points, total: standing.points } });
  const name = eventNames[it.event];
  const warning = standing.action === 'warning' ? { ja: '\nこれ以上点数が増えると、利用停止になることがあります。', en: '\nFurther points may lead to a suspension.' } : { ja: '', en: '' };
  tellPatron(ctx, it.patron.addressee, {
    kind: 'reservations.penalty', everyChannel: true, title: { ja: `点数が付きました：${name.ja}（${rule.points}点）`, en: `Points given: ${name.en} (${rule.points})` },
    body: { ja: `${it.facility.name.ja}\n${it.note}\nいまの合計は${standing.points}点です。\n根拠: ${rule.legalBasis}${warning.ja}\n事実と違うときは、マイページから異議を申し出ることができます。`.replace('\n\n', '\n'), en: `${it.facility.name.en}\n${it.note}\nTotal: ${standing.points} points.\nBasis: ${rule.legalBasis}${warning.en}\nIf this is wrong you may object on My page.`.replace('\n\n', '\n') },
  });
  ctx.audit({ subject: `patron:${it.patron.id}`, event: it.event, points: rule.points, legalBasis: rule.legalBasis });
  const until = standing.action === 'suspend' ? standing.suspendedUntil : null;
  const suspends = until !== null && Temporal.PlainDate.compare(until, ctx.today) >= 0 && (it.patron.status === 'active' || it.patron.status === 'suspended')
    && (it.patron.suspended_until === null || Temporal.PlainDate.compare(it.patron.suspended_until, until) < 0);
  const bookings = suspends ? await suspend(ctx, it.patron, { until, reason: `点数が${standing.points}点に達したため`, legalBasis: standing.legalBases.join('、') }) : [];
  return { penalty, points: rule.points, standing, bookings };
}

export const givePenalty = command({
  name: 'reservations.givePenalty',
  title: { ja: '点数を付ける', en: 'Give points' },
  input: z.object({ patron: patronField, facility: idField({ ja: '施設', en: 'Facility' }), event: choiceField({ ja: 'できごと', en: 'Event' }, penaltyEvents), reservation: optional(idField({ ja: '予約', en: 'Booking' })), note: withDefault(textField({ ja: '事実', en: 'Facts' }, { max: 500, lines: true }), '') }),
  allow: [staff('reservations.penalties')],
  refusals: { PenaltyNotInForce, AlreadyGiven },
  async run(ctx, input) {
    const facility = await facilityBy(ctx, { id: input.facility });
    if (!facility || !ctx.may('reservations.penalties', `facility:${facility.code}`)) return refuse('NotFound');
    const patron = await lockForStaff(ctx, input.patron, 'reservations.penalties');
    if (!patron) return refuse('NotFound');
    const given = await give(ctx, { facility, patron, event: input.event, reservation: input.reservation, note: input.note });
    if ('refused' in given) return given;
    return done({ penalty: given.penalty, points: given.points, total: given.standing.points, action: given.standing.action, suspendedUntil: given.standing.suspendedUntil?.toString() ?? null, bookings: given.bookings });
  },
});

/** Hears `reservations.noShow`. Where the rules give no points for it, nothing follows. */
export const noShowHeard = command({
  name: 'reservations.noShowHeard',
  title: { ja: '無断不使用に点数を付ける', en: 'Points for a no-show' },
  input: z.object({ reservation: idField({ ja: '予約', en: 'Booking' }), facility: textField({ ja: '施設コード', en: 'Facility code' }) }),
  allow: [system],
  async run(ctx, input) {
    const facility = await facilityBy(ctx, { code: input.facility });
    const booking = await ctx.db.selectFrom('reservations.reservations').select(['patron_id', 'number', 'state']).where('id', '=', input.reservation).executeTakeFirst();
    const known = await ctx.db.selectFrom('reservations.penalties').select('id').where('reservation_id', '=', input.reservation).where('event', '=', 'no_show').executeTakeFirst();
    if (!facility || !booking?.patron_id || booking.state !== 'no_show' || known) return done({ given: false });
    const patron = await lockForStaff(ctx, booking.patron_id, 'reservations.penalties');
    if (!patron) return done({ given: false });
    const given = await give(ctx, { facility, patron, event: 'no_show', reservation: input.reservation, note: `予約番号 ${booking.number} は、ご連絡のないまま使われませんでした。` });
    return done({ given: !('refused' in given) });
  },
});

const penaltyField = idField({ ja: '点数', en: 'Penalty' });

/** Takes points back after an appeal. A running suspension is shown to be without ground and is lifted by its own command. */
export const withdrawPenalty = command({
  name: 'reservations.withdrawPenalty',
  title: { ja: '点数を取り消す', en: 'Withdraw points' },
  input: z.object({ penalty: penaltyField, reason: textField({ ja: '理由', en: 'Reason' }, { max: 500, lines: true }) }),
  allow: [staff('reservations.penalties')],
  refusals: { AlreadyWithdrawn },
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.penalties').select(['id', 'patron_id', 'facility_id', 'event', 'points', 'withdrawn_at']).where('id', '=', input.penalty).forUpdate().executeTakeFirst();
    const facility = row?.facility_id ? await facilityBy(ctx, { id: row.facility_id }) : null;
    const patron = row ? await lockForStaff(ctx, row.patron_id, 'reservations.penalties') : null;
    if (!row || !patron || (facility && !ctx.may('reservations.penalties', `facility:${facility.code}`))) return refuse('NotFound');
    if (row.withdrawn_at) return refuse('AlreadyWithdrawn');
    await ctx.db.updateTable('reservations.penalties').set({ withdrawn_at: ctx.now, withdrawn_reason: input.reason }).where('id', '=', row.id).execute();
    await rememberPatron(ctx, patron.id, 'penalty_withdrawn', { note: input.reason, detail: { event: row.event, points: row.points } });
    const standing = facility ? await standingNow(ctx, facility, patron.id) : null;
    ctx.audit({ subject: `patron:${patron.id}` });
    tellPatron(ctx, patron.addressee, { kind: 'reservations.penaltyWithdrawn', title: { ja: `点数を取り消しました：${eventNames[row.event].ja}`, en: `Points withdrawn: ${eventNames[row.event].en}` }, body: { ja: `理由: ${input.reason}`, en: `Reason: ${input.reason}` } });
    return done({ penalty: row.id, total: standing?.points ?? 0, suspensionWithoutGround: patron.status === 'suspended' && standing?.action !== 'suspend' });
  },
});

/** 異議の申出. It stands beside the points until staff have answered. */
export const appealPenalty = command({
  name: 'reservations.appealPenalty',
  title: { ja: '点数に異議を申し出る', en: 'Object to points' },
  input: z.object({ penalty: penaltyField, appeal: textField({ ja: '異議の内容', en: 'Objection' }, { max: 2000, lines: true }) }),
  allow: [citizen],
  refusals: { AlreadyWithdrawn },
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.penalties as x').innerJoin('reservations.patrons as p', 'p.id', 'x.patron_id').select(['x.id', 'x.withdrawn_at', 'p.id as patron', 'p.citizen_id']).where('x.id', '=', input.penalty).forUpdate('x').executeTakeFirst();
    if (!row || ctx.actor.kind !== 'citizen' || row.citizen_id !== ctx.actor.id) return refuse('NotFound');
    if (row.withdrawn_at) return refuse('AlreadyWithdrawn');
    await ctx.db.updateTable('reservations.penalties').set({ appeal: input.appeal }).where('id', '=', row.id).execute();
    await rememberPatron(ctx, row.patron, 'appeal', { note: input.appeal });
    ctx.audit({ subject: `patron:${row.patron}` });
    return done({ penalty: row.id, bookings: await futureBookings(ctx, row.patron) });
  },
});

/** 抽選: announced with a commitment, entered, changed, withdrawn, voided. The draw itself is in lottery-draw.ts. */
import { sql } from 'kysely';
import { z } from 'zod';
import { actorKey, citizen, staff } from '../../../kernel/actor.ts';
import { formatInstant, toInstant } from '../../../kernel/calendar/calendar.ts';
import { rangeText } from '../../../kernel/db/values.ts';
import { codeField, dateField, idField, instantField, intField, listField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { done, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { type Ctx, fitsRoom, fitTime, lockPatron, mayActFor, mayBookNow, type Patron, type WantedTime, withinAllCaps } from '../booking.ts';
import { refusals } from '../messages/refusals.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import { loadPlace, type Place, policyOf } from '../place.ts';
import { commitOf } from '../rules/lottery.ts';
import { type RequestedUse, useSpan } from '../rules/slots.ts';
import { plainDetails } from './booking-row.ts';
import { timeFields, unitField } from './fields.ts';
import { admitsClass, aliasFor, closeList, entryField, isOpen, keepListOpen, loadLottery, lotteryField, type LotteryHead, saySlot, sha256hex, slotKey, type StoredOptions, weightFor } from './lottery-record.ts';
import { tellPatron } from './patron-record.ts';

const { NotOffered, NotActive, NotHere, GuardianNeeded, PurposeNotAllowed, TooManyPersons, OutsideWindow, InLottery, ReasonNeeded, CapReached } = refusals;
const { NoLotteryRules, LotteryOverlaps, LotteryCode, BadTimes, EntryClosed, NotInLottery, ClassNotAdmitted, AlreadyEntered, EntryCap, LotteryState } = moreRefusals;

const SECRET_BYTES = 32;
const MAX_PICK = 9999;

function ordered(moments: readonly (Temporal.Instant | null)[]): boolean {
  const known = moments.filter((one) => one !== null);
  return known.every((one, index) => index === 0 || Temporal.Instant.compare(known[index - 1] ?? one, one) <= 0);
}

/** Announces a lottery. The secret is made here and nobody sees it; its commitment is public from now on. */
export const announceLottery = command({
  name: 'reservations.announceLottery',
  title: { ja: '抽選を告知する', en: 'Announce a lottery' },
  input: z.object({
    facility: idField({ ja: '施設', en: 'Facility' }), code: codeField({ ja: '抽選番号', en: 'Lottery code' }, 40), nameJa: textField({ ja: '名前（日本語）', en: 'Name (Japanese)' }), nameEn: textField({ ja: '名前（英語）', en: 'Name (English)' }),
    units: listField({ ja: '対象の部屋', en: 'Rooms' }, codeField({ ja: '部屋', en: 'Room' }, 40), { min: 1, max: 100 }), useFrom: dateField({ ja: '利用日の始まり', en: 'First day of use' }), useTo: dateField({ ja: '利用日の終わり', en: 'Last day of use' }),
    opensAt: instantField({ ja: '受付の始まり', en: 'Entry opens' }), closesAt: instantField({ ja: '締切', en: 'Entry closes' }), drawsAt: instantField({ ja: '抽選', en: 'Draw' }), resultsAt: instantField({ ja: '発表', en: 'Results' }),
    confirmBy: optional(instantField({ ja: '当選の確定の期限', en: 'Winners confirm by' })), classes: listField({ ja: '申し込める区分', en: 'Classes admitted' }, textField({ ja: '区分', en: 'Class' }, { max: 40 }), { max: 50 }),
    capEntries: optional(intField({ ja: '申込みの上限', en: 'Entries each' }, { min: 1, max: 100 })), publicSource: textField({ ja: '種に混ぜる公の数字', en: 'Public number to be mixed in' }, { max: 300 }),
  }),
  allow: [staff('reservations.lottery')],
  refusals: { NoLotteryRules, LotteryOverlaps, LotteryCode, BadTimes, NotInLottery },
  async run(ctx, input) {
    const facility = await ctx.db.selectFrom('reservations.facilities').select(['id', 'code', 'policy_no']).where('id', '=', input.facility).where('closed_at', 'is', null).executeTakeFirst();
    if (!facility || !ctx.may('reservations.lottery', `facility:${facility.code}`)) return refuse('NotFound');
    const policy = await policyOf(ctx.city, ctx.db, facility.id, facility.policy_no);
    if (!policy.lottery) return refuse('NoLotteryRules');
    if (!input.units.every((code) => policy.units.some((unit) => unit.code === code))) return refuse('NotInLottery', { field: 'units' });
    const strictly = Temporal.Instant.compare(ctx.now, input.opensAt) < 0 && Temporal.Instant.compare(input.opensAt, input.closesAt) < 0 && Temporal.PlainDate.compare(input.useFrom, input.useTo) <= 0;
    if (!strictly || !ordered([input.closesAt, input.drawsAt, input.resultsAt, input.confirmBy, toInstant(input.useFrom, 0)])) return refuse('BadTimes');
    await sql`select pg_advisory_xact_lock(hashtextextended(${`lotteries of ${facility.id}`}, 0))`.execute(ctx.db);
    const other = await ctx.db.selectFrom('reservations.lotteries').select(['name_ja']).where('facility_id', '=', facility.id).where('state', 'not in', ['void', 'published']).where('use_from', '<=', input.useTo).where('use_to', '>=', input.useFrom)
      .where(sql<boolean>`unit_codes && ${[...input.units]}::text[] and freed_range is null`).executeTakeFirst();
    if (other) return refuse('LotteryOverlaps', { name: other.name_ja });
    if (await ctx.db.selectFrom('reservations.lotteries').select('id').where('code', '=', input.code).executeTakeFirst()) return refuse('LotteryCode');
    const { mode, capWins, noOverlap, oneEachRound, stages, loserBonus } = policy.lottery;
    const caps = policy.windows.find((rule) => rule.phase === 'lottery')?.caps;
    const cap = capWins ?? caps?.wins;
    const options: StoredOptions = {
      mode, noOverlap, oneEachRound, stages: stages.map(({ code, classes, units }) => ({ code, classes, units })), countedPer: caps?.countedPer ?? 'patron', ...(cap === undefined ? {} : { capWins: cap }), ...(loserBonus ? { loserBonus } : {}),
    };
    const id = ctx.newId();
    const secret = Buffer.from(ctx.random(SECRET_BYTES)).toString('hex');
    const commitment = commitOf(secret, sha256hex);
    await ctx.db.insertInto('reservations.lotteries').values({
      id, code: input.code, facility_id: facility.id, name_ja: input.nameJa, name_en: input.nameEn, unit_codes: input.units, use_from: input.useFrom, use_to: input.useTo, opens_at: input.opensAt, closes_at: input.closesAt,
      draws_at: input.drawsAt, results_at: input.resultsAt, confirm_by: input.confirmBy, options: JSON.stringify(options), classes: input.classes, cap_entries: input.capEntries ?? caps?.entries ?? null, state: 'announced', commitment,
      public_source: input.publicSource, created_by: actorKey(ctx.actor), created_at: ctx.now,
    }).execute();
    await ctx.db.insertInto('reservations.lottery_secrets').values({ lottery_id: id, secret_hex: secret }).execute();
    ctx.audit({ subject: `lottery:${id}`, commitment });
    return done({ lottery: id, commitment });
  },
});

const wishFields = {
  unit: unitField, ...timeFields, rank: withDefault(intField({ ja: '希望順位', en: 'Preference' }, { min: 1, max: 100 }), 1),
  persons: optional(intField({ ja: '人数', en: 'Number of persons' }, { min: 1, max: 100_000 })), purpose: withDefault(codeField({ ja: '利用目的', en: 'Purpose' }, 40), ''),
};
const pickField = optional(intField({ ja: '好きな数（0～9999）', en: 'A number of your choice (0–9999)' }, { min: 0, max: MAX_PICK }));
interface Wish extends WantedTime {
  readonly unit: string;
  readonly persons: number | null;
  readonly purpose: string;
}

/** Whether this may be wished for in this lottery: the room, the day, the time, the purpose. */
async function fitWish(ctx: Ctx, lottery: LotteryHead, wish: Wish): Promise<{ readonly place: Place; readonly use: RequestedUse; readonly key: string } | ReturnType<typeof refuse<'NotInLottery' | 'NotOffered' | 'PurposeNotAllowed' | 'TooManyPersons'>>> {
  const place = await loadPlace(ctx.city, ctx.db, wish.unit);
  const onDay = Temporal.PlainDate.compare(lottery.useFrom, wish.date) <= 0 && Temporal.PlainDate.compare(wish.date, lottery.useTo) <= 0;
  if (!place || place.facility.id !== lottery.facilityId || !lottery.unitCodes.includes(place.unit.code) || !onDay) return refuse('NotInLottery');
  const use = fitTime(place, wish, ctx.now);
  if (!use.ok) return use;
  const unfit = fitsRoom(place, plainDetails(wish.purpose, wish.persons));
  if (unfit) return unfit;
  const span = useSpan(use.date, use);
  if (lottery.freed && (Temporal.Instant.compare(span.from, lottery.freed.from) < 0 || Temporal.Instant.compare(span.to, lottery.freed.to) > 0)) return refuse('NotInLottery');
  return { place, use, key: slotKey(use.date, use) };
}

function entryClosed(lottery: LotteryHead, now: Temporal.Instant) {
  const early = (lottery.state === 'announced' || lottery.state === 'open') && Temporal.Instant.compare(now, lottery.opensAt) < 0;
  return refuse('EntryClosed', early ? { opens: lottery.opensAt.toString() } : {});
}

/** Withdrawn entries can be made anew elsewhere, but not without end. */
const TRIES_PER_ENTRY = 3;

async function underCap(ctx: Ctx, lottery: LotteryHead, patron: Patron): Promise<ReturnType<typeof refuse<'EntryCap'>> | null> {
  if (lottery.capEntries === null) return null;
  const perPerson = lottery.options.countedPer === 'person';
  if (perPerson) await sql`select pg_advisory_xact_lock(hashtextextended('person ' || person_key, 0)) from (select distinct person_key from reservations.members where patron_id = ${patron.id} order by 1) keys`.execute(ctx.db);
  const counted = await sql<{ entered: number; all: number }>`select count(*) filter (where state = 'entered')::int as entered, count(*)::int as all from reservations.entries where lottery_id = ${lottery.id} and (patron_id = ${patron.id}
    ${perPerson ? sql`or patron_id in (select m.patron_id from reservations.members m where m.person_key in (select person_key from reservations.members where patron_id = ${patron.id}))` : sql``})`.execute(ctx.db);
  const { entered = 0, all = 0 } = counted.rows[0] ?? {};
  return entered >= lottery.capEntries || all >= lottery.capEntries * TRIES_PER_ENTRY ? refuse('EntryCap', { max: lottery.capEntries }) : null;
}

const entryRefusals = { EntryClosed, NotInLottery, ClassNotAdmitted, AlreadyEntered, EntryCap, NotOffered, NotActive, NotHere, GuardianNeeded, PurposeNotAllowed, TooManyPersons };

/** What was freed could be booked by whoever may book it now, within the same limits: the draw decides only among them. */
async function mayTakeFreed(ctx: Ctx, lottery: LotteryHead, patron: Patron, { place, use }: { readonly place: Place; readonly use: RequestedUse }) {
  if (!lottery.freed) return null;
  return mayBookNow(ctx, place, patron.classCode, ctx.actor.kind === 'citizen' ? 'web' : 'lottery', use.date, null) ?? withinAllCaps(ctx, place, patron, 'web', use.date, null);
}

/** 申込み. Nobody gains by being early: the order of entering plays no part in the draw. */
export const enterLottery = command({
  name: 'reservations.enterLottery',
  title: { ja: '抽選に申し込む', en: 'Enter a lottery' },
  input: z.object({ lottery: lotteryField, patron: idField({ ja: '利用者登録', en: 'Registration' }), ...wishFields, pick: pickField }),
  allow: [citizen, staff('reservations.desk'), staff('reservations.lottery')],
  refusals: { ...entryRefusals, OutsideWindow, InLottery, ReasonNeeded, CapReached },
  async run(ctx, input) {
    await keepListOpen(ctx, input.lottery);
    const lottery = await loadLottery(ctx.db, input.lottery);
    if (!lottery) return refuse('NotFound');
    if (ctx.actor.kind !== 'citizen' && !['reservations.desk', 'reservations.lottery'].some((one) => ctx.may(one, `facility:${lottery.facilityCode}`))) return refuse('NotAllowed');
    if (!isOpen(lottery, ctx.now)) return entryClosed(lottery, ctx.now);
    const fitted = await fitWish(ctx, lottery, input);
    if ('refused' in fitted) return fitted;
    const patron = await lockPatron(ctx, input.patron);
    const problem = mayActFor(ctx, patron, fitted.place);
    if (problem || !patron) return problem ?? refuse('NotFound');
    if (!admitsClass(lottery, patron.classCode)) return refuse('ClassNotAdmitted');
    const full = (await underCap(ctx, lottery, patron)) ?? (await mayTakeFreed(ctx, lottery, patron, fitted));
    if (full) return full;
    const entry = await writeEntry(ctx, lottery, patron, fitted, input);
    if ('refused' in entry) return entry;
    ctx.audit({ subject: `entry:${entry.id}`, lottery: lottery.code });
    const when = saySlot(fitted.key);
    tellPatron(ctx, patron, {
      kind: 'reservations.lotteryEntered', href: '/my/lotteries', everyChannel: true, title: { ja: `抽選に申し込みました：${lottery.name.ja}`, en: `Lottery entry received: ${lottery.name.en}` },
      body: { ja: `申込番号 ${entry.number}（一覧での名前 ${entry.alias}）\n${when.ja} ${fitted.place.unit.name.ja}\n結果の発表は${formatInstant(lottery.resultsAt, 'ja')}です。`, en: `Entry ${entry.number} (listed as ${entry.alias})\n${when.en} ${fitted.place.unit.name.en}\nResults: ${formatInstant(lottery.resultsAt, 'en')}.` },
    });
    return done({ entry: entry.id, number: entry.number, alias: entry.alias, weight: entry.weight });
  },
});

function chosenByChance(ctx: Ctx): number {
  return ctx.random(4).reduce((sum, byte) => (sum * 256 + byte) % 4_294_967_296, 0) % (MAX_PICK + 1);
}

async function writeEntry(ctx: Ctx, lottery: LotteryHead, patron: Patron, fitted: { readonly place: Place; readonly use: RequestedUse; readonly key: string }, wish: { readonly rank: number; readonly persons: number | null; readonly purpose: string; readonly pick: number | null }) {
  const weight = await weightFor(ctx, lottery, patron.id);
  const earlier = await ctx.db.selectFrom('reservations.entries').select(['id', 'number', 'alias', 'state']).where('lottery_id', '=', lottery.id).where('patron_id', '=', patron.id).where('unit_id', '=', fitted.place.unitId).where('slot_key', '=', fitted.key).executeTakeFirst();
  if (earlier && earlier.state !== 'withdrawn') return refuse('AlreadyEntered');
  const details = { rank: wish.rank, weight, persons: wish.persons, purpose: wish.purpose, class_code: patron.classCode, state: 'entered' as const, pick: lottery.freed ? (wish.pick ?? chosenByChance(ctx)) : null };
  if (earlier) {
    await ctx.db.updateTable('reservations.entries').set((eb) => ({ ...details, version: eb('version', '+', 1) })).where('id', '=', earlier.id).execute();
    return { id: earlier.id, number: earlier.number, alias: earlier.alias, weight };
  }
  const id = ctx.newId();
  const alias = await aliasFor(ctx, lottery.id, patron.id);
  const span = useSpan(fitted.use.date, fitted.use);
  const number = `E${String(await ctx.nextNumber(`reservations.entry.${lottery.id}`)).padStart(4, '0')}`;
  await ctx.db.insertInto('reservations.entries').values({
    id, lottery_id: lottery.id, number, patron_id: patron.id, alias, unit_id: fitted.place.unitId, use_date: fitted.use.date, slots: fitted.use.parts.map((part) => part.code), use_range: rangeText(span.from, span.to),
    slot_key: fitted.key, at: ctx.now, ...details,
  }).execute();
  return { id, number, alias, weight };
}

/** An entry of one's own (or within staff's scope), locked, in a lottery whose list is still open. */
async function lockEntry(ctx: Ctx, id: string) {
  const found = await ctx.db.selectFrom('reservations.entries').select(['lottery_id', 'patron_id']).where('id', '=', id).executeTakeFirst();
  if (!found) return refuse('NotFound');
  await keepListOpen(ctx, found.lottery_id);
  const lottery = await loadLottery(ctx.db, found.lottery_id);
  const patron = await lockPatron(ctx, found.patron_id);
  const entry = await ctx.db.selectFrom('reservations.entries').select(['id', 'number', 'state', 'slot_key', 'unit_id']).where('id', '=', id).forUpdate().executeTakeFirst();
  if (!lottery || !patron || !entry) return refuse('NotFound');
  const mine = ctx.actor.kind === 'citizen' ? patron.citizenId === ctx.actor.id : ctx.may('reservations.desk', `facility:${lottery.facilityCode}`) || ctx.may('reservations.lottery', `facility:${lottery.facilityCode}`);
  if (!mine) return refuse('NotFound');
  if (!isOpen(lottery, ctx.now)) return entryClosed(lottery, ctx.now);
  return { ok: true as const, lottery, patron, entry };
}

export const changeEntry = command({
  name: 'reservations.changeEntry',
  title: { ja: '抽選の申込みを変える', en: 'Change a lottery entry' },
  input: z.object({ entry: entryField, ...wishFields }),
  allow: [citizen, staff('reservations.desk'), staff('reservations.lottery')],
  refusals: { EntryClosed, NotInLottery, AlreadyEntered, NotOffered, NotActive, NotHere, GuardianNeeded, PurposeNotAllowed, TooManyPersons, LotteryState },
  async run(ctx, input) {
    const it = await lockEntry(ctx, input.entry);
    if (!it.ok) return it;
    if (it.entry.state !== 'entered') return refuse('LotteryState', { state: it.entry.state });
    const fitted = await fitWish(ctx, it.lottery, input);
    if ('refused' in fitted) return fitted;
    const problem = mayActFor(ctx, it.patron, fitted.place);
    if (problem) return problem;
    const span = useSpan(fitted.use.date, fitted.use);
    await ctx.db.updateTable('reservations.entries').set((eb) => ({
      unit_id: fitted.place.unitId, use_date: fitted.use.date, slots: fitted.use.parts.map((part) => part.code), use_range: rangeText(span.from, span.to), slot_key: fitted.key, rank: input.rank, persons: input.persons, purpose: input.purpose, version: eb('version', '+', 1),
    })).where('id', '=', it.entry.id).execute();
    ctx.audit({ subject: `entry:${it.entry.id}`, from: it.entry.slot_key, to: fitted.key });
    const when = saySlot(fitted.key);
    tellPatron(ctx, it.patron, { kind: 'reservations.lotteryChanged', href: '/my/lotteries', everyChannel: true, title: { ja: `抽選の申込みを変えました：${it.lottery.name.ja}`, en: `Lottery entry changed: ${it.lottery.name.en}` }, body: { ja: `申込番号 ${it.entry.number}\n${when.ja} ${fitted.place.unit.name.ja}`, en: `Entry ${it.entry.number}\n${when.en} ${fitted.place.unit.name.en}` } });
    return done({ entry: it.entry.id });
  },
});

/** 取下げ. The entry stays in the list as withdrawn, so that the list has no gaps to wonder about. */
export const withdrawEntry = command({
  name: 'reservations.withdrawEntry',
  title: { ja: '抽選の申込みを取り下げる', en: 'Withdraw a lottery entry' },
  input: z.object({ entry: entryField }),
  allow: [citizen, staff('reservations.desk'), staff('reservations.lottery')],
  refusals: { EntryClosed, LotteryState },
  async run(ctx, input) {
    const it = await lockEntry(ctx, input.entry);
    if (!it.ok) return it;
    if (it.entry.state !== 'entered') return refuse('LotteryState', { state: it.entry.state });
    await ctx.db.updateTable('reservations.entries').set((eb) => ({ state: 'withdrawn', version: eb('version', '+', 1) })).where('id', '=', it.entry.id).execute();
    ctx.audit({ subject: `entry:${it.entry.id}` });
    tellPatron(ctx, it.patron, { kind: 'reservations.lotteryWithdrawn', href: '/my/lotteries', everyChannel: true, title: { ja: `抽選の申込みを取り下げました：${it.lottery.name.ja}`, en: `Lottery entry withdrawn: ${it.lottery.name.en}` }, body: { ja: `申込番号 ${it.entry.number}\nお心当たりのないときは、すぐに窓口にご連絡ください。`, en: `Entry ${it.entry.number}\nIf this was not you, please call us at once.` } });
    return done({ entry: it.entry.id });
  },
});

/** Ends a lottery without result. The reason is published; there is no second draw of the same entries. */
export const voidLottery = command({
  name: 'reservations.voidLottery',
  title: { ja: '抽選を取りやめる', en: 'Void a lottery' },
  input: z.object({ lottery: lotteryField, reason: textField({ ja: '取りやめの理由（公表されます）', en: 'Reason (published)' }, { max: 1000, lines: true }) }),
  allow: [staff('reservations.lottery')],
  refusals: { LotteryState },
  async run(ctx, input) {
    await closeList(ctx, input.lottery);
    const lottery = await loadLottery(ctx.db, input.lottery);
    if (!lottery || !ctx.may('reservations.lottery', `facility:${lottery.facilityCode}`)) return refuse('NotFound');
    if (lottery.state === 'published' || lottery.state === 'void') return refuse('LotteryState', { state: lottery.state });
    await ctx.db.updateTable('reservations.lotteries').set((eb) => ({ state: 'void', void_reason: input.reason, version: eb('version', '+', 1) })).where('id', '=', lottery.id).execute();
    // Once the list was frozen the secret comes out too: everybody can see which result was called off.
    if (lottery.root !== null) await sql`update reservations.lotteries l set revealed_secret = s.secret_hex from reservations.lottery_secrets s where s.lottery_id = l.id and l.id = ${lottery.id}`.execute(ctx.db);
    const people = await sql<{ citizen_id: string | null; email: string | null }>`select distinct p.id, p.citizen_id, p.email from reservations.entries e join reservations.patrons p on p.id = e.patron_id where e.lottery_id = ${lottery.id} and e.state <> 'withdrawn'`.execute(ctx.db);
    for (const one of people.rows) {
      tellPatron(ctx, { citizenId: one.citizen_id, email: one.email }, { kind: 'reservations.lotteryVoid', href: '/my/lotteries', everyChannel: true, title: { ja: `抽選を取りやめました：${lottery.name.ja}`, en: `The lottery was called off: ${lottery.name.en}` }, body: { ja: `理由: ${input.reason}`, en: `Reason: ${input.reason}` } });
    }
    ctx.audit({ subject: `lottery:${lottery.id}`, reason: input.reason });
    return done({ lottery: lottery.id });
  },
});

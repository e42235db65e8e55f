/** 抽選を見る: what is public, one's own entries, staff's work list, and the file for the verifier. */
import { sql } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import { z } from 'zod';
import { anyone, citizen, staff, system } from '../../../kernel/actor.ts';
import { idField, withDefault, intField } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { drawOptions, freedOf, isOpen, loadLottery, lotteryField, readGround, readOptions } from '../commands/lottery-record.ts';
import type { Db, Place } from '../place.ts';
import { LOTTERY_ALGORITHM, type LotteryEntry, type LotteryOutcome } from '../rules/lottery.ts';
import type { PublishedDraw } from '../rules/lottery-proof.ts';
import { type RequestedUse, useSpan } from '../rules/slots.ts';
import type { ReservationsTables } from '../rows.ts';
import { facilitiesOf } from './patrons.ts';

export interface OpenLottery {
  readonly id: string;
  readonly code: string;
  readonly name: { readonly ja: string; readonly en: string };
  readonly unitCodes: readonly string[];
  /** Every cell that the lottery's units occupy: a booking of any of them must wait. */
  readonly cells: readonly number[];
  readonly useFrom: Temporal.PlainDate;
  readonly useTo: Temporal.PlainDate;
  readonly opensAt: Temporal.Instant;
  readonly closesAt: Temporal.Instant;
  readonly resultsAt: Temporal.Instant;
  /** Only this time, in the draw of a freed one. */
  readonly freed: { readonly from: Temporal.Instant; readonly to: Temporal.Instant } | null;
}

/**
 * The lotteries that still hold places of a facility between two days of use: from the announcement until every win is booked.
 * Meanwhile nothing of theirs is booked first-come, except by staff.
 */
export async function openLotteriesFor(db: Db, facilityId: string, from: Temporal.PlainDate, to: Temporal.PlainDate): Promise<readonly OpenLottery[]> {
  const rows = await (db as ReadonlyKysely<ReservationsTables>).selectFrom('reservations.lotteries as l').select(['l.id', 'l.code', 'l.name_ja', 'l.name_en', 'l.unit_codes', 'l.use_from', 'l.use_to', 'l.opens_at', 'l.closes_at', 'l.results_at', 'l.freed_range'])
    .select(sql<number[]>`array(select distinct c from reservations.units u, unnest(u.cell_ids) as c where u.facility_id = l.facility_id and u.code = any(l.unit_codes) order by c)`.as('cells'))
    .where('l.facility_id', '=', facilityId).where('l.use_from', '<=', to).where('l.use_to', '>=', from)
    .where((eb) => eb.or([
      eb('l.state', 'in', ['announced', 'open', 'frozen', 'drawn']),
      eb.and([eb('l.state', '=', 'published'), eb.exists(eb.selectFrom('reservations.entries as e').select('e.id').whereRef('e.lottery_id', '=', 'l.id').where('e.state', '=', 'won').where('e.reservation_id', 'is', null))]),
    ])).execute();
  return rows.map((row) => ({ id: row.id, code: row.code, name: { ja: row.name_ja, en: row.name_en }, unitCodes: row.unit_codes, cells: row.cells, useFrom: row.use_from, useTo: row.use_to, opensAt: row.opens_at, closesAt: row.closes_at, resultsAt: row.results_at, freed: freedOf(row.freed_range) }));
}

/** Whether a lottery still holds this place at this time. Facilities whose rules draw nothing are not asked about. */
export async function inOpenLottery(ctx: { readonly db: Db }, place: Place, use: RequestedUse): Promise<boolean> {
  const { policy } = place.facility;
  if (!policy.lottery && policy.release.mode !== 'mini_lottery') return false;
  const open = await openLotteriesFor(ctx.db, place.facility.id, use.date, use.date);
  const span = useSpan(use.date, use);
  const meets = (freed: OpenLottery['freed']) => freed === null || (Temporal.Instant.compare(freed.from, span.to) < 0 && Temporal.Instant.compare(span.from, freed.to) < 0);
  return open.some((lottery) => meets(lottery.freed) && lottery.cells.some((cell) => place.cells.includes(cell)));
}

const publicList = anyone('告知・約束の値・結果は公表するもの');

export const lotteryList = query({
  name: 'reservations.lotteryList',
  title: { ja: '抽選の一覧', en: 'Lotteries' },
  input: z.object({ limit: withDefault(intField({ ja: '件数', en: 'Number' }, { min: 1, max: 200 }), 100) }),
  allow: [publicList],
  async run(ctx, input) {
    const rows = await ctx.db.selectFrom('reservations.lotteries as l').innerJoin('reservations.facilities as f', 'f.id', 'l.facility_id')
      .select(['l.id', 'l.code', 'l.name_ja', 'l.name_en', 'f.name_ja as facility_ja', 'f.name_en as facility_en', 'f.code as facility_code', 'l.use_from', 'l.use_to', 'l.opens_at', 'l.closes_at', 'l.draws_at', 'l.results_at', 'l.confirm_by', 'l.state', 'l.entry_count', 'l.unit_codes', 'l.freed_range'])
      .where('f.public', '=', true).orderBy('l.closes_at', 'desc').limit(input.limit).execute();
    return rows.map((row) => ({
      id: row.id, code: row.code, name: { ja: row.name_ja, en: row.name_en }, facility: { ja: row.facility_ja, en: row.facility_en }, facilityCode: row.facility_code, useFrom: row.use_from, useTo: row.use_to, opensAt: row.opens_at, closesAt: row.closes_at, drawsAt: row.draws_at,
      resultsAt: row.results_at, confirmBy: row.confirm_by, state: row.state, entryCount: row.entry_count, unitCodes: row.unit_codes, freed: freedOf(row.freed_range), isOpen: (row.state === 'announced' || row.state === 'open') && Temporal.Instant.compare(row.opens_at, ctx.now) <= 0 && Temporal.Instant.compare(ctx.now, row.closes_at) < 0,
    }));
  },
});

const MAX_SHOWN = 500;

/** Everything that is public about one lottery at this moment: first the commitment, then the root and the counts, at last all of it. */
export const lotteryPage = query({
  name: 'reservations.lotteryPage',
  title: { ja: '抽選を見る', en: 'See a lottery' },
  input: z.object({ lottery: lotteryField }),
  allow: [publicList],
  async run(ctx, input) {
    const lottery = await loadLottery(ctx.db, input.lottery);
    if (!lottery) return null;
    const row = await ctx.db.selectFrom('reservations.lotteries as l').innerJoin('reservations.facilities as f', 'f.id', 'l.facility_id').select(['l.public_source', 'l.entry_count', 'l.revealed_secret', 'l.void_reason', 'l.drawn_at', 'f.code as facility_code', 'f.name_ja as facility_ja', 'f.name_en as facility_en']).where('l.id', '=', lottery.id).executeTakeFirstOrThrow();
    const counts = lottery.root === null ? [] : (await sql<{ unit: string; slot: string; entries: number; won: number }>`select u.code as unit, e.slot_key as slot, count(*) filter (where e.state <> 'withdrawn')::int as entries,
        ${lottery.state === 'published' ? sql`count(*) filter (where e.outcome = 'won')::int` : sql`0`} as won from reservations.entries e join reservations.units u on u.id = e.unit_id where e.lottery_id = ${lottery.id} group by u.code, e.slot_key order by e.slot_key, u.code limit 2000`.execute(ctx.db as never)).rows;
    const published = lottery.state === 'published';
    const lines = published ? await ctx.db.selectFrom('reservations.entries as e').innerJoin('reservations.units as u', 'u.id', 'e.unit_id').select(['e.number', 'e.alias', 'u.code as unit', 'e.slot_key', 'e.weight', 'e.outcome', 'e.ticket', 'e.position', 'e.waiting_rank']).where('e.lottery_id', '=', lottery.id).orderBy('e.position').limit(MAX_SHOWN).execute() : [];
    return {
      id: lottery.id, code: lottery.code, algorithm: LOTTERY_ALGORITHM, name: lottery.name, facility: { ja: row.facility_ja, en: row.facility_en }, facilityCode: row.facility_code, state: lottery.state, isOpen: isOpen(lottery, ctx.now), unitCodes: lottery.unitCodes, classes: lottery.classes, capEntries: lottery.capEntries, options: lottery.options,
      useFrom: lottery.useFrom, useTo: lottery.useTo, opensAt: lottery.opensAt, closesAt: lottery.closesAt, drawsAt: lottery.drawsAt, resultsAt: lottery.resultsAt, confirmBy: lottery.confirmBy, freed: lottery.freed,
      commitment: lottery.commitment, publicSource: row.public_source, publicValue: lottery.publicValue, root: lottery.root, entryCount: row.entry_count, counts, voidReason: row.void_reason, drawnAt: row.drawn_at,
      seed: published || lottery.state === 'void' ? lottery.seed : null, secret: row.revealed_secret, lines, linesShown: lines.length,
    };
  },
});

/** One's own entries. Until the results are published nobody learns an outcome early. */
export const myEntries = query({
  name: 'reservations.myEntries',
  title: { ja: '自分の抽選の申込み', en: 'My lottery entries' },
  input: z.object({}),
  allow: [citizen],
  async run(ctx) {
    if (ctx.actor.kind !== 'citizen') return [];
    const rows = await ctx.db.selectFrom('reservations.entries as e').innerJoin('reservations.patrons as p', 'p.id', 'e.patron_id').innerJoin('reservations.lotteries as l', 'l.id', 'e.lottery_id').innerJoin('reservations.units as u', 'u.id', 'e.unit_id')
      .select(['e.id', 'e.number', 'e.alias', 'e.slot_key', 'e.use_date', 'e.rank', 'e.weight', 'e.state', 'e.outcome', 'e.position', 'e.waiting_rank', 'e.reservation_id', 'l.id as lottery', 'l.name_ja', 'l.name_en', 'l.state as lottery_state', 'l.confirm_by', 'l.results_at', 'l.closes_at', 'u.name_ja as unit_ja', 'u.name_en as unit_en', 'p.id as patron', 'p.name as patron_name'])
      .where('p.citizen_id', '=', ctx.actor.id).orderBy('l.closes_at', 'desc').orderBy('e.use_date').limit(300).execute();
    return rows.map((row) => {
      const known = row.lottery_state === 'published';
      return {
        id: row.id, number: row.number, alias: row.alias, slot: row.slot_key, useDate: row.use_date, rank: row.rank, weight: row.weight, lottery: row.lottery, name: { ja: row.name_ja, en: row.name_en }, unit: { ja: row.unit_ja, en: row.unit_en }, patron: row.patron, patronName: row.patron_name,
        lotteryState: row.lottery_state, state: row.state, outcome: known ? row.outcome : null, position: known ? row.position : null, waitingRank: known ? row.waiting_rank : null, reservation: row.reservation_id, confirmBy: row.confirm_by, resultsAt: row.results_at, closesAt: row.closes_at,
      };
    });
  },
});

/** Where one waits, and what is offered. */
export const myWaiting = query({
  name: 'reservations.myWaiting',
  title: { ja: '自分のキャンセル待ち', en: 'My waiting list' },
  input: z.object({}),
  allow: [citizen],
  async run(ctx) {
    if (ctx.actor.kind !== 'citizen') return [];
    const rows = await ctx.db.selectFrom('reservations.waiting as w').innerJoin('reservations.patrons as p', 'p.id', 'w.patron_id').innerJoin('reservations.units as u', 'u.id', 'w.unit_id').innerJoin('reservations.facilities as f', 'f.id', 'u.facility_id')
      .select(['w.id', 'w.use_date', 'w.slots', 'w.use_range', 'w.rank', 'w.state', 'w.offer_until', 'w.reservation_id', 'u.name_ja', 'u.name_en', 'f.name_ja as facility_ja', 'f.name_en as facility_en', 'p.name as patron_name'])
      .where('p.citizen_id', '=', ctx.actor.id).where('w.use_date', '>=', ctx.today).orderBy('w.use_date').limit(200).execute();
    return rows.map((row) => ({ id: row.id, useDate: row.use_date, slots: row.slots, use: row.use_range, rank: row.rank, state: row.state, offerUntil: row.offer_until, reservation: row.reservation_id, unit: { ja: row.name_ja, en: row.name_en }, facility: { ja: row.facility_ja, en: row.facility_en }, patronName: row.patron_name }));
  },
});

/** Staff's list with what waits to be done. Names of entrants are not here: the draw needs none. */
export const lotteryStaff = query({
  name: 'reservations.lotteryStaff',
  title: { ja: '抽選の進み具合', en: 'Lotteries at work' },
  input: z.object({}),
  allow: [staff('reservations.lottery')],
  async run(ctx) {
    const codes = facilitiesOf(ctx, ['reservations.lottery']);
    const rows = await ctx.db.selectFrom('reservations.lotteries as l').innerJoin('reservations.facilities as f', 'f.id', 'l.facility_id')
      .select(['l.id', 'l.code', 'l.name_ja', 'f.name_ja as facility', 'l.state', 'l.opens_at', 'l.closes_at', 'l.draws_at', 'l.results_at', 'l.confirm_by', 'l.public_source', 'l.public_value', 'l.root', 'l.version'])
      .select((eb) => eb.selectFrom('reservations.entries as e').select((inner) => inner.fn.countAll<number>().as('count')).whereRef('e.lottery_id', '=', 'l.id').where('e.state', '<>', 'withdrawn').as('entries'))
      .where(codes === null ? sql<boolean>`true` : sql<boolean>`f.code = any(${[...codes]}::text[])`).orderBy('l.closes_at', 'desc').limit(100).execute();
    return rows.map((row) => ({ id: row.id, code: row.code, name: row.name_ja, facility: row.facility, state: row.state, opensAt: row.opens_at, closesAt: row.closes_at, drawsAt: row.draws_at, resultsAt: row.results_at, confirmBy: row.confirm_by, publicSource: row.public_source, publicValue: row.public_value, root: row.root, entries: row.entries ?? 0, needsPublicValue: row.state === 'frozen' && row.public_value === null }));
  },
});

interface PublicRow {
  readonly number: string;
  readonly alias: string;
  readonly unit: string;
  readonly slot_key: string;
  readonly weight: number;
  readonly rank: number;
  readonly class_code: string;
  readonly withdrawn: boolean;
  readonly eligible: boolean;
  readonly outcome: LotteryOutcome;
}

/** The published draw whole, as the verifier takes it. Without names: aliases only. */
export const lotteryDownload = query({
  name: 'reservations.lotteryDownload',
  title: { ja: '抽選の検証用データ', en: 'Lottery data for verification' },
  input: z.object({ lottery: idField({ ja: '抽選', en: 'Lottery' }) }),
  allow: [publicList],
  async run(ctx, input): Promise<(PublishedDraw & { readonly algorithm: string }) | null> {
    const row = await ctx.db.selectFrom('reservations.lotteries').select(['id', 'code', 'commitment', 'root', 'revealed_secret', 'public_value', 'options', 'ground']).where('id', '=', input.lottery).where('state', '=', 'published').executeTakeFirst();
    if (!row?.root || !row.revealed_secret || !row.public_value) return null;
    const options = readOptions(row.options);
    const rows = await sql<PublicRow>`select e.number, e.alias, u.code as unit, e.slot_key, e.weight, e.rank, e.class_code, e.outcome = 'withdrawn' as withdrawn, e.eligible, e.outcome
      from reservations.entries e join reservations.units u on u.id = e.unit_id where e.lottery_id = ${row.id} order by e.number`.execute(ctx.db as never);
    const staged = options.stages.length > 0;
    return {
      algorithm: LOTTERY_ALGORITHM, lotteryId: row.code, commit: row.commitment, root: row.root, secretHex: row.revealed_secret, publicValue: row.public_value, options: drawOptions(options), ground: readGround(row.ground),
      entries: rows.rows.map((one): LotteryEntry => ({
        id: one.number, applicant: one.alias, unit: one.unit, slot: one.slot_key, weight: one.weight, ...(options.mode === 'ranked' ? { rank: one.rank } : {}), ...(staged ? { userClass: one.class_code } : {}),
        ...(one.withdrawn ? { withdrawn: true } : {}), ...(one.eligible ? {} : { eligible: false }),
      })),
      results: rows.rows.map((one) => ({ id: one.number, outcome: one.outcome })),
    };
  },
});

/** What time is about to do to lotteries: asked by the job. */
export const lotteriesDue = query({
  name: 'reservations.lotteriesDue',
  title: { ja: '進める時刻の来た抽選', en: 'Lotteries whose time has come' },
  input: z.object({}),
  allow: [system],
  async run(ctx) {
    const rows = await sql<{ id: string; step: 'freeze' | 'draw' | 'publish' | 'settle' | 'forfeit' }>`select id, case
        when state in ('announced', 'open') and closes_at <= ${ctx.now} then 'freeze'
        when state = 'frozen' and draws_at <= ${ctx.now} and public_value is not null then 'draw'
        when state = 'drawn' and results_at <= ${ctx.now} then 'publish'
        when state = 'published' and exists (select 1 from reservations.entries e where e.lottery_id = l.id and e.state <> 'withdrawn' and (e.told_at is null or (e.state = 'won' and e.reservation_id is null))) then 'settle'
        when state = 'published' and confirm_by < ${ctx.now} and exists (select 1 from reservations.entries e where e.lottery_id = l.id and e.state = 'won' and e.reservation_id is not null) then 'forfeit' end as step
      from reservations.lotteries l where state not in ('void') and (state <> 'published' or use_to >= ${ctx.today}::date) order by closes_at`.execute(ctx.db as never);
    return rows.rows.filter((row) => row.step !== null);
  },
});

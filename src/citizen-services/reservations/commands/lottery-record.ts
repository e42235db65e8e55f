/** A lottery's row as its commands need it, and the small pieces they share. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import { z } from 'zod';
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import type { TimeRange as DbRange } from '../../../kernel/db/values.ts';
import { idField } from '../../../kernel/fields.ts';
import { refuse, type Refused } from '../../../kernel/outcome.ts';
import type { Text } from '../../../kernel/view.ts';
import type { Ctx } from '../booking.ts';
import type { Db } from '../place.ts';
import { type LotteryGround, type LotteryOptions, type Sha256Hex, weightAfterLosses } from '../rules/lottery.ts';
import { matchesAny } from '../rules/policy.ts';
import type { TimeRange } from '../rules/calendar.ts';
import type { ReservationsTables } from '../rows.ts';

export const lotteryField = idField({ ja: '抽選', en: 'Lottery' });
export const entryField = idField({ ja: '抽選の申込み', en: 'Lottery entry' });

export const sha256hex: Sha256Hex = (text) => createHash('sha256').update(text).digest('hex');

/** How a lottery is drawn, fixed when it is announced: later changes of the facility's rules do not touch it. */
const StoredOptions = z.object({
  mode: z.enum(['entries', 'ranked']), capWins: z.number().optional(), noOverlap: z.boolean(), oneEachRound: z.boolean(),
  stages: z.array(z.object({ code: z.string(), classes: z.array(z.string()), units: z.array(z.string()).optional() })),
  loserBonus: z.object({ perLoss: z.number(), max: z.number() }).optional(), countedPer: z.enum(['patron', 'person']).default('patron'),
});
export type StoredOptions = z.output<typeof StoredOptions>;

const StoredGround = z.object({
  cellsOf: z.record(z.string(), z.array(z.string())), occupied: z.array(z.object({ cell: z.string(), slot: z.string() })), winsBefore: z.record(z.string(), z.number()),
});

/** What stands in the row, as the draw wants it. */
export function readOptions(value: unknown): StoredOptions {
  return StoredOptions.parse(value);
}
export function readGround(value: unknown): LotteryGround {
  return StoredGround.parse(value);
}

/** Only what the draw itself looks at; this is what is published. */
export function drawOptions(options: StoredOptions): LotteryOptions {
  return {
    mode: options.mode, noOverlap: options.noOverlap, oneEachRound: options.oneEachRound, ...(options.capWins === undefined ? {} : { capWins: options.capWins }),
    stages: options.stages.map(({ code, classes, units }) => ({ code, classes, ...(units === undefined ? {} : { units }) })),
  };
}

export interface LotteryHead {
  readonly id: string;
  readonly code: string;
  readonly facilityId: string;
  readonly facilityCode: string;
  readonly name: Text;
  readonly unitCodes: readonly string[];
  readonly useFrom: Temporal.PlainDate;
  readonly useTo: Temporal.PlainDate;
  readonly opensAt: Temporal.Instant;
  readonly closesAt: Temporal.Instant;
  readonly drawsAt: Temporal.Instant;
  readonly resultsAt: Temporal.Instant;
  readonly confirmBy: Temporal.Instant | null;
  readonly options: StoredOptions;
  readonly classes: readonly string[];
  readonly capEntries: number | null;
  readonly state: 'announced' | 'open' | 'frozen' | 'drawn' | 'published' | 'void';
  readonly commitment: string;
  readonly publicValue: string | null;
  readonly root: string | null;
  readonly seed: string | null;
  /** Set for the draw of one freed time (小さな抽選): nothing outside it is given out. */
  readonly freed: { readonly from: Temporal.Instant; readonly to: Temporal.Instant } | null;
}

/** Without the frozen list, which may be megabytes. */
export async function loadLottery(db: Db, id: string): Promise<LotteryHead | null> {
  const row = await (db as ReadonlyKysely<ReservationsTables>).selectFrom('reservations.lotteries as l').innerJoin('reservations.facilities as f', 'f.id', 'l.facility_id')
    .select(['l.id', 'l.code', 'l.facility_id', 'f.code as facility_code', 'l.name_ja', 'l.name_en', 'l.unit_codes', 'l.use_from', 'l.use_to', 'l.opens_at', 'l.closes_at', 'l.draws_at', 'l.results_at', 'l.confirm_by', 'l.options', 'l.classes', 'l.cap_entries', 'l.state', 'l.commitment', 'l.public_value', 'l.root', 'l.seed', 'l.freed_range'])
    .where('l.id', '=', id).executeTakeFirst();
  if (!row) return null;
  return {
    id: row.id, code: row.code, facilityId: row.facility_id, facilityCode: row.facility_code, name: { ja: row.name_ja, en: row.name_en }, unitCodes: row.unit_codes, useFrom: row.use_from, useTo: row.use_to,
    opensAt: row.opens_at, closesAt: row.closes_at, drawsAt: row.draws_at, resultsAt: row.results_at, confirmBy: row.confirm_by, options: readOptions(row.options), classes: row.classes, capEntries: row.cap_entries,
    state: row.state, commitment: row.commitment, publicValue: row.public_value, root: row.root, seed: row.seed, freed: freedOf(row.freed_range),
  };
}

/** The one time a mini lottery gives out; null for an ordinary lottery. */
export function freedOf(range: DbRange | null): LotteryHead['freed'] {
  return range?.to ? { from: range.from, to: range.to } : null;
}

type Stage = LotteryHead['state'];

/** A lottery that stands at one of these stages. */
export async function lotteryAt(db: Db, id: string, stages: readonly Stage[]): Promise<LotteryHead | Refused<'NotFound' | 'LotteryState'>> {
  const lottery = await loadLottery(db, id);
  if (!lottery) return refuse('NotFound');
  return stages.includes(lottery.state) ? lottery : refuse('LotteryState', { state: lottery.state });
}

/** The same with the list of entries closed: nobody adds, changes or takes out an entry until the end of the command. */
export async function lockLotteryAt(ctx: Ctx, id: string, stages: readonly Stage[]): Promise<LotteryHead | Refused<'NotFound' | 'LotteryState'>> {
  await closeList(ctx, id);
  return lotteryAt(ctx.db, id, stages);
}

/**
 * Entries hold the list open, the freeze closes it: whoever comes after the freeze sees the frozen state,
 * and the freeze waits for entries that are still being written. A row lock would let the entries queue one by one.
 */
export async function keepListOpen(ctx: Ctx, lotteryId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended(${`lottery ${lotteryId}`}, 0))`.execute(ctx.db);
}
export async function closeList(ctx: Ctx, lotteryId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`lottery ${lotteryId}`}, 0))`.execute(ctx.db);
}

export function isOpen(lottery: LotteryHead, now: Temporal.Instant): boolean {
  return (lottery.state === 'announced' || lottery.state === 'open') && Temporal.Instant.compare(lottery.opensAt, now) <= 0 && Temporal.Instant.compare(now, lottery.closesAt) < 0;
}

export function admitsClass(lottery: LotteryHead, classCode: string): boolean {
  return lottery.classes.length === 0 || matchesAny(lottery.classes, classCode);
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** '2027-01-16T18:00/21:00': as it stands in the frozen list; past midnight it counts on (26:00). */
export function slotKey(date: Temporal.PlainDate, range: TimeRange): string {
  return `${date.toString()}T${clock(range.start)}/${clock(range.end)}`;
}

/** '2027-01-16T18:00/21:00' for people. */
export function saySlot(key: string): Text {
  const [date = '', times = ''] = key.split('T');
  const day = Temporal.PlainDate.from(date);
  const [from = '', to = ''] = times.split('/');
  return { ja: `${formatDate(day, 'ja', 'monthDay')} ${from}～${to}`, en: `${formatDate(day, 'en', 'monthDay')} ${from}–${to}` };
}

const READABLE = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The name under which a patron stands in the published list: by chance, anew in every lottery, so that nobody is followed through the months. */
export async function aliasFor(ctx: Ctx, lotteryId: string, patronId: string): Promise<string> {
  const known = await ctx.db.selectFrom('reservations.entries').select('alias').where('lottery_id', '=', lotteryId).where('patron_id', '=', patronId).executeTakeFirst();
  if (known) return known.alias;
  for (let tries = 0; tries < 20; tries += 1) {
    const alias = `U-${[...ctx.random(5)].map((byte) => READABLE[byte % READABLE.length]).join('')}`;
    const taken = await ctx.db.selectFrom('reservations.entries').select('id').where('lottery_id', '=', lotteryId).where('alias', '=', alias).executeTakeFirst();
    if (!taken) return alias;
  }
  throw new Error('no free alias found');
}

/** The weight of the months lost in a row at this facility; a win starts anew. */
export async function weightFor(ctx: Ctx, lottery: LotteryHead, patronId: string): Promise<number> {
  if (!lottery.options.loserBonus) return 1;
  const months = await sql<{ won: boolean }>`select bool_or(e.outcome = 'won' or e.state = 'promoted') as won from reservations.entries e join reservations.lotteries l on l.id = e.lottery_id
      where e.patron_id = ${patronId} and l.facility_id = ${lottery.facilityId} and l.state = 'published' and e.state <> 'withdrawn' and l.use_from < ${lottery.useFrom}::date
      group by date_trunc('month', l.use_from) order by date_trunc('month', l.use_from) desc limit 24`.execute(ctx.db);
  const firstWin = months.rows.findIndex((month) => month.won);
  return weightAfterLosses(firstWin < 0 ? months.rows.length : firstWin, lottery.options.loserBonus);
}

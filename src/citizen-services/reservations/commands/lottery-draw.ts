/**
 * The draw `emuni-lottery/1`: freeze, public number, draw. Each step happens once and is fixed by what was published before;
 * a second run gives the same result, and there is no command to run it anew.
 */
import { sql } from 'kysely';
import type { ReadonlyKysely } from 'kysely/readonly';
import { z } from 'zod';
import type { PrepareContext } from '../../../kernel/act.ts';
import { staff, system } from '../../../kernel/actor.ts';
import { TOKYO, toInstant } from '../../../kernel/calendar/calendar.ts';
import { textField } from '../../../kernel/fields.ts';
import { done, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { lotteryFrozen } from '../events.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import { canonicalLines, draw, type DrawnEntry, type LotteryEntry, type LotteryGround, seedOf } from '../rules/lottery.ts';
import type { Db } from '../place.ts';
import type { ReservationsTables } from '../rows.ts';
import { closeList, drawOptions, loadLottery, lockLotteryAt, lotteryAt, lotteryField, type LotteryHead, sha256hex } from './lottery-record.ts';

const { LotteryState, NotYet, NoPublicValue, ValueFixed } = moreRefusals;

interface ListedRow {
  readonly number: string;
  readonly alias: string;
  readonly unit: string;
  readonly slot_key: string;
  readonly weight: number;
  readonly rank: number;
  readonly class_code: string;
  readonly withdrawn: boolean;
  readonly eligible: boolean;
}

function toEntry(row: ListedRow, ranked: boolean): LotteryEntry {
  return {
    id: row.number, applicant: row.alias, unit: row.unit, slot: row.slot_key, weight: row.weight, userClass: row.class_code, withdrawn: row.withdrawn, eligible: row.eligible, ...(ranked ? { rank: row.rank } : {}),
  };
}

/** The entries as the draw sees them. Whoever lost the right to use since entering is in the list and cannot win. */
async function listedEntries(db: Db, lottery: Pick<LotteryHead, 'id' | 'options'>): Promise<readonly LotteryEntry[]> {
  const rows = await sql<ListedRow>`select e.number, e.alias, u.code as unit, e.slot_key, e.weight, e.rank, e.class_code, e.state = 'withdrawn' as withdrawn,
      p.status = 'active' and p.valid_to >= e.use_date as eligible
    from reservations.entries e join reservations.units u on u.id = e.unit_id join reservations.patrons p on p.id = e.patron_id where e.lottery_id = ${lottery.id}`.execute(db as never);
  return rows.rows.map((row) => toEntry(row, lottery.options.mode === 'ranked'));
}

/** What the entrants chose, in the order of their entries: the public number of a draw without staff. Everybody finds their own in it. */
async function pickedNumbers(db: Db, id: string): Promise<string> {
  const rows = await sql<{ number: string; pick: number | null }>`select number, pick from reservations.entries where lottery_id = ${id} order by number`.execute(db as never);
  return rows.rows.length === 0 ? 'NONE' : rows.rows.map((row) => `${row.number}=${String(row.pick ?? 0).padStart(4, '0')}`).join('/');
}

/** 締切. The list, its hash and the number of entries are fixed; nobody can add, change or take out an entry any more. */
export const freezeLottery = command({
  name: 'reservations.freezeLottery',
  title: { ja: '抽選の申込みを締め切る', en: 'Freeze a lottery' },
  input: z.object({ lottery: lotteryField }),
  allow: [system],
  refusals: { LotteryState, NotYet },
  async run(ctx, input) {
    const lottery = await lockLotteryAt(ctx, input.lottery, ['announced', 'open']);
    if ('refused' in lottery) return lottery;
    if (Temporal.Instant.compare(ctx.now, lottery.closesAt) < 0) return refuse('NotYet', { at: lottery.closesAt.toString() });
    const entries = await listedEntries(ctx.db, lottery);
    const lines = canonicalLines(entries);
    const root = sha256hex(lines);
    const picked = lottery.freed ? await pickedNumbers(ctx.db, lottery.id) : null;
    await ctx.db.updateTable('reservations.lotteries').set((eb) => ({ state: 'frozen', lines, root, entry_count: entries.length, ...(picked === null ? {} : { public_value: picked }), version: eb('version', '+', 1) })).where('id', '=', lottery.id).execute();
    ctx.emit(lotteryFrozen, { lottery: lottery.id });
    ctx.audit({ subject: `lottery:${lottery.id}`, root, entries: entries.length });
    return done({ lottery: lottery.id, root, entries: entries.length });
  },
});

/** The number that was named at the announcement and did not exist before the cut-off. Entered once. */
export const setPublicValue = command({
  name: 'reservations.setPublicValue',
  title: { ja: '公の数字を入力する', en: 'Enter the public number' },
  input: z.object({ lottery: lotteryField, value: textField({ ja: '公の数字', en: 'Public number' }, { max: 200, numbers: true, pattern: { test: /^[\x21-\x7e]+$/, say: { ja: '「公の数字」は、公表されたとおりの半角の英数字で入力してください（空白なし）。', en: 'Please enter the number exactly as published, without spaces.' } } }) }),
  allow: [staff('reservations.lottery')],
  refusals: { LotteryState, ValueFixed },
  async run(ctx, input) {
    await closeList(ctx, input.lottery);
    const lottery = await loadLottery(ctx.db, input.lottery);
    if (!lottery || !ctx.may('reservations.lottery', `facility:${lottery.facilityCode}`)) return refuse('NotFound');
    if (lottery.publicValue !== null) return refuse('ValueFixed');
    if (lottery.state !== 'frozen') return refuse('LotteryState', { state: lottery.state });
    await ctx.db.updateTable('reservations.lotteries').set((eb) => ({ public_value: input.value, version: eb('version', '+', 1) })).where('id', '=', lottery.id).execute();
    ctx.audit({ subject: `lottery:${lottery.id}`, publicValue: input.value });
    return done({ lottery: lottery.id });
  },
});

interface Drawing {
  readonly drawn: readonly DrawnEntry[];
  readonly ground: LotteryGround;
  readonly seed: string;
  readonly root: string;
  readonly publicValue: string;
}

/** Cells that are not to be had, cut into days, as `2027-01-16T09:00/12:00`. */
async function occupiedCells(db: ReadonlyKysely<ReservationsTables>, lottery: LotteryHead, cells: ReadonlyMap<number, string>, now: Temporal.Instant) {
  const from = toInstant(lottery.useFrom, 0);
  const to = toInstant(lottery.useTo.add({ days: 2 }), 0);
  const rows = await sql<{ cell_id: number; from: Temporal.Instant; to: Temporal.Instant }>`select cell_id, greatest(lower(during), ${from}::timestamptz) as "from", least(coalesce(upper(during), 'infinity'), ${to}::timestamptz) as "to"
      from reservations.claims where cell_id = any(${[...cells.keys()]}) and during && tstzrange(${from}::timestamptz, ${to}::timestamptz) and kind <> 'release' and (hold_until is null or hold_until > ${now}) order by cell_id, lower(during)`.execute(db as never);
  return rows.rows.flatMap((row) => daysOf(row.from, row.to).map((slot) => ({ cell: cells.get(row.cell_id) ?? '', slot })));
}

function daysOf(from: Temporal.Instant, to: Temporal.Instant): readonly string[] {
  const slots: string[] = [];
  for (let at = from.toZonedDateTimeISO(TOKYO); Temporal.Instant.compare(at.toInstant(), to) < 0; at = at.toPlainDate().add({ days: 1 }).toZonedDateTime(TOKYO)) {
    const midnight = at.toPlainDate().add({ days: 1 }).toZonedDateTime(TOKYO).toInstant();
    const end = Temporal.Instant.compare(to, midnight) >= 0 ? '24:00' : to.add({ seconds: 59 }).toZonedDateTimeISO(TOKYO).toPlainTime().toString({ smallestUnit: 'minute' });
    slots.push(`${at.toPlainDate().toString()}T${at.toPlainTime().toString({ smallestUnit: 'minute' })}/${end === '00:00' ? '24:00' : end}`);
  }
  return slots;
}

async function groundOf(db: ReadonlyKysely<ReservationsTables>, lottery: LotteryHead, now: Temporal.Instant): Promise<LotteryGround> {
  const cells = new Map((await db.selectFrom('reservations.cells').select(['id', 'code']).where('facility_id', '=', lottery.facilityId).execute()).map((row) => [row.id, row.code]));
  const units = await db.selectFrom('reservations.units').select(['code', 'cell_ids']).where('facility_id', '=', lottery.facilityId).where('code', 'in', [...lottery.unitCodes]).execute();
  const used = new Map([...cells].filter(([id]) => units.some((unit) => unit.cell_ids.includes(id))));
  const earlier = lottery.options.capWins === undefined ? [] : (await sql<{ alias: string; wins: number }>`select mine.alias, count(*)::int as wins from (select distinct patron_id, alias from reservations.entries where lottery_id = ${lottery.id}) mine
      join reservations.entries e on e.patron_id = mine.patron_id and e.state in ('won', 'confirmed', 'promoted') join reservations.lotteries l on l.id = e.lottery_id and l.id <> ${lottery.id} and l.facility_id = ${lottery.facilityId}
      where date_trunc('month', e.use_date) = date_trunc('month', ${lottery.useFrom}::date) group by mine.alias order by mine.alias`.execute(db as never)).rows;
  return {
    cellsOf: Object.fromEntries(units.map((unit) => [unit.code, unit.cell_ids.map((id) => cells.get(id) ?? '')])),
    occupied: await occupiedCells(db, lottery, used, now), winsBefore: Object.fromEntries(earlier.map((row) => [row.alias, row.wins])),
  };
}

/** Reads, hashes and allocates outside the transaction; what it read is frozen, and `run` checks that it still is. */
async function prepareDraw(ctx: PrepareContext<ReservationsTables>, id: string) {
  const lottery = await lotteryAt(ctx.db, id, ['frozen']);
  if ('refused' in lottery) return lottery;
  if (lottery.root === null) return refuse('LotteryState', { state: lottery.state });
  if (Temporal.Instant.compare(ctx.now, lottery.drawsAt) < 0) return refuse('NotYet', { at: lottery.drawsAt.toString() });
  if (lottery.publicValue === null) return refuse('NoPublicValue');
  const secret = await ctx.db.selectFrom('reservations.lottery_secrets').select('secret_hex').where('lottery_id', '=', id).executeTakeFirstOrThrow();
  const entries = await listedEntries(ctx.db, lottery);
  if (sha256hex(canonicalLines(entries)) !== lottery.root) throw new Error(`the entries of ${lottery.code} are not those that were frozen`);
  const ground = await groundOf(ctx.db, lottery, ctx.now);
  const seed = seedOf({ lotteryId: lottery.code, root: lottery.root, secretHex: secret.secret_hex, publicValue: lottery.publicValue }, sha256hex);
  return { drawn: draw(entries, seed, ground, drawOptions(lottery.options), sha256hex), ground, seed, root: lottery.root, publicValue: lottery.publicValue };
}

/** 抽選. All entries get ticket, position and outcome in one statement, however many there are. */
export const drawLottery = command({
  name: 'reservations.drawLottery',
  title: { ja: '抽選する', en: 'Draw a lottery' },
  input: z.object({ lottery: lotteryField }),
  allow: [system],
  refusals: { LotteryState, NotYet, NoPublicValue },
  prepare: (ctx, input) => prepareDraw(ctx, input.lottery),
  async run(ctx, input, it: Drawing) {
    const lottery = await lockLotteryAt(ctx, input.lottery, ['frozen']);
    if ('refused' in lottery) return lottery;
    if (lottery.root !== it.root || lottery.publicValue !== it.publicValue) return refuse('Conflict');
    const { drawn } = it;
    await sql`update reservations.entries e set ticket = d.ticket, position = d.position, outcome = d.outcome, eligible = d.eligible
      from unnest(${drawn.map((one) => one.entry.id)}::text[], ${drawn.map((one) => one.ticket)}::text[], ${drawn.map((one) => one.position)}::int[], ${drawn.map((one) => one.outcome)}::text[], ${drawn.map((one) => one.entry.eligible !== false)}::boolean[])
        as d(number, ticket, position, outcome, eligible)
      where e.lottery_id = ${lottery.id} and e.number = d.number`.execute(ctx.db);
    await ctx.db.updateTable('reservations.lotteries').set((eb) => ({ state: 'drawn', seed: it.seed, ground: JSON.stringify(it.ground), drawn_at: ctx.now, version: eb('version', '+', 1) })).where('id', '=', lottery.id).execute();
    const won = drawn.filter((one) => one.outcome === 'won').length;
    ctx.audit({ subject: `lottery:${lottery.id}`, seed: it.seed, won });
    return done({ lottery: lottery.id, seed: it.seed, entries: drawn.length, won });
  },
});

/** After the draw: published with everything needed to repeat it, wins booked, people told, unconfirmed wins passed on. */
import { sql } from 'kysely';
import { z } from 'zod';
import { citizen, staff, system } from '../../../kernel/actor.ts';
import { formatInstant } from '../../../kernel/calendar/calendar.ts';
import { done, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { fitTime, lockPatron } from '../booking.ts';
import { end, whatOf, whenOf } from '../ending.ts';
import { lotteryPublished } from '../events.ts';
import { refusals } from '../messages/refusals.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import { loadPlace } from '../place.ts';
import { lockReservation } from '../standing.ts';
import { bookWithoutWindow, plainDetails } from './booking-row.ts';
import { entryField, loadLottery, lockLotteryAt, lotteryAt, lotteryField, saySlot } from './lottery-record.ts';
import { tellPatron } from './patron-record.ts';

const { Taken, Noise, NotEnough, NotOffered, PurposeNotAllowed, TooManyPersons, NoPrice, PriceChanged, NoRoom } = refusals;
const { LotteryState, NotYet, ConfirmOver } = moreRefusals;

/** 発表. Secret, number and outcomes become public together; the losers of a slot wait in the order of the draw. */
export const publishLottery = command({
  name: 'reservations.publishLottery',
  title: { ja: '抽選の結果を発表する', en: 'Publish a lottery' },
  input: z.object({ lottery: lotteryField }),
  allow: [system],
  refusals: { LotteryState, NotYet },
  async run(ctx, input) {
    const lottery = await lockLotteryAt(ctx, input.lottery, ['drawn']);
    if ('refused' in lottery) return lottery;
    if (Temporal.Instant.compare(ctx.now, lottery.resultsAt) < 0) return refuse('NotYet', { at: lottery.resultsAt.toString() });
    await sql`update reservations.entries e set state = case when e.outcome = 'won' then 'won' when e.state = 'withdrawn' then 'withdrawn' else 'lost' end, waiting_rank = w.rank
      from (select id, case when outcome in ('full', 'cap', 'overlap') then row_number() over (partition by slot_key, outcome in ('full', 'cap', 'overlap') order by position) end as rank from reservations.entries where lottery_id = ${lottery.id}) w where w.id = e.id`.execute(ctx.db);
    await sql`insert into reservations.waiting (id, unit_id, use_date, slots, use_range, patron_id, rank, state, at)
      select gen_random_uuid(), unit_id, use_date, slots, use_range, patron_id, waiting_rank, 'waiting', ${ctx.now}::timestamptz from reservations.entries where lottery_id = ${lottery.id} and waiting_rank is not null
      on conflict on constraint waiting_already_waiting do nothing`.execute(ctx.db);
    await sql`update reservations.lotteries l set state = 'published', revealed_secret = s.secret_hex, version = version + 1 from reservations.lottery_secrets s where s.lottery_id = l.id and l.id = ${lottery.id}`.execute(ctx.db);
    ctx.emit(lotteryPublished, { lottery: lottery.id });
    ctx.audit({ subject: `lottery:${lottery.id}` });
    return done({ lottery: lottery.id });
  },
});

/** One win becomes a provisional booking. */
export const bookWin = command({
  name: 'reservations.bookWin',
  title: { ja: '当選を仮予約にする', en: 'Book a win' },
  input: z.object({ entry: entryField }),
  allow: [system],
  refusals: { Taken, Noise, NotEnough, NotOffered, PurposeNotAllowed, TooManyPersons, NoPrice, PriceChanged, NoRoom, LotteryState },
  async run(ctx, input) {
    const entry = await ctx.db.selectFrom('reservations.entries').select(['id', 'state', 'reservation_id', 'patron_id', 'unit_id', 'use_date', 'slots', 'use_range', 'purpose', 'persons']).where('id', '=', input.entry).forUpdate().executeTakeFirst();
    if (!entry || entry.state !== 'won' || entry.reservation_id) return refuse('LotteryState', { state: entry?.state ?? '' });
    const place = await loadPlace(ctx.city, ctx.db, entry.unit_id);
    const patron = await lockPatron(ctx, entry.patron_id);
    if (!place || !patron) return refuse('NotFound');
    const use = fitTime(place, wantedOf(entry), ctx.now);
    if (!use.ok) return use;
    const booked = await bookWithoutWindow(ctx, { place, use, patron, channel: 'lottery', entryId: entry.id }, plainDetails(entry.purpose, entry.persons));
    if (!booked.ok) return booked;
    await ctx.db.updateTable('reservations.entries').set((eb) => ({ reservation_id: booked.value.reservation, version: eb('version', '+', 1) })).where('id', '=', entry.id).execute();
    ctx.audit({ subject: `entry:${entry.id}` });
    return done(booked.value);
  },
});

/** A stored time of use as it was asked for: slots by code, hours by the clock. */
export function wantedOf(row: { readonly use_date: Temporal.PlainDate; readonly slots: readonly string[]; readonly use_range: { readonly from: Temporal.Instant; readonly to: Temporal.Instant | null } }) {
  const midnight = row.use_date.toZonedDateTime('Asia/Tokyo').epochMilliseconds;
  const minute = (at: Temporal.Instant) => Math.round((at.epochMilliseconds - midnight) / 60_000);
  return { date: row.use_date, slots: row.slots[0] === 'HOUR' ? [] : row.slots, from: minute(row.use_range.from), to: minute(row.use_range.to ?? row.use_range.from) };
}

const WINS_AT_ONCE = 50;

/** Books the next wins. Each stands for itself: what staff took meanwhile is reported, the others are booked. Call again while `left`. */
export const bookWins = command({
  name: 'reservations.bookWins',
  title: { ja: '当選を仮予約にする（まとめて）', en: 'Book wins' },
  input: z.object({ lottery: lotteryField }),
  allow: [system],
  refusals: { LotteryState },
  async run(ctx, input) {
    const lottery = await lotteryAt(ctx.db, input.lottery, ['published']);
    if ('refused' in lottery) return lottery;
    const rows = await ctx.db.selectFrom('reservations.entries').select(['id', 'number']).where('lottery_id', '=', lottery.id).where('state', '=', 'won').where('reservation_id', 'is', null).orderBy('position').limit(WINS_AT_ONCE).execute();
    const failed: { entry: string; why: string }[] = [];
    for (const row of rows) {
      const booked = await ctx.call(bookWin, { entry: row.id });
      if (booked.ok) continue;
      failed.push({ entry: row.number, why: booked.refused });
      await ctx.db.updateTable('reservations.entries').set((eb) => ({ state: 'forfeited', version: eb('version', '+', 1) })).where('id', '=', row.id).execute();
    }
    ctx.audit({ subject: `lottery:${lottery.id}`, booked: rows.length - failed.length, failed });
    return done({ booked: rows.length - failed.length, failed, left: rows.length === WINS_AT_ONCE });
  },
});

const TOLD_AT_ONCE = 200;

interface ToldRow {
  readonly patron_id: string;
  readonly citizen_id: string | null;
  readonly email: string | null;
  readonly lines: readonly { readonly number: string; readonly state: string; readonly outcome: string; readonly slot: string; readonly unit_ja: string; readonly unit_en: string; readonly rank: number | null }[];
}

/** Tells the next people, each once for all their entries, on every channel. */
export const tellResults = command({
  name: 'reservations.tellResults',
  title: { ja: '抽選の結果を知らせる', en: 'Tell lottery results' },
  input: z.object({ lottery: lotteryField }),
  allow: [system],
  refusals: { LotteryState },
  async run(ctx, input) {
    const lottery = await lotteryAt(ctx.db, input.lottery, ['published']);
    if ('refused' in lottery) return lottery;
    const rows = await sql<ToldRow>`with next as (select distinct patron_id from reservations.entries where lottery_id = ${lottery.id} and told_at is null and state <> 'withdrawn' limit ${TOLD_AT_ONCE}),
      told as (update reservations.entries set told_at = ${ctx.now}::timestamptz where lottery_id = ${lottery.id} and patron_id in (select patron_id from next) returning *)
      select t.patron_id, p.citizen_id, p.email, jsonb_agg(jsonb_build_object('number', t.number, 'state', t.state, 'outcome', t.outcome, 'slot', t.slot_key, 'unit_ja', u.name_ja, 'unit_en', u.name_en, 'rank', t.waiting_rank) order by t.slot_key) filter (where t.state <> 'withdrawn') as lines
        from told t join reservations.patrons p on p.id = t.patron_id join reservations.units u on u.id = t.unit_id group by t.patron_id, p.citizen_id, p.email`.execute(ctx.db);
    for (const row of rows.rows) {
      const wins = row.lines.filter((line) => line.state === 'won').length;
      const deadline = wins > 0 && lottery.confirmBy ? { ja: `\n${formatInstant(lottery.confirmBy, 'ja')}までに当選を確定してください。過ぎると、次の方に回ります。`, en: `\nPlease confirm by ${formatInstant(lottery.confirmBy, 'en')}; otherwise the win passes on.` } : { ja: '', en: '' };
      const say = (lang: 'ja' | 'en') => row.lines.map((line) => `${line.number} ${saySlot(line.slot)[lang]} ${lang === 'ja' ? line.unit_ja : line.unit_en}：${outcomeWords(line, lang)}`).join('\n');
      tellPatron(ctx, { citizenId: row.citizen_id, email: row.email }, {
        kind: wins > 0 ? 'reservations.lotteryWon' : 'reservations.lotteryLost', href: '/my/lotteries', everyChannel: true,
        title: wins > 0 ? { ja: `抽選に当たりました（${wins}件）：${lottery.name.ja}`, en: `You won ${wins}: ${lottery.name.en}` } : { ja: `抽選の結果：${lottery.name.ja}`, en: `Lottery results: ${lottery.name.en}` },
        body: { ja: `${say('ja')}${deadline.ja}`, en: `${say('en')}${deadline.en}` },
      });
    }
    return done({ told: rows.rows.length, left: rows.rows.length === TOLD_AT_ONCE });
  },
});

const outcomeNames: Readonly<Record<string, { readonly ja: string; readonly en: string }>> = {
  won: { ja: '当選', en: 'won' }, full: { ja: '落選', en: 'not drawn' }, cap: { ja: '落選（当選数の上限のため）', en: 'not drawn (limit of wins reached)' },
  overlap: { ja: '落選（同じ時間に別の当選があるため）', en: 'not drawn (another win at the same time)' }, ineligible: { ja: '落選（登録が有効でないため）', en: 'not drawn (registration not active)' },
};

function outcomeWords(line: ToldRow['lines'][number], lang: 'ja' | 'en'): string {
  if (line.state === 'forfeited') return lang === 'ja' ? '当選しましたが、この枠は使えなくなりました。お詫びし、別にご連絡します' : 'won, but the room has become unavailable; we will contact you';
  const word = (outcomeNames[line.outcome] ?? { ja: '落選', en: 'not drawn' })[lang];
  return line.rank === null ? word : lang === 'ja' ? `${word}（補欠${line.rank}番）` : `${word} (waiting no. ${line.rank})`;
}

/** 当選の確定. */
export const confirmWin = command({
  name: 'reservations.confirmWin',
  title: { ja: '当選を確定する', en: 'Confirm a win' },
  input: z.object({ entry: entryField }),
  allow: [citizen, staff('reservations.desk'), staff('reservations.lottery')],
  refusals: { LotteryState, ConfirmOver },
  async run(ctx, input) {
    const entry = await ctx.db.selectFrom('reservations.entries as e').innerJoin('reservations.patrons as p', 'p.id', 'e.patron_id').select(['e.id', 'e.state', 'e.lottery_id', 'e.reservation_id', 'p.citizen_id']).where('e.id', '=', input.entry).forUpdate('e').executeTakeFirst();
    const lottery = entry ? await loadLottery(ctx.db, entry.lottery_id) : null;
    if (!entry || !lottery) return refuse('NotFound');
    const mine = ctx.actor.kind === 'citizen' ? entry.citizen_id === ctx.actor.id : ctx.may('reservations.desk', `facility:${lottery.facilityCode}`) || ctx.may('reservations.lottery', `facility:${lottery.facilityCode}`);
    if (!mine) return refuse('NotFound');
    if (entry.state !== 'won' || !entry.reservation_id) return refuse('LotteryState', { state: entry.state });
    if (lottery.confirmBy && Temporal.Instant.compare(ctx.now, lottery.confirmBy) > 0) return refuse('ConfirmOver', { until: lottery.confirmBy.toString() });
    await ctx.db.updateTable('reservations.entries').set((eb) => ({ state: 'confirmed', version: eb('version', '+', 1) })).where('id', '=', entry.id).execute();
    ctx.audit({ subject: `entry:${entry.id}` });
    return done({ entry: entry.id, reservation: entry.reservation_id });
  },
});

const FORFEITS_AT_ONCE = 50;

/** Wins that nobody confirmed in time lapse and pass on to those who wait. Paying is confirming too. Call again while `left`. */
export const forfeitWins = command({
  name: 'reservations.forfeitWins',
  title: { ja: '確定されなかった当選を取り消す', en: 'Let unconfirmed wins lapse' },
  input: z.object({ lottery: lotteryField }),
  allow: [system],
  refusals: { LotteryState, NotYet },
  async run(ctx, input) {
    const lottery = await lotteryAt(ctx.db, input.lottery, ['published']);
    if ('refused' in lottery) return lottery;
    if (!lottery.confirmBy) return refuse('LotteryState', { state: lottery.state });
    if (Temporal.Instant.compare(ctx.now, lottery.confirmBy) <= 0) return refuse('NotYet', { at: lottery.confirmBy.toString() });
    const rows = await ctx.db.selectFrom('reservations.entries').select(['id', 'reservation_id']).where('lottery_id', '=', lottery.id).where('state', '=', 'won').where('reservation_id', 'is not', null).orderBy('position').limit(FORFEITS_AT_ONCE).forUpdate().execute();
    let forfeited = 0;
    for (const row of rows) {
      const it = row.reservation_id ? await lockReservation(ctx, row.reservation_id, 'reservations.desk') : refuse('NotFound');
      const state = 'refused' in it ? null : it.state;
      const kept = !('refused' in it) && ((it.state === 'permitted' && it.feeYen > 0) || it.state === 'in_use' || it.state === 'completed');
      if (!('refused' in it) && !kept && (state === 'provisional' || state === 'approval_pending' || state === 'permitted')) {
        // `end` announces the place; the waiting list hears it, so those who lost the draw come before everybody else.
        await end(ctx, it, { to: 'expired', cause: 'patron', reason: '期限までに当選が確定されませんでした' });
        tellPatron(ctx, { citizenId: it.patron?.citizenId ?? null, email: it.patron?.email ?? null }, {
          kind: 'reservations.lotteryForfeited', href: '/my/lotteries', everyChannel: true, title: { ja: `当選が取り消されました：${lottery.name.ja}`, en: `Your win has lapsed: ${lottery.name.en}` },
          body: { ja: `${whenOf(it).ja} ${whatOf(it).ja}\n${formatInstant(lottery.confirmBy, 'ja')}までに確定されなかったため、次の方にご案内します。`, en: `${whenOf(it).en} ${whatOf(it).en}\nIt was not confirmed by ${formatInstant(lottery.confirmBy, 'en')} and passes on.` },
        });
      }
      if (!kept) forfeited += 1;
      await ctx.db.updateTable('reservations.entries').set((eb) => ({ state: kept ? 'confirmed' : 'forfeited', version: eb('version', '+', 1) })).where('id', '=', row.id).execute();
    }
    ctx.audit({ subject: `lottery:${lottery.id}`, forfeited });
    return done({ forfeited, left: rows.length === FORFEITS_AT_ONCE });
  },
});

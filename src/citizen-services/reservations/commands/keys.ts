/** 鍵: grants follow permits. The lock is asked by a job, outside any transaction; here its answer is kept. */
import { sql } from 'kysely';
import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { formatInstant } from '../../../kernel/calendar/calendar.ts';
import { codeField, instantField, optional, textField } from '../../../kernel/fields.ts';
import { done } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { type Ctx, tell } from '../booking.ts';
import { whatOf } from '../ending.ts';
import { setupTasks } from '../rules/partition.ts';
import { type FacilityPolicy, unitOf } from '../rules/policy.ts';
import { lockReservation } from '../standing.ts';
import { reservationField } from './fields.ts';

const booking = z.object({ reservation: z.string(), facility: z.string() });

/** After a permit: the key is asked for, and the walls that must be moved that day are written down. */
export const prepareUse = command({
  name: 'reservations.prepareUse',
  title: { ja: '許可の後の準備をする', en: 'Prepare for a permitted use' },
  input: booking,
  allow: [system],
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return done({ key: false });
    const lock = it.place.unit.lock;
    if (it.state === 'permitted' && lock) ctx.enqueue('reservations.grantKey', { reservation: it.id }, { key: `key:${it.id}:${it.use.from.toString()}` });
    await planWalls(ctx, it.place.facility.id, it.useDate, it.place.facility.policy);
    return done({ key: Boolean(lock) });
  },
});

/** After a cancellation: the key is taken back, the walls of the day are planned anew. */
export const undoUse = command({
  name: 'reservations.undoUse',
  title: { ja: '取消しの後の片付けをする', en: 'Undo preparations' },
  input: booking,
  allow: [system],
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return done({ revoked: 0 });
    const revoked = await ctx.db.updateTable('reservations.key_grants').set({ state: 'revoked', revoked_at: ctx.now }).where('reservation_id', '=', it.id).where('state', '=', 'issued').returning('vendor_ref').execute();
    for (const grant of revoked) if (grant.vendor_ref) ctx.enqueue('reservations.revokeKey', { reference: grant.vendor_ref }, { key: `revoke:${grant.vendor_ref}` });
    await planWalls(ctx, it.place.facility.id, it.useDate, it.place.facility.policy);
    return done({ revoked: revoked.length });
  },
});

async function planWalls(ctx: Ctx, facilityId: string, date: Temporal.PlainDate, policy: FacilityPolicy): Promise<void> {
  if (!policy.units.some((unit) => unit.setup)) return;
  const rows = await sql<{ id: string; code: string; number: string; from: Temporal.Instant; to: Temporal.Instant }>`
    select r.id, u.code, r.number, lower(r.use_range) as "from", upper(r.use_range) as "to" from reservations.reservations r join reservations.units u on u.id = r.unit_id
     where r.facility_id = ${facilityId}::uuid and r.use_date = ${date} and r.state in ('provisional', 'permitted', 'in_use')`.execute(ctx.db);
  const uses = rows.rows.flatMap((row) => {
    const unit = unitOf(policy, row.code);
    return unit ? [{ unit, reference: row.number, from: row.from, to: row.to }] : [];
  });
  await sql`delete from reservations.setup_tasks where facility_id = ${facilityId}::uuid and done_at is null and due_at >= ${date.toZonedDateTime('Asia/Tokyo').toInstant()} and due_at < ${date.add({ days: 1 }).toZonedDateTime('Asia/Tokyo').toInstant()}`.execute(ctx.db);
  for (const task of setupTasks(uses)) {
    await sql`insert into reservations.setup_tasks (id, facility_id, due_at, what) values (${ctx.newId()}::uuid, ${facilityId}::uuid, ${task.until}::timestamptz, ${`可動間仕切りを${task.partition === 'open' ? '開ける' : '閉める'}（${task.before} の後、${task.after} の前${task.isTight ? '。時間が足りません' : ''}）`})`.execute(ctx.db);
  }
}

export const recordKey = command({
  name: 'reservations.recordKey',
  title: { ja: '鍵の発行を記録する', en: 'Record a key grant' },
  input: z.object({ reservation: reservationField, lock: codeField({ ja: '錠', en: 'Lock' }, 40), from: instantField({ ja: '始まり', en: 'From' }), to: instantField({ ja: '終わり', en: 'To' }), credential: optional(textField({ ja: '暗証番号', en: 'Code' }, { max: 60, numbers: true })), reference: optional(textField({ ja: '控え', en: 'Reference' }, { max: 120, numbers: true })), problem: optional(textField({ ja: '不具合', en: 'Problem' }, { max: 60 })) }),
  allow: [system],
  secret: ['credential'],
  async run(ctx, input) {
    const it = await lockReservation(ctx, input.reservation, 'reservations.desk');
    if ('refused' in it) return it;
    const issued = input.credential !== null;
    await ctx.db.insertInto('reservations.key_grants').values({
      id: ctx.newId(), reservation_id: it.id, lock_code: input.lock, credential: input.credential, valid_from: input.from, valid_to: input.to, state: issued ? 'issued' : 'failed', vendor_ref: input.reference, problem: input.problem, issued_at: ctx.now, revoked_at: null,
    }).execute();
    // The code itself never goes into a letter: it stands on the booking's own page.
    tell(ctx, it.patron, issued
      ? { kind: 'reservations.key', reservationId: it.id, title: { ja: `鍵の暗証番号が決まりました：${whatOf(it).ja}`, en: `Your door code is ready: ${whatOf(it).en}` }, body: { ja: `${formatInstant(input.from, 'ja')}から使えます。暗証番号は、予約のページで確かめてください。`, en: `Valid from ${formatInstant(input.from, 'en')}. See the booking page for the code.` } }
      : { kind: 'reservations.keyFailed', reservationId: it.id, title: { ja: `鍵は窓口でお渡しします：${whatOf(it).ja}`, en: `Please fetch the key at the desk: ${whatOf(it).en}` }, body: { ja: '電子錠の準備ができませんでした。当日は窓口にお声がけください。予約はそのまま有効です。', en: 'The electronic lock could not be prepared. Your booking stands; please ask at the desk.' } });
    return done({ issued });
  },
});

/** The door was opened with a grant: the people have come. */
export const noteUnlock = command({
  name: 'reservations.noteUnlock',
  title: { ja: '解錠を記録する', en: 'Note an unlocked door' },
  input: z.object({ reference: textField({ ja: '控え', en: 'Reference' }, { max: 120, numbers: true }), at: instantField({ ja: '時刻', en: 'At' }) }),
  allow: [system],
  async run(ctx, input) {
    const grant = await ctx.db.selectFrom('reservations.key_grants').select('reservation_id').where('vendor_ref', '=', input.reference).executeTakeFirst();
    if (!grant) return done({ checkedIn: false });
    const it = await lockReservation(ctx, grant.reservation_id, 'reservations.desk');
    if ('refused' in it || it.state !== 'permitted') return done({ checkedIn: false });
    await ctx.db.updateTable('reservations.reservations').set((eb) => ({ state: 'in_use', version: eb('version', '+', 1) })).where('id', '=', it.id).execute();
    ctx.audit({ subject: `reservation:${it.id}`, at: input.at.toString() });
    return done({ checkedIn: true });
  },
});


/** 登録の統合: bookings, entries, points and papers of two registrations of the same people come together under one number. */
import { sql } from 'kysely';
import { z } from 'zod';
import { actorKey, staff } from '../../../kernel/actor.ts';
import { choiceField, idField, textField } from '../../../kernel/fields.ts';
import { done, refuse, type Refusals } from '../../../kernel/outcome.ts';
import { isRecord } from '../../../kernel/text/json.ts';
import { command } from '../acts.ts';
import type { Ctx } from '../booking.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import { refusals } from '../messages/refusals.ts';
import { rememberPatron, tellPatron } from './patron-record.ts';
import { lockForStaff, patronField } from './patrons.ts';

const { PatronState } = moreRefusals;
const { SamePerson, WrongState } = refusals;
const OtherKind = { status: 422, field: 'gone', ja: () => '個人の登録と団体の登録は、一つにまとめられません。', en: () => 'A person’s and a group’s registration cannot become one.' } as const satisfies Refusals[string];
const AlreadyAsked = { ja: () => 'この登録の統合は、すでに申し出られているか、済んでいます。', en: () => 'Merging this registration has been asked for or done already.' } as const satisfies Refusals[string];
const mergeField = idField({ ja: '統合', en: 'Merge' });
const reasonField = textField({ ja: '理由', en: 'Reason' }, { max: 500, lines: true });

/** Everything that says whose it is. The rows whose double the kept registration already has stay where they are. */
const owned: readonly { readonly table: string; readonly unless?: string }[] = [
  { table: 'reservations.reservations' }, { table: 'reservations.series' }, { table: 'reservations.penalties' },
  { table: 'reservations.waiting', unless: 'o.unit_id = t.unit_id and o.use_range = t.use_range' },
  { table: 'reservations.entries', unless: 'o.lottery_id = t.lottery_id and o.unit_id = t.unit_id and o.slot_key = t.slot_key' },
  { table: 'reservations.evidence', unless: 'o.sha256 = t.sha256' },
];

async function lockBoth(ctx: Ctx, keepId: string, goneId: string) {
  // In one order, so that two mergings never wait for each other.
  const found = new Map<string, NonNullable<Awaited<ReturnType<typeof lockForStaff>>>>();
  for (const id of [keepId, goneId].toSorted()) {
    const row = await lockForStaff(ctx, id);
    if (row) found.set(id, row);
  }
  const [keep, gone] = [found.get(keepId), found.get(goneId)];
  return keep && gone ? { keep, gone } : null;
}

/** One registration is to go into another. Nothing happens until somebody else agrees. */
export const requestMerge = command({
  name: 'reservations.requestMerge',
  title: { ja: '登録の統合を申し出る', en: 'Ask to merge registrations' },
  input: z.object({ keep: patronField, gone: patronField, reason: reasonField }),
  allow: [staff('reservations.patrons')],
  refusals: { PatronState, OtherKind, AlreadyAsked },
  async run(ctx, input) {
    if (input.keep === input.gone) return refuse('InvalidInput', { field: 'gone' });
    const both = await lockBoth(ctx, input.keep, input.gone);
    if (!both) return refuse('NotFound');
    const { keep, gone } = both;
    if (keep.kind !== gone.kind) return refuse('OtherKind');
    for (const one of [keep, gone]) if (one.status === 'closed' || one.status === 'rejected' || one.status === 'submitted') return refuse('PatronState', { state: one.status });
    const id = ctx.newId();
    await ctx.db.insertInto('reservations.patron_merges').values({ id, keep_id: keep.id, gone_id: gone.id, reason: input.reason, state: 'requested', requested_by: actorKey(ctx.actor), requested_at: ctx.now }).execute();
    ctx.audit({ subject: `patron:${keep.id}`, other: `patron:${gone.id}` });
    return done({ merge: id });
  },
});

async function lockMerge(ctx: Ctx, id: string) {
  const row = await ctx.db.selectFrom('reservations.patron_merges').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  const both = row ? await lockBoth(ctx, row.keep_id, row.gone_id) : null;
  return row && both ? { row, ...both } : null;
}

/** Moves the rows; answers their ids by table. */
async function moveAll(ctx: Ctx, goneId: string, keepId: string): Promise<Record<string, readonly string[]>> {
  const moved: Record<string, readonly string[]> = {};
  for (const { table, unless } of owned) {
    const rows = await sql<{ id: string }>`update ${sql.raw(table)} t set patron_id = ${keepId}::uuid where t.patron_id = ${goneId}::uuid
      ${unless ? sql`and not exists (select from ${sql.raw(table)} o where o.patron_id = ${keepId}::uuid and ${sql.raw(unless)})` : sql``} returning t.id::text as id`.execute(ctx.db);
    moved[table] = rows.rows.map((row) => row.id);
  }
  await moveClaims(ctx, moved['reservations.reservations'] ?? [], keepId);
  return moved;
}

async function moveClaims(ctx: Ctx, reservations: readonly string[], to: string): Promise<void> {
  await sql`update reservations.claims set patron_id = ${to}::uuid where reservation_id = any(${[...reservations]}::uuid[])`.execute(ctx.db);
}

/** A suspension is not washed off by becoming one with a registration that is not suspended. */
async function carrySuspension(ctx: Ctx, keepId: string, goneId: string): Promise<void> {
  await sql`update reservations.patrons k set status = 'suspended', suspended_until = greatest(k.suspended_until, g.suspended_until), status_reason = g.status_reason, version = k.version + 1
    from reservations.patrons g where k.id = ${keepId}::uuid and g.id = ${goneId}::uuid and g.status = 'suspended' and k.status in ('active', 'suspended')`.execute(ctx.db);
}

async function standingOf(ctx: Ctx, id: string) {
  return ctx.db.selectFrom('reservations.patrons').select(['status', 'status_reason', 'suspended_until', 'citizen_id']).where('id', '=', id).executeTakeFirstOrThrow();
}

/** Somebody else agrees or not. */
export const decideMerge = command({
  name: 'reservations.decideMerge',
  title: { ja: '登録の統合を決める', en: 'Decide a merge' },
  input: z.object({ merge: mergeField, decision: choiceField({ ja: '決定', en: 'Decision' }, ['approve', 'refuse']) }),
  allow: [staff('reservations.patrons')],
  refusals: { SamePerson, WrongState, PatronState },
  async run(ctx, input) {
    const it = await lockMerge(ctx, input.merge);
    if (!it) return refuse('NotFound');
    const { row, keep, gone } = it;
    if (row.state !== 'requested') return refuse('WrongState', { state: row.state });
    if (row.requested_by === actorKey(ctx.actor)) return refuse('SamePerson');
    ctx.audit({ subject: `patron:${keep.id}`, other: `patron:${gone.id}`, decision: input.decision });
    if (input.decision === 'refuse') {
      await ctx.db.updateTable('reservations.patron_merges').set({ state: 'refused', decided_by: actorKey(ctx.actor), decided_at: ctx.now }).where('id', '=', row.id).execute();
      return done({ merge: row.id, keep: keep.id, state: 'refused', bookings: 0 });
    }
    const before = { keep: await standingOf(ctx, keep.id), gone: await standingOf(ctx, gone.id) };
    const moved = await moveAll(ctx, gone.id, keep.id);
    await carrySuspension(ctx, keep.id, gone.id);
    if (!keep.citizen_id && gone.citizen_id) await ctx.db.updateTable('reservations.patrons').set({ citizen_id: gone.citizen_id }).where('id', '=', keep.id).execute();
    await ctx.db.updateTable('reservations.patrons').set((eb) => ({ status: 'closed', status_reason: `登録 ${keep.number} に統合`, version: eb('version', '+', 1) })).where('id', '=', gone.id).execute();
    await ctx.db.updateTable('reservations.patron_merges').set({ state: 'done', decided_by: actorKey(ctx.actor), decided_at: ctx.now, moved: JSON.stringify({ rows: moved, before }) }).where('id', '=', row.id).execute();
    await rememberPatron(ctx, keep.id, 'merged', { note: row.reason, detail: { gone: gone.number } });
    await rememberPatron(ctx, gone.id, 'merged_into', { note: row.reason, detail: { keep: keep.number } });
    for (const one of [keep, gone]) {
      tellPatron(ctx, one.addressee, {
        kind: 'reservations.patronsMerged', everyChannel: true, title: { ja: '利用者登録を一つにまとめました', en: 'Your registrations became one' },
        body: { ja: `登録 ${gone.number} を、登録 ${keep.number} にまとめました。予約と抽選の申込みは、そのまま引き継いでいます。\n理由: ${row.reason}\nお心当たりのないときは、窓口にご連絡ください。`, en: `Registration ${gone.number} is now part of ${keep.number}. Bookings and lottery entries go on as they are.\nReason: ${row.reason}\nIf this is a mistake, please tell us.` },
      });
    }
    return done({ merge: row.id, keep: keep.id, state: 'done', bookings: moved['reservations.reservations']?.length ?? 0 });
  },
});

function idsOf(moved: unknown, table: string): readonly string[] {
  const rows = isRecord(moved) && isRecord(moved['rows']) ? moved['rows'][table] : null;
  return Array.isArray(rows) ? rows.map(String) : [];
}

function standingBefore(moved: unknown, which: 'keep' | 'gone') {
  const before = isRecord(moved) && isRecord(moved['before']) ? moved['before'][which] : null;
  const known = ['active', 'suspended', 'expired'] as const;
  if (!isRecord(before)) return null;
  const text = (name: string) => (typeof before[name] === 'string' ? before[name] : null);
  return { status: known.find((one) => one === before['status']) ?? ('active' as const), status_reason: text('status_reason'), suspended_until: text('suspended_until'), citizen_id: text('citizen_id') };
}

/** 取消し: what was moved goes back, and both registrations stand as they did. What came later stays with the one that was kept. */
export const undoMerge = command({
  name: 'reservations.undoMerge',
  title: { ja: '登録の統合を取り消す', en: 'Undo a merge' },
  input: z.object({ merge: mergeField, reason: reasonField }),
  allow: [staff('reservations.patrons')],
  refusals: { WrongState },
  async run(ctx, input) {
    const it = await lockMerge(ctx, input.merge);
    if (!it) return refuse('NotFound');
    const { row, keep, gone } = it;
    if (row.state !== 'done') return refuse('WrongState', { state: row.state });
    for (const { table } of owned) await sql`update ${sql.raw(table)} set patron_id = ${gone.id}::uuid where id = any(${[...idsOf(row.moved, table)]}::uuid[]) and patron_id = ${keep.id}::uuid`.execute(ctx.db);
    await moveClaims(ctx, idsOf(row.moved, 'reservations.reservations'), gone.id);
    for (const [which, one] of [['keep', keep], ['gone', gone]] as const) {
      const before = standingBefore(row.moved, which);
      if (!before) continue;
      await sql`update reservations.patrons set status = ${before.status}, status_reason = ${before.status_reason}, suspended_until = ${before.suspended_until}::date, citizen_id = ${before.citizen_id}::uuid, version = version + 1 where id = ${one.id}::uuid`.execute(ctx.db);
      await rememberPatron(ctx, one.id, 'merge_undone', { note: input.reason });
    }
    await ctx.db.updateTable('reservations.patron_merges').set({ state: 'undone', undone_by: actorKey(ctx.actor), undone_at: ctx.now, undo_reason: input.reason }).where('id', '=', row.id).execute();
    ctx.audit({ subject: `patron:${keep.id}`, other: `patron:${gone.id}` });
    return done({ merge: row.id, keep: keep.id });
  },
});

/**
 * 公用・保守・避難所. Official use needs a reason and a second person outside the facility, shows in public, and is counted.
 * A shelter takes the hall at once (災害対策基本法49条の4): bookings give way, are refunded and told.
 */
import { sql } from 'kysely';
import { z } from 'zod';
import { actorKey, holds, staff, system } from '../../../kernel/actor.ts';
import { codeField, choiceField, idField, instantField, listField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { rangeText } from '../../../kernel/db/values.ts';
import { done, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { casesAbout, rulesBind } from '../../../kernel/approval/about.ts';
import { approvalRefusals } from '../../../kernel/approval/refusals.ts';
import { submit } from '../../../kernel/approval/submit.ts';
import { blockOut, blockReasons, cellsOf, claimBlock, clearWay, publicLabels } from '../blocking.ts';
import { shelterOpened } from '../events.ts';
import { officialUseKind } from '../kinds.ts';
import { moreRefusals } from '../messages/refusals-more.ts';
import { refusals } from '../messages/refusals.ts';
import { SHELTER_DAYS } from '../queries/facilities.ts';

const { Taken, Booked, SamePerson, WrongState, NotOffered } = refusals;
/** These are the facility's own housekeeping and need no second person. */
const housekeeping: readonly string[] = ['maintenance', 'inspection', 'rain'];

/** Asks for a block-out. Housekeeping takes effect at once; everything else goes to the approval room where 決裁規程 bind it, else to somebody outside the facility. */
export const requestBlock = command({
  name: 'reservations.requestBlock',
  title: { ja: '公用・休止を申請する', en: 'Ask for a block-out' },
  input: z.object({
    facility: codeField({ ja: '施設', en: 'Facility' }, 40), units: listField({ ja: '部屋', en: 'Rooms' }, codeField({ ja: '部屋', en: 'Room' }, 40), { max: 200 }),
    from: instantField({ ja: '始まり', en: 'From' }), to: instantField({ ja: '終わり', en: 'To' }), reason: choiceField({ ja: '理由の種類', en: 'Reason' }, blockReasons),
    note: textField({ ja: '具体的な理由', en: 'Note' }, { max: 300, min: 4 }), displaces: withDefault(choiceField({ ja: '予約があるとき', en: 'If booked' }, ['refuse_if_booked', 'takeover']), 'refuse_if_booked'),
  }),
  allow: [staff('reservations.blocks'), system],
  refusals: { ...approvalRefusals, Taken, Booked, NotOffered },
  async run(ctx, input) {
    if (!ctx.may('reservations.blocks', `facility:${input.facility}`)) return refuse('NotFound');
    if (Temporal.Instant.compare(input.from, input.to) >= 0) return refuse('NotOffered', { field: 'to', text: { ja: '終わりを始まりより後にしてください。', en: 'The end must be later than the start.' } });
    const target = await cellsOf(ctx, input.facility, input.units);
    if (!target) return refuse('NotFound');
    const id = ctx.newId();
    const direct = housekeeping.includes(input.reason);
    await ctx.db.insertInto('reservations.blocks').values({
      id, facility_id: target.facilityId, cell_ids: [...target.cells], during: rangeText(input.from, input.to), reason: input.reason, public_label: publicLabels[input.reason], note: input.note,
      displaces: input.displaces, state: direct ? 'approved' : 'requested', requested_by: actorKey(ctx.actor), requested_at: ctx.now, decided_by: null, decided_at: direct ? ctx.now : null,
    }).execute();
    ctx.audit({ subject: `block:${id}`, facility: target.code, reason: input.reason });
    if (!direct) {
      const sent = ctx.actor.kind === 'staff' && (await rulesBind(ctx, officialUseKind)) ? await submit(ctx, officialUseKind, { subject: id }) : null;
      if (sent && 'refused' in sent) return sent;
      return done({ block: id, state: 'requested', cancelled: 0, caseNumber: sent?.number ?? null });
    }
    const cancelled = await blockOut(ctx, { id, target, from: input.from, to: input.to, reason: input.reason, note: input.note, displaces: input.displaces });
    return typeof cancelled === 'number' ? done({ block: id, state: 'approved', cancelled, caseNumber: null }) : cancelled;
  },
});

/** Somebody outside the facility agrees or not. */
export const decideBlock = command({
  name: 'reservations.decideBlock',
  title: { ja: '公用・休止を承認する', en: 'Decide a block-out' },
  input: z.object({ block: idField({ ja: '申請', en: 'Request' }), decision: choiceField({ ja: '決定', en: 'Decision' }, ['approve', 'refuse']) }),
  allow: [staff('reservations.blocks-approve')],
  refusals: { Taken, Booked, SamePerson, WrongState, RulesBind: moreRefusals.RulesBind },
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.blocks as b').innerJoin('reservations.facilities as f', 'f.id', 'b.facility_id').select(['b.id', 'b.cell_ids', 'b.during', 'b.reason', 'b.note', 'b.displaces', 'b.state', 'b.requested_by', 'f.id as facility_id', 'f.code']).where('b.id', '=', input.block).forUpdate('b').executeTakeFirst();
    if (!row || !ctx.may('reservations.blocks-approve', `facility:${row.code}`)) return refuse('NotFound');
    if (row.state !== 'requested') return refuse('WrongState', { state: row.state });
    if (row.requested_by === actorKey(ctx.actor)) return refuse('SamePerson');
    // What was asked for before the rules took force is still decided by the second person.
    if ((await casesAbout(ctx.db, officialUseKind, [row.id])).has(row.id)) return refuse('RulesBind');
    const approved = input.decision === 'approve';
    await ctx.db.updateTable('reservations.blocks').set((eb) => ({ state: approved ? 'approved' : 'refused', decided_by: actorKey(ctx.actor), decided_at: ctx.now, version: eb('version', '+', 1) })).where('id', '=', row.id).execute();
    ctx.audit({ subject: `block:${row.id}`, decision: input.decision });
    if (!approved) return done({ block: row.id, state: 'refused', cancelled: 0 });
    const cancelled = await blockOut(ctx, { id: row.id, target: { facilityId: row.facility_id, code: row.code, cells: row.cell_ids }, from: row.during.from, to: row.during.to, reason: row.reason, note: row.note, displaces: row.displaces });
    return typeof cancelled === 'number' ? done({ block: row.id, state: 'approved', cancelled }) : cancelled;
  },
});

/** The place is free again; nothing is booked again by itself. */
export const endBlock = command({
  name: 'reservations.endBlock',
  title: { ja: '公用・休止・避難所を終える', en: 'End a block-out' },
  input: z.object({ block: idField({ ja: '申請', en: 'Block' }) }),
  allow: [staff('reservations.blocks'), staff('reservations.shelter'), system],
  refusals: { WrongState, RulesBind: moreRefusals.RulesBind },
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.blocks as b').innerJoin('reservations.facilities as f', 'f.id', 'b.facility_id').select(['b.id', 'b.state', 'b.reason', 'f.code']).where('b.id', '=', input.block).forUpdate('b').executeTakeFirst();
    if (!row || !ctx.may(row.reason === 'disaster' ? 'reservations.shelter' : 'reservations.blocks', `facility:${row.code}`)) return refuse('NotFound');
    if (row.state !== 'approved' && row.state !== 'requested') return refuse('WrongState', { state: row.state });
    // What is being decided is taken back in the approval room, where everybody on its way sees it.
    if (row.state === 'requested' && (await casesAbout(ctx.db, officialUseKind, [row.id])).has(row.id)) return refuse('RulesBind');
    await sql`delete from reservations.claims where block_id = ${row.id}::uuid`.execute(ctx.db);
    await ctx.db.updateTable('reservations.blocks').set((eb) => ({ state: 'ended', version: eb('version', '+', 1) })).where('id', '=', row.id).execute();
    ctx.audit({ subject: `block:${row.id}`, facility: row.code });
    return done({ block: row.id });
  },
});

/** 避難所開設: the hall is a shelter now, open end. Everything booked gives way in the same change. */
export const openShelter = command({
  name: 'reservations.openShelter',
  title: { ja: '施設を避難所に切り替える', en: 'Open a shelter' },
  input: z.object({ facility: codeField({ ja: '施設', en: 'Facility' }, 40), units: listField({ ja: '部屋（空欄なら全部）', en: 'Rooms' }, codeField({ ja: '部屋', en: 'Room' }, 40), { max: 200 }), to: optional(instantField({ ja: '終わり（分からなければ空欄）', en: 'Until' })), note: textField({ ja: '災害の名前など', en: 'Disaster' }, { max: 200 }) }),
  allow: [staff('reservations.shelter'), system],
  refusals: { Taken },
  async run(ctx, input) {
    if (!holds(ctx.actor, 'reservations.shelter', `facility:${input.facility}`)) return refuse('NotFound');
    const target = await cellsOf(ctx, input.facility, input.units);
    if (!target) return refuse('NotFound');
    const id = ctx.newId();
    await ctx.db.insertInto('reservations.blocks').values({
      id, facility_id: target.facilityId, cell_ids: [...target.cells], during: rangeText(ctx.now, input.to), reason: 'disaster', public_label: publicLabels.disaster, note: input.note, displaces: 'takeover', state: 'approved',
      requested_by: actorKey(ctx.actor), requested_at: ctx.now, decided_by: null, decided_at: ctx.now,
    }).execute();
    // With no end in sight only the next days are cleared; every day the shelter stays open clears one more (extendShelter).
    const until = input.to ?? ctx.now.add({ hours: SHELTER_DAYS * 24 });
    const cancelled = await clearWay(ctx, target, ctx.now, until, `避難所の開設（${input.note}）`, 'disaster', target.code);
    await sql`delete from reservations.claims where cell_id = any(${[...target.cells]}) and during && ${rangeText(ctx.now, until)}::tstzrange and kind = 'block'`.execute(ctx.db);
    await claimBlock(ctx, target, id, 'shelter', ctx.now, until);
    ctx.emit(shelterOpened, { facility: target.code, block: id, cancelled });
    ctx.audit({ subject: `facility:${target.code}`, cancelled, note: input.note });
    return done({ block: id, cancelled });
  },
});

/** Each day a shelter stays open, the day at the end of its horizon is cleared as well. */
export const extendShelter = command({
  name: 'reservations.extendShelter',
  title: { ja: '避難所の使用を続ける', en: 'Keep a shelter open' },
  input: z.object({ block: idField({ ja: '避難所', en: 'Shelter' }) }),
  allow: [system],
  refusals: { Taken, WrongState },
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('reservations.blocks as b').innerJoin('reservations.facilities as f', 'f.id', 'b.facility_id').select(['b.id', 'b.state', 'b.reason', 'b.note', 'b.during', 'b.cell_ids', 'f.id as facility_id', 'f.code']).where('b.id', '=', input.block).forUpdate('b').executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'approved' || row.reason !== 'disaster' || row.during.to !== null) return refuse('WrongState', { state: row.state });
    const target = { facilityId: row.facility_id, code: row.code, cells: row.cell_ids };
    const until = ctx.now.add({ hours: SHELTER_DAYS * 24 });
    const cancelled = await clearWay(ctx, target, ctx.now, until, `避難所の開設（${row.note}）`, 'disaster', row.code);
    await sql`delete from reservations.claims where block_id = ${row.id}::uuid`.execute(ctx.db);
    await claimBlock(ctx, target, row.id, 'shelter', row.during.from, until);
    ctx.audit({ subject: `block:${row.id}`, cancelled });
    return done({ block: row.id, cancelled });
  },
});

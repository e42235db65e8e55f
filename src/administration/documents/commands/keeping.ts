/** 保存: where folders stand, who has them, and what keeps them from being destroyed. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { choiceField, dateField, idField, listField, optional, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { type Ctx, officeCalled, staffOf } from '../office.ts';
import { holdGrounds } from '../rules/retention.ts';
import { indexDocument, indexFolder } from '../words.ts';
import { dayIfAny, departmentField, folderField, labels, reasonField, words } from './fields.ts';
import { ownFolder } from './filing.ts';

const records = [staff('documents.records')];

export const saveBox = command({
  name: 'documents.saveBox',
  title: { ja: '箱を登録する・移す', en: 'Enter or move a box' },
  input: z.object({ code: textField({ ja: '箱の番号', en: 'Box' }, { max: 20, numbers: true }), storehouse: textField({ ja: '書庫', en: 'Storehouse' }, { max: 40, numbers: true }), shelf: words({ ja: '棚', en: 'Shelf' }, 20) }),
  allow: records,
  async run(ctx, input) {
    const before = await ctx.db.selectFrom('documents.boxes').select(['storehouse', 'shelf']).where('code', '=', input.code).forUpdate().executeTakeFirst();
    const row = await ctx.db.insertInto('documents.boxes').values({ id: ctx.newId(), code: input.code, storehouse: input.storehouse, shelf: input.shelf })
      .onConflict((conflict) => conflict.column('code').doUpdateSet((eb) => ({ storehouse: eb.ref('excluded.storehouse'), shelf: eb.ref('excluded.shelf'), version: eb('documents.boxes.version', '+', 1) }))).returning('id').executeTakeFirstOrThrow();
    const inside = await ctx.db.selectFrom('documents.folders').select((eb) => eb.fn.countAll<number>().as('count')).where('box_id', '=', row.id).executeTakeFirstOrThrow();
    ctx.audit({ subject: `box:${row.id}`, before: before ?? null });
    return done({ box: row.id, folders: inside.count });
  },
});

export const putIntoBox = command({
  name: 'documents.putIntoBox',
  title: { ja: '簿冊を箱に入れる', en: 'Put folders into a box' },
  input: z.object({ box: idField({ ja: '箱', en: 'Box' }), folders: listField(labels.folder, folderField, { min: 1, max: 500 }) }),
  allow: records,
  async run(ctx, input) {
    if (!(await ctx.db.selectFrom('documents.boxes').select('id').where('id', '=', input.box).executeTakeFirst())) return refuse('NotFound');
    const put = await ctx.db.updateTable('documents.folders').set((eb) => ({ box_id: input.box, version: eb('version', '+', 1) })).where('id', 'in', input.folders).where('state', 'in', ['active', 'closed']).returning('id').execute();
    if (put.length !== new Set(input.folders).size) return refuse('NotFound');
    ctx.audit({ subject: `box:${input.box}`, folders: put.length });
    return done({ folders: put.length });
  },
});

async function placeHold(ctx: Ctx, hold: { readonly folder: string; readonly ground: (typeof holdGrounds)[number]; readonly basis: string; readonly from: Temporal.PlainDate; readonly until: Temporal.PlainDate | null; readonly request: string | null }): Promise<string> {
  const id = ctx.newId();
  await ctx.db.insertInto('documents.holds').values({ id, folder_id: hold.folder, ground: hold.ground, basis: hold.basis, from_on: hold.from, until_on: hold.until, request_id: hold.request, placed_by: staffOf(ctx) }).onConflict((conflict) => conflict.columns(['folder_id', 'request_id']).where('request_id', 'is not', null).doNothing()).execute();
  return id;
}

/** A request for disclosure holds the folders of what it may concern, from the day it came. */
export function holdForRequest(ctx: Ctx, folder: string, request: { readonly id: string; readonly name: string; readonly from: Temporal.PlainDate }): Promise<string> {
  return placeHold(ctx, { folder, ground: 'disclosure', basis: request.name, from: request.from, until: null, request: request.id });
}

export const hold = command({
  name: 'documents.hold',
  title: { ja: '廃棄を止める', en: 'Place a hold' },
  input: z.object({ folder: folderField, ground: choiceField({ ja: '事情', en: 'Ground' }, holdGrounds), basis: textField(labels.basis, { max: 300 }), from: dateField({ ja: '始まりの日', en: 'From' }), until: dayIfAny({ ja: '終わりの日', en: 'Until' }) }),
  allow: [staff('documents.work'), ...records],
  refusals: { FolderGone: refusals.FolderGone, DatesWrong: refusals.DatesWrong },
  async run(ctx, input): Promise<Outcome<{ hold: string }, 'FolderGone' | 'DatesWrong' | 'NotFound'>> {
    const row = await ownFolder(ctx, input.folder);
    if (!row) return refuse('NotFound');
    const id = await placeHold(ctx, { ...input, request: null });
    ctx.audit({ subject: `folder:${row.id}`, ground: input.ground });
    return done({ hold: id });
  },
});

export const liftHold = command({
  name: 'documents.liftHold',
  title: { ja: '廃棄を止める事情を解く', en: 'Lift a hold' },
  input: z.object({ hold: idField({ ja: '事情', en: 'Hold' }), reason: reasonField }),
  allow: records,
  refusals: { HoldLifted: refusals.HoldLifted },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'HoldLifted' | 'NotFound'>> {
    const row = await ctx.db.selectFrom('documents.holds').select(['id', 'folder_id', 'lifted_on', 'request_id']).where('id', '=', input.hold).forUpdate().executeTakeFirst();
    // A request's own hold ends by the decision, never by hand.
    if (!row || row.request_id !== null) return refuse('NotFound');
    if (row.lifted_on !== null) return refuse('HoldLifted');
    await ctx.db.updateTable('documents.holds').set({ lifted_on: ctx.today, lift_reason: input.reason }).where('id', '=', row.id).execute();
    ctx.audit({ subject: `folder:${row.folder_id}` });
    return done({});
  },
});

/** 組織改編: folders go to the office that has the matter now, and stay findable by the old one's name. What is in them goes along. */
export const moveFolders = command({
  name: 'documents.moveFolders',
  title: { ja: '簿冊の所管を替える', en: 'Move folders to another office' },
  input: z.object({ from: departmentField, to: departmentField, folders: listField(labels.folder, folderField, { max: 2000 }), reason: reasonField, on: optional(dateField(labels.day)) }),
  allow: records,
  refusals: { SameOffice: refusals.SameOffice },
  async run(ctx, input): Promise<Outcome<{ folders: number; documents: number }, 'SameOffice' | 'NotFound'>> {
    if (input.from === input.to) return refuse('SameOffice');
    if (!(await officeCalled(ctx.db, input.to))) return refuse('NotFound');
    let chosen = ctx.db.selectFrom('documents.folders').select('id').where('department_id', '=', input.from).where('state', 'in', ['active', 'closed']);
    if (input.folders.length > 0) chosen = chosen.where('id', 'in', input.folders);
    const folders = await chosen.orderBy('id').forUpdate().execute();
    if (folders.length === 0 || (input.folders.length > 0 && folders.length !== new Set(input.folders).size)) return refuse('NotFound');
    const ids = folders.map((folder) => folder.id);
    await ctx.db.insertInto('documents.folder_moves').values(ids.map((id) => ({ id: ctx.newId(), folder_id: id, from_id: input.from, to_id: input.to, moved_on: input.on ?? ctx.today, reason: input.reason, moved_by: staffOf(ctx) }))).execute();
    await ctx.db.updateTable('documents.folders').set((eb) => ({ department_id: input.to, version: eb('version', '+', 1) })).where('id', 'in', ids).execute();
    const inside = await ctx.db.updateTable('documents.documents').set((eb) => ({ department_id: input.to, version: eb('version', '+', 1) })).where('folder_id', 'in', ids).where('state', '=', 'filed').returning('id').execute();
    for (const id of ids) await indexFolder(ctx, id);
    for (const document of inside) await indexDocument(ctx, document.id);
    ctx.audit({ subject: `office:${input.to}`, from: input.from, folders: ids.length });
    return done({ folders: ids.length, documents: inside.length });
  },
});

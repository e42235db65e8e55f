/** 廃棄・移管: a list of what has expired, what the owner keeps, what the archivist takes; decided, carried out by a second person, certified. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { approvalRefusals } from '../../../kernel/approval/refusals.ts';
import { submit, type SubmitRefusal } from '../../../kernel/approval/submit.ts';
import { choiceField, dateField, idField, listField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { unindex } from '../../../kernel/search/search.ts';
import { command } from '../acts.ts';
import { firstObstacle, obstacleOf, standingOf } from '../disposing.ts';
import { disposalKind } from '../kinds.ts';
import { fates } from '../messages/words.ts';
import { refusals } from '../messages/refusals.ts';
import { type Ctx, officeCalled, staffOf, worksIn } from '../office.ts';
import { writeNumber } from '../rules/number.ts';
import { canonicalHash } from '../rules/seal.ts';
import { departmentField, folderField, labels, versionField, words } from './fields.ts';

const listers = [staff('documents.work'), staff('documents.records')];
const disposalField = idField(labels.disposal);

/** The list, locked, for whoever may work on it. */
async function ownList(ctx: Ctx, id: string) {
  const row = await ctx.db.selectFrom('documents.disposals').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  const office = row ? await officeCalled(ctx.db, row.department_id) : null;
  return row && office && (worksIn(ctx, office) || ctx.may('documents.records') || ctx.may('documents.archive')) ? row : null;
}

export const makeDisposal = command({
  name: 'documents.makeDisposal',
  title: { ja: '廃棄リストを作る', en: 'Make a disposal list' },
  input: z.object({ department: departmentField, title: textField(labels.title, { max: 100 }), folders: listField(labels.folder, folderField, { max: 2000 }) }),
  allow: listers,
  refusals: { NotExpired: refusals.NotExpired, Held: refusals.Held, Forever: refusals.Forever, ListedAlready: refusals.ListedAlready, NothingListed: refusals.NothingListed },
  async run(ctx, input): Promise<Outcome<{ disposal: string; folders: number }, 'NotExpired' | 'Held' | 'Forever' | 'ListedAlready' | 'NothingListed' | 'NotFound' | 'NotAllowed'>> {
    const by = staffOf(ctx);
    const office = await officeCalled(ctx.db, input.department);
    if (!office || !(worksIn(ctx, office) || ctx.may('documents.records'))) return refuse('NotFound');
    if (by === null) return refuse('NotAllowed');
    let chosen = ctx.db.selectFrom('documents.folders as f').select(['f.id', 'f.expiry_action']).where('f.department_id', '=', office.id);
    if (input.folders.length > 0) chosen = chosen.where('f.id', 'in', input.folders);
    else chosen = chosen.where('f.state', '=', 'closed').where('f.expires_on', '<', ctx.today).where((eb) => eb.or([eb('f.extended_until', 'is', null), eb('f.extended_until', '<', ctx.today)])).where((eb) => eb.not(eb.exists(eb.selectFrom('documents.disposal_items as i').select('i.folder_id').whereRef('i.folder_id', '=', 'f.id').where('i.open', '=', true))));
    const found = await chosen.orderBy('f.id').execute();
    if (input.folders.length > 0 && found.length !== new Set(input.folders).size) return refuse('NotFound');
    const standing = new Map((await standingOf(ctx.db, found.map((folder) => folder.id), ctx.today)).map((one) => [one.id, one]));
    const ready = input.folders.length > 0 ? found : found.filter((folder) => standing.get(folder.id)?.fate.kind === 'expired');
    const obstacle = firstObstacle(ready.flatMap((folder) => standing.get(folder.id) ?? []));
    if (obstacle) return obstacle;
    if (ready.length === 0) return refuse('NothingListed');
    const id = ctx.newId();
    await ctx.db.insertInto('documents.disposals').values({ id, department_id: office.id, title: input.title, made_on: ctx.today, state: 'draft', drafted_by: by }).execute();
    await ctx.db.insertInto('documents.disposal_items').values(ready.map((folder) => ({ disposal_id: id, folder_id: folder.id, fate: folder.expiry_action }))).execute();
    ctx.audit({ subject: `disposal:${id}`, folders: ready.length });
    return done({ disposal: id, folders: ready.length });
  },
});

/** 所管課の延長, 文書館の選別: each with its reason. */
export const setFate = command({
  name: 'documents.setFate',
  title: { ja: '簿冊の扱いを決める', en: 'Choose what becomes of a folder' },
  input: z.object({ disposal: disposalField, folder: folderField, fate: choiceField({ ja: '扱い', en: 'Fate' }, fates), reason: words(labels.reason, 200), until: optional(dateField({ ja: '延長する日', en: 'Keep until' })) }),
  allow: [...listers, staff('documents.archive')],
  refusals: { ReasonNeeded: refusals.ReasonNeeded, ListFixed: refusals.ListFixed, DatesWrong: refusals.DatesWrong },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'ReasonNeeded' | 'ListFixed' | 'DatesWrong' | 'NotFound' | 'NotAllowed'>> {
    const list = await ownList(ctx, input.disposal);
    const item = list ? await ctx.db.selectFrom('documents.disposal_items').select('fate').where('disposal_id', '=', list.id).where('folder_id', '=', input.folder).forUpdate().executeTakeFirst() : undefined;
    if (!list || !item) return refuse('NotFound');
    if (list.state !== 'draft') return refuse('ListFixed');
    // What the archive takes, and what it took and gives up again, is the archivist's word.
    if ((input.fate === 'transfer' || item.fate === 'transfer') && !ctx.may('documents.archive')) return refuse('NotAllowed');
    if (input.fate !== 'destroy' && input.reason === '') return refuse('ReasonNeeded');
    if (input.fate === 'keep' && (input.until === null || Temporal.PlainDate.compare(input.until, ctx.today) <= 0)) return refuse('DatesWrong');
    await ctx.db.updateTable('documents.disposal_items').set({ fate: input.fate, reason: input.reason, extended_until: input.fate === 'keep' ? input.until : null, chosen_by: staffOf(ctx) }).where('disposal_id', '=', list.id).where('folder_id', '=', input.folder).execute();
    ctx.audit({ subject: `disposal:${list.id}`, folder: input.folder, fate: input.fate });
    return done({});
  },
});

export const dropDisposal = command({
  name: 'documents.dropDisposal',
  title: { ja: '廃棄リストを取りやめる', en: 'Drop a disposal list' },
  input: z.object({ disposal: disposalField, version: versionField }),
  allow: listers,
  refusals: { ListFixed: refusals.ListFixed },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'ListFixed' | 'NotFound' | 'Conflict'>> {
    const list = await ownList(ctx, input.disposal);
    if (!list) return refuse('NotFound');
    if (list.version !== input.version) return refuse('Conflict');
    if (list.state !== 'draft') return refuse('ListFixed');
    await ctx.db.updateTable('documents.disposal_items').set({ open: false }).where('disposal_id', '=', list.id).execute();
    await ctx.db.updateTable('documents.disposals').set({ state: 'dropped', version: list.version + 1 }).where('id', '=', list.id).execute();
    ctx.audit({ subject: `disposal:${list.id}` });
    return done({});
  },
});

type SendRefusal = SubmitRefusal | 'ListFixed' | 'NothingListed' | 'NotExpired' | 'Held' | 'Forever' | 'Conflict';

export const sendDisposal = command({
  name: 'documents.sendDisposal',
  title: { ja: '廃棄リストを決裁に出す', en: 'Send a disposal list for decision' },
  input: z.object({ disposal: disposalField, version: versionField, urgency: withDefault(choiceField({ ja: '緊急度', en: 'Urgency' }, ['ordinary', 'urgent', 'same_day']), 'ordinary') }),
  allow: listers,
  refusals: { ...approvalRefusals, ListFixed: refusals.ListFixed, NothingListed: refusals.NothingListed, NotExpired: refusals.NotExpired, Held: refusals.Held, Forever: refusals.Forever },
  async run(ctx, input): Promise<Outcome<{ caseId: string; caseNumber: string }, SendRefusal>> {
    const list = await ownList(ctx, input.disposal);
    if (!list) return refuse('NotFound');
    if (list.version !== input.version) return refuse('Conflict');
    if (list.state !== 'draft') return refuse('ListFixed');
    const obstacle = await obstacleOf(ctx, list.id);
    if (obstacle) return obstacle;
    await ctx.db.updateTable('documents.disposals').set({ state: 'in_route', version: list.version + 1 }).where('id', '=', list.id).execute();
    ctx.audit({ subject: `disposal:${list.id}` });
    const sent = await submit(ctx, disposalKind, { subject: list.id, urgency: input.urgency });
    return 'refused' in sent ? sent : done({ caseId: sent.caseId, caseNumber: sent.number });
  },
});

/** What a folder held, by hashes alone, for the certificate. */
async function inventory(ctx: Ctx, folder: string) {
  const row = await ctx.db.selectFrom('documents.folders').select(['id', 'code', 'title', 'fiscal_year', 'retention_code', 'expires_on']).where('id', '=', folder).executeTakeFirstOrThrow();
  const documents = await ctx.db.selectFrom('documents.documents').select(['id', 'fiscal_year', 'symbol', 'number', 'body_hash']).where('folder_id', '=', folder).orderBy('fiscal_year').orderBy('number').orderBy('id').execute();
  const ids = documents.map((document) => document.id);
  const files = ids.length === 0 ? [] : await ctx.db.selectFrom('documents.attachments').select(['document_id', 'sha256', 'bytes']).where('document_id', 'in', ids).orderBy('sha256').execute();
  const held = documents.map((document) => ({ number: writeNumber({ fiscalYear: document.fiscal_year, symbol: document.symbol, number: document.number }), body: document.body_hash ?? '', files: files.filter((file) => file.document_id === document.id).map((file) => file.sha256) }));
  return { ids, line: { folder: row.id, code: row.code, title: row.title, year: row.fiscal_year, retention: row.retention_code, expired: row.expires_on?.toString() ?? '', documents: held.length, bytes: files.reduce((sum, file) => sum + file.bytes, 0), hash: canonicalHash(held) } };
}

/** Takes the content away. The rows of the register stay; what names the files goes, and the nightly sweep takes their bytes. */
async function destroy(ctx: Ctx, folder: string, documents: readonly string[]): Promise<void> {
  if (documents.length > 0) {
    await ctx.db.updateTable('documents.documents').set((eb) => ({ state: 'destroyed', summary: '', due_on: null, version: eb('version', '+', 1) })).where('id', 'in', documents).execute();
    await ctx.db.deleteFrom('documents.bodies').where('document_id', 'in', documents).execute();
    await ctx.db.deleteFrom('documents.attachments').where('document_id', 'in', documents).execute();
    await ctx.db.deleteFrom('documents.words').where('document_id', 'in', documents).execute();
    for (const id of documents) await unindex(ctx, { system: 'documents', kind: 'document', id });
  }
  await ctx.db.updateTable('documents.folders').set((eb) => ({ state: 'destroyed', ended_on: ctx.today, box_id: null, version: eb('version', '+', 1) })).where('id', '=', folder).execute();
}

async function transfer(ctx: Ctx, folder: string, documents: readonly string[]): Promise<void> {
  if (documents.length > 0) await ctx.db.updateTable('documents.documents').set((eb) => ({ state: 'transferred', version: eb('version', '+', 1) })).where('id', 'in', documents).execute();
  for (const id of documents) await unindex(ctx, { system: 'documents', kind: 'document', id });
  await ctx.db.updateTable('documents.folders').set((eb) => ({ state: 'transferred', ended_on: ctx.today, version: eb('version', '+', 1) })).where('id', '=', folder).execute();
}

/** 実行: a second person, today's terms and holds asked once more, and a certificate nobody changes. */
export const executeDisposal = command({
  name: 'documents.executeDisposal',
  title: { ja: '廃棄・移管を実行する', en: 'Carry out a disposal' },
  input: z.object({ disposal: disposalField, version: versionField }),
  allow: [staff('documents.dispose')],
  refusals: { NotDecided: refusals.NotDecided, SecondPersonNeeded: refusals.SecondPersonNeeded, NotExpired: refusals.NotExpired, Held: refusals.Held, Forever: refusals.Forever },
  async run(ctx, input): Promise<Outcome<{ destroyed: number; transferred: number; kept: number; hash: string }, 'NotDecided' | 'SecondPersonNeeded' | 'NotExpired' | 'Held' | 'Forever' | 'NotFound' | 'Conflict' | 'NotAllowed'>> {
    const by = staffOf(ctx);
    const list = await ctx.db.selectFrom('documents.disposals').selectAll().where('id', '=', input.disposal).forUpdate().executeTakeFirst();
    if (!list) return refuse('NotFound');
    if (by === null) return refuse('NotAllowed');
    if (list.version !== input.version) return refuse('Conflict');
    if (list.state !== 'decided') return refuse('NotDecided');
    if (list.drafted_by === by) return refuse('SecondPersonNeeded');
    const items = await ctx.db.selectFrom('documents.disposal_items').selectAll().where('disposal_id', '=', list.id).orderBy('folder_id').execute();
    await ctx.db.selectFrom('documents.folders').select('id').where('id', 'in', items.map((item) => item.folder_id)).orderBy('id').forUpdate().execute();
    const obstacle = await obstacleOf(ctx, list.id);
    if (obstacle) return obstacle;
    const lines: Record<(typeof fates)[number], Awaited<ReturnType<typeof inventory>>['line'][]> = { destroy: [], transfer: [], keep: [] };
    for (const item of items) {
      const { ids, line } = await inventory(ctx, item.folder_id);
      lines[item.fate].push(line);
      if (item.fate === 'destroy') await destroy(ctx, item.folder_id, ids);
      else if (item.fate === 'transfer') await transfer(ctx, item.folder_id, ids);
      else await ctx.db.updateTable('documents.folders').set((eb) => ({ extended_until: item.extended_until, version: eb('version', '+', 1) })).where('id', '=', item.folder_id).execute();
    }
    const body = { disposal: list.id, title: list.title, caseId: list.case_id, decidedOn: list.decided_on?.toString() ?? '', executedOn: ctx.today.toString(), executedBy: by, destroyed: lines.destroy, transferred: lines.transfer, kept: lines.keep };
    const hash = canonicalHash(body);
    await ctx.db.insertInto('documents.certificates').values({ disposal_id: list.id, body: JSON.stringify(body), hash, made_at: ctx.now }).execute();
    await ctx.db.updateTable('documents.disposal_items').set({ open: false }).where('disposal_id', '=', list.id).execute();
    await ctx.db.updateTable('documents.disposals').set({ state: 'executed', executed_by: by, executed_at: ctx.now, version: list.version + 1 }).where('id', '=', list.id).execute();
    ctx.audit({ subject: `disposal:${list.id}`, destroyed: lines.destroy.length, transferred: lines.transfer.length, certificate: hash });
    return done({ destroyed: lines.destroy.length, transferred: lines.transfer.length, kept: lines.keep.length, hash });
  },
});

/** 完結・編てつ・引継ぎ: a matter ends, its paper goes into its folder, the folders of a year are closed and their terms begin. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { fiscalYear, fiscalYearEnd } from '../../../kernel/calendar/calendar.ts';
import { dateField, optional } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { stateWords } from '../messages/words.ts';
import { refusals } from '../messages/refusals.ts';
import { type Ctx, officeCalled, worksIn } from '../office.ts';
import { writeNumber } from '../rules/number.ts';
import { shorterThan, termOf } from '../rules/retention.ts';
import { dayIfAny, departmentField, documentField, folderField, versionField, yearField } from './fields.ts';
import { workedOn } from './receive.ts';

const work = [staff('documents.work')];

export const closeDocument = command({
  name: 'documents.close',
  title: { ja: '完結させる', en: 'Close a matter' },
  input: z.object({ document: documentField, version: versionField, closedOn: dayIfAny({ ja: '完結日', en: 'Closed on' }) }),
  allow: work,
  refusals: { NotOpen: refusals.NotOpen, StillWaiting: refusals.StillWaiting, InFuture: { ...refusals.InFuture, field: 'closedOn' } },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'NotOpen' | 'StillWaiting' | 'InFuture' | 'NotFound' | 'Conflict'>> {
    const row = await workedOn(ctx, input.document);
    if (!row) return refuse('NotFound');
    if (row.version !== input.version) return refuse('Conflict');
    if (row.state !== (row.kind === 'incoming' ? 'open' : 'decided')) return refuse('NotOpen', { state: stateWords[row.state].ja });
    const closed = input.closedOn ?? ctx.today;
    if (Temporal.PlainDate.compare(closed, ctx.today) > 0 || Temporal.PlainDate.compare(closed, row.decided_on ?? row.registered_on) < 0) return refuse('InFuture');
    const waiting = await ctx.db.selectFrom('documents.distributions as x').innerJoin('kernel.departments as o', 'o.id', 'x.department_id').select('o.name').where('x.document_id', '=', row.id).where('x.state', '=', 'waiting').execute();
    if (waiting.length > 0) return refuse('StillWaiting', { offices: waiting.map((one) => one.name).join('、') });
    await ctx.db.updateTable('documents.documents').set({ state: 'closed', closed_on: closed, version: row.version + 1 }).where('id', '=', row.id).execute();
    ctx.audit({ subject: `document:${row.id}` });
    return done({});
  },
});

export const fileDocument = command({
  name: 'documents.file',
  title: { ja: '簿冊に編てつする', en: 'File into a folder' },
  input: z.object({ document: documentField, version: versionField, folder: folderField }),
  allow: work,
  refusals: { NotOpen: refusals.NotOpen, WrongFolder: refusals.WrongFolder, FolderTooShort: refusals.FolderTooShort },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'NotOpen' | 'WrongFolder' | 'FolderTooShort' | 'NotFound' | 'Conflict'>> {
    const row = await workedOn(ctx, input.document);
    if (!row) return refuse('NotFound');
    if (row.version !== input.version) return refuse('Conflict');
    if (row.state !== 'closed' && row.state !== 'filed') return refuse('NotOpen', { state: stateWords[row.state].ja });
    const folder = await ctx.db.selectFrom('documents.folders as f').innerJoin('documents.retentions as r', 'r.code', 'f.retention_code').select(['f.id', 'f.code', 'f.state', 'f.entry_id', 'f.retention_code', 'r.name', 'r.starts', 'r.years', 'r.reviewed']).where('f.id', '=', input.folder).executeTakeFirst();
    if (!folder) return refuse('WrongFolder');
    const own = row.retention_code === null ? undefined : await ctx.db.selectFrom('documents.retentions').select(['name', 'starts', 'years', 'reviewed']).where('code', '=', row.retention_code).executeTakeFirst();
    if (own && shorterThan(folder, own)) return refuse('FolderTooShort', { folder: folder.name, document: own.name });
    // check_folder answers the rest: another office, another year, a folder that was closed meanwhile.
    await ctx.db.updateTable('documents.documents').set({ state: 'filed', folder_id: folder.id, entry_id: row.entry_id ?? folder.entry_id, retention_code: row.retention_code ?? folder.retention_code, version: row.version + 1 }).where('id', '=', row.id).execute();
    ctx.audit({ subject: `document:${row.id}`, folder: folder.code });
    return done({});
  },
});

type Ends = { readonly eventOn: Temporal.PlainDate | null; readonly releasedOn: Temporal.PlainDate | null };

/** Closes a folder by its last document and computes its term. */
async function close(ctx: Ctx, folder: { readonly id: string; readonly fiscal_year: number; readonly continuous: boolean; readonly retention_code: string; readonly version: number }, ends: Ends) {
  const last = await ctx.db.selectFrom('documents.documents').select((eb) => eb.fn.max('closed_on').as('day')).where('folder_id', '=', folder.id).executeTakeFirst();
  const retention = await ctx.db.selectFrom('documents.retentions').select(['code', 'starts', 'years', 'reviewed']).where('code', '=', folder.retention_code).executeTakeFirstOrThrow();
  // An empty folder ends with its year; one that runs on, when it is closed.
  const closedOn = last?.day ?? (folder.continuous ? ctx.today : earlier(fiscalYearEnd(fiscalYear(folder.fiscal_year)), ctx.today));
  const term = termOf(retention, { closedOn, ...ends });
  await ctx.db.updateTable('documents.folders').set({ state: 'closed', closed_on: closedOn, event_on: ends.eventOn, released_on: ends.releasedOn, term_starts: term?.starts ?? null, expires_on: term?.expires ?? null, version: folder.version + 1 }).where('id', '=', folder.id).execute();
  return term;
}

const earlier = (a: Temporal.PlainDate, b: Temporal.PlainDate) => (Temporal.PlainDate.compare(a, b) <= 0 ? a : b);

export async function ownFolder(ctx: Ctx, id: string) {
  const row = await ctx.db.selectFrom('documents.folders').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  const office = row ? await officeCalled(ctx.db, row.department_id) : null;
  return row && office && (worksIn(ctx, office) || ctx.may('documents.records')) ? row : null;
}

export const closeFolder = command({
  name: 'documents.closeFolder',
  title: { ja: '簿冊を完結させる', en: 'Close a folder' },
  input: z.object({ folder: folderField, version: versionField, eventOn: dayIfAny({ ja: '契約などが終わった日', en: 'Event ended on' }), releasedOn: dayIfAny({ ja: '使い終わった日', en: 'Released on' }) }),
  allow: [...work, staff('documents.records')],
  refusals: { NotActive: refusals.NotActive },
  async run(ctx, input): Promise<Outcome<{ expires: string | null }, 'NotActive' | 'NotFound' | 'Conflict'>> {
    const row = await ownFolder(ctx, input.folder);
    if (!row) return refuse('NotFound');
    if (row.version !== input.version) return refuse('Conflict');
    if (row.state !== 'active') return refuse('NotActive');
    const term = await close(ctx, row, { eventOn: input.eventOn, releasedOn: input.releasedOn });
    ctx.audit({ subject: `folder:${row.id}` });
    return done({ expires: term?.expires.toString() ?? null });
  },
});

/** 起算の登録: a contract ended, a ledger is used no more; now the years begin to count. */
export const startTerm = command({
  name: 'documents.startTerm',
  title: { ja: '保存期間の起算日を登録する', en: 'Start the term' },
  input: z.object({ folder: folderField, version: versionField, on: dateField({ ja: '終わった日', en: 'Ended on' }) }),
  allow: [...work, staff('documents.records')],
  refusals: { NotOpen: refusals.NotOpen, InFuture: { ...refusals.InFuture, field: 'on' } },
  async run(ctx, input): Promise<Outcome<{ expires: string | null }, 'NotOpen' | 'InFuture' | 'NotFound' | 'Conflict'>> {
    const row = await ownFolder(ctx, input.folder);
    if (!row) return refuse('NotFound');
    if (row.version !== input.version) return refuse('Conflict');
    if (row.state !== 'closed' || row.closed_on === null || row.expires_on !== null) return refuse('NotOpen');
    if (Temporal.PlainDate.compare(input.on, ctx.today) > 0) return refuse('InFuture');
    const retention = await ctx.db.selectFrom('documents.retentions').select(['code', 'starts', 'years', 'reviewed']).where('code', '=', row.retention_code).executeTakeFirstOrThrow();
    const term = termOf(retention, { closedOn: row.closed_on, eventOn: input.on, releasedOn: input.on });
    await ctx.db.updateTable('documents.folders').set({ event_on: retention.starts === 'event' ? input.on : null, released_on: retention.starts === 'in_use' ? input.on : null, term_starts: term?.starts ?? null, expires_on: term?.expires ?? null, version: row.version + 1 }).where('id', '=', row.id).execute();
    ctx.audit({ subject: `folder:${row.id}` });
    return done({ expires: term?.expires.toString() ?? null });
  },
});

/** 引継ぎ: every folder of an office and year is closed at once; nothing may lie unfiled. */
export const handOver = command({
  name: 'documents.handOver',
  title: { ja: '年度の簿冊を引き継ぐ', en: 'Hand over a year’s folders' },
  input: z.object({ department: departmentField, fiscalYear: yearField, note: optional(dateField({ ja: '引継ぎの日', en: 'Day' })) }),
  allow: [...work, staff('documents.records')],
  refusals: { Unfiled: refusals.Unfiled, InFuture: { ...refusals.InFuture, field: 'fiscalYear' } },
  async run(ctx, input): Promise<Outcome<{ folders: number }, 'Unfiled' | 'InFuture' | 'NotFound'>> {
    const office = await officeCalled(ctx.db, input.department);
    if (!office || !(worksIn(ctx, office) || ctx.may('documents.records'))) return refuse('NotFound');
    if (Temporal.PlainDate.compare(fiscalYearEnd(fiscalYear(input.fiscalYear)), ctx.today) > 0) return refuse('InFuture');
    const left = await ctx.db.selectFrom('documents.documents').select(['fiscal_year', 'symbol', 'number', 'title']).where('department_id', '=', office.id).where('fiscal_year', '=', input.fiscalYear).where('state', 'not in', ['filed', 'void', 'destroyed', 'transferred']).orderBy('number').execute();
    if (left.length > 0) return refuse('Unfiled', { count: left.length, numbers: left.slice(0, 5).map((row) => writeNumber({ fiscalYear: row.fiscal_year, symbol: row.symbol, number: row.number }) || row.title).join('、') });
    const folders = await ctx.db.selectFrom('documents.folders').selectAll().where('department_id', '=', office.id).where('fiscal_year', '=', input.fiscalYear).where('continuous', '=', false).where('state', '=', 'active').orderBy('code').forUpdate().execute();
    for (const folder of folders) await close(ctx, folder, { eventOn: null, releasedOn: null });
    ctx.audit({ subject: `office:${office.id}`, year: input.fiscalYear, folders: folders.length });
    return done({ folders: folders.length });
  },
});

/** 収受: a letter gets its number, its files, the offices it concerns. */
import { sql } from 'kysely';
import { z } from 'zod';
import { type Actor, staff } from '../../../kernel/actor.ts';
import { fiscalYearOf } from '../../../kernel/calendar/calendar.ts';
import { choiceField, dateField, listField, optional } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { attach, fileRefusalsHere, filesField, keepFiles } from '../files.ts';
import { channels } from '../messages/words.ts';
import { refusals } from '../messages/refusals.ts';
import { drawNumber } from '../numbering.ts';
import { type Ctx, opens, person, type Reader, reading, staffOf } from '../office.ts';
import { writeNumber } from '../rules/number.ts';
import { namesSomebody } from '../rules/person-name.ts';
import { indexDocument } from '../words.ts';
import { send } from './distribute.ts';
import { confidentialityField, dayIfAny, departmentField, disclosureField, documentField, labels, reasonField, titleField, versionField, words } from './fields.ts';
import { registrar } from './plans.ts';

export interface Likeness {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly why: 'file' | 'letter';
}

/** Other documents with the same bytes, or the same letter by sender, number and date; only those the actor may open. */
export async function alike(ctx: { readonly db: Reader; readonly actor: Actor }, id: string): Promise<readonly Likeness[]> {
  const db = reading(ctx.db);
  const files = await db.selectFrom('documents.attachments as me').innerJoin('documents.attachments as a', 'a.sha256', 'me.sha256').select('a.document_id as id').where('me.document_id', '=', id).where('a.document_id', '<>', id).distinct().limit(50).execute();
  const letters = await db.selectFrom('documents.documents as me').innerJoin('documents.documents as d', (join) => join.onRef('d.their_number', '=', 'me.their_number').onRef('d.sender_name', '=', 'me.sender_name').on(sql<boolean>`d.their_date is not distinct from me.their_date`)).select('d.id').where('me.id', '=', id).where('me.their_number', '<>', '').where('d.id', '<>', id).limit(50).execute();
  const ids = [...new Set([...files, ...letters].map((one) => one.id))];
  if (ids.length === 0) return [];
  const same = new Set(files.map((one) => one.id));
  const found = await db.selectFrom('documents.documents as d').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').select(['d.id', 'd.title', 'd.fiscal_year', 'd.symbol', 'd.number']).where('d.id', 'in', ids).where('d.kind', '=', 'incoming').where('d.state', '<>', 'void').where(opens(ctx.actor)).orderBy('d.registered_on').orderBy('d.number').limit(10).execute();
  return found.map((row) => ({ id: row.id, title: row.title, number: writeNumber({ fiscalYear: row.fiscal_year, symbol: row.symbol, number: row.number }), why: same.has(row.id) ? 'file' : 'letter' }));
}

export const receive = command({
  name: 'documents.receive',
  title: { ja: '文書を収受する', en: 'Register an incoming document' },
  input: z.object({
    department: departmentField, title: titleField, titleReason: words({ ja: '氏名を入れるわけ', en: 'Why a name is needed' }, 200), summary: words({ ja: '要旨', en: 'Summary' }, 2000, true), channel: choiceField({ ja: '受け取り方', en: 'How it came' }, channels),
    receivedOn: dateField({ ja: '収受日', en: 'Day of receipt' }), senderName: words({ ja: '差出人', en: 'Sender' }, 100), theirNumber: words({ ja: '相手の文書番号', en: 'Their number' }, 60), theirDate: dayIfAny({ ja: '相手の文書の日付', en: 'Their date' }), due: dayIfAny(labels.due),
    confidentiality: confidentialityField, disclosure: disclosureField, distribute: listField({ ja: '配布先', en: 'To' }, departmentField, { max: 40 }), files: filesField,
  }),
  allow: [staff('documents.work')],
  secret: ['files'],
  refusals: { NoOffice: refusals.NoOffice, InFuture: { ...refusals.InFuture, field: 'receivedOn' }, TitleNamesSomebody: refusals.TitleNamesSomebody, AlreadyThere: refusals.AlreadyThere, ...fileRefusalsHere },
  prepare: async (ctx, input) => keepFiles(ctx.city, input.files),
  async run(ctx, input, files): Promise<Outcome<{ document: string; number: string; alike: readonly Likeness[] }, 'NoOffice' | 'InFuture' | 'TitleNamesSomebody' | 'MyNumberInFile' | 'FileTooLarge' | 'FileKind' | 'NotAllowed' | 'NotFound'>> {
    if (staffOf(ctx) === null) return refuse('NotAllowed');
    const own = await registrar(ctx, input.department);
    if (!own) return refuse('NoOffice');
    if (Temporal.PlainDate.compare(input.receivedOn, ctx.today) > 0) return refuse('InFuture');
    if (namesSomebody(input.title) && input.titleReason === '') return refuse('TitleNamesSomebody');
    const { office, by } = own;
    const year = fiscalYearOf(input.receivedOn);
    const number = await drawNumber(ctx, office, year);
    const id = ctx.newId();
    await ctx.db.insertInto('documents.documents').values({
      id, kind: 'incoming', number_department_id: office.id, department_id: office.id, fiscal_year: year, symbol: office.symbol, number, registered_on: input.receivedOn, title: input.title, title_reason: input.titleReason, summary: input.summary, confidentiality: input.confidentiality, disclosure: input.disclosure,
      state: 'open', due_on: input.due, staff_id: by, channel: input.channel, received_at: ctx.now, sender_name: input.senderName, their_number: input.theirNumber, their_date: input.theirDate,
    }).execute();
    const kept = await attach(ctx, id, files, input.confidentiality);
    if (kept) return kept;
    for (const department of new Set(input.distribute)) if (!(await send(ctx, id, department))) return refuse('NotFound');
    await indexDocument(ctx, id);
    ctx.audit({ subject: `document:${id}`, number });
    return done({ document: id, number: writeNumber({ fiscalYear: year, symbol: office.symbol, number }), alike: await alike(ctx, id) });
  },
});

/** 欠番: the number stays in the register with its reason; the next letter gets the next one. */
export const voidNumber = command({
  name: 'documents.voidNumber',
  title: { ja: '番号を欠番にする', en: 'Void a number' },
  input: z.object({ document: documentField, version: versionField, reason: reasonField }),
  allow: [staff('documents.work')],
  refusals: { NotOpen: refusals.NotOpen },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'NotOpen' | 'NotFound' | 'Conflict'>> {
    const row = await workedOn(ctx, input.document);
    if (!row) return refuse('NotFound');
    if (row.version !== input.version) return refuse('Conflict');
    if (row.kind !== 'incoming' || row.state !== 'open') return refuse('NotOpen');
    await ctx.db.updateTable('documents.documents').set({ state: 'void', void_reason: input.reason, due_on: null, version: row.version + 1 }).where('id', '=', row.id).execute();
    await ctx.db.updateTable('documents.distributions').set({ state: 'returned', reason: '欠番', answered_at: ctx.now, answered_by: person(ctx) }).where('document_id', '=', row.id).where('state', '=', 'waiting').execute();
    ctx.audit({ subject: `document:${row.id}` });
    return done({});
  },
});

/** The document, locked, when it lies in an office the actor works in and may open. */
export async function workedOn(ctx: Ctx, id: string) {
  const row = await ctx.db.selectFrom('documents.documents as d').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').selectAll('d').select(['o.code as office_code', 'o.name as office_name']).where('d.id', '=', id).where(opens(ctx.actor)).forUpdate('d').executeTakeFirst();
  return row && staffOf(ctx) !== null && ctx.may('documents.work', `department:${row.office_code}`) ? row : null;
}

export const addFiles = command({
  name: 'documents.addFiles',
  title: { ja: 'ファイルを付ける', en: 'Attach files' },
  input: z.object({ document: documentField, files: filesField }),
  allow: [staff('documents.work')],
  secret: ['files'],
  refusals: { ...fileRefusalsHere, NotOpen: refusals.NotOpen },
  prepare: async (ctx, input) => keepFiles(ctx.city, input.files),
  async run(ctx, input, files): Promise<Outcome<{ added: number; alike: readonly Likeness[] }, 'NotOpen' | 'TextFixed' | 'MyNumberInFile' | 'FileTooLarge' | 'FileKind' | 'NotFound'>> {
    const row = await workedOn(ctx, input.document);
    if (!row) return refuse('NotFound');
    if (row.state !== 'open' && row.state !== 'drafting') return refuse('TextFixed');
    const kept = await attach(ctx, row.id, files, row.confidentiality);
    if (kept) return kept;
    await indexDocument(ctx, row.id);
    ctx.audit({ subject: `document:${row.id}`, files: files.length });
    return done({ added: files.length, alike: await alike(ctx, row.id) });
  },
});

/** 処理期限 as it moves while the work goes on. */
export const setDue = command({
  name: 'documents.setDue',
  title: { ja: '処理期限を決める', en: 'Set the day it is due' },
  input: z.object({ document: documentField, version: versionField, due: optional(dateField(labels.due)) }),
  allow: [staff('documents.work')],
  refusals: { NotOpen: refusals.NotOpen },
  async run(ctx, input): Promise<Outcome<Record<string, never>, 'NotOpen' | 'NotFound' | 'Conflict'>> {
    const row = await workedOn(ctx, input.document);
    if (!row) return refuse('NotFound');
    if (row.version !== input.version) return refuse('Conflict');
    if (!['open', 'drafting', 'decided'].includes(row.state)) return refuse('NotOpen');
    await ctx.db.updateTable('documents.documents').set({ due_on: input.due, version: row.version + 1 }).where('id', '=', row.id).execute();
    ctx.audit({ subject: `document:${row.id}` });
    return done({});
  },
});

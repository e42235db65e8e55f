/** 取込み: a file is kept, looked at (`queries/imports.ts`), and then taken in as a whole or not at all. */
import { z } from 'zod';
import { boolField, choiceField, idField, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { type Ctx, lockedSeries, mayWrite, nameOf, officeCode, storeOccurrences, whoOf } from '../calendar-store.ts';
import { planImport, planMark, type PlannedItem } from '../importing.ts';
import { refusals } from '../messages/refusals.ts';
import { sendForApproval } from './deciding.ts';
import { makeSeries, rewriteEdition, startEdition, writers } from './editing.ts';
import { categoryField, labels } from './fields.ts';
import { writeChange } from './occurrences.ts';

const importField = idField({ ja: '取込み', en: 'Import' });
/** As much as the door lets through. */
const LONGEST = 700_000;

export const keepImport = command({
  name: 'events.keepImport',
  title: { ja: '取り込むファイルを読み込む', en: 'Read a file to import' },
  input: z.object({
    department: idField(labels.department), kind: choiceField({ ja: '種類', en: 'Kind' }, ['ics', 'csv'] as const), name: textField({ ja: 'ファイルの名前', en: 'File name' }, { max: 200, numbers: true }), category: categoryField,
    body: textField({ ja: 'ファイルの内容', en: 'Contents' }, { max: LONGEST, lines: true, numbers: true }),
  }),
  allow: writers,
  secret: ['body'],
  refusals: { UnknownOffice: refusals.UnknownOffice, FileUnreadable: refusals.FileUnreadable },
  async run(ctx, input): Promise<Outcome<{ import: string }, 'UnknownOffice' | 'FileUnreadable'>> {
    const office = await officeCode(ctx.db, input.department);
    if (office === null || !mayWrite(ctx, office)) return refuse('UnknownOffice');
    const plan = await planImport(ctx, input);
    if (plan.fatal !== null) return refuse('FileUnreadable', { why: plan.fatal });
    const id = ctx.newId();
    await ctx.db.insertInto('events.imports').values({ id, department_id: input.department, kind: input.kind, name: input.name, category: input.category, body: input.body, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now, done_at: null, added: null, changed: null }).execute();
    ctx.audit({ subject: `import:${id}`, items: plan.items.length, problems: plan.problems.length });
    return done({ import: id });
  },
});

/** Changes of single days of a public event are told at once; its words wait for somebody else's agreement. */
async function takeIn(ctx: Ctx, item: PlannedItem, department: string, submit: boolean): Promise<void> {
  if (item.event === null) {
    const made = await makeSeries(ctx, department, item.content, item.source, item.status);
    for (const change of item.changes) await writeChange(ctx, made.event, change);
    if (submit) await sendForApproval(ctx, made.edition, 1);
    return;
  }
  const locked = await lockedSeries(ctx, item.event);
  if (!locked) throw new Error(`event ${item.event} is gone`);
  const { series, open } = locked;
  if (item.contentChanges) {
    const edition = open?.id ?? (await startEdition(ctx, series.id, item.content, '取込み'));
    const version = open === null ? 1 : await rewriteEdition(ctx, open, item.content, '取込み');
    if (submit) await sendForApproval(ctx, edition, version);
  }
  for (const change of item.changes) await writeChange(ctx, series.id, change);
  const told = item.status !== series.status;
  const source = item.source.sequence === null ? {} : { source_sequence: item.source.sequence, source_updated_at: item.source.updatedAt };
  const news = { ...source, ...(told ? { status: item.status, sequence: series.sequence + 1, updated_at: ctx.now, version: series.version + 1 } : {}) };
  if (Object.keys(news).length > 0) await ctx.db.updateTable('events.series').set(news).where('id', '=', series.id).execute();
  if (series.state === 'public' && (told || item.changes.length > 0)) await storeOccurrences(ctx, series.id);
}

export const takeImport = command({
  name: 'events.takeImport',
  title: { ja: 'ファイルを取り込む', en: 'Import the file' },
  input: z.object({ import: importField, plan: textField({ ja: '確かめた内容', en: 'The plan that was looked at' }, { max: 4000, min: 0, numbers: true }), submit: boolField({ ja: '承認を求める', en: 'Ask for approval' }) }),
  allow: writers,
  refusals: { FileHasProblems: refusals.FileHasProblems, ImportDone: refusals.ImportDone, NothingToImport: refusals.NothingToImport, SourceTaken: refusals.SourceTaken },
  async run(ctx, input): Promise<Outcome<{ import: string; added: number; changed: number }, 'FileHasProblems' | 'ImportDone' | 'NothingToImport' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const file = await ctx.db.selectFrom('events.imports').selectAll().where('id', '=', input.import).forUpdate().executeTakeFirst();
    if (!file) return refuse('NotFound');
    if (!mayWrite(ctx, (await officeCode(ctx.db, file.department_id)) ?? '')) return refuse('NotAllowed');
    if (file.done_at !== null) return refuse('ImportDone');
    const plan = await planImport(ctx, file);
    if (plan.problems.length > 0) return refuse('FileHasProblems', { count: plan.problems.length, problems: plan.problems.slice(0, 100) });
    // Somebody changed one of them meanwhile: what was agreed to is not what would happen.
    if (planMark(plan) !== input.plan) return refuse('Conflict');
    const items = plan.items.filter((item) => item.decision === 'new' || item.decision === 'update');
    if (items.length === 0) return refuse('NothingToImport');
    for (const item of items) await takeIn(ctx, item, file.department_id, input.submit);
    const added = items.filter((item) => item.decision === 'new').length;
    await ctx.db.updateTable('events.imports').set({ done_at: ctx.now, added, changed: items.length - added }).where('id', '=', file.id).execute();
    ctx.audit({ subject: `import:${file.id}`, added, changed: items.length - added });
    return done({ import: file.id, added, changed: items.length - added });
  },
});

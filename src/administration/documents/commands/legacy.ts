/** 旧システムの文書の取り込み: the classes of the old register are mapped first; a line without one is kept with its reason, and goes in once it can. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { actorKey, staff } from '../../../kernel/actor.ts';
import { codeField, idField, listField, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { readCsv } from '../../../kernel/text/csv.ts';
import { indexGrams } from '../../../kernel/text/search.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import type { Ctx } from '../office.ts';
import { judgeLine, keepable, type LeftLine, legacyKey, type LegacyLine, neededColumns, type TakenLine } from '../rules/legacy.ts';
import { departmentField, labels, reasonField, retentionField } from './fields.ts';

const allow = [staff('documents.records')];
const systemField = codeField({ ja: '旧システム', en: 'Old system' }, 20);
const importField = idField({ ja: '取り込み', en: 'Import' });
const BATCH = 2000;
/** Of one file; a larger register comes in parts. */
const MAX_LINES = 200_000;

/** What a class of an old system is here. Mapped again, it counts for what comes later. */
export const mapLegacyClasses = command({
  name: 'documents.mapLegacyClasses',
  title: { ja: '旧システムの分類の対応を決める', en: 'Map old classes' },
  input: z.object({ system: systemField, classes: listField({ ja: '分類', en: 'Classes' }, z.object({ oldClass: textField({ ja: '旧分類', en: 'Old class' }, { max: 60, numbers: true }), department: departmentField, title: textField(labels.title, { max: 100, numbers: true }), retention: retentionField }), { min: 1, max: 500 }) }),
  allow,
  async run(ctx, input) {
    const departments = new Set((await ctx.db.selectFrom('kernel.departments').select('id').execute()).map((row) => row.id));
    const retentions = new Set((await ctx.db.selectFrom('documents.retentions').select('code').execute()).map((row) => row.code));
    if (!input.classes.every((one) => departments.has(one.department) && retentions.has(one.retention))) return refuse('NotFound');
    for (const one of input.classes) {
      const facts = { department_id: one.department, title: one.title, retention_code: one.retention, mapped_by: actorKey(ctx.actor), mapped_at: ctx.now };
      await ctx.db.insertInto('documents.legacy_classes').values({ system: input.system, old_class: one.oldClass, ...facts }).onConflict((conflict) => conflict.columns(['system', 'old_class']).doUpdateSet(facts)).execute();
    }
    ctx.audit({ subject: `legacy:${input.system}`, classes: input.classes.length });
    return done({ classes: input.classes.length });
  },
});

interface Sorted {
  readonly taken: readonly TakenLine[];
  readonly left: readonly LeftLine[];
}

/** Judges all lines; of two alike the first is taken. */
function sorted(lines: readonly LegacyLine[], classes: ReadonlySet<string>): Sorted {
  const seen = new Set<string>();
  const [taken, left]: [TakenLine[], LeftLine[]] = [[], []];
  for (const line of lines) {
    const judged = judgeLine(line, classes);
    if ('reason' in judged) left.push(judged);
    else if (judged.number !== '' && seen.has(legacyKey(judged))) left.push({ line: line.line, oldClass: judged.oldClass, reason: 'duplicate', content: keepable(line.values) });
    else {
      seen.add(legacyKey(judged));
      taken.push(judged);
    }
  }
  return { taken, left };
}

/** Writes what can be taken; answers the lines whose document is there already from an earlier file. */
async function takeIn(ctx: Ctx, importId: string, system: string, lines: readonly TakenLine[]): Promise<ReadonlySet<number>> {
  const there = new Set<number>();
  for (let from = 0; from < lines.length; from += BATCH) {
    const part = lines.slice(from, from + BATCH);
    const rows = part.map((one) => ({ id: ctx.newId(), line: one.line, old_class: one.oldClass, number: one.number, title: one.title, registered_on: one.registeredOn, sender: one.sender, place: one.place, expires_on: one.expiresOn, grams: indexGrams(`${one.title} ${one.sender} ${one.number} ${one.place}`) }));
    const written = await sql<{ line: number }>`insert into documents.legacy_records (id, import_id, line, system, old_class, department_id, retention_code, number, title, registered_on, sender, place, expires_on, grams)
      select r.id, ${importId}::uuid, r.line, ${system}, r.old_class, c.department_id, c.retention_code, r.number, r.title, r.registered_on, r.sender, r.place, r.expires_on, r.grams
        from json_to_recordset(${JSON.stringify(rows)}::json) as r(id uuid, line int, old_class text, number text, title text, registered_on date, sender text, place text, expires_on date, grams text[]) join documents.legacy_classes c on c.system = ${system} and c.old_class = r.old_class
      on conflict (system, number, registered_on, title) where number <> '' do nothing returning line`.execute(ctx.db);
    const went = new Set(written.rows.map((row) => row.line));
    for (const one of part) if (!went.has(one.line)) there.add(one.line);
  }
  return there;
}

async function keepLeft(ctx: Ctx, importId: string, left: readonly LeftLine[]): Promise<void> {
  for (let from = 0; from < left.length; from += BATCH) {
    await sql`insert into documents.legacy_unmapped (import_id, line, reason, old_class, content) select ${importId}::uuid, r.line, r.reason, left(r.old_class, 60), r.content from json_to_recordset(${JSON.stringify(left.slice(from, from + BATCH).map((one) => ({ line: one.line, reason: one.reason, old_class: one.oldClass, content: one.content })))}::json) as r(line int, reason text, old_class text, content jsonb)`.execute(ctx.db);
  }
}

const classesOf = async (ctx: Ctx, system: string) => new Set((await ctx.db.selectFrom('documents.legacy_classes').select('old_class').where('system', '=', system).execute()).map((row) => row.old_class));

/** One file of one old system, all of it in one change: taken and left add up to its lines. */
export const importLegacy = command({
  name: 'documents.importLegacy',
  title: { ja: '旧システムの文書を取り込む', en: 'Import old records' },
  input: z.object({ system: systemField, name: textField(labels.file, { max: 200, numbers: true }), content: z.string().max(40_000_000) }),
  allow,
  refusals: { RegisterTaken: refusals.RegisterTaken, NotLegacy: refusals.NotLegacy },
  async run(ctx, input): Promise<Outcome<{ import: string; lines: number; taken: number; left: number }, 'RegisterTaken' | 'NotLegacy'>> {
    const bytes = Buffer.from(input.content, 'base64');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (await ctx.db.selectFrom('documents.legacy_imports').select('id').where('system', '=', input.system).where('sha256', '=', sha256).where('state', '=', 'in').executeTakeFirst()) return refuse('RegisterTaken');
    const csv = readCsv(bytes);
    if (!csv.ok) return refuse('NotLegacy', { ja: csv.message.ja, en: csv.message.en });
    const missing = neededColumns.filter((name) => !csv.value.header.includes(name));
    if (missing.length > 0) return refuse('NotLegacy', { ja: `見出し「${missing.join('」「')}」がありません。`, en: `The headings ${missing.join(', ')} are missing.` });
    if (csv.value.records.length === 0 || csv.value.records.length > MAX_LINES) return refuse('NotLegacy', { ja: `行は1行から${MAX_LINES.toLocaleString('ja-JP')}行までです。`, en: `Between 1 and ${MAX_LINES} rows, please.` });
    const { taken, left } = sorted(csv.value.records.map((record) => ({ line: record.row, values: record.values })), await classesOf(ctx, input.system));
    const id = ctx.newId();
    const lines = csv.value.records.length;
    // The sums are known when everything is in; until then the row says that nothing was taken.
    await ctx.db.insertInto('documents.legacy_imports').values({ id, system: input.system, name: input.name, sha256, lines, taken: 0, unmapped: lines, imported_by: actorKey(ctx.actor), imported_at: ctx.now }).execute();
    const there = await takeIn(ctx, id, input.system, taken);
    const content = new Map(csv.value.records.map((record) => [record.row, record.values]));
    const all = [...left, ...taken.filter((one) => there.has(one.line)).map((one): LeftLine => ({ line: one.line, oldClass: one.oldClass, reason: 'duplicate', content: keepable(content.get(one.line) ?? {}) }))];
    await keepLeft(ctx, id, all);
    await ctx.db.updateTable('documents.legacy_imports').set({ taken: lines - all.length, unmapped: all.length }).where('id', '=', id).execute();
    ctx.audit({ subject: `legacy:${input.system}`, import: id, lines, left: all.length });
    return done({ import: id, lines, taken: lines - all.length, left: all.length });
  },
});

/** What was left goes in once its class is mapped; the rest stays with its reason. */
export const retryLegacy = command({
  name: 'documents.retryLegacy',
  title: { ja: '残った行をもう一度取り込む', en: 'Try the left rows again' },
  input: z.object({ import: importField }),
  allow,
  refusals: { NotLegacy: refusals.NotLegacy },
  async run(ctx, input): Promise<Outcome<{ taken: number; left: number }, 'NotFound' | 'NotLegacy'>> {
    const row = await ctx.db.selectFrom('documents.legacy_imports').selectAll().where('id', '=', input.import).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'in') return refuse('NotLegacy', { ja: 'この取り込みは、取り消されています。', en: 'This import was undone.' });
    const waiting = await ctx.db.selectFrom('documents.legacy_unmapped').select(['line', 'content']).where('import_id', '=', row.id).where('reason', '=', 'class').orderBy('line').execute();
    const { taken, left } = sorted(waiting.map((one) => ({ line: one.line, values: one.content as Readonly<Record<string, string>> })), await classesOf(ctx, row.system));
    const there = await takeIn(ctx, row.id, row.system, taken);
    const went = taken.filter((one) => !there.has(one.line)).map((one) => one.line);
    for (let from = 0; from < went.length; from += BATCH) await ctx.db.deleteFrom('documents.legacy_unmapped').where('import_id', '=', row.id).where('line', 'in', went.slice(from, from + BATCH)).execute();
    // What a class no longer keeps out may be kept out by something else.
    const other = [...left.filter((one) => one.reason !== 'class'), ...taken.filter((one) => there.has(one.line)).map((one) => ({ line: one.line, reason: 'duplicate' as const }))];
    for (const { line, reason } of other) await ctx.db.updateTable('documents.legacy_unmapped').set({ reason }).where('import_id', '=', row.id).where('line', '=', line).execute();
    await ctx.db.updateTable('documents.legacy_imports').set({ taken: row.taken + went.length, unmapped: row.unmapped - went.length }).where('id', '=', row.id).execute();
    ctx.audit({ subject: `legacy:${row.system}`, import: row.id, taken: went.length });
    return done({ taken: went.length, left: row.unmapped - went.length });
  },
});

/** Takes an import back whole; the record that there was one stays. */
export const undoLegacy = command({
  name: 'documents.undoLegacy',
  title: { ja: '取り込みを取り消す', en: 'Undo an import' },
  input: z.object({ import: importField, reason: reasonField }),
  allow,
  refusals: { NotLegacy: refusals.NotLegacy },
  async run(ctx, input): Promise<Outcome<{ removed: number }, 'NotFound' | 'NotLegacy'>> {
    const row = await ctx.db.selectFrom('documents.legacy_imports').select(['id', 'system', 'state', 'taken']).where('id', '=', input.import).forUpdate().executeTakeFirst();
    if (!row) return refuse('NotFound');
    if (row.state !== 'in') return refuse('NotLegacy', { ja: 'この取り込みは、取り消されています。', en: 'This import was undone.' });
    await ctx.db.deleteFrom('documents.legacy_records').where('import_id', '=', row.id).execute();
    await ctx.db.deleteFrom('documents.legacy_unmapped').where('import_id', '=', row.id).execute();
    await ctx.db.updateTable('documents.legacy_imports').set({ state: 'undone', undone_at: ctx.now, undo_reason: input.reason }).where('id', '=', row.id).execute();
    ctx.audit({ subject: `legacy:${row.system}`, import: row.id, reason: input.reason });
    return done({ removed: row.taken });
  },
});

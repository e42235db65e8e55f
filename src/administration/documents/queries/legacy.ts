/** 旧システムの文書: what was taken in, what was left and why, and the search over what is there. */
import { sql } from 'kysely';
import { z } from 'zod';
import { staff, officesOf } from '../../../kernel/actor.ts';
import { codeField, idField, intField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { bigrams } from '../../../kernel/text/search.ts';
import { query } from '../acts.ts';
import { knowsAll } from '../office.ts';

const office = [staff('documents.records')];
const PER_PAGE = 50;
const MOST = 2000;
/** What may be saved as one sheet. */
const MOST_LEFT = 200_000;
const pageField = withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 10_000 }), 1);

export const legacyImports = query({
  name: 'documents.legacyImports', title: { ja: '旧システムからの取り込み', en: 'Imports of old records' }, input: z.object({}), allow: office,
  async run(ctx) {
    const imports = await ctx.db.selectFrom('documents.legacy_imports').select(['id', 'system', 'name', 'lines', 'taken', 'unmapped', 'state', 'imported_at as importedAt', 'undo_reason as undoReason']).orderBy('imported_at', 'desc').limit(200).execute();
    const reasons = await ctx.db.selectFrom('documents.legacy_unmapped').select((eb) => ['import_id', 'reason', eb.fn.countAll<number>().as('count')]).groupBy(['import_id', 'reason']).execute();
    const classes = await ctx.db.selectFrom('documents.legacy_classes as c').innerJoin('kernel.departments as o', 'o.id', 'c.department_id').innerJoin('documents.retentions as r', 'r.code', 'c.retention_code').select(['c.system', 'c.old_class as oldClass', 'c.title', 'o.name as office', 'r.name as retention']).orderBy('c.system').orderBy('c.old_class').limit(2000).execute();
    // What nobody has mapped yet, the most frequent first.
    const unknown = await ctx.db.selectFrom('documents.legacy_unmapped as u').innerJoin('documents.legacy_imports as i', 'i.id', 'u.import_id').select((eb) => ['i.system', 'u.old_class as oldClass', eb.fn.countAll<number>().as('count')]).where('u.reason', '=', 'class').groupBy(['i.system', 'u.old_class']).orderBy('count', 'desc').limit(200).execute();
    return { imports: imports.map((one) => ({ ...one, reasons: reasons.filter((row) => row.import_id === one.id).map(({ reason, count }) => ({ reason, count })) })), classes, unknown };
  },
});

/** The rows that were left, in the order of the file. */
export const legacyLeft = query({
  name: 'documents.legacyLeft', title: { ja: '取り込めなかった行', en: 'Rows that were left' }, input: z.object({ import: idField({ ja: '取り込み', en: 'Import' }) }), allow: office,
  run: (ctx, input) => ctx.db.selectFrom('documents.legacy_unmapped').select(['line', 'reason', 'old_class as oldClass', 'content']).where('import_id', '=', input.import).orderBy('line').limit(MOST_LEFT).execute(),
});

/** The old records, for the records office all, for an office its own. */
export const legacyRecords = query({
  name: 'documents.legacyRecords', title: { ja: '旧システムの文書', en: 'Old records' },
  input: z.object({ q: withDefault(textField({ ja: 'さがすことば', en: 'Words' }, { max: 100, min: 0, numbers: true }), ''), system: optional(codeField({ ja: '旧システム', en: 'Old system' }, 20)), page: pageField }),
  allow: [staff('documents.records'), staff('documents.work')], personal: true,
  async run(ctx, input) {
    const reach = officesOf(ctx.actor, 'documents.work');
    let rows = ctx.db.selectFrom('documents.legacy_records as l').innerJoin('kernel.departments as o', 'o.id', 'l.department_id').innerJoin('documents.retentions as r', 'r.code', 'l.retention_code');
    if (!knowsAll(ctx.actor) && reach !== 'city') rows = rows.where('o.code', 'in', reach.length > 0 ? [...reach] : ['']);
    const grams = bigrams(input.q);
    if (grams.length > 0) rows = rows.where(sql<boolean>`documents.search_keys(l.grams, l.registered_on) @> ${[...grams]}::text[]`);
    if (input.system !== null) rows = rows.where('l.system', '=', input.system);
    const counted = (await ctx.db.selectFrom(rows.select('l.id').limit(MOST + 1).as('m')).select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count;
    const found = await rows.select(['l.id', 'l.system', 'l.number', 'l.title', 'l.registered_on as registeredOn', 'l.sender', 'l.place', 'l.expires_on as expiresOn', 'o.name as office', 'r.name as retention']).orderBy('l.registered_on', 'desc').orderBy('l.id').offset((input.page - 1) * PER_PAGE).limit(PER_PAGE).execute();
    for (const row of found) ctx.shown(`legacy-record:${row.id}`);
    return { rows: found, total: Math.min(counted, MOST), more: counted > MOST, page: input.page, pages: Math.max(1, Math.ceil(Math.min(counted, MOST) / PER_PAGE)) };
  },
});

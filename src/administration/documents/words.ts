/** What a document is found by: rebuilt inside the change that altered it, taken away with its content. */
import { officeScope } from '../../kernel/actor.ts';
import { index, unindex } from '../../kernel/search/search.ts';
import { indexGrams } from '../../kernel/text/search.ts';
import type { Ctx } from './office.ts';
import { formatFiscalYear, fiscalYear } from '../../kernel/calendar/calendar.ts';
import { writeNumber } from './rules/number.ts';

const MAX_CHARACTERS = 60_000;

/** Writes the words of a document anew. The hall's search gets the title alone, and of a secret document nothing. */
export async function indexDocument(ctx: Ctx, id: string): Promise<void> {
  const row = await ctx.db.selectFrom('documents.documents as d').innerJoin('kernel.departments as o', 'o.id', 'd.department_id').innerJoin('kernel.departments as n', 'n.id', 'd.number_department_id').innerJoin('kernel.staff as s', 's.id', 'd.staff_id')
    .select(['d.title', 'd.registered_on', 'd.department_id', 'd.state', 'd.summary', 'd.sender_name', 'd.their_number', 'd.fiscal_year', 'd.symbol', 'd.number', 'd.confidentiality', 'd.body_version', 'o.code', 'o.name as office', 'n.name as numbered', 's.name as person']).where('d.id', '=', id).executeTakeFirstOrThrow();
  const body = row.body_version === 0 ? undefined : await ctx.db.selectFrom('documents.bodies').select('body').where('document_id', '=', id).where('version', '=', row.body_version).executeTakeFirst();
  const files = await ctx.db.selectFrom('documents.attachments as a').leftJoin('documents.readings as g', 'g.attachment_id', 'a.id').select(['a.name', 'a.words', 'g.words as read']).where('a.document_id', '=', id).execute();
  const sent = await ctx.db.selectFrom('documents.dispatches').select('recipient').where('document_id', '=', id).execute();
  const number = writeNumber({ fiscalYear: row.fiscal_year, symbol: row.symbol, number: row.number });
  const text = [row.title, row.summary, row.sender_name, row.their_number, number, row.office, row.numbered, row.person, ...sent.map((one) => one.recipient), body?.body ?? '', ...files.flatMap((file) => [file.name, file.words, file.read ?? ''])].join('\n').slice(0, MAX_CHARACTERS);
  const grams = indexGrams(text);
  const keys = { registered_on: row.registered_on, number: row.number, department_id: row.department_id, confidentiality: row.confidentiality, state: row.state };
  await ctx.db.insertInto('documents.words').values({ document_id: id, grams, ...keys }).onConflict((conflict) => conflict.column('document_id').doUpdateSet({ grams })).execute();
  const title = indexGrams(row.title);
  await ctx.db.insertInto('documents.titles').values({ document_id: id, grams: title, ...keys }).onConflict((conflict) => conflict.column('document_id').doUpdateSet({ grams: title })).execute();
  if (row.confidentiality === 'secret') await unindex(ctx, { system: 'documents', kind: 'document', id });
  else await index(ctx, { system: 'documents', kind: 'document', id, title: row.title, note: `${number} ${row.office}`.trim(), href: `/staff/documents/register/${id}`, face: 'staff', permission: 'documents.work', ...(row.confidentiality === 'department' ? { scope: officeScope(row.code) } : {}) });
}

/** The words of a folder: its names, its year both ways, and every office that ever had it. */
export async function indexFolder(ctx: Ctx, id: string): Promise<void> {
  const row = await ctx.db.selectFrom('documents.folders as f').innerJoin('kernel.departments as o', 'o.id', 'f.department_id').innerJoin('kernel.departments as m', 'm.id', 'f.made_by_id')
    .select(['f.code', 'f.title', 'f.large', 'f.medium', 'f.small', 'f.fiscal_year', 'o.name as office', 'm.name as made']).where('f.id', '=', id).executeTakeFirstOrThrow();
  const moves = await ctx.db.selectFrom('documents.folder_moves as v').innerJoin('kernel.departments as o', 'o.id', 'v.from_id').select('o.name').where('v.folder_id', '=', id).execute();
  const text = [row.code, row.title, row.large, row.medium, row.small, String(row.fiscal_year), formatFiscalYear(fiscalYear(row.fiscal_year), 'ja'), row.office, row.made, ...moves.map((move) => move.name)].join(' ');
  await ctx.db.updateTable('documents.folders').set({ grams: indexGrams(text) }).where('id', '=', id).execute();
}

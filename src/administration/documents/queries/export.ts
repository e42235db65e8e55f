/** 長期保存の書き出し: a folder with everything in it, for a bag. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { query } from '../acts.ts';
import { folderField } from '../commands/fields.ts';
import { writeNumber } from '../rules/number.ts';

export const folderContent = query({
  name: 'documents.folderContent', title: { ja: '簿冊の中身（書き出し用）', en: 'A folder’s content for export' }, input: z.object({ folder: folderField }), allow: [staff('documents.archive')], personal: true,
  async run(ctx, input) {
    const folder = await ctx.db.selectFrom('documents.folders as f').innerJoin('kernel.departments as o', 'o.id', 'f.department_id').innerJoin('kernel.departments as m', 'm.id', 'f.made_by_id').innerJoin('documents.retentions as r', 'r.code', 'f.retention_code').select(['f.id', 'f.code', 'f.title', 'f.large', 'f.medium', 'f.small', 'f.fiscal_year', 'f.term_starts', 'f.expires_on', 'f.state', 'f.disclosure', 'o.name as office', 'm.name as made_by', 'r.name as retention']).where('f.id', '=', input.folder).executeTakeFirst();
    if (!folder || folder.state === 'destroyed') return null;
    ctx.shown(`folder:${folder.id}`);
    const documents = await ctx.db.selectFrom('documents.documents as d').leftJoin('documents.bodies as b', (join) => join.onRef('b.document_id', '=', 'd.id').onRef('b.version', '=', 'd.body_version')).select(['d.id', 'd.kind', 'd.title', 'd.fiscal_year', 'd.symbol', 'd.number', 'd.registered_on', 'd.decided_on', 'd.closed_on', 'd.sender_name', 'd.their_number', 'd.disclosure', 'd.body_hash', 'd.case_id', 'b.body']).where('d.folder_id', '=', folder.id).where('d.confidentiality', '<>', 'secret').orderBy('d.fiscal_year').orderBy('d.number').execute();
    const files = documents.length === 0 ? [] : await ctx.db.selectFrom('documents.attachments').select(['id', 'document_id', 'role', 'name', 'media_type', 'bytes', 'sha256']).where('document_id', 'in', documents.map((one) => one.id)).orderBy('added_at').orderBy('id').execute();
    const left = await ctx.db.selectFrom('documents.documents').select((eb) => eb.fn.countAll<number>().as('count')).where('folder_id', '=', folder.id).where('confidentiality', '=', 'secret').executeTakeFirstOrThrow();
    return { folder, secretLeftOut: left.count, documents: documents.map(({ fiscal_year, symbol, number, ...row }) => ({ ...row, number: writeNumber({ fiscalYear: fiscal_year, symbol, number }), files: files.filter((file) => file.document_id === row.id) })) };
  },
});

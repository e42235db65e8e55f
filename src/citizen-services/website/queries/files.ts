/** 様式・ファイル as the office and the public look at them. */
import { z } from 'zod';
import { intField, textField, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { fileField } from '../commands/files.ts';
import { mayApprove, mayWrite, whoOf, writtenNumber } from '../site.ts';
import { PAGE, readers } from './office.ts';
import { open } from './public.ts';

/** The version that is public just now; null: no public page shows it. */
export const fileByName = query({
  name: 'website.fileByName',
  title: { ja: '名前のファイル', en: 'The file of a name' },
  input: z.object({ handle: textField({ ja: '名前', en: 'Name' }, { max: 64, numbers: true }) }),
  allow: open,
  async run(ctx, input) {
    return (await ctx.db.selectFrom('website.public_named_files').select(['sha256', 'name', 'number']).where('handle', '=', input.handle).orderBy('number', 'desc').limit(1).executeTakeFirst()) ?? null;
  },
});

export const fileList = query({
  name: 'website.fileList',
  title: { ja: '様式・ファイルの一覧', en: 'Files' },
  input: z.object({ q: withDefault(textField({ ja: 'ことば', en: 'Words' }, { max: 100, min: 0, numbers: true }), ''), page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 10_000 }), 1) }),
  allow: readers,
  async run(ctx, input) {
    const like = `%${input.q.replaceAll(/[%_\\]/g, '\\$&')}%`;
    const all = ctx.db.selectFrom('website.named_files as f').innerJoin('kernel.departments as d', 'd.id', 'f.department_id');
    const found = input.q === '' ? all : all.where((eb) => eb.or([eb('f.title', 'ilike', like), eb('f.handle', 'like', like)]));
    const [rows, count, offices] = await Promise.all([
      found.innerJoinLateral((eb) => eb.selectFrom('website.named_file_versions as v').select(['v.number', 'v.made_at']).whereRef('v.file_id', '=', 'f.id').orderBy('v.number', 'desc').limit(1).as('v'), (join) => join.onTrue())
        .select(['f.id', 'f.handle', 'f.title', 'd.name as office', 'v.number', 'v.made_at as madeAt', (eb) => eb.selectFrom('website.named_file_uses as u').whereRef('u.file_id', '=', 'f.id').select((inner) => inner.fn.count<number>('u.page_id').distinct().as('pages')).as('pages')])
        .orderBy('f.title').orderBy('f.handle').limit(PAGE).offset((input.page - 1) * PAGE).execute(),
      found.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
      ctx.db.selectFrom('kernel.departments').select(['id', 'code', 'name']).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', ctx.today)])).orderBy('code').execute(),
    ]);
    return { rows: rows.map((row) => ({ ...row, pages: Number(row.pages ?? 0) })), count: Number(count.count), page: input.page, offices: offices.filter((office) => mayWrite(ctx, office.code)) };
  },
});

/** A file with its versions, the pages that show it, and what its last replacement waits for. */
export const fileRecord = query({
  name: 'website.fileRecord',
  title: { ja: '様式・ファイルの記録', en: 'A file' },
  input: z.object({ file: fileField }),
  allow: readers,
  async run(ctx, input) {
    const file = await ctx.db.selectFrom('website.named_files as f').innerJoin('kernel.departments as d', 'd.id', 'f.department_id').selectAll('f').select(['d.name as office', 'd.code as officeCode']).where('f.id', '=', input.file).executeTakeFirst();
    if (!file) return null;
    const [versions, uses, editions, offices] = await Promise.all([
      ctx.db.selectFrom('website.named_file_versions as v').innerJoin('website.files as s', 's.sha256', 'v.sha256').select(['v.number', 'v.sha256', 'v.note', 'v.made_name as madeName', 'v.made_at as madeAt', 'v.public_at as publicAt', 's.name', 's.bytes', 's.media_type as mediaType']).where('v.file_id', '=', file.id).orderBy('v.number', 'desc').execute(),
      ctx.db.selectFrom('website.named_file_uses as u').innerJoin('website.public_pages as p', 'p.id', 'u.page_id').innerJoin('kernel.departments as d', 'd.id', 'p.department_id').select(['p.id as page', 'p.title', 'p.path', 'p.page_no as pageNo', 'd.name as office', 'd.code as officeCode', 'u.sha256']).where('u.file_id', '=', file.id).orderBy('p.page_no').execute(),
      ctx.db.selectFrom('website.named_file_editions as n').innerJoin('website.editions as e', 'e.id', 'n.edition_id').innerJoin('website.pages as p', 'p.id', 'e.page_id').innerJoin('kernel.departments as d', 'd.id', 'p.department_id').select(['n.number', 'e.id', 'e.page_id as page', 'e.title', 'e.state', 'e.authors', 'd.code as officeCode']).where('n.file_id', '=', file.id).where('e.state', 'in', ['draft', 'submitted', 'scheduled']).orderBy('n.number', 'desc').orderBy('p.page_no').execute(),
      ctx.db.selectFrom('kernel.departments').select(['id', 'code', 'name']).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', ctx.today)])).orderBy('code').execute(),
    ]);
    const newest = versions[0];
    return {
      id: file.id, handle: file.handle, title: file.title, version: file.version, department: file.department_id, office: file.office, versions, offices, mayWrite: mayWrite(ctx, file.officeCode),
      uses: uses.map(({ officeCode, ...row }) => ({ ...row, pageNo: writtenNumber(row.pageNo), number: versions.find((one) => one.sha256 === row.sha256)?.number ?? null, behind: row.sha256 !== newest?.sha256, mine: mayWrite(ctx, officeCode) })),
      waiting: editions.map(({ authors, officeCode, ...row }) => ({ ...row, mayDecide: row.state === 'submitted' && mayApprove(ctx, officeCode) && !authors.includes(whoOf(ctx)) })),
    };
  },
});

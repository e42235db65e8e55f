/** 読み取り: what the machine's reader found in a scan, or that it could not; the house does this by itself. */
import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { boolField, idField, textField } from '../../../kernel/fields.ts';
import { done, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { indexDocument } from '../words.ts';
import { labels, words } from './fields.ts';

export const MAX_READ = 30_000;

export const keepReading = command({
  name: 'documents.keepReading',
  title: { ja: '読み取った文字を索引に加える', en: 'Keep what was read' },
  input: z.object({ attachment: idField(labels.file), read: boolField({ ja: '読み取れた', en: 'Read' }), text: words({ ja: '読み取った文字', en: 'Text' }, MAX_READ, true), program: textField({ ja: '読み取ったもの', en: 'Program' }, { max: 100, numbers: true }) }),
  allow: [system],
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('documents.attachments as a').innerJoin('documents.documents as d', 'd.id', 'a.document_id').select(['d.id', 'd.state']).where('a.id', '=', input.attachment).forUpdate('d').executeTakeFirst();
    if (!row || row.state === 'destroyed' || row.state === 'transferred') return refuse('NotFound');
    const facts = { state: input.read ? ('read' as const) : ('failed' as const), words: input.read ? input.text : '', program: input.program, read_at: ctx.now };
    await ctx.db.insertInto('documents.readings').values({ attachment_id: input.attachment, ...facts }).onConflict((conflict) => conflict.column('attachment_id').doUpdateSet(facts)).execute();
    await indexDocument(ctx, row.id);
    ctx.audit({ subject: `document:${row.id}`, read: input.read });
    return done({ document: row.id });
  },
});

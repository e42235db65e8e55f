/** Scans that nobody has read yet, oldest first. */
import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { query } from '../acts.ts';

const AT_ONCE = 10;

export interface Scan {
  readonly id: string;
  readonly sha256: string;
  readonly mediaType: 'image/jpeg' | 'image/png';
}

export const unreadScans = query({
  name: 'documents.unreadScans', title: { ja: '読み取りを待つスキャン', en: 'Scans to be read' }, input: z.object({}), allow: [system],
  async run(ctx): Promise<readonly Scan[]> {
    const rows = await ctx.db.selectFrom('documents.attachments as a').innerJoin('documents.documents as d', 'd.id', 'a.document_id').leftJoin('documents.readings as g', 'g.attachment_id', 'a.id').select(['a.id', 'a.sha256', 'a.media_type']).where('a.media_type', 'in', ['image/jpeg', 'image/png']).where('g.attachment_id', 'is', null).where('d.state', 'not in', ['destroyed', 'transferred']).orderBy('a.added_at').limit(AT_ONCE).execute();
    return rows.flatMap((row) => (row.media_type === 'image/jpeg' || row.media_type === 'image/png' ? [{ id: row.id, sha256: row.sha256, mediaType: row.media_type }] : []));
  },
});

/** What the house's own search knows of a consultation: title and office, from the day it is public. */
import { index } from '../../kernel/search/search.ts';
import type { Ctx } from './office.ts';

export async function findable(ctx: Ctx, row: { readonly id: string; readonly number: string; readonly title: string; readonly title_en: string }): Promise<void> {
  await index(ctx, { system: 'public-comments', kind: 'consultation', id: row.id, title: row.title, note: 'パブリックコメント', href: `/public-comments/${row.number}`, words: `意見公募 パブコメ ${row.title_en} public comment`, face: 'citizen' });
}

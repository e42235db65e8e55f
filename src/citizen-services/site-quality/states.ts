/** The pages of the last night with their broken links. */
import { sql } from 'kysely';
import type { PageState } from './rules/health.ts';
import { NIGHTS } from './rules/links.ts';
import { type Reader, reading } from './site.ts';

/** `l` is a link that is called broken: our own at once, a foreign one after three nights. */
export const brokenLink = sql<boolean>`(l.kind = 'own' and l.nights >= 1 or l.nights >= ${NIGHTS})`;

export async function pageStates(ctx: { readonly db: Reader }): Promise<readonly PageState[]> {
  const rows = await reading(ctx.db).selectFrom('site_quality.pages as p').select(['p.office_code as officeCode', 'p.office', 'p.review_on as reviewOn', 'p.contact', 'p.categories', 'p.blocks', 'p.confirms', 'p.heavy'])
    .select((eb) => eb.selectFrom('site_quality.link_uses as u').innerJoin('site_quality.links as l', 'l.address', 'u.address').whereRef('u.page_id', '=', 'p.page_id').where(brokenLink).select((one) => one.fn.count<number>('u.address').distinct().as('count')).as('broken')).execute();
  return rows.map((row) => ({ ...row, broken: Number(row.broken ?? 0) }));
}

/** Pages of a school that show a child in a picture which has stood long enough. What stands on a page now is the website's to say. */
import { fiscalYearOf, toInstant, tokyoDate } from '../../kernel/calendar/calendar.ts';
import { pageAt, pageListAll } from '../website/index.ts';
import { type Asked, type Ctx, reading, within } from './house.ts';
import { isOld, pictureYear, youngSince } from './rules/old-pictures.ts';

/** Looked at in one go, the oldest first: whoever has decided about these sees the next. */
const MOST = 200;

export interface OldPage {
  readonly page: string;
  readonly title: string;
  readonly path: string;
  readonly pictures: number;
  /** The youngest school year among them. */
  readonly year: number;
}

/** `skip`: pages somebody decided to keep this fiscal year. */
export async function oldPages(ctx: Ctx | Asked, school: { readonly code: string; readonly office: string; readonly picture_years: number }, skip: ReadonlySet<string>): Promise<readonly OldPage[]> {
  const line = toInstant(youngSince(ctx.today, school.picture_years), 0);
  const photos = await reading(ctx.db).selectFrom('schools.photos').select(['block_id as block', 'page_id as page', 'made_at as at']).where('school_code', '=', school.code).where('seen', '=', 'children').where('blurred_at', 'is', null).where('made_at', '<', line).orderBy('made_at').execute();
  if (photos.length === 0) return [];
  const { rows } = await within(ctx, pageListAll, { q: '', office: school.office, section: null, state: 'public', kind: 'all', sort: 'changed', page: 1 });
  const found: OldPage[] = [];
  for (const [page, marked] of Map.groupBy(photos, (photo) => photo.page)) {
    const row = skip.has(page) ? undefined : rows.find((one) => one.page === page);
    if (!row) continue;
    const it = await within(ctx, pageAt, { path: row.path, ruby: false });
    if (it?.found !== 'page') continue;
    const shown = new Set(it.blocks.map((block) => block.id));
    const years = marked.filter((photo) => shown.has(photo.block)).map((photo) => pictureYear(tokyoDate(it.firstPublicAt), tokyoDate(photo.at))).filter((year) => isOld(year, ctx.today, school.picture_years));
    if (years.length > 0) found.push({ page, title: it.title, path: row.path, pictures: years.length, year: Math.max(...years) });
    if (found.length >= MOST) break;
  }
  return found;
}

export async function keptPages(ctx: Ctx | Asked, school: string) {
  return reading(ctx.db).selectFrom('schools.picture_keeps').select(['page_id as page', 'reason', 'made_name as by', 'made_at as at']).where('school_code', '=', school).where('fiscal_year', '=', fiscalYearOf(ctx.today)).orderBy('made_at').execute();
}

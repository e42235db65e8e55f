/** How long each school has said nothing, out of the website's own list of pages. */
import { tokyoDate } from '../../kernel/calendar/calendar.ts';
import { sitePages } from '../website/index.ts';
import { type Asked, type Ctx, reading, within } from './house.ts';
import { ageOf, type Colour, colourOf, type Span } from './rules/freshness.ts';

export interface Freshness {
  readonly last: Temporal.PlainDate | null;
  /** In school days; null: it has never posted. */
  readonly age: number | null;
  readonly colour: Colour;
}

/** Days a school is closed beside weekends and holidays: its own, and what the board announced. */
async function closedDays(ctx: Ctx | Asked): Promise<ReadonlyMap<string, readonly Span[]>> {
  const since = ctx.today.subtract({ days: 400 });
  const db = reading(ctx.db);
  const rows = [
    ...(await db.selectFrom('schools.occasions').select(['school_code', 'from_on', 'to_on']).where('no_school', '=', true).where('to_on', '>=', since).execute()),
    ...(await db.selectFrom('schools.closed_days').select(['school_code', 'from_on', 'to_on']).where('kind', '=', 'closure').where('to_on', '>=', since).execute()),
  ];
  const spans = new Map<string, Span[]>();
  for (const row of rows) spans.set(row.school_code, [...(spans.get(row.school_code) ?? []), { from: row.from_on, to: row.to_on }]);
  return spans;
}

export async function freshnessOf(ctx: Ctx | Asked, codes: readonly string[]): Promise<ReadonlyMap<string, Freshness>> {
  const closed = await closedDays(ctx);
  const found = new Map<string, Freshness>();
  for (const code of codes) {
    const site = await within(ctx, sitePages, { site: code, page: 1 });
    const newest = site?.pages.find((page) => page.kind === 'school_news');
    const last = newest ? tokyoDate(newest.changedAt) : null;
    const age = ageOf(last, ctx.today, closed.get(code) ?? []);
    found.set(code, { last, age, colour: colourOf(age) });
  }
  return found;
}

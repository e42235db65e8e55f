/**
 * アクセスの集計: days and pages, nothing of who. What fewer than five readings tell is not shown to the public, for in a small place a
 * page read once on one day may be one person's matter; nor can it be reckoned back from a sum.
 */

/** A row under this number is not shown. */
export const FEWEST = 5;

export interface DayCount {
  readonly day: Temporal.PlainDate;
  readonly path: string;
  readonly views: number;
}

export interface PageCount {
  readonly path: string;
  readonly views: number;
}

/** Pages with the most readings first. */
export function byPage(rows: readonly DayCount[]): readonly PageCount[] {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(row.path, (sums.get(row.path) ?? 0) + row.views);
  return [...sums].map(([path, views]) => ({ path, views })).toSorted((x, y) => y.views - x.views || (x.path < y.path ? -1 : 1));
}

export interface DayTotal {
  readonly day: Temporal.PlainDate;
  /** Null: fewer than five, or what would give such a day away. */
  readonly views: number | null;
}

/** Every day of the time, those without readings too. */
export function byDay(rows: readonly DayCount[], from: Temporal.PlainDate, to: Temporal.PlainDate): readonly { readonly day: Temporal.PlainDate; readonly views: number }[] {
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(row.day.toString(), (sums.get(row.day.toString()) ?? 0) + row.views);
  const days = Math.max(0, from.until(to).days + 1);
  return Array.from({ length: days }, (_, index) => from.add({ days: index })).map((day) => ({ day, views: sums.get(day.toString()) ?? 0 }));
}

export interface PublicCounts {
  readonly pages: readonly PageCount[];
  /** Readings of the pages that are not named; null: too few, or of a single page, whose number it would be. */
  readonly others: number | null;
  readonly otherPages: number;
  readonly days: readonly DayTotal[];
}

/** Small days without their number; where one alone would be what is missing from the sum of the pages, the next smallest goes with it. */
function publicDays(days: readonly { readonly day: Temporal.PlainDate; readonly views: number }[]): readonly DayTotal[] {
  const read = days.filter((one) => one.views > 0).toSorted((x, y) => x.views - y.views);
  const small = read.filter((one) => one.views < FEWEST);
  const hidden = new Set(small);
  const enough = () => hidden.size === 0 || (hidden.size >= 2 && [...hidden].reduce((sum, one) => sum + one.views, 0) >= FEWEST);
  for (const one of read.slice(small.length)) {
    if (enough()) break;
    hidden.add(one);
  }
  return days.map((one) => ({ day: one.day, views: hidden.has(one) ? null : one.views }));
}

/** What everybody may see of a time. A sum over everything is not given beside the rows: the hidden ones would be what is missing from it. */
export function publicCounts(rows: readonly DayCount[], from: Temporal.PlainDate, to: Temporal.PlainDate): PublicCounts {
  const pages = byPage(rows);
  const named = pages.filter((page) => page.views >= FEWEST);
  const hidden = pages.filter((page) => page.views < FEWEST);
  const sum = hidden.reduce((all, page) => all + page.views, 0);
  const others = hidden.length >= 2 && sum >= FEWEST ? sum : null;
  // Days are of what the pages' sum is of: else the difference of the two would tell.
  const told = new Set((others === null ? named : pages).map((page) => page.path));
  return { pages: named, others, otherPages: hidden.length, days: publicDays(byDay(rows.filter((row) => told.has(row.path)), from, to)) };
}

const MOST = 300;

/** The address as it is counted: the page's own, in one language; nothing that was typed behind it. Null: nothing to count. */
export function countedPath(url: string): string | null {
  const path = url.replace(/[?#].*$/s, '');
  const plain = path === '/en' ? '/' : path.startsWith('/en/') ? path.slice(3) : path;
  // What carries a person's own number, and what is no page, is not counted at all.
  if (!plain.startsWith('/') || plain.length > MOST || /\s/.test(plain) || /^\/(?:staff|my|api|assets|files|sign-in|log)(?:\/|$)/.test(plain)) return null;
  return plain;
}

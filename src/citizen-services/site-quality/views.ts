/**
 * The tally of readings, for pages from memory too. Counted in this process and written once a minute, so that a reader costs no
 * transaction and nothing of the single reading is kept: no address, no device, no hour, no cookie. What was counted since the last
 * writing is lost with the process.
 *
 * To be called by the HTTP server for every public page it answers with 200 or 304 to a GET: at the end of `expressLane` (kernel/http/express-lane.ts,
 * beside `countRequest`) and of `#enter` (kernel/http/server.ts), as `options.seen?.(city, url)`. The kernel knows no system: `main.ts` hands
 * `seen: noteView` to `startServer`.
 */
import type { City } from '../../kernel/city.ts';
import { mark } from '../../kernel/identity/tokens.ts';
import { execute } from '../../kernel/run.ts';
import { logProblem } from '../../kernel/log.ts';
import { countViews, MOST_COUNTS, SEALED } from './commands/views.ts';
import { countedPath } from './rules/statistics.ts';

const MINUTE = 60_000;

interface Tally {
  counts: Map<string, number>;
  since: number;
}
const tallies = new WeakMap<City['citizenDb'], Tally>();

/** One reading of a public page. Never throws and never waits; `now` in milliseconds of the city's clock. */
export function noteView(city: City, url: string): void {
  const path = countedPath(url);
  if (path === null) return;
  const now = city.clock.now().epochMilliseconds;
  const tally = tallies.get(city.citizenDb) ?? { counts: new Map<string, number>(), since: now };
  tallies.set(city.citizenDb, tally);
  // Whoever walks along made-up addresses fills no memory: a full tally is written first.
  tally.counts.set(path, (tally.counts.get(path) ?? 0) + 1);
  if (now - tally.since >= MINUTE || tally.counts.size >= MOST_COUNTS) void writeViews(city).catch((error: unknown) => logProblem('views', error));
}

/** Writes what was counted; on closing too, so that the last minute is not lost. */
export async function writeViews(city: City): Promise<void> {
  const tally = tallies.get(city.citizenDb);
  if (!tally || tally.counts.size === 0) return;
  const views = [...tally.counts].map(([path, count]) => `${count} ${path}`);
  tally.counts = new Map();
  tally.since = city.clock.now().epochMilliseconds;
  // Not now, say while the city takes no changes: a count is not worth anybody's wait.
  await execute({ city, actor: { kind: 'visitor', device: 'tally' }, lang: 'ja' }, countViews, { views, seal: mark(city, SEALED, views.join('\n')) }, `site-views-${Buffer.from(city.random(12)).toString('hex')}`);
}

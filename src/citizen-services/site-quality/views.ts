/**
 * The tally of readings, for pages from memory too. Counted in this process and written once a minute, so that a reader costs no
 * transaction and nothing of the single reading is kept: no address, no device, no hour, no cookie. What was counted since the last
 * writing is lost with the process. Robots that say what they are are not counted.
 */
import type { City } from '../../kernel/city.ts';
import type { Reading } from '../../kernel/system.ts';
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
const tallies = new WeakMap<City, Tally>();
const ROBOT = /bot\b|crawl|spider|slurp|fetch|monitor|link-check/i;

function opened(city: City, since: number): Tally {
  const tally = { counts: new Map<string, number>(), since };
  tallies.set(city, tally);
  city.beforeClose(() => writeViews(city));
  return tally;
}


/** One reading of a public page. Never throws and never waits. */
export function noteView(city: City, { url, agent }: Reading): void {
  const path = countedPath(url);
  if (path === null || ROBOT.test(agent)) return;
  const now = city.clock.now().epochMilliseconds;
  const tally = tallies.get(city) ?? opened(city, now);
  // Whoever walks along made-up addresses fills no memory: a full tally is written first.
  tally.counts.set(path, (tally.counts.get(path) ?? 0) + 1);
  if (now - tally.since >= MINUTE || tally.counts.size >= MOST_COUNTS) void writeViews(city).catch((error: unknown) => logProblem('views', error));
}

/** Writes what was counted; on closing too, so that the last minute is not lost. */
export async function writeViews(city: City): Promise<void> {
  const tally = tallies.get(city);
  if (!tally || tally.counts.size === 0) return;
  const views = [...tally.counts].map(([path, count]) => `${count} ${path}`);
  tally.counts = new Map();
  tally.since = city.clock.now().epochMilliseconds;
  // Not now, say while the city takes no changes: a count is not worth anybody's wait.
  await execute({ city, actor: { kind: 'visitor', device: 'tally' }, lang: 'ja' }, countViews, { views, seal: mark(city, SEALED, views.join('\n')) }, `site-views-${Buffer.from(city.random(12)).toString('hex')}`);
}

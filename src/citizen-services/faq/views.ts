/**
 * How often a question was read. Counted in this process and written a few times a minute, so that a reader costs no transaction and
 * nothing of the single reading is kept; what was counted since the last writing is lost with the process.
 */
import type { City } from '../../kernel/city.ts';
import { mark } from '../../kernel/identity/tokens.ts';
import type { PageContext } from '../../kernel/page.ts';
import { countViews } from './commands/asking.ts';

const SECONDS = 30;
const MOST = 200;

interface Tally {
  readonly counts: Map<string, number>;
  since: Temporal.Instant;
}
const tallies = new WeakMap<City['citizenDb'], Tally>();

export async function countReading(ctx: PageContext, faq: string): Promise<void> {
  const { city, now } = ctx;
  const tally = tallies.get(city.citizenDb) ?? { counts: new Map<string, number>(), since: now };
  tallies.set(city.citizenDb, tally);
  tally.counts.set(faq, (tally.counts.get(faq) ?? 0) + 1);
  if (Temporal.Instant.compare(tally.since.add({ seconds: SECONDS }), now) > 0 && tally.counts.size < MOST) return;
  const views = [...tally.counts].map(([id, count]) => `${id} ${count}`);
  tally.counts.clear();
  tally.since = now;
  // Not now, say while the city takes no changes: a count is not worth a word to the reader.
  await ctx.do(countViews, { views, seal: mark(city, 'faq views', views.join('\n')) }, `faq-views-${Buffer.from(ctx.random(12)).toString('hex')}`);
}

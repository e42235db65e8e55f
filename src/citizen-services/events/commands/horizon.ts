/** What runs at night: the days of the calendar a little further, files that were taken in long ago away. */
import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { done } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { storeOccurrences } from '../calendar-store.ts';
import { horizon } from '../rules/recurrence.ts';

/** As many as one transaction takes without holding others up. */
const AT_ONCE = 100;
const KEEP_FILES = { hours: 24 * 30 } as const;

export const extendHorizon = command({
  name: 'events.extendHorizon',
  title: { ja: '開催の日を13か月先まで用意する', en: 'Store the days up to the horizon' },
  input: z.object({}),
  allow: [system],
  async run(ctx) {
    const { to } = horizon(ctx.today);
    const rows = await ctx.db.selectFrom('events.series').select('id').where('state', '=', 'public').where((eb) => eb.or([eb('stored_to', 'is', null), eb('stored_to', '<', to)])).orderBy('stored_to').limit(AT_ONCE).forUpdate().skipLocked().execute();
    for (const row of rows) await storeOccurrences(ctx, row.id);
    return done({ extended: rows.length, more: rows.length === AT_ONCE });
  },
});

export const tidyImports = command({
  name: 'events.tidyImports',
  title: { ja: '古い取込みファイルを片付ける', en: 'Remove old import files' },
  input: z.object({}),
  allow: [system],
  async run(ctx) {
    const gone = await ctx.db.deleteFrom('events.imports').where('made_at', '<', ctx.now.subtract(KEEP_FILES)).returning('id').execute();
    return done({ removed: gone.length });
  },
});

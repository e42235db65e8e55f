/** How often pages were read: numbers by day, from the house's own tally. */
import { sql } from 'kysely';
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { listField, textField } from '../../../kernel/fields.ts';
import { mark } from '../../../kernel/identity/tokens.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { countedPath } from '../rules/statistics.ts';

const label = { ja: '回数', en: 'Counts' };
export const MOST_COUNTS = 500;
export const SEALED = 'site-quality views';

/** From the house's own tally, sealed with the city's key: nobody outside can make a number up. */
export const countViews = command({
  name: 'site-quality.countViews',
  title: { ja: '読まれた回数を書きとめる', en: 'Write down how often pages were read' },
  input: z.object({ views: listField(label, textField(label, { max: 320, numbers: true }), { max: MOST_COUNTS }), seal: textField({ ja: '封', en: 'Seal' }, { max: 64, numbers: true }) }),
  allow: [anyone('市のサーバーが数えた回数だけを受け付けます')],
  secret: ['views', 'seal'],
  async run(ctx, input): Promise<Outcome<{ counted: number }, 'NotAllowed'>> {
    if (input.seal !== mark(ctx.city, SEALED, input.views.join('\n'))) return refuse('NotAllowed');
    const rows = input.views.flatMap((line) => {
      const [, count = '', path = ''] = /^(\d{1,7}) (\/\S*)$/.exec(line) ?? [];
      return countedPath(path) === path && Number(count) > 0 ? [{ day: ctx.today, path, views: Number(count) }] : [];
    }).toSorted((x, y) => (x.path < y.path ? -1 : 1)); // in one order, so that two processes never wait for each other crosswise
    if (rows.length > 0) await ctx.db.insertInto('site_quality.views').values(rows).onConflict((conflict) => conflict.columns(['day', 'path']).doUpdateSet({ views: sql<number>`views.views + excluded.views` })).execute();
    return done({ counted: rows.length });
  },
});

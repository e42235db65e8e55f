import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { query } from '../acts.ts';

/** Every word with its days: what holds now first, then what is to come, then what has ended. */
export const allergenWords = query({
  name: 'schools.allergenWords',
  title: { ja: 'アレルゲンの言葉', en: 'Words for allergens' },
  input: z.object({}),
  allow: [staff('schools.board')],
  async run(ctx) {
    const rows = await ctx.db.selectFrom('schools.allergens').select(['code', 'name', 'name_en as nameEn', 'class', 'other_words as otherWords', 'valid_from as from', 'valid_to as to', 'made_name as by']).orderBy('class', 'desc').orderBy('name').orderBy('valid_from').execute();
    const ended = (row: (typeof rows)[number]) => row.to !== null && Temporal.PlainDate.compare(row.to, ctx.today) <= 0;
    const toCome = (row: (typeof rows)[number]) => Temporal.PlainDate.compare(row.from, ctx.today) > 0;
    return { now: rows.filter((row) => !ended(row) && !toCome(row)), toCome: rows.filter(toCome), ended: rows.filter(ended) };
  },
});

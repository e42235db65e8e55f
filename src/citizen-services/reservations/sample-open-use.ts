/** Some days at the door of a sample gym: books sold, people who come alone. One after the other, as they stand in a queue. */
import type { Actor } from '../../kernel/actor.ts';
import { toInstant } from '../../kernel/calendar/calendar.ts';
import type { SampleStep } from '../../kernel/sample.ts';
import { admit, admitWithTickets, sellBook } from './commands/open-use.ts';
import { openings } from './queries/openings.ts';
import { openingOf } from './rules/calendar.ts';

const CODE = 'SHIROYAMA-GYM-1';
const BACK = 4;
const clerk: Actor = { kind: 'staff', id: '00000000-0000-7000-8000-000000000002', name: '見本 窓口', device: 'sample-desk', strong: true, grants: ['reservations.desk', 'payments.cash'].map((permission) => ({ permission, scope: null })) };

export const openUseStep: SampleStep = {
  name: 'reservations.openUse',
  title: '個人開放',
  order: 52,
  async run(ctx) {
    if (ctx.size === 'tiny') return;
    const found = await ctx.ask(clerk, openings, { facility: CODE, days: 1 });
    const policy = found?.facility.policy;
    if (policy?.openUse === undefined) return;
    const { entries, books } = policy.openUse;
    const sold: string[] = [];
    for (let offset = -BACK; offset <= 0; offset++) {
      const date = ctx.today.add({ days: offset });
      if (!openingOf(policy.calendar, date, policy.spaces[0]?.code ?? '').open) continue;
      for (let count = 0; count < 8; count++) {
        const at = toInstant(date, 570 + count * 40);
        if (Temporal.Instant.compare(at, ctx.clock.now()) >= 0) break;
        const key = `open-use:${date.toString()}:${count}`;
        const [book, entry, number] = [books[ctx.dice(books.length)], entries[ctx.dice(entries.length)], sold[ctx.dice(Math.max(1, sold.length))]];
        if (book && count % 4 === 0) sold.push((await ctx.must(clerk, sellBook, { facility: CODE, book: book.code, tendered: Math.ceil(book.yen / 1000) * 1000 }, `${key}:sale`, at)).number);
        // A book may be used up by now: then one pays, as at a real door.
        const entered = number !== undefined && count % 2 === 1 ? await ctx.do(clerk, admitWithTickets, { facility: CODE, number, persons: 1 }, `${key}:ticket`, at) : null;
        if (entered?.ok !== true && entry) await ctx.must(clerk, admit, { facility: CODE, entry: entry.code, persons: 1 + ctx.dice(3) }, `${key}:cash`, at);
      }
      ctx.progress(offset + BACK + 1, BACK + 1);
    }
  },
};

/** What citizens leave behind: whether an answer helped, what they looked for in vain, how often a question was read. Never who. */
import { sql } from 'kysely';
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { choiceField, idField, listField, textField, withDefault } from '../../../kernel/fields.ts';
import { mark } from '../../../kernel/identity/tokens.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { foldForSearch } from '../../../kernel/text/search.ts';
import { command } from '../acts.ts';
import { countClient, dayOf, weekOf } from '../clients.ts';
import { looksPersonal, withoutPersonal } from '../rules/private-words.ts';
import { rank } from '../rules/ranking.ts';
import { publicFaqs } from '../site.ts';
import { numberField, queryField } from './fields.ts';

/** A town hall, a school or a telephone company's gate stands before many people; more than these in a day are one person's patience. */
const MOST_PER_NETWORK = 20;

export const giveFeedback = command({
  name: 'faq.giveFeedback',
  title: { ja: '役に立ったかどうかを伝える', en: 'Say whether an answer helped' },
  input: z.object({
    number: numberField, helped: choiceField({ ja: '役に立ちましたか', en: 'Was this helpful?' }, ['yes', 'no'] as const),
    words: withDefault(textField({ ja: 'ご意見', en: 'Comment' }, { max: 200, min: 0, lines: true }), ''),
  }),
  allow: [anyone('答えが役に立ったかどうかは、名のらずに伝えられます')],
  // The trail says that feedback was given. Not on what, and not which: it would stand beside the mark of who asked.
  secret: ['number', 'helped', 'words'],
  async run(ctx, input): Promise<Outcome<{ counted: boolean }, 'NotFound'>> {
    const faq = await ctx.db.selectFrom('faq.public_faqs').select('id').where('faq_no', '=', input.number).executeTakeFirst();
    if (!faq) return refuse('NotFound');
    const counted = await countClient(ctx, 'vote', faq.id, dayOf(ctx.today));
    if (!counted.fresh || counted.neighbours > MOST_PER_NETWORK) return done({ counted: false });
    const [yes, no] = input.helped === 'yes' ? [1, 0] : [0, 1];
    await ctx.db.insertInto('faq.days').values({ faq_id: faq.id, day: ctx.today, yes, no }).onConflict((conflict) => conflict.columns(['faq_id', 'day']).doUpdateSet({ yes: sql<number>`days.yes + ${yes}`, no: sql<number>`days.no + ${no}` })).execute();
    const words = [...withoutPersonal(input.words)].slice(0, 200).join('').trim();
    if (words !== '') await ctx.db.insertInto('faq.remarks').values({ id: ctx.newId(), faq_id: faq.id, day: ctx.today, helped: input.helped === 'yes', words }).execute();
    return done({ counted: true });
  },
});

/** So many different clients look for the same in one week before a word of it is kept. */
const SEVERAL = 3;
const MOST_LETTERS = 60;

export const noteSearch = command({
  name: 'faq.noteSearch',
  title: { ja: '答えのなかった検索を数える', en: 'Count a search without result' },
  input: z.object({ q: queryField }),
  allow: [anyone('さがした人を残さずに、見つからなかった言葉だけを数えます')],
  secret: ['q'],
  async run(ctx, input): Promise<Outcome<{ counted: boolean }, never>> {
    const words = input.q.normalize('NFKC').replace(/\s+/gu, ' ').replace(/[\s。、!?]+$/u, '').trim();
    const folded = foldForSearch(words).replaceAll(/[^\p{L}\p{N}\p{M}ー]+/gu, ' ').trim();
    const letters = [...folded].length;
    if (letters < 2 || letters > MOST_LETTERS || [...words].length > MOST_LETTERS || looksPersonal(words)) return done({ counted: false });
    if (rank(words, await publicFaqs(ctx.db), { most: 1 }).length > 0) return done({ counted: false });
    const counted = await countClient(ctx, 'words', folded, weekOf(ctx.today));
    if (!counted.fresh) return done({ counted: false });
    const known = await ctx.db.updateTable('faq.needed').set((eb) => ({ clients: eb('clients', '+', 1), last_on: ctx.today })).where('folded', '=', folded).executeTakeFirst();
    if (Number(known.numUpdatedRows) === 0 && counted.clients >= SEVERAL) {
      await ctx.db.insertInto('faq.needed').values({ id: ctx.newId(), folded, words, clients: counted.clients, first_on: ctx.today, last_on: ctx.today })
        .onConflict((conflict) => conflict.column('folded').doUpdateSet({ clients: sql<number>`needed.clients + 1`, last_on: ctx.today })).execute();
    }
    return done({ counted: true });
  },
});

/** From the page's own tally, sealed with the city's key: nobody outside can make a number up. */
export const countViews = command({
  name: 'faq.countViews',
  title: { ja: '読まれた回数を書きとめる', en: 'Write down how often FAQs were read' },
  input: z.object({ views: listField({ ja: '回数', en: 'Counts' }, textField({ ja: '回数', en: 'Count' }, { max: 60, numbers: true }), { max: 200 }), seal: textField({ ja: '封', en: 'Seal' }, { max: 64, numbers: true }) }),
  allow: [anyone('市のページが数えた回数だけを受け付けます')],
  secret: ['views', 'seal'],
  async run(ctx, input): Promise<Outcome<{ counted: number }, 'NotAllowed'>> {
    if (input.seal !== mark(ctx.city, 'faq views', input.views.join('\n'))) return refuse('NotAllowed');
    // In one order, so that two processes never wait for each other crosswise.
    for (const line of input.views.toSorted()) {
      const [id = '', count = '0'] = line.split(' ');
      const faq = idField({ ja: '番号', en: 'Id' }).safeParse(id);
      if (!faq.success) continue;
      await ctx.db.insertInto('faq.days').values({ faq_id: faq.data, day: ctx.today, views: Number(count) }).onConflict((conflict) => conflict.columns(['faq_id', 'day']).doUpdateSet({ views: sql<number>`days.views + ${Number(count)}` })).execute();
    }
    return done({ counted: input.views.length });
  },
});

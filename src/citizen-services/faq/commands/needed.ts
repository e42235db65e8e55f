/** 必要な答え: from what people looked for in vain to a draft, in one press. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { idField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { labels, words } from './fields.ts';
import { makeFaq } from './writing.ts';

const neededField = idField({ ja: '必要な答え', en: 'Needed answer' });

export const draftNeeded = command({
  name: 'faq.draftNeeded',
  title: { ja: '必要な答えの下書きを作る', en: 'Draft a needed answer' },
  input: z.object({ needed: neededField, department: idField(labels.department) }),
  allow: [staff('faq.write')],
  refusals: { UnknownOffice: refusals.UnknownOffice, AlreadyAnswered: refusals.AlreadyAnswered },
  async run(ctx, input): Promise<Outcome<{ faq: string; edition: string }, 'UnknownOffice' | 'AlreadyAnswered' | 'NotFound' | 'NotAllowed'>> {
    const needed = await ctx.db.selectFrom('faq.needed').selectAll().where('id', '=', input.needed).forUpdate().executeTakeFirst();
    if (!needed) return refuse('NotFound');
    if (needed.state !== 'open') return refuse('AlreadyAnswered');
    const made = await makeFaq(ctx, { department: input.department, question: needed.words, source: 'search', sourceNote: `「${needed.words}」を${needed.clients}人がさがした` });
    if (typeof made === 'string') return refuse(made);
    await ctx.db.updateTable('faq.editions').set({ variants: [needed.words] }).where('id', '=', made.edition).execute();
    await ctx.db.updateTable('faq.needed').set({ state: 'drafted', faq_id: made.faq, version: needed.version + 1 }).where('id', '=', needed.id).execute();
    return done({ faq: made.faq, edition: made.edition });
  },
});

export const dismissNeeded = command({
  name: 'faq.dismissNeeded',
  title: { ja: '必要な答えに対応しない', en: 'Set a needed answer aside' },
  input: z.object({ needed: neededField, note: words(labels.reason, 200) }),
  allow: [staff('faq.write')],
  refusals: { AlreadyAnswered: refusals.AlreadyAnswered },
  async run(ctx, input): Promise<Outcome<{ needed: string }, 'AlreadyAnswered' | 'NotFound'>> {
    const needed = await ctx.db.selectFrom('faq.needed').select(['id', 'state', 'version']).where('id', '=', input.needed).forUpdate().executeTakeFirst();
    if (!needed) return refuse('NotFound');
    if (needed.state !== 'open') return refuse('AlreadyAnswered');
    await ctx.db.updateTable('faq.needed').set({ state: 'dismissed', note: input.note, version: needed.version + 1 }).where('id', '=', needed.id).execute();
    ctx.audit({ subject: `faq-needed:${needed.id}` });
    return done({ needed: needed.id });
  },
});

/** 訂正: a corrected edition of a published result is begun as a copy; it takes the place of the one before when somebody else approves it. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { refusals } from '../messages/refusals.ts';
import { begin, locked } from '../publications.ts';
import { whoOf } from '../site.ts';
import { publicationField, said } from './fields.ts';

const MOST_EDITIONS = 99;

export const correctTest = command({
  name: 'site-quality.correctTest',
  title: { ja: '公開した試験結果を訂正する', en: 'Correct a published test result' },
  input: z.object({ publication: publicationField, reason: said({ ja: '訂正する理由', en: 'Reason' }, 1000, true) }),
  allow: [staff('site-quality.work')],
  refusals: { NotPublic: refusals.NotPublic, CorrectionOpen: refusals.CorrectionOpen },
  async run(ctx, input): Promise<Outcome<{ publication: string; number: number; edition: number }, 'NotPublic' | 'CorrectionOpen' | 'NotFound'>> {
    const it = await locked(ctx, input.publication, 'test');
    if (!it) return refuse('NotFound');
    // Only what stands is corrected: the one before it has been already.
    if (it.state !== 'public') return refuse('NotPublic');
    const test = await ctx.db.selectFrom('site_quality.tests').selectAll().where('id', '=', it.id).executeTakeFirstOrThrow();
    const open = await ctx.db.selectFrom('site_quality.tests as t').innerJoin('site_quality.publications as u', 'u.id', 't.id').select('t.id').where('t.corrects', '=', it.id).where('u.state', 'in', ['draft', 'waiting']).executeTakeFirst();
    const edition = (test.edition ?? 1) + 1;
    if (open || edition > MOST_EDITIONS) return refuse('CorrectionOpen');
    const publication = await begin(ctx, 'test');
    // What others wrote goes on in it: none of them approves it.
    await ctx.db.updateTable('site_quality.publications').set({ authors: [...new Set([...it.authors, whoOf(ctx)])] }).where('id', '=', publication).execute();
    await ctx.db.insertInto('site_quality.tests').values({ ...test, id: publication, edition, corrects: test.id, correction: input.reason }).execute();
    await ctx.db.insertInto('site_quality.test_pages').columns(['test_id', 'ordinal', 'path', 'title', 'how', 'edition_id']).expression((eb) => eb.selectFrom('site_quality.test_pages').select([eb.val(publication).as('test_id'), 'ordinal', 'path', 'title', 'how', 'edition_id']).where('test_id', '=', test.id)).execute();
    await ctx.db.insertInto('site_quality.results').columns(['test_id', 'ordinal', 'criterion', 'applies', 'passed', 'note', 'source', 'made_by', 'made_at']).expression((eb) => eb.selectFrom('site_quality.results').select([eb.val(publication).as('test_id'), 'ordinal', 'criterion', 'applies', 'passed', 'note', 'source', 'made_by', 'made_at']).where('test_id', '=', test.id)).execute();
    await ctx.db.insertInto('site_quality.evidence').columns(['test_id', 'ordinal', 'criterion', 'source', 'rule', 'outcome', 'said', 'made_at']).expression((eb) => eb.selectFrom('site_quality.evidence').select([eb.val(publication).as('test_id'), 'ordinal', 'criterion', 'source', 'rule', 'outcome', 'said', 'made_at']).where('test_id', '=', test.id)).execute();
    return done({ publication, number: test.number, edition });
  },
});

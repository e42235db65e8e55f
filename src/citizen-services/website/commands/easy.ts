/** やさしい日本語: an edition of a page in plain words, begun with a copy of its blocks, and brought up to date when the original changes. */
import { z } from 'zod';
import { optional } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { draftOf } from '../draft.ts';
import { refusals } from '../messages/refusals.ts';
import { EASY, easyTitle } from '../rules/easy.ts';
import { mayWrite } from '../site.ts';
import { editionFor, mayEdit } from './editing.ts';
import { editionField, pageField, slugField } from './fields.ts';
import { type MadePage, makePage, pageFor, REVIEW_MONTHS, writers } from './pages.ts';

const SLUG_ENDS = '-yasashii';
const LONGEST_SLUG = 64;

export const makeEasy = command({
  name: 'website.makeEasy',
  title: { ja: 'やさしい日本語の版を作る', en: 'Make an edition in plain Japanese' },
  input: z.object({ page: pageField, slug: optional(slugField) }),
  allow: writers,
  refusals: { NotPublic: refusals.NotPublic, NotForEasy: refusals.NotForEasy, EasyTaken: refusals.EasyTaken, SlugTaken: refusals.SlugTaken, NumberTaken: refusals.NumberTaken },
  async run(ctx, input): Promise<Outcome<MadePage, 'NotPublic' | 'NotForEasy' | 'EasyTaken' | 'SlugTaken' | 'NumberTaken' | 'NotFound' | 'NotAllowed'>> {
    const page = await pageFor(ctx, input.page, mayWrite);
    if (typeof page === 'string') return refuse(page);
    const live = await ctx.db.selectFrom('website.editions').selectAll().where('page_id', '=', page.id).where('state', '=', 'published').executeTakeFirst();
    if (page.state !== 'public' || !live) return refuse('NotPublic');
    if (page.easy || live.lang !== 'ja') return refuse('NotForEasy');
    if (await ctx.db.selectFrom('website.pages').select('id').where('translation_of', '=', page.id).where('easy', '=', true).executeTakeFirst()) return refuse('EasyTaken');
    const original = draftOf(live);
    const slug = input.slug ?? `${page.slug.slice(0, LONGEST_SLUG - SLUG_ENDS.length)}${SLUG_ENDS}`;
    const made = await makePage(ctx, {
      section: page.section_id, slug, department: page.department_id, ordinal: page.ordinal, changeNote: '', easyOf: { page: page.id, edition: live.id },
      draft: { ...original, title: easyTitle(original.title), lang: EASY, reviewOn: ctx.today.add({ months: REVIEW_MONTHS }) },
    });
    return typeof made === 'string' ? refuse(made) : done(made);
  },
});

/** The author has looked at what changed in the original and has followed it, or need not. */
export const followOriginal = command({
  name: 'website.followOriginal',
  title: { ja: 'いまのもとのページに合わせた', en: 'Made to follow the original' },
  input: z.object({ edition: editionField }),
  allow: writers,
  refusals: { NotOpen: refusals.NotOpen, OriginalGone: refusals.OriginalGone },
  async run(ctx, input): Promise<Outcome<{ edition: string; number: number }, 'NotOpen' | 'OriginalGone' | 'NotFound' | 'NotAllowed'>> {
    const edition = await editionFor(ctx, input.edition);
    if (!edition || !edition.page.easy) return refuse('NotFound');
    if (!mayEdit(ctx, edition)) return refuse('NotAllowed');
    if (edition.row.state !== 'draft') return refuse('NotOpen');
    const live = await ctx.db.selectFrom('website.editions').select(['id', 'number']).where('page_id', '=', edition.page.translation_of).where('state', '=', 'published').executeTakeFirst();
    if (!live) return refuse('OriginalGone');
    await ctx.db.updateTable('website.editions').set({ made_from: live.id }).where('id', '=', edition.row.id).execute();
    ctx.audit({ subject: `page:${edition.page.id}`, edition: edition.row.id, madeFrom: live.id });
    return done({ edition: edition.row.id, number: live.number });
  },
});

/** 声と動画: who is to be seen or heard in a film. The website's own editor puts it there; the answer is given here. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { schoolToWork, whoOf } from '../house.ts';
import { refusals } from '../messages/refusals.ts';
import { childrenNamed, editionNow, standsOn } from '../posting.ts';
import { filmsIn } from '../rules/films.ts';
import { childrenField, editionField, schoolField, seenField } from './fields.ts';

const filmField = textField({ ja: '動画・音声', en: 'Film' }, { max: 40, numbers: true, pattern: { test: /^[a-z0-9-]+$/, say: { ja: '動画・音声は、画面から選んでください。', en: 'Please choose the film from the page.' } } });

export const markFilm = command({
  name: 'schools.markFilm',
  title: { ja: '動画・音声に出ている人を答える', en: 'Say who is in a film' },
  input: z.object({ school: schoolField, edition: editionField, block: filmField, seen: seenField, children: childrenField }),
  allow: [staff('schools.work'), staff('schools.board')],
  secret: ['children'],
  refusals: { Archived: refusals.Archived, NotOpen: refusals.NotOpen, UnknownChild: { ...refusals.UnknownChild, field: 'children' }, ChildrenNeeded: { ...refusals.ChildrenNeeded, field: 'children' } },
  async run(ctx, input): Promise<Outcome<{ block: string }, 'Archived' | 'NotFound' | 'NotAllowed' | 'NotOpen' | 'UnknownChild' | 'ChildrenNeeded'>> {
    const school = await schoolToWork(ctx, input.school);
    if (typeof school === 'string') return refuse(school);
    if (!ctx.may('website.write', `department:${school.office}`) && !ctx.may('website.edit')) return refuse('NotAllowed');
    const it = await editionNow(ctx, input.edition);
    const film = it && standsOn(it.path, school.code) ? filmsIn(it.draft.blocks).find((one) => one.id === input.block) : undefined;
    if (!it || !film) return refuse('NotFound');
    if (it.state !== 'draft') return refuse('NotOpen');
    const named = input.seen === 'children' ? await childrenNamed(ctx, school.code, input.children) : [];
    if ('line' in named) return refuse('UnknownChild', { line: named.line });
    if (input.seen === 'children' && named.length === 0) return refuse('ChildrenNeeded');
    const key = { page_id: it.page, block_id: film.id };
    await ctx.db.deleteFrom('schools.films').where('page_id', '=', it.page).where('block_id', '=', film.id).execute();
    await ctx.db.insertInto('schools.films').values({ ...key, address: film.address, school_code: school.code, seen: input.seen, made_by: whoOf(ctx), made_at: ctx.now }).execute();
    if (named.length > 0) await ctx.db.insertInto('schools.film_children').values(named.map((child) => ({ ...key, child_id: child }))).execute();
    ctx.audit({ subject: `school:${school.code}`, page: it.page, film: film.id, seen: input.seen });
    return done({ block: film.id });
  },
});

/** 学校ニュースを出す: in two minutes from a phone. One press makes the page, cleans the photographs, asks who is to be seen and asks for approval. */
import { z } from 'zod';
import { officeScope, staff } from '../../../kernel/actor.ts';
import { listField, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { addFile, createPage } from '../../website/index.ts';
import { command } from '../acts.ts';
import { fileRefused, nameOf, schoolToWork, whoOf } from '../house.ts';
import { refusals } from '../messages/refusals.ts';
import { childrenNamed, imagesOf, keepPhoto, type Left, saveAndSend, tellApprovers } from '../posting.ts';
import { labels, photoShape, schoolField } from './fields.ts';

const NO_EDITION = '00000000-0000-7000-8000-000000000000';
const PHOTOS = 3;

export interface Posted {
  readonly edition: string;
  readonly page: string;
  readonly path: string;
  readonly submitted: boolean;
  /** What has to be put right first. */
  readonly left: readonly Left[];
  /** What was taken out of the photographs: where they were taken, and by what. */
  readonly removed: readonly string[];
}

export const postNews = command({
  name: 'schools.postNews',
  title: { ja: '学校ニュースを出す', en: 'Post school news' },
  input: z.object({ school: schoolField, title: textField(labels.title, { max: 40, numbers: true }), words: textField(labels.words, { max: 4000, lines: true, numbers: true }), photos: listField({ ja: '写真', en: 'Photographs' }, photoShape, { max: PHOTOS }) }),
  allow: [staff('schools.work'), staff('schools.board')],
  // Photographs are no matter of the trail, and the names of those to be seen even less.
  secret: ['photos'],
  refusals: { Archived: refusals.Archived, UnknownChild: refusals.UnknownChild, ChildrenNeeded: refusals.ChildrenNeeded, PhotoRefused: refusals.PhotoRefused },
  async prepare(ctx, input) {
    for (const [index, photo] of input.photos.entries()) {
      const no = await fileRefused(ctx, NO_EDITION, photo);
      if (no) return refuse('PhotoRefused', { number: index + 1, why: String(no.details['why'] ?? '大きすぎます。'), field: `photos.${index}.content` });
    }
    return undefined;
  },
  async run(ctx, input): Promise<Outcome<Posted, 'Archived' | 'UnknownChild' | 'ChildrenNeeded' | 'PhotoRefused' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const school = await schoolToWork(ctx, input.school);
    if (typeof school === 'string') return refuse(school);
    if (!ctx.may('website.write', officeScope(school.office)) && !ctx.may('website.edit')) return refuse('NotAllowed');
    const seen: (readonly string[])[] = [];
    for (const [index, photo] of input.photos.entries()) {
      const named = photo.seen === 'children' ? await childrenNamed(ctx, school.code, photo.children) : [];
      if ('line' in named) return refuse('UnknownChild', { line: named.line, field: `photos.${index}.children` });
      if (photo.seen === 'children' && named.length === 0) return refuse('ChildrenNeeded', { field: `photos.${index}.children` });
      seen.push(named);
    }
    const folder = await ctx.db.selectFrom('schools.folders').select('section_id').where('school_code', '=', school.code).where('kind', '=', 'news').executeTakeFirstOrThrow();
    const made = await ctx.call(createPage, { section: folder.section_id, department: school.department_id, kind: 'school_news', title: input.title, slug: `${ctx.today.toString().replaceAll('-', '')}-${ctx.newId().slice(-6)}` });
    if (!made.ok) return refuse(made.refused === 'NotAllowed' ? 'NotAllowed' : 'Conflict');
    const { page, edition, path } = made.value;
    let version = 1;
    const removed = new Set<string>();
    for (const [index, photo] of input.photos.entries()) {
      const added = await ctx.call(addFile, { edition, name: photo.name, content: photo.content, words: photo.alt });
      if (!added.ok) return refuse('PhotoRefused', { number: index + 1, why: '', field: `photos.${index}.content` });
      version = added.value.version;
      for (const one of added.value.removed) removed.add(one);
      await keepPhoto(ctx, { block: added.value.block, page, school: school.code, seen: photo.seen, children: seen[index] ?? [] });
    }
    await ctx.db.insertInto('schools.posts').values({ page_id: page, edition_id: edition, school_code: school.code, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now }).execute();
    const { sent } = await saveAndSend(ctx, school, edition, version, { title: input.title, words: input.words, images: await imagesOf(ctx, edition) });
    ctx.audit({ subject: `school:${school.code}`, page, photos: input.photos.length, submitted: sent.submitted });
    if (sent.submitted) await tellApprovers(ctx, school, edition, input.title);
    return done({ edition, page, path, submitted: sent.submitted, left: sent.submitted ? [] : sent.left, removed: [...removed] });
  },
});

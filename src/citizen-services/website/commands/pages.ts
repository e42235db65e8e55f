/** ページ: made, moved, kept as it is, taken from the public. */
import type { Insertable } from 'kysely';
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { idField, intField, optional, textField, withDefault, choiceField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { draftOf, pageKinds, rowOf, savedDraft } from '../draft.ts';
import { refusals } from '../messages/refusals.ts';
import { note, publisherOf, putBack, takeDown } from '../publishing.ts';
import { addressOf, type Ctx, mayApprove, mayWrite, nameOf, officeCode, takeAddress, whoOf, writtenNumber } from '../site.ts';
import type { PagesRow } from '../rows.ts';
import type { Draft } from '../rules/texts.ts';
import { withFileFacts } from '../taking.ts';
import { editionField, labels, pageField, slugField, versionField, words } from './fields.ts';

export const writers = [staff('website.write'), staff('website.edit'), staff('website.emergency')];
export const REVIEW_MONTHS = 12;

/** A first draft: what the rules ask of every page is filled in where the house knows it. */
function firstDraft(kind: Draft['kind'], title: string, contact: string, today: Temporal.PlainDate): Draft {
  return { title, lead: '', kind, lang: 'ja', contact, categories: [], reviewOn: today.add({ months: REVIEW_MONTHS }), blocks: [] };
}

export interface NewPage {
  readonly section: string;
  readonly slug: string;
  readonly department: string;
  readonly draft: Draft;
  readonly changeNote: string;
  /** Among the pages of its folder; left out: by what is new. */
  readonly ordinal?: number;
  /** In plain words: of which page, and of which of its editions. */
  readonly easyOf?: { readonly page: string; readonly edition: string };
}

export interface MadePage {
  readonly page: string;
  readonly edition: string;
  readonly pageNo: string;
  readonly path: string;
}

const MOST_NUMBERS = 1000;

/** The page's row under the next number that is free: numbers brought along from an older site may lie ahead. Null: a thousand in a row were taken. */
async function insertNumbered(ctx: Ctx, row: Omit<Insertable<PagesRow>, 'page_no'>): Promise<number | null> {
  for (let attempt = 0; attempt < MOST_NUMBERS; attempt += 1) {
    const pageNo = await ctx.nextNumber('website.page');
    const made = await ctx.db.insertInto('website.pages').values({ ...row, page_no: pageNo }).onConflict((conflict) => conflict.column('page_no').doNothing()).returning('page_no').executeTakeFirst();
    if (made) return made.page_no;
  }
  return null;
}

/** Makes a page with its first edition; the caller has checked who asks. */
export async function makePage(ctx: Ctx, wanted: NewPage): Promise<MadePage | 'NotFound' | 'SlugTaken' | 'NumberTaken'> {
  const section = await ctx.db.selectFrom('website.sections').select(['path', 'closed_at', 'site_code']).where('id', '=', wanted.section).forShare().executeTakeFirst();
  if (!section || section.closed_at !== null) return 'NotFound';
  const site = await ctx.db.selectFrom('website.sites').select('archived_on').where('code', '=', section.site_code).executeTakeFirst();
  if (!site || site.archived_on !== null) return 'NotFound';
  const [page, edition, path] = [ctx.newId(), ctx.newId(), addressOf(section.path, wanted.slug)];
  const taken = await ctx.db.selectFrom('website.addresses').select('path').where('path', '=', path).executeTakeFirst();
  if (taken) return 'SlugTaken';
  const by = whoOf(ctx);
  const pageNo = await insertNumbered(ctx, { id: page, section_id: wanted.section, slug: wanted.slug, path, department_id: wanted.department, ...(wanted.ordinal === undefined ? {} : { ordinal: wanted.ordinal }), ...(wanted.easyOf ? { easy: true, translation_of: wanted.easyOf.page } : {}), made_by: by, made_at: ctx.now });
  if (pageNo === null) return 'NumberTaken';
  if (!(await takeAddress(ctx, path, { page }))) return 'SlugTaken';
  await ctx.db.insertInto('website.editions').values({ id: edition, page_id: page, number: 1, state: 'draft', ...rowOf(wanted.draft), change_note: wanted.changeNote, made_from: wanted.easyOf?.edition ?? null, authors: [by], made_by: by, made_at: ctx.now, saved_by: by, saved_name: nameOf(ctx), saved_at: ctx.now }).execute();
  await ctx.db.insertInto('website.saves').values({ edition_id: edition, version: 1, draft: savedDraft(wanted.draft), made_by: by, made_name: nameOf(ctx), made_at: ctx.now }).execute();
  ctx.audit({ subject: `page:${page}`, path });
  return { page, edition, pageNo: writtenNumber(pageNo), path };
}

export const createPage = command({
  name: 'website.createPage',
  title: { ja: 'ページを作る', en: 'Make a page' },
  input: z.object({ section: idField(labels.section), department: idField(labels.department), kind: choiceField({ ja: '種類', en: 'Kind' }, pageKinds), title: words(labels.title, 400), slug: slugField }),
  allow: writers,
  refusals: { SlugTaken: refusals.SlugTaken, NumberTaken: refusals.NumberTaken, UnknownOffice: refusals.UnknownOffice },
  async run(ctx, input): Promise<Outcome<MadePage, 'SlugTaken' | 'NumberTaken' | 'UnknownOffice' | 'NotFound' | 'NotAllowed'>> {
    const office = await officeCode(ctx.db, input.department);
    if (office === null) return refuse('UnknownOffice');
    if (!mayWrite(ctx, office) && !(ctx.may('website.emergency') && input.kind === 'emergency')) return refuse('NotAllowed');
    const made = await makePage(ctx, { section: input.section, slug: input.slug, department: input.department, draft: firstDraft(input.kind, input.title, office, ctx.today), changeNote: '' });
    return typeof made === 'string' ? refuse(made) : done(made);
  },
});

/** The page, locked, if the actor may act on it; else what to answer. */
export async function pageFor(ctx: Ctx, id: string, may: (ctx: Ctx, office: string) => boolean) {
  const page = await ctx.db.selectFrom('website.pages').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!page) return 'NotFound' as const;
  const office = (await officeCode(ctx.db, page.department_id)) ?? '';
  return may(ctx, office) ? page : ('NotAllowed' as const);
}

/** Begins with what stands before the public, or stood there last; the caller has checked who asks and holds the page. */
export async function openEdition(ctx: Ctx, page: string, change: (draft: Draft) => Draft, changeNote: string): Promise<{ readonly edition: string; readonly number: number } | 'OpenTaken'> {
  const newest = await ctx.db.selectFrom('website.editions').selectAll().where('page_id', '=', page).orderBy('number', 'desc').limit(1).executeTakeFirstOrThrow();
  if (['draft', 'submitted', 'scheduled'].includes(newest.state)) return 'OpenTaken';
  const from = (await ctx.db.selectFrom('website.editions').selectAll().where('page_id', '=', page).where('state', 'in', ['published', 'withdrawn']).orderBy('published_at', 'desc').limit(1).executeTakeFirst()) ?? newest;
  const [edition, by, number] = [ctx.newId(), whoOf(ctx), newest.number + 1];
  const draft = change(await withFileFacts(ctx.db, draftOf(from), () => ctx.newId()));
  await ctx.db.insertInto('website.editions').values({ id: edition, page_id: page, number, state: 'draft', ...rowOf(draft), change_note: changeNote, made_from: from.made_from, authors: [by], made_by: by, made_at: ctx.now, saved_by: by, saved_name: nameOf(ctx), saved_at: ctx.now }).execute();
  await ctx.db.insertInto('website.saves').values({ edition_id: edition, version: 1, draft: savedDraft(draft), made_by: by, made_name: nameOf(ctx), made_at: ctx.now }).execute();
  ctx.audit({ subject: `page:${page}`, edition });
  return { edition, number };
}

/** 差替え: a new edition beside the one before the public, which stays as it is until this one is published. */
export const startEdition = command({
  name: 'website.startEdition',
  title: { ja: '差し替えの版を作る', en: 'Start a new edition' },
  input: z.object({ page: pageField }),
  allow: writers,
  refusals: { OpenTaken: refusals.OpenTaken, NumberTaken: refusals.OpenTaken },
  async run(ctx, input): Promise<Outcome<{ edition: string; number: number }, 'OpenTaken' | 'NumberTaken' | 'NotFound' | 'NotAllowed'>> {
    const page = await pageFor(ctx, input.page, (one, office) => mayWrite(one, office) || one.may('website.emergency'));
    if (typeof page === 'string') return refuse(page);
    const opened = await openEdition(ctx, page.id, (draft) => ({ ...draft, reviewOn: ctx.today.add({ months: REVIEW_MONTHS }) }), '');
    return opened === 'OpenTaken' ? refuse('OpenTaken') : done(opened);
  },
});

export const dropEdition = command({
  name: 'website.dropEdition',
  title: { ja: '版を取りやめる', en: 'Drop an edition' },
  input: z.object({ edition: editionField }),
  allow: writers,
  refusals: { NotOpen: refusals.NotOpen },
  async run(ctx, input): Promise<Outcome<{ page: string }, 'NotOpen' | 'NotFound' | 'NotAllowed'>> {
    const row = await ctx.db.selectFrom('website.editions').select(['page_id']).where('id', '=', input.edition).executeTakeFirst();
    if (!row) return refuse('NotFound');
    const page = await pageFor(ctx, row.page_id, mayWrite);
    if (typeof page === 'string') return refuse(page);
    const gone = await ctx.db.updateTable('website.editions').set({ state: 'dropped', ended_at: ctx.now }).where('id', '=', input.edition).where('state', '=', 'draft').returning('id').executeTakeFirst();
    if (!gone) return refuse('NotOpen');
    ctx.audit({ subject: `page:${page.id}`, edition: input.edition });
    return done({ page: page.id });
  },
});

/** Moves a page; its old address leads to the new one in one step, for ever. */
export const movePage = command({
  name: 'website.movePage',
  title: { ja: 'ページを移す', en: 'Move a page' },
  input: z.object({ page: pageField, version: versionField, section: idField(labels.section), slug: slugField, department: optional(idField(labels.department)) }),
  allow: [staff('website.write'), staff('website.edit')],
  refusals: { SlugTaken: refusals.SlugTaken, UnknownOffice: refusals.UnknownOffice },
  async run(ctx, input): Promise<Outcome<{ path: string }, 'SlugTaken' | 'UnknownOffice' | 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const page = await pageFor(ctx, input.page, mayWrite);
    if (typeof page === 'string') return refuse(page);
    if (page.version !== input.version) return refuse('Conflict');
    const section = await ctx.db.selectFrom('website.sections').select(['path', 'closed_at']).where('id', '=', input.section).forShare().executeTakeFirst();
    if (!section || section.closed_at !== null) return refuse('NotFound');
    if (input.department !== null && (await officeCode(ctx.db, input.department)) === null) return refuse('UnknownOffice');
    const path = addressOf(section.path, input.slug);
    if (path !== page.path && !(await takeAddress(ctx, path, { page: page.id }))) return refuse('SlugTaken');
    await ctx.db.updateTable('website.pages').set({ section_id: input.section, slug: input.slug, path, ...(input.department === null ? {} : { department_id: input.department }), version: page.version + 1 }).where('id', '=', page.id).execute();
    if (path !== page.path) await note(ctx, page.id, 'moved', { note: `${page.path} → ${path}` });
    ctx.audit({ subject: `page:${page.id}`, path });
    return done({ path });
  },
});

/** 内容に変更なし: the words stand, and are true for another year. No new edition. */
export const keepPage = command({
  name: 'website.keepPage',
  title: { ja: '内容に変更がないことを確かめた', en: 'Still correct' },
  input: z.object({ page: pageField, months: withDefault(intField({ ja: '次の見直しまでの月数', en: 'Months until the next review' }, { min: 1, max: 24 }), REVIEW_MONTHS) }),
  allow: [staff('website.write'), staff('website.edit')],
  refusals: { NotPublic: refusals.NotPublic },
  async run(ctx, input): Promise<Outcome<{ reviewOn: string }, 'NotPublic' | 'NotFound' | 'NotAllowed'>> {
    const page = await pageFor(ctx, input.page, mayWrite);
    if (typeof page === 'string') return refuse(page);
    if (page.state !== 'public') return refuse('NotPublic');
    const reviewOn = ctx.today.add({ months: input.months });
    await ctx.db.updateTable('website.pages').set({ review_on: reviewOn, reviewed_at: ctx.now, version: page.version + 1 }).where('id', '=', page.id).execute();
    await note(ctx, page.id, 'kept', { note: `次の見直し ${reviewOn.toString()}` });
    ctx.audit({ subject: `page:${page.id}` });
    return done({ reviewOn: reviewOn.toString() });
  },
});

export const withdrawPage = command({
  name: 'website.withdrawPage',
  title: { ja: '公開を終える', en: 'Withdraw a page' },
  input: z.object({ page: pageField, reason: textField(labels.reason, { max: 200 }), successor: optional(textField({ ja: '代わりのページの番号', en: 'Number of the page to read instead' }, { max: 7, numbers: true, pattern: { test: /^\d{1,7}$/, say: { ja: '「代わりのページの番号」は、7けたまでの数字で入力してください。', en: 'Please give a page number of up to seven digits.' } } })) }),
  allow: [staff('website.approve'), staff('website.edit'), staff('website.emergency')],
  refusals: { NotPublic: refusals.NotPublic },
  async run(ctx, input): Promise<Outcome<{ page: string }, 'NotPublic' | 'NotFound' | 'NotAllowed'>> {
    const page = await pageFor(ctx, input.page, (one, office) => mayApprove(one, office) || one.may('website.edit') || one.may('website.emergency'));
    if (typeof page === 'string') return refuse(page);
    if (page.state !== 'public') return refuse('NotPublic');
    const successor = input.successor === null ? null : await ctx.db.selectFrom('website.pages').select('id').where('page_no', '=', Number(input.successor)).where('state', '=', 'public').where('id', '<>', page.id).executeTakeFirst();
    if (successor === undefined) return refuse('NotFound');
    await takeDown(ctx, page, publisherOf(ctx), input.reason, successor?.id ?? null);
    return done({ page: page.id });
  },
});

const UNDO_MINUTES = 10;

/** 公開の取消: within ten minutes what stood there before comes back at once; both stay in the record. */
export const undoPublication = command({
  name: 'website.undoPublication',
  title: { ja: '公開を取り消す（10分以内）', en: 'Take back a publication' },
  input: z.object({ page: pageField }),
  allow: [staff('website.write'), staff('website.approve'), staff('website.edit')],
  refusals: { NotPublic: refusals.NotPublic, TooLate: refusals.TooLate },
  async run(ctx, input): Promise<Outcome<{ edition: string | null }, 'NotPublic' | 'TooLate' | 'NotFound' | 'NotAllowed'>> {
    const page = await pageFor(ctx, input.page, (one, office) => mayWrite(one, office) || mayApprove(one, office));
    if (typeof page === 'string') return refuse(page);
    const live = await ctx.db.selectFrom('website.editions').select('published_at').where('page_id', '=', page.id).where('state', '=', 'published').executeTakeFirst();
    if (!live?.published_at) return refuse('NotPublic');
    if (Temporal.Instant.compare(live.published_at.add({ minutes: UNDO_MINUTES }), ctx.now) < 0) return refuse('TooLate');
    return done({ edition: await putBack(ctx, page, publisherOf(ctx), '公開から10分以内に取り消しました') });
  },
});

/** 公開 and 公開終了, in the transaction of whoever decided it: the page, what stood there before, its files, the record. */
import { index, unindex } from '../../kernel/search/search.ts';
import { notSent, tellAsker } from '../../kernel/four-eyes.ts';
import { kindWords } from './messages/words.ts';
import { draftOf, hashOf } from './draft.ts';
import { type GuardedPage, stoppedByGuards } from './guards.ts';
import { isEasy } from './rules/easy.ts';
import { type Ctx, nameOf, whoOf } from './site.ts';
import type { ReleasesRow } from './rows.ts';
import { showFiles, showNoFiles } from './uses.ts';

export interface Publisher {
  readonly key: string;
  readonly name: string;
}

export const publisherOf = (ctx: Ctx): Publisher => ({ key: whoOf(ctx), name: nameOf(ctx) });

export async function note(ctx: Ctx, page: string, what: ReleasesRow['what'], more: { readonly edition?: string; readonly by?: Publisher; readonly note?: string; readonly hash?: string } = {}): Promise<void> {
  const by = more.by ?? publisherOf(ctx);
  await ctx.db.insertInto('website.releases').values({ page_id: page, edition_id: more.edition ?? null, what, made_by: by.key, made_name: by.name, made_at: ctx.now, note: more.note ?? '', hash: more.hash ?? null }).execute();
}

/** A page in plain words is public only beside the page it was made from. */
export async function originalStands(ctx: Ctx, page: { readonly easy: boolean; readonly translation_of: string | null }): Promise<boolean> {
  return !page.easy || (await ctx.db.selectFrom('website.pages').select('state').where('id', '=', page.translation_of).executeTakeFirst())?.state === 'public';
}

/** The edition, locked together with its page. */
export async function lockedEdition(ctx: Ctx, id: string) {
  const edition = await ctx.db.selectFrom('website.editions').selectAll().where('id', '=', id).executeTakeFirst();
  if (!edition) return null;
  // An original before its edition in plain words, as when both are withdrawn.
  await ctx.db.selectFrom('website.pages as o').innerJoin('website.pages as p', 'p.translation_of', 'o.id').select('o.id').where('p.id', '=', edition.page_id).where('p.easy', '=', true).forShare('o').execute();
  // The page first, always: two who publish and withdraw at once wait for each other and do not meet crosswise.
  const page = await ctx.db.selectFrom('website.pages').selectAll().where('id', '=', edition.page_id).forUpdate().executeTakeFirstOrThrow();
  const locked = await ctx.db.selectFrom('website.editions').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
  return { page, edition: locked };
}
export type LockedEdition = NonNullable<Awaited<ReturnType<typeof lockedEdition>>>;

/** The page as guards are asked about it. */
export async function guardedPage(ctx: Ctx, page: { readonly id: string; readonly section_id: string }): Promise<GuardedPage> {
  const site = await ctx.db.selectFrom('website.sections as s').innerJoin('website.sites as t', 't.code', 's.site_code').select('t.kind').where('s.id', '=', page.section_id).executeTakeFirstOrThrow();
  return { page: page.id, section: page.section_id, siteKind: site.kind };
}

/** What the guards of other systems say of an edition at this moment; null: nothing stops it. */
export async function stoppedNow(ctx: Ctx, { page, edition }: LockedEdition): Promise<string | null> {
  return stoppedByGuards(ctx, await guardedPage(ctx, page), draftOf(edition));
}

/** Back to whoever wrote it, with the reason; they and whoever had decided are told. */
export async function sendBack(ctx: Ctx, { edition }: LockedEdition, reason: string): Promise<void> {
  await ctx.db.updateTable('website.editions').set({ state: 'draft', returned_note: reason.slice(0, 2000), ...notSent, version: edition.version + 1 }).where('id', '=', edition.id).execute();
  const told = { kind: 'website.returned', href: `/staff/website/editions/${edition.id}`, title: { ja: `「${edition.title}」が差し戻されました`, en: `“${edition.title}” was returned` }, note: reason };
  for (const person of new Set([edition.submitted_by, edition.decided_by])) tellAsker(ctx, { submitted_by: person }, told);
}

/** Puts an edition before the public; what stood there before is superseded in the same transaction. */
export async function putOut(ctx: Ctx, { page, edition }: LockedEdition, by: Publisher, what: 'published' | 'emergency'): Promise<string> {
  const draft = draftOf(edition);
  const hash = hashOf(draft);
  await ctx.db.updateTable('website.editions').set({ state: 'superseded', ended_at: ctx.now }).where('page_id', '=', page.id).where('state', '=', 'published').execute();
  await ctx.db.updateTable('website.editions').set({ state: 'published', published_at: ctx.now, hash, decided_by: by.key, decided_name: by.name, decided_at: ctx.now, emergency: what === 'emergency' }).where('id', '=', edition.id).execute();
  const fresh = page.changed_at === null || !edition.minor || page.state !== 'public';
  await ctx.db.updateTable('website.pages').set({
    state: 'public', first_public_at: page.first_public_at ?? ctx.now, ...(fresh ? { changed_at: ctx.now } : {}), review_on: edition.review_on, reviewed_at: ctx.now, withdrawn_at: null, withdrawn_reason: null, successor_id: null, version: page.version + 1,
  }).where('id', '=', page.id).execute();
  await showFiles(ctx, page.id, draft.blocks);
  await ctx.db.deleteFrom('website.saves').where('edition_id', '=', edition.id).execute();
  await index(ctx, { system: 'website', kind: 'page', id: page.id, title: draft.title, note: `${isEasy(draft.lang) ? 'やさしい日本語　' : ''}${kindWords[draft.kind].ja}　${draft.lead.slice(0, 80)}`, href: page.path, face: 'citizen' });
  if (edition.unpublish_at !== null) ctx.enqueue('website.due', {}, { at: edition.unpublish_at });
  if (edition.lang.startsWith('ja')) ctx.enqueue('website.readings', { edition: edition.id });
  await note(ctx, page.id, what, { edition: edition.id, by, hash, note: edition.change_note });
  ctx.audit({ subject: `page:${page.id}`, edition: edition.id, hash });
  return hash;
}

/** Whether an edition waits for its hour, or goes out now. */
export async function putOutOrWait(ctx: Ctx, locked: LockedEdition, by: Publisher): Promise<'published' | 'scheduled'> {
  const { edition, page } = locked;
  if (edition.publish_at === null || Temporal.Instant.compare(edition.publish_at, ctx.now) <= 0) {
    await putOut(ctx, locked, by, 'published');
    return 'published';
  }
  await ctx.db.updateTable('website.editions').set({ state: 'scheduled', hash: hashOf(draftOf(edition)), decided_by: by.key, decided_name: by.name, decided_at: ctx.now }).where('id', '=', edition.id).execute();
  ctx.enqueue('website.due', {}, { at: edition.publish_at });
  await note(ctx, page.id, 'scheduled', { edition: edition.id, by, note: edition.publish_at.toString() });
  return 'scheduled';
}

/** Takes a page from the public: its address says since when, why, and where to look instead. */
export async function takeDown(ctx: Ctx, page: LockedEdition['page'], by: Publisher, reason: string, successor: string | null): Promise<void> {
  await ctx.db.updateTable('website.editions').set({ state: 'withdrawn', ended_at: ctx.now }).where('page_id', '=', page.id).where('state', '=', 'published').execute();
  await ctx.db.updateTable('website.pages').set({ state: 'withdrawn', withdrawn_at: ctx.now, withdrawn_reason: reason, successor_id: successor, version: page.version + 1 }).where('id', '=', page.id).execute();
  await showNoFiles(ctx, page.id);
  await unindex(ctx, { system: 'website', kind: 'page', id: page.id });
  await note(ctx, page.id, 'withdrawn', { by, note: reason });
  await takeDownEasy(ctx, page.id, by);
  ctx.audit({ subject: `page:${page.id}`, withdrawn: reason });
}

/** What was made from a page goes with it; what was to come out goes back to its author. */
async function takeDownEasy(ctx: Ctx, original: string, by: Publisher): Promise<void> {
  const easy = await ctx.db.selectFrom('website.pages').selectAll().where('translation_of', '=', original).where('easy', '=', true).forUpdate().executeTakeFirst();
  if (!easy) return;
  const back = await ctx.db.updateTable('website.editions').set((eb) => ({ state: 'draft', publish_at: null, hash: null, stopped_at: null, stopped_reason: '', version: eb('version', '+', 1) })).where('page_id', '=', easy.id).where('state', '=', 'scheduled').returning('id').execute();
  for (const { id } of back) await note(ctx, easy.id, 'unscheduled', { edition: id, by, note: WITH_ORIGINAL });
  if (easy.state === 'public') await takeDown(ctx, easy, by, WITH_ORIGINAL, null);
}
const WITH_ORIGINAL = 'もとのページの公開が終わりました';

/** What stood there before the present edition comes back; null: there was none, and the page goes from the public. */
export async function putBack(ctx: Ctx, page: LockedEdition['page'], by: Publisher, why: string): Promise<string | null> {
  const before = await ctx.db.selectFrom('website.editions').selectAll().where('page_id', '=', page.id).where('state', '=', 'superseded').orderBy('number', 'desc').limit(1).executeTakeFirst();
  if (!before) {
    await takeDown(ctx, page, by, why, null);
    return null;
  }
  await ctx.db.updateTable('website.editions').set({ state: 'withdrawn', ended_at: ctx.now }).where('page_id', '=', page.id).where('state', '=', 'published').execute();
  await ctx.db.updateTable('website.editions').set({ state: 'published', ended_at: null }).where('id', '=', before.id).execute();
  await ctx.db.updateTable('website.pages').set({ changed_at: ctx.now, review_on: before.review_on, version: page.version + 1 }).where('id', '=', page.id).execute();
  await showFiles(ctx, page.id, draftOf(before).blocks);
  await index(ctx, { system: 'website', kind: 'page', id: page.id, title: before.title, note: before.lead.slice(0, 80), href: page.path, face: 'citizen' });
  await note(ctx, page.id, 'restored', { edition: before.id, by, note: why, ...(before.hash === null ? {} : { hash: before.hash }) });
  ctx.audit({ subject: `page:${page.id}`, restored: before.id });
  return before.id;
}

/** What the people who write, approve and keep the site look at. */
import { sql } from 'kysely';
import { z } from 'zod';
import { officesOf as officesHeld, staff } from '../../../kernel/actor.ts';
import { casesAbout, rulesBind } from '../../../kernel/approval/about.ts';
import { choiceField, codeField, idField, intField, optional, textField, withDefault } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { findingKey, findingsOf } from '../around.ts';
import { editionField, labels, pageField } from '../commands/fields.ts';
import { draftFromSaved, draftOf, pageKinds } from '../draft.ts';
import { pageKind } from '../kinds.ts';
import type { Finding } from '../rules/finding.ts';
import { lineDiff } from '../rules/line-diff.ts';
import type { Draft } from '../rules/texts.ts';
import { type Asked, mayApprove, mayWrite, whoOf, writtenNumber } from '../site.ts';
import { easyTies, easyView, linesOf } from './easy.ts';
import { referredTo } from './public.ts';

export const readers = [staff('website.write'), staff('website.approve'), staff('website.edit'), staff('website.emergency')];
export const PAGE = 50;

/** The offices whose pages the actor works on; null: all. */
function officesOf(ctx: Asked): readonly string[] | null {
  if (ctx.may('website.edit') || ctx.may('website.emergency')) return null;
  const [write, approve] = [officesHeld(ctx.actor, 'website.write'), officesHeld(ctx.actor, 'website.approve')];
  return write === 'city' || approve === 'city' ? null : [...new Set([...write, ...approve])];
}

const inOffices = (codes: readonly string[]) => sql<boolean>`p.department_id in (select id from kernel.departments where code = any(${[...codes]}::text[]))`;

export const myWork = query({
  name: 'website.myWork',
  title: { ja: 'わたしのページ', en: 'My pages' },
  input: z.object({}),
  allow: readers,
  async run(ctx) {
    const [me, offices] = [whoOf(ctx), officesOf(ctx)];
    const editions = ctx.db.selectFrom('website.editions as e').innerJoin('website.pages as p', 'p.id', 'e.page_id').innerJoin('kernel.departments as d', 'd.id', 'p.department_id').select(['e.id', 'e.page_id as page', 'e.title', 'e.number', 'e.state', 'e.saved_name as savedName', 'e.saved_at as savedAt', 'e.submitted_at as submittedAt', 'e.publish_at as publishAt', 'e.stopped_reason as stoppedReason', 'e.returned_note as returnedNote', 'e.authors', 'p.page_no as pageNo', 'p.path', 'd.name as office', 'd.code']);
    const mine = offices === null ? editions : editions.where(inOffices(offices));
    const reviewing = ctx.db.selectFrom('website.pages as p').innerJoin('website.editions as e', (join) => join.onRef('e.page_id', '=', 'p.id').on('e.state', '=', 'published')).innerJoin('kernel.departments as d', 'd.id', 'p.department_id').select(['p.id as page', 'e.title', 'p.review_on as reviewOn', 'd.name as office', 'p.path']).where('p.state', '=', 'public').where('p.review_on', '<=', ctx.today.add({ days: 30 }));
    const changed = ctx.db.selectFrom('website.public_pages as q').innerJoin('website.pages as p', 'p.id', 'q.id').innerJoin('kernel.departments as d', 'd.id', 'p.department_id').select(['p.id as page', 'q.title', 'q.made_from_at as madeFromAt', 'd.name as office']).where('q.behind', '=', true);
    const [drafts, waiting, scheduled, reviews, behind, emergencies] = await Promise.all([
      editions.where('e.state', '=', 'draft').where((eb) => eb(eb.val(me), '=', eb.fn.any('e.authors'))).orderBy('e.saved_at', 'desc').limit(PAGE).execute(),
      mine.where('e.state', '=', 'submitted').orderBy('e.submitted_at').limit(PAGE).execute(),
      mine.where('e.state', '=', 'scheduled').orderBy('e.publish_at').limit(PAGE).execute(),
      (offices === null ? reviewing : reviewing.where(inOffices(offices))).orderBy('p.review_on').limit(PAGE).execute(),
      (offices === null ? changed : changed.where(inOffices(offices))).orderBy('q.made_from_at').limit(PAGE).execute(),
      editions.where('e.emergency', '=', true).where('e.state', '=', 'published').where('e.published_at', '>', ctx.now.subtract({ hours: 24 * 30 })).where((eb) => eb.not(eb.exists(eb.selectFrom('website.releases as r').select('r.id').whereRef('r.edition_id', '=', 'e.id').where('r.what', '=', 'reviewed')))).orderBy('e.published_at').limit(PAGE).execute(),
    ]);
    const bound = await rulesBind(ctx, pageKind);
    const cases = await casesAbout(ctx.db, pageKind, waiting.map((row) => row.id));
    const shown = ({ authors, code, ...row }: (typeof drafts)[number]) => ({ ...row, pageNo: writtenNumber(row.pageNo), case: cases.get(row.id) ?? null, mine: authors.includes(me), mayDecide: !cases.has(row.id) && mayApprove(ctx, code) && !authors.includes(me) });
    return { bound, drafts: drafts.map(shown), waiting: waiting.map(shown), scheduled: scheduled.map(shown), reviews, behind, emergencies: emergencies.map((row) => ({ ...shown(row), mayDecide: (mayApprove(ctx, row.code) || ctx.may('website.edit')) && !row.authors.includes(me) })) };
  },
});

/** How many wait for this person's approval, where the approval room does not decide. */
export const waitingCount = query({
  name: 'website.waitingCount',
  title: { ja: '承認を待つページの数', en: 'Pages waiting' },
  input: z.object({}),
  allow: readers,
  async run(ctx) {
    if (await rulesBind(ctx, pageKind)) return 0;
    const rows = await ctx.db.selectFrom('website.editions as e').innerJoin('website.pages as p', 'p.id', 'e.page_id').innerJoin('kernel.departments as d', 'd.id', 'p.department_id').select(['d.code', 'e.authors']).where('e.state', '=', 'submitted').limit(500).execute();
    return rows.filter((row) => mayApprove(ctx, row.code) && !row.authors.includes(whoOf(ctx))).length;
  },
});

const listInput = z.object({
  q: withDefault(textField({ ja: 'ことば', en: 'Words' }, { max: 100, min: 0, numbers: true }), ''), office: withDefault(codeField(labels.department, 80), ''), section: optional(idField(labels.section)),
  state: withDefault(choiceField({ ja: '状態', en: 'State' }, ['all', 'new', 'public', 'withdrawn', 'overdue'] as const), 'all'), kind: withDefault(choiceField({ ja: '種類', en: 'Kind' }, ['all', ...pageKinds] as const), 'all'),
  sort: withDefault(choiceField({ ja: '並び', en: 'Order' }, ['changed', 'title', 'review', 'number'] as const), 'changed'), page: withDefault(intField({ ja: 'ページ', en: 'Page' }, { min: 1, max: 100_000 }), 1),
});

async function listPages(ctx: Asked, input: z.infer<typeof listInput>, limit: number) {
  const { q, office, section, state, kind, sort } = input;
  let rows = ctx.db.selectFrom('website.pages as p').innerJoinLateral((eb) => eb.selectFrom('website.editions as e').selectAll('e').whereRef('e.page_id', '=', 'p.id').where('e.state', '<>', 'dropped').orderBy(sql`e.state <> 'published'`).orderBy('e.number', 'desc').limit(1).as('e'), (join) => join.onTrue()).innerJoin('kernel.departments as d', 'd.id', 'p.department_id').innerJoin('website.sections as s', 's.id', 'p.section_id');
  if (q !== '') rows = /^\d{1,7}$/.test(q) ? rows.where('p.page_no', '=', Number(q)) : rows.where((eb) => eb.or([eb('e.title', 'ilike', `%${q.replaceAll(/[%_\\]/g, '\\$&')}%`), eb('p.path', 'like', `%${q.replaceAll(/[%_\\]/g, '\\$&')}%`)]));
  if (office !== '') rows = rows.where('d.code', '=', office);
  if (section !== null) rows = rows.where('p.section_id', '=', section);
  if (state === 'overdue') rows = rows.where('p.state', '=', 'public').where('p.review_on', '<', ctx.today);
  else if (state !== 'all') rows = rows.where('p.state', '=', state);
  if (kind !== 'all') rows = rows.where('e.kind', '=', kind);
  const total = await rows.select((eb) => eb.fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  const ordered = rows.select(['p.id as page', 'p.page_no as pageNo', 'p.path', 'p.state', 'p.easy', 'p.review_on as reviewOn', 'p.changed_at as changedAt', 'e.title', 'e.kind', 'e.saved_at as savedAt', 'd.name as office', 's.name as section']);
  const sorted = sort === 'title' ? ordered.orderBy('e.title') : sort === 'review' ? ordered.orderBy('p.review_on', (by) => by.asc().nullsLast()) : sort === 'number' ? ordered : ordered.orderBy('e.saved_at', 'desc');
  const found = await sorted.orderBy('p.page_no').limit(limit).offset((input.page - 1) * PAGE).execute();
  return { rows: found.map((row) => ({ ...row, pageNo: writtenNumber(row.pageNo) })), count: Number(total.count), page: input.page };
}

export const pageList = query({ name: 'website.pageList', title: { ja: 'ページの一覧', en: 'Pages' }, input: listInput, allow: readers, run: (ctx, input) => listPages(ctx, input, PAGE) });
export const pageListAll = query({ name: 'website.pageListAll', title: { ja: 'ページの一覧（CSV）', en: 'All pages, for CSV' }, input: listInput, allow: readers, run: (ctx, input) => listPages(ctx, { ...input, page: 1 }, 100_000) });

export const pageRecord = query({
  name: 'website.pageRecord',
  title: { ja: 'ページの記録', en: 'A page and its editions' },
  input: z.object({ page: pageField }),
  allow: readers,
  async run(ctx, input) {
    const page = await ctx.db.selectFrom('website.pages as p').innerJoin('kernel.departments as d', 'd.id', 'p.department_id').innerJoin('website.sections as s', 's.id', 'p.section_id').selectAll('p').select(['d.name as office', 'd.code as officeCode', 's.name as section', 's.path as sectionPath']).where('p.id', '=', input.page).executeTakeFirst();
    if (!page) return null;
    const [ties, editions, releases, addresses, successor] = await Promise.all([
      easyTies(ctx.db, page),
      ctx.db.selectFrom('website.editions').select(['id', 'number', 'state', 'title', 'lang', 'saved_name as savedName', 'saved_at as savedAt', 'decided_name as decidedName', 'published_at as publishedAt', 'ended_at as endedAt', 'change_note as changeNote', 'minor', 'emergency', 'publish_at as publishAt', 'unpublish_at as unpublishAt', 'stopped_reason as stoppedReason', 'hash']).where('page_id', '=', input.page).orderBy('number', 'desc').limit(100).execute(),
      ctx.db.selectFrom('website.releases').selectAll().where('page_id', '=', input.page).orderBy('id', 'desc').limit(100).execute(),
      ctx.db.selectFrom('website.addresses').select(['path', 'reason']).where('page_id', '=', input.page).orderBy('made_at').execute(),
      page.successor_id === null ? null : ctx.db.selectFrom('website.public_pages').select(['title', 'path']).where('id', '=', page.successor_id).executeTakeFirst(),
    ]);
    const live = editions.find((one) => one.state === 'published');
    const undoable = live?.publishedAt !== undefined && live.publishedAt !== null && Temporal.Instant.compare(live.publishedAt.add({ minutes: 10 }), ctx.now) >= 0;
    return { ...page, ...ties, mayEasy: page.state === 'public' && !page.easy && live?.lang === 'ja' && ties.easyPage === null && mayWrite(ctx, page.officeCode), pageNo: writtenNumber(page.page_no), editions, releases, addresses, successor: successor ?? null, open: editions.find((one) => ['draft', 'submitted', 'scheduled'].includes(one.state)) ?? null, undoable, mayWrite: mayWrite(ctx, page.officeCode) || ctx.may('website.emergency'), mayWithdraw: mayApprove(ctx, page.officeCode) || ctx.may('website.edit') || ctx.may('website.emergency') };
  },
});

async function editionRow(ctx: Asked, id: string) {
  return ctx.db.selectFrom('website.editions as e').innerJoin('website.pages as p', 'p.id', 'e.page_id').innerJoin('website.sections as s', 's.id', 'p.section_id').innerJoin('website.sites as t', 't.code', 's.site_code').innerJoin('kernel.departments as d', 'd.id', 'p.department_id').selectAll('e')
    .select(['p.path', 'p.page_no as pageNo', 'p.section_id as section', 'p.state as pageState', 't.kind as siteKind', 'd.code as officeCode', 'd.name as office']).where('e.id', '=', id).executeTakeFirst();
}

export interface ShownFinding extends Omit<Finding, 'fix'> {
  readonly key: string;
  /** What one press would write there; null: there is none. */
  readonly becomes: string | null;
  readonly answer: { readonly reason: string; readonly by: string } | null;
}

async function shownFindings(ctx: Asked, edition: string, about: { readonly page: string; readonly section: string; readonly siteKind: 'city' | 'school' }, draft: Draft): Promise<readonly ShownFinding[]> {
  const [findings, answers] = await Promise.all([findingsOf(ctx, about, draft), ctx.db.selectFrom('website.answers').select(['finding', 'reason', 'made_name as by']).where('edition_id', '=', edition).execute()]);
  return findings.map(({ fix, ...finding }) => {
    const key = findingKey(finding);
    const answer = answers.find((one) => one.finding === key);
    return { ...finding, key, becomes: fix?.becomes ?? null, answer: answer ? { reason: answer.reason, by: answer.by } : null };
  });
}

/** Everything the editor shows. */
export const editionToWrite = query({
  name: 'website.editionToWrite',
  title: { ja: '版を書く画面', en: 'An edition to write' },
  input: z.object({ edition: editionField }),
  allow: readers,
  async run(ctx, input) {
    const row = await editionRow(ctx, input.edition);
    if (!row) return null;
    const draft = draftOf(row);
    const [easy, findings, referred, saves, categories, offices, files, registered] = await Promise.all([
      easyView(ctx.db, row, draft), shownFindings(ctx, row.id, { page: row.page_id, section: row.section, siteKind: row.siteKind }, draft), referredTo(ctx, row.section, draft.blocks, draft.contact),
      ctx.db.selectFrom('website.saves').select(['version', 'made_name as by', 'made_at as at']).where('edition_id', '=', row.id).orderBy('version', 'desc').limit(20).execute(),
      ctx.db.selectFrom('website.categories').select(['code', 'name', 'facet']).where('closed', '=', false).orderBy('facet').orderBy('ordinal').execute(),
      ctx.db.selectFrom('kernel.departments').select(['code', 'name']).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', ctx.today)])).orderBy('code').execute(),
      ctx.db.selectFrom('website.files').select(['sha256', 'name', 'media_type as mediaType', 'bytes']).orderBy('made_at', 'desc').limit(30).execute(),
      ctx.db.selectFrom('website.named_files').select(['id', 'title', 'handle']).orderBy('title').limit(500).execute(),
    ]);
    const me = whoOf(ctx);
    return {
      id: row.id, page: row.page_id, number: row.number, state: row.state, version: row.version, path: row.path, pageNo: writtenNumber(row.pageNo), pageState: row.pageState, office: row.office, draft, easy, findings, ...referred, saves, categories, offices, files, registered,
      savedName: row.saved_name, savedAt: row.saved_at, returnedNote: row.returned_note, publishAt: row.publish_at, unpublishAt: row.unpublish_at, minor: row.minor, changeNote: row.change_note,
      mayWrite: mayWrite(ctx, row.officeCode) || (ctx.may('website.emergency') && row.authors.includes(me)), mayRush: ctx.may('website.emergency'),
    };
  },
});

/** How an edition looks, what it changes, and who may decide it. */
export const editionView = query({
  name: 'website.editionView',
  title: { ja: '版を見る', en: 'An edition as it will look' },
  input: z.object({ edition: editionField }),
  allow: readers,
  async run(ctx, input) {
    const row = await editionRow(ctx, input.edition);
    if (!row) return null;
    const draft = draftOf(row);
    const live = await ctx.db.selectFrom('website.editions').selectAll().where('page_id', '=', row.page_id).where('number', '<', row.number).where('state', 'in', ['published', 'superseded', 'withdrawn']).orderBy('number', 'desc').limit(1).executeTakeFirst();
    const [easy, referred, findings, cases] = await Promise.all([easyView(ctx.db, row, draft), referredTo(ctx, row.section, draft.blocks, draft.contact), shownFindings(ctx, row.id, { page: row.page_id, section: row.section, siteKind: row.siteKind }, draft), casesAbout(ctx.db, pageKind, [row.id])]);
    const me = whoOf(ctx);
    return {
      id: row.id, page: row.page_id, number: row.number, state: row.state, version: row.version, path: row.path, pageNo: writtenNumber(row.pageNo), office: row.office, draft, easy, ...referred, findings, savedName: row.saved_name, savedAt: row.saved_at, changeNote: row.change_note, publishAt: row.publish_at, unpublishAt: row.unpublish_at, hash: row.hash, emergency: row.emergency, stoppedReason: row.stopped_reason,
      before: live ? { number: live.number, diff: lineDiff(linesOf(draftOf(live)), linesOf(draft)) } : null, case: cases.get(row.id) ?? null, mine: row.authors.includes(me), mayDecide: row.state === 'submitted' && !cases.has(row.id) && mayApprove(ctx, row.officeCode) && !row.authors.includes(me), mayRecall: row.state === 'submitted' && !cases.has(row.id) && row.authors.includes(me),
      mayWrite: mayWrite(ctx, row.officeCode),
    };
  },
});

/** Two texts of one edition: what the other editor saved last, and how it stood at an earlier save. */
export const savedState = query({
  name: 'website.savedState',
  title: { ja: '前に保存した状態', en: 'An earlier save' },
  input: z.object({ edition: editionField, version: intField(labels.version, { min: 1, max: 10_000_000 }) }),
  allow: readers,
  async run(ctx, input) {
    const [saved, row] = await Promise.all([ctx.db.selectFrom('website.saves').selectAll().where('edition_id', '=', input.edition).where('version', '=', input.version).executeTakeFirst(), editionRow(ctx, input.edition)]);
    if (!saved || !row) return null;
    const draft = draftFromSaved(saved.draft);
    return { edition: row.id, title: row.title, version: saved.version, now: row.version, state: row.state, by: saved.made_name, at: saved.made_at, diff: lineDiff(linesOf(draft), linesOf(draftOf(row))) };
  },
});

export const siteSetup = query({
  name: 'website.siteSetup',
  title: { ja: 'サイトの設定', en: 'Site setup' },
  input: z.object({}),
  allow: readers,
  async run(ctx) {
    const [sections, categories, offices, redirects, words] = await Promise.all([
      ctx.db.selectFrom('website.sections as s').innerJoin('kernel.departments as d', 'd.id', 's.department_id').selectAll('s').select(['d.name as office']).select((eb) => eb.selectFrom('website.pages as p').whereRef('p.section_id', '=', 's.id').where('p.state', '=', 'public').select((one) => one.fn.countAll<number>().as('count')).as('pages')).orderBy('s.path').execute(),
      ctx.db.selectFrom('website.categories').selectAll().orderBy('facet').orderBy('ordinal').orderBy('code').execute(),
      ctx.db.selectFrom('kernel.departments as d').leftJoin('website.contacts as c', 'c.department_id', 'd.id').select(['d.id', 'd.code', 'd.name', 'c.phone', 'c.place', 'c.hours', 'c.mail']).where((eb) => eb.or([eb('d.valid_to', 'is', null), eb('d.valid_to', '>', ctx.today)])).orderBy('d.code').execute(),
      ctx.db.selectFrom('website.addresses as a').leftJoin('website.pages as p', 'p.id', 'a.page_id').leftJoin('website.sections as s', 's.id', 'a.section_id').select(['a.path', 'a.reason', 'a.to_address as away', 'p.path as pagePath', 's.path as sectionPath', 'a.made_at as madeAt']).where('a.reason', '<>', 'made').orderBy('a.made_at', 'desc').limit(200).execute(),
      ctx.db.selectFrom('website.words').selectAll().orderBy('kind').orderBy('word').execute(),
    ]);
    return { sections, categories, offices, redirects, words, mayEdit: ctx.may('website.edit') };
  },
});

/** For the form that makes a page: where, and for which office. */
export const placesToWrite = query({
  name: 'website.placesToWrite',
  title: { ja: 'ページを作れる場所', en: 'Where a page can be made' },
  input: z.object({}),
  allow: readers,
  async run(ctx) {
    const [categories, sections, offices] = await Promise.all([ctx.db.selectFrom('website.categories').select(['code', 'name']).where('closed', '=', false).orderBy('facet').orderBy('ordinal').execute(), ctx.db.selectFrom('website.sections').select(['id', 'path', 'name']).where('closed_at', 'is', null).orderBy('path').execute(), ctx.db.selectFrom('kernel.departments').select(['id', 'code', 'name']).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', ctx.today)])).orderBy('code').execute()]);
    return { categories, sections, allOffices: offices, offices: offices.filter((office) => mayWrite(ctx, office.code) || ctx.may('website.emergency')) };
  },
});

/** A stored picture or document, for the editor's own preview. */
export const storedFile = query({
  name: 'website.storedFile',
  title: { ja: 'サイトのファイル', en: 'A stored file' },
  input: z.object({ sha256: textField({ ja: 'ファイル', en: 'File' }, { max: 64, numbers: true }) }),
  allow: readers,
  async run(ctx, input) {
    return (await ctx.db.selectFrom('website.files').selectAll().where('sha256', '=', input.sha256).executeTakeFirst()) ?? null;
  },
});

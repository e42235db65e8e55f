/** What announcing, changing and ending have in common: the page on each site, the strip, the staff, and the fact for whoever listens. */
import { formatDate, toInstant } from '../../kernel/calendar/calendar.ts';
import type { Text } from '../../kernel/view.ts';
import { createPage, endNotice, issueNotice, publishNow, saveDraft, withdrawPage } from '../website/index.ts';
import type { ClosureFact } from './events.ts';
import { type Ctx, nameOf, peopleOf, type School, schoolOf, whoOf } from './house.ts';
import { CATEGORY, type ClosureKind, closureWords } from './messages/words.ts';
import { blocksOf } from './posting.ts';
import { daysWords } from './rules/closure-mail.ts';

const DAY_MINUTES = 24 * 60;

export interface Closure {
  readonly kind: ClosureKind;
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
  readonly reason: string;
  readonly words: string;
  readonly next: string;
}

interface Told {
  readonly title: string;
  readonly lead: string;
  readonly words: string;
  readonly reason: string;
  readonly reviewOn: string;
}

/** The page on one school's site, published at once. A sentence: why it could not. */
export async function publishOn(ctx: Ctx, school: School, told: Told): Promise<{ readonly page: string; readonly pageNo: string; readonly path: string } | { readonly why: string }> {
  const folder = await ctx.db.selectFrom('schools.folders').select('section_id').where('school_code', '=', school.code).where('kind', '=', 'news').executeTakeFirstOrThrow();
  const title = Array.from(told.title).slice(0, 40).join('');
  const made = await ctx.call(createPage, { section: folder.section_id, department: school.department_id, kind: 'emergency', title, slug: `${ctx.today.toString().replaceAll('-', '')}-${ctx.newId().slice(-6)}` });
  if (!made.ok) return { why: made.refused };
  const { edition, page, pageNo, path } = made.value;
  const saved = await ctx.call(saveDraft, { edition, version: 1, title, lead: told.lead, kind: 'emergency', lang: 'ja', contact: school.office, categories: [CATEGORY.code], reviewOn: told.reviewOn, blocks: blocksOf(told.words) });
  if (!saved.ok) return { why: saved.refused };
  const out = await ctx.call(publishNow, { edition, version: saved.value.version, reason: told.reason });
  if (out.ok) return { page, pageNo, path };
  // Where 決裁規程 bind, one person alone publishes only with a second factor.
  const weak = out.refused === 'NotAllowed' && ctx.actor.kind === 'staff' && !ctx.actor.strong;
  return { why: weak ? '二段階の本人確認が要ります。確認コードかパスキーでサインインし直してください。' : out.refused === 'FindingsLeft' ? '個人の名前や番号が入っています。' : out.refused };
}

/** What was announced before says no longer what is so; its address leads on. Where it is no longer public, nothing is to be done. */
export async function withdrawOld(ctx: Ctx, announcement: string, school: string, successor: string, reason: string): Promise<void> {
  const old = await ctx.db.selectFrom('schools.closures').select('page_id').where('announcement_id', '=', announcement).where('school_code', '=', school).executeTakeFirst();
  if (old?.page_id) await ctx.call(withdrawPage, { page: old.page_id, reason, successor });
}

export async function tellStaff(ctx: Ctx, school: School, title: Text, words: string): Promise<void> {
  for (const person of await peopleOf(ctx, 'schools.work', school.office)) ctx.notify({ to: { staff: person }, kind: 'schools.closed', href: `/staff/schools/${school.code}`, title, body: { ja: `${nameOf(ctx)}さんが知らせました。${words}`, en: words } });
}

/** Announces for all these schools, or says for which one it could not: then nothing of it stands. `replaces`: what was announced before. */
export async function announce(ctx: Ctx, schools: readonly School[], closure: Closure, replaces: string | null): Promise<{ readonly announcement: string; readonly notice: string } | { readonly school: string; readonly why: string }> {
  const { kind, from, to, reason, next } = closure;
  const word = closureWords[kind];
  const days = daysWords(from, to, 'ja');
  const head = replaces === null ? '' : '【変更】';
  const names = schools.map((one) => one.name).join('、');
  const body = `${days}　${names.length > 120 ? `${schools.length}校` : names}。わけ：${reason}`;
  const notice = await ctx.call(issueNotice, { kind: 'school', severity: 2, areas: '', headline: `${head}${word.ja}　${schools.length}校（${from.month}月${from.day}日）`, body: Array.from(body).slice(0, 200).join(''), headlineEn: `${replaces === null ? '' : 'Changed: '}${word.en}: ${schools.length} ${schools.length === 1 ? 'school' : 'schools'}`, bodyEn: `${formatDate(from, 'en')}${Temporal.PlainDate.compare(from, to) === 0 ? '' : ` to ${formatDate(to, 'en')}`}. Please see the school’s page.`, endsAt: toInstant(to, DAY_MINUTES).toString(), issuedBy: '教育委員会' });
  if (!notice.ok) return { school: '市のトップ', why: notice.refused };
  const announcement = ctx.newId();
  await ctx.db.insertInto('schools.announcements').values({ id: announcement, kind, from_on: from, to_on: to, reason, words: closure.words, next, notice_id: notice.value.notice, replaces, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now }).execute();
  for (const school of schools) {
    const text = [`${school.name}は、${days}、${word.ja}とします。`, `わけ：${reason}`, closure.words, next === '' ? '' : `次のお知らせ：${next}`].filter((one) => one !== '').join('\n\n');
    const out = await publishOn(ctx, school, { title: `${head}${word.ja}（${school.name} ${from.month}月${from.day}日）`, lead: `${days}　${word.ja}`, words: text, reason, reviewOn: to.add({ days: 30 }).toString() });
    if ('why' in out) return { school: school.name, why: out.why };
    if (replaces !== null) await withdrawOld(ctx, replaces, school.code, out.pageNo, '内容が変わりました');
    await ctx.db.insertInto('schools.closures').values({ id: ctx.newId(), announcement_id: announcement, school_code: school.code, kind, from_on: from, to_on: to, reason, page_path: out.path, page_id: out.page, page_no: out.pageNo, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now }).execute();
    await tellStaff(ctx, school, { ja: `${head}${school.name}：${word.ja}（${days}）`, en: `${school.name_en}: ${word.en}` }, `わけ：${reason}`);
  }
  return { announcement, notice: notice.value.notice };
}

/** The schools of an announcement that are still open, in one order for everybody. */
export async function schoolsOf(ctx: Ctx, announcement: string): Promise<readonly School[]> {
  const rows = await ctx.db.selectFrom('schools.closures').select('school_code').where('announcement_id', '=', announcement).orderBy('school_code').execute();
  const schools: School[] = [];
  for (const row of rows) {
    const school = await schoolOf(ctx.db, row.school_code);
    if (school?.state === 'open') schools.push(school);
  }
  return schools;
}

/** The announcement, locked, as it was opened; else what to answer. */
export async function liveAnnouncement(ctx: Ctx, id: string, version: number) {
  const row = await ctx.db.selectFrom('schools.announcements').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) return 'NotFound' as const;
  if (row.state !== 'live' || Temporal.PlainDate.compare(row.to_on, ctx.today) < 0) return 'AnnouncementOver' as const;
  return row.version === version ? row : ('Conflict' as const);
}

/** The line of what was announced before leaves the city's strip; somebody may have ended it there already. Null: done. */
export async function endLine(ctx: Ctx, notice: string, manner: 'ended' | 'cancelled'): Promise<string | null> {
  const ended = await ctx.call(endNotice, { notice, manner });
  return ended.ok || ended.refused === 'Ended' || ended.refused === 'NotFound' ? null : ended.refused;
}

/** What others hear of it. */
export function factOf(what: ClosureFact['what'], announcement: string, closure: Closure, schools: readonly School[], more: { readonly resumes?: Temporal.PlainDate; readonly replaces?: string }): ClosureFact {
  return {
    announcement, what, kind: closure.kind, schools: schools.map((school) => ({ code: school.code, name: school.name, nameEn: school.name_en, path: `/schools/${school.code}` })),
    from: closure.from.toString(), to: closure.to.toString(), resumes: more.resumes?.toString() ?? null, reason: closure.reason, words: closure.words, next: closure.next, replaces: more.replaces ?? null,
  };
}

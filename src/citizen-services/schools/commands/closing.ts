/** 臨時休校: the board tells many schools' sites and the city's strip in one action (学校保健安全法 第20条, 学校教育法施行規則 第63条). */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { formatDate, toInstant } from '../../../kernel/calendar/calendar.ts';
import { choiceField, dateField, listField, optional, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { createPage, issueNotice, publishNow, saveDraft } from '../../website/index.ts';
import { command } from '../acts.ts';
import { type Ctx, nameOf, peopleOf, type School, schoolOf, whoOf } from '../house.ts';
import { refusals } from '../messages/refusals.ts';
import { CATEGORY, closureKinds, closureWords } from '../messages/words.ts';
import { blocksOf } from '../posting.ts';
import { labels, schoolField, words } from './fields.ts';

const MOST_SCHOOLS = 60;
const DAY_MINUTES = 24 * 60;

interface Told {
  readonly title: string;
  readonly lead: string;
  readonly words: string;
  readonly reason: string;
  readonly reviewOn: string;
}

/** The page on one school's site, published at once. A sentence: why it could not. */
async function publishOn(ctx: Ctx, school: School, told: Told): Promise<{ readonly path: string } | { readonly why: string }> {
  const folder = await ctx.db.selectFrom('schools.folders').select('section_id').where('school_code', '=', school.code).where('kind', '=', 'news').executeTakeFirstOrThrow();
  const made = await ctx.call(createPage, { section: folder.section_id, department: school.department_id, kind: 'emergency', title: told.title, slug: `${ctx.today.toString().replaceAll('-', '')}-${ctx.newId().slice(-6)}` });
  if (!made.ok) return { why: made.refused };
  const { edition, path } = made.value;
  const saved = await ctx.call(saveDraft, { edition, version: 1, title: told.title, lead: told.lead, kind: 'emergency', lang: 'ja', contact: school.office, categories: [CATEGORY.code], reviewOn: told.reviewOn, blocks: blocksOf(told.words) });
  if (!saved.ok) return { why: saved.refused };
  const out = await ctx.call(publishNow, { edition, version: saved.value.version, reason: told.reason });
  if (out.ok) return { path };
  // Where 決裁規程 bind, one person alone publishes only with a second factor.
  const weak = out.refused === 'NotAllowed' && ctx.actor.kind === 'staff' && !ctx.actor.strong;
  return { why: weak ? '二段階の本人確認が要ります。確認コードかパスキーでサインインし直してください。' : out.refused === 'FindingsLeft' ? '個人の名前や番号が入っています。' : out.refused };
}

export const closeSchools = command({
  name: 'schools.closeSchools',
  title: { ja: '臨時休校などを一度に知らせる', en: 'Close many schools at once' },
  input: z.object({
    schools: listField(labels.school, schoolField, { min: 1, max: MOST_SCHOOLS }), kind: choiceField({ ja: '何を', en: 'What' }, closureKinds), from: dateField({ ja: '始まりの日', en: 'First day' }), to: optional(dateField({ ja: '終わりの日', en: 'Last day' })),
    reason: textField({ ja: 'わけ', en: 'Reason' }, { max: 100 }), words: words({ ja: 'くわしいこと', en: 'More words' }, 1000, true), next: words({ ja: '次のお知らせ', en: 'Next news' }, 60),
  }),
  allow: [staff('schools.board')],
  refusals: { NeedsEmergency: refusals.NeedsEmergency, UnknownSchool: { ...refusals.UnknownSchool, field: 'schools' }, Archived: refusals.Archived, DaysWrong: refusals.DaysWrong, DayPast: refusals.DayPast, NotPublished: refusals.NotPublished },
  async run(ctx, input): Promise<Outcome<{ schools: number; notice: string }, 'NeedsEmergency' | 'UnknownSchool' | 'Archived' | 'DaysWrong' | 'DayPast' | 'NotPublished'>> {
    if (!ctx.may('website.emergency') || !(ctx.may('website.write') || ctx.may('website.edit'))) return refuse('NeedsEmergency');
    const to = input.to ?? input.from;
    if (Temporal.PlainDate.compare(to, input.from) < 0 || input.from.until(to).days > 60) return refuse('DaysWrong');
    if (Temporal.PlainDate.compare(to, ctx.today) < 0) return refuse('DayPast');
    const word = closureWords[input.kind];
    const days = Temporal.PlainDate.compare(to, input.from) === 0 ? formatDate(input.from, 'ja', 'withWeekday') : `${formatDate(input.from, 'ja', 'withWeekday')}から${formatDate(to, 'ja', 'withWeekday')}まで`;
    const schools: School[] = [];
    for (const code of new Set(input.schools)) {
      const school = await schoolOf(ctx.db, code);
      if (!school) return refuse('UnknownSchool');
      if (school.state === 'archived') return refuse('Archived');
      schools.push(school);
    }
    // One order for everybody, so that two who act at once wait for each other.
    for (const school of schools.toSorted((a, b) => a.code.localeCompare(b.code))) {
      const text = [`${school.name}は、${days}、${word.ja}とします。`, `わけ：${input.reason}`, input.words, input.next === '' ? '' : `次のお知らせ：${input.next}`].filter((one) => one !== '').join('\n\n');
      const out = await publishOn(ctx, school, { title: `${word.ja}（${school.name} ${input.from.month}月${input.from.day}日）`.slice(0, 40), lead: `${days}　${word.ja}`, words: text, reason: input.reason, reviewOn: to.add({ days: 30 }).toString() });
      if ('why' in out) return refuse('NotPublished', { school: school.name, why: out.why });
      await ctx.db.insertInto('schools.closures').values({ id: ctx.newId(), school_code: school.code, kind: input.kind, from_on: input.from, to_on: to, reason: input.reason, page_path: out.path, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now }).execute();
      for (const person of await peopleOf(ctx, 'schools.work', school.office)) ctx.notify({ to: { staff: person }, kind: 'schools.closed', href: `/staff/schools/${school.code}`, title: { ja: `${school.name}：${word.ja}（${days}）`, en: `${school.name_en}: ${word.en}` }, body: { ja: `${nameOf(ctx)}さんが知らせました。わけ：${input.reason}`, en: input.reason } });
    }
    const names = schools.map((one) => one.name).join('、');
    const body = `${days}　${names.length > 120 ? `${schools.length}校` : names}。わけ：${input.reason}`;
    const notice = await ctx.call(issueNotice, { kind: 'school', severity: 2, areas: '', headline: `${word.ja}　${schools.length}校（${input.from.month}月${input.from.day}日）`, body: Array.from(body).slice(0, 200).join(''), headlineEn: `${word.en}: ${schools.length} ${schools.length === 1 ? 'school' : 'schools'}`, bodyEn: `${formatDate(input.from, 'en')}${input.to === null ? '' : ` to ${formatDate(to, 'en')}`}. Please see the school’s page.`, endsAt: toInstant(to, DAY_MINUTES).toString(), issuedBy: '教育委員会' });
    if (!notice.ok) return refuse('NotPublished', { school: '市のトップ', why: notice.refused });
    ctx.audit({ subject: 'schools', closed: schools.map((one) => one.code), kind: input.kind });
    return done({ schools: schools.length, notice: notice.value.notice });
  },
});

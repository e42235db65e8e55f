/** 臨時休校: many schools' sites, the city's strip and the parents' mail in one action (学校保健安全法 第20条, 学校教育法施行規則 第63条). */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { choiceField, dateField, idField, listField, optional, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse, type Refused } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { type Closure, factOf, announce, endLine, liveAnnouncement, publishOn, schoolsOf, tellStaff, withdrawOld } from '../closures.ts';
import { closureAnnounced, closureChanged, closureEnded } from '../events.ts';
import { type Ctx, nameOf, type School, schoolOf, whoOf } from '../house.ts';
import { refusals } from '../messages/refusals.ts';
import { closureKinds, closureWords } from '../messages/words.ts';
import { daysWords } from '../rules/closure-mail.ts';
import { labels, schoolField, versionField, words } from './fields.ts';

const MOST_SCHOOLS = 60;
const MOST_DAYS = 60;

const facts = {
  kind: choiceField({ ja: '何を', en: 'What' }, closureKinds), from: dateField({ ja: '始まりの日', en: 'First day' }), to: optional(dateField({ ja: '終わりの日', en: 'Last day' })),
  reason: textField({ ja: 'わけ', en: 'Reason' }, { max: 100 }), words: words({ ja: 'くわしいこと', en: 'More words' }, 1000, true), next: words({ ja: '次のお知らせ', en: 'Next news' }, 60),
};
const announcementField = idField({ ja: 'お知らせ', en: 'Announcement' });
type No = 'NeedsEmergency' | 'DaysWrong' | 'DayPast';

const mayAnnounce = (ctx: Ctx) => ctx.may('website.emergency') && (ctx.may('website.write') || ctx.may('website.edit'));

function closureOf(ctx: Ctx, input: { readonly kind: Closure['kind']; readonly from: Temporal.PlainDate; readonly to: Temporal.PlainDate | null; readonly reason: string; readonly words: string; readonly next: string }): Closure | Refused<No> {
  const to = input.to ?? input.from;
  if (!mayAnnounce(ctx)) return refuse('NeedsEmergency');
  if (Temporal.PlainDate.compare(to, input.from) < 0 || input.from.until(to).days > MOST_DAYS) return refuse('DaysWrong');
  if (Temporal.PlainDate.compare(to, ctx.today) < 0) return refuse('DayPast');
  return { ...input, to };
}

export const closeSchools = command({
  name: 'schools.closeSchools',
  title: { ja: '臨時休校などを一度に知らせる', en: 'Close many schools at once' },
  input: z.object({ schools: listField(labels.school, schoolField, { min: 1, max: MOST_SCHOOLS }), ...facts }),
  allow: [staff('schools.board')],
  refusals: { NeedsEmergency: refusals.NeedsEmergency, UnknownSchool: { ...refusals.UnknownSchool, field: 'schools' }, Archived: refusals.Archived, DaysWrong: refusals.DaysWrong, DayPast: refusals.DayPast, NotPublished: refusals.NotPublished },
  async run(ctx, input): Promise<Outcome<{ schools: number; notice: string; announcement: string }, No | 'UnknownSchool' | 'Archived' | 'NotPublished'>> {
    const closure = closureOf(ctx, input);
    if ('refused' in closure) return closure;
    const schools: School[] = [];
    // One order for everybody, so that two who act at once wait for each other.
    for (const code of [...new Set(input.schools)].toSorted()) {
      const school = await schoolOf(ctx.db, code);
      if (!school) return refuse('UnknownSchool');
      if (school.state === 'archived') return refuse('Archived');
      schools.push(school);
    }
    const out = await announce(ctx, schools, closure, null);
    if ('why' in out) return refuse('NotPublished', out);
    ctx.emit(closureAnnounced, factOf('announced', out.announcement, closure, schools, {}));
    ctx.audit({ subject: 'schools', closed: schools.map((one) => one.code), kind: input.kind });
    return done({ schools: schools.length, notice: out.notice, announcement: out.announcement });
  },
});

export const changeClosure = command({
  name: 'schools.changeClosure',
  title: { ja: '臨時休校などの内容を変える', en: 'Change what was announced' },
  input: z.object({ announcement: announcementField, version: versionField, ...facts }),
  allow: [staff('schools.board')],
  refusals: { NeedsEmergency: refusals.NeedsEmergency, DaysWrong: refusals.DaysWrong, DayPast: refusals.DayPast, NotPublished: refusals.NotPublished, AnnouncementOver: refusals.AnnouncementOver },
  async run(ctx, input): Promise<Outcome<{ schools: number; notice: string; announcement: string }, No | 'NotPublished' | 'AnnouncementOver' | 'NotFound' | 'Conflict'>> {
    const closure = closureOf(ctx, input);
    if ('refused' in closure) return closure;
    const old = await liveAnnouncement(ctx, input.announcement, input.version);
    if (typeof old === 'string') return refuse(old);
    const schools = await schoolsOf(ctx, old.id);
    if (schools.length === 0) return refuse('AnnouncementOver');
    const eve = closure.from.subtract({ days: 1 });
    await ctx.db.updateTable('schools.announcements').set({ state: 'changed', last_on: Temporal.PlainDate.compare(eve, old.to_on) < 0 ? eve : old.to_on, closed_by: whoOf(ctx), closed_name: nameOf(ctx), closed_at: ctx.now, version: old.version + 1 }).where('id', '=', old.id).execute();
    const out = await announce(ctx, schools, closure, old.id);
    if ('why' in out) return refuse('NotPublished', out);
    const kept = await endLine(ctx, old.notice_id, 'ended');
    if (kept !== null) return refuse('NotPublished', { school: '市の帯', why: kept });
    ctx.emit(closureChanged, factOf('changed', out.announcement, closure, schools, { replaces: old.id }));
    ctx.audit({ subject: 'schools', changed: old.id, instead: out.announcement });
    return done({ schools: schools.length, notice: out.notice, announcement: out.announcement });
  },
});

export const endClosure = command({
  name: 'schools.endClosure',
  title: { ja: '臨時休校などを終える・取り消す', en: 'End or cancel what was announced' },
  input: z.object({ announcement: announcementField, version: versionField, resumes: dateField({ ja: 'ふだんどおりになる日', en: 'As usual from' }), words: facts.words }),
  allow: [staff('schools.board')],
  refusals: { NeedsEmergency: refusals.NeedsEmergency, ResumesWrong: refusals.ResumesWrong, NotPublished: refusals.NotPublished, AnnouncementOver: refusals.AnnouncementOver },
  async run(ctx, input): Promise<Outcome<{ schools: number }, 'NeedsEmergency' | 'ResumesWrong' | 'NotPublished' | 'AnnouncementOver' | 'NotFound' | 'Conflict'>> {
    if (!mayAnnounce(ctx)) return refuse('NeedsEmergency');
    const old = await liveAnnouncement(ctx, input.announcement, input.version);
    if (typeof old === 'string') return refuse(old);
    // Not before today, for nobody was told; and not after the day it would have been so anyway.
    const latest = old.to_on.add({ days: 1 });
    if (Temporal.PlainDate.compare(input.resumes, ctx.today) < 0 || Temporal.PlainDate.compare(input.resumes, latest) > 0) return refuse('ResumesWrong', { latest: latest.toString() });
    const schools = await schoolsOf(ctx, old.id);
    const word = closureWords[old.kind];
    await ctx.db.updateTable('schools.announcements').set({ state: 'ended', last_on: input.resumes.subtract({ days: 1 }), end_words: input.words, closed_by: whoOf(ctx), closed_name: nameOf(ctx), closed_at: ctx.now, version: old.version + 1 }).where('id', '=', old.id).execute();
    const from = daysWords(input.resumes, input.resumes, 'ja');
    for (const school of schools) {
      const told = { title: `${word.ja}の終わり（${school.name} ${input.resumes.month}月${input.resumes.day}日）`, lead: `${from}から、ふだんどおりです`, words: [`${school.name}は、${from}から、ふだんどおりです。${word.ja}のお知らせは終わりました。`, input.words].filter((one) => one !== '').join('\n\n'), reason: `${word.ja}の終わり`, reviewOn: input.resumes.add({ days: 30 }).toString() };
      const out = await publishOn(ctx, school, told);
      if ('why' in out) return refuse('NotPublished', { school: school.name, why: out.why });
      await withdrawOld(ctx, old.id, school.code, out.pageNo, `${word.ja}の終わり`);
      await tellStaff(ctx, school, { ja: `${school.name}：${word.ja}の終わり（${from}から）`, en: `${school.name_en}: over, ${word.en}` }, input.words);
    }
    const kept = await endLine(ctx, old.notice_id, 'ended');
    if (kept !== null) return refuse('NotPublished', { school: '市の帯', why: kept });
    ctx.emit(closureEnded, factOf('ended', old.id, { kind: old.kind, from: old.from_on, to: old.to_on, reason: old.reason, words: input.words, next: '' }, schools, { resumes: input.resumes }));
    ctx.audit({ subject: 'schools', ended: old.id });
    return done({ schools: schools.length });
  },
});

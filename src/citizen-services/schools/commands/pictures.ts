/** 古い写真: proposed after 31 March, and 教頭 or 校長 says of each page whether it goes or stays. Nothing goes by itself. */
import { z } from 'zod';
import { officeScope, staff, system } from '../../../kernel/actor.ts';
import { fiscalYearOf } from '../../../kernel/calendar/calendar.ts';
import { idField, intField, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { withdrawPage } from '../../website/index.ts';
import { command } from '../acts.ts';
import { type Ctx, mayDecide, nameOf, peopleOf, peopleWith, type School, schoolOf, whoOf } from '../house.ts';
import { refusals } from '../messages/refusals.ts';
import { keptPages, oldPages } from '../pictures.ts';
import { schoolField, versionField } from './fields.ts';

export const deciders = [staff('schools.head'), staff('website.approve'), staff('schools.board')];
const about = { school: schoolField, page: idField({ ja: 'ページ', en: 'Page' }) };

/** The school and the page, if it is proposed just now; else what to answer. */
async function proposed(ctx: Ctx, code: string, page: string): Promise<School | 'NotFound' | 'NotAllowed' | 'NotProposed'> {
  const school = await schoolOf(ctx.db, code);
  if (!school) return 'NotFound';
  if (!mayDecide(ctx, school.office)) return 'NotAllowed';
  const kept = new Set((await keptPages(ctx, code)).map((one) => one.page));
  return (await oldPages(ctx, school, kept)).some((one) => one.page === page) ? school : 'NotProposed';
}

export const withdrawOldPage = command({
  name: 'schools.withdrawOldPage',
  title: { ja: '古い写真のページの公開を終える', en: 'Withdraw a page with old pictures' },
  input: z.object(about),
  allow: deciders,
  refusals: { NotProposed: refusals.NotProposed, NeedsApprover: refusals.NeedsApprover },
  async run(ctx, input): Promise<Outcome<{ page: string }, 'NotProposed' | 'NeedsApprover' | 'NotFound' | 'NotAllowed'>> {
    const school = await proposed(ctx, input.school, input.page);
    if (typeof school === 'string') return refuse(school);
    if (!ctx.may('website.approve', officeScope(school.office)) && !ctx.may('website.edit') && !ctx.may('website.emergency')) return refuse('NeedsApprover');
    const out = await ctx.call(withdrawPage, { page: input.page, reason: `子どもの写真の掲載期間（${school.picture_years}学年）が過ぎました` });
    if (!out.ok) return refuse(out.refused === 'NotAllowed' ? 'NeedsApprover' : 'NotProposed');
    ctx.audit({ subject: `school:${school.code}`, page: input.page });
    return done({ page: input.page });
  },
});

export const keepOldPage = command({
  name: 'schools.keepOldPage',
  title: { ja: '古い写真のページを残す', en: 'Keep a page with old pictures' },
  input: z.object({ ...about, reason: textField({ ja: '残すわけ', en: 'Reason' }, { max: 200, numbers: true }) }),
  allow: deciders,
  refusals: { NotProposed: refusals.NotProposed },
  async run(ctx, input): Promise<Outcome<{ page: string }, 'NotProposed' | 'NotFound' | 'NotAllowed'>> {
    const school = await proposed(ctx, input.school, input.page);
    if (typeof school === 'string') return refuse(school);
    await ctx.db.insertInto('schools.picture_keeps').values({ page_id: input.page, fiscal_year: fiscalYearOf(ctx.today), school_code: school.code, reason: input.reason, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now }).execute();
    ctx.audit({ subject: `school:${school.code}`, page: input.page });
    return done({ page: input.page });
  },
});

export const setPictureYears = command({
  name: 'schools.setPictureYears',
  title: { ja: '子どもの写真の掲載期間を決める', en: 'Set how long pictures stand' },
  input: z.object({ school: schoolField, version: versionField, years: intField({ ja: '掲載する学年の数', en: 'School years' }, { min: 1, max: 20 }) }),
  allow: [staff('schools.head'), staff('schools.board')],
  async run(ctx, input): Promise<Outcome<{ years: number }, 'NotFound' | 'NotAllowed' | 'Conflict'>> {
    const school = await ctx.db.selectFrom('schools.schools as s').innerJoin('kernel.departments as d', 'd.id', 's.department_id').select(['s.version', 'd.code as office']).where('s.code', '=', input.school).forUpdate('s').executeTakeFirst();
    if (!school) return refuse('NotFound');
    if (!ctx.may('schools.head', officeScope(school.office)) && !ctx.may('schools.board')) return refuse('NotAllowed');
    if (school.version !== input.version) return refuse('Conflict');
    await ctx.db.updateTable('schools.schools').set({ picture_years: input.years, version: school.version + 1 }).where('code', '=', input.school).execute();
    ctx.audit({ subject: `school:${input.school}`, years: input.years });
    return done({ years: input.years });
  },
});

/** Once a fiscal year to each school that has such pages: to 校長 and 教頭, or to the board where there is nobody. */
export const proposeOldPictures = command({
  name: 'schools.proposeOldPictures',
  title: { ja: '古い写真のページを知らせる', en: 'Tell of pages with old pictures' },
  input: z.object({}),
  allow: [system],
  async run(ctx): Promise<Outcome<{ told: readonly string[] }, never>> {
    const year = fiscalYearOf(ctx.today);
    const told = new Set((await ctx.db.selectFrom('schools.picture_notices').select('school_code').where('fiscal_year', '=', year).execute()).map((row) => row.school_code));
    const schools = (await ctx.db.selectFrom('schools.schools as s').innerJoin('kernel.departments as d', 'd.id', 's.department_id').select(['s.code', 's.name', 's.name_en', 's.state', 's.picture_years', 'd.code as office']).orderBy('s.code').execute()).filter((school) => !told.has(school.code));
    const now: string[] = [];
    for (const school of schools) {
      const kept = new Set((await keptPages(ctx, school.code)).map((one) => one.page));
      const pages = (await oldPages(ctx, school, kept)).length;
      if (pages === 0) continue;
      const own = school.state === 'archived' ? [] : [...new Set([...(await peopleOf(ctx, 'schools.head', school.office)), ...(await peopleOf(ctx, 'website.approve', school.office))])];
      const people = own.length > 0 ? own : await peopleWith(ctx, 'schools.board');
      const sent = await ctx.db.insertInto('schools.picture_notices').values({ school_code: school.code, fiscal_year: year, pages, told: people.length, sent_at: ctx.now }).onConflict((conflict) => conflict.doNothing()).returning('pages').executeTakeFirst();
      if (!sent) continue;
      for (const person of people) ctx.notify({ to: { staff: person }, kind: 'schools.oldPictures', href: `/staff/schools/${school.code}/pictures`, title: { ja: `${school.name}：子どもの写真の掲載期間が過ぎたページ　${pages}件`, en: `${school.name_en}: ${pages} pages with old pictures` }, body: { ja: `掲載してから${school.picture_years}学年が過ぎました。公開を終えるか、わけを書いて残すかを、ページごとに決めてください。`, en: 'Please withdraw them, or keep them with a reason.' } });
      now.push(school.code);
    }
    if (now.length > 0) ctx.audit({ subject: 'schools', oldPictures: now });
    return done({ told: now });
  },
});

import { z } from 'zod';
import { fiscalYearOf } from '../../../kernel/calendar/calendar.ts';
import { query } from '../acts.ts';
import { schoolField } from '../commands/fields.ts';
import { deciders } from '../commands/pictures.ts';
import { mayDecide, mayWork, schoolOf, within } from '../house.ts';
import { pageListAll } from '../../website/index.ts';
import { keptPages, oldPages } from '../pictures.ts';

/** What is proposed for withdrawal, and what was kept this fiscal year. */
export const oldPictures = query({
  name: 'schools.oldPictures',
  title: { ja: '掲載期間の過ぎた写真のページ', en: 'Pages with old pictures' },
  input: z.object({ school: schoolField }),
  allow: deciders,
  async run(ctx, input) {
    const school = await schoolOf(ctx.db, input.school);
    if (!school || !mayDecide(ctx, school.office)) return null;
    const kept = await keptPages(ctx, school.code);
    const [due, { rows }] = await Promise.all([oldPages(ctx, school, new Set(kept.map((one) => one.page))), within(ctx, pageListAll, { q: '', office: school.office, section: null, state: 'public', kind: 'all', sort: 'changed', page: 1 })]);
    return {
      code: school.code, name: school.name, version: school.version, years: school.picture_years, year: fiscalYearOf(ctx.today), due,
      kept: kept.flatMap((one) => rows.filter((row) => row.page === one.page).map((row) => ({ ...one, title: row.title, path: row.path }))),
      mayWithdraw: ctx.may('website.approve', `department:${school.office}`) || ctx.may('website.edit') || ctx.may('website.emergency'), maySet: ctx.may('schools.head', `department:${school.office}`) || ctx.may('schools.board'), mayWork: mayWork(ctx, school.office) && school.state === 'open',
    };
  },
});

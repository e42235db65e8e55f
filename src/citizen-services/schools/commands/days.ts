/** 給食と行事: menus by the week, all or nothing; occasions and days without school. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { boolField, dateField, idField, listField, textField, withDefault } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { readCsv } from '../../../kernel/text/csv.ts';
import { command } from '../acts.ts';
import { schoolToWork, whoOf } from '../house.ts';
import { refusals } from '../messages/refusals.ts';
import { readMenus } from '../rules/csv-lines.ts';
import { csvField, labels, schoolField, words } from './fields.ts';

const people = [staff('schools.work'), staff('schools.board')];
const MOST_SCHOOLS = 60;

/** One sheet for one school, or from the kitchen for all the schools it cooks for. */
export const importMenus = command({
  name: 'schools.importMenus',
  title: { ja: '給食の献立を取り込む', en: 'Import menus' },
  input: z.object({ schools: listField(labels.school, schoolField, { min: 1, max: MOST_SCHOOLS }), csv: csvField }),
  allow: people,
  refusals: { Archived: refusals.Archived, RowsWrong: refusals.RowsWrong },
  async run(ctx, input): Promise<Outcome<{ days: number; schools: number }, 'Archived' | 'RowsWrong' | 'NotFound' | 'NotAllowed'>> {
    const csv = readCsv(input.csv);
    if (!csv.ok) return refuse('RowsWrong', { count: 1, lines: [csv.message.ja] });
    const allergens = (await ctx.db.selectFrom('schools.allergens').selectAll().execute()).map((row) => ({ code: row.code, name: row.name, otherWords: row.other_words, validFrom: row.valid_from, validTo: row.valid_to }));
    const { lines, wrong } = readMenus(csv.value, allergens, ctx.today);
    if (wrong.length > 0) return refuse('RowsWrong', { count: wrong.length, lines: wrong.slice(0, 50) });
    const codes = [...new Set(input.schools)].toSorted();
    for (const code of codes) {
      const school = await schoolToWork(ctx, code);
      if (typeof school === 'string') return refuse(school);
      await ctx.db.insertInto('schools.menus').values(lines.map((line) => ({ school_code: school.code, on_day: line.day, dishes: [...line.dishes], allergens: [...line.allergens], energy: line.energy, made_by: whoOf(ctx), made_at: ctx.now })))
        .onConflict((conflict) => conflict.columns(['school_code', 'on_day']).doUpdateSet((eb) => ({ dishes: eb.ref('excluded.dishes'), allergens: eb.ref('excluded.allergens'), energy: eb.ref('excluded.energy'), made_by: eb.ref('excluded.made_by'), made_at: eb.ref('excluded.made_at') }))).execute();
    }
    ctx.audit({ subject: codes.length === 1 ? `school:${codes[0] ?? ''}` : 'schools', days: lines.length, schools: codes });
    return done({ days: lines.length, schools: codes.length });
  },
});

export const saveOccasion = command({
  name: 'schools.saveOccasion',
  title: { ja: '行事・休みの日を加える', en: 'Add an occasion' },
  input: z.object({ school: schoolField, from: dateField({ ja: '始まりの日', en: 'First day' }), to: dateField({ ja: '終わりの日', en: 'Last day' }), title: textField({ ja: '行事', en: 'Occasion' }, { max: 60 }), titleEn: words({ ja: '英語の名前', en: 'Name in English' }, 80), noSchool: withDefault(boolField({ ja: '授業がない', en: 'No school' }), false) }),
  allow: people,
  refusals: { Archived: refusals.Archived, DaysWrong: refusals.DaysWrong, OccasionTaken: refusals.OccasionTaken },
  async run(ctx, input): Promise<Outcome<{ occasion: string }, 'Archived' | 'DaysWrong' | 'OccasionTaken' | 'NotFound' | 'NotAllowed'>> {
    const school = await schoolToWork(ctx, input.school);
    if (typeof school === 'string') return refuse(school);
    const id = ctx.newId();
    await ctx.db.insertInto('schools.occasions').values({ id, school_code: school.code, from_on: input.from, to_on: input.to, title: input.title, title_en: input.titleEn, no_school: input.noSchool, made_by: whoOf(ctx), made_at: ctx.now }).execute();
    ctx.audit({ subject: `school:${school.code}`, occasion: id });
    return done({ occasion: id });
  },
});

export const removeOccasion = command({
  name: 'schools.removeOccasion',
  title: { ja: '行事・休みの日を消す', en: 'Remove an occasion' },
  input: z.object({ school: schoolField, occasion: idField({ ja: '行事', en: 'Occasion' }) }),
  allow: people,
  refusals: { Archived: refusals.Archived },
  async run(ctx, input): Promise<Outcome<{ occasion: string }, 'Archived' | 'NotFound' | 'NotAllowed'>> {
    const school = await schoolToWork(ctx, input.school);
    if (typeof school === 'string') return refuse(school);
    const gone = await ctx.db.deleteFrom('schools.occasions').where('id', '=', input.occasion).where('school_code', '=', school.code).returning('id').executeTakeFirst();
    if (!gone) return refuse('NotFound');
    ctx.audit({ subject: `school:${school.code}`, occasion: input.occasion });
    return done({ occasion: input.occasion });
  },
});

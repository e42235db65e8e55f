/** 名簿と同意書. A list is read once: what stays are marks under the city's key, and what each child's sheet allows this fiscal year. */
import { z } from 'zod';
import { staff } from '../../../kernel/actor.ts';
import { fiscalYearOf } from '../../../kernel/calendar/calendar.ts';
import { choiceField, optional, textField } from '../../../kernel/fields.ts';
import { done, type Outcome, refuse } from '../../../kernel/outcome.ts';
import { readCsv } from '../../../kernel/text/csv.ts';
import { command } from '../acts.ts';
import { nameOf, schoolToWork, whoOf } from '../house.ts';
import { identityMark, marksOf, typedMark } from '../marks.ts';
import { refusals } from '../messages/refusals.ts';
import { readChildren } from '../rules/csv-lines.ts';
import { csvField, schoolField } from './fields.ts';

const people = [staff('schools.work'), staff('schools.board')];

export interface ChildrenTaken {
  readonly children: number;
  readonly allowed: number;
  readonly withheld: number;
  readonly missing: number;
  readonly left: number;
  /** Lines without a space between family and given name: 「花子さん」 alone is not found for them. */
  readonly unparted: number;
}

export const importChildren = command({
  name: 'schools.importChildren',
  title: { ja: '名簿と同意書を入れ替える', en: 'Replace the list of names and consents' },
  input: z.object({ school: schoolField, csv: csvField }),
  allow: people,
  secret: ['csv'],
  refusals: { Archived: refusals.Archived, RowsWrong: refusals.RowsWrong },
  async prepare(ctx, input) {
    const csv = readCsv(input.csv);
    if (!csv.ok) return refuse('RowsWrong', { count: 1, lines: [csv.message.ja] });
    const { lines, wrong } = readChildren(csv.value);
    if (wrong.length > 0) return refuse('RowsWrong', { count: wrong.length, lines: wrong.slice(0, 50) });
    return lines.map((line) => ({ identity: identityMark(ctx.city, line.name, line.kana), marks: marksOf(ctx.city, line.name, line.kana), photoWeb: line.photoWeb, nameWeb: line.nameWeb, filmWeb: line.filmWeb, parted: /\s/u.test(line.name.trim()) }));
  },
  async run(ctx, input, rows): Promise<Outcome<ChildrenTaken, 'Archived' | 'RowsWrong' | 'NotFound' | 'NotAllowed'>> {
    const school = await schoolToWork(ctx, input.school);
    if (typeof school === 'string') return refuse(school);
    if (!Array.isArray(rows)) return refuse('RowsWrong', { count: 1, lines: [] });
    const known = new Map((await ctx.db.selectFrom('schools.children').select(['id', 'identity', 'left_on']).where('school_code', '=', school.code).forUpdate().execute()).map((row) => [row.identity, row]));
    const year = fiscalYearOf(ctx.today);
    const children = rows.map((row) => ({ ...row, id: known.get(row.identity)?.id ?? ctx.newId() }));
    const fresh = children.filter((one) => !known.has(one.identity));
    const listed = new Set(children.map((one) => one.identity));
    const left = [...known.values()].filter((row) => !listed.has(row.identity) && row.left_on === null).map((row) => row.id);
    if (fresh.length > 0) await ctx.db.insertInto('schools.children').values(fresh.map((one) => ({ id: one.id, school_code: school.code, identity: one.identity, listed_at: ctx.now }))).execute();
    const back = children.filter((one) => known.has(one.identity)).map((one) => one.id);
    if (back.length > 0) await ctx.db.updateTable('schools.children').set({ listed_at: ctx.now, left_on: null }).where('id', 'in', back).execute();
    if (left.length > 0) await ctx.db.updateTable('schools.children').set({ left_on: ctx.today }).where('id', 'in', left).execute();
    // The marks of those who left go with the list they stood on.
    await ctx.db.deleteFrom('schools.name_marks').where('school_code', '=', school.code).execute();
    await ctx.db.insertInto('schools.name_marks').values(children.flatMap((one) => one.marks.map((mark) => ({ school_code: school.code, mark, child_id: one.id })))).execute();
    const sheets = children.flatMap((one) => (one.photoWeb === null ? [] : [{ child_id: one.id, fiscal_year: year, photo_web: one.photoWeb, name_web: one.nameWeb, film_web: one.filmWeb, made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now }]));
    // What a sheet does not say leaves the answer that was there.
    if (sheets.length > 0) await ctx.db.insertInto('schools.consents').values(sheets).onConflict((conflict) => conflict.columns(['child_id', 'fiscal_year']).doUpdateSet((eb) => ({ photo_web: eb.ref('excluded.photo_web'), name_web: eb.fn.coalesce('excluded.name_web', 'schools.consents.name_web'), film_web: eb.fn.coalesce('excluded.film_web', 'schools.consents.film_web'), made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now }))).execute();
    ctx.audit({ subject: `school:${school.code}`, children: children.length, sheets: sheets.length, left: left.length });
    return done({ children: children.length, allowed: sheets.filter((one) => one.photo_web).length, withheld: sheets.filter((one) => !one.photo_web).length, missing: children.length - sheets.length, left: left.length, unparted: rows.filter((row) => !row.parted).length });
  },
});

const answers = ['allow', 'withhold'] as const;

/** A sheet that came back later, or was withdrawn. Name and film stay as they were when nothing is said of them. */
export const setConsent = command({
  name: 'schools.setConsent',
  title: { ja: '一人の同意書を直す', en: 'Change one child’s consent' },
  input: z.object({ school: schoolField, child: textField({ ja: '氏名', en: 'Name' }, { max: 60 }), photo: choiceField({ ja: '写真のウェブ掲載', en: 'Photographs on the web' }, answers), name: optional(choiceField({ ja: '氏名のウェブ掲載', en: 'Name on the web' }, answers)), film: optional(choiceField({ ja: '声・動画のウェブ掲載', en: 'Voice and film on the web' }, answers)) }),
  allow: people,
  secret: ['child'],
  refusals: { Archived: refusals.Archived, UnknownChild: { ...refusals.UnknownChild, field: 'child' } },
  async run(ctx, input): Promise<Outcome<{ children: number }, 'Archived' | 'UnknownChild' | 'NotFound' | 'NotAllowed'>> {
    const school = await schoolToWork(ctx, input.school);
    if (typeof school === 'string') return refuse(school);
    const found = await ctx.db.selectFrom('schools.name_marks').select('child_id').distinct().where('school_code', '=', school.code).where('mark', '=', typedMark(ctx.city, input.child)).execute();
    if (found.length === 0) return refuse('UnknownChild', { line: 1 });
    const answer = { photo_web: input.photo === 'allow', ...(input.name === null ? {} : { name_web: input.name === 'allow' }), ...(input.film === null ? {} : { film_web: input.film === 'allow' }), made_by: whoOf(ctx), made_name: nameOf(ctx), made_at: ctx.now };
    await ctx.db.insertInto('schools.consents').values(found.map((row) => ({ child_id: row.child_id, fiscal_year: fiscalYearOf(ctx.today), ...answer }))).onConflict((conflict) => conflict.columns(['child_id', 'fiscal_year']).doUpdateSet(answer)).execute();
    ctx.audit({ subject: `school:${school.code}`, sheets: found.length });
    return done({ children: found.length });
  },
});

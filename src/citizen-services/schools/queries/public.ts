/** What visitors read of the schools: who they are, what there is to eat, what happens on which day. */
import { z } from 'zod';
import { anyone } from '../../../kernel/actor.ts';
import { dateField, optional } from '../../../kernel/fields.ts';
import { query } from '../acts.ts';
import { schoolField } from '../commands/fields.ts';
import { type Asked, reading } from '../house.ts';

const open = [anyone('学校が公表していることだけを見せます')];
const WEEK = 7;
const AHEAD_DAYS = 120;

export interface MenuDay {
  readonly day: Temporal.PlainDate;
  readonly dishes: readonly string[];
  readonly allergens: readonly { readonly name: string; readonly nameEn: string; readonly required: boolean }[];
  readonly energy: number | null;
}

const columns = ['code', 'name', 'name_en as nameEn', 'kind', 'area', 'address', 'phone', 'state', 'archived_on as archivedOn', 'merged_into as mergedInto'] as const;
export const mondayOf = (day: Temporal.PlainDate) => day.subtract({ days: day.dayOfWeek - 1 });

/** The menus of one school, each with the allergens in the words that held on its day. */
export async function menusOf(ctx: Pick<Asked, 'db'>, school: string, from: Temporal.PlainDate, to: Temporal.PlainDate): Promise<readonly MenuDay[]> {
  const db = reading(ctx.db);
  const [rows, words] = await Promise.all([
    db.selectFrom('schools.menus').selectAll().where('school_code', '=', school).where('on_day', '>=', from).where('on_day', '<=', to).orderBy('on_day').execute(),
    db.selectFrom('schools.allergens').selectAll().execute(),
  ]);
  return rows.map((row) => ({
    day: row.on_day, dishes: row.dishes, energy: row.energy,
    allergens: row.allergens.flatMap((code) => {
      const word = words.find((one) => one.code === code && Temporal.PlainDate.compare(one.valid_from, row.on_day) <= 0 && (one.valid_to === null || Temporal.PlainDate.compare(row.on_day, one.valid_to) < 0));
      return word ? [{ name: word.name, nameEn: word.name_en, required: word.class === 'required' }] : [];
    }),
  }));
}

export const schoolList = query({
  name: 'schools.schoolList',
  title: { ja: '学校の一覧', en: 'Schools' },
  input: z.object({}),
  allow: open,
  async run(ctx) {
    const [schools, closures] = await Promise.all([
      ctx.db.selectFrom('schools.schools').select(columns).orderBy('ordinal').orderBy('code').execute(),
      ctx.db.selectFrom('schools.public_closures').select(['school_code as school', 'kind', 'from_on as from', 'to_on as to', 'page_path as path']).where('to_on', '>=', ctx.today).orderBy('made_at').execute(),
    ]);
    return schools.map((school) => ({ ...school, closures: closures.filter((one) => one.school === school.code) }));
  },
});

export const school = query({
  name: 'schools.school',
  title: { ja: '学校', en: 'A school' },
  input: z.object({ school: schoolField }),
  allow: open,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('schools.schools').select(columns).where('code', '=', input.school).executeTakeFirst();
    if (!row) return null;
    const monday = mondayOf(ctx.today);
    const [folders, closures, occasions, menus, into] = await Promise.all([
      ctx.db.selectFrom('schools.folders').select(['kind', 'path']).where('school_code', '=', input.school).execute(),
      ctx.db.selectFrom('schools.public_closures').select(['kind', 'from_on as from', 'to_on as to', 'reason', 'page_path as path', 'made_at as madeAt']).where('school_code', '=', input.school).where('to_on', '>=', ctx.today).orderBy('made_at').execute(),
      ctx.db.selectFrom('schools.occasions').select(['id', 'from_on as from', 'to_on as to', 'title', 'title_en as titleEn', 'no_school as noSchool', 'made_at as madeAt']).where('school_code', '=', input.school).where('to_on', '>=', ctx.today).where('from_on', '<=', ctx.today.add({ days: AHEAD_DAYS })).orderBy('from_on').orderBy('title').limit(40).execute(),
      menusOf(ctx, input.school, monday, monday.add({ days: WEEK - 1 })),
      row.mergedInto === null ? undefined : ctx.db.selectFrom('schools.schools').select(['code', 'name', 'name_en as nameEn']).where('code', '=', row.mergedInto).executeTakeFirst(),
    ]);
    return { ...row, folders, closures, occasions, menus, into: into ?? null };
  },
});
export type SchoolPage = NonNullable<Awaited<ReturnType<typeof school.run>>>;

export const menus = query({
  name: 'schools.menus',
  title: { ja: '給食の献立', en: 'School lunch' },
  input: z.object({ school: schoolField, from: optional(dateField({ ja: '始まりの日', en: 'From' })), to: optional(dateField({ ja: '終わりの日', en: 'To' })) }),
  allow: open,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('schools.schools').select(['code', 'name', 'name_en as nameEn']).where('code', '=', input.school).executeTakeFirst();
    if (!row) return null;
    const from = input.from ?? mondayOf(ctx.today);
    const to = input.to ?? from.add({ days: 34 });
    const last = Temporal.PlainDate.compare(to, from.add({ days: 400 })) > 0 ? from.add({ days: 400 }) : to;
    const words = await ctx.db.selectFrom('schools.allergens').select(['name', 'name_en as nameEn', 'class']).where('valid_from', '<=', ctx.today).where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', ctx.today)])).orderBy('class', 'desc').orderBy('name').execute();
    return { ...row, from, to: last, days: await menusOf(ctx, input.school, from, last), words };
  },
});

/** Everything a school's calendar knows, for whoever subscribes. */
export const occasions = query({
  name: 'schools.occasions',
  title: { ja: '学校の行事', en: 'A school’s calendar' },
  input: z.object({ school: schoolField }),
  allow: open,
  async run(ctx, input) {
    const row = await ctx.db.selectFrom('schools.schools').select(['code', 'name']).where('code', '=', input.school).executeTakeFirst();
    if (!row) return null;
    const days = await ctx.db.selectFrom('schools.occasions').select(['id', 'from_on as from', 'to_on as to', 'title', 'made_at as madeAt']).where('school_code', '=', input.school).where('to_on', '>=', ctx.today.subtract({ days: 365 })).orderBy('from_on').orderBy('title').limit(500).execute();
    return { ...row, days };
  },
});

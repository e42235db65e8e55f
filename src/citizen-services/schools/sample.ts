/** The sample city's schools: offices, sites, news, menus, days, a list of invented names; all by commands. */
import type { Actor } from '../../kernel/actor.ts';
import { createDepartment } from '../../kernel/identity/organization.ts';
import type { SampleContext, SampleStep } from '../../kernel/sample.ts';
import { decideEdition, placesToWrite } from '../website/index.ts';
import { importChildren } from './commands/children.ts';
import { importMenus, saveOccasion } from './commands/days.ts';
import { postNews } from './commands/post.ts';
import { archiveSchool, saveSchool } from './commands/school.ts';
import { newsView } from './queries/office.ts';
import { mondayOf } from './queries/public.ts';
import { isSchoolDay } from './rules/freshness.ts';

interface SampleSchool {
  readonly code: string;
  readonly department: string;
  readonly name: string;
  readonly kana: string;
  readonly nameEn: string;
  readonly kind: string;
  readonly area: string;
  readonly address: string;
  readonly phone: string;
  readonly ordinal: number;
  readonly posts: readonly { readonly daysAgo: number; readonly title: string; readonly words: readonly string[]; readonly waiting?: boolean }[];
}

interface SampleSchools {
  readonly schools: readonly SampleSchool[];
  /** Ten school days, beginning with this week's Monday. */
  readonly menus: readonly { readonly dishes: readonly string[]; readonly allergens: readonly string[]; readonly energy: number }[];
  readonly occasions: readonly { readonly school: string; readonly inDays: number; readonly days: number; readonly title: string; readonly titleEn: string; readonly noSchool: boolean }[];
  readonly children: readonly (readonly [name: string, kana: string, photo: string])[];
  readonly closed: { readonly school: string; readonly mergedInto: string; readonly daysAgo: number };
}

const staffed = (id: number, name: string, permissions: readonly string[]): Actor => ({ kind: 'staff', id: `00000000-0000-7000-8000-0000000000${id}`, name, device: 'sample', strong: true, grants: permissions.map((permission) => ({ permission, scope: null })) });
const founder = staffed(31, '見本 初期設定', ['operations.organization', 'website.write', 'website.edit']);
const board = staffed(32, '見本 教育委員会', ['schools.board', 'schools.work', 'website.edit', 'website.write']);
const teacher = staffed(33, '見本 先生', ['schools.work', 'website.write']);
const deputy = staffed(34, '見本 教頭', ['website.approve', 'schools.work']);

const DAYS_OF_NEWS = 45;
const at = (ctx: SampleContext, day: Temporal.PlainDate, minutes: number) => day.toZonedDateTime({ timeZone: 'Asia/Tokyo', plainTime: '08:30' }).toInstant().add({ minutes });
/** The school day on or before. */
function schoolDay(day: Temporal.PlainDate): Temporal.PlainDate {
  let found = day;
  while (!isSchoolDay(found, [])) found = found.subtract({ days: 1 });
  return found;
}

async function makeSchools(ctx: SampleContext, schools: readonly SampleSchool[]): Promise<void> {
  const begun = at(ctx, ctx.today.subtract({ days: DAYS_OF_NEWS }), 0);
  const parent = (await ctx.ask(founder, placesToWrite, {})).allOffices.find((one) => one.code === '8020')?.id ?? '';
  for (const { department, kana, posts: _, ...school } of schools) {
    const made = await ctx.must(founder, createDepartment, { code: department, name: school.name, kana, parent, from: '2020-04-01' }, `school:department:${department}`, begun);
    const { code, ...facts } = school;
    await ctx.must(board, saveSchool, { school: code, ...facts, department: made.department }, `school:${code}`, begun);
  }
}

async function makePost(ctx: SampleContext, school: string, post: SampleSchool['posts'][number], index: number): Promise<void> {
  const key = `school:post:${school}:${index}`;
  const when = at(ctx, schoolDay(ctx.today.subtract({ days: post.daysAgo })), post.daysAgo === 0 ? 0 : 420 + index * 3);
  const made = await ctx.must(teacher, postNews, { school, title: post.title, words: post.words.join('\n\n'), photos: [] }, key, when);
  if (!made.submitted) throw new Error(`見本のニュース ${post.title} は、点検に通りません：${made.left.map((one) => `${one.rule} ${one.reason}`).join('／')}`);
  if (post.waiting) return;
  const seen = await ctx.ask(deputy, newsView, { school, edition: made.edition });
  if (seen) await ctx.must(deputy, decideEdition, { edition: made.edition, version: seen.version, decision: 'approve', note: '' }, `${key}:approve`, when.add({ minutes: 20 }));
}

const step: SampleStep = {
  name: 'schools.sites',
  title: '学校のサイト',
  // After the city's own site, and before 決裁規程 bind.
  order: 61,
  needs: 'schools.json',
  async run(ctx) {
    const data = ctx.data<SampleSchools>('schools.json');
    await makeSchools(ctx, data.schools);
    const posts = data.schools.flatMap((school) => school.posts.map((post, index) => ({ school: school.code, post, index }))).toSorted((a, b) => b.post.daysAgo - a.post.daysAgo);
    for (const [index, one] of posts.entries()) {
      await makePost(ctx, one.school, one.post, one.index);
      ctx.progress(index + 1, posts.length);
    }
    const closedOn = ctx.today.subtract({ days: data.closed.daysAgo });
    await ctx.must(board, archiveSchool, { school: data.closed.school, version: 1, on: closedOn.toString(), mergedInto: data.closed.mergedInto }, 'school:closed', at(ctx, closedOn, 60));
    const open = data.schools.filter((school) => school.code !== data.closed.school).map((school) => school.code);
    const monday = mondayOf(ctx.today);
    const now = at(ctx, monday, 0);
    const days = Array.from({ length: 14 }, (_, index) => monday.add({ days: index })).filter((day) => isSchoolDay(day, []));
    const csv = ['日付,献立,アレルゲン,エネルギー', ...days.flatMap((day, index) => {
      const menu = data.menus[index % data.menus.length];
      return menu ? [`${day.toString()},${menu.dishes.join('、')},${menu.allergens.join('、')},${menu.energy}`] : [];
    })].join('\n');
    await ctx.must(board, importMenus, { schools: open, csv }, 'school:menus', now);
    for (const code of open) {
      for (const one of data.occasions.filter((occasion) => occasion.school === '*' || occasion.school === code)) {
        const from = one.noSchool ? ctx.today.add({ days: one.inDays }) : schoolDay(ctx.today.add({ days: one.inDays }));
        await ctx.must(teacher, saveOccasion, { school: code, from: from.toString(), to: from.add({ days: one.days - 1 }).toString(), title: one.title, titleEn: one.titleEn, noSchool: one.noSchool ? 'on' : '' }, `school:day:${code}:${one.title}`, now);
      }
    }
    const [first] = open;
    if (first) await ctx.must(teacher, importChildren, { school: first, csv: ['氏名,ふりがな,写真のウェブ掲載', ...data.children.map((line) => line.join(','))].join('\n') }, 'school:children', now);
  },
};

export const sample: readonly SampleStep[] = [step];

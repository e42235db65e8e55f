/** Menus as a table and the calendar as a file. */
import { anyone } from '../../../kernel/actor.ts';
import { notFound, route } from '../../../kernel/page.ts';
import { writeCsv } from '../../../kernel/text/csv.ts';
import { menus, occasions } from '../queries/public.ts';
import { calendarFile } from '../rules/calendar-file.ts';

const open = [anyone('学校が公表していることだけを見せます')];
const CODE = /^[a-z][a-z0-9-]{0,31}$/;
const MONTHS = 12;

export const menusCsv = route({
  path: '/schools/:code/menus.csv',
  title: { ja: '給食の献立（CSV）', en: 'Menus (CSV)' },
  allow: open,
  async run(ctx, { params }) {
    const code = params['code'] ?? '';
    if (!CODE.test(code)) return notFound;
    const it = await ctx.ask(menus, { school: code, from: ctx.today.subtract({ months: MONTHS }).toString(), to: ctx.today.add({ months: 1 }).toString() });
    const rows = it.days.map((day) => [ctx.city.facts.code, it.code, it.name, day.day.toString(), day.dishes.join('、'), day.allergens.filter((one) => one.required).map((one) => one.name).join('、'), day.allergens.filter((one) => !one.required).map((one) => one.name).join('、'), day.energy]);
    return { type: 'text/csv; charset=utf-8', filename: `menus-${it.code}.csv`, body: writeCsv([['全国地方公共団体コード', '学校', '名称', '日付', '献立', '特定原材料', '特定原材料に準ずるもの', 'エネルギー（kcal）'], ...rows]) };
  },
});

export const calendarIcs = route({
  path: '/schools/:code/calendar.ics',
  title: { ja: '学校の行事（iCalendar）', en: 'School calendar (iCalendar)' },
  allow: open,
  async run(ctx, { params }) {
    const code = params['code'] ?? '';
    if (!CODE.test(code)) return notFound;
    const it = await ctx.ask(occasions, { school: code });
    return { type: 'text/calendar; charset=utf-8', filename: `${it.code}.ics`, cacheSeconds: 3600, body: calendarFile(`${it.name}の行事`, new URL(ctx.city.origin).hostname, it.days) };
  },
});

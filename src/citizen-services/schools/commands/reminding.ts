/** A friendly word at five and at ten school days of silence: to the school's own people, or to the board where it has none. */
import { z } from 'zod';
import { system } from '../../../kernel/actor.ts';
import { done, type Outcome } from '../../../kernel/outcome.ts';
import { command } from '../acts.ts';
import { freshnessOf } from '../freshness.ts';
import { peopleOf, peopleWith } from '../house.ts';
import { stepOf } from '../rules/freshness.ts';

/** Stands for a school that has never posted. */
const NEVER = '0001-01-01';

export const remindSchools = command({
  name: 'schools.remindSchools',
  title: { ja: '更新の止まった学校に知らせる', en: 'Remind schools that say nothing' },
  input: z.object({}),
  allow: [system],
  async run(ctx): Promise<Outcome<{ reminded: readonly string[] }, never>> {
    const schools = await ctx.db.selectFrom('schools.schools as s').innerJoin('kernel.departments as d', 'd.id', 's.department_id').select(['s.code', 's.name', 's.name_en', 'd.code as office']).where('s.state', '=', 'open').orderBy('s.code').execute();
    const fresh = await freshnessOf(ctx, schools.map((school) => school.code));
    const reminded: string[] = [];
    for (const school of schools) {
      const it = fresh.get(school.code);
      const step = it ? stepOf(it.age) : null;
      if (!it || step === null) continue;
      const own = await peopleOf(ctx, 'schools.work', school.office);
      const people = own.length > 0 ? own : await peopleWith(ctx, 'schools.board');
      const sent = await ctx.db.insertInto('schools.reminders').values({ school_code: school.code, last_on: it.last ?? Temporal.PlainDate.from(NEVER), step, told: people.length, sent_at: ctx.now }).onConflict((conflict) => conflict.doNothing()).returning('step').executeTakeFirst();
      if (!sent) continue;
      const since = it.age === null ? 'まだニュースがありません' : `${it.age}授業日、ニュースがありません`;
      for (const staff of people) ctx.notify({ to: { staff }, kind: 'schools.silent', href: `/staff/schools/${school.code}/post`, title: { ja: `${school.name}のサイト：${since}`, en: `${school.name_en}: no news lately` }, body: { ja: '写真一枚と数行で、保護者に学校のようすが伝わります。電話から2分で出せます。', en: 'A photograph and a few lines are enough.' } });
      reminded.push(school.code);
    }
    if (reminded.length > 0) ctx.audit({ subject: 'schools', reminded });
    return done({ reminded });
  },
});

/** What runs by itself: the drills of the quarter enter the calendar, and on Mondays those who hold a duty hear what is red. */
import { job } from '../../kernel/jobs/job.ts';
import { planDrills } from './commands/drills.ts';
import { remind } from './commands/reminder.ts';

const MONDAY = 1;

export const keepCalendar = job({
  name: 'continuity.keepCalendar',
  title: { ja: '訓練の予定を立て、指摘を知らせる', en: 'Plan drills and tell what is red' },
  every: { dailyAt: [7, 30] },
  async run(ctx) {
    const planned = await ctx.do(planDrills, {}, `plan-drills:${ctx.dueAt.toString()}`);
    const day = ctx.dueAt.toZonedDateTimeISO('Asia/Tokyo');
    const told = day.dayOfWeek === MONDAY ? await ctx.do(remind, {}, `remind:${day.toPlainDate().toString()}`) : null;
    return { planned: planned.ok ? planned.value.planned : 0, told: told?.ok ? told.value.told : 0 };
  },
});

export const jobs = [keepCalendar];

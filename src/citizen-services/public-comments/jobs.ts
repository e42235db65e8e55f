/** What runs by itself: opening and closing on time, comparing texts after some came in, forgetting names in the end. */
import { z } from 'zod';
import { job } from '../../kernel/jobs/job.ts';
import { consultationField } from './commands/fields.ts';
import { advance, compareTexts, forgetSenders, somethingDue } from './commands/course.ts';

const Work = z.object({ consultation: consultationField });

export const jobs = [
  job({
    name: 'public-comments.advance', title: { ja: '意見公募の開始・締切・保存', en: 'Open, close and archive consultations' }, every: { minutes: 1 },
    async run(ctx) {
      if (!(await ctx.ask(somethingDue, {}))) return 'nothing due';
      const moved = await ctx.do(advance, {}, `public-comments.advance ${ctx.jobId}`);
      if (!moved.ok) return moved.refused;
      for (const consultation of moved.value.closed) await ctx.do(compareTexts, { consultation }, `public-comments.closed ${consultation}`);
      return moved.value;
    },
  }),
  job({
    name: 'public-comments.compare', title: { ja: '同じ文面の意見をまとめる', en: 'Group identical texts' },
    async run(ctx, input) {
      const work = Work.safeParse(input);
      return work.success ? ctx.do(compareTexts, work.data, `public-comments.compare ${ctx.jobId}`) : null;
    },
  }),
  job({ name: 'public-comments.forget', title: { ja: '保存期間を過ぎた氏名・住所の消去', en: 'Remove old names and addresses' }, every: { dailyAt: [3, 40] }, run: (ctx) => ctx.do(forgetSenders, {}, `public-comments.forget ${ctx.jobId}`) }),
];

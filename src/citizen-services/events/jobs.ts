/** What runs by itself: the horizon of the calendar moves on every night. */
import { job } from '../../kernel/jobs/job.ts';
import { extendHorizon, tidyImports } from './commands/horizon.ts';

const extend = job({
  name: 'events.extend',
  title: { ja: 'イベントの開催の日を先まで用意する', en: 'Extend the events calendar' },
  every: { dailyAt: [2, 20] },
  async run(ctx) {
    let extended = 0;
    for (let round = 0; ; round += 1) {
      const answer = await ctx.do(extendHorizon, {}, `events.extend ${ctx.jobId} ${round}`);
      if (!answer.ok) throw new Error(answer.message);
      extended += answer.value.extended;
      await ctx.progress(extended, extended);
      if (!answer.value.more || ctx.cancelled()) break;
    }
    await ctx.do(tidyImports, {}, `events.tidy ${ctx.jobId}`);
    return { extended };
  },
});

export const jobs = [extend];

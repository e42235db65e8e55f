/** What runs by itself: on 1 April at midnight, and on any night after an approval, the folders of the year are there. */
import { job } from '../../kernel/jobs/job.ts';
import { openYear } from './commands/plans.ts';

export const openFoldersJob = job({
  name: 'documents.openYear',
  title: { ja: '年度の簿冊を作る', en: 'Open the folders of the year' },
  every: { dailyAt: [0, 0] },
  async run(ctx) {
    const opened = await ctx.do(openYear, {}, `documents-open:${ctx.dueAt.toString()}`);
    return { folders: opened.ok ? opened.value.folders : 0 };
  },
});

export const jobs = [openFoldersJob];

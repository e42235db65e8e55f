/** What runs by itself: the night's sweeping, the morning's look at which school has fallen silent. */
import { job } from '../../kernel/jobs/job.ts';
import { sweepMail } from './commands/mail.ts';
import { remindSchools } from './commands/reminding.ts';

export const jobs = [
  job({ name: 'schools.remind', title: { ja: '更新の止まった学校に知らせる', en: 'Remind schools that say nothing' }, every: { dailyAt: [7, 30] }, run: (ctx) => ctx.do(remindSchools, {}, `schools.remind ${ctx.jobId}`) }),
  job({ name: 'schools.sweepMail', title: { ja: '確かめられなかったメールの申込みを消す', en: 'Sweep mail requests nobody confirmed' }, every: { dailyAt: [3, 40] }, run: (ctx) => ctx.do(sweepMail, {}, `schools.sweepMail ${ctx.jobId}`) }),
];

/** What runs by itself: the night's sweeping, the morning's look at which school has fallen silent. */
import { job } from '../../kernel/jobs/job.ts';
import { sweepMail } from './commands/mail.ts';
import { proposeOldPictures } from './commands/pictures.ts';
import { remindSchools } from './commands/reminding.ts';

export const jobs = [
  job({ name: 'schools.remind', title: { ja: '更新の止まった学校に知らせる', en: 'Remind schools that say nothing' }, every: { dailyAt: [7, 30] }, run: (ctx) => ctx.do(remindSchools, {}, `schools.remind ${ctx.jobId}`) }),
  job({ name: 'schools.sweepMail', title: { ja: '確かめられなかったメールの申込みを消す', en: 'Sweep mail requests nobody confirmed' }, every: { dailyAt: [3, 40] }, run: (ctx) => ctx.do(sweepMail, {}, `schools.sweepMail ${ctx.jobId}`) }),
  // Every morning, and told once in a fiscal year: a house that stood still on 1 April tells on the 2nd.
  job({ name: 'schools.oldPictures', title: { ja: '古い写真のページを知らせる', en: 'Tell of pages with old pictures' }, every: { dailyAt: [7, 40] }, run: (ctx) => ctx.do(proposeOldPictures, {}, `schools.oldPictures ${ctx.jobId}`) }),
];

/** What runs by itself: every night the marks of the day before go; in the morning offices hear what is to be reviewed. */
import { job } from '../../kernel/jobs/job.ts';
import { remindReview, tidyUp } from './commands/duty.ts';

const tidy = job({ name: 'faq.tidy', title: { ja: '数え終えた目印と古い意見を消す', en: 'Throw away marks and old remarks' }, every: { dailyAt: [0, 1] }, run: (ctx) => ctx.do(tidyUp, {}, `faq.tidy ${ctx.jobId}`) });
const remind = job({ name: 'faq.remind', title: { ja: 'よくある質問の見直しを知らせる', en: 'Remind of FAQ reviews' }, every: { dailyAt: [7, 0] }, run: (ctx) => ctx.do(remindReview, {}, `faq.remind ${ctx.jobId}`) });

export const jobs = [tidy, remind];

/** What runs by itself: reserved publications at their moment, and once a minute besides; the reminder of disaster mode. */
import { job } from '../../kernel/jobs/job.ts';
import { remindMode } from './commands/disaster.ts';
import { carryOutDue } from './commands/offices.ts';
import { publishDue } from './commands/pages.ts';

const due = job({ name: 'website.due', title: { ja: '予約した公開と公開終了', en: 'Publish and withdraw what is due' }, every: { minutes: 1 }, run: (ctx) => ctx.do(publishDue, {}, `website.due ${ctx.jobId}`) });
const remind = job({ name: 'website.remind', title: { ja: '災害モードが続いていることの知らせ', en: 'Remind of disaster mode' }, every: { minutes: 10 }, run: (ctx) => ctx.do(remindMode, {}, `website.remind ${ctx.jobId}`) });

const offices = job({ name: 'website.officesDue', title: { ja: '日の来た組織改正', en: 'Changes of offices' }, every: { minutes: 10 }, run: (ctx) => ctx.do(carryOutDue, {}, `website.officesDue ${ctx.jobId}`) });

export const jobs = [due, remind, offices];

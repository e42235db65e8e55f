/** What has had its day goes: ended sessions, forgotten failures, burnt challenges, and answers kept for repeated requests. */
import { z } from 'zod';
import { system } from '../actor.ts';
import { job } from '../jobs/job.ts';
import { done } from '../outcome.ts';
import { command } from './acts.ts';
import { FORGET_AFTER_SECONDS } from './throttle.ts';

/** A caller who asks again after so long is asking anew. */
const KEEP_ANSWERS_DAYS = 30;

export const tidyIdentity = command({
  name: 'identity.tidy',
  title: { ja: '期限の過ぎたサインインなどを片付ける', en: 'Tidy up ended sessions' },
  input: z.object({}),
  allow: [system],
  async run(ctx) {
    const ended = await Promise.all([
      ctx.db.deleteFrom('kernel.citizen_sessions').where('expires_at', '<', ctx.now).executeTakeFirst(),
      ctx.db.deleteFrom('kernel.staff_sessions').where('expires_at', '<', ctx.now).executeTakeFirst(),
    ]);
    await ctx.db.deleteFrom('kernel.sign_in_failures').where('last_at', '<', ctx.now.subtract({ seconds: FORGET_AFTER_SECONDS })).execute();
    await ctx.db.deleteFrom('kernel.challenges').where('expires_at', '<', ctx.now).execute();
    await ctx.db.deleteFrom('kernel.requests').where('at', '<', ctx.now.subtract({ hours: KEEP_ANSWERS_DAYS * 24 })).execute();
    return done({ sessions: ended.reduce((sum, result) => sum + Number(result.numDeletedRows), 0) });
  },
});

export const tidyJob = job({
  name: 'identity.tidy',
  title: { ja: '期限の過ぎたサインインなどの片付け', en: 'Tidying up' },
  every: { dailyAt: [3, 40] },
  run: (ctx) => ctx.do(tidyIdentity, {}, `tidy:${ctx.dueAt.toString()}`),
});

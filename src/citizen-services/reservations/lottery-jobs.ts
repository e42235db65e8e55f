/** What runs by itself around lotteries, the waiting list and registrations. Each step is a command with a key of its own. */
import type { Answer } from '../../kernel/outcome.ts';
import { type Job, type JobContext, job } from '../../kernel/jobs/job.ts';
import { drawLottery, freezeLottery } from './commands/lottery-draw.ts';
import { bookWins, forfeitWins, publishLottery, tellResults } from './commands/lottery-results.ts';
import { turnPatronDay } from './commands/patron-standing.ts';
import { lapseOffers } from './commands/waiting.ts';
import { lotteriesDue } from './queries/lottery.ts';

const MAX_ROUNDS = 2000;

/** Repeats a command that works in pieces until nothing is left. A failure ends the job; its next run goes on from there. */
async function untilDone(round: (index: number) => Promise<Answer<{ readonly left: boolean }>>): Promise<void> {
  for (let index = 0; index < MAX_ROUNDS; index += 1) {
    const answer = await round(index);
    if (!answer.ok) throw new Error(answer.refused);
    if (!answer.value.left) return;
  }
}

type Step = 'freeze' | 'draw' | 'publish' | 'settle' | 'forfeit';

async function advance(ctx: JobContext, lottery: string, step: Step): Promise<void> {
  const input = { lottery };
  const key = `${lottery}:${step}`;
  const must = async (answering: Promise<Answer<unknown>>) => {
    const answer = await answering;
    if (!answer.ok) throw new Error(`${step}: ${answer.refused}`);
  };
  switch (step) {
    case 'freeze': return must(ctx.do(freezeLottery, input, key));
    case 'draw': return must(ctx.do(drawLottery, input, key));
    case 'publish': return must(ctx.do(publishLottery, input, key));
    case 'settle':
      // Keys name the run: a run that was interrupted goes on, and what it had done counts as done.
      await untilDone((index) => ctx.do(bookWins, input, `${key}:book:${ctx.jobId}:${index}`));
      return untilDone((index) => ctx.do(tellResults, input, `${key}:tell:${ctx.jobId}:${index}`));
    case 'forfeit': return untilDone((index) => ctx.do(forfeitWins, input, `${key}:${ctx.jobId}:${index}`));
  }
}

/** A lottery may take several steps in one run when the clock has moved far. */
const STEPS = 6;

export const lotteries: Job = job({
  name: 'reservations.lotteries',
  title: { ja: '抽選を進める', en: 'Move lotteries on' },
  every: { minutes: 1 },
  async run(ctx) {
    let moved = 0;
    for (let step = 0; step < STEPS; step += 1) {
      const due = await ctx.ask(lotteriesDue, {});
      if (due.length === 0) break;
      for (const one of due) await advance(ctx, one.id, one.step);
      moved += due.length;
    }
    return { moved };
  },
});

export const waitingOffers: Job = job({
  name: 'reservations.waitingOffers',
  title: { ja: '繰上の案内の期限を見る', en: 'Pass on lapsed offers' },
  every: { minutes: 1 },
  async run(ctx) {
    await untilDone((index) => ctx.do(lapseOffers, {}, `lapse:${ctx.jobId}:${index}`));
  },
});

export const patronDays: Job = job({
  name: 'reservations.patronDays',
  title: { ja: '利用者登録の期限を見る', en: 'Watch registration dates' },
  every: { dailyAt: [6, 0] },
  async run(ctx) {
    for (let index = 0; index < MAX_ROUNDS; index += 1) {
      const answer = await ctx.do(turnPatronDay, {}, `patron-day:${ctx.jobId}:${index}`);
      if (!answer.ok) throw new Error(answer.refused);
      if (answer.value.resumed + answer.value.expired + answer.value.notified === 0) return;
    }
  },
});

export const lotteryJobs: readonly Job[] = [lotteries, waitingOffers, patronDays];

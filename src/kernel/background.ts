/**
 * What runs by itself: the outbox, notices, mail, jobs and schedules. One loop visits the cities in turn, so a hundred
 * cities need no hundred pollers; a command that leaves something behind pokes the loop at once.
 */
import { deliverEvents } from './outbox.ts';
import { runDueJobs, startSchedules } from './jobs/runner.ts';
import { sendWaiting, type Mailer } from './notices/mail.ts';
import type { OpenCity } from './house.ts';
import type { System } from './system.ts';
import { logProblem } from './log.ts';

const IDLE_MILLISECONDS = 1000;

export interface Background {
  /** Does everything that is due now and comes back when nothing is left. For tests and the sample. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

export interface BackgroundOptions {
  readonly mailer: Mailer;
  /** False: only `settle()` moves things. */
  readonly loop: boolean;
}

export function startBackground(cities: readonly OpenCity[], systems: readonly System[], options: BackgroundOptions): Background {
  let stopped = false;
  let wake: (() => void) | null = null;
  let poked = false;
  const round = async (city: OpenCity): Promise<number> => {
    const heard = await deliverEvents(city, systems);
    const started = await startSchedules(city, systems);
    const ran = await runDueJobs(city, systems);
    const sent = await sendWaiting(city, options.mailer);
    return heard + started + ran + sent;
  };
  // One round at a time in this process, whoever asks for it.
  let chain: Promise<unknown> = Promise.resolve();
  const inTurn = (city: OpenCity): Promise<number> => {
    const next = chain.then(() => round(city));
    chain = next.catch(() => {});
    return next;
  };
  const visit = async () => {
    while (!stopped) {
      let moved = 0;
      for (const city of cities) {
        try {
          if (!stopped) moved += await inTurn(city);
        } catch (error) {
          logProblem('background', error);
        }
      }
      if (moved > 0 || stopped || poked) {
        poked = false;
        continue;
      }
      await new Promise<void>((done) => {
        const timer = setTimeout(done, IDLE_MILLISECONDS);
        wake = () => {
          clearTimeout(timer);
          done();
        };
      });
      wake = null;
    }
  };
  for (const city of cities) {
    city.onPoke(() => {
      poked = true;
      wake?.();
    });
  }
  const running = options.loop ? visit() : Promise.resolve();
  return {
    async settle() {
      for (let i = 0; i < 1000; i++) {
        let moved = 0;
        for (const city of cities) moved += await inTurn(city);
        if (moved === 0) return;
      }
      throw new Error('background work does not come to rest');
    },
    async stop() {
      stopped = true;
      wake?.();
      await running;
      await chain;
    },
  };
}

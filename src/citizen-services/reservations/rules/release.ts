/** When a cancelled slot is to be had again. At once is what robots and hand-over deals live on. */
import { toInstantAt, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import type { ReleasePolicy } from './policy.ts';

export interface Release {
  readonly how: 'immediate' | 'scheduled' | 'mini_lottery';
  /** From when the slot may be booked; for a mini lottery, when it is drawn. */
  readonly at: Temporal.Instant;
}

export interface ReleaseQuestion {
  readonly cancelledAt: Temporal.Instant;
  readonly useStart: Temporal.Instant;
  /** From 0 up to, but not including, 1; decided once and stored with the release. */
  readonly random: number;
}

/** Close to the use every policy turns into "immediate": an empty hall helps nobody. */
export function releaseOf(policy: ReleasePolicy, question: ReleaseQuestion): Release {
  const at = plannedRelease(policy, question);
  const lastUseful = question.useStart.subtract({ hours: policy.immediateWithinHours });
  if (policy.mode === 'immediate' || Temporal.Instant.compare(at, lastUseful) > 0) return { how: 'immediate', at: question.cancelledAt };
  return { how: policy.mode === 'mini_lottery' ? 'mini_lottery' : 'scheduled', at };
}

function plannedRelease(policy: ReleasePolicy, { cancelledAt, random }: ReleaseQuestion): Temporal.Instant {
  switch (policy.mode) {
    case 'immediate': return cancelledAt;
    case 'next_day': return toInstantAt(tokyoDate(cancelledAt).add({ days: 1 }), Temporal.PlainTime.from(policy.time));
    // Whole seconds, so that nobody can aim at the full minute.
    case 'random_within_window': return cancelledAt.add({ seconds: Math.floor(Math.min(Math.max(random, 0), 0.999_999) * policy.windowMinutes * 60) + 1 });
    case 'mini_lottery': return cancelledAt.add({ hours: policy.miniLotteryHours });
  }
}

const SHORTEST_OFFER_MINUTES = 30;

/**
 * Until when somebody on the waiting list may accept: the usual hours, but near the use at most half of the time that is left,
 * so that the next one has a chance too. Null when less than half an hour would remain.
 */
export function offerUntil(policy: ReleasePolicy, offeredAt: Temporal.Instant, useStart: Temporal.Instant): Temporal.Instant | null {
  const half = Math.floor((useStart.epochMilliseconds - offeredAt.epochMilliseconds) / 120_000);
  const minutes = Math.min(policy.waitingListOfferHours * 60, half);
  return minutes < SHORTEST_OFFER_MINUTES ? null : offeredAt.add({ minutes });
}

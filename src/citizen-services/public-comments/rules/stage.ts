/** The states of a consultation. Time moves it from planned to open and to closed; people move it on from there. */
import { isBefore, tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { isLate } from './period.ts';

export const stages = ['planned', 'open', 'closed', 'considering', 'result_published', 'archived'] as const;
export type Stage = (typeof stages)[number];

export interface Standing {
  readonly state: Stage;
  readonly approved: boolean;
  readonly publishedOn: Temporal.PlainDate | null;
  readonly closesOn: Temporal.PlainDate | null;
}

/** Where it stands at a moment. What is stored follows within a minute; nothing may depend on that minute. */
export function stageAt({ state, approved, publishedOn, closesOn }: Standing, now: Temporal.Instant): Stage {
  if ((state !== 'planned' && state !== 'open') || publishedOn === null || closesOn === null) return state;
  if (state === 'planned' && (!approved || isBefore(tokyoDate(now), publishedOn))) return 'planned';
  return isLate(now, closesOn) ? 'closed' : 'open';
}

/** Whether what arrives is still kept, be it late: until the result is out. */
export function stillKept(stage: Stage): boolean {
  return stage === 'open' || stage === 'closed' || stage === 'considering';
}

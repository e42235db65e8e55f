/**
 * 結果の公表: everything that counts has found its place, and every opinion an answer (行政手続法 第42条, 第43条第1項 as the model).
 */

export const views = ['adopted', 'partly', 'noted', 'not_adopted', 'out_of_scope'] as const;
export type View = (typeof views)[number];

export const outcomes = ['as_drafted', 'changed', 'not_made'] as const;
export type Outcome = (typeof outcomes)[number];

export interface Placed {
  readonly id: string;
  readonly state: 'received' | 'late' | 'withdrawn';
  readonly opinions: number;
  readonly notOpinion: boolean;
}

export interface Progress {
  readonly done: number;
  readonly total: number;
  readonly left: readonly string[];
}

/** How many of the counted submissions belong to an opinion or were found to be none. */
export function progressOf(submissions: readonly Placed[]): Progress {
  const counted = submissions.filter((one) => one.state === 'received');
  const left = counted.filter((one) => one.opinions === 0 && !one.notOpinion).map((one) => one.id);
  return { done: counted.length - left.length, total: counted.length, left };
}

export interface Answered {
  readonly ordinal: number;
  readonly view: View | null;
  readonly reply: string;
  readonly change: string;
}

export type Obstacle =
  | { readonly what: 'unassigned'; readonly count: number }
  | { readonly what: 'unanswered'; readonly ordinals: readonly number[] }
  | { readonly what: 'noOutcome' }
  | { readonly what: 'noDay' }
  | { readonly what: 'contradiction' };

/** What stands between the work and the publication of its result; empty: nothing. */
export function obstacles(work: { readonly submissions: readonly Placed[]; readonly opinions: readonly Answered[]; readonly outcome: Outcome | null; readonly decidedOn: Temporal.PlainDate | null }): readonly Obstacle[] {
  const { left } = progressOf(work.submissions);
  const unanswered = work.opinions.filter((one) => one.view === null || one.reply.trim() === '').map((one) => one.ordinal);
  const changes = work.opinions.some((one) => one.view === 'adopted' || one.view === 'partly');
  return [
    ...(left.length > 0 ? [{ what: 'unassigned' as const, count: left.length }] : []),
    ...(unanswered.length > 0 ? [{ what: 'unanswered' as const, ordinals: unanswered }] : []),
    ...(work.outcome === null ? [{ what: 'noOutcome' as const }] : []),
    ...(work.decidedOn === null ? [{ what: 'noDay' as const }] : []),
    // An opinion that was taken up changes the draft.
    ...(changes && work.outcome === 'as_drafted' ? [{ what: 'contradiction' as const }] : []),
  ];
}

/**
 * 災害モード: which notices come first, what is out of date, and what a visitor finds at the first page.
 * 災害対策基本法 第56条（警報の伝達）・第60条（避難の指示）; 避難情報に関するガイドライン（内閣府）: the five levels of warning.
 */
export type Level = 0 | 1 | 2 | 3;

export interface ShownNotice {
  readonly id: string;
  readonly severity: number;
  readonly changedAt: Temporal.Instant;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant | null;
  readonly state: 'live' | 'ended' | 'cancelled';
  readonly endedAt: Temporal.Instant | null;
}

const CANCELLED_HOURS = 24;
const STRIP = 3;
const before = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) < 0;

/** Whether a notice is shown now. One that was a mistake stays readable, marked as cancelled, for a day. */
export function isShown(notice: ShownNotice, now: Temporal.Instant): boolean {
  if (before(now, notice.startsAt)) return false;
  if (notice.state === 'cancelled') return notice.endedAt !== null && before(now, notice.endedAt.add({ hours: CANCELLED_HOURS }));
  return notice.state === 'live' && (notice.endsAt === null || before(now, notice.endsAt));
}

/** Most severe first; of equals the newer; cancelled ones after those in force. */
export function inOrder<T extends ShownNotice>(notices: readonly T[], now: Temporal.Instant): readonly T[] {
  const dead = (notice: T) => Number(notice.state === 'cancelled');
  return notices.filter((notice) => isShown(notice, now)).toSorted((a, b) => dead(a) - dead(b) || b.severity - a.severity || Temporal.Instant.compare(b.changedAt, a.changedAt) || a.id.localeCompare(b.id));
}

/** The lines above every page: at most three, and none at level 0. */
export function stripOf<T extends ShownNotice>(notices: readonly T[], level: Level, now: Temporal.Instant): readonly T[] {
  return level === 0 ? [] : inOrder(notices, now).slice(0, STRIP);
}

export interface ShownPart {
  readonly asOf: Temporal.Instant | null;
  readonly freshMinutes: number;
}

/** `never`: nothing was said yet; `old`: past the time for which it can be trusted. */
export function freshness(part: ShownPart, now: Temporal.Instant): 'never' | 'fresh' | 'old' {
  if (part.asOf === null) return 'never';
  return before(part.asOf.add({ minutes: part.freshMinutes }), now) ? 'old' : 'fresh';
}

/** Levels 2 and 3 do not end by themselves: every six hours somebody is asked whether they still hold. */
export function reminderDue(level: Level, since: Temporal.Instant, reminded: Temporal.Instant | null, now: Temporal.Instant): boolean {
  return level >= 2 && !before(now, (reminded !== null && before(since, reminded) ? reminded : since).add({ hours: 6 }));
}

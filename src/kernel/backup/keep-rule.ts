/** Which sets stay: the newest of each of the last hours, days, weeks and months that have one. Days are Japan's. */

export interface KeepRule {
  readonly hourly: number;
  readonly daily: number;
  readonly weekly: number;
  readonly monthly: number;
}

/** A day to the hour, two weeks to the day, two months to the week, a year to the month. */
export const USUAL: KeepRule = { hourly: 24, daily: 14, weekly: 8, monthly: 12 };

export interface Dated {
  readonly name: string;
  readonly at: Temporal.Instant;
}

export interface Kept {
  readonly keep: ReadonlySet<string>;
  /** From here on every moment can be reached, so the WAL since this set stays; null: there is no set. */
  readonly everyMomentFrom: Dated | null;
}

export function keepWords(rule: KeepRule): string {
  return `毎時 ${rule.hourly}、毎日 ${rule.daily}、毎週 ${rule.weekly}、毎月 ${rule.monthly}`;
}

/** `sets` in any order. The newest one always stays. */
export function setsToKeep(sets: readonly Dated[], rule: KeepRule): Kept {
  const newestFirst = sets.toSorted((a, b) => Temporal.Instant.compare(b.at, a.at));
  const pick = (count: number, periodOf: (day: Temporal.ZonedDateTime) => string): Dated[] => {
    const found = new Map<string, Dated>();
    for (const set of newestFirst) {
      const period = periodOf(set.at.toZonedDateTimeISO('Asia/Tokyo'));
      if (!found.has(period)) found.set(period, set);
    }
    return [...found.values()].slice(0, count);
  };
  const fine = [
    ...newestFirst.slice(0, 1),
    ...pick(rule.hourly, (at) => `${at.toPlainDate().toString()} ${at.hour}`),
    ...pick(rule.daily, (at) => at.toPlainDate().toString()),
  ];
  const coarse = [...pick(rule.weekly, (at) => `${at.yearOfWeek} ${at.weekOfYear}`), ...pick(rule.monthly, (at) => at.toPlainDate().toPlainYearMonth().toString())];
  const oldest = fine.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at))[0] ?? null;
  return { keep: new Set([...fine, ...coarse].map((set) => set.name)), everyMomentFrom: oldest };
}

/** Counting days, months and years as the law does: 民法 第140条・第143条, 年齢計算ニ関スル法律. */

/**
 * The same day number so many months later or earlier (応当日); where that day does not exist,
 * the last day of that month (民法 第143条第2項). 3 months before 2027-05-31 is 2027-02-28.
 */
export function addMonthsAnniversary(date: Temporal.PlainDate, months: number): Temporal.PlainDate {
  return date.add({ months }, { overflow: 'constrain' });
}

/** The last day that is still "until n days before": the first day does not count (初日不算入, 民法 第140条). */
export function daysBefore(date: Temporal.PlainDate, days: number): Temporal.PlainDate {
  return date.subtract({ days });
}

/**
 * Age for questions of law. A year is completed at the end of the day before the birthday
 * (年齢計算ニ関スル法律 第2項, 民法 第143条), so born 2009-04-02 counts as 18 on 2027-04-01,
 * and born on 29 February always on 28 February. Negative before birth.
 */
export function ageOn(birth: Temporal.PlainDate, on: Temporal.PlainDate): number {
  // The day after `on` reaches the birthday exactly when `on` is the day before it. Comparing month and day,
  // instead of building the birthday, gives 28 February for somebody born on the 29th in every year.
  const next = on.add({ days: 1 });
  const reached = next.month > birth.month || (next.month === birth.month && next.day >= birth.day);
  return next.year - birth.year - (reached ? 0 : 1);
}

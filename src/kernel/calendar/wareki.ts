/** 和暦. The day of a change belongs to the new era (昭和64年1月7日, then 平成元年1月8日). */

export interface Era {
  readonly name: '明治' | '大正' | '昭和' | '平成' | '令和';
  readonly letter: 'M' | 'T' | 'S' | 'H' | 'R';
  readonly start: Temporal.PlainDate;
  /** The calendar year of year 1 (元年). */
  readonly firstYear: number;
}

export interface Wareki {
  readonly era: Era;
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Newest first. Meiji begins here with the Gregorian calendar (明治6年1月1日); earlier days were counted otherwise. */
export const eras: readonly Era[] = [
  { name: '令和', letter: 'R', start: Temporal.PlainDate.from('2019-05-01'), firstYear: 2019 },
  { name: '平成', letter: 'H', start: Temporal.PlainDate.from('1989-01-08'), firstYear: 1989 },
  { name: '昭和', letter: 'S', start: Temporal.PlainDate.from('1926-12-25'), firstYear: 1926 },
  { name: '大正', letter: 'T', start: Temporal.PlainDate.from('1912-07-30'), firstYear: 1912 },
  { name: '明治', letter: 'M', start: Temporal.PlainDate.from('1873-01-01'), firstYear: 1868 },
];

/** The era date of a day. Throws `RangeError` before 1873-01-01. */
export function toWareki(date: Temporal.PlainDate): Wareki {
  const era = eras.find((candidate) => Temporal.PlainDate.compare(candidate.start, date) <= 0);
  if (era === undefined) throw new RangeError(`No Japanese era date before 1873-01-01: ${date.toString()}`);
  return { era, year: date.year - era.firstYear + 1, month: date.month, day: date.day };
}

/** 令和8年, 平成元年 */
export function warekiYear(wareki: Wareki): string {
  return `${wareki.era.name}${wareki.year === 1 ? '元' : wareki.year}年`;
}

/** 令和8年12月12日. Days before 明治6年 have another calendar behind their era name, so they keep the western year. */
export function formatWareki(date: Temporal.PlainDate): string {
  if (date.year < 1873) return `西暦${date.year}年${date.month}月${date.day}日`;
  const wareki = toWareki(date);
  return `${warekiYear(wareki)}${wareki.month}月${wareki.day}日`;
}

/** The last day of an era, or null while it lasts. */
export function lastDayOf(era: Era): Temporal.PlainDate | null {
  const next = eras[eras.indexOf(era) - 1];
  return next === undefined ? null : next.start.subtract({ days: 1 });
}

/** 文書番号 as it is written: the year of the era, the office's symbol, the number of that office and year. */
import { fiscalYear, fiscalYearEnd, toWareki } from '../../../kernel/calendar/calendar.ts';

export interface DocumentNumber {
  readonly fiscalYear: number;
  readonly symbol: string;
  /** null: none is given yet. */
  readonly number: number | null;
}

/** The fiscal year as the figure before the symbol: 2026 is 8 (令和8年度). A year in which the era changed takes the newer one. */
export function yearFigure(year: number): number {
  return toWareki(fiscalYearEnd(fiscalYear(year)).subtract({ months: 3 })).year;
}

/** 2026, 二総, 123: 「8二総第123号」. */
export function writeNumber({ fiscalYear: year, symbol, number }: DocumentNumber): string {
  return number === null ? '' : `${yearFigure(year)}${symbol}第${number}号`;
}

/** 会計年度: 1 April to 31 March (地方自治法 第208条第1項). */
import type { Lang } from '../view.ts';
import { toWareki, warekiYear } from './wareki.ts';

declare const fiscalYearBrand: unique symbol;

/** Named by the calendar year of its 1 April. */
export type FiscalYear = number & { readonly [fiscalYearBrand]: true };

const FIRST_MONTH = 4;

export function fiscalYear(year: number): FiscalYear {
  if (!isFiscalYear(year)) throw new RangeError(`Not a fiscal year: ${year}`);
  return year;
}

function isFiscalYear(year: number): year is FiscalYear {
  return Number.isInteger(year) && year >= 1868 && year <= 9999;
}

export function fiscalYearOf(date: Temporal.PlainDate): FiscalYear {
  return fiscalYear(date.month >= FIRST_MONTH ? date.year : date.year - 1);
}

export function fiscalYearStart(year: FiscalYear): Temporal.PlainDate {
  return Temporal.PlainDate.from({ year, month: FIRST_MONTH, day: 1 });
}

export function fiscalYearEnd(year: FiscalYear): Temporal.PlainDate {
  return fiscalYearStart(year).add({ years: 1 }).subtract({ days: 1 });
}

/** 令和8年度 / FY2026. A year in which the era changed takes the newer name (令和元年度). */
export function formatFiscalYear(year: FiscalYear, lang: Lang): string {
  if (lang === 'en') return `FY${year}`;
  const wareki = toWareki(Temporal.PlainDate.from({ year, month: 12, day: 31 }));
  return `${warekiYear(wareki)}度`;
}

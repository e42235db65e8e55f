/** The calendar room: days, times, eras, fiscal years, holidays. Everything here is pure; "today" is always an argument. */
export { TOKYO, LAST_MINUTE, daysBetween, isAfter, isBefore, sameDay, toInstant, toInstantAt, tokyoDate, tokyoMinutes } from './zone.ts';
export type { Minutes } from './zone.ts';
export { addMonthsAnniversary, ageOn, daysBefore } from './periods.ts';
export { fiscalYear, fiscalYearEnd, fiscalYearOf, fiscalYearStart, formatFiscalYear } from './fiscal-year.ts';
export type { FiscalYear } from './fiscal-year.ts';
export { eras, formatWareki, toWareki, warekiYear } from './wareki.ts';
export type { Era, Wareki } from './wareki.ts';
export {
  addBusinessDays, businessDayOnOrAfter, businessDaysBetween, holidayName, isBusinessDay, isHoliday, isWeekend, isYearEnd, nextBusinessDay,
} from './holidays.ts';
export { formatDate, formatInstant, formatTime, formatTimeRange, weekdayName } from './format.ts';
export type { DateStyle } from './format.ts';
export { parseDate, parseTime, spreadsheetDate } from './parse.ts';

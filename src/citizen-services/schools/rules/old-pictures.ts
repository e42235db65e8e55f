/**
 * When a picture of a child has stood long enough (個人情報保護法 第61条第2項: no longer kept than the purpose needs). Counted in school
 * years: the rest of its own, and as many whole years after it as the school decided. It is old with the 1 April after them.
 */
import { fiscalYear, fiscalYearOf, fiscalYearStart } from '../../../kernel/calendar/calendar.ts';

/** The school year a picture belongs to: that of the day it was shown first, or was put there, whichever is later. */
export const pictureYear = (firstPublic: Temporal.PlainDate, put: Temporal.PlainDate): number => Math.max(fiscalYearOf(firstPublic), fiscalYearOf(put));

export const isOld = (year: number, today: Temporal.PlainDate, years: number): boolean => fiscalYearOf(today) - year > years;

/** Pictures put there on or after this day are not old yet, whenever their page was shown first. */
export const youngSince = (today: Temporal.PlainDate, years: number): Temporal.PlainDate => fiscalYearStart(fiscalYear(fiscalYearOf(today) - years));

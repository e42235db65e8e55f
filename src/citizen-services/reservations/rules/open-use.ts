/** 個人開放: what entry costs, how long a book of tickets is good, and what a day came to. */
import { addMonthsAnniversary } from '../../../kernel/calendar/calendar.ts';
import type { FacilityPolicy } from './policy.ts';

export type OpenUse = NonNullable<FacilityPolicy['openUse']>;
export type Entry = OpenUse['entries'][number];
export type BookOffer = OpenUse['books'][number];

/**
 * The last day on which a book sold today is good. The day of sale does not count (民法140条); a day that the month does
 * not have becomes its last (民法143条2項).
 */
export function validUntil(soldOn: Temporal.PlainDate, months: number): Temporal.PlainDate {
  return addMonthsAnniversary(soldOn, months);
}

/** The number of a book as it is kept ('K7M2-Q9XD'), however it was typed. */
export function asBookNumber(typed: string): string {
  return typed.normalize('NFKC').toUpperCase().replaceAll(/[^0-9A-Z]/gu, '').replace(/^(.{4})(.{4})$/u, '$1-$2');
}

export interface Book {
  readonly uses: number | null;
  readonly used: number;
  readonly validTo: Temporal.PlainDate;
}

export type BookProblem = 'BookExpired' | 'UsedUp';

/** Tickets left; null for a pass. */
export function ticketsLeft(book: Pick<Book, 'uses' | 'used'>): number | null {
  return book.uses === null ? null : Math.max(0, book.uses - book.used);
}

export function mayUseBook(book: Book, persons: number, today: Temporal.PlainDate): BookProblem | null {
  if (Temporal.PlainDate.compare(today, book.validTo) > 0) return 'BookExpired';
  const left = ticketsLeft(book);
  return left !== null && left < persons ? 'UsedUp' : null;
}

export interface AdmissionFact {
  readonly entry: string;
  readonly persons: number;
  readonly yen: number;
  readonly withBook: boolean;
}

export interface EntryTotal {
  readonly entry: string;
  readonly cash: number;
  readonly tickets: number;
  readonly persons: number;
  readonly yen: number;
}

/** By kind of entry, in the rules' order; kinds the rules no longer know come last. */
export function dayTotals(admissions: readonly AdmissionFact[], order: readonly string[]): readonly EntryTotal[] {
  const kinds = [...order, ...new Set(admissions.map((one) => one.entry).filter((entry) => !order.includes(entry)))];
  return kinds.map((entry) => {
    const mine = admissions.filter((one) => one.entry === entry);
    const sum = (of: (one: AdmissionFact) => number) => mine.reduce((total, one) => total + of(one), 0);
    return { entry, cash: sum((one) => (one.withBook ? 0 : one.persons)), tickets: sum((one) => (one.withBook ? one.persons : 0)), persons: sum((one) => one.persons), yen: sum((one) => one.yen) };
  });
}

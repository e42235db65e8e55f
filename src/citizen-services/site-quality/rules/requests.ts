/**
 * 別の形での提供の求め: what somebody may ask for, how a request moves, when it is answered and when it is forgotten.
 * 障害者差別解消法 第7条第2項（合理的配慮）; 障害者情報アクセシビリティ・コミュニケーション施策推進法 第12条・第13条.
 */
import { addBusinessDays, businessDaysBetween } from '../../../kernel/calendar/calendar.ts';
import { addressOf } from './links.ts';

export const forms = ['braille', 'large_print', 'audio', 'text', 'read_aloud', 'sign_video', 'other'] as const;
export type RequestedForm = (typeof forms)[number];
export const requestStates = ['received', 'accepted', 'delivered', 'refused'] as const;
export type RequestState = (typeof requestStates)[number];
/** How it came in. The web is the person's own hand; the others are typed in by the office. */
export const deskChannels = ['phone', 'counter', 'post', 'mail'] as const;

export const isOpen = (state: RequestState): boolean => state === 'received' || state === 'accepted';

/** Open requests move; closed ones stand. What can be read aloud at once on the telephone needs no acceptance first. */
export function mayMove(from: RequestState, to: RequestState): boolean {
  if (from === 'received') return to !== 'received';
  return from === 'accepted' && (to === 'delivered' || to === 'refused');
}

/** The day by which the city answers: so many working days after the one it was received on. */
export const dueOf = (received: Temporal.PlainDate, days: number): Temporal.PlainDate => addBusinessDays(received, days);

/** Working days it took. */
export const daysTaken = (received: Temporal.PlainDate, closed: Temporal.PlainDate): number => businessDaysBetween(received, closed);

const SOON_DAYS = 3;
export type ReminderStep = 'soon' | 'today' | 'late';

/** What the office is to hear this morning. A morning that was missed is made up for by the next. */
export function reminderFor(due: Temporal.PlainDate, today: Temporal.PlainDate): ReminderStep | null {
  const { days } = today.until(due, { largestUnit: 'days' });
  return days < 0 ? 'late' : days === 0 ? 'today' : days <= SOON_DAYS ? 'soon' : null;
}

export const mayErase = (closed: Temporal.PlainDate, keepDays: number, today: Temporal.PlainDate): boolean => Temporal.PlainDate.compare(closed.add({ days: keepDays }), today) <= 0;

const MOST_PATH = 300;

/** The path on our own site that a text names, without what may stand behind it; '' for anything else. */
export function ownPath(text: string, hosts: readonly string[]): string {
  const { kind, address } = addressOf(text, hosts);
  return kind === 'own' && address.length <= MOST_PATH && /^\/[^\s\p{Cc}\p{Cf}\p{Co}\p{Cs}\ufffe\uffff\\]*$/u.test(address) && !address.startsWith('//') ? address : '';
}

/** The first address of our own site within what somebody typed: a page copied from the browser is known without asking again. */
export function pathIn(text: string, hosts: readonly string[]): string {
  for (const word of text.match(/https?:\/\/[^\s「」（）、。]+|(?<![^\s「（])\/[^\s「」（）、。]+/g) ?? []) {
    const path = ownPath(word, hosts);
    if (path !== '') return path;
  }
  return '';
}

export interface Asking {
  readonly page: string;
  readonly subject: string;
  readonly form: RequestedForm;
  readonly details: string;
  readonly name: string;
  readonly mail: string;
  readonly phone: string;
  readonly address: string;
}
export type AskingProblem = 'SubjectMissing' | 'FormUnsaid' | 'ReachMissing' | 'NameMissing';

/** What is still missing before anybody could answer. */
export function askingProblem(asked: Asking): AskingProblem | null {
  if (asked.page === '' && asked.subject === '') return 'SubjectMissing';
  if (asked.form === 'other' && asked.details === '') return 'FormUnsaid';
  if (asked.mail === '' && asked.phone === '' && asked.address === '') return 'ReachMissing';
  return asked.address !== '' && asked.name === '' ? 'NameMissing' : null;
}

interface Counted {
  readonly receivedOn: Temporal.PlainDate;
  readonly dueOn: Temporal.PlainDate;
  readonly closedOn: Temporal.PlainDate | null;
}

export interface YearCount {
  readonly year: number;
  readonly received: number;
  readonly answered: number;
  readonly inTime: number;
}

/** By the fiscal year in which they came, the newest first. Nothing of the form: few people ask, and a form tells of a person. */
export function countsByYear(rows: readonly Counted[], yearOf: (day: Temporal.PlainDate) => number): readonly YearCount[] {
  return [...Map.groupBy(rows, (row) => yearOf(row.receivedOn))].map(([year, own]) => ({
    year, received: own.length, answered: own.filter((row) => row.closedOn !== null).length, inTime: own.filter((row) => row.closedOn !== null && Temporal.PlainDate.compare(row.closedOn, row.dueOn) <= 0).length,
  })).toSorted((x, y) => y.year - x.year);
}

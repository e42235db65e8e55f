/** What a corrected edition of a test changed, named one by one: nobody has to compare two reports by eye. */
import type { Result } from './checklist.ts';

export interface Statement {
  readonly scope: string;
  readonly technologies: readonly string[];
  readonly tester: string;
  readonly from: Temporal.PlainDate;
  readonly to: Temporal.PlainDate;
}

export type StatementPart = 'scope' | 'technologies' | 'tester' | 'period';
export interface StatementChange {
  readonly part: StatementPart;
  readonly before: string;
  readonly after: string;
}

export type Verdict = 'met' | 'not_met' | 'absent' | 'open';
export interface ResultChange {
  readonly criterion: string;
  readonly ordinal: number;
  readonly before: { readonly verdict: Verdict; readonly note: string };
  readonly after: { readonly verdict: Verdict; readonly note: string };
}

export function statementChanges(before: Statement, after: Statement): readonly StatementChange[] {
  const said = (one: Statement): readonly (readonly [StatementPart, string])[] => [['scope', one.scope], ['technologies', one.technologies.join('、')], ['tester', one.tester], ['period', `${one.from.toString()}～${one.to.toString()}`]];
  const now = new Map(said(after));
  return said(before).flatMap(([part, was]) => { const is = now.get(part) ?? ''; return is === was ? [] : [{ part, before: was, after: is }]; });
}

const verdictOf = (result: Result | undefined): { readonly verdict: Verdict; readonly note: string } => (result === undefined ? { verdict: 'open', note: '' } : { verdict: !result.applies ? 'absent' : result.passed === true ? 'met' : 'not_met', note: result.note });
const cell = (one: Pick<Result, 'criterion' | 'ordinal'>) => `${one.criterion} ${one.ordinal}`;
/** 1.4.10 comes after 1.4.9. */
const ordered = (criterion: string) => criterion.split('.').map((part) => part.padStart(3, '0')).join('.');

/** By criterion, then by page; a remark that was put right is a change too. */
export function resultChanges(before: readonly Result[], after: readonly Result[]): readonly ResultChange[] {
  const [was, is] = [new Map(before.map((one) => [cell(one), one])), new Map(after.map((one) => [cell(one), one]))];
  const cells = new Map([...before, ...after].map((one) => [cell(one), one]));
  return [...cells].map(([key, { criterion, ordinal }]) => ({ criterion, ordinal, before: verdictOf(was.get(key)), after: verdictOf(is.get(key)) }))
    .filter((one) => one.before.verdict !== one.after.verdict || one.before.note !== one.after.note)
    .toSorted((x, y) => (ordered(x.criterion) < ordered(y.criterion) ? -1 : ordered(x.criterion) > ordered(y.criterion) ? 1 : x.ordinal - y.ordinal));
}

/** '3' is a test's edition that stands, '3-1' its first. */
export const TEST_KEY = /^([1-9]\d{0,5})(?:-([1-9]\d?))?$/;
export function testKey(text: string): { readonly number: number; readonly edition: number | null } | null {
  const [, number = '', edition] = TEST_KEY.exec(text) ?? [];
  return number === '' ? null : { number: Number(number), edition: edition === undefined ? null : Number(edition) };
}
export const keyOf = (test: { readonly number: number; readonly edition: number | null }): string => `${test.number}-${test.edition ?? 1}`;

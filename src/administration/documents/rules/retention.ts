/**
 * 保存期間の計算: when it starts, when it ends, what keeps a folder from being destroyed.
 * 公文書等の管理に関する法律5条・8条（34条により地方公共団体は趣旨にのっとる）、公文書管理法施行令8条・9条。年数と起算は市の文書取扱規程が定める（dated data）。
 */
import { fiscalYear, fiscalYearEnd, fiscalYearOf, fiscalYearStart } from '../../../kernel/calendar/calendar.ts';

/** From when the years count: the fiscal or calendar year after it closed, after an event ended (契約終了), or not while it is in use (常用). */
export const starts = ['fiscal_year', 'calendar_year', 'event', 'in_use'] as const;
export type Starts = (typeof starts)[number];

export interface Retention {
  readonly code: string;
  readonly starts: Starts;
  /** Whole years; 0: less than a year (1年未満), gone at any time after it closed. */
  readonly years: number;
  /** 永年: nothing ends by itself; after so many years somebody looks at it again, and again. */
  readonly reviewed: boolean;
}

export interface Closed {
  /** 完結日 of the last document in it. */
  readonly closedOn: Temporal.PlainDate;
  /** The day on which what the event rule names ended, e.g. 契約終了日; null: not yet. */
  readonly eventOn: Temporal.PlainDate | null;
  /** 常用: the day it was released from use; null: still in use. */
  readonly releasedOn: Temporal.PlainDate | null;
}

export interface Term {
  readonly starts: Temporal.PlainDate;
  /** The last day; after it the folder has expired. */
  readonly expires: Temporal.PlainDate;
}

/** The term of a closed folder; null: it has not begun. 2026-11-23, five years: 2027-04-01 to 2032-03-31. */
export function termOf(retention: Retention, closed: Closed): Term | null {
  const from = startOf(retention.starts, closed);
  if (from === null) return null;
  return { starts: from, expires: from.add({ years: retention.years }).subtract({ days: 1 }) };
}

function startOf(rule: Starts, { closedOn, eventOn, releasedOn }: Closed): Temporal.PlainDate | null {
  switch (rule) {
    case 'fiscal_year':
      return afterFiscalYear(closedOn);
    case 'calendar_year':
      return Temporal.PlainDate.from({ year: closedOn.year + 1, month: 1, day: 1 });
    case 'event':
      return eventOn === null ? null : afterFiscalYear(later(eventOn, closedOn));
    case 'in_use':
      return releasedOn === null ? null : afterFiscalYear(later(releasedOn, closedOn));
  }
}

function afterFiscalYear(day: Temporal.PlainDate): Temporal.PlainDate {
  return fiscalYearStart(fiscalYear(fiscalYearOf(day) + 1));
}

function later(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(a, b) >= 0 ? a : b;
}

/** 廃棄を止める事情: a lawsuit, an audit, an appeal, a request for disclosure, a subsidy that may be claimed back, a disaster, or another reason. */
export const holdGrounds = ['lawsuit', 'audit', 'appeal', 'disclosure', 'claw_back', 'disaster', 'other'] as const;
export type HoldGround = (typeof holdGrounds)[number];

export interface Hold {
  readonly ground: HoldGround;
  readonly from: Temporal.PlainDate;
  /** The last day on which it holds; null: until it is lifted. */
  readonly until: Temporal.PlainDate | null;
}

/** A request for disclosure holds for one year from the day after the decision was told (公文書管理法施行令9条). */
export function disclosureHoldUntil(decidedOn: Temporal.PlainDate): Temporal.PlainDate {
  return decidedOn.add({ years: 1 });
}

export type Fate =
  /** Not closed, or its term has not begun: 常用, an open contract. */
  | { readonly kind: 'running' }
  | { readonly kind: 'kept'; readonly until: Temporal.PlainDate }
  | { readonly kind: 'held'; readonly by: readonly Hold[]; readonly until: Temporal.PlainDate | null }
  /** 永年: to be looked at again. */
  | { readonly kind: 'review' }
  | { readonly kind: 'expired'; readonly since: Temporal.PlainDate };

/** What may happen to a folder on a day: the later of its term and of every hold, and holds without an end win over everything. */
export function fateOn(day: Temporal.PlainDate, retention: Pick<Retention, 'reviewed'>, term: Term | null, holds: readonly Hold[]): Fate {
  if (term === null) return { kind: 'running' };
  if (Temporal.PlainDate.compare(day, term.expires) <= 0) return { kind: 'kept', until: term.expires };
  const holding = holds.filter((hold) => Temporal.PlainDate.compare(hold.from, day) <= 0 && (hold.until === null || Temporal.PlainDate.compare(day, hold.until) <= 0));
  if (holding.length > 0) {
    const ends = holding.map((hold) => hold.until);
    const until = ends.includes(null) ? null : ends.filter((end) => end !== null).reduce(later);
    return { kind: 'held', by: holding, until };
  }
  if (retention.reviewed) return { kind: 'review' };
  return { kind: 'expired', since: term.expires.add({ days: 1 }) };
}

/** Whether a chosen term is shorter than the file plan allows. Longer is always allowed; 永年 is the longest. */
export function shorterThan(chosen: Pick<Retention, 'years' | 'reviewed' | 'starts'>, least: Pick<Retention, 'years' | 'reviewed' | 'starts'>): boolean {
  const weight = (one: Pick<Retention, 'years' | 'reviewed' | 'starts'>) => (one.reviewed || one.starts === 'in_use' ? Number.MAX_SAFE_INTEGER : one.years);
  return weight(chosen) < weight(least);
}

/** Whether a document of this day may be filed into a folder of this fiscal year (null: a folder that runs on). */
export function fitsYear(folderYear: number | null, documentDay: Temporal.PlainDate): boolean {
  return folderYear === null || Temporal.PlainDate.compare(documentDay, fiscalYearEnd(fiscalYear(folderYear))) <= 0 && fiscalYearOf(documentDay) === folderYear;
}

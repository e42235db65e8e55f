/** What every reservation paper has: who writes to whom, and how a use, an applicant and a fee are put into words. */
import { formatDate } from '../../../kernel/calendar/calendar.ts';
import type { Minutes } from '../../../kernel/calendar/calendar.ts';
import { formatTimes } from '../rules/nights.ts';

export interface Addressee {
  /** Seven digits, without a hyphen. */
  readonly postcode?: string;
  readonly address?: string;
  readonly name: string;
  readonly honorific?: '様' | '御中' | '殿';
}

/** The authority that decided: the mayor, or the head of the 指定管理者 (地方自治法244条の2第3項). */
export interface Issuer {
  readonly title: string;
  readonly name?: string;
  readonly seal?: '省略';
}

/** The head of a letter from the city (or the 指定管理者) to a patron. */
export interface LetterHead {
  /** 文書番号, such as 8二教生第123号. */
  readonly number?: string;
  readonly date: Temporal.PlainDate;
  readonly to: Addressee;
  readonly issuer: Issuer;
  /** 条例・規則の条項: a limit without a legal basis must not be printed (地方自治法244条2項・3項). */
  readonly ordinance: string;
  readonly contact: string;
}

/** The head of a form that a patron hands in. A null date leaves room to write it. */
export interface FormHead {
  readonly to: string;
  readonly date: Temporal.PlainDate | null;
  readonly ordinance: string;
  readonly contact: string;
}

/** Empty strings leave the line blank, to be written by hand. */
export interface Applicant {
  readonly registrationNumber: string;
  readonly name: string;
  readonly kana: string;
  /** Of a group; null for a person, whose form has no such line. */
  readonly representative: string | null;
  readonly address: string;
  readonly phone: string;
}

export interface TimeSpan {
  readonly start: Minutes;
  readonly end: Minutes;
}

export interface UseView {
  readonly facility: string;
  /** Room or court, such as 体育室 全面. */
  readonly unit: string;
  readonly date: Temporal.PlainDate;
  /** Usually one; two when the hour between them is free of charge (午後と夜間). */
  readonly times: readonly TimeSpan[];
  readonly purpose: string;
  readonly title?: string;
  readonly persons: number | null;
}

/** A line of a fee's calculation; a reduction is negative. */
export interface FeeLine {
  readonly label: string;
  /** How it came about, such as 2,000円 × 1.5（市外）. */
  readonly detail?: string;
  readonly amountYen: number;
}

export type Fact = readonly [label: string, value: string];

/** What `letter` of house.typ is given. */
export function letterHead(head: LetterHead): object {
  return { ...head, date: head.date.toString() };
}

export function formHead(head: FormHead): object {
  const date = head.date === null ? { number: '令和　　年　　月　　日' } : { date: head.date.toString() };
  return { ...date, to: { name: head.to }, ordinance: head.ordinance, contact: head.contact };
}

export function day(date: Temporal.PlainDate): string {
  return formatDate(date, 'ja', 'withWeekday');
}

export function timesText(times: readonly TimeSpan[]): string {
  return times.map(({ start, end }) => formatTimes(start, end, 'ja')).join('、');
}

/** 12345 becomes 12,345円. */
export function yenText(amountYen: number): string {
  return `${amountYen.toLocaleString('ja-JP').replace('-', '−')}円`;
}

export function useFacts(use: UseView): readonly Fact[] {
  return [
    ['利用する施設', `${use.facility}　${use.unit}`],
    ['利用する日', day(use.date)],
    ['利用する時間', timesText(use.times)],
    ['利用の目的', use.title === undefined ? use.purpose : `${use.purpose}（${use.title}）`],
    ...(use.persons === null ? [] : [['利用する人数', `${use.persons.toLocaleString('ja-JP')}人`] as const]),
  ];
}

/** The same lines with nothing in them. */
export const blankUseFacts: readonly Fact[] = [
  ['利用する施設', ''],
  ['利用する日', '令和　　年　　月　　日（　　）'],
  ['利用する時間', '　　時　　分から　　　時　　分まで'],
  ['利用の目的', ''],
  ['利用する人数', '　　　　　人'],
];

/** Day and times in one line. */
export function useMoment(use: Pick<UseView, 'date' | 'times'>): string {
  return `${day(use.date)}　${timesText(use.times)}`;
}

export function applicantFacts(applicant: Applicant): readonly Fact[] {
  const isGroup = applicant.representative !== null;
  return [
    ['登録番号', applicant.registrationNumber],
    ['ふりがな', applicant.kana],
    [isGroup ? '団体名' : '氏名', applicant.name],
    ...(applicant.representative === null ? [] : [['代表者の氏名', applicant.representative] as const]),
    ['住所', applicant.address],
    ['電話番号', applicant.phone],
  ];
}

/** What a receipt or a permit says must add up: a paper that contradicts itself is a bug, not a notice. */
export function assertAddsUp(lines: readonly { readonly amountYen: number }[], totalYen: number): void {
  const sum = lines.reduce((total, line) => total + line.amountYen, 0);
  if (sum !== totalYen) throw new RangeError(`The lines add up to ${sum} yen, the paper says ${totalYen} yen.`);
}

/**
 * 教示: how to object to a decision. Every written decision says where, and until when (行政不服審査法82条, 行政事件訴訟法46条).
 * Objections about the use of a public facility go to the mayor, also when a 指定管理者 decided (地方自治法244条の4第1項);
 * those about collecting a fee too, and there the court hears only who objected first (地方自治法229条1項・5項).
 */

/** Periods are data: the law has changed them before (60 days became 3 months in 2016). */
export interface AppealPeriods {
  /** 行政不服審査法18条1項 */
  readonly reviewMonths: number;
  /** 行政不服審査法18条2項 */
  readonly reviewYears: number;
  /** 行政事件訴訟法14条1項 */
  readonly suitMonths: number;
  /** 行政事件訴訟法14条2項 */
  readonly suitYears: number;
  /** 行政事件訴訟法8条2項1号: waiting this long for a ruling opens the way to the court. */
  readonly silenceMonths: number;
}

export const appealPeriods: AppealPeriods = { reviewMonths: 3, reviewYears: 1, suitMonths: 6, suitYears: 1, silenceMonths: 3 };

export interface Appeal {
  /** Who hears the objection, such as 二本松市長. */
  readonly reviewTo: string;
  /** Who is sued: the city, or the 指定管理者 itself, which belongs to no public body (行政事件訴訟法11条1項・2項). */
  readonly defendant: { readonly name: string; readonly representative: string | null };
  /** True for fees (地方自治法229条5項). */
  readonly mustReviewFirst: boolean;
  readonly periods: AppealPeriods;
}

/** Against a decision of the mayor, or of a body under the mayor. */
export function appealAgainstCity(city: { readonly name: string; readonly mayor: string }, about: 'use' | 'fee', periods: AppealPeriods = appealPeriods): Appeal {
  return { reviewTo: city.mayor, defendant: { name: city.name, representative: city.mayor }, mustReviewFirst: about === 'fee', periods };
}

/** Against a decision of a 指定管理者. Its charges are its own income (地方自治法244条の2第8項), so the rule for fees does not apply. */
export function appealAgainstDesignatedManager(mayor: string, managerName: string, periods: AppealPeriods = appealPeriods): Appeal {
  return { reviewTo: mayor, defendant: { name: managerName, representative: null }, mustReviewFirst: false, periods };
}

/** The sentences to print, in order. */
export function appealParagraphs(appeal: Appeal): readonly string[] {
  return [reviewSentence(appeal), ...(appeal.mustReviewFirst ? suitAfterReview(appeal) : suitSentences(appeal))];
}

function reviewSentence({ reviewTo, periods }: Appeal): string {
  return `この決定に不服があるときは、この決定があったことを知った日の翌日から起算して${periods.reviewMonths}か月以内に、${reviewTo}に対して審査請求をすることができます。`
    + `ただし、この期間内であっても、この決定の日の翌日から起算して${periods.reviewYears}年を過ぎると、審査請求をすることができなくなります。`;
}

function suitSentences({ defendant, periods }: Appeal): readonly string[] {
  return [
    `この決定の取消しの訴えは、この決定があったことを知った日の翌日から起算して${periods.suitMonths}か月以内に、${defendantWords(defendant)}提起することができます。`
    + `ただし、この期間内であっても、この決定の日の翌日から起算して${periods.suitYears}年を過ぎると、提起することができなくなります。`,
    `審査請求をしたときは、取消しの訴えは、その審査請求に対する裁決があったことを知った日の翌日から起算して${periods.suitMonths}か月以内（裁決の日の翌日から起算して${periods.suitYears}年以内に限ります。）に提起することができます。`,
  ];
}

function suitAfterReview({ defendant, periods }: Appeal): readonly string[] {
  return [
    `この決定の取消しの訴えは、審査請求に対する裁決を経た後でなければ提起することができません。訴えは、裁決があったことを知った日の翌日から起算して${periods.suitMonths}か月以内`
    + `（裁決の日の翌日から起算して${periods.suitYears}年以内に限ります。）に、${defendantWords(defendant)}提起することができます。`,
    `ただし、次のいずれかに当たるときは、裁決を経ないで訴えを提起することができます。(1) 審査請求があった日から${periods.silenceMonths}か月を過ぎても裁決がないとき。`
    + '(2) 決定、その執行又は手続の続行によって生じる著しい損害を避けるため緊急の必要があるとき。(3) その他裁決を経ないことについて正当な理由があるとき。',
  ];
}

function defendantWords({ name, representative }: Appeal['defendant']): string {
  return representative === null ? `${name}を被告として` : `${name}を被告として（訴訟において${name}を代表する者は${representative}です。）`;
}

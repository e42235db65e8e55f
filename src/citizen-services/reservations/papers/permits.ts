/** 利用許可: the application, the permit and the refusal. */
import { barcode, compilePaper } from '../../../kernel/paper/paper.ts';
import type { PaperOptions } from '../../../kernel/paper/paper.ts';
import { appealParagraphs } from './appeal.ts';
import type { Appeal } from './appeal.ts';
import { applicantFacts, assertAddsUp, blankUseFacts, day, formHead, letterHead, useFacts, yenText } from './letter-head.ts';
import type { Applicant, FeeLine, FormHead, LetterHead, UseView } from './letter-head.ts';

export interface UseApplicationData {
  readonly head: FormHead;
  readonly applicant: Applicant;
  /** Null prints the blank form. */
  readonly use: UseView | null;
  /** The highest admission fee; null when nothing was said. */
  readonly admissionYen: number | null;
  readonly isCommercial: boolean | null;
  readonly equipment: readonly { readonly name: string; readonly count: string }[];
  /** The ground on which a reduction is asked for. */
  readonly reduction: string;
  readonly remarks: string;
}

/** 利用許可申請書, filled in or blank. */
export async function useApplicationPaper(data: UseApplicationData, options?: PaperOptions): Promise<Uint8Array> {
  return compilePaper({ file: new URL('use-application.typ', import.meta.url) }, {
    title: '公共施設利用許可申請書',
    head: formHead(data.head),
    applicant: applicantFacts(data.applicant),
    use: data.use === null ? blankUseFacts : useFacts(data.use),
    admission: admissionText(data.use, data.admissionYen),
    commercial: data.isCommercial,
    equipment: data.equipment.map(({ name, count }) => `${name} ${count}`).join('、'),
    reduction: data.reduction,
    remarks: data.remarks,
    notes: ['利用の許可は、申請の内容を確認し、使用料をお支払いいただいた後にお渡しします。', '減免を希望するときは、減免申請書も出してください。'],
  }, options);
}

function admissionText(use: UseView | null, admissionYen: number | null): string {
  if (use === null) return '最高　　　　　　　　円（徴収しないときは0円）';
  if (admissionYen === null) return '';
  return admissionYen === 0 ? '徴収しない' : `最高 ${yenText(admissionYen)}`;
}

export interface PermitData {
  readonly head: LetterHead;
  readonly permitNumber: string;
  readonly reservationNumber: string;
  readonly registrationNumber: string | null;
  readonly patronName: string;
  readonly use: UseView;
  readonly feeLines: readonly FeeLine[];
  readonly totalYen: number;
  /** 内税. */
  readonly taxYen: number;
  readonly paidOn: Temporal.PlainDate | null;
  readonly conditions: readonly string[];
  /** The last day on which the patron may change or give up the use without a charge. */
  readonly freeCancelUntil: Temporal.PlainDate | null;
  readonly notes: readonly string[];
  /** Null when the permit grants exactly what was asked for. */
  readonly appeal: Appeal | null;
}

/** 利用許可書. Throws `RangeError` when the fee lines do not add up. */
export async function permitPaper(data: PermitData, options?: PaperOptions): Promise<Uint8Array> {
  return compilePaper({ file: new URL('permit.typ', import.meta.url) }, permitView(data), options);
}

/** A permit as its templates want it. Throws `RangeError` when the fee lines do not add up. */
export function permitView(data: PermitData): { readonly title: string } {
  assertAddsUp(data.feeLines, data.totalYen);
  const view = {
    title: '公共施設利用許可書',
    head: letterHead(data.head),
    opening: `申請のあった公共施設の利用について、${data.head.ordinance}の規定により、次のとおり許可します。`,
    facts: [
      ['許可番号', data.permitNumber], ['予約番号', data.reservationNumber],
      ...(data.registrationNumber === null ? [] : [['登録番号', data.registrationNumber]]),
      ['利用する人', data.patronName], ...useFacts(data.use),
    ],
    'reservation-number': data.reservationNumber,
    qr: barcode('qrcode', data.reservationNumber),
    fees: feeRows(data.feeLines),
    total: data.totalYen,
    payment: `${data.totalYen === 0 ? '' : `うち消費税等 ${yenText(data.taxYen)}　`}${paymentText(data)}`,
    conditions: data.conditions,
    notes: [
      ...(data.freeCancelUntil === null ? [] : [`取消料のかからない変更・取消しは、${day(data.freeCancelUntil)}までです。`]),
      ...data.notes,
    ],
    appeal: data.appeal === null ? [] : appealParagraphs(data.appeal),
  };
  return view;
}

/** Fee lines as `fee-table` of parts.typ wants them. */
export function feeRows(lines: readonly FeeLine[]): readonly object[] {
  return lines.map((line) => ({ label: line.label, detail: line.detail ?? '', amount: line.amountYen }));
}

function paymentText(data: PermitData): string {
  if (data.totalYen === 0) return '使用料はかかりません。';
  return data.paidOn === null ? 'お支払いは後日になります。' : `${day(data.paidOn)}に受領しました。`;
}

export interface RefusalData {
  readonly head: LetterHead;
  readonly reservationNumber: string;
  readonly appliedOn: Temporal.PlainDate;
  readonly use: UseView;
  /** Plain words, specific to this case. */
  readonly reason: string;
  /** The article that allows the refusal. */
  readonly ground: string;
  readonly notes: readonly string[];
  readonly appeal: Appeal;
}

/** 不許可通知書, always with 教示. */
export async function refusalPaper(data: RefusalData, options?: PaperOptions): Promise<Uint8Array> {
  return compilePaper({ file: new URL('refusal.typ', import.meta.url) }, {
    title: '公共施設の利用の不許可について（通知）',
    head: letterHead(data.head),
    opening: `${day(data.appliedOn)}に申請のあった公共施設の利用について、次の理由により許可しないことに決定しましたので、通知します。`,
    facts: [['予約番号', data.reservationNumber], ...useFacts(data.use), ['許可しない理由', data.reason], ['根拠となる規定', data.ground]],
    notes: data.notes,
    appeal: appealParagraphs(data.appeal),
  }, options);
}

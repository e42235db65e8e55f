/** 変更・取消し: the form and the notice. */
import { compilePaper } from '../../../kernel/paper/paper.ts';
import type { PaperOptions } from '../../../kernel/paper/paper.ts';
import { appealParagraphs } from './appeal.ts';
import type { Appeal } from './appeal.ts';
import { applicantFacts, blankUseFacts, formHead, letterHead, useFacts } from './letter-head.ts';
import type { Applicant, FormHead, LetterHead, UseView } from './letter-head.ts';

export interface ChangeApplicationData {
  readonly head: FormHead;
  /** Null on the blank form. */
  readonly kind: 'change' | 'cancel' | null;
  readonly applicant: Applicant;
  readonly reservationNumber: string;
  readonly permitNumber: string;
  readonly before: UseView | null;
  readonly after: UseView | null;
  readonly reason: string;
}

/** 利用変更・取消申請書, filled in or blank. */
export async function changeApplicationPaper(data: ChangeApplicationData, options?: PaperOptions): Promise<Uint8Array> {
  return compilePaper({ file: new URL('change-application.typ', import.meta.url) }, {
    title: '公共施設利用変更・取消申請書',
    head: formHead(data.head),
    kind: data.kind,
    applicant: applicantFacts(data.applicant),
    'reservation-number': data.reservationNumber,
    'permit-number': data.permitNumber,
    rows: sideBySide(data.before, data.after),
    reason: data.reason,
    notes: ['取消しの時期によっては取消料がかかります。還付する使用料があるときは、還付請求書も出してください。'],
  }, options);
}

function sideBySide(before: UseView | null, after: UseView | null): readonly (readonly [string, string, string])[] {
  const [left, right] = [before, after].map((use) => new Map(use === null ? [] : useFacts(use)));
  return blankUseFacts.map(([label]) => [label, left?.get(label) ?? '', right?.get(label) ?? '']);
}

export interface ChangeNoticeData {
  readonly head: LetterHead;
  readonly kind: 'changed' | 'cancelled' | 'cancelled_by_city';
  readonly reservationNumber: string;
  readonly permitNumber: string | null;
  readonly before: UseView;
  /** The new use; null for a cancellation. */
  readonly after: UseView | null;
  readonly reason: string;
  /** The article that a cancellation by the city rests on. */
  readonly ground: string | null;
  readonly paidYen: number;
  readonly newTotalYen: number;
  /** 取消料, part of what was paid or still to be paid. */
  readonly chargeYen: number;
  readonly notes: readonly string[];
  /** Required when the city cancels. */
  readonly appeal: Appeal | null;
}

const noticeWords = {
  changed: { title: '公共施設の利用の変更許可について（通知）', opening: '申請のあった公共施設の利用の変更について、次のとおり許可しましたので、通知します。' },
  cancelled: { title: '公共施設の利用の取消しについて（通知）', opening: '申請のあった公共施設の利用の取消しについて、次のとおり承認しましたので、通知します。' },
  cancelled_by_city: {
    title: '公共施設の利用許可の取消しについて（通知）',
    opening: 'ご予約いただいていた公共施設の利用について、まことに申し訳ありませんが、次の理由により許可を取り消しましたので、通知します。使用料をお支払い済みのときは、全額をお返しします。',
  },
} as const;

/** 変更許可・取消通知書. Throws `RangeError` when the city cancels without an article or without 教示. */
export async function changeNoticePaper(data: ChangeNoticeData, options?: PaperOptions): Promise<Uint8Array> {
  if (data.kind === 'cancelled_by_city' && (data.appeal === null || data.ground === null)) {
    throw new RangeError('A cancellation by the city names its article and how to object (地方自治法244条2項, 行政不服審査法82条).');
  }
  return compilePaper({ file: new URL('change-notice.typ', import.meta.url) }, {
    ...noticeWords[data.kind],
    head: letterHead(data.head),
    facts: [
      ['予約番号', data.reservationNumber],
      ...(data.permitNumber === null ? [] : [['許可番号', data.permitNumber]]),
      ...(data.after === null ? useFacts(data.before) : []),
      ['理由', data.reason],
      ...(data.ground === null ? [] : [['根拠となる規定', data.ground]]),
    ],
    rows: data.after === null ? [] : sideBySide(data.before, data.after),
    money: moneyLines(data),
    notes: data.notes,
    appeal: data.appeal === null ? [] : appealParagraphs(data.appeal),
  }, options);
}

function moneyLines(data: ChangeNoticeData): readonly (readonly [string, number])[] {
  const balance = data.newTotalYen + data.chargeYen - data.paidYen;
  return [
    ['お支払い済みの額', data.paidYen],
    ...(data.after === null ? [] : [['変更後の使用料', data.newTotalYen] as const]),
    ...(data.kind === 'changed' ? [] : [['取消料', data.chargeYen] as const]),
    balance > 0 ? ['追加でお支払いいただく額', balance] : ['還付する額', -balance + 0],
  ];
}

/** Money at the desk: the slip that asks for it and the receipt. */
import { formatFiscalYear } from '../../../kernel/calendar/calendar.ts';
import type { FiscalYear } from '../../../kernel/calendar/calendar.ts';
import { barcode, compilePaper } from '../../../kernel/paper/paper.ts';
import type { PaperOptions } from '../../../kernel/paper/paper.ts';
import { appealParagraphs } from './appeal.ts';
import type { Appeal } from './appeal.ts';
import { assertAddsUp, day, letterHead, yenText } from './letter-head.ts';
import type { FeeLine, LetterHead } from './letter-head.ts';
import { feeRows } from './permits.ts';

export interface PaymentSlipData {
  readonly head: LetterHead;
  /** Whose money it is decides what the paper is called (地方自治法231条 / 244条の2第8項). */
  readonly payee: { readonly kind: 'city' | 'designated_manager'; readonly name: string };
  readonly fiscalYear: FiscalYear;
  /** 会計・歳入科目. */
  readonly account: string;
  /** ASCII, scanned at the desk. */
  readonly slipNumber: string;
  readonly payer: string;
  /** 請求の事由. */
  readonly reason: string;
  readonly feeLines: readonly FeeLine[];
  readonly totalYen: number;
  readonly taxYen: number;
  readonly dueOn: Temporal.PlainDate;
  /** 納入場所. */
  readonly places: readonly string[];
  readonly notes: readonly string[];
  readonly appeal: Appeal | null;
}

const slipWords = {
  city: {
    title: '納入通知書', stubs: ['納付書（領収済通知書）', '領収証書'], due: '納期限', place: '納入場所',
    opening: '次の使用料を、納期限までに納入場所で納めてください。下の納付書を切り離さずにお持ちください。',
  },
  designated_manager: {
    title: '利用料金請求書', stubs: ['払込書（領収済通知）', '領収書（控え）'], due: '支払期限', place: '支払場所',
    opening: '次の利用料金を、支払期限までにお支払いください。下の払込書を切り離さずにお持ちください。',
  },
} as const;

/** 納入通知書・納付書, or the 利用料金請求書 of a 指定管理者. Throws `RangeError` when the fee lines do not add up. */
export async function paymentSlipPaper(data: PaymentSlipData, options?: PaperOptions): Promise<Uint8Array> {
  assertAddsUp(data.feeLines, data.totalYen);
  const words = slipWords[data.payee.kind];
  const isCity = data.payee.kind === 'city';
  return compilePaper({ file: new URL('payment-slip.typ', import.meta.url) }, {
    title: words.title,
    head: letterHead(data.head),
    opening: words.opening,
    facts: [
      ['番号', data.slipNumber], ...(isCity ? [['所属年度', formatFiscalYear(data.fiscalYear, 'ja')], ['歳入科目', data.account]] : []),
      ['請求の事由', data.reason], [words.place, data.places.join('、')],
    ],
    fees: feeRows(data.feeLines),
    total: data.totalYen,
    tax: data.taxYen,
    'due-label': words.due,
    due: day(data.dueOn),
    'slip-number': data.slipNumber,
    payee: data.payee.name,
    stub: [['番号', data.slipNumber], [isCity ? '年度・科目' : '受取人', isCity ? `${formatFiscalYear(data.fiscalYear, 'ja')}　${data.account}` : data.payee.name], ['氏名', data.payer], [words.due, day(data.dueOn)]],
    'stub-titles': words.stubs,
    code128: barcode('code128', data.slipNumber),
    notes: data.appeal === null ? data.notes : [...data.notes, '不服がある場合の手続（教示）は、2ページ（裏面）にあります。'],
    appeal: data.appeal === null ? [] : appealParagraphs(data.appeal),
  }, options);
}

export interface ReceiptLine {
  /** The day the room is used: the transaction of 消費税法57条の4第2項2号. */
  readonly usedOn: Temporal.PlainDate;
  readonly label: string;
  /** Percent; null for what is not taxed. */
  readonly ratePercent: number | null;
  readonly amountYen: number;
}

export interface ReceiptData {
  /** 領収証書 of a city, 領収書 of anybody else: comes from the payee. */
  readonly title: string;
  readonly receiptNumber: string;
  readonly receivedOn: Temporal.PlainDate;
  readonly payer: string;
  readonly honorific: '様' | '御中';
  readonly payee: {
    readonly name: string;
    /** T and 13 digits. */
    readonly registrationNumber: string;
    readonly address: string;
    readonly phone: string;
    readonly account: string | null;
  };
  readonly lines: readonly ReceiptLine[];
  readonly totals: readonly { readonly ratePercent: number | null; readonly amountYen: number; readonly taxYen: number }[];
  readonly totalYen: number;
  /** 現金, クレジットカード, 電子マネー … */
  readonly method: string;
  /** Cash handed over; null when nothing was. */
  readonly tenderedYen: number | null;
  /** Set on every copy after the first; count 0 marks a copy for the office's eyes (控え). */
  readonly reissue: { readonly on: Temporal.PlainDate; readonly count: number } | null;
  /** A company as 指定管理者 must stamp a cash receipt of 50,000 yen or more (印紙税法別表第一 第17号); a city never. */
  readonly needsRevenueStamp: boolean;
  readonly ordinance: string;
  readonly contact: string;
}

/** 領収書 = 適格簡易請求書. Throws `RangeError` when lines, totals per rate and total disagree, or too little was handed over. */
export async function receiptPaper(data: ReceiptData, options?: PaperOptions): Promise<Uint8Array> {
  return compilePaper({ file: new URL('receipt.typ', import.meta.url) }, receiptView(data), options);
}

/** A receipt as its templates want it. Throws `RangeError` as `receiptPaper` does. */
export function receiptView(data: ReceiptData): { readonly title: string } {
  assertReceipt(data);
  const view = {
    title: data.title,
    head: {
      number: `領収番号 ${data.receiptNumber}`, date: data.receivedOn.toString(), to: { name: data.payer, honorific: data.honorific },
      ordinance: data.ordinance, contact: data.contact,
    },
    reissue: data.reissue === null ? null : reissueWords(data.reissue),
    total: data.totalYen,
    opening: '公共施設の使用料などとして、上の金額を領収しました。',
    lines: data.lines.map((line) => ({ date: day(line.usedOn), label: line.label, rate: rateText(line.ratePercent), amount: line.amountYen })),
    totals: data.totals.map((total) => ({
      rate: total.ratePercent === null ? '課税対象外' : `${total.ratePercent}%対象`, amount: total.amountYen,
      tax: total.ratePercent === null ? '－' : yenText(total.taxYen),
    })),
    payment: [
      ['お支払い方法', data.method],
      ...(data.tenderedYen === null ? [] : [['お預かり', yenText(data.tenderedYen)], ['お釣り', yenText(data.tenderedYen - data.totalYen)]]),
    ],
    payee: { name: data.payee.name, number: data.payee.registrationNumber, address: data.payee.address, phone: data.payee.phone, account: data.payee.account },
    stamp: data.needsRevenueStamp,
  };
  return view;
}

/** 控え: nobody noted that it left the printer; 再発行: it did before. */
function reissueWords({ on, count }: NonNullable<ReceiptData['reissue']>): string {
  return count === 0 ? `控え　${day(on)}` : `再発行（${count}回目）　${day(on)}`;
}

function rateText(ratePercent: number | null): string {
  return ratePercent === null ? '対象外' : `${ratePercent}%`;
}

function assertReceipt(data: ReceiptData): void {
  if (!/^T\d{13}$/.test(data.payee.registrationNumber)) throw new RangeError(`Not an invoice registration number: ${data.payee.registrationNumber}`);
  assertAddsUp(data.lines, data.totalYen);
  assertAddsUp(data.totals, data.totalYen);
  for (const total of data.totals) {
    assertAddsUp(data.lines.filter((line) => line.ratePercent === total.ratePercent), total.amountYen);
  }
  if (data.tenderedYen !== null && data.tenderedYen < data.totalYen) throw new RangeError(`Only ${data.tenderedYen} yen were handed over for ${data.totalYen}.`);
}

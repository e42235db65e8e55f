/** 還付: the claim and the notice. */
import { compilePaper } from '../../../kernel/paper/paper.ts';
import type { PaperOptions } from '../../../kernel/paper/paper.ts';
import { appealParagraphs } from './appeal.ts';
import type { Appeal } from './appeal.ts';
import { applicantFacts, day, formHead, letterHead, useMoment, yenText } from './letter-head.ts';
import type { Applicant, Fact, FormHead, LetterHead, UseView } from './letter-head.ts';

export interface BankAccount {
  readonly bank: string;
  readonly branch: string;
  readonly kind: '普通' | '当座' | '貯蓄';
  readonly number: string;
  readonly holderKana: string;
}

export interface RefundClaimData {
  readonly head: FormHead;
  readonly applicant: Applicant;
  readonly reservationNumber: string;
  readonly use: UseView | null;
  readonly reason: string;
  /** Null on the blank form. */
  readonly refundYen: number | null;
  /** Null leaves the lines to be written by hand. */
  readonly account: BankAccount | null;
}

/** 使用料還付請求書, filled in or blank. */
export async function refundClaimPaper(data: RefundClaimData, options?: PaperOptions): Promise<Uint8Array> {
  return compilePaper({ file: new URL('refund-claim.typ', import.meta.url) }, {
    title: '公共施設使用料還付請求書',
    head: formHead(data.head),
    amount: data.refundYen === null ? '　　　　　　　　円' : yenText(data.refundYen),
    applicant: applicantFacts(data.applicant),
    facts: [
      ['予約番号', data.reservationNumber],
      ['施設と日時', data.use === null ? '' : `${data.use.facility}　${data.use.unit}\n${useMoment(data.use)}`],
      ['理由', data.reason],
    ],
    account: accountFacts(data.account),
    notes: ['口座の名義は、請求する人（団体のときは団体又は代表者）と同じものにしてください。'],
  }, options);
}

function accountFacts(account: BankAccount | null): readonly Fact[] {
  if (account === null) return [['金融機関・支店', ''], ['種類', '□ 普通　　□ 当座　　□ 貯蓄'], ['口座番号', ''], ['名義（カナ）', '']];
  return [['金融機関・支店', `${account.bank}　${account.branch}`], ['種類', account.kind], ['口座番号', account.number], ['名義（カナ）', account.holderKana]];
}

export interface RefundNoticeData {
  readonly head: LetterHead;
  readonly reservationNumber: string;
  readonly use: UseView;
  readonly reason: string;
  readonly ground: string;
  readonly paidYen: number;
  readonly chargeYen: number;
  readonly refundYen: number;
  /** The last digits of the account only: the letter may be opened by somebody else. */
  readonly method: { readonly kind: 'account'; readonly bank: string; readonly lastDigits: string } | { readonly kind: 'desk'; readonly place: string };
  readonly payOn: Temporal.PlainDate;
  readonly notes: readonly string[];
  /** Null when everything comes back. */
  readonly appeal: Appeal | null;
}

/** 使用料還付通知書. Throws `RangeError` when the refund is not what was paid less the charge. */
export async function refundNoticePaper(data: RefundNoticeData, options?: PaperOptions): Promise<Uint8Array> {
  if (data.paidYen - data.chargeYen !== data.refundYen) throw new RangeError(`${data.paidYen} less ${data.chargeYen} is not ${data.refundYen}.`);
  const { method } = data;
  return compilePaper({ file: new URL('refund-notice.typ', import.meta.url) }, {
    title: '公共施設の使用料の還付について（通知）',
    head: letterHead(data.head),
    facts: [
      ['予約番号', data.reservationNumber],
      ['施設と日時', `${data.use.facility}　${data.use.unit}\n${useMoment(data.use)}`],
      ['還付の理由', data.reason], ['根拠となる規定', data.ground],
    ],
    paid: data.paidYen,
    charge: data.chargeYen,
    refund: data.refundYen,
    payment: method.kind === 'account'
      ? [['お支払いの方法', `口座振込（${method.bank}　口座番号の末尾 ${method.lastDigits}）`], ['振込予定日', day(data.payOn)]]
      : [['お支払いの方法', `窓口でお渡しします（${method.place}）`], ['お渡しできる日', `${day(data.payOn)}から`]],
    notes: data.notes,
    appeal: data.appeal === null ? [] : appealParagraphs(data.appeal),
  }, options);
}

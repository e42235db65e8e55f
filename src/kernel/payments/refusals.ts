import { formatYen, yen } from '../money/money.ts';
import type { Details, Refusals } from '../outcome.ts';

function amount(details: Details, name: string, lang: 'ja' | 'en'): string {
  const value = details[name];
  return typeof value === 'number' ? formatYen(yen(value), lang) : '';
}

/** Texts of what the ledger can refuse. */
export const paymentRefusals = {
  AlreadyPaid: { ja: () => 'この料金は、お支払い済みです。二重のお支払いはお受けしていません。', en: () => 'This has already been paid.' },
  NotOwed: { ja: () => 'この料金は取り消されていて、お支払いの必要はありません。', en: () => 'This charge was cancelled; nothing is owed.' },
  TooMuch: { status: 422, field: 'amount', ja: (d) => `お支払いいただく金額は${amount(d, 'openYen', 'ja')}です。それより多くは受け取れません。`, en: (d) => `Only ${amount(d, 'openYen', 'en')} is owed.` },
  TenderedTooLittle: { status: 422, field: 'tendered', ja: (d) => `お預かりの金額が、料金${amount(d, 'amountYen', 'ja')}に足りません。`, en: (d) => `The cash given is less than ${amount(d, 'amountYen', 'en')}.` },
  RefundTooLarge: { status: 422, ja: (d) => `還付できるのは${amount(d, 'openYen', 'ja')}までです（受け取った額から還付済みの額を引いた額）。`, en: (d) => `At most ${amount(d, 'openYen', 'en')} can be refunded.` },
  AlreadyReported: { ja: () => 'この入金通知は、すでに受け付けています。', en: () => 'This payment notice was already received.' },
  SamePerson: { ja: () => '還付を求めた人と同じ人は、承認できません。別の人が承認してください。', en: () => 'A refund must be approved by someone other than its requester.' },
  WrongState: { ja: () => 'この還付は、いまの状態ではその操作ができません。一覧を開き直して状態を確かめてください。', en: () => 'The refund is not in a state that allows this.' },
  AlreadyClosed: { ja: () => 'この日の現金は、すでに締めています。', en: () => 'This day was already closed.' },
  AlreadyReversed: { ja: () => 'この領収は、すでに取り消されています。', en: () => 'This receipt was already reversed.' },
  Refunded: { ja: () => '還付の手続きに入っているため、領収を取り消せません。', en: () => 'A refund is under way, so the receipt cannot be reversed.' },
} as const satisfies Refusals;

/** 許可書と領収書: what the counter hands over after a payment, in one print. */
import { compilePaper, type PaperOptions } from '../../../kernel/paper/paper.ts';
import { type ReceiptData, receiptView } from './payments.ts';
import { type PermitData, permitView } from './permits.ts';

/** Each paper begins on a page of its own. Throws `RangeError` when an amount contradicts its lines. */
export async function deskPaper(permit: PermitData, receipt: ReceiptData, options?: PaperOptions): Promise<Uint8Array> {
  return compilePaper({ file: new URL('desk-paper.typ', import.meta.url) }, { title: '公共施設利用許可書・領収書', permit: permitView(permit), receipt: receiptView(receipt) }, options);
}

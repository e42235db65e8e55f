/** 許可書と領収書: what the counter hands over after a payment, in one print. */
import { barcode, compilePaper, type PaperOptions } from '../../../../kernel/paper/paper.ts';
import { appealParagraphs } from '../../papers/appeal.ts';
import { assertAddsUp, day, letterHead, useFacts, yenText } from '../../papers/letter-head.ts';
import type { PermitData, ReceiptData } from '../../papers/papers.ts';
import { feeRows } from '../../papers/permits.ts';

/** Each paper begins on a page of its own. Throws `RangeError` when an amount contradicts its lines. */
export async function deskPaper(permit: PermitData, receipt: ReceiptData, options?: PaperOptions): Promise<Uint8Array> {
  assertAddsUp(permit.feeLines, permit.totalYen);
  assertAddsUp(receipt.lines, receipt.totalYen);
  assertAddsUp(receipt.totals, receipt.totalYen);
  return compilePaper({ file: new URL('desk-paper.typ', import.meta.url) }, { title: '公共施設利用許可書・領収書', permit: permitView(permit), receipt: receiptView(receipt) }, options);
}

function permitView(data: PermitData): object {
  const paid = data.paidOn === null ? 'お支払いは後日になります。' : `${day(data.paidOn)}に受領しました。`;
  return {
    title: '公共施設利用許可書', head: letterHead(data.head), opening: `申請のあった公共施設の利用について、${data.head.ordinance}の規定により、次のとおり許可します。`,
    facts: [['許可番号', data.permitNumber], ['予約番号', data.reservationNumber], ...(data.registrationNumber === null ? [] : [['登録番号', data.registrationNumber]]), ['利用する人', data.patronName], ...useFacts(data.use)],
    number: data.reservationNumber, qr: barcode('qrcode', data.reservationNumber), fees: feeRows(data.feeLines), total: data.totalYen,
    payment: data.totalYen === 0 ? '使用料はかかりません。' : `うち消費税等 ${yenText(data.taxYen)}　${paid}`, conditions: data.conditions, notes: data.notes, appeal: data.appeal === null ? [] : appealParagraphs(data.appeal),
  };
}

function receiptView(data: ReceiptData): object {
  const rateText = (rate: number | null) => (rate === null ? '対象外' : `${rate}%`);
  return {
    title: data.title, number: `領収番号 ${data.receiptNumber}`, date: data.receivedOn.toString(), to: { name: data.payer, honorific: data.honorific }, ordinance: data.ordinance, contact: data.contact,
    reissue: data.reissue === null ? null : `再発行（${data.reissue.count}回目）　${day(data.reissue.on)}`, total: data.totalYen,
    lines: data.lines.map((line) => [day(line.usedOn), line.label, rateText(line.ratePercent), yenText(line.amountYen)]),
    totals: data.totals.map((total) => [total.ratePercent === null ? '課税対象外' : `${total.ratePercent}%対象`, yenText(total.amountYen), total.ratePercent === null ? '－' : yenText(total.taxYen)]),
    payment: [['お支払い方法', data.method], ...(data.tenderedYen === null ? [] : [['お預かり', yenText(data.tenderedYen)], ['お釣り', yenText(data.tenderedYen - data.totalYen)]])],
    payee: [['発行者', data.payee.name], ['登録番号', data.payee.registrationNumber], ['所在地・電話', `${data.payee.address}　${data.payee.phone}`]],
  };
}

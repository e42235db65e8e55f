/** 領収書 for whatever was owed. */
import { tokyoDate } from '../../../kernel/calendar/calendar.ts';
import { compilePaper, type PaperOptions } from '../../../kernel/paper/paper.ts';
import { taxIncluded, yen } from '../../../kernel/money/money.ts';
import type { Text } from '../../../kernel/view.ts';
import { methodWords } from '../words.tsx';

export interface ReceiptView {
  readonly number: string;
  readonly amountYen: number;
  readonly owedYen: number;
  readonly tenderedYen: number | null;
  readonly changeYen: number;
  readonly method: string;
  readonly paidAt: Temporal.Instant;
  readonly title: Text;
  readonly lines: readonly { readonly label: Text; readonly amountYen: number }[];
  readonly taxPercent: number;
  readonly payerName: string;
  readonly payee: { readonly name: string; readonly registrationNumber: string | null; readonly address: string; readonly phone: string };
}

function yenText(amount: number): string {
  return `${amount.toLocaleString('ja-JP')}円`;
}

/** `mark` stands on every copy but the first. A part payment shows the matter in one line; a full one shows the bill's own lines. */
export function receiptPaper(view: ReceiptView, mark: string | null, options?: PaperOptions): Promise<Uint8Array> {
  const whole = view.amountYen === view.owedYen;
  const tax = view.taxPercent === 0 ? '課税対象外' : `${view.taxPercent}％対象 ${yenText(view.amountYen)}（うち消費税等 ${yenText(taxIncluded(yen(view.amountYen), view.taxPercent))}）`;
  return compilePaper({ file: new URL('receipt.typ', import.meta.url) }, {
    title: '領収書', number: `領収番号 ${view.number}`, date: tokyoDate(view.paidAt).toString(), to: { name: view.payerName }, contact: `${view.payee.name}　${view.payee.phone}`,
    reissue: mark, total: view.amountYen,
    lines: whole ? view.lines.map((line) => ({ label: line.label.ja, amount: line.amountYen })) : [{ label: `${view.title.ja}（一部）`, amount: view.amountYen }],
    facts: [
      ['税率ごとの額', tax], ['お支払い方法', methodWords[view.method] ?? view.method],
      ...(view.tenderedYen === null ? [] : [['お預かり・お釣り', `${yenText(view.tenderedYen)}　お釣り ${yenText(view.changeYen)}`]]),
      ['発行者', `${view.payee.name}　${view.payee.address}`], ...(view.payee.registrationNumber === null ? [] : [['登録番号', view.payee.registrationNumber]]),
    ],
  }, options);
}

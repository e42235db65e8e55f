/** How a fee came about, line by line with the article behind each step. */
import { DataTable, useUi } from '../../../../ui/index.ts';
import type { TraceLine } from '../../rules/fee.ts';
import { words } from './words.ts';

/** "562.5" → 562.5円; exact, because rounding is a line of its own. */
function amount(text: string, lang: 'ja' | 'en'): string {
  const shown = Number(text).toLocaleString(lang === 'ja' ? 'ja-JP' : 'en-GB', { maximumFractionDigits: 4 });
  return lang === 'ja' ? `${shown}円` : `¥${shown}`;
}

export function FeeLines({ trace }: { readonly trace: readonly TraceLine[] }) {
  const { lang } = useUi();
  const w = words(lang);
  if (trace.length === 0) return null;
  // One line of the table is its own sum.
  const simple = trace.filter((line) => line.step === 'base').length === 1 && !trace.some((line) => line.step === 'day' || line.step === 'class' || line.step === 'purpose');
  const shown = simple ? trace.filter((line) => line.step !== 'basic_total') : trace;
  return (
    <DataTable
      caption={w.booking.feeTitle} hideCaption empty="" rows={shown.map((line, index) => ({ line, index }))} rowKey={({ index }) => String(index)}
      columns={[
        { key: 'step', label: w.booking.step, render: ({ line }) => <>{line.label[lang]}{line.multiplier && <span class="num"> {w.facility.times(line.multiplier.numerator, line.multiplier.denominator)}</span>}</> },
        { key: 'amount', label: w.booking.amount, align: 'end', render: ({ line }) => amount(line.step === 'total' || line.step === 'basic_total' ? line.subtotal : (line.amount ?? line.subtotal), lang) },
        { key: 'ground', label: w.booking.ground, render: ({ line }) => line.ground },
      ]}
    />
  );
}

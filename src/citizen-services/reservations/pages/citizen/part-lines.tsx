/** 分納: what is to be paid in which part, until when. */
import type { Lang } from '../../../../kernel/view.ts';
import { Chip, DataTable, Money, When } from '../../../../ui/index.ts';
import { words } from './words.ts';

export interface PartLine {
  readonly part: string;
  readonly amountYen: number;
  readonly payBy: Temporal.Instant | null;
  /** Left out before anything is asked for. */
  readonly state?: 'open' | 'paid' | 'cancelled';
}

export function partName(part: string, lang: Lang): string {
  const w = words(lang).parts;
  return part === 'deposit' ? w.deposit : part === 'balance' ? w.balance : words(lang).common.fee;
}

/** Nothing where the fee is paid at once. */
export function PartLines({ parts, lang }: { readonly parts: readonly PartLine[]; readonly lang: Lang }) {
  const w = words(lang);
  if (parts.length === 0) return null;
  const stated = parts.some((one) => one.state !== undefined);
  return (
    <DataTable caption={w.parts.title} empty="" rows={parts} rowKey={(one) => one.part} columns={[
      { key: 'part', label: w.parts.part, render: (one) => partName(one.part, lang) },
      { key: 'amount', label: w.booking.amount, align: 'end', render: (one) => <Money yen={one.amountYen} /> },
      { key: 'until', label: w.book.payBy, render: (one) => (one.payBy === null ? '' : <When instant={one.payBy} />) },
      ...(stated ? [{ key: 'state', label: w.common.status, render: (one: PartLine) => <Chip kind={one.state === 'paid' ? 'ok' : one.state === 'cancelled' ? 'no' : 'wait'}>{one.state === 'paid' ? w.mine.paid : one.state === 'cancelled' ? w.booking.nothingDue : w.mine.unpaid}</Chip> }] : []),
    ]} />
  );
}

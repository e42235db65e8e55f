/** What a citizen owes and has paid. */
import { citizen } from '../../../kernel/actor.ts';
import { page } from '../../../kernel/page.ts';
import { ledgerOf, mine } from '../../../kernel/payments/queries.ts';
import type { Lang } from '../../../kernel/view.ts';
import { Chip, DataTable, Money, Page, Section, When } from '../../../ui/index.ts';
import { words } from '../messages/words.ts';

interface Bill {
  readonly id: string;
  readonly number: string;
  readonly title: string;
  readonly amountYen: number;
  readonly openYen: number;
  readonly refundedYen: number;
  readonly dueAt: Temporal.Instant | null;
  readonly state: 'open' | 'paid' | 'cancelled';
  readonly payee: string;
}

export function OwedTable({ bills, lang, caption }: { readonly bills: readonly Bill[]; readonly lang: Lang; readonly caption: string }) {
  const t = words(lang).payments;
  return (
    <DataTable
      caption={caption} hideCaption rows={bills} rowKey={(bill) => bill.id} empty={t.none}
      columns={[
        { key: 'title', label: t.what, render: (bill) => bill.title },
        { key: 'number', label: t.number, nowrap: true, render: (bill) => bill.number },
        { key: 'payee', label: t.payee, render: (bill) => bill.payee },
        { key: 'due', label: t.due, render: (bill) => (bill.dueAt === null ? t.noDue : <When instant={bill.dueAt} />) },
        { key: 'rest', label: t.rest, align: 'end', render: (bill) => <Money yen={bill.openYen} /> },
      ]}
    />
  );
}

const chips = { open: 'wait', paid: 'ok', cancelled: 'no' } as const;

export const paymentsPage = page({
  path: '/my/payments',
  title: { ja: 'お支払い', en: 'Payments' },
  allow: [citizen],
  async load(ctx) {
    const bills = await ctx.ask(mine, {});
    // The newest thirty with their receipts; a citizen's ledger is short.
    const past = await Promise.all(bills.filter((bill) => bill.state !== 'open').slice(0, 30).map(async (bill) => ({ ...bill, receipts: (await ctx.ask(ledgerOf, { source: bill.subject.split(':')[0] ?? '', subject: bill.subject })).receipts.filter((receipt) => receipt.receivable === bill.id) })));
    return { open: bills.filter((bill) => bill.state === 'open'), past };
  },
  view(model, ctx) {
    const t = words(ctx.lang).payments;
    return (
      <Page title={t.title} crumbs={[{ to: '/my', label: words(ctx.lang).home.title }]}>
        <Section title={t.open}>{model.open.length === 0 ? <p>{words(ctx.lang).home.nothingOwed}</p> : <OwedTable bills={model.open} lang={ctx.lang} caption={t.open} />}</Section>
        <Section title={t.past}>
          <DataTable
            caption={t.past} hideCaption rows={model.past} rowKey={(bill) => bill.id} empty={t.none}
            columns={[
              { key: 'title', label: t.what, render: (bill) => bill.title },
              { key: 'number', label: t.number, nowrap: true, render: (bill) => bill.number },
              { key: 'state', label: t.state, render: (bill) => <Chip kind={chips[bill.state]}>{t.states[bill.state]}</Chip> },
              { key: 'amount', label: t.amount, align: 'end', render: (bill) => <Money yen={bill.amountYen} /> },
              { key: 'refunded', label: t.refunded, align: 'end', render: (bill) => <Money yen={bill.refundedYen} /> },
              { key: 'receipts', label: t.receipts, render: (bill) => bill.receipts.map((receipt) => <span key={receipt.id}>{receipt.number} </span>) },
            ]}
          />
        </Section>
      </Page>
    );
  },
});

/** What a citizen owes and has paid. */
import { z } from 'zod';
import { citizen } from '../../../kernel/actor.ts';
import { page } from '../../../kernel/page.ts';
import { mine, receipt } from '../../../kernel/payments/queries.ts';
import type { Lang, Text } from '../../../kernel/view.ts';
import { A, Chip, DataTable, Facts, Money, Page, Section, When } from '../../../ui/index.ts';
import { words } from '../messages/words.ts';
import { myReceipts } from '../queries.ts';

interface Bill {
  readonly id: string;
  readonly number: string;
  readonly title: Text;
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
        { key: 'title', label: t.what, render: (bill) => bill.title[lang] },
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
    const receipts = Map.groupBy(await ctx.ask(myReceipts, {}), (one) => one.bill);
    const past = bills.filter((bill) => bill.state !== 'open').map((bill) => ({ ...bill, receipts: receipts.get(bill.id) ?? [] }));
    return { open: bills.filter((bill) => bill.state === 'open'), past };
  },
  view(model, ctx) {
    const t = words(ctx.lang).payments;
    return (
      <Page title={t.title} crumbs={[{ to: '/my', label: words(ctx.lang).home.title }]}>
        <Section title={t.open}>{model.open.length === 0 ? <p>{words(ctx.lang).home.nothingOwed}</p> : <><p>{t.how}</p><OwedTable bills={model.open} lang={ctx.lang} caption={t.open} /></>}</Section>
        <Section title={t.past}>
          <DataTable
            caption={t.past} hideCaption rows={model.past} rowKey={(bill) => bill.id} empty={t.none}
            columns={[
              { key: 'title', label: t.what, render: (bill) => bill.title[ctx.lang] },
              { key: 'number', label: t.number, nowrap: true, render: (bill) => bill.number },
              { key: 'state', label: t.state, render: (bill) => <Chip kind={chips[bill.state]}>{t.states[bill.state]}</Chip> },
              { key: 'amount', label: t.amount, align: 'end', render: (bill) => <Money yen={bill.amountYen} /> },
              { key: 'refunded', label: t.refunded, align: 'end', render: (bill) => <Money yen={bill.refundedYen} /> },
              { key: 'receipts', label: t.receipts, render: (bill) => bill.receipts.map((one) => <div key={one.id}><A to={`/my/payments/${one.id}`}>{one.number}</A></div>) },
            ]}
          />
        </Section>
      </Page>
    );
  },
});

/** A receipt as a page that prints (適格簡易請求書の記載事項, 消費税法57条の4第2項). */
export const receiptPage = page({
  path: '/my/payments/:receipt',
  title: { ja: '領収書', en: 'A receipt' },
  allow: [citizen],
  params: z.object({ receipt: z.uuid() }),
  load: (ctx, { params }) => ctx.ask(receipt, params),
  view(model, ctx) {
    const w = words(ctx.lang);
    const t = w.receipt;
    return (
      <Page title={t.title} crumbs={[{ to: '/my', label: w.home.title }, { to: '/my/payments', label: w.payments.title }]}>
        <Facts rows={[
          { label: t.number, value: model.number }, { label: t.payer, value: model.payerName }, { label: t.what, value: model.title[ctx.lang] },
          { label: t.amount, value: <Money yen={model.amountYen} /> }, { label: t.tax(model.taxPercent), value: <Money yen={model.taxYen} /> },
          { label: t.paidAt, value: <When instant={model.paidAt} /> }, { label: t.method, value: t.methods[model.method] },
          { label: t.payee, value: model.payee.name }, { label: t.address, value: `${model.payee.address} ${model.payee.phone}` },
          model.payee.registrationNumber !== null && { label: t.registration, value: model.payee.registrationNumber },
        ]} />
        <DataTable
          caption={t.lines} rows={model.lines} rowKey={(line) => line.label.ja} empty=""
          columns={[{ key: 'label', label: t.what, render: (line) => line.label[ctx.lang] }, { key: 'amount', label: t.amount, align: 'end', render: (line) => <Money yen={line.amountYen} /> }]}
        />
      </Page>
    );
  },
});

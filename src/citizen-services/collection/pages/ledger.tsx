/** 調定・収納をさがす, and the whole ledger of one matter; what is still owed can be taken here. */
import { staff } from '../../../kernel/actor.ts';
import { act, page, to } from '../../../kernel/page.ts';
import { payAtDesk } from '../../../kernel/payments/commands.ts';
import { ledgerOf } from '../../../kernel/payments/queries.ts';
import { A, DataTable, Facts, Form, Hidden, Money, Notice, Page, Section, Select, Submit, TextField, When, YenField } from '../../../ui/index.ts';
import { charge, findCharges } from '../queries.ts';
import { ChargeChip, DoorTabs, home, methodWords, RefundChip } from '../words.tsx';

const path = '/staff/collection/ledger';

function text(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}

export const ledgerPage = page({
  path,
  title: { ja: '調定・収納をさがす', en: 'Find charges' },
  allow: [staff('payments.cash'), staff('payments.read'), staff('payments.refund')],
  async load(ctx, { search }) {
    const ask = { q: text(search['q']), state: text(search['state']) };
    const found = await ctx.tryAsk(findCharges, ask);
    return { ask, rows: found.ok ? found.value : [], problem: found.ok ? null : found.message };
  },
  view(model, ctx) {
    return (
      <Page title="調定・収納をさがす" wide crumbs={[home]}>
        <DoorTabs ctx={ctx} current={path} />
        <Form method="get" label="調定・収納をさがす" search>
          <TextField name="q" label="番号・納める人・件名" quiet value={model.ask.q} width="medium" autocomplete="off" />
          <Select name="state" label="状態" quiet blank="すべて" value={model.ask.state} options={[{ value: 'open', label: '未収' }, { value: 'paid', label: '収納済み' }, { value: 'cancelled', label: '取消し' }]} />
        </Form>
        <Section title={`見つかったもの　${model.rows.length}件${model.rows.length === 100 ? '以上（新しい順）' : ''}`}>
          <DataTable
            caption="見つかったもの" hideCaption keys rows={model.rows} rowKey={(row) => row.id} empty={model.problem ?? '当てはまるものがありません。番号か、納める人の名前の一部でさがしてください。'}
            columns={[
              { key: 'number', label: '番号', nowrap: true, render: (row) => <A to={`/staff/collection/charges/${row.id}`}>{row.number}</A> },
              { key: 'title', label: '件名', render: (row) => <>{row.title}<small>{row.payer}　{row.payee}</small></> },
              { key: 'due', label: '期限', nowrap: true, render: (row) => (row.dueAt === null ? '―' : <When instant={row.dueAt} style="short" />) },
              { key: 'amount', label: '調定額', align: 'end', render: (row) => <Money yen={row.amountYen} /> },
              { key: 'open', label: '未収', align: 'end', render: (row) => <Money yen={row.openYen} /> },
              { key: 'state', label: '状態', render: (row) => <ChargeChip state={row.state} /> },
            ]}
          />
        </Section>
      </Page>
    );
  },
});

export const chargePage = page({
  path: '/staff/collection/charges/:id',
  title: { ja: '調定', en: 'A charge' },
  allow: [staff('payments.cash'), staff('payments.read')],
  async load(ctx, { params }) {
    const it = await ctx.ask(charge, { receivable: params['id'] });
    return { it, ledger: await ctx.ask(ledgerOf, { source: it.source, subject: it.subject }) };
  },
  actions: { pay: act(payAtDesk, { done: (value) => to(`/staff/collection/receipts/${value.receipt}?paid=1`, `受け取りました。お釣り ${value.changeYen.toLocaleString('ja-JP')}円`) }) },
  view({ it, ledger }, ctx) {
    const open = ledger.receivables.filter((row) => row.openYen > 0);
    return (
      <Page title={it.number} wide crumbs={[home, { to: path, label: '調定・収納' }]} lead={it.title}>
        <Facts rows={[{ label: '納める人', value: it.payer }, { label: '収納先', value: it.payee }, { label: '調定の日', value: <When instant={it.createdAt} style="short" /> }]} />
        {open.length > 0 && it.source === 'reservations' && <Notice title="施設の使用料は、予約の画面で受け取ると許可書まで一度に出せます"><A to={`/staff/reservations/bookings/${it.subject.slice('reservation:'.length)}#pay`}>予約の画面へ</A></Notice>}
        {ctx.may('payments.cash') && open.map((row) => (
          <Section key={row.id} title={`入金　${row.number}`}>
            <Form action="pay" inline about={{ receivable: row.id }}>
              <p>未収 <b><Money yen={row.openYen} /></b></p>
              <Hidden name="amount" value={row.openYen} />
              <YenField name="tendered" label="お預かり" required /><TextField name="place" label="窓口" quiet width="medium" />
              <Submit>受け取る</Submit>
            </Form>
          </Section>
        ))}
        <Section title="調定">
          <DataTable caption="調定" hideCaption rows={ledger.receivables} rowKey={(row) => row.id} empty="ありません。" columns={[
            { key: 'number', label: '番号', nowrap: true, render: (row) => row.number }, { key: 'title', label: '件名', render: (row) => row.title.ja }, { key: 'amount', label: '金額', align: 'end', render: (row) => <Money yen={row.amountYen} /> },
            { key: 'paid', label: '収納', align: 'end', render: (row) => <Money yen={row.paidYen} /> }, { key: 'back', label: '還付', align: 'end', render: (row) => <Money yen={row.refundedYen} /> }, { key: 'state', label: '状態', render: (row) => <ChargeChip state={row.state} /> },
          ]} />
        </Section>
        <Section title="収納">
          <DataTable caption="収納" hideCaption rows={ledger.receipts} rowKey={(row) => row.id} empty="まだ収納はありません。" columns={[
            { key: 'number', label: '領収番号', nowrap: true, render: (row) => <A to={`/staff/collection/receipts/${row.id}`}>{row.number}</A> }, { key: 'at', label: '日時', nowrap: true, render: (row) => <When instant={row.paidAt} style="short" /> },
            { key: 'method', label: '方法', render: (row) => `${methodWords[row.method] ?? row.method}　${row.place}` }, { key: 'amount', label: '金額', align: 'end', render: (row) => <Money yen={row.amountYen} /> },
          ]} />
        </Section>
        {ledger.refunds.length > 0 && (
          <Section title="還付">
            <DataTable caption="還付" hideCaption rows={ledger.refunds} rowKey={(row) => row.id} empty="" columns={[
              { key: 'number', label: '還付番号', nowrap: true, render: (row) => row.number }, { key: 'cause', label: '理由', render: (row) => row.cause }, { key: 'charge', label: '取消料', align: 'end', render: (row) => <Money yen={row.chargeYen} /> },
              { key: 'amount', label: '還付額', align: 'end', render: (row) => <Money yen={row.amountYen} /> }, { key: 'state', label: '状況', render: (row) => <RefundChip state={row.state} /> },
            ]} />
          </Section>
        )}
      </Page>
    );
  },
});

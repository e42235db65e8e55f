/** 還付: a second person agrees, then the money goes back. */
import { actorKey, staff } from '../../../kernel/actor.ts';
import { act, page, problem, refusedGo, to } from '../../../kernel/page.ts';
import { approveRefund, payRefund } from '../../../kernel/payments/commands.ts';
import { dayBook, openRefunds } from '../../../kernel/payments/queries.ts';
import { DataTable, Form, Money, Page, Refusal, Section, Submit, Tabs, TextField, When } from '../../../ui/index.ts';
import { DoorTabs, home, RefundChip } from '../words.tsx';

const path = '/staff/collection/refunds';

export const refundsPage = page({
  path,
  title: { ja: '還付', en: 'Refunds' },
  allow: [staff('payments.refund'), staff('payments.cash'), staff('payments.read')],
  async load(ctx, { search }) {
    const all = search['state'] === 'all';
    const [refunds, book] = await Promise.all([ctx.ask(openRefunds, all ? { state: 'all' } : {}), ctx.tryAsk(dayBook, { day: ctx.today.toString() })]);
    // Most days one desk is open: its name stands ready.
    const places = book.ok ? [...new Set(book.value.entries.map((row) => row.place).filter((place) => place !== ''))] : [];
    return { all, place: places.length === 1 ? (places[0] ?? '') : '', refunds: all ? refunds.toReversed() : refunds };
  },
  actions: {
    approve: act(approveRefund, { done: () => to(path, '承認しました。支払いに進めます。') }),
    pay: async (ctx, form) => {
      const cash = form.get('method') === 'cash';
      if (cash && form.get('place').trim() === '') return problem('現金を出した窓口の名前を入れてください。その日の現金の締めから引きます。', 'place');
      const answer = await ctx.do(payRefund, { refund: form.get('refund'), method: form.get('method'), place: cash ? form.get('place') : '' });
      return answer.ok ? to(path, '支払いを記録しました。') : refusedGo(answer);
    },
  },
  view(model, ctx) {
    const due = model.refunds.filter((row) => row.state === 'due').length;
    return (
      <Page title="還付" wide crumbs={[home]}>
        <DoorTabs ctx={ctx} current={path} refunds={due} />
        <Tabs label="還付の表示" items={[{ to: path, label: '待っているもの', current: !model.all }, { to: `${path}?state=all`, label: 'すべて', current: model.all }]} />
        <Refusal />
        <Section title={`還付　${model.refunds.length}件`}>
          <DataTable
            caption="還付" hideCaption keys rows={model.refunds} rowKey={(row) => row.id} current={model.refunds[0]?.id} empty="待っている還付はありません。"
            columns={[
              { key: 'number', label: '還付番号', nowrap: true, render: (row) => row.number },
              { key: 'title', label: '件名', render: (row) => <>{row.title}<small>{row.payer}　{row.cause}</small></> },
              { key: 'amount', label: '還付額', align: 'end', render: (row) => <><Money yen={row.amountYen} />{row.chargeYen > 0 && <small>取消料 <Money yen={row.chargeYen} /></small>}</> },
              { key: 'asked', label: '発生', nowrap: true, render: (row) => <When instant={row.requestedAt} style="short" /> },
              { key: 'state', label: '状況', render: (row) => <RefundChip state={row.state} /> },
            ]}
            actions={(row) => (
              <>
                {row.state === 'due' && ctx.may('payments.refund') && (row.requestedBy === actorKey(ctx.actor) ? <span>別の人が承認します</span> : <Form action="approve" inline about={{ refund: row.id }}><Submit kind="second" rowKey="a" about={row.number}>承認</Submit></Form>)}
                {row.state === 'approved' && (
                  <Form action="pay" inline about={{ refund: row.id }}><TextField name="place" label="窓口（現金のとき）" quiet value={model.place} width="medium" /><Submit kind="second" name="method" value="cash" about={row.number}>現金で返した</Submit><Submit kind="plain" name="method" value="transfer" about={row.number}>振り込んだ</Submit></Form>
                )}
              </>
            )}
          />
        </Section>
      </Page>
    );
  },
});
